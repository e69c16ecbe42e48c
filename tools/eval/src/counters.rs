//! Instructions and cycles: by the processor's counters where the system lets this program read
//! them, and otherwise instructions by valgrind, which has its own processor without AVX-512.

use crate::once::Once;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::{Command, Stdio};

/// What one operation costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// The operation.
    pub(crate) operation: String,
    /// The implementation.
    pub(crate) implementation: String,
    /// Instructions.
    pub(crate) instructions: u64,
    /// Cycles, where the processor counts them.
    pub(crate) cycles: Option<u64>,
    /// Who counted.
    pub(crate) by: Counter,
}

/// Who counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Counter {
    /// The processor, in user mode.
    Processor,
    /// valgrind's cachegrind.
    Valgrind,
}

/// Calls that are counted, and calls that are taken off again with what happens only once.
const CALLS: (usize, usize) = (3, 1);

/// Instructions and cycles of a call by the processor.
#[cfg(target_os = "linux")]
pub(crate) fn by_processor(run: &mut dyn FnMut()) -> Option<(u64, u64)> {
    use perf_event::Builder;
    use perf_event::events::Hardware;

    let mut instructions = Builder::new(Hardware::INSTRUCTIONS).build().ok()?;
    let mut cycles = Builder::new(Hardware::CPU_CYCLES).build().ok()?;
    run();
    instructions.enable().and_then(|()| cycles.enable()).ok()?;
    run();
    cycles.disable().and_then(|()| instructions.disable()).ok()?;
    // Nothing counted is nothing known.
    let counts = (instructions.read().ok()?, cycles.read().ok()?);
    (counts.0 > 0 && counts.1 > 0).then_some(counts)
}

/// This system has no such interface.
#[cfg(not(target_os = "linux"))]
pub(crate) fn by_processor(_: &mut dyn FnMut()) -> Option<(u64, u64)> {
    None
}

/// Instructions of a call by valgrind.
pub(crate) fn by_valgrind(program: &Path, once: &Once) -> Option<u64> {
    let count = |times| instructions(&Once { times, ..once.clone() }.command(program));
    let (more, fewer) = (count(CALLS.0)?, count(CALLS.1)?);
    Some(more.saturating_sub(fewer) / (CALLS.0 - CALLS.1) as u64)
}

fn instructions(words: &[String]) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .args(words)
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    references(&String::from_utf8_lossy(&output.stderr))
}

/// The number of `==PID== I   refs:      1,234`.
fn references(text: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.contains("I ") && line.contains("refs:"))?;
    let digits: String = line.rsplit(':').next()?.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_cachegrind_is_read() {
        let text = "==17== Cachegrind\n==17== \n==17== I   refs:      12,345,678\n";
        assert_eq!(references(text), Some(12_345_678));
        assert_eq!(references("==17== I refs:        7\n"), Some(7));
        assert_eq!(references("valgrind: no such program"), None);
    }
}
