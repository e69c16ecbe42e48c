//! Hybrid Public Key Encryption: RFC 9180 and draft-ietf-hpke-hpke with the key encapsulation
//! mechanisms and key derivation functions of draft-ietf-hpke-pq, in the modes base and psk.
//!
//! The authenticated modes need a key encapsulation that authenticates, which no post-quantum one
//! does: they are not here.
//!
//! ```
//! use futae_hybrid::{Registry, hpke::{Aead, Kdf, Suite}};
//!
//! let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
//! let key = suite.kem().generate()?;
//! let public = suite.kem().public_key(&key.public_bytes())?;
//!
//! let (encapsulated, mut sender) = suite.sender(&*public, b"what it is for")?;
//! let mut receiver = suite.receiver(&*key, &encapsulated, b"what it is for")?;
//! for message in ["the first", "the second"] {
//!     let sealed = sender.seal(b"a header", message.as_bytes())?;
//!     assert_eq!(receiver.open(b"a header", &sealed)?, message.as_bytes());
//! }
//! assert_eq!(sender.export(b"", 16)?.as_bytes(), receiver.export(b"", 16)?.as_bytes());
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use aes_gcm::{
    Aes128Gcm, Aes256Gcm, KeyInit,
    aead::{Aead as _, Payload},
};
use chacha20poly1305::ChaCha20Poly1305;

use crate::{
    Error, Registry, SecretBytes,
    kem::{DecapsulationKey, EncapsulationKey, KemAlgorithm},
};

pub(crate) mod kdf;

pub use kdf::Kdf;
use kdf::{Labeled, two_bytes};

/// Bytes of a nonce, of all three ciphers.
const NONCE: usize = 12;
/// Fewer bytes of a pre-shared key are refused. RFC 9180, Section 9.5.
const SHORTEST_PSK: usize = 32;
const MODE_BASE: u8 = 0;
const MODE_PSK: u8 = 1;

/// Authenticated encryption of HPKE.
///
/// ```
/// use futae_hybrid::hpke::Aead;
///
/// assert_eq!(Aead::from_id(0x0003), Some(Aead::ChaCha20Poly1305));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Aead {
    /// AES-128 in GCM.
    Aes128Gcm,
    /// AES-256 in GCM.
    Aes256Gcm,
    /// ChaCha20-Poly1305 of RFC 8439.
    ChaCha20Poly1305,
    /// None: secrets are exported only.
    ExportOnly,
}

impl Aead {
    /// The identifier in the registry of HPKE.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// assert_eq!(Aead::Aes256Gcm.id(), 0x0002);
    /// ```
    pub const fn id(self) -> u16 {
        match self {
            Self::Aes128Gcm => 0x0001,
            Self::Aes256Gcm => 0x0002,
            Self::ChaCha20Poly1305 => 0x0003,
            Self::ExportOnly => 0xFFFF,
        }
    }

    /// The encryption of an identifier.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// assert_eq!(Aead::from_id(0xFFFF), Some(Aead::ExportOnly));
    /// assert_eq!(Aead::from_id(0x0004), None);
    /// ```
    pub fn from_id(id: u16) -> Option<Self> {
        let all = [Self::Aes128Gcm, Self::Aes256Gcm, Self::ChaCha20Poly1305, Self::ExportOnly];
        all.into_iter().find(|aead| aead.id() == id)
    }

    const fn key_size(self) -> usize {
        match self {
            Self::Aes128Gcm => 16,
            Self::Aes256Gcm | Self::ChaCha20Poly1305 => 32,
            Self::ExportOnly => 0,
        }
    }

    const fn nonce_size(self) -> usize {
        if matches!(self, Self::ExportOnly) { 0 } else { NONCE }
    }

    fn cipher(self, key: &[u8]) -> Result<Cipher, Error> {
        Ok(match self {
            Self::Aes128Gcm => Cipher::Aes128(Box::new(new_cipher(key)?)),
            Self::Aes256Gcm => Cipher::Aes256(Box::new(new_cipher(key)?)),
            Self::ChaCha20Poly1305 => Cipher::ChaCha20(Box::new(new_cipher(key)?)),
            Self::ExportOnly => Cipher::None,
        })
    }
}

