//! `SubjectPublicKeyInfo`: RFC 9881, Section 4; RFC 9935, Section 4; RFC 9909, Section 4. The key
//! is the content of the bit string as the algorithm's standard encodes it, with no ASN.1 inside.

use der::{Decode, Encode, asn1::BitStringRef};
use spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};

use super::PublicKey;
use crate::{Algorithm, Error, error::reading, pem};

const WHAT: &str = "public key";
const LABEL: &str = "PUBLIC KEY";

impl PublicKey {
    /// A key from the DER of its `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey, PublicKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let der = key.public_key().to_der()?;
    /// assert_eq!(&PublicKey::from_der(&der)?, key.public_key());
    /// assert!(PublicKey::from_der(&der[1..]).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        Self::from_spki(SubjectPublicKeyInfoRef::from_der(der).map_err(reading(WHAT))?)
    }

    /// A key from the first block `PUBLIC KEY` of a PEM text.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey, PublicKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-512")?)?;
    /// assert_eq!(&PublicKey::from_pem(&key.public_key().to_pem()?)?, key.public_key());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        Self::from_der(&pem::first(text, WHAT, &[LABEL])?.der)
    }

    /// The DER of the `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// assert_eq!(key.public_key().to_der()?.len(), 1312 + 22);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let algorithm = self.algorithm.key_identifier();
        let subject_public_key = BitStringRef::from_bytes(&self.bytes).map_err(reading(WHAT))?;
        let spki = SubjectPublicKeyInfo { algorithm, subject_public_key };
        spki.to_der().map_err(reading(WHAT))
    }

    /// The same as PEM.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// assert!(key.public_key().to_pem()?.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_pem(&self) -> Result<String, Error> {
        pem::encode(LABEL, &self.to_der()?)
    }

    pub(crate) fn from_spki(spki: SubjectPublicKeyInfoRef<'_>) -> Result<Self, Error> {
        let algorithm = Algorithm::of_key(spki.algorithm, WHAT)?;
        let bytes = spki.subject_public_key.as_bytes();
        Self::from_bytes(algorithm, bytes.ok_or(Error::MalformedKey("it has unused bits"))?)
    }

    pub(crate) fn to_spki(&self) -> Result<SubjectPublicKeyInfoOwned, Error> {
        SubjectPublicKeyInfoOwned::from_der(&self.to_der()?).map_err(reading(WHAT))
    }
}
