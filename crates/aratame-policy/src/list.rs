//! A policy list: its entries, selectors and phases, read from TOML and checked.
//!
//! Owns the format of list files and its errors. What an entry means for a finding is decided in
//! `judge`.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use aratame_algorithms::{Algorithm, Primitive, QuantumImpact, algorithm, algorithm_by_name};
use aratame_inventory::Asset;
use serde::Deserialize;
use toml::Spanned;

use crate::asset_facts::AssetFacts;
use crate::condition::Condition;
use crate::date::Date;
use crate::tls_profile::{Guideline, Profile, Stated, Suites, is_requirement};
use crate::verdict::{Citation, ListHead, Outcome, RuleConfidence, Text};

/// A file larger than this is no policy list; the largest of ours has 15 KiB.
const MAX_FILE_BYTES: usize = 1 << 20;

/// The status of a TLS configuration that meets no profile.
pub(crate) const BELOW_EVERY_PROFILE: &str = "below-every-profile";

/// What a list asks of an asset is one bit each of a `u64`.
const MAX_QUESTIONS: usize = 64;

impl Milestone {
    /// Days from a date to the last day; negative when it has passed.
    #[must_use]
    pub fn days_left(&self, from: Date) -> i64 {
        let days = |date: Date| i64::try_from(date.days()).unwrap_or(i64::MAX);
        days(self.date) - days(from)
    }
}

/// One dated list.
#[derive(Clone, Debug)]
pub struct List {
    /// Id, edition, title and date.
    pub head: Arc<ListHead>,
    /// Other names for `--policy` and for conditions.
    pub aliases: Vec<String>,
    /// The id of the list that took its place; such a list judges only where it is asked for.
    pub superseded_by: Option<String>,
    /// The primitives that the list speaks of.
    pub(crate) scope: Vec<Primitive>,
    /// Which parts of a use are judged one by one.
    pub(crate) parts: Vec<Part>,
    /// The date by which the list is applied.
    pub(crate) horizon: Horizon,
    /// The list that says which key lengths conform.
    pub(crate) key_length: Option<String>,
    pub(crate) statuses: BTreeMap<String, Status>,
    pub(crate) conditions: BTreeMap<String, Note>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) unlisted: Entry,
    /// What the list asks of assets as such; the first that holds decides.
    pub(crate) rules: Vec<Entry>,
    /// What entries and rules ask of an asset, each once.
    pub(crate) questions: Vec<Condition>,
    pub(crate) milestones: Vec<Milestone>,
    /// What the list asks of TLS configurations as a whole.
    pub(crate) tls: Option<Guideline>,
}

/// A date of a list, and what is asked by then of whoever the list is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The last day.
    pub date: Date,
    /// The day as precisely as the document gives it.
    pub shown: Arc<str>,
    /// What is asked.
    pub requirement: Text,
    /// Where it stands.
    pub citation: Citation,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// A part of a use that a list judges by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    /// The algorithm itself.
    Algorithm,
    /// The hash it is used with.
    Hash,
    /// The mode of operation.
    Mode,
}

/// The date by which a list is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Horizon {
    /// The date of judgement.
    AsOf,
    /// The end of operation, where one is given and it is later.
    EndOfLife,
}

/// A word of the list and what it asks for.
#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub(crate) outcome: Outcome,
    pub(crate) message: Text,
}

/// A condition or note of a list, for people.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) message: Text,
    /// Whether it is left unsaid of a use that Shor's algorithm breaks.
    pub(crate) unless_shor_broken: bool,
}

/// One entry of a list: what it selects, and what holds when.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: Arc<str>,
    pub(crate) algorithms: Vec<&'static Algorithm>,
    pub(crate) quantum: Vec<QuantumImpact>,
    pub(crate) primitives: Vec<Primitive>,
    pub(crate) public_key: Option<bool>,
    pub(crate) broken: Option<bool>,
    pub(crate) min_strength: Option<u32>,
    pub(crate) max_strength: Option<u32>,
    pub(crate) min_bits: Option<u32>,
    pub(crate) max_bits: Option<u32>,
    pub(crate) purposes: Vec<Purpose>,
    /// What is asked of the asset, by its place in the list's questions.
    pub(crate) when: Option<usize>,
    /// Whether the key length is checked against the list that says which conform.
    pub(crate) checks_key_length: bool,
    /// The strength of the weakest key that the technique allows.
    pub(crate) least_strength: Option<u32>,
    /// Ordered by date; the first holds before its date too.
    pub(crate) phases: Vec<Phase>,
    pub(crate) conditions: Vec<Arc<str>>,
    pub(crate) citation: Citation,
    pub(crate) confidence: RuleConfidence,
}

