//! A statistical test of decapsulation's timing in the manner of dudect: two classes of input in
//! random order, Welch's t of their times. A large |t| proves a leak; a small one proves nothing.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the report")]

use std::{hint::black_box, process::ExitCode, time::Instant};

use futae::ml_kem_768::DecapsulationKey;
use futae_kernels::Backend;

/// Measurements of each backend.
const SAMPLES: usize = 200_000;
/// Beyond this the classes differ: dudect's threshold for a definite leak is 10, for a probable
/// one 4.5.
const THRESHOLD: f64 = 10.0;
/// Of each class the slowest are interruptions: this part is kept.
const KEPT: f64 = 0.9;

fn main() -> ExitCode {
    let mut leaks = false;
    for backend in Backend::available() {
        if !Backend::select(backend.name) {
            continue;
        }
        let t = t_of_rejection();
        println!("ML-KEM-768 decapsulate, accepted against rejected, {}: t = {t:.2}", backend.name);
        leaks |= t.abs() > THRESHOLD;
    }
    if leaks { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Class 0 decapsulates ciphertexts of this key, class 1 modified ones.
fn t_of_rejection() -> f64 {
    let key = DecapsulationKey::from_seed(&[7; 64]);
    let inputs: [_; 2] = std::array::from_fn(|class| {
        let ciphertexts = (0..64_u8).map(|i| {
            let mut ciphertext = key.encapsulation_key().encapsulate_derand(&[i; 32]).0;
            ciphertext[usize::from(i)] ^= class as u8;
            ciphertext
        });
        ciphertexts.collect::<Vec<_>>()
    });
    let mut times = [Vec::new(), Vec::new()];
    let mut random = 1_u64;
    for i in 0..SAMPLES {
        random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        let class = (random >> 63) as usize;
        let ciphertext = inputs[class][i % 64];
        let start = Instant::now();
        black_box(key.decapsulate(black_box(&ciphertext)));
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
