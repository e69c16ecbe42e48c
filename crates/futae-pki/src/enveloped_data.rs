//! CMS encryption to ML-KEM keys: `KEMRecipientInfo` (RFC 9629) with ML-KEM (RFC 9936), HKDF and
//! AES key wrap. Written as `AuthEnvelopedData` with AES-256-GCM (RFC 5083, RFC 5084); read also as
//! `EnvelopedData` with AES-CBC, which does not notice alterations. DER only.

use ::cms::{
    authenveloped_data::AuthEnvelopedData,
    cert::IssuerAndSerialNumber,
    content_info::{CmsVersion, ContentInfo},
    enveloped_data::{
        EncryptedContentInfo, EnvelopedData, OtherRecipientInfo, RecipientIdentifier,
        RecipientInfo, RecipientInfos,
    },
    kemri::{CmsOriForKemOtherInfo, ID_ORI_KEM, KemRecipientInfo},
};
use aes::cipher::{BlockModeDecrypt, KeyInit, KeyIvInit, block_padding::Pkcs7};
use aes_gcm::{
    AesGcm, Nonce, TagSize,
    aead::{
        AeadInOut,
        consts::{U12, U16},
    },
};
use aes_kw::AesKw;
use der::{
    Any, Decode, Encode, Sequence,
    asn1::{ObjectIdentifier, OctetString},
    oid::db::{rfc5911, rfc6268},
    referenced::OwnedToRef,
};
use hkdf::Hkdf;
use sha2::{Sha256, Sha384, Sha512};
use spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

use crate::{
    Algorithm, Certificate, Error, PrivateKey, SharedSecret, bounds,
    error::reading,
    pem,
    signed_data::{LABELS, MAX_MESSAGE, content_info, issuer_and_serial},
};

const WHAT: &str = "encrypted message";
/// Recipients that are tried with a key when none of them can be told by a certificate.
const MAX_RECIPIENTS: usize = 512;

/// RFC 8619: HKDF with SHA-256, SHA-384, SHA-512.
const HKDF_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.28");
const HKDF_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.29");
const HKDF_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.30");

/// Encrypts a content to the ML-KEM keys of these certificates and gives the DER of the message.
/// Every recipient can decrypt it. Whether the certificates are trusted must have been decided.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, enveloped_data, issue::{Profile, Template}};
///
/// let ca_key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let ca = Template::new("CN=CA", Profile::Root)?.self_signed(&ca_key)?;
/// let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-768")?)?;
/// let template = Template::new("CN=Recipient", Profile::EndEntity)?;
/// let certificate = template.issue(key.public_key(), &ca, &ca_key)?;
///
/// let message = enveloped_data::encrypt(b"content", &[certificate.clone()])?;
/// let content = enveloped_data::decrypt(&message, &key, Some(&certificate))?;
/// assert_eq!(&content[..], b"content");
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn encrypt(content: &[u8], recipients: &[Certificate]) -> Result<Vec<u8>, Error> {
    if recipients.is_empty() {
        return Err(Error::Input("there is no recipient".into()));
    }
    if recipients.len() > MAX_RECIPIENTS {
        return Err(Error::Limit("recipients"));
    }
    let mut content_key = Zeroizing::new([0; 32]);
    let mut nonce = [0; 12];
    getrandom::fill(&mut *content_key).map_err(|_| Error::Randomness)?;
    getrandom::fill(&mut nonce).map_err(|_| Error::Randomness)?;
    let recipients: Result<Vec<_>, _> =
        recipients.iter().map(|each| recipient(each, &*content_key)).collect();
    let sealed = seal(content, &content_key, &nonce)?;
    assemble(recipients?, &nonce, sealed).map_err(reading(WHAT))
}

/// The same as PEM.
///
/// ```
/// assert!(futae_pki::enveloped_data::to_pem(&[5, 0])?.starts_with("-----BEGIN CMS-----"));
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn to_pem(der: &[u8]) -> Result<String, Error> {
    pem::encode(LABELS[0], der)
}

