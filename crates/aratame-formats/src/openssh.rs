//! Owns the key formats of SSH: public key blobs (RFC 4253, 5656, 8709), certificates
//! (PROTOCOL.certkeys), the private key containers of OpenSSH, SSH-1 and ssh.com.
//! Lists of keys in text (`authorized_keys`, `known_hosts`, …) are [`key_list`]'s.

pub mod key_list;

use crate::base64_text::{self, Between};
use crate::cursor::{Cursor, bit_length};
use crate::malformed::Malformed;

/// Longest key type name (RFC 4251, section 6).
const MAX_NAME_BYTES: usize = 64;
/// Fields of an unknown key type; the known ones have at most five.
const MAX_UNKNOWN_FIELDS: usize = 16;
/// Certificates of one RFC 6187 chain that are looked at.
const MAX_CHAIN: u32 = 16;
/// Principals of one certificate that are counted; OpenSSH itself allows 256.
const MAX_PRINCIPALS: usize = 1024;
/// Public keys of one private key file; OpenSSH writes exactly one.
const MAX_KEYS: u32 = 16;
/// Decoded size of a private key file: an XMSS key with its state stays far below.
const MAX_PRIVATE_BYTES: usize = 1 << 20;
/// Bytes that are decoded first: most keys fit, and what is none mostly fails in them.
const FIRST_BYTES: usize = 4096;

/// Suffix of the type names of OpenSSH certificates.
const CERTIFICATE_SUFFIX: &str = "-cert-v01@openssh.com";
/// First bytes of a decoded OpenSSH private key.
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";
/// First bytes of an SSH-1 private key file.
const SSH1_MAGIC: &[u8] = b"SSH PRIVATE KEY FILE FORMAT 1.1\n\0";
/// First bytes of a decoded ssh.com private key.
const SSHCOM_MAGIC: u32 = 0x3f6f_f9eb;

/// A public key, or the certificate of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The type name of the blob, such as `ssh-rsa` or `ssh-ed25519-cert-v01@openssh.com`.
    pub name: String,
    /// The type name of the bare key: that of the blob without the certificate.
    pub key_name: String,
    /// What the key is made of.
    pub parts: KeyParts,
    /// The bare key as SSH hashes it for its fingerprint.
    pub key_blob: Vec<u8>,
    /// Whether the type names a FIDO application: the private half is in a security key.
    pub security_key: bool,
    /// What signed it, when the blob is a certificate.
    pub certificate: Option<Box<Certificate>>,
}

/// The fields of a bare key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyParts {
    /// `ssh-rsa`: big-endian numbers.
    Rsa {
        /// Public exponent.
        exponent: Vec<u8>,
        /// Modulus.
        modulus: Vec<u8>,
    },
    /// `ssh-dss`: big-endian numbers.
    Dsa {
        /// Prime modulus.
        p: Vec<u8>,
        /// Subgroup order.
        q: Vec<u8>,
        /// Generator.
        g: Vec<u8>,
        /// Public value.
        y: Vec<u8>,
    },
    /// `ecdsa-sha2-*`.
    Ecdsa {
        /// Curve identifier, such as `nistp256` or a dotted OID.
        curve: String,
        /// Encoded point.
        point: Vec<u8>,
    },
    /// A type whose key is one string of octets: Ed25519, Ed448, composites.
    Octets(Vec<u8>),
    /// `x509v3-*` (RFC 6187): the certificate of the key itself.
    X509(Vec<u8>),
    /// A type that is not known: the lengths of its fields.
    Unknown(Vec<usize>),
}

impl KeyParts {
    /// Bits of the modulus (RSA) or of the prime (DSA).
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { modulus, .. } => Some(bit_length(modulus)),
            Self::Dsa { p, .. } => Some(bit_length(p)),
            _ => None,
        }
    }
}

/// What a certificate says beside the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The whole blob.
    pub blob: Vec<u8>,
    /// Serial number given by the authority.
    pub serial: u64,
    /// 1 for a user, 2 for a host.
    pub kind: u32,
    /// How many principals it names; 0 is any.
    pub principals: usize,
    /// Seconds since 1970.
    pub valid_after: u64,
    /// Seconds since 1970; the largest number is for ever.
    pub valid_before: u64,
    /// The key of the authority.
    pub signature_key: PublicKey,
    /// Name of the signature algorithm, such as `rsa-sha2-512`.
    pub signature_name: String,
}

