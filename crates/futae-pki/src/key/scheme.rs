//! What each algorithm does, behind function pointers and one object-safe trait, so that formats
//! need no word about single algorithms.

use futae::{ml_dsa, prehash::PreHash, slh_dsa};
use zeroize::Zeroizing;

use super::SharedSecret;
use crate::{Error, Kind, error::check_length};

/// A private key of some algorithm.
pub(crate) trait Private: Send + Sync {
    /// The public key as the standard encodes it.
    fn public(&self) -> Vec<u8>;

    /// The seed, where there is one.
    fn seed(&self) -> Option<&[u8]> {
        None
    }

    /// The expanded key; of algorithms with one form that form.
    fn expanded(&self) -> Zeroizing<Vec<u8>>;

    /// Signs; only asked of algorithms for signatures.
    fn sign(&self, _message: &[u8], _context: &[u8]) -> Result<Vec<u8>, Error> {
        Err(Error::WrongKind { algorithm: "the key", wanted: "signatures" })
    }

    /// Decapsulates; only asked of algorithms for key encapsulation.
    fn decapsulate(&self, _ciphertext: &[u8]) -> Result<SharedSecret, Error> {
        Err(Error::WrongKind { algorithm: "the key", wanted: "key encapsulation" })
    }
}

/// Of bytes of the right length.
type Import = fn(&[u8]) -> Result<Box<dyn Private>, Error>;
type Generate = fn() -> Result<Box<dyn Private>, Error>;
type CheckPublic = fn(&[u8]) -> Result<(), Error>;
/// Of a public key, a message, its context and a signature.
type Verify = fn(&[u8], &[u8], &[u8], &[u8]) -> Result<(), Error>;
type Encapsulate = fn(&[u8]) -> Result<(Vec<u8>, SharedSecret), Error>;

/// One form of a private key.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) size: usize,
    /// Of bytes of that size.
    pub(crate) import: Import,
}

/// An algorithm.
pub(crate) struct Scheme {
    pub(crate) name: &'static str,
    pub(crate) oid: &'static str,
    pub(crate) standard: &'static str,
    pub(crate) kind: Kind,
    pub(crate) public_key_size: usize,
    /// The seed form of RFC 9881 and RFC 9935; without it the key has `expanded` as its only form.
    pub(crate) seed: Option<Form>,
    pub(crate) expanded: Form,
    pub(crate) generate: Generate,
    pub(crate) check_public: CheckPublic,
    pub(crate) verify: Verify,
    pub(crate) encapsulate: Encapsulate,
}

/// `Scheme::verify` where nothing can be verified.
const NO_VERIFY: Verify =
    |_, _, _, _| Err(Error::WrongKind { algorithm: "the key", wanted: "signatures" });
/// `Scheme::encapsulate` where nothing can be encapsulated.
const NO_ENCAPSULATE: Encapsulate =
    |_| Err(Error::WrongKind { algorithm: "the key", wanted: "key encapsulation" });

/// Bytes whose length was checked as the array that they are.
fn array<'a, const N: usize>(what: &'static str, bytes: &'a [u8]) -> Result<&'a [u8; N], Error> {
    bytes.try_into().map_err(|_| Error::Length { what, expected: N, found: bytes.len() })
}

fn ml_dsa_error(error: ml_dsa::Error) -> Error {
    match error {
        ml_dsa::Error::ContextTooLong => Error::ContextTooLong,
        ml_dsa::Error::MalformedKey => Error::MalformedKey("it is no expanded ML-DSA key"),
        ml_dsa::Error::InvalidSignature | ml_dsa::Error::MalformedSignature => {
            Error::InvalidSignature
        }
        _ => Error::Randomness,
    }
}

fn slh_dsa_error(error: slh_dsa::Error) -> Error {
    match error {
        slh_dsa::Error::ContextTooLong => Error::ContextTooLong,
        slh_dsa::Error::InconsistentKey => {
            Error::Inconsistent("its public root does not follow from its seeds")
        }
        slh_dsa::Error::InvalidSignature => Error::InvalidSignature,
        _ => Error::Randomness,
    }
}

