//! `OneAsymmetricKey` (RFC 5958, that is PKCS#8) and its content: the choice of seed, expanded key
//! and both of RFC 9881, Section 6, and RFC 9935, Section 6; the bare bytes of RFC 9909.
//!
//! A key that contradicts itself is refused: a seed with an expanded key that does not follow from
//! it, an expanded key that no key generation makes, a public key that belongs to another one.

use ::pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, pkcs5};
use der::{
    Decode, Encode, Header, Length, Reader, SliceReader, Tag, TagNumber, Tagged,
    asn1::{AnyRef, OctetStringRef},
};
use zeroize::Zeroizing;

use super::{Exported, PrivateForm, PrivateKey, scheme::Private};
use crate::{
    Algorithm, Error,
    error::{check_length, reading},
    pem,
};

const WHAT: &str = "private key";
const LABEL: &str = "PRIVATE KEY";
const ENCRYPTED_LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// Rounds of PBKDF2 in a file that is read: some seconds of work, and for a fuzzer, which tries
/// thousands of files, some milliseconds.
const MAX_ITERATIONS: u32 = if cfg!(fuzzing) { 10_000 } else { 10_000_000 };
/// N·r·p of scrypt in a file that is read: some seconds of work, in at most 128 times as many bytes:
/// 512 MiB.
const MAX_SCRYPT: u64 = if cfg!(fuzzing) { 1 << 12 } else { 1 << 22 };

/// The context tag of the seed: `[0] IMPLICIT OCTET STRING`.
const SEED_TAG: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };

