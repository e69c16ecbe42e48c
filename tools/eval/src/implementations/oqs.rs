//! liboqs by the crate `oqs`, which builds it from source with the ML-KEM and ML-DSA that it has. Its
//! safe interface takes no seeds and no randomness: what draws some cannot be compared with vectors,
//! only measured. SLH-DSA is not among its algorithms; its SPHINCS+ is that of before FIPS 205.

use crate::implementation::{Randomness, rejected, unsupported, without};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use oqs::{kem, sig};

/// Carries out one operation of liboqs.
pub(crate) fn run(algorithm: &str, operation: &Operation, randomness: Randomness) -> Answer {
    oqs::init();
    let outcome = match algorithm {
        "ML-KEM-512" => ml_kem(kem::Algorithm::MlKem512, operation, randomness),
        "ML-KEM-768" => ml_kem(kem::Algorithm::MlKem768, operation, randomness),
        "ML-KEM-1024" => ml_kem(kem::Algorithm::MlKem1024, operation, randomness),
        "ML-DSA-44" => ml_dsa(sig::Algorithm::MlDsa44, operation, randomness),
        "ML-DSA-65" => ml_dsa(sig::Algorithm::MlDsa65, operation, randomness),
        "ML-DSA-87" => ml_dsa(sig::Algorithm::MlDsa87, operation, randomness),
        _ => Ok(without(algorithm)),
    };
    outcome.unwrap_or_else(|refused| refused)
}

/// What is not of its length is none.
fn of_length<T>(key: Option<T>) -> Result<T, Answer> {
    key.ok_or_else(|| rejected("a wrong length"))
}

fn ml_kem(
    algorithm: kem::Algorithm,
    operation: &Operation,
    randomness: Randomness,
) -> Result<Answer, Answer> {
    let by = kem::Kem::new(algorithm).map_err(|error| unsupported(error.to_string()))?;
    // Keys are checked when they are used.
    let encapsulate = |key: &[u8]| {
        let key = of_length(by.public_key_from_bytes(key))?;
        by.encapsulate(key).map_err(rejected)
    };
    let decapsulate = |key: &[u8], ciphertext: &[u8]| {
        let key = of_length(by.secret_key_from_bytes(key))?;
        let ciphertext = of_length(by.ciphertext_from_bytes(ciphertext))?;
        by.decapsulate(key, ciphertext).map_err(rejected)
    };
    Ok(match operation {
        Operation::Decapsulate { private_key: PrivateKey::Expanded(key), ciphertext } => {
            Answer::SharedSecret(decapsulate(&key.0, &ciphertext.0)?.as_ref().into())
        }
        Operation::CheckPublicKey { public_key } => {
            Answer::Valid(encapsulate(&public_key.0).is_ok())
        }
        Operation::CheckPrivateKey { private_key: PrivateKey::Expanded(key) } => {
            Answer::Valid(decapsulate(&key.0, &vec![0; by.length_ciphertext()]).is_ok())
        }
        Operation::KeyGen { .. } if randomness == Randomness::Own => {
            let (public, private) = by.keypair().map_err(rejected)?;
            Answer::Keys {
                public_key: public.as_ref().into(),
                private_key: private.as_ref().into(),
            }
        }
        Operation::Encapsulate { public_key, .. } if randomness == Randomness::Own => {
            let (ciphertext, secret) = encapsulate(&public_key.0)?;
            Answer::Encapsulated {
                ciphertext: ciphertext.as_ref().into(),
                shared_secret: secret.as_ref().into(),
            }
        }
        _ => unsupported("the interface takes no seed and no randomness"),
    })
}

fn ml_dsa(
    algorithm: sig::Algorithm,
    operation: &Operation,
    randomness: Randomness,
) -> Result<Answer, Answer> {
    let by = sig::Sig::new(algorithm).map_err(|error| unsupported(error.to_string()))?;
    Ok(match operation {
        Operation::Verify {
            public_key,
            message: Message::Pure { message, context },
            signature,
        } => {
            let key = of_length(by.public_key_from_bytes(&public_key.0))?;
            let signature = of_length(by.signature_from_bytes(&signature.0))?;
            let verified = by.verify_with_ctx_str(&message.0, signature, &context.0, key);
            Answer::Valid(verified.is_ok())
        }
        Operation::Verify { .. } => unsupported("messages other than pure ones"),
        Operation::KeyGen { .. } if randomness == Randomness::Own => {
            let (public, private) = by.keypair().map_err(rejected)?;
            Answer::Keys {
                public_key: public.as_ref().into(),
                private_key: private.as_ref().into(),
            }
        }
        Operation::Sign {
            private_key: PrivateKey::Expanded(key),
            message: Message::Pure { message, context },
            ..
        } if randomness == Randomness::Own => {
            let key = of_length(by.secret_key_from_bytes(&key.0))?;
            let signature = by.sign_with_ctx_str(&message.0, &context.0, key).map_err(rejected)?;
            Answer::Signature(signature.as_ref().into())
        }
        _ => unsupported("the interface takes no seed and no randomness"),
    })
}
