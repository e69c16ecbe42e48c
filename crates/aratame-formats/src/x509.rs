//! Owns what the structures of X.509 share: names, times, extensions, the signed envelope.
//! The structures themselves stand in the modules below; no algorithm is known here.

pub mod attribute;
pub mod certificate;
pub mod crl;
pub mod ocsp;
pub mod request;

use crate::der::{self, DerErrorKind, Element, Oid, Reader, Result};
use crate::spki::AlgorithmIdentifier;

/// Characters of a name that are shown; longer ones are cut, so that a report stays readable.
const MAX_SHOWN_NAME: usize = 256;
/// Attributes of a name that are shown.
const MAX_SHOWN_ATTRIBUTES: usize = 32;
/// Bytes of a time: the longest form, with fraction and offset, takes 24.
const MAX_TIME_BYTES: usize = 32;
/// Extensions kept of one structure: real ones carry under 30.
const MAX_EXTENSIONS: usize = 256;

/// The envelope that certificates, requests, lists and responses share.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// The whole structure.
    pub raw: &'a [u8],
    /// What is signed.
    pub body: Element<'a>,
    /// With which algorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature.
    pub signature: &'a [u8],
    /// What follows the signature inside the envelope: OCSP puts certificates there.
    pub rest: Reader<'a>,
}

impl<'a> Signed<'a> {
    /// Reads the next element as a signed envelope.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        let body = inside.expect(der::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut inside)?;
        let (signature, _) = inside.expect(der::BIT_STRING)?.bits()?;
        let (offset, raw) = (element.offset, element.raw);
        Ok(Self { offset, raw, body, algorithm, signature, rest: inside })
    }
}

/// A distinguished name, compared by its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// The encoding.
    pub raw: &'a [u8],
}

impl<'a> Name<'a> {
    /// Reads the next element as a name.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        Ok(Self { raw: reader.expect(der::SEQUENCE)?.raw })
    }

    /// Whether no attribute is in it.
    pub fn is_empty(&self) -> bool {
        self.raw.len() <= 2
    }

    /// Whether it has the form of a name: sets of attributes, each a type with a value.
    pub fn is_well_formed(&self) -> bool {
        let Ok(mut names) = Reader::new(self.raw).sequence() else { return false };
        while !names.is_empty() {
            let Ok(mut set) = names.expect(der::SET).map(|set| set.reader()) else { return false };
            let attribute = set.sequence().and_then(|mut pair| {
                pair.oid()?;
                pair.element()
            });
            if attribute.is_err() {
                return false;
            }
        }
        true
    }

    /// The attributes in their order, `C=JP, O=…, CN=…`; cut when it is long.
    pub fn shown(&self) -> String {
        let mut text = String::new();
        for (oid, value) in self.attributes().take(MAX_SHOWN_ATTRIBUTES) {
            if !text.is_empty() {
                text.push_str(", ");
            }
            match short_attribute_name(oid) {
                Some(name) => text.push_str(name),
                None => text.push_str(&oid.dotted()),
            }
            text.push('=');
            text.push_str(&string_value(&value));
            if text.chars().count() > MAX_SHOWN_NAME {
                return text.chars().take(MAX_SHOWN_NAME).chain(['…']).collect();
            }
        }
        text
    }

    fn attributes(&self) -> impl Iterator<Item = (Oid<'a>, Element<'a>)> + use<'a> {
        let names = Reader::new(self.raw).sequence().into_iter().flatten();
        names.flat_map(|set| set.reader()).filter_map(|pair| {
            let mut pair = pair.reader();
            Some((pair.oid().ok()?, pair.element().ok()?))
        })
    }
}

/// The short names of RFC 4514 and of common use, under 2.5.4, PKCS #9 and the directory pilot.
fn short_attribute_name(oid: Oid<'_>) -> Option<&'static str> {
    Some(match oid.value() {
        [0x55, 0x04, 3] => "CN",
        [0x55, 0x04, 4] => "SN",
        [0x55, 0x04, 5] => "serialNumber",
        [0x55, 0x04, 6] => "C",
        [0x55, 0x04, 7] => "L",
        [0x55, 0x04, 8] => "ST",
        [0x55, 0x04, 9] => "street",
        [0x55, 0x04, 10] => "O",
        [0x55, 0x04, 11] => "OU",
        [0x55, 0x04, 12] => "title",
        [0x55, 0x04, 97] => "organizationIdentifier",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01] => "emailAddress",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01] => "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19] => "DC",
        _ => return None,
    })
}