/// Decrypts the DER of a message. With the certificate of the key only its own entry is tried,
/// otherwise every one for the algorithm of the key.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-512")?)?;
/// # use futae_pki::{Error, enveloped_data};
/// let refused = enveloped_data::decrypt(b"no message", &key, None);
/// assert!(matches!(refused, Err(Error::Der { .. })));
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn decrypt(
    der: &[u8],
    key: &PrivateKey,
    certificate: Option<&Certificate>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    key.algorithm().expect_kem()?;
    let envelope = Envelope::from_der(der)?;
    let candidates = envelope.recipients_for(key.algorithm(), certificate)?;
    if candidates.is_empty() {
        return Err(Error::Unsupported(format!("no recipient with this {} key", key.algorithm())));
    }
    for candidate in candidates {
        if let Some(content_key) = open_recipient(&candidate, key)? {
            return envelope.open(&content_key);
        }
    }
    Err(Error::Decryption)
}

/// The same for the first message of a PEM text.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey, enveloped_data, issue::{Profile, Template}};
/// # let ca_key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # let ca = Template::new("CN=CA", Profile::Root)?.self_signed(&ca_key)?;
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-768")?)?;
/// # let template = Template::new("CN=Recipient", Profile::EndEntity)?;
/// # let certificate = template.issue(key.public_key(), &ca, &ca_key)?;
/// let text = enveloped_data::to_pem(&enveloped_data::encrypt(b"content", &[certificate])?)?;
/// assert_eq!(&enveloped_data::decrypt_pem(&text, &key, None)?[..], b"content");
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn decrypt_pem(
    text: &str,
    key: &PrivateKey,
    certificate: Option<&Certificate>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    decrypt(&pem::first(text, WHAT, &LABELS)?.der, key, certificate)
}

/// AES-GCM's parameters of RFC 5084, Section 3.2.
#[derive(Sequence)]
struct GcmParameters {
    nonce: OctetString,
    #[asn1(default = "default_icv")]
    icv_length: u8,
}

fn default_icv() -> u8 {
    12
}

/// One of the two kinds of message.
enum Envelope {
    Authenticated(Box<AuthEnvelopedData>),
    Plain(Box<EnvelopedData>),
}

impl Envelope {
    fn from_der(der: &[u8]) -> Result<Self, Error> {
        bounds::check(der, MAX_MESSAGE, WHAT)?;
        let info = ContentInfo::from_der(der).map_err(reading(WHAT))?;
        match info.content_type {
            rfc6268::ID_CT_AUTH_ENVELOPED_DATA => {
                let message = info.content.decode_as().map_err(reading(WHAT))?;
                Ok(Self::Authenticated(Box::new(message)))
            }
            rfc5911::ID_ENVELOPED_DATA => {
                let message = info.content.decode_as().map_err(reading(WHAT))?;
                Ok(Self::Plain(Box::new(message)))
            }
            other => Err(Error::Unsupported(format!("content of type {other}, not encrypted"))),
        }
    }

    fn recipients_for(
        &self,
        algorithm: Algorithm,
        certificate: Option<&Certificate>,
    ) -> Result<Vec<KemRecipientInfo>, Error> {
        let recipients = match self {
            Self::Authenticated(message) => &message.recip_infos,
            Self::Plain(message) => &message.recip_infos,
        };
        let mut found = Vec::new();
        for recipient in recipients.0.iter() {
            let RecipientInfo::Ori(other) = recipient else { continue };
            if other.ori_type != ID_ORI_KEM {
                continue;
            }
            let recipient: KemRecipientInfo =
                other.ori_value.decode_as().map_err(reading("KEMRecipientInfo"))?;
            let named = Algorithm::of_key(recipient.kem.owned_to_ref(), "recipient");
            let is_its =
                certificate.is_none_or(|certificate| identifies(&recipient.rid, certificate));
            if named == Ok(algorithm) && is_its {
                found.push(recipient);
            }
        }
        Ok(found)
    }

    fn open(&self, content_key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self {
            Self::Authenticated(message) => {
                let additional = message.auth_attrs.as_ref().map(Encode::to_der).transpose();
                let additional = additional.map_err(reading(WHAT))?.unwrap_or_default();
                let content = &message.auth_encrypted_content_info;
                open_gcm(content, content_key, message.mac.as_bytes(), &additional)
            }
            Self::Plain(message) => open_cbc(&message.encrypted_content, content_key),
        }
    }
}

