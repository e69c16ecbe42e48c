//! How strongly and in which sense something was seen.

use std::fmt;

/// In which sense an algorithm belongs to an asset. The three are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceLevel {
    /// The code is there: a library contains AES.
    Implements,
    /// It may be chosen: a server is allowed to negotiate it.
    Configures,
    /// It is in use: a certificate is signed with it, a program calls it by name.
    Uses,
}

impl EvidenceLevel {
    /// Every level, weakest first.
    pub const ALL: [Self; 3] = [Self::Implements, Self::Configures, Self::Uses];

    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
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

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