/// A directory string as text; what cannot be printed becomes the replacement character.
fn string_value(element: &Element<'_>) -> String {
    let printable = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    match element.tag {
        // BMPString is UTF-16, big-endian.
        0x1e => {
            let units = element.value.chunks_exact(2);
            let units = units.filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)));
            let text = char::decode_utf16(units.take(MAX_SHOWN_NAME));
            text.map(|c| printable(c.unwrap_or('\u{fffd}'))).collect()
        }
        // T61String is read as Latin-1, as everybody else does.
        0x14 => element.value.iter().take(MAX_SHOWN_NAME).map(|b| printable(*b as char)).collect(),
        _ => {
            let cut = element.value.get(..4 * MAX_SHOWN_NAME).unwrap_or(element.value);
            String::from_utf8_lossy(cut).chars().map(printable).collect()
        }
    }
}

/// A time as it stands, with the century that RFC 5280 gives to two-digit years.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// `YYYYMMDDHHMMSSZ` in the regular case.
    pub text: String,
}

impl Time {
    /// Reads the next element as a time, however odd its text.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Self::from_element(&reader.element()?)
    }

    /// Whether the next element is a time.
    pub fn is_next(reader: &Reader<'_>) -> bool {
        matches!(reader.peek(), Some(der::UTC_TIME | der::GENERALIZED_TIME))
    }

    fn from_element(element: &Element<'_>) -> Result<Self> {
        let bad = element.error(DerErrorKind::BadTime);
        let text = std::str::from_utf8(element.value).map_err(|_| bad)?;
        if text.len() > MAX_TIME_BYTES || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(bad);
        }
        let century = match element.tag {
            der::GENERALIZED_TIME => "",
            der::UTC_TIME if text.as_bytes().first().is_some_and(|ten| *ten >= b'5') => "19",
            der::UTC_TIME => "20",
            _ => return Err(bad),
        };
        Ok(Self { text: format!("{century}{text}") })
    }

    /// Whether it names a day and an hour of the calendar, of this age.
    pub fn is_of_calendar(&self) -> bool {
        self.number(0, 4).is_some_and(|year| year >= 1900) && self.is_of_clock()
    }

    fn is_of_clock(&self) -> bool {
        self.number(4, 6).is_some_and(|month| (1..=12).contains(&month))
            && self.number(6, 8).is_some_and(|day| (1..=31).contains(&day))
            && self.number(8, 10).is_some_and(|hour| hour <= 24)
    }

    fn number(&self, from: usize, to: usize) -> Option<u32> {
        let digits = self.text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    }

    /// The time in UTC in the form of RFC 3339, when its text is regular; its own text otherwise.
    pub fn rfc3339(&self) -> String {
        let (digits, zone) = match self.text.find(['Z', '+', '-']) {
            Some(at) => self.text.split_at(at),
            None => (self.text.as_str(), ""),
        };
        let regular = digits.bytes().all(|byte| byte.is_ascii_digit()) && self.is_of_clock();
        let Some(minutes_east) = zone_minutes(zone) else { return self.text.clone() };
        if !regular || !matches!(digits.len(), 10 | 12 | 14) {
            return self.text.clone();
        }
        let part = |from: usize| digits.get(from..from + 2).unwrap_or("00");
        let number = |from: usize| i64::from(part(from).parse::<u8>().unwrap_or(0));
        let year = i64::from(self.number(0, 4).unwrap_or(0));
        if minutes_east == 0 {
            let (month, day) = (part(4), part(6));
            return format!("{year:04}-{month}-{day}T{}:{}:{}Z", part(8), part(10), part(12));
        }
        let days = day_number(year, number(4), number(6));
        let minutes = days * DAY_MINUTES + number(8) * 60 + number(10) - minutes_east;
        let (year, month, day) = calendar_day(minutes.div_euclid(DAY_MINUTES));
        let (hour, minute) =
            (minutes.rem_euclid(DAY_MINUTES) / 60, minutes.rem_euclid(DAY_MINUTES) % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{}Z", part(12))
    }

    /// The first and the last moment of a validity.
    pub fn read_pair(reader: &mut Reader<'_>) -> Result<(Self, Self)> {
        let mut inside = reader.sequence()?;
        Ok((Self::read(&mut inside)?, Self::read(&mut inside)?))
    }
}

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

