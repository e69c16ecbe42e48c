//! Operations a second: one after the other, in batches of Futae's own interface, and on threads.

use crate::implementation::by_name;
use crate::implementations::futae::Futae;
use crate::timing::{Inputs, Timed};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// A rate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rate {
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// The operation.
    pub(crate) operation: String,
    /// The implementation.
    pub(crate) implementation: String,
    /// How.
    pub(crate) way: Way,
    /// Operations a second.
    pub(crate) per_second: f64,
    /// The rate over that of the same implementation one after the other.
    pub(crate) gain: f64,
}

/// How operations follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Way {
    /// One after the other.
    Single,
    /// So many side by side in one call.
    Batch(usize),
    /// On so many threads, each with keys of its own.
    Threads(usize),
}

/// The rates that follow from medians, and those on every processor.
///
/// # Errors
/// An implementation failed.
pub(crate) fn rates(timed: &[Timed], budget: Duration) -> Result<Vec<Rate>> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut rates = Vec::new();
    for row in timed {
        let single = 1e9 / row.median.max(1) as f64;
        let rate = |way, per_second| Rate {
            algorithm: row.algorithm.clone(),
            operation: row.operation.clone(),
            implementation: row.implementation.clone(),
            way,
            per_second,
            gain: per_second / single,
        };
        rates.push(rate(Way::Single, single));
        if row.implementation == "futae"
            && Futae::best().choose()
            && let Some(each) = batch::nanoseconds(&row.algorithm, &row.operation, budget)
        {
            rates.push(rate(Way::Batch(batch::SIZE), 1e9 / each));
        }
        // A program behind a pipe is one process.
        if threads > 1 && !row.implementation.starts_with("program:") {
            rates.push(rate(Way::Threads(threads), on_threads(row, threads, budget)?));
        }
    }
    Ok(rates)
}

fn on_threads(row: &Timed, threads: usize, budget: Duration) -> Result<f64> {
    let inputs = Inputs::new(&row.algorithm, by_name("futae")?.as_mut())?;
    let barrier = Barrier::new(threads);
    let work = |thread: usize| -> Result<f64> {
        let mut implementation = by_name(&row.implementation)?;
        let operations = inputs.operations(&row.algorithm);
        let make = operations.iter().find(|make| make(0).name() == row.operation);
        let make = make.context("no such operation")?;
        implementation.perform(&row.algorithm, &make(0))?;
        barrier.wait();
        let start = Instant::now();
        let mut done = 0_usize;
        while start.elapsed() < budget {
            done += 1;
            let operation = make(threads * done + thread);
            std::hint::black_box(implementation.perform(&row.algorithm, &operation)?);
        }
        Ok(done as f64 / start.elapsed().as_secs_f64())
    };
    thread::scope(|scope| {
        let handles: Vec<_> =
            (0..threads).map(|number| scope.spawn(move || work(number))).collect();
        let rates = handles.into_iter().map(|handle| match handle.join() {
            Ok(rate) => rate,
            Err(_) => anyhow::bail!("{} panicked", row.implementation),
        });
        rates.sum()
    })
}

/// Futae's interface for several keys, ciphertexts or messages at a time.
mod batch {
    use std::hint::black_box;
    use std::time::{Duration, Instant};

    /// Operations in a batch.
    pub(super) const SIZE: usize = 8;

    /// Nanoseconds of one operation of a batch, where there is such a batch.
    pub(super) fn nanoseconds(algorithm: &str, operation: &str, budget: Duration) -> Option<f64> {
        let mut run: Box<dyn FnMut(u64)> = match algorithm {
            "ML-KEM-512" => ml_kem_512(operation)?,
            "ML-KEM-768" => ml_kem_768(operation)?,
            "ML-KEM-1024" => ml_kem_1024(operation)?,
            "ML-DSA-44" => ml_dsa_44(operation)?,
            "ML-DSA-65" => ml_dsa_65(operation)?,
            "ML-DSA-87" => ml_dsa_87(operation)?,
            _ => return None,
        };
        run(0);
        let start = Instant::now();
        let mut number = 0;
        while start.elapsed() < budget {
            number += 1;
            run(number);
        }
        Some(start.elapsed().as_nanos() as f64 / (number as f64 * SIZE as f64))
    }

    fn seed<const N: usize>(number: u64, lane: usize) -> [u8; N] {
        let bytes = (number * SIZE as u64 + lane as u64).to_le_bytes();
        std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0x5A))
    }

    macro_rules! ml_kem {
        ($($module:ident)*) => {$(
            fn $module(operation: &str) -> Option<Box<dyn FnMut(u64)>> {
                use futae::$module::{DecapsulationKey, EncapsulationKey};

                let private = DecapsulationKey::from_seed(&seed(0, 0));
                let public = EncapsulationKey::from_bytes(private.encapsulation_key().as_bytes());
                let public = public.ok()?;
                let ciphertext = public.encapsulate_derand(&seed(0, 1)).0;
                Some(match operation {
                    "keyGen" => Box::new(|number| {
                        let seeds: [_; SIZE] = std::array::from_fn(|lane| seed(number, lane));
                        DecapsulationKey::from_seeds(&seeds, |key| _ = black_box(key));
                    }),
                    "encapsulate" => Box::new(move |number| {
                        let m: [_; SIZE] = std::array::from_fn(|lane| seed(number, lane));
                        let mut ciphertexts = [ciphertext; SIZE];
                        let mut secrets = [[0; 32]; SIZE];
                        EncapsulationKey::encapsulate_batch_derand(
                            &[&public; SIZE],
                            &m,
                            &mut ciphertexts,
                            &mut secrets,
                        )
                        .ok();
                        black_box((ciphertexts, secrets));
                    }),
                    "decapsulate" => Box::new(move |_| {
                        let mut secrets = [[0; 32]; SIZE];
                        DecapsulationKey::decapsulate_batch(
                            &[&private; SIZE],
                            black_box(&[ciphertext; SIZE]),
                            &mut secrets,
                        )
                        .ok();
                        black_box(secrets);
                    }),
                    _ => return None,
                })
            }
        )*};
    }

    ml_kem! { ml_kem_512 ml_kem_768 ml_kem_1024 }

    macro_rules! ml_dsa {
        ($($module:ident)*) => {$(
            fn $module(operation: &str) -> Option<Box<dyn FnMut(u64)>> {
                use futae::{ml_dsa, $module::SigningKey};

                let key = SigningKey::from_seed(&seed(0, 0)).prepare();
                Some(match operation {
                    "keyGen" => Box::new(|number| {
                        let seeds: [_; SIZE] = std::array::from_fn(|lane| seed(number, lane));
                        SigningKey::from_seeds(&seeds, |key| _ = black_box(key));
                    }),
                    "sign" => Box::new(move |number| {
                        let texts: [[u8; 8]; SIZE] =
                            std::array::from_fn(|lane| seed(number, lane));
                        let messages = texts.each_ref().map(|text| ml_dsa::Message::new(text));
                        let mut signatures =
                            [const { Err(ml_dsa::Error::Randomness) }; SIZE];
                        key.sign_batch_deterministic(&messages, &mut signatures);
                        black_box(&signatures);
                    }),
                    _ => return None,
                })
            }
        )*};
    }

    ml_dsa! { ml_dsa_44 ml_dsa_65 ml_dsa_87 }
}
