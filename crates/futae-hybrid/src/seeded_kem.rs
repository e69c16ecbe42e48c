//! Hybrid key encapsulation whose private key is one seed of 32 bytes: X-Wing
//! (draft-connolly-cfrg-xwing-kem) and its siblings with NIST curves
//! (draft-irtf-cfrg-concrete-hybrid-kems, which HPKE uses).
//!
//! SHAKE256 expands the seed to the seeds of ML-KEM and of the curve; SHA3-256 combines the secrets
//! with the classical ciphertext and public key and a label. ML-KEM's ciphertext needs not be
//! hashed: it is bound by ML-KEM itself.

use sha3::{Digest, Sha3_256};
use shake::{ExtendableOutput, Shake256, Update, XofReader};

use crate::{
    Error, Secret,
    classical::{weierstrass, x25519},
};

/// Bytes of a private key.
const SEED: usize = 32;
/// Bytes of the seed of ML-KEM, and of the randomness of its encapsulation.
const ML_KEM_SEED: usize = 64;
const ML_KEM_RANDOMNESS: usize = 32;
/// Scalars of P-256 that are drawn, of which the first below the order is taken.
const P256_DRAWS: usize = 4;

/// The first N bytes of SHAKE256 of a secret.
fn expand<const N: usize>(seed: &[u8]) -> Secret<N> {
    let mut shake = Shake256::default();
    shake.update(seed);
    let mut expanded = Secret::zero();
    shake.finalize_xof().read(expanded.as_mut());
    expanded
}

/// SHA3-256 of the concatenation.
fn combine(parts: [&[u8]; 5]) -> Secret<32> {
    let mut hash = Sha3_256::new();
    parts.iter().for_each(|part| Digest::update(&mut hash, part));
    let mut secret = Secret::zero();
    hash.finalize_into(secret.as_mut().into());
    secret
}

/// X25519 as a part of X-Wing: every 32 bytes are a private key, and every public value is taken.
fn x25519_key(seed: &[u8; 32]) -> Result<x25519::PrivateKey, Error> {
    Ok(x25519::PrivateKey::from_bytes(Secret::new(seed)))
}

fn x25519_agree(key: &x25519::PrivateKey, peer: &[u8; 32]) -> Result<Secret<32>, Error> {
    Ok(key.agree_even_zero(peer))
}

/// RandomScalar of draft-irtf-cfrg-concrete-hybrid-kems for P-256: the first draw in range.
fn p256_key(seed: &[u8; 32 * P256_DRAWS]) -> Result<weierstrass::secp256r1::PrivateKey, Error> {
    let draws = seed.as_chunks().0.iter();
    let mut keys = draws.map(weierstrass::secp256r1::PrivateKey::from_scalar);
    keys.find(Result::is_ok).unwrap_or(Err(Error::MalformedKey))
}

fn p256_agree(
    key: &weierstrass::secp256r1::PrivateKey,
    peer: &[u8; 65],
) -> Result<Secret<32>, Error> {
    key.agree(peer)
}

/// The same for P-384, where one draw suffices.
fn p384_key(seed: &[u8; 48]) -> Result<weierstrass::secp384r1::PrivateKey, Error> {
    weierstrass::secp384r1::PrivateKey::from_scalar(seed)
}

fn p384_agree(
    key: &weierstrass::secp384r1::PrivateKey,
    peer: &[u8; 97],
) -> Result<Secret<48>, Error> {
    key.agree(peer)
}