fn new_cipher<C: KeyInit>(key: &[u8]) -> Result<C, Error> {
    C::new_from_slice(key).map_err(|_| Error::Length)
}

enum Cipher {
    Aes128(Box<Aes128Gcm>),
    Aes256(Box<Aes256Gcm>),
    ChaCha20(Box<ChaCha20Poly1305>),
    None,
}

impl Cipher {
    fn seal(&self, nonce: &[u8; NONCE], payload: Payload<'_, '_>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Aes128(cipher) => cipher.encrypt(nonce.into(), payload),
            Self::Aes256(cipher) => cipher.encrypt(nonce.into(), payload),
            Self::ChaCha20(cipher) => cipher.encrypt(nonce.into(), payload),
            Self::None => return Err(Error::ExportOnly),
        }
        .map_err(|_| Error::Length)
    }

    fn open(&self, nonce: &[u8; NONCE], payload: Payload<'_, '_>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Aes128(cipher) => cipher.decrypt(nonce.into(), payload),
            Self::Aes256(cipher) => cipher.decrypt(nonce.into(), payload),
            Self::ChaCha20(cipher) => cipher.decrypt(nonce.into(), payload),
            Self::None => return Err(Error::ExportOnly),
        }
        .map_err(|_| Error::Decryption)
    }
}

/// A pre-shared key with its name, of the mode psk.
///
/// ```
/// use futae_hybrid::{Error, hpke::Psk};
///
/// assert!(Psk::new(b"a key of at least thirty-two bytes", b"its name").is_ok());
/// assert_eq!(Psk::new(b"too short", b"its name").err(), Some(Error::PreSharedKey));
/// ```
#[derive(Clone, Copy)]
pub struct Psk<'a> {
    key: &'a [u8],
    id: &'a [u8],
}

impl<'a> Psk<'a> {
    /// A key of at least 32 bytes and a name of at least one.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// let psk = Psk::new(&[7; 32], b"key of 2026")?;
    /// assert_eq!(Psk::new(&[7; 32], b"").err(), Some(Error::PreSharedKey)); // no name
    /// # let _ = psk;
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(key: &'a [u8], id: &'a [u8]) -> Result<Self, Error> {
        if key.len() < SHORTEST_PSK || id.is_empty() {
            return Err(Error::PreSharedKey);
        }
        Ok(Self { key, id })
    }
}

impl fmt::Debug for Psk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Psk(..)")
    }
}

/// A key encapsulation mechanism, a key derivation function and an authenticated encryption.
///
/// ```
/// use futae_hybrid::{Registry, hpke::{Psk, Suite}};
///
/// let suite = Suite::from_ids(&Registry::new(), 0x0050, 0x0001, 0x0002)?;
/// assert_eq!(suite.kem().properties().name, "MLKEM768-P256");
///
/// let key = suite.derive_private_key(b"input keying material of 32 bytes")?;
/// let public = suite.kem().public_key(&key.public_bytes())?;
/// let psk = Psk::new(b"a key of at least thirty-two bytes", b"its name")?;
/// let (encapsulated, mut sender) = suite.sender_with_psk(&*public, b"", psk)?;
/// let mut receiver = suite.receiver_with_psk(&*key, &encapsulated, b"", psk)?;
/// assert_eq!(receiver.open(b"", &sender.seal(b"", b"hello")?)?, b"hello");
///
/// let sealed = suite.seal(&*public, b"info", b"header", b"one message")?;
/// assert_eq!(suite.open(&*key, &sealed.0, b"info", b"header", &sealed.1)?, b"one message");
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    kem: &'static dyn KemAlgorithm,
    kem_id: u16,
    kdf: Kdf,
    aead: Aead,
}

