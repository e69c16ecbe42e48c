//! The crates `fips203` and `fips205`.

use crate::implementation::{Implementation, rejected, sized, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use anyhow::Result;
use fips205::pre_hash::SHAKE_128;
use shake::Shake128;
use shake::digest::{ExtendableOutput, Update, XofReader};

/// `fips203` and `fips205`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fips20x;

impl Implementation for Fips20x {
    fn name(&self) -> String {
        "fips20x".to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        let outcome = match algorithm {
            "ML-KEM-512" => ml_kem_512(operation),
            "ML-KEM-768" => ml_kem_768(operation),
            "ML-KEM-1024" => ml_kem_1024(operation),
            "SLH-DSA-SHA2-128s" => slh_dsa_sha2_128s(operation),
            "SLH-DSA-SHA2-128f" => slh_dsa_sha2_128f(operation),
            "SLH-DSA-SHA2-192s" => slh_dsa_sha2_192s(operation),
            "SLH-DSA-SHA2-192f" => slh_dsa_sha2_192f(operation),
            "SLH-DSA-SHA2-256s" => slh_dsa_sha2_256s(operation),
            "SLH-DSA-SHA2-256f" => slh_dsa_sha2_256f(operation),
            "SLH-DSA-SHAKE-128s" => slh_dsa_shake_128s(operation),
            "SLH-DSA-SHAKE-128f" => slh_dsa_shake_128f(operation),
            "SLH-DSA-SHAKE-192s" => slh_dsa_shake_192s(operation),
            "SLH-DSA-SHAKE-192f" => slh_dsa_shake_192f(operation),
            "SLH-DSA-SHAKE-256s" => slh_dsa_shake_256s(operation),
            "SLH-DSA-SHAKE-256f" => slh_dsa_shake_256f(operation),
            _ => Ok(without(algorithm)),
        };
        Ok(outcome.unwrap_or_else(|refused| refused))
    }
}

type Outcome = Result<Answer, Answer>;

macro_rules! ml_kem {
    ($($module:ident)*) => {$(
        fn $module(operation: &Operation) -> Outcome {
            use fips203::$module::{CipherText, DecapsKey, EncapsKey, KG};
            use fips203::traits::{Decaps, Encaps, KeyGen, SerDes};

            let generate = |seed: &[u8]| {
                let seed: [u8; 64] = sized(seed)?;
                let (d, z) = seed.split_at(32);
                Ok(KG::keygen_from_seed(sized(d)?, sized(z)?))
            };
            let private = |key: &PrivateKey| match key {
                PrivateKey::Seed(seed) => generate(&seed.0).map(|(_, private)| private),
                PrivateKey::Expanded(key) => {
                    DecapsKey::try_from_bytes(sized(&key.0)?).map_err(rejected)
                }
            };
            let public = |key: &[u8]| EncapsKey::try_from_bytes(sized(key)?).map_err(rejected);
            Ok(match operation {
                Operation::KeyGen { seed } => {
                    let (public, private) = generate(&seed.0)?;
                    Answer::Keys {
                        public_key: public.into_bytes().into(),
                        private_key: private.into_bytes().into(),
                    }
                }
                Operation::Encapsulate { public_key, randomness } => {
                    let (k, c) = public(&public_key.0)?.encaps_from_seed(&sized(&randomness.0)?);
                    Answer::Encapsulated {
                        ciphertext: c.into_bytes().into(),
                        shared_secret: k.into_bytes().into(),
                    }
                }
                Operation::Decapsulate { private_key, ciphertext } => {
                    let c = CipherText::try_from_bytes(sized(&ciphertext.0)?).map_err(rejected)?;
                    let secret = private(private_key)?.try_decaps(&c).map_err(rejected)?;
                    Answer::SharedSecret(secret.into_bytes().into())
                }
                Operation::CheckPublicKey { public_key } => {
                    Answer::Valid(public(&public_key.0).is_ok())
                }
                Operation::CheckPrivateKey { private_key } => {
                    Answer::Valid(private(private_key).is_ok())
                }
                _ => {
 unsupported("a KEM does not sign")
                }
            })
        }
    )*};
}

ml_kem! { ml_kem_512 ml_kem_768 ml_kem_1024 }

/// A message as the crate takes it.
enum Given<'a> {
    Pure(&'a [u8], &'a [u8]),
    /// The digest by SHAKE128 and the context.
    Hashed([u8; 32], &'a [u8]),
}

fn given(message: &Message) -> Result<Given<'_>, Answer> {
    match message {
        Message::Pure { message, context } => Ok(Given::Pure(&message.0, &context.0)),
        Message::PreHash { message, context, hash } if hash == "SHAKE-128" => {
            let mut hasher = Shake128::default();
            hasher.update(&message.0);
            let mut digest = [0; 32];
            hasher.finalize_xof().read(&mut digest);
            Ok(Given::Hashed(digest, &context.0))
        }
        _ => Err(unsupported("messages other than pure ones and those hashed by SHAKE128")),
    }
}

