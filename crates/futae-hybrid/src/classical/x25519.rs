//! X25519 of RFC 7748 by `x25519-dalek`, or by `graviola` with the feature of that name where the
//! processor has what it needs.

use x25519_dalek::{PublicKey, StaticSecret};

use crate::{Error, Secret};

/// Bytes of a public value.
pub(crate) const SHARE_SIZE: usize = 32;
/// Bytes of the agreed value.
pub(crate) const SECRET_SIZE: usize = 32;

/// A private key with its public value.
pub(crate) struct PrivateKey {
    scalar: Secret<32>,
    share: [u8; SHARE_SIZE],
}

impl PrivateKey {
    pub(crate) fn generate() -> Result<Self, Error> {
        Secret::random().map(Self::from_bytes)
    }

    /// Every array is a private key: it is clamped before use.
    pub(crate) fn from_bytes(scalar: Secret<32>) -> Self {
        let share = base_point_multiple(&scalar);
        Self { scalar, share }
    }

    /// Every array is a private key, as for [`Self::from_bytes`].
    pub(crate) fn from_scalar(bytes: &[u8; 32]) -> Result<Self, Error> {
        Ok(Self::from_bytes(Secret::new(bytes)))
    }

    pub(crate) fn scalar(&self) -> Secret<32> {
        Secret::new(self.scalar.as_bytes())
    }

    pub(crate) fn share(&self) -> &[u8; SHARE_SIZE] {
        &self.share
    }

    /// The agreed value; an all-zero one is refused. RFC 7748, Section 6.1.
    pub(crate) fn agree(&self, peer: &[u8; SHARE_SIZE]) -> Result<Secret<SECRET_SIZE>, Error> {
        multiple(&self.scalar, peer).ok_or(Error::SmallOrder)
    }

    /// The agreed value, which of a public value of small order is zero.
    pub(crate) fn agree_even_zero(&self, peer: &[u8; SHARE_SIZE]) -> Secret<SECRET_SIZE> {
        multiple(&self.scalar, peer).unwrap_or(Secret::zero())
    }
}

/// Every array is a public value; one of small order shows when it is used.
pub(crate) fn check(_: &[u8; SHARE_SIZE]) -> Result<(), Error> {
    Ok(())
}

#[cfg(all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod fast {
    //! The assembly, and whether the processor can run it: `graviola` ends the program where it
    //! cannot.

    use graviola::key_agreement::x25519::{PublicKey, StaticPrivateKey};

    use crate::Secret;

    #[cfg(target_arch = "x86_64")]
    fn is_available() -> bool {
        use std::is_x86_feature_detected as has;
        has!("aes")
            && has!("pclmulqdq")
            && has!("bmi1")
            && has!("bmi2")
            && has!("adx")
            && has!("ssse3")
            && has!("avx")
            && has!("avx2")
    }

    #[cfg(target_arch = "aarch64")]
    fn is_available() -> bool {
        use std::arch::is_aarch64_feature_detected as has;
        has!("neon") && has!("aes") && has!("pmull") && has!("sha2")
    }

    pub(super) fn base_point_multiple(scalar: &Secret<32>) -> Option<[u8; 32]> {
        is_available()
            .then(|| StaticPrivateKey::from_array(scalar.as_bytes()).public_key().as_bytes())
    }

    /// The outer option: whether this implementation is available.
    pub(super) fn multiple(scalar: &Secret<32>, peer: &[u8; 32]) -> Option<Option<Secret<32>>> {
        is_available().then(|| {
            let private = StaticPrivateKey::from_array(scalar.as_bytes());
            let agreed = private.diffie_hellman(&PublicKey::from_array(peer)).ok()?;
            Some(Secret::new(&zeroize::Zeroizing::new(agreed.0)))
        })
    }
}

#[cfg(not(all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod fast {
    //! No other implementation in this build.

    use crate::Secret;

    pub(super) fn base_point_multiple(_: &Secret<32>) -> Option<[u8; 32]> {
        None
    }

    pub(super) fn multiple(_: &Secret<32>, _: &[u8; 32]) -> Option<Option<Secret<32>>> {
        None
    }
}

fn base_point_multiple(scalar: &Secret<32>) -> [u8; 32] {
    fast::base_point_multiple(scalar)
        .unwrap_or_else(|| PublicKey::from(&StaticSecret::from(*scalar.as_bytes())).to_bytes())
}

fn multiple(scalar: &Secret<32>, peer: &[u8; 32]) -> Option<Secret<32>> {
    fast::multiple(scalar, peer).unwrap_or_else(|| {
        let private = StaticSecret::from(*scalar.as_bytes());
        let agreed = private.diffie_hellman(&PublicKey::from(*peer));
        agreed.was_contributory().then(|| Secret::new(agreed.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7748, Section 5.2: the iteration, whose first scalar and point are both 9, once and a
    /// thousand times.
    #[test]
    fn the_iterated_function_is_that_of_the_rfc() {
        let hex = |bytes: &[u8; 32]| data_encoding::HEXLOWER.encode(bytes);
        let mut nine = [0; 32];
        nine[0] = 9;
        let (mut k, mut u) = (nine, nine);
        for iteration in 1..=1000 {
            let agreed = PrivateKey::from_bytes(Secret::new(&k)).agree(&u).unwrap();
            (k, u) = (*agreed.as_bytes(), k);
            if iteration == 1 {
                let once = "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079";
                assert_eq!(hex(&k), once);
            }
        }
        let thousand = "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51";
        assert_eq!(hex(&k), thousand);
    }

    /// The assembly against `x25519-dalek`, also at values of small order.
    #[cfg(feature = "graviola")]
    #[test]
    fn both_implementations_agree() {
        let Some(_) = fast::base_point_multiple(&Secret::new(&[1; 32])) else {
            std::eprintln!("NOT TESTED: the processor lacks what graviola needs");
            return;
        };
        let mut peer = [0; 32];
        for round in 0..200 {
            let scalar = Secret::random().unwrap();
            let dalek = StaticSecret::from(*scalar.as_bytes());
            let agreed = dalek.diffie_hellman(&PublicKey::from(peer));
            let agreed = Some(*agreed.as_bytes()).filter(|agreed| *agreed != [0; 32]);
            let fast = fast::multiple(&scalar, &peer).unwrap();
            assert_eq!(fast.map(|fast| *fast.as_bytes()), agreed, "round {round}");
            let public = PublicKey::from(&dalek).to_bytes();
            assert_eq!(fast::base_point_multiple(&scalar), Some(public));
            peer = if round % 2 == 0 { public } else { *Secret::random().unwrap().as_bytes() };
        }
    }

    #[test]
    fn both_sides_agree() {
        let [a, b] = [1, 2].map(|byte| PrivateKey::from_bytes(Secret::new(&[byte; 32])));
        let agreed = a.agree(b.share()).unwrap();
        assert_eq!(agreed.as_bytes(), b.agree(a.share()).unwrap().as_bytes());
    }

    /// The points of small order whose encodings are 0 and 1.
    #[test]
    fn small_order_is_refused() {
        let key = PrivateKey::from_bytes(Secret::new(&[7; 32]));
        let mut one = [0; 32];
        assert_eq!(key.agree(&one).err(), Some(Error::SmallOrder));
        one[0] = 1;
        assert_eq!(key.agree(&one).err(), Some(Error::SmallOrder));
    }
}
