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
/// Inputs of each class.
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
    let run = |ciphertext: &_, _| _ = black_box(key.decapsulate(black_box(ciphertext)));
    t_of(200_000, &inputs, |ciphertext| *ciphertext, run)
}

fn ml_dsa_signing() -> f64 {
    let key = ml_dsa_65::SigningKey::from_seed;
    // s1 and s2 stand after rho, K and tr.
    let secret = |seed: &_| key(seed).expanded()[128..128 + 11 * 128].to_vec();
    let inputs = by_ones((0..2 * INPUTS).map(|i| [i as u8; 32]).collect(), secret);
    t_of(20_000, &inputs, key, |key, i| {
        let text = i.to_le_bytes();
        black_box(black_box(key).sign_deterministic(ml_dsa::Message::new(&text))).ok();
    })
}

fn slh_dsa_signing() -> f64 {
    let seeds = (0..2 * INPUTS)
        .map(|i| -> [u8; 16] { array::from_fn(|at| ((i + 1) * (2 * at + 1) * 97) as u8) });
    let key = |seed: &_| slh_dsa_sha2_128f::SigningKey::generate_derand(seed, &[1; 16], &[2; 16]);
    t_of(800, &by_ones(seeds.collect(), |seed| seed.to_vec()), key, |key, i| {
        let text = i.to_le_bytes();
        black_box(black_box(key).sign_deterministic(slh_dsa::Message::new(&text))).ok();
    })
}

/// Pairs of a seed of the half with fewer ones in its secret and one of the half with more.
fn by_ones<const N: usize>(
    mut seeds: Vec<[u8; N]>,
    secret: impl Fn(&[u8; N]) -> Vec<u8>,
) -> Vec<[[u8; N]; 2]> {
    seeds.sort_by_cached_key(|seed| secret(seed).iter().map(|byte| byte.count_ones()).sum::<u32>());
    let many = seeds.split_off(seeds.len() / 2);
    seeds.into_iter().zip(many).map(Into::into).collect()
}

/// Welch's t of the times of an operation on inputs of two classes; the operation is also given
/// the number of the measurement.
///
/// What is measured works on a value that was just made in one place: neither class is nearer to
/// the processor, better aligned, or foreseen by what was read before.
fn t_of<S, T>(
    samples: usize,
    inputs: &[[S; 2]],
    make: impl Fn(&S) -> T,
    mut run: impl FnMut(&T, usize),
) -> f64 {
    let mut times = [Vec::new(), Vec::new()];
    let mut random = 1_u64;
    for i in 0..samples {
        random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        let class = (random >> 63) as usize;
        let input = make(&inputs[i % INPUTS][class]);
        let start = Instant::now();
        run(&input, i);
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
