//! Owns PKCS #12 (RFC 7292): its integrity, and what its safes show outside encryption.

use crate::der::{self, DerError, DerErrorKind, Element, Reader, Result};
use crate::pbe::{Mac, PasswordScheme};
use crate::pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};
use crate::spki::AlgorithmIdentifier;
use crate::x509::certificate::Certificate;

/// data of PKCS #7.
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// signedData of PKCS #7: integrity by a public key.
const SIGNED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// encryptedData of PKCS #7.
const ENCRYPTED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
/// Root of the bag types.
const BAGS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];
/// x509Certificate.
const X509_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];

/// Safes and bags read of one file.
const MAX_BAGS: usize = 4096;
/// Nesting of safeContents bags; nobody writes more than one.
const MAX_NESTING: usize = 4;

/// A PKCS #12 file.
#[derive(Clone, Debug)]
pub struct Pfx<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// The whole structure.
    pub raw: &'a [u8],
    /// How its integrity is protected, when a password does it.
    pub mac: Option<Mac<'a>>,
    /// Whether a signature protects its integrity.
    pub is_signed: bool,
    /// The schemes of its encrypted safes, in their order.
    pub encrypted_safes: Vec<PasswordScheme<'a>>,
    /// Private keys, each encrypted on its own.
    pub encrypted_keys: Vec<EncryptedPrivateKeyInfo<'a>>,
    /// Private keys that nothing protects.
    pub keys: Vec<PrivateKeyInfo<'a>>,
    /// Certificates outside encryption.
    pub certificates: Vec<Certificate<'a>>,
    /// How many bags hold other things: lists, secrets.
    pub other_bags: usize,
    /// What is malformed without hiding the rest.
    pub oddities: Vec<DerError>,
}

impl<'a> Pfx<'a> {
    /// Reads the next element as PFX.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        if inside.integer()?.to_u64() != Some(3) {
            return Err(element.error(DerErrorKind::Shape("version of PKCS #12")));
        }
        let mut safe = inside.sequence()?;
        let content_type = safe.oid()?;
        let content = safe.expect(der::context(0))?;
        let mac = if inside.is_empty() { None } else { Some(Mac::read(&mut inside)?) };
        let mut pfx = Self {
            offset: element.offset,
            raw: element.raw,
            mac,
            is_signed: content_type.value() == SIGNED,
            encrypted_safes: Vec::new(),
            encrypted_keys: Vec::new(),
            keys: Vec::new(),
            certificates: Vec::new(),
            other_bags: 0,
            oddities: Vec::new(),
        };
        let safes = match content_type.value() {
            DATA => content.reader().expect(der::OCTET_STRING)?,
            SIGNED => signed_content(&content)?,
            _ => return Err(element.error(DerErrorKind::Shape("content of PKCS #12"))),
        };
        if let Err(error) = pfx.take_safes(&safes) {
            pfx.oddities.push(error);
        }
        Ok(pfx)
    }

    /// AuthenticatedSafe: a list of ContentInfo.
    fn take_safes(&mut self, safes: &Element<'a>) -> Result<()> {
        let mut list = safes.reader().sequence()?;
        let mut count = 0;
        while !list.is_empty() && count < MAX_BAGS {
            count += 1;
            let mut safe = list.sequence()?;
            let content_type = safe.oid()?;
            let content = safe.expect(der::context(0))?;
            match content_type.value() {
                DATA => self.take_contents(content.reader().expect(der::OCTET_STRING)?.reader())?,
                ENCRYPTED => self.encrypted_safes.push(encryption(&content)?),
                _ => self.other_bags += 1,
            }
        }
        Ok(())
    }

    /// SafeContents, and those nested in it, without recursion.
    fn take_contents(&mut self, mut contents: Reader<'a>) -> Result<()> {
        let mut open = vec![contents.sequence()?];
        let mut count = 0;
        while let Some(list) = open.last_mut() {
            if list.is_empty() || count >= MAX_BAGS {
                open.pop();
                continue;
            }
            count += 1;
            let mut bag = list.sequence()?;
            let bag_type = bag.oid()?;
            let value = bag.expect(der::context(0))?;
            match bag_type.value().strip_prefix(BAGS) {
                Some([6]) if open.len() < MAX_NESTING => open.push(value.reader().sequence()?),
                Some([kind]) => self.take_bag(*kind, value.reader())?,
                _ => self.other_bags += 1,
            }
        }
        Ok(())
    }

    fn take_bag(&mut self, kind: u8, mut value: Reader<'a>) -> Result<()> {
        match kind {
            1 => self.keys.push(PrivateKeyInfo::read(&mut value)?),
            2 => self.encrypted_keys.push(EncryptedPrivateKeyInfo::read(&mut value)?),
            3 => self.take_certificate(value)?,
            _ => self.other_bags += 1,
        }
        Ok(())
    }

    fn take_certificate(&mut self, mut value: Reader<'a>) -> Result<()> {
        let mut bag = value.sequence()?;
        if bag.oid()?.value() != X509_CERTIFICATE {
            self.other_bags += 1;
            return Ok(());
        }
        let content = bag.expect(der::context(0))?.reader().expect(der::OCTET_STRING)?;
        self.certificates.push(Certificate::read(&mut content.reader())?);
        Ok(())
    }
}

/// The encapsulated content of the SignedData that protects a file by a signature.
fn signed_content<'a>(content: &Element<'a>) -> Result<Element<'a>> {
    let mut signed = content.reader().sequence()?;
    signed.integer()?;
    signed.expect(der::SET)?;
    let mut inner = signed.sequence()?;
    inner.oid()?;
    inner.expect(der::context(0))?.reader().expect(der::OCTET_STRING)
}

/// The scheme of EncryptedData: version, (type, algorithm, content).
fn encryption<'a>(content: &Element<'a>) -> Result<PasswordScheme<'a>> {
    let mut data = content.reader().sequence()?;
    data.integer()?;
    let mut inner = data.sequence()?;
    inner.oid()?;
    PasswordScheme::of(&AlgorithmIdentifier::read(&mut inner)?)
}
