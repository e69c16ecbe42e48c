//! A combiner for any number of secrets: ECDH, ML-KEM, a pre-shared key, a key of a quantum key
//! distribution. What it gives is as strong as the strongest of them.
//!
//! It is the key derivation of SP 800-56C Rev. 2 over the concatenated secrets, which its Section 2
//! allows when the first is one of an approved scheme, and a key combiner in the sense of SP
//! 800-227, Section 4.6: the ciphertexts and public keys of every key encapsulation enter too, so
//! that the result is bound to the whole exchange and not only to the secrets.
//!
//! ```text
//! Z         = secret_1 ‖ … ‖ secret_n
//! FixedInfo = "FutaeCombiner-v1" ‖ method ‖ len(purpose) ‖ purpose ‖ n
//!           ‖ for each secret: len(name) ‖ name ‖ len(secret) ‖ len(transcript) ‖ transcript
//!           ‖ length of the result
//! one step  = H(1 ‖ Z ‖ FixedInfo) ‖ H(2 ‖ Z ‖ FixedInfo) ‖ …          (Section 4.1, option 1)
//! two steps = HKDF-Expand(HKDF-Extract(salt, Z), FixedInfo)            (Section 5.1, RFC 5869)
//! ```
//!
//! Lengths are four bytes, numbers and `method` too. As FixedInfo has the length of every secret, no
//! two lists of secrets give the same input.
//!
//! ```
//! use futae_hybrid::{combiner::{Combiner, Method}, tls::x25519_mlkem768};
//!
//! let client = x25519_mlkem768::PrivateKey::generate()?;
//! let (share, agreed) = x25519_mlkem768::encapsulate(client.client_share())?;
//! let transcript = [&client.client_share()[..], &share].concat();
//! let distributed = [7; 32]; // of the quantum key distribution
//!
//! let mut combiner = Combiner::new(Method::TwoStepHmacSha384, b"VPN between two sites, 2026");
//! combiner.add("X25519MLKEM768", agreed.as_bytes(), &transcript)?;
//! combiner.add("QKD", &distributed, b"key id 4711")?;
//! let key = combiner.derive::<32>()?;
//! assert_eq!(key.as_bytes().len(), 32);
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use alloc::{string::String, vec::Vec};
use core::fmt;

use hkdf::Hkdf;
use sha2::{Digest, Sha256, Sha384, Sha512};
use sha3::Sha3_256;
use zeroize::Zeroize;

use crate::{Error, Secret, SecretBytes};

/// The begin of FixedInfo, which no other use of the same functions has.
const DOMAIN: &[u8] = b"FutaeCombiner-v1";
/// More secrets are refused: nobody has as many kinds.
const MOST_SECRETS: usize = 16;
/// A secret with fewer bytes cannot have 128 bits of entropy.
const SHORTEST_SECRET: usize = 16;

/// How the secrets become one.
///
/// ```
/// use futae_hybrid::combiner::Method;
///
/// assert_ne!(Method::OneStepSha256, Method::TwoStepHmacSha256);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Method {
    /// One step with SHA-256. SP 800-56C Rev. 2, Section 4.1, option 1.
    OneStepSha256,
    /// One step with SHA-384.
    OneStepSha384,
    /// One step with SHA-512.
    OneStepSha512,
    /// One step with SHA3-256.
    OneStepSha3_256,
    /// Extraction and expansion with HMAC-SHA-256. SP 800-56C Rev. 2, Section 5.1; RFC 5869.
    TwoStepHmacSha256,
    /// Extraction and expansion with HMAC-SHA-384.
    TwoStepHmacSha384,
    /// Extraction and expansion with HMAC-SHA-512.
    TwoStepHmacSha512,
}

impl Method {
    /// The number that stands for the method in FixedInfo.
    const fn number(self) -> u32 {
        match self {
            Self::OneStepSha256 => 1,
            Self::OneStepSha384 => 2,
            Self::OneStepSha512 => 3,
            Self::OneStepSha3_256 => 4,
            Self::TwoStepHmacSha256 => 5,
            Self::TwoStepHmacSha384 => 6,
            Self::TwoStepHmacSha512 => 7,
        }
    }
}

