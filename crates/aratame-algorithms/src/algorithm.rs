//! What one algorithm is: the row type of the catalogue and the look-up by id or name.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use crate::index::normalise;
use crate::tables;
use crate::usage::Usage;

/// One algorithm, or one parameter set of it. Two are equal when their ids are.
#[derive(Debug, Clone, Copy)]
pub struct Algorithm {
    /// Kebab-case name, unique in the catalogue and stable between releases.
    pub id: &'static str,
    /// The standard's own spelling.
    pub name: &'static str,
    /// The Japanese name, where the algorithm has one.
    pub name_ja: Option<&'static str>,
    /// The family, spelled as its standard spells it: `AES`, `SHA-2`, `ML-KEM`.
    pub family: &'static str,
    /// What it is for, in the words of CycloneDX.
    pub primitive: Primitive,
    /// What tells it from its family: `768`, `SHA2-128s`, `256`.
    pub parameter_set: Option<&'static str>,
    /// Key length in bits, where the algorithm fixes it.
    pub key_bits: Option<u32>,
    /// Digest, tag or default output length in bits.
    pub output_bits: Option<u32>,
    /// Strength in bits against classical attack; for a hash, against collisions.
    /// `None` where it depends on a key size, a curve or a component: see [`crate::strength()`].
    pub strength_bits: Option<u32>,
    /// NIST post-quantum security category, 1 to 5.
    pub nist_category: Option<u8>,
    /// What a quantum computer does to it.
    pub quantum: QuantumImpact,
    /// Why it is broken by classical means, if it is.
    pub broken: Option<Broken>,
    /// Lengths of encoded values in bytes.
    pub sizes: Sizes,
    /// The parts of a combination, in the grammar of [`Usage::parse`].
    pub components: &'static [&'static str],
    /// Other names in use.
    pub aliases: &'static [&'static str],
    /// Where the facts stand.
    pub source: Source,
    /// How far the facts have been checked.
    pub confidence: Confidence,
}

/// What an algorithm is for, in the words of CycloneDX 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Primitive {
    /// Digital signature.
    Signature,
    /// Key encapsulation mechanism.
    Kem,
    /// Key agreement.
    KeyAgree,
    /// Public-key encryption.
    Pke,
    /// Block cipher.
    BlockCipher,
    /// Stream cipher.
    StreamCipher,
    /// Authenticated encryption.
    Ae,
    /// Hash function of fixed length.
    Hash,
    /// Extendable-output function.
    Xof,
    /// Message authentication code.
    Mac,
    /// Key derivation or password hashing.
    Kdf,
    /// Deterministic random bit generator.
    Drbg,
    /// A combination of algorithms.
    Combiner,
    /// Key wrapping.
    KeyWrap,
    /// Mode of operation of a block cipher.
    Mode,
    /// Padding or encoding of a message.
    Padding,
    /// Anything else.
    Other,
}

impl Primitive {
    /// The word CycloneDX uses; modes and paddings are no primitives there and give `other`.
    #[must_use]
    pub fn cyclonedx(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Kem => "kem",
            Self::KeyAgree => "key-agree",
            Self::Pke => "pke",
            Self::BlockCipher => "block-cipher",
            Self::StreamCipher => "stream-cipher",
            Self::Ae => "ae",
            Self::Hash => "hash",
            Self::Xof => "xof",
            Self::Mac => "mac",
            Self::Kdf => "kdf",
            Self::Drbg => "drbg",
            Self::Combiner => "combiner",
            Self::KeyWrap => "key-wrap",
            Self::Mode | Self::Padding | Self::Other => "other",
        }
    }

    /// Whether the security rests on a public key.
    #[must_use]
    pub fn is_public_key(self) -> bool {
        matches!(self, Self::Signature | Self::Kem | Self::KeyAgree | Self::Pke)
    }
}

/// What a quantum computer does to an algorithm. An axis of its own: it says nothing of
/// whether the algorithm is broken already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuantumImpact {
    /// Broken by Shor's algorithm.
    ShorBroken,
    /// Search is quicker by Grover's algorithm; no practical break is known.
    GroverReduced,
    /// Resistant as far as is known, in a finished standard.
    Resistant,
    /// Resistant as far as is known, outside the finished NIST standards.
    ResistantOther,
    /// A combination of which one part resists.
    Hybrid,
    /// A forerunner of a standard: resists in design, and is not what was standardised.
    PreStandard,
    /// The question does not arise, or the parts around it decide.
    NotApplicable,
}

