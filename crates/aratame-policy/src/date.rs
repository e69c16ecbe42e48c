//! A calendar date, as lists and `--as-of` write it.

use std::fmt;
use std::str::FromStr;

/// A date of the Gregorian calendar, from year 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A date, when there is such a day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let known = (1..=9999).contains(&year) && (1..=12).contains(&month);
        (known && (1..=days_in(year, month)).contains(&day)).then_some(Self { year, month, day })
    }

    /// The last day of a year; years outside 1 to 9999 count as the nearest of them.
    #[must_use]
    pub fn end_of(year: i32) -> Self {
        let year = u16::try_from(year.clamp(1, 9999)).unwrap_or(9999);
        Self { year, month: 12, day: 31 }
    }

    /// The day that is this many days after 1970-01-01, within the years 1970 to 9999.
    #[must_use]
    pub fn from_unix_days(days: u64) -> Option<Self> {
        let mut left = days;
        for year in 1970..=9999 {
            for month in 1..=12 {
                let length = u64::from(days_in(year, month));
                if left < length {
                    return Self::new(year, month, u8::try_from(left + 1).ok()?);
                }
                left -= length;
            }
        }
        None
    }

    /// The date as one number that keeps the order: 20260330.
    #[must_use]
    pub fn number(self) -> u64 {
        u64::from(self.year) * 10_000 + u64::from(self.month) * 100 + u64::from(self.day)
    }

    /// Days since the first of January of year 1.
    #[must_use]
    pub fn days(self) -> u64 {
        let before = u64::from(self.year) - 1;
        let leap = before / 4 - before / 100 + before / 400;
        let months: u64 = (1..self.month).map(|month| u64::from(days_in(self.year, month))).sum();
        before * 365 + leap + months + u64::from(self.day) - 1
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year.into()
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The same day so many months later, or the last of that month where it has no such day;
    /// within the year 9999.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let from_zero = u32::from(self.year) * 12 + u32::from(self.month) - 1;
        let later = from_zero.saturating_add(months);
        let year = u16::try_from(later / 12).unwrap_or(9999).min(9999);
        let month = u8::try_from(later % 12 + 1).unwrap_or(12);
        Self { year, month, day: self.day.min(days_in(year, month)) }
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Not a date of the form `2026-03-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date of the form YYYY-MM-DD")
    }
}

impl std::error::Error for NotADate {}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let digits = |at: std::ops::Range<usize>| {
            let part = text.get(at)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
        };
        let shape = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let parts = (digits(0..4), digits(5..7), digits(8..10));
        match (shape, parts) {
            (true, (Some(year), Some(month), Some(day))) => {
                let (month, day) = (u8::try_from(month), u8::try_from(day));
                Self::new(year, month.map_err(|_| NotADate)?, day.map_err(|_| NotADate)?)
                    .ok_or(NotADate)
            }
            _ => Err(NotADate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for text in ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        let wrong =
            ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "26-01-01"];
        for text in
            wrong.into_iter().chain(["", "2026-03-3０", "+026-01-01", "2026/01/01", "0000-01-01"])
        {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn months_are_counted_to_a_day_that_exists() {
        let after =
            |date: &str, months| date.parse::<Date>().unwrap().plus_months(months).to_string();
        assert_eq!(after("2026-11-21", 0), "2026-11-21");
        assert_eq!(after("2026-11-21", 2), "2027-01-21");
        assert_eq!(after("2026-01-31", 1), "2026-02-28");
        assert_eq!(after("2027-12-31", 26), "2030-02-28");
        assert!(after("9999-12-31", u32::MAX).starts_with("9999-"));
    }

    #[test]
    fn days_since_1970_become_dates() {
        for (days, date) in [(0, "1970-01-01"), (59, "1970-03-01"), (20_778, "2026-11-21")] {
            assert_eq!(Date::from_unix_days(days).unwrap().to_string(), date);
        }
        assert_eq!(Date::from_unix_days(u64::MAX), None);
    }
}
