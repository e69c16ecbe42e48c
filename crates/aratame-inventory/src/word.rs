//! Words that the model holds as constants of the program, when they come from a stored inventory.
//!
//! Names of attributes, detectors and protocols are constants where a detector states them. A
//! document that is loaded brings the same words as text; each is kept once for the whole run, and
//! their number and length are bounded.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Longest word: the program's own have fewer than thirty bytes.
const MAX_BYTES: usize = 64;

/// Most words that documents may bring: the program itself has about three hundred.
const MAX_WORDS: usize = 4096;

static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The word as a constant; nothing when it is no word of printable ASCII without space, too long,
/// or one too many.
#[must_use]
pub fn kept_word(text: &str) -> Option<&'static str> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !plain || text.len() > MAX_BYTES {
        return None;
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = kept.get(text) {
        return Some(word);
    }
    if kept.len() == MAX_WORDS {
        return None;
    }
    let word: &'static str = Box::leak(text.into());
    kept.insert(word);
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_once_and_in_bounds() {
        let first = kept_word("not-after").unwrap();
        assert!(std::ptr::eq(first, kept_word("not-after").unwrap()));
        for text in ["", "two words", "語", "line\n", &"w".repeat(MAX_BYTES + 1)] {
            assert_eq!(kept_word(text), None, "{text:?}");
        }
        let kept = (0..2 * MAX_WORDS).filter(|n| kept_word(&format!("w{n}")).is_some()).count();
        assert!((MAX_WORDS - 16..=MAX_WORDS).contains(&kept), "{kept}");
        assert!(kept_word("not-after").is_some());
    }
}
