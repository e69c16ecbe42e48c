//! What a use of cryptography is for: that decides what may replace it.

use crate::figure::text;
use aratame_inventory::{AlgorithmUse, Asset, AssetKind, Role, Value, attribute};
use aratame_policy::verdict::Text;

/// What a use is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Key agreement of TLS, as configured.
    TlsKeyAgreement,
    /// Versions, suites and signatures of TLS, as configured.
    TlsSettings,
    /// Key exchange of SSH, as configured.
    SshKeyAgreement,
    /// Ciphers, MACs and host key algorithms of SSH, as configured.
    SshSettings,
    /// Key exchange and protection of IPsec.
    Ipsec,
    /// Kerberos.
    Kerberos,
    /// Algorithms with which identities may be proved, as configured.
    Authentication,
    /// A certification authority's certificate.
    CertificationAuthority,
    /// A certificate, its request, or what is signed beside it.
    Certificate,
    /// A key pair without a known certificate, or Diffie–Hellman parameters.
    KeyPair,
    /// A key or certificate of SSH.
    SshKey,
    /// Signed documents, mail, code.
    SignedDocument,
    /// Encrypted documents and mail, and the keys that they are encrypted to.
    EncryptedDocument,
    /// The protection of a key store or an encrypted private key.
    KeyProtection,
    /// DNSSEC.
    Dnssec,
    /// Keys of tokens (JOSE).
    Token,
    /// What a program does by itself.
    Program,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 17] = [
        Self::TlsKeyAgreement,
        Self::TlsSettings,
        Self::SshKeyAgreement,
        Self::SshSettings,
        Self::Ipsec,
        Self::Kerberos,
        Self::Authentication,
        Self::CertificationAuthority,
        Self::Certificate,
        Self::KeyPair,
        Self::SshKey,
        Self::SignedDocument,
        Self::EncryptedDocument,
        Self::KeyProtection,
        Self::Dnssec,
        Self::Token,
        Self::Program,
    ];

    /// The stable word that the knowledge base and outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TlsKeyAgreement => "tls-key-agreement",
            Self::TlsSettings => "tls-settings",
            Self::SshKeyAgreement => "ssh-key-agreement",
            Self::SshSettings => "ssh-settings",
            Self::Ipsec => "ipsec",
            Self::Kerberos => "kerberos",
            Self::Authentication => "authentication",
            Self::CertificationAuthority => "certification-authority",
            Self::Certificate => "certificate",
            Self::KeyPair => "key-pair",
            Self::SshKey => "ssh-key",
            Self::SignedDocument => "signed-document",
            Self::EncryptedDocument => "encrypted-document",
            Self::KeyProtection => "key-protection",
            Self::Dnssec => "dnssec",
            Self::Token => "token",
            Self::Program => "program",
        }
    }

    /// The purpose that this word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> Text {
        let (en, ja) = match self {
            Self::TlsKeyAgreement => ("key agreement of TLS", "TLSの鍵共有"),
            Self::TlsSettings => {
                ("versions and cipher suites of TLS", "TLSのバージョン及び暗号スイート")
            }
            Self::SshKeyAgreement => ("key exchange of SSH", "SSHの鍵交換"),
            Self::SshSettings => ("algorithms of SSH", "SSHの暗号方式"),
            Self::Ipsec => ("IPsec", "IPsec"),
            Self::Kerberos => ("Kerberos", "Kerberos認証"),
            Self::Authentication => ("algorithms of authentication", "認証に用いる署名方式"),
            Self::CertificationAuthority => ("certification authority", "認証局証明書"),
            Self::Certificate => ("certificates", "証明書"),
            Self::KeyPair => ("key pairs", "鍵ペア"),
            Self::SshKey => ("keys of SSH", "SSH鍵"),
            Self::SignedDocument => ("signed documents", "署名文書"),
            Self::EncryptedDocument => ("encrypted documents", "暗号化文書"),
            Self::KeyProtection => ("protection of stored keys", "保管鍵の保護"),
            Self::Dnssec => ("DNSSEC", "DNSSEC"),
            Self::Token => ("keys of tokens", "トークンの鍵"),
            Self::Program => ("programs", "プログラム"),
        };
        text(en, ja)
    }

    /// What an asset's use is for.
    #[must_use]
    pub fn of(asset: &Asset, each: &AlgorithmUse) -> Self {
        match asset.kind {
            AssetKind::Configuration => of_configuration(asset, each.role),
            AssetKind::Certificate | AssetKind::CertificateRequest => of_certificate(asset),
            AssetKind::AttributeCertificate | AssetKind::Crl | AssetKind::OcspResponse => {
                Self::Certificate
            }
            AssetKind::PrivateKey | AssetKind::PublicKey if is_ssh(asset) => Self::SshKey,
            AssetKind::PrivateKey | AssetKind::PublicKey | AssetKind::Parameters => Self::KeyPair,
            AssetKind::EncryptedPrivateKey | AssetKind::Keystore => match each.role {
                Role::Key | Role::AlternativeKey => Self::KeyPair,
                _ => Self::KeyProtection,
            },
            AssetKind::SshCertificate => Self::SshKey,
            AssetKind::CmsMessage | AssetKind::OpenPgp => of_document(each),
            AssetKind::DnssecRecord => Self::Dnssec,
            AssetKind::SecretKey => Self::Token,
            AssetKind::Component | AssetKind::Library | AssetKind::Program => Self::Program,
        }
    }

    /// Whether what it protects is an identity in a live exchange: a forgery matters only from the
    /// day on which the algorithm is broken, so nothing of today has to be trusted then.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(
            self,
            Self::SshKey | Self::Dnssec | Self::Token | Self::Kerberos | Self::Authentication
        )
    }
}

