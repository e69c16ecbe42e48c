//! The two languages of what people read.

use aratame_policy::verdict::Text;

/// Language of summaries and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Lang {
    /// The one of two words that is in this language.
    #[must_use]
    pub fn pick<T>(self, en: T, ja: T) -> T {
        match self {
            Self::En => en,
            Self::Ja => ja,
        }
    }

    /// The text in this language.
    #[must_use]
    pub fn of(self, text: &Text) -> &str {
        self.pick(&text.en, &text.ja)
    }

    /// The language that a locale such as `ja_JP.UTF-8` asks for.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        if locale.starts_with("ja") { Self::Ja } else { Self::En }
    }
}
