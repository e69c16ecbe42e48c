//! Owns recognising the databases of NSS: `cert9.db` and `key4.db` (SQLite), `cert8.db` and
//! `key3.db` (Berkeley DB 1.85). Reads the password-based scheme where it stands in the clear;
//! certificates are found by their own structure, keys are encrypted.

use crate::der::Reader;
use crate::pbe::PasswordScheme;
use crate::spki::AlgorithmIdentifier;

/// First bytes of every SQLite file.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";
/// What the schema of every NSS database contains.
const TABLES: [&[u8]; 2] = [b"CREATE TABLE nssPublic", b"CREATE TABLE nssPrivate"];
/// Magic number and version of a Berkeley DB 1.85 hash file, in both byte orders.
const BERKELEY_HASH: [[u8; 8]; 2] =
    [[0, 6, 0x15, 0x61, 0, 0, 0, 2], [0x61, 0x15, 6, 0, 2, 0, 0, 0]];
/// Records that a key database has.
const KEY_RECORDS: [&[u8]; 2] = [b"global-salt", b"password-check"];
/// id-PBES2 and the roots of PBES1 and of the schemes of PKCS #12 that NSS uses, with their tags
/// and without their last arcs.
const SCHEMES: [&[u8]; 3] = [
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d",
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x05\x01",
    b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01",
];
/// Schemes of one database that are looked at: each encrypted attribute repeats it.
const MAX_SCHEMES: usize = 256;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// `cert9.db`: certificates and trust, in SQLite.
    Certificates,
    /// `key4.db`: private keys, in SQLite.
    Keys,
    /// `cert8.db` and older: certificates, in Berkeley DB.
    LegacyCertificates,
    /// `key3.db`: private keys, in Berkeley DB.
    LegacyKeys,
}

/// Whether the first bytes are those of a Berkeley DB hash file, of NSS or another.
#[must_use]
pub fn is_berkeley_hash(head: &[u8]) -> bool {
    head.first_chunk::<8>().is_some_and(|head| BERKELEY_HASH.contains(head))
}

/// Which NSS database `bytes` are: the beginning of the file is enough for SQLite.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Option<Database> {
    if bytes.starts_with(SQLITE_MAGIC) {
        let has = |table| memchr::memmem::find(bytes, table).is_some();
        let [public, private] = TABLES.map(has);
        return match (public, private) {
            (_, true) => Some(Database::Keys),
            (true, false) => Some(Database::Certificates),
            _ => None,
        };
    }
    if !is_berkeley_hash(bytes) {
        return None;
    }
    let is_keys = KEY_RECORDS.iter().any(|record| memchr::memmem::find(bytes, record).is_some());
    if is_keys {
        return Some(Database::LegacyKeys);
    }
    let certificate = b"\xa0\x03\x02\x01\x02\x02";
    memchr::memmem::find(bytes, certificate).map(|_| Database::LegacyCertificates)
}

/// The password-based schemes that stand in a key database, each once.
#[must_use]
pub fn schemes(bytes: &[u8]) -> Vec<PasswordScheme<'_>> {
    let mut found: Vec<PasswordScheme<'_>> = Vec::new();
    for oid in SCHEMES {
        for at in memchr::memmem::find_iter(bytes, oid).take(MAX_SCHEMES) {
            let scheme = scheme_before(bytes, at);
            let is_new =
                |scheme: &PasswordScheme<'_>| !found.iter().any(|known| same(known, scheme));
            found.extend(scheme.filter(is_new));
        }
    }
    found
}

/// The identifier around the OID at `at`: its SEQUENCE has a length of one or two octets.
fn scheme_before(bytes: &[u8], at: usize) -> Option<PasswordScheme<'_>> {
    [2, 3, 4].into_iter().find_map(|header| {
        let start = at.checked_sub(header)?;
        let mut reader = Reader::new(bytes.get(start..)?);
        let algorithm = AlgorithmIdentifier::read(&mut reader).ok()?;
        PasswordScheme::of(&algorithm).ok().filter(|scheme| scheme.iterations.is_some())
    })
}

fn same(one: &PasswordScheme<'_>, other: &PasswordScheme<'_>) -> bool {
    (one.scheme, one.kdf, one.prf, one.cipher, one.iterations)
        == (other.scheme, other.kdf, other.prf, other.cipher, other.iterations)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY4: &[u8] = include_bytes!("../../../test-vectors/scan/nss_store/key4/key4.db");

    #[test]
    fn a_key_database_says_how_it_is_encrypted() {
        assert_eq!(recognise(KEY4), Some(Database::Keys));
        let schemes = schemes(KEY4);
        assert_eq!(schemes.len(), 1);
        assert_eq!(schemes[0].iterations, Some(10_000));
        assert_eq!(schemes[0].prf.map(|prf| prf.dotted()).as_deref(), Some("1.2.840.113549.2.9"));
    }

    #[test]
    fn berkeley_databases_need_records_of_nss() {
        let head = BERKELEY_HASH[0];
        assert_eq!(recognise(&head), None);
        assert_eq!(recognise(&[&head[..], b"global-salt"].concat()), Some(Database::LegacyKeys));
        let certificate = [&head[..], b"\x30\x82\x01\x00\xa0\x03\x02\x01\x02\x02\x01\x01"].concat();
        assert_eq!(recognise(&certificate), Some(Database::LegacyCertificates));
    }

    #[test]
    fn other_databases_are_not_of_nss() {
        assert_eq!(recognise(b"SQLite format 3\0 CREATE TABLE moz_cookies"), None);
        assert_eq!(recognise(b"CREATE TABLE nssPublic"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = recognise(&[&BERKELEY_HASH[1][..], &bytes].concat());
            for scheme in SCHEMES {
                let _ = schemes(&[&[0x30, 0x30][..], scheme, &bytes].concat());
            }
        }
    }
}
