//! The pqcrypto crates (PQClean), retired upstream (RUSTSEC-2026-0161): a reference only. They
//! take no seeds and no randomness: what draws some cannot be compared with vectors, only measured.

use crate::implementation::{Randomness, rejected, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};

/// Carries out one operation of pqcrypto.
pub(crate) fn run(algorithm: &str, operation: &Operation, randomness: Randomness) -> Answer {
    let outcome = match algorithm {
        "ML-KEM-512" => mlkem512(operation, randomness),
        "ML-KEM-768" => mlkem768(operation, randomness),
        "ML-KEM-1024" => mlkem1024(operation, randomness),
        "ML-DSA-44" => mldsa44(operation, randomness),
        "ML-DSA-65" => mldsa65(operation, randomness),
        "ML-DSA-87" => mldsa87(operation, randomness),
        _ => Ok(without(algorithm)),
    };
    outcome.unwrap_or_else(|refused| refused)
}

macro_rules! ml_kem {
    ($($module:ident)*) => {$(
        fn $module(operation: &Operation, randomness: Randomness) -> Result<Answer, Answer> {
            use pqcrypto_mlkem::$module as peer;
            use pqcrypto_traits::kem::{Ciphertext, PublicKey, SecretKey, SharedSecret};

            Ok(match operation {
                Operation::Decapsulate { private_key: PrivateKey::Expanded(key), ciphertext } => {
                    let key = peer::SecretKey::from_bytes(&key.0).map_err(rejected)?;
                    let c = peer::Ciphertext::from_bytes(&ciphertext.0).map_err(rejected)?;
                    Answer::SharedSecret(peer::decapsulate(&c, &key).as_bytes().into())
                }
                Operation::KeyGen { .. } if randomness == Randomness::Own => {
                    let (public, private) = peer::keypair();
                    Answer::Keys {
                        public_key: public.as_bytes().into(),
                        private_key: private.as_bytes().into(),
                    }
                }
                Operation::Encapsulate { public_key, .. } if randomness == Randomness::Own => {
                    let key = peer::PublicKey::from_bytes(&public_key.0).map_err(rejected)?;
                    let (secret, ciphertext) = peer::encapsulate(&key);
                    Answer::Encapsulated {
                        ciphertext: ciphertext.as_bytes().into(),
                        shared_secret: secret.as_bytes().into(),
                    }
                }
                _ => unsupported("the interface takes no seed and no randomness"),
            })
        }
    )*};
}

ml_kem! { mlkem512 mlkem768 mlkem1024 }

macro_rules! ml_dsa {
    ($($module:ident)*) => {$(
        fn $module(operation: &Operation, randomness: Randomness) -> Result<Answer, Answer> {
            use pqcrypto_mldsa::$module as peer;
            use pqcrypto_traits::sign::{DetachedSignature, PublicKey, SecretKey};

            Ok(match operation {
                Operation::Verify {
                    public_key,
                    message: Message::Pure { message, context },
                    signature,
                } => {
                    let key = peer::PublicKey::from_bytes(&public_key.0).map_err(rejected)?;
                    let signature =
                        peer::DetachedSignature::from_bytes(&signature.0).map_err(rejected)?;
                    let verified = peer::verify_detached_signature_ctx(
                        &signature, &message.0, &context.0, &key,
                    );
                    Answer::Valid(verified.is_ok())
                }
                Operation::Verify { .. } => unsupported("messages other than pure ones"),
                Operation::KeyGen { .. } if randomness == Randomness::Own => {
                    let (public, private) = peer::keypair();
                    Answer::Keys {
                        public_key: public.as_bytes().into(),
                        private_key: private.as_bytes().into(),
                    }
                }
                Operation::Sign {
                    private_key: PrivateKey::Expanded(key),
                    message: Message::Pure { message, context },
                    ..
                } if randomness == Randomness::Own => {
                    let key = peer::SecretKey::from_bytes(&key.0).map_err(rejected)?;
                    let signature = peer::detached_sign_ctx(&message.0, &context.0, &key);
                    Answer::Signature(signature.as_bytes().into())
                }
                _ => unsupported("the interface takes no seed and no randomness"),
            })
        }
    )*};
}

ml_dsa! { mldsa44 mldsa65 mldsa87 }
