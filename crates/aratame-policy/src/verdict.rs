//! What a list says of one use of an algorithm, and what follows for an asset.
//!
//! Two axes are never mixed: **broken today** (by classical means, or forbidden now) and
//! **quantum-vulnerable**. Verdicts of lists stand beside them, each with its citation.

pub use crate::list::Milestone;
use crate::tls_profile::TlsGrade;
use aratame_algorithms::QuantumImpact;
use std::sync::Arc;

/// The same sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

/// How far a rule was checked against its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleConfidence {
    /// Read in the document itself.
    Verified,
    /// Read in sources that name the document, or derived from it.
    Secondary,
    /// Not confirmed: may change, and is shown as such.
    Provisional,
}

impl RuleConfidence {
    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Secondary => "secondary",
            Self::Provisional => "provisional",
        }
    }
}

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// Document id with edition, such as `CRYPTREC LS-0001-2022R2`.
    pub document: Arc<str>,
    /// Section, table or note.
    pub section: Arc<str>,
    /// Date of the edition, ISO 8601.
    pub date: Arc<str>,
    /// Address of the document.
    pub url: Arc<str>,
}

/// What a verdict asks of the reader, comparable between lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The list does not speak of this kind of thing.
    NotApplicable,
    /// In order on this list at this date.
    Conforming,
    /// The list does not have it: neither allowed nor forbidden by name.
    Unlisted,
    /// In order only under a condition, or for existing data only.
    Conditional,
    /// Must be replaced within a period that has begun.
    Migrate,
    /// May not be used at this date.
    Prohibited,
    /// Cannot be judged: a size or parameter is not known.
    Unknown,
}

impl Outcome {
    /// The stable word that lists, conditions and outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::Conforming => "conforming",
            Self::Unlisted => "unlisted",
            Self::Conditional => "conditional",
            Self::Migrate => "migrate",
            Self::Prohibited => "prohibited",
            Self::Unknown => "unknown",
        }
    }
}

/// A list as it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHead {
    /// Value of `--policy`, such as `cryptrec-ls-0001`.
    pub id: Arc<str>,
    /// Edition, such as `LS-0001-2022R2`.
    pub edition: Arc<str>,
    /// Title.
    pub title: Text,
    /// Date of the edition, ISO 8601.
    pub date: Arc<str>,
}

/// What one list says of one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which list.
    pub list: Arc<ListHead>,
    /// The list's own entry, when there is one.
    pub entry: Option<Arc<str>>,
    /// Every entry that spoke of a part of the use (the algorithm, its hash, its mode), the deciding
    /// one among them.
    pub met: Vec<Arc<str>>,
    /// The list's own word, such as `recommended-current`, `monitored`, `complete-migration`.
    pub status: Arc<str>,
    /// What it asks of the reader.
    pub outcome: Outcome,
    /// Ids of the conditions and notes that apply.
    pub conditions: Vec<Arc<str>>,
    /// One sentence.
    pub message: Text,
    /// Where it stands.
    pub citation: Citation,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// Why something counts as broken today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenToday {
    /// One sentence.
    pub reason: Text,
    /// Where it stands.
    pub citation: Citation,
}

/// How urgent, most urgent last, with the reason in [`Priority::reason`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Nothing to do by the lists applied.
    None,
    /// Worth watching: unlisted, or strength to be raised in time.
    Watch,
    /// Quantum-vulnerable signature or key: to be replaced by the deadline.
    QuantumSignature,
    /// Quantum-vulnerable key agreement or encryption: recorded traffic can be read later.
    QuantumConfidentiality,
    /// Must be replaced within a period that has begun.
    Migrate,
    /// May not be used at the date.
    Prohibited,
    /// Broken today, and used or allowed by a configuration.
    Broken,
}

impl Priority {
    /// Every priority, most urgent first.
    pub const ALL: [Self; 7] = [
        Self::Broken,
        Self::Prohibited,
        Self::Migrate,
        Self::QuantumConfidentiality,
        Self::QuantumSignature,
        Self::Watch,
        Self::None,
    ];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Watch => "watch",
            Self::QuantumSignature => "quantum-signature",
            Self::QuantumConfidentiality => "quantum-confidentiality",
            Self::Migrate => "migrate",
            Self::Prohibited => "prohibited",
            Self::Broken => "broken",
        }
    }

    /// Why it has this place, for people.
    #[must_use]
    pub fn reason(self) -> Text {
        let (en, ja) = match self {
            Self::None => ("nothing to do by the lists applied", "適用リスト上の対応事項なし"),
            Self::Watch => (
                "watch: unlisted or to be raised in time",
                "注視：リスト外または将来の強度引上げ対象",
            ),
            Self::QuantumSignature => {
                ("quantum-vulnerable signature or key", "量子計算機に対して脆弱な署名・鍵")
            }
            Self::QuantumConfidentiality => (
                "quantum-vulnerable key agreement or encryption: recorded traffic can be read later",
                "量子計算機に対して脆弱な鍵共有・暗号化（ハーベスト攻撃の対象）",
            ),
            Self::Migrate => ("to be replaced within a period that has begun", "移行完遂期間内"),
            Self::Prohibited => ("may not be used at this date", "基準日時点で利用不可"),
            Self::Broken => {
                ("broken today, and used or allowed", "現時点で危殆化した方式を使用又は許可")
            }
        };
        Text { en: en.to_owned(), ja: ja.to_owned() }
    }
}

/// Everything that is said of one use: shared by all assets that have the same use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseJudgement {
    /// Why it is broken today, if it is.
    pub broken_today: Option<BrokenToday>,
    /// What a quantum computer does to it.
    pub quantum: QuantumImpact,
    /// One verdict a list, in the order of the lists.
    pub verdicts: Vec<Verdict>,
    /// How urgent.
    pub priority: Priority,
}

/// What is said of one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetJudgement {
    /// One judgement a use, in the order of the asset's algorithms.
    pub uses: Vec<Arc<UseJudgement>>,
    /// What lists say of the asset as such, such as the validity of a certificate; a list that has
    /// no rule for it says nothing.
    pub verdicts: Vec<Arc<Verdict>>,
    /// How a TLS configuration stands to the guideline, where a list with one is applied.
    pub tls: Option<Box<TlsGrade>>,
    /// Whether a use (not an implementation) is broken today.
    pub broken_today: bool,
    /// Whether a use (not an implementation) is quantum-vulnerable.
    pub quantum_vulnerable: bool,
    /// The most urgent of its uses and of the verdicts of the asset as such.
    pub priority: Priority,
}

/// The judgement of an inventory.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The date of judgement, ISO 8601.
    pub as_of: String,
    /// The planned end of operation, where given: the lists that speak of it use this year.
    pub end_of_life: Option<i32>,
    /// The lists, in the order in which they were asked for.
    pub lists: Vec<Arc<ListHead>>,
    /// One judgement an asset, in the order of the inventory.
    pub assets: Vec<AssetJudgement>,
    /// Entries and rules of the lists that met nothing in the inventory, in the order of the lists.
    pub unused: Vec<UnusedEntry>,
    /// The dates that the lists set, in the order of the lists.
    pub milestones: Vec<(Arc<ListHead>, Milestone)>,
}

/// An entry of a list that nothing in the inventory met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnusedEntry {
    /// Id of the list.
    pub list: Arc<str>,
    /// Name of the entry.
    pub entry: Arc<str>,
}
