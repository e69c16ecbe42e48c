//! The ledger (クリプト・インベントリ): one row an asset, in the nine fields of table 5.1 of the FSA's
//! report of November 2024, and the fields of OMB M-23-02.
//!
//! What a scan can know it fills in; what it cannot is left to people, in columns that are read
//! back ([`crate::answers`]). The FSA's table may hold more fields than the nine known here, and
//! the fields of M-23-02 are not confirmed against the memorandum: the definitions say so.

use crate::lang::Lang;
use crate::paper::{Cell, Column, Rows, Shown, Table};
use crate::report::form::{
    AGENCY, CATEGORY, CONFIRMED, DATA_LIFE, HOSTING, HVA, LEDGER, LONG_LIVED, MANAGEMENT, OWNER,
    PACKAGE, PLATFORM, REMARK, ROTATION, SCOPE, SYSTEM_ID, VENDOR,
};
use crate::report::{Report, words};
use crate::view::usage_of;
use aratame_algorithms::strength;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Asset, AssetKind, Role, Value, attribute};
use std::collections::BTreeSet;

/// Characters of a cell: Excel holds 32 767, and escapes take more than one.
pub(crate) const CELL: usize = 30_000;

/// The ledger in the nine fields, with judgement.
pub(crate) fn table<'r>(report: &'r Report<'r>) -> Table<'r> {
    let lang = report.lang;
    let fixed = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        LEDGER.key_column(lang, 38),
        fixed("Name", "名称", 32),
        fixed("Information system", "情報システム", 28),
        SCOPE.column(lang, 16),
        fixed("Where cryptography is used", "暗号利用場面", 26),
        fixed("Purpose", "暗号用途", 24),
        fixed("Where it is implemented", "暗号実装箇所", 60),
        fixed("Algorithms", "利用アルゴリズム", 44),
        fixed("Key length (bits)", "鍵長（ビット）", 18),
        ROTATION.column(lang, 22),
        MANAGEMENT.column(lang, 30),
        LONG_LIVED.column(lang, 16),
        fixed("Strength (bits)", "セキュリティ強度（ビット）", 12),
        fixed("Priority", "優先度", 22),
        fixed("Broken today", "現時点で危殆化", 10),
        fixed("Quantum-vulnerable", "量子脆弱", 10),
        fixed("Not after", "有効期限", 22),
        fixed("Places", "検出箇所数", 8),
        OWNER.column(lang, 18),
        CONFIRMED.column(lang, 12),
        REMARK.column(lang, 30),
    ];
    let rows = each(report, (0..report.inventory.assets.len()).collect(), row);
    let title = report.pick("Crypto inventory", "クリプト・インベントリ").to_owned();
    Table { id: "ledger", title, columns, rows, shown: Shown::Rows }
}

/// A row for each of these assets, made when it is asked for.
fn each<'r>(
    report: &'r Report<'r>,
    assets: Vec<usize>,
    row: fn(&Report<'_>, usize) -> Vec<Cell>,
) -> Rows<'r> {
    Rows::Each(assets.len(), Box::new(move |at| row(report, assets[at])))
}

fn row(report: &Report<'_>, at: usize) -> Vec<Cell> {
    let lang = report.lang;
    let (asset, judged) = (&report.inventory.assets[at], &report.judgement.assets[at]);
    let systems: Vec<&str> = report.planned.systems_of(at).map(|system| &*system.name).collect();
    let id = asset.id.to_string();
    let fill = |field, proposal: String| report.filled(LEDGER, &id, field, proposal);
    let yes_no = |flag| report.pick(["no", "yes"], ["いいえ", "はい"])[usize::from(flag)];
    vec![
        id.as_str().into(),
        asset.name.as_str().into(),
        systems.join("\n").into(),
        fill(SCOPE, String::new()),
        scene(asset, lang).into(),
        purposes(asset, lang).into(),
        places(asset, CELL).into(),
        algorithms(asset).into(),
        key_lengths(asset).into(),
        fill(ROTATION, validity(asset, lang)),
        fill(MANAGEMENT, storage(asset, lang)),
        fill(LONG_LIVED, long_lived(report, at)),
        weakest(asset).map_or(Cell::Empty, |bits| Cell::Number(bits.into())),
        words::priority_cell(judged.priority, lang),
        yes_no(judged.broken_today).into(),
        yes_no(judged.quantum_vulnerable).into(),
        text_of(asset, attribute::NOT_AFTER).unwrap_or_default().into(),
        asset.occurrences.len().into(),
        fill(OWNER, String::new()),
        fill(CONFIRMED, String::new()),
        fill(REMARK, String::new()),
    ]
}

