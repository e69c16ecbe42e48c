//! Any text gives a condition, a list or a date, or an error that points into the text.

use aratame_policy::{Condition, Date, List};
use proptest::prelude::*;

/// Text that comes near the language.
fn near_condition() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "(and|or|not|broken|bits|algorithm|cryptrec|rsa|2048|curve)",
        "[=!<>~():\" ]{1,3}",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn conditions_are_total(text in near_condition()) {
        match Condition::parse(&text) {
            Ok(condition) => prop_assert_eq!(Condition::parse(&condition.to_string()), Ok(condition)),
            Err(error) => prop_assert!(error.column <= text.chars().count() + 1),
        }
    }

    #[test]
    fn lists_are_total(
        list in 0..aratame_policy::LISTS.len(),
        at in 0..12_000_usize,
        piece in "\\PC{0,8}",
    ) {
        let mut text = aratame_policy::LISTS[list].1.to_owned();
        let at = at % text.len();
        let at = (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, &piece);
        if let Err(error) = List::parse(&text) {
            prop_assert!(error.line <= text.lines().count() + 1);
        }
    }

    #[test]
    fn dates_are_total(text in "\\PC{0,12}") {
        if let Ok(date) = text.parse::<Date>() {
            prop_assert_eq!(date.to_string(), text);
        }
    }
}
