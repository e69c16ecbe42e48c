//! libcrux: `libcrux-ml-kem` and `libcrux-ml-dsa`, multiplexed over what the processor has.

use crate::implementation::{Implementation, rejected, sized, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use anyhow::Result;

/// libcrux.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Libcrux;

impl Implementation for Libcrux {
    fn name(&self) -> String {
        "libcrux".to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        let outcome = match algorithm {
            "ML-KEM-512" => mlkem512(operation),
            "ML-KEM-768" => mlkem768(operation),
            "ML-KEM-1024" => mlkem1024(operation),
            "ML-DSA-44" => ml_dsa_44(operation),
            "ML-DSA-65" => ml_dsa_65(operation),
            "ML-DSA-87" => ml_dsa_87(operation),
            _ => Ok(without(algorithm)),
        };
        Ok(outcome.unwrap_or_else(|refused| refused))
    }
}

type Outcome = Result<Answer, Answer>;

macro_rules! ml_kem {
    ($($module:ident $key:ident $ciphertext:ident;)*) => {$(
        fn $module(operation: &Operation) -> Outcome {
            use libcrux_ml_kem::$module as peer;

            let private = |key: &PrivateKey| {
                Ok(match key {
                    PrivateKey::Seed(seed) => {
                        peer::generate_key_pair(sized(&seed.0)?).private_key().clone()
                    }
                    PrivateKey::Expanded(key) => peer::$key::from(sized(&key.0)?),
                })
            };
            Ok(match operation {
                Operation::KeyGen { seed } => {
                    let pair = peer::generate_key_pair(sized(&seed.0)?);
                    Answer::Keys {
                        public_key: pair.public_key().as_slice().into(),
                        private_key: pair.private_key().as_slice().into(),
                    }
                }
                Operation::Encapsulate { public_key, randomness } => {
                    let key = sized(&public_key.0)?.into();
                    if !peer::validate_public_key(&key) {
                        return Err(rejected("invalid key"));
                    }
                    let (c, k) = peer::encapsulate(&key, sized(&randomness.0)?);
                    let shared_secret = k.into();
                    Answer::Encapsulated { ciphertext: c.as_slice().into(), shared_secret }
                }
                Operation::Decapsulate { private_key, ciphertext } => {
                    let (key, c) = (private(private_key)?, sized(&ciphertext.0)?.into());
                    if !peer::validate_private_key(&key, &c) {
                        return Err(rejected("invalid key"));
                    }
                    Answer::SharedSecret(peer::decapsulate(&key, &c).into())
                }
                Operation::CheckPublicKey { public_key } => Answer::Valid(
                    sized(&public_key.0)
                        .is_ok_and(|key| peer::validate_public_key(&key.into())),
                ),
                Operation::CheckPrivateKey { private_key } => Answer::Valid(
                    private(private_key).is_ok_and(|key| {
                        let any = peer::$ciphertext::from([0; peer::$ciphertext::len()]);
                        peer::validate_private_key(&key, &any)
                    }),
                ),
                _ => {
 unsupported("a KEM does not sign")
                }
            })
        }
    )*};
}

ml_kem! {
    mlkem512 MlKem512PrivateKey MlKem512Ciphertext;
    mlkem768 MlKem768PrivateKey MlKem768Ciphertext;
    mlkem1024 MlKem1024PrivateKey MlKem1024Ciphertext;
}

/// Message, context and whether to hash with SHAKE128 first: what the crate has functions for.
fn parts(message: &Message) -> Result<(&[u8], &[u8], bool), Answer> {
    match message {
        Message::Pure { message, context } => Ok((&message.0, &context.0, false)),
        Message::PreHash { message, context, hash } if hash == "SHAKE-128" => {
            Ok((&message.0, &context.0, true))
        }
        _ => Err(unsupported("messages other than pure ones and those hashed by SHAKE128")),
    }
}

macro_rules! ml_dsa {
    ($($module:ident $signing:ident $verification:ident $signature:ident;)*) => {$(
        fn $module(operation: &Operation) -> Outcome {
            use libcrux_ml_dsa::$module as peer;

            Ok(match operation {
                Operation::KeyGen { seed } => {
                    let pair = peer::generate_key_pair(sized(&seed.0)?);
                    Answer::Keys {
                        public_key: pair.verification_key.as_slice().into(),
                        private_key: pair.signing_key.as_slice().into(),
                    }
                }
                Operation::Sign { private_key, message, randomness } => {
                    let key = match private_key {
                        PrivateKey::Seed(seed) => {
                            peer::generate_key_pair(sized(&seed.0)?).signing_key
                        }
                        PrivateKey::Expanded(key) => peer::$signing::new(sized(&key.0)?),
                    };
                    let rnd = randomness.as_ref().map_or(Ok([0; 32]), |rnd| sized(&rnd.0))?;
                    let signature = match parts(message)? {
                        (message, context, false) => peer::sign(&key, message, context, rnd),
                        (message, context, true) => {
                            peer::sign_pre_hashed_shake128(&key, message, context, rnd)
                        }
                    };
                    let signature = signature.map_err(|error| rejected(format!("{error:?}")))?;
                    Answer::Signature(signature.as_slice().into())
                }
                Operation::Verify { public_key, message, signature } => {
                    let key = peer::$verification::new(sized(&public_key.0)?);
                    let signature = peer::$signature::new(sized(&signature.0)?);
                    Answer::Valid(match parts(message)? {
                        (message, context, false) => {
                            peer::verify(&key, message, context, &signature).is_ok()
                        }
                        (message, context, true) => {
                            peer::verify_pre_hashed_shake128(&key, message, context, &signature)
                                .is_ok()
                        }
                    })
                }
                Operation::CheckPrivateKey { .. } => unsupported("no check of expanded keys"),
                Operation::CheckPublicKey { .. } => unsupported("no check of verifying keys"),
                _ => {
 unsupported("a signature algorithm does not encapsulate")
                }
            })
        }
    )*};
}

ml_dsa! {
    ml_dsa_44 MLDSA44SigningKey MLDSA44VerificationKey MLDSA44Signature;
    ml_dsa_65 MLDSA65SigningKey MLDSA65VerificationKey MLDSA65Signature;
    ml_dsa_87 MLDSA87SigningKey MLDSA87VerificationKey MLDSA87Signature;
}
