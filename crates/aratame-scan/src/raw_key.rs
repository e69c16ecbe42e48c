//! Owns keys that come as bare numbers, as SSH, OpenPGP, JOSE and DNSSEC write them: their row of
//! the catalogue, and the fingerprint that the same key has in a certificate.

use crate::asn1::facts;
use crate::detector::Findings;
use crate::entry::{Entry, Kind};
use aratame_algorithms::{Curve, Registry, Usage, algorithm, entry, entry_by_name};
use aratame_formats::spki_writer;
use aratame_inventory::diagnostic::HITS_LIMIT;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Observation, Position, RelationKind, Role, attribute,
};
use std::borrow::Cow;
use std::io;

/// The numbers of a public key.
#[derive(Debug)]
pub(crate) enum Numbers<'a> {
    /// Modulus and exponent.
    Rsa(&'a [u8], &'a [u8]),
    /// Prime, order, generator, value.
    Dsa([&'a [u8]; 4]),
    /// A named curve and an encoded point.
    Point(&'static Curve, Cow<'a, [u8]>),
    /// A string of octets, its meaning in the algorithm.
    Octets(&'a [u8]),
    /// Nothing that has a SubjectPublicKeyInfo.
    Other,
}

/// A public key: its algorithms (several in a hybrid) and its numbers.
#[derive(Debug)]
pub(crate) struct RawKey<'a> {
    pub(crate) algorithms: Vec<AlgorithmRef>,
    pub(crate) numbers: Numbers<'a>,
}

impl<'a> RawKey<'a> {
    pub(crate) fn rsa(modulus: &'a [u8], exponent: &'a [u8]) -> Self {
        let algorithms = vec![with_bits(by_id("rsa"), modulus)];
        Self { algorithms, numbers: Numbers::Rsa(modulus, exponent) }
    }

    pub(crate) fn dsa(numbers: [&'a [u8]; 4]) -> Self {
        let algorithms = vec![with_bits(by_id("dsa"), numbers[0])];
        Self { algorithms, numbers: Numbers::Dsa(numbers) }
    }

    pub(crate) fn point(curve: &'static Curve, point: impl Into<Cow<'a, [u8]>>) -> Self {
        let algorithms = vec![by_id("ec").with_curve(curve)];
        Self { algorithms, numbers: Numbers::Point(curve, point.into()) }
    }

    pub(crate) fn octets(algorithm: AlgorithmRef, octets: &'a [u8]) -> Self {
        Self { algorithms: vec![algorithm], numbers: Numbers::Octets(octets) }
    }

    pub(crate) fn other(algorithms: Vec<AlgorithmRef>) -> Self {
        Self { algorithms, numbers: Numbers::Other }
    }

    /// The SubjectPublicKeyInfo that a certificate of this key would have.
    fn info(&self) -> Option<Vec<u8>> {
        match &self.numbers {
            Numbers::Rsa(modulus, exponent) => Some(spki_writer::rsa(modulus, exponent)),
            Numbers::Dsa([p, q, g, y]) => Some(spki_writer::dsa(p, q, g, y)),
            Numbers::Point(curve, point) => Some(spki_writer::ec(curve.oids.first()?, point)),
            Numbers::Octets(octets) => {
                let [only] = self.algorithms.as_slice() else { return None };
                let oid = only.algorithm()?.oids().into_iter().next()?;
                Some(spki_writer::octets(oid, octets))
            }
            Numbers::Other => None,
        }
    }

    /// `RSA-2048`, or the parts of a hybrid joined by `+`.
    pub(crate) fn name(&self) -> String {
        let names: Vec<String> = self.algorithms.iter().map(ToString::to_string).collect();
        names.join("+")
    }

    /// An observation of this key as `what`, named by its fingerprint, or by that of `encoded`
    /// when the key has no SubjectPublicKeyInfo.
    pub(crate) fn observe(&self, kind: AssetKind, what: &str, encoded: &[u8]) -> Observation {
        let info = self.info();
        let handle = match &info {
            Some(info) => facts::key_handle(info),
            None => format!("raw:{}", facts::sha256(encoded)),
        };
        let name = format!("{} {what}", self.name());
        let mut observation = Observation::new(kind, handle.clone(), name);
        if let Some(info) = &info {
            observation.attribute(attribute::SPKI_SHA256, facts::sha256(info));
        }
        if matches!(kind, AssetKind::PrivateKey | AssetKind::EncryptedPrivateKey) {
            observation.wants.push((RelationKind::SameKey, handle.clone()));
        }
        observation.provides.push(handle);
        let uses = self.algorithms.iter().cloned();
        observation.algorithms.extend(uses.map(|algorithm| facts::used(algorithm, Role::Key)));
        observation
    }

    /// The handle that the asset of this key provides.
    pub(crate) fn handle(&self, encoded: &[u8]) -> String {
        let raw = || format!("raw:{}", facts::sha256(encoded));
        self.info().map_or_else(raw, |info| facts::key_handle(&info))
    }
}

/// A row of the catalogue by its id.
pub(crate) fn by_id(id: &str) -> AlgorithmRef {
    algorithm(id).map_or_else(|| AlgorithmRef::unknown_name(id), AlgorithmRef::known)
}

/// A row of the catalogue with parameters, in the grammar of [`Usage::parse`].
pub(crate) fn by_spec(spec: &str) -> AlgorithmRef {
    Usage::parse(spec).map_or_else(|| AlgorithmRef::unknown_name(spec), AlgorithmRef::from)
}

/// What a name means in a registry; the name itself when the registry does not have it.
pub(crate) fn by_name(registry: Registry, name: &str) -> Vec<AlgorithmRef> {
    let meanings = entry_by_name(registry, name).map(|entry| entry.usages.as_slice());
    refs(meanings.unwrap_or_default(), || name.to_owned())
}

/// What a number means in a registry; registry and number when the registry does not have it.
pub(crate) fn by_code(registry: Registry, code: u8) -> Vec<AlgorithmRef> {
    let meanings = entry(registry, code.into()).map(|entry| entry.usages.as_slice());
    refs(meanings.unwrap_or_default(), || format!("{} {code}", registry.title()))
}

/// The name of a number in a registry.
pub(crate) fn code_name(registry: Registry, code: u8) -> String {
    entry(registry, code.into()).map_or_else(|| code.to_string(), |entry| entry.name.to_owned())
}

fn refs(usages: &[Usage], otherwise: impl Fn() -> String) -> Vec<AlgorithmRef> {
    if usages.is_empty() {
        return vec![AlgorithmRef::unknown_name(&otherwise())];
    }
    usages.iter().map(|usage| AlgorithmRef::from(*usage)).collect()
}

/// The uses of several algorithms in one role.
pub(crate) fn uses(
    algorithms: Vec<AlgorithmRef>,
    role: Role,
) -> impl Iterator<Item = AlgorithmUse> {
    algorithms.into_iter().map(move |algorithm| facts::used(algorithm, role))
}

fn with_bits(algorithm: AlgorithmRef, number: &[u8]) -> AlgorithmRef {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    let unused = significant.clone().next().map_or(0, |byte| byte.leading_zeros());
    let bits = u32::try_from(significant.count()).unwrap_or(u32::MAX).saturating_mul(8) - unused;
    algorithm.with_bits(bits)
}

/// Reads around places of an entry and says where they are.
#[derive(Debug)]
pub(crate) struct Places<'e> {
    entry: &'e Entry<'e>,
    counted_to: usize,
    line: u32,
    failures: usize,
}

/// Places of one entry that look like an object and are none. Each costs a parse of up to some
/// hundred kilobytes, so hostile bytes cost about a second.
const MAX_FAILURES: usize = 4096;

impl<'e> Places<'e> {
    pub(crate) fn of(entry: &'e Entry<'e>) -> Self {
        Self { entry, counted_to: 0, line: 1, failures: 0 }
    }

    /// The bytes around `offset`, and where in them it is.
    pub(crate) fn window(
        &self,
        offset: u64,
        before: usize,
        after: usize,
    ) -> io::Result<(Cow<'e, [u8]>, usize)> {
        let base = offset.saturating_sub(before as u64);
        let at = usize::try_from(offset - base).unwrap_or(before);
        Ok((self.entry.source.read(base, at.saturating_add(after))?, at))
    }

    /// Counts a place that is none; says so and returns true when there were too many.
    pub(crate) fn fail(&mut self, offset: u64, findings: &mut Findings<'_>) -> bool {
        self.failures += 1;
        if self.failures == MAX_FAILURES {
            findings.diagnose(HITS_LIMIT, Position::bytes(offset, 0), "places that are no keys");
        }
        self.failures >= MAX_FAILURES
    }

    /// The position of a range, with its line when the entry is a text in memory. Lines are
    /// counted once: ranges must not go back.
    pub(crate) fn position(&mut self, offset: u64, length: usize) -> Position {
        let position = Position::bytes(offset, length as u64);
        let text = self.entry.source.as_slice().filter(|_| self.entry.kind == Kind::Text);
        let Some(text) = text else { return position };
        let to = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        let between = text.get(self.counted_to..to).unwrap_or_default();
        let ends = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.counted_to = self.counted_to.max(to);
        position.with_line(self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::curve;

    #[test]
    fn keys_have_the_names_of_the_catalogue() {
        let modulus = [&[0][..], &[0x81; 256]].concat();
        assert_eq!(RawKey::rsa(&modulus, &[3]).name(), "RSA-2048");
        let key = RawKey::point(curve("secp384r1").unwrap(), &[4; 97][..]);
        assert_eq!(key.algorithms[0].curve.map(|curve| curve.id), Some("secp384r1"));
        assert_eq!(RawKey::octets(by_id("ed25519"), &[1; 32]).name(), "Ed25519");
    }

    #[test]
    fn a_private_key_wants_its_public_half() {
        let key = RawKey::octets(by_id("ed25519"), &[1; 32]);
        let private = key.observe(AssetKind::PrivateKey, "private key", &[]);
        let public = key.observe(AssetKind::PublicKey, "public key", &[]);
        assert_eq!(private.wants, [(RelationKind::SameKey, public.provides[0].clone())]);
        assert!(public.provides[0].starts_with("spki:"));
    }

    #[test]
    fn hybrids_and_unknown_keys_are_named_by_their_encoding() {
        let key = RawKey::other(vec![by_id("ml-dsa-65"), by_id("ed25519")]);
        let observation = key.observe(AssetKind::PublicKey, "public key", b"x");
        assert!(observation.identity.starts_with("raw:"));
        assert_eq!(observation.name, "ML-DSA-65+Ed25519 public key");
    }
}
