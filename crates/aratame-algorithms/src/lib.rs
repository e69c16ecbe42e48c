//! The catalogue of cryptographic algorithms: names, identifiers, sizes, strengths.
#![forbid(unsafe_code)]