/// The most urgent assets in few columns, for pages without a search.
pub(crate) fn brief<'r>(report: &'r Report<'r>) -> Table<'r> {
    let fixed = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        fixed("Priority", "優先度", 20),
        fixed("Kind", "種別", 16),
        fixed("Name", "名称", 34),
        fixed("Algorithms", "アルゴリズム", 40),
        fixed("First place", "検出箇所（先頭）", 50),
        fixed("Places", "箇所数", 8),
    ];
    let mut order: Vec<(usize, _)> = report.assets().enumerate().collect();
    order.sort_by_key(|(_, (asset, judged))| {
        (std::cmp::Reverse((judged.priority, asset.occurrences.len())), asset.id)
    });
    let order = order.into_iter().map(|(at, _)| at).collect();
    let rows = each(report, order, brief_row);
    let title = report.pick("Assets, most urgent first", "暗号関連資産（優先度順）").to_owned();
    Table { id: "assets", title, columns, rows, shown: Shown::Page }
}

fn brief_row(report: &Report<'_>, at: usize) -> Vec<Cell> {
    let lang = report.lang;
    let (asset, judged) = (&report.inventory.assets[at], &report.judgement.assets[at]);
    let place = asset.occurrences.first();
    vec![
        words::priority_cell(judged.priority, lang),
        lang.pick(asset.kind.as_str(), asset.kind.ja()).into(),
        asset.name.as_str().into(),
        algorithms(asset).into(),
        place.map_or_else(String::new, |o| format!("{}{}", o.path, o.position)).into(),
        asset.occurrences.len().into(),
    ]
}

/// The fields of M-23-02, for what is quantum-vulnerable.
pub(crate) fn m_23_02<'r>(report: &'r Report<'r>) -> Table<'r> {
    let lang = report.lang;
    let fixed = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        LEDGER.key_column(lang, 38),
        AGENCY.column(lang, 18),
        SYSTEM_ID.column(lang, 18),
        CATEGORY.column(lang, 12),
        HVA.column(lang, 12),
        fixed("Algorithm", "アルゴリズム", 40),
        fixed("Service", "暗号サービス", 24),
        fixed("Key length (bits)", "鍵長（ビット）", 16),
        PACKAGE.column(lang, 14),
        VENDOR.column(lang, 18),
        fixed("Product and version", "製品・版", 26),
        PLATFORM.column(lang, 20),
        HOSTING.column(lang, 18),
        DATA_LIFE.column(lang, 14),
    ];
    let vulnerable = report.assets().enumerate().filter(|(_, (_, one))| one.quantum_vulnerable);
    let vulnerable = vulnerable.map(|(at, _)| at).collect();
    Table {
        id: "m-23-02",
        title: report.pick("OMB M-23-02", "米国OMB M-23-02様式").to_owned(),
        columns,
        rows: each(report, vulnerable, m_23_02_row),
        shown: Shown::Workbook,
    }
}

fn m_23_02_row(report: &Report<'_>, at: usize) -> Vec<Cell> {
    let (lang, asset) = (report.lang, &report.inventory.assets[at]);
    let id = asset.id.to_string();
    let fill = |field| report.filled(LEDGER, &id, field, String::new());
    vec![
        id.as_str().into(),
        fill(AGENCY),
        fill(SYSTEM_ID),
        fill(CATEGORY),
        fill(HVA),
        algorithms(asset).into(),
        purposes(asset, lang).into(),
        key_lengths(asset).into(),
        fill(PACKAGE),
        fill(VENDOR),
        product(asset).into(),
        fill(PLATFORM),
        fill(HOSTING),
        fill(DATA_LIFE),
    ]
}

/// Every use of an algorithm with its verdicts.
pub(crate) fn uses<'r>(report: &'r Report<'r>) -> Table<'r> {
    let fixed = |en, ja, width| Column::new(report.pick(en, ja), width);
    let mut columns = vec![
        LEDGER.key_column(report.lang, 38),
        fixed("Name", "名称", 32),
        fixed("Algorithm", "アルゴリズム", 32),
        fixed("Role", "用途", 18),
        fixed("Evidence", "根拠の水準", 12),
        fixed("Confidence", "確度", 10),
        fixed("Strength (bits)", "セキュリティ強度（ビット）", 10),
        fixed("Quantum computer", "量子計算機の影響", 22),
        fixed("Priority", "優先度", 22),
        fixed("Reason", "理由", 50),
    ];
    for list in &report.judgement.lists {
        columns.push(Column::new(list.edition.to_string(), 22));
        let citation = report.pick("citation", "出典");
        columns.push(Column::new(format!("{} {citation}", list.edition), 44));
    }
    let width = columns.len();
    let assets = report.inventory.assets.iter().enumerate();
    let uses = assets.flat_map(|(at, asset)| (0..asset.algorithms.len()).map(move |of| (at, of)));
    let uses: Vec<(usize, usize)> = uses.collect();
    let count = uses.len();
    let row = move |at: usize| {
        let (asset, of) = uses[at];
        let judged = &report.judgement.assets[asset].uses[of];
        let asset = &report.inventory.assets[asset];
        use_row(report, asset, &asset.algorithms[of], judged, width)
    };
    let title = report.pick("Uses of algorithms", "アルゴリズム別判定").to_owned();
    let rows = Rows::Each(count, Box::new(row));
    Table { id: "uses", title, columns, rows, shown: Shown::Workbook }
}

