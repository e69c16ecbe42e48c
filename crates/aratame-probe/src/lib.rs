//! Live endpoints: what they negotiate, asked with permission.
//!
//! [`Targets`] are read from a file that states for each host who owns it and who allowed the
//! probe; without that nothing is sent. [`probe`] talks to them, bounded in time, bytes and
//! handshakes, and [`inventory`] makes of the [`Report`]s the same model as a scan. A report is
//! plain data, so a run that was interrupted goes on where it stopped.
//!
//! Nothing here judges, and no secret takes part: keys of key exchanges that are never completed
//! are fixed public values, and what is completed carries no data.
#![forbid(unsafe_code)]

mod base_point;
mod datagrams;
mod dns;
mod endpoint;
mod ike;
mod inventory;
mod journal;
mod pace;
mod quic;
mod run;
mod ssh;
mod starttls;
mod talk;
mod targets;
mod tls;
mod trouble;

pub use dns::{DkimKey, DnsReport, NameHash, ZoneKey};
pub use ike::{Chosen, IkeReport};
pub use inventory::inventory;
pub use journal::{Journal, JournalError};
pub use quic::QuicReport;
pub use run::{Options, Progress, Report, Seen, probe};
pub use ssh::SshReport;
pub use talk::Limits;
pub use targets::window::Window;
pub use targets::{Dialogue, Field, Protocol, Target, TargetError, Targets};
pub use tls::{Chain, GroupSeen, TlsReport};
pub use trouble::Trouble;