/// A private key container; the private half is never read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    /// Which container it is.
    pub format: PrivateKeyFormat,
    /// Cipher name as written; `none` when it is not encrypted.
    pub cipher: String,
    /// Key derivation name as written; `none` when it is not encrypted.
    pub kdf: String,
    /// Rounds of `bcrypt`.
    pub rounds: Option<u32>,
    /// The public halves. ssh.com does not keep one outside the encryption.
    pub keys: Vec<PublicKey>,
    /// Type name of an ssh.com key.
    pub type_name: Option<String>,
}

/// Which private key container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateKeyFormat {
    /// `openssh-key-v1`.
    OpenSsh,
    /// `SSH PRIVATE KEY FILE FORMAT 1.1`, RSA of protocol 1.
    Ssh1,
    /// `SSH2 ENCRYPTED PRIVATE KEY` of ssh.com.
    SshCom,
}

impl PrivateKey {
    /// Whether a passphrase protects it.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.cipher != "none"
    }
}

/// Reads a public key or certificate blob, which must be used up whole.
///
/// # Errors
/// When a field is missing, too long or left over.
pub fn public_key(blob: &[u8]) -> Result<PublicKey, Malformed> {
    let mut cursor = Cursor::new(blob);
    let name = name(&mut cursor)?;
    match name.strip_suffix(CERTIFICATE_SUFFIX) {
        Some(base) => certificate(base, &name, blob, cursor),
        None => bare_key(name, blob, cursor),
    }
}

fn bare_key(name: String, blob: &[u8], mut cursor: Cursor<'_>) -> Result<PublicKey, Malformed> {
    let parts = known_parts(&name, &mut cursor)
        .unwrap_or_else(|| unknown_parts(&mut cursor).map(KeyParts::Unknown))?;
    cursor.finish()?;
    let security_key = is_security_key(&name);
    let key_name = name.clone();
    Ok(PublicKey {
        name,
        key_name,
        parts,
        key_blob: blob.to_vec(),
        security_key,
        certificate: None,
    })
}

fn certificate(
    base: &str,
    name: &str,
    blob: &[u8],
    mut cursor: Cursor<'_>,
) -> Result<PublicKey, Malformed> {
    let key_name = bare_name(base);
    cursor.field32()?; // the nonce
    let key_start = cursor.rest();
    let before = cursor.at();
    let parts = match known_parts(&key_name, &mut cursor) {
        Some(parts) => parts?,
        None => KeyParts::Octets(nonempty(&mut cursor)?.to_vec()),
    };
    let fields = key_start.get(..cursor.at() - before).unwrap_or_default();
    let certificate = certified(blob, &mut cursor)?;
    cursor.finish()?;
    Ok(PublicKey {
        name: name.to_owned(),
        key_blob: blob_of(&key_name, fields),
        security_key: is_security_key(&key_name),
        key_name,
        parts,
        certificate: Some(Box::new(certificate)),
    })
}

/// What follows the key in a certificate, in the order of PROTOCOL.certkeys.
fn certified(blob: &[u8], cursor: &mut Cursor<'_>) -> Result<Certificate, Malformed> {
    let serial = cursor.u64()?;
    let kind = cursor.u32()?;
    cursor.field32()?; // the key id: a name of a person or host
    let principals = strings(cursor.field32()?)?;
    let (valid_after, valid_before) = (cursor.u64()?, cursor.u64()?);
    cursor.field32()?; // critical options
    cursor.field32()?; // extensions
    cursor.field32()?; // reserved
    let signature_key = authority(cursor.field32()?)?;
    let signature_name = name(&mut Cursor::new(cursor.field32()?))?;
    Ok(Certificate {
        blob: blob.to_vec(),
        serial,
        kind,
        principals,
        valid_after,
        valid_before,
        signature_key,
        signature_name,
    })
}

/// The key of an authority; a certificate is not one, so there is no recursion.
fn authority(blob: &[u8]) -> Result<PublicKey, Malformed> {
    let mut cursor = Cursor::new(blob);
    let name = name(&mut cursor)?;
    bare_key(name, blob, cursor)
}

