//! What this processor can do, by CPUID and XGETBV, without the standard library.

use core::arch::x86_64::{__cpuid_count, _xgetbv, CpuidResult};

/// The feature sets that the backends ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Features {
    /// AVX2, BMI1 and BMI2 (2013 and later), with ymm state saved by the system.
    pub(crate) avx2: bool,
    /// `avx2` and the SHA extensions.
    pub(crate) avx2_sha: bool,
    /// `avx2_sha` and AVX-512 F, BW, DQ, VL, VBMI, VBMI2, VNNI (Ice Lake, Zen 4 and later), with zmm
    /// state saved by the system, and FMA and F16C, which the compiler takes AVX-512 F to include.
    pub(crate) avx512: bool,
}

/// CPUID leaf 1, ECX: SSE3, SSSE3, SSE4.1, SSE4.2, POPCNT, XSAVE in use by the system, AVX.
const LEAF1_ECX_AVX: u32 = 1 | 1 << 9 | 1 << 19 | 1 << 20 | 1 << 23 | 1 << 27 | 1 << 28;
/// CPUID leaf 1, ECX: FMA, F16C.
const LEAF1_ECX_AVX512: u32 = 1 << 12 | 1 << 29;
/// CPUID leaf 7, EBX: BMI1, AVX2, BMI2.
const LEAF7_EBX_AVX2: u32 = 1 << 3 | 1 << 5 | 1 << 8;
/// CPUID leaf 7, EBX: AVX-512 F, DQ, BW, VL.
const LEAF7_EBX_AVX512: u32 = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31;
/// CPUID leaf 7, ECX: AVX-512 VBMI, VBMI2, VNNI.
const LEAF7_ECX_AVX512: u32 = 1 << 1 | 1 << 6 | 1 << 11;
/// CPUID leaf 7, EBX: SHA.
const LEAF7_EBX_SHA: u32 = 1 << 29;
/// XCR0: xmm and ymm state.
const XCR0_YMM: u64 = 0b110;
/// XCR0: opmask, upper halves of zmm0–15, zmm16–31.
const XCR0_ZMM: u64 = 0b1110_0000;

/// Reads the features of this processor.
pub(crate) fn features() -> Features {
    let none = Features { avx2: false, avx2_sha: false, avx512: false };
    let (max_leaf, leaf1) = (leaf(0, 0).eax, leaf(1, 0));
    if max_leaf < 7 || !has(leaf1.ecx, LEAF1_ECX_AVX) {
        return none;
    }
    // SAFETY: leaf 1 says that the system uses XSAVE (OSXSAVE), hence XGETBV exists.
    let xcr0 = unsafe { _xgetbv(0) };
    let leaf7 = leaf(7, 0);
    let avx2 = has(leaf7.ebx, LEAF7_EBX_AVX2) && xcr0 & XCR0_YMM == XCR0_YMM;
    let avx2_sha = avx2 && has(leaf7.ebx, LEAF7_EBX_SHA);
    let avx512 = avx2_sha
        && has(leaf1.ecx, LEAF1_ECX_AVX512)
        && has(leaf7.ebx, LEAF7_EBX_AVX512)
        && has(leaf7.ecx, LEAF7_ECX_AVX512)
        && xcr0 & XCR0_ZMM == XCR0_ZMM;
    Features { avx2, avx2_sha, avx512 }
}

fn has(word: u32, bits: u32) -> bool {
    word & bits == bits
}

#[allow(unused_unsafe, reason = "safe in newer releases of Rust")]
fn leaf(leaf: u32, sub_leaf: u32) -> CpuidResult {
    // SAFETY: every x86-64 processor has CPUID.
    unsafe { __cpuid_count(leaf, sub_leaf) }
}

#[cfg(test)]
mod tests {
    use std::arch::is_x86_feature_detected as has_feature;

    use super::*;

    #[test]
    fn the_standard_library_detects_the_same() {
        let avx2 = has_feature!("avx2") && has_feature!("bmi1") && has_feature!("bmi2");
        let sha = avx2 && has_feature!("sha");
        let avx512 = has_feature!("avx512f")
            && has_feature!("avx512bw")
            && has_feature!("avx512dq")
            && has_feature!("avx512vl")
            && has_feature!("avx512vbmi")
            && has_feature!("avx512vbmi2")
            && has_feature!("avx512vnni");
        let here = features();
        assert_eq!((here.avx2, here.avx2_sha, here.avx512), (avx2, sha, sha && avx512));
    }
}
