//! Owns the key stores of Java: JKS and JCEKS of Sun, BKS and UBER of Bouncy Castle.
//! Reads what stands outside the encryption and needs no password; aliases are counted, not kept.

pub mod sealed_object;

use crate::cursor::Cursor;
use crate::malformed::Malformed;
use std::ops::Range;

/// First bytes of a JKS file.
pub const JKS_MAGIC: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];
/// First bytes of a JCEKS file.
pub const JCEKS_MAGIC: [u8; 4] = [0xce, 0xce, 0xce, 0xce];

/// Entries of one store: a trust store of every public authority has about 150.
const MAX_ENTRIES: u32 = 1 << 20;
/// Certificates of one chain.
const MAX_CHAIN: u32 = 100;
/// Octets of salt that Bouncy Castle writes.
const BKS_SALT: usize = 20;
/// Iterations that Bouncy Castle writes: 1024 and a random number of ten bits.
const BKS_ITERATIONS: Range<u32> = 1024..2048;
/// Octets of the digest or MAC that ends a store: SHA-1.
const TRAILER: usize = 20;

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Sun's first.
    Jks,
    /// Sun's with secret keys.
    Jceks,
    /// Bouncy Castle's, keys encrypted one by one.
    Bks,
    /// Bouncy Castle's, encrypted as a whole.
    Uber,
}

/// A store, as far as it is not encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStore {
    /// Which store.
    pub format: Format,
    /// Version of the layout.
    pub version: u32,
    /// Iterations of the key derivation that all entries share (BKS, UBER).
    pub iterations: Option<u32>,
    /// The entries that were read.
    pub entries: Vec<Entry>,
    /// Where certificates stand.
    pub certificates: Vec<Range<usize>>,
    /// Why the rest was not read.
    pub error: Option<Malformed>,
}

/// One entry; its alias is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A certificate that is trusted.
    Certificate,
    /// A private key in `EncryptedPrivateKeyInfo` (JKS, JCEKS): where.
    PrivateKey(Range<usize>),
    /// A secret key, sealed: transformation and parameters as written (JCEKS).
    SealedKey(sealed_object::SealedObject),
    /// A key in the clear but for the store (BKS): its algorithm as written.
    PlainKey(String),
    /// A key or secret that is encrypted by the store (BKS).
    Encrypted,
}

/// Whether `head` begins one of these stores: 32 bytes are enough.
#[must_use]
pub fn begins(head: &[u8]) -> Option<Format> {
    match head.first_chunk::<4>() {
        Some(&JKS_MAGIC) => Some(Format::Jks),
        Some(&JCEKS_MAGIC) => Some(Format::Jceks),
        _ => bouncy_castle(&mut Cursor::new(head)).ok().map(|_| Format::Bks),
    }
}

/// Reads a store.
///
/// # Errors
/// When it does not begin like one. What fails later is in [`KeyStore::error`].
pub fn parse(bytes: &[u8]) -> Result<KeyStore, Malformed> {
    let mut cursor = Cursor::new(bytes);
    match begins(bytes) {
        Some(format @ (Format::Jks | Format::Jceks)) => sun(format, &mut cursor),
        Some(_) => {
            let (version, iterations) = bouncy_castle(&mut cursor)?;
            Ok(bks(version, iterations, cursor))
        }
        None => Err(Malformed { offset: 0, expected: "a Java key store" }),
    }
}

fn sun(format: Format, cursor: &mut Cursor<'_>) -> Result<KeyStore, Malformed> {
    cursor.u32()?;
    let version = cursor.u32()?;
    let count = cursor.u32()?;
    if !(1..=2).contains(&version) || count > MAX_ENTRIES {
        return Err(cursor.error("version 1 or 2 and a number of entries"));
    }
    let mut store = KeyStore::new(format, version, None);
    store.error = (0..count).try_for_each(|_| sun_entry(cursor, &mut store)).err();
    if store.error.is_none() && cursor.rest().len() < TRAILER {
        store.error = Some(cursor.error("a digest at the end"));
    }
    Ok(store)
}

impl KeyStore {
    fn new(format: Format, version: u32, iterations: Option<u32>) -> Self {
        Self {
            format,
            version,
            iterations,
            entries: Vec::new(),
            certificates: Vec::new(),
            error: None,
        }
    }
}

