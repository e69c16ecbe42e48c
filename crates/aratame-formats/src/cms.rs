//! Owns the cryptographic message syntax (RFC 5652, PKCS #7 before it): which algorithms a
//! message names outside its encryption, and which certificates and lists it carries.

use crate::der::{self, DerError, DerErrorKind, Element, Oid, Reader, Result};
use crate::pbe::PasswordScheme;
use crate::spki::AlgorithmIdentifier;
use crate::x509::certificate::Certificate;
use crate::x509::crl::CertificateList;

/// Root of the content types of PKCS #7.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
/// Root of the content types of S/MIME.
const SMIME_CONTENT: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];
/// id-ori-kem (RFC 9629).
const KEM_RECIPIENT: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x0d, 0x03];
/// smimeCapabilities.
const CAPABILITIES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0f];

/// Entries read of one list of a message: more are counted as an oddity, not read.
const MAX_ENTRIES: usize = 4096;

/// A message.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// The whole message.
    pub raw: &'a [u8],
    /// What kind of message.
    pub content_type: Oid<'a>,
    /// What kind of content it wraps.
    pub inner_type: Option<Oid<'a>>,
    /// The algorithms that it names, in their order.
    pub algorithms: Vec<NamedAlgorithm<'a>>,
    /// What the signers say that they can read (S/MIME capabilities), each once.
    pub capabilities: Vec<Oid<'a>>,
    /// The certificates that it carries.
    pub certificates: Vec<Certificate<'a>>,
    /// The revocation lists that it carries.
    pub crls: Vec<CertificateList<'a>>,
    /// How many signers.
    pub signers: usize,
    /// How many recipients.
    pub recipients: usize,
    /// What is malformed without hiding the rest.
    pub oddities: Vec<DerError>,
}

/// An algorithm with what it is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedAlgorithm<'a> {
    /// What for.
    pub role: Role,
    /// Which algorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
}

/// What a message uses an algorithm for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Hashes the content.
    Digest,
    /// Signs.
    Signature,
    /// Transports or agrees a key.
    KeyManagement,
    /// Encapsulates a key.
    Encapsulation,
    /// Derives a key.
    KeyDerivation,
    /// Wraps a key.
    KeyWrap,
    /// Encrypts the content.
    ContentEncryption,
    /// Authenticates the content.
    Mac,
    /// Compresses the content.
    Compression,
}

/// Which grammar a content type has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grammar {
    Signed,
    Enveloped,
    Digested,
    Encrypted,
    Authenticated,
    Compressed,
}

impl Grammar {
    fn of(oid: Oid<'_>) -> Option<Self> {
        let last = |root: &[u8]| match oid.value().strip_prefix(root) {
            Some([last]) => Some(*last),
            _ => None,
        };
        Some(match (last(PKCS7), last(SMIME_CONTENT)) {
            (Some(2), _) => Self::Signed,
            // signedAndEnvelopedData (4) of PKCS #7 starts like an envelope.
            (Some(3 | 4), _) | (_, Some(23)) => Self::Enveloped,
            (Some(5), _) => Self::Digested,
            (Some(6), _) => Self::Encrypted,
            (_, Some(2)) => Self::Authenticated,
            (_, Some(9)) => Self::Compressed,
            _ => return None,
        })
    }
}

