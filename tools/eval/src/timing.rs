//! How long operations take: implementations in turns in one process, and the statistical test
//! for timing that depends on secrets, in the manner of dudect.
//!
//! Times include what the common interface costs: buffers made for each call, below a
//! microsecond. `bench/compare-crypto` measures without it.

use crate::implementation::{Implementation, by_name, seed_size};
use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

/// One operation of one implementation, timed.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// Between which the ratio lies when both medians lie within their intervals.
    pub(crate) ratio_low: f64,
    pub(crate) ratio_high: f64,
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

    /// Making a key, producing a ciphertext or signature, and consuming one: each by the number of
    /// its input.
    pub(crate) fn operations<'a>(
        &'a self,
        algorithm: &'a str,
    ) -> [Box<dyn Fn(usize) -> Operation + 'a>; 3] {
        [
            Box::new(|number| self.generating(number)),
            Box::new(move |number| self.producing(algorithm, number)),
            Box::new(move |_| self.consuming(algorithm)),
        ]
    }

    /// The same operation with the seed as the private key of what signs.
    pub(crate) fn with_seed(&self, operation: Operation) -> Operation {
        match operation {
            Operation::Sign { message, randomness, .. } => {
                let private_key = PrivateKey::Seed(self.seed.clone());
                Operation::Sign { private_key, message, randomness }
            }
            other => other,
        }
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
    let sizes = [&inputs.public_key, &inputs.private_key, &inputs.made].map(|b| b.0.len());
    let mut timed = Vec::new();
    for operation in inputs.operations(algorithm) {
        timed.extend(bench_one(algorithm, &operation, sizes, implementations, budget)?);
    }
    Ok(timed)
}

/// How long the fastest implementation goes on before it is another's turn: one call each in turns
/// would measure how code and tables come back into the caches.
const TURN: Duration = Duration::from_millis(1);
/// Calls of a turn: enough that the slowest does not take a budget for itself.
const MOST_CALLS: u128 = 16;

/// The time of one call.
fn time(by: &mut dyn Implementation, algorithm: &str, asked: &Operation) -> Result<Duration> {
    let start = Instant::now();
    let answer = by.perform(algorithm, asked);
    let time = start.elapsed();
    std::hint::black_box(answer?);
    Ok(time)
}