impl QuantumImpact {
    /// The stable word for outputs and conditions.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ShorBroken => "shor-broken",
            Self::GroverReduced => "grover-reduced",
            Self::Resistant => "quantum-resistant-standard",
            Self::ResistantOther => "quantum-resistant-other",
            Self::Hybrid => "hybrid",
            Self::PreStandard => "pre-standard",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// Why an algorithm is broken by classical means, and who showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The reason, in English.
    pub reason: &'static str,
    /// The reason, in Japanese.
    pub reason_ja: &'static str,
    /// Who showed it.
    pub source: Source,
}

/// A document and the place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// The document's id: `FIPS 203`, `RFC 8017`.
    pub document: &'static str,
    /// Section, table or entry; empty when the whole document is meant.
    pub section: &'static str,
}

/// How far a fact has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Checked against the document or against two sources that name it.
    Checked,
    /// Not yet checked against the document.
    Provisional,
}

impl Confidence {
    /// The stable word for outputs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Provisional => "provisional",
        }
    }
}

/// Lengths of encoded values in bytes. A signature length is the largest where it varies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Public, verification or encapsulation key.
    pub public_key: Option<u32>,
    /// Private, signing or decapsulation key in expanded form.
    pub private_key: Option<u32>,
    /// Private key in seed form.
    pub seed: Option<u32>,
    /// Ciphertext or key share of the answering side.
    pub ciphertext: Option<u32>,
    /// Signature.
    pub signature: Option<u32>,
    /// Shared secret.
    pub shared_secret: Option<u32>,
}

impl Sizes {
    pub(crate) const NONE: Self = Self {
        public_key: None,
        private_key: None,
        seed: None,
        ciphertext: None,
        signature: None,
        shared_secret: None,
    };

    pub(crate) const fn kem(public: u32, private: u32, ciphertext: u32, secret: u32) -> Self {
        Self {
            public_key: Some(public),
            private_key: Some(private),
            ciphertext: Some(ciphertext),
            shared_secret: Some(secret),
            ..Self::NONE
        }
    }

    pub(crate) const fn signature(public: u32, private: u32, signature: u32) -> Self {
        Self {
            public_key: Some(public),
            private_key: Some(private),
            signature: Some(signature),
            ..Self::NONE
        }
    }

    pub(crate) const fn seed(mut self, bytes: u32) -> Self {
        self.seed = Some(bytes);
        self
    }
}

impl Source {
    pub(crate) const fn new(document: &'static str, section: &'static str) -> Self {
        Self { document, section }
    }
}

/// Row builders: a table starts from a row of its family and adds what differs.
impl Algorithm {
    pub(crate) const fn new(family: &'static str, primitive: Primitive, source: Source) -> Self {
        Self {
            id: "",
            name: "",
            name_ja: None,
            family,
            primitive,
            parameter_set: None,
            key_bits: None,
            output_bits: None,
            strength_bits: None,
            nist_category: None,
            quantum: QuantumImpact::NotApplicable,
            broken: None,
            sizes: Sizes::NONE,
            components: &[],
            aliases: &[],
            source,
            confidence: Confidence::Checked,
        }
    }

    pub(crate) const fn row(mut self, id: &'static str, name: &'static str) -> Self {
        self.id = id;
        self.name = name;
        self
    }

    pub(crate) const fn ja(mut self, name: &'static str) -> Self {
        self.name_ja = Some(name);
        self
    }

    pub(crate) const fn is(mut self, primitive: Primitive) -> Self {
        self.primitive = primitive;
        self
    }

    pub(crate) const fn set(mut self, parameter_set: &'static str) -> Self {
        self.parameter_set = Some(parameter_set);
        self
    }

    pub(crate) const fn key(mut self, bits: u32) -> Self {
        self.key_bits = Some(bits);
        self
    }

    pub(crate) const fn out(mut self, bits: u32) -> Self {
        self.output_bits = Some(bits);
        self
    }