/// Number of strings that fill `bytes`.
fn strings(bytes: &[u8]) -> Result<usize, Malformed> {
    let mut cursor = Cursor::new(bytes);
    let mut count = 0;
    while !cursor.is_empty() && count < MAX_PRINCIPALS {
        cursor.field32()?;
        count += 1;
    }
    Ok(count)
}

/// The parts of a type whose layout is known; `None` for any other name.
fn known_parts(name: &str, cursor: &mut Cursor<'_>) -> Option<Result<KeyParts, Malformed>> {
    Some(match name {
        "ssh-rsa" => rsa(cursor),
        "ssh-dss" => dsa(cursor),
        "ssh-ed25519" => octets(cursor, 32),
        "ssh-ed448" => octets(cursor, 57),
        "sk-ssh-ed25519@openssh.com" => octets(cursor, 32).and_then(|key| application(cursor, key)),
        "sk-ecdsa-sha2-nistp256@openssh.com" => {
            ecdsa(cursor).and_then(|key| application(cursor, key))
        }
        "ssh-mldsa44-ed25519@openssh.com" => octets(cursor, 1312 + 32),
        _ if name.starts_with("ecdsa-sha2-") => ecdsa(cursor),
        _ if name.starts_with("x509v3-") => x509(cursor),
        _ => return None,
    })
}

fn rsa(cursor: &mut Cursor<'_>) -> Result<KeyParts, Malformed> {
    Ok(KeyParts::Rsa { exponent: positive(cursor)?, modulus: positive(cursor)? })
}

fn dsa(cursor: &mut Cursor<'_>) -> Result<KeyParts, Malformed> {
    Ok(KeyParts::Dsa {
        p: positive(cursor)?,
        q: positive(cursor)?,
        g: positive(cursor)?,
        y: positive(cursor)?,
    })
}

fn ecdsa(cursor: &mut Cursor<'_>) -> Result<KeyParts, Malformed> {
    let curve = name(cursor)?;
    let point = cursor.field32()?;
    match point {
        [4, coordinates @ ..] if !coordinates.is_empty() && coordinates.len() % 2 == 0 => {}
        [2 | 3, _, ..] => {}
        _ => return Err(cursor.error("a point of a curve")),
    }
    Ok(KeyParts::Ecdsa { curve, point: point.to_vec() })
}

fn octets(cursor: &mut Cursor<'_>, length: usize) -> Result<KeyParts, Malformed> {
    let key = cursor.field32()?;
    if key.len() != length {
        return Err(cursor.error("a key of the size of its type"));
    }
    Ok(KeyParts::Octets(key.to_vec()))
}

fn application(cursor: &mut Cursor<'_>, key: KeyParts) -> Result<KeyParts, Malformed> {
    cursor.field32()?;
    Ok(key)
}

fn x509(cursor: &mut Cursor<'_>) -> Result<KeyParts, Malformed> {
    let chain = cursor.u32()?;
    if chain == 0 || chain > MAX_CHAIN {
        return Err(cursor.error("a chain of certificates"));
    }
    let own = nonempty(cursor)?.to_vec();
    for _ in 1..chain {
        cursor.field32()?;
    }
    for _ in 0..cursor.u32()?.min(MAX_CHAIN) {
        cursor.field32()?; // an OCSP response
    }
    Ok(KeyParts::X509(own))
}

fn unknown_parts(cursor: &mut Cursor<'_>) -> Result<Vec<usize>, Malformed> {
    let mut lengths = vec![nonempty(cursor)?.len()];
    while !cursor.is_empty() && lengths.len() < MAX_UNKNOWN_FIELDS {
        lengths.push(cursor.field32()?.len());
    }
    Ok(lengths)
}

fn nonempty<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Malformed> {
    let field = cursor.field32()?;
    if field.is_empty() { Err(cursor.error("a field that is not empty")) } else { Ok(field) }
}

