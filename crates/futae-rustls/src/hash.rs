//! SHA-2 and HMAC in the shape that rustls asks for.

use alloc::boxed::Box;
use core::marker::PhantomData;
use hmac::{Hmac as HmacOf, KeyInit, Mac};
use rustls::crypto::{
    hash::{Context, Hash, HashAlgorithm, Output},
    hmac::{Hmac, Key, Tag},
};
use sha2::{Digest, Sha256, Sha384};

pub(crate) static SHA256: Sha2<Sha256> = Sha2(HashAlgorithm::SHA256, PhantomData);
pub(crate) static SHA384: Sha2<Sha384> = Sha2(HashAlgorithm::SHA384, PhantomData);
pub(crate) static HMAC_SHA256: Keyed<HmacOf<Sha256>> = Keyed(PhantomData);
pub(crate) static HMAC_SHA384: Keyed<HmacOf<Sha384>> = Keyed(PhantomData);

/// A hash function.
pub(crate) struct Sha2<D>(HashAlgorithm, PhantomData<D>);

impl<D: Digest + Clone + Send + Sync + 'static> Hash for Sha2<D> {
    fn start(&self) -> Box<dyn Context> {
        Box::new(Running(D::new()))
    }

    fn hash(&self, data: &[u8]) -> Output {
        Output::new(&D::digest(data))
    }

    fn output_len(&self) -> usize {
        <D as Digest>::output_size()
    }

    fn algorithm(&self) -> HashAlgorithm {
        self.0
    }
}

/// A hash of what came so far.
struct Running<D>(D);

impl<D: Digest + Clone + Send + Sync + 'static> Context for Running<D> {
    fn fork_finish(&self) -> Output {
        Output::new(&self.0.clone().finalize())
    }

    fn fork(&self) -> Box<dyn Context> {
        Box::new(Self(self.0.clone()))
    }

    fn finish(self: Box<Self>) -> Output {
        Output::new(&self.0.finalize())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}

/// A keyed hash function.
pub(crate) struct Keyed<M>(PhantomData<M>);

impl<M: Mac + KeyInit + Clone + Send + Sync + 'static> Hmac for Keyed<M> {
    fn with_key(&self, key: &[u8]) -> Box<dyn Key> {
        Box::new(Ready(M::new_from_slice(key).expect("RFC 2104: a key of any length")))
    }

    fn hash_output_len(&self) -> usize {
        M::output_size()
    }
}

/// A keyed hash function with its key.
struct Ready<M>(M);

impl<M: Mac + Clone + Send + Sync> Key for Ready<M> {
    fn sign_concat(&self, first: &[u8], middle: &[&[u8]], last: &[u8]) -> Tag {
        let mut mac = self.0.clone();
        mac.update(first);
        middle.iter().for_each(|part| mac.update(part));
        mac.update(last);
        Tag::new(&mac.finalize().into_bytes())
    }

    fn tag_len(&self) -> usize {
        M::output_size()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2: the key is short, the data come in parts.
    #[test]
    fn hmac_of_parts() {
        let tag = HMAC_SHA256.with_key(b"Jefe").sign(&[b"what do ya want ", b"for nothing?"]);
        let expected = [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e];
        assert_eq!(tag.as_ref()[..8], expected);
        let tag = HMAC_SHA384.with_key(b"Jefe").sign(&[b"what do ya want for nothing?"]);
        let expected = [0xaf, 0x45, 0xd2, 0xe3, 0x76, 0x48, 0x40, 0x31];
        assert_eq!(tag.as_ref()[..8], expected);
    }

    #[test]
    fn a_fork_goes_its_own_way() {
        let mut context = SHA256.start();
        context.update(b"abc");
        let mut fork = context.fork();
        fork.update(b"d");
        assert_eq!(context.fork_finish().as_ref(), SHA256.hash(b"abc").as_ref());
        assert_eq!(context.finish().as_ref(), SHA256.hash(b"abc").as_ref());
        assert_eq!(fork.finish().as_ref(), SHA256.hash(b"abcd").as_ref());
        assert_eq!(SHA384.hash(b"").as_ref().len(), SHA384.output_len());
    }
}
