//! Owns the signature packets of OpenPGP, versions 2 to 6: algorithms, times, and the preferences
//! that a self-signature states (RFC 9580, section 5.2).

use crate::cursor::Cursor;
use crate::malformed::Malformed;
use crate::openpgp::key::is_algorithm;

/// Subpackets of one signature.
const MAX_SUBPACKETS: usize = 4096;

/// A signature and what it says of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Packet version.
    pub version: u8,
    /// Signature type: 0x00 binary, 0x01 text, 0x10 to 0x13 certification, 0x18 subkey …
    pub kind: u8,
    /// Public-key algorithm.
    pub algorithm: u8,
    /// Hash algorithm.
    pub hash: u8,
    /// Seconds since 1970.
    pub created: Option<u32>,
    /// The key id of the issuer.
    pub issuer: Option<[u8; 8]>,
    /// Seconds after its creation until the key expires.
    pub key_expires_after: Option<u32>,
    /// First octet of the key flags.
    pub key_flags: Option<u8>,
    /// Preferred symmetric algorithms.
    pub ciphers: Vec<u8>,
    /// Preferred hash algorithms.
    pub hashes: Vec<u8>,
    /// Preferred AEAD cipher suites: symmetric and AEAD algorithm.
    pub aead_suites: Vec<(u8, u8)>,
}

impl Signature {
    /// Whether it certifies a user id, a key or a subkey.
    #[must_use]
    pub fn is_certification(&self) -> bool {
        matches!(self.kind, 0x10..=0x13 | 0x18 | 0x19 | 0x1f | 0x20 | 0x28 | 0x30)
    }

    /// Whether its numbers are registered ones: signatures have no other sign of their own.
    pub(super) fn is_plausible(&self) -> bool {
        let kind = self.is_certification() || matches!(self.kind, 0..=2 | 0x40 | 0x50);
        let hash = matches!(self.hash, 1..=3 | 8..=12 | 14);
        kind && hash && is_algorithm(self.algorithm)
    }
}

/// Reads the body of a signature packet up to the signature itself.
pub(super) fn parse(body: &[u8]) -> Result<Signature, Malformed> {
    let mut cursor = Cursor::new(body);
    let version = cursor.u8()?;
    let signature = match version {
        2 | 3 => version_3(&mut cursor, version)?,
        4..=6 => version_4(&mut cursor, version)?,
        _ => return Err(cursor.error("a signature version from 2 to 6")),
    };
    cursor.take(2)?; // left half of the hash
    if cursor.is_empty() { Err(cursor.error("a signature")) } else { Ok(signature) }
}

fn version_3(cursor: &mut Cursor<'_>, version: u8) -> Result<Signature, Malformed> {
    if cursor.u8()? != 5 {
        return Err(cursor.error("five hashed octets"));
    }
    let kind = cursor.u8()?;
    let created = Some(cursor.u32()?);
    let issuer = Some(cursor.array()?);
    let [algorithm, hash] = cursor.array()?;
    Ok(Signature { version, kind, algorithm, hash, created, issuer, ..Signature::default() })
}

fn version_4(cursor: &mut Cursor<'_>, version: u8) -> Result<Signature, Malformed> {
    let [kind, algorithm, hash] = cursor.array()?;
    let mut signature = Signature { version, kind, algorithm, hash, ..Signature::default() };
    let (hashed, unhashed) = if version == 6 {
        (cursor.field32()?, cursor.field32()?)
    } else {
        (cursor.field16()?, cursor.field16()?)
    };
    subpackets(hashed, &mut signature, true)?;
    subpackets(unhashed, &mut signature, false)?;
    Ok(signature)
}

