//! The public types of each parameter set: arrays of the right size around the generic core.
//! FIPS 205, Section 10.

use core::fmt;

use super::{
    Error, Message,
    family::{Family, MessageHash},
    internal::{Private, Public, Selected, randomizer},
    parameters::{self, ParameterSet},
    wots::KEYS,
};
use crate::message::Begin;
#[cfg(any(feature = "getrandom", feature = "rand_core"))]
use crate::secret::Secret;

/// The public module of one set. `$example` opens the examples that make keys or sign: where that
/// takes a tenth of a second each, they are compiled and not run.
macro_rules! parameter_set {
    ($module:ident, $name:literal, $set:ident, $n:literal, $example:literal) => {
        #[doc = concat!($name, " of FIPS 205.")]
        ///
        #[doc = $example]
        #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
        /// let key = SigningKey::generate()?;
        /// let message = Message::new(b"a message").context(b"an application");
        /// let signature = key.sign(message)?;
        /// key.verifying_key().verify(message, &signature)?;
        /// # Ok::<(), Error>(())
        /// ```
        pub mod $module {
            use super::*;

            type Set = parameters::$set;

            /// n: bytes of a hash value, and of each random input.
            ///
            /// ```
            #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// assert_eq!(VERIFYING_KEY_SIZE, 2 * SEED_SIZE);
            /// ```
            pub const SEED_SIZE: usize = $n;
            /// Bytes of a signing key.
            ///
            /// ```
            #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// let stored = [7; SIGNING_KEY_SIZE];
            /// assert_eq!(SigningKey::from_bytes(&stored).to_bytes(), stored);
            /// ```
            pub const SIGNING_KEY_SIZE: usize = 4 * $n;
            /// Bytes of a verifying key.
            ///
            /// ```
            #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// let received = [7; VERIFYING_KEY_SIZE];
            /// assert_eq!(VerifyingKey::from_bytes(&received).to_bytes(), received);
            /// ```
            pub const VERIFYING_KEY_SIZE: usize = 2 * $n;
            /// Bytes of a signature.
            ///
            /// ```
            #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// # let key = VerifyingKey::from_bytes(&[7; VERIFYING_KEY_SIZE]);
            /// let received = [0; SIGNATURE_SIZE]; // room for a signature
            /// assert!(key.verify(Message::new(b"a message"), &received).is_err());
            /// ```
            pub const SIGNATURE_SIZE: usize = <Set as ParameterSet<$n>>::SIGNATURE;

            /// A signature.
            ///
            /// ```
            #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; SIGNATURE_SIZE];
            /// let signature = Signature::try_from(received).map_err(|_| Error::InvalidSignature)?;
            /// assert!(Signature::try_from(&received[1..]).is_err());
            /// # Ok::<(), Error>(())
            /// ```
            pub type Signature = [u8; SIGNATURE_SIZE];

            /// A signing key; overwritten when dropped.
            ///
            /// ```no_run
            /// # #[cfg(feature = "getrandom")]
            /// # {
            #[doc = concat!("use futae::{slh_dsa::Message, ", stringify!($module), "::SigningKey};")]
            ///
            /// let key = SigningKey::generate()?;
            /// let message = Message::new(b"a message").context(b"an application");
            /// key.verifying_key().verify(message, &key.sign(message)?)?;
            ///
            /// let again = SigningKey::from_bytes(&key.to_bytes());
            /// again.check()?; // as costly as a new key, so it is a step of its own
            /// # }
            /// # Ok::<(), futae::slh_dsa::Error>(())
            /// ```
            #[derive(Debug)]
            pub struct SigningKey(Private<$n>);

            /// A verifying key. Every array of its size is one.
            ///
            /// ```
            #[doc = concat!("use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::{SIGNATURE_SIZE, VERIFYING_KEY_SIZE, VerifyingKey}};")]
            ///
            /// let key = VerifyingKey::from_bytes(&[7; VERIFYING_KEY_SIZE]);
            /// assert_eq!(key.to_bytes(), [7; VERIFYING_KEY_SIZE]);
            /// let refused = key.verify(Message::new(b"a message"), &[0; SIGNATURE_SIZE]);
            /// assert_eq!(refused, Err(Error::InvalidSignature));
            /// ```
            #[derive(Clone, Debug, Eq, PartialEq)]
            pub struct VerifyingKey(Public<$n>);

            impl SigningKey {
                /// A new key from the system's random generator. FIPS 205, Algorithm 21
                /// (slh_keygen).
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let keys = [SigningKey::generate()?, SigningKey::generate()?];
                /// assert_ne!(keys[0].verifying_key(), keys[1].verifying_key());
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn generate() -> Result<Self, Error> {
                    Self::generate_from(system_random)
                }

                /// A new key from a random generator. FIPS 205, Algorithm 21 (slh_keygen).
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let mut rng = getrandom::SysRng; // or any other `TryCryptoRng`
                /// let key = SigningKey::generate_with_rng(&mut rng)?;
                /// key.check()?;
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "rand_core")]
                pub fn generate_with_rng<R>(rng: &mut R) -> Result<Self, Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    Self::generate_from(|seed| random(rng, seed))
                }

                /// A new key from given seeds: SK.seed, SK.prf, PK.seed. FIPS 205, Algorithm 18
                /// (slh_keygen_internal).
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let seeds = [[1; SEED_SIZE], [2; SEED_SIZE], [3; SEED_SIZE]]; // for test vectors
                /// let key = SigningKey::generate_derand(&seeds[0], &seeds[1], &seeds[2]);
                /// assert_eq!(key.to_bytes()[..3 * SEED_SIZE], *seeds.as_flattened());
                /// ```
                #[cfg(feature = "hazmat")]
                pub fn generate_derand(
                    sk_seed: &[u8; SEED_SIZE],
                    sk_prf: &[u8; SEED_SIZE],
                    pk_seed: &[u8; SEED_SIZE],
                ) -> Self {
                    Self(Private::generate::<Set>(sk_seed, sk_prf, pk_seed))
                }

                #[cfg(any(feature = "getrandom", feature = "rand_core"))]
                fn generate_from(
                    mut fill: impl FnMut(&mut [u8]) -> Result<(), Error>,
                ) -> Result<Self, Error> {
                    let mut seeds = Secret([[0; SEED_SIZE]; 3]);
                    fill(seeds.as_flattened_mut())?;
                    let [sk_seed, sk_prf, pk_seed] = &*seeds;
                    Ok(Self(Private::generate::<Set>(sk_seed, sk_prf, pk_seed)))
                }

                /// The key of this encoding: SK.seed ‖ SK.prf ‖ PK.seed ‖ PK.root. That PK.root
                /// belongs to the rest is not checked here, as it costs as much as making a key:
                /// see [`check`](Self::check). Signing finds out in passing.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = SigningKey::from_bytes(&[7; SIGNING_KEY_SIZE]);
                /// assert_eq!(key.check(), Err(Error::InconsistentKey)); // PK.root is made up
                /// ```
                pub fn from_bytes(bytes: &[u8; SIGNING_KEY_SIZE]) -> Self {
                    let parts = bytes.as_chunks().0;
                    Self(Private::from_parts([&parts[0], &parts[1], &parts[2], &parts[3]]))
                }

                /// The encoding, SK.seed ‖ SK.prf ‖ PK.seed ‖ PK.root, which the caller keeps
                /// secret and overwrites after use.
                ///
                /// ```
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = SigningKey::from_bytes(&[7; SIGNING_KEY_SIZE]);
                /// assert_eq!(key.to_bytes(), [7; SIGNING_KEY_SIZE]);
                /// ```
                pub fn to_bytes(&self) -> [u8; SIGNING_KEY_SIZE] {
                    let mut bytes = [0; SIGNING_KEY_SIZE];
                    let parts = bytes.as_chunks_mut().0.iter_mut();
                    parts.zip(self.0.parts()).for_each(|(to, part)| *to = *part);
                    bytes
                }

                /// Recomputes PK.root and compares.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let stored = key.to_bytes();
                /// SigningKey::from_bytes(&stored).check()?; // after it was read from an untrusted place
                /// # Ok::<(), Error>(())
                /// ```
                pub fn check(&self) -> Result<(), Error> {
                    match self.0.is_consistent::<Set>() {
                        true => Ok(()),
                        false => Err(Error::InconsistentKey),
                    }
                }

                /// The verifying key.
                ///
                /// ```
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = SigningKey::from_bytes(&[7; SIGNING_KEY_SIZE]);
                /// assert_eq!(key.verifying_key().to_bytes(), key.to_bytes()[VERIFYING_KEY_SIZE..]);
                /// ```
                pub fn verifying_key(&self) -> VerifyingKey {
                    VerifyingKey(self.0.public().clone())
                }

                /// Signs, hedged with the system's random generator. FIPS 205, Algorithms 22
                /// (slh_sign) and 23 (hash_slh_sign).
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let message = Message::new(b"a message");
                /// let signature = key.sign(message)?;
                /// assert_ne!(signature, key.sign(message)?); // fresh randomness each time
                /// key.verifying_key().verify(message, &signature)?;
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn sign(&self, message: Message<'_>) -> Result<Signature, Error> {
                    let mut out = [0; SIGNATURE_SIZE];
                    self.sign_into(message, &mut out)?;
                    Ok(out)
                }

                /// The same into the caller's memory. After an error it is all zero, or as before.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let mut signature = vec![[0; SIGNATURE_SIZE]]; // on the heap: signatures are large
                /// key.sign_into(Message::new(b"a message"), &mut signature[0])?;
                /// key.verifying_key().verify(Message::new(b"a message"), &signature[0])?;
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "getrandom")]
                pub fn sign_into(
                    &self,
                    message: Message<'_>,
                    out: &mut Signature,
                ) -> Result<(), Error> {
                    let mut randomness = Secret([0; SEED_SIZE]);
                    system_random(&mut *randomness)?;
                    self.sign_with(message, Some(&randomness), out)
                }

                /// The same, hedged with a random generator.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let signature = key.sign_with_rng(&mut getrandom::SysRng, Message::new(b"a message"))?;
                /// key.verifying_key().verify(Message::new(b"a message"), &signature)?;
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
                    let mut out = [0; SIGNATURE_SIZE];
                    self.sign_with_rng_into(rng, message, &mut out)?;
                    Ok(out)
                }

                /// The same, hedged with a random generator, into the caller's memory.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let mut signature = vec![[0; SIGNATURE_SIZE]];
                /// let message = Message::new(b"a message");
                /// key.sign_with_rng_into(&mut getrandom::SysRng, message, &mut signature[0])?;
                /// key.verifying_key().verify(message, &signature[0])?;
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "rand_core")]
                pub fn sign_with_rng_into<R>(
                    &self,
                    rng: &mut R,
                    message: Message<'_>,
                    out: &mut Signature,
                ) -> Result<(), Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    let mut randomness = Secret([0; SEED_SIZE]);
                    random(rng, &mut *randomness)?;
                    self.sign_with(message, Some(&randomness), out)
                }

                /// The deterministic variant: PK.seed instead of random bytes.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let message = Message::new(b"a message");
                /// assert_eq!(key.sign_deterministic(message)?, key.sign_deterministic(message)?);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn sign_deterministic(&self, message: Message<'_>) -> Result<Signature, Error> {
                    let mut out = [0; SIGNATURE_SIZE];
                    self.sign_deterministic_into(message, &mut out)?;
                    Ok(out)
                }

                /// The deterministic variant into the caller's memory.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let mut signature = vec![[0; SIGNATURE_SIZE]];
                /// key.sign_deterministic_into(Message::new(b"a message"), &mut signature[0])?;
                /// assert_eq!(signature[0], key.sign_deterministic(Message::new(b"a message"))?);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn sign_deterministic_into(
                    &self,
                    message: Message<'_>,
                    out: &mut Signature,
                ) -> Result<(), Error> {
                    self.sign_with(message, None, out)
                }

                /// The same with given random bytes.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let [first, again] = [[9; SEED_SIZE]; 2].map(|random| { // for test vectors
                ///     key.sign_derand(Message::new(b"a message"), &random)
                /// });
                /// assert_eq!(first?, again?);
                /// # Ok::<(), Error>(())
                /// ```
                #[cfg(feature = "hazmat")]
                pub fn sign_derand(
                    &self,
                    message: Message<'_>,
                    randomness: &[u8; SEED_SIZE],
                ) -> Result<Signature, Error> {
                    let mut out = [0; SIGNATURE_SIZE];
                    self.sign_with(message, Some(randomness), &mut out)?;
                    Ok(out)
                }

                /// Signs each message deterministically into the signature at its place. One
                /// signature fills the lanes already: this saves nothing but calls.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let messages = [Message::new(b"one"), Message::new(b"two")];
                /// let mut signatures = vec![[0; SIGNATURE_SIZE]; 2];
                /// key.sign_batch_deterministic(&messages, &mut signatures)?;
                /// key.verifying_key().verify(messages[1], &signatures[1])?;
                /// # Ok::<(), Error>(())
                /// ```
                pub fn sign_batch_deterministic(
                    &self,
                    messages: &[Message<'_>],
                    out: &mut [Signature],
                ) -> Result<(), Error> {
                    same_length(messages.len(), out.len())?;
                    let mut pairs = messages.iter().zip(out);
                    pairs.try_for_each(|(message, out)| self.sign_with(*message, None, out))
                }

                fn sign_with(
                    &self,
                    message: Message<'_>,
                    randomness: Option<&[u8; SEED_SIZE]>,
                    out: &mut Signature,
                ) -> Result<(), Error> {
                    self.0.sign::<Set>(&message.formatted()?, randomness, out)
                }
            }

            impl VerifyingKey {
                /// The key of this encoding: PK.seed ‖ PK.root.
                ///
                /// ```
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let received = [7; VERIFYING_KEY_SIZE];
                /// assert_eq!(VerifyingKey::from_bytes(&received), VerifyingKey::from_bytes(&received));
                /// assert_ne!(VerifyingKey::from_bytes(&received), VerifyingKey::from_bytes(&[8; VERIFYING_KEY_SIZE]));
                /// ```
                pub const fn from_bytes(bytes: &[u8; VERIFYING_KEY_SIZE]) -> Self {
                    let parts = bytes.as_chunks().0;
                    Self(Public::from_parts(parts[0], parts[1]))
                }

                /// The encoding, PK.seed ‖ PK.root.
                ///
                /// ```
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// let key = VerifyingKey::from_bytes(&[7; VERIFYING_KEY_SIZE]);
                /// assert_eq!(key.to_bytes(), [7; VERIFYING_KEY_SIZE]);
                /// ```
                pub fn to_bytes(&self) -> [u8; VERIFYING_KEY_SIZE] {
                    let mut bytes = [0; VERIFYING_KEY_SIZE];
                    let parts = bytes.as_chunks_mut().0.iter_mut();
                    parts.zip(self.0.parts()).for_each(|(to, part)| *to = *part);
                    bytes
                }

                /// Verifies. FIPS 205, Algorithms 24 (slh_verify) and 25 (hash_slh_verify).
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let mut signature = key.sign(Message::new(b"a message"))?;
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
                    self.0.verify::<Set>(&message.formatted()?, signature)
                }

                /// Verifies many signatures, eight at a time in the lanes, and gives the result of
                /// each. An error of the call itself is one of unequal lengths.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let messages = [Message::new(b"one"), Message::new(b"two")];
                /// let signatures = vec![key.sign(messages[0])?; 2];
                /// let mut results = [Ok(()); 2];
                /// key.verifying_key().verify_batch(&messages, &signatures, &mut results)?;
                /// assert_eq!(results, [Ok(()), Err(Error::InvalidSignature)]);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn verify_batch(
                    &self,
                    messages: &[Message<'_>],
                    signatures: &[Signature],
                    results: &mut [Result<(), Error>],
                ) -> Result<(), Error> {
                    same_length(messages.len(), signatures.len())?;
                    same_length(messages.len(), results.len())?;
                    let groups = messages.chunks(KEYS).zip(signatures.chunks(KEYS));
                    for ((messages, signatures), results) in groups.zip(results.chunks_mut(KEYS)) {
                        self.0.verify_group::<Set>(messages, signatures, results);
                    }
                    Ok(())
                }

                /// Verifies a pure message that comes in parts.
                ///
                #[doc = $example]
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = SigningKey::generate()?;
                /// let signature = key.sign(Message::new(b"in parts").context(b"a context"))?;
                /// let public = key.verifying_key();
                /// let mut verifier = public.verifier(b"a context", &signature)?;
                /// b"in parts".chunks(3).for_each(|part| verifier.update(part));
                /// verifier.finish()?;
                /// # Ok::<(), Error>(())
                /// ```
                pub fn verifier<'a>(
                    &'a self,
                    context: &[u8],
                    signature: &'a Signature,
                ) -> Result<Verifier<'a>, Error> {
                    let mut hash = self.0.message_hash::<Set>(randomizer(signature));
                    let begin = Begin::pure(context)?;
                    begin.parts().iter().for_each(|part| hash.update(part));
                    Ok(Verifier { key: self, signature, hash })
                }
            }

            /// Takes a pure message in parts, to verify its signature.
            ///
            /// ```
            #[doc = concat!("use futae::{slh_dsa::Error, ", stringify!($module), "::{SIGNATURE_SIZE, VERIFYING_KEY_SIZE, VerifyingKey}};")]
            ///
            /// let key = VerifyingKey::from_bytes(&[7; VERIFYING_KEY_SIZE]);
            /// let mut verifier = key.verifier(b"a context", &[0; SIGNATURE_SIZE])?;
            /// for part in ["a file ", "in parts"] {
            ///     verifier.update(part.as_bytes());
            /// }
            /// assert_eq!(verifier.finish(), Err(Error::InvalidSignature));
            /// # Ok::<(), Error>(())
            /// ```
            pub struct Verifier<'a> {
                key: &'a VerifyingKey,
                signature: &'a Signature,
                hash: <<Set as ParameterSet<$n>>::Hash as Family<$n>>::Message,
            }

            impl fmt::Debug for Verifier<'_> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_struct("Verifier").field("key", self.key).finish_non_exhaustive()
                }
            }

            impl Verifier<'_> {
                /// The next part of the message.
                ///
                /// ```
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = VerifyingKey::from_bytes(&[7; VERIFYING_KEY_SIZE]);
                /// let mut verifier = key.verifier(b"", &[0; SIGNATURE_SIZE])?;
                /// verifier.update(b"in ");
                /// verifier.update(b"parts");
                /// # assert!(verifier.finish().is_err());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn update(&mut self, part: &[u8]) {
                    self.hash.update(part);
                }

                /// The end of the message: whether the signature is one of it.
                ///
                /// ```
                #[doc = concat!("# use futae::{slh_dsa::{Error, Message}, ", stringify!($module), "::*};")]
                /// # let key = VerifyingKey::from_bytes(&[7; VERIFYING_KEY_SIZE]);
                /// let verifier = key.verifier(b"", &[0; SIGNATURE_SIZE])?;
                /// assert_eq!(verifier.finish(), Err(Error::InvalidSignature));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn finish(self) -> Result<(), Error> {
                    let selected = Selected::new::<$n, Set>(self.hash);
                    self.key.0.verify_one::<Set>(selected, self.signature)
                }
            }

            #[cfg(feature = "signature")]
            impl signature::Keypair for SigningKey {
                type VerifyingKey = VerifyingKey;

                fn verifying_key(&self) -> VerifyingKey {
                    self.verifying_key()
                }
            }

            /// Deterministic, with an empty context.
            #[cfg(feature = "signature")]
            impl signature::Signer<Signature> for SigningKey {
                fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
                    self.sign_deterministic(Message::new(message))
                        .map_err(|_| signature::Error::new())
                }
            }

            /// Hedged, with an empty context.
            #[cfg(feature = "signature")]
            impl signature::RandomizedSigner<Signature> for SigningKey {
                fn try_sign_with_rng<R>(
                    &self,
                    rng: &mut R,
                    message: &[u8],
                ) -> Result<Signature, signature::Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    self.sign_with_rng(rng, Message::new(message))
                        .map_err(|_| signature::Error::new())
                }
            }

            /// With an empty context.
            #[cfg(feature = "signature")]
            impl signature::Verifier<Signature> for VerifyingKey {
                fn verify(
                    &self,
                    message: &[u8],
                    signature: &Signature,
                ) -> Result<(), signature::Error> {
                    self.verify(Message::new(message), signature)
                        .map_err(|_| signature::Error::new())
                }
            }
        }
    };
}

