//! Futae, on the backend that its name says.

#[cfg(feature = "hybrid")]
mod hybrid;

use crate::implementation::{Implementation, rejected, unsupported};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use anyhow::{Result, ensure};
use futae::ml_dsa;
use futae::prehash::PreHash;
use futae::slh_dsa;
use futae_kernels::Backend;

/// Futae on one backend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Futae {
    backend: &'static str,
    best: bool,
}

/// Algorithms that are no parameter set of the three standards.
#[cfg(feature = "hybrid")]
use hybrid::ask as other;

#[cfg(not(feature = "hybrid"))]
fn other(algorithm: &str, _: &Operation) -> Answer {
    crate::implementation::without(algorithm)
}

impl Futae {
    /// The backends of this machine, portable first and the best one last.
    pub(crate) fn backends() -> impl Iterator<Item = &'static str> {
        Backend::available().map(|backend| backend.name)
    }

    /// As a program gets it that chooses nothing, whatever was chosen here before.
    pub(crate) fn best() -> Self {
        let backend = Self::backends().last().unwrap_or("portable");
        Self { backend, best: true }
    }

    /// Lets Futae compute on this backend from now on.
    pub(crate) fn choose(&self) -> bool {
        // Choosing asks the processor, which in a virtual machine takes longer than an operation.
        Backend::get().name == self.backend || Backend::select(self.backend)
    }

    /// On the backend of this name, if this machine has it.
    pub(crate) fn on(backend: &str) -> Option<Self> {
        let backend = Self::backends().find(|name| *name == backend)?;
        Some(Self { backend, best: false })
    }
}

impl Implementation for Futae {
    fn name(&self) -> String {
        if self.best { "futae".to_owned() } else { format!("futae:{}", self.backend) }
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        ensure!(self.choose(), "backend {} is not available", self.backend);
        Ok(match algorithm {
            "ML-KEM-512" => ml_kem_512(operation),
            "ML-KEM-768" => ml_kem_768(operation),
            "ML-KEM-1024" => ml_kem_1024(operation),
            "ML-DSA-44" => ml_dsa_44(operation),
            "ML-DSA-65" => ml_dsa_65(operation),
            "ML-DSA-87" => ml_dsa_87(operation),
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
            _ => other(algorithm, operation),
        })
    }
}

/// An answer, or the reason why the input was refused.
type Outcome = Result<Answer, Answer>;

/// An array of the size that a type states: a wrong length cannot be expressed further on.
fn sized<'a, const N: usize>(what: &str, bytes: &'a [u8]) -> Result<&'a [u8; N], Answer> {
    bytes.try_into().map_err(|_| rejected(format!("{what} has {} bytes, not {N}", bytes.len())))
}