fn use_row(
    report: &Report<'_>,
    asset: &Asset,
    each: &AlgorithmUse,
    judged: &aratame_policy::verdict::UseJudgement,
    width: usize,
) -> Vec<Cell> {
    let lang = report.lang;
    let bits = usage_of(&each.algorithm).and_then(|usage| strength(&usage));
    let mut cells = vec![
        asset.id.to_string().into(),
        asset.name.as_str().into(),
        each.algorithm.to_string().into(),
        words::role(each.role, lang).into(),
        words::level(each.level, lang).into(),
        words::confidence(each.confidence, lang).into(),
        bits.map_or(Cell::Empty, |bits| Cell::Number(bits.into())),
        words::quantum(judged.quantum, lang).into(),
        words::priority_cell(judged.priority, lang),
        crate::summary::reason_of(judged, lang).into(),
    ];
    for verdict in &judged.verdicts {
        let word = crate::table::outcome_word(verdict.outcome, lang);
        let tone = words::outcome_tone(verdict.outcome);
        cells.push(Cell::Status(tone, format!("{word} ({})", verdict.status)));
        cells.push(Cell::Text(format!(
            "{} [{}]",
            words::citation(&verdict.citation),
            words::rule_confidence(verdict.confidence, lang)
        )));
    }
    cells.resize(width, Cell::Empty);
    cells
}

/// Uses that are not mere implementations; those too when there is nothing else.
fn significant(asset: &Asset) -> impl Iterator<Item = &AlgorithmUse> {
    let in_use = |each: &&AlgorithmUse| each.level.is_in_use();
    let only_code = asset.algorithms.iter().all(|each| !each.level.is_in_use());
    asset.algorithms.iter().filter(move |each| only_code || in_use(each))
}

/// Where in the work the cryptography is used, as far as the kind and protocol tell.
pub(crate) fn scene(asset: &Asset, lang: Lang) -> String {
    let protocols: BTreeSet<&str> = asset.protocols.iter().map(|each| each.name).collect();
    if !protocols.is_empty() {
        let names: Vec<String> = protocols.iter().map(|name| name.to_uppercase()).collect();
        let names = names.join(lang.pick(", ", "・"));
        return lang.pick(format!("communication ({names})"), format!("通信（{names}）"));
    }
    let (en, ja) = match asset.kind {
        AssetKind::AttributeCertificate
        | AssetKind::Certificate
        | AssetKind::CertificateRequest
        | AssetKind::Crl
        | AssetKind::OcspResponse => ("certificates (PKI)", "電子証明書（PKI）"),
        AssetKind::CmsMessage => ("signed or encrypted message", "署名・暗号化データ（CMS）"),
        AssetKind::Configuration => ("configuration", "設定"),
        AssetKind::DnssecRecord => ("name resolution (DNSSEC)", "名前解決（DNSSEC）"),
        AssetKind::EncryptedPrivateKey
        | AssetKind::Keystore
        | AssetKind::Parameters
        | AssetKind::PrivateKey
        | AssetKind::PublicKey
        | AssetKind::SecretKey => ("keeping of keys", "鍵の保管"),
        AssetKind::Component | AssetKind::Library => {
            ("software part (library)", "ソフトウェア部品（ライブラリ）")
        }
        AssetKind::OpenPgp => ("files and mail (OpenPGP)", "ファイル・電子メール（OpenPGP）"),
        AssetKind::Program => ("program", "プログラム"),
        AssetKind::SshCertificate => ("remote login (SSH)", "遠隔ログイン（SSH）"),
    };
    lang.pick(en, ja).to_owned()
}

fn purposes(asset: &Asset, lang: Lang) -> String {
    let roles: BTreeSet<Role> = significant(asset).map(|each| each.role).collect();
    let names: Vec<&str> = roles.into_iter().map(|role| words::role(role, lang)).collect();
    names.join(lang.pick(", ", "、"))
}

/// The algorithms, each once.
pub(crate) fn algorithms(asset: &Asset) -> String {
    let names: BTreeSet<String> =
        significant(asset).map(|each| each.algorithm.to_string()).collect();
    bounded(names.into_iter(), "; ", CELL)
}