impl PrivateKey {
    /// A key from the DER of PKCS#8, in any form.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateForm, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// for form in [PrivateForm::Seed, PrivateForm::Expanded, PrivateForm::Both] {
    ///     let again = PrivateKey::from_der(&key.to_der(form)?)?;
    ///     assert_eq!(again.public_key(), key.public_key());
    /// }
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let info = PrivateKeyInfoRef::from_der(der);
        let info = info.map_err(|cause| match EncryptedPrivateKeyInfoRef::from_der(der) {
            Ok(_) => Error::Password,
            Err(_) => reading(WHAT)(cause),
        })?;
        let algorithm = Algorithm::of_key(info.algorithm, WHAT)?;
        let key = Self::from_content(algorithm, info.private_key.as_bytes())?;
        match info.public_key {
            Some(public) if public.as_bytes() != Some(key.public_key().as_bytes()) => {
                Err(Error::Inconsistent("the public key beside it is of another key"))
            }
            _ => Ok(key),
        }
    }

    /// A key from the first block `PRIVATE KEY` of a PEM text.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateForm, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("SLH-DSA-SHA2-128f")?)?;
    /// let again = PrivateKey::from_pem(&key.to_pem(PrivateForm::Seed)?)?;
    /// assert_eq!(again.public_key(), key.public_key());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        let block = pem::first(text, WHAT, &[LABEL, ENCRYPTED_LABEL])?;
        match block.label == LABEL {
            true => Self::from_der(&block.der),
            false => Err(Error::Password),
        }
    }

    /// A key from the DER of an `EncryptedPrivateKeyInfo` (PBES2 of RFC 8018).
    ///
    /// ```
    /// use futae_pki::{Algorithm, Error, PrivateForm, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let file = key.to_encrypted_pem(PrivateForm::Seed, b"password")?;
    /// let again = PrivateKey::from_encrypted_pem(&file, b"password")?;
    /// assert_eq!(again.public_key(), key.public_key());
    /// assert_eq!(PrivateKey::from_pem(&file).unwrap_err(), Error::Password);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_encrypted_der(der: &[u8], password: &[u8]) -> Result<Self, Error> {
        let info = EncryptedPrivateKeyInfoRef::from_der(der);
        let info = info.map_err(reading("encrypted private key"))?;
        check_effort(&info.encryption_algorithm)?;
        let decrypted = info.decrypt(password).map_err(|_| Error::Password)?;
        Self::from_der(decrypted.as_bytes())
    }

    /// The same from the first block of a PEM text; a key that is not encrypted is read too.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # use futae_pki::PrivateForm;
    /// let plain = key.to_pem(PrivateForm::Seed)?;
    /// assert!(PrivateKey::from_encrypted_pem(&plain, b"unused").is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_encrypted_pem(text: &str, password: &[u8]) -> Result<Self, Error> {
        let block = pem::first(text, WHAT, &[LABEL, ENCRYPTED_LABEL])?;
        match block.label == LABEL {
            true => Self::from_der(&block.der),
            false => Self::from_encrypted_der(&block.der, password),
        }
    }

    /// The DER of PKCS#8, without the public key.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # use futae_pki::PrivateForm;
    /// let der = key.to_der(PrivateForm::default())?;
    /// assert!(PrivateKey::from_der(&der).is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_der(&self, form: PrivateForm) -> Result<Exported<Vec<u8>>, Error> {
        let content = self.content(form)?;
        let der = self.info(&content)?.to_der().map_err(reading(WHAT))?;
        Ok(Exported::new(Zeroizing::new(der)))
    }

    /// The same as PEM.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # use futae_pki::PrivateForm;
    /// let pem = key.to_pem(PrivateForm::Expanded)?;
    /// assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_pem(&self, form: PrivateForm) -> Result<Exported<String>, Error> {
        Ok(Exported::new(Zeroizing::new(pem::encode(LABEL, &self.to_der(form)?)?)))
    }

    /// The same encrypted under a password: PBES2 with scrypt and AES-256-CBC.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # use futae_pki::PrivateForm;
    /// let pem = key.to_encrypted_pem(PrivateForm::Seed, b"password")?;
    /// assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_encrypted_pem(&self, form: PrivateForm, password: &[u8]) -> Result<String, Error> {
        let content = self.content(form)?;
        let encrypted = self.info(&content)?.encrypt(password);
        let encrypted =
            encrypted.map_err(|_| Error::Input("the password cannot be used".into()))?;
        pem::encode(ENCRYPTED_LABEL, encrypted.as_bytes())
    }

    fn from_content(algorithm: Algorithm, content: &[u8]) -> Result<Self, Error> {
        let scheme = algorithm.0;
        let Some(seed_size) = scheme.seed_size() else {
            let bytes = if is_wrapped(algorithm) { unwrapped(content)? } else { content };
            return Ok(Self::of(algorithm, scheme.import(bytes)?));
        };
        let forms = Forms::from_der(content)?;
        if let Some(seed) = forms.seed {
            check_length("seed", seed, seed_size)?;
        }
        if forms.expanded.is_some_and(|bytes| bytes.len() == seed_size) {
            return Err(Error::MalformedKey("its expanded form has the length of a seed"));
        }
        let from_seed = forms.seed.map(|seed| scheme.import(seed)).transpose()?;
        let from_expanded = forms.expanded.map(|bytes| scheme.import(bytes)).transpose()?;
        match (from_seed, from_expanded) {
            (Some(seed), Some(expanded)) if !same(&seed, &expanded) => {
                Err(Error::Inconsistent("the expanded key does not follow from the seed"))
            }
            (Some(private), _) | (None, Some(private)) => Ok(Self::of(algorithm, private)),
            (None, None) => Err(Error::MalformedKey("it holds no form of the key")),
        }
    }

    fn info<'a>(&self, content: &'a [u8]) -> Result<PrivateKeyInfoRef<'a>, Error> {
        let algorithm = self.algorithm().key_identifier_ref()?;
        let private_key = OctetStringRef::new(content).map_err(reading(WHAT))?;
        Ok(PrivateKeyInfoRef::new(algorithm, private_key))
    }

    fn content(&self, form: PrivateForm) -> Result<Zeroizing<Vec<u8>>, Error> {
        let Some(expanded) = self.private.expanded_bytes() else {
            let bytes = self.private.private_bytes();
            return match is_wrapped(self.algorithm()) {
                true => wrapped(Tag::OctetString, &[&bytes]),
                false => Ok(bytes),
            };
        };
        if form == PrivateForm::Expanded {
            return wrapped(Tag::OctetString, &[&expanded]);
        }
        let seed = self.seed().ok_or(Error::NoSeed)?;
        if form == PrivateForm::Seed {
            return wrapped(SEED_TAG, &[&seed]);
        }
        let parts =
            [wrapped(Tag::OctetString, &[&seed])?, wrapped(Tag::OctetString, &[&expanded])?];
        wrapped(Tag::Sequence, &[&parts[0], &parts[1]])
    }
}

