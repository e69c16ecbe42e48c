//! Priorities (プライオリティ設定): which move comes first, and why, with every figure shown.
//!
//! Mosca's inequality: a move comes too late when x + y > z, with x the years that the data must
//! stay secret (for signatures: must be trusted), y the years that the move takes, z the years
//! until a quantum computer breaks the algorithm. z cannot be known: it is a planning assumption
//! that the user sets. What the ledger does not say is not guessed; the priority then tells from
//! which value on it would be urgent.

use crate::figure::{Amount, Figure, text};
use crate::step::Effort;
use aratame_policy::verdict::{RuleConfidence, Text};
use aratame_systems::{Column, Exposure, Period, System};

/// The classes of priority, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Broken today, or not allowed at this date: at once.
    Now,
    /// Recorded now, decrypted later: x + y > z for key agreement or encryption.
    Harvest,
    /// Trusted now, forged later: x + y > z for signatures.
    Forge,
    /// A list sets a date within its migration period.
    Deadline,
    /// Quantum-vulnerable, and whether it is too late depends on what the ledger does not say.
    Undetermined,
    /// Quantum-vulnerable, and in time: by the target year.
    Planned,
    /// Nothing to move today; to be watched.
    Watch,
}

impl Class {
    /// Every class, most urgent first.
    pub const ALL: [Self; 7] = [
        Self::Now,
        Self::Harvest,
        Self::Forge,
        Self::Deadline,
        Self::Undetermined,
        Self::Planned,
        Self::Watch,
    ];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Harvest => "harvest",
            Self::Forge => "forge",
            Self::Deadline => "deadline",
            Self::Undetermined => "undetermined",
            Self::Planned => "planned",
            Self::Watch => "watch",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> Text {
        let (en, ja) = match self {
            Self::Now => ("at once", "至急"),
            Self::Harvest => ("harvest now, decrypt later", "ハーベスト攻撃への対応"),
            Self::Forge => ("trust now, forge later", "署名の将来偽造への対応"),
            Self::Deadline => ("within the migration period", "移行完遂期間内"),
            Self::Undetermined => ("to be decided", "要確認"),
            Self::Planned => ("by the target year", "目標年まで"),
            Self::Watch => ("to be watched", "注視"),
        };
        text(en, ja)
    }

    /// Why something has this class.
    #[must_use]
    pub fn reason(self) -> Text {
        let (en, ja) = match self {
            Self::Now => (
                "broken today, or not allowed at the date of judgement",
                "現時点で危殆化している、又は基準日時点で利用不可である",
            ),
            Self::Harvest => (
                "the data outlives the protection: x + y > z, and traffic recorded today can be read then",
                "保護期間と移行期間の和が危殆化までの期間を超える（x＋y＞z）。今日記録された通信が将来解読される",
            ),
            Self::Forge => (
                "the signature is trusted for longer than it can be: x + y > z",
                "署名を信頼する期間と移行期間の和が危殆化までの期間を超える（x＋y＞z）",
            ),
            Self::Deadline => (
                "a list lets it be used only until the end of a period that has begun",
                "リスト上、移行完遂期間の終わりまでに限り利用できる",
            ),
            Self::Undetermined => (
                "quantum-vulnerable; whether it is too late depends on facts that the ledger lacks",
                "量子計算機に対して脆弱。間に合うかどうかは台帳にない情報による",
            ),
            Self::Planned => (
                "quantum-vulnerable; x + y ≤ z, so it is in time when it is done by the target year",
                "量子計算機に対して脆弱。x＋y≦zであり、目標年までに移行すれば間に合う",
            ),
            Self::Watch => ("nothing to move today", "現時点で移行を要しない"),
        };
        text(en, ja)
    }
}

/// How urgent a move is, with everything that this follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priority {
    /// The class.
    pub class: Class,
    /// x + y − z in years: above zero is too late. `None` where x is not known.
    pub overshoot: Option<i64>,
    /// The last year until which data may have to be protected for x + y ≤ z still to hold.
    pub safe_until: Option<i32>,
    /// Every figure, in the order of the derivation.
    pub figures: Vec<Figure>,
    /// Columns of the ledger whose answers would decide.
    pub missing: Vec<Column>,
}

