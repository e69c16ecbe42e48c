//! How long operations take: implementations in turns in one process, and the statistical test
//! for timing that depends on secrets, in the manner of dudect.
//!
//! Times include what the common interface costs: buffers made for each call, below a
//! microsecond. `bench/compare-crypto` measures without it.

use crate::implementation::{Implementation, seed_size};
use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use anyhow::{Context, Result};
use serde::Serialize;
use std::time::{Duration, Instant};

/// One operation of one implementation, timed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Timed {
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// The operation.
    pub(crate) operation: String,
    /// The implementation.
    pub(crate) implementation: String,
    /// Samples, of one call each.
    pub(crate) samples: usize,
    /// Median in nanoseconds, with the bounds of its 95 % confidence interval.
    pub(crate) median: u64,
    pub(crate) low: u64,
    pub(crate) high: u64,
    /// The 5th and the 95th of a hundred.
    pub(crate) p5: u64,
    pub(crate) p95: u64,
    /// The median of the first implementation over this one's: above 1 this one is faster.
    pub(crate) ratio: f64,
    /// Bytes of public key, private key and ciphertext or signature.
    pub(crate) sizes: [usize; 3],
}

/// Inputs for an algorithm, made by Futae.
pub(crate) struct Inputs {
    seed: Bytes,
    public_key: Bytes,
    private_key: Bytes,
    made: Bytes,
}

impl Inputs {
    /// Keys and a ciphertext or signature.
    ///
    /// # Errors
    /// `by` cannot make them.
    pub(crate) fn new(algorithm: &str, by: &mut dyn Implementation) -> Result<Self> {
        let seed = Bytes(vec![7; seed_size(algorithm)]);
        let keys = by.ask(algorithm, &Operation::KeyGen { seed: seed.clone() })?;
        let Answer::Keys { public_key, private_key } = keys else {
            anyhow::bail!("{} makes no keys", by.name());
        };
        let mut inputs = Self { seed, public_key, private_key, made: Bytes::default() };
        inputs.made = match by.ask(algorithm, &inputs.producing(algorithm, 0))? {
            Answer::Encapsulated { ciphertext, .. } => ciphertext,
            Answer::Signature(signature) => signature,
            other => anyhow::bail!("{} answers {other:?}", by.name()),
        };
        Ok(inputs)
    }

    fn message(number: usize) -> Message {
        let message = number.to_le_bytes().into();
        Message::Pure { message, context: Bytes::default() }
    }

    fn producing(&self, algorithm: &str, number: usize) -> Operation {
        if algorithm.starts_with("ML-KEM") {
            let randomness = Bytes([number.to_le_bytes(); 4].concat());
            return Operation::Encapsulate { public_key: self.public_key.clone(), randomness };
        }
        let private_key = PrivateKey::Expanded(self.private_key.clone());
        Operation::Sign { private_key, message: Self::message(number), randomness: None }
    }

    fn consuming(&self, algorithm: &str) -> Operation {
        if algorithm.starts_with("ML-KEM") {
            let private_key = PrivateKey::Expanded(self.private_key.clone());
            return Operation::Decapsulate { private_key, ciphertext: self.made.clone() };
        }
        let (public_key, signature) = (self.public_key.clone(), self.made.clone());
        Operation::Verify { public_key, message: Self::message(0), signature }
    }

    fn generating(&self, number: usize) -> Operation {
        let mut seed = self.seed.clone();
        let number = number.to_le_bytes();
        seed.0.iter_mut().zip(number).for_each(|(byte, part)| *byte ^= part);
        Operation::KeyGen { seed }
    }
}

/// Times the three operations of an algorithm, `budget` for each.
///
/// # Errors
/// The first implementation cannot make inputs, or one fails.
pub(crate) fn bench(
    algorithm: &str,
    implementations: &mut [Box<dyn Implementation>],
    budget: Duration,
) -> Result<Vec<Timed>> {
    let first = implementations.first_mut().context("no implementation")?;
    let inputs = Inputs::new(algorithm, first.as_mut())?;
    let operations: [&dyn Fn(usize) -> Operation; 3] = [
        &|number| inputs.generating(number),
        &|number| inputs.producing(algorithm, number),
        &|_| inputs.consuming(algorithm),
    ];
    let sizes = [&inputs.public_key, &inputs.private_key, &inputs.made].map(|b| b.0.len());
    let mut timed = Vec::new();
    for operation in operations {
        timed.extend(bench_one(algorithm, operation, sizes, implementations, budget)?);
    }
    Ok(timed)
}

