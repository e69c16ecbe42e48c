//! The public types of each parameter set: arrays of the right size around the generic core.

use core::{fmt, iter};

use super::{
    Error, Message, MuHasher,
    batch::{self, GROUP, NewKey, Request},
    key,
    parameters::{self, SEED},
    sign::Signer,
    verify::Verifier,
};
use crate::secret::Secret;

/// The ways to sign, which differ in where the 32 random bytes come from. `$prepare` makes this key
/// of a `SigningKey`, in the examples.
macro_rules! signing {
    ($module:ident, $key:ident, $prepare:literal) => {
        impl $key {
            /// FIPS 204, Algorithms 2 (ML-DSA.Sign) and 4 (HashML-DSA.Sign), hedged with the
            /// system's random generator.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// # let key = SigningKey::from_seed(&[7; 32]);
            /// # let verifying_key = key.verifying_key().clone();
            #[doc = concat!("# let key = key", $prepare, ";")]
            /// let message = Message::new(b"a message");
            /// let signature = key.sign(message)?;
            /// assert_ne!(signature, key.sign(message)?); // fresh randomness each time
            /// verifying_key.verify(message, &signature)?;
            /// # Ok::<(), Error>(())
            /// ```
            #[cfg(feature = "getrandom")]
            pub fn sign(&self, message: Message<'_>) -> Result<Signature, Error> {
                self.sign_with(message, &*system_random()?)
            }

            /// The same, hedged with a random generator.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// # let key = SigningKey::from_seed(&[7; 32]);
            /// # let verifying_key = key.verifying_key().clone();
            #[doc = concat!("# let key = key", $prepare, ";")]
            /// let message = Message::new(b"a message");
            /// let signature = key.sign_with_rng(&mut getrandom::SysRng, message)?;
            /// verifying_key.verify(message, &signature)?;
            /// # Ok::<(), Error>(())
            /// ```
            #[cfg(feature = "rand_core")]
            pub fn sign_with_rng<R>(
                &self,
                rng: &mut R,
                message: Message<'_>,
            ) -> Result<Signature, Error>
            where
                R: rand_core::TryCryptoRng + ?Sized,
            {
                self.sign_with(message, &*random(rng)?)
            }

            /// The deterministic variant: 32 zeros instead of random bytes.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// # let key = SigningKey::from_seed(&[7; 32]);
            /// # let verifying_key = key.verifying_key().clone();
            #[doc = concat!("# let key = key", $prepare, ";")]
            /// let message = Message::new(b"a message");
            /// assert_eq!(key.sign_deterministic(message)?, key.sign_deterministic(message)?);
            /// # Ok::<(), Error>(())
            /// ```
            pub fn sign_deterministic(&self, message: Message<'_>) -> Result<Signature, Error> {
                self.sign_with(message, &[0; SEED])
            }

            /// The same with given random bytes.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// # let key = SigningKey::from_seed(&[7; 32]);
            /// # let verifying_key = key.verifying_key().clone();
            #[doc = concat!("# let key = key", $prepare, ";")]
            /// let message = Message::new(b"a message");
            /// let zeros = key.sign_derand(message, &[0; 32])?; // for test vectors
            /// assert_eq!(zeros, key.sign_deterministic(message)?);
            /// # Ok::<(), Error>(())
            /// ```
            #[cfg(feature = "hazmat")]
            pub fn sign_derand(
                &self,
                message: Message<'_>,
                rnd: &[u8; SEED],
            ) -> Result<Signature, Error> {
                self.sign_with(message, rnd)
            }
        }
    };
}