/// What a move protects against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Risk {
    /// Broken or forbidden today.
    Today,
    /// Quantum: confidentiality of what is recorded.
    Confidentiality,
    /// Quantum: trust in signatures and identities.
    Trust,
    /// A migration period of a list, nothing more.
    Period,
    /// Nothing to move.
    None,
}

/// How long what is signed is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// In a live exchange: a forgery matters only from the day on which it can be made.
    Live,
    /// Until the end of this year, with a certificate's validity.
    Validity(i32),
    /// As long as the ledger says.
    Ledger,
}

/// What a priority follows from.
pub(crate) struct Ground<'a> {
    pub(crate) risk: Risk,
    /// A list's migration period has begun, too.
    pub(crate) in_period: bool,
    pub(crate) system: Option<&'a System>,
    pub(crate) as_of: i32,
    pub(crate) quantum_year: Figure,
    pub(crate) quantum: i32,
    /// Years that the move takes.
    pub(crate) migration: i64,
    pub(crate) migration_source: Text,
    pub(crate) trust: Trust,
    pub(crate) effort: &'a Effort,
    /// Steps and services that wait for this one.
    pub(crate) dependents: usize,
}

/// The priority that follows.
pub(crate) fn priority(ground: &Ground<'_>) -> Priority {
    let mut figures = Vec::new();
    let (mut overshoot, mut safe_until, mut missing) = (None, None, Vec::new());
    let quantum = matches!(ground.risk, Risk::Confidentiality | Risk::Trust);
    if quantum {
        let left = i64::from((ground.quantum - ground.as_of).max(0));
        let x = lifetime(ground);
        let column = if ground.risk == Risk::Trust { Column::Trust } else { Column::Protection };
        match &x.amount {
            Amount::Number(years) => overshoot = Some(years + ground.migration - left),
            // Without end: too late whatever z is.
            Amount::Words(_) => overshoot = Some(i64::from(u16::MAX)),
            Amount::Missing => missing.push(column),
        }
        let years = i32::try_from(ground.migration).unwrap_or(i32::MAX);
        safe_until = Some(ground.quantum.saturating_sub(years));
        figures.push(x);
        figures.push(figure(
            "y-migration",
            text("y: years that the move takes", "y：移行に要する年数"),
            Amount::Number(ground.migration),
            ground.migration_source.clone(),
        ));
        figures.push(ground.quantum_year.clone());
        figures.push(difference(overshoot));
    }
    figures.extend(context(ground, &mut missing));
    let class = class(ground, overshoot, quantum);
    Priority { class, overshoot, safe_until, figures, missing }
}

fn class(ground: &Ground<'_>, overshoot: Option<i64>, quantum: bool) -> Class {
    let too_late = overshoot.is_some_and(|years| years > 0);
    // What is reached from nowhere cannot be recorded, but signatures can be forged anywhere.
    let recorded = ground.system.and_then(|system| system.exposure) != Some(Exposure::Closed);
    match ground.risk {
        Risk::Today => Class::Now,
        Risk::Confidentiality if too_late && recorded => Class::Harvest,
        Risk::Trust if too_late => Class::Forge,
        _ if ground.in_period || ground.risk == Risk::Period => Class::Deadline,
        _ if quantum && overshoot.is_none() => Class::Undetermined,
        _ if quantum => Class::Planned,
        _ => Class::Watch,
    }
}

/// x: how long what is protected must stay so.
fn lifetime(ground: &Ground<'_>) -> Figure {
    let trust = ground.risk == Risk::Trust;
    let (id, name) = if trust {
        (
            "x-trust",
            text("x: years that signatures must be trusted", "x：署名を信頼する必要がある年数"),
        )
    } else {
        (
            "x-shelf-life",
            text("x: years that the data must stay secret", "x：データを秘匿する必要がある年数"),
        )
    };
    let (amount, source) = match (trust, ground.trust) {
        (true, Trust::Live) => (Amount::Number(0), live()),
        (true, Trust::Validity(end)) => (
            Amount::Number(i64::from((end - ground.as_of).max(0))),
            text("the end of the certificate's validity", "証明書の有効期間の終わり"),
        ),
        (true, Trust::Ledger) => from_column(ground, Column::Trust),
        (false, _) => from_column(ground, Column::Protection),
    };
    figure(id, name, amount, source)
}

