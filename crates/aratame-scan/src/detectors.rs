//! The registry of detectors: one file each, one line here.

use crate::detector::Detector;

/// Every detector, in alphabetical order of its id.
pub const DETECTORS: &[&dyn Detector] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_unique() {
        assert!(DETECTORS.windows(2).all(|pair| pair[0].about().id < pair[1].about().id));
    }

    #[test]
    fn every_description_says_what_is_missed() {
        for detector in DETECTORS {
            let about = detector.about();
            for text in [about.title, about.title_ja, about.finds, about.how, about.misses] {
                assert!(!text.is_empty(), "{}", about.id);
            }
            assert!(!about.references.is_empty(), "{}", about.id);
        }
    }
}