    pub(crate) const fn strength(mut self, bits: u32) -> Self {
        self.strength_bits = Some(bits);
        self
    }

    pub(crate) const fn category(mut self, category: u8) -> Self {
        self.nist_category = Some(category);
        self
    }

    pub(crate) const fn quantum(mut self, impact: QuantumImpact) -> Self {
        self.quantum = impact;
        self
    }

    pub(crate) const fn broken(mut self, broken: Broken) -> Self {
        self.broken = Some(broken);
        self
    }

    pub(crate) const fn sizes(mut self, sizes: Sizes) -> Self {
        self.sizes = sizes;
        self
    }

    pub(crate) const fn parts(mut self, components: &'static [&'static str]) -> Self {
        self.components = components;
        self
    }

    pub(crate) const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(crate) const fn from(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    pub(crate) const fn provisional(mut self) -> Self {
        self.confidence = Confidence::Provisional;
        self
    }
}

impl Algorithm {
    /// The parts of a combination with their parameters; empty for a single algorithm.
    #[must_use]
    pub fn component_usages(&self) -> Vec<Usage> {
        self.components.iter().filter_map(|spec| Usage::parse(spec)).collect()
    }

    /// The algorithm family of CycloneDX 1.7, where its registry has one.
    #[must_use]
    pub fn cyclonedx_family(&self) -> Option<&'static str> {
        crate::cyclonedx::family(self)
    }

    /// The object identifiers that name this algorithm, in the order of their arcs.
    #[must_use]
    pub fn oids(&self) -> Vec<&'static str> {
        crate::oid::oids_of(self)
    }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Algorithm {}

impl Hash for Algorithm {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl PartialOrd for Algorithm {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Algorithm {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(other.id)
    }
}

static ALL: LazyLock<Vec<&'static Algorithm>> = LazyLock::new(|| {
    let mut all: Vec<_> = tables::ALL.iter().flat_map(|table| table.iter()).collect();
    all.sort_unstable();
    all
});

static BY_NAME: LazyLock<HashMap<String, &'static Algorithm>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for row in ALL.iter() {
        for name in row.aliases.iter().chain([&row.id, &row.name]) {
            map.insert(normalise(name), *row);
        }
    }
    map
});

/// Every algorithm, ordered by id.
#[must_use]
pub fn algorithms() -> &'static [&'static Algorithm] {
    &ALL
}

/// The algorithm with exactly this id.
#[must_use]
pub fn algorithm(id: &str) -> Option<&'static Algorithm> {
    ALL.binary_search_by(|row| row.id.cmp(id)).ok().map(|at| ALL[at])
}

