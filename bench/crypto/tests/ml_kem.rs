//! ML-KEM against libcrux, aws-lc-rs, pqcrypto, the RustCrypto crate and fips203 over many seeds:
//! equal keys, ciphertexts and secrets where the library takes its randomness from the caller,
//! agreement in both directions everywhere, and equal secrets of modified ciphertexts.
#![allow(clippy::unwrap_used, reason = "a test")]

/// Seeds tried with every library.
const SEEDS: u64 = 200;

/// Bytes that differ for every seed and label.
fn bytes<const N: usize>(label: u64, seed: u64) -> [u8; N] {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ label;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        (state >> 56) as u8
    })
}

macro_rules! parameter_set {
    (
        $module:ident, $aws:ident, $libcrux:ident, $pqcrypto:ident, $rustcrypto:ident,
        $fips203:ident
    ) => {
        mod $module {
            use futae::$module::*;

            use super::*;

            /// A key, an encapsulation to it, and a modified ciphertext with its secret.
            struct Case {
                seed: [u8; 64],
                m: [u8; 32],
                private: DecapsulationKey,
                public: [u8; ENCAPSULATION_KEY_SIZE],
                ciphertext: [u8; CIPHERTEXT_SIZE],
                secret: [u8; 32],
                modified: [u8; CIPHERTEXT_SIZE],
                rejected: [u8; 32],
            }

            fn cases() -> impl Iterator<Item = Case> {
                (0..SEEDS).map(|i| {
                    let (seed, m) = (bytes(1, i), bytes(2, i));
                    let private = DecapsulationKey::from_seed(&seed);
                    let (ciphertext, secret) = private.encapsulation_key().encapsulate_derand(&m);
                    let mut modified = ciphertext;
                    modified[i as usize * 7 % CIPHERTEXT_SIZE] ^= 1 << (i % 8);
                    Case {
                        seed,
                        m,
                        public: *private.encapsulation_key().as_bytes(),
                        secret: *secret.as_bytes(),
                        rejected: *private.decapsulate(&modified).as_bytes(),
                        private,
                        ciphertext,
                        modified,
                    }
                })
            }

            #[test]
            fn equals_libcrux() {
                use libcrux_ml_kem::$libcrux as peer;

                for case in cases() {
                    let pair = peer::generate_key_pair(case.seed);
                    assert_eq!(pair.pk(), &case.public);
                    assert_eq!(pair.sk(), case.private.expanded());
                    let (ciphertext, secret) = peer::encapsulate(pair.public_key(), case.m);
                    assert_eq!((ciphertext.as_ref(), secret), (&case.ciphertext[..], case.secret));
                    let rejected = peer::decapsulate(pair.private_key(), &case.modified.into());
                    assert_eq!(rejected, case.rejected);
                }
            }

            #[test]
            fn equals_fips203() {
                use fips203::{
                    traits::{Decaps, Encaps, KeyGen, SerDes},
                    $fips203::{CipherText, KG},
                };

                for case in cases() {
                    let [d, z] = [0, 1].map(|half| case.seed.as_chunks().0[half]);
                    let (public, private) = KG::keygen_from_seed(d, z);
                    assert_eq!(public.clone().into_bytes(), case.public);
                    assert_eq!(&private.clone().into_bytes(), case.private.expanded());
                    let (secret, ciphertext) = public.encaps_from_seed(&case.m);
                    assert_eq!(ciphertext.into_bytes(), case.ciphertext);
                    assert_eq!(secret.into_bytes(), case.secret);
                    let modified = CipherText::try_from_bytes(case.modified).unwrap();
                    let rejected = private.try_decaps(&modified).unwrap();
                    assert_eq!(rejected.into_bytes(), case.rejected);
                }
            }

            #[test]
            fn equals_rustcrypto() {
                use ::ml_kem::{
                    DecapsulationKey as Private,
                    kem::{Decapsulate, Encapsulate, KeyExport},
                    $rustcrypto as Peer,
                };

                for case in cases() {
                    let private = Private::<Peer>::from_seed(case.seed.into());
                    assert_eq!(private.encapsulation_key().to_bytes()[..], case.public);
                    let (ciphertext, secret) = private.encapsulation_key().encapsulate();
                    let ours = case.private.decapsulate(ciphertext[..].try_into().unwrap());
                    assert_eq!(secret[..], ours.as_bytes()[..]);
                    assert_eq!(private.decapsulate(&case.ciphertext.into())[..], case.secret);
                    assert_eq!(private.decapsulate(&case.modified.into())[..], case.rejected);
                }
            }

            #[test]
            fn agrees_with_aws_lc() {
                use aws_lc_rs::kem::{
                    DecapsulationKey as Private, EncapsulationKey as Public, $aws as PARAMETERS,
                };

                for case in cases() {
                    let private = Private::new(&PARAMETERS, case.private.expanded()).unwrap();
                    let decapsulate = |ciphertext: &[u8]| {
                        private.decapsulate(ciphertext.into()).unwrap().as_ref().to_vec()
                    };
                    assert_eq!(decapsulate(&case.ciphertext), case.secret);
                    assert_eq!(decapsulate(&case.modified), case.rejected);
                    let public = Public::new(&PARAMETERS, &case.public).unwrap();
                    let (ciphertext, secret) = public.encapsulate().unwrap();
                    let ours = case.private.decapsulate(ciphertext.as_ref().try_into().unwrap());
                    assert_eq!(secret.as_ref(), ours.as_bytes());
                }
            }

            #[test]
            fn agrees_with_pqcrypto() {
                use pqcrypto_mlkem::$pqcrypto as peer;
                use pqcrypto_traits::kem::{
                    Ciphertext as _, PublicKey as _, SecretKey as _, SharedSecret as _,
                };

                for case in cases() {
                    let private = peer::SecretKey::from_bytes(case.private.expanded()).unwrap();
                    let decapsulate = |ciphertext: &[u8]| {
                        let ciphertext = peer::Ciphertext::from_bytes(ciphertext).unwrap();
                        peer::decapsulate(&ciphertext, &private).as_bytes().to_vec()
                    };
                    assert_eq!(decapsulate(&case.ciphertext), case.secret);
                    assert_eq!(decapsulate(&case.modified), case.rejected);
                    let public = peer::PublicKey::from_bytes(&case.public).unwrap();
                    let (secret, ciphertext) = peer::encapsulate(&public);
                    let ours = case.private.decapsulate(ciphertext.as_bytes().try_into().unwrap());
                    assert_eq!(secret.as_bytes(), ours.as_bytes());
                }
            }
        }
    };
}

parameter_set!(ml_kem_512, ML_KEM_512, mlkem512, mlkem512, MlKem512, ml_kem_512);
parameter_set!(ml_kem_768, ML_KEM_768, mlkem768, mlkem768, MlKem768, ml_kem_768);
parameter_set!(ml_kem_1024, ML_KEM_1024, mlkem1024, mlkem1024, MlKem1024, ml_kem_1024);
