//! The ledger of information systems (情報システム台帳): what no file of a system tells of it.
//!
//! Owns how a ledger is read (TOML, CSV, XLSX), how its systems are joined with the places of an
//! inventory, and what it leaves open. Nothing is guessed: what is missing becomes a [`Question`].
//! Reads bytes, not files, and judges nothing.
#![forbid(unsafe_code)]

pub mod answer;
pub mod column;
pub mod error;
pub mod field;
pub mod join;
pub mod ledger;
pub mod question;
pub mod system;
pub mod together;

pub use answer::Taken;
pub use column::Column;
pub use error::{LedgerError, LedgerErrors, Place};
pub use join::{Join, Joined, Scan};
pub use ledger::{Ledger, read};
pub use question::Question;
pub use system::{Confidentiality, Exposure, FiscalYear, Period, Responsibility, System, SystemId};
pub use together::together;
