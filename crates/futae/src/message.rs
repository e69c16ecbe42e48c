//! M', the message as it is signed: FIPS 204 and FIPS 205 frame it alike, by a domain, the context,
//! and the message or the identifier and digest of one. The public types and what is hashed besides
//! live in `ml_dsa` and `slh_dsa`.

use crate::prehash::{Digest, PreHash};

/// The longest context: its length is one byte of M'.
///
/// ```
/// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
/// # let key = SigningKey::from_seed(&[7; 32]);
/// let longest = [0; MAX_CONTEXT];
/// assert!(key.sign_deterministic(Message::new(b"a message").context(&longest)).is_ok());
/// ```
pub const MAX_CONTEXT: usize = 255;

/// The first byte of M' of a pure message. FIPS 204, Algorithm 2 (ML-DSA.Sign), line 10; FIPS 205,
/// Algorithm 22 (slh_sign), step 8.
const PURE: u8 = 0;
/// The same of a pre-hashed one. FIPS 204, Algorithm 4 (HashML-DSA.Sign), line 23; FIPS 205,
/// Algorithm 23 (hash_slh_sign), step 23.
const PRE_HASHED: u8 = 1;

/// What is signed, without its context.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    Pure(&'a [u8]),
    Hashed(PreHash, &'a [u8]),
    Digest(PreHash, &'a [u8]),
    /// M' as a whole, made elsewhere.
    #[cfg(feature = "hazmat")]
    Internal(&'a [u8]),
}

/// Why there is no M'.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    ContextTooLong,
    DigestLength,
}

impl<'a> Content<'a> {
    /// M' in a context.
    pub(crate) fn formatted(self, context: &'a [u8]) -> Result<Formatted<'a>, Refusal> {
        match self {
            Self::Pure(message) => Formatted::new(PURE, context, Body::Plain(message)),
            Self::Hashed(hash, message) => {
                let body = Body::Digest(hash.oid(), hash.digest(message));
                Formatted::new(PRE_HASHED, context, body)
            }
            Self::Digest(hash, digest) if digest.len() == hash.digest_size() => {
                let body = Body::DigestElsewhere(hash.oid(), digest);
                Formatted::new(PRE_HASHED, context, body)
            }
            Self::Digest(..) => Err(Refusal::DigestLength),
            #[cfg(feature = "hazmat")]
            Self::Internal(message) => {
                let begin = Begin { domain: [0; 2], length: 0, context: &[] };
                Ok(Formatted { begin, body: Body::Plain(message) })
            }
        }
    }
}

/// What M' begins with: the domain, the length of the context, the context; or nothing.
#[derive(Clone)]
pub(crate) struct Begin<'a> {
    domain: [u8; 2],
    length: usize,
    context: &'a [u8],
}

impl<'a> Begin<'a> {
    fn new(domain: u8, context: &'a [u8]) -> Result<Self, Refusal> {
        let length = u8::try_from(context.len()).map_err(|_| Refusal::ContextTooLong)?;
        Ok(Self { domain: [domain, length], length: 2, context })
    }

    /// Of a pure message.
    pub(crate) fn pure(context: &'a [u8]) -> Result<Self, Refusal> {
        Self::new(PURE, context)
    }

    pub(crate) fn parts(&self) -> [&[u8]; 2] {
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
pub(crate) struct Formatted<'a> {
    begin: Begin<'a>,
    body: Body<'a>,
}

impl<'a> Formatted<'a> {
    fn new(domain: u8, context: &'a [u8], body: Body<'a>) -> Result<Self, Refusal> {
        Ok(Self { begin: Begin::new(domain, context)?, body })
    }

    /// Parts whose concatenation is M'.
    pub(crate) fn parts(&self) -> [&[u8]; 4] {
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

    fn formatted(content: Content<'_>, context: &[u8]) -> Vec<u8> {
        content.formatted(context).unwrap().parts().concat()
    }

    #[test]
    fn forms_follow_the_algorithms() {
        assert_eq!(formatted(Content::Pure(b"m"), b"ctx"), b"\x00\x03ctxm");
        assert_eq!(formatted(Content::Pure(b""), b""), [0, 0]);
        for hash in PreHash::ALL {
            let digest = hash.digest(b"m");
            let expected = [b"\x01\x03ctx", &hash.oid()[..], digest.as_ref()].concat();
            assert_eq!(formatted(Content::Hashed(hash, b"m"), b"ctx"), expected);
            assert_eq!(formatted(Content::Digest(hash, digest.as_ref()), b"ctx"), expected);
        }
    }

    #[test]
    fn context_of_255_bytes_is_the_longest() {
        let context = vec![7; MAX_CONTEXT + 1];
        assert_eq!(formatted(Content::Pure(b""), &context[..MAX_CONTEXT])[..2], [0, 255]);
        for content in [
            Content::Pure(b""),
            Content::Hashed(PreHash::Sha2_256, b""),
            Content::Digest(PreHash::Sha2_256, &[0; 32]),
        ] {
            let refusal = content.formatted(&context).err();
            assert_eq!(refusal, Some(Refusal::ContextTooLong));
        }
    }

    #[test]
    fn digests_of_the_wrong_length_are_refused() {
        for length in [0, 31, 33, 64] {
            let digest = vec![0; length];
            let refusal = Content::Digest(PreHash::Sha2_256, &digest).formatted(b"").err();
            assert_eq!(refusal, Some(Refusal::DigestLength));
        }
    }
}
