//! SLH-DSA against fips205 and the RustCrypto crate: keys and signatures are equal bytes, each
//! verifies the other's, with fips205 in both forms and with every pre-hash.

use fips205::traits::{SerDes, Signer, Verifier};
use futae::{prehash::PreHash, slh_dsa::Message};
use slh_dsa::{
    Sha2_128f, Sha2_192f, Sha2_256f, Shake128f, Shake192f, Shake256f, Signature, SigningKey,
    VerifyingKey,
};

/// Differs from call to call and looks random: a linear congruential generator modulo 2^64
/// (Knuth's MMIX), its high byte.
fn bytes<const N: usize>(state: &mut u64) -> [u8; N] {
    std::array::from_fn(|_| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_be_bytes()[0]
    })
}

macro_rules! set {
    ($module:ident, $n:literal, $rustcrypto:ident, $seeds:expr, $pre_hashes:expr) => {
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

                let theirs = SigningKey::<$rustcrypto>::try_from(&key.to_bytes()[..]).unwrap();
                let equal = theirs.try_sign_with_context(&text, &context, None).unwrap();
                assert!(signature[..] == equal.to_bytes()[..]);
                let verdict = |bytes: &ours::Signature| {
                    let signature = Signature::<$rustcrypto>::try_from(&bytes[..]).unwrap();
                    let key: &VerifyingKey<$rustcrypto> = theirs.as_ref();
                    key.try_verify_with_context(&text, &context, &signature).is_ok()
                };
                let mut modified = signature;
                modified[signature.len() / 2] ^= 1;
                assert!(verdict(&signature) && !verdict(&modified));
                assert!(public.verify(message, &modified).is_err());

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

set!(slh_dsa_sha2_128f, 16, Sha2_128f, 2_u32, &PreHash::ALL);
set!(slh_dsa_sha2_192f, 24, Sha2_192f, 1_u32, &[PreHash::Sha2_512]);
set!(slh_dsa_sha2_256f, 32, Sha2_256f, 1_u32, &[PreHash::Sha3_512]);
set!(slh_dsa_shake_128f, 16, Shake128f, 1_u32, &[PreHash::Shake128]);
set!(slh_dsa_shake_192f, 24, Shake192f, 1_u32, &[PreHash::Sha2_384]);
set!(slh_dsa_shake_256f, 32, Shake256f, 1_u32, &[PreHash::Shake256]);