/// RFC 8410, Section 7: keys of Ed25519 and Ed448 stand in an octet string of their own.
fn is_wrapped(algorithm: Algorithm) -> bool {
    matches!(algorithm.name(), "Ed25519" | "Ed448")
}

fn unwrapped(content: &[u8]) -> Result<&[u8], Error> {
    let bytes = <&OctetStringRef>::from_der(content);
    Ok(bytes.map_err(reading("content of the private key"))?.as_bytes())
}

/// Whether two private keys have the same expanded form. Both came from one file, whose reader has
/// its secrets already: the comparison need not be constant time.
fn same(a: &Private, b: &Private) -> bool {
    a.expanded_bytes().as_deref() == b.expanded_bytes().as_deref()
}

/// What the choice of the RFCs holds.
struct Forms<'a> {
    seed: Option<&'a [u8]>,
    expanded: Option<&'a [u8]>,
}

impl<'a> Forms<'a> {
    fn from_der(content: &'a [u8]) -> Result<Self, Error> {
        let error = reading("content of the private key");
        let any = AnyRef::from_der(content).map_err(&error)?;
        match any.tag() {
            SEED_TAG => Ok(Self { seed: Some(any.value()), expanded: None }),
            Tag::OctetString => Ok(Self { seed: None, expanded: Some(any.value()) }),
            Tag::Sequence => Self::both(any.value()).map_err(error),
            _ => Err(Error::MalformedKey("it is none of the forms seed, expanded key and both")),
        }
    }

    fn both(value: &'a [u8]) -> Result<Self, der::Error> {
        let mut reader = SliceReader::new(value)?;
        let seed = <&OctetStringRef>::decode(&mut reader)?.as_bytes();
        let expanded = <&OctetStringRef>::decode(&mut reader)?.as_bytes();
        reader.finish()?;
        Ok(Self { seed: Some(seed), expanded: Some(expanded) })
    }
}

/// Tag, length and the parts, in a buffer that never grows, so that no copy is left behind.
fn wrapped(tag: Tag, parts: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length = Length::try_from(length).map_err(reading(WHAT))?;
    let header = Header::new(tag, length).to_der().map_err(reading(WHAT))?;
    let mut out =
        Zeroizing::new(Vec::with_capacity(header.len() + usize::try_from(length).unwrap_or(0)));
    out.extend_from_slice(&header);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(out)
}

fn check_effort(scheme: &pkcs5::EncryptionScheme) -> Result<(), Error> {
    let unsupported = || Error::Unsupported("encryption of private keys other than PBES2".into());
    let parameters = scheme.pbes2().ok_or_else(unsupported)?;
    let bearable = match &parameters.kdf {
        pkcs5::pbes2::Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= MAX_ITERATIONS,
        pkcs5::pbes2::Kdf::Scrypt(scrypt) => {
            let memory = scrypt.cost_parameter.checked_mul(scrypt.block_size.into());
            let work = memory.and_then(|memory| memory.checked_mul(scrypt.parallelization.into()));
            work.is_some_and(|work| work <= MAX_SCRYPT)
        }
        _ => return Err(unsupported()),
    };
    if bearable { Ok(()) } else { Err(Error::Limit("work to derive the key from the password")) }
}