fn sun_entry(cursor: &mut Cursor<'_>, store: &mut KeyStore) -> Result<(), Malformed> {
    let tag = cursor.u32()?;
    cursor.field16()?; // the alias
    cursor.u64()?; // when it was made
    let entry = match tag {
        1 => {
            let key = range32(cursor)?;
            let chain = cursor.u32()?.min(MAX_CHAIN);
            for _ in 0..chain {
                certificate(cursor, store)?;
            }
            Entry::PrivateKey(key)
        }
        2 => {
            certificate(cursor, store)?;
            Entry::Certificate
        }
        3 if store.format == Format::Jceks => {
            let (sealed, length) = sealed_object::parse(cursor.rest())?;
            cursor.take(length)?;
            Entry::SealedKey(sealed)
        }
        _ => return Err(cursor.error("an entry")),
    };
    store.entries.push(entry);
    Ok(())
}

/// A certificate: its type, which version 1 of JKS leaves out, and its bytes.
fn certificate(cursor: &mut Cursor<'_>, store: &mut KeyStore) -> Result<(), Malformed> {
    if store.version > 1 || store.iterations.is_some() {
        cursor.field16()?;
    }
    store.certificates.push(range32(cursor)?);
    Ok(())
}

fn range32(cursor: &mut Cursor<'_>) -> Result<Range<usize>, Malformed> {
    let length = cursor.field32()?.len();
    Ok(cursor.at() - length..cursor.at())
}

/// The header of BKS and UBER: version, salt, iterations. It has no magic, so all is checked.
fn bouncy_castle(cursor: &mut Cursor<'_>) -> Result<(u32, u32), Malformed> {
    let version = cursor.u32()?;
    let salt = if (1..=2).contains(&version) { cursor.field32()? } else { &[] };
    let iterations = cursor.u32()?;
    if salt.len() != BKS_SALT || !BKS_ITERATIONS.contains(&iterations) {
        return Err(cursor.error("the salt and the iterations of a store"));
    }
    Ok((version, iterations))
}

/// What follows is a list of entries, or one ciphertext of whole blocks.
fn bks(version: u32, iterations: u32, mut cursor: Cursor<'_>) -> KeyStore {
    let rest = cursor.rest().len();
    let mut store = KeyStore::new(Format::Bks, version, Some(iterations));
    store.error = bks_entries(&mut cursor, &mut store).err();
    let nothing_read = store.entries.is_empty() && store.error.is_some();
    if nothing_read && rest >= 32 && rest.is_multiple_of(16) {
        return KeyStore::new(Format::Uber, version, Some(iterations));
    }
    store
}

fn bks_entries(cursor: &mut Cursor<'_>, store: &mut KeyStore) -> Result<(), Malformed> {
    for _ in 0..MAX_ENTRIES {
        let kind = cursor.u8()?;
        if kind == 0 {
            let trailer = cursor.rest().len();
            return if trailer == TRAILER { Ok(()) } else { Err(cursor.error("a MAC at the end")) };
        }
        cursor.field16()?; // the alias
        cursor.u64()?; // when it was made
        for _ in 0..cursor.u32()?.min(MAX_CHAIN) {
            certificate(cursor, store)?;
        }
        let entry = bks_entry(kind, cursor, store)?;
        store.entries.push(entry);
    }
    Err(cursor.error("fewer entries"))
}