/// What a use of an algorithm is for, where lists set other dates for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// Agrees, encapsulates or transports keys, or encrypts.
    KeyEstablishment,
    /// Signs or proves an identity.
    Signature,
    /// A key that may do either.
    Undetermined,
}

/// From when which status holds.
#[derive(Clone, Debug)]
pub(crate) struct Phase {
    pub(crate) from: Option<Date>,
    pub(crate) status: Arc<str>,
    /// The status for data that is already protected, where it differs.
    pub(crate) process: Option<Arc<str>>,
}

/// What is asked of an entry's selectors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub(crate) algorithm: &'static Algorithm,
    pub(crate) strength: Option<u32>,
    pub(crate) bits: Option<u32>,
    pub(crate) purpose: Purpose,
    pub(crate) broken: bool,
    /// The questions of the list that hold of the asset, one bit each.
    pub(crate) held: u64,
}

impl Entry {
    /// Whether every selector that the entry has fits.
    pub(crate) fn selects(&self, subject: Subject) -> bool {
        let row = subject.algorithm;
        let public = row.quantum == QuantumImpact::ShorBroken || row.primitive.is_public_key();
        (self.algorithms.is_empty() || self.algorithms.contains(&row))
            && (self.quantum.is_empty() || self.quantum.contains(&row.quantum))
            && (self.primitives.is_empty() || self.primitives.contains(&row.primitive))
            && self.public_key.is_none_or(|wanted| wanted == public)
            && self.broken.is_none_or(|wanted| wanted == subject.broken)
            && self.min_strength.is_none_or(|min| subject.strength.is_some_and(|s| s >= min))
            && self.max_strength.is_none_or(|max| subject.strength.is_some_and(|s| s <= max))
            && self.min_bits.is_none_or(|min| subject.bits.is_some_and(|bits| bits >= min))
            && self.max_bits.is_none_or(|max| subject.bits.is_some_and(|bits| bits <= max))
            && (self.purposes.is_empty() || self.purposes.contains(&subject.purpose))
            && self.holds(subject.held)
    }

    /// Whether what the entry asks of the asset is among the questions that hold.
    pub(crate) fn holds(&self, held: u64) -> bool {
        self.when.is_none_or(|question| held & (1 << question) != 0)
    }

    /// The phase that holds at a date.
    pub(crate) fn phase(&self, at: Date) -> Option<&Phase> {
        let begun = |phase: &&Phase| phase.from.is_none_or(|from| from <= at);
        self.phases.iter().rev().find(begun)
    }
}

impl List {
    /// Reads and checks a list. Errors name line and column.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown or missing key, names an algorithm, status or
    /// condition that nobody knows, or a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        if text.len() > MAX_FILE_BYTES {
            return Err(PolicyError::at(text, 0..0, format!("larger than {MAX_FILE_BYTES} bytes")));
        }
        let raw: RawList = toml::from_str(text).map_err(|error| {
            PolicyError::at(text, error.span().unwrap_or(0..0), error.message().to_owned())
        })?;
        Reader { text, raw: &raw }.read()
    }

    /// Whether this is the list's id or another name of it, in any case of letters.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.aliases
            .iter()
            .chain([&self.head.id.to_string()])
            .any(|own| own.eq_ignore_ascii_case(name))
    }

    /// The names of the entries and rules, in the order of the list.
    pub fn entry_names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().chain(&self.rules).map(|entry| &*entry.name)
    }

    /// The dates of the list, in their order.
    #[must_use]
    pub fn milestones(&self) -> &[Milestone] {
        &self.milestones
    }

    /// What the list asks of TLS configurations as a whole.
    #[must_use]
    pub fn tls(&self) -> Option<&Guideline> {
        self.tls.as_ref()
    }

    /// The questions that hold of an asset, one bit each.
    pub(crate) fn held(&self, asset: &Asset) -> u64 {
        let asked = self.questions.iter().enumerate();
        asked.fold(0, |held, (at, question)| {
            held | u64::from(question.matches(&AssetFacts(asset))) << at
        })
    }

    /// The words that the list uses for its statuses.
    pub fn statuses(&self) -> impl Iterator<Item = &str> {
        self.statuses.keys().map(String::as_str)
    }
}