impl Suite {
    /// A suite of these algorithms. [`Error::UnknownAlgorithm`] when HPKE has no identifier for
    /// the key encapsulation mechanism.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// let registry = Registry::new();
    /// let suite = Suite::new(registry.kem("MLKEM1024-P384")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// let composite = registry.kem("MLKEM768-X25519-SHA3-256")?; // of X.509, unknown to HPKE
    /// let refused = Suite::new(composite, Kdf::Shake256, Aead::Aes256Gcm);
    /// assert_eq!(refused.err(), Some(Error::UnknownAlgorithm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(kem: &'static dyn KemAlgorithm, kdf: Kdf, aead: Aead) -> Result<Self, Error> {
        let kem_id = kem.properties().hpke_kem.ok_or(Error::UnknownAlgorithm)?;
        Ok(Self { kem, kem_id, kdf, aead })
    }

    /// The suite of these identifiers, as far as the registry allows its key encapsulation.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// let suite = Suite::from_ids(&Registry::new(), 0x647A, 0x0011, 0x0003)?;
    /// assert_eq!(suite.kem().properties().name, "X-Wing");
    /// let unknown = Suite::from_ids(&Registry::new(), 0x647A, 0x0011, 0x0004);
    /// assert_eq!(unknown.err(), Some(Error::UnknownAlgorithm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn from_ids(registry: &Registry, kem: u16, kdf: u16, aead: u16) -> Result<Self, Error> {
        let kem = registry.kem_by_hpke_id(kem)?;
        let kdf = Kdf::from_id(kdf).ok_or(Error::UnknownAlgorithm)?;
        Self::new(kem, kdf, Aead::from_id(aead).ok_or(Error::UnknownAlgorithm)?)
    }

    /// The key encapsulation mechanism.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// let key = suite.kem().generate()?; // a new key of the receiver
    /// assert_eq!(key.properties().name, "X-Wing");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn kem(&self) -> &'static dyn KemAlgorithm {
        self.kem
    }

    /// DeriveKeyPair: the private key that follows from keying material of at least as many bytes.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// let [key, again] = [suite.derive_private_key(&[7; 32])?, suite.derive_private_key(&[7; 32])?];
    /// assert_eq!(key.public_bytes(), again.public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn derive_private_key(&self, ikm: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
        self.kem.derive_key(ikm)
    }

    /// SetupBaseS: what is sent first, and the context that seals.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let (encapsulated, mut sender) = suite.sender(&*public, b"info")?; // the first is sent first
    /// let sealed = sender.seal(b"", b"a message")?;
    /// assert_eq!(suite.receiver(&*key, &encapsulated, b"info")?.open(b"", &sealed)?, b"a message");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn sender(
        &self,
        key: &dyn EncapsulationKey,
        info: &[u8],
    ) -> Result<(Vec<u8>, Sender), Error> {
        self.check(key.properties().name)?;
        self.set_up_sender(key.encapsulate()?, info, None)
    }

    /// SetupPSKS: the same with a pre-shared key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let psk = Psk::new(&[7; 32], b"key of 2026")?;
    /// let (encapsulated, mut sender) = suite.sender_with_psk(&*public, b"", psk)?;
    /// let sealed = sender.seal(b"", b"a message")?;
    /// // Whoever has the private key and not the pre-shared one opens nothing.
    /// let refused = suite.receiver(&*key, &encapsulated, b"")?.open(b"", &sealed);
    /// assert_eq!(refused, Err(Error::Decryption));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn sender_with_psk(
        &self,
        key: &dyn EncapsulationKey,
        info: &[u8],
        psk: Psk<'_>,
    ) -> Result<(Vec<u8>, Sender), Error> {
        self.check(key.properties().name)?;
        self.set_up_sender(key.encapsulate()?, info, Some(psk))
    }

    /// SetupBaseS with given randomness.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let [a, b] = [suite.sender_derand(&*public, b"", &[9; 64])?, suite.sender_derand(&*public, b"", &[9; 64])?];
    /// assert_eq!(a.0, b.0); // for test vectors
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "hazmat")]
    pub fn sender_derand(
        &self,
        key: &dyn EncapsulationKey,
        info: &[u8],
        randomness: &[u8],
    ) -> Result<(Vec<u8>, Sender), Error> {
        self.check(key.properties().name)?;
        self.set_up_sender(key.encapsulate_derand(randomness)?, info, None)
    }

    /// SetupBaseR: the context that opens.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let (encapsulated, sender) = suite.sender(&*public, b"info")?;
    /// let receiver = suite.receiver(&*key, &encapsulated, b"info")?;
    /// assert_eq!(receiver.export(b"", 8)?.as_bytes(), sender.export(b"", 8)?.as_bytes());
    /// assert_eq!(suite.receiver(&*key, &encapsulated[1..], b"").err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn receiver(
        &self,
        key: &dyn DecapsulationKey,
        encapsulated: &[u8],
        info: &[u8],
    ) -> Result<Receiver, Error> {
        self.check(key.properties().name)?;
        let secret = key.decapsulate(encapsulated)?;
        Ok(Receiver(self.schedule(secret.as_bytes(), info, None)?))
    }

    /// SetupPSKR: the same with a pre-shared key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let psk = Psk::new(&[7; 32], b"key of 2026")?;
    /// let (encapsulated, mut sender) = suite.sender_with_psk(&*public, b"", psk)?;
    /// let mut receiver = suite.receiver_with_psk(&*key, &encapsulated, b"", psk)?;
    /// assert_eq!(receiver.open(b"", &sender.seal(b"", b"a message")?)?, b"a message");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn receiver_with_psk(
        &self,
        key: &dyn DecapsulationKey,
        encapsulated: &[u8],
        info: &[u8],
        psk: Psk<'_>,
    ) -> Result<Receiver, Error> {
        self.check(key.properties().name)?;
        let secret = key.decapsulate(encapsulated)?;
        Ok(Receiver(self.schedule(secret.as_bytes(), info, Some(psk))?))
    }

    /// SealBase: one message to a key; what is sent first, and the ciphertext.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let (encapsulated, sealed) = suite.seal(&*public, b"info", b"header", b"a message")?;
    /// assert_eq!(sealed.len(), b"a message".len() + 16); // and a tag
    /// # assert_eq!(suite.open(&*key, &encapsulated, b"info", b"header", &sealed)?, b"a message");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn seal(
        &self,
        key: &dyn EncapsulationKey,
        info: &[u8],
        aad: &[u8],
        message: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let (encapsulated, mut sender) = self.sender(key, info)?;
        Ok((encapsulated, sender.seal(aad, message)?))
    }

    /// OpenBase: the one message.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// let (encapsulated, sealed) = suite.seal(&*public, b"info", b"header", b"a message")?;
    /// assert_eq!(suite.open(&*key, &encapsulated, b"info", b"header", &sealed)?, b"a message");
    /// let refused = suite.open(&*key, &encapsulated, b"another info", b"header", &sealed);
    /// assert_eq!(refused, Err(Error::Decryption));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn open(
        &self,
        key: &dyn DecapsulationKey,
        encapsulated: &[u8],
        info: &[u8],
        aad: &[u8],
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.receiver(key, encapsulated, info)?.open(aad, ciphertext)
    }

    fn check(&self, name: &str) -> Result<(), Error> {
        if name == self.kem.properties().name { Ok(()) } else { Err(Error::KeyOfAnotherAlgorithm) }
    }

    fn set_up_sender(
        &self,
        (encapsulated, secret): (Vec<u8>, SecretBytes),
        info: &[u8],
        psk: Option<Psk<'_>>,
    ) -> Result<(Vec<u8>, Sender), Error> {
        Ok((encapsulated, Sender(self.schedule(secret.as_bytes(), info, psk)?)))
    }

    /// KeySchedule of RFC 9180, Section 5.1, or CombineSecrets_OneStage of draft-ietf-hpke-hpke.
    fn schedule(&self, secret: &[u8], info: &[u8], psk: Option<Psk<'_>>) -> Result<Context, Error> {
        let mode = if psk.is_some() { MODE_PSK } else { MODE_BASE };
        let psk = psk.unwrap_or(Psk { key: b"", id: b"" });
        let labeled = Labeled::of_suite(self.kem_id, self.kdf, self.aead.id());
        let [key, nonce, exporter] = if self.kdf.is_one_stage() {
            self.one_stage(&labeled, mode, secret, info, psk)?
        } else {
            self.two_stage(&labeled, mode, secret, info, psk)?
        };
        let mut base_nonce = [0; NONCE];
        base_nonce[..nonce.as_bytes().len()].copy_from_slice(nonce.as_bytes());
        let cipher = self.aead.cipher(key.as_bytes())?;
        Ok(Context { labeled, kdf: self.kdf, cipher, base_nonce, exporter, sequence: 0 })
    }

    fn two_stage(
        &self,
        labeled: &Labeled,
        mode: u8,
        secret: &[u8],
        info: &[u8],
        psk: Psk<'_>,
    ) -> Result<[SecretBytes; 3], Error> {
        let id_hash = labeled.extract(b"", b"psk_id_hash", psk.id);
        let info_hash = labeled.extract(b"", b"info_hash", info);
        let context = [&[mode], id_hash.as_bytes(), info_hash.as_bytes()].concat();
        let secret = labeled.extract(secret, b"secret", psk.key);
        let part = |label, length| labeled.expand(secret.as_bytes(), label, &context, length);
        Ok([
            part(b"key", self.aead.key_size())?,
            part(b"base_nonce", self.aead.nonce_size())?,
            part(b"exp", self.kdf.output_size())?,
        ])
    }

    fn one_stage(
        &self,
        labeled: &Labeled,
        mode: u8,
        secret: &[u8],
        info: &[u8],
        psk: Psk<'_>,
    ) -> Result<[SecretBytes; 3], Error> {
        let [key_size, nonce_size] = [self.aead.key_size(), self.aead.nonce_size()];
        let secrets = SecretBytes::join(&[
            &two_bytes(psk.key.len())?,
            psk.key,
            &two_bytes(secret.len())?,
            secret,
        ]);
        let context =
            [&[mode][..], &two_bytes(psk.id.len())?, psk.id, &two_bytes(info.len())?, info]
                .concat();
        let length = key_size + nonce_size + self.kdf.output_size();
        let derived = labeled.derive(secrets.as_bytes(), b"secret", &context, length)?;
        let (key, rest) = derived.as_bytes().split_at(key_size);
        let (nonce, exporter) = rest.split_at(nonce_size);
        Ok([key, nonce, exporter].map(SecretBytes::new))
    }
}