/// Minutes east of Greenwich of `Z`, `+hhmm` or `-hhmm`.
fn zone_minutes(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    Some(sign * (number / 100 * 60 + number % 100))
}

/// Days from 1 March of the year 0 in the Gregorian calendar; years begin in March, so that the
/// leap day is the last one.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let shifted = (month + 9) % 12;
    let year = year - shifted / 10;
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * shifted + 2) / 5
        + day
        - 1
}

/// The year, month and day of a number of [`day_number`].
fn calendar_day(number: i64) -> (i64, i64, i64) {
    let mut year = (10_000 * number + 14_780).div_euclid(3_652_425);
    if day_number(year, 3, 1) > number {
        year -= 1;
    }
    let of_year = number - day_number(year, 3, 1);
    let shifted = (5 * of_year + 2) / 153;
    let month = (shifted + 2) % 12 + 1;
    (year + i64::from(month < 3), month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// One extension, with its value still encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Which one.
    pub oid: Oid<'a>,
    /// Whether who does not know it must refuse.
    pub critical: bool,
    /// Its OCTET STRING.
    pub value: Element<'a>,
}

impl<'a> Extension<'a> {
    /// Reads `Extensions` out of the explicit tag that holds them.
    pub fn read_all(tagged: &Element<'a>) -> Result<Vec<Self>> {
        let mut list = tagged.reader().sequence()?;
        let mut extensions = Vec::new();
        while !list.is_empty() && extensions.len() < MAX_EXTENSIONS {
            extensions.push(Self::read(&mut list)?);
        }
        Ok(extensions)
    }

    fn read(list: &mut Reader<'a>) -> Result<Self> {
        let mut inside = list.sequence()?;
        let oid = inside.oid()?;
        let critical = inside.optional(der::BOOLEAN)?.is_some_and(|flag| flag.value != [0]);
        let value = inside.expect(der::OCTET_STRING)?;
        Ok(Self { oid, critical, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(bytes: &[u8]) -> Result<Time> {
        Time::read(&mut Reader::new(bytes))
    }

    #[test]
    fn two_digit_years_get_their_century() {
        assert_eq!(time(b"\x17\x0d491231235959Z").unwrap().text, "20491231235959Z");
        assert_eq!(time(b"\x17\x0d500101000000Z").unwrap().text, "19500101000000Z");
        assert_eq!(time(b"\x18\x0f20500101000000Z").unwrap().text, "20500101000000Z");
        assert_eq!(time(b"\x17\x0b4912312359Z").unwrap().rfc3339(), "2049-12-31T23:59:00Z");
        assert_eq!(time(b"\x17\x114912312359+0900").unwrap_err().kind, DerErrorKind::Truncated);
        assert!(time(b"\x17\x0dABCDEF000000Z").is_ok_and(|time| !time.is_of_calendar()));
        assert!(time(b"\x17\x0d5001\xff1000000Z").is_err());
    }

    #[test]
    fn times_of_other_zones_are_told_in_utc() {
        let utc = |bytes: &[u8]| time(bytes).unwrap().rfc3339();
        assert_eq!(utc(b"\x17\x11160811100831-0500"), "2016-08-11T15:08:31Z");
        assert_eq!(utc(b"\x17\x11010101083000+0900"), "2000-12-31T23:30:00Z");
        assert_eq!(utc(b"\x18\x1320240228235959-0001"), "2024-02-29T00:00:59Z");
        assert_eq!(utc(b"\x18\x1320240301000000+0001"), "2024-02-29T23:59:00Z");
        assert_eq!(utc(b"\x18\x0f00010101000000Z"), "0001-01-01T00:00:00Z");
        assert_eq!(utc(b"\x18\x1320240301000000+00.1"), "20240301000000+00.1");
    }

    #[test]
    fn days_are_numbered_and_named_alike() {
        for number in (0..800_000).step_by(7) {
            let (year, month, day) = calendar_day(number);
            assert_eq!(day_number(year, month, day), number);
            assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        }
        assert_eq!(calendar_day(0), (0, 3, 1));
        assert_eq!(day_number(1970, 1, 1), 719_468);
    }

    #[test]
    fn a_name_is_shown_with_its_attributes() {
        let name = b"\x30\x1c\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02JP\
            \x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x0c\x04\xe6\x94\xb9\x07";
        let name = Name::read(&mut Reader::new(name)).unwrap();
        assert!(name.is_well_formed());
        assert_eq!(name.shown(), "C=JP, CN=改\u{fffd}");
    }
}
