//! What a detector states about one thing at one place.

use crate::algorithm_ref::{AlgorithmRef, AlgorithmUse, Role};
use crate::asset::{AssetKind, RelationKind};
use crate::evidence::Confidence;
use crate::location::Position;
use aratame_algorithms::{CipherSuite, Usage};
use std::collections::BTreeMap;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A count or size.
    Integer(i64),
    /// Several texts, in the order that the file has.
    List(Vec<String>),
    /// A text. Times are RFC 3339 in UTC, digests lower-case hexadecimal.
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}
impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}
impl From<Vec<String>> for Value {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// Names of attributes that several parts of the program speak of. A detector may add its own in
/// the same style; outputs show every attribute.
pub mod attribute {
    /// SHA-256 of the DER object.
    pub const SHA256: &str = "sha256";
    /// SHA-256 of the subject public key info, DER.
    pub const SPKI_SHA256: &str = "spki-sha256";
    /// Subject name, RFC 4514.
    pub const SUBJECT: &str = "subject";
    /// Issuer name, RFC 4514.
    pub const ISSUER: &str = "issuer";
    /// Serial number, hexadecimal.
    pub const SERIAL: &str = "serial";
    /// Start of validity, RFC 3339.
    pub const NOT_BEFORE: &str = "not-before";
    /// End of validity, RFC 3339.
    pub const NOT_AFTER: &str = "not-after";
    /// X.509 version, from 1.
    pub const VERSION: &str = "version";
    /// Issuer and subject are equal.
    pub const SELF_ISSUED: &str = "self-issued";
    /// Basic constraints say CA.
    pub const IS_CA: &str = "is-ca";
    /// Key usages, list.
    pub const KEY_USAGE: &str = "key-usage";
    /// Extended key usages, list.
    pub const EXTENDED_KEY_USAGE: &str = "extended-key-usage";
    /// Number of subject alternative names.
    pub const SAN_COUNT: &str = "san-count";
    /// Encoding or container: `pem`, `der`, `base64`, `openssh`, `ppk` …
    pub const ENCODING: &str = "encoding";
    /// A private key or store is encrypted.
    pub const ENCRYPTED: &str = "encrypted";
    /// Iterations or rounds of the key derivation.
    pub const ITERATIONS: &str = "iterations";
    /// Form of a post-quantum private key: `seed`, `expanded`, `both`, `bare-seed`,
    /// `bare-expanded`.
    pub const PRIVATE_KEY_FORM: &str = "private-key-form";
    /// Version of a library or program, as its banner says.
    pub const LIBRARY_VERSION: &str = "library-version";
    /// Architecture of an executable.
    pub const ARCHITECTURE: &str = "architecture";
    /// File format of an executable or store.
    pub const FORMAT: &str = "format";
    /// Number of entries of a store.
    pub const ENTRY_COUNT: &str = "entry-count";
    /// The product a configuration is for.
    pub const PRODUCT: &str = "product";
    /// Configurations, and endpoints seen live or in traffic, that show the same certificate or
    /// host key: the two views of one service.
    pub const SAME_KEY_AS: &str = "same-key-as";
    /// Package URL of a component.
    pub const PURL: &str = "purl";
    /// From which version on the product has ML-KEM, with the document that says so.
    pub const ML_KEM_SINCE: &str = "ml-kem-since";
    /// Whether a component of its version has ML-KEM.
    pub const ML_KEM: &str = "ml-kem";
    /// Layers of images of containers that the asset stands in.
    pub const IMAGE_LAYERS: &str = "image-layers";
    /// Whether the final view of some image still shows the asset.
    pub const IN_FINAL_IMAGE: &str = "in-final-image";
}

/// A name by which assets find each other when the scan is over, such as `spki:<sha256>`,
/// `dn:<sha256 of the name>`, `soname:libcrypto.so.3`, `path:/etc/ssl/a.pem`.
pub type Handle = String;

/// A cipher suite, or another set of algorithms that is chosen as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suite {
    /// The registry's name, such as `TLS_AES_128_GCM_SHA256`.
    pub name: String,
    /// The code point, such as `0x1301`.
    pub code_point: Option<String>,
    /// Its parts.
    pub algorithms: Vec<AlgorithmRef>,
}

impl Suite {
    /// A cipher suite of TLS.
    #[must_use]
    pub fn of_tls(suite: &CipherSuite) -> Self {
        Self {
            name: suite.name.to_owned(),
            code_point: Some(format!("0x{:04X}", suite.code)),
            algorithms: suite_parts(suite).map(|(part, _)| AlgorithmRef::from(part)).collect(),
        }
    }
}

/// The parts of a cipher suite of TLS with the role that each plays.
pub fn suite_parts(suite: &CipherSuite) -> impl Iterator<Item = (Usage, Role)> {
    let derivation = if suite.mac.is_none() { suite.hash.map(Usage::of) } else { None };
    let parts = [
        (suite.key_exchange, Role::KeyAgreement),
        (suite.authentication, Role::Authentication),
        (suite.cipher, Role::Encryption),
        (suite.mac, Role::Mac),
        (derivation, Role::KeyDerivation),
    ];
    parts.into_iter().filter_map(|(part, role)| part.map(|part| (part, role)))
}

/// A protocol as a configuration allows it, in order of preference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Protocol {
    /// CycloneDX word: `tls`, `ssh`, `ipsec`, `ike`, `sstp`, `wpa`, `other` …
    pub name: &'static str,
    /// Versions that may be negotiated, such as `1.2`.
    pub versions: Vec<String>,
    /// Suites that may be negotiated.
    pub suites: Vec<Suite>,
}

/// What a detector states about one thing at one place.
///
/// Two observations with the same kind and identity are the same asset: the merge unites their
/// algorithms and attributes and keeps both places.
#[derive(Clone, Debug)]
pub struct Observation {
    /// What kind of thing.
    pub kind: AssetKind,
    /// What makes it the same thing elsewhere: a digest of the public content, or a name with
    /// version. Never derived from secret bytes.
    pub identity: String,
    /// A short name for people.
    pub name: String,
    /// The algorithms and the parts they play.
    pub algorithms: Vec<AlgorithmUse>,
    /// What else is known.
    pub attributes: BTreeMap<&'static str, Value>,
    /// What a configuration allows.
    pub protocols: Vec<Protocol>,
    /// Names by which other assets may find this one.
    pub provides: Vec<Handle>,
    /// Names of other assets that this one points to.
    pub wants: Vec<(RelationKind, Handle)>,
    /// Where in the entry.
    pub position: Position,
    /// How sure.
    pub confidence: Confidence,
    /// Kept only if something relates to it: a package without any cryptography is no asset.
    pub only_if_related: bool,
}

impl Observation {
    /// An observation of the whole entry, sure, with nothing else known.
    #[must_use]
    pub fn new(kind: AssetKind, identity: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind,
            identity: identity.into(),
            name: name.into(),
            algorithms: Vec::new(),
            attributes: BTreeMap::new(),
            protocols: Vec::new(),
            provides: Vec::new(),
            wants: Vec::new(),
            position: Position::whole(),
            confidence: Confidence::High,
            only_if_related: false,
        }
    }

    /// The same at a position.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = position;
        self
    }

    /// Adds an attribute.
    pub fn attribute(&mut self, key: &'static str, value: impl Into<Value>) {
        self.attributes.insert(key, value.into());
    }
}
