//! Operations on secrets that are marked undefined, for valgrind's memcheck; run by
//! `tools/constant-time`. Without valgrind they are round trips.
#![cfg(futae_ctgrind)]
#![allow(clippy::unwrap_used, reason = "a test")]

use futae_kernels::{Backend, classify, declassify};

fn on_every_backend(check: impl Fn()) {
    for backend in Backend::available() {
        assert!(Backend::select(backend.name));
        check();
    }
}

macro_rules! ml_kem {
    ($module:ident) => {
        /// Secret: d, z, m and all that follows from them but ρ. Public: the encapsulation key and
        /// the ciphertext.
        #[test]
        fn $module() {
            use futae::$module::{DecapsulationKey, EncapsulationKey};

            on_every_backend(|| {
                let (seed, m) = ([1; 64], [2; 32]);
                classify(&seed);
                classify(&m);
                let key = DecapsulationKey::from_seed(&seed);
                let public = *key.encapsulation_key().as_bytes();
                declassify(&public);
                let public = EncapsulationKey::from_bytes(&public).unwrap();
                let (ciphertext, sent) = public.encapsulate_derand(&m);
                declassify(&ciphertext);
                let mut modified = ciphertext;
                modified[0] ^= 1;
                // The encapsulation key within the private key: the matrix is sampled from it.
                let start = key.expanded().len() - 64 - public.as_bytes().len();
                declassify(&key.expanded()[start..][..public.as_bytes().len()]);
                let received = key.decapsulate(&ciphertext);
                let rejected = key.prepare().decapsulate(&modified);
                for secret in [&sent, &received, &rejected] {
                    declassify(secret.as_bytes());
                }
                // The same side by side.
                DecapsulationKey::from_seeds(&[seed; 8], |again| {
                    let bytes = again.encapsulation_key().as_bytes();
                    declassify(bytes);
                    assert_eq!(bytes, public.as_bytes());
                });
                let (mut ciphertexts, mut secrets) = ([ciphertext; 8], [[0; 32]; 8]);
                EncapsulationKey::encapsulate_batch_derand(
                    &[&public; 8],
                    &[m; 8],
                    &mut ciphertexts,
                    &mut secrets,
                )
                .unwrap();
                ciphertexts[0][0] ^= 1;
                declassify(ciphertexts.as_flattened());
                DecapsulationKey::decapsulate_batch(&[&key; 8], &ciphertexts, &mut secrets)
                    .unwrap();
                declassify(secrets.as_flattened());
                assert_eq!(secrets[0], *rejected.as_bytes());
                assert_eq!(secrets[7], *sent.as_bytes());
                assert_eq!(sent.as_bytes(), received.as_bytes());
                assert_ne!(sent.as_bytes(), rejected.as_bytes());
            });
        }
    };
}

ml_kem!(ml_kem_512);
ml_kem!(ml_kem_768);
ml_kem!(ml_kem_1024);

macro_rules! ml_dsa {
    ($module:ident) => {
        /// Secret: ξ, rnd and all that follows from them but ρ, the verifying key, the signature
        /// and what the rejection loop tells; see `ml_dsa/sign.rs`.
        #[test]
        fn $module() {
            use futae::{ml_dsa::Message, $module::SigningKey};

            on_every_backend(|| {
                let (seed, rnd) = ([1; 32], [2; 32]);
                classify(&seed);
                classify(&rnd);
                let key = SigningKey::from_seed(&seed);
                let imported = SigningKey::from_expanded(key.expanded()).unwrap();
                let public = key.verifying_key();
                SigningKey::from_seeds(&[seed; 4], |one| assert_eq!(one.verifying_key(), public));
                assert_eq!(imported.verifying_key(), public);
                let prepared = key.prepare();
                for text in 0..8_u32 {
                    let text = text.to_le_bytes();
                    let message = Message::new(&text).context(b"context");
                    let signature = key.sign_derand(message, &rnd).unwrap();
                    declassify(&signature);
                    assert_eq!(public.verify(message, &signature), Ok(()));
                    let again = prepared.sign_derand(message, &rnd).unwrap();
                    declassify(&again);
                    assert_eq!(again, signature);
                }
                SigningKey::from_seeds(&[seed; 5], |again| {
                    assert_eq!(again.verifying_key(), public);
                });
                let texts = [0, 1, 2_u32].map(u32::to_le_bytes);
                let messages = texts.each_ref().map(|text| Message::new(text));
                let mut signatures = [Err(futae::ml_dsa::Error::Randomness); 3];
                prepared.sign_batch_deterministic(&messages, &mut signatures);
                for (message, signature) in messages.iter().zip(signatures) {
                    let signature = signature.unwrap();
                    declassify(&signature);
                    assert_eq!(public.verify(*message, &signature), Ok(()));
                }
            });
        }
    };
}

ml_dsa!(ml_dsa_44);
ml_dsa!(ml_dsa_65);
ml_dsa!(ml_dsa_87);

macro_rules! slh_dsa {
    ($module:ident, $n:literal) => {
        /// Secret: SK.seed, SK.prf, the randomness and all that follows from them but PK.root and
        /// what a verifier computes from the signature.
        #[test]
        fn $module() {
            use futae::{slh_dsa::Message, $module::SigningKey};

            on_every_backend(|| {
                let (sk_seed, sk_prf, randomness) = ([1; $n], [2; $n], [3; $n]);
                [&sk_seed, &sk_prf, &randomness].into_iter().for_each(classify);
                let key = SigningKey::generate_derand(&sk_seed, &sk_prf, &[4; $n]);
                let message = Message::new(b"message").context(b"context");
                let signature = key.sign_derand(message, &randomness).unwrap();
                declassify(&signature);
                assert_eq!(key.verifying_key().verify(message, &signature), Ok(()));
            });
        }
    };
}

slh_dsa!(slh_dsa_sha2_128f, 16);
slh_dsa!(slh_dsa_sha2_192f, 24);
slh_dsa!(slh_dsa_sha2_256f, 32);
slh_dsa!(slh_dsa_shake_128f, 16);
slh_dsa!(slh_dsa_shake_192f, 24);
slh_dsa!(slh_dsa_shake_256f, 32);

/// A branch on a secret: memcheck must report it, or it sees nothing at all.
#[test]
#[ignore = "fails under memcheck on purpose"]
fn control() {
    let secret = [std::hint::black_box(3_u8)];
    classify(&secret);
    if std::hint::black_box(&secret)[0] == 3 {
        std::hint::black_box(());
    }
}
