//! A figure with its derivation: what it is called, what it is, where it comes from.

use aratame_policy::verdict::{RuleConfidence, Text};

/// The value of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A number, with what it counts.
    Number(i64),
    /// Words.
    Words(Text),
    /// Not known: the figure says so, and nothing is put in its place.
    Missing,
}

/// One figure of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Stable name, such as `x-shelf-life`.
    pub id: &'static str,
    /// What it is called.
    pub name: Text,
    /// What it is.
    pub amount: Amount,
    /// Where it comes from: the ledger with row and column, the inventory, a document, an
    /// assumption of the knowledge base.
    pub source: Text,
    /// How sure.
    pub confidence: RuleConfidence,
}

impl Figure {
    /// The value for people.
    #[must_use]
    pub fn shown(&self) -> Text {
        match &self.amount {
            Amount::Number(number) => text(number.to_string(), number.to_string()),
            Amount::Words(words) => words.clone(),
            Amount::Missing => text("not known", "不明"),
        }
    }
}

/// A text in both languages.
pub(crate) fn text(en: impl Into<String>, ja: impl Into<String>) -> Text {
    Text { en: en.into(), ja: ja.into() }
}
