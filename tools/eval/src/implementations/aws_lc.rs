//! aws-lc-rs: what its interface lets an evaluator choose. It takes no seeds and no randomness,
//! so key generation, encapsulation and signing cannot be compared with vectors.

use crate::implementation::{Implementation, rejected, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use anyhow::Result;
use aws_lc_rs::kem::{Algorithm, AlgorithmId, DecapsulationKey, EncapsulationKey};
use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};
use aws_lc_rs::{kem, signature};

/// aws-lc-rs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AwsLc;

impl Implementation for AwsLc {
    fn name(&self) -> String {
        "aws-lc-rs".to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        let outcome = match algorithm {
            "ML-KEM-512" => ml_kem(&kem::ML_KEM_512, operation),
            "ML-KEM-768" => ml_kem(&kem::ML_KEM_768, operation),
            "ML-KEM-1024" => ml_kem(&kem::ML_KEM_1024, operation),
            "ML-DSA-44" => ml_dsa(&signature::ML_DSA_44, operation),
            "ML-DSA-65" => ml_dsa(&signature::ML_DSA_65, operation),
            "ML-DSA-87" => ml_dsa(&signature::ML_DSA_87, operation),
            _ => Ok(without(algorithm)),
        };
        Ok(outcome.unwrap_or_else(|refused| refused))
    }
}

fn ml_kem(
    algorithm: &'static Algorithm<AlgorithmId>,
    operation: &Operation,
) -> Result<Answer, Answer> {
    Ok(match operation {
        Operation::Decapsulate { private_key: PrivateKey::Expanded(key), ciphertext } => {
            let key = DecapsulationKey::new(algorithm, &key.0).map_err(rejected)?;
            let secret = key.decapsulate(ciphertext.0[..].into()).map_err(rejected)?;
            Answer::SharedSecret(secret.as_ref().into())
        }
        Operation::CheckPublicKey { public_key } => {
            // The key is checked when it is used.
            let key = EncapsulationKey::new(algorithm, &public_key.0);
            Answer::Valid(key.is_ok_and(|key| key.encapsulate().is_ok()))
        }
        _ => unsupported("the interface takes no seed and no randomness"),
    })
}

fn ml_dsa(
    algorithm: &'static dyn VerificationAlgorithm,
    operation: &Operation,
) -> Result<Answer, Answer> {
    Ok(match operation {
        Operation::Verify {
            public_key,
            message: Message::Pure { message, context },
            signature,
        } if context.0.is_empty() => {
            let key = UnparsedPublicKey::new(algorithm, &public_key.0);
            Answer::Valid(key.verify(&message.0, &signature.0).is_ok())
        }
        Operation::Verify { .. } => unsupported("messages with a context"),
        _ => unsupported("the interface takes no randomness"),
    })
}
