//! Why an endpoint, or a part of it, was not seen.

use aratame_inventory::DiagnosticCode;
use aratame_inventory::diagnostic::{
    ENDPOINT_ANSWER, ENDPOINT_INCOMPLETE, ENDPOINT_NOT_PROBED, ENDPOINT_UNREACHABLE,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an endpoint, or a part of it, was not seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The name has no address.
    Unresolved(String),
    /// No connection, by the system's word.
    Unreachable(String),
    /// The peer ended the connection before it said what was asked.
    Closed,
    /// No answer in time.
    Silent,
    /// More bytes than are taken.
    TooMuch,
    /// Another protocol, or messages that do not fit: what was expected.
    Unexpected(String),
    /// The peer refused, by its word.
    Refused(String),
    /// The number of connections to one endpoint is used up.
    TooManyConnections,
    /// The time for one endpoint is used up.
    TooLong,
    /// The permission does not cover this time.
    OutsideWindow,
    /// The run was interrupted.
    Interrupted,
    /// The probe stopped because of a defect.
    Defect,
}

impl Trouble {
    /// The code under which the inventory states it.
    #[must_use]
    pub fn code(&self) -> &'static DiagnosticCode {
        match self {
            Self::Unresolved(_) | Self::Unreachable(_) => ENDPOINT_UNREACHABLE,
            Self::Closed | Self::Silent | Self::Unexpected(_) | Self::Refused(_) => ENDPOINT_ANSWER,
            Self::TooMuch | Self::TooManyConnections | Self::TooLong | Self::Defect => {
                ENDPOINT_INCOMPLETE
            }
            Self::OutsideWindow | Self::Interrupted => ENDPOINT_NOT_PROBED,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(why) => write!(f, "the name has no address: {why}"),
            Self::Unreachable(why) => write!(f, "no connection: {why}"),
            Self::Closed => f.write_str("the peer closed the connection without an answer"),
            Self::Silent => f.write_str("no answer in time"),
            Self::TooMuch => f.write_str("more bytes than are taken of one connection"),
            Self::Unexpected(expected) => write!(f, "the answer is not {expected}"),
            Self::Refused(why) => write!(f, "refused: {why}"),
            Self::TooManyConnections => f.write_str("more connections than one endpoint is given"),
            Self::TooLong => f.write_str("longer than one endpoint is given"),
            Self::OutsideWindow => f.write_str("outside the time window of its permission"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Defect => f.write_str("the probe stopped because of a defect"),
        }
    }
}
