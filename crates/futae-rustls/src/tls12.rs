//! The AEAD suites of TLS 1.2 with ephemeral ECDH (RFC 5289, RFC 7905). TLS 1.2 has no hybrid
//! group and no ML-DSA.

use crate::{
    aead::{Cipher, Keyed, TAG},
    hash::{HMAC_SHA256, HMAC_SHA384, SHA256, SHA384},
    suites::{AES_GCM_RECORDS, CHACHA20_POLY1305_RECORDS},
};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use alloc::boxed::Box;
use chacha20poly1305::ChaCha20Poly1305;
use core::marker::PhantomData;
use rustls::{
    CipherSuite, CipherSuiteCommon, ConnectionTrafficSecrets, Error, SignatureScheme,
    SupportedCipherSuite, Tls12CipherSuite,
    crypto::{
        KeyExchangeAlgorithm,
        cipher::{
            AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape,
            MessageDecrypter, MessageEncrypter, NONCE_LEN, Nonce, OutboundOpaqueMessage,
            OutboundPlainMessage, PrefixedPayload, Tls12AeadAlgorithm, UnsupportedOperationError,
            make_tls12_aad,
        },
        hash::Hash,
        tls12::{Prf, PrfUsingHmac},
    },
};

/// Plaintext of a record (RFC 5246, section 6.2.1).
const MAX_FRAGMENT: usize = 1 << 14;
/// Bytes of a GCM nonce that the keys give (RFC 5288, section 3).
const SALT: usize = 4;
/// Bytes of a GCM nonce that each record carries (RFC 5288, section 3).
const EXPLICIT: usize = 8;

static ECDSA: &[SignatureScheme] = &[
    SignatureScheme::ED25519,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP256_SHA256,
];

static RSA: &[SignatureScheme] = &[
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA256,
];

static PRF_SHA256: PrfUsingHmac<'_> = PrfUsingHmac(&HMAC_SHA256);
static PRF_SHA384: PrfUsingHmac<'_> = PrfUsingHmac(&HMAC_SHA384);

macro_rules! suite {
    ($name:ident, $sign:ident, $hash:ident, $prf:ident, $records:ident, $aead:expr) => {
        #[doc = concat!(stringify!($name), ".")]
        ///
        /// ```
        #[doc = concat!("use futae_rustls::suites::", stringify!($name), ";")]
        ///
        #[doc = concat!("assert!(", stringify!($name), ".tls13().is_none());")]
        /// ```
        pub static $name: SupportedCipherSuite = SupportedCipherSuite::Tls12(&Tls12CipherSuite {
            common: CipherSuiteCommon {
                suite: CipherSuite::$name,
                hash_provider: &$hash as &dyn Hash,
                confidentiality_limit: $records,
            },
            kx: KeyExchangeAlgorithm::ECDHE,
            sign: $sign,
            aead_alg: &$aead,
            prf_provider: &$prf as &dyn Prf,
        });
    };
}

suite!(
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    ECDSA,
    SHA384,
    PRF_SHA384,
    AES_GCM_RECORDS,
    Gcm::<Aes256Gcm>::new()
);
suite!(
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    ECDSA,
    SHA256,
    PRF_SHA256,
    AES_GCM_RECORDS,
    Gcm::<Aes128Gcm>::new()
);
suite!(
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ECDSA,
    SHA256,
    PRF_SHA256,
    CHACHA20_POLY1305_RECORDS,
    ChaCha
);
suite!(
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    RSA,
    SHA384,
    PRF_SHA384,
    AES_GCM_RECORDS,
    Gcm::<Aes256Gcm>::new()
);
suite!(
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    RSA,
    SHA256,
    PRF_SHA256,
    AES_GCM_RECORDS,
    Gcm::<Aes128Gcm>::new()
);
suite!(
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    RSA,
    SHA256,
    PRF_SHA256,
    CHACHA20_POLY1305_RECORDS,
    ChaCha
);

/// AES-GCM of RFC 5288. The part of the nonce that a record carries is the sequence number under
/// a mask from the keys, as in TLS 1.3: unique for a key, and no counter to be seen.
struct Gcm<C>(PhantomData<C>);