fn ml_kem_error(error: futae::ml_kem::Error) -> Error {
    use futae::ml_kem::Error as Cause;
    match error {
        Cause::Modulus => Error::MalformedKey("a coefficient of the ML-KEM key is not below q"),
        Cause::Hash => Error::Inconsistent("the hash in the ML-KEM key is of another public key"),
        _ => Error::Randomness,
    }
}

macro_rules! ml_dsa {
    ($module:ident, $name:literal, $oid:literal) => {{
        use futae::{ml_dsa::Message, $module as set};

        struct Key(set::SigningKey);

        impl Private for Key {
            fn public(&self) -> Vec<u8> {
                self.0.verifying_key().as_bytes().to_vec()
            }

            fn seed(&self) -> Option<&[u8]> {
                self.0.seed().map(|seed| &seed[..])
            }

            fn expanded(&self) -> Zeroizing<Vec<u8>> {
                Zeroizing::new(self.0.expanded().to_vec())
            }

            fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
                let message = Message::new(message).context(context);
                Ok(self.0.sign(message).map_err(ml_dsa_error)?.to_vec())
            }
        }

        Scheme {
            name: $name,
            oid: $oid,
            standard: "RFC 9881",
            kind: Kind::Signature,
            public_key_size: set::VERIFYING_KEY_SIZE,
            seed: Some(Form {
                size: 32,
                import: |seed| Ok(Box::new(Key(set::SigningKey::from_seed(array("seed", seed)?)))),
            }),
            expanded: Form {
                size: set::EXPANDED_KEY_SIZE,
                import: |bytes| {
                    let bytes = array("expanded private key", bytes)?;
                    Ok(Box::new(Key(set::SigningKey::from_expanded(bytes).map_err(ml_dsa_error)?)))
                },
            },
            generate: || Ok(Box::new(Key(set::SigningKey::generate().map_err(ml_dsa_error)?))),
            check_public: |public| check_length("public key", public, set::VERIFYING_KEY_SIZE),
            verify: |public, message, context, signature| {
                let key = set::VerifyingKey::from_bytes(array("public key", public)?);
                let signature = signature.try_into().map_err(|_| Error::InvalidSignature)?;
                let message = Message::new(message).context(context);
                key.verify(message, signature).map_err(ml_dsa_error)
            },
            encapsulate: NO_ENCAPSULATE,
        }
    }};
}

macro_rules! ml_kem {
    ($module:ident, $name:literal, $oid:literal) => {{
        use futae::$module as set;

        struct Key(set::DecapsulationKey);

        impl Private for Key {
            fn public(&self) -> Vec<u8> {
                self.0.encapsulation_key().as_bytes().to_vec()
            }

            fn seed(&self) -> Option<&[u8]> {
                self.0.seed().map(|seed| &seed[..])
            }

            fn expanded(&self) -> Zeroizing<Vec<u8>> {
                Zeroizing::new(self.0.expanded().to_vec())
            }

            fn decapsulate(&self, ciphertext: &[u8]) -> Result<SharedSecret, Error> {
                let secret = self.0.decapsulate(array("ciphertext", ciphertext)?);
                Ok(SharedSecret::new(secret.as_bytes()))
            }
        }

        Scheme {
            name: $name,
            oid: $oid,
            standard: "RFC 9935",
            kind: Kind::Kem,
            public_key_size: set::ENCAPSULATION_KEY_SIZE,
            seed: Some(Form {
                size: 64,
                import: |seed| {
                    Ok(Box::new(Key(set::DecapsulationKey::from_seed(array("seed", seed)?))))
                },
            }),
            expanded: Form {
                size: set::EXPANDED_KEY_SIZE,
                import: |bytes| {
                    let bytes = array("expanded private key", bytes)?;
                    let key = set::DecapsulationKey::from_expanded(bytes).map_err(ml_kem_error)?;
                    let encapsulated = key.encapsulation_key().encapsulate();
                    let (ciphertext, secret) = encapsulated.map_err(ml_kem_error)?;
                    // RFC 9935, Section 8: only such a trial shows a wrong secret vector. The two
                    // secrets are thrown away, so their comparison need not be constant time.
                    match key.decapsulate(&ciphertext).as_bytes() == secret.as_bytes() {
                        true => Ok(Box::new(Key(key))),
                        false => Err(Error::Inconsistent("its halves do not belong together")),
                    }
                },
            },
            generate: || {
                Ok(Box::new(Key(set::DecapsulationKey::generate().map_err(ml_kem_error)?)))
            },
            check_public: |public| {
                let key = set::EncapsulationKey::from_bytes(array("public key", public)?);
                key.map(|_| ()).map_err(ml_kem_error)
            },
            verify: NO_VERIFY,
            encapsulate: |public| {
                let key = set::EncapsulationKey::from_bytes(array("public key", public)?);
                let key = key.map_err(ml_kem_error)?;
                let (ciphertext, secret) = key.encapsulate().map_err(ml_kem_error)?;
                Ok((ciphertext.to_vec(), SharedSecret::new(secret.as_bytes())))
            },
        }
    }};
}