macro_rules! ml_kem {
    ($($module:ident)*) => {$(
        fn $module(operation: &Operation) -> Answer {
            use futae::$module::{DecapsulationKey, EncapsulationKey};

            fn private(key: &PrivateKey) -> Result<DecapsulationKey, Answer> {
                match key {
                    PrivateKey::Seed(seed) => {
                        Ok(DecapsulationKey::from_seed(sized("the seed", &seed.0)?))
                    }
                    PrivateKey::Expanded(key) => {
                        DecapsulationKey::from_expanded(sized("the key", &key.0)?).map_err(rejected)
                    }
                }
            }

            fn public(key: &[u8]) -> Result<EncapsulationKey, Answer> {
                EncapsulationKey::from_bytes(sized("the key", key)?).map_err(rejected)
            }

            fn run(operation: &Operation) -> Outcome {
                Ok(match operation {
                    Operation::KeyGen { seed } => {
                        let key = DecapsulationKey::from_seed(sized("the seed", &seed.0)?);
                        Answer::Keys {
                            public_key: key.encapsulation_key().as_bytes().into(),
                            private_key: key.expanded().into(),
                        }
                    }
                    Operation::Encapsulate { public_key, randomness } => {
                        let m = sized("m", &randomness.0)?;
                        let (c, k) = public(&public_key.0)?.encapsulate_derand(m);
                        let shared_secret = k.as_bytes().into();
                        Answer::Encapsulated { ciphertext: c.into(), shared_secret }
                    }
                    Operation::Decapsulate { private_key, ciphertext } => {
                        let c = sized("the ciphertext", &ciphertext.0)?;
                        let secret = private(private_key)?.decapsulate(c);
                        Answer::SharedSecret(secret.as_bytes().into())
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

            run(operation).unwrap_or_else(|refused| refused)
        }
    )*};
}

ml_kem! { ml_kem_512 ml_kem_768 ml_kem_1024 }

/// The hash function of this name in the words of ACVP.
fn pre_hash(name: &str) -> Option<PreHash> {
    Some(match name {
        "SHA2-224" => PreHash::Sha2_224,
        "SHA2-256" => PreHash::Sha2_256,
        "SHA2-384" => PreHash::Sha2_384,
        "SHA2-512" => PreHash::Sha2_512,
        "SHA2-512/224" => PreHash::Sha2_512_224,
        "SHA2-512/256" => PreHash::Sha2_512_256,
        "SHA3-224" => PreHash::Sha3_224,
        "SHA3-256" => PreHash::Sha3_256,
        "SHA3-384" => PreHash::Sha3_384,
        "SHA3-512" => PreHash::Sha3_512,
        "SHAKE-128" => PreHash::Shake128,
        "SHAKE-256" => PreHash::Shake256,
        _ => return None,
    })
}

fn hash(name: &str) -> Result<PreHash, Answer> {
    pre_hash(name).ok_or_else(|| unsupported(format!("no hash function {name}")))
}

fn ml_dsa_message(message: &Message) -> Result<ml_dsa::Message<'_>, Answer> {
    Ok(match message {
        Message::Pure { message, context } => ml_dsa::Message::new(&message.0).context(&context.0),
        Message::PreHash { message, context, hash: name } => {
            ml_dsa::Message::hashed(hash(name)?, &message.0).context(&context.0)
        }
        Message::Mu(mu) => ml_dsa::Message::mu(sized("mu", &mu.0)?),
        Message::Internal(formatted) => ml_dsa::Message::internal(&formatted.0),
    })
}

fn slh_dsa_message(message: &Message) -> Result<slh_dsa::Message<'_>, Answer> {
    Ok(match message {
        Message::Pure { message, context } => slh_dsa::Message::new(&message.0).context(&context.0),
        Message::PreHash { message, context, hash: name } => {
            slh_dsa::Message::hashed(hash(name)?, &message.0).context(&context.0)
        }
        Message::Mu(_) => return Err(unsupported("SLH-DSA has no mu")),
        Message::Internal(formatted) => slh_dsa::Message::internal(&formatted.0),
    })
}

macro_rules! ml_dsa {
    ($($module:ident)*) => {$(
        fn $module(operation: &Operation) -> Answer {
            use futae::$module::{SigningKey, VerifyingKey};

            fn private(key: &PrivateKey) -> Result<SigningKey, Answer> {
                match key {
                    PrivateKey::Seed(seed) => {
                        Ok(SigningKey::from_seed(sized("the seed", &seed.0)?))
                    }
                    PrivateKey::Expanded(key) => {
                        SigningKey::from_expanded(sized("the key", &key.0)?).map_err(rejected)
                    }
                }
            }

            fn run(operation: &Operation) -> Outcome {
                Ok(match operation {
                    Operation::KeyGen { seed } => {
                        let key = SigningKey::from_seed(sized("the seed", &seed.0)?);
                        Answer::Keys {
                            public_key: key.verifying_key().as_bytes().into(),
                            private_key: key.expanded().into(),
                        }
                    }
                    Operation::Sign { private_key, message, randomness } => {
                        let key = private(private_key)?;
                        let message = ml_dsa_message(message)?;
                        let signature = match randomness {
                            None => key.sign_deterministic(message),
                            Some(rnd) => key.sign_derand(message, sized("rnd", &rnd.0)?),
                        };
                        Answer::Signature(signature.map_err(rejected)?.into())
                    }
                    Operation::Verify { public_key, message, signature } => {
                        let key = VerifyingKey::from_bytes(sized("the key", &public_key.0)?);
                        let message = ml_dsa_message(message)?;
                        let signature = sized("the signature", &signature.0)?;
                        Answer::Valid(key.verify(message, signature).is_ok())
                    }
                    Operation::CheckPrivateKey { private_key } => {
                        Answer::Valid(private(private_key).is_ok())
                    }
                    Operation::CheckPublicKey { public_key } => {
                        Answer::Valid(public_key.0.len() == futae::$module::VERIFYING_KEY_SIZE)
                    }
                    _ => {
 unsupported("a signature algorithm does not encapsulate")
                    }
                })
            }

            run(operation).unwrap_or_else(|refused| refused)
        }
    )*};
}

ml_dsa! { ml_dsa_44 ml_dsa_65 ml_dsa_87 }

macro_rules! slh_dsa {
    ($($module:ident)*) => {$(
        fn $module(operation: &Operation) -> Answer {
            use futae::$module::{SEED_SIZE, SigningKey, VerifyingKey};

            fn private(key: &PrivateKey) -> Result<SigningKey, Answer> {
                match key {
                    PrivateKey::Seed(seed) => generate(&seed.0),
                    PrivateKey::Expanded(key) => {
                        Ok(SigningKey::from_bytes(sized("the key", &key.0)?))
                    }
                }
            }

            fn generate(seed: &[u8]) -> Result<SigningKey, Answer> {
                let (parts, rest) = seed.as_chunks::<SEED_SIZE>();
                let ([sk_seed, sk_prf, pk_seed], []) = (parts, rest) else {
                    return Err(rejected("the seed has a wrong length"));
                };
                Ok(SigningKey::generate_derand(sk_seed, sk_prf, pk_seed))
            }

            fn run(operation: &Operation) -> Outcome {
                Ok(match operation {
                    Operation::KeyGen { seed } => {
                        let key = generate(&seed.0)?;
                        Answer::Keys {
                            public_key: key.verifying_key().to_bytes().into(),
                            private_key: key.to_bytes().into(),
                        }
                    }
                    Operation::Sign { private_key, message, randomness } => {
                        let key = private(private_key)?;
                        let message = slh_dsa_message(message)?;
                        let signature = match randomness {
                            None => key.sign_deterministic(message),
                            Some(rnd) => key.sign_derand(message, sized("opt_rand", &rnd.0)?),
                        };
                        Answer::Signature(signature.map_err(rejected)?.as_ref().into())
                    }
                    Operation::Verify { public_key, message, signature } => {
                        let key = VerifyingKey::from_bytes(sized("the key", &public_key.0)?);
                        let message = slh_dsa_message(message)?;
                        let signature = sized("the signature", &signature.0)?;
                        Answer::Valid(key.verify(message, signature).is_ok())
                    }
                    Operation::CheckPrivateKey { private_key } => {
                        Answer::Valid(private(private_key)?.check().is_ok())
                    }
                    Operation::CheckPublicKey { public_key } => {
                        Answer::Valid(public_key.0.len() == futae::$module::VERIFYING_KEY_SIZE)
                    }
                    _ => {
 unsupported("a signature algorithm does not encapsulate")
                    }
                })
            }

            run(operation).unwrap_or_else(|refused| refused)
        }
    )*};
}

slh_dsa! {
    slh_dsa_sha2_128s slh_dsa_sha2_128f slh_dsa_sha2_192s slh_dsa_sha2_192f slh_dsa_sha2_256s
    slh_dsa_sha2_256f slh_dsa_shake_128s slh_dsa_shake_128f slh_dsa_shake_192s slh_dsa_shake_192f
    slh_dsa_shake_256s slh_dsa_shake_256f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_backend_does_not_depend_on_what_was_chosen() {
        assert!(Futae::on("portable").unwrap().choose());
        assert_eq!(Some(Futae::best().backend), Futae::backends().last());
    }
}
