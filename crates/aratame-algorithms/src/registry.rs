//! The registries that give algorithms numbers and names: TLS, SSH, IKEv2, JOSE, COSE, OpenPGP,
//! DNSSEC, Kerberos, password-based encryption.
//!
//! Owns the look-ups; the rows stand in `tables/`. Object identifiers and TLS cipher suites have
//! modules of their own.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::algorithm::{Confidence, Source};
use crate::curve::Curve;
use crate::index::normalise;
use crate::tables::registries::{Row, TABLES};
use crate::usage::Usage;

/// A registry of code points or names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Registry {
    /// TLS NamedGroup (supported groups).
    TlsGroup,
    /// TLS SignatureScheme.
    TlsSignatureScheme,
    /// SSH key exchange methods.
    SshKex,
    /// SSH host key and signature algorithms.
    SshHostKey,
    /// SSH ciphers.
    SshCipher,
    /// SSH MACs.
    SshMac,
    /// IKEv2 transform type 1, encryption.
    IkeEncryption,
    /// IKEv2 transform type 2, pseudorandom function.
    IkePrf,
    /// IKEv2 transform type 3, integrity.
    IkeIntegrity,
    /// IKEv2 transform type 4, key exchange method.
    IkeKeyExchange,
    /// IKEv2 authentication method.
    IkeAuthentication,
    /// JOSE `alg`.
    JoseAlg,
    /// JOSE `enc`.
    JoseEnc,
    /// JOSE and COSE key types and curves (`kty`, `crv`).
    JoseKey,
    /// COSE algorithms.
    CoseAlg,
    /// OpenPGP public-key algorithms.
    PgpPublicKey,
    /// OpenPGP symmetric-key algorithms.
    PgpSymmetric,
    /// OpenPGP hash algorithms.
    PgpHash,
    /// OpenPGP AEAD algorithms.
    PgpAead,
    /// OpenPGP string-to-key specifiers.
    PgpS2k,
    /// DNSSEC algorithm numbers.
    Dnssec,
    /// DNSSEC delegation signer digest types.
    DnssecDigest,
    /// LMS parameter sets.
    Lms,
    /// XMSS parameter sets.
    Xmss,
    /// XMSS^MT parameter sets.
    XmssMt,
    /// Kerberos encryption types.
    KerberosEtype,
    /// Names of password-based encryption.
    Pbe,
    /// `crypt(3)` password hash prefixes, without the `$`.
    Crypt,
    /// Cipher names as OpenSSL and Java write them (`AES-256-CBC`, `DESede/CBC/PKCS5Padding`).
    CipherName,
    /// Signature names as OpenSSL and Java write them (`SHA256withRSA`, `RSA-SHA1`).
    SignatureName,
}

impl Registry {
    /// The registry's name, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::TlsGroup => "TLS named group",
            Self::TlsSignatureScheme => "TLS signature scheme",
            Self::SshKex => "SSH key exchange",
            Self::SshHostKey => "SSH host key or signature",
            Self::SshCipher => "SSH cipher",
            Self::SshMac => "SSH MAC",
            Self::IkeEncryption => "IKEv2 encryption transform",
            Self::IkePrf => "IKEv2 pseudorandom function",
            Self::IkeIntegrity => "IKEv2 integrity transform",
            Self::IkeKeyExchange => "IKEv2 key exchange method",
            Self::IkeAuthentication => "IKEv2 authentication method",
            Self::JoseAlg => "JOSE alg",
            Self::JoseEnc => "JOSE enc",
            Self::JoseKey => "JOSE key type or curve",
            Self::CoseAlg => "COSE algorithm",
            Self::PgpPublicKey => "OpenPGP public-key algorithm",
            Self::PgpSymmetric => "OpenPGP symmetric algorithm",
            Self::PgpHash => "OpenPGP hash algorithm",
            Self::PgpAead => "OpenPGP AEAD algorithm",
            Self::PgpS2k => "OpenPGP string-to-key",
            Self::Dnssec => "DNSSEC algorithm",
            Self::DnssecDigest => "DNSSEC digest type",
            Self::Lms => "LMS parameter set",
            Self::Xmss => "XMSS parameter set",
            Self::XmssMt => "XMSS^MT parameter set",
            Self::KerberosEtype => "Kerberos encryption type",
            Self::Pbe => "password-based encryption",
            Self::Crypt => "crypt password hash",
            Self::CipherName => "cipher name",
            Self::SignatureName => "signature name",
        }
    }
}

