//! SLH-DSA as its users see it: round trips, what must be refused, every backend against portable.

use std::sync::Mutex;

use futae::{
    prehash::PreHash,
    slh_dsa::{Error, Message},
};
use futae_kernels::Backend;
use rand_core::{TryCryptoRng, TryRng, utils};

/// Held while a backend is selected, so that every test runs on the one that it means.
static SELECTED: Mutex<()> = Mutex::new(());

/// A random generator that counts, and fails when told to.
struct Counting {
    next: u8,
    fails: bool,
}

impl TryRng for Counting {
    type Error = std::io::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        if self.fails {
            return Err(std::io::Error::other("told to fail"));
        }
        for byte in bytes {
            *byte = self.next;
            self.next = self.next.wrapping_add(1);
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}

/// The tests of one parameter set; signing with a slow one is left to the vectors.
macro_rules! set {
    ($module:ident, $n:literal) => {
        mod $module {
            use futae::$module::*;

            use super::*;

            fn key() -> SigningKey {
                SigningKey::generate_derand(&[1; $n], &[2; $n], &[3; $n])
            }

            #[test]
            fn backends_agree() {
                let message = Message::new(b"message").context(b"context");
                let mut expected = None;
                let _one_at_a_time = SELECTED.lock();
                for backend in Backend::available() {
                    assert!(Backend::select(backend.name));
                    let key = key();
                    let signature = key.sign_deterministic(message).unwrap();
                    assert_eq!(key.verifying_key().verify(message, &signature), Ok(()));
                    let (bytes, first) = expected.get_or_insert((key.to_bytes(), signature));
                    assert_eq!(*bytes, key.to_bytes(), "{}", backend.name);
                    assert!(*first == signature, "{}", backend.name);
                }
            }

            #[test]
            fn every_form_of_message_is_its_own() {
                let (key, digest) = (key(), PreHash::Sha2_256.digest(b"m"));
                let forms = [
                    Message::new(b"m"),
                    Message::new(b"m").context(b"c"),
                    Message::hashed(PreHash::Sha2_256, b"m"),
                    Message::hashed(PreHash::Sha3_256, b"m"),
                    Message::hashed(PreHash::Sha2_256, b"m").context(b"c"),
                    Message::internal(b"m"),
                ];
                for (i, form) in forms.iter().enumerate() {
                    let signature = key.sign_deterministic(*form).unwrap();
                    for (j, other) in forms.iter().enumerate() {
                        let result = key.verifying_key().verify(*other, &signature);
                        assert_eq!(result.is_ok(), i == j, "{form:?} {other:?}");
                    }
                    if i == 2 {
                        let same = Message::digest(PreHash::Sha2_256, digest.as_ref());
                        assert_eq!(key.verifying_key().verify(same, &signature), Ok(()));
                    }
                }
            }

            #[test]
            fn modified_signatures_are_refused() {
                let (key, message) = (key(), Message::new(b"message"));
                let signature = key.sign_deterministic(message).unwrap();
                // Every node once, a different bit each time.
                for at in (0..SIGNATURE_SIZE).step_by($n) {
                    let mut modified = signature;
                    modified[at + at / $n % $n] ^= 1 << (at % 7);
                    let result = key.verifying_key().verify(message, &modified);
                    assert_eq!(result, Err(Error::InvalidSignature), "byte {at}");
                }
                let mut bytes = key.verifying_key().to_bytes();
                for at in 0..bytes.len() {
                    bytes[at] ^= 0x10;
                    let other = VerifyingKey::from_bytes(&bytes);
                    assert_eq!(other.verify(message, &signature), Err(Error::InvalidSignature));
                    bytes[at] ^= 0x10;
                }
                for pattern in [[0; SIGNATURE_SIZE], [0xff; SIGNATURE_SIZE]] {
                    let result = key.verifying_key().verify(message, &pattern);
                    assert_eq!(result, Err(Error::InvalidSignature));
                }
            }

            #[test]
            fn context_of_256_bytes_is_refused() {
                let (key, context) = (key(), [9; 256]);
                let longest = Message::new(b"m").context(&context[..255]);
                let signature = key.sign_deterministic(longest).unwrap();
                assert_eq!(key.verifying_key().verify(longest, &signature), Ok(()));
                let longer = Message::new(b"m").context(&context);
                let refused = Error::ContextTooLong;
                assert_eq!(key.sign_deterministic(longer).err(), Some(refused));
                assert_eq!(key.verifying_key().verify(longer, &signature), Err(refused));
                assert!(key.verifying_key().verifier(&context, &signature).is_err());
            }

            #[test]
            fn verifying_in_parts_and_in_batches_is_verifying() {
                let key = key();
                let texts: Vec<_> = (0..11_u8).map(|i| vec![i; usize::from(i) * 40]).collect();
                let messages: Vec<_> = texts.iter().map(|text| Message::new(text)).collect();
                let mut signatures = vec![[0; SIGNATURE_SIZE]; messages.len()];
                key.sign_batch_deterministic(&messages, &mut signatures).unwrap();
                signatures[3][SIGNATURE_SIZE - 1] ^= 1;
                signatures[9][0] ^= 1;
                let expected: Vec<_> = messages
                    .iter()
                    .zip(&signatures)
                    .map(|(message, signature)| key.verifying_key().verify(*message, signature))
                    .collect();
                let bad: Vec<_> = (0..11).filter(|i| expected[*i].is_err()).collect();
                assert_eq!(bad, [3, 9]);

                let mut results = vec![Ok(()); messages.len()];
                key.verifying_key().verify_batch(&messages, &signatures, &mut results).unwrap();
                assert_eq!(results, expected);
                for ((text, signature), expected) in texts.iter().zip(&signatures).zip(expected) {
                    let verifying_key = key.verifying_key();
                    let mut verifier = verifying_key.verifier(b"", signature).unwrap();
                    text.chunks(33).for_each(|part| verifier.update(part));
                    assert_eq!(verifier.finish(), expected);
                }
            }

            #[test]
            fn batches_of_unequal_lengths_are_refused() {
                let (key, messages) = (key(), [Message::new(b"m"); 2]);
                let mut signatures = vec![[0; SIGNATURE_SIZE]; 1];
                let refused = Err(Error::UnequalLengths);
                assert_eq!(key.sign_batch_deterministic(&messages, &mut signatures), refused);
                let verifying_key = key.verifying_key();
                let mut results = [Ok(()); 2];
                assert_eq!(
                    verifying_key.verify_batch(&messages, &signatures, &mut results),
                    refused
                );
                assert_eq!(
                    verifying_key.verify_batch(&messages[..1], &signatures, &mut results),
                    refused
                );
            }

            #[test]
            fn a_bad_context_in_a_batch_is_one_bad_result() {
                let (key, context) = (key(), [9; 256]);
                let messages = [Message::new(b"m"), Message::new(b"m").context(&context)];
                let signatures = [key.sign_deterministic(messages[0]).unwrap(); 2];
                let mut results = [Err(Error::InvalidSignature); 2];
                key.verifying_key().verify_batch(&messages, &signatures, &mut results).unwrap();
                assert_eq!(results, [Ok(()), Err(Error::ContextTooLong)]);
            }

            #[test]
            fn randomness_is_what_the_generator_gives() {
                let mut rng = Counting { next: 0, fails: false };
                let key = SigningKey::generate_with_rng(&mut rng).unwrap();
                let bytes: [u8; SIGNING_KEY_SIZE] = key.to_bytes();
                let given: Vec<u8> = (0..3 * $n).collect();
                assert_eq!(bytes[..3 * $n], given);

                let message = Message::new(b"m");
                let signature = key.sign_with_rng(&mut rng, message).unwrap();
                let randomness: [u8; $n] = core::array::from_fn(|i| 3 * $n + i as u8);
                assert!(signature == key.sign_derand(message, &randomness).unwrap());
                let seed = bytes[2 * $n..3 * $n].try_into().unwrap();
                let deterministic = key.sign_deterministic(message).unwrap();
                assert!(deterministic == key.sign_derand(message, seed).unwrap());
                assert!(deterministic != signature);

                rng.fails = true;
                let failed = Some(Error::Randomness);
                assert_eq!(SigningKey::generate_with_rng(&mut rng).err(), failed);
                assert_eq!(key.sign_with_rng(&mut rng, message).err(), failed);
            }

            #[test]
            fn the_system_generator_gives_other_signatures_each_time() {
                let (a, b) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
                assert_ne!(a.to_bytes(), b.to_bytes());
                let message = Message::new(b"m");
                let (first, second) = (a.sign(message).unwrap(), a.sign(message).unwrap());
                assert!(first != second);
                assert_eq!(a.verifying_key().verify(message, &first), Ok(()));
                assert_eq!(a.verifying_key().verify(message, &second), Ok(()));
            }

            #[test]
            fn encodings_go_both_ways_and_inconsistent_keys_do_not_sign() {
                let key = key();
                let mut bytes = key.to_bytes();
                assert_eq!(SigningKey::from_bytes(&bytes).to_bytes(), bytes);
                assert_eq!(SigningKey::from_bytes(&bytes).check(), Ok(()));
                let public = key.verifying_key().to_bytes();
                assert_eq!(public[..], bytes[2 * $n..]);
                assert_eq!(VerifyingKey::from_bytes(&public), key.verifying_key());

                bytes[SIGNING_KEY_SIZE - 1] ^= 1;
                let inconsistent = SigningKey::from_bytes(&bytes);
                assert_eq!(inconsistent.check(), Err(Error::InconsistentKey));
                let mut out = [1; SIGNATURE_SIZE];
                let result = inconsistent.sign_deterministic_into(Message::new(b"m"), &mut out);
                assert_eq!(result, Err(Error::InconsistentKey));
                assert!(out == [0; SIGNATURE_SIZE]);
            }

            #[test]
            fn debug_shows_no_secret() {
                let secret = [0xa5; $n];
                let key = SigningKey::generate_derand(&secret, &secret, &[3; $n]);
                let shown = format!("{key:?}");
                assert!(!shown.contains("165, 165") && !shown.to_lowercase().contains("a5a5"));
            }

            #[test]
            fn traits_of_the_signature_crate_work() {
                use signature::{Keypair, RandomizedSigner, Signer, Verifier};

                fn generic<S, K>(key: &K, message: &[u8]) -> bool
                where
                    K: Signer<S> + RandomizedSigner<S> + Keypair<VerifyingKey: Verifier<S>>,
                {
                    let mut rng = Counting { next: 0, fails: false };
                    let signatures =
                        [key.sign(message), key.try_sign_with_rng(&mut rng, message).unwrap()];
                    let verifier = key.verifying_key();
                    signatures.iter().all(|signature| {
                        verifier.verify(message, signature).is_ok()
                            && verifier.verify(b"other", signature).is_err()
                    })
                }
                assert!(generic::<Signature, _>(&key(), b"message"));
            }
        }
    };
}

set!(slh_dsa_sha2_128f, 16);
set!(slh_dsa_sha2_192f, 24);
set!(slh_dsa_sha2_256f, 32);
set!(slh_dsa_shake_128f, 16);
set!(slh_dsa_shake_192f, 24);
set!(slh_dsa_shake_256f, 32);