fn from_column(ground: &Ground<'_>, column: Column) -> (Amount, Text) {
    let stated = ground.system.and_then(|system| match column {
        Column::Trust => system.trust,
        _ => system.protection,
    });
    match stated {
        Some(period) => (years(period, ground.as_of), from_ledger(ground.system, column)),
        None => (Amount::Missing, asked(column)),
    }
}

fn live() -> Text {
    text(
        "live authentication: a forgery matters only from z on",
        "その場の認証：偽造が問題となるのは危殆化の時点以降",
    )
}

fn years(period: Period, as_of: i32) -> Amount {
    match period.years_from(as_of) {
        Some(years) => Amount::Number(years.into()),
        None => Amount::Words(text("permanent", "永年")),
    }
}

fn difference(overshoot: Option<i64>) -> Figure {
    let amount = match overshoot {
        None => Amount::Missing,
        Some(years) if years >= i64::from(u16::MAX) => {
            Amount::Words(text("too late whatever z is", "zによらず間に合わない"))
        }
        Some(years) => Amount::Number(years),
    };
    figure(
        "x-plus-y-minus-z",
        text("x + y − z in years; above zero is too late", "x＋y−z（年）。正なら間に合わない"),
        amount,
        text("Mosca's inequality", "Moscaの不等式"),
    )
}

/// Exposure, sensitivity and dependents: they order within a class.
fn context(ground: &Ground<'_>, missing: &mut Vec<Column>) -> Vec<Figure> {
    let exposure = ground.system.and_then(|system| system.exposure);
    let class = ground.system.and_then(|system| system.confidentiality);
    let quantum = matches!(ground.risk, Risk::Confidentiality | Risk::Trust);
    if quantum && exposure.is_none() {
        missing.push(Column::Exposure);
    }
    if quantum && class.is_none() {
        missing.push(Column::Confidentiality);
    }
    let words = |known: Option<Text>| known.map_or(Amount::Missing, Amount::Words);
    let months = i64::from(ground.effort.months);
    vec![
        figure(
            "effort",
            text("effort: months of work", "作業量：所要月数"),
            Amount::Number(months),
            ground.effort.source.clone(),
        ),
        figure(
            "exposure",
            text("exposure", "接続区分"),
            words(exposure.map(|each| text(each.as_str(), each.ja()))),
            stated(exposure.is_some(), ground.system, Column::Exposure),
        ),
        figure(
            "confidentiality",
            text("confidentiality class", "機密性の格付"),
            words(class.map(|each| text(each.en(), each.ja()))),
            stated(class.is_some(), ground.system, Column::Confidentiality),
        ),
        figure(
            "dependents",
            text("steps that wait for this one", "この手順を待つ手順の数"),
            Amount::Number(i64::try_from(ground.dependents).unwrap_or(i64::MAX)),
            text("relations of the inventory", "一覧の関係"),
        ),
    ]
}

fn stated(known: bool, system: Option<&System>, column: Column) -> Text {
    if known { from_ledger(system, column) } else { asked(column) }
}

fn from_ledger(system: Option<&System>, column: Column) -> Text {
    let Some(system) = system else { return asked(column) };
    let place = &system.place;
    text(
        format!("ledger {place}, {}", column.en()),
        format!("情報システム台帳 {place}「{}」", column.ja()),
    )
}

fn asked(column: Column) -> Text {
    text(
        format!("not in the ledger: {}", column.en()),
        format!("台帳に記載なし：「{}」", column.ja()),
    )
}

fn figure(id: &'static str, name: Text, amount: Amount, source: Text) -> Figure {
    Figure { id, name, amount, source, confidence: RuleConfidence::Verified }
}
