//! Figures with their denominators and methods: a count alone says nothing.

use crate::kinds::facts::is_post_quantum;
use crate::paper::{Cell, Column, Shown, Table};
use crate::report::{Report, calendar};
use crate::summary::uses;
use crate::table::size;
use aratame_inventory::{Asset, AssetKind, Confidence, Severity, Value, attribute};
use aratame_policy::verdict::{Outcome, RuleConfidence};
use aratame_systems::question::completeness;

/// A count with what it is a part of and how it was made.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// What is counted.
    pub label: &'static str,
    /// How many.
    pub value: u64,
    /// Of how many; absent for totals.
    pub of: Option<u64>,
    /// How it was counted.
    pub method: &'static str,
}

impl Figure {
    fn new(label: &'static str, value: usize, of: Option<usize>, method: &'static str) -> Self {
        Self { label, value: value as u64, of: of.map(|of| of as u64), method }
    }
}

/// A share with one decimal; of nothing it is none.
pub(crate) fn percent(value: u64, of: u64) -> String {
    if of == 0 {
        return "—".to_owned();
    }
    let tenths = (u128::from(value) * 1000 + u128::from(of) / 2) / u128::from(of);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// The table of some figures, with the date they hold for.
pub(crate) fn table(
    report: &Report<'_>,
    id: &'static str,
    title: &str,
    figures: &[Figure],
    shown: Shown,
) -> Table<'static> {
    let as_of = calendar::plain_day(report.as_of, report.lang);
    let columns = report.pick(
        [("Figure", 40), ("Value", 9), ("Of", 9), ("Share", 9), ("How it is counted", 70)],
        [("項目", 40), ("値", 9), ("分母", 9), ("割合", 9), ("算出方法", 70)],
    );
    let rows = figures.iter().map(|figure| {
        let of = figure.of.map_or(Cell::Empty, Cell::Number);
        let share = figure.of.map_or_else(String::new, |of| percent(figure.value, of));
        vec![
            figure.label.into(),
            Cell::Number(figure.value),
            of,
            share.into(),
            figure.method.into(),
        ]
    });
    Table {
        id,
        title: report.pick(format!("{title}, as of {as_of}"), format!("{title}（{as_of}現在）")),
        columns: columns.map(|(title, width)| Column::new(title, width)).into(),
        rows: rows.collect(),
        shown,
    }
}

/// What the inventory says: assets, broken, vulnerable, prohibited, migrate.
pub(crate) fn verdicts(report: &Report<'_>) -> Vec<Figure> {
    let summary = report.summary();
    let judged = report.assets().filter(|(asset, one)| uses(asset, one).next().is_some()).count();
    let having = |outcome: Outcome| {
        let has = |each: &aratame_policy::verdict::UseJudgement| {
            each.verdicts.iter().any(|verdict| verdict.outcome == outcome)
        };
        report.assets().filter(|(asset, one)| uses(asset, one).any(has)).count()
    };
    let has_post_quantum = |asset: &&Asset| asset.algorithms.iter().any(is_post_quantum);
    let hybrid = report.inventory.assets.iter().filter(has_post_quantum).count();
    let total = report.inventory.assets.len();
    let p = |en, ja| report.pick(en, ja);
    vec![
        Figure::new(
            p("Cryptographic assets", "暗号関連資産"),
            total,
            None,
            p(
                "distinct by content; the same certificate in two places is one asset",
                "内容が同じものは1件（同一の証明書が複数箇所にあっても1件）",
            ),
        ),
        Figure::new(
            p("Assets judged", "判定対象の資産"),
            judged,
            Some(total),
            p(
                "assets that use or configure an algorithm; code that is only present is listed, not judged",
                "アルゴリズムを利用又は設定している資産（ライブラリに実装されているだけのものは掲載のみ）",
            ),
        ),
        Figure::new(
            p("Broken today, and used or allowed", "現時点で危殆化した方式を使用又は許可"),
            summary.broken_today,
            Some(judged),
            p(
                "by classical means; the reason and source stand with each asset",
                "従来の計算機で破られる方式。理由と出典は資産ごとに記載",
            ),
        ),
        Figure::new(
            p("Prohibited by a list applied", "適用リストで利用不可"),
            having(Outcome::Prohibited),
            Some(judged),
            p("at least one use at the as-of date", "基準日時点で利用不可の方式を1つ以上含む"),
        ),
        Figure::new(
            p("To be migrated by a date", "移行要（期限あり）"),
            having(Outcome::Migrate),
            Some(judged),
            p("at least one use at the as-of date", "基準日時点で移行要の方式を1つ以上含む"),
        ),
        Figure::new(
            p("Quantum-vulnerable", "量子計算機に対して脆弱"),
            summary.quantum_vulnerable,
            Some(judged),
            p(
                "RSA, elliptic curves and Diffie-Hellman of any size, used or allowed",
                "RSA・楕円曲線暗号・Diffie–Hellman（鍵長によらない）を利用又は許可",
            ),
        ),
        Figure::new(
            p("With post-quantum or hybrid cryptography", "PQC又はハイブリッド構成あり"),
            hybrid,
            Some(judged),
            p(
                "at least one use, which may stand beside vulnerable ones",
                "1つ以上含む資産（脆弱な方式と併存する場合を含む）",
            ),
        ),
    ]
}

