//! Values of a ledger as people write them: years of either calendar, periods, classes, lists.
//!
//! A value that says that nothing is known (`不明`, `-`) is no value. A value that is not
//! understood is an error with the words that are: never a guess.

use crate::column::narrow;
use crate::system::{Confidentiality, Exposure, FiscalYear, Period, Responsibility, YEARS};
use aratame_policy::verdict::Text;

/// Words for "not known", with which a field counts as empty.
const UNKNOWN: &[&str] = &[
    "",
    "-",
    "--",
    "ー",
    "―",
    "—",
    "?",
    "n/a",
    "na",
    "tbd",
    "unknown",
    "不明",
    "未定",
    "未確認",
    "調査中",
    "確認中",
];

/// Longest text that a field may hold: the limit of a cell in Excel.
pub(crate) const MAX_TEXT: usize = 32_767;

/// Items of a list field. A large system has some hundred hosts.
const MAX_ITEMS: usize = 4096;

/// Whether a field says nothing.
pub(crate) fn is_unknown(text: &str) -> bool {
    UNKNOWN.contains(&plain(text).as_str())
}

/// The field without what people vary: width, case, spaces, and a remark in brackets.
fn plain(text: &str) -> String {
    let narrow: String = text.trim().chars().map(narrow).collect();
    let bare = match narrow.split_once('(') {
        Some((before, _)) if !before.trim().is_empty() => before.to_owned(),
        _ => narrow,
    };
    bare.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A text of at most [`MAX_TEXT`] characters, without control characters.
pub(crate) fn text(field: &str) -> Result<String, Text> {
    if field.chars().count() > MAX_TEXT {
        return Err(both("longer than a cell of Excel", "Excelのセルの上限を超える長さです"));
    }
    let clean = field.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    Ok(clean.collect())
}

/// The items of a list, which stand in lines or are divided by `;`, `、` or `,`.
pub(crate) fn list(field: &str) -> Result<Vec<String>, Text> {
    let parts = field.split(['\n', '\r', ';', '；', '、', ',', '，']).map(str::trim);
    let items: Vec<&str> = parts.filter(|item| !item.is_empty()).collect();
    if items.len() > MAX_ITEMS {
        return Err(both(
            &format!("more than {MAX_ITEMS} items"),
            &format!("{MAX_ITEMS}件を超えています"),
        ));
    }
    items.into_iter().map(text).collect()
}

/// `3`, `機密性3`, `機密性３情報`, `class 3`.
pub(crate) fn confidentiality(field: &str) -> Result<Confidentiality, Text> {
    let bare = plain(field);
    let bare = bare.trim_start_matches("機密性").trim_start_matches("confidentiality");
    let bare = bare.trim_start_matches('-').trim_start_matches("class");
    let class = match bare.trim_end_matches("情報") {
        "1" | "１" => Confidentiality::One,
        "2" | "２" => Confidentiality::Two,
        "3" | "３" => Confidentiality::Three,
        _ => return Err(wanted("1, 2 or 3", "機密性1・機密性2・機密性3")),
    };
    Ok(class)
}

const EXPOSURES: &[(Exposure, &[&str])] = &[
    (
        Exposure::Internet,
        &[
            "internet",
            "インターネット",
            "インターネット公開",
            "インターネット接続",
            "インターネット直接",
            "公開",
            "public",
        ],
    ),
    (
        Exposure::Internal,
        &[
            "internal",
            "府省内",
            "府省内lan",
            "庁内",
            "庁内lan",
            "省内",
            "省内lan",
            "内部",
            "組織内",
            "lan",
        ],
    ),
    (
        Exposure::Closed,
        &[
            "closed",
            "閉域",
            "閉域網",
            "分離",
            "孤立",
            "スタンドアロン",
            "独立",
            "air-gapped",
            "isolated",
        ],
    ),
];

/// `internet`, `府省内LAN`, `閉域網`.
pub(crate) fn exposure(field: &str) -> Result<Exposure, Text> {
    word(EXPOSURES, field)
        .ok_or_else(|| wanted("internet, internal or closed", "インターネット・府省内・閉域"))
}

const RESPONSIBILITIES: &[(Responsibility, &[&str])] = &[
    (
        Responsibility::Own,
        &["own", "自組織", "自府省", "自府省庁", "自省", "当省", "当庁", "利用者"],
    ),
    (
        Responsibility::Contractor,
        &["contractor", "委託先", "受託者", "受託事業者", "運用事業者", "保守事業者"],
    ),
    (
        Responsibility::CloudProvider,
        &[
            "cloud-provider",
            "cloudprovider",
            "クラウド事業者",
            "クラウドサービス事業者",
            "csp",
            "saas事業者",
        ],
    ),
    (
        Responsibility::SharedPlatform,
        &[
            "shared-platform",
            "sharedplatform",
            "共通基盤",
            "デジタル庁",
            "ガバメントクラウド",
            "共通基盤運用者",
        ],
    ),
    (Responsibility::Divided, &["divided", "shared", "責任分界による", "分担", "共同", "責任共有"]),
];

/// `own`, `クラウド事業者`, `責任分界による`.
pub(crate) fn responsibility(field: &str) -> Result<Responsibility, Text> {
    word(RESPONSIBILITIES, field).ok_or_else(|| {
        wanted(
            "own, contractor, cloud-provider, shared-platform or divided",
            "自組織・委託先・クラウド事業者・共通基盤・責任分界による",
        )
    })
}

fn word<T: Copy>(table: &[(T, &[&str])], field: &str) -> Option<T> {
    let bare = plain(field);
    table.iter().find(|(_, words)| words.contains(&bare.as_str())).map(|(value, _)| *value)
}

/// `10年`, `10 years`, `2045年まで`, `until 2045`, `永年`. A bare number is a year when it could be
/// one (1900 to 2200), and a number of years otherwise.
pub(crate) fn period(field: &str) -> Result<Period, Text> {
    let bare = plain(field);
    if ["permanent", "永年", "永久", "無期限", "恒久"].contains(&bare.as_str()) {
        return Ok(Period::Permanent);
    }
    let until = bare.strip_prefix("until").or_else(|| bare.strip_suffix("まで"));
    let unit = ["years", "year", "年間", "年", "yrs"];
    let of_years = unit.iter().find_map(|unit| bare.strip_suffix(unit));
    let found = match (until, of_years) {
        (Some(end), _) => year(end).map(Period::Until),
        (None, Some(number)) => number.parse().ok().map(|number: u16| match number {
            number if YEARS.contains(&number) => Period::Until(number),
            number => Period::Years(number),
        }),
        (None, None) => bare.parse().ok().map(|number: u16| match number {
            number if YEARS.contains(&number) => Period::Until(number),
            number => Period::Years(number),
        }),
    };
    let sane = |period: &Period| !matches!(period, Period::Years(years) if *years > 200);
    found.filter(sane).ok_or_else(|| {
        wanted("'10 years', 'until 2045' or 'permanent'", "「10年」「2045年まで」「永年」の形")
    })
}

/// A number of years up to a century.
pub(crate) fn years(field: &str) -> Result<u16, Text> {
    let bare = plain(field);
    let number = ["years", "year", "年間", "年"].iter().find_map(|unit| bare.strip_suffix(unit));
    let number = number.unwrap_or(&bare).parse().ok().filter(|years| *years <= 100);
    number.ok_or_else(|| wanted("a number of years up to 100", "100以下の年数"))
}

/// `2028`, `2028年度`, `FY2028`, `令和10年度`, `R10`, or a date, whose fiscal year counts.
pub(crate) fn fiscal_year(field: &str) -> Result<FiscalYear, Text> {
    let bare = plain(field);
    let bare = bare.trim_start_matches("fy");
    let bare = bare.strip_suffix("予定").unwrap_or(bare);
    let dated = || {
        let mut parts = bare.split(['-', '/', '.', '年', '月']).filter(|part| !part.is_empty());
        let (year_part, month) = (parts.next()?, parts.next()?.parse().ok()?);
        let month: u8 = Some(month).filter(|month| (1..=12).contains(month))?;
        FiscalYear::of_month(year(year_part)?, month)
    };
    let whole = bare.strip_suffix("年度").unwrap_or(bare);
    let found = year(whole).and_then(FiscalYear::new).or_else(dated);
    found.ok_or_else(|| {
        wanted("a fiscal year such as 2028 or 令和10年度", "「2028年度」「令和10年度」の形の年度")
    })
}

/// A year of the Gregorian calendar or of an era, within 1900 to 2200.
fn year(text: &str) -> Option<u16> {
    let text = text.strip_suffix("年度").or_else(|| text.strip_suffix('年')).unwrap_or(text);
    let text = text.strip_suffix("年度末").unwrap_or(text);
    let eras = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("r", 2018), ("h", 1988)];
    let of_era = eras.iter().find_map(|(name, start)| {
        let number = text.strip_prefix(name)?;
        let number: u16 = if number == "元" { 1 } else { number.parse().ok()? };
        (1..=99).contains(&number).then_some(start + number)
    });
    of_era.or_else(|| text.parse().ok()).filter(|year| YEARS.contains(year))
}

