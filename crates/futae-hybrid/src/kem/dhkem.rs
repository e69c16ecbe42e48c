//! DHKEM of RFC 9180, Section 4.1: the classical key encapsulation of HPKE, on five curves.

use alloc::{boxed::Box, vec::Vec};

use super::{DecapsulationKey, EncapsulationKey, KemAlgorithm};
use crate::{
    Error, Family, Properties, SecretBytes,
    classical::agreement::{self, Agreement, AgreementKey},
    hpke::{Kdf, kdf::Labeled},
};

/// How often a scalar is drawn before giving up. RFC 9180, Section 7.1.3.
const DRAWS: u8 = 255;

/// DHKEM on one curve.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dhkem {
    properties: Properties,
    id: u16,
    kdf: Kdf,
    secret_size: usize,
    agreement: &'static dyn Agreement,
}

struct Decapsulating {
    algorithm: Dhkem,
    key: Box<dyn AgreementKey>,
}

struct Encapsulating {
    algorithm: Dhkem,
    share: Vec<u8>,
}

impl Dhkem {
    /// ExtractAndExpand. RFC 9180, Section 4.1.
    fn combine(
        &self,
        agreed: &[u8],
        encapsulated: &[u8],
        public: &[u8],
    ) -> Result<SecretBytes, Error> {
        let labeled = Labeled::of_kem(self.kdf, self.id);
        let key = labeled.extract(b"", b"eae_prk", agreed);
        let context = [encapsulated, public].concat();
        labeled.expand(key.as_bytes(), b"shared_secret", &context, self.secret_size)
    }

    /// DeriveKeyPair. RFC 9180, Section 7.1.3.
    fn derive(&self, ikm: &[u8]) -> Result<Box<dyn AgreementKey>, Error> {
        let labeled = Labeled::of_kem(self.kdf, self.id);
        let key = labeled.extract(b"", b"dkp_prk", ikm);
        let size = self.agreement.scalar_size();
        if self.agreement.curve().is_none() {
            let scalar = labeled.expand(key.as_bytes(), b"sk", b"", size)?;
            return self.agreement.key_of(scalar.as_bytes());
        }
        for counter in 0..DRAWS {
            let mut scalar = labeled.expand(key.as_bytes(), b"candidate", &[counter], size)?;
            scalar.mask_first(if size == 66 { 1 } else { 0xFF });
            if let Ok(key) = self.agreement.key_of(scalar.as_bytes()) {
                return Ok(key);
            }
        }
        Err(Error::MalformedKey)
    }
}

impl KemAlgorithm for Dhkem {
    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn public_key_size(&self) -> Option<usize> {
        Some(self.agreement.share_size())
    }

    fn ciphertext_size(&self) -> Option<usize> {
        Some(self.agreement.share_size())
    }

    fn generate(&self) -> Result<Box<dyn DecapsulationKey>, Error> {
        Ok(Box::new(Decapsulating { algorithm: *self, key: self.agreement.generate()? }))
    }

    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
        let key = self.agreement.key_of(bytes)?;
        Ok(Box::new(Decapsulating { algorithm: *self, key }))
    }

    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn EncapsulationKey>, Error> {
        self.agreement.check(bytes)?;
        Ok(Box::new(Encapsulating { algorithm: *self, share: bytes.to_vec() }))
    }

    fn derive_key(&self, ikm: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
        Ok(Box::new(Decapsulating { algorithm: *self, key: self.derive(ikm)? }))
    }
}

impl DecapsulationKey for Decapsulating {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        self.key.share().to_vec()
    }

    fn private_bytes(&self) -> SecretBytes {
        self.key.scalar()
    }

    fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
        let agreed = self.key.agree(ciphertext)?;
        self.algorithm.combine(agreed.as_bytes(), ciphertext, self.key.share())
    }
}

impl Encapsulating {
    fn encapsulate_by(&self, key: &dyn AgreementKey) -> Result<(Vec<u8>, SecretBytes), Error> {
        let agreed = key.agree(&self.share)?;
        let secret = self.algorithm.combine(agreed.as_bytes(), key.share(), &self.share)?;
        Ok((key.share().to_vec(), secret))
    }
}

impl EncapsulationKey for Encapsulating {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        self.share.clone()
    }

    fn encapsulate(&self) -> Result<(Vec<u8>, SecretBytes), Error> {
        self.encapsulate_by(&*self.algorithm.agreement.generate()?)
    }

    #[cfg(feature = "hazmat")]
    fn encapsulate_derand(&self, randomness: &[u8]) -> Result<(Vec<u8>, SecretBytes), Error> {
        self.encapsulate_by(&*self.algorithm.derive(randomness)?)
    }
}

macro_rules! dhkem {
    ($($name:literal, $id:literal, $kdf:ident, $secret:literal, $curve:ident, $component:literal;)*) => {
        /// The rows of RFC 9180, Section 7.1.
        pub(crate) static ALGORITHMS: &[Dhkem] = &[$(Dhkem {
            properties: Properties {
                hpke_kem: Some($id),
                ..Properties::kem($name, Family::Classical, &[$component], "RFC 9180", None)
            },
            id: $id,
            kdf: Kdf::$kdf,
            secret_size: $secret,
            agreement: &agreement::$curve,
        }),*];
    };
}

dhkem! {
    "DHKEM(P-256, HKDF-SHA256)", 0x0010, HkdfSha256, 32, P256, "ECDH-P256";
    "DHKEM(P-384, HKDF-SHA384)", 0x0011, HkdfSha384, 48, P384, "ECDH-P384";
    "DHKEM(P-521, HKDF-SHA512)", 0x0012, HkdfSha512, 64, P521, "ECDH-P521";
    "DHKEM(X25519, HKDF-SHA256)", 0x0020, HkdfSha256, 32, X25519, "X25519";
    "DHKEM(X448, HKDF-SHA512)", 0x0021, HkdfSha512, 64, X448, "X448";
}