/// What both sides hold after the set-up.
struct Context {
    labeled: Labeled,
    kdf: Kdf,
    cipher: Cipher,
    base_nonce: [u8; NONCE],
    exporter: SecretBytes,
    sequence: u64,
}

impl Context {
    /// ComputeNonce. RFC 9180, Section 5.2.
    fn nonce(&self) -> [u8; NONCE] {
        let mut nonce = self.base_nonce;
        let low = nonce[NONCE - 8..].iter_mut().zip(self.sequence.to_be_bytes());
        low.for_each(|(nonce, byte)| *nonce ^= byte);
        nonce
    }

    fn next(&self) -> Result<u64, Error> {
        self.sequence.checked_add(1).ok_or(Error::MessageLimit)
    }

    /// Context.Export. RFC 9180, Section 5.3.
    fn export(&self, context: &[u8], length: usize) -> Result<SecretBytes, Error> {
        let exporter = self.exporter.as_bytes();
        if self.kdf.is_one_stage() {
            self.labeled.derive(exporter, b"sec", context, length)
        } else {
            self.labeled.expand(exporter, b"sec", context, length)
        }
    }
}

/// The context that seals messages, in order.
///
/// ```
/// use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Suite}};
///
/// let suite = Suite::new(Registry::new().kem("ML-KEM-768")?, Kdf::HkdfSha256, Aead::ExportOnly)?;
/// let key = suite.kem().generate()?;
/// let public = suite.kem().public_key(&key.public_bytes())?;
/// let (_, mut sender) = suite.sender(&*public, b"")?;
/// assert_eq!(sender.seal(b"", b"message").err(), Some(Error::ExportOnly));
/// assert_eq!(sender.export(b"a use", 32)?.as_bytes().len(), 32);
/// # Ok::<(), Error>(())
/// ```
pub struct Sender(Context);