macro_rules! slh_dsa {
    ($module:ident, $name:literal, $oid:literal, $message:expr) => {{
        use futae::$module as set;

        struct Key(set::SigningKey);

        impl Private for Key {
            fn public(&self) -> Vec<u8> {
                self.0.verifying_key().to_bytes().to_vec()
            }

            fn expanded(&self) -> Zeroizing<Vec<u8>> {
                Zeroizing::new(self.0.to_bytes().to_vec())
            }

            fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
                let message = $message(message).context(context);
                Ok(self.0.sign(message).map_err(slh_dsa_error)?.to_vec())
            }
        }

        Scheme {
            name: $name,
            oid: $oid,
            standard: "RFC 9909",
            kind: Kind::Signature,
            public_key_size: set::VERIFYING_KEY_SIZE,
            seed: None,
            expanded: Form {
                size: set::SIGNING_KEY_SIZE,
                import: |bytes| {
                    let key = set::SigningKey::from_bytes(array("private key", bytes)?);
                    key.check().map_err(slh_dsa_error)?;
                    Ok(Box::new(Key(key)))
                },
            },
            generate: || Ok(Box::new(Key(set::SigningKey::generate().map_err(slh_dsa_error)?))),
            check_public: |public| check_length("public key", public, set::VERIFYING_KEY_SIZE),
            verify: |public, message, context, signature| {
                let key = set::VerifyingKey::from_bytes(array("public key", public)?);
                let signature = signature.try_into().map_err(|_| Error::InvalidSignature)?;
                let message = $message(message).context(context);
                key.verify(message, signature).map_err(slh_dsa_error)
            },
            encapsulate: NO_ENCAPSULATE,
        }
    }};
}

macro_rules! pure_slh_dsa {
    ($module:ident, $name:literal, $oid:literal) => {
        slh_dsa!($module, $name, $oid, slh_dsa::Message::new)
    };
}

/// RFC 9909, Section 3: the digest belongs to the identifier.
macro_rules! hash_slh_dsa {
    ($module:ident, $name:literal, $oid:literal, $hash:ident) => {
        slh_dsa!($module, $name, $oid, |message| slh_dsa::Message::hashed(PreHash::$hash, message))
    };
}

