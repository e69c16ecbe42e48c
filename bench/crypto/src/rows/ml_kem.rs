//! ML-KEM beside aws-lc-rs, libcrux, pqcrypto, the RustCrypto crate and fips203.
//!
//! `encapsulate` begins with the bytes of the encapsulation key and `decapsulate` with the key as
//! the library keeps it; `(prepared)` and `(batch of 8)` use the keys and slices that only some
//! libraries have. Every call gets other input where the library lets the caller choose.

use std::hint::black_box;

use super::{best_backend, other_backends};
use crate::measure::Row;

/// Operations in a batch.
const BATCH: u32 = 8;

/// Adds the rows of every parameter set.
pub(super) fn rows(rows: &mut Vec<Row>) {
    ml_kem_512(rows);
    ml_kem_768(rows);
    ml_kem_1024(rows);
}

/// A seed that is different for every input.
fn seed<const N: usize>(input: usize) -> [u8; N] {
    let mut seed = [0x5A; N];
    seed[..8].copy_from_slice(&(input as u64).to_le_bytes());
    seed
}

macro_rules! parameter_set {
    (
        $function:ident, $algorithm:literal, $aws:ident, $libcrux:ident, $pqcrypto:ident,
        $rustcrypto:ident, $fips203:ident
    ) => {
        fn $function(rows: &mut Vec<Row>) {
            use futae::$function::{DecapsulationKey, EncapsulationKey};

            let mut add = |operation, implementation, operations, backend, run| {
                let algorithm = $algorithm;
                rows.push(Row { algorithm, operation, implementation, operations, backend, run });
            };
            let key = || DecapsulationKey::from_seed(&seed(0));
            let public = *key().encapsulation_key().as_bytes();
            let ciphertext = key().encapsulation_key().encapsulate_derand(&seed(1)).0;

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
                    Box::new(|i| {
                        black_box(DecapsulationKey::from_seed(&seed(i)));
                    }),
                );
                add(
                    "encapsulate",
                    name,
                    1,
                    backend,
                    Box::new(move |i| {
                        let key = EncapsulationKey::from_bytes(black_box(&public));
                        black_box(key.map(|key| key.encapsulate_derand(&seed(i)))).ok();
                    }),
                );
                let private = key();
                add(
                    "decapsulate",
                    name,
                    1,
                    backend,
                    Box::new(move |_| {
                        black_box(private.decapsulate(black_box(&ciphertext)));
                    }),
                );
            }
            let backend = Some(best_backend());
            let prepared = key().encapsulation_key().prepare();
            add(
                "encapsulate",
                "futae (prepared)",
                1,
                backend,
                Box::new(move |i| {
                    black_box(prepared.encapsulate_derand(&seed(i)));
                }),
            );
            let prepared = key().prepare();
            add(
                "decapsulate",
                "futae (prepared)",
                1,
                backend,
                Box::new(move |_| {
                    black_box(prepared.decapsulate(black_box(&ciphertext)));
                }),
            );
            add(
                "generate",
                "futae (batch of 8)",
                BATCH,
                backend,
                Box::new(|i| {
                    DecapsulationKey::from_seeds(
                        &std::array::from_fn::<_, 8, _>(|lane| seed(8 * i + lane)),
                        |key| _ = black_box(key),
                    );
                }),
            );
            add(
                "encapsulate",
                "futae (batch of 8)",
                BATCH,
                backend,
                Box::new(move |i| {
                    let Ok(key) = EncapsulationKey::from_bytes(&public) else { return };
                    let m: [_; 8] = std::array::from_fn(|lane| seed(8 * i + lane));
                    let mut ciphertexts = [ciphertext; 8];
                    let mut secrets = [[0; 32]; 8];
                    EncapsulationKey::encapsulate_batch_derand(
                        &[&key; 8],
                        &m,
                        &mut ciphertexts,
                        &mut secrets,
                    )
                    .ok();
                    black_box((ciphertexts, secrets));
                }),
            );
            let private = key();
            add(
                "decapsulate",
                "futae (batch of 8)",
                BATCH,
                backend,
                Box::new(move |_| {
                    let mut secrets = [[0; 32]; 8];
                    DecapsulationKey::decapsulate_batch(
                        &[&private; 8],
                        black_box(&[ciphertext; 8]),
                        &mut secrets,
                    )
                    .ok();
                    black_box(secrets);
                }),
            );

            // aws-lc-rs.
            {
                use aws_lc_rs::kem::{
                    DecapsulationKey as Private, EncapsulationKey as Public, $aws as PARAMETERS,
                };

                add(
                    "generate",
                    "aws-lc-rs",
                    1,
                    None,
                    Box::new(|_| {
                        black_box(Private::generate(&PARAMETERS).ok());
                    }),
                );
                add(
                    "encapsulate",
                    "aws-lc-rs",
                    1,
                    None,
                    Box::new(move |_| {
                        let key = Public::new(&PARAMETERS, black_box(&public));
                        black_box(key.map(|key| key.encapsulate().ok()).ok());
                    }),
                );
                let private = Private::generate(&PARAMETERS).ok();
                let public = private.as_ref().and_then(|key| key.encapsulation_key().ok());
                let ciphertext = public.and_then(|key| key.encapsulate().ok());
                let ciphertext = ciphertext.map(|(bytes, _)| bytes.as_ref().to_vec());
                add(
                    "decapsulate",
                    "aws-lc-rs",
                    1,
                    None,
                    Box::new(move |_| {
                        if let (Some(key), Some(bytes)) = (&private, &ciphertext) {
                            black_box(key.decapsulate(bytes[..].into()).ok());
                        }
                    }),
                );
            }

            // libcrux.
            {
                use libcrux_ml_kem::$libcrux as peer;

                add(
                    "generate",
                    "libcrux",
                    1,
                    None,
                    Box::new(|i| {
                        black_box(peer::generate_key_pair(seed(i)));
                    }),
                );
                add(
                    "encapsulate",
                    "libcrux",
                    1,
                    None,
                    Box::new(move |i| {
                        let key = (*black_box(&public)).into();
                        if peer::validate_public_key(&key) {
                            black_box(peer::encapsulate(&key, seed(i)));
                        }
                    }),
                );
                let pair = peer::generate_key_pair(seed(0));
                add(
                    "decapsulate",
                    "libcrux",
                    1,
                    None,
                    Box::new(move |_| {
                        black_box(peer::decapsulate(pair.private_key(), &ciphertext.into()));
                    }),
                );
            }

            // pqcrypto: PQClean's C with AVX2.
            {
                use pqcrypto_mlkem::$pqcrypto as peer;
                use pqcrypto_traits::kem::PublicKey as _;

                add(
                    "generate",
                    "pqcrypto",
                    1,
                    None,
                    Box::new(|_| {
                        black_box(peer::keypair());
                    }),
                );
                add(
                    "encapsulate",
                    "pqcrypto",
                    1,
                    None,
                    Box::new(move |_| {
                        let key = peer::PublicKey::from_bytes(black_box(&public));
                        black_box(key.map(|key| peer::encapsulate(&key)).ok());
                    }),
                );
                let (public, private) = peer::keypair();
                let (_, ciphertext) = peer::encapsulate(&public);
                add(
                    "decapsulate",
                    "pqcrypto",
                    1,
                    None,
                    Box::new(move |_| {
                        black_box(peer::decapsulate(black_box(&ciphertext), &private));
                    }),
                );
            }

            // RustCrypto.
            {
                use ::ml_kem::{
                    DecapsulationKey as Private, EncapsulationKey as Public,
                    kem::{Decapsulate, Encapsulate},
                    $rustcrypto as Peer,
                };

                add(
                    "generate",
                    "ml-kem",
                    1,
                    None,
                    Box::new(|i| {
                        black_box(Private::<Peer>::from_seed(seed::<64>(i).into()));
                    }),
                );
                add(
                    "encapsulate",
                    "ml-kem",
                    1,
                    None,
                    Box::new(move |_| {
                        let key = Public::<Peer>::new(black_box(&public.into()));
                        black_box(key.map(|key| key.encapsulate()).ok());
                    }),
                );
                let private = Private::<Peer>::from_seed(seed::<64>(0).into());
                add(
                    "decapsulate",
                    "ml-kem",
                    1,
                    None,
                    Box::new(move |_| {
                        black_box(private.decapsulate(black_box(&ciphertext.into())));
                    }),
                );
            }

            // fips203.
            {
                use fips203::{
                    traits::{Decaps, Encaps, KeyGen, SerDes},
                    $fips203::{CipherText, EncapsKey, KG},
                };

                add(
                    "generate",
                    "fips203",
                    1,
                    None,
                    Box::new(|i| {
                        black_box(KG::keygen_from_seed(seed(i), seed(i)));
                    }),
                );
                add(
                    "encapsulate",
                    "fips203",
                    1,
                    None,
                    Box::new(move |i| {
                        let key = EncapsKey::try_from_bytes(*black_box(&public));
                        black_box(key.map(|key| key.encaps_from_seed(&seed(i))).ok());
                    }),
                );
                let (_, private) = KG::keygen_from_seed(seed(0), seed(0));
                add(
                    "decapsulate",
                    "fips203",
                    1,
                    None,
                    Box::new(move |_| {
                        let bytes = CipherText::try_from_bytes(*black_box(&ciphertext));
                        black_box(bytes.and_then(|bytes| private.try_decaps(&bytes)).ok());
                    }),
                );
            }
        }
    };
}

parameter_set!(ml_kem_512, "ML-KEM-512", ML_KEM_512, mlkem512, mlkem512, MlKem512, ml_kem_512);
parameter_set!(ml_kem_768, "ML-KEM-768", ML_KEM_768, mlkem768, mlkem768, MlKem768, ml_kem_768);
parameter_set!(
    ml_kem_1024,
    "ML-KEM-1024",
    ML_KEM_1024,
    mlkem1024,
    mlkem1024,
    MlKem1024,
    ml_kem_1024
);