fn recipient(certificate: &Certificate, content_key: &[u8]) -> Result<KemRecipientInfo, Error> {
    let key = certificate.public_key()?;
    key.algorithm().expect_kem()?;
    let usage = certificate.key_usage()?;
    if usage.is_some_and(|usage| !usage.key_encipherment()) {
        return Err(Error::Input("the key of the certificate is not for encryption".into()));
    }
    let (ciphertext, secret) = key.encapsulate()?;
    let wrap = Wrap::of_recipient(key.algorithm());
    let kdf = AlgorithmIdentifierOwned { oid: HKDF_SHA256, parameters: None };
    let info = other_info(&wrap.identifier(), wrap.key_size(), None)?;
    let wrapping_key = derive(&kdf, &secret, &info, wrap.key_size())?;
    let encrypted_key = wrap.wrap(&wrapping_key, content_key)?;
    let octets = |bytes: &[u8]| OctetString::new(bytes).map_err(reading(WHAT));
    Ok(KemRecipientInfo {
        version: CmsVersion::V0,
        rid: RecipientIdentifier::IssuerAndSerialNumber(issuer_and_serial(certificate)),
        kem: key.algorithm().key_identifier(),
        kem_ct: octets(&ciphertext)?,
        kdf,
        kek_length: wrap.key_size() as u16,
        ukm: None,
        wrap: wrap.identifier(),
        encrypted_key: octets(&encrypted_key)?,
    })
}

/// The content key, unless the entry is for another key: then the secret is another one too and
/// the key wrap shows it.
fn open_recipient(
    recipient: &KemRecipientInfo,
    key: &PrivateKey,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let wrap = Wrap::identified(&recipient.wrap)?;
    if usize::from(recipient.kek_length) != wrap.key_size() {
        return Err(Error::Length {
            what: "key that encrypts the content key",
            expected: wrap.key_size(),
            found: recipient.kek_length.into(),
        });
    }
    let secret = key.decapsulate(recipient.kem_ct.as_bytes())?;
    let info = other_info(&recipient.wrap, wrap.key_size(), recipient.ukm.clone())?;
    let wrapping_key = derive(&recipient.kdf, &secret, &info, wrap.key_size())?;
    Ok(wrap.unwrap(&wrapping_key, recipient.encrypted_key.as_bytes()))
}

fn identifies(recipient: &RecipientIdentifier, certificate: &Certificate) -> bool {
    match recipient {
        RecipientIdentifier::IssuerAndSerialNumber(named) => {
            let its: IssuerAndSerialNumber = issuer_and_serial(certificate);
            *named == its
        }
        RecipientIdentifier::SubjectKeyIdentifier(identifier) => {
            let has = certificate.subject_key_identifier().ok().flatten();
            has.is_some_and(|has| has == identifier.0.as_bytes())
        }
    }
}

/// RFC 9629, Section 5: the context of the key derivation.
fn other_info(
    wrap: &AlgorithmIdentifierOwned,
    key_size: usize,
    ukm: Option<OctetString>,
) -> Result<Vec<u8>, Error> {
    let info = CmsOriForKemOtherInfo { wrap: wrap.clone(), kek_length: key_size as u16, ukm };
    info.to_der().map_err(reading(WHAT))
}

/// RFC 9936, Section 2.2.1: HKDF without salt.
fn derive(
    kdf: &AlgorithmIdentifierOwned,
    secret: &SharedSecret,
    info: &[u8],
    size: usize,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if kdf.parameters.is_some() {
        return Err(Error::Parameters("key derivation"));
    }
    let mut key = Zeroizing::new(vec![0; size]);
    let secret = secret.as_bytes();
    let derived = match kdf.oid {
        HKDF_SHA256 => Hkdf::<Sha256>::new(None, secret).expand(info, &mut key),
        HKDF_SHA384 => Hkdf::<Sha384>::new(None, secret).expand(info, &mut key),
        HKDF_SHA512 => Hkdf::<Sha512>::new(None, secret).expand(info, &mut key),
        other => return Err(Error::UnknownAlgorithm(other.to_string())),
    };
    derived.map_err(|_| Error::Limit("length of a derived key"))?;
    Ok(key)
}