fn key_lengths(asset: &Asset) -> String {
    let lengths: BTreeSet<u32> =
        significant(asset).filter_map(|each| key_bits(&each.algorithm)).collect();
    lengths.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

fn key_bits(reference: &AlgorithmRef) -> Option<u32> {
    let of_row = || reference.algorithm().and_then(|row| row.key_bits);
    reference.bits.or_else(|| reference.curve.map(|curve| curve.bits)).or_else(of_row)
}

fn weakest(asset: &Asset) -> Option<u32> {
    let of = |each: &AlgorithmUse| strength(&usage_of(&each.algorithm)?);
    significant(asset).filter_map(of).min()
}

/// The places, as many as a cell holds; the rest is counted.
pub(crate) fn places(asset: &Asset, limit: usize) -> String {
    let places = asset.occurrences.iter().map(|each| format!("{}{}", each.path, each.position));
    bounded(places, "\n", limit)
}

/// Texts joined up to a length; what no longer fits is counted.
fn bounded(texts: impl ExactSizeIterator<Item = String>, between: &str, limit: usize) -> String {
    let total = texts.len();
    let mut joined = String::new();
    let mut length = 0;
    for (at, text) in texts.enumerate() {
        let more = text.chars().count() + between.len();
        if length + more > limit && at > 0 {
            joined.push_str(&format!("{between}… (+{})", total - at));
            break;
        }
        if at > 0 {
            joined.push_str(between);
        }
        joined.push_str(&text);
        length += more;
    }
    joined
}

pub(crate) fn text_of<'a>(asset: &'a Asset, key: &str) -> Option<&'a str> {
    match asset.attributes.get(key) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn product(asset: &Asset) -> String {
    let name = text_of(asset, attribute::PRODUCT).unwrap_or(&asset.name);
    let version = text_of(asset, attribute::LIBRARY_VERSION).unwrap_or_default();
    format!("{name} {version}").trim_end().to_owned()
}

/// Years of protection from which data counts as long-lived.
const LONG: u32 = 10;

/// Whether a system of the asset protects data for long, as the ledger says.
fn long_lived(report: &Report<'_>, at: usize) -> String {
    let year = report.as_of.year();
    let periods: Vec<Option<u32>> = report
        .planned
        .systems_of(at)
        .filter_map(|system| Some(system.protection?.years_from(year)))
        .collect();
    let [yes, no, _] = report.pick(["yes", "no", "unknown"], ["有", "無", "不明"]);
    match () {
        () if periods.is_empty() => String::new(),
        () if periods.iter().any(|years| years.is_none_or(|years| years >= LONG)) => yes.to_owned(),
        () => no.to_owned(),
    }
}

/// The validity of a certificate in days, as a proposal for the renewal interval.
fn validity(asset: &Asset, lang: Lang) -> String {
    let day = |key| text_of(asset, key).and_then(|text| days(text.get(..10)?));
    match (day(attribute::NOT_BEFORE), day(attribute::NOT_AFTER)) {
        (Some(from), Some(to)) if to >= from => {
            let days = to - from + 1;
            lang.pick(format!("certificate of {days} days"), format!("証明書の有効期間{days}日"))
        }
        _ => String::new(),
    }
}

/// Days since the beginning of the Gregorian calendar, by the algorithm of civil days
/// (years counted from March, 146 097 days in 400 years).
fn days(date: &str) -> Option<i64> {
    let date: aratame_policy::Date = date.parse().ok()?;
    let text = date.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year)
}

/// How a key lies in its file, as a proposal for the way it is managed.
fn storage(asset: &Asset, lang: Lang) -> String {
    let (en, ja) = match asset.kind {
        AssetKind::PrivateKey | AssetKind::SecretKey => ("file, not encrypted", "ファイル（平文）"),
        AssetKind::EncryptedPrivateKey => ("file, encrypted", "ファイル（暗号化）"),
        AssetKind::Keystore => ("key store file", "鍵ストアファイル"),
        _ => ("", ""),
    };
    lang.pick(en, ja).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let span = |from, to| days(to).unwrap() - days(from).unwrap();
        assert_eq!(span("2024-02-28", "2024-03-01"), 2);
        assert_eq!(span("1900-02-28", "1900-03-01"), 1);
        assert_eq!(span("1970-01-01", "2026-11-21"), 20_778);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let texts = || ["aaaa", "bbbb", "cccc"].map(str::to_owned).into_iter();
        assert_eq!(bounded(texts(), "\n", 100), "aaaa\nbbbb\ncccc");
        assert_eq!(bounded(texts(), "\n", 11), "aaaa\nbbbb\n… (+1)");
    }
}
