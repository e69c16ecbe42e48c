//! The RustCrypto crates: `ml-kem`, `ml-dsa`, `slh-dsa`.

#![allow(deprecated, reason = "expanded private keys are what most vectors have")]

use crate::implementation::{Implementation, rejected, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use anyhow::Result;
use ml_dsa::ExpandedSigningKey;
use ml_kem::array::{Array, ArraySize};

/// The RustCrypto crates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RustCrypto;

impl Implementation for RustCrypto {
    fn name(&self) -> String {
        "rustcrypto".to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        let outcome = match algorithm {
            "ML-KEM-512" => ml_kem_512(operation),
            "ML-KEM-768" => ml_kem_768(operation),
            "ML-KEM-1024" => ml_kem_1024(operation),
            "ML-DSA-44" => ml_dsa::<ml_dsa::MlDsa44>(operation),
            "ML-DSA-65" => ml_dsa::<ml_dsa::MlDsa65>(operation),
            "ML-DSA-87" => ml_dsa::<ml_dsa::MlDsa87>(operation),
            "SLH-DSA-SHA2-128s" => slh_dsa::<slh_dsa::Sha2_128s>(operation),
            "SLH-DSA-SHA2-128f" => slh_dsa::<slh_dsa::Sha2_128f>(operation),
            "SLH-DSA-SHA2-192s" => slh_dsa::<slh_dsa::Sha2_192s>(operation),
            "SLH-DSA-SHA2-192f" => slh_dsa::<slh_dsa::Sha2_192f>(operation),
            "SLH-DSA-SHA2-256s" => slh_dsa::<slh_dsa::Sha2_256s>(operation),
            "SLH-DSA-SHA2-256f" => slh_dsa::<slh_dsa::Sha2_256f>(operation),
            "SLH-DSA-SHAKE-128s" => slh_dsa::<slh_dsa::Shake128s>(operation),
            "SLH-DSA-SHAKE-128f" => slh_dsa::<slh_dsa::Shake128f>(operation),
            "SLH-DSA-SHAKE-192s" => slh_dsa::<slh_dsa::Shake192s>(operation),
            "SLH-DSA-SHAKE-192f" => slh_dsa::<slh_dsa::Shake192f>(operation),
            "SLH-DSA-SHAKE-256s" => slh_dsa::<slh_dsa::Shake256s>(operation),
            "SLH-DSA-SHAKE-256f" => slh_dsa::<slh_dsa::Shake256f>(operation),
            _ => Ok(without(algorithm)),
        };
        Ok(outcome.unwrap_or_else(|refused| refused))
    }
}

type Outcome = Result<Answer, Answer>;

fn array<N: ArraySize>(bytes: &[u8]) -> Result<Array<u8, N>, Answer> {
    Array::try_from(bytes).map_err(|_| rejected(format!("{} bytes, not {}", bytes.len(), N::USIZE)))
}

macro_rules! ml_kem {
    ($($function:ident $set:ident;)*) => {$(
        fn $function(operation: &Operation) -> Outcome {
            use ml_kem::kem::{Decapsulate, KeyExport};
            use ml_kem::{DecapsulationKey, EncapsulationKey, ExpandedKeyEncoding, $set};

            let private = |key: &PrivateKey| match key {
                PrivateKey::Seed(seed) => Ok(DecapsulationKey::<$set>::from_seed(array(&seed.0)?)),
                PrivateKey::Expanded(key) => {
                    DecapsulationKey::<$set>::from_expanded_bytes(&array(&key.0)?)
                        .map_err(|_| rejected("invalid key"))
                }
            };
            let public = |key: &[u8]| {
                EncapsulationKey::<$set>::new(&array(key)?).map_err(|_| rejected("invalid key"))
            };
            Ok(match operation {
                Operation::KeyGen { seed } => {
                    let key = DecapsulationKey::<$set>::from_seed(array(&seed.0)?);
                    Answer::Keys {
                        public_key: key.encapsulation_key().to_bytes().as_slice().into(),
                        private_key: key.to_expanded_bytes().as_slice().into(),
                    }
                }
                Operation::Encapsulate { public_key, randomness } => {
                    let m = array(&randomness.0)?;
                    let (c, k) = public(&public_key.0)?.encapsulate_deterministic(&m);
                    Answer::Encapsulated {
                        ciphertext: c.as_slice().into(),
                        shared_secret: k.as_slice().into(),
                    }
                }
                Operation::Decapsulate { private_key, ciphertext } => {
                    let secret = private(private_key)?.decapsulate(&array(&ciphertext.0)?);
                    Answer::SharedSecret(secret.as_slice().into())
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

ml_kem! { ml_kem_512 MlKem512; ml_kem_768 MlKem768; ml_kem_1024 MlKem1024; }

/// M′ of FIPS 204 and 205 for what the crates take by their internal functions.
fn formatted(message: &Message) -> Result<Vec<u8>, Answer> {
    match message {
        Message::Pure { message, context } => {
            let length = u8::try_from(context.0.len()).map_err(|_| rejected("context too long"))?;
            Ok([&[0, length], &context.0[..], &message.0].concat())
        }
        Message::PreHash { .. } => Err(unsupported("pre-hashed messages")),
        Message::Mu(_) => Err(unsupported("mu")),
        Message::Internal(formatted) => Ok(formatted.0.clone()),
    }
}

fn ml_dsa<P: ml_dsa::MlDsaParams>(operation: &Operation) -> Outcome {
    use ml_dsa::{Signature, VerifyingKey};

    let private = |key: &PrivateKey| {
        Ok(match key {
            PrivateKey::Seed(seed) => ExpandedSigningKey::<P>::from_seed(&array(&seed.0)?),
            PrivateKey::Expanded(key) => ExpandedSigningKey::<P>::from_expanded(&array(&key.0)?),
        })
    };
    Ok(match operation {
        Operation::KeyGen { seed } => {
            let key = ExpandedSigningKey::<P>::from_seed(&array(&seed.0)?);
            Answer::Keys {
                public_key: key.verifying_key().encode().as_slice().into(),
                private_key: key.to_expanded().as_slice().into(),
            }
        }
        Operation::Sign { private_key, message, randomness } => {
            let key = private(private_key)?;
            let rnd = randomness.as_ref().map_or(Ok(Array::default()), |rnd| array(&rnd.0))?;
            let signature = match message {
                Message::Mu(mu) if randomness.is_none() => {
                    key.sign_mu_deterministic(&array(&mu.0)?)
                }
                _ => key.sign_internal(&[&formatted(message)?], &rnd),
            };
            Answer::Signature(signature.encode().as_slice().into())
        }
        Operation::Verify { public_key, message, signature } => {
            let key = VerifyingKey::<P>::decode(&array(&public_key.0)?);
            let Some(signature) = Signature::<P>::decode(&array(&signature.0)?) else {
                return Ok(Answer::Valid(false));
            };
            Answer::Valid(match message {
                Message::Mu(mu) => key.verify_mu(&array(&mu.0)?, &signature),
                Message::Pure { message, context } => {
                    key.verify_with_context(&message.0, &context.0, &signature)
                }
                _ => key.verify_internal(&formatted(message)?, &signature),
            })
        }
        Operation::CheckPrivateKey { .. } => unsupported("no check of expanded keys"),
        Operation::CheckPublicKey { .. } => unsupported("no check of verifying keys"),
        _ => unsupported("a signature algorithm does not encapsulate"),
    })
}

fn slh_dsa<P: slh_dsa::ParameterSet>(operation: &Operation) -> Outcome {
    use slh_dsa::{Signature, SigningKey, VerifyingKey};

    let generate = |seed: &[u8]| {
        let n = seed.len() / 3;
        let right = seed.len().is_multiple_of(3) && matches!(n, 16 | 24 | 32);
        if !right || !P::NAME.contains(&(8 * n).to_string()) {
            return Err(rejected("the seed has a wrong length"));
        }
        let (sk_seed, rest) = seed.split_at(n);
        let (sk_prf, pk_seed) = rest.split_at(n);
        Ok(SigningKey::<P>::slh_keygen_internal(sk_seed, sk_prf, pk_seed))
    };
    Ok(match operation {
        Operation::KeyGen { seed } => {
            let key = generate(&seed.0)?;
            let private = key.to_bytes();
            let public = private.get(private.len() / 2..).unwrap_or_default();
            Answer::Keys { public_key: public.into(), private_key: private.as_slice().into() }
        }
        Operation::Sign { private_key, message, randomness } => {
            let key = match private_key {
                PrivateKey::Seed(seed) => generate(&seed.0)?,
                PrivateKey::Expanded(key) => {
                    SigningKey::<P>::try_from(&key.0[..]).map_err(rejected)?
                }
            };
            let message = formatted(message)?;
            if randomness.as_ref().is_some_and(|rnd| 4 * rnd.0.len() != key.to_bytes().len()) {
                return Err(rejected("opt_rand has a wrong length"));
            }
            let randomness = randomness.as_ref().map(|rnd| &rnd.0[..]);
            let signature = key.slh_sign_internal(&[&message], randomness);
            Answer::Signature(signature.to_bytes().as_slice().into())
        }
        Operation::Verify { public_key, message, signature } => {
            let key = VerifyingKey::<P>::try_from(&public_key.0[..]).map_err(rejected)?;
            let signature = Signature::<P>::try_from(&signature.0[..]).map_err(rejected)?;
            let message = formatted(message)?;
            Answer::Valid(key.slh_verify_internal(&[&message], &signature).is_ok())
        }
        Operation::CheckPrivateKey { .. } => unsupported("no check of private keys"),
        Operation::CheckPublicKey { .. } => unsupported("no check of verifying keys"),
        _ => unsupported("a signature algorithm does not encapsulate"),
    })
}