/// How far the inventory can be trusted: coverage, certainty, what is unresolved.
pub(crate) fn quality(report: &Report<'_>) -> Vec<Figure> {
    let p = |en, ja| report.pick(en, ja);
    let coverage = &report.inventory.coverage;
    let missed: u64 = coverage
        .skipped
        .iter()
        .filter(|(reason, _)| reason.leaves_a_gap())
        .map(|(_, amount)| amount.files)
        .sum();
    let seen = coverage.read.files + coverage.partly.files;
    let total = report.inventory.assets.len();
    let used = UseCounts::new(report);
    let gaps = |severity| {
        report.inventory.diagnostics.iter().filter(|each| each.code.severity == severity).count()
    };
    let (expired, certificates) = expired(report);
    let planned = &report.planned;
    let mut figures = vec![
        Figure {
            label: p("Files read", "読取ファイル"),
            value: seen,
            of: Some(seen + missed),
            method: p(
                "of those that were to be read; what a flag left out is not counted",
                "読取対象に対する割合（指定により除外したものは分母に含まない）",
            ),
        },
        Figure {
            label: p("Files whose inside was not seen", "内部を確認できないファイル"),
            value: coverage.unopened.files,
            of: Some(seen),
            method: p("packed or encrypted in a way that is not opened", "未対応の圧縮・暗号化"),
        },
        Figure::new(
            p("Places with a gap", "欠落のある箇所"),
            gaps(Severity::Gap),
            None,
            p("diagnostics that leave the inventory incomplete", "一覧が不完全となる診断の件数"),
        ),
        Figure::new(
            p("Places not understood wholly", "完全には解釈できない箇所"),
            gaps(Severity::Warning),
            None,
            p("diagnostics of severity warning", "警告の件数"),
        ),
        Figure::new(
            p("Uses seen with high confidence", "確度「高」の検出"),
            used.sure,
            Some(used.total),
            p("uses of an algorithm, not assets", "資産ではなくアルゴリズム利用の件数"),
        ),
        Figure::new(
            p("Uses that cannot be judged", "判定不能の検出"),
            used.unknown,
            Some(used.total),
            p(
                "algorithm or key size unknown to at least one list applied",
                "方式又は鍵長が不明で、適用リストのいずれかで判定できないもの",
            ),
        ),
        Figure::new(
            p("Verdicts that are provisional", "暫定の判定"),
            used.provisional,
            Some(used.verdicts),
            p(
                "rules not confirmed against their document; each is marked",
                "原典で確認できていない規則による判定（個別に「暫定」と表示）",
            ),
        ),
        Figure::new(
            p("Certificates expired", "有効期限切れの証明書"),
            expired,
            Some(certificates),
            p("end of validity before the as-of date", "有効期限が基準日より前のもの"),
        ),
    ];
    if planned.has_ledger() {
        let systems = planned.ledger.systems.as_slice();
        let (answered, asked) = completeness(systems);
        figures.push(Figure::new(
            p("Systems of the ledger with a scan", "走査済の情報システム"),
            planned.scanned(),
            Some(systems.len()),
            p("systems to which at least one place belongs", "検出箇所が1つ以上属する情報システム"),
        ));
        figures.push(Figure::new(
            p("Assets that belong to a system", "情報システムに対応付いた資産"),
            total.saturating_sub(planned.plan.without_system.len()),
            Some(total),
            p(
                "assets of which every place belongs to one",
                "全ての検出箇所が台帳の情報システムに属する資産",
            ),
        ));
        figures.push(Figure::new(
            p("Ledger filled in", "台帳の記入率"),
            answered,
            Some(asked),
            p("cells of the columns that a plan needs", "計画に必要な項目のうち記入済のもの"),
        ));
    }
    figures
}

