//! Record protection of TLS 1.3 by any AEAD with 96-bit nonces and 128-bit tags. Which AEADs
//! those are, `suites` says.

use aes_gcm::{
    Aes128Gcm, Aes256Gcm,
    aead::{
        AeadInOut, Nonce, Tag,
        consts::{U12, U16},
    },
};
use alloc::boxed::Box;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use core::marker::PhantomData;
use rustls::{
    ConnectionTrafficSecrets, ContentType, Error, ProtocolVersion,
    crypto::cipher::{
        AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, MessageDecrypter, MessageEncrypter,
        NONCE_LEN, Nonce as TlsNonce, OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload,
        Tls13AeadAlgorithm, UnsupportedOperationError, make_tls13_aad,
    },
};

/// Bytes of a tag.
pub(crate) const TAG: usize = 16;

/// An AEAD of a cipher suite.
pub(crate) trait Cipher:
    AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + Send + Sync + 'static
{
    /// The keys in the form in which rustls hands them out on request.
    fn secrets(key: AeadKey, iv: Iv) -> ConnectionTrafficSecrets;
}

impl Cipher for Aes128Gcm {
    fn secrets(key: AeadKey, iv: Iv) -> ConnectionTrafficSecrets {
        ConnectionTrafficSecrets::Aes128Gcm { key, iv }
    }
}

impl Cipher for Aes256Gcm {
    fn secrets(key: AeadKey, iv: Iv) -> ConnectionTrafficSecrets {
        ConnectionTrafficSecrets::Aes256Gcm { key, iv }
    }
}

impl Cipher for ChaCha20Poly1305 {
    fn secrets(key: AeadKey, iv: Iv) -> ConnectionTrafficSecrets {
        ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv }
    }
}

/// A cipher with its key. A key of another length than the suite's, which rustls does not give,
/// makes every record an error.
pub(crate) struct Keyed<C>(Option<C>);

impl<C: Cipher> Keyed<C> {
    pub(crate) fn new(key: &AeadKey) -> Self {
        Self(C::new_from_slice(key.as_ref()).ok())
    }

    /// Encrypts in place and returns the tag.
    pub(crate) fn seal(
        &self,
        nonce: [u8; NONCE_LEN],
        associated: &[u8],
        text: &mut [u8],
    ) -> Result<Tag<C>, Error> {
        let cipher = self.0.as_ref().ok_or(Error::EncryptError)?;
        cipher
            .encrypt_inout_detached(&Nonce::<C>::from(nonce), associated, text.into())
            .map_err(|_| Error::EncryptError)
    }

    /// Checks the tag at the end and decrypts what stands before it in place.
    pub(crate) fn open(
        &self,
        nonce: [u8; NONCE_LEN],
        associated: &[u8],
        sealed: &mut [u8],
    ) -> Result<(), Error> {
        let cipher = self.0.as_ref().ok_or(Error::DecryptError)?;
        let (text, tag) = sealed.split_last_chunk_mut::<TAG>().ok_or(Error::DecryptError)?;
        cipher
            .decrypt_inout_detached(
                &Nonce::<C>::from(nonce),
                associated,
                text.into(),
                &Tag::<C>::from(*tag),
            )
            .map_err(|_| Error::DecryptError)
    }
}

/// An AEAD as TLS 1.3 uses it.
pub(crate) struct Tls13Aead<C>(PhantomData<C>);

impl<C> Tls13Aead<C> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<C: Cipher> Tls13AeadAlgorithm for Tls13Aead<C> {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        Box::new(Records { cipher: Keyed::<C>::new(&key), iv })
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        Box::new(Records { cipher: Keyed::<C>::new(&key), iv })
    }

    fn key_len(&self) -> usize {
        C::key_size()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: Iv,
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Ok(C::secrets(key, iv))
    }
}

/// One direction of a connection.
struct Records<C> {
    cipher: Keyed<C>,
    iv: Iv,
}

impl<C: Cipher> MessageEncrypter for Records<C> {
    /// RFC 8446, section 5.2: the type follows the text and both are encrypted.
    fn encrypt(
        &mut self,
        msg: OutboundPlainMessage<'_>,
        seq: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let length = self.encrypted_payload_len(msg.payload.len());
        let mut payload = PrefixedPayload::with_capacity(length);
        payload.extend_from_chunks(&msg.payload);
        payload.extend_from_slice(&[u8::from(msg.typ)]);
        let nonce = TlsNonce::new(&self.iv, seq).0;
        let tag = self.cipher.seal(nonce, &make_tls13_aad(length), payload.as_mut())?;
        payload.extend_from_slice(&tag);
        Ok(OutboundOpaqueMessage::new(
            ContentType::ApplicationData,
            ProtocolVersion::TLSv1_2,
            payload,
        ))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len + 1 + TAG
    }
}

impl<C: Cipher> MessageDecrypter for Records<C> {
    fn decrypt<'a>(
        &mut self,
        mut msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let length = msg.payload.len();
        let associated = make_tls13_aad(length);
        self.cipher.open(TlsNonce::new(&self.iv, seq).0, &associated, &mut msg.payload)?;
        msg.payload.truncate(length - TAG);
        msg.into_tls13_unpadded_message()
    }
}