/// An `mpint` greater than zero, without its sign octet.
fn positive(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Malformed> {
    let number = cursor.field32()?;
    match number {
        [0, rest @ ..] if !rest.is_empty() => Ok(rest.to_vec()),
        [1..=0x7f, ..] => Ok(number.to_vec()),
        _ => Err(cursor.error("a positive number")),
    }
}

/// A longer name is not read to its end: what is no key fails here, soon.
fn name(cursor: &mut Cursor<'_>) -> Result<String, Malformed> {
    let length = usize::try_from(cursor.u32()?).unwrap_or(usize::MAX);
    if length == 0 || length > MAX_NAME_BYTES {
        return Err(cursor.error("a name"));
    }
    let bytes = cursor.take(length)?;
    let plausible = bytes.iter().all(|byte| byte.is_ascii_graphic() && *byte != b',');
    match std::str::from_utf8(bytes) {
        Ok(text) if plausible => Ok(text.to_owned()),
        _ => Err(cursor.error("a name")),
    }
}

/// The type of the key inside a certificate type without its suffix: types that the RFCs name have
/// no domain, the others are OpenSSH's.
fn bare_name(base: &str) -> String {
    let named_by_rfc = matches!(base, "ssh-rsa" | "ssh-dss" | "ssh-ed25519" | "ssh-ed448")
        || base.starts_with("ecdsa-sha2-");
    if named_by_rfc { base.to_owned() } else { format!("{base}@openssh.com") }
}

fn is_security_key(name: &str) -> bool {
    name.starts_with("sk-") || name.starts_with("webauthn-sk-")
}

fn blob_of(name: &str, fields: &[u8]) -> Vec<u8> {
    let length = u32::try_from(name.len()).unwrap_or(0).to_be_bytes();
    [&length, name.as_bytes(), fields].concat()
}

/// Reads a decoded `openssh-key-v1` container up to its private section.
///
/// # Errors
/// When a field is missing, or the private section is cut short.
pub fn openssh_private_key(bytes: &[u8]) -> Result<PrivateKey, Malformed> {
    let mut cursor = Cursor::new(bytes);
    if cursor.take(OPENSSH_MAGIC.len())? != OPENSSH_MAGIC {
        return Err(Malformed { offset: 0, expected: "openssh-key-v1" });
    }
    let (cipher, kdf) = (name(&mut cursor)?, name(&mut cursor)?);
    let rounds = bcrypt_rounds(&kdf, cursor.field32()?)?;
    let count = cursor.u32()?;
    if count == 0 || count > MAX_KEYS {
        return Err(cursor.error("a number of keys"));
    }
    let mut keys = Vec::new();
    for _ in 0..count {
        keys.push(public_key(cursor.field32()?)?);
    }
    nonempty(&mut cursor)?;
    Ok(PrivateKey { format: PrivateKeyFormat::OpenSsh, cipher, kdf, rounds, keys, type_name: None })
}

fn bcrypt_rounds(kdf: &str, options: &[u8]) -> Result<Option<u32>, Malformed> {
    if kdf != "bcrypt" {
        return Ok(None);
    }
    let mut cursor = Cursor::new(options);
    cursor.field32()?; // the salt
    cursor.u32().map(Some)
}

/// Reads the base64 of an `openssh-key-v1` container at the start of `text`; line ends may be
/// written as `\n`. Returns the key and the length of the text.
///
/// # Errors
/// As [`openssh_private_key`].
pub fn openssh_private_key_text(text: &[u8]) -> Result<(PrivateKey, usize), Malformed> {
    let mut size = FIRST_BYTES;
    loop {
        let run = base64_text::decode_run(text, Between::WhiteSpace, size);
        match openssh_private_key(&run.decoded) {
            Err(error) if error.is_truncation() && size < MAX_PRIVATE_BYTES => size *= 16,
            Err(error) => return Err(error),
            Ok(key) => {
                let whole = base64_text::decode_run(text, Between::WhiteSpace, MAX_PRIVATE_BYTES);
                return Ok((key, whole.consumed));
            }
        }
    }
}

/// Reads an SSH-1 private key file up to its private section.
///
/// # Errors
/// When it is not one, or a number does not have the size that is written before it.
pub fn ssh1_private_key(bytes: &[u8]) -> Result<PrivateKey, Malformed> {
    let mut cursor = Cursor::new(bytes);
    if cursor.take(SSH1_MAGIC.len())? != SSH1_MAGIC {
        return Err(Malformed { offset: 0, expected: "an SSH-1 private key" });
    }
    let cipher = ssh1_cipher(cursor.u8()?).ok_or_else(|| cursor.error("an SSH-1 cipher"))?;
    cursor.u32()?; // reserved
    let bits = cursor.u32()?;
    let (modulus, exponent) = (ssh1_number(&mut cursor)?, ssh1_number(&mut cursor)?);
    if bit_length(&modulus) != usize::try_from(bits).unwrap_or(0) {
        return Err(cursor.error("a modulus of the size that is written before it"));
    }
    cursor.field32()?; // the comment
    let kdf = if cipher == "none" { "none" } else { "md5" };
    Ok(PrivateKey {
        format: PrivateKeyFormat::Ssh1,
        cipher: cipher.to_owned(),
        kdf: kdf.to_owned(),
        rounds: None,
        keys: vec![rsa1(exponent, modulus)],
        type_name: None,
    })
}

/// A protocol-1 key under the name that PuTTY and OpenSSH print for it.
fn rsa1(exponent: Vec<u8>, modulus: Vec<u8>) -> PublicKey {
    let key_blob = [modulus.as_slice(), exponent.as_slice()].concat(); // what its MD5 is taken of
    PublicKey {
        name: "rsa1".to_owned(),
        key_name: "rsa1".to_owned(),
        parts: KeyParts::Rsa { exponent, modulus },
        key_blob,
        security_key: false,
        certificate: None,
    }
}

fn ssh1_cipher(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "none",
        1 => "idea-cfb",
        2 => "des-cbc",
        3 => "3des-cbc",
        5 => "arcfour",
        6 => "blowfish-cbc",
        _ => return None,
    })
}