#[derive(Default)]
struct UseCounts {
    total: usize,
    sure: usize,
    unknown: usize,
    verdicts: usize,
    provisional: usize,
}

impl UseCounts {
    fn new(report: &Report<'_>) -> Self {
        let mut counts = Self::default();
        for (asset, judged) in report.assets() {
            for (each, judged) in asset.algorithms.iter().zip(&judged.uses) {
                if !each.level.is_in_use() {
                    continue;
                }
                let verdicts = &judged.verdicts;
                counts.total += 1;
                counts.sure += usize::from(each.confidence == Confidence::High);
                counts.unknown +=
                    usize::from(verdicts.iter().any(|one| one.outcome == Outcome::Unknown));
                counts.verdicts += verdicts.len();
                counts.provisional += verdicts
                    .iter()
                    .filter(|one| one.confidence == RuleConfidence::Provisional)
                    .count();
            }
        }
        counts
    }
}

/// Certificates whose validity ended before the as-of date, and all that state an end.
pub(crate) fn expired(report: &Report<'_>) -> (usize, usize) {
    let as_of = report.as_of.to_string();
    let ends: Vec<&str> = report
        .inventory
        .assets
        .iter()
        .filter(|asset| asset.kind == AssetKind::Certificate)
        .filter_map(|asset| match asset.attributes.get(attribute::NOT_AFTER) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    (ends.iter().filter(|end| **end < as_of.as_str()).count(), ends.len())
}

/// What was left out, by reason.
pub(crate) fn not_read(report: &Report<'_>) -> Table<'static> {
    let columns = report.pick(
        [("Reason", 44), ("Files", 10), ("Size", 14), ("Leaves a gap", 14)],
        [("理由", 44), ("ファイル数", 10), ("大きさ", 14), ("欠落か", 14)],
    );
    let yes_no = |flag| report.pick(["no", "yes"], ["いいえ", "はい"])[usize::from(flag)];
    let coverage = &report.inventory.coverage;
    let mut rows: Vec<Vec<Cell>> = coverage
        .skipped
        .iter()
        .map(|(reason, amount)| {
            vec![
                super::words::skip(*reason, report.lang).into(),
                amount.files.into(),
                size(amount.bytes).into(),
                yes_no(reason.leaves_a_gap()).into(),
            ]
        })
        .collect();
    if coverage.unopened.files > 0 {
        rows.push(vec![
            report
                .pick("read, but packed or encrypted inside", "読取済だが内部は圧縮・暗号化")
                .into(),
            coverage.unopened.files.into(),
            size(coverage.unopened.bytes).into(),
            yes_no(true).into(),
        ]);
    }
    Table {
        id: "not-read",
        title: report.pick("What was not read", "読み取らなかったもの").to_owned(),
        columns: columns.map(|(title, width)| Column::new(title, width)).into(),
        rows: rows.into(),
        shown: Shown::Everywhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_of_nothing_there_is_none() {
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(2, 3), "66.7 %");
        assert_eq!(percent(0, 0), "—");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0 %");
    }
}