impl Sender {
    /// Seals the next message.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// # let (encapsulated, mut sender) = suite.sender(&*public, b"")?;
    /// # let mut receiver = suite.receiver(&*key, &encapsulated, b"")?;
    /// let [first, second] = [sender.seal(b"", b"same")?, sender.seal(b"", b"same")?];
    /// assert_ne!(first, second); // each message has its own nonce
    /// # Ok::<(), Error>(())
    /// ```
    pub fn seal(&mut self, aad: &[u8], message: &[u8]) -> Result<Vec<u8>, Error> {
        let next = self.0.next()?;
        let sealed = self.0.cipher.seal(&self.0.nonce(), Payload { msg: message, aad })?;
        self.0.sequence = next;
        Ok(sealed)
    }

    /// A secret of so many bytes for another use, separated by `context`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// # let (encapsulated, mut sender) = suite.sender(&*public, b"")?;
    /// # let mut receiver = suite.receiver(&*key, &encapsulated, b"")?;
    /// let secret = sender.export(b"a key for the log", 32)?;
    /// assert_eq!(secret.as_bytes(), receiver.export(b"a key for the log", 32)?.as_bytes());
    /// assert_ne!(secret.as_bytes(), sender.export(b"another use", 32)?.as_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn export(&self, context: &[u8], length: usize) -> Result<SecretBytes, Error> {
        self.0.export(context, length)
    }
}