impl List {
    /// What a condition or note of the list says.
    #[must_use]
    pub fn condition(&self, id: &str) -> Option<&Text> {
        self.conditions.get(id).map(|condition| &condition.message)
    }

    /// What a status of the list says, as it is written, and what it asks for.
    #[must_use]
    pub fn status(&self, name: &str) -> Option<(Outcome, &Text)> {
        self.statuses.get(name).map(|status| (status.outcome, &status.message))
    }

    /// The entries and rules as a reader of the list sees them, in its order.
    pub fn entries(&self) -> impl Iterator<Item = EntryView<'_>> {
        self.entries.iter().chain(&self.rules).map(|entry| EntryView {
            name: &entry.name,
            citation: &entry.citation,
            algorithms: &entry.algorithms,
            when: entry.when.and_then(|at| self.questions.get(at)),
            phases: entry.phases.iter().map(|phase| (phase.from, &*phase.status)).collect(),
            conditions: entry.conditions.iter().map(|id| &**id).collect(),
            confidence: entry.confidence,
        })
    }
}

/// One entry of a list, for people.
#[derive(Clone, Debug)]
pub struct EntryView<'a> {
    /// The entry's name.
    pub name: &'a str,
    /// Where it stands.
    pub citation: &'a Citation,
    /// The algorithms it names; empty where it selects by strength or kind.
    pub algorithms: &'a [&'static Algorithm],
    /// What it asks of the asset.
    pub when: Option<&'a Condition>,
    /// The status, and from when it holds.
    pub phases: Vec<(Option<Date>, &'a str)>,
    /// Ids of its conditions.
    pub conditions: Vec<&'a str>,
    /// How far it was checked.
    pub confidence: RuleConfidence,
}

/// Why a policy list is not accepted, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl PolicyError {
    fn at(text: &str, span: Range<usize>, message: String) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Self { line, column, message }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for PolicyError {}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawList {
    id: Spanned<String>,
    #[serde(default)]
    aliases: Vec<String>,
    superseded_by: Option<String>,
    edition: String,
    document: String,
    date: Spanned<String>,
    #[serde(default)]
    date_precision: Precision,
    url: String,
    confidence: Code,
    title: RawText,
    #[serde(default)]
    scope: Vec<Spanned<String>>,
    #[serde(default = "algorithm_only")]
    parts: Vec<Part>,
    #[serde(default = "as_of")]
    horizon: Horizon,
    key_length: Option<String>,
    status: BTreeMap<String, RawStatus>,
    unlisted: RawEntry,
    #[serde(default)]
    condition: Vec<RawCondition>,
    #[serde(default)]
    entry: Vec<RawEntry>,
    #[serde(default)]
    rule: Vec<RawEntry>,
    #[serde(default)]
    milestone: Vec<RawMilestone>,
    tls: Option<RawTls>,
}