fn bks_entry(kind: u8, cursor: &mut Cursor<'_>, store: &mut KeyStore) -> Result<Entry, Malformed> {
    match kind {
        1 => {
            certificate(cursor, store)?;
            Ok(Entry::Certificate)
        }
        2 => {
            cursor.u8()?; // private, public or secret
            cursor.field16()?; // the encoding's name
            let algorithm = String::from_utf8_lossy(cursor.field16()?).into_owned();
            cursor.field32()?;
            Ok(Entry::PlainKey(algorithm))
        }
        3 | 4 => {
            cursor.field32()?;
            Ok(Entry::Encrypted)
        }
        _ => Err(cursor.error("an entry")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Reader;
    use crate::pkcs8::EncryptedPrivateKeyInfo;

    const JKS: &[u8] = include_bytes!("../../../test-vectors/scan/java_keystore/stores/store.jks");
    const JCEKS: &[u8] =
        include_bytes!("../../../test-vectors/scan/java_keystore/stores/store.jceks");

    #[test]
    fn a_jks_with_a_key_and_a_certificate() {
        let store = parse(JKS).unwrap();
        assert_eq!((store.format, store.version, store.error), (Format::Jks, 2, None));
        assert_eq!((store.entries.len(), store.certificates.len()), (2, 2));
        assert!(
            store.certificates.iter().all(|range| JKS[range.clone()].starts_with(&[0x30, 0x82]))
        );
        let keys: Vec<_> =
            store.entries.iter().filter(|entry| matches!(entry, Entry::PrivateKey(_))).collect();
        let [Entry::PrivateKey(range)] = keys.as_slice() else { panic!("{keys:?}") };
        let key = EncryptedPrivateKeyInfo::read(&mut Reader::new(&JKS[range.clone()])).unwrap();
        assert_eq!(key.scheme.scheme.dotted(), "1.3.6.1.4.1.42.2.17.1.1");
    }

    #[test]
    fn a_jceks_with_a_secret_key() {
        let store = parse(JCEKS).unwrap();
        assert_eq!((store.format, store.error), (Format::Jceks, None));
        assert_eq!(store.entries.len(), 3);
        let sealed = store.entries.iter().find_map(|entry| match entry {
            Entry::SealedKey(sealed) => Some(sealed),
            _ => None,
        });
        assert_eq!(sealed.unwrap().transformation.as_deref(), Some("PBEWithMD5AndTripleDES"));
    }

    /// A BKS store made by hand: a certificate, a sealed key, a key in the clear.
    fn bks_file(version: u8) -> Vec<u8> {
        let mut bytes = vec![0, 0, 0, version, 0, 0, 0, 20];
        bytes.extend([9; 20]);
        bytes.extend([0, 0, 5, 0]);
        let entry = |kind: u8| [&[kind, 0, 1, b'a'][..], &[0; 8], &[0; 4]].concat();
        let certificate = [&[0, 5][..], b"X.509", &[0, 0, 0, 3, 0x30, 1, 0]].concat();
        let plain = [&[0, 0, 5][..], b"PKCS8", &[0, 3], b"RSA", &[0, 0, 0, 1, 7]].concat();
        bytes.extend(
            [entry(1), certificate, entry(4), vec![0, 0, 0, 1, 7], entry(2), plain].concat(),
        );
        bytes.push(0);
        bytes.extend([1; 20]);
        bytes
    }

    #[test]
    fn bks_of_both_versions() {
        for version in [1, 2] {
            let store = parse(&bks_file(version)).unwrap();
            assert_eq!(
                (store.format, store.version, store.error),
                (Format::Bks, version.into(), None)
            );
            assert_eq!(store.iterations, Some(1280));
            let plain = Entry::PlainKey("RSA".to_owned());
            assert_eq!(store.entries, [Entry::Certificate, Entry::Encrypted, plain]);
            assert_eq!(store.certificates.len(), 1);
        }
    }

    #[test]
    fn uber_is_one_ciphertext() {
        let mut bytes = bks_file(1)[..32].to_vec();
        bytes.extend([0xa5; 64]);
        assert_eq!(parse(&bytes).unwrap().format, Format::Uber);
        bytes.push(0);
        assert_eq!(parse(&bytes).unwrap().format, Format::Bks);
        assert!(parse(&bytes).unwrap().error.is_some());
    }

    #[test]
    fn cut_stores_say_so() {
        for end in 12..JKS.len() - TRAILER {
            assert!(parse(&JKS[..end]).is_ok_and(|store| store.error.is_some()), "{end}");
        }
        assert!(parse(&JKS[..8]).is_err());
    }

    #[test]
    fn other_files_are_no_stores() {
        assert_eq!(begins(b"\xfe\xed\xfa\xce"), None);
        assert_eq!(begins(&[0; 64]), None);
        assert_eq!(begins(&[0, 0, 0, 1, 0, 0, 0, 20]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(which in 0usize..3, bytes: Vec<u8>) {
            let heads = [&JKS[..12], &JCEKS[..12], &bks_file(2)[..32]];
            let _ = parse(&[heads[which], &bytes].concat());
        }

        #[test]
        fn a_changed_store_is_survived(at in 0usize..JCEKS.len(), with: u8) {
            let mut bytes = JCEKS.to_vec();
            bytes[at] = with;
            if let Ok(store) = parse(&bytes) {
                assert!(store.certificates.iter().all(|range| bytes.get(range.clone()).is_some()));
            }
        }
    }
}
