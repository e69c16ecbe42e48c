//! Findings, the improvement plan for each, and its follow-up: 指摘 → 改善計画 → フォローアップ.
//!
//! A finding is one algorithm in one part with one urgency; its assets stand behind it. With an
//! earlier inventory, findings are carried over, new, or gone.

use crate::kinds::{absence, heading, paper};
use crate::paper::{Block, Cell, Column, Paper, Shown, Table, Tone};
use crate::report::form::{DUE, FINDING_PERSON, FINDING_STATE, FINDINGS, FOLLOW_UP, IMPROVEMENT};
use crate::report::{Report, words};
use crate::summary::reason_of;
use aratame_inventory::{AssetId, Inventory, Role};
use aratame_plan::Step;
use aratame_policy::verdict::{Judgement, Outcome, Priority, UseJudgement};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Places that a finding shows.
const EXAMPLES: usize = 3;
/// Bytes of a finding's id: some hundred findings never share one.
const ID_BYTES: usize = 6;
/// The clause that algorithms and key lengths rest on.
const CLAUSE: &str = "7.1.5(1)(b)";

/// What makes two uses the same finding, most urgent first.
type Key = (std::cmp::Reverse<Priority>, String, Role);

/// The same finding in every run and language, whatever its number.
fn id((priority, algorithm, role): &Key) -> String {
    let digest = Sha256::digest(format!("{}|{algorithm}|{}", priority.0.as_str(), role.as_str()));
    format!("F-{}", HEXLOWER.encode(&digest[..ID_BYTES]))
}

/// The ids of the findings of this inventory and of the earlier one.
pub(crate) fn ids(report: &Report<'_>) -> BTreeSet<String> {
    let of = |(inventory, judgement)| findings(inventory, judgement).into_keys();
    let now = of((report.inventory, report.judgement));
    now.chain(report.previous.map(of).into_iter().flatten()).map(|key| id(&key)).collect()
}

struct Finding {
    assets: usize,
    places: usize,
    examples: Vec<String>,
    judgement: Arc<UseJudgement>,
    ids: Vec<AssetId>,
}