impl<C> Gcm<C> {
    const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<C: Cipher> Tls12AeadAlgorithm for Gcm<C> {
    fn encrypter(&self, key: AeadKey, iv: &[u8], extra: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(GcmSealing { cipher: Keyed::<C>::new(&key), iv: joined(iv, extra) })
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(GcmOpening { cipher: Keyed::<C>::new(&key), iv: nonce(iv, &[]) })
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape {
            enc_key_len: C::key_size(),
            fixed_iv_len: SALT,
            explicit_nonce_len: EXPLICIT,
        }
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Ok(C::secrets(key, joined(iv, explicit)))
    }
}

/// ChaCha20-Poly1305 of RFC 7905.
struct ChaCha;

impl Tls12AeadAlgorithm for ChaCha {
    fn encrypter(&self, key: AeadKey, iv: &[u8], _extra: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(ChaChaRecords { cipher: Keyed::new(&key), iv: joined(iv, &[]) })
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(ChaChaRecords { cipher: Keyed::new(&key), iv: joined(iv, &[]) })
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape { enc_key_len: 32, fixed_iv_len: NONCE_LEN, explicit_nonce_len: 0 }
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        _explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Ok(ChaCha20Poly1305::secrets(key, joined(iv, &[])))
    }
}

/// A nonce of two parts, whose lengths the key block's shape gives.
fn nonce(first: &[u8], second: &[u8]) -> [u8; NONCE_LEN] {
    let mut out = [0; NONCE_LEN];
    out.iter_mut().zip(first.iter().chain(second)).for_each(|(out, byte)| *out = *byte);
    out
}

fn joined(first: &[u8], second: &[u8]) -> Iv {
    Iv::from(nonce(first, second))
}

struct GcmSealing<C> {
    cipher: Keyed<C>,
    iv: Iv,
}

impl<C: Cipher> MessageEncrypter for GcmSealing<C> {
    fn encrypt(
        &mut self,
        msg: OutboundPlainMessage<'_>,
        seq: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let nonce = Nonce::new(&self.iv, seq).0;
        let associated = make_tls12_aad(seq, msg.typ, msg.version, msg.payload.len());
        let length = self.encrypted_payload_len(msg.payload.len());
        let mut payload = PrefixedPayload::with_capacity(length);
        payload.extend_from_slice(&nonce[SALT..]);
        payload.extend_from_chunks(&msg.payload);
        let tag = self.cipher.seal(nonce, &associated, &mut payload.as_mut()[EXPLICIT..])?;
        payload.extend_from_slice(&tag);
        Ok(OutboundOpaqueMessage::new(msg.typ, msg.version, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        EXPLICIT + payload_len + TAG
    }
}

struct GcmOpening<C> {
    cipher: Keyed<C>,
    iv: [u8; NONCE_LEN],
}

impl<C: Cipher> MessageDecrypter for GcmOpening<C> {
    fn decrypt<'a>(
        &mut self,
        mut msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let text = text_length(&msg, EXPLICIT + TAG)?;
        let associated = make_tls12_aad(seq, msg.typ, msg.version, text);
        let (explicit, sealed) = msg.payload.split_at_mut(EXPLICIT);
        self.cipher.open(nonce(&self.iv[..SALT], explicit), &associated, sealed)?;
        Ok(msg.into_plain_message_range(EXPLICIT..EXPLICIT + text))
    }
}

struct ChaChaRecords {
    cipher: Keyed<ChaCha20Poly1305>,
    iv: Iv,
}

impl MessageEncrypter for ChaChaRecords {
    fn encrypt(
        &mut self,
        msg: OutboundPlainMessage<'_>,
        seq: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let associated = make_tls12_aad(seq, msg.typ, msg.version, msg.payload.len());
        let length = self.encrypted_payload_len(msg.payload.len());
        let mut payload = PrefixedPayload::with_capacity(length);
        payload.extend_from_chunks(&msg.payload);
        let nonce = Nonce::new(&self.iv, seq).0;
        let tag = self.cipher.seal(nonce, &associated, payload.as_mut())?;
        payload.extend_from_slice(&tag);
        Ok(OutboundOpaqueMessage::new(msg.typ, msg.version, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len + TAG
    }
}

impl MessageDecrypter for ChaChaRecords {
    fn decrypt<'a>(
        &mut self,
        mut msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let text = text_length(&msg, TAG)?;
        let associated = make_tls12_aad(seq, msg.typ, msg.version, text);
        self.cipher.open(Nonce::new(&self.iv, seq).0, &associated, &mut msg.payload)?;
        msg.payload.truncate(text);
        Ok(msg.into_plain_message())
    }
}

/// Bytes of text in a record that adds so many.
fn text_length(msg: &InboundOpaqueMessage<'_>, added: usize) -> Result<usize, Error> {
    match msg.payload.len().checked_sub(added) {
        None => Err(Error::DecryptError),
        Some(text) if text > MAX_FRAGMENT => Err(Error::PeerSentOversizedRecord),
        Some(text) => Ok(text),
    }
}
