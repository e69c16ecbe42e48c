//! Owns the key packets of OpenPGP, versions 2 to 6, and the string-to-key specifiers that
//! protect private keys and messages (RFC 9580, sections 3.7, 5.5; RFC 9980, section 5).

use crate::cursor::{Cursor, bit_length};
use crate::malformed::Malformed;
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// Bits of one number: GnuPG's own limit for RSA keys that it reads.
const MAX_NUMBER_BITS: u16 = 16384 + 8;
/// Longest curve OID; that of Curve25519 takes ten octets.
const MAX_OID_BYTES: usize = 32;

/// A key or subkey, public or secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Packet version.
    pub version: u8,
    /// Seconds since 1970.
    pub created: u32,
    /// Public-key algorithm.
    pub algorithm: u8,
    /// The public numbers.
    pub material: Material,
    /// Whether it is a subkey.
    pub is_subkey: bool,
    /// The public part of the packet's body: what fingerprints are taken of.
    pub public_part: Vec<u8>,
    /// How the private half is protected; `None` for a public key.
    pub protection: Option<Protection>,
}

impl Key {
    /// Whether nothing but the number of the algorithm is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.material, Material::Unknown(_))
    }

    /// The fingerprint (RFC 9580, section 5.5.4); that of versions 2 and 3 is MD5 and left out.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Vec<u8>> {
        let part = &self.public_part;
        let short = u16::try_from(part.len()).ok()?.to_be_bytes();
        let long = u32::from(u16::from_be_bytes(short)).to_be_bytes();
        let digest =
            |mark: u8| Sha256::new().chain_update([mark]).chain_update(long).chain_update(part);
        match self.version {
            4 => {
                let digest =
                    Sha1::new().chain_update([0x99]).chain_update(short).chain_update(part);
                Some(digest.finalize().to_vec())
            }
            5 => Some(digest(0x9a).finalize().to_vec()),
            6 => Some(digest(0x9b).finalize().to_vec()),
            _ => None,
        }
    }

    /// The key id, by which signatures name their issuer.
    #[must_use]
    pub fn key_id(&self) -> Option<[u8; 8]> {
        match (self.version, &self.material) {
            (2 | 3, Material::Rsa { modulus, .. }) => modulus.last_chunk().copied(),
            (4, _) => self.fingerprint()?.last_chunk().copied(),
            (5 | 6, _) => self.fingerprint()?.first_chunk().copied(),
            _ => None,
        }
    }
}

/// The public numbers of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// RSA.
    Rsa {
        /// Modulus.
        modulus: Vec<u8>,
        /// Public exponent.
        exponent: Vec<u8>,
    },
    /// DSA.
    Dsa {
        /// Prime modulus.
        p: Vec<u8>,
        /// Subgroup order.
        q: Vec<u8>,
        /// Generator.
        g: Vec<u8>,
        /// Public value.
        y: Vec<u8>,
    },
    /// Elgamal: the prime.
    Elgamal(Vec<u8>),
    /// A curve by its OID.
    Curve {
        /// Content octets of the OID.
        oid: Vec<u8>,
        /// Encoded point.
        point: Vec<u8>,
        /// Hash and symmetric algorithm of the key derivation (ECDH).
        kdf: Option<(u8, u8)>,
        /// Octets of the ML-KEM key beside it (GnuPG's algorithm 8).
        kem_bytes: Option<usize>,
    },
    /// A key whose size follows from its algorithm.
    Octets(Vec<u8>),
    /// An algorithm that is not known: octets of its fields.
    Unknown(usize),
}

impl Material {
    /// Bits of the modulus or prime.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { modulus: number, .. }
            | Self::Dsa { p: number, .. }
            | Self::Elgamal(number) => Some(bit_length(number)),
            _ => None,
        }
    }
}

/// How a private half is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    None,
    /// Encrypted.
    Encrypted {
        /// Symmetric algorithm.
        cipher: u8,
        /// AEAD algorithm.
        aead: Option<u8>,
        /// How the passphrase becomes a key; `None` is MD5 of it (version 3 keys).
        s2k: Option<S2k>,
        /// The octet that says which check is inside: 253 AEAD, 254 SHA-1, else a 16-bit sum.
        usage: u8,
    },
    /// GnuPG's mark that the private half is elsewhere: 1 nowhere, 2 on a card.
    Elsewhere(u8),
}

