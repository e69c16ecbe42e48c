//! The key derivation functions of HPKE with their labels: HKDF in two stages (RFC 9180) and
//! extendable-output functions in one stage (draft-ietf-hpke-hpke, draft-ietf-hpke-pq).

use alloc::{vec, vec::Vec};

use hkdf::{Hkdf, HkdfExtract};
use sha2::{Sha256, Sha384, Sha512};
use shake::{ExtendableOutput, Shake128, Shake256, XofReader};
use turboshake::{TurboShake128, TurboShake256};

use crate::{Error, SecretBytes};

/// What stands in front of every label. RFC 9180, Section 4.
const VERSION: &[u8] = b"HPKE-v1";

/// A key derivation function of HPKE.
///
/// ```
/// use futae_hybrid::hpke::Kdf;
///
/// assert_eq!(Kdf::from_id(0x0011), Some(Kdf::Shake256));
/// assert_eq!(Kdf::HkdfSha384.id(), 0x0002);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Kdf {
    /// HKDF with SHA-256.
    HkdfSha256,
    /// HKDF with SHA-384.
    HkdfSha384,
    /// HKDF with SHA-512.
    HkdfSha512,
    /// SHAKE128.
    Shake128,
    /// SHAKE256.
    Shake256,
    /// TurboSHAKE128 of RFC 9861.
    TurboShake128,
    /// TurboSHAKE256 of RFC 9861.
    TurboShake256,
}

impl Kdf {
    /// Every function.
    ///
    /// ```
    /// # use futae_hybrid::hpke::Kdf;
    /// assert!(Kdf::ALL.iter().all(|kdf| Kdf::from_id(kdf.id()) == Some(*kdf)));
    /// ```
    pub const ALL: [Self; 7] = [
        Self::HkdfSha256,
        Self::HkdfSha384,
        Self::HkdfSha512,
        Self::Shake128,
        Self::Shake256,
        Self::TurboShake128,
        Self::TurboShake256,
    ];

    /// The identifier in the registry of HPKE.
    ///
    /// ```
    /// # use futae_hybrid::hpke::Kdf;
    /// assert_eq!(Kdf::TurboShake128.id(), 0x0012);
    /// ```
    pub const fn id(self) -> u16 {
        match self {
            Self::HkdfSha256 => 0x0001,
            Self::HkdfSha384 => 0x0002,
            Self::HkdfSha512 => 0x0003,
            Self::Shake128 => 0x0010,
            Self::Shake256 => 0x0011,
            Self::TurboShake128 => 0x0012,
            Self::TurboShake256 => 0x0013,
        }
    }

    /// The function of an identifier.
    ///
    /// ```
    /// # use futae_hybrid::hpke::Kdf;
    /// assert_eq!(Kdf::from_id(0x0001), Some(Kdf::HkdfSha256));
    /// assert_eq!(Kdf::from_id(0x0004), None);
    /// ```
    pub fn from_id(id: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kdf| kdf.id() == id)
    }

    /// Nh: bytes of an exporter secret.
    pub(super) const fn output_size(self) -> usize {
        match self {
            Self::HkdfSha256 | Self::Shake128 | Self::TurboShake128 => 32,
            Self::HkdfSha384 => 48,
            Self::HkdfSha512 | Self::Shake256 | Self::TurboShake256 => 64,
        }
    }

    pub(super) const fn is_one_stage(self) -> bool {
        !matches!(self, Self::HkdfSha256 | Self::HkdfSha384 | Self::HkdfSha512)
    }

    fn extract(self, salt: &[u8], parts: &[&[u8]]) -> SecretBytes {
        match self {
            Self::HkdfSha384 => extract::<Sha384>(salt, parts),
            Self::HkdfSha512 => extract::<Sha512>(salt, parts),
            _ => extract::<Sha256>(salt, parts),
        }
    }

    fn expand(self, key: &[u8], parts: &[&[u8]], length: usize) -> Result<SecretBytes, Error> {
        match self {
            Self::HkdfSha384 => expand::<Sha384>(key, parts, length),
            Self::HkdfSha512 => expand::<Sha512>(key, parts, length),
            _ => expand::<Sha256>(key, parts, length),
        }
    }

    /// Derive of the one-stage functions.
    fn squeeze(self, parts: &[&[u8]], length: usize) -> SecretBytes {
        match self {
            Self::Shake128 => squeeze(Shake128::default(), parts, length),
            Self::TurboShake128 => squeeze(TurboShake128::default(), parts, length),
            Self::TurboShake256 => squeeze(TurboShake256::default(), parts, length),
            _ => squeeze(Shake256::default(), parts, length),
        }
    }
}