fn wanted(en: &str, ja: &str) -> Text {
    both(&format!("not understood: write {en}"), &format!("解釈できません。{ja}で記入してください"))
}

fn both(en: &str, ja: &str) -> Text {
    Text { en: en.to_owned(), ja: ja.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_as_people_write_them() {
        for field in [
            "3",
            "３",
            "機密性3",
            "機密性３情報",
            " 機密性 3 ",
            "class 3",
            "confidentiality-3",
            "機密性3（要保護）",
        ] {
            assert_eq!(confidentiality(field), Ok(Confidentiality::Three), "{field}");
        }
        assert!(confidentiality("高").is_err());
        assert!(confidentiality("4").is_err());
    }

    #[test]
    fn years_of_both_calendars() {
        for field in [
            "2028",
            "2028年度",
            "２０２８年度",
            "FY2028",
            "令和10年度",
            "R10",
            "令和10",
            "2028/4/1",
            "2029-03-31",
            "令和11年3月",
            "2028年度（予定）",
        ] {
            assert_eq!(fiscal_year(field), Ok(FiscalYear::new(2028).unwrap()), "{field}");
        }
        assert_eq!(fiscal_year("令和元年度"), Ok(FiscalYear::new(2019).unwrap()));
        for field in ["来年度", "28", "R100", "令和0年度", "2028-13-01", "9999"] {
            assert!(fiscal_year(field).is_err(), "{field}");
        }
        assert_eq!(FiscalYear::new(2019).unwrap().ja(), "令和元年度");
        assert_eq!(FiscalYear::new(2028).unwrap().last_day().to_string(), "2029-03-31");
    }

    #[test]
    fn periods() {
        for (field, period_) in [
            ("10", Period::Years(10)),
            ("10年", Period::Years(10)),
            ("30 years", Period::Years(30)),
            ("2045", Period::Until(2045)),
            ("2045年", Period::Until(2045)),
            ("2045年まで", Period::Until(2045)),
            ("令和27年まで", Period::Until(2045)),
            ("until 2045", Period::Until(2045)),
            ("永年", Period::Permanent),
        ] {
            assert_eq!(period(field), Ok(period_), "{field}");
        }
        for field in ["長期", "1000年", "-5", "99999999999"] {
            assert!(period(field).is_err(), "{field}");
        }
        assert_eq!(Period::Until(2020).years_from(2026), Some(0));
    }

    #[test]
    fn unknown_is_no_value() {
        for field in ["", "  ", "不明", "－", "未定（調整中）", "N/A", "TBD"] {
            assert!(is_unknown(field), "{field}");
        }
        assert!(!is_unknown("0"));
    }

    #[test]
    fn lists_are_divided() {
        assert_eq!(
            list("web01、web02\nweb03; web04,"),
            Ok(vec!["web01".into(), "web02".into(), "web03".into(), "web04".into()])
        );
    }
}
