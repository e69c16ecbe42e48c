//! The program `futae-eval`.
#![forbid(unsafe_code)]

use peak_alloc::PeakAlloc;
use std::process::ExitCode;

/// Counts the heap's peak, which `futae-eval bench` tells: two counters a call of the allocator.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    futae_eval::run()
}