macro_rules! parameter_set {
    ($module:ident, $name:literal, $set:ident, $k:literal, $l:literal) => {
        #[doc = concat!($name, " of FIPS 204.")]
        ///
        /// ```
        #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
        /// let key = SigningKey::from_seed(&[7; 32]);
        /// let message = Message::new(b"a message").context(b"an application");
        /// let signature = key.sign_deterministic(message)?;
        /// key.verifying_key().verify(message, &signature)?;
        /// # Ok::<(), Error>(())
        /// ```
        pub mod $module {
            use super::*;

            /// Bytes of a verifying key.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// let key = SigningKey::from_seed(&[7; 32]);
            /// assert_eq!(key.verifying_key().as_bytes().len(), VERIFYING_KEY_SIZE);
            /// ```
            pub const VERIFYING_KEY_SIZE: usize = parameters::verifying_key_size($k);
            /// Bytes of a signing key in expanded form.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// let key = SigningKey::from_seed(&[7; 32]);
            /// assert_eq!(key.expanded().len(), EXPANDED_KEY_SIZE);
            /// ```
            pub const EXPANDED_KEY_SIZE: usize =
                parameters::expanded_key_size($k, $l, parameters::$set.s);
            /// Bytes of a signature.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// # let key = SigningKey::from_seed(&[7; 32]);
            /// let received = [0; SIGNATURE_SIZE]; // room for a signature
            /// assert!(key.verifying_key().verify(Message::new(b"a message"), &received).is_err());
            /// ```
            pub const SIGNATURE_SIZE: usize = parameters::signature_size(
                $k,
                $l,
                parameters::$set.challenge,
                parameters::$set.z,
                parameters::$set.omega,
            );

            /// A signature.
            ///
            /// ```
            #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; SIGNATURE_SIZE];
            /// let signature = Signature::try_from(received).map_err(|_| Error::MalformedSignature)?;
            /// assert!(Signature::try_from(&received[1..]).is_err());
            /// # Ok::<(), Error>(())
            /// ```
            pub type Signature = [u8; SIGNATURE_SIZE];

            /// A signing key. Made of a seed of 32 bytes, which is the private key; overwritten
            /// when dropped.
            ///
            /// ```
            /// # #[cfg(feature = "getrandom")]
            /// # {
            #[doc = concat!("use futae::{ml_dsa::Message, ", stringify!($module), "::SigningKey};")]
            ///
            /// let key = SigningKey::generate()?;
            /// let message = Message::new(b"a message").context(b"an application");
            /// let signature = key.sign(message)?;
            /// key.verifying_key().verify(message, &signature)?;
            /// // What is stored is the seed.
            /// assert_eq!(key.seed().map(|seed| seed.len()), Some(32));
            /// # }
            /// # Ok::<(), futae::ml_dsa::Error>(())
            /// ```
            #[derive(Debug)]
            pub struct SigningKey {
                seed: Option<Secret<[u8; SEED]>>,
                expanded: Secret<[u8; EXPANDED_KEY_SIZE]>,
                verifying_key: VerifyingKey,
            }

            /// A verifying key. Every array of this size is one.
            ///
            /// ```
            #[doc = concat!("use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::{SigningKey, VerifyingKey}};")]
            ///
            /// let key = SigningKey::from_seed(&[7; 32]);
            /// let signature = key.sign_deterministic(Message::new(b"a message"))?;
            ///
            /// let public = VerifyingKey::from_bytes(key.verifying_key().as_bytes());
            /// public.verify(Message::new(b"a message"), &signature)?;
            /// let refused = public.verify(Message::new(b"another"), &signature);
            /// assert_eq!(refused, Err(Error::InvalidSignature));
            /// # Ok::<(), Error>(())
            /// ```
            #[derive(Clone, Debug, Eq, PartialEq)]
            pub struct VerifyingKey([u8; VERIFYING_KEY_SIZE]);

            /// A signing key with everything that does not depend on the message computed.
            ///
            /// ```
            /// # #[cfg(feature = "getrandom")]
            /// # {
            #[doc = concat!("use futae::{ml_dsa::Message, ", stringify!($module), "::SigningKey};")]
            ///
            /// let key = SigningKey::generate()?;
            /// let prepared = key.prepare(); // once, for a server that signs often
            /// for text in ["one", "two"] {
            ///     let message = Message::new(text.as_bytes());
            ///     key.verifying_key().verify(message, &prepared.sign(message)?)?;
            /// }
            /// # }
            /// # Ok::<(), futae::ml_dsa::Error>(())
            /// ```
            pub struct PreparedSigningKey(Signer<$k, $l>);

            /// A verifying key with everything that does not depend on the message computed.
            ///
            /// ```
            #[doc = concat!("use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::SigningKey};")]
            ///
            /// let key = SigningKey::from_seed(&[7; 32]);
            /// let signature = key.sign_deterministic(Message::new(b"a message"))?;
            /// let prepared = key.verifying_key().prepare(); // once, for many signatures of one signer
            /// prepared.verify(Message::new(b"a message"), &signature)?;
            /// # Ok::<(), Error>(())
            /// ```
            pub struct PreparedVerifyingKey(Verifier<$k, $l>);

            impl SigningKey {
                /// A new key from the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let keys = [SigningKey::generate()?, SigningKey::generate()?];
                /// assert_ne!(keys[0].verifying_key(), keys[1].verifying_key());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn generate() -> Result<Self, Error> {
                    Ok(Self::from_seed(&*system_random()?))
                }

                /// A new key from a random generator.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let mut rng = getrandom::SysRng; // or any other `TryCryptoRng`
                /// let key = SigningKey::generate_with_rng(&mut rng)?;
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

                /// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let [key, again] = [[7; 32]; 2].map(|seed| SigningKey::from_seed(&seed));
                /// assert_eq!(key.verifying_key(), again.verifying_key());
                /// ```
                pub fn from_seed(seed: &[u8; SEED]) -> Self {
                    // Copied out of holders that are wiped here: a holder that moved would leave its
                    // bytes behind.
                    let mut expanded = Secret([0; EXPANDED_KEY_SIZE]);
                    let mut verifying_key = [0; VERIFYING_KEY_SIZE];
                    key::generate::<$k, $l>(
                        &parameters::$set,
                        seed,
                        &mut verifying_key,
                        &mut *expanded,
                    );
                    Self {
                        seed: Some(Secret(*seed)),
                        expanded: Secret(*expanded),
                        verifying_key: VerifyingKey(verifying_key),
                    }
                }

                /// The keys of many seeds, several side by side; `each` is given them in order.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let mut keys = Vec::new();
                /// SigningKey::from_seeds(&[[1; 32], [2; 32]], |key| keys.push(key));
                /// assert_eq!(keys[1].verifying_key(), SigningKey::from_seed(&[2; 32]).verifying_key());
                /// ```
                pub fn from_seeds(seeds: &[[u8; SEED]], mut each: impl FnMut(Self)) {
                    let (groups, rest) = seeds.as_chunks::<GROUP>();
                    for seeds in groups {
                        let mut keys = seeds.each_ref().map(Self::empty);
                        let mut index = 0..;
                        let mut new = keys.each_mut().map(|key| NewKey {
                            seed: &seeds[index.next().unwrap_or(0)],
                            verifying_key: &mut key.verifying_key.0,
                            expanded: &mut *key.expanded,
                        });
                        batch::generate::<$k, $l>(&parameters::$set, &mut new);
                        keys.into_iter().for_each(&mut each);
                    }
                    rest.iter().map(Self::from_seed).for_each(each);
                }

                fn empty(seed: &[u8; SEED]) -> Self {
                    Self {
                        seed: Some(Secret(*seed)),
                        expanded: Secret([0; EXPANDED_KEY_SIZE]),
                        verifying_key: VerifyingKey([0; VERIFYING_KEY_SIZE]),
                    }
                }

                /// A key in the expanded form of FIPS 204, Algorithm 24 (skEncode), which is
                /// checked to be consistent.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let old = SigningKey::from_seed(&[7; 32]);
                /// let key = SigningKey::from_expanded(old.expanded())?;
                /// assert_eq!(key.verifying_key(), old.verifying_key());
                ///
                /// let mut damaged = *old.expanded();
                /// damaged[EXPANDED_KEY_SIZE - 1] ^= 1; // of t0
                /// assert_eq!(SigningKey::from_expanded(&damaged).err(), Some(Error::MalformedKey));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn from_expanded(bytes: &[u8; EXPANDED_KEY_SIZE]) -> Result<Self, Error> {
                    let mut verifying_key = VerifyingKey([0; VERIFYING_KEY_SIZE]);
                    let genuine =
                        key::import::<$k, $l>(&parameters::$set, bytes, &mut verifying_key.0);
                    if !genuine {
                        return Err(Error::MalformedKey);
                    }
                    Ok(Self { seed: None, expanded: Secret(*bytes), verifying_key })
                }

                /// The private key, unless it was imported in expanded form.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = SigningKey::from_seed(&[7; 32]);
                /// assert_eq!(key.seed(), Some(&[7; 32])); // what is stored
                /// assert_eq!(SigningKey::from_expanded(key.expanded())?.seed(), None);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn seed(&self) -> Option<&[u8; SEED]> {
                    self.seed.as_deref()
                }

                /// FIPS 204, Algorithm 24 (skEncode).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = SigningKey::from_seed(&[7; 32]);
                /// // It begins with rho, as the verifying key does.
                /// assert_eq!(key.expanded()[..32], key.verifying_key().as_bytes()[..32]);
                /// ```
                pub fn expanded(&self) -> &[u8; EXPANDED_KEY_SIZE] {
                    &self.expanded
                }

                /// The verifying key.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = SigningKey::from_seed(&[7; 32]);
                /// let sent = key.verifying_key().as_bytes(); // to whoever shall verify
                /// assert_eq!(VerifyingKey::from_bytes(sent), *key.verifying_key());
                /// ```
                pub fn verifying_key(&self) -> &VerifyingKey {
                    &self.verifying_key
                }

                /// Computes what does not depend on the message, for many signatures.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let prepared = key.prepare();
                /// let message = Message::new(b"a message");
                /// assert_eq!(prepared.sign_deterministic(message)?, key.sign_deterministic(message)?);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn prepare(&self) -> PreparedSigningKey {
                    PreparedSigningKey(Signer::new(&parameters::$set, &*self.expanded))
                }

                /// Takes a pure message in parts; its result goes to [`Message::mu`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let mut hasher = key.mu_hasher(b"")?;
                /// for part in ["a message ", "in parts"] {
                ///     hasher.update(part.as_bytes());
                /// }
                /// let mu = hasher.finish();
                /// let signature = key.sign_deterministic(Message::mu(&mu))?;
                /// key.verifying_key().verify(Message::new(b"a message in parts"), &signature)?;
                /// # Ok::<(), Error>(())
                /// ```
                pub fn mu_hasher(&self, context: &[u8]) -> Result<MuHasher, Error> {
                    MuHasher::new(key::expanded_hash(&*self.expanded), context)
                }

                fn sign_with(
                    &self,
                    message: Message<'_>,
                    rnd: &[u8; SEED],
                ) -> Result<Signature, Error> {
                    let mu = message.representative(key::expanded_hash(&*self.expanded))?;
                    let mut out = [0; SIGNATURE_SIZE];
                    let expanded = &*self.expanded;
                    match Signer::<$k, $l>::sign_once(
                        &parameters::$set,
                        expanded,
                        &mu,
                        rnd,
                        &mut out,
                    ) {
                        true => Ok(out),
                        false => Err(Error::TooManyAttempts),
                    }
                }
            }

            impl PreparedSigningKey {
                /// Takes a pure message in parts; its result goes to [`Message::mu`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let prepared = key.prepare();
                /// let mu = prepared.mu_hasher(b"a context")?.finish(); // of an empty message
                /// let signature = prepared.sign_deterministic(Message::mu(&mu))?;
                /// key.verifying_key().verify(Message::new(b"").context(b"a context"), &signature)?;
                /// # Ok::<(), Error>(())
                /// ```
                pub fn mu_hasher(&self, context: &[u8]) -> Result<MuHasher, Error> {
                    MuHasher::new(self.0.key_hash(), context)
                }

                /// Signs every message deterministically, several at once: the attempts of some
                /// share the hashing lanes. Writes as many results as both slices have places.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let prepared = key.prepare();
                /// let messages = [Message::new(b"one"), Message::new(b"two")];
                /// let mut signatures = [Err(Error::TooManyAttempts); 2];
                /// prepared.sign_batch_deterministic(&messages, &mut signatures);
                /// assert_eq!(signatures[1], key.sign_deterministic(messages[1]));
                /// ```
                pub fn sign_batch_deterministic(
                    &self,
                    messages: &[Message<'_>],
                    signatures: &mut [Result<Signature, Error>],
                ) {
                    let groups = messages.chunks(GROUP).zip(signatures.chunks_mut(GROUP));
                    groups.for_each(|(messages, signatures)| {
                        self.sign_group(messages, &[[0; SEED]; GROUP], signatures);
                    });
                }

                /// The same, hedged with the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let messages = [Message::new(b"one"), Message::new(b"two")];
                /// let mut signatures = [Err(Error::TooManyAttempts); 2];
                /// key.prepare().sign_batch(&messages, &mut signatures)?;
                /// key.verifying_key().verify(messages[1], &signatures[1]?)?;
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn sign_batch(
                    &self,
                    messages: &[Message<'_>],
                    signatures: &mut [Result<Signature, Error>],
                ) -> Result<(), Error> {
                    let groups = messages.chunks(GROUP).zip(signatures.chunks_mut(GROUP));
                    for (messages, signatures) in groups {
                        let mut rnd = Secret([[0; SEED]; GROUP]);
                        getrandom::fill(rnd.as_flattened_mut()).map_err(|_| Error::Randomness)?;
                        self.sign_group(messages, &rnd, signatures);
                    }
                    Ok(())
                }

                fn sign_group(
                    &self,
                    messages: &[Message<'_>],
                    rnd: &[[u8; SEED]; GROUP],
                    signatures: &mut [Result<Signature, Error>],
                ) {
                    let mut out = [[0; SIGNATURE_SIZE]; GROUP];
                    let mut mus = [[0; parameters::LONG_SEED]; GROUP];
                    for ((mu, message), result) in
                        mus.iter_mut().zip(messages).zip(signatures.iter_mut())
                    {
                        *result = match message.representative(self.0.key_hash()) {
                            Ok(representative) => {
                                *mu = representative;
                                Err(Error::TooManyAttempts)
                            }
                            Err(error) => Err(error),
                        };
                    }
                    let mut places = out.each_mut().map(|out| &mut out[..]);
                    let requests = mus.into_iter().zip(rnd).take(messages.len());
                    let signed = self.0.sign_group(requests, &mut places);
                    for ((result, out), signed) in signatures.iter_mut().zip(out).zip(signed) {
                        if signed && *result == Err(Error::TooManyAttempts) {
                            *result = Ok(out);
                        }
                    }
                }

                fn sign_with(
                    &self,
                    message: Message<'_>,
                    rnd: &[u8; SEED],
                ) -> Result<Signature, Error> {
                    let mu = message.representative(self.0.key_hash())?;
                    let mut out = [0; SIGNATURE_SIZE];
                    match self.0.sign(&mu, rnd, &mut out) {
                        true => Ok(out),
                        false => Err(Error::TooManyAttempts),
                    }
                }
            }

            /// Shows the name of the type alone.
            impl fmt::Debug for PreparedSigningKey {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("PreparedSigningKey(..)")
                }
            }

            /// Shows the name of the type alone.
            impl fmt::Debug for PreparedVerifyingKey {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("PreparedVerifyingKey(..)")
                }
            }

            signing!($module, SigningKey, "");
            signing!($module, PreparedSigningKey, ".prepare()");

            impl VerifyingKey {
                /// The key of this encoding (FIPS 204, Algorithm 23, pkDecode).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let received: [u8; VERIFYING_KEY_SIZE] = *key.verifying_key().as_bytes();
                /// let signature = key.sign_deterministic(Message::new(b"a message"))?;
                /// VerifyingKey::from_bytes(&received).verify(Message::new(b"a message"), &signature)?;
                /// # Ok::<(), Error>(())
                /// ```
                pub const fn from_bytes(bytes: &[u8; VERIFYING_KEY_SIZE]) -> Self {
                    Self(*bytes)
                }

                /// FIPS 204, Algorithm 22 (pkEncode).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// assert_eq!(key.verifying_key().as_bytes().len(), VERIFYING_KEY_SIZE);
                /// ```
                pub const fn as_bytes(&self) -> &[u8; VERIFYING_KEY_SIZE] {
                    &self.0
                }

                /// Computes what does not depend on the signature, for many verifications.
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let message = Message::new(b"a message");
                /// let signature = key.sign_deterministic(message)?;
                /// key.verifying_key().prepare().verify(message, &signature)?;
                /// # Ok::<(), Error>(())
                /// ```
                pub fn prepare(&self) -> PreparedVerifyingKey {
                    let mut key = PreparedVerifyingKey(Verifier::zero(&parameters::$set));
                    key.0.read(&self.0);
                    key
                }

                /// FIPS 204, Algorithms 3 (ML-DSA.Verify) and 5 (HashML-DSA.Verify).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let mut signature = key.sign_deterministic(Message::new(b"a message"))?;
                /// key.verifying_key().verify(Message::new(b"a message"), &signature)?;
                /// signature[0] ^= 1;
                /// let refused = key.verifying_key().verify(Message::new(b"a message"), &signature);
                /// assert_eq!(refused, Err(Error::InvalidSignature));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn verify(
                    &self,
                    message: Message<'_>,
                    signature: &Signature,
                ) -> Result<(), Error> {
                    Verifier::<$k, $l>::verify_once(&parameters::$set, &self.0, message, signature)
                }

                /// Verifies each signature by the key and of the message at the same place,
                /// several side by side, and gives the result of each. An error of the call
                /// itself is [`Error::UnequalLengths`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let message = Message::new(b"a message");
                /// let signature = key.sign_deterministic(message)?;
                /// let mut results = [Ok(()); 2];
                /// VerifyingKey::verify_batch(
                ///     &[key.verifying_key(); 2],
                ///     &[message, Message::new(b"another")],
                ///     &[signature; 2],
                ///     &mut results,
                /// )?;
                /// assert_eq!(results, [Ok(()), Err(Error::InvalidSignature)]);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn verify_batch(
                    keys: &[&Self],
                    messages: &[Message<'_>],
                    signatures: &[Signature],
                    results: &mut [Result<(), Error>],
                ) -> Result<(), Error> {
                    same_length(&[keys.len(), messages.len(), signatures.len(), results.len()])?;
                    let places = keys.chunks(GROUP).zip(messages.chunks(GROUP));
                    let signatures = signatures.chunks(GROUP).zip(results.chunks_mut(GROUP));
                    let mut verifiers: [Verifier<$k, $l>; GROUP] =
                        core::array::from_fn(|_| Verifier::zero(&parameters::$set));
                    for ((keys, messages), (signatures, results)) in places.zip(signatures) {
                        let bytes = keys.iter().map(|key| &key.0[..]);
                        Verifier::read_all(&mut verifiers[..keys.len()], bytes);
                        verify_group(verifiers.iter(), messages, signatures, results);
                    }
                    Ok(())
                }

                /// Takes a pure message in parts; its result goes to [`Message::mu`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let mu = key.verifying_key().mu_hasher(b"a context")?.finish();
                /// assert_eq!(mu, key.mu_hasher(b"a context")?.finish()); // the signer's
                /// # Ok::<(), Error>(())
                /// ```
                pub fn mu_hasher(&self, context: &[u8]) -> Result<MuHasher, Error> {
                    MuHasher::new(&key::hash_of(&self.0), context)
                }
            }

            impl PreparedVerifyingKey {
                /// FIPS 204, Algorithms 3 (ML-DSA.Verify) and 5 (HashML-DSA.Verify).
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let prepared = key.verifying_key().prepare();
                /// for message in [Message::new(b"one"), Message::new(b"two")] {
                ///     prepared.verify(message, &key.sign_deterministic(message)?)?;
                /// }
                /// # Ok::<(), Error>(())
                /// ```
                pub fn verify(
                    &self,
                    message: Message<'_>,
                    signature: &Signature,
                ) -> Result<(), Error> {
                    self.0.verify(&message.representative(self.0.key_hash())?, signature)
                }

                /// Verifies each signature of the message at the same place, several side by
                /// side, and gives the result of each. An error of the call itself is
                /// [`Error::UnequalLengths`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let messages = [Message::new(b"one"), Message::new(b"two")];
                /// let signature = key.sign_deterministic(messages[0])?;
                /// let mut results = [Ok(()); 2];
                /// key.verifying_key().prepare().verify_batch(&messages, &[signature; 2], &mut results)?;
                /// assert_eq!(results, [Ok(()), Err(Error::InvalidSignature)]);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn verify_batch(
                    &self,
                    messages: &[Message<'_>],
                    signatures: &[Signature],
                    results: &mut [Result<(), Error>],
                ) -> Result<(), Error> {
                    same_length(&[messages.len(), signatures.len(), results.len()])?;
                    let groups = messages.chunks(GROUP).zip(signatures.chunks(GROUP));
                    for ((messages, signatures), results) in groups.zip(results.chunks_mut(GROUP)) {
                        verify_group(iter::repeat(&self.0), messages, signatures, results);
                    }
                    Ok(())
                }

                /// Takes a pure message in parts; its result goes to [`Message::mu`].
                ///
                /// ```
                #[doc = concat!("# use futae::{ml_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::from_seed(&[7; 32]);
                /// let mut hasher = key.verifying_key().prepare().mu_hasher(b"")?;
                /// hasher.update(b"a message");
                /// let signature = key.sign_deterministic(Message::new(b"a message"))?;
                /// key.verifying_key().verify(Message::mu(&hasher.finish()), &signature)?;
                /// # Ok::<(), Error>(())
                /// ```
                pub fn mu_hasher(&self, context: &[u8]) -> Result<MuHasher, Error> {
                    MuHasher::new(self.0.key_hash(), context)
                }
            }
        }
    };
}

