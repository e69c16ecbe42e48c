//! Timing of several implementations of one operation in one process, in turns.

use std::{
    fmt, fs,
    time::{Duration, Instant},
};

use futae_kernels::{Backend, keccak::State};

/// One operation of one implementation.
pub struct Row {
    /// The parameter set, `ML-KEM-768`.
    pub algorithm: &'static str,
    /// What is timed, `encapsulate`.
    pub operation: &'static str,
    /// The library, with its variant.
    pub implementation: &'static str,
    /// How many operations one call of `run` makes.
    pub operations: u32,
    /// Which backend of Futae is selected; none for other libraries.
    pub backend: Option<&'static str>,
    /// Runs the operation on the input of this number.
    pub run: Box<dyn FnMut(usize)>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.algorithm, self.operation, self.implementation)
    }
}

/// What was measured of one row.
#[derive(Debug)]
pub struct Measurement {
    /// Nanoseconds for one operation: the median of the samples, or their mean where the time
    /// varies by design.
    pub nanoseconds: f64,
}

/// How long one sample lasts: long against the clock's resolution, short against a time slice.
const SAMPLE: Duration = Duration::from_micros(300);

/// Operations whose time depends on the message: rejection sampling of signatures.
fn varies(row: &Row) -> bool {
    row.operation.starts_with("sign") && row.algorithm.starts_with("ML-DSA")
}

/// Times every row of a group, one sample of each in turn, until the time is used up.
pub fn group(rows: &mut [Row], time: Duration) -> Vec<Measurement> {
    let calls: Vec<usize> = rows.iter_mut().map(calls_per_sample).collect();
    let mut samples = vec![Vec::new(); rows.len()];
    let mut input = 0;
    let start = Instant::now();
    while start.elapsed() < time || samples[0].len() < 3 {
        for ((row, samples), calls) in rows.iter_mut().zip(&mut samples).zip(&calls) {
            samples.push(sample(row, *calls, input));
        }
        input += calls.iter().max().unwrap_or(&1);
    }
    let summarise = |(row, samples): (&Row, Vec<f64>)| Measurement {
        nanoseconds: if varies(row) { mean(&samples) } else { median(samples) },
    };
    rows.iter().zip(samples).map(summarise).collect()
}

/// Nanoseconds for one operation.
fn sample(row: &mut Row, calls: usize, first_input: usize) -> f64 {
    select(row.backend);
    clear_upper_registers();
    let (waited, start) = (waiting_time(), Instant::now());
    for call in 0..calls {
        (row.run)(first_input + call);
    }
    let elapsed = start.elapsed();
    let running = elapsed.saturating_sub(waiting_time().saturating_sub(waited));
    running.as_nanos() as f64 / (calls as f64 * f64::from(row.operations))
}

/// How long this thread has been ready to run while others ran, which is no time of the operation;
/// nothing where the system does not tell.
fn waiting_time() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').nth(1).and_then(|field| field.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn calls_per_sample(row: &mut Row) -> usize {
    select(row.backend);
    (row.run)(0);
    let start = Instant::now();
    (row.run)(1);
    let once = start.elapsed().max(Duration::from_nanos(100));
    (SAMPLE.as_nanos() / once.as_nanos()).clamp(1, 1000) as usize
}

fn select(backend: Option<&str>) {
    if let Some(name) = backend {
        assert!(Backend::select(name), "rows are made of available backends");
    }
}

/// Runs a kernel that ends in `vzeroupper`, so that no implementation pays for the upper halves
/// that the one before it left behind.
fn clear_upper_registers() {
    if let Some(backend) = Backend::available().find(|backend| backend.name == "avx2") {
        backend.keccak.permute_x4(&mut State::default());
    }
}

fn mean(samples: &[f64]) -> f64 {
    samples.iter().sum::<f64>() / samples.len() as f64
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