/// A string-to-key specifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S2k {
    /// 0 simple, 1 salted, 3 iterated and salted, 4 Argon2, 101 GnuPG's own.
    pub kind: u8,
    /// Hash algorithm.
    pub hash: Option<u8>,
    /// Octets that are hashed (iterated).
    pub count: Option<u64>,
    /// Parameters of Argon2.
    pub argon2: Option<Argon2>,
    /// Mode of GnuPG's own kind.
    pub gnu_mode: Option<u8>,
}

/// Parameters of Argon2 in OpenPGP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2 {
    /// Passes.
    pub passes: u8,
    /// Lanes.
    pub parallelism: u8,
    /// Two to this many kibibytes.
    pub memory_exponent: u8,
}

/// Whether the registry of RFC 9580 or RFC 9980, or GnuPG, knows this public-key algorithm.
#[must_use]
pub(crate) fn is_algorithm(number: u8) -> bool {
    matches!(number, 1..=3 | 8 | 16..=20 | 22 | 25..=28 | 30..=36)
}

/// Whether the registry of RFC 9580 knows this symmetric algorithm (0 is none, 5 and 6 reserved).
pub(crate) fn is_cipher(number: u8) -> bool {
    matches!(number, 1..=4 | 7..=13)
}

/// Reads the body of a public key packet, which must be used up whole.
pub(super) fn public(body: &[u8], is_subkey: bool) -> Result<Key, Malformed> {
    let mut cursor = Cursor::new(body);
    let key = public_part(&mut cursor, is_subkey, true)?;
    cursor.finish()?;
    Ok(key)
}

/// Reads the body of a secret key packet as far as it is not private.
pub(super) fn secret(body: &[u8], is_subkey: bool) -> Result<Key, Malformed> {
    let mut cursor = Cursor::new(body);
    let mut key = public_part(&mut cursor, is_subkey, false)?;
    key.protection = Some(protection(&mut cursor, key.version)?);
    Ok(key)
}

/// RFC 9580, section 5.5.2. Fields of an unknown algorithm end where the packet does, unless
/// their length is written (versions 5 and 6).
fn public_part(cursor: &mut Cursor<'_>, is_subkey: bool, alone: bool) -> Result<Key, Malformed> {
    let (start, before) = (cursor.rest(), cursor.at());
    let version = cursor.u8()?;
    if !(2..=6).contains(&version) {
        return Err(cursor.error("a key version from 2 to 6"));
    }
    let created = cursor.u32()?;
    if version < 4 {
        cursor.u16()?; // validity in days
    }
    let algorithm = cursor.u8()?;
    let material = if version < 5 {
        material(algorithm, cursor, alone)?
    } else {
        let mut fields = Cursor::new(cursor.field32()?);
        let material = material(algorithm, &mut fields, true)?;
        fields.finish()?;
        material
    };
    let public_part = start.get(..cursor.at() - before).unwrap_or_default().to_vec();
    Ok(Key { version, created, algorithm, material, is_subkey, public_part, protection: None })
}

fn material(algorithm: u8, cursor: &mut Cursor<'_>, alone: bool) -> Result<Material, Malformed> {
    Ok(match algorithm {
        1..=3 => Material::Rsa { modulus: number(cursor)?, exponent: number(cursor)? },
        16 | 20 => {
            let p = number(cursor)?;
            number(cursor)?;
            number(cursor)?;
            Material::Elgamal(p)
        }
        17 => Material::Dsa {
            p: number(cursor)?,
            q: number(cursor)?,
            g: number(cursor)?,
            y: number(cursor)?,
        },
        8 | 18 | 19 | 22 => curve(algorithm, cursor)?,
        _ => match octets(algorithm) {
            Some(length) => Material::Octets(cursor.take(length)?.to_vec()),
            None if alone => Material::Unknown(cursor.take(cursor.rest().len())?.len()),
            None => return Err(cursor.error("a known public-key algorithm")),
        },
    })
}

