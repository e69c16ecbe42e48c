//! When a step is done: after what it waits for, with the system's renewal, before its deadline.

use crate::figure::text;
use crate::knowledge::Knowledge;
use crate::priority::Class;
use crate::step::{Schedule, StepKind};
use aratame_policy::Date;
use aratame_policy::verdict::{AssetJudgement, Outcome, Text};
use aratame_systems::{FiscalYear, System};

/// What a schedule follows from.
pub(crate) struct Timing<'a> {
    pub(crate) as_of: Date,
    pub(crate) class: Class,
    pub(crate) kind: StepKind,
    pub(crate) months: u32,
    pub(crate) system: Option<&'a System>,
    pub(crate) deadline: Option<(Date, Text)>,
    /// The end of what comes before.
    pub(crate) after: Option<Date>,
}

/// The deadline that the lists set for uses in their migration period: the earliest.
pub(crate) fn period_deadline(
    knowledge: &Knowledge,
    judged: &[&AssetJudgement],
    as_of: Date,
) -> Option<(Date, Text)> {
    let migrating = judged
        .iter()
        .flat_map(|asset| &asset.uses)
        .flat_map(|each| &each.verdicts)
        .filter(|verdict| verdict.outcome == Outcome::Migrate);
    let dates = migrating.filter_map(|verdict| {
        let of_list = knowledge
            .deadlines
            .iter()
            .filter(|each| each.list.as_deref() == Some(&*verdict.list.id));
        of_list
            .filter(|each| each.from <= as_of && as_of <= each.by)
            .map(dated)
            .min_by_key(|(date, _)| *date)
    });
    dates.min_by_key(|(date, _)| *date)
}

/// The target of the move to post-quantum cryptography: the next one.
pub(crate) fn quantum_deadline(knowledge: &Knowledge, as_of: Date) -> Option<(Date, Text)> {
    let targets = knowledge.deadlines.iter().filter(|each| each.list.is_none() && as_of <= each.by);
    targets.map(dated).min_by_key(|(date, _)| *date)
}

fn dated(deadline: &crate::knowledge::Deadline) -> (Date, Text) {
    let citation = &deadline.citation;
    let source = format!("{} {}", citation.document, citation.section);
    let source = source.trim();
    let note = text(
        format!("{} ({source})", deadline.note.en),
        format!("{}（{source}）", deadline.note.ja),
    );
    (deadline.by, note)
}

/// The schedule that follows.
pub(crate) fn schedule(timing: &Timing<'_>) -> Schedule {
    let (start, reason) = start(timing);
    let (start, reason) = match timing.after.filter(|after| *after > start) {
        Some(after) => (after, text("when the steps before it are done", "先行手順の完了後")),
        None => (start, reason),
    };
    let end = start.plus_months(timing.months);
    let late = timing.deadline.as_ref().is_some_and(|(deadline, _)| end > *deadline);
    Schedule { start, end, deadline: timing.deadline.clone(), reason, late }
}

fn start(timing: &Timing<'_>) -> (Date, Text) {
    let today = timing.as_of;
    if timing.kind == StepKind::Watch {
        let reason = text("watched until there is a target", "移行先が定まるまで注視");
        return (today, reason);
    }
    match timing.class {
        Class::Now => (today, text("at once", "直ちに着手")),
        Class::Harvest | Class::Forge => (
            today,
            text(
                "at once: every year adds what can be read or forged",
                "直ちに着手：遅れるほど将来の被害が増える",
            ),
        ),
        Class::Undetermined => (
            today,
            text(
                "at once, until the ledger's questions are answered",
                "台帳の確認事項に回答が得られるまでは直ちに着手する前提",
            ),
        ),
        Class::Deadline | Class::Planned => with_renewal(timing),
        Class::Watch => (today, text("watched from now on", "今日から注視")),
    }
}

/// With the system's renewal, when that is in time and the work belongs there.
fn with_renewal(timing: &Timing<'_>) -> (Date, Text) {
    let today = timing.as_of;
    let belongs = matches!(timing.kind, StepKind::Upgrade | StepKind::Vendor | StepKind::Data);
    let renewal = timing.system.and_then(|system| system.renewal).filter(|_| belongs);
    let Some(renewal) = renewal else {
        return (today, text("from now on", "今日から着手可能"));
    };
    let first = renewal.first_day();
    let end = first.max(today).plus_months(timing.months);
    let too_late = timing.deadline.as_ref().is_some_and(|(deadline, _)| end > *deadline);
    match (renewal.last_day() < today, too_late) {
        (true, _) => (today, passed(renewal)),
        (false, true) => (today, too_late_renewal(renewal)),
        (false, false) => (
            first.max(today),
            text(
                format!("with the renewal in {renewal}"),
                format!("{}の更改に合わせる", renewal.ja()),
            ),
        ),
    }
}

fn passed(renewal: FiscalYear) -> Text {
    text(
        format!("from now on: the renewal in {renewal} is past"),
        format!("今日から着手可能（{}の更改は経過済み）", renewal.ja()),
    )
}

fn too_late_renewal(renewal: FiscalYear) -> Text {
    text(
        format!("from now on: the renewal in {renewal} would come after the deadline"),
        format!("{}の更改では期限に間に合わないため、前倒しして着手", renewal.ja()),
    )
}
