//! ML-DSA beside aws-lc-rs, libcrux, pqcrypto and the RustCrypto crate.
//!
//! `verify` begins with the bytes of the verifying key, `sign` with the key as the library keeps
//! it; every signature is of another message, since the number of attempts varies. `(prepared)`
//! and `(batch of 8)` use keys and slices that only Futae has; a batch to be signed prepares its key
//! itself, one to be verified has eight keys.

use std::hint::black_box;

use futae::ml_dsa::{Error, Message};

use super::{best_backend, other_backends};
use crate::measure::Row;

/// Messages in a batch.
const BATCH: usize = 8;

/// What is signed for the verification rows.
const MESSAGE: &[u8] = b"the message";

/// Adds the rows of every parameter set.
pub(super) fn rows(rows: &mut Vec<Row>) {
    ml_dsa_44(rows);
    ml_dsa_65(rows);
    ml_dsa_87(rows);
}

/// A seed that is different for every input.
fn seed(input: usize) -> [u8; 32] {
    let mut seed = [0x5A; 32];
    seed[..8].copy_from_slice(&(input as u64).to_le_bytes());
    seed
}

macro_rules! parameter_set {
    (
        $function:ident, $algorithm:literal, $aws:ident, $aws_verify:ident, $pqcrypto:ident,
        $rustcrypto:ident
    ) => {
        fn $function(rows: &mut Vec<Row>) {
            use futae::$function::{SigningKey, VerifyingKey};

            let mut add = |operation, implementation, operations, backend, run| {
                let algorithm = $algorithm;
                rows.push(Row { algorithm, operation, implementation, operations, backend, run });
            };
            let key = || SigningKey::from_seed(&seed(0));
            let public = *key().verifying_key().as_bytes();
            let signed = key().sign_deterministic(Message::new(MESSAGE));

            // Futae, on every backend.
            let backends = std::iter::once(("futae", best_backend())).chain(other_backends());
            for (name, backend) in backends {
                let backend = Some(backend);
                let generate = |i| _ = black_box(SigningKey::from_seed(&seed(i)));
                add("generate", name, 1, backend, Box::new(generate));
                let private = key();
                let sign = move |i: usize| {
                    let text = i.to_le_bytes();
                    black_box(private.sign_deterministic(Message::new(&text)).ok());
                };
                add("sign", name, 1, backend, Box::new(sign));
                let verify = move |_| {
                    let key = VerifyingKey::from_bytes(black_box(&public));
                    let check = |signature| key.verify(Message::new(MESSAGE), signature);
                    black_box(signed.as_ref().map(check).is_ok());
                };
                add("verify", name, 1, backend, Box::new(verify));
            }
            let backend = Some(best_backend());
            let prepared = key().prepare();
            let sign = move |i: usize| {
                let text = i.to_le_bytes();
                black_box(prepared.sign_deterministic(Message::new(&text)).ok());
            };
            add("sign", "futae (prepared)", 1, backend, Box::new(sign));
            let private = key();
            let sign = move |i: usize| {
                let texts: [_; BATCH] = std::array::from_fn(|n| (BATCH * i + n).to_le_bytes());
                let messages = texts.each_ref().map(|text| Message::new(text));
                let mut signatures = [Err(Error::Randomness); BATCH];
                private.prepare().sign_batch_deterministic(&messages, &mut signatures);
                _ = black_box(signatures);
            };
            add("sign", "futae (batch of 8)", BATCH as u32, backend, Box::new(sign));
            let generate = |i: usize| {
                let seeds: [_; BATCH] = std::array::from_fn(|n| seed(BATCH * i + n));
                SigningKey::from_seeds(&seeds, |key| _ = black_box(key));
            };
            add("generate", "futae (batch of 8)", BATCH as u32, backend, Box::new(generate));
            let verify = move |_| {
                let key = VerifyingKey::from_bytes(black_box(&public));
                let Ok(signature) = signed else { return };
                let (messages, signatures) = ([Message::new(MESSAGE); BATCH], [signature; BATCH]);
                let mut results = [Ok(()); BATCH];
                _ = VerifyingKey::verify_batch(
                    &[&key; BATCH],
                    &messages,
                    &signatures,
                    &mut results,
                );
                _ = black_box(results);
            };
            add("verify", "futae (batch of 8)", BATCH as u32, backend, Box::new(verify));
            let prepared = VerifyingKey::from_bytes(&public).prepare();
            let verify = move |_| {
                let check = |signature| prepared.verify(Message::new(MESSAGE), signature);
                black_box(signed.as_ref().map(check).is_ok());
            };
            add("verify", "futae (prepared)", 1, backend, Box::new(verify));

            // aws-lc-rs.
            {
                use aws_lc_rs::signature::{
                    KeyPair, PqdsaKeyPair, UnparsedPublicKey, $aws as SIGNING,
                    $aws_verify as VERIFYING,
                };

                let generate = |_| _ = black_box(PqdsaKeyPair::generate(&SIGNING).ok());
                add("generate", "aws-lc-rs", 1, None, Box::new(generate));
                if let Ok(private) = PqdsaKeyPair::generate(&SIGNING) {
                    let mut signature = [0; 5_000];
                    let public = private.public_key().as_ref().to_vec();
                    let length = private.sign(MESSAGE, &mut signature).unwrap_or(0);
                    let verify = move |_| {
                        let key = UnparsedPublicKey::new(&VERIFYING, black_box(&public));
                        black_box(key.verify(MESSAGE, &signature[..length]).is_ok());
                    };
                    let sign = move |i: usize| {
                        let mut out = [0; 5_000];
                        black_box(private.sign(&i.to_le_bytes(), &mut out).ok());
                    };
                    add("sign", "aws-lc-rs", 1, None, Box::new(sign));
                    add("verify", "aws-lc-rs", 1, None, Box::new(verify));
                }
            }

            // libcrux.
            {
                use libcrux_ml_dsa::$function as peer;

                let generate = |i| _ = black_box(peer::generate_key_pair(seed(i)));
                add("generate", "libcrux", 1, None, Box::new(generate));
                let pair = peer::generate_key_pair(seed(0));
                let signature = peer::sign(&pair.signing_key, MESSAGE, b"", seed(0));
                let verify = move |_| {
                    let check = |signature| {
                        peer::verify(&pair.verification_key, MESSAGE, b"", signature).is_ok()
                    };
                    black_box(signature.as_ref().map(check).ok());
                };
                add("verify", "libcrux", 1, None, Box::new(verify));
                let pair = peer::generate_key_pair(seed(0));
                let sign = move |i: usize| {
                    let text = i.to_le_bytes();
                    black_box(peer::sign(&pair.signing_key, &text, b"", seed(i)).ok());
                };
                add("sign", "libcrux", 1, None, Box::new(sign));
            }

            // pqcrypto: PQClean's C with AVX2.
            {
                use pqcrypto_mldsa::$pqcrypto as peer;

                add("generate", "pqcrypto", 1, None, Box::new(|_| _ = black_box(peer::keypair())));
                let (public, private) = peer::keypair();
                let signature = peer::detached_sign(MESSAGE, &private);
                let verify = move |_| {
                    let check = peer::verify_detached_signature(&signature, MESSAGE, &public);
                    black_box(check.is_ok());
                };
                add("verify", "pqcrypto", 1, None, Box::new(verify));
                let sign = move |i: usize| {
                    black_box(peer::detached_sign(&i.to_le_bytes(), &private));
                };
                add("sign", "pqcrypto", 1, None, Box::new(sign));
            }

            // RustCrypto.
            {
                use ::ml_dsa::{
                    SigningKey as Private, VerifyingKey as Public,
                    signature::{Keypair, Signer, Verifier},
                    $rustcrypto as Peer,
                };

                let generate = |i| _ = black_box(Private::<Peer>::from_seed(&seed(i).into()));
                add("generate", "ml-dsa", 1, None, Box::new(generate));
                let private = Private::<Peer>::from_seed(&seed(0).into());
                let signature = private.sign(MESSAGE);
                let public = private.verifying_key().encode();
                let verify = move |_| {
                    let key = Public::<Peer>::decode(black_box(&public));
                    black_box(key.verify(MESSAGE, &signature).is_ok());
                };
                add("verify", "ml-dsa", 1, None, Box::new(verify));
                let sign = move |i: usize| _ = black_box(private.sign(&i.to_le_bytes()));
                add("sign", "ml-dsa", 1, None, Box::new(sign));
            }
        }
    };
}

parameter_set!(ml_dsa_44, "ML-DSA-44", ML_DSA_44_SIGNING, ML_DSA_44, mldsa44, MlDsa44);
parameter_set!(ml_dsa_65, "ML-DSA-65", ML_DSA_65_SIGNING, ML_DSA_65, mldsa65, MlDsa65);
parameter_set!(ml_dsa_87, "ML-DSA-87", ML_DSA_87_SIGNING, ML_DSA_87, mldsa87, MlDsa87);