/// Octets of the public key of the algorithms that fix it: RFC 9580, sections 5.5.5.7 to 5.5.5.10,
/// and RFC 9980: the elliptic curve key before the ML-DSA or ML-KEM key.
fn octets(algorithm: u8) -> Option<usize> {
    Some(match algorithm {
        25 | 27 => 32,
        26 => 56,
        28 => 57,
        30 => 32 + 1952,
        31 => 57 + 2592,
        32 | 33 => 32,
        34 => 64,
        35 => 32 + 1184,
        36 => 56 + 1568,
        _ => return None,
    })
}

fn curve(algorithm: u8, cursor: &mut Cursor<'_>) -> Result<Material, Malformed> {
    let length = usize::from(cursor.u8()?);
    if length == 0 || length > MAX_OID_BYTES {
        return Err(cursor.error("a curve"));
    }
    let oid = cursor.take(length)?.to_vec();
    let point = octet_string(cursor)?.to_vec();
    let kdf = if algorithm == 18 { Some(kdf(cursor)?) } else { None };
    let kem_bytes = if algorithm == 8 { Some(cursor.field32()?.len()) } else { None };
    Ok(Material::Curve { oid, point, kdf, kem_bytes })
}

fn kdf(cursor: &mut Cursor<'_>) -> Result<(u8, u8), Malformed> {
    let length = cursor.u8()?;
    match cursor.take(length.into())? {
        [1, hash, cipher, ..] => Ok((*hash, *cipher)),
        _ => Err(cursor.error("parameters of a key derivation")),
    }
}

