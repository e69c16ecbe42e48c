//! A statistical test of timing in the manner of dudect: two classes of secrets in random order,
//! Welch's t of their times. A large |t| proves a leak; a small one proves nothing.
//!
//! | operation | classes |
//! |---|---|
//! | ML-KEM-768 decapsulate | accepted and rejected ciphertexts |
//! | ML-DSA-65 sign | keys whose s1 and s2 have many or few ones, over fresh messages |
//! | SLH-DSA-SHA2-128f sign | keys whose SK.seed has many or few ones, over fresh messages |
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the report")]

use std::{array, hint::black_box, process::ExitCode, time::Instant};

use futae::{ml_dsa, ml_dsa_65, ml_kem_768::DecapsulationKey, slh_dsa, slh_dsa_sha2_128f};
use futae_kernels::Backend;

/// Beyond this the classes differ: dudect's threshold for a definite leak is 10, for a probable
/// one 4.5.
const THRESHOLD: f64 = 10.0;
/// Of each class the slowest are interruptions: this part is kept.
const KEPT: f64 = 0.9;
/// Inputs of each class. They stand in turns in one place of memory, so that neither class is better
/// aligned than the other.
const INPUTS: usize = 64;

/// A test: its name and Welch's t.
type Test = (&'static str, fn() -> f64);

const TESTS: [Test; 3] = [
    ("ML-KEM-768 decapsulate", decapsulation),
    ("ML-DSA-65 sign", ml_dsa_signing),
    ("SLH-DSA-SHA2-128f sign", slh_dsa_signing),
];

fn main() -> ExitCode {
    let mut leaks = false;
    for backend in Backend::available() {
        if !Backend::select(backend.name) {
            continue;
        }
        for (name, test) in TESTS {
            let t = test();
            println!("{name}, {}: t = {t:.2}", backend.name);
            leaks |= t.abs() > THRESHOLD;
        }
    }
    if leaks { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Class 0 decapsulates ciphertexts of this key, class 1 modified ones.
fn decapsulation() -> f64 {
    let key = DecapsulationKey::from_seed(&[7; 64]);
    let pairs = (0..INPUTS).map(|i| {
        let accepted = key.encapsulation_key().encapsulate_derand(&[i as u8; 32]).0;
        let mut rejected = accepted;
        rejected[i] ^= 1;
        [accepted, rejected]
    });
    let inputs: Vec<_> = pairs.collect();
    t_of(200_000, &inputs, |ciphertext, _| _ = black_box(key.decapsulate(black_box(ciphertext))))
}

fn ml_dsa_signing() -> f64 {
    let keys = (0..2 * INPUTS).map(|i| ml_dsa_65::SigningKey::from_seed(&[i as u8; 32]));
    // s1 and s2 stand after rho, K and tr.
    let inputs = by_ones(keys.collect(), |key| &key.expanded()[128..128 + 11 * 128]);
    t_of(20_000, &inputs, |key, i| {
        let text = i.to_le_bytes();
        black_box(black_box(key).sign_deterministic(ml_dsa::Message::new(&text))).ok();
    })
}

fn slh_dsa_signing() -> f64 {
    let keys = (0..2 * INPUTS).map(|i| {
        let seed: [u8; 16] = array::from_fn(|at| ((i + 1) * (2 * at + 1) * 97) as u8);
        (seed, slh_dsa_sha2_128f::SigningKey::generate_derand(&seed, &[1; 16], &[2; 16]))
    });
    let inputs = by_ones(keys.collect(), |(seed, _)| &seed[..]);
    t_of(800, &inputs, |(_, key), i| {
        let text = i.to_le_bytes();
        black_box(black_box(key).sign_deterministic(slh_dsa::Message::new(&text))).ok();
    })
}

/// Pairs of a key of the half with fewer ones in its secret and one of the half with more.
fn by_ones<T>(mut keys: Vec<T>, secret: impl Fn(&T) -> &[u8]) -> Vec<[T; 2]> {
    keys.sort_by_key(|key| secret(key).iter().map(|byte| byte.count_ones()).sum::<u32>());
    let many = keys.split_off(keys.len() / 2);
    keys.into_iter().zip(many).map(Into::into).collect()
}

/// Welch's t of the times of an operation on inputs of two classes; the operation is also given
/// the number of the measurement.
fn t_of<T>(samples: usize, inputs: &[[T; 2]], mut run: impl FnMut(&T, usize)) -> f64 {
    let mut times = [Vec::new(), Vec::new()];
    let mut random = 1_u64;
    for i in 0..samples {
        random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        let class = (random >> 63) as usize;
        let input = &inputs[i % INPUTS][class];
        let start = Instant::now();
        run(input, i);
        times[class].push(start.elapsed().as_nanos() as f64);
    }
    welch(times.map(without_interruptions))
}

fn without_interruptions(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times.truncate((times.len() as f64 * KEPT) as usize);
    times
}

/// Welch's t of two samples.
fn welch(samples: [Vec<f64>; 2]) -> f64 {
    let [a, b] = samples.map(|times| {
        let n = times.len() as f64;
        let mean = times.iter().sum::<f64>() / n;
        let variance = times.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    });
    (a.0 - b.0) / (a.1 + b.1).sqrt()
}
