//! Owns password-based encryption and integrity as PKCS #5 and PKCS #12 write them down:
//! which scheme, which derivation, how many iterations. It derives and decrypts nothing.

use crate::der::{self, DerErrorKind, Oid, Reader, Result};
use crate::spki::AlgorithmIdentifier;

/// id-PBES2.
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
/// id-PBMAC1.
const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0e];
/// id-PBKDF2.
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
/// id-scrypt (RFC 7914).
const SCRYPT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];
/// PBES1 (PKCS #5) and the schemes of PKCS #12.
const ROOTS: [&[u8]; 2] = [
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01],
];

/// A password-based scheme with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordScheme<'a> {
    /// The scheme: PBES2, PBMAC1, or one that names derivation and cipher at once.
    pub scheme: Oid<'a>,
    /// The derivation function, where it is named apart.
    pub kdf: Option<Oid<'a>>,
    /// The pseudorandom function, when it is not the default HMAC-SHA-1.
    pub prf: Option<Oid<'a>>,
    /// Whether the derivation takes a pseudorandom function (PBKDF2).
    pub takes_prf: bool,
    /// The cipher, or the MAC of PBMAC1.
    pub cipher: Option<Oid<'a>>,
    /// The iteration count, when the derivation has one.
    pub iterations: Option<u64>,
    /// Bytes of salt.
    pub salt_bytes: Option<usize>,
    /// Cost, block size and parallelism of scrypt.
    pub scrypt: Option<[u64; 3]>,
}

impl<'a> PasswordScheme<'a> {
    /// Whether the identifier is one of a password-based scheme.
    pub fn is_scheme(oid: Oid<'_>) -> bool {
        ROOTS.iter().any(|root| oid.starts_with(root))
    }

    /// Reads what `algorithm` says.
    pub fn of(algorithm: &AlgorithmIdentifier<'a>) -> Result<Self> {
        let mut scheme = Self {
            scheme: algorithm.oid,
            kdf: None,
            prf: None,
            takes_prf: false,
            cipher: None,
            iterations: None,
            salt_bytes: None,
            scrypt: None,
        };
        let Some(mut parameters) = algorithm.parameter_sequence() else { return Ok(scheme) };
        if [PBES2, PBMAC1].contains(&algorithm.oid.value()) {
            let kdf = AlgorithmIdentifier::read(&mut parameters)?;
            scheme.cipher = Some(AlgorithmIdentifier::read(&mut parameters)?.oid);
            scheme.kdf = Some(kdf.oid);
            scheme.take_derivation(&kdf)?;
        } else {
            scheme.salt_bytes = Some(parameters.expect(der::OCTET_STRING)?.value.len());
            scheme.iterations = parameters.integer()?.to_u64();
        }
        Ok(scheme)
    }

    fn take_derivation(&mut self, kdf: &AlgorithmIdentifier<'a>) -> Result<()> {
        let Some(mut parameters) = kdf.parameter_sequence() else { return Ok(()) };
        match kdf.oid.value() {
            PBKDF2 => {
                self.takes_prf = true;
                self.salt_bytes = Some(parameters.element()?.value.len());
                self.iterations = parameters.integer()?.to_u64();
                parameters.optional(der::INTEGER)?;
                if !parameters.is_empty() {
                    self.prf = Some(AlgorithmIdentifier::read(&mut parameters)?.oid);
                }
            }
            SCRYPT => {
                let salt = parameters.expect(der::OCTET_STRING)?;
                self.salt_bytes = Some(salt.value.len());
                let mut cost = || -> Result<u64> {
                    let number = parameters.integer()?.to_u64();
                    number.ok_or(salt.error(DerErrorKind::BadInteger))
                };
                self.scrypt = Some([cost()?, cost()?, cost()?]);
            }
            _ => {}
        }
        Ok(())
    }
}

/// How a PKCS #12 file protects its integrity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mac<'a> {
    /// The hash, or PBMAC1.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The scheme of PBMAC1 (RFC 9579).
    pub scheme: Option<PasswordScheme<'a>>,
    /// Iterations of the derivation of PKCS #12; 1 when none are written.
    pub iterations: u64,
    /// Bytes of salt.
    pub salt_bytes: usize,
}

impl<'a> Mac<'a> {
    /// Reads the next element as the MacData of PKCS #12.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let mut inside = reader.sequence()?;
        let mut digest = inside.sequence()?;
        let algorithm = AlgorithmIdentifier::read(&mut digest)?;
        digest.expect(der::OCTET_STRING)?;
        let salt_bytes = inside.expect(der::OCTET_STRING)?.value.len();
        let written = inside.optional(der::INTEGER)?;
        let written = written.and_then(|count| count.integer().ok()?.to_u64());
        let pbmac1 = algorithm.oid.value() == PBMAC1;
        let scheme = pbmac1.then(|| PasswordScheme::of(&algorithm)).transpose()?;
        let own = scheme.and_then(|scheme| scheme.iterations);
        let iterations = own.or(written).unwrap_or(1);
        Ok(Self { algorithm, scheme, iterations, salt_bytes })
    }
}
