//! ML-KEM, ML-DSA and SLH-DSA, constant time.
#![no_std]
#![forbid(unsafe_code)]
