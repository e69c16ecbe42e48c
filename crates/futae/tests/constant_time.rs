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
                assert_eq!(sent.as_bytes(), received.as_bytes());
                assert_ne!(sent.as_bytes(), rejected.as_bytes());
            });
        }
    };
}

ml_kem!(ml_kem_512);
ml_kem!(ml_kem_768);
ml_kem!(ml_kem_1024);

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
