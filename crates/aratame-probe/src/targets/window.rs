//! The time window of a permission: from one moment to another, or the same hours every day.

/// When a target may be probed. Times are seconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// From one moment to another.
    Once {
        /// The first second.
        from: i64,
        /// The first second after it.
        to: i64,
    },
    /// The same hours every day, over midnight when the end is before the beginning.
    Daily {
        /// Seconds after midnight.
        from: i64,
        /// Seconds after midnight.
        to: i64,
        /// Seconds by which the clock is ahead of UTC.
        offset: i64,
    },
}

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

impl Window {
    /// Reads `2026-12-01T22:00+09:00/2026-12-02T05:00+09:00` or `22:00/05:00+09:00`.
    pub(super) fn read(text: &str) -> Result<Self, (String, &'static str)> {
        let wrong = || {
            let en = "`2026-12-01T22:00+09:00/2026-12-02T05:00+09:00`, or every day \
                      `22:00/05:00+09:00`";
            let ja = "「2026-12-01T22:00+09:00/2026-12-02T05:00+09:00」又は毎日\
                      「22:00/05:00+09:00」の形で記入してください";
            (en.to_owned(), ja)
        };
        let (from, to) = text.split_once('/').ok_or_else(wrong)?;
        let window = match (moment(from.trim()), moment(to.trim())) {
            (Some(from), Some(to)) if from < to => Some(Self::Once { from, to }),
            (Some(_), _) | (_, Some(_)) => None,
            (None, None) => daily(from.trim(), to.trim()),
        };
        window.ok_or_else(wrong)
    }

    /// Whether it covers a moment.
    #[must_use]
    pub fn covers(&self, now: i64) -> bool {
        match *self {
            Self::Once { from, to } => (from..to).contains(&now),
            Self::Daily { from, to, offset } => {
                let of_day = (now + offset).rem_euclid(DAY);
                if from <= to {
                    (from..to).contains(&of_day)
                } else {
                    !(to..from).contains(&of_day)
                }
            }
        }
    }
}

fn daily(from: &str, to: &str) -> Option<Window> {
    let (to, offset) = split_offset(to)?;
    let (from, to) = (clock(from)?, clock(to)?);
    (from != to).then_some(Window::Daily { from, to, offset })
}

fn moment(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', ' '])?;
    let (time, offset) = split_offset(time)?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some(days(number(year)?, number(month)?, number(day)?)? * DAY + clock(time)? - offset)
}

/// Hours and minutes, and how far the clock is ahead of UTC.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let at = time.rfind(['+', '-'])?;
    let (time, offset) = time.split_at_checked(at)?;
    let seconds = clock(offset.get(1..)?)?;
    Some((time, if offset.starts_with('-') { -seconds } else { seconds }))
}

fn clock(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let minutes = minutes.strip_suffix(":00").unwrap_or(minutes);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some((hours * 60 + minutes) * MINUTE)
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Days since 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day is
/// the last of a year, and 400 years have 146097 days.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    // Months from March on have 31, 30, 31, 30, 31 days in turn: (153 m + 2) / 5 before month m.
    let of_year = (153 * month + 2) / 5 + day - 1;
    // 719468 days stand between 0000-03-01 and 1970-01-01.
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(days(1970, 1, 1), Some(0));
        assert_eq!(days(2000, 3, 1), Some(11_017));
        assert_eq!(days(2026, 11, 21), Some(20_778));
        assert_eq!(days(2026, 2, 29), None);
        assert_eq!(days(2024, 13, 1), None);
        let mut next = 0;
        for (year, month) in (1970..2100).flat_map(|y| (1..=12).map(move |m| (y, m))) {
            for day in (1..=31).filter_map(|day| days(year, month, day)) {
                assert_eq!(day, next);
                next += 1;
            }
        }
    }

    #[test]
    fn windows_cover_what_they_say() {
        let once = Window::read("1970-01-02T00:00+09:00/1970-01-02T01:00+09:00").unwrap();
        assert!(once.covers(15 * 3600) && !once.covers(16 * 3600) && !once.covers(0));
        let night = Window::read("22:00/05:00+09:00").unwrap();
        assert!(night.covers(13 * 3600) && night.covers(19 * 3600) && !night.covers(20 * 3600));
        let noon = Window::read("11:00/13:00Z").unwrap();
        assert!(noon.covers(12 * 3600 + 5 * DAY) && !noon.covers(-DAY));
        for wrong in ["", "22:00", "22:00/22:00Z", "25:00/26:00Z", "22:00/05:00", "a/b"] {
            assert!(Window::read(wrong).is_err(), "{wrong}");
        }
        assert!(Window::read("2026-12-02T00:00Z/2026-12-01T00:00Z").is_err());
    }
}