/// Every algorithm: FIPS 203, FIPS 204, FIPS 205.
pub(crate) static SCHEMES: [Scheme; 30] = [
    ml_kem!(ml_kem_512, "ML-KEM-512", "2.16.840.1.101.3.4.4.1"),
    ml_kem!(ml_kem_768, "ML-KEM-768", "2.16.840.1.101.3.4.4.2"),
    ml_kem!(ml_kem_1024, "ML-KEM-1024", "2.16.840.1.101.3.4.4.3"),
    ml_dsa!(ml_dsa_44, "ML-DSA-44", "2.16.840.1.101.3.4.3.17"),
    ml_dsa!(ml_dsa_65, "ML-DSA-65", "2.16.840.1.101.3.4.3.18"),
    ml_dsa!(ml_dsa_87, "ML-DSA-87", "2.16.840.1.101.3.4.3.19"),
    pure_slh_dsa!(slh_dsa_sha2_128s, "SLH-DSA-SHA2-128s", "2.16.840.1.101.3.4.3.20"),
    pure_slh_dsa!(slh_dsa_sha2_128f, "SLH-DSA-SHA2-128f", "2.16.840.1.101.3.4.3.21"),
    pure_slh_dsa!(slh_dsa_sha2_192s, "SLH-DSA-SHA2-192s", "2.16.840.1.101.3.4.3.22"),
    pure_slh_dsa!(slh_dsa_sha2_192f, "SLH-DSA-SHA2-192f", "2.16.840.1.101.3.4.3.23"),
    pure_slh_dsa!(slh_dsa_sha2_256s, "SLH-DSA-SHA2-256s", "2.16.840.1.101.3.4.3.24"),
    pure_slh_dsa!(slh_dsa_sha2_256f, "SLH-DSA-SHA2-256f", "2.16.840.1.101.3.4.3.25"),
    pure_slh_dsa!(slh_dsa_shake_128s, "SLH-DSA-SHAKE-128s", "2.16.840.1.101.3.4.3.26"),
    pure_slh_dsa!(slh_dsa_shake_128f, "SLH-DSA-SHAKE-128f", "2.16.840.1.101.3.4.3.27"),
    pure_slh_dsa!(slh_dsa_shake_192s, "SLH-DSA-SHAKE-192s", "2.16.840.1.101.3.4.3.28"),
    pure_slh_dsa!(slh_dsa_shake_192f, "SLH-DSA-SHAKE-192f", "2.16.840.1.101.3.4.3.29"),
    pure_slh_dsa!(slh_dsa_shake_256s, "SLH-DSA-SHAKE-256s", "2.16.840.1.101.3.4.3.30"),
    pure_slh_dsa!(slh_dsa_shake_256f, "SLH-DSA-SHAKE-256f", "2.16.840.1.101.3.4.3.31"),
    hash_slh_dsa!(
        slh_dsa_sha2_128s,
        "HASH-SLH-DSA-SHA2-128s-WITH-SHA256",
        "2.16.840.1.101.3.4.3.35",
        Sha2_256
    ),
    hash_slh_dsa!(
        slh_dsa_sha2_128f,
        "HASH-SLH-DSA-SHA2-128f-WITH-SHA256",
        "2.16.840.1.101.3.4.3.36",
        Sha2_256
    ),
    hash_slh_dsa!(
        slh_dsa_sha2_192s,
        "HASH-SLH-DSA-SHA2-192s-WITH-SHA512",
        "2.16.840.1.101.3.4.3.37",
        Sha2_512
    ),
    hash_slh_dsa!(
        slh_dsa_sha2_192f,
        "HASH-SLH-DSA-SHA2-192f-WITH-SHA512",
        "2.16.840.1.101.3.4.3.38",
        Sha2_512
    ),
    hash_slh_dsa!(
        slh_dsa_sha2_256s,
        "HASH-SLH-DSA-SHA2-256s-WITH-SHA512",
        "2.16.840.1.101.3.4.3.39",
        Sha2_512
    ),
    hash_slh_dsa!(
        slh_dsa_sha2_256f,
        "HASH-SLH-DSA-SHA2-256f-WITH-SHA512",
        "2.16.840.1.101.3.4.3.40",
        Sha2_512
    ),
    hash_slh_dsa!(
        slh_dsa_shake_128s,
        "HASH-SLH-DSA-SHAKE-128s-WITH-SHAKE128",
        "2.16.840.1.101.3.4.3.41",
        Shake128
    ),
    hash_slh_dsa!(
        slh_dsa_shake_128f,
        "HASH-SLH-DSA-SHAKE-128f-WITH-SHAKE128",
        "2.16.840.1.101.3.4.3.42",
        Shake128
    ),
    hash_slh_dsa!(
        slh_dsa_shake_192s,
        "HASH-SLH-DSA-SHAKE-192s-WITH-SHAKE256",
        "2.16.840.1.101.3.4.3.43",
        Shake256
    ),
    hash_slh_dsa!(
        slh_dsa_shake_192f,
        "HASH-SLH-DSA-SHAKE-192f-WITH-SHAKE256",
        "2.16.840.1.101.3.4.3.44",
        Shake256
    ),
    hash_slh_dsa!(
        slh_dsa_shake_256s,
        "HASH-SLH-DSA-SHAKE-256s-WITH-SHAKE256",
        "2.16.840.1.101.3.4.3.45",
        Shake256
    ),
    hash_slh_dsa!(
        slh_dsa_shake_256f,
        "HASH-SLH-DSA-SHAKE-256f-WITH-SHAKE256",
        "2.16.840.1.101.3.4.3.46",
        Shake256
    ),
];
