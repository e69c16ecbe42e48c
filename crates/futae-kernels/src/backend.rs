//! The table of kernels and the choice of one at run time.
//! The kernels themselves live in `portable`, `avx2` and `avx512`.

use core::sync::atomic::{AtomicU8, Ordering};

#[cfg(target_arch = "x86_64")]
use crate::{avx2, avx512, cpu};
use crate::{keccak, ml_dsa, ml_kem, portable, sha2};

/// One implementation of every kernel.
///
/// ```
/// # use futae_kernels::Backend;
/// let backend = Backend::get();
/// assert!(["portable", "avx2", "avx2-sha", "avx512"].contains(&backend.name));
/// assert!([1, 4, 8].contains(&backend.lanes));
/// ```
#[derive(Debug)]
pub struct Backend {
    /// `portable`, `avx2`, `avx2-sha` or `avx512`.
    pub name: &'static str,
    /// Keccak states that it permutes together in about the time of one: 1, 4 or 8.
    pub lanes: usize,
    /// Keccak-f\[1600\] of FIPS 202 on one, four and eight states.
    pub keccak: keccak::Kernels,
    /// The ring of ML-DSA.
    pub ml_dsa: ml_dsa::Kernels,
    /// The compression functions of SHA-2, FIPS 180-4, on one state and on lanes.
    pub sha2: sha2::Kernels,
    /// ML-KEM's arithmetic, sampling and encoding.
    pub ml_kem: ml_kem::Kernels,
}

/// Every backend this build contains, the fastest last.
static ALL: &[&Backend] = &[
    &portable::BACKEND,
    #[cfg(target_arch = "x86_64")]
    &avx2::BACKEND,
    #[cfg(target_arch = "x86_64")]
    &avx2::BACKEND_SHA,
    #[cfg(target_arch = "x86_64")]
    &avx512::BACKEND,
];

/// One more than the index in `ALL` of the chosen backend; 0 before the choice.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

impl Backend {
    /// The fastest backend this processor runs, or the one that `cfg(futae_backend = "…")` names.
    /// Detected once; afterwards one relaxed load.
    ///
    /// ```
    /// # use futae_kernels::Backend;
    /// assert_eq!(Backend::get().name, Backend::get().name); // chosen once
    /// ```
    #[inline]
    pub fn get() -> &'static Self {
        match CHOSEN.load(Ordering::Relaxed) {
            0 => Self::choose(),
            n => ALL[usize::from(n) - 1],
        }
    }

    /// Every backend that this processor runs, portable first.
    ///
    /// ```
    /// # use futae_kernels::Backend;
    /// let names: Vec<_> = Backend::available().map(|backend| backend.name).collect();
    /// assert_eq!(names[0], "portable");
    /// ```
    pub fn available() -> impl Iterator<Item = &'static Self> {
        ALL.iter().copied().filter(|backend| backend.runs_here())
    }

    /// Makes [`Backend::get`] return the available backend of this name from now on, for tests
    /// and benchmarks. All backends compute the same, so a race changes nothing but speed.
    /// False when there is none of this name here.
    ///
    /// ```
    /// # use futae_kernels::Backend;
    /// assert!(Backend::select("portable"));
    /// assert_eq!(Backend::get().name, "portable");
    /// assert!(!Backend::select("abacus"));
    /// ```
    pub fn select(name: &str) -> bool {
        let found = ALL.iter().position(|backend| backend.name == name && backend.runs_here());
        if let Some(index) = found {
            store(index);
        }
        found.is_some()
    }

    #[cold]
    fn choose() -> &'static Self {
        let index = ALL
            .iter()
            .rposition(|backend| backend.allowed() && backend.runs_here())
            .unwrap_or_default();
        store(index);
        ALL[index]
    }

    fn allowed(&self) -> bool {
        match FORCED {
            Some(name) => self.name == name,
            None => true,
        }
    }

    #[cfg(target_arch = "x86_64")]
    fn runs_here(&self) -> bool {
        match self.name {
            "avx2" => cpu::features().avx2,
            "avx2-sha" => cpu::features().avx2_sha,
            "avx512" => cpu::features().avx512,
            _ => true,
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn runs_here(&self) -> bool {
        true
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 255 backends")]
fn store(index: usize) {
    CHOSEN.store(index as u8 + 1, Ordering::Relaxed);
}

/// The backend that the build demands. A demanded backend that the processor cannot run falls
/// back to portable.
const FORCED: Option<&str> = if cfg!(futae_backend = "portable") {
    Some("portable")
} else if cfg!(futae_backend = "avx2") {
    Some("avx2")
} else if cfg!(futae_backend = "avx2-sha") {
    Some("avx2-sha")
} else if cfg!(futae_backend = "avx512") {
    Some("avx512")
} else {
    None
};

#[cfg(test)]
mod tests {
    use std::{eprintln, vec::Vec};

    use super::*;

    #[test]
    fn portable_is_always_available_and_the_choice_is_the_last() {
        let names: Vec<_> = Backend::available().map(|backend| backend.name).collect();
        eprintln!("backends tested here: {names:?}");
        assert_eq!(names[0], "portable");
        if FORCED.is_none() {
            assert_eq!(Backend::choose().name, *names.last().unwrap());
        }
    }

    #[test]
    fn select_refuses_unknown_names() {
        assert!(!Backend::select("no such backend"));
    }
}
