//! Any text is looked up without fault, and what is found bears the name that was asked for.

use aratame_algorithms::{Usage, algorithm_by_name, normalise, resolve};
use proptest::prelude::*;

proptest! {
    #[test]
    fn look_ups_are_total(text in "\\PC{0,40}") {
        let _ = resolve(&text);
        if let Some(found) = algorithm_by_name(&text) {
            let mut names = found.aliases.iter().chain([&found.id, &found.name]);
            prop_assert!(names.any(|name| normalise(name) == normalise(&text)));
        }
    }

    #[test]
    fn usages_read_back_what_they_write(text in "[a-z0-9-]{2,9}[:@#/a-z0-9-]{0,20}") {
        if let Some(usage) = Usage::parse(&text) {
            prop_assert_eq!(Usage::parse(&usage.to_string()), Some(usage));
        }
    }
}