/// Suites and requirements of a guideline on TLS configurations.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawTls {
    tls_1_3: Vec<String>,
    high_security: Vec<String>,
    recommended_security: Vec<String>,
    #[serde(default)]
    not_confirmed: Vec<String>,
    requirement: Vec<RawRequirement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawRequirement {
    id: Spanned<String>,
    section: String,
    text: RawText,
    #[serde(default)]
    must: Vec<Profile>,
    #[serde(default)]
    should: Vec<Profile>,
    confidence: Option<Code>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawMilestone {
    date: Spanned<String>,
    #[serde(default)]
    date_precision: Precision,
    requirement: RawText,
    section: String,
    document: Option<String>,
    document_date: Option<Spanned<String>>,
    url: Option<String>,
    confidence: Option<Code>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Precision {
    #[default]
    Day,
    Month,
    Year,
}

impl Precision {
    fn shown(self, date: Date) -> Arc<str> {
        let length = match self {
            Self::Day => 10,
            Self::Month => 7,
            Self::Year => 4,
        };
        date.to_string()[..length].into()
    }
}

/// How a fact was checked: the codes of the list files.
#[derive(Clone, Copy, Deserialize)]
enum Code {
    /// Read in the document.
    V1,
    /// Read in a source that names the document.
    V2,
    /// Derived from such a fact.
    D,
    /// Not confirmed.
    M,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawText {
    en: String,
    ja: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatus {
    outcome: RawOutcome,
    message: RawText,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawOutcome {
    NotApplicable,
    Conforming,
    Unlisted,
    Conditional,
    Migrate,
    Prohibited,
    Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawCondition {
    id: String,
    note: String,
    message: RawText,
    #[serde(default)]
    unless_shor_broken: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawEntry {
    #[serde(default)]
    name: Option<String>,
    section: String,
    document: Option<String>,
    date: Option<Spanned<String>>,
    url: Option<String>,
    #[serde(default)]
    algorithms: Vec<Spanned<String>>,
    #[serde(default)]
    quantum: Vec<Spanned<String>>,
    #[serde(default)]
    primitives: Vec<Spanned<String>>,
    public_key: Option<bool>,
    broken: Option<bool>,
    min_strength: Option<u32>,
    max_strength: Option<u32>,
    min_bits: Option<u32>,
    max_bits: Option<u32>,
    #[serde(default)]
    purposes: Vec<Purpose>,
    when: Option<Spanned<String>>,
    key_length: Option<bool>,
    least_strength: Option<u32>,
    status: Option<Spanned<String>>,
    #[serde(default)]
    phases: Vec<Spanned<RawPhase>>,
    #[serde(default)]
    conditions: Vec<Spanned<String>>,
    confidence: Option<Code>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhase {
    from: Spanned<String>,
    status: Spanned<String>,
    process: Option<Spanned<String>>,
}

fn algorithm_only() -> Vec<Part> {
    vec![Part::Algorithm]
}

fn as_of() -> Horizon {
    Horizon::AsOf
}

impl From<&RawText> for Text {
    fn from(raw: &RawText) -> Self {
        Self { en: raw.en.clone(), ja: raw.ja.clone() }
    }
}

impl From<Code> for RuleConfidence {
    fn from(code: Code) -> Self {
        match code {
            Code::V1 => Self::Verified,
            Code::V2 | Code::D => Self::Secondary,
            Code::M => Self::Provisional,
        }
    }
}

impl From<RawOutcome> for Outcome {
    fn from(raw: RawOutcome) -> Self {
        match raw {
            RawOutcome::NotApplicable => Self::NotApplicable,
            RawOutcome::Conforming => Self::Conforming,
            RawOutcome::Unlisted => Self::Unlisted,
            RawOutcome::Conditional => Self::Conditional,
            RawOutcome::Migrate => Self::Migrate,
            RawOutcome::Prohibited => Self::Prohibited,
            RawOutcome::Unknown => Self::Unknown,
        }
    }
}

/// Document, date and address that an entry has of its own.
type OwnDocument<'a> = (&'a Option<String>, &'a Option<Spanned<String>>, &'a Option<String>);

/// Turns what was written into what is meant, with the place of every mistake.
struct Reader<'a> {
    text: &'a str,
    raw: &'a RawList,
}

impl Reader<'_> {
    fn read(&self) -> Result<List, PolicyError> {
        self.check_id()?;
        let statuses = self.raw.status.iter().map(|(name, status)| {
            let message = Text::from(&status.message);
            (name.clone(), Status { outcome: status.outcome.into(), message })
        });
        let conditions = self.raw.condition.iter().map(|raw| {
            let (en, ja) = (&raw.message.en, &raw.message.ja);
            let note = &raw.note;
            let message = Text { en: format!("{en} ({note})"), ja: format!("{ja}（{note}）") };
            let unless_shor_broken = raw.unless_shor_broken;
            (raw.id.clone(), Note { message, unless_shor_broken })
        });
        let mut questions = Vec::new();
        let mut entries = |raw: &[RawEntry]| -> Result<Vec<Entry>, PolicyError> {
            raw.iter().map(|raw| self.entry(raw, &mut questions)).collect()
        };
        let (entries, rules) = (entries(&self.raw.entry)?, entries(&self.raw.rule)?);
        let unlisted = self.entry(&self.raw.unlisted, &mut questions)?;
        let milestones = self.raw.milestone.iter().map(|raw| self.milestone(raw));
        let mut milestones: Vec<Milestone> = milestones.collect::<Result<_, _>>()?;
        milestones.sort_by_key(|milestone| milestone.date);
        Ok(List {
            head: Arc::new(self.head()?),
            aliases: self.raw.aliases.clone(),
            superseded_by: self.raw.superseded_by.clone(),
            scope: self.all(&self.raw.scope, "primitive", primitive)?,
            parts: self.raw.parts.clone(),
            horizon: self.raw.horizon,
            key_length: self.raw.key_length.clone(),
            statuses: statuses.collect(),
            conditions: conditions.collect(),
            entries,
            unlisted,
            rules,
            questions,
            milestones,
            tls: self.raw.tls.as_ref().map(|tls| self.tls(tls)).transpose()?,
        })
    }

    fn tls(&self, raw: &RawTls) -> Result<Guideline, PolicyError> {
        for profile in Profile::ALL.iter().map(|each| each.as_str()).chain([BELOW_EVERY_PROFILE]) {
            if !self.raw.status.contains_key(profile) {
                let message = format!("[tls] needs [status.{profile}]");
                return Err(PolicyError::at(self.text, self.place_of("[tls]"), message));
            }
        }
        let stated = raw.requirement.iter().map(|requirement| self.requirement(requirement));
        let suites = Suites {
            tls13: &raw.tls_1_3,
            high: &raw.high_security,
            recommended: &raw.recommended_security,
            not_confirmed: &raw.not_confirmed,
        };
        Ok(Guideline::of(stated.collect::<Result<_, _>>()?, &suites))
    }

    fn requirement(&self, raw: &RawRequirement) -> Result<Stated, PolicyError> {
        if !is_requirement(raw.id.get_ref()) {
            let message = format!("unknown requirement {:?}", raw.id.get_ref());
            return Err(self.wrong(&raw.id, &message));
        }
        Ok(Stated {
            id: raw.id.get_ref().clone(),
            text: Text::from(&raw.text),
            citation: self.citation(&raw.section, (&None, &None, &None))?,
            confidence: raw.confidence.unwrap_or(self.raw.confidence).into(),
            must: raw.must.clone(),
            should: raw.should.clone(),
        })
    }

    fn check_id(&self) -> Result<(), PolicyError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        let id = self.raw.id.get_ref();
        if id.is_empty() || !id.chars().all(plain) {
            return Err(self.wrong(&self.raw.id, "an id has lower-case letters, digits, - and ."));
        }
        Ok(())
    }

    fn head(&self) -> Result<ListHead, PolicyError> {
        Ok(ListHead {
            id: self.raw.id.get_ref().as_str().into(),
            edition: self.raw.edition.as_str().into(),
            title: Text::from(&self.raw.title),
            date: self.shown_date(&self.raw.date)?,
        })
    }

    /// The date of the edition, as precisely as it is known.
    fn shown_date(&self, date: &Spanned<String>) -> Result<Arc<str>, PolicyError> {
        Ok(self.raw.date_precision.shown(self.date(date)?))
    }

    fn milestone(&self, raw: &RawMilestone) -> Result<Milestone, PolicyError> {
        let date = self.date(&raw.date)?;
        let place = (&raw.document, &raw.document_date, &raw.url);
        Ok(Milestone {
            date,
            shown: raw.date_precision.shown(date),
            requirement: Text::from(&raw.requirement),
            citation: self.citation(&raw.section, place)?,
            confidence: raw.confidence.unwrap_or(self.raw.confidence).into(),
        })
    }

    fn entry(&self, raw: &RawEntry, questions: &mut Vec<Condition>) -> Result<Entry, PolicyError> {
        let phases = self.phases(raw)?;
        Ok(Entry {
            name: raw.name.as_deref().unwrap_or_default().into(),
            algorithms: self.all(&raw.algorithms, "algorithm", algorithm)?,
            quantum: self.all(&raw.quantum, "quantum impact", quantum)?,
            primitives: self.all(&raw.primitives, "primitive", primitive)?,
            public_key: raw.public_key,
            broken: raw.broken,
            min_strength: raw.min_strength,
            max_strength: raw.max_strength,
            min_bits: raw.min_bits,
            max_bits: raw.max_bits,
            purposes: raw.purposes.clone(),
            when: raw.when.as_ref().map(|when| self.question(when, questions)).transpose()?,
            checks_key_length: raw.key_length.unwrap_or(true),
            least_strength: raw.least_strength,
            phases,
            conditions: self.all(&raw.conditions, "condition", |id| self.condition(id))?,
            citation: self.citation(&raw.section, (&raw.document, &raw.date, &raw.url))?,
            confidence: raw.confidence.unwrap_or(self.raw.confidence).into(),
        })
    }

    /// What an entry asks of the asset, by its place among the questions.
    fn question(
        &self,
        written: &Spanned<String>,
        questions: &mut Vec<Condition>,
    ) -> Result<usize, PolicyError> {
        let condition = Condition::parse(written.get_ref())
            .map_err(|error| self.wrong(written, &format!("when: {error}")))?;
        if !condition.is_of_the_asset() {
            return Err(self.wrong(written, "`when` asks of the asset, not of its algorithms"));
        }
        if let Some(known) = questions.iter().position(|known| *known == condition) {
            return Ok(known);
        }
        if questions.len() == MAX_QUESTIONS {
            let message = format!("more than {MAX_QUESTIONS} different `when`");
            return Err(self.wrong(written, &message));
        }
        questions.push(condition);
        Ok(questions.len() - 1)
    }

    fn citation(&self, section: &str, own: OwnDocument<'_>) -> Result<Citation, PolicyError> {
        let (document, date, url) = own;
        let date = match date {
            Some(date) => self.date(date)?.to_string().into(),
            None => self.shown_date(&self.raw.date)?,
        };
        Ok(Citation {
            document: document.as_deref().unwrap_or(&self.raw.document).into(),
            section: section.into(),
            date,
            url: url.as_deref().unwrap_or(&self.raw.url).into(),
        })
    }

    fn phases(&self, raw: &RawEntry) -> Result<Vec<Phase>, PolicyError> {
        let mut phases: Vec<Phase> = Vec::new();
        if let Some(status) = &raw.status {
            phases.push(Phase { from: None, status: self.status(status)?, process: None });
        }
        for written in &raw.phases {
            let phase = self.phase(written.get_ref())?;
            if phases.last().is_some_and(|last| last.from >= phase.from) {
                return Err(self.wrong(written, "phases stand in the order of their dates"));
            }
            phases.push(phase);
        }
        if phases.is_empty() {
            let name = raw.name.as_deref().unwrap_or("[unlisted]");
            let message = format!("{name}: an entry has a status or phases");
            return Err(PolicyError::at(self.text, self.place_of(name), message));
        }
        Ok(phases)
    }

    /// Where an entry's name is written, when it is.
    fn place_of(&self, name: &str) -> Range<usize> {
        let start = self.text.find(&format!("name = \"{name}\"")).or_else(|| self.text.find(name));
        start.map_or(0..0, |start| start..start)
    }

    fn phase(&self, raw: &RawPhase) -> Result<Phase, PolicyError> {
        Ok(Phase {
            from: Some(self.date(&raw.from)?),
            status: self.status(&raw.status)?,
            process: raw.process.as_ref().map(|status| self.status(status)).transpose()?,
        })
    }

    fn status(&self, written: &Spanned<String>) -> Result<Arc<str>, PolicyError> {
        let name = written.get_ref();
        match self.raw.status.get_key_value(name) {
            Some((name, _)) => Ok(name.as_str().into()),
            None => Err(self.wrong(written, &format!("no [status.{name}] in this file"))),
        }
    }

    fn condition(&self, id: &str) -> Option<Arc<str>> {
        self.raw.condition.iter().find(|raw| raw.id == id).map(|raw| raw.id.as_str().into())
    }

    fn date(&self, written: &Spanned<String>) -> Result<Date, PolicyError> {
        let text = written.get_ref();
        text.parse().map_err(|error| self.wrong(written, &format!("{text:?} is {error}")))
    }

    fn all<T>(
        &self,
        written: &[Spanned<String>],
        what: &str,
        look_up: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, PolicyError> {
        let one = |name: &Spanned<String>| {
            let text = name.get_ref();
            look_up(text).ok_or_else(|| {
                let hint = suggestion(what, text);
                self.wrong(name, &format!("unknown {what} {text:?}{hint}"))
            })
        };
        written.iter().map(one).collect()
    }

    fn wrong<T>(&self, place: &Spanned<T>, message: &str) -> PolicyError {
        PolicyError::at(self.text, place.span(), message.to_owned())
    }
}

/// The id that another name of an algorithm stands for.
fn suggestion(what: &str, text: &str) -> String {
    match algorithm_by_name(text) {
        Some(row) if what == "algorithm" => format!("; its id is {:?}", row.id),
        _ => String::new(),
    }
}

fn primitive(word: &str) -> Option<Primitive> {
    Some(match word {
        "signature" => Primitive::Signature,
        "kem" => Primitive::Kem,
        "key-agree" => Primitive::KeyAgree,
        "pke" => Primitive::Pke,
        "block-cipher" => Primitive::BlockCipher,
        "stream-cipher" => Primitive::StreamCipher,
        "ae" => Primitive::Ae,
        "hash" => Primitive::Hash,
        "xof" => Primitive::Xof,
        "mac" => Primitive::Mac,
        "kdf" => Primitive::Kdf,
        "drbg" => Primitive::Drbg,
        "combiner" => Primitive::Combiner,
        "key-wrap" => Primitive::KeyWrap,
        "mode" => Primitive::Mode,
        "padding" => Primitive::Padding,
        "other" => Primitive::Other,
        _ => return None,
    })
}

fn quantum(word: &str) -> Option<QuantumImpact> {
    let all = [
        QuantumImpact::ShorBroken,
        QuantumImpact::GroverReduced,
        QuantumImpact::Resistant,
        QuantumImpact::ResistantOther,
        QuantumImpact::Hybrid,
        QuantumImpact::PreStandard,
        QuantumImpact::NotApplicable,
    ];
    all.into_iter().find(|impact| impact.id() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"id = "house"
edition = "1"
document = "House rules"
date = "2026-04-01"
url = "https://example.jp/rules"
confidence = "V1"
title = { en = "House rules", ja = "社内規程" }
[status.allowed]
outcome = "conforming"
message = { en = "allowed", ja = "可" }
[unlisted]
section = "1"
status = "allowed"
[[entry]]
name = "AES"
section = "2"
algorithms = ["aes-128"]
status = "allowed"
"#;

    fn error(from: &str, to: &str) -> String {
        let text = SMALL.replacen(from, to, 1);
        assert_ne!(text, SMALL, "{from}");
        List::parse(&text).unwrap_err().to_string()
    }

    #[test]
    fn a_small_list_is_read() {
        let list = List::parse(SMALL).unwrap();
        assert_eq!(list.entry_names().collect::<Vec<_>>(), ["AES"]);
        assert!(list.is_called("HOUSE") && !list.is_called("home"));
    }

    #[test]
    fn mistakes_are_named_with_line_and_column() {
        assert_eq!(error("aes-128", "aes-129"), "17:15: unknown algorithm \"aes-129\"");
        assert_eq!(
            error("aes-128", "AES128"),
            "17:15: unknown algorithm \"AES128\"; its id is \"aes-128\"",
        );
        assert_eq!(
            error("2026-04-01", "2026-04-31"),
            "4:8: \"2026-04-31\" is not a date of the form YYYY-MM-DD",
        );
        assert!(error("algorithms", "algoritms").starts_with("17:1: unknown field `algoritms`"));
        assert!(error("section = \"2\"", "section = ").starts_with("16:"));
        assert_eq!(
            error("status = \"allowed\"\n[[", "status = \"alowed\"\n[["),
            "13:10: no [status.alowed] in this file",
        );
        assert_eq!(
            error("algorithms = [\"aes-128\"]\nstatus = \"allowed\"", ""),
            "15:1: AES: an entry has a status or phases",
        );
        assert!(error("id = \"house\"", "id = \"House rules\"").starts_with("1:6: an id has"));
    }

    #[test]
    fn phases_stand_in_order() {
        let phases = "phases = [{ from = \"2031-01-01\", status = \"allowed\" },\n{ from = \"2030-01-01\", status = \"allowed\" }]";
        assert!(
            error("algorithms = [\"aes-128\"]\nstatus = \"allowed\"", phases)
                .contains("order of their dates")
        );
    }

    #[test]
    fn any_text_gives_a_list_or_an_error() {
        for text in
            ["", "\u{0}", "id", "[[entry]]", "id = 1", "[", &"[".repeat(100_000), "あ = \"い\""]
        {
            assert!(List::parse(text).is_err());
        }
        assert!(List::parse(&" ".repeat(MAX_FILE_BYTES + 1)).is_err());
    }
}
