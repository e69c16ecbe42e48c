//! ML-KEM's promises beyond the vectors: round trips, rejection, refusals, batches and prepared
//! keys, on every backend.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Mutex;

use futae::ml_kem::Error;
use futae_kernels::Backend;
use sha3::{Digest, Sha3_256};

/// Held while a backend is selected, so that every test runs on the one that it means.
static SELECTED: Mutex<()> = Mutex::new(());

fn on_every_backend(mut check: impl FnMut()) {
    let _one_at_a_time = SELECTED.lock();
    for backend in Backend::available() {
        assert!(Backend::select(backend.name));
        check();
    }
}

/// Bytes that are the same in every run.
fn bytes<const N: usize>(label: &str, index: usize) -> [u8; N] {
    let mut bytes = [0; N];
    for (block, chunk) in bytes.chunks_mut(32).enumerate() {
        let digest = Sha3_256::digest(format!("{label} {index} {block}"));
        chunk.copy_from_slice(&digest[..chunk.len()]);
    }
    bytes
}

macro_rules! parameter_set {
    ($module:ident) => {
        mod $module {
            use futae::$module::*;

            use super::*;

            fn key(index: usize) -> DecapsulationKey {
                DecapsulationKey::from_seed(&bytes("seed", index))
            }

            #[test]
            fn backends_agree() {
                let mut digests = Vec::new();
                on_every_backend(|| {
                    let mut digest = Sha3_256::new();
                    for i in 0..300 {
                        let key = key(i);
                        let m = bytes("m", i);
                        let (mut ciphertext, secret) =
                            key.encapsulation_key().encapsulate_derand(&m);
                        assert_eq!(key.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                        ciphertext[i % CIPHERTEXT_SIZE] ^= 1 << (i % 8);
                        digest.update(key.expanded());
                        digest.update(ciphertext);
                        digest.update(secret.as_bytes());
                        digest.update(key.decapsulate(&ciphertext).as_bytes());
                    }
                    digests.push(digest.finalize());
                });
                assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
            }

            #[test]
            fn every_modified_byte_of_a_ciphertext_is_rejected_implicitly() {
                on_every_backend(|| {
                    let key = key(0);
                    let z = &key.seed().unwrap()[32..];
                    let (ciphertext, secret) =
                        key.encapsulation_key().encapsulate_derand(&bytes("m", 0));
                    let prepared = key.prepare();
                    for i in 0..CIPHERTEXT_SIZE {
                        let mut modified = ciphertext;
                        modified[i] ^= 1 << (i % 8);
                        let rejected = key.decapsulate(&modified);
                        assert_ne!(rejected.as_bytes(), secret.as_bytes(), "byte {i}");
                        assert_eq!(rejected.as_bytes(), &rejection(z, &modified), "byte {i}");
                        assert_eq!(rejected.as_bytes(), prepared.decapsulate(&modified).as_bytes());
                    }
                });
            }

            #[test]
            fn a_coefficient_of_q_is_refused_wherever_it_stands() {
                on_every_backend(|| {
                    let valid = *key(0).encapsulation_key().as_bytes();
                    for i in 0..(ENCAPSULATION_KEY_SIZE - 32) / 3 * 2 {
                        for value in [3329_u16, 4095] {
                            let mut bytes = valid;
                            let pair = &mut bytes[i / 2 * 3..][..3];
                            if i % 2 == 0 {
                                pair[0] = value as u8;
                                pair[1] = pair[1] & 0xF0 | (value >> 8) as u8;
                            } else {
                                pair[1] = pair[1] & 0x0F | (value << 4) as u8;
                                pair[2] = (value >> 4) as u8;
                            }
                            let refused = EncapsulationKey::from_bytes(&bytes);
                            assert_eq!(refused, Err(Error::Modulus), "coefficient {i}");
                        }
                    }
                });
            }

            #[test]
            fn expanded_keys_with_another_hash_or_key_are_refused() {
                on_every_backend(|| {
                    let key = key(1);
                    let expanded = *key.expanded();
                    assert!(DecapsulationKey::from_expanded(&expanded).is_ok());
                    for (at, refused) in [
                        (EXPANDED_KEY_SIZE - 64, true),
                        (EXPANDED_KEY_SIZE - 33, true),
                        // ρ, of which the hash is then wrong.
                        (EXPANDED_KEY_SIZE - 65, true),
                        // z: nothing to check.
                        (EXPANDED_KEY_SIZE - 1, false),
                    ] {
                        let mut modified = expanded;
                        modified[at] ^= 1;
                        let outcome = DecapsulationKey::from_expanded(&modified);
                        assert_eq!(outcome.err(), refused.then_some(Error::Hash), "byte {at}");
                    }
                });
            }

            #[test]
            fn wrong_lengths_are_refused() {
                let key = key(2);
                let bytes = key.encapsulation_key().as_bytes();
                for length in [0, 1, ENCAPSULATION_KEY_SIZE - 1] {
                    let refused = EncapsulationKey::try_from(&bytes[..length]);
                    assert_eq!(refused, Err(Error::Length));
                }
                let long = [&bytes[..], &[0]].concat();
                assert_eq!(EncapsulationKey::try_from(&long[..]), Err(Error::Length));
                let refused = DecapsulationKey::decapsulate_batch(&[&key], &[], &mut []);
                assert_eq!(refused, Err(Error::Length));
            }

            #[test]
            fn batches_of_every_length_equal_single_operations() {
                on_every_backend(|| {
                    for length in [0, 1, 7, 8, 9, 16, 19] {
                        let seeds: Vec<_> = (0..length).map(|i| bytes("batch", i)).collect();
                        let m: Vec<[u8; 32]> = (0..length).map(|i| bytes("m", i)).collect();
                        let mut keys = Vec::new();
                        DecapsulationKey::from_seeds(&seeds, |key| keys.push(key));
                        assert_eq!(keys.len(), length);
                        for (key, seed) in keys.iter().zip(&seeds) {
                            let single = DecapsulationKey::from_seed(seed);
                            assert_eq!(key.expanded(), single.expanded());
                            assert_eq!(key.encapsulation_key(), single.encapsulation_key());
                        }
                        let publics: Vec<_> = keys.iter().map(|k| k.encapsulation_key()).collect();
                        let mut ciphertexts = vec![[0; CIPHERTEXT_SIZE]; length];
                        let mut sent = vec![[0; 32]; length];
                        EncapsulationKey::encapsulate_batch_derand(
                            &publics,
                            &m,
                            &mut ciphertexts,
                            &mut sent,
                        )
                        .unwrap();
                        for i in 0..length {
                            let (ciphertext, secret) = publics[i].encapsulate_derand(&m[i]);
                            assert_eq!((ciphertexts[i], sent[i]), (ciphertext, *secret.as_bytes()));
                        }
                        // Every third ciphertext is rejected.
                        ciphertexts.iter_mut().step_by(3).for_each(|c| c[7] ^= 1);
                        let references: Vec<_> = keys.iter().collect();
                        let mut received = vec![[0; 32]; length];
                        let batch = DecapsulationKey::decapsulate_batch;
                        batch(&references, &ciphertexts, &mut received).unwrap();
                        for i in 0..length {
                            let single = keys[i].decapsulate(&ciphertexts[i]);
                            assert_eq!(&received[i], single.as_bytes());
                            assert_eq!(received[i] == sent[i], i % 3 != 0);
                        }
                    }
                });
            }

            #[cfg(feature = "getrandom")]
            #[test]
            fn random_operations_agree_and_differ() {
                let [a, b] = [(); 2].map(|()| DecapsulationKey::generate().unwrap());
                assert_ne!(a.seed(), b.seed());
                let public = a.encapsulation_key();
                let [first, second] = [(); 2].map(|()| public.encapsulate().unwrap());
                assert_ne!(first.0, second.0);
                for (ciphertext, secret) in [first, second] {
                    assert_eq!(a.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                    assert_ne!(b.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                }
                let (ciphertext, secret) = public.prepare().encapsulate().unwrap();
                assert_eq!(a.prepare().decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                let mut ciphertexts = vec![[0; CIPHERTEXT_SIZE]; 9];
                let mut secrets = vec![[0; 32]; 9];
                EncapsulationKey::encapsulate_batch(&[public; 9], &mut ciphertexts, &mut secrets)
                    .unwrap();
                for (ciphertext, secret) in ciphertexts.iter().zip(&secrets) {
                    assert_eq!(a.decapsulate(ciphertext).as_bytes(), secret);
                }
            }

            #[test]
            fn debug_shows_no_secret() {
                let key = key(3);
                let (_, secret) = key.encapsulation_key().encapsulate_derand(&bytes("m", 3));
                let prepared = key.prepare();
                assert_eq!(format!("{secret:?}"), "SharedSecret(..)");
                assert_eq!(format!("{key:?}"), "DecapsulationKey { .. }");
                assert_eq!(format!("{prepared:?}"), "PreparedDecapsulationKey { .. }");
            }

            /// One million cases of random keys, messages and modified ciphertexts, folded into
            /// one digest for each backend.
            #[test]
            #[ignore = "takes minutes: cargo test --release -- --ignored million"]
            fn a_million_cases() {
                let mut digests = Vec::new();
                on_every_backend(|| {
                    let mut accumulated = [0_u8; 32];
                    for _ in 0..1_000_000 {
                        let seed = [accumulated, Sha3_256::digest(accumulated).into()].concat();
                        let key = DecapsulationKey::from_seed(seed[..].try_into().unwrap());
                        let (mut ciphertext, secret) =
                            key.encapsulation_key().encapsulate_derand(&accumulated);
                        let mut digest = Sha3_256::new();
                        digest.update(key.expanded());
                        digest.update(ciphertext);
                        digest.update(secret.as_bytes());
                        ciphertext[usize::from(accumulated[0])] ^= 1;
                        digest.update(key.decapsulate(&ciphertext).as_bytes());
                        accumulated = digest.finalize().into();
                    }
                    digests.push(accumulated);
                });
                assert!(digests.windows(2).all(|pair| pair[0] == pair[1]), "{digests:?}");
            }
        }
    };
}

parameter_set!(ml_kem_512);
parameter_set!(ml_kem_768);
parameter_set!(ml_kem_1024);

/// J(z ‖ c) by another library.
fn rejection(z: &[u8], ciphertext: &[u8]) -> [u8; 32] {
    use shake::{ExtendableOutput, Update, XofReader};

    let mut hash = shake::Shake256::default();
    hash.update(z);
    hash.update(ciphertext);
    let mut secret = [0; 32];
    hash.finalize_xof().read(&mut secret);
    secret
}