macro_rules! slh_dsa {
    ($($module:ident $n:literal;)*) => {$(
        fn $module(operation: &Operation) -> Outcome {
            use fips205::$module::{KG, PrivateKey as Private, PublicKey};
            use fips205::traits::{KeyGen, SerDes, Signer, Verifier};

            let generate = |seed: &[u8]| {
                let (parts, rest) = seed.as_chunks::<$n>();
                let ([sk_seed, sk_prf, pk_seed], []) = (parts, rest) else {
                    return Err(rejected("the seed has a wrong length"));
                };
                Ok(KG::keygen_from_seed(sk_seed, sk_prf, pk_seed))
            };
            Ok(match operation {
                Operation::KeyGen { seed } => {
                    let (public, private) = generate(&seed.0)?;
                    Answer::Keys {
                        public_key: public.into_bytes().into(),
                        private_key: private.into_bytes().into(),
                    }
                }
                Operation::Sign { randomness: Some(_), .. } => {
                    unsupported("no signing with given randomness")
                }
                Operation::Sign { private_key, message, randomness: None } => {
                    let key = match private_key {
                        PrivateKey::Seed(seed) => generate(&seed.0)?.1,
                        PrivateKey::Expanded(key) => {
                            Private::try_from_bytes(sized(&key.0)?).map_err(rejected)?
                        }
                    };
                    let signature = match given(message)? {
                        Given::Pure(message, context) => key.try_sign(message, context, false),
                        Given::Hashed(digest, context) => {
                            key.try_hash_sign(&digest, context, &SHAKE_128, false)
                        }
                    };
                    Answer::Signature(signature.map_err(rejected)?.into())
                }
                Operation::Verify { public_key, message, signature } => {
                    let key = PublicKey::try_from_bytes(sized(&public_key.0)?).map_err(rejected)?;
                    let signature = sized(&signature.0)?;
                    Answer::Valid(match given(message)? {
                        Given::Pure(message, context) => key.verify(message, &signature, context),
                        Given::Hashed(digest, context) => {
                            key.hash_verify(&digest, &signature, context, &SHAKE_128)
                        }
                    })
                }
                Operation::CheckPrivateKey { .. } => unsupported("no check of private keys"),
                Operation::CheckPublicKey { .. } => unsupported("no check of verifying keys"),
                _ => {
 unsupported("a signature algorithm does not encapsulate")
                }
            })
        }
    )*};
}

slh_dsa! {
    slh_dsa_sha2_128s 16; slh_dsa_sha2_128f 16; slh_dsa_sha2_192s 24; slh_dsa_sha2_192f 24;
    slh_dsa_sha2_256s 32; slh_dsa_sha2_256f 32; slh_dsa_shake_128s 16; slh_dsa_shake_128f 16;
    slh_dsa_shake_192s 24; slh_dsa_shake_192f 24; slh_dsa_shake_256s 32; slh_dsa_shake_256f 32;
}