/// Takes secrets with their names and transcripts, and gives one.
///
/// ```
/// use futae_hybrid::{Error, combiner::{Combiner, Method}};
///
/// let mut combiner = Combiner::new(Method::OneStepSha3_256, b"an example");
/// combiner.add("ML-KEM-768", &[1; 32], b"encapsulation key and ciphertext")?;
/// assert_eq!(combiner.add("ML-KEM-768", &[2; 32], b""), Err(Error::DuplicateSecret));
/// assert_eq!(combiner.add("PSK", b"short", b""), Err(Error::Length));
/// combiner.add("PSK", &[2; 32], b"")?;
/// assert_eq!(combiner.derive::<64>()?.as_bytes().len(), 64);
/// # Ok::<(), Error>(())
/// ```
pub struct Combiner {
    method: Method,
    salt: Vec<u8>,
    purpose: Vec<u8>,
    parts: Vec<Part>,
}

struct Part {
    name: String,
    secret: SecretBytes,
    transcript: Vec<u8>,
}

impl Combiner {
    /// For one purpose: protocol, parties, use of the key. Different purposes give unrelated keys.
    ///
    /// ```
    /// # use futae_hybrid::{Error, combiner::{Combiner, Method}};
    /// let key_for = |purpose: &[u8]| {
    ///     let mut combiner = Combiner::new(Method::OneStepSha256, purpose);
    ///     combiner.add("ML-KEM-768", &[1; 32], b"")?;
    ///     combiner.add("PSK", &[2; 32], b"")?;
    ///     combiner.derive::<32>()
    /// };
    /// assert_ne!(key_for(b"to the server")?.as_bytes(), key_for(b"to the client")?.as_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(method: Method, purpose: &[u8]) -> Self {
        Self { method, salt: Vec::new(), purpose: purpose.to_vec(), parts: Vec::new() }
    }

    /// With a salt for the extraction of a two-step method; without one it is all zero.
    ///
    /// ```
    /// # use futae_hybrid::{Error, combiner::{Combiner, Method}};
    /// let mut combiner = Combiner::new(Method::TwoStepHmacSha256, b"an example").salted(b"of a nonce");
    /// combiner.add("ML-KEM-768", &[1; 32], b"")?;
    /// combiner.add("PSK", &[2; 32], b"")?;
    /// assert_eq!(combiner.derive::<16>()?.as_bytes().len(), 16);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn salted(self, salt: &[u8]) -> Self {
        Self { salt: salt.to_vec(), ..self }
    }

    /// The next secret: of an approved scheme first. `transcript` is everything public that led to
    /// it: of a key encapsulation the public key and the ciphertext.
    ///
    /// ```
    /// # use futae_hybrid::{Error, combiner::{Combiner, Method}};
    /// let mut combiner = Combiner::new(Method::OneStepSha512, b"an example");
    /// combiner.add("X25519MLKEM768", &[1; 64], b"client's share and server's")?;
    /// combiner.add("QKD", &[2; 32], b"key id 4711")?;
    /// assert_eq!(combiner.add("QKD", &[3; 32], b"key id 4712"), Err(Error::DuplicateSecret));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn add(&mut self, name: &str, secret: &[u8], transcript: &[u8]) -> Result<(), Error> {
        if secret.len() < SHORTEST_SECRET || self.parts.len() == MOST_SECRETS {
            return Err(Error::Length);
        }
        if self.parts.iter().any(|part| part.name == name) {
            return Err(Error::DuplicateSecret);
        }
        self.parts.push(Part {
            name: name.into(),
            secret: SecretBytes::new(secret),
            transcript: transcript.to_vec(),
        });
        Ok(())
    }

    /// The combined secret, of which two are needed at least.
    ///
    /// ```
    /// # use futae_hybrid::{Error, combiner::{Combiner, Method}};
    /// let mut combiner = Combiner::new(Method::TwoStepHmacSha512, b"an example");
    /// combiner.add("ML-KEM-1024", &[1; 32], b"")?;
    /// assert_eq!(combiner.derive::<32>().err(), Some(Error::TooFewSecrets));
    /// combiner.add("ECDH-P384", &[2; 48], b"")?;
    /// let key = combiner.derive::<32>()?;
    /// # assert_eq!(key.as_bytes().len(), 32);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn derive<const N: usize>(&self) -> Result<Secret<N>, Error> {
        if self.parts.len() < 2 {
            return Err(Error::TooFewSecrets);
        }
        let secrets: Vec<&[u8]> = self.parts.iter().map(|part| part.secret.as_bytes()).collect();
        let z = SecretBytes::join(&secrets);
        let info = self.fixed_info(N)?;
        let mut out = Secret::zero();
        self.fill(z.as_bytes(), &info, out.as_mut())?;
        Ok(out)
    }

    fn fixed_info(&self, length: usize) -> Result<Vec<u8>, Error> {
        let mut info = [DOMAIN, &self.method.number().to_be_bytes()].concat();
        push_field(&mut info, &self.purpose)?;
        info.extend(four_bytes(self.parts.len())?);
        for part in &self.parts {
            push_field(&mut info, part.name.as_bytes())?;
            info.extend(four_bytes(part.secret.as_bytes().len())?);
            push_field(&mut info, &part.transcript)?;
        }
        info.extend(four_bytes(length)?);
        Ok(info)
    }

    fn fill(&self, z: &[u8], info: &[u8], out: &mut [u8]) -> Result<(), Error> {
        let salt = Some(&self.salt[..]).filter(|salt| !salt.is_empty());
        match self.method {
            Method::OneStepSha256 => one_step::<Sha256>(z, info, out),
            Method::OneStepSha384 => one_step::<Sha384>(z, info, out),
            Method::OneStepSha512 => one_step::<Sha512>(z, info, out),
            Method::OneStepSha3_256 => one_step::<Sha3_256>(z, info, out),
            Method::TwoStepHmacSha256 => {
                Hkdf::<Sha256>::new(salt, z).expand(info, out).map_err(|_| Error::OutputTooLong)
            }
            Method::TwoStepHmacSha384 => {
                Hkdf::<Sha384>::new(salt, z).expand(info, out).map_err(|_| Error::OutputTooLong)
            }
            Method::TwoStepHmacSha512 => {
                Hkdf::<Sha512>::new(salt, z).expand(info, out).map_err(|_| Error::OutputTooLong)
            }
        }
    }
}

