//! Signing with small trees while secrets are marked undefined, for valgrind's memcheck; run by
//! `tools/constant-time`. The parameter sets exist here only and have no security.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::vec;

use futae_kernels::{Backend, classify, declassify};

use super::{
    internal::Private, message::Message, parameters::ParameterSet, sha2_family::Sha2,
    shake_family::Shake,
};

macro_rules! small {
    ($name:ident, $test:ident, $hash:ident<$n:literal>) => {
        struct $name;

        impl ParameterSet<$n> for $name {
            type Hash = $hash<$n>;
            const H: u32 = 4;
            const D: u32 = 2;
            const A: u32 = 3;
            const K: usize = 4;
        }

        #[test]
        fn $test() {
            sign_and_verify::<$n, $name>();
        }
    };
}

small!(SmallSha2With16, sha2_with_16, Sha2<16>);
small!(SmallSha2With24, sha2_with_24, Sha2<24>);
small!(SmallSha2With32, sha2_with_32, Sha2<32>);
small!(SmallShakeWith16, shake_with_16, Shake<16>);
small!(SmallShakeWith24, shake_with_24, Shake<24>);
small!(SmallShakeWith32, shake_with_32, Shake<32>);

fn sign_and_verify<const N: usize, P: ParameterSet<N>>() {
    for backend in Backend::available() {
        assert!(Backend::select(backend.name));
        let (sk_seed, sk_prf, randomness) = ([1; N], [2; N], [3; N]);
        [&sk_seed, &sk_prf, &randomness].into_iter().for_each(classify);
        let key = Private::generate::<P>(&sk_seed, &sk_prf, &[4; N]);
        assert!(key.is_consistent::<P>());
        let message = Message::new(b"message").formatted().unwrap();
        let mut signature = vec![0; P::SIGNATURE];
        for randomness in [None, Some(&randomness)] {
            key.sign::<P>(&message, randomness, &mut signature).unwrap();
            declassify(&signature[..]);
            assert_eq!(key.public().verify::<P>(&message, &signature), Ok(()));
        }
    }
}
