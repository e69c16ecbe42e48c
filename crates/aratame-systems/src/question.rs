//! What a ledger leaves open: asked, never guessed.

use crate::column::Column;
use crate::system::{System, SystemId};
use aratame_policy::verdict::Text;

/// A fact that no file holds and that someone must say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The system; `None` when it concerns what belongs to no system.
    pub system: Option<SystemId>,
    /// The column of the ledger that the answer belongs in.
    pub column: Column,
    /// What to ask.
    pub ask: &'static str,
    /// The same in Japanese.
    pub ask_ja: &'static str,
}

impl Question {
    /// The question in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        Text { en: self.ask.to_owned(), ja: self.ask_ja.to_owned() }
    }
}

/// What is asked when a column is empty.
const ASKED: &[(Column, &str, &str)] = &[
    (
        Column::Organisation,
        "Which organisation does the system belong to?",
        "所管する組織はどこですか。",
    ),
    (Column::Owner, "Who answers for the system?", "情報システムセキュリティ責任者は誰ですか。"),
    (
        Column::Confidentiality,
        "What is the highest confidentiality class of the information it handles?",
        "取り扱う情報の機密性の格付は最も高いもので何ですか。",
    ),
    (
        Column::Protection,
        "How long must the information stay secret, from when it is sent or stored?",
        "情報は、送信又は保存の時点から何年間秘匿する必要がありますか。",
    ),
    (
        Column::Trust,
        "How long must the signatures that the system makes be verifiable?",
        "このシステムが付与する署名は、何年間検証できる必要がありますか。",
    ),
    (
        Column::Renewal,
        "In which fiscal year will the system be renewed?",
        "次期更改は何年度の予定ですか。",
    ),
    (Column::Vendor, "Who makes or maintains the system?", "構築・保守の事業者はどこですか。"),
    (
        Column::Exposure,
        "From where can the system be reached?",
        "接続区分（インターネット・府省内・閉域）は何ですか。",
    ),
    (
        Column::Responsibility,
        "Who answers for its cryptography: the organisation, a contractor, a cloud provider?",
        "暗号の設定及び更新は誰の責任ですか（自組織・委託先・クラウド事業者等）。",
    ),
];

/// Every question that can be asked of a system.
pub fn all_questions() -> impl Iterator<Item = (Column, Text)> {
    ASKED.iter().map(|(column, ask, ask_ja)| {
        (*column, Text { en: (*ask).to_owned(), ja: (*ask_ja).to_owned() })
    })
}

/// The questions that a system leaves open, in the order of the columns. The years of migration
/// are an estimate that may stay open, and hosts or paths are asked for where nothing joined.
#[must_use]
pub fn questions(system: &System) -> Vec<Question> {
    let open = |column: &Column| match column {
        Column::Organisation => system.organisation.is_none(),
        Column::Owner => system.owner.is_none(),
        Column::Confidentiality => system.confidentiality.is_none(),
        Column::Protection => system.protection.is_none(),
        Column::Trust => system.trust.is_none(),
        Column::Renewal => system.renewal.is_none(),
        Column::Vendor => system.vendor.is_none(),
        Column::Exposure => system.exposure.is_none(),
        Column::Responsibility => system.responsibility.is_none(),
        _ => false,
    };
    let asked = ASKED.iter().filter(|(column, ..)| open(column));
    asked
        .map(|(column, ask, ask_ja)| Question {
            system: Some(system.id.clone()),
            column: *column,
            ask,
            ask_ja,
        })
        .collect()
}

/// How much of a ledger is filled in: answered and asked, over all systems and these columns.
#[must_use]
pub fn completeness(systems: &[System]) -> (usize, usize) {
    let asked = systems.len() * ASKED.len();
    let open: usize = systems.iter().map(|system| questions(system).len()).sum();
    (asked - open, asked)
}
