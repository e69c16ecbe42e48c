//! HashSLH-DSA (FIPS 205, Section 10.2.2; RFC 9909, Section 3): the keys of SLH-DSA under other
//! identifiers, each with the one digest that RFC 9909 gives it.

use futae::{prehash::PreHash, slh_dsa::Message};
use futae_hybrid::Error;
use zeroize::Zeroizing;

type Import = fn(&[u8]) -> Result<Box<dyn HashSigning>, Error>;
type Verify = fn(&[u8], &[u8], &[u8], &[u8]) -> Result<(), Error>;

/// A parameter set with its digest.
pub(crate) struct HashSlhDsa {
    pub(crate) name: &'static str,
    pub(crate) oid: &'static str,
    /// The name of the pure algorithm, which policies know.
    pub(crate) pure: &'static str,
    pub(crate) generate: fn() -> Result<Box<dyn HashSigning>, Error>,
    /// Of private bytes.
    pub(crate) import: Import,
    pub(crate) check_public: fn(&[u8]) -> Result<(), Error>,
    /// Of a public key, a message, its context and a signature.
    pub(crate) verify: Verify,
}

/// A private key.
pub(crate) trait HashSigning: Send + Sync {
    fn public_bytes(&self) -> Vec<u8>;
    fn private_bytes(&self) -> Zeroizing<Vec<u8>>;
    fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error>;
}

macro_rules! hash_slh_dsa {
    ($module:ident, $pure:literal, $suffix:literal, $arc:literal, $hash:ident) => {{
        use futae::$module as set;

        struct Key(set::SigningKey);

        impl HashSigning for Key {
            fn public_bytes(&self) -> Vec<u8> {
                self.0.verifying_key().to_bytes().to_vec()
            }

            fn private_bytes(&self) -> Zeroizing<Vec<u8>> {
                Zeroizing::new(Zeroizing::new(self.0.to_bytes()).to_vec())
            }

            fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
                let message = Message::hashed(PreHash::$hash, message).context(context);
                Ok(self.0.sign(message)?.to_vec())
            }
        }

        HashSlhDsa {
            name: concat!("HASH-", $pure, "-WITH-", $suffix),
            oid: concat!("2.16.840.1.101.3.4.3.", $arc),
            pure: $pure,
            generate: || Ok(Box::new(Key(set::SigningKey::generate()?))),
            import: |bytes| {
                let bytes = bytes.try_into().map_err(|_| Error::Length)?;
                let key = set::SigningKey::from_bytes(bytes);
                key.check()?;
                Ok(Box::new(Key(key)))
            },
            check_public: |public| match public.len() {
                set::VERIFYING_KEY_SIZE => Ok(()),
                _ => Err(Error::Length),
            },
            verify: |public, message, context, signature| {
                let public = public.try_into().map_err(|_| Error::Length)?;
                let signature = signature.try_into().map_err(|_| Error::Length)?;
                let message = Message::hashed(PreHash::$hash, message).context(context);
                Ok(set::VerifyingKey::from_bytes(public).verify(message, signature)?)
            },
        }
    }};
}

/// Every parameter set, in the order of the identifiers.
pub(crate) static ALGORITHMS: [HashSlhDsa; 12] = [
    hash_slh_dsa!(slh_dsa_sha2_128s, "SLH-DSA-SHA2-128s", "SHA256", 35, Sha2_256),
    hash_slh_dsa!(slh_dsa_sha2_128f, "SLH-DSA-SHA2-128f", "SHA256", 36, Sha2_256),
    hash_slh_dsa!(slh_dsa_sha2_192s, "SLH-DSA-SHA2-192s", "SHA512", 37, Sha2_512),
    hash_slh_dsa!(slh_dsa_sha2_192f, "SLH-DSA-SHA2-192f", "SHA512", 38, Sha2_512),
    hash_slh_dsa!(slh_dsa_sha2_256s, "SLH-DSA-SHA2-256s", "SHA512", 39, Sha2_512),
    hash_slh_dsa!(slh_dsa_sha2_256f, "SLH-DSA-SHA2-256f", "SHA512", 40, Sha2_512),
    hash_slh_dsa!(slh_dsa_shake_128s, "SLH-DSA-SHAKE-128s", "SHAKE128", 41, Shake128),
    hash_slh_dsa!(slh_dsa_shake_128f, "SLH-DSA-SHAKE-128f", "SHAKE128", 42, Shake128),
    hash_slh_dsa!(slh_dsa_shake_192s, "SLH-DSA-SHAKE-192s", "SHAKE256", 43, Shake256),
    hash_slh_dsa!(slh_dsa_shake_192f, "SLH-DSA-SHAKE-192f", "SHAKE256", 44, Shake256),
    hash_slh_dsa!(slh_dsa_shake_256s, "SLH-DSA-SHAKE-256s", "SHAKE256", 45, Shake256),
    hash_slh_dsa!(slh_dsa_shake_256f, "SLH-DSA-SHAKE-256f", "SHAKE256", 46, Shake256),
];
