//! Strength in bits against classical attack, by the table of NIST SP 800-57 Part 1.
//!
//! Owns the arithmetic from a key size or curve to a strength; what strength is enough is policy.

use crate::algorithm::Primitive;
use crate::curve::Curve;
use crate::usage::Usage;

/// The strength of an algorithm with its parameters, where they are known.
///
/// A signature is no stronger than its hash, a combination is as strong as its strongest part.
#[must_use]
pub fn strength(usage: &Usage) -> Option<u32> {
    let parts = usage.algorithm.component_usages();
    if !parts.is_empty() {
        return parts.iter().filter_map(strength).max();
    }
    let own = own_strength(usage)?;
    match (usage.algorithm.primitive, usage.hash.and_then(|hash| hash.strength_bits)) {
        (Primitive::Signature, Some(hash)) => Some(own.min(hash)),
        _ => Some(own),
    }
}

fn own_strength(usage: &Usage) -> Option<u32> {
    if let Some(bits) = usage.algorithm.strength_bits {
        return Some(bits);
    }
    match usage.algorithm.family {
        "RSA" | "DSA" | "DH" | "ElGamal" | "MQV" | "SRP" => usage.bits.map(finite_field_strength),
        "HMAC" => usage.hash.map(|hash| hash_mac_strength(hash.id)),
        "EC" | "ECDSA" | "ECDH" | "ECMQV" | "ECIES" | "EC-KCDSA" | "ECGDSA" | "Schnorr"
        | "GOST R 34.10" => {
            usage.curve.map(curve_strength).or_else(|| usage.bits.map(field_strength))
        }
        _ => None,
    }
}

/// RSA modulus or finite-field prime length to strength: SP 800-57 Part 1 Rev. 5, table 2.
/// A size between two rows counts as the lower one; below 1024 bits there is none.
#[must_use]
pub fn finite_field_strength(bits: u32) -> u32 {
    match bits {
        15_360.. => 256,
        7_680.. => 192,
        3_072.. => 128,
        2_048.. => 112,
        1_024.. => 80,
        _ => 0,
    }
}

/// The strength of a curve, rounded down to a row of SP 800-57 Part 1 Rev. 5, table 2.
#[must_use]
pub fn curve_strength(curve: &Curve) -> u32 {
    curve.strength_bits
}

/// Group order length to strength. Edwards25519 and Curve25519 (orders just under 2^253) stand
/// in the 128-bit row of SP 800-186, so the row begins at 250.
pub(crate) fn field_strength(bits: u32) -> u32 {
    match bits {
        510.. => 256,
        384.. => 192,
        250.. => 128,
        224.. => 112,
        160.. => 80,
        _ => 0,
    }
}

/// The strength of HMAC, KDF or random bit generation with a hash: SP 800-57 Part 1 Rev. 5,
/// table 3, by the hash's id.
#[must_use]
pub fn hash_mac_strength(hash: &str) -> u32 {
    match hash {
        "md2" | "md4" | "md5" => 0,
        "sha-1" | "ripemd-160" => 128,
        "sha-224" | "sha-512-224" | "sha3-224" => 192,
        _ => 256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_between_two_rows_count_as_the_lower() {
        let rows = [(512, 0), (1023, 0), (1024, 80), (2047, 80), (2048, 112), (3071, 112)];
        for (bits, expected) in rows.into_iter().chain([(3072, 128), (4096, 128), (7680, 192)]) {
            assert_eq!(finite_field_strength(bits), expected, "{bits}");
        }
        assert_eq!(finite_field_strength(u32::MAX), 256);
    }

    #[test]
    fn a_signature_is_no_stronger_than_its_hash() {
        let strength_of = |spec| strength(&Usage::parse(spec).unwrap());
        assert_eq!(strength_of("rsassa-pss:4096#sha-256"), Some(128));
        assert_eq!(strength_of("rsassa-pkcs1-v1_5:4096#sha-1"), Some(63));
        assert_eq!(strength_of("ecdsa@secp521r1#sha-384"), Some(192));
        assert_eq!(strength_of("rsa"), None);
        assert_eq!(strength_of("hmac#sha-1"), Some(128));
    }
}