/// The report.
pub(crate) fn build(report: &Report<'_>) -> Paper<'static> {
    let findings = findings(report.inventory, report.judgement);
    let earlier: Option<BTreeSet<Key>> = report
        .previous
        .map(|(inventory, judgement)| self::findings(inventory, judgement).into_keys().collect());
    let mut blocks = vec![heading(report, "Findings", "指摘事項一覧")];
    blocks.push(Block::Text(said(report, &findings, earlier.as_ref())));
    blocks.push(Block::Table(table(report, &findings, earlier.as_ref())));
    if let Some(earlier) = &earlier {
        blocks.push(heading(report, "Gone since the earlier inventory", "前回からの改善"));
        blocks.push(Block::Table(gone(report, &findings, earlier)));
    }
    blocks.push(absence(report));
    blocks.push(Block::SignOff);
    let title = report.pick(
        "Audit: findings, improvement plan and follow-up",
        "暗号利用に関する監査：指摘事項・改善計画・フォローアップ",
    );
    paper(report, title.to_owned(), blocks)
}

fn findings(inventory: &Inventory, judgement: &Judgement) -> BTreeMap<Key, Finding> {
    let mut findings: BTreeMap<Key, Finding> = BTreeMap::new();
    for (asset, judged) in inventory.assets.iter().zip(&judgement.assets) {
        let mut seen = BTreeSet::new();
        for (each, judged) in asset.algorithms.iter().zip(&judged.uses) {
            if !each.level.is_in_use() || judged.priority <= Priority::Watch {
                continue;
            }
            let key = (std::cmp::Reverse(judged.priority), each.algorithm.to_string(), each.role);
            if !seen.insert(key.clone()) {
                continue;
            }
            let finding = findings.entry(key).or_insert_with(|| Finding {
                assets: 0,
                places: 0,
                examples: Vec::new(),
                judgement: judged.clone(),
                ids: Vec::new(),
            });
            finding.ids.push(asset.id);
            finding.assets += 1;
            finding.places += asset.occurrences.len();
            let room = EXAMPLES.saturating_sub(finding.examples.len());
            let places = asset.occurrences.iter().take(room.min(1));
            finding
                .examples
                .extend(places.map(|place| format!("{}{}", place.path, place.position)));
        }
    }
    findings
}

fn said(
    report: &Report<'_>,
    findings: &BTreeMap<Key, Finding>,
    earlier: Option<&BTreeSet<Key>>,
) -> String {
    let count = findings.len();
    match earlier {
        None => report.pick(
            format!("{count} findings. With --previous, findings are compared with an earlier inventory."),
            format!("指摘事項は{count}件です。--previous で前回の一覧を指定すると、継続・新規・改善済の別を示します。"),
        ),
        Some(earlier) => {
            let carried = findings.keys().filter(|key| earlier.contains(*key)).count();
            let new = count - carried;
            let gone = earlier.iter().filter(|key| !findings.contains_key(*key)).count();
            report.pick(
                format!("{count} findings: {carried} carried over, {new} new; {gone} gone."),
                format!("指摘事項は{count}件（前回からの継続{carried}件、新規{new}件）、改善済は{gone}件です。"),
            )
        }
    }
}

fn table(
    report: &Report<'_>,
    findings: &BTreeMap<Key, Finding>,
    earlier: Option<&BTreeSet<Key>>,
) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let lang = report.lang;
    let mut columns = vec![
        p("No.", "番号", 8),
        p("Urgency", "優先度", 22),
        p("Finding", "指摘事項", 44),
        p("Reason and source", "理由・出典", 56),
        p("Clause", "根拠条項", 24),
        p("Assets", "資産数", 8),
        p("Places", "箇所数", 8),
        p("Examples", "検出箇所の例", 50),
        p("Since", "前回比較", 12),
        p("Direction of improvement", "改善の方向", 40),
        IMPROVEMENT.column(lang, 40),
        FINDING_PERSON.column(lang, 14),
        DUE.column(lang, 14),
        FINDING_STATE.column(lang, 14),
        FOLLOW_UP.column(lang, 30),
        FINDINGS.key_column(lang, 20),
    ];
    // Without an earlier inventory there is nothing to compare with.
    let since = columns.iter().position(|column| column.title == report.pick("Since", "前回比較"));
    let since = since.filter(|_| earlier.is_none());
    since.map(|at| columns.remove(at));
    let steps = report.planned.steps_by_asset();
    let row = |(at, (key, finding)): (usize, (&Key, &Finding))| {
        let (priority, algorithm, role) = key;
        let id = id(key);
        let filled = |field, proposal: String| report.filled(FINDINGS, &id, field, proposal);
        let mut cells: Vec<Cell> = vec![
            format!("F{:03}", at + 1).into(),
            words::priority_cell(priority.0, report.lang),
            what(report, algorithm, *role, priority.0).into(),
            source(report, &finding.judgement).into(),
            report.pick(format!("Common Standards {CLAUSE}"), format!("統一基準 {CLAUSE}")).into(),
            finding.assets.into(),
            finding.places.into(),
            finding.examples.join("\n").into(),
            compared(report, key, earlier),
            direction(report, *role, priority.0).into(),
            filled(IMPROVEMENT, planned(report, &steps, finding)),
            filled(FINDING_PERSON, String::new()),
            filled(DUE, String::new()),
            filled(FINDING_STATE, FINDING_STATE.choice(0, lang).to_owned()),
            filled(FOLLOW_UP, String::new()),
            id.as_str().into(),
        ];
        since.map(|at| cells.remove(at));
        cells
    };
    Table {
        id: "findings",
        title: report.pick("Findings", "指摘事項").to_owned(),
        columns,
        rows: findings.iter().enumerate().map(row).collect(),
        shown: Shown::Principal,
    }
}

fn what(report: &Report<'_>, algorithm: &str, role: Role, priority: Priority) -> String {
    let role = words::role(role, report.lang);
    let reason = priority.reason();
    let reason = report.lang.of(&reason);
    report.pick(
        format!("{algorithm} as {role}: {reason}"),
        format!("{algorithm}（{role}）：{reason}"),
    )
}