/// Every implementation takes the same inputs, the first of each turn once before they are timed.
fn bench_one(
    algorithm: &str,
    operation: &dyn Fn(usize) -> Operation,
    sizes: [usize; 3],
    implementations: &mut [Box<dyn Implementation>],
    budget: Duration,
) -> Result<Vec<Timed>> {
    let mut able = Vec::new();
    let mut fastest = TURN;
    for implementation in implementations.iter_mut() {
        let answer = implementation.perform(algorithm, &operation(0))?;
        if !matches!(answer, Answer::Unsupported(_)) {
            fastest = fastest.min(time(implementation.as_mut(), algorithm, &operation(0))?);
            able.push((implementation, Vec::new()));
        }
    }
    let calls = (TURN.as_nanos() / fastest.as_nanos().max(1)).clamp(1, MOST_CALLS) as usize;
    let start = Instant::now();
    let mut number = 0;
    while start.elapsed() < budget || number < 10 {
        for (implementation, times) in &mut able {
            if calls > 1 {
                implementation.perform(algorithm, &operation(number))?;
            }
            for call in 0..calls {
                let time = time(implementation.as_mut(), algorithm, &operation(number + call))?;
                times.push(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
            }
        }
        number += calls;
    }
    let name = operation(0).name();
    let mut timed: Vec<Timed> = able
        .into_iter()
        .map(|(implementation, times)| {
            summary(algorithm, name, implementation.name(), times, sizes)
        })
        .collect();
    let [median, low, high] =
        timed.first().map_or([0; 3], |first| [first.median, first.low, first.high]);
    for row in &mut timed {
        let over = |reference: u64, time: u64| reference as f64 / time.max(1) as f64;
        row.ratio = over(median, row.median);
        row.ratio_low = over(low, row.high);
        row.ratio_high = over(high, row.low);
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
        ratio_low: 1.0,
        ratio_high: 1.0,
        sizes,
    }
}

/// The result of the statistical test on one operation.
#[derive(Clone, Debug)]
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

/// Beyond this the classes differ: dudect's threshold for a definite leak. Below it nothing is
/// shown but that these classes were not told apart with this many samples.
pub(crate) const THRESHOLD: f64 = 10.0;

/// Inputs of each class of secrets: with one only, the class would be told apart by the place or
/// the luck of that one input.
const PAIRS: usize = 32;

/// Decapsulation of sound ciphertexts against modified ones, or signing by keys whose secrets have
/// few ones against such that have many.
///
/// # Errors
/// The implementation cannot do it.
pub(crate) fn leakage(
    algorithm: &str,
    implementation: &mut dyn Implementation,
    samples: usize,
) -> Result<Leakage> {
    let (classes, mut pairs) = match algorithm.starts_with("ML-KEM") {
        true => ("decapsulate: sound against modified ciphertexts", ciphertexts(algorithm)?),
        false => ("sign: keys with few against many ones in the secret", keys(algorithm)?),
    };
    if let Answer::Unsupported(why) = implementation.ask(algorithm, &pairs[0][0])? {
        anyhow::bail!("{why}");
    }
    let mut times = [Vec::new(), Vec::new()];
    let mut random = 1_u64;
    for number in 0..samples {
        // Knuth's generator of MMIX: the order of the classes must only not be regular.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let class = usize::from(random >> 63 == 1);
        let operation = &mut pairs[number % PAIRS][class];
        // Another message each time: attempts at a signature are random, and public.
        if let Operation::Sign { message, .. } = operation {
            *message = Inputs::message(number);
        }
        let start = Instant::now();
        let answer = implementation.ask(algorithm, operation);
        let time = start.elapsed().as_nanos() as f64;
        std::hint::black_box(answer?);
        times[class].push(time);
    }
    Ok(Leakage {
        algorithm: algorithm.to_owned(),
        classes: classes.to_owned(),
        implementation: implementation.name(),
        samples,
        t: welch(times.map(without_interruptions)),
    })
}

/// Pairs of a sound ciphertext and the same with a bit changed, made by Futae.
fn ciphertexts(algorithm: &str) -> Result<Vec<[Operation; 2]>> {
    let mut futae = by_name("futae")?;
    let inputs = Inputs::new(algorithm, futae.as_mut())?;
    let private_key = PrivateKey::Expanded(inputs.private_key.clone());
    let mut pairs = Vec::new();
    for number in 0..PAIRS {
        let made = futae.ask(algorithm, &inputs.producing(algorithm, number))?;
        let Answer::Encapsulated { ciphertext, .. } = made else {
            anyhow::bail!("{algorithm} does not encapsulate");
        };
        let mut modified = ciphertext.clone();
        modified.0[number] ^= 1;
        pairs.push([ciphertext, modified].map(|ciphertext| Operation::Decapsulate {
            private_key: private_key.clone(),
            ciphertext,
        }));
    }
    Ok(pairs)
}

/// Pairs of a key of the half with fewer ones in its secret part and one of the half with more.
fn keys(algorithm: &str) -> Result<Vec<[Operation; 2]>> {
    let mut futae = by_name("futae")?;
    let mut keys = Vec::new();
    for number in 0..2 * PAIRS {
        let mut inputs = Inputs::new(algorithm, futae.as_mut())?;
        // The private key of SLH-DSA begins with its seed, which has to have ones at random.
        let digest = Sha256::digest(number.to_le_bytes());
        let seed = digest.iter().copied().cycle().take(seed_size(algorithm)).collect();
        let seed = Bytes(seed);
        let keys_of = futae.ask(algorithm, &Operation::KeyGen { seed })?;
        if let Answer::Keys { private_key, .. } = keys_of {
            inputs.private_key = private_key;
        }
        keys.push(inputs);
    }
    let secret = |inputs: &Inputs| ones(secret_part(algorithm, &inputs.private_key.0));
    keys.sort_by_key(secret);
    let many = keys.split_off(PAIRS);
    let sign = |inputs: &Inputs| inputs.producing(algorithm, 0);
    Ok(keys.iter().zip(&many).map(|(few, many)| [sign(few), sign(many)]).collect())
}

/// The secret within an expanded private key: s1 and s2 of ML-DSA, which stand behind rho, K and tr
/// and take three tenths of every set at least; the first half of SLH-DSA.
fn secret_part<'k>(algorithm: &str, key: &'k [u8]) -> &'k [u8] {
    match algorithm.starts_with("ML-DSA") {
        true => &key[128..key.len() * 3 / 10],
        false => &key[..key.len() / 2],
    }
}

/// Whether the secret of a private key has more ones than keys have on the average: of a
/// coefficient of three bits from 0 to 4 one, of one of four bits from 0 to 8 thirteen ninths, of
/// random bits half.
pub(crate) fn has_many_ones(algorithm: &str, key: &PrivateKey) -> bool {
    let (PrivateKey::Seed(key) | PrivateKey::Expanded(key)) = key;
    let secret = secret_part(algorithm, &key.0);
    let (part, whole) = match algorithm {
        "ML-DSA-44" | "ML-DSA-87" => (1, 3),
        "ML-DSA-65" => (13, 36),
        _ => (1, 2),
    };
    ones(secret) as usize * whole > secret.len() * 8 * part
}

fn ones(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| byte.count_ones()).sum()
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

    /// Otherwise the planted leak, which goes by the ones, would never fire, or always.
    #[test]
    fn the_classes_of_keys_differ_by_their_ones() {
        for algorithm in ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "SLH-DSA-SHA2-128f"] {
            let many = |class: usize| {
                let pairs = keys(algorithm).unwrap();
                let of_class = pairs.iter().filter(|pair| match &pair[class] {
                    Operation::Sign { private_key, .. } => has_many_ones(algorithm, private_key),
                    _ => false,
                });
                of_class.count()
            };
            assert!(many(0) < PAIRS / 4 && many(1) > PAIRS * 3 / 4, "{algorithm}");
        }
    }

    #[test]
    fn the_median_lies_in_its_interval() {
        let row = summary("a", "o", "i".into(), (0..1000).rev().collect(), [0; 3]);
        assert_eq!((row.median, row.p5, row.p95), (500, 50, 950));
        assert!(row.low < row.median && row.median < row.high);
    }
}
