//! SLH-DSA against fips205: keys and signatures are equal bytes, each verifies the other's, in
//! both forms and with every pre-hash.

use fips205::traits::{SerDes, Signer, Verifier};
use futae::{prehash::PreHash, slh_dsa::Message};

/// Differs from call to call and looks random: a linear congruential generator modulo 2^64
/// (Knuth's MMIX), its high byte.
fn bytes<const N: usize>(state: &mut u64) -> [u8; N] {
    std::array::from_fn(|_| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_be_bytes()[0]
    })
}

macro_rules! set {
    ($module:ident, $n:literal, $seeds:expr, $pre_hashes:expr) => {
        #[test]
        fn $module() {
            use fips205::$module as theirs;
            use futae::$module as ours;

            for seed in 0..$seeds {
                let state = &mut u64::from(seed);
                let (sk_seed, sk_prf, pk_seed) = (bytes(state), bytes(state), bytes::<$n>(state));
                let key = ours::SigningKey::generate_derand(&sk_seed, &sk_prf, &pk_seed);
                let public = key.verifying_key();
                let their_key = theirs::PrivateKey::try_from_bytes(key.to_bytes()).unwrap();
                let their_public = theirs::PublicKey::try_from_bytes(public.to_bytes()).unwrap();

                let (text, context) = (bytes::<100>(state), bytes::<20>(state));
                let message = Message::new(&text).context(&context);
                let signature = key.sign_deterministic(message).unwrap();
                assert!(signature == their_key.try_sign(&text, &context, false).unwrap());
                assert!(their_public.verify(&text, &signature, &context));
                let hedged = their_key.try_sign(&text, &context, true).unwrap();
                assert_eq!(public.verify(message, &hedged), Ok(()));

                for hash in $pre_hashes {
                    let digest = hash.digest(&text);
                    let message = Message::hashed(*hash, &text).context(&context);
                    let signature = key.sign_deterministic(message).unwrap();
                    let theirs =
                        their_key.try_hash_sign(digest.as_ref(), &context, &hash.oid(), false);
                    assert!(signature == theirs.unwrap(), "{hash:?}");
                }
            }
        }
    };
}

set!(slh_dsa_sha2_128f, 16, 3_u32, &PreHash::ALL);
set!(slh_dsa_sha2_192f, 24, 2_u32, &[PreHash::Sha2_512]);
set!(slh_dsa_sha2_256f, 32, 2_u32, &[PreHash::Sha3_512]);
set!(slh_dsa_shake_128f, 16, 1_u32, &[PreHash::Shake128]);
set!(slh_dsa_shake_192f, 24, 1_u32, &[PreHash::Sha2_384]);
set!(slh_dsa_shake_256f, 32, 1_u32, &[PreHash::Shake256]);
