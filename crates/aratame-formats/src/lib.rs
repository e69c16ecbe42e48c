//! Bytes to typed facts: executables, DER, keys, keystores, configurations.
#![forbid(unsafe_code)]
