//! ML-DSA against libcrux, aws-lc-rs, pqcrypto and the RustCrypto crate over many seeds: equal keys
//! and deterministic signatures where the library takes its randomness from the caller, signatures
//! that the other side verifies everywhere, and equal verdicts on modified ones.
#![allow(clippy::unwrap_used, reason = "a test")]

use futae::ml_dsa::Message;

/// Seeds tried with every library.
const SEEDS: u64 = 50;

/// The context of every message, of another length for each seed.
const CONTEXT: [u8; 255] = [0x5A; 255];

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
        $module:ident, $aws:ident, $aws_verify:ident, $pqcrypto:ident, $rustcrypto:ident
    ) => {
        mod $module {
            use futae::$module::*;

            use super::*;

            /// A key and a signature by it, with a modified one.
            struct Case {
                seed: [u8; 32],
                rnd: [u8; 32],
                private: SigningKey,
                text: [u8; 77],
                context: &'static [u8],
                signature: Signature,
                modified: Signature,
            }

            impl Case {
                fn message(&self) -> Message<'_> {
                    Message::new(&self.text).context(self.context)
                }

                fn public(&self) -> &[u8; VERIFYING_KEY_SIZE] {
                    self.private.verifying_key().as_bytes()
                }

                fn verifies(&self, signature: &[u8]) -> bool {
                    let key = self.private.verifying_key();
                    key.verify(self.message(), signature.try_into().unwrap()).is_ok()
                }
            }

            fn cases(contexts: bool) -> impl Iterator<Item = Case> {
                (0..SEEDS).map(move |i| {
                    let (seed, text, rnd) = (bytes(1, i), bytes(2, i), bytes(3, i));
                    let context = &CONTEXT[..if contexts { i as usize * 4 % 256 } else { 0 }];
                    let private = SigningKey::from_seed(&seed);
                    let message = Message::new(&text).context(context);
                    let signature = private.sign_derand(message, &rnd).unwrap();
                    let mut modified = signature;
                    modified[i as usize * 131 % SIGNATURE_SIZE] ^= 1 << (i % 8);
                    let case = Case { seed, rnd, private, text, context, signature, modified };
                    assert!(case.verifies(&signature) && !case.verifies(&modified));
                    case
                })
            }

            #[test]
            fn equals_libcrux() {
                use libcrux_ml_dsa::$module as peer;

                for case in cases(true) {
                    let pair = peer::generate_key_pair(case.seed);
                    assert_eq!(pair.verification_key.as_ref(), case.public());
                    assert_eq!(pair.signing_key.as_ref(), case.private.expanded());
                    let key = &pair.signing_key;
                    let signature = peer::sign(key, &case.text, case.context, case.rnd).unwrap();
                    assert_eq!(signature.as_ref(), &case.signature);
                    let verdict = |bytes: Signature| {
                        let key = &pair.verification_key;
                        let signature = libcrux_ml_dsa::MLDSASignature::new(bytes);
                        peer::verify(key, &case.text, case.context, &signature).is_ok()
                    };
                    assert!(verdict(case.signature) && !verdict(case.modified));
                }
            }

            #[test]
            fn equals_rustcrypto() {
                use ::ml_dsa::{SigningKey as Private, signature::Keypair, $rustcrypto as Peer};

                for case in cases(true) {
                    let private = Private::<Peer>::from_seed(&case.seed.into());
                    let public = private.verifying_key();
                    assert_eq!(public.encode()[..], case.public()[..]);
                    let ours = case.private.sign_deterministic(case.message()).unwrap();
                    let signature = private
                        .expanded_key()
                        .sign_deterministic(&case.text, case.context)
                        .unwrap();
                    assert_eq!(signature.encode()[..], ours[..]);
                    let verdict = |bytes: &Signature| {
                        ::ml_dsa::Signature::<Peer>::try_from(&bytes[..]).is_ok_and(|signature| {
                            public.verify_with_context(&case.text, case.context, &signature)
                        })
                    };
                    assert!(verdict(&case.signature) && !verdict(&case.modified));
                }
            }

            #[test]
            fn agrees_with_aws_lc() {
                use aws_lc_rs::signature::{
                    KeyPair, PqdsaKeyPair, UnparsedPublicKey, $aws as SIGNING,
                    $aws_verify as VERIFYING,
                };

                for case in cases(false) {
                    let private = PqdsaKeyPair::from_seed(&SIGNING, &case.seed).unwrap();
                    assert_eq!(private.public_key().as_ref(), case.public());
                    let mut theirs = [0; SIGNATURE_SIZE];
                    private.sign(&case.text, &mut theirs).unwrap();
                    assert!(case.verifies(&theirs));
                    let key = UnparsedPublicKey::new(&VERIFYING, case.public());
                    assert!(key.verify(&case.text, &case.signature).is_ok());
                    assert!(key.verify(&case.text, &case.modified).is_err());
                }
            }

            #[test]
            fn agrees_with_pqcrypto() {
                use pqcrypto_mldsa::$pqcrypto as peer;
                use pqcrypto_traits::sign::{
                    DetachedSignature as _, PublicKey as _, SecretKey as _,
                };

                for case in cases(true) {
                    let private = peer::SecretKey::from_bytes(case.private.expanded()).unwrap();
                    let theirs = peer::detached_sign_ctx(&case.text, case.context, &private);
                    assert!(case.verifies(theirs.as_bytes()));
                    let key = peer::PublicKey::from_bytes(case.public()).unwrap();
                    let verdict = |bytes: &[u8]| {
                        let signature = peer::DetachedSignature::from_bytes(bytes).unwrap();
                        let (text, context) = (&case.text, case.context);
                        peer::verify_detached_signature_ctx(&signature, text, context, &key).is_ok()
                    };
                    assert!(verdict(&case.signature) && !verdict(&case.modified));
                }
            }
        }
    };
}

parameter_set!(ml_dsa_44, ML_DSA_44_SIGNING, ML_DSA_44, mldsa44, MlDsa44);
parameter_set!(ml_dsa_65, ML_DSA_65_SIGNING, ML_DSA_65, mldsa65, MlDsa65);
parameter_set!(ml_dsa_87, ML_DSA_87_SIGNING, ML_DSA_87, mldsa87, MlDsa87);