impl fmt::Debug for Combiner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.parts.iter().map(|part| &part.name);
        f.debug_list().entries(names).finish()
    }
}

/// SP 800-56C Rev. 2, Section 4.1, option 1: H(counter ‖ Z ‖ FixedInfo) for each block.
fn one_step<H: Digest>(z: &[u8], info: &[u8], out: &mut [u8]) -> Result<(), Error> {
    for (counter, out) in (1_u32..).zip(out.chunks_mut(<H as Digest>::output_size())) {
        let hash = H::new().chain_update(counter.to_be_bytes());
        let mut block = hash.chain_update(z).chain_update(info).finalize();
        out.copy_from_slice(&block[..out.len()]);
        block.as_mut_slice().zeroize();
    }
    Ok(())
}

fn four_bytes(n: usize) -> Result<[u8; 4], Error> {
    u32::try_from(n).map(u32::to_be_bytes).map_err(|_| Error::Length)
}

fn push_field(to: &mut Vec<u8>, field: &[u8]) -> Result<(), Error> {
    to.extend(four_bytes(field.len())?);
    to.extend(field);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const METHODS: [Method; 7] = [
        Method::OneStepSha256,
        Method::OneStepSha384,
        Method::OneStepSha512,
        Method::OneStepSha3_256,
        Method::TwoStepHmacSha256,
        Method::TwoStepHmacSha384,
        Method::TwoStepHmacSha512,
    ];

    /// Name, secret and transcript.
    type Input<'a> = (&'a str, &'a [u8], &'a [u8]);

    fn derive(combiner: Combiner, parts: &[Input<'_>]) -> [u8; 32] {
        let mut combiner = combiner;
        for (name, secret, transcript) in parts {
            combiner.add(name, secret, transcript).unwrap();
        }
        *combiner.derive().unwrap().as_bytes()
    }

    /// The formula of the module's documentation, written out.
    #[test]
    fn one_step_is_one_hash_of_the_documented_input() {
        let parts: [Input<'_>; 2] = [("a", &[1; 16], b"t"), ("bc", &[2; 17], b"")];
        let mut input = Vec::new();
        input.extend([0, 0, 0, 1]);
        input.extend([1; 16]);
        input.extend([2; 17]);
        input.extend(b"FutaeCombiner-v1\0\0\0\x01\0\0\0\x02hi\0\0\0\x02");
        input.extend(b"\0\0\0\x01a\0\0\0\x10\0\0\0\x01t");
        input.extend(b"\0\0\0\x02bc\0\0\0\x11\0\0\0\0");
        input.extend([0, 0, 0, 32]);
        let derived = derive(Combiner::new(Method::OneStepSha256, b"hi"), &parts);
        assert_eq!(derived[..], Sha256::digest(&input)[..]);
    }

    #[test]
    fn everything_that_enters_changes_the_result() {
        let (a, b) = ([1; 32], [2; 32]);
        let mut seen = HashSet::new();
        for method in METHODS {
            let new = || Combiner::new(method, b"purpose");
            let variants: [(Combiner, &[Input<'_>]); 8] = [
                (new(), &[("a", &a, b"t"), ("b", &b, b"u")]),
                (new(), &[("b", &b, b"u"), ("a", &a, b"t")]),
                (new(), &[("a", &b, b"t"), ("b", &a, b"u")]),
                (new(), &[("a", &a, b"u"), ("b", &b, b"t")]),
                (new(), &[("a", &a, b"tu"), ("b", &b, b"")]),
                (new(), &[("a", &a, b"t"), ("c", &b, b"u")]),
                (new(), &[("a", &a, b"t"), ("b", &b, b"u"), ("c", &b, b"")]),
                (Combiner::new(method, b"purposes"), &[("a", &a, b"t"), ("b", &b, b"u")]),
            ];
            for (combiner, parts) in variants {
                assert!(seen.insert(derive(combiner, parts)), "{method:?}");
            }
            let boundary = [[1; 33].as_slice(), &[1; 31]];
            let moved: [Input<'_>; 2] = [("a", boundary[0], b""), ("b", boundary[1], b"")];
            let equal: [Input<'_>; 2] = [("a", &a, b""), ("b", &a, b"")];
            assert!(seen.insert(derive(new(), &moved)) && seen.insert(derive(new(), &equal)));
        }
        assert_eq!(seen.len(), 7 * 10);
        let salted = Combiner::new(Method::TwoStepHmacSha256, b"purpose").salted(b"salt");
        assert!(seen.insert(derive(salted, &[("a", &a, b"t"), ("b", &b, b"u")])));
    }

    #[test]
    fn long_results_and_too_few_secrets() {
        let mut combiner = Combiner::new(Method::OneStepSha256, b"");
        assert_eq!(combiner.derive::<32>().err(), Some(Error::TooFewSecrets));
        combiner.add("a", &[1; 32], b"").unwrap();
        assert_eq!(combiner.derive::<32>().err(), Some(Error::TooFewSecrets));
        combiner.add("b", &[1; 32], b"").unwrap();
        assert!(combiner.derive::<1000>().is_ok());
        let mut combiner = Combiner::new(Method::TwoStepHmacSha256, b"");
        combiner.add("a", &[1; 32], b"").unwrap();
        combiner.add("b", &[1; 32], b"").unwrap();
        assert_eq!(combiner.derive::<{ 255 * 32 + 1 }>().err(), Some(Error::OutputTooLong));
        for name in ["c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"] {
            combiner.add(name, &[1; 32], b"").unwrap();
        }
        assert_eq!(combiner.add("q", &[1; 32], b""), Err(Error::Length));
    }
}
