//! SLH-DSA beside the RustCrypto crate and fips205.
//!
//! Signing is deterministic everywhere, with another message each time; `(batch of 8)` verifies
//! eight signatures under one key. Of the slow sets there is one only: a signature of the others
//! takes the other libraries up to seconds, for the same calls in other proportions.

use std::{array, hint::black_box};

use futae::slh_dsa::Message;

use super::{best_backend, other_backends};
use crate::measure::Row;

/// Operations in a batch.
const BATCH: usize = 8;

/// Adds the rows of the fast parameter sets and of one slow one.
pub(super) fn rows(rows: &mut Vec<Row>) {
    slh_dsa_sha2_128f(rows);
    slh_dsa_sha2_192f(rows);
    slh_dsa_sha2_256f(rows);
    slh_dsa_shake_128f(rows);
    slh_dsa_shake_192f(rows);
    slh_dsa_shake_256f(rows);
    slh_dsa_sha2_128s(rows);
}

/// A message that is different for every input.
fn message(input: usize) -> [u8; 32] {
    let mut message = [0x5A; 32];
    message[..8].copy_from_slice(&(input as u64).to_le_bytes());
    message
}

macro_rules! parameter_set {
    ($function:ident, $algorithm:literal, $n:literal, $rustcrypto:ident) => {
        fn $function(rows: &mut Vec<Row>) {
            use futae::$function::SigningKey;

            let key = || SigningKey::generate_derand(&[1; $n], &[2; $n], &[3; $n]);
            let signature = || key().sign_deterministic(Message::new(&message(0)));
            let Ok(genuine) = signature() else { return };
            let mut add = |operation, implementation, operations, backend, run| {
                let algorithm = $algorithm;
                rows.push(Row { algorithm, operation, implementation, operations, backend, run });
            };

            // Futae, on every backend.
            for (name, backend) in
                std::iter::once(("futae", best_backend())).chain(other_backends())
            {
                let backend = Some(backend);
                add(
                    "generate",
                    name,
                    1,
                    backend,
                    Box::new(move |_| {
                        black_box(key());
                    }),
                );
                let private = key();
                add(
                    "sign",
                    name,
                    1,
                    backend,
                    Box::new(move |i| {
                        black_box(private.sign_deterministic(Message::new(&message(i)))).ok();
                    }),
                );
                let public = key().verifying_key();
                add(
                    "verify",
                    name,
                    1,
                    backend,
                    Box::new(move |_| {
                        black_box(public.verify(Message::new(&message(0)), &genuine)).ok();
                    }),
                );
            }
            let public = key().verifying_key();
            let signatures = vec![genuine; BATCH];
            add(
                "verify",
                "futae (batch of 8)",
                BATCH as u32,
                Some(best_backend()),
                Box::new(move |_| {
                    let text = message(0);
                    let messages = [Message::new(&text); BATCH];
                    let mut results = array::from_fn::<_, BATCH, _>(|_| Ok(()));
                    black_box(public.verify_batch(&messages, &signatures, &mut results)).ok();
                    black_box(&results);
                }),
            );

            // RustCrypto.
            {
                use ::slh_dsa::{Signature, SigningKey as Private, $rustcrypto as Peer};

                let private = || Private::<Peer>::slh_keygen_internal(&[1; $n], &[2; $n], &[3; $n]);
                add(
                    "generate",
                    "slh-dsa",
                    1,
                    None,
                    Box::new(move |_| {
                        black_box(private());
                    }),
                );
                let signer = private();
                add(
                    "sign",
                    "slh-dsa",
                    1,
                    None,
                    Box::new(move |i| {
                        black_box(signer.try_sign_with_context(&message(i), b"", None)).ok();
                    }),
                );
                if let Ok(signature) = Signature::<Peer>::try_from(&genuine[..]) {
                    let signer = private();
                    add(
                        "verify",
                        "slh-dsa",
                        1,
                        None,
                        Box::new(move |_| {
                            let key = signer.as_ref();
                            black_box(key.try_verify_with_context(&message(0), b"", &signature))
                                .ok();
                        }),
                    );
                }
            }

            // fips205.
            {
                use fips205::{
                    traits::{SerDes, Signer, Verifier},
                    $function::{PrivateKey, PublicKey, try_keygen},
                };

                add(
                    "generate",
                    "fips205",
                    1,
                    None,
                    Box::new(|_| {
                        black_box(try_keygen()).ok();
                    }),
                );
                if let Ok(private) = PrivateKey::try_from_bytes(key().to_bytes()) {
                    add(
                        "sign",
                        "fips205",
                        1,
                        None,
                        Box::new(move |i| {
                            black_box(private.try_sign(&message(i), b"", false)).ok();
                        }),
                    );
                }
                if let Ok(public) = PublicKey::try_from_bytes(key().verifying_key().to_bytes()) {
                    add(
                        "verify",
                        "fips205",
                        1,
                        None,
                        Box::new(move |_| {
                            black_box(public.verify(&message(0), &genuine, b""));
                        }),
                    );
                }
            }
        }
    };
}

parameter_set!(slh_dsa_sha2_128s, "SLH-DSA-SHA2-128s", 16, Sha2_128s);
parameter_set!(slh_dsa_sha2_128f, "SLH-DSA-SHA2-128f", 16, Sha2_128f);
parameter_set!(slh_dsa_sha2_192f, "SLH-DSA-SHA2-192f", 24, Sha2_192f);
parameter_set!(slh_dsa_sha2_256f, "SLH-DSA-SHA2-256f", 32, Sha2_256f);
parameter_set!(slh_dsa_shake_128f, "SLH-DSA-SHAKE-128f", 16, Shake128f);
parameter_set!(slh_dsa_shake_192f, "SLH-DSA-SHAKE-192f", 24, Shake192f);
parameter_set!(slh_dsa_shake_256f, "SLH-DSA-SHAKE-256f", 32, Shake256f);