/// The reason, and the citation of the verdict that decides.
fn source(report: &Report<'_>, judged: &UseJudgement) -> String {
    let reason = reason_of(judged, report.lang);
    let cited = judged.broken_today.as_ref().map(|broken| &broken.citation).or_else(|| {
        let grave = |one: &&aratame_policy::verdict::Verdict| {
            matches!(one.outcome, Outcome::Prohibited | Outcome::Migrate)
        };
        judged.verdicts.iter().find(grave).map(|verdict| &verdict.citation)
    });
    cited.map_or(reason.clone(), |citation| format!("{reason} — {}", words::citation(citation)))
}

fn compared(report: &Report<'_>, key: &Key, earlier: Option<&BTreeSet<Key>>) -> Cell {
    match earlier {
        None => Cell::Empty,
        Some(earlier) if earlier.contains(key) => {
            Cell::Status(Tone::Warn, report.pick("carried over", "継続").to_owned())
        }
        Some(_) => Cell::Status(Tone::Bad, report.pick("new", "新規").to_owned()),
    }
}

/// The steps of the plan that touch the finding's assets, as a proposal for its plan.
fn planned(
    report: &Report<'_>,
    steps: &BTreeMap<AssetId, Vec<&Step>>,
    finding: &Finding,
) -> String {
    let of = |id: &AssetId| steps.get(id).into_iter().flatten();
    let mut known = BTreeSet::new();
    let all: Vec<&&Step> =
        finding.ids.iter().flat_map(of).filter(|step| known.insert(&step.id)).collect();
    let line = |step: &&&Step| {
        format!("{}: {} ({})", step.id, report.lang.of(&step.title), step.schedule.end)
    };
    let mut lines: Vec<String> = all.iter().take(EXAMPLES).map(line).collect();
    if all.len() > EXAMPLES {
        lines.push(format!("… (+{})", all.len() - EXAMPLES));
    }
    lines.join("\n")
}

/// The way out in general terms; the plan of a system names the concrete step.
fn direction(report: &Report<'_>, role: Role, priority: Priority) -> &'static str {
    let (en, ja) = match (priority, role) {
        (Priority::Broken | Priority::Prohibited, _) => (
            "stop using it; replace by a technique of the e-Government Recommended Ciphers List with a key length by LS-0003",
            "利用を停止し、電子政府推奨暗号リスト掲載の方式（鍵長はLS-0003による）へ置換え",
        ),
        (Priority::Migrate, _) => (
            "replace before the migration period ends, at best together with the renewal of the system",
            "移行完遂期間の終了までに置換え（更改時期に合わせて計画）",
        ),
        (_, Role::KeyAgreement | Role::Encryption) => (
            "hybrid key agreement with ML-KEM-768 or ML-KEM-1024; first where data must stay confidential for long",
            "ML-KEM-768又はML-KEM-1024によるハイブリッド構成の鍵共有へ移行（長期秘匿が必要なものを優先）",
        ),
        _ => (
            "plan for post-quantum signatures; CRYPTREC's list names none yet, so prepare agility first",
            "PQC署名への移行を計画（CRYPTREC暗号リストに未掲載のため、まず切替えに備える）",
        ),
    };
    report.pick(en, ja)
}

fn gone(
    report: &Report<'_>,
    findings: &BTreeMap<Key, Finding>,
    earlier: &BTreeSet<Key>,
) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns =
        vec![p("Urgency", "優先度", 22), p("Finding", "指摘事項", 60), p("State", "状態", 14)];
    let row = |key: &Key| {
        let (priority, algorithm, role) = key;
        vec![
            words::priority_cell(priority.0, report.lang),
            what(report, algorithm, *role, priority.0).into(),
            Cell::Status(
                Tone::Good,
                report.pick("not seen any more", "改善済（検出なし）").to_owned(),
            ),
        ]
    };
    Table {
        id: "gone",
        title: report.pick("Gone", "改善済").to_owned(),
        columns,
        rows: earlier.iter().filter(|key| !findings.contains_key(*key)).map(row).collect(),
        shown: Shown::Everywhere,
    }
}
