//! How much memory an operation takes: the peak of the heap by the counting allocator of this
//! program, and the smallest stack on which the operation does not fault.

use crate::implementation::Implementation;
use crate::once::{NOTHING, Once, succeeds};
use crate::operation::{Answer, Operation};
use anyhow::Result;
use peak_alloc::PeakAlloc;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Bytes that one operation takes, with what the common interface takes for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// The operation.
    pub(crate) operation: String,
    /// The implementation.
    pub(crate) implementation: String,
    /// To the page of 4096 bytes, with the arrays that inputs are copied to.
    pub(crate) stack: Option<usize>,
    /// Beyond what was held before.
    pub(crate) heap: usize,
}

/// The peak of the heap over one call, beyond what was held before.
///
/// # Errors
/// The implementation failed.
pub(crate) fn heap(
    algorithm: &str,
    operation: &Operation,
    implementation: &mut dyn Implementation,
) -> Result<Option<usize>> {
    let counter = PeakAlloc;
    // The first call may make tables.
    if let Answer::Unsupported(_) = implementation.perform(algorithm, operation)? {
        return Ok(None);
    }
    let before = counter.current_usage();
    counter.reset_peak_usage();
    std::hint::black_box(implementation.perform(algorithm, operation)?);
    Ok(Some(counter.peak_usage().saturating_sub(before)))
}

/// One page: nothing finer can be seen.
const PAGE: usize = 4096;
/// More than any operation takes.
const MOST: usize = 8 << 20;

/// The smallest stack that suffices, less that of doing nothing.
pub(crate) fn stack(program: &Path, once: &Once) -> Option<usize> {
    let idle = Once { operation: NOTHING.to_owned(), ..once.clone() };
    Some(smallest(program, once)?.saturating_sub(smallest(program, &idle)?))
}

/// By bisection; none where even the largest does not suffice.
fn smallest(program: &Path, once: &Once) -> Option<usize> {
    let suffices = |pages: usize| {
        let once = Once { stack: Some(pages * PAGE), ..once.clone() };
        succeeds(&once.command(program))
    };
    let (mut fails, mut works) = (0, MOST / PAGE);
    if !suffices(works) {
        return None;
    }
    while works - fails > 1 {
        let middle = usize::midpoint(fails, works);
        if suffices(middle) { works = middle } else { fails = middle }
    }
    Some(works * PAGE)
}