/// Verifies at most [`GROUP`] signatures, each by the verifier at its place.
fn verify_group<'a, const K: usize, const L: usize, const SIZE: usize>(
    verifiers: impl Iterator<Item = &'a Verifier<K, L>> + Clone,
    messages: &'a [Message<'_>],
    signatures: &'a [[u8; SIZE]],
    results: &mut [Result<(), Error>],
) {
    let mut mus = [Err(Error::InvalidSignature); GROUP];
    for ((mu, verifier), message) in mus.iter_mut().zip(verifiers.clone()).zip(messages) {
        *mu = message.representative(verifier.key_hash());
    }
    let requests = verifiers.zip(&mus).zip(signatures);
    let requests = requests.map(|((verifier, mu), signature)| Request { verifier, mu, signature });
    batch::verify(requests, results);
}

fn same_length(lengths: &[usize]) -> Result<(), Error> {
    match lengths.iter().all(|length| *length == lengths[0]) {
        true => Ok(()),
        false => Err(Error::UnequalLengths),
    }
}

parameter_set!(ml_dsa_44, "ML-DSA-44", ML_DSA_44, 4, 4);
parameter_set!(ml_dsa_65, "ML-DSA-65", ML_DSA_65, 6, 5);
parameter_set!(ml_dsa_87, "ML-DSA-87", ML_DSA_87, 8, 7);

#[cfg(feature = "getrandom")]
fn system_random() -> Result<Secret<[u8; SEED]>, Error> {
    let mut bytes = Secret([0; SEED]);
    getrandom::fill(&mut *bytes).map_err(|_| Error::Randomness)?;
    Ok(bytes)
}

#[cfg(feature = "rand_core")]
fn random<R>(rng: &mut R) -> Result<Secret<[u8; SEED]>, Error>
where
    R: rand_core::TryCryptoRng + ?Sized,
{
    let mut bytes = Secret([0; SEED]);
    rng.try_fill_bytes(&mut *bytes).map_err(|_| Error::Randomness)?;
    Ok(bytes)
}