/// How settled the meaning of an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// In a finished standard or registry.
    Final,
    /// Allocated by a draft that is still moving.
    Draft,
    /// A forerunner of what was standardised: not the same algorithm.
    PreStandard,
    /// Assigned by one vendor or project.
    Private,
    /// Withdrawn, deprecated or reserved.
    Obsolete,
}

impl Standing {
    /// The stable word for outputs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Draft => "draft",
            Self::PreStandard => "pre-standard",
            Self::Private => "private",
            Self::Obsolete => "obsolete",
        }
    }
}

/// One code point or name of a registry and the algorithms it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The registry.
    pub registry: Registry,
    /// The number, where the registry has numbers.
    pub code: Option<i64>,
    /// The registry's spelling.
    pub name: &'static str,
    /// Other spellings.
    pub aliases: &'static [&'static str],
    /// The algorithms it means, the leading one first; empty for `none` and unassigned meanings.
    pub usages: Vec<Usage>,
    /// How settled it is.
    pub standing: Standing,
    /// Where it is defined.
    pub source: Source,
    /// How far it has been checked.
    pub confidence: Confidence,
}

impl Entry {
    /// The curve that the leading algorithm uses.
    #[must_use]
    pub fn curve(&self) -> Option<&'static Curve> {
        self.usages.first().and_then(|usage| usage.curve)
    }
}

static ALL: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    TABLES.iter().flat_map(|table| table.rows.iter().map(|row| read(table.registry, row))).collect()
});

fn read(registry: Registry, row: &Row) -> Entry {
    Entry {
        registry,
        code: row.code,
        name: row.name,
        aliases: row.aliases,
        usages: row.means.split_ascii_whitespace().filter_map(Usage::parse).collect(),
        standing: row.standing,
        source: row.source,
        confidence: row.confidence,
    }
}

static BY_CODE: LazyLock<HashMap<(Registry, i64), &'static Entry>> = LazyLock::new(|| {
    ALL.iter().filter_map(|e| e.code.map(|code| ((e.registry, code), e))).collect()
});

static BY_NAME: LazyLock<HashMap<(Registry, String), &'static Entry>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for entry in ALL.iter() {
        for name in entry.aliases.iter().chain([&entry.name]) {
            map.insert((entry.registry, normalise(name)), entry);
        }
    }
    map
});

/// Every entry of every registry, in the order of the tables.
#[must_use]
pub fn entries() -> &'static [Entry] {
    &ALL
}

/// The entry of a registry with this number.
#[must_use]
pub fn entry(registry: Registry, code: i64) -> Option<&'static Entry> {
    BY_CODE.get(&(registry, code)).copied()
}

/// The entry of a registry with this name or alias, compared by [`normalise`].
#[must_use]
pub fn entry_by_name(registry: Registry, name: &str) -> Option<&'static Entry> {
    BY_NAME.get(&(registry, normalise(name))).copied()
}

/// The TLS group that a configuration names: a TLS name, or any name of its curve.
#[must_use]
pub fn group_name(name: &str) -> Option<&'static Entry> {
    entry_by_name(Registry::TlsGroup, name).or_else(|| {
        let id = crate::curve::curve_by_name(name)?.id;
        entry_by_name(Registry::TlsGroup, id)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_meaning_names_known_algorithms() {
        for table in TABLES {
            for row in table.rows {
                for spec in row.means.split_ascii_whitespace() {
                    assert!(
                        Usage::parse(spec).is_some(),
                        "{:?} {}: {spec}",
                        table.registry,
                        row.name
                    );
                }
            }
        }
    }

    #[test]
    fn code_points_and_names_are_unique_in_a_registry() {
        let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
        for entry in entries() {
            if let Some(code) = entry.code {
                assert!(codes.insert((entry.registry, code)), "{entry:?}");
            }
            let own: BTreeSet<_> =
                entry.aliases.iter().chain([&entry.name]).map(|name| normalise(name)).collect();
            for name in own {
                assert!(names.insert((entry.registry, name.clone())), "{name}: {entry:?}");
            }
        }
    }

    #[test]
    fn every_entry_cites_a_document() {
        assert!(entries().iter().all(|entry| !entry.source.document.is_empty()));
    }
}