macro_rules! hkdf_functions {
    ($($hash:ident)*) => {
        $(impl HkdfHash for $hash {
            fn extract(salt: &[u8], parts: &[&[u8]]) -> SecretBytes {
                let mut extract = HkdfExtract::<Self>::new(Some(salt));
                parts.iter().for_each(|part| extract.input_ikm(part));
                let mut key = extract.finalize().0;
                let secret = SecretBytes::new(&key);
                zeroize::Zeroize::zeroize(&mut key[..]);
                secret
            }

            fn expand(key: &[u8], parts: &[&[u8]], out: &mut [u8]) -> Result<(), Error> {
                let hkdf = Hkdf::<Self>::from_prk(key).map_err(|_| Error::Length)?;
                hkdf.expand_multi_info(parts, out).map_err(|_| Error::OutputTooLong)
            }
        })*
    };
}

/// HKDF with one hash function.
trait HkdfHash {
    fn extract(salt: &[u8], parts: &[&[u8]]) -> SecretBytes;
    fn expand(key: &[u8], parts: &[&[u8]], out: &mut [u8]) -> Result<(), Error>;
}

hkdf_functions!(Sha256 Sha384 Sha512);

fn extract<H: HkdfHash>(salt: &[u8], parts: &[&[u8]]) -> SecretBytes {
    H::extract(salt, parts)
}

fn expand<H: HkdfHash>(key: &[u8], parts: &[&[u8]], length: usize) -> Result<SecretBytes, Error> {
    let mut out = vec![0; length];
    H::expand(key, parts, &mut out)?;
    Ok(SecretBytes::from_vec(out))
}

fn squeeze<X: ExtendableOutput>(mut hash: X, parts: &[&[u8]], length: usize) -> SecretBytes {
    parts.iter().for_each(|part| hash.update(part));
    let mut out = vec![0; length];
    hash.finalize_xof().read(&mut out);
    SecretBytes::from_vec(out)
}

/// A function with the identifier of what it is used for.
#[derive(Clone, Debug)]
pub(crate) struct Labeled {
    kdf: Kdf,
    suite_id: Vec<u8>,
}

impl Labeled {
    /// For a key encapsulation mechanism. RFC 9180, Section 4.1.
    pub(crate) fn of_kem(kdf: Kdf, kem: u16) -> Self {
        Self { kdf, suite_id: [b"KEM", &kem.to_be_bytes()[..]].concat() }
    }

    /// For a whole suite. RFC 9180, Section 5.1.
    pub(super) fn of_suite(kem: u16, kdf: Kdf, aead: u16) -> Self {
        let [kem, id, aead] = [kem, kdf.id(), aead].map(u16::to_be_bytes);
        Self { kdf, suite_id: [b"HPKE", &kem[..], &id, &aead].concat() }
    }

    /// LabeledExtract. RFC 9180, Section 4.
    pub(crate) fn extract(&self, salt: &[u8], label: &[u8], ikm: &[u8]) -> SecretBytes {
        self.kdf.extract(salt, &[VERSION, &self.suite_id, label, ikm])
    }

    /// LabeledExpand. RFC 9180, Section 4.
    pub(crate) fn expand(
        &self,
        key: &[u8],
        label: &[u8],
        info: &[u8],
        length: usize,
    ) -> Result<SecretBytes, Error> {
        let size = two_bytes(length)?;
        self.kdf.expand(key, &[&size, VERSION, &self.suite_id, label, info], length)
    }

    /// LabeledDerive. draft-ietf-hpke-hpke, Section 4.
    pub(crate) fn derive(
        &self,
        ikm: &[u8],
        label: &[u8],
        context: &[u8],
        length: usize,
    ) -> Result<SecretBytes, Error> {
        let (prefix, size) = (two_bytes(label.len())?, two_bytes(length)?);
        let parts = [ikm, VERSION, &self.suite_id, &prefix, label, &size, context];
        Ok(self.kdf.squeeze(&parts, length))
    }
}

/// I2OSP(n, 2).
pub(super) fn two_bytes(n: usize) -> Result<[u8; 2], Error> {
    u16::try_from(n).map(u16::to_be_bytes).map_err(|_| Error::OutputTooLong)
}

/// The private key that DeriveKeyPair of draft-ietf-hpke-pq makes of `ikm`: so many bytes of
/// SHAKE256, whatever the suite's own function is.
pub(crate) fn derive_seed(kem: u16, ikm: &[u8], length: usize) -> Result<SecretBytes, Error> {
    Labeled::of_kem(Kdf::Shake256, kem).derive(ikm, b"DeriveKeyPair", b"", length)
}