/// A number of exactly as many bits as are written before it.
fn number(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Malformed> {
    let bits = cursor.u16()?;
    if bits == 0 || bits > MAX_NUMBER_BITS {
        return Err(cursor.error("a number"));
    }
    let number = cursor.take(usize::from(bits).div_ceil(8))?;
    if bit_length(number) != usize::from(bits) {
        return Err(cursor.error("a number of the size that is written before it"));
    }
    Ok(number.to_vec())
}

/// A string framed like a number; GnuPG keeps its leading zeros.
fn octet_string<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Malformed> {
    let bits = cursor.u16()?;
    if bits == 0 || bits > MAX_NUMBER_BITS {
        return Err(cursor.error("a point"));
    }
    cursor.take(usize::from(bits).div_ceil(8))
}

/// RFC 9580, section 5.5.3.
fn protection(cursor: &mut Cursor<'_>, version: u8) -> Result<Protection, Malformed> {
    let usage = cursor.u8()?;
    if version == 5 || (version == 6 && usage != 0) {
        cursor.u8()?; // length of the fields that follow
    }
    if usage == 0 {
        return if cursor.is_empty() {
            Err(cursor.error("a private half"))
        } else {
            Ok(Protection::None)
        };
    }
    if usage < 253 {
        return if is_cipher(usage) {
            Ok(Protection::Encrypted { cipher: usage, aead: None, s2k: None, usage })
        } else {
            Err(cursor.error("a symmetric algorithm"))
        };
    }
    let cipher = cursor.u8()?;
    let aead = if usage == 253 { Some(cursor.u8()?) } else { None };
    if version == 6 {
        cursor.u8()?; // length of the specifier
    }
    let s2k = s2k(cursor)?;
    match s2k.gnu_mode {
        Some(mode) => Ok(Protection::Elsewhere(mode)),
        None if is_cipher(cipher) => {
            Ok(Protection::Encrypted { cipher, aead, s2k: Some(s2k), usage })
        }
        None => Err(cursor.error("a symmetric algorithm")),
    }
}

/// RFC 9580, section 3.7.1.
pub(super) fn s2k(cursor: &mut Cursor<'_>) -> Result<S2k, Malformed> {
    let kind = cursor.u8()?;
    let mut s2k = S2k { kind, ..S2k::default() };
    match kind {
        0 => s2k.hash = Some(cursor.u8()?),
        1 | 3 => {
            s2k.hash = Some(cursor.u8()?);
            cursor.take(8)?; // the salt
            if kind == 3 {
                s2k.count = Some(iterated_count(cursor.u8()?));
            }
        }
        4 => {
            cursor.take(16)?; // the salt
            let [passes, parallelism, memory_exponent] = cursor.array()?;
            s2k.argon2 = Some(Argon2 { passes, parallelism, memory_exponent });
        }
        101 => {
            s2k.hash = Some(cursor.u8()?);
            if cursor.take(3)? != b"GNU" {
                return Err(cursor.error("GnuPG's mark"));
            }
            s2k.gnu_mode = Some(cursor.u8()?);
        }
        _ => return Err(cursor.error("a string-to-key specifier")),
    }
    Ok(s2k)
}

/// The coded count of RFC 9580, section 3.7.1.3.
fn iterated_count(coded: u8) -> u64 {
    (16 + u64::from(coded & 15)) << (u32::from(coded >> 4) + 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openpgp::{Body, armor, packets};

    const ED_SECRET: &[u8] =
        include_bytes!("../../../../test-vectors/scan/openpgp/keys/ed25519_secret.asc");
    const P384_SECRET: &[u8] =
        include_bytes!("../../../../test-vectors/scan/openpgp/keys/p384_secret.gpg");

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let key = |body| if let Body::Key(key) = body { Some(*key) } else { None };
        packets(bytes).packets.into_iter().filter_map(|packet| key(packet.body)).collect()
    }

    #[test]
    fn an_encrypted_key_says_how() {
        let keys = keys(&armor::parse(ED_SECRET).unwrap().data);
        assert_eq!(keys.len(), 2);
        let Some(Protection::Encrypted { cipher: 7, aead: None, s2k: Some(s2k), usage: 254 }) =
            &keys[0].protection
        else {
            panic!("{keys:?}")
        };
        assert_eq!((s2k.kind, s2k.hash), (3, Some(2)));
        assert!(s2k.count.is_some_and(|count| count >= 65536));
        assert!(matches!(&keys[1].material, Material::Curve { kdf: Some((8, 7)), .. }));
    }

    #[test]
    fn self_signatures_name_the_key() {
        let stream = packets(P384_SECRET).packets;
        let issuer = stream.iter().find_map(|packet| match &packet.body {
            Body::Signature(signature) => signature.issuer,
            _ => None,
        });
        assert!(issuer.is_some());
        assert_eq!(keys(P384_SECRET)[0].key_id(), issuer);
    }

    #[test]
    fn a_clear_key_says_so() {
        assert_eq!(keys(P384_SECRET)[0].protection, Some(Protection::None));
    }

    #[test]
    fn counts_are_those_of_the_formula() {
        assert_eq!(iterated_count(0), 1024);
        assert_eq!(iterated_count(96), 65536);
        assert_eq!(iterated_count(255), 65_011_712);
    }

    /// A version 6 key of ML-KEM-768+X25519 made by hand.
    fn version_6(algorithm: u8, octets: usize) -> Vec<u8> {
        let length = u32::try_from(octets).unwrap().to_be_bytes();
        [&[6, 0, 0, 0, 1, algorithm][..], &length, &vec![7; octets]].concat()
    }

    #[test]
    fn post_quantum_keys_have_fixed_sizes() {
        for (algorithm, size) in [(30, 1984), (31, 2649), (34, 64), (35, 1216), (36, 1624)] {
            let key = public(&version_6(algorithm, size), false).unwrap();
            assert!(matches!(key.material, Material::Octets(octets) if octets.len() == size));
            assert!(public(&version_6(algorithm, size + 1), false).is_err());
        }
        assert!(public(&version_6(99, 5), true).unwrap().is_unknown());
    }

    #[test]
    fn gnupg_marks_keys_that_are_elsewhere() {
        let bytes = [&[4, 0, 0, 0, 1, 27][..], &[9; 32], &[255, 7, 101, 2], b"GNU", &[1]].concat();
        assert_eq!(secret(&bytes, false).unwrap().protection, Some(Protection::Elsewhere(1)));
    }

    #[test]
    fn version_3_keys_are_protected_by_md5() {
        let bytes = [3, 0, 0, 0, 1, 0, 0, 1, 0, 9, 1, 1, 0, 2, 3, 1, 0, 0];
        let key = secret(&bytes, false).unwrap();
        assert_eq!(key.material.bits(), Some(9));
        assert!(matches!(key.protection, Some(Protection::Encrypted { cipher: 1, s2k: None, .. })));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(version in 2u8..7, algorithm in 0u8..40, bytes: Vec<u8>) {
            let bytes = [&[version, 0, 0, 0, 0, algorithm][..], &bytes].concat();
            let _ = public(&bytes, false);
            let _ = secret(&bytes, true);
        }
    }
}