impl<'a> Message<'a> {
    /// Reads the next element as ContentInfo of a type that uses cryptography.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        let content_type = inside.oid()?;
        let unknown = element.error(DerErrorKind::Shape("content type of a message"));
        let grammar = Grammar::of(content_type).ok_or(unknown)?;
        let content = inside.expect(der::context(0))?.reader().expect(der::SEQUENCE)?;
        let mut message = Self {
            offset: element.offset,
            raw: element.raw,
            content_type,
            inner_type: None,
            algorithms: Vec::new(),
            capabilities: Vec::new(),
            certificates: Vec::new(),
            crls: Vec::new(),
            signers: 0,
            recipients: 0,
            oddities: Vec::new(),
        };
        let version = content.reader().integer()?.to_u64();
        if version.is_none_or(|version| version > 9) {
            return Err(content.error(DerErrorKind::Shape("version of a message")));
        }
        if let Err(error) = message.take_content(grammar, &content) {
            message.oddities.push(error);
        }
        Ok(message)
    }

    fn take_content(&mut self, grammar: Grammar, content: &Element<'a>) -> Result<()> {
        let mut body = content.reader();
        body.integer()?;
        match grammar {
            Grammar::Signed => self.take_signed(body),
            Grammar::Enveloped => self.take_enveloped(body),
            Grammar::Encrypted => self.take_encrypted_content(&mut body),
            Grammar::Authenticated => self.take_authenticated(body),
            Grammar::Digested => {
                self.take(Role::Digest, &mut body)?;
                self.take_inner_type(&mut body)
            }
            Grammar::Compressed => {
                self.take(Role::Compression, &mut body)?;
                self.take_inner_type(&mut body)
            }
        }
    }

    /// digestAlgorithms, encapContentInfo, certificates, crls, signerInfos.
    fn take_signed(&mut self, mut body: Reader<'a>) -> Result<()> {
        let digests = body.expect(der::SET)?;
        for digest in entries(&digests) {
            self.name(Role::Digest, AlgorithmIdentifier::from_element(&digest?)?);
        }
        self.take_inner_type(&mut body)?;
        if let Some(certificates) = body.optional(der::context(0))? {
            self.take_certificates(&certificates);
        }
        if let Some(crls) = body.optional(der::context(1))? {
            let lists = entries(&crls).filter_map(|entry| entry.ok());
            self.crls.extend(
                lists.filter_map(|list| CertificateList::read(&mut Reader::over(&list)).ok()),
            );
        }
        let signers = body.expect(der::SET)?;
        for signer in entries(&signers) {
            self.take_signer(signer?.expect(der::SEQUENCE)?.reader())?;
        }
        body.finish()
    }

    fn take_certificates(&mut self, certificates: &Element<'a>) {
        for entry in entries(certificates) {
            let certificate = entry.and_then(|entry| match entry.tag {
                der::SEQUENCE => Certificate::read(&mut Reader::over(&entry)).map(Some),
                // Attribute certificates and other forms have tags of their own.
                _ => Ok(None),
            });
            match certificate {
                Ok(certificate) => self.certificates.extend(certificate),
                Err(error) => self.oddities.push(error),
            }
        }
    }

    /// version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature.
    fn take_signer(&mut self, mut signer: Reader<'a>) -> Result<()> {
        signer.integer()?;
        signer.element()?;
        self.take(Role::Digest, &mut signer)?;
        if let Some(attributes) = signer.optional(der::context(0))? {
            self.take_capabilities(&attributes);
        }
        self.take(Role::Signature, &mut signer)?;
        signer.expect(der::OCTET_STRING)?;
        self.signers += 1;
        Ok(())
    }

    fn take_capabilities(&mut self, attributes: &Element<'a>) {
        for attribute in entries(attributes).flatten() {
            let mut attribute = attribute.reader();
            if attribute.oid().is_ok_and(|oid| oid.value() == CAPABILITIES) {
                let values = attribute.expect(der::SET).and_then(|set| set.reader().sequence());
                for capability in values.into_iter().flatten().take(MAX_ENTRIES) {
                    if let Ok(algorithm) = AlgorithmIdentifier::from_element(&capability) {
                        self.add_capability(algorithm.oid);
                    }
                }
            }
        }
    }

    fn add_capability(&mut self, oid: Oid<'a>) {
        if self.capabilities.len() < MAX_ENTRIES && !self.capabilities.contains(&oid) {
            self.capabilities.push(oid);
        }
    }

    /// [0] originatorInfo, recipientInfos, encryptedContentInfo.
    fn take_enveloped(&mut self, mut body: Reader<'a>) -> Result<()> {
        if let Some(originator) = body.optional(der::context(0))?
            && let Some(certificates) = originator.reader().optional(der::context(0))?
        {
            self.take_certificates(&certificates);
        }
        let recipients = body.expect(der::SET)?;
        for recipient in entries(&recipients) {
            self.take_recipient(&recipient?)?;
        }
        // signedAndEnvelopedData has its digest algorithms here.
        if let Some(digests) = body.optional(der::SET)? {
            for digest in entries(&digests) {
                self.name(Role::Digest, AlgorithmIdentifier::from_element(&digest?)?);
            }
        }
        self.take_encrypted_content(&mut body)
    }

    /// [0] originatorInfo, recipientInfos, macAlgorithm, [1] digestAlgorithm, encapContentInfo.
    fn take_authenticated(&mut self, mut body: Reader<'a>) -> Result<()> {
        body.optional(der::context(0))?;
        let recipients = body.expect(der::SET)?;
        for recipient in entries(&recipients) {
            self.take_recipient(&recipient?)?;
        }
        self.take(Role::Mac, &mut body)?;
        if let Some(digest) = body.optional(der::context(1))? {
            self.name(Role::Digest, AlgorithmIdentifier::from_element(&digest)?);
        }
        self.take_inner_type(&mut body)
    }

    fn take_recipient(&mut self, recipient: &Element<'a>) -> Result<()> {
        let mut inside = recipient.reader();
        match recipient.tag & 0x1f {
            // keyAgreeRecipientInfo: version, [0] originator, [1] ukm, algorithm.
            1 if recipient.tag != der::SET => {
                inside.integer()?;
                inside.expect(der::context(0))?;
                inside.optional(der::context(1))?;
                let agreement = self.take(Role::KeyManagement, &mut inside)?;
                let wrap =
                    agreement.parameters.map(|wrap| AlgorithmIdentifier::from_element(&wrap));
                if let Some(Ok(wrap)) = wrap {
                    self.name(Role::KeyWrap, wrap);
                }
            }
            // passwordRecipientInfo: version, [0] derivation, algorithm.
            3 => {
                inside.integer()?;
                if let Some(kdf) = inside.optional(der::context(0))? {
                    self.name(Role::KeyDerivation, AlgorithmIdentifier::from_element(&kdf)?);
                }
                self.take(Role::KeyWrap, &mut inside)?;
            }
            4 => self.take_other_recipient(inside)?,
            // keyTransRecipientInfo and kekRecipientInfo: version, identifier, algorithm.
            number => {
                inside.integer()?;
                inside.element()?;
                let role = if number == 2 { Role::KeyWrap } else { Role::KeyManagement };
                self.take(role, &mut inside)?;
            }
        }
        self.recipients += 1;
        Ok(())
    }

    /// KEMRecipientInfo (RFC 9629): version, rid, kem, kemct, kdf, kekLength, [0] ukm, wrap.
    fn take_other_recipient(&mut self, mut inside: Reader<'a>) -> Result<()> {
        if inside.oid()?.value() != KEM_RECIPIENT {
            return Ok(());
        }
        let mut kem = inside.sequence()?;
        kem.integer()?;
        kem.element()?;
        self.take(Role::Encapsulation, &mut kem)?;
        kem.expect(der::OCTET_STRING)?;
        self.take(Role::KeyDerivation, &mut kem)?;
        kem.integer()?;
        kem.optional(der::context(0))?;
        self.take(Role::KeyWrap, &mut kem)?;
        Ok(())
    }

    /// contentType, contentEncryptionAlgorithm, [0] encryptedContent.
    fn take_encrypted_content(&mut self, body: &mut Reader<'a>) -> Result<()> {
        let mut content = body.sequence()?;
        self.inner_type = Some(content.oid()?);
        self.take(Role::ContentEncryption, &mut content)?;
        Ok(())
    }

    fn take_inner_type(&mut self, body: &mut Reader<'a>) -> Result<()> {
        self.inner_type = Some(body.sequence()?.oid()?);
        Ok(())
    }

    fn take(&mut self, role: Role, reader: &mut Reader<'a>) -> Result<AlgorithmIdentifier<'a>> {
        let algorithm = AlgorithmIdentifier::read(reader)?;
        self.name(role, algorithm);
        Ok(algorithm)
    }

    fn name(&mut self, role: Role, algorithm: AlgorithmIdentifier<'a>) {
        let named = NamedAlgorithm { role, algorithm };
        let same = |known: &NamedAlgorithm<'_>| {
            let parameters = known.algorithm.parameters.map(|element| element.raw);
            known.role == role
                && known.algorithm.oid == algorithm.oid
                && parameters == algorithm.parameters.map(|element| element.raw)
        };
        if self.algorithms.len() < MAX_ENTRIES && !self.algorithms.iter().any(same) {
            self.algorithms.push(named);
        }
    }

    /// The password scheme of the content encryption, when it is one.
    pub fn password_scheme(&self) -> Option<PasswordScheme<'a>> {
        let algorithms = self.algorithms.iter().map(|named| &named.algorithm);
        let scheme = algorithms.filter(|algorithm| PasswordScheme::is_scheme(algorithm.oid));
        scheme.filter_map(|algorithm| PasswordScheme::of(algorithm).ok()).next()
    }
}

/// The elements of a list; after the first malformed one there are none.
fn entries<'a>(list: &Element<'a>) -> impl Iterator<Item = Result<Element<'a>>> + use<'a> {
    let mut reader = list.reader();
    let mut count = 0;
    std::iter::from_fn(move || {
        if reader.is_empty() || count > MAX_ENTRIES {
            return None;
        }
        count += 1;
        if count > MAX_ENTRIES {
            return Some(Err(reader.error(DerErrorKind::Shape("more entries than are read"))));
        }
        let entry = reader.element();
        if entry.is_err() {
            count = usize::MAX;
        }
        Some(entry)
    })
}
