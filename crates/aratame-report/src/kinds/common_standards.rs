//! The clauses of the Common Standards that speak of cryptography: requirement, evidence from the
//! scan, gap. A scan never proves conformity; what it cannot see is left to people.

use crate::kinds::facts::Facts;
use crate::kinds::{Both, absence, heading, paper};
use crate::paper::{Block, Cell, Column, Paper, Shown, Table, Tone};
use crate::report::Report;
use crate::report::form::{CLAUSE_REMARK, CLAUSES, CONFIRMATION};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    document: Both,
    provisional: Both,
    clause: Vec<Clause>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clause {
    number: String,
    check: Check,
    subject: Both,
    requirement: Both,
}

/// What of the inventory speaks for or against a clause.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Check {
    Algorithms,
    Functions,
    Keys,
    Ledger,
    Mail,
    Messages,
    Pki,
    Renewal,
    Unseen,
    Verification,
    Watch,
    Web,
}

static WORDING: LazyLock<Option<Wording>> =
    LazyLock::new(|| toml::from_str(include_str!("../../texts/common-standards.toml")).ok());

/// The report.
pub(crate) fn build(report: &Report<'_>) -> Paper<'static> {
    let lang = report.lang;
    let mut blocks = vec![heading(report, "Clauses", "遵守事項ごとの状況")];
    if let Some(wording) = &*WORDING {
        blocks.push(Block::Text(wording.document.of(lang).to_owned()));
        blocks.push(Block::Note(wording.provisional.of(lang).to_owned()));
        blocks.push(Block::Table(table(report, wording)));
    }
    blocks.push(Block::Note(
        report
            .pick(
                "\"No gap seen\" is no statement of conformity: the scan saw nothing that speaks against it. Confirmation is up to the person in charge.",
                "「走査では不足を検出せず」は適合を示すものではありません。最終的な確認は担当者が行ってください。",
            )
            .to_owned(),
    ));
    blocks.push(absence(report));
    blocks.push(Block::SignOff);
    let title = report.pick(
        "Common Standards: requirements on cryptography, evidence and gaps",
        "政府統一基準（暗号関係）対応状況",
    );
    paper(report, title.to_owned(), blocks)
}

fn table(report: &Report<'_>, wording: &Wording) -> Table<'static> {
    let facts = Facts::new(report);
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let lang = report.lang;
    let columns = vec![
        CLAUSES.key_column(lang, 16),
        p("Subject", "主題", 24),
        p("Requirement, restated", "遵守事項の要旨（本ツールによる要約）", 50),
        p("State", "状況", 20),
        p("Evidence from the scan", "走査による根拠", 50),
        p("Gap, or what to confirm", "不足・確認事項", 50),
        CONFIRMATION.column(lang, 14),
        CLAUSE_REMARK.column(lang, 30),
    ];
    let row = |clause: &Clause| {
        let found = check(report, &facts, clause.check);
        let (tone, word) = found.state.word(report);
        let filled = |field| report.filled(CLAUSES, &clause.number, field, Cell::Empty);
        vec![
            clause.number.as_str().into(),
            clause.subject.of(lang).into(),
            clause.requirement.of(lang).into(),
            Cell::Status(tone, word.to_owned()),
            found.evidence.into(),
            found.gap.into(),
            filled(CONFIRMATION),
            filled(CLAUSE_REMARK),
        ]
    };
    Table {
        id: "clauses",
        title: report.pick("Clauses", "遵守事項").to_owned(),
        columns,
        rows: wording.clause.iter().map(row).collect(),
        shown: Shown::Principal,
    }
}

/// The numbers of the clauses.
pub(crate) fn numbers() -> BTreeSet<String> {
    let clauses = WORDING.iter().flat_map(|wording| &wording.clause);
    clauses.map(|clause| clause.number.clone()).collect()
}

/// What a scan can say of a clause.
#[derive(Clone, Copy)]
enum State {
    Gap,
    NoneSeen,
    CannotSee,
}

impl State {
    fn word(self, report: &Report<'_>) -> (Tone, &'static str) {
        match self {
            Self::Gap => (Tone::Warn, report.pick("gap seen", "不足あり")),
            Self::NoneSeen => (Tone::Good, report.pick("no gap seen", "走査では不足を検出せず")),
            Self::CannotSee => {
                (Tone::Neutral, report.pick("to be confirmed", "要確認（走査対象外）"))
            }
        }
    }
}

struct Found {
    state: State,
    evidence: String,
    gap: String,
}

/// A sentence in English and in Japanese.
type Said = (String, String);

/// What a scan cannot decide: its evidence, and what people are to confirm.
fn to_confirm(report: &Report<'_>, (en, ja): Said, (gap, gap_ja): (&str, &str)) -> Found {
    Found {
        state: State::CannotSee,
        evidence: report.pick(en, ja),
        gap: report.pick(gap, gap_ja).to_owned(),
    }
}

/// A gap when something was counted against the clause.
fn counted(report: &Report<'_>, against: usize, (en, ja): Said, (gap, gap_ja): Said) -> Found {
    let evidence = report.pick(en, ja);
    match against {
        0 => Found { state: State::NoneSeen, evidence, gap: String::new() },
        _ => Found { state: State::Gap, evidence, gap: report.pick(gap, gap_ja) },
    }
}

fn check(report: &Report<'_>, facts: &Facts, check: Check) -> Found {
    match check {
        Check::Algorithms => algorithms(report, facts),
        Check::Functions => functions(report, facts),
        Check::Keys => keys(report, facts),
        Check::Ledger => ledger(report, facts),
        Check::Mail => {
            service(report, facts.of_products(&["postfix", "dovecot", "exim", "sendmail"]))
        }
        Check::Messages => messages(report, facts),
        Check::Pki => pki(report, facts),
        Check::Renewal => renewal(report, facts),
        Check::Unseen => unseen(report),
        Check::Verification => verification(report, facts),
        Check::Watch => watch(report),
        Check::Web => service(report, facts.of_products(&["nginx", "apache", "haproxy", "tomcat"])),
    }
}

fn algorithms(report: &Report<'_>, facts: &Facts) -> Found {
    let Facts { judged, prohibited, migrate, conditional, unlisted, unknown, broken, .. } = facts;
    let evidence = (
        format!(
            "{judged} assets judged by the lists applied: {prohibited} prohibited, {migrate} to be migrated, {conditional} under a condition, {unlisted} with something unlisted, {unknown} with something that cannot be judged"
        ),
        format!(
            "判定対象{judged}件：利用不可{prohibited}件、移行要{migrate}件、条件付き{conditional}件、リスト外を含む{unlisted}件、判定不能を含む{unknown}件"
        ),
    );
    let gap = (
        format!(
            "replace what is prohibited or broken ({broken} assets broken today), plan what is to be migrated"
        ),
        format!("利用不可・危殆化（現時点で危殆化{broken}件）の置換え、移行要の計画"),
    );
    counted(report, facts.to_replace + broken, evidence, gap)
}

fn functions(report: &Report<'_>, facts: &Facts) -> Found {
    let Facts { channels, certificates, messages, .. } = facts;
    let evidence = (
        format!(
            "{channels} configurations with TLS or SSH, {certificates} certificates, {messages} signed or encrypted messages"
        ),
        format!(
            "TLS又はSSHの設定{channels}件、証明書{certificates}件、署名・暗号化データ{messages}件"
        ),
    );
    let gap = (
        "whether each system needs them is to be decided",
        "情報システムごとの要否の検討結果を確認",
    );
    to_confirm(report, evidence, gap)
}

fn keys(report: &Report<'_>, facts: &Facts) -> Found {
    let Facts { keys_in_clear, keys_encrypted, keystores, .. } = facts;
    let evidence = (
        format!(
            "keys in files: {keys_in_clear} without encryption, {keys_encrypted} encrypted; {keystores} key stores"
        ),
        format!(
            "ファイル上の鍵：平文{keys_in_clear}件、暗号化{keys_encrypted}件、鍵ストア{keystores}件"
        ),
    );
    let gap = (
        "decide for each key without encryption: protect, move to an HSM, or remove (backups and permissions are to be confirmed)".to_owned(),
        "平文の鍵ごとに保護・移管・削除を判断（アクセス権及びバックアップは要確認）".to_owned(),
    );
    counted(report, *keys_in_clear, evidence, gap)
}

fn ledger(report: &Report<'_>, facts: &Facts) -> Found {
    let planned = &report.planned;
    if !planned.has_ledger() {
        let evidence = (
            format!("{} assets that can be entered into the ledger", facts.assets),
            format!("台帳に記載できる暗号関連資産{}件", facts.assets),
        );
        let gap = ("compare with the ledger (--systems)", "情報システム台帳との突合（--systems）");
        return to_confirm(report, evidence, gap);
    }
    let (systems, scanned) = (planned.ledger.systems.len(), planned.scanned());
    let without_scan = planned.plan.without_scan.len();
    let without_system = planned.plan.without_system.len();
    let open: usize = planned.plan.systems.iter().map(|system| system.questions.len()).sum();
    let evidence = (
        format!("{systems} systems in the ledger, {scanned} of them scanned"),
        format!("台帳の情報システム{systems}件、うち走査済{scanned}件"),
    );
    let gap = (
        format!(
            "{without_scan} systems without a scan, {without_system} assets that belong to no system, {open} cells of the ledger not filled in"
        ),
        format!(
            "走査結果のない情報システム{without_scan}件、台帳に対応しない資産{without_system}件、台帳の未記入{open}項目"
        ),
    );
    counted(report, without_scan + without_system + open, evidence, gap)
}

fn service(report: &Report<'_>, configurations: usize) -> Found {
    let evidence = (
        format!("{configurations} configurations of such products"),
        format!("該当製品の設定{configurations}件"),
    );
    let gap = (
        "that all communication is encrypted is to be confirmed on the running service",
        "全ての通信が暗号化されていることを稼働環境で確認",
    );
    to_confirm(report, evidence, gap)
}

fn messages(report: &Report<'_>, facts: &Facts) -> Found {
    let messages = facts.messages;
    let evidence = (
        format!("{messages} OpenPGP or CMS messages and keys"),
        format!("OpenPGP・CMSのデータ及び鍵{messages}件"),
    );
    let gap =
        ("procedures for carrying out and sending are to be confirmed", "運搬・送信の手順を確認");
    to_confirm(report, evidence, gap)
}

fn pki(report: &Report<'_>, facts: &Facts) -> Found {
    let Facts { certificates, self_issued, .. } = facts;
    let evidence = (
        format!(
            "{certificates} certificates, of which {self_issued} are self-issued (roots among them)"
        ),
        format!("証明書{certificates}件（うち自己発行{self_issued}件。ルート証明書を含む）"),
    );
    let gap =
        ("that the PKI fits the purpose is to be confirmed", "用途に適した公開鍵基盤かを確認");
    to_confirm(report, evidence, gap)
}

fn renewal(report: &Report<'_>, facts: &Facts) -> Found {
    let vulnerable = facts.vulnerable;
    let evidence = (
        format!("{vulnerable} assets to be migrated by 2035 in principle"),
        format!("原則2035年までに移行を要する資産{vulnerable}件"),
    );
    let gap = (
        "fit the migration to the renewal of the systems; erase keys of systems disposed of",
        "更改時期に合わせた移行計画、廃棄時の鍵の消去を確認",
    );
    to_confirm(report, evidence, gap)
}

fn unseen(report: &Report<'_>) -> Found {
    let evidence = ("files do not show it".to_owned(), "ファイルの走査では確認できない".to_owned());
    let gap = ("to be confirmed by the person in charge", "担当者による確認が必要");
    to_confirm(report, evidence, gap)
}

fn verification(report: &Report<'_>, facts: &Facts) -> Found {
    let Facts { expired, dated, revocation, .. } = facts;
    let evidence = (
        format!(
            "{expired} of {dated} certificates expired; {revocation} revocation lists and OCSP responses"
        ),
        format!("証明書{dated}件中、期限切れ{expired}件。失効リスト・OCSPレスポンス{revocation}件"),
    );
    let gap = (
        "replace or remove expired certificates".to_owned(),
        "期限切れ証明書の更新又は撤去".to_owned(),
    );
    counted(report, *expired, evidence, gap)
}

fn watch(report: &Report<'_>) -> Found {
    let lists = report.judgement.lists.iter();
    let editions: Vec<String> =
        lists.map(|list| format!("{} ({})", list.edition, list.date)).collect();
    let editions = editions.join(report.pick(", ", "、"));
    let evidence = (
        format!("judged on {} by {editions}", report.as_of),
        format!("{}に{editions}により判定", report.as_of),
    );
    let gap = (
        "that this is done regularly, and that it is shared, is to be confirmed",
        "定期的な入手と共有の実施状況を確認（リスト改定時に再判定）",
    );
    to_confirm(report, evidence, gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_is_read_and_numbers_are_unique() {
        let wording = WORDING.as_ref().unwrap();
        assert_eq!(numbers().len(), 15);
        assert_eq!(wording.clause.len(), 15);
    }
}