fn bench_one(
    algorithm: &str,
    operation: &dyn Fn(usize) -> Operation,
    sizes: [usize; 3],
    implementations: &mut [Box<dyn Implementation>],
    budget: Duration,
) -> Result<Vec<Timed>> {
    let mut able = Vec::new();
    for implementation in implementations.iter_mut() {
        // Also the warm-up.
        let answer = implementation.ask(algorithm, &operation(0))?;
        if !matches!(answer, Answer::Unsupported(_)) {
            able.push((implementation, Vec::new()));
        }
    }
    let start = Instant::now();
    let mut number = 0;
    while start.elapsed() < budget || number < 10 {
        number += 1;
        let asked = operation(number);
        for (implementation, times) in &mut able {
            let start = Instant::now();
            let answer = implementation.ask(algorithm, &asked);
            times.push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
            std::hint::black_box(answer?);
        }
    }
    let name = operation(0).name();
    let mut timed: Vec<Timed> = able
        .into_iter()
        .map(|(implementation, times)| {
            summary(algorithm, name, implementation.name(), times, sizes)
        })
        .collect();
    let reference = timed.first().map_or(0, |first| first.median);
    for row in &mut timed {
        row.ratio = reference as f64 / row.median.max(1) as f64;
    }
    Ok(timed)
}

fn summary(
    algorithm: &str,
    operation: &str,
    implementation: String,
    mut times: Vec<u64>,
    sizes: [usize; 3],
) -> Timed {
    times.sort_unstable();
    let n = times.len();
    let at = |index: usize| times.get(index.min(n.saturating_sub(1))).copied().unwrap_or_default();
    // Ranks of the binomial interval of the median, by its normal approximation.
    let half = (0.98 * (n as f64).sqrt()) as usize;
    Timed {
        algorithm: algorithm.to_owned(),
        operation: operation.to_owned(),
        implementation,
        samples: n,
        median: at(n / 2),
        low: at((n / 2).saturating_sub(half)),
        high: at(n / 2 + half),
        p5: at(n / 20),
        p95: at(n - n / 20),
        ratio: 1.0,
        sizes,
    }
}

/// The result of the statistical test on one operation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Leakage {
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// What the two classes of input are.
    pub(crate) classes: String,
    /// The implementation.
    pub(crate) implementation: String,
    /// Samples of both classes together.
    pub(crate) samples: usize,
    /// Welch's t.
    pub(crate) t: f64,
}

impl Leakage {
    /// No leak, or the planted one.
    pub(crate) fn is_as_it_should_be(&self) -> bool {
        (self.t.abs() > THRESHOLD) == (self.implementation == "planted leak")
    }
}

/// Beyond this the classes differ: dudect's threshold for a definite leak. Below it nothing is
/// shown but that these classes were not told apart with this many samples.
pub(crate) const THRESHOLD: f64 = 10.0;

/// Decapsulation of sound ciphertexts against modified ones.
///
/// # Errors
/// The implementation cannot do it.
pub(crate) fn leakage(
    algorithm: &str,
    implementation: &mut dyn Implementation,
    samples: usize,
) -> Result<Leakage> {
    let inputs = Inputs::new(algorithm, implementation)?;
    let sound = inputs.consuming(algorithm);
    let Operation::Decapsulate { private_key, ciphertext } = &sound else {
        anyhow::bail!("{algorithm} does not decapsulate");
    };
    let mut modified = ciphertext.clone();
    modified.0.first_mut().into_iter().for_each(|byte| *byte ^= 1);
    let modified =
        Operation::Decapsulate { private_key: private_key.clone(), ciphertext: modified };
    let mut times = [Vec::new(), Vec::new()];
    let mut random = 1_u64;
    for _ in 0..samples {
        // Knuth's generator of MMIX: the order of the classes must only not be regular.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let class = usize::from(random >> 63 == 1);
        let operation = if class == 1 { &modified } else { &sound };
        let start = Instant::now();
        let answer = implementation.ask(algorithm, operation);
        let time = start.elapsed().as_nanos() as f64;
        std::hint::black_box(answer?);
        if let Some(times) = times.get_mut(class) {
            times.push(time);
        }
    }
    Ok(Leakage {
        algorithm: algorithm.to_owned(),
        classes: "decapsulate: sound against modified ciphertext".to_owned(),
        implementation: implementation.name(),
        samples,
        t: welch(times.map(without_interruptions)),
    })
}

/// Of each class the slowest tenth is interruptions.
fn without_interruptions(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times.truncate(times.len() * 9 / 10);
    times
}

/// Welch's t of two samples.
fn welch(samples: [Vec<f64>; 2]) -> f64 {
    let [a, b] = samples.map(|times| {
        let n = times.len() as f64;
        let mean = times.iter().sum::<f64>() / n;
        let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    });
    (a.0 - b.0) / (a.1 + b.1).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welch_tells_means_apart() {
        let sample = |mean: f64| (0..1000).map(|i| mean + f64::from(i % 10)).collect::<Vec<_>>();
        assert!(welch([sample(100.0), sample(100.0)]).abs() < 1e-9);
        assert!(welch([sample(100.0), sample(110.0)]) < -THRESHOLD);
    }

    #[test]
    fn the_median_lies_in_its_interval() {
        let row = summary("a", "o", "i".into(), (0..1000).rev().collect(), [0; 3]);
        assert_eq!((row.median, row.p5, row.p95), (500, 50, 950));
        assert!(row.low < row.median && row.median < row.high);
    }
}
