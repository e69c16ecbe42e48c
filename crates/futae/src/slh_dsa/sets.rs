//! The public types of each parameter set: arrays of the right size around the generic core.
//! FIPS 205, Section 10.

use core::fmt;

use super::{
    Error, Message,
    family::{Family, MessageHash},
    internal::{Private, Public, Selected, randomizer},
    message::Begin,
    parameters::{self, ParameterSet},
    wots::KEYS,
};
#[cfg(any(feature = "getrandom", feature = "rand_core"))]
use crate::secret::Secret;

macro_rules! parameter_set {
    ($module:ident, $name:literal, $set:ident, $n:literal) => {
        #[doc = concat!($name, " of FIPS 205.")]
        pub mod $module {
            use super::*;

            type Set = parameters::$set;

            /// n: bytes of a hash value, and of each random input.
            pub const SEED_SIZE: usize = $n;
            /// Bytes of a signing key.
            pub const SIGNING_KEY_SIZE: usize = 4 * $n;
            /// Bytes of a verifying key.
            pub const VERIFYING_KEY_SIZE: usize = 2 * $n;
            /// Bytes of a signature.
            pub const SIGNATURE_SIZE: usize = <Set as ParameterSet<$n>>::SIGNATURE;

            /// A signature.
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
                #[cfg(feature = "getrandom")]
                pub fn generate() -> Result<Self, Error> {
                    Self::generate_from(system_random)
                }

                /// A new key from a random generator. FIPS 205, Algorithm 21 (slh_keygen).
                #[cfg(feature = "rand_core")]
                pub fn generate_with_rng<R>(rng: &mut R) -> Result<Self, Error>
                where
                    R: rand_core::TryCryptoRng + ?Sized,
                {
                    Self::generate_from(|seed| random(rng, seed))
                }

                /// A new key from given seeds: SK.seed, SK.prf, PK.seed. FIPS 205, Algorithm 18
                /// (slh_keygen_internal).
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
                pub fn from_bytes(bytes: &[u8; SIGNING_KEY_SIZE]) -> Self {
                    let parts = bytes.as_chunks().0;
                    Self(Private::from_parts([&parts[0], &parts[1], &parts[2], &parts[3]]))
                }

                /// The encoding, SK.seed ‖ SK.prf ‖ PK.seed ‖ PK.root, which the caller keeps
                /// secret and overwrites after use.
                pub fn to_bytes(&self) -> [u8; SIGNING_KEY_SIZE] {
                    let mut bytes = [0; SIGNING_KEY_SIZE];
                    let parts = bytes.as_chunks_mut().0.iter_mut();
                    parts.zip(self.0.parts()).for_each(|(to, part)| *to = *part);
                    bytes
                }

                /// Recomputes PK.root and compares.
                pub fn check(&self) -> Result<(), Error> {
                    match self.0.is_consistent::<Set>() {
                        true => Ok(()),
                        false => Err(Error::InconsistentKey),
                    }
                }

                /// The verifying key.
                pub fn verifying_key(&self) -> VerifyingKey {
                    VerifyingKey(self.0.public().clone())
                }

                /// Signs, hedged with the system's random generator. FIPS 205, Algorithms 22
                /// (slh_sign) and 23 (hash_slh_sign).
                #[cfg(feature = "getrandom")]
                pub fn sign(&self, message: Message<'_>) -> Result<Signature, Error> {
                    let mut out = [0; SIGNATURE_SIZE];
                    self.sign_into(message, &mut out)?;
                    Ok(out)
                }

                /// The same into the caller's memory. After an error it is all zero, or as before.
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
                pub fn sign_deterministic(&self, message: Message<'_>) -> Result<Signature, Error> {
                    let mut out = [0; SIGNATURE_SIZE];
                    self.sign_deterministic_into(message, &mut out)?;
                    Ok(out)
                }

                /// The deterministic variant into the caller's memory.
                pub fn sign_deterministic_into(
                    &self,
                    message: Message<'_>,
                    out: &mut Signature,
                ) -> Result<(), Error> {
                    self.sign_with(message, None, out)
                }

                /// The same with given random bytes.
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
                pub const fn from_bytes(bytes: &[u8; VERIFYING_KEY_SIZE]) -> Self {
                    let parts = bytes.as_chunks().0;
                    Self(Public::from_parts(parts[0], parts[1]))
                }

                /// The encoding, PK.seed ‖ PK.root.
                pub fn to_bytes(&self) -> [u8; VERIFYING_KEY_SIZE] {
                    let mut bytes = [0; VERIFYING_KEY_SIZE];
                    let parts = bytes.as_chunks_mut().0.iter_mut();
                    parts.zip(self.0.parts()).for_each(|(to, part)| *to = *part);
                    bytes
                }

                /// Verifies. FIPS 205, Algorithms 24 (slh_verify) and 25 (hash_slh_verify).
                pub fn verify(
                    &self,
                    message: Message<'_>,
                    signature: &Signature,
                ) -> Result<(), Error> {
                    self.0.verify::<Set>(&message.formatted()?, signature)
                }

                /// Verifies many signatures, eight at a time in the lanes, and gives the result of
                /// each. An error of the call itself is one of unequal lengths.
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
                pub fn update(&mut self, part: &[u8]) {
                    self.hash.update(part);
                }

                /// The end of the message: whether the signature is one of it.
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

parameter_set!(slh_dsa_sha2_128s, "SLH-DSA-SHA2-128s", Sha2_128s, 16);
parameter_set!(slh_dsa_sha2_128f, "SLH-DSA-SHA2-128f", Sha2_128f, 16);
parameter_set!(slh_dsa_sha2_192s, "SLH-DSA-SHA2-192s", Sha2_192s, 24);
parameter_set!(slh_dsa_sha2_192f, "SLH-DSA-SHA2-192f", Sha2_192f, 24);
parameter_set!(slh_dsa_sha2_256s, "SLH-DSA-SHA2-256s", Sha2_256s, 32);
parameter_set!(slh_dsa_sha2_256f, "SLH-DSA-SHA2-256f", Sha2_256f, 32);
parameter_set!(slh_dsa_shake_128s, "SLH-DSA-SHAKE-128s", Shake128s, 16);
parameter_set!(slh_dsa_shake_128f, "SLH-DSA-SHAKE-128f", Shake128f, 16);
parameter_set!(slh_dsa_shake_192s, "SLH-DSA-SHAKE-192s", Shake192s, 24);
parameter_set!(slh_dsa_shake_192f, "SLH-DSA-SHAKE-192f", Shake192f, 24);
parameter_set!(slh_dsa_shake_256s, "SLH-DSA-SHAKE-256s", Shake256s, 32);
parameter_set!(slh_dsa_shake_256f, "SLH-DSA-SHAKE-256f", Shake256f, 32);

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