/// AES key wrap without padding (RFC 3394, RFC 3565).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Wrap {
    Aes128,
    Aes192,
    Aes256,
}

impl Wrap {
    const ALL: [(Self, ObjectIdentifier); 3] = [
        (Self::Aes128, rfc5911::ID_AES_128_WRAP),
        (Self::Aes192, rfc5911::ID_AES_192_WRAP),
        (Self::Aes256, rfc5911::ID_AES_256_WRAP),
    ];

    /// RFC 9936, Section 2.1.
    fn of_recipient(algorithm: Algorithm) -> Self {
        match algorithm.name() {
            "ML-KEM-512" => Self::Aes128,
            _ => Self::Aes256,
        }
    }

    fn identified(identifier: &AlgorithmIdentifierOwned) -> Result<Self, Error> {
        let found = Self::ALL.iter().find(|(_, oid)| *oid == identifier.oid);
        let found = found.ok_or_else(|| Error::UnknownAlgorithm(identifier.oid.to_string()))?;
        match identifier.parameters {
            None => Ok(found.0),
            Some(_) => Err(Error::Parameters("key wrap")),
        }
    }

    fn identifier(self) -> AlgorithmIdentifierOwned {
        let oid = match self {
            Self::Aes128 => rfc5911::ID_AES_128_WRAP,
            Self::Aes192 => rfc5911::ID_AES_192_WRAP,
            Self::Aes256 => rfc5911::ID_AES_256_WRAP,
        };
        AlgorithmIdentifierOwned { oid, parameters: None }
    }

    fn key_size(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    fn wrap(self, key: &[u8], content_key: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = vec![0; content_key.len() + 8];
        let wrapped = match self {
            Self::Aes128 => {
                cipher::<AesKw<aes::Aes128>>(key)?.wrap_key(content_key, &mut out).is_ok()
            }
            Self::Aes192 => {
                cipher::<AesKw<aes::Aes192>>(key)?.wrap_key(content_key, &mut out).is_ok()
            }
            Self::Aes256 => {
                cipher::<AesKw<aes::Aes256>>(key)?.wrap_key(content_key, &mut out).is_ok()
            }
        };
        if wrapped { Ok(out) } else { Err(Error::Limit("length of a content key")) }
    }

    fn unwrap(self, key: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; wrapped.len().checked_sub(8)?]);
        let genuine = match self {
            Self::Aes128 => {
                cipher::<AesKw<aes::Aes128>>(key).ok()?.unwrap_key(wrapped, &mut out).is_ok()
            }
            Self::Aes192 => {
                cipher::<AesKw<aes::Aes192>>(key).ok()?.unwrap_key(wrapped, &mut out).is_ok()
            }
            Self::Aes256 => {
                cipher::<AesKw<aes::Aes256>>(key).ok()?.unwrap_key(wrapped, &mut out).is_ok()
            }
        };
        genuine.then_some(out)
    }
}

/// A cipher with its key, whose length another field of the message decided.
fn cipher<C: KeyInit>(key: &[u8]) -> Result<C, Error> {
    C::new_from_slice(key).map_err(|_| Error::Length {
        what: "content key",
        expected: C::key_size(),
        found: key.len(),
    })
}

/// Ciphertext and tag.
fn seal(content: &[u8], key: &[u8; 32], nonce: &[u8; 12]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut out = content.to_vec();
    let cipher = cipher::<AesGcm<aes::Aes256, U12>>(key)?;
    let tag = cipher.encrypt_inout_detached(nonce.into(), b"", out.as_mut_slice().into());
    let tag = tag.map_err(|_| Error::Limit("bytes of one message"))?;
    Ok((out, tag.to_vec()))
}

