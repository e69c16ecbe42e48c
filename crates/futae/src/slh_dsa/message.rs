//! What is signed: a message or its digest with its context, in the forms of FIPS 205, Section 10.

use super::Error;
use crate::prehash::{Digest, PreHash};

/// The longest context: its length is one byte of M'.
pub const MAX_CONTEXT: usize = 255;

/// The first byte of M' in FIPS 205, Algorithm 22 (slh_sign), step 8.
const PURE: u8 = 0;
/// The first byte of M' in FIPS 205, Algorithm 23 (hash_slh_sign), step 23.
const PRE_HASHED: u8 = 1;

/// A message as it is given to signing or verifying, with its context.
///
/// ```
/// use futae::{prehash::PreHash, slh_dsa::Message};
///
/// let pure = Message::new(b"a message").context(b"what it is for");
/// // For a message that comes in parts: HashSLH-DSA, another signature.
/// let digest = PreHash::Sha2_512.digest(b"a message");
/// let pre_hashed = Message::digest(digest.hash(), digest.as_ref());
/// # let _ = (pure, pre_hashed);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    form: Form<'a>,
    context: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    Pure(&'a [u8]),
    Hashed(PreHash, &'a [u8]),
    Digest(PreHash, &'a [u8]),
    #[cfg(feature = "hazmat")]
    Internal(&'a [u8]),
}

impl<'a> Message<'a> {
    /// The message itself, for pure SLH-DSA.
    pub const fn new(message: &'a [u8]) -> Self {
        Self { form: Form::Pure(message), context: &[] }
    }

    /// The message itself, for HashSLH-DSA.
    pub const fn hashed(hash: PreHash, message: &'a [u8]) -> Self {
        Self { form: Form::Hashed(hash, message), context: &[] }
    }

    /// The digest of the message, for HashSLH-DSA; from a [`Hasher`](crate::prehash::Hasher) when
    /// the message comes in parts.
    pub const fn digest(hash: PreHash, digest: &'a [u8]) -> Self {
        Self { form: Form::Digest(hash, digest), context: &[] }
    }

    /// M' of FIPS 205, Algorithms 19 and 20, without domain separation.
    #[cfg(feature = "hazmat")]
    pub const fn internal(formatted: &'a [u8]) -> Self {
        Self { form: Form::Internal(formatted), context: &[] }
    }

    /// The same message with this context, of at most [`MAX_CONTEXT`] bytes.
    #[must_use]
    pub const fn context(self, context: &'a [u8]) -> Self {
        Self { form: self.form, context }
    }

    /// M'. FIPS 205, Algorithm 22 (slh_sign), step 8; Algorithm 23 (hash_slh_sign), steps 8 to 24.
    pub(super) fn formatted(&self) -> Result<Formatted<'a>, Error> {
        match self.form {
            Form::Pure(message) => Formatted::new(PURE, self.context, Body::Plain(message)),
            Form::Hashed(hash, message) => {
                let body = Body::Digest(hash.oid(), hash.digest(message));
                Formatted::new(PRE_HASHED, self.context, body)
            }
            Form::Digest(hash, digest) if digest.len() == hash.digest_size() => {
                let body = Body::DigestElsewhere(hash.oid(), digest);
                Formatted::new(PRE_HASHED, self.context, body)
            }
            Form::Digest(..) => Err(Error::DigestLength),
            #[cfg(feature = "hazmat")]
            Form::Internal(message) => {
                let begin = Begin { domain: [0; 2], length: 0, context: &[] };
                Ok(Formatted { begin, body: Body::Plain(message) })
            }
        }
    }
}

/// What M' begins with: the domain, the length of the context, the context; or nothing.
#[derive(Clone)]
pub(super) struct Begin<'a> {
    domain: [u8; 2],
    length: usize,
    context: &'a [u8],
}

impl<'a> Begin<'a> {
    fn new(domain: u8, context: &'a [u8]) -> Result<Self, Error> {
        let length = u8::try_from(context.len()).map_err(|_| Error::ContextTooLong)?;
        Ok(Self { domain: [domain, length], length: 2, context })
    }

    /// Of a pure message.
    pub(super) fn pure(context: &'a [u8]) -> Result<Self, Error> {
        Self::new(PURE, context)
    }

    pub(super) fn parts(&self) -> [&[u8]; 2] {
        [&self.domain[..self.length], self.context]
    }
}

/// What M' ends with.
#[derive(Clone)]
enum Body<'a> {
    Plain(&'a [u8]),
    Digest([u8; 11], Digest),
    DigestElsewhere([u8; 11], &'a [u8]),
}

/// M', in the parts it is made of.
#[derive(Clone)]
pub(super) struct Formatted<'a> {
    begin: Begin<'a>,
    body: Body<'a>,
}

impl<'a> Formatted<'a> {
    fn new(domain: u8, context: &'a [u8], body: Body<'a>) -> Result<Self, Error> {
        Ok(Self { begin: Begin::new(domain, context)?, body })
    }

    /// Parts whose concatenation is M'.
    pub(super) fn parts(&self) -> [&[u8]; 4] {
        let [domain, context] = self.begin.parts();
        let [oid, message]: [&[u8]; 2] = match &self.body {
            Body::Plain(message) => [&[], message],
            Body::Digest(oid, digest) => [oid, digest.as_ref()],
            Body::DigestElsewhere(oid, digest) => [oid, digest],
        };
        [domain, context, oid, message]
    }
}

#[cfg(test)]
mod tests {
    use std::{vec, vec::Vec};

    use super::*;

    fn formatted(message: Message<'_>) -> Vec<u8> {
        message.formatted().unwrap().parts().concat()
    }

    #[test]
    fn forms_follow_the_algorithms() {
        assert_eq!(formatted(Message::new(b"m").context(b"ctx")), b"\x00\x03ctxm");
        assert_eq!(formatted(Message::new(b"")), [0, 0]);
        for hash in PreHash::ALL {
            let digest = hash.digest(b"m");
            let expected = [b"\x01\x03ctx", &hash.oid()[..], digest.as_ref()].concat();
            assert_eq!(formatted(Message::hashed(hash, b"m").context(b"ctx")), expected);
            assert_eq!(formatted(Message::digest(hash, digest.as_ref()).context(b"ctx")), expected);
        }
    }

    #[test]
    fn context_of_255_bytes_is_the_longest() {
        let context = vec![7; 256];
        assert_eq!(formatted(Message::new(b"").context(&context[..255]))[..2], [0, 255]);
        for message in [
            Message::new(b""),
            Message::hashed(PreHash::Sha2_256, b""),
            Message::digest(PreHash::Sha2_256, &[0; 32]),
        ] {
            let error = message.context(&context).formatted().err();
            assert_eq!(error, Some(Error::ContextTooLong));
        }
    }

    #[test]
    fn digests_of_the_wrong_length_are_refused() {
        for length in [0, 31, 33, 64] {
            let digest = vec![0; length];
            let error = Message::digest(PreHash::Sha2_256, &digest).formatted().err();
            assert_eq!(error, Some(Error::DigestLength));
        }
    }
}
