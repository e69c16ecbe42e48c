//! Structure check, generated pages, golden files.
#![forbid(unsafe_code)]

fn main() {}
