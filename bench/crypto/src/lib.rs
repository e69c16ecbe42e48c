//! Futae beside other libraries, in one process.
#![forbid(unsafe_code)]
