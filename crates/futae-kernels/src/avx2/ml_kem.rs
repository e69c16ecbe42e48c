//! ML-KEM's kernels in ymm registers.
pub(super) use crate::portable::ml_kem::KERNELS;
