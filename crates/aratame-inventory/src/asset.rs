//! The finished inventory: assets, their places and relations.

use crate::algorithm_ref::AlgorithmUse;
use crate::coverage::Coverage;
use crate::diagnostic::Diagnostic;
use crate::evidence::Confidence;
use crate::location::{EntryPath, Position};
use crate::observation::{Protocol, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What kind of thing an asset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssetKind {
    /// X.509 attribute certificate.
    AttributeCertificate,
    /// X.509 certificate.
    Certificate,
    /// Certificate signing request.
    CertificateRequest,
    /// PKCS #7 or CMS message.
    CmsMessage,
    /// A software component that a package database or a lock file lists.
    Component,
    /// A product's configuration.
    Configuration,
    /// Certificate revocation list.
    Crl,
    /// DNSSEC key, signature or DS record.
    DnssecRecord,
    /// A private key that is encrypted.
    EncryptedPrivateKey,
    /// A store of keys and certificates: PKCS #12, JKS, NSS …
    Keystore,
    /// A library that implements cryptography.
    Library,
    /// OCSP response.
    OcspResponse,
    /// OpenPGP key or message.
    OpenPgp,
    /// Domain parameters: DH, DSA, EC.
    Parameters,
    /// A private key in the clear.
    PrivateKey,
    /// A program or library that uses cryptography.
    Program,
    /// A public key.
    PublicKey,
    /// A symmetric key, such as a JWK of type `oct`.
    SecretKey,
    /// An OpenSSH certificate.
    SshCertificate,
}

impl AssetKind {
    /// Every kind, in alphabetical order.
    pub const ALL: [Self; 19] = [
        Self::AttributeCertificate,
        Self::Certificate,
        Self::CertificateRequest,
        Self::CmsMessage,
        Self::Component,
        Self::Configuration,
        Self::Crl,
        Self::DnssecRecord,
        Self::EncryptedPrivateKey,
        Self::Keystore,
        Self::Library,
        Self::OcspResponse,
        Self::OpenPgp,
        Self::Parameters,
        Self::PrivateKey,
        Self::Program,
        Self::PublicKey,
        Self::SecretKey,
        Self::SshCertificate,
    ];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AttributeCertificate => "attribute-certificate",
            Self::Certificate => "certificate",
            Self::CertificateRequest => "certificate-request",
            Self::CmsMessage => "cms-message",
            Self::Component => "component",
            Self::Configuration => "configuration",
            Self::Crl => "crl",
            Self::DnssecRecord => "dnssec-record",
            Self::EncryptedPrivateKey => "encrypted-private-key",
            Self::Keystore => "keystore",
            Self::Library => "library",
            Self::OcspResponse => "ocsp-response",
            Self::OpenPgp => "openpgp",
            Self::Parameters => "parameters",
            Self::PrivateKey => "private-key",
            Self::Program => "program",
            Self::PublicKey => "public-key",
            Self::SecretKey => "secret-key",
            Self::SshCertificate => "ssh-certificate",
        }
    }

    /// The Japanese word for it.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::AttributeCertificate => "属性証明書",
            Self::Certificate => "証明書",
            Self::CertificateRequest => "証明書署名要求",
            Self::CmsMessage => "CMSメッセージ",
            Self::Component => "ソフトウェア構成部品",
            Self::Configuration => "設定",
            Self::Crl => "証明書失効リスト",
            Self::DnssecRecord => "DNSSECレコード",
            Self::EncryptedPrivateKey => "暗号化された秘密鍵",
            Self::Keystore => "鍵ストア",
            Self::Library => "ライブラリ",
            Self::OcspResponse => "OCSPレスポンス",
            Self::OpenPgp => "OpenPGP",
            Self::Parameters => "ドメインパラメータ",
            Self::PrivateKey => "秘密鍵",
            Self::Program => "プログラム",
            Self::PublicKey => "公開鍵",
            Self::SecretKey => "共通鍵",
            Self::SshCertificate => "SSH証明書",
        }
    }
}

impl fmt::Display for AssetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A stable id: the kind, and the first 64 bits of SHA-256 over kind and identity.
///
/// 64 bits keep a million assets apart but for a chance of about 3 in 10^8.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId {
    kind: AssetKind,
    hash: u64,
}

