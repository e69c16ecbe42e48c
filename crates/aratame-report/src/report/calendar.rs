//! Japanese years: the era beside the Western year, and the fiscal year that begins in April.
//!
//! Future years keep the present era, as the government's own plans write them.

use crate::lang::Lang;
use aratame_policy::Date;

/// Eras with their first day as year, month and day, latest first (元号を改める政令, and the notices
/// before it).
const ERAS: [(&str, [u32; 3]); 4] = [
    ("令和", [2019, 5, 1]),
    ("平成", [1989, 1, 8]),
    ("昭和", [1926, 12, 25]),
    ("大正", [1912, 7, 30]),
];

/// Month in which a fiscal year begins (財政法 第11条).
const APRIL: u32 = 4;

fn parts(date: Date) -> (u32, u32, u32) {
    let text = date.to_string();
    let mut numbers = text.split('-').map(|part| part.parse().unwrap_or_default());
    let mut next = || numbers.next().unwrap_or_default();
    (next(), next(), next())
}

/// `令和8年`, or nothing before the eras known here.
fn era_year(year: u32, month: u32, day: u32) -> Option<String> {
    let (era, [first, ..]) = ERAS.into_iter().find(|(_, first)| *first <= [year, month, day])?;
    Some(match year - first + 1 {
        1 => format!("{era}元年"),
        count => format!("{era}{count}年"),
    })
}

/// A day: `2026年11月21日（令和8年11月21日）`, or ISO 8601 in English.
#[must_use]
pub fn day(date: Date, lang: Lang) -> String {
    let (year, month, day) = parts(date);
    let western = format!("{year}年{month}月{day}日");
    match (lang, era_year(year, month, day)) {
        (Lang::En, _) => date.to_string(),
        (Lang::Ja, Some(era)) => format!("{western}（{era}{month}月{day}日）"),
        (Lang::Ja, None) => western,
    }
}

/// A day without its era, for places that have no room for both.
#[must_use]
pub fn plain_day(date: Date, lang: Lang) -> String {
    let (year, month, day) = parts(date);
    lang.pick(date.to_string(), format!("{year}年{month}月{day}日"))
}

/// The fiscal year that a day lies in.
#[must_use]
pub fn fiscal_year(date: Date) -> i32 {
    let (_, month, _) = parts(date);
    date.year() - i32::from(month < APRIL)
}

/// `令和8年度（2026年度）`, or `2026 (April 2026 to March 2027)`.
#[must_use]
pub fn fiscal(year: i32, lang: Lang) -> String {
    match (lang, u32::try_from(year).ok().and_then(|year| era_year(year, APRIL, 1))) {
        (Lang::En, _) => format!("{year} (April {year} to March {})", year + 1),
        (Lang::Ja, Some(era)) => format!("{era}度（{year}年度）"),
        (Lang::Ja, None) => format!("{year}年度"),
    }
}

/// A year's last day as people write a deadline: `2035年（令和17年）末`.
#[must_use]
pub fn year_end(year: i32, lang: Lang) -> String {
    match (lang, u32::try_from(year).ok().and_then(|year| era_year(year, 12, 31))) {
        (Lang::En, _) => format!("end of {year}"),
        (Lang::Ja, Some(era)) => format!("{year}年（{era}）末"),
        (Lang::Ja, None) => format!("{year}年末"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn eras_begin_on_their_day() {
        for (text, expected) in [
            ("2019-04-30", "2019年4月30日（平成31年4月30日）"),
            ("2019-05-01", "2019年5月1日（令和元年5月1日）"),
            ("2026-11-21", "2026年11月21日（令和8年11月21日）"),
            ("1989-01-07", "1989年1月7日（昭和64年1月7日）"),
            ("1989-01-08", "1989年1月8日（平成元年1月8日）"),
            ("1900-01-01", "1900年1月1日"),
        ] {
            assert_eq!(day(date(text), Lang::Ja), expected);
        }
        assert_eq!(day(date("2026-11-21"), Lang::En), "2026-11-21");
    }

    #[test]
    fn a_fiscal_year_begins_in_april() {
        assert_eq!(fiscal_year(date("2027-03-31")), 2026);
        assert_eq!(fiscal_year(date("2027-04-01")), 2027);
        assert_eq!(fiscal(2026, Lang::Ja), "令和8年度（2026年度）");
        assert_eq!(fiscal(2019, Lang::Ja), "平成31年度（2019年度）");
        assert_eq!(year_end(2035, Lang::Ja), "2035年（令和17年）末");
    }
}
