//! Futae beside other libraries, in one process.
//!
//! [`rows`] is the table: one function for each family of algorithms, one line for each
//! implementation. [`measure`] times a group of implementations of one operation, interleaved.
#![forbid(unsafe_code)]

pub mod measure;
pub mod rows;
