//! The public modules `ml_kem_512`, `ml_kem_768` and `ml_kem_1024`: keys as byte arrays of the
//! right size, over the generic core.

use super::Error;
#[cfg(any(feature = "getrandom", feature = "rand_core"))]
use crate::secret::Secret;

/// Defines the public module of one parameter set.
macro_rules! parameter_set {
    ($module:ident, $name:literal, $k:literal) => {
        #[doc = concat!($name, " of FIPS 203.")]
        ///
        /// ```
        #[doc = concat!("use futae::", stringify!($module), "::DecapsulationKey;")]
        ///
        /// # #[cfg(feature = "getrandom")]
        /// # {
        /// let private = DecapsulationKey::generate()?;
        /// let public = private.encapsulation_key();
        /// let (ciphertext, sent) = public.encapsulate()?;
        /// let received = private.decapsulate(&ciphertext);
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        /// # }
        /// # Ok::<(), futae::ml_kem::Error>(())
        /// ```
        pub mod $module {
            use core::fmt;

            use futae_kernels::Backend;

            #[cfg(feature = "rand_core")]
            use super::random;
            #[cfg(feature = "getrandom")]
            use super::system_random;
            use super::{
                super::{
                    self as ml_kem,
                    batch::{self, LANES},
                    kem::{self, PreparedPrivate, PreparedPublic},
                },
                Error, SEED_SIZE,
            };
            use crate::{secret::Secret, shared_secret::SharedSecret};

            /// Bytes of an encapsulation key.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
            /// let key = DecapsulationKey::from_seed(&[7; 64]);
            /// assert_eq!(key.encapsulation_key().as_bytes().len(), ENCAPSULATION_KEY_SIZE);
            /// ```
            pub const ENCAPSULATION_KEY_SIZE: usize = ml_kem::encapsulation_key_size($k);
            /// Bytes of a decapsulation key in expanded form.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
            /// let key = DecapsulationKey::from_seed(&[7; 64]);
            /// assert_eq!(key.expanded().len(), EXPANDED_KEY_SIZE);
            /// ```
            pub const EXPANDED_KEY_SIZE: usize = ml_kem::decapsulation_key_size($k);
            /// Bytes of a ciphertext.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
            /// # let key = DecapsulationKey::from_seed(&[7; 64]);
            /// let received = [0; CIPHERTEXT_SIZE]; // room for what a peer sends
            /// let secret = key.decapsulate(&received);
            /// # assert_eq!(secret.as_bytes().len(), 32);
            /// ```
            pub const CIPHERTEXT_SIZE: usize = ml_kem::ciphertext_size($k);

            /// A ciphertext. Every array of this size is one: that it was made for another key
            /// shows only in the secrets, which then differ.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; CIPHERTEXT_SIZE];
            /// let ciphertext = Ciphertext::try_from(received).map_err(|_| Error::Length)?;
            /// assert!(Ciphertext::try_from(&received[1..]).is_err());
            /// # Ok::<(), Error>(())
            /// ```
            pub type Ciphertext = [u8; CIPHERTEXT_SIZE];

            /// A decapsulation key. Made of a seed d ‖ z of 64 bytes, which is the private key;
            /// overwritten when dropped.
            ///
            /// ```
            /// # #[cfg(feature = "getrandom")]
            /// # {
            #[doc = concat!("use futae::", stringify!($module), "::DecapsulationKey;")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// // What is stored is the seed, which only a key imported in expanded form has not.
            /// let seed = *key.seed().ok_or(futae::ml_kem::Error::Length)?;
            /// let again = DecapsulationKey::from_seed(&seed);
            /// assert_eq!(again.encapsulation_key(), key.encapsulation_key());
            /// # }
            /// # Ok::<(), futae::ml_kem::Error>(())
            /// ```
            pub struct DecapsulationKey {
                seed: Option<Secret<[u8; SEED_SIZE]>>,
                expanded: Secret<[u8; EXPANDED_KEY_SIZE]>,
                encapsulation_key: EncapsulationKey,
            }

            /// An encapsulation key, all of whose coefficients are below q.
            ///
            /// ```
            #[doc = concat!("use futae::{ml_kem::Error, ", stringify!($module), "::{DecapsulationKey, ENCAPSULATION_KEY_SIZE, EncapsulationKey}};")]
            ///
            /// // What came over the network may be malformed.
            /// let refused = EncapsulationKey::from_bytes(&[0xFF; ENCAPSULATION_KEY_SIZE]);
            /// assert_eq!(refused, Err(Error::Modulus));
            ///
            /// let key = DecapsulationKey::from_seed(&[7; 64]);
            /// let sent: &[u8] = key.encapsulation_key().as_bytes();
            /// assert_eq!(&EncapsulationKey::try_from(sent)?, key.encapsulation_key());
            /// # Ok::<(), Error>(())
            /// ```
            #[derive(Clone, Debug, Eq, PartialEq)]
            pub struct EncapsulationKey([u8; ENCAPSULATION_KEY_SIZE]);

            /// A decapsulation key with everything computed that does not depend on the
            /// ciphertext: ŝ, the matrix and the hash of the encapsulation key.
            ///
            /// ```
            /// # #[cfg(feature = "getrandom")]
            /// # {
            #[doc = concat!("use futae::", stringify!($module), "::DecapsulationKey;")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// let prepared = key.prepare(); // once, for a server that decapsulates often
            /// for _ in 0..2 {
            ///     let (ciphertext, sent) = key.encapsulation_key().encapsulate()?;
            ///     assert_eq!(prepared.decapsulate(&ciphertext).as_bytes(), sent.as_bytes());
            /// }
            /// # }
            /// # Ok::<(), futae::ml_kem::Error>(())
            /// ```
            pub struct PreparedDecapsulationKey(PreparedPrivate<$k>);

            /// An encapsulation key with everything computed that every encapsulation needs: t̂,
            /// the matrix and the hash of the key.
            ///
            /// ```
            /// # #[cfg(feature = "getrandom")]
            /// # {
            #[doc = concat!("use futae::", stringify!($module), "::DecapsulationKey;")]
            ///
            /// let key = DecapsulationKey::generate()?;
            /// let prepared = key.encapsulation_key().prepare(); // once, for many secrets to one holder
            /// let (ciphertext, sent) = prepared.encapsulate()?;
            /// assert_eq!(key.decapsulate(&ciphertext).as_bytes(), sent.as_bytes());
            /// # }
            /// # Ok::<(), futae::ml_kem::Error>(())
            /// ```
            pub struct PreparedEncapsulationKey(PreparedPublic<$k>);

            impl DecapsulationKey {
                /// A new key from the system's random generator. FIPS 203, Algorithm 19
                /// (ML-KEM.KeyGen).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let keys = [DecapsulationKey::generate()?, DecapsulationKey::generate()?];
                /// assert_ne!(keys[0].encapsulation_key(), keys[1].encapsulation_key());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn generate() -> Result<Self, Error> {
                    Ok(Self::from_seed(&*system_random()?))
                }

                /// A new key from a random generator.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let mut rng = getrandom::SysRng; // or any other `TryCryptoRng`
                /// let key = DecapsulationKey::generate_with_rng(&mut rng)?;
                /// assert!(key.seed().is_some());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "rand_core")]
                pub fn generate_with_rng<R>(rng: &mut R) -> Result<Self, Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    Ok(Self::from_seed(&*random(rng)?))
                }

                /// The key of the seed d ‖ z. FIPS 203, Algorithm 16 (ML-KEM.KeyGen_internal).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let [key, again] = [[7; 64]; 2].map(|seed| DecapsulationKey::from_seed(&seed));
                /// assert_eq!(key.encapsulation_key(), again.encapsulation_key());
                /// ```
                pub fn from_seed(seed: &[u8; SEED_SIZE]) -> Self {
                    // Copied out of a holder that is wiped here: one that moved would leave its
                    // bytes behind.
                    let mut expanded = Secret([0; EXPANDED_KEY_SIZE]);
                    kem::key_gen::<$k>(Backend::get(), seed, &mut *expanded);
                    let mut encapsulation_key = [0; ENCAPSULATION_KEY_SIZE];
                    encapsulation_key.copy_from_slice(kem::parts::<$k>(&*expanded).key);
                    Self {
                        seed: Some(Secret(*seed)),
                        expanded: Secret(*expanded),
                        encapsulation_key: EncapsulationKey(encapsulation_key),
                    }
                }

                /// The keys of many seeds, eight side by side; `each` is given them in order.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let mut keys = Vec::new();
                /// DecapsulationKey::from_seeds(&[[1; 64], [2; 64]], |key| keys.push(key));
                /// let second = DecapsulationKey::from_seed(&[2; 64]);
                /// assert_eq!(keys[1].encapsulation_key(), second.encapsulation_key());
                /// ```
                pub fn from_seeds(seeds: &[[u8; SEED_SIZE]], mut each: impl FnMut(Self)) {
                    let (eights, rest) = seeds.as_chunks::<LANES>();
                    for seeds in eights {
                        let mut keys = seeds.each_ref().map(Self::empty);
                        let expanded = keys.each_mut().map(|key| &mut key.expanded[..]);
                        batch::key_gen::<$k>(Backend::get(), seeds.each_ref(), expanded);
                        keys.iter_mut().for_each(Self::copy_public);
                        keys.into_iter().for_each(&mut each);
                    }
                    rest.iter().map(Self::from_seed).for_each(each);
                }

                /// A key in the expanded form dkₚₖₑ ‖ ek ‖ H(ek) ‖ z, checked by FIPS 203, Section
                /// 7.3, and its encapsulation key by Section 7.2. The seed cannot be regained.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let old = DecapsulationKey::from_seed(&[7; 64]);
                /// let key = DecapsulationKey::from_expanded(old.expanded())?;
                /// assert_eq!(key.encapsulation_key(), old.encapsulation_key());
                /// assert!(key.seed().is_none());
                ///
                /// let mut damaged = *old.expanded();
                /// damaged[EXPANDED_KEY_SIZE - 33] ^= 1; // of H(ek)
                /// assert_eq!(DecapsulationKey::from_expanded(&damaged).err(), Some(Error::Hash));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn from_expanded(expanded: &[u8; EXPANDED_KEY_SIZE]) -> Result<Self, Error> {
                    kem::check_decapsulation_key::<$k>(Backend::get(), expanded)?;
                    let encapsulation_key = EncapsulationKey([0; ENCAPSULATION_KEY_SIZE]);
                    let mut key =
                        Self { seed: None, expanded: Secret(*expanded), encapsulation_key };
                    key.copy_public();
                    Ok(key)
                }

                /// The seed d ‖ z, unless the key was imported in expanded form.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let key = DecapsulationKey::from_seed(&[7; 64]);
                /// assert_eq!(key.seed(), Some(&[7; 64])); // what is stored
                /// ```
                pub fn seed(&self) -> Option<&[u8; SEED_SIZE]> {
                    self.seed.as_deref()
                }

                /// dkₚₖₑ ‖ ek ‖ H(ek) ‖ z. FIPS 203, Algorithm 16, line 3.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let (rest, z) = key.expanded().split_at(EXPANDED_KEY_SIZE - 32);
                /// assert_eq!(z, [7; 32]); // the second half of the seed
                /// # assert_eq!(rest.len() % 32, 0);
                /// ```
                pub fn expanded(&self) -> &[u8; EXPANDED_KEY_SIZE] {
                    &self.expanded
                }

                /// The encapsulation key.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let sent = key.encapsulation_key().as_bytes(); // to whoever shall encapsulate
                /// assert_eq!(EncapsulationKey::from_bytes(sent)?, *key.encapsulation_key());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn encapsulation_key(&self) -> &EncapsulationKey {
                    &self.encapsulation_key
                }

                /// The shared secret of a ciphertext. Of one that was not made for this key, a
                /// secret that depends on z and on it alone: implicit rejection, never an error.
                /// FIPS 203, Algorithm 21 (ML-KEM.Decaps).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let (mut ciphertext, sent) = key.encapsulation_key().encapsulate()?;
                /// assert_eq!(key.decapsulate(&ciphertext).as_bytes(), sent.as_bytes());
                /// ciphertext[0] ^= 1; // no error, but another secret
                /// assert_ne!(key.decapsulate(&ciphertext).as_bytes(), sent.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(&self, ciphertext: &Ciphertext) -> SharedSecret {
                    kem::decapsulate::<$k>(Backend::get(), &*self.expanded, ciphertext)
                }

                /// Decapsulates each ciphertext by the key at the same place, eight side by side.
                /// [`Error::Length`] when the slices are not equally long.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let (ciphertext, sent) = key.encapsulation_key().encapsulate()?;
                /// let mut secrets = [[0; 32]; 2];
                /// DecapsulationKey::decapsulate_batch(&[&key, &key], &[ciphertext; 2], &mut secrets)?;
                /// assert_eq!(secrets, [*sent.as_bytes(); 2]);
                /// let unequal = DecapsulationKey::decapsulate_batch(&[&key], &[ciphertext; 2], &mut secrets);
                /// assert_eq!(unequal, Err(Error::Length));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate_batch(
                    keys: &[&Self],
                    ciphertexts: &[Ciphertext],
                    secrets: &mut [[u8; 32]],
                ) -> Result<(), Error> {
                    if keys.len() != ciphertexts.len() || keys.len() != secrets.len() {
                        return Err(Error::Length);
                    }
                    let (key_eights, keys) = keys.as_chunks::<LANES>();
                    let (ciphertext_eights, ciphertexts) = ciphertexts.as_chunks::<LANES>();
                    let (secret_eights, secrets) = secrets.as_chunks_mut::<LANES>();
                    let eights = key_eights.iter().zip(ciphertext_eights).zip(secret_eights);
                    for ((keys, ciphertexts), secrets) in eights {
                        let expanded = keys.map(|key| &key.expanded[..]);
                        let ciphertexts = ciphertexts.each_ref().map(|ciphertext| &ciphertext[..]);
                        let secrets = secrets.each_mut();
                        batch::decapsulate::<$k>(Backend::get(), expanded, ciphertexts, secrets);
                    }
                    for ((key, ciphertext), secret) in keys.iter().zip(ciphertexts).zip(secrets) {
                        *secret = *key.decapsulate(ciphertext).as_bytes();
                    }
                    Ok(())
                }

                /// Computes what does not depend on the ciphertext, for many decapsulations.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let prepared = key.prepare();
                /// let (ciphertext, sent) = key.encapsulation_key().encapsulate()?;
                /// assert_eq!(prepared.decapsulate(&ciphertext).as_bytes(), sent.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn prepare(&self) -> PreparedDecapsulationKey {
                    PreparedDecapsulationKey(PreparedPrivate::new(Backend::get(), &*self.expanded))
                }

                fn empty(seed: &[u8; SEED_SIZE]) -> Self {
                    Self {
                        seed: Some(Secret(*seed)),
                        expanded: Secret([0; EXPANDED_KEY_SIZE]),
                        encapsulation_key: EncapsulationKey([0; ENCAPSULATION_KEY_SIZE]),
                    }
                }

                fn copy_public(&mut self) {
                    let key = kem::parts::<$k>(&*self.expanded).key;
                    self.encapsulation_key.0.copy_from_slice(key);
                }
            }

            impl EncapsulationKey {
                /// The key of these bytes, checked by FIPS 203, Section 7.2.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// let refused = EncapsulationKey::from_bytes(&[0xFF; ENCAPSULATION_KEY_SIZE]);
                /// assert_eq!(refused, Err(Error::Modulus)); // coefficients of 4095
                /// ```
                pub fn from_bytes(bytes: &[u8; ENCAPSULATION_KEY_SIZE]) -> Result<Self, Error> {
                    kem::check_encapsulation_key::<$k>(Backend::get(), bytes)?;
                    Ok(Self(*bytes))
                }

                /// The bytes of the key.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let bytes = key.encapsulation_key().as_bytes();
                /// assert_eq!(bytes.len(), ENCAPSULATION_KEY_SIZE);
                /// ```
                pub fn as_bytes(&self) -> &[u8; ENCAPSULATION_KEY_SIZE] {
                    &self.0
                }

                /// A fresh shared secret from the system's random generator, and the ciphertext
                /// that carries it. FIPS 203, Algorithm 20 (ML-KEM.Encaps).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let public = key.encapsulation_key();
                /// let (ciphertext, secret) = public.encapsulate()?; // the first is sent, the second kept
                /// assert_eq!(key.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn encapsulate(&self) -> Result<(Ciphertext, SharedSecret), Error> {
                    Ok(self.encapsulate_from(&*system_random()?))
                }

                /// A fresh shared secret from a random generator.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let public = key.encapsulation_key();
                /// let (ciphertext, secret) = public.encapsulate_with_rng(&mut getrandom::SysRng)?;
                /// assert_eq!(key.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "rand_core")]
                pub fn encapsulate_with_rng<R>(
                    &self,
                    rng: &mut R,
                ) -> Result<(Ciphertext, SharedSecret), Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    Ok(self.encapsulate_from(&*random(rng)?))
                }

                /// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal). `m` must be fresh and random.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let public = key.encapsulation_key();
                /// let [first, again] = [[9; 32]; 2].map(|m| public.encapsulate_derand(&m)); // for test vectors
                /// assert_eq!(first.0, again.0);
                /// ```
                #[cfg(feature = "hazmat")]
                pub fn encapsulate_derand(&self, m: &[u8; 32]) -> (Ciphertext, SharedSecret) {
                    self.encapsulate_from(m)
                }

                /// Encapsulates to each key with fresh randomness, eight side by side.
                /// [`Error::Length`] when the slices are not equally long.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let keys = [key.encapsulation_key(); 3];
                /// let mut ciphertexts = [[0; CIPHERTEXT_SIZE]; 3];
                /// let mut secrets = [[0; 32]; 3];
                /// EncapsulationKey::encapsulate_batch(&keys, &mut ciphertexts, &mut secrets)?;
                /// assert_eq!(key.decapsulate(&ciphertexts[2]).as_bytes(), &secrets[2]);
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn encapsulate_batch(
                    keys: &[&Self],
                    ciphertexts: &mut [Ciphertext],
                    secrets: &mut [[u8; 32]],
                ) -> Result<(), Error> {
                    for (at, keys) in keys.chunks(LANES).enumerate() {
                        let range = LANES * at..LANES * at + keys.len();
                        let Some(ciphertexts) = ciphertexts.get_mut(range.clone()) else {
                            return Err(Error::Length);
                        };
                        let Some(secrets) = secrets.get_mut(range) else {
                            return Err(Error::Length);
                        };
                        let mut m = Secret([[0; 32]; LANES]);
                        for m in m.iter_mut() {
                            *m = *system_random()?;
                        }
                        Self::encapsulate_each(keys, &m[..keys.len()], ciphertexts, secrets)?;
                    }
                    Ok(())
                }

                /// Encapsulates each `m` to the key at the same place, eight side by side.
                /// [`Error::Length`] when the slices are not equally long.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let public = key.encapsulation_key();
                /// let (mut ciphertexts, mut secrets) = ([[0; CIPHERTEXT_SIZE]], [[0; 32]]);
                /// EncapsulationKey::encapsulate_batch_derand(
                ///     &[public],
                ///     &[[9; 32]],
                ///     &mut ciphertexts,
                ///     &mut secrets,
                /// )?;
                /// assert_eq!(ciphertexts[0], public.encapsulate_derand(&[9; 32]).0);
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "hazmat")]
                pub fn encapsulate_batch_derand(
                    keys: &[&Self],
                    m: &[[u8; 32]],
                    ciphertexts: &mut [Ciphertext],
                    secrets: &mut [[u8; 32]],
                ) -> Result<(), Error> {
                    Self::encapsulate_each(keys, m, ciphertexts, secrets)
                }

                /// Computes what every encapsulation needs, for many of them.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let prepared = key.encapsulation_key().prepare();
                /// let (ciphertext, secret) = prepared.encapsulate()?;
                /// assert_eq!(key.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn prepare(&self) -> PreparedEncapsulationKey {
                    PreparedEncapsulationKey(PreparedPublic::new(Backend::get(), &self.0))
                }

                #[cfg(any(feature = "getrandom", feature = "rand_core", feature = "hazmat"))]
                pub(crate) fn encapsulate_from(&self, m: &[u8; 32]) -> (Ciphertext, SharedSecret) {
                    let mut ciphertext = [0; CIPHERTEXT_SIZE];
                    let secret =
                        kem::encapsulate::<$k>(Backend::get(), &self.0, m, &mut ciphertext);
                    (ciphertext, SharedSecret::new(*secret.as_bytes()))
                }

                #[cfg(any(feature = "getrandom", feature = "hazmat"))]
                fn encapsulate_each(
                    keys: &[&Self],
                    m: &[[u8; 32]],
                    ciphertexts: &mut [Ciphertext],
                    secrets: &mut [[u8; 32]],
                ) -> Result<(), Error> {
                    let lengths = [m.len(), ciphertexts.len(), secrets.len()];
                    if lengths != [keys.len(); 3] {
                        return Err(Error::Length);
                    }
                    let (key_eights, keys) = keys.as_chunks::<LANES>();
                    let (m_eights, m) = m.as_chunks::<LANES>();
                    let (ciphertext_eights, ciphertexts) = ciphertexts.as_chunks_mut::<LANES>();
                    let (secret_eights, secrets) = secrets.as_chunks_mut::<LANES>();
                    let eights = key_eights.iter().zip(m_eights);
                    for ((keys, m), (ciphertexts, secrets)) in
                        eights.zip(ciphertext_eights.iter_mut().zip(secret_eights))
                    {
                        batch::encapsulate::<$k>(
                            Backend::get(),
                            keys.map(|key| &key.0[..]),
                            m.each_ref(),
                            ciphertexts.each_mut().map(|ciphertext| &mut ciphertext[..]),
                            secrets.each_mut(),
                        );
                    }
                    for ((key, m), (ciphertext, secret)) in
                        keys.iter().zip(m).zip(ciphertexts.iter_mut().zip(secrets))
                    {
                        let shared;
                        (*ciphertext, shared) = key.encapsulate_from(m);
                        *secret = *shared.as_bytes();
                    }
                    Ok(())
                }
            }

            impl PreparedEncapsulationKey {
                /// As [`EncapsulationKey::encapsulate`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let prepared = key.encapsulation_key().prepare();
                /// for (ciphertext, secret) in [prepared.encapsulate()?, prepared.encapsulate()?] {
                ///     assert_eq!(key.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                /// }
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn encapsulate(&self) -> Result<(Ciphertext, SharedSecret), Error> {
                    Ok(self.encapsulate_from(&*system_random()?))
                }

                /// As [`EncapsulationKey::encapsulate_with_rng`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let prepared = key.encapsulation_key().prepare();
                /// let (ciphertext, secret) = prepared.encapsulate_with_rng(&mut getrandom::SysRng)?;
                /// assert_eq!(key.decapsulate(&ciphertext).as_bytes(), secret.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "rand_core")]
                pub fn encapsulate_with_rng<R>(
                    &self,
                    rng: &mut R,
                ) -> Result<(Ciphertext, SharedSecret), Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    Ok(self.encapsulate_from(&*random(rng)?))
                }

                /// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal). `m` must be fresh and random.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let public = key.encapsulation_key();
                /// let prepared = public.prepare().encapsulate_derand(&[9; 32]);
                /// assert_eq!(prepared.0, public.encapsulate_derand(&[9; 32]).0);
                /// ```
                #[cfg(feature = "hazmat")]
                pub fn encapsulate_derand(&self, m: &[u8; 32]) -> (Ciphertext, SharedSecret) {
                    self.encapsulate_from(m)
                }

                #[cfg(any(feature = "getrandom", feature = "rand_core", feature = "hazmat"))]
                fn encapsulate_from(&self, m: &[u8; 32]) -> (Ciphertext, SharedSecret) {
                    let mut ciphertext = [0; CIPHERTEXT_SIZE];
                    let secret = self.0.encapsulate(Backend::get(), m, &mut ciphertext);
                    (ciphertext, SharedSecret::new(*secret.as_bytes()))
                }
            }

            impl PreparedDecapsulationKey {
                /// As [`DecapsulationKey::decapsulate`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_kem::Error, ", stringify!($module), "::*};")]
                /// # let key = DecapsulationKey::from_seed(&[7; 64]);
                /// let prepared = key.prepare();
                /// let not_for_this_key = [0; CIPHERTEXT_SIZE];
                /// let secret = prepared.decapsulate(&not_for_this_key);
                /// assert_eq!(secret.as_bytes(), key.decapsulate(&not_for_this_key).as_bytes());
                /// ```
                pub fn decapsulate(&self, ciphertext: &Ciphertext) -> SharedSecret {
                    self.0.decapsulate(Backend::get(), ciphertext)
                }
            }

            /// Shows the name of the type alone.
            macro_rules! debug_without_contents {
                ($type:ident) => {
                    impl fmt::Debug for $type {
                        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                            f.debug_struct(stringify!($type)).finish_non_exhaustive()
                        }
                    }
                };
            }

            debug_without_contents!(DecapsulationKey);
            debug_without_contents!(PreparedDecapsulationKey);
            debug_without_contents!(PreparedEncapsulationKey);

            impl TryFrom<&[u8]> for EncapsulationKey {
                type Error = Error;

                fn try_from(bytes: &[u8]) -> Result<Self, Error> {
                    Self::from_bytes(bytes.try_into().map_err(|_| Error::Length)?)
                }
            }
        }
    };
}

parameter_set!(ml_kem_512, "ML-KEM-512", 2);
parameter_set!(ml_kem_768, "ML-KEM-768", 3);
parameter_set!(ml_kem_1024, "ML-KEM-1024", 4);

/// Bytes of a seed d ‖ z.
///
/// ```
/// # use futae::ml_kem::SEED_SIZE;
/// assert_eq!(SEED_SIZE, 64); // of every parameter set
/// ```
pub const SEED_SIZE: usize = 64;

#[cfg(feature = "getrandom")]
fn system_random<const N: usize>() -> Result<Secret<[u8; N]>, Error> {
    let mut bytes = Secret([0; N]);
    getrandom::fill(&mut *bytes).map_err(|_| Error::Randomness)?;
    Ok(bytes)
}

#[cfg(feature = "rand_core")]
fn random<R, const N: usize>(rng: &mut R) -> Result<Secret<[u8; N]>, Error>
where
    R: rand_core::TryCryptoRng + ?Sized,
{
    let mut bytes = Secret([0; N]);
    rng.try_fill_bytes(&mut *bytes).map_err(|_| Error::Randomness)?;
    Ok(bytes)
}