/// A number preceded by its length in bits.
fn ssh1_number(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Malformed> {
    let bits = usize::from(cursor.u16()?);
    let number = cursor.take(bits.div_ceil(8))?;
    if bits == 0 || bit_length(number) != bits {
        return Err(cursor.error("a number of the size that is written before it"));
    }
    Ok(number.to_vec())
}

/// Reads a decoded ssh.com private key up to its private section.
///
/// # Errors
/// When it is not one.
pub fn sshcom_private_key(bytes: &[u8]) -> Result<PrivateKey, Malformed> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u32()? != SSHCOM_MAGIC {
        return Err(Malformed { offset: 0, expected: "an ssh.com private key" });
    }
    cursor.u32()?; // the total length
    let type_name = String::from_utf8_lossy(nonempty(&mut cursor)?).into_owned();
    let cipher = name(&mut cursor)?;
    nonempty(&mut cursor)?;
    let kdf = if cipher == "none" { "none" } else { "md5" };
    Ok(PrivateKey {
        format: PrivateKeyFormat::SshCom,
        cipher,
        kdf: kdf.to_owned(),
        rounds: None,
        keys: Vec::new(),
        type_name: Some(type_name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &[u8] = include_bytes!("../../../test-vectors/scan/ssh_key/private/ed25519");
    const RSA_GCM: &[u8] = include_bytes!("../../../test-vectors/scan/ssh_key/private/rsa_gcm");
    const ECDSA: &[u8] = include_bytes!("../../../test-vectors/scan/ssh_key/private/ecdsa384_ctr");
    const CERTIFICATE: &str =
        include_str!("../../../test-vectors/scan/ssh_key/public/rsa_gcm-cert.pub");
    const DSA: &str = include_str!("../../../test-vectors/scan/ssh_key/public/dsa.pub");

    fn private(file: &[u8]) -> PrivateKey {
        let body = memchr::memmem::find(file, b"b3Blbn").unwrap();
        openssh_private_key_text(&file[body..]).unwrap().0
    }

    fn blob(line: &str) -> Vec<u8> {
        let text = line.split(' ').nth(1).unwrap();
        base64_text::decode_run(text.as_bytes(), Between::Nothing, MAX_PRIVATE_BYTES).decoded
    }

    #[test]
    fn private_keys_say_how_they_are_protected() {
        let key = private(ED25519);
        assert!(!key.is_encrypted());
        assert_eq!(
            (key.kdf.as_str(), key.rounds, key.keys[0].name.as_str()),
            ("none", None, "ssh-ed25519")
        );
        let key = private(RSA_GCM);
        assert!(key.is_encrypted());
        assert_eq!((key.cipher.as_str(), key.kdf.as_str()), ("aes256-gcm@openssh.com", "bcrypt"));
        assert_eq!((key.rounds, key.keys[0].parts.bits()), (Some(24), Some(1024)));
        let key = private(ECDSA);
        assert_eq!((key.cipher.as_str(), key.rounds), ("aes256-ctr", Some(16)));
        assert!(
            matches!(&key.keys[0].parts, KeyParts::Ecdsa { curve, point } if curve == "nistp384" && point.len() == 97)
        );
    }

    #[test]
    fn a_certificate_keeps_the_bare_key_and_its_authority() {
        let key = public_key(&blob(CERTIFICATE)).unwrap();
        let bare = include_str!("../../../test-vectors/scan/ssh_key/public/rsa_gcm.pub");
        assert_eq!(key.key_blob, blob(bare));
        assert_eq!((key.key_name.as_str(), key.parts.bits()), ("ssh-rsa", Some(1024)));
        let certificate = key.certificate.unwrap();
        assert_eq!((certificate.serial, certificate.kind, certificate.principals), (7, 1, 2));
        assert_eq!(certificate.signature_key.name, "ssh-ed25519");
        assert_eq!(certificate.signature_name, "ssh-ed25519");
        assert!(certificate.valid_after < certificate.valid_before);
    }

    #[test]
    fn dsa_has_the_bits_of_its_prime() {
        let key = public_key(&blob(DSA)).unwrap();
        assert_eq!((key.name.as_str(), key.parts.bits()), ("ssh-dss", Some(1024)));
    }

    #[test]
    fn unknown_types_keep_the_lengths_of_their_fields() {
        let key = public_key(&blob_of("ssh-new@example", &[0, 0, 0, 2, 1, 2, 0, 0, 0, 0])).unwrap();
        assert_eq!(key.parts, KeyParts::Unknown(vec![2, 0]));
        assert!(public_key(&blob_of("ssh-ed25519", &[0, 0, 0, 2, 1, 2])).is_err());
        assert!(public_key(&blob_of("ssh-new@example", &[])).is_err());
    }

    /// A protocol-1 file made by hand: 3DES, a 16-bit modulus, the exponent 3.
    fn ssh1_file() -> Vec<u8> {
        let body = [3, 0, 0, 0, 0, 0, 0, 0, 16, 0, 16, 0x80, 1, 0, 2, 3, 0, 0, 0, 1, b'c', 9, 9];
        [SSH1_MAGIC, &body].concat()
    }

    #[test]
    fn protocol_1_private_keys() {
        let key = ssh1_private_key(&ssh1_file()).unwrap();
        assert_eq!((key.cipher.as_str(), key.kdf.as_str()), ("3des-cbc", "md5"));
        assert_eq!(key.keys[0].parts.bits(), Some(16));
        let mut wrong = ssh1_file();
        wrong[SSH1_MAGIC.len() + 8] = 17;
        assert!(ssh1_private_key(&wrong).is_err());
    }

    #[test]
    fn sshcom_private_keys() {
        let fields = [
            &SSHCOM_MAGIC.to_be_bytes()[..],
            &[0; 4],
            &[0, 0, 0, 2, b'd', b'l'],
            &[0, 0, 0, 8],
            b"3des-cbc",
            &[0, 0, 0, 1, 7],
        ];
        let key = sshcom_private_key(&fields.concat()).unwrap();
        assert_eq!((key.cipher.as_str(), key.type_name.as_deref()), ("3des-cbc", Some("dl")));
    }

    #[test]
    fn every_cut_is_an_error() {
        let certificate = blob(CERTIFICATE);
        for end in 0..certificate.len() {
            assert!(public_key(&certificate[..end]).is_err());
        }
        let file = ssh1_file();
        for end in 0..file.len() - 2 {
            assert!(ssh1_private_key(&file[..end]).is_err());
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = public_key(&bytes);
            let _ = openssh_private_key(&[OPENSSH_MAGIC, &bytes].concat());
            let _ = ssh1_private_key(&[SSH1_MAGIC, &bytes].concat());
            let _ = sshcom_private_key(&[&SSHCOM_MAGIC.to_be_bytes(), &bytes[..]].concat());
        }

        #[test]
        fn a_changed_certificate_is_survived(at in 0usize..300, with: u8) {
            let mut bytes = blob(CERTIFICATE);
            bytes[at] = with;
            let _ = public_key(&bytes);
        }
    }
}
