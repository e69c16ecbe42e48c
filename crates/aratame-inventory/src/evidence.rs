//! How strongly and in which sense something was seen.

use std::fmt;

/// In which sense an algorithm belongs to an asset. The four are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceLevel {
    /// Its name is there: a program that names a cipher suite can ask a library or a peer for it.
    Reaches,
    /// The code is there: a library contains AES.
    Implements,
    /// It may be chosen: a server is allowed to negotiate it.
    Configures,
    /// It is in use: a certificate is signed with it, a program calls it by name.
    Uses,
}

impl EvidenceLevel {
    /// Every level, weakest first.
    pub const ALL: [Self; 4] = [Self::Reaches, Self::Implements, Self::Configures, Self::Uses];

    /// Whether something may run with it: it is configured or used, not merely there.
    #[must_use]
    pub fn is_in_use(self) -> bool {
        self > Self::Implements
    }

    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reaches => "reaches",
            Self::Implements => "implements",
            Self::Configures => "configures",
            Self::Uses => "uses",
        }
    }
}

impl fmt::Display for EvidenceLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How sure a detector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// One weak sign: a bare string, a constant that several algorithms share.
    Low,
    /// Signs that agree, but each could be something else.
    Medium,
    /// Parsed whole, or several independent signs.
    High,
}

impl Confidence {
    /// Every confidence, weakest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The number that CycloneDX wants, from 0 to 1.
    #[must_use]
    pub fn as_fraction(self) -> f64 {
        match self {
            Self::Low => 0.3,
            Self::Medium => 0.7,
            Self::High => 1.0,
        }
    }
}

/// A method by which an algorithm is told in a program. Signs of one method repeat each other;
/// signs of different methods are independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Names of imported, exported and defined functions, and of types.
    Symbols,
    /// Tables and constants.
    Constants,
    /// Instructions that processors have for it.
    Instructions,
    /// What a function does: turns, numbers and loops that its definition forces on every code.
    Shapes,
    /// Names and object identifiers in the data.
    Names,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] =
        [Self::Symbols, Self::Constants, Self::Instructions, Self::Shapes, Self::Names];

    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Symbols => "symbols",
            Self::Constants => "constants",
            Self::Instructions => "instructions",
            Self::Shapes => "shapes",
            Self::Names => "names",
        }
    }

    /// The chance in percent that one sign of this method is right, by how sure its rule is.
    ///
    /// The words are what a detector's rule says of a sign (documented with each rule); the
    /// numbers order them. A name in the data is worth less than code: documentation has names.
    #[must_use]
    pub const fn weight(self, confidence: Confidence) -> u8 {
        match (self, confidence) {
            (Self::Names, Confidence::Low) => 20,
            (Self::Names, Confidence::Medium) => 50,
            (_, Confidence::Low) => 30,
            (_, Confidence::Medium) => 70,
            (Self::Instructions | Self::Shapes | Self::Names, Confidence::High) => 90,
            (Self::Symbols | Self::Constants, Confidence::High) => 95,
        }
    }
}

/// Percent from which on a confidence has its word.
const HIGH_FROM: u8 = 90;
const MEDIUM_FROM: u8 = 50;
/// Percent that no number of signs goes beyond: code was looked at, not run.
const MOST: u8 = 99;

/// The surest sign of each method by which an algorithm was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signs([Option<Confidence>; Method::ALL.len()]);

impl Signs {
    /// One sign.
    #[must_use]
    pub fn of(method: Method, confidence: Confidence) -> Self {
        let mut signs = Self::default();
        signs.0[method as usize] = Some(confidence);
        signs
    }

    /// Both together; of each method the surer.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (mine, other) in self.0.iter_mut().zip(other.0) {
            *mine = (*mine).max(other);
        }
        self
    }

    /// Each method that has a sign, with how sure its surest is.
    pub fn iter(self) -> impl Iterator<Item = (Method, Confidence)> {
        Method::ALL.into_iter().zip(self.0).filter_map(|(method, sign)| Some((method, sign?)))
    }

    /// The chance in percent that not all of them are wrong, 99 at most; `None` without a sign.
    #[must_use]
    pub fn percent(self) -> Option<u8> {
        let wrong = |(method, sign): (Method, Confidence)| 100 - u32::from(method.weight(sign));
        let signs = self.iter().count();
        // In hundredths of a percent, rounded up at each step: doubt is never rounded away.
        let doubt =
            self.iter().map(wrong).fold(10_000, |doubt: u32, each| (doubt * each).div_ceil(100));
        let percent = 100 - u8::try_from(doubt.div_ceil(100)).unwrap_or(100);
        (signs > 0).then_some(percent.min(MOST))
    }

    /// The word for [`Signs::percent`].
    #[must_use]
    pub fn confidence(self) -> Option<Confidence> {
        Some(match self.percent()? {
            HIGH_FROM.. => Confidence::High,
            MEDIUM_FROM.. => Confidence::Medium,
            _ => Confidence::Low,
        })
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_combination() -> Vec<Signs> {
        let choices =
            [None, Some(Confidence::Low), Some(Confidence::Medium), Some(Confidence::High)];
        let mut all = vec![Signs::default()];
        for method in Method::ALL {
            all = all
                .into_iter()
                .flat_map(|signs| {
                    choices.map(|choice| match choice {
                        Some(sign) => signs.with(Signs::of(method, sign)),
                        None => signs,
                    })
                })
                .collect();
        }
        all
    }

    #[test]
    fn one_sign_keeps_its_word() {
        for method in Method::ALL {
            for confidence in Confidence::ALL {
                let signs = Signs::of(method, confidence);
                assert_eq!(signs.percent(), Some(method.weight(confidence)));
                assert_eq!(signs.confidence(), Some(confidence), "{method:?}");
            }
        }
    }

    #[test]
    fn weak_signs_never_make_a_sure_one_and_more_signs_never_less() {
        let all = every_combination();
        assert_eq!(all.len(), 1024);
        for signs in &all {
            let is_weak = signs.iter().all(|(_, sign)| sign == Confidence::Low);
            assert!(!is_weak || signs.confidence() != Some(Confidence::High), "{signs:?}");
            assert!(signs.percent().is_none_or(|percent| percent <= MOST));
            for other in &all {
                assert!(signs.with(*other).percent() >= signs.percent());
                assert_eq!(signs.with(*other), other.with(*signs));
            }
        }
    }

    #[test]
    fn independent_signs_add_up() {
        let both =
            |one, other| Signs::of(Method::Constants, one).with(Signs::of(Method::Names, other));
        use Confidence::{Low, Medium};
        assert_eq!(both(Medium, Low).confidence(), Some(Medium));
        assert_eq!(both(Medium, Medium).percent(), Some(85));
        let code = Signs::of(Method::Symbols, Medium).with(Signs::of(Method::Constants, Medium));
        assert_eq!((code.percent(), code.confidence()), (Some(91), Some(Confidence::High)));
        assert_eq!(Signs::default().percent(), None);
    }
}
