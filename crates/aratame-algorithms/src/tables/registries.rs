//! The rows of the registries: one file a protocol family.

use crate::algorithm::{Confidence, Source};
use crate::registry::{Registry, Standing};

mod hash_based;
mod ike;
mod names;
mod openpgp;
mod password;
mod ssh;
mod tls;
mod web;

/// The rows of one registry.
pub(crate) struct Table {
    pub(crate) registry: Registry,
    pub(crate) rows: &'static [Row],
}

/// One code point or name; `means` holds usages in the grammar of `Usage::parse`.
pub(crate) struct Row {
    pub(crate) code: Option<i64>,
    pub(crate) name: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) means: &'static str,
    pub(crate) standing: Standing,
    pub(crate) source: Source,
    pub(crate) confidence: Confidence,
}

/// A numbered row.
const fn n(code: i64, name: &'static str, means: &'static str, document: &'static str) -> Row {
    Row { code: Some(code), ..t(name, means, document) }
}

/// A row that has only a name.
const fn t(name: &'static str, means: &'static str, document: &'static str) -> Row {
    let source = Source::new(document, "");
    let confidence = Confidence::Checked;
    Row { code: None, name, aliases: &[], means, standing: Standing::Final, source, confidence }
}

impl Row {
    const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    const fn provisional(mut self) -> Self {
        self.confidence = Confidence::Provisional;
        self
    }

    const fn is(mut self, standing: Standing) -> Self {
        self.standing = standing;
        self
    }
}

/// Every registry.
pub(crate) static TABLES: &[Table] = &[
    Table { registry: Registry::TlsGroup, rows: tls::GROUPS },
    Table { registry: Registry::TlsSignatureScheme, rows: tls::SIGNATURE_SCHEMES },
    Table { registry: Registry::SshKex, rows: ssh::KEX },
    Table { registry: Registry::SshHostKey, rows: ssh::HOST_KEYS },
    Table { registry: Registry::SshCipher, rows: ssh::CIPHERS },
    Table { registry: Registry::SshMac, rows: ssh::MACS },
    Table { registry: Registry::IkeEncryption, rows: ike::ENCRYPTION },
    Table { registry: Registry::IkePrf, rows: ike::PRF },
    Table { registry: Registry::IkeIntegrity, rows: ike::INTEGRITY },
    Table { registry: Registry::IkeKeyExchange, rows: ike::KEY_EXCHANGE },
    Table { registry: Registry::IkeAuthentication, rows: ike::AUTHENTICATION },
    Table { registry: Registry::JoseAlg, rows: web::JOSE_ALG },
    Table { registry: Registry::JoseEnc, rows: web::JOSE_ENC },
    Table { registry: Registry::JoseKey, rows: web::JOSE_KEY },
    Table { registry: Registry::CoseAlg, rows: web::COSE_ALG },
    Table { registry: Registry::PgpPublicKey, rows: openpgp::PUBLIC_KEY },
    Table { registry: Registry::PgpSymmetric, rows: openpgp::SYMMETRIC },
    Table { registry: Registry::PgpHash, rows: openpgp::HASH },
    Table { registry: Registry::PgpAead, rows: openpgp::AEAD },
    Table { registry: Registry::PgpS2k, rows: openpgp::S2K },
    Table { registry: Registry::Dnssec, rows: web::DNSSEC },
    Table { registry: Registry::DnssecDigest, rows: web::DNSSEC_DIGEST },
    Table { registry: Registry::Lms, rows: hash_based::LMS },
    Table { registry: Registry::Xmss, rows: hash_based::XMSS },
    Table { registry: Registry::XmssMt, rows: hash_based::XMSSMT },
    Table { registry: Registry::KerberosEtype, rows: password::KERBEROS },
    Table { registry: Registry::Pbe, rows: password::PBE },
    Table { registry: Registry::Crypt, rows: password::CRYPT },
    Table { registry: Registry::CipherName, rows: names::CIPHERS },
    Table { registry: Registry::SignatureName, rows: names::SIGNATURES },
];