fn of_configuration(asset: &Asset, role: Role) -> Purpose {
    let product = product(asset);
    let is_ssh = product.starts_with("openssh") || product.starts_with("ssh ");
    match role {
        _ if product == "kerberos" => Purpose::Kerberos,
        _ if product.starts_with("ike ") => Purpose::Ipsec,
        // What its applications make: requests, certificates, time stamps.
        Role::Key | Role::Hash | Role::Signature if product == "openssl" => Purpose::Certificate,
        Role::KeyAgreement if is_ssh => Purpose::SshKeyAgreement,
        Role::KeyAgreement => Purpose::TlsKeyAgreement,
        Role::Authentication | Role::Signature => Purpose::Authentication,
        _ if is_ssh => Purpose::SshSettings,
        _ => Purpose::TlsSettings,
    }
}

fn of_certificate(asset: &Asset) -> Purpose {
    match asset.attributes.get(attribute::IS_CA) {
        Some(Value::Boolean(true)) => Purpose::CertificationAuthority,
        _ => Purpose::Certificate,
    }
}

fn of_document(each: &AlgorithmUse) -> Purpose {
    match each.role {
        Role::Signature | Role::AlternativeSignature | Role::Hash => Purpose::SignedDocument,
        _ => Purpose::EncryptedDocument,
    }
}

fn is_ssh(asset: &Asset) -> bool {
    asset.attributes.contains_key("ssh-type")
}

/// Whether a certificate proves identities in live exchanges and nothing else, by its extended key
/// usages: then nothing needs to trust it beyond its validity.
pub(crate) fn only_authenticates(asset: &Asset) -> bool {
    let live = ["serverAuth", "clientAuth"];
    match asset.attributes.get(attribute::EXTENDED_KEY_USAGE) {
        Some(Value::List(usages)) => {
            !usages.is_empty() && usages.iter().all(|usage| live.contains(&usage.as_str()))
        }
        _ => false,
    }
}

/// The product that a configuration is for; empty when it is not known.
pub(crate) fn product(asset: &Asset) -> &str {
    match asset.attributes.get(attribute::PRODUCT) {
        Some(Value::Text(product)) => product,
        _ => "",
    }
}
