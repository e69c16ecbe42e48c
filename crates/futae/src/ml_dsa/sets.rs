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

/// The ways to sign, which differ in where the 32 random bytes come from.
macro_rules! signing {
    ($key:ident) => {
        impl $key {
            /// FIPS 204, Algorithms 2 (ML-DSA.Sign) and 4 (HashML-DSA.Sign), hedged with the
            /// system's random generator.
            #[cfg(feature = "getrandom")]
            pub fn sign(&self, message: Message<'_>) -> Result<Signature, Error> {
                self.sign_with(message, &*system_random()?)
            }

            /// The same, hedged with a random generator.
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
            pub fn sign_deterministic(&self, message: Message<'_>) -> Result<Signature, Error> {
                self.sign_with(message, &[0; SEED])
            }

            /// The same with given random bytes.
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
        pub mod $module {
            use super::*;

            /// Bytes of a verifying key.
            pub const VERIFYING_KEY_SIZE: usize = parameters::verifying_key_size($k);
            /// Bytes of a signing key in expanded form.
            pub const EXPANDED_KEY_SIZE: usize =
                parameters::expanded_key_size($k, $l, parameters::$set.s);
            /// Bytes of a signature.
            pub const SIGNATURE_SIZE: usize = parameters::signature_size(
                $k,
                $l,
                parameters::$set.challenge,
                parameters::$set.z,
                parameters::$set.omega,
            );

            /// A signature.
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
                #[cfg(feature = "getrandom")]
                pub fn generate() -> Result<Self, Error> {
                    Ok(Self::from_seed(&*system_random()?))
                }

                /// A new key from a random generator.
                #[cfg(feature = "rand_core")]
                pub fn generate_with_rng<R>(rng: &mut R) -> Result<Self, Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    Ok(Self::from_seed(&*random(rng)?))
                }

                /// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal).
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
                pub fn seed(&self) -> Option<&[u8; SEED]> {
                    self.seed.as_deref()
                }

                /// FIPS 204, Algorithm 24 (skEncode).
                pub fn expanded(&self) -> &[u8; EXPANDED_KEY_SIZE] {
                    &self.expanded
                }

                /// The verifying key.
                pub fn verifying_key(&self) -> &VerifyingKey {
                    &self.verifying_key
                }

                /// Computes what does not depend on the message, for many signatures.
                pub fn prepare(&self) -> PreparedSigningKey {
                    PreparedSigningKey(Signer::new(&parameters::$set, &*self.expanded))
                }

                /// Takes a pure message in parts; its result goes to [`Message::mu`].
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
                pub fn mu_hasher(&self, context: &[u8]) -> Result<MuHasher, Error> {
                    MuHasher::new(self.0.key_hash(), context)
                }

                /// Signs every message deterministically, several at once: the attempts of some
                /// share the hashing lanes. Writes as many results as both slices have places.
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

            signing!(SigningKey);
            signing!(PreparedSigningKey);

            impl VerifyingKey {
                /// The key of this encoding (FIPS 204, Algorithm 23, pkDecode).
                pub const fn from_bytes(bytes: &[u8; VERIFYING_KEY_SIZE]) -> Self {
                    Self(*bytes)
                }

                /// FIPS 204, Algorithm 22 (pkEncode).
                pub const fn as_bytes(&self) -> &[u8; VERIFYING_KEY_SIZE] {
                    &self.0
                }

                /// Computes what does not depend on the signature, for many verifications.
                pub fn prepare(&self) -> PreparedVerifyingKey {
                    let mut key = PreparedVerifyingKey(Verifier::zero(&parameters::$set));
                    key.0.read(&self.0);
                    key
                }

                /// FIPS 204, Algorithms 3 (ML-DSA.Verify) and 5 (HashML-DSA.Verify).
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
                pub fn mu_hasher(&self, context: &[u8]) -> Result<MuHasher, Error> {
                    MuHasher::new(&key::hash_of(&self.0), context)
                }
            }

            impl PreparedVerifyingKey {
                /// FIPS 204, Algorithms 3 (ML-DSA.Verify) and 5 (HashML-DSA.Verify).
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
