//! The literals by which a family of objects is searched, and what each of them means.

use crate::detector::{Pattern, Scope};
use aratame_formats::pem;
use aratame_formats::recognise::ObjectKind;
use aratame_formats::recognise::anchor::{self, Anchor, Rule};
use memchr::memmem;

/// Bytes before a base64 run in which the dashes of an armour would stand, with an escaped line
/// end and some indentation.
const ARMOUR_DASHES: usize = 24;

/// Literals in base64 of messages, under headers of four and of five bytes: the type signedData,
/// and any type of PKCS #7.
pub(crate) const BASE64_MESSAGE: &[(&[u8], usize)] =
    &[(b"YJKoZIhvcNAQcC", 6), (b"GCSqGSIb3DQEHA", 7)];

/// The literal in base64 of PKCS #12 files: version 3 and a long content.
pub(crate) const BASE64_PFX: &[(&[u8], usize)] = &[(b"IBAzCC", 6)];

/// What a literal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Part of an object that stands as it is.
    Raw(Rule),
    /// The first line of an armour.
    Armour,
    /// Part of base64 that begins so many characters before.
    Base64(usize),
    /// Base64 of the first line of an armour.
    Base64Armour,
}

/// The kinds that one detector is for, with their literals.
#[derive(Debug)]
pub(crate) struct Family {
    /// The kinds.
    pub(crate) kinds: &'static [ObjectKind],
    /// Kinds whose parts are not objects of their own.
    pub(crate) enclosing: &'static [ObjectKind],
    /// Whether this family reports what no family can read.
    pub(crate) speaks_for_unknown: bool,
    marks: Vec<Mark>,
    patterns: Vec<Pattern>,
}

impl Family {
    /// A family of `kinds`, searched by `anchors` and by literals of base64, each with the
    /// characters between the beginning of the base64 and the literal.
    pub(crate) fn new(
        kinds: &'static [ObjectKind],
        enclosing: &'static [ObjectKind],
        anchors: &[Anchor],
        base64: &[(&'static [u8], usize)],
    ) -> Self {
        let mut family = Self {
            kinds,
            enclosing,
            speaks_for_unknown: false,
            marks: Vec::new(),
            patterns: Vec::new(),
        };
        for Anchor { literal, rule } in anchors {
            family.add(Mark::Raw(*rule), literal, accept_rule(*rule));
        }
        for (literal, back) in base64 {
            family.add(Mark::Base64(*back), literal, accept_base64(*back));
        }
        family.add(Mark::Armour, pem::BEGIN, accept_armour);
        family.add(Mark::Base64Armour, b"LS0tLS1CRUdJTi", |_, _| true);
        family
    }

    /// The same, as the family that reports what no family can read.
    pub(crate) fn speaking_for_unknown(mut self) -> Self {
        self.speaks_for_unknown = true;
        self
    }

    fn add(&mut self, mark: Mark, literal: &'static [u8], accept: fn(&[u8], usize) -> bool) {
        self.marks.push(mark);
        self.patterns.push(Pattern::checked(literal, Scope::Any, accept));
    }

    /// The literals for the engine.
    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// What the literal with this index means.
    pub(crate) fn mark(&self, pattern: u16) -> Option<Mark> {
        self.marks.get(usize::from(pattern)).copied()
    }

    /// Whether the kind is one of this family.
    pub(crate) fn has(&self, kind: ObjectKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Every place of a raw literal in `content`, in order.
    pub(crate) fn raw_marks_in(&self, content: &[u8]) -> Vec<(usize, Rule)> {
        let mut found = Vec::new();
        for (mark, pattern) in self.marks.iter().zip(&self.patterns) {
            if let Mark::Raw(rule) = mark {
                let places = memmem::find_iter(content, pattern.literal);
                found.extend(places.map(|at| (at, *rule)));
            }
        }
        found.sort_unstable_by_key(|(at, _)| *at);
        found
    }
}

/// The check of a raw literal: does the header of an object stand where it must?
fn accept_rule(rule: Rule) -> fn(&[u8], usize) -> bool {
    match rule {
        Rule::InSigned => |window, at| anchor::start(window, at, Rule::InSigned).is_some(),
        Rule::SignatureAlgorithm => {
            |window, at| anchor::start(window, at, Rule::SignatureAlgorithm).is_some()
        }
        Rule::SignatureAlgorithmValue => {
            |window, at| anchor::start(window, at, Rule::SignatureAlgorithmValue).is_some()
        }
        Rule::Validity => |window, at| anchor::start(window, at, Rule::Validity).is_some(),
        Rule::First => |window, at| anchor::start(window, at, Rule::First).is_some(),
        Rule::FirstAlgorithm => {
            |window, at| anchor::start(window, at, Rule::FirstAlgorithm).is_some()
        }
        Rule::Request => |window, at| anchor::start(window, at, Rule::Request).is_some(),
        Rule::Ocsp => |window, at| anchor::start(window, at, Rule::Ocsp).is_some(),
        Rule::Modulus => |window, at| anchor::start(window, at, Rule::Modulus).is_some(),
    }
}

fn accept_base64(back: usize) -> fn(&[u8], usize) -> bool {
    match back {
        0 => |window, at| begins_base64(window, at, 0),
        3 => |window, at| begins_base64(window, at, 3),
        4 => |window, at| begins_base64(window, at, 4),
        6 => |window, at| begins_base64(window, at, 6),
        7 => |window, at| begins_base64(window, at, 7),
        8 => |window, at| begins_base64(window, at, 8),
        10 => |window, at| begins_base64(window, at, 10),
        _ => |window, at| begins_base64(window, at, 11),
    }
}

/// Whether base64 of a SEQUENCE begins `back` characters before `at`, outside of any armour.
fn begins_base64(window: &[u8], at: usize, back: usize) -> bool {
    let Some(start) = at.checked_sub(back) else { return false };
    let before = window.get(start.saturating_sub(ARMOUR_DASHES)..start).unwrap_or_default();
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // An escaped line end before the run ends in a letter; it is none of its digits.
    let escape = matches!(before, [.., b'\\', b'n' | b'r' | b't']);
    window.get(start) == Some(&b'M')
        && (escape || !before.last().is_some_and(is_digit))
        && memmem::find(before, b"-----").is_none()
}

/// Armour of SSH and OpenPGP belongs to other detectors.
fn accept_armour(window: &[u8], at: usize) -> bool {
    let label = window.get(at + pem::BEGIN.len()..).unwrap_or_default();
    ![&b"OPENSSH "[..], b"SSH2 ", b"PGP "].iter().any(|foreign| label.starts_with(foreign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_counts_outside_of_armour_only() {
        let text = b"x5c: \"MIIDdzCCAl+gAwIBAgIE";
        let at = memmem::find(text, b"gAwIBAgI").unwrap();
        assert!(begins_base64(text, at, 11));
        let armoured = b"-----BEGIN CERTIFICATE-----\\n  MIIDdzCCAl+gAwIBAgIE";
        let at = memmem::find(armoured, b"gAwIBAgI").unwrap();
        assert!(!begins_base64(armoured, at, 11));
        let inside = b"AAAAMIIDdzCCAl+gAwIBAgIE";
        assert!(!begins_base64(inside, 15, 11));
    }

    #[test]
    fn every_distance_has_its_check() {
        for back in [0, 3, 4, 6, 7, 8, 10, 11] {
            let text = [b"MIIAAAAAAAAA".get(..back).unwrap(), b"M"].concat();
            assert!(accept_base64(back)(&text, back), "{back}");
        }
    }
}