/// The context that opens messages, in the order in which they were sealed.
///
/// ```
/// use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Suite}};
///
/// let suite = Suite::new(Registry::new().kem("ML-KEM-768")?, Kdf::HkdfSha256, Aead::Aes128Gcm)?;
/// let key = suite.kem().generate()?;
/// let public = suite.kem().public_key(&key.public_bytes())?;
/// let (encapsulated, mut sender) = suite.sender(&*public, b"")?;
/// let mut receiver = suite.receiver(&*key, &encapsulated, b"")?;
/// let sealed = sender.seal(b"header", b"message")?;
/// assert_eq!(receiver.open(b"another header", &sealed).err(), Some(Error::Decryption));
/// assert_eq!(receiver.open(b"header", &sealed)?, b"message");
/// # Ok::<(), Error>(())
/// ```
pub struct Receiver(Context);

impl Receiver {
    /// Opens the next message. After an error the same place is tried again.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// # let (encapsulated, mut sender) = suite.sender(&*public, b"")?;
    /// # let mut receiver = suite.receiver(&*key, &encapsulated, b"")?;
    /// let [first, second] = [sender.seal(b"", b"one")?, sender.seal(b"", b"two")?];
    /// assert_eq!(receiver.open(b"", &second), Err(Error::Decryption)); // not the next one
    /// assert_eq!(receiver.open(b"", &first)?, b"one");
    /// assert_eq!(receiver.open(b"", &second)?, b"two");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn open(&mut self, aad: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, Error> {
        let next = self.0.next()?;
        let opened = self.0.cipher.open(&self.0.nonce(), Payload { msg: ciphertext, aad })?;
        self.0.sequence = next;
        Ok(opened)
    }

    /// A secret of so many bytes for another use, separated by `context`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, hpke::{Aead, Kdf, Psk, Suite}};
    /// # let suite = Suite::new(Registry::new().kem("X-Wing")?, Kdf::Shake256, Aead::Aes256Gcm)?;
    /// # let key = suite.kem().generate()?;
    /// # let public = suite.kem().public_key(&key.public_bytes())?;
    /// # let (encapsulated, mut sender) = suite.sender(&*public, b"")?;
    /// # let mut receiver = suite.receiver(&*key, &encapsulated, b"")?;
    /// let secret = receiver.export(b"a key for the log", 64)?;
    /// assert_eq!(secret.as_bytes().len(), 64);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn export(&self, context: &[u8], length: usize) -> Result<SecretBytes, Error> {
        self.0.export(context, length)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender(..)")
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver(..)")
    }
}