/// The algorithm that this id, name or alias means, compared by [`normalise`].
#[must_use]
pub fn algorithm_by_name(name: &str) -> Option<&'static Algorithm> {
    BY_NAME.get(&normalise(name)).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;

    #[test]
    fn ids_names_and_aliases_are_unique() {
        let mut names = HashMap::new();
        for row in algorithms() {
            let own: BTreeSet<_> = row
                .aliases
                .iter()
                .chain([&row.id, &row.name])
                .map(|name| normalise(name))
                .collect();
            for name in own {
                assert_eq!(names.insert(name.clone(), row.id), None, "{name}");
            }
        }
    }

    #[test]
    fn ids_are_kebab_case_and_every_row_cites_a_document() {
        for row in algorithms() {
            let plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-+._".contains(c);
            assert!(!row.id.is_empty() && row.id.chars().all(plain), "{}", row.id);
            assert!(!row.family.is_empty() && !row.source.document.is_empty(), "{}", row.id);
        }
    }

    #[test]
    fn components_are_known_and_single() {
        for row in algorithms() {
            let parts = row.component_usages();
            assert_eq!(parts.len(), row.components.len(), "{}", row.id);
            assert!(parts.iter().all(|part| part.algorithm.components.is_empty()), "{}", row.id);
            let combined = matches!(row.quantum, QuantumImpact::Hybrid);
            assert!(
                !combined || row.id == "early-composite-signature" || parts.len() == 2,
                "{}",
                row.id
            );
        }
    }

    #[test]
    fn a_hybrid_has_a_part_that_shor_breaks_and_one_that_resists() {
        for row in algorithms().iter().filter(|row| row.quantum == QuantumImpact::Hybrid) {
            let impacts: Vec<_> =
                row.component_usages().iter().map(|part| part.algorithm.quantum).collect();
            assert!(impacts.contains(&QuantumImpact::ShorBroken), "{}", row.id);
            let resists = |impact: &QuantumImpact| {
                matches!(impact, QuantumImpact::Resistant | QuantumImpact::ResistantOther)
            };
            assert!(impacts.iter().any(resists), "{}", row.id);
        }
    }

    #[test]
    fn collision_strength_of_an_unbroken_hash_is_half_its_length() {
        let exceptions = ["ripemd-256", "ripemd-320", "mdc-2"]; // two narrow lines side by side
        for row in algorithms().iter().filter(|row| row.primitive == Primitive::Hash) {
            if row.broken.is_none() && !exceptions.contains(&row.id) {
                assert_eq!(row.strength_bits, row.output_bits.map(|bits| bits / 2), "{}", row.id);
            }
        }
    }

    #[test]
    fn a_cipher_is_no_stronger_than_its_key() {
        for row in algorithms() {
            if let (Some(strength), Some(key)) = (row.strength_bits, row.key_bits) {
                assert!(strength <= key, "{}", row.id);
            }
        }
    }

    #[test]
    fn a_category_goes_with_its_strength() {
        let least = [0, 128, 128, 192, 192, 256];
        for row in algorithms() {
            if let (Some(category), Some(strength)) = (row.nist_category, row.strength_bits) {
                assert_eq!(strength, least[usize::from(category)], "{}", row.id);
            }
        }
    }

    #[test]
    fn ml_kem_sizes_follow_from_the_rank() {
        for (id, k, du, dv) in
            [("ml-kem-512", 2, 10, 4), ("ml-kem-768", 3, 10, 4), ("ml-kem-1024", 4, 11, 5)]
        {
            let sizes = algorithm(id).unwrap().sizes;
            assert_eq!(sizes.public_key, Some(384 * k + 32), "{id}");
            assert_eq!(sizes.private_key, Some(768 * k + 96), "{id}");
            assert_eq!(sizes.ciphertext, Some(32 * (du * k + dv)), "{id}");
        }
    }

    #[test]
    fn ml_dsa_sizes_follow_from_the_parameters() {
        // FIPS 204, table 1 and section 4: k, l, eta bits, gamma1 bits, omega, lambda/4.
        let sets = [
            ("ml-dsa-44", 4, 4, 3, 18, 80, 32),
            ("ml-dsa-65", 6, 5, 4, 20, 55, 48),
            ("ml-dsa-87", 8, 7, 3, 20, 75, 64),
        ];
        for (id, k, l, eta, gamma1, omega, challenge) in sets {
            let sizes = algorithm(id).unwrap().sizes;
            assert_eq!(sizes.public_key, Some(32 + 320 * k), "{id}");
            assert_eq!(sizes.private_key, Some(128 + 32 * (eta * (l + k) + 13 * k)), "{id}");
            assert_eq!(sizes.signature, Some(challenge + 32 * gamma1 * l + omega + k), "{id}");
        }
    }

    #[test]
    fn slh_dsa_sizes_follow_from_the_parameters() {
        // FIPS 205, table 2: n, h, d, a, k; a WOTS+ signature is 2n + 3 strings of n bytes.
        let sets = [
            ("128s", 16, 63, 7, 12, 14),
            ("128f", 16, 66, 22, 6, 33),
            ("192s", 24, 63, 7, 14, 17),
            ("192f", 24, 66, 22, 8, 33),
            ("256s", 32, 64, 8, 14, 22),
            ("256f", 32, 68, 17, 9, 35),
        ];
        for (set, n, h, d, a, k) in sets {
            for hash in ["sha2", "shake"] {
                let sizes = algorithm(&format!("slh-dsa-{hash}-{set}")).unwrap().sizes;
                assert_eq!(
                    sizes.signature,
                    Some(n * (1 + k * (1 + a) + h + d * (2 * n + 3))),
                    "{set}"
                );
                assert_eq!(
                    (sizes.public_key, sizes.private_key),
                    (Some(2 * n), Some(4 * n)),
                    "{set}"
                );
            }
        }
    }
}
