//! JSON files with a header and `testGroups`, read one test at a time, and their fields.
//!
//! Nothing is held but a header, the group without its tests and one test, however long the file
//! is. Only of a group whose fields stand behind its tests the tests wait for them, within a bound.

use crate::operation::Bytes;
use anyhow::{Context, Result};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

/// An object of JSON.
pub(crate) type Object = Map<String, Value>;

/// Takes the header, as far as it stands before the groups, the group without its tests, and one
/// test.
pub(crate) type EachTest<'a> = dyn FnMut(&Object, &Object, &Object) -> Result<()> + 'a;

/// Bytes of a file that may wait in memory: a header, a group's own fields, one test, or the tests
/// of a group whose fields may still come. The longest test of a standard, an SLH-DSA-256f signature
/// in digits, has a hundred thousand.
const MAX_KEPT: u64 = 16 << 20;

/// Reads a file and gives its header, without the groups.
///
/// # Errors
/// It is no JSON of this shape, something in it is too long, or `each` failed.
pub(crate) fn read(input: impl Read, each: &mut EachTest<'_>) -> Result<Object> {
    let meter = Meter::default();
    let input = BufReader::new(Metered { input, meter: meter.clone() });
    let mut sink = Sink { each, header: Object::new(), header_bytes: 0, failure: None, meter };
    let mut deserializer = serde_json::Deserializer::from_reader(input);
    let read = File(&mut sink).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (sink.failure, read) {
        (Some(error), _) => Err(error),
        (None, read) => read.context("not a JSON file of test groups").map(|()| sink.header),
    }
}

/// How far a file is read, and where what is being read began; to what is read ahead.
#[derive(Clone, Debug, Default)]
struct Meter(Rc<Cell<(u64, u64)>>);

impl Meter {
    fn position(&self) -> u64 {
        self.0.get().0
    }

    fn begin(&self) {
        self.0.set((self.position(), self.position()));
    }

    fn advance(&self, bytes: u64) -> io::Result<()> {
        let (position, began) = self.0.get();
        self.0.set((position + bytes, began));
        if position + bytes - began > MAX_KEPT {
            return Err(io::Error::other(format!("something is longer than {MAX_KEPT} bytes")));
        }
        Ok(())
    }
}

struct Metered<R> {
    input: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.meter.advance(count as u64)?;
        Ok(count)
    }
}

struct Sink<'s, 'e> {
    each: &'s mut EachTest<'e>,
    header: Object,
    header_bytes: u64,
    failure: Option<anyhow::Error>,
    meter: Meter,
}

impl Sink<'_, '_> {
    fn take<E: Error>(&mut self, group: &Object, test: &Object) -> Result<(), E> {
        (self.each)(&self.header, group, test).map_err(|error| {
            self.failure = Some(error);
            E::custom("stopped")
        })
    }
}

/// The file: an object, or a list of objects (ACVP may put its version before it).
struct File<'a, 's, 'e>(&'a mut Sink<'s, 'e>);

impl<'de> DeserializeSeed<'de> for File<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for File<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with testGroups")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(File(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "testGroups" {
                map.next_value_seed(Groups(&mut *self.0))?;
                continue;
            }
            let before = self.0.meter.position();
            let value = map.next_value()?;
            self.0.header_bytes += self.0.meter.position() - before;
            if self.0.header_bytes > MAX_KEPT {
                return Err(A::Error::custom("the header is too long"));
            }
            self.0.header.insert(key, value);
        }
        Ok(())
    }
}

struct Groups<'a, 's, 'e>(&'a mut Sink<'s, 'e>);

impl<'de> DeserializeSeed<'de> for Groups<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Groups<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of groups")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.meter.begin();
        while list.next_element_seed(Group(&mut *self.0))?.is_some() {
            self.0.meter.begin();
        }
        Ok(())
    }
}

struct Group<'a, 's, 'e>(&'a mut Sink<'s, 'e>);

impl<'de> DeserializeSeed<'de> for Group<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Group<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a group of tests")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut group = Object::new();
        let mut waiting = Some(Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            if key == "tests" {
                let sink = &mut *self.0;
                map.next_value_seed(Tests { sink, group: &group, waiting: &mut waiting })?;
            } else if waiting.is_some() {
                group.insert(key, map.next_value()?);
            } else {
                let why = format!("the field {key} of a group stands behind too many tests");
                return Err(A::Error::custom(why));
            }
        }
        waiting.iter().flatten().try_for_each(|test| self.0.take(&group, test))
    }
}

struct Tests<'a, 's, 'e> {
    sink: &'a mut Sink<'s, 'e>,
    group: &'a Object,
    /// Tests that wait for the rest of the group; none when there were too many to wait.
    waiting: &'a mut Option<Vec<Object>>,
}