macro_rules! seeded_kem {
    ($module:ident, $name:literal, $document:literal, $label:literal, $ml_kem:ident, $curve:path,
     $curve_seed:expr, $key:ident, $agree:ident) => {
        #[doc = concat!($name, " of ", $document, ".")]
        ///
        /// ```
        #[doc = concat!("use futae_hybrid::", stringify!($module), "::{DecapsulationKey, EncapsulationKey};")]
        ///
        /// let private = DecapsulationKey::generate()?;
        /// let public = EncapsulationKey::from_bytes(private.encapsulation_key().as_bytes())?;
        /// let (ciphertext, sent) = public.encapsulate()?;
        /// let received = private.decapsulate(&ciphertext)?;
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        ///
        /// // The same with what does not change computed once.
        /// let (ciphertext, sent) = public.prepare().encapsulate()?;
        /// let received = private.prepare().decapsulate(&ciphertext)?;
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        ///
        /// let again = DecapsulationKey::from_seed(private.seed())?;
        /// assert_eq!(again.encapsulation_key(), private.encapsulation_key());
        /// # Ok::<(), futae_hybrid::Error>(())
        /// ```
        pub mod $module {
            use core::fmt;

            use futae::{SharedSecret, $ml_kem as ml_kem};
            use $curve as curve;

            use super::*;
            use crate::secret::join;

            /// Bytes of a private key.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
            /// let key = DecapsulationKey::from_seed(&[7; 32])?;
            /// assert_eq!(key.seed().len(), SEED_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SEED_SIZE: usize = SEED;
            /// Bytes of a public key.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
            /// let key = DecapsulationKey::from_seed(&[7; 32])?;
            /// assert_eq!(key.encapsulation_key().as_bytes().len(), ENCAPSULATION_KEY_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const ENCAPSULATION_KEY_SIZE: usize =
                ml_kem::ENCAPSULATION_KEY_SIZE + curve::SHARE_SIZE;
            /// Bytes of a ciphertext.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
            /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
            /// let (ciphertext, _) = key.encapsulation_key().encapsulate()?;
            /// assert_eq!(ciphertext.len(), CIPHERTEXT_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CIPHERTEXT_SIZE: usize = ml_kem::CIPHERTEXT_SIZE + curve::SHARE_SIZE;
            /// Bytes of the randomness of one encapsulation.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
            /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
            /// let (ciphertext, _) = key.encapsulation_key().encapsulate_derand(&[9; RANDOMNESS_SIZE])?;
            /// # assert_eq!(ciphertext.len(), CIPHERTEXT_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const RANDOMNESS_SIZE: usize = ML_KEM_RANDOMNESS + $curve_seed;

            /// A ciphertext: ML-KEM's, then a public value of the curve.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; CIPHERTEXT_SIZE];
            /// let ciphertext = Ciphertext::try_from(received).map_err(|_| Error::Length)?;
            /// assert!(Ciphertext::try_from(&received[1..]).is_err());
            /// # Ok::<(), Error>(())
            /// ```
            pub type Ciphertext = [u8; CIPHERTEXT_SIZE];

            /// A private key, made of a seed; overwritten when dropped.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::", stringify!($module), "::DecapsulationKey;")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// // What is stored is the seed.
            /// let again = DecapsulationKey::from_seed(key.seed())?;
            /// assert_eq!(again.encapsulation_key(), key.encapsulation_key());
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct DecapsulationKey {
                seed: Secret<SEED>,
                ml_kem: ml_kem::DecapsulationKey,
                classical: curve::PrivateKey,
                public: EncapsulationKey,
            }

            /// A private key with everything computed that does not depend on the ciphertext.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::", stringify!($module), "::DecapsulationKey;")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// let prepared = key.prepare(); // once, for a server that decapsulates often
            /// for _ in 0..2 {
            ///     let (ciphertext, sent) = key.encapsulation_key().encapsulate()?;
            ///     assert_eq!(prepared.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
            /// }
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct PreparedDecapsulationKey<'a> {
                ml_kem: ml_kem::PreparedDecapsulationKey,
                classical: &'a curve::PrivateKey,
            }

            /// A public key: ML-KEM's, then a public value of the curve.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::{Error, ", stringify!($module), "::{DecapsulationKey, EncapsulationKey}};")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// let sent: &[u8] = key.encapsulation_key().as_bytes();
            /// assert_eq!(&EncapsulationKey::try_from(sent)?, key.encapsulation_key());
            /// assert_eq!(EncapsulationKey::try_from(&sent[1..]), Err(Error::Length));
            /// # Ok::<(), Error>(())
            /// ```
            #[derive(Clone, Debug, Eq, PartialEq)]
            pub struct EncapsulationKey {
                ml_kem: ml_kem::EncapsulationKey,
                classical: [u8; curve::SHARE_SIZE],
                bytes: [u8; ENCAPSULATION_KEY_SIZE],
            }

            /// A public key with everything computed that every encapsulation needs.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::", stringify!($module), "::DecapsulationKey;")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// let prepared = key.encapsulation_key().prepare(); // once, for many secrets to one holder
            /// let (ciphertext, sent) = prepared.encapsulate()?;
            /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct PreparedEncapsulationKey {
                ml_kem: ml_kem::PreparedEncapsulationKey,
                classical: [u8; curve::SHARE_SIZE],
            }

            impl DecapsulationKey {
                /// A new key from the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// let keys = [DecapsulationKey::generate()?, DecapsulationKey::generate()?];
                /// assert_ne!(keys[0].encapsulation_key(), keys[1].encapsulation_key());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn generate() -> Result<Self, Error> {
                    Self::from_seed(Secret::random()?.as_bytes())
                }

                /// The key of this seed. Fails with a probability below 2^-128, where the curve is
                /// a NIST curve and no draw of the scalar is in range.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// let stored = *DecapsulationKey::generate()?.seed();
                /// let key = DecapsulationKey::from_seed(&stored)?;
                /// assert_eq!(key.seed(), &stored);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn from_seed(seed: &[u8; SEED_SIZE]) -> Result<Self, Error> {
                    let expanded = expand::<{ ML_KEM_SEED + $curve_seed }>(seed);
                    let (first, rest) =
                        expanded.as_bytes().split_first_chunk().ok_or(Error::Length)?;
                    let ml_kem = ml_kem::DecapsulationKey::from_seed(first);
                    let classical = $key(rest.try_into().map_err(|_| Error::Length)?)?;
                    let public = EncapsulationKey::new(
                        ml_kem.encapsulation_key().clone(),
                        *classical.share(),
                    );
                    Ok(Self { seed: Secret::new(seed), ml_kem, classical, public })
                }

                /// The private key.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// assert_eq!(key.seed(), &[7; 32]); // what is stored
                /// # Ok::<(), Error>(())
                /// ```
                pub fn seed(&self) -> &[u8; SEED_SIZE] {
                    self.seed.as_bytes()
                }

                /// The public key.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let sent = key.encapsulation_key().as_bytes(); // to whoever shall encapsulate
                /// assert_eq!(EncapsulationKey::from_bytes(sent)?, *key.encapsulation_key());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn encapsulation_key(&self) -> &EncapsulationKey {
                    &self.public
                }

                /// The shared secret of a ciphertext. A wrong one gives another secret; one whose
                /// public value of a NIST curve is none is refused.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let (mut ciphertext, sent) = key.encapsulation_key().encapsulate()?;
                /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
                /// ciphertext[0] ^= 1; // of ML-KEM's part: no error, but another secret
                /// assert_ne!(key.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(&self, ciphertext: &Ciphertext) -> Result<Secret<32>, Error> {
                    decapsulate(&self.classical, ciphertext, |c| self.ml_kem.decapsulate(c))
                }

                /// Computes what does not depend on the ciphertext, for many decapsulations.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let prepared = key.prepare(); // once, for many ciphertexts
                /// let (ciphertext, sent) = key.encapsulation_key().encapsulate()?;
                /// assert_eq!(prepared.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn prepare(&self) -> PreparedDecapsulationKey<'_> {
                    let ml_kem = self.ml_kem.prepare();
                    PreparedDecapsulationKey { ml_kem, classical: &self.classical }
                }
            }

            impl PreparedDecapsulationKey<'_> {
                /// As [`DecapsulationKey::decapsulate`].
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let prepared = key.prepare();
                /// for (ciphertext, sent) in [key.encapsulation_key().encapsulate()?] {
                ///     assert_eq!(prepared.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
                /// }
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(&self, ciphertext: &Ciphertext) -> Result<Secret<32>, Error> {
                    decapsulate(self.classical, ciphertext, |c| self.ml_kem.decapsulate(c))
                }
            }

            impl EncapsulationKey {
                fn new(
                    ml_kem: ml_kem::EncapsulationKey,
                    classical: [u8; curve::SHARE_SIZE],
                ) -> Self {
                    let bytes = join(&[ml_kem.as_bytes(), &classical]);
                    Self { ml_kem, classical, bytes }
                }

                /// The key of these bytes, ML-KEM's part checked by FIPS 203, Section 7.2. A
                /// public value of a NIST curve is checked by [`encapsulate`](Self::encapsulate).
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// let refused = EncapsulationKey::from_bytes(&[0xFF; ENCAPSULATION_KEY_SIZE]);
                /// assert_eq!(refused.err(), Some(Error::Modulus));
                /// ```
                pub fn from_bytes(bytes: &[u8; ENCAPSULATION_KEY_SIZE]) -> Result<Self, Error> {
                    let (first, rest) = bytes.split_first_chunk().ok_or(Error::Length)?;
                    let ml_kem = ml_kem::EncapsulationKey::from_bytes(first)?;
                    Ok(Self::new(ml_kem, rest.try_into().map_err(|_| Error::Length)?))
                }

                /// The bytes of the key.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let bytes = key.encapsulation_key().as_bytes();
                /// assert_eq!(bytes.len(), ENCAPSULATION_KEY_SIZE);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn as_bytes(&self) -> &[u8; ENCAPSULATION_KEY_SIZE] {
                    &self.bytes
                }

                /// A fresh shared secret and the ciphertext that carries it.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let public = key.encapsulation_key();
                /// let (ciphertext, secret) = public.encapsulate()?; // the first is sent, the second kept
                /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), secret.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn encapsulate(&self) -> Result<(Ciphertext, Secret<32>), Error> {
                    let seed = Secret::random()?;
                    encapsulate(&self.classical, &seed, self.ml_kem.encapsulate()?)
                }

                /// The same with given randomness: ML-KEM's m, then the seed of the curve's key.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let public = key.encapsulation_key();
                /// let [first, again] = [[9; RANDOMNESS_SIZE]; 2].map(|random| public.encapsulate_derand(&random));
                /// assert_eq!(first?.0, again?.0); // for test vectors
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "hazmat")]
                pub fn encapsulate_derand(
                    &self,
                    randomness: &[u8; RANDOMNESS_SIZE],
                ) -> Result<(Ciphertext, Secret<32>), Error> {
                    let (m, seed) = randomness.split_first_chunk().ok_or(Error::Length)?;
                    let seed = Secret::new(seed.try_into().map_err(|_| Error::Length)?);
                    encapsulate(&self.classical, &seed, self.ml_kem.encapsulate_derand(m))
                }

                /// Computes what every encapsulation needs, for many of them.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let prepared = key.encapsulation_key().prepare();
                /// let (ciphertext, secret) = prepared.encapsulate()?;
                /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), secret.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn prepare(&self) -> PreparedEncapsulationKey {
                    let ml_kem = self.ml_kem.prepare();
                    PreparedEncapsulationKey { ml_kem, classical: self.classical }
                }
            }

            impl PreparedEncapsulationKey {
                /// As [`EncapsulationKey::encapsulate`].
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 32])?;
                /// let prepared = key.encapsulation_key().prepare();
                /// let [first, second] = [prepared.encapsulate()?, prepared.encapsulate()?];
                /// assert_ne!(first.1.as_bytes(), second.1.as_bytes()); // fresh each time
                /// # Ok::<(), Error>(())
                /// ```
                pub fn encapsulate(&self) -> Result<(Ciphertext, Secret<32>), Error> {
                    let seed = Secret::random()?;
                    encapsulate(&self.classical, &seed, self.ml_kem.encapsulate()?)
                }
            }

            fn encapsulate(
                public: &[u8; curve::SHARE_SIZE],
                seed: &Secret<{ $curve_seed }>,
                (ciphertext, ml_kem): (ml_kem::Ciphertext, SharedSecret),
            ) -> Result<(Ciphertext, Secret<32>), Error> {
                let private = $key(seed.as_bytes())?;
                let classical = $agree(&private, public)?;
                let parts = [ml_kem.as_bytes(), &classical.as_bytes()[..], private.share()];
                let secret = combine([parts[0], parts[1], parts[2], public, $label]);
                Ok((join(&[&ciphertext, private.share()]), secret))
            }

            fn decapsulate(
                private: &curve::PrivateKey,
                ciphertext: &Ciphertext,
                ml_kem: impl FnOnce(&ml_kem::Ciphertext) -> SharedSecret,
            ) -> Result<Secret<32>, Error> {
                let (first, rest) = ciphertext.split_first_chunk().ok_or(Error::Length)?;
                let peer = rest.try_into().map_err(|_| Error::Length)?;
                let ml_kem = ml_kem(first);
                let classical = $agree(private, peer)?;
                let public = private.share();
                Ok(combine([ml_kem.as_bytes(), classical.as_bytes(), peer, public, $label]))
            }

            impl TryFrom<&[u8]> for EncapsulationKey {
                type Error = Error;

                fn try_from(bytes: &[u8]) -> Result<Self, Error> {
                    Self::from_bytes(bytes.try_into().map_err(|_| Error::Length)?)
                }
            }

            impl fmt::Debug for DecapsulationKey {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("DecapsulationKey(..)")
                }
            }

            impl fmt::Debug for PreparedDecapsulationKey<'_> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("PreparedDecapsulationKey(..)")
                }
            }

            impl fmt::Debug for PreparedEncapsulationKey {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("PreparedEncapsulationKey(..)")
                }
            }
        }
    };
}

seeded_kem!(
    x_wing,
    "X-Wing",
    "draft-connolly-cfrg-xwing-kem",
    br"\.//^\",
    ml_kem_768,
    crate::classical::x25519,
    32,
    x25519_key,
    x25519_agree
);
seeded_kem!(
    mlkem768_p256,
    "MLKEM768-P256",
    "draft-irtf-cfrg-concrete-hybrid-kems",
    b"MLKEM768-P256",
    ml_kem_768,
    crate::classical::weierstrass::secp256r1,
    32 * P256_DRAWS,
    p256_key,
    p256_agree
);
seeded_kem!(
    mlkem1024_p384,
    "MLKEM1024-P384",
    "draft-irtf-cfrg-concrete-hybrid-kems",
    b"MLKEM1024-P384",
    ml_kem_1024,
    crate::classical::weierstrass::secp384r1,
    48,
    p384_key,
    p384_agree
);
