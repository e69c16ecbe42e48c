//! Messages as they stand on the wire, of protocols that negotiate cryptography.
//!
//! Owns their reading, which probes of live endpoints and captures of traffic share: TLS and
//! SSL 2, QUIC, SSH, IKEv2, DNS. Makes no message but the cover of QUIC's first packets, and talks
//! to nobody.
//!
//! A stream comes in pieces, so each reader has three answers: what was read with the bytes that
//! it took, that more bytes are needed, or that longer bytes would not help.

use crate::malformed::Malformed;

pub mod dns;
pub mod ike;
pub mod quic;
pub mod ssh;
pub mod ssl2;
pub mod tls;

/// What was read with the bytes that it took; nothing when more bytes are needed.
pub type Piece<T> = Result<Option<(T, usize)>, Malformed>;

/// Turns "the bytes end too soon" into "more bytes are needed".
fn or_more<T>(read: Result<(T, usize), Malformed>) -> Piece<T> {
    match read {
        Ok(piece) => Ok(Some(piece)),
        Err(error) if error.is_truncation() => Ok(None),
        Err(error) => Err(error),
    }
}