impl AssetId {
    /// The id of what has this kind and identity.
    #[must_use]
    pub fn of(kind: AssetKind, identity: &str) -> Self {
        let digest = Sha256::new().chain_update(kind.as_str()).chain_update([0]);
        let digest: [u8; 32] = digest.chain_update(identity).finalize().into();
        let [a, b, c, d, e, f, g, h, ..] = digest;
        Self { kind, hash: u64::from_be_bytes([a, b, c, d, e, f, g, h]) }
    }

    /// What kind of thing it is the id of.
    #[must_use]
    pub fn kind(self) -> AssetKind {
        self.kind
    }
}

/// The text is not the id of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAssetId;

impl fmt::Display for NoAssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is a kind, a slash and 16 hexadecimal digits")
    }
}

impl std::error::Error for NoAssetId {}

/// Reads what [`AssetId`] prints, and nothing else.
impl FromStr for AssetId {
    type Err = NoAssetId;

    fn from_str(text: &str) -> Result<Self, NoAssetId> {
        let (kind, digits) = text.split_once('/').ok_or(NoAssetId)?;
        let kind = AssetKind::ALL.into_iter().find(|each| each.as_str() == kind);
        let hash = u64::from_str_radix(digits, 16).map_err(|_| NoAssetId)?;
        let id = Self { kind: kind.ok_or(NoAssetId)?, hash };
        if id.to_string() == text { Ok(id) } else { Err(NoAssetId) }
    }
}

/// `certificate/0123456789abcdef`.
impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:016x}", self.kind, self.hash)
    }
}

impl fmt::Debug for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One place where an asset was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The entry.
    pub path: EntryPath,
    /// The place in it.
    pub position: Position,
    /// The detector that saw it.
    pub detector: &'static str,
    /// How sure it was.
    pub confidence: Confidence,
}

/// One cryptographic asset with everything known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Stable id.
    pub id: AssetId,
    /// What kind of thing.
    pub kind: AssetKind,
    /// What makes it the same thing elsewhere.
    pub identity: String,
    /// A short name for people.
    pub name: String,
    /// The algorithms and the parts they play, sorted.
    pub algorithms: Vec<AlgorithmUse>,
    /// What else is known.
    pub attributes: BTreeMap<&'static str, Value>,
    /// What a configuration allows.
    pub protocols: Vec<Protocol>,
    /// Every place, sorted.
    pub occurrences: Vec<Occurrence>,
}

/// How one asset stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// The first holds the second.
    Contains,
    /// The first is the private half of the second's key, or another form of the same key.
    SameKey,
    /// The second's key issued or signed the first, by name and key identifier.
    SignedBy,
    /// The first program links or loads the second library.
    Links,
    /// The first configuration names the second (a certificate, key or parameter file).
    Names,
}

impl RelationKind {
    /// Every kind of relation.
    pub const ALL: [Self; 5] =
        [Self::Contains, Self::SameKey, Self::SignedBy, Self::Links, Self::Names];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::SameKey => "same-key",
            Self::SignedBy => "signed-by",
            Self::Links => "links",
            Self::Names => "names",
        }
    }
}

/// A relation between two assets of the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// From which asset.
    pub from: AssetId,
    /// How.
    pub kind: RelationKind,
    /// To which asset.
    pub to: AssetId,
}

/// The whole result of a scan, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Assets, by kind, name and id.
    pub assets: Vec<Asset>,
    /// Relations, sorted: [`Inventory::relations_from`] searches in them.
    pub relations: Vec<Relation>,
    /// What could not be read or parsed, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The ledger of what was read.
    pub coverage: Coverage,
}

impl Inventory {
    /// The relations that start from an asset.
    pub fn relations_from(&self, from: AssetId) -> impl Iterator<Item = &Relation> {
        let start = self.relations.partition_point(|relation| relation.from < from);
        self.relations.iter().skip(start).take_while(move |relation| relation.from == from)
    }

    /// Whether everything that was asked for was seen.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.coverage.has_gap()
            && self
                .diagnostics
                .iter()
                .all(|diagnostic| diagnostic.code.severity < crate::diagnostic::Severity::Gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_printed() {
        let id = AssetId::of(AssetKind::SshCertificate, "x");
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "certificate", "certificate/1", "nothing/0123456789abcdef"] {
            assert_eq!(text.parse::<AssetId>(), Err(NoAssetId), "{text}");
        }
        assert_eq!("certificate/0123456789ABCDEF".parse::<AssetId>(), Err(NoAssetId));
    }
}
