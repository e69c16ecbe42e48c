//! An algorithm with the parameters it is used with: what one identifier says.

use std::fmt;

use crate::algorithm::{Algorithm, algorithm};
use crate::curve::{Curve, curve};

/// An algorithm with its parameters: "RSASSA-PKCS1-v1_5 with SHA-256", "AES-256 in GCM".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Usage {
    /// The algorithm.
    pub algorithm: &'static Algorithm,
    /// Key size in bits, where the identifier fixes it.
    pub bits: Option<u32>,
    /// The elliptic curve, where the identifier fixes it.
    pub curve: Option<&'static Curve>,
    /// The hash, where the identifier fixes it.
    pub hash: Option<&'static Algorithm>,
    /// The mode of operation, where the identifier fixes it.
    pub mode: Option<&'static Algorithm>,
}

impl Usage {
    /// The bare algorithm.
    #[must_use]
    pub fn of(algorithm: &'static Algorithm) -> Self {
        Self { algorithm, bits: None, curve: None, hash: None, mode: None }
    }

    /// Reads `id[:bits][@curve][#hash][/mode]`, every part an id of the catalogue.
    ///
    /// ```
    /// let usage = aratame_algorithms::Usage::parse("rsassa-pss:2048#sha-256").unwrap();
    /// assert_eq!((usage.algorithm.id, usage.bits), ("rsassa-pss", Some(2048)));
    /// ```
    #[must_use]
    pub fn parse(spec: &str) -> Option<Self> {
        let (rest, mode) = split(spec, '/');
        let (rest, hash) = split(rest, '#');
        let (rest, on) = split(rest, '@');
        let (id, bits) = split(rest, ':');
        Some(Self {
            algorithm: algorithm(id)?,
            bits: bits.map(str::parse).transpose().ok()?,
            curve: known(on, curve)?,
            hash: known(hash, algorithm)?,
            mode: known(mode, algorithm)?,
        })
    }
}

/// The usage in the grammar of [`Usage::parse`].
impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.id)?;
        self.bits.map_or(Ok(()), |bits| write!(f, ":{bits}"))?;
        self.curve.map_or(Ok(()), |on| write!(f, "@{}", on.id))?;
        self.hash.map_or(Ok(()), |hash| write!(f, "#{}", hash.id))?;
        self.mode.map_or(Ok(()), |mode| write!(f, "/{}", mode.id))
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(head, tail)| (head, Some(tail)))
}

/// The outer `None` is an id that nobody knows; the inner one is a part that is not there.
fn known<T>(
    id: Option<&str>,
    look_up: fn(&str) -> Option<&'static T>,
) -> Option<Option<&'static T>> {
    match id {
        None => Some(None),
        Some(id) => look_up(id).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_read_and_written_back() {
        for spec in ["aes-256/gcm", "ecdsa@secp384r1#sha-384", "rsa:4096", "hmac#sha-1"] {
            assert_eq!(Usage::parse(spec).unwrap().to_string(), spec);
        }
    }

    #[test]
    fn an_unknown_part_gives_nothing() {
        for spec in ["", "nonesuch", "rsa:big", "ecdsa@nowhere", "rsa#nohash", "aes-128/nomode"] {
            assert_eq!(Usage::parse(spec), None, "{spec}");
        }
    }
}
