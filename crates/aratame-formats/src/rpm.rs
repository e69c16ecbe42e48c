//! RPM packages: where the packed archive of files begins.
//!
//! A package is a lead of 96 bytes, a header with signatures, a header with the description,
//! and the payload (rpm's file format documentation, version 3 and 4). Only lengths are read.

use crate::malformed::{MORE_BYTES, Malformed};
use crate::source::Source;
use std::io;

/// The mark of the lead.
pub const MAGIC: &[u8; 4] = b"\xed\xab\xee\xdb";

const LEAD: u64 = 96;
const HEADER_MAGIC: &[u8; 3] = b"\x8e\xad\xe8";
/// Bytes before the index of a header: mark, version, reserved, two counts.
const HEADER_START: usize = 16;
/// Bytes of one entry of the index.
const INDEX_ENTRY: u64 = 16;

/// The offset at which the payload begins.
///
/// # Errors
/// When a header is not where it should be, and what reading reports.
pub fn payload_offset(source: &Source<'_>) -> io::Result<Result<u64, Malformed>> {
    let signatures_end = match header_end(source, LEAD)? {
        // The header with signatures is padded to eight bytes; the other is not.
        Ok(end) => end.next_multiple_of(8),
        Err(malformed) => return Ok(Err(malformed)),
    };
    header_end(source, signatures_end)
}

fn header_end(source: &Source<'_>, at: u64) -> io::Result<Result<u64, Malformed>> {
    let offset = usize::try_from(at).unwrap_or(usize::MAX);
    let start = source.read(at, HEADER_START)?;
    let Some(start) = start.first_chunk::<HEADER_START>() else {
        return Ok(Err(Malformed { offset, expected: MORE_BYTES }));
    };
    if start[..3] != *HEADER_MAGIC {
        return Ok(Err(Malformed { offset, expected: "an RPM header" }));
    }
    let [.., i0, i1, i2, i3, s0, s1, s2, s3] = *start;
    let entries = u64::from(u32::from_be_bytes([i0, i1, i2, i3]));
    let store = u64::from(u32::from_be_bytes([s0, s1, s2, s3]));
    // Both counts have 32 bits: no overflow.
    let end = at + HEADER_START as u64 + entries * INDEX_ENTRY + store;
    if end > source.len() {
        return Ok(Err(Malformed { offset, expected: MORE_BYTES }));
    }
    Ok(Ok(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(entries: u32, store: u32) -> Vec<u8> {
        let mut bytes = b"\x8e\xad\xe8\x01\0\0\0\0".to_vec();
        bytes.extend_from_slice(&entries.to_be_bytes());
        bytes.extend_from_slice(&store.to_be_bytes());
        bytes.resize(bytes.len() + entries as usize * 16 + store as usize, 7);
        bytes
    }

    fn package() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.resize(96, 0);
        bytes.extend(header(2, 5));
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes.extend(header(3, 9));
        bytes.extend_from_slice(b"payload");
        bytes
    }

    #[test]
    fn the_payload_follows_both_headers() {
        let bytes = package();
        let offset = payload_offset(&Source::memory(&bytes)).unwrap().unwrap();
        assert_eq!(&bytes[offset as usize..], b"payload");
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = package();
        for length in 0..bytes.len() - 7 {
            assert!(payload_offset(&Source::memory(&bytes[..length])).unwrap().is_err());
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            let _ = payload_offset(&Source::memory(&changed)).unwrap();
        }
    }
}