parameter_set!(slh_dsa_sha2_128s, "SLH-DSA-SHA2-128s", Sha2_128s, 16, "```no_run");
parameter_set!(slh_dsa_sha2_128f, "SLH-DSA-SHA2-128f", Sha2_128f, 16, "```");
parameter_set!(slh_dsa_sha2_192s, "SLH-DSA-SHA2-192s", Sha2_192s, 24, "```no_run");
parameter_set!(slh_dsa_sha2_192f, "SLH-DSA-SHA2-192f", Sha2_192f, 24, "```");
parameter_set!(slh_dsa_sha2_256s, "SLH-DSA-SHA2-256s", Sha2_256s, 32, "```no_run");
parameter_set!(slh_dsa_sha2_256f, "SLH-DSA-SHA2-256f", Sha2_256f, 32, "```");
parameter_set!(slh_dsa_shake_128s, "SLH-DSA-SHAKE-128s", Shake128s, 16, "```no_run");
parameter_set!(slh_dsa_shake_128f, "SLH-DSA-SHAKE-128f", Shake128f, 16, "```");
parameter_set!(slh_dsa_shake_192s, "SLH-DSA-SHAKE-192s", Shake192s, 24, "```no_run");
parameter_set!(slh_dsa_shake_192f, "SLH-DSA-SHAKE-192f", Shake192f, 24, "```");
parameter_set!(slh_dsa_shake_256s, "SLH-DSA-SHAKE-256s", Shake256s, 32, "```no_run");
parameter_set!(slh_dsa_shake_256f, "SLH-DSA-SHAKE-256f", Shake256f, 32, "```");

fn same_length(a: usize, b: usize) -> Result<(), Error> {
    if a == b { Ok(()) } else { Err(Error::UnequalLengths) }
}

#[cfg(feature = "getrandom")]
fn system_random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::Randomness)
}

#[cfg(feature = "rand_core")]
fn random<R>(rng: &mut R, bytes: &mut [u8]) -> Result<(), Error>
where
    R: rand_core::TryCryptoRng + ?Sized,
{
    rng.try_fill_bytes(bytes).map_err(|_| Error::Randomness)
}