fn assemble(
    recipients: Vec<KemRecipientInfo>,
    nonce: &[u8],
    (ciphertext, tag): (Vec<u8>, Vec<u8>),
) -> Result<Vec<u8>, der::Error> {
    let recipients: Result<Vec<_>, der::Error> = recipients
        .iter()
        .map(|each| {
            let ori_value = Any::encode_from(each)?;
            Ok(RecipientInfo::Ori(OtherRecipientInfo { ori_type: ID_ORI_KEM, ori_value }))
        })
        .collect();
    let parameters = GcmParameters { nonce: OctetString::new(nonce)?, icv_length: 16 };
    let content_enc_alg = AlgorithmIdentifierOwned {
        oid: rfc5911::ID_AES_256_GCM,
        parameters: Some(Any::encode_from(&parameters)?),
    };
    let message = AuthEnvelopedData {
        version: CmsVersion::V0,
        originator_info: None,
        recip_infos: RecipientInfos::try_from(recipients?)?,
        auth_encrypted_content_info: EncryptedContentInfo {
            content_type: rfc5911::ID_DATA,
            content_enc_alg,
            encrypted_content: Some(OctetString::new(ciphertext)?),
        },
        auth_attrs: None,
        mac: OctetString::new(tag)?,
        unauth_attrs: None,
    };
    content_info(rfc6268::ID_CT_AUTH_ENVELOPED_DATA, &message)
}

fn ciphertext(content: &EncryptedContentInfo) -> Result<Zeroizing<Vec<u8>>, Error> {
    let bytes = content.encrypted_content.as_ref();
    let bytes = bytes.ok_or_else(|| Error::Unsupported("detached encrypted content".into()))?;
    Ok(Zeroizing::new(bytes.as_bytes().to_vec()))
}

fn parameters(content: &EncryptedContentInfo) -> Result<&Any, Error> {
    content.content_enc_alg.parameters.as_ref().ok_or(Error::Parameters("content encryption"))
}

fn open_gcm(
    content: &EncryptedContentInfo,
    key: &[u8],
    tag: &[u8],
    additional: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let wrong = |_| Error::Parameters("content encryption");
    let parameters: GcmParameters = parameters(content)?.decode_as().map_err(wrong)?;
    if tag.len() != usize::from(parameters.icv_length) {
        return Err(Error::Parameters("content encryption"));
    }
    let nonce: &[u8; 12] = parameters
        .nonce
        .as_bytes()
        .try_into()
        .map_err(|_| Error::Unsupported("a nonce of another length than 12 bytes".into()))?;
    let mut out = ciphertext(content)?;
    let sealed = Sealed { key, nonce: nonce.into(), tag, additional };
    match (content.content_enc_alg.oid, tag.len()) {
        (rfc5911::ID_AES_128_GCM, 16) => sealed.open::<aes::Aes128, U16>(&mut out)?,
        (rfc5911::ID_AES_192_GCM, 16) => sealed.open::<aes::Aes192, U16>(&mut out)?,
        (rfc5911::ID_AES_256_GCM, 16) => sealed.open::<aes::Aes256, U16>(&mut out)?,
        (rfc5911::ID_AES_128_GCM, 12) => sealed.open::<aes::Aes128, U12>(&mut out)?,
        (rfc5911::ID_AES_192_GCM, 12) => sealed.open::<aes::Aes192, U12>(&mut out)?,
        (rfc5911::ID_AES_256_GCM, 12) => sealed.open::<aes::Aes256, U12>(&mut out)?,
        (other, length) => {
            return Err(Error::Unsupported(format!(
                "content encryption {other} with a tag of {length} bytes"
            )));
        }
    }
    Ok(out)
}

/// What AES-GCM needs beside the ciphertext.
struct Sealed<'a> {
    key: &'a [u8],
    nonce: &'a Nonce<U12>,
    tag: &'a [u8],
    additional: &'a [u8],
}

impl Sealed<'_> {
    fn open<C, T>(&self, out: &mut Zeroizing<Vec<u8>>) -> Result<(), Error>
    where
        T: TagSize,
        AesGcm<C, U12, T>: AeadInOut<NonceSize = U12, TagSize = T> + KeyInit,
    {
        let cipher = cipher::<AesGcm<C, U12, T>>(self.key)?;
        let tag = self.tag.try_into().map_err(|_| Error::Decryption)?;
        let buffer = out.as_mut_slice().into();
        let opened = cipher.decrypt_inout_detached(self.nonce, self.additional, buffer, tag);
        opened.map_err(|_| Error::Decryption)
    }
}

