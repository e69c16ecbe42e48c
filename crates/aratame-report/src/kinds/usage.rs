//! Statistics of the use of algorithms, like CRYPTREC's survey of usage records: counts by
//! category, algorithm and level of evidence, without names of hosts, paths or organisations.
//!
//! Small counts could point at one system: what is below the threshold is only said to be below
//! it. Names that files brought and the catalogue does not know are counted together.

use crate::kinds::{heading, paper};
use crate::lang::Lang;
use crate::paper::{Block, Cell, Column, Paper, Shown, Table};
use crate::report::{Report, words};
use crate::view::{spec_of, usage_of};
use aratame_algorithms::{Primitive, strength};
use aratame_inventory::{AlgorithmRef, EvidenceLevel};
use std::collections::BTreeMap;

/// Counts below this are not told: the customary threshold of k-anonymity for tables of counts.
const THRESHOLD: usize = 5;

/// The report.
pub(crate) fn build(report: &Report<'_>) -> Paper<'static> {
    let rule = report.pick(
        format!("Counts are of distinct assets. Counts from 1 to {} are shown as \"<{THRESHOLD}\", so that no single system can be inferred. Names that the catalogue does not know are counted together. Paths, hosts and names of organisations are not contained.", THRESHOLD - 1),
        format!("件数は暗号関連資産（重複を除く）の数です。1件以上{}件以下は個別のシステムの推定を避けるため「{THRESHOLD}未満」と表示します。本ツールのカタログにない名称はまとめて計上します。パス、ホスト名、組織名は含みません。", THRESHOLD - 1),
    );
    let levels = report.pick(
        "Three levels of evidence: implemented in a program or library, enabled by a configuration, used. Names in programs alone are not counted.",
        "根拠の水準：実装（プログラム・ライブラリに含まれる）、設定で有効、実際に利用、の3区分。プログラム中に名称のみがあるものは計上していません。",
    );
    let blocks = vec![
        heading(report, "Use of algorithms", "アルゴリズム利用状況"),
        Block::Text(levels.to_owned()),
        Block::Note(rule),
        Block::Table(table(report, Shown::Principal)),
    ];
    let title = report.pick("Statistics of the use of cryptography", "暗号利用実績統計");
    paper(report, title.to_owned(), blocks)
}

/// A category of the survey.
fn category(reference: &AlgorithmRef, lang: Lang) -> (u8, &'static str) {
    let primitive = reference.algorithm().map(|row| row.primitive);
    let (order, en, ja) = match primitive {
        Some(Primitive::Signature) => (0, "signature", "署名"),
        Some(Primitive::Pke) => (1, "confidentiality (public key)", "守秘（公開鍵）"),
        Some(Primitive::Kem | Primitive::KeyAgree) => (2, "key agreement", "鍵共有"),
        Some(Primitive::Combiner) => (3, "hybrid", "ハイブリッド構成"),
        Some(Primitive::BlockCipher) => (4, "block cipher", "ブロック暗号"),
        Some(Primitive::StreamCipher) => (5, "stream cipher", "ストリーム暗号"),
        Some(Primitive::Hash | Primitive::Xof) => (6, "hash", "ハッシュ関数"),
        Some(Primitive::Mode | Primitive::KeyWrap) => (7, "mode of operation", "暗号利用モード"),
        Some(Primitive::Mac) => (8, "message authentication", "メッセージ認証コード"),
        Some(Primitive::Ae) => (9, "authenticated encryption", "認証暗号"),
        Some(Primitive::Kdf) => (10, "key derivation", "鍵導出"),
        Some(Primitive::Drbg) => (11, "random numbers", "乱数生成"),
        Some(Primitive::Padding | Primitive::Other) => (12, "other", "その他"),
        None => (13, "not in the catalogue", "カタログ外"),
    };
    (order, lang.pick(en, ja))
}

/// The levels that are counted. A name alone is no implementation.
const LEVELS: [EvidenceLevel; 3] =
    [EvidenceLevel::Implements, EvidenceLevel::Configures, EvidenceLevel::Uses];

/// Assets by evidence level.
type Counts = [usize; LEVELS.len()];

/// What the counts are of: category, a stable key, and the words.
type Rows<'a> = BTreeMap<((u8, &'static str), String), (Option<&'a AlgorithmRef>, Counts)>;

/// The counts.
pub(crate) fn table(report: &Report<'_>, shown: Shown) -> Table<'static> {
    let lang = report.lang;
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("Category", "分類", 22),
        p("Algorithm", "アルゴリズム", 36),
        p("Strength (bits)", "セキュリティ強度（ビット）", 12),
        p("Quantum computer", "量子計算機の影響", 24),
        p("Implemented", "実装", 10),
        p("Enabled", "設定で有効", 12),
        p("Used", "利用", 10),
    ];
    let rows = counts(report);
    let row = |(((_, category), _), (reference, counts)): (_, (Option<&AlgorithmRef>, Counts))| {
        let name = reference
            .map_or_else(|| report.pick("(all)", "（合計）").to_owned(), ToString::to_string);
        let usage = reference.and_then(usage_of);
        let bits = usage.as_ref().and_then(strength);
        let impact = usage.map_or("", |usage| words::quantum(usage.algorithm.quantum, lang));
        let mut cells: Vec<Cell> = vec![
            Cell::from(category),
            name.into(),
            bits.map_or(Cell::Empty, |bits| Cell::Number(bits.into())),
            impact.into(),
        ];
        cells.extend(counts.map(|count| told(report, count)));
        cells
    };
    let total = report.inventory.assets.len();
    let date = report.as_of;
    Table {
        id: "usage",
        title: report.pick(
            format!("Use of algorithms, as of {date}, {total} assets"),
            format!("アルゴリズム利用状況（{date}現在、暗号関連資産{total}件）"),
        ),
        columns,
        rows: rows.into_iter().map(row).collect(),
        shown,
    }
}

fn counts<'a>(report: &Report<'a>) -> Rows<'a> {
    let mut rows = Rows::new();
    for asset in &report.inventory.assets {
        // An algorithm counts once an asset and level.
        let mut seen = std::collections::BTreeSet::new();
        for each in &asset.algorithms {
            let known = each.algorithm.algorithm().is_some();
            let reference = known.then_some(&each.algorithm);
            let key = (
                category(&each.algorithm, report.lang),
                reference.map_or_else(String::new, spec_of),
            );
            if seen.insert((key.clone(), each.level)) {
                let at = LEVELS.iter().position(|level| *level == each.level);
                let Some(at) = at else { continue };
                rows.entry(key).or_insert((reference, [0; 3])).1[at] += 1;
            }
        }
    }
    rows
}

fn told(report: &Report<'_>, count: usize) -> Cell {
    match count {
        0 => Cell::Number(0),
        1..THRESHOLD => report.pick(format!("<{THRESHOLD}"), format!("{THRESHOLD}未満")).into(),
        _ => Cell::from(count),
    }
}
