//! Bytes to typed facts: executables, DER, keys, keystores, configurations.
//!
//! Parsers are total: any bytes give a value or an error, bounded in memory, depth and time.
//! They return raw OIDs, integers, strings and byte ranges; they know no algorithm, no policy
//! and no file system.
#![forbid(unsafe_code)]

pub mod ar;
pub mod elf;
pub mod executable;
pub mod macho;
pub mod pe;
pub mod source;
