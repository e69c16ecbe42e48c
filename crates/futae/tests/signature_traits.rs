//! The traits of the `signature` crate: one function that is written for any signature takes every
//! parameter set of ML-DSA and SLH-DSA, and a key that is prepared besides.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::convert::Infallible;

use futae::{ml_dsa, slh_dsa};
use rand_core::{TryCryptoRng, TryRng};
use signature::{Keypair, RandomizedSigner, Signer, Verifier};

/// A generator that counts, for tests.
struct Counter(u8);

impl TryRng for Counter {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from(self.0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}

impl TryCryptoRng for Counter {}

/// A deterministic and a hedged signature, which the verifier accepts for this message alone.
fn sign_and_verify<S, K>(key: &K, verifier: &impl Verifier<S>) -> [S; 2]
where
    S: PartialEq,
    K: Signer<S> + RandomizedSigner<S>,
{
    let signatures = [key.sign(b"m"), key.sign_with_rng(&mut Counter(0), b"m")];
    assert!(signatures[0] == key.sign(b"m") && signatures[0] != signatures[1]);
    for signature in &signatures {
        assert!(verifier.verify(b"m", signature).is_ok());
        assert!(verifier.verify(b"other", signature).is_err());
    }
    signatures
}

fn with_its_own_verifier<S: PartialEq, K>(key: &K) -> [S; 2]
where
    K: Signer<S> + RandomizedSigner<S> + Keypair<VerifyingKey: Verifier<S>>,
{
    sign_and_verify(key, &key.verifying_key())
}

macro_rules! ml_dsa {
    ($($module:ident)*) => {$(
        #[test]
        fn $module() {
            let key = futae::$module::SigningKey::from_seed(&[1; 32]);
            let signatures = with_its_own_verifier(&key);
            let verifier = key.verifying_key().prepare();
            assert!(signatures == sign_and_verify(&key.prepare(), &verifier));
            let message = ml_dsa::Message::new(b"m");
            assert!(signatures[0] == key.sign_deterministic(message).unwrap());
        }
    )*};
}

ml_dsa!(ml_dsa_44 ml_dsa_65 ml_dsa_87);

macro_rules! slh_dsa {
    ($($module:ident)*) => {$(
        #[test]
        fn $module() {
            let key = futae::$module::SigningKey::generate_with_rng(&mut Counter(0)).unwrap();
            let signatures = with_its_own_verifier(&key);
            let message = slh_dsa::Message::new(b"m");
            assert!(signatures[0] == key.sign_deterministic(message).unwrap());
        }
    )*};
}

// The small sets share every line with these.
slh_dsa!(
    slh_dsa_sha2_128f slh_dsa_sha2_192f slh_dsa_sha2_256f
    slh_dsa_shake_128f slh_dsa_shake_192f slh_dsa_shake_256f
);
