//! aws-lc-rs: what its interface lets an evaluator choose. But for the keys of ML-DSA it takes no
//! seeds and no randomness, so what draws some cannot be compared with vectors, only measured.

use crate::implementation::{Randomness, rejected, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use aws_lc_rs::encoding::AsRawBytes;
use aws_lc_rs::kem::{Algorithm, AlgorithmId, DecapsulationKey, EncapsulationKey};
use aws_lc_rs::signature::{
    KeyPair, PqdsaKeyPair, PqdsaSigningAlgorithm, UnparsedPublicKey, VerificationAlgorithm,
};
use aws_lc_rs::{kem, signature};

/// Carries out one operation of aws-lc-rs.
pub(crate) fn run(algorithm: &str, operation: &Operation, randomness: Randomness) -> Answer {
    use signature::{
        ML_DSA_44, ML_DSA_44_SIGNING, ML_DSA_65, ML_DSA_65_SIGNING, ML_DSA_87, ML_DSA_87_SIGNING,
    };
    let outcome = match algorithm {
        "ML-KEM-512" => ml_kem(&kem::ML_KEM_512, operation, randomness),
        "ML-KEM-768" => ml_kem(&kem::ML_KEM_768, operation, randomness),
        "ML-KEM-1024" => ml_kem(&kem::ML_KEM_1024, operation, randomness),
        "ML-DSA-44" => ml_dsa(&ML_DSA_44_SIGNING, &ML_DSA_44, operation, randomness),
        "ML-DSA-65" => ml_dsa(&ML_DSA_65_SIGNING, &ML_DSA_65, operation, randomness),
        "ML-DSA-87" => ml_dsa(&ML_DSA_87_SIGNING, &ML_DSA_87, operation, randomness),
        _ => Ok(without(algorithm)),
    };
    outcome.unwrap_or_else(|refused| refused)
}

fn ml_kem(
    algorithm: &'static Algorithm<AlgorithmId>,
    operation: &Operation,
    randomness: Randomness,
) -> Result<Answer, Answer> {
    let public = |key: &[u8]| EncapsulationKey::new(algorithm, key).map_err(rejected);
    Ok(match operation {
        Operation::Decapsulate { private_key: PrivateKey::Expanded(key), ciphertext } => {
            let key = DecapsulationKey::new(algorithm, &key.0).map_err(rejected)?;
            let secret = key.decapsulate(ciphertext.0[..].into()).map_err(rejected)?;
            Answer::SharedSecret(secret.as_ref().into())
        }
        Operation::CheckPublicKey { public_key } => {
            // The key is checked when it is used.
            Answer::Valid(public(&public_key.0).is_ok_and(|key| key.encapsulate().is_ok()))
        }
        Operation::KeyGen { .. } if randomness == Randomness::Own => {
            let private = DecapsulationKey::generate(algorithm).map_err(rejected)?;
            let public = private.encapsulation_key().map_err(rejected)?;
            Answer::Keys {
                public_key: public.key_bytes().map_err(rejected)?.as_ref().into(),
                private_key: private.key_bytes().map_err(rejected)?.as_ref().into(),
            }
        }
        Operation::Encapsulate { public_key, .. } if randomness == Randomness::Own => {
            let (ciphertext, secret) = public(&public_key.0)?.encapsulate().map_err(rejected)?;
            Answer::Encapsulated {
                ciphertext: ciphertext.as_ref().into(),
                shared_secret: secret.as_ref().into(),
            }
        }
        _ => unsupported("the interface takes no seed and no randomness"),
    })
}

fn ml_dsa(
    signing: &'static PqdsaSigningAlgorithm,
    verification: &'static dyn VerificationAlgorithm,
    operation: &Operation,
    randomness: Randomness,
) -> Result<Answer, Answer> {
    Ok(match operation {
        Operation::KeyGen { seed } => {
            let pair = PqdsaKeyPair::from_seed(signing, &seed.0).map_err(rejected)?;
            Answer::Keys {
                public_key: pair.public_key().as_ref().into(),
                private_key: pair.private_key().as_raw_bytes().map_err(rejected)?.as_ref().into(),
            }
        }
        Operation::Sign {
            private_key: PrivateKey::Expanded(key),
            message: Message::Pure { message, context },
            ..
        } if randomness == Randomness::Own && context.0.is_empty() => {
            let pair = PqdsaKeyPair::from_raw_private_key(signing, &key.0).map_err(rejected)?;
            let mut signature = vec![0; signing.signature_len()];
            pair.sign(&message.0, &mut signature).map_err(rejected)?;
            Answer::Signature(signature.into())
        }
        Operation::Verify {
            public_key,
            message: Message::Pure { message, context },
            signature,
        } if context.0.is_empty() => {
            let key = UnparsedPublicKey::new(verification, &public_key.0);
            Answer::Valid(key.verify(&message.0, &signature.0).is_ok())
        }
        Operation::Verify { .. } => unsupported("messages with a context"),
        _ => unsupported("the interface takes no randomness"),
    })
}
