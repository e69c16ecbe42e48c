//! One step of a plan: what is replaced by what, by whom, until when, and whether a change of
//! configuration is enough today.

use crate::change::Change;
use crate::figure::text;
use crate::priority::Priority;
use crate::purpose::Purpose;
use aratame_inventory::{AssetId, EntryPath};
use aratame_policy::Date;
use aratame_policy::verdict::{Citation, RuleConfidence, Text};
use aratame_systems::{Responsibility, SystemId};

/// What kind of work a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// Lines of a configuration change.
    Configuration,
    /// A key or certificate is made anew.
    Reissue,
    /// A library or product is upgraded.
    Upgrade,
    /// Data or messages are protected anew, or made with other algorithms from now on.
    Data,
    /// A program is changed or its maker asked.
    Vendor,
    /// Nothing can be done yet: watched.
    Watch,
}

impl StepKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Configuration, Self::Reissue, Self::Upgrade, Self::Data, Self::Vendor, Self::Watch];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Reissue => "reissue",
            Self::Upgrade => "upgrade",
            Self::Data => "data",
            Self::Vendor => "vendor",
            Self::Watch => "watch",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> Text {
        let (en, ja) = match self {
            Self::Configuration => ("change the configuration", "設定変更"),
            Self::Reissue => ("make keys and certificates anew", "鍵・証明書の再発行"),
            Self::Upgrade => ("upgrade the product", "製品・ライブラリの更新"),
            Self::Data => ("protect the data anew", "データの再保護"),
            Self::Vendor => ("ask the maker", "開発元・事業者への確認"),
            Self::Watch => ("watch", "注視"),
        };
        text(en, ja)
    }
}

/// Whether a change of configuration is enough today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Today {
    /// It is: what is installed supports the target.
    Configuration,
    /// Already so by the installed version's default: to be confirmed.
    Default,
    /// Already offered: what remains is for peers that lack it.
    Offered,
    /// Only after an upgrade.
    AfterUpgrade,
    /// The version is not known: it depends on that.
    DependsOnVersion,
    /// It needs a new key or certificate, which can be had today.
    Reissue,
    /// It needs the maker or provider.
    Vendor,
    /// No listed or standardised target exists yet.
    NotYet,
}

impl Today {
    /// Every answer.
    pub const ALL: [Self; 8] = [
        Self::Configuration,
        Self::Default,
        Self::Offered,
        Self::AfterUpgrade,
        Self::DependsOnVersion,
        Self::Reissue,
        Self::Vendor,
        Self::NotYet,
    ];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Default => "default",
            Self::Offered => "offered",
            Self::AfterUpgrade => "after-upgrade",
            Self::DependsOnVersion => "depends-on-version",
            Self::Reissue => "reissue",
            Self::Vendor => "vendor",
            Self::NotYet => "not-yet",
        }
    }

    /// The sentence for people.
    #[must_use]
    pub fn title(self) -> Text {
        let (en, ja) = match self {
            Self::Configuration => {
                ("a change of configuration is enough today", "設定変更のみで今日対応できる")
            }
            Self::Default => ("in effect by default: confirm it", "既定で有効：動作を確認する"),
            Self::Offered => (
                "offered already: what remains is for peers that lack it",
                "提示済み（残る現行方式は未対応の接続相手のためのもの）",
            ),
            Self::AfterUpgrade => ("needs an upgrade first", "先に更新が必要"),
            Self::DependsOnVersion => {
                ("depends on the version, which is not known", "版による（版が不明）")
            }
            Self::Reissue => ("needs a new key or certificate", "鍵・証明書の再発行が必要"),
            Self::Vendor => ("needs the maker or provider", "開発元・事業者の対応が必要"),
            Self::NotYet => ("no listed target yet", "移行先が未掲載"),
        };
        text(en, ja)
    }
}

/// What to move to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Names of algorithms, groups or parameter sets; one of them is enough.
    pub names: Vec<String>,
    /// When: `now`, or under a condition such as its being listed.
    pub when: Text,
    /// Whether that is possible now.
    pub is_now: bool,
    /// Why this one.
    pub note: Text,
    /// Where it stands.
    pub citations: Vec<Citation>,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// The product that serves, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductUse {
    /// Its id in the knowledge base.
    pub product: String,
    /// Its name.
    pub name: String,
    /// The version that the inventory holds.
    pub found: Option<String>,
    /// How that version was found.
    pub found_by: Option<Text>,
    /// The first version that has the target.
    pub needed: Option<String>,
    /// The first version in which it is the default.
    pub default_since: Option<String>,
    /// Where that stands.
    pub citation: Option<Citation>,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// How much work a step is: months, by the kind, from the knowledge base or the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Months.
    pub months: u32,
    /// Where that comes from.
    pub source: Text,
}

/// When a step is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// The day by which it must be done, and why; `None` where nothing sets one.
    pub deadline: Option<(Date, Text)>,
    /// Why it starts then.
    pub reason: Text,
    /// It ends after its deadline: decide what else to do.
    pub late: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Unique in the plan and the same between runs on equal input.
    pub id: String,
    /// The system; `None` for what belongs to none.
    pub system: Option<SystemId>,
    /// What kind of work.
    pub kind: StepKind,
    /// What the cryptography is for.
    pub purpose: Purpose,
    /// One line.
    pub title: Text,
    /// What is there: algorithms, as the inventory names them.
    pub from: Vec<String>,
    /// What to move to, the nearest first.
    pub targets: Vec<Target>,
    /// Whether a change of configuration is enough today.
    pub today: Today,
    /// The assets, sorted.
    pub assets: Vec<AssetId>,
    /// The first places of them: at most [`crate::plan::MAX_PLACES`].
    pub places: Vec<(EntryPath, Option<u32>)>,
    /// The number of places in all.
    pub place_count: usize,
    /// The product, where one is known.
    pub product: Option<ProductUse>,
    /// The lines to change.
    pub changes: Vec<Change>,
    /// How urgent, and why.
    pub priority: Priority,
    /// How much work.
    pub effort: Effort,
    /// When.
    pub schedule: Schedule,
    /// Steps that come before.
    pub after: Vec<String>,
    /// Who acts, by the ledger.
    pub actor: Option<Responsibility>,
    /// What else to know.
    pub notes: Vec<Text>,
}
