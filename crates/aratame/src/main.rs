//! Finds the cryptography of a system and judges it by CRYPTREC.
#![forbid(unsafe_code)]

fn main() {}