impl<'de> DeserializeSeed<'de> for Tests<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Tests<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of tests")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { sink, group, waiting } = self;
        let start = sink.meter.position();
        sink.meter.begin();
        while let Some(test) = list.next_element::<Object>()? {
            match &mut *waiting {
                Some(tests) => tests.push(test),
                None => sink.take::<A::Error>(group, &test)?,
            }
            sink.meter.begin();
            if sink.meter.position() - start > MAX_KEPT
                && let Some(tests) = waiting.take()
            {
                tests.iter().try_for_each(|test| sink.take::<A::Error>(group, test))?;
            }
        }
        Ok(())
    }
}

/// A text field, empty when it is not there.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A truth value, false when it is not there.
pub(crate) fn flag(object: &Object, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// A number, 0 when it is not there.
pub(crate) fn number(object: &Object, name: &str) -> u64 {
    object.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// Bytes in hexadecimal digits, if the field is there.
///
/// # Errors
/// It is something else.
pub(crate) fn optional(object: &Object, name: &str) -> Result<Option<Bytes>> {
    let Some(value) = object.get(name) else { return Ok(None) };
    let digits = value.as_str().with_context(|| format!("{name} is no text"))?;
    let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes());
    bytes.map(|bytes| Some(Bytes(bytes))).with_context(|| format!("{name} is not hexadecimal"))
}

/// Bytes in hexadecimal digits.
///
/// # Errors
/// The field is not there or something else.
pub(crate) fn bytes(object: &Object, name: &str) -> Result<Bytes> {
    optional(object, name)?.with_context(|| format!("no field {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Result<(usize, Object)> {
        let mut count = 0;
        let header = read(text.as_bytes(), &mut |_, group, _| {
            count += 1;
            assert_eq!(flag(group, "wanted"), text.contains("wanted"));
            Ok(())
        })?;
        Ok((count, header))
    }

    #[test]
    fn both_shapes_of_acvp_files() {
        let file = r#"{"algorithm":"X","testGroups":[{"tests":[{},{}]},{"tests":[{}]}],"late":1}"#;
        let (found, header) = count(file).unwrap();
        assert_eq!((found, text(&header, "algorithm"), number(&header, "late")), (3, "X", 1));
        assert_eq!(count(&format!(r#"[{{"acvVersion":"1.0"}},{file}]"#)).unwrap().0, 3);
    }

    #[test]
    fn a_group_may_name_its_fields_behind_its_tests() {
        let file =
            r#"{"testGroups":[{"tests":[{},{}],"wanted":true},{"wanted":true,"tests":[{}]}]}"#;
        assert_eq!(count(file).unwrap().0, 3);
    }

    #[test]
    fn what_is_cut_or_another_shape_is_an_error() {
        for text in [
            "",
            "{",
            "7",
            r#"{"testGroups":[{"tests":["#,
            r#"{"testGroups":7}"#,
            r#"{"testGroups":[7]}"#,
            r#"{"testGroups":[{"tests":7}]}"#,
            r#"{"testGroups":[{"tests":[7]}]}"#,
        ] {
            assert!(count(text).is_err(), "{text}");
        }
    }

    /// A part again and again, never in memory as a whole.
    struct Copies {
        part: Vec<u8>,
        at: usize,
        left: usize,
    }

    impl Copies {
        fn new(part: &str, bytes: usize) -> Self {
            let part = part.repeat(1 + 8192 / part.len());
            let left = bytes.next_multiple_of(part.len());
            Self { part: part.into_bytes(), at: 0, left }
        }
    }

    impl Read for Copies {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let rest = &self.part[self.at..];
            let count = rest.len().min(buffer.len()).min(self.left);
            buffer[..count].copy_from_slice(&rest[..count]);
            self.at = (self.at + count) % self.part.len();
            self.left -= count;
            Ok(count)
        }
    }

    const TEST: &str = r#"{"tcId":1,"x":"a long text, so that most of the bytes are read at once: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},"#;

    #[test]
    fn a_group_longer_than_what_is_kept_is_read_on() {
        let read_all = |after: &str| {
            let tests = Copies::new(TEST, MAX_KEPT as usize + 1);
            let expected = tests.left / TEST.len() + 1;
            let file = r#"{"testGroups":[{"wanted":true,"tests":["#.as_bytes().chain(tests);
            let mut count = 0;
            let read = read(file.chain(after.as_bytes()), &mut |_, group, _| {
                count += 1;
                assert!(flag(group, "wanted"));
                Ok(())
            });
            (count == expected, read.is_ok())
        };
        assert_eq!(read_all("{}]}]}"), (true, true));
        assert_eq!(read_all(r#"{}],"late":1}]}"#), (true, false));
    }

    #[test]
    fn nothing_of_any_length_is_kept() {
        for (before, part) in [
            (r#"{"header":""#, "endless "),
            ("", "        "),
            (r#"{"testGroups":[{"field":""#, "endless "),
            (r#"{"testGroups":[{"tests":[{"x":""#, "endless "),
        ] {
            let file = before.as_bytes().chain(Copies::new(part, 2 * MAX_KEPT as usize));
            let why = format!("{:#}", read(file, &mut |_, _, _| Ok(())).unwrap_err());
            assert!(why.contains("longer than"), "{before}: {why}");
        }
    }
}
