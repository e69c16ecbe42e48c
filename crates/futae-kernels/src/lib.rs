//! Keccak, NTT, sampling and packing kernels for ML-KEM, ML-DSA and SLH-DSA.
#![no_std]