fn open_cbc(content: &EncryptedContentInfo, key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let wrong = |_| Error::Parameters("content encryption");
    let iv: OctetString = parameters(content)?.decode_as().map_err(wrong)?;
    let iv = iv.as_bytes();
    let bytes = ciphertext(content)?;
    match content.content_enc_alg.oid {
        rfc5911::ID_AES_128_CBC => cbc_open::<cbc::Decryptor<aes::Aes128>>(key, iv, bytes),
        rfc5911::ID_AES_192_CBC => cbc_open::<cbc::Decryptor<aes::Aes192>>(key, iv, bytes),
        rfc5911::ID_AES_256_CBC => cbc_open::<cbc::Decryptor<aes::Aes256>>(key, iv, bytes),
        other => Err(Error::Unsupported(format!("content encryption {other}"))),
    }
}

fn cbc_open<D: KeyIvInit + BlockModeDecrypt>(
    key: &[u8],
    iv: &[u8],
    mut bytes: Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let cipher =
        D::new_from_slices(key, iv).map_err(|_| Error::Parameters("content encryption"))?;
    let length = cipher.decrypt_padded::<Pkcs7>(&mut bytes).map_err(|_| Error::Decryption)?.len();
    bytes.truncate(length);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Profile, Template};

    fn key(name: &str) -> PrivateKey {
        PrivateKey::generate(Algorithm::by_name(name).unwrap()).unwrap()
    }

    fn recipients(names: &[&str]) -> Vec<(PrivateKey, Certificate)> {
        let ca_key = key("ML-DSA-44");
        let ca = Template::new("CN=CA", Profile::Root).unwrap().self_signed(&ca_key).unwrap();
        let template = Template::new("CN=R", Profile::EndEntity).unwrap();
        let one = |name: &&str| {
            let key = key(name);
            let certificate = template.issue(key.public_key(), &ca, &ca_key).unwrap();
            (key, certificate)
        };
        names.iter().map(one).collect()
    }

    fn encrypted(content: &[u8], recipients: &[(PrivateKey, Certificate)]) -> Vec<u8> {
        let certificates: Vec<_> = recipients.iter().map(|(_, each)| each.clone()).collect();
        encrypt(content, &certificates).unwrap()
    }

    #[test]
    fn every_recipient_and_nobody_else_can_read() {
        let all = recipients(&["ML-KEM-512", "ML-KEM-768", "ML-KEM-768", "ML-KEM-1024"]);
        let message = encrypted(b"content", &all[..3]);
        for (key, certificate) in &all[..3] {
            assert_eq!(&decrypt(&message, key, None).unwrap()[..], b"content");
            assert_eq!(&decrypt(&message, key, Some(certificate)).unwrap()[..], b"content");
        }
        assert!(matches!(decrypt(&message, &all[3].0, None), Err(Error::Unsupported(_))));
        assert_eq!(decrypt(&message, &key("ML-KEM-768"), None), Err(Error::Decryption));
        let wrong = decrypt(&message, &all[1].0, Some(&all[2].1));
        assert_eq!(wrong, Err(Error::Decryption));
    }

    #[test]
    fn an_altered_message_is_refused() {
        let all = recipients(&["ML-KEM-512"]);
        let message = encrypted(b"the content", &all);
        for at in (0..message.len()).rev().step_by(7) {
            let mut altered = message.clone();
            altered[at] ^= 1;
            match decrypt(&altered, &all[0].0, None) {
                // The certificate's issuer and serial number are not authenticated.
                Ok(content) => assert_eq!(&content[..], b"the content", "byte {at}"),
                Err(_) => continue,
            }
        }
        let last = message.len() - 1;
        let mut altered = message.clone();
        altered[last] ^= 1;
        assert_eq!(decrypt(&altered, &all[0].0, None), Err(Error::Decryption));
        for length in [0, 1, 10, last] {
            assert!(matches!(decrypt(&message[..length], &all[0].0, None), Err(Error::Der { .. })));
        }
    }

    #[test]
    fn signing_keys_receive_nothing() {
        let all = recipients(&["ML-DSA-44"]);
        let refused = encrypt(b"", &[all[0].1.clone()]);
        assert!(matches!(refused, Err(Error::WrongKind { .. })));
        assert!(matches!(decrypt(&[], &all[0].0, None), Err(Error::WrongKind { .. })));
        assert!(matches!(encrypt(b"", &[]), Err(Error::Input(_))));
    }
}