/// The issuer may stand among the unhashed subpackets; nothing else there is believed.
fn subpackets(bytes: &[u8], signature: &mut Signature, hashed: bool) -> Result<(), Malformed> {
    let mut cursor = Cursor::new(bytes);
    for _ in 0..MAX_SUBPACKETS {
        if cursor.is_empty() {
            return Ok(());
        }
        let length = subpacket_length(&mut cursor)?;
        let Some((kind, value)) = cursor.take(length)?.split_first() else { continue };
        let kind = kind & 0x7f;
        if hashed || matches!(kind, 16 | 33) {
            subpacket(kind, value, signature);
        }
    }
    Err(cursor.error("fewer subpackets"))
}

fn subpacket_length(cursor: &mut Cursor<'_>) -> Result<usize, Malformed> {
    Ok(match cursor.u8()? {
        short @ 0..=191 => short.into(),
        high @ 192..=254 => ((usize::from(high) - 192) << 8) + usize::from(cursor.u8()?) + 192,
        255 => usize::try_from(cursor.u32()?).unwrap_or(usize::MAX),
    })
}

/// RFC 9580, section 5.2.3.7: the types that say something of algorithms or times.
fn subpacket(kind: u8, value: &[u8], signature: &mut Signature) {
    match kind {
        2 => signature.created = number(value),
        9 => signature.key_expires_after = number(value).filter(|seconds| *seconds > 0),
        11 => signature.ciphers = value.to_vec(),
        16 => signature.issuer = value.try_into().ok(),
        21 => signature.hashes = value.to_vec(),
        27 => signature.key_flags = value.first().copied(),
        33 => signature.issuer = signature.issuer.or_else(|| issuer(value)),
        39 => {
            let (pairs, _) = value.as_chunks::<2>();
            signature.aead_suites = pairs.iter().map(|[cipher, aead]| (*cipher, *aead)).collect();
        }
        _ => {}
    }
}

fn number(value: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(value.try_into().ok()?))
}

/// The key id inside an issuer fingerprint: its end in version 4, its start from 5 on.
fn issuer(value: &[u8]) -> Option<[u8; 8]> {
    match value.split_first()? {
        (4, fingerprint) => fingerprint.last_chunk().copied(),
        (_, fingerprint) => fingerprint.first_chunk().copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openpgp::{Body, armor, packets};

    const DETACHED: &[u8] =
        include_bytes!("../../../../test-vectors/scan/openpgp/messages/detached.asc");
    const RING: &[u8] = include_bytes!("../../../../test-vectors/scan/openpgp/keys/public.gpg");

    fn signatures(bytes: &[u8]) -> Vec<Signature> {
        let signature = |body| if let Body::Signature(found) = body { Some(*found) } else { None };
        packets(bytes).packets.into_iter().filter_map(|packet| signature(packet.body)).collect()
    }

    #[test]
    fn a_detached_signature() {
        let found = signatures(&armor::parse(DETACHED).unwrap().data);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].version, found[0].kind, found[0].algorithm, found[0].hash),
            (4, 0, 1, 10)
        );
        assert!(found[0].issuer.is_some() && found[0].created.is_some());
        assert!(found[0].is_plausible() && !found[0].is_certification());
    }

    #[test]
    fn self_signatures_state_preferences() {
        let found = signatures(RING);
        assert!(found.iter().all(Signature::is_certification));
        assert!(found[0].ciphers.contains(&9) && found[0].hashes.contains(&10));
    }

    #[test]
    fn versions_3_and_6() {
        let three = [&[3, 5, 0, 0, 0, 0, 9][..], &[8; 8], &[17, 2, 1, 2, 0, 1, 1]].concat();
        let found = parse(&three).unwrap();
        assert_eq!((found.algorithm, found.hash, found.created), (17, 2, Some(9)));
        let suites = [&[5, 39, 9, 2, 7, 3][..]].concat();
        let six = [&[6, 0x1f, 27, 10, 0, 0, 0, 6][..], &suites, &[0; 4], &[1, 2, 32, 5]].concat();
        assert_eq!(parse(&six).unwrap().aead_suites, [(9, 2), (7, 3)]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(version in 2u8..7, bytes: Vec<u8>) {
            let _ = parse(&[&[version][..], &bytes].concat());
        }
    }
}
