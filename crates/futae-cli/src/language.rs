//! The language of what people read: that of `--lang` or of the locale, one in a process. What
//! programs read (files, options, names of algorithms) has none.

use std::{env, ffi::OsStr, sync::OnceLock};

use clap::ValueEnum;

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// The languages.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// 日本語
    Ja,
}

/// Chooses the language before the arguments are parsed, for the parser speaks too.
pub(crate) fn choose(arguments: impl Iterator<Item = impl AsRef<OsStr>>) -> Language {
    let chosen = asked_for(arguments).unwrap_or_else(|| of_locale(&locale()));
    *LANGUAGE.get_or_init(|| chosen)
}

/// What is said in the language of this process.
pub(crate) fn pick<T>(en: T, ja: T) -> T {
    match LANGUAGE.get() {
        Some(Language::Ja) => ja,
        Some(Language::En) | None => en,
    }
}

/// The columns that a text takes on a terminal: kana, kanji and full-width forms take two.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum()
}

/// The text with spaces up to so many columns.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `--lang ja` or `--lang=ja`; another value is the parser's to refuse.
fn asked_for(arguments: impl Iterator<Item = impl AsRef<OsStr>>) -> Option<Language> {
    let mut after_flag = false;
    for argument in arguments {
        let argument = argument.as_ref().to_string_lossy();
        let value = match after_flag {
            true => Some(&*argument),
            false => argument.strip_prefix("--lang="),
        };
        if let Some(language) = value.and_then(|value| Language::from_str(value, false).ok()) {
            return Some(language);
        }
        after_flag = argument == "--lang";
    }
    None
}

/// POSIX: `LC_ALL` beats `LC_MESSAGES` beats `LANG`; an empty variable counts as unset.
fn locale() -> String {
    let set = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default()
}

fn of_locale(locale: &str) -> Language {
    if locale.starts_with("ja") { Language::Ja } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_is_found_where_it_stands() {
        let asked = |line: &str| asked_for(line.split(' '));
        assert_eq!(asked("futae --lang ja keygen"), Some(Language::Ja));
        assert_eq!(asked("futae keygen --lang=en -o x"), Some(Language::En));
        assert_eq!(asked("futae keygen --lang"), None);
        assert_eq!(asked("futae keygen --lang fr"), None);
    }

    #[test]
    fn locales_are_read() {
        assert_eq!(of_locale("ja_JP.UTF-8"), Language::Ja);
        assert_eq!(of_locale("C.UTF-8"), Language::En);
        assert_eq!(of_locale(""), Language::En);
    }

    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!((columns("OID"), columns("証明書"), columns("SHA-256（鍵）")), (3, 6, 13));
        assert_eq!(padded("鍵", 4), "鍵  ");
    }
}
