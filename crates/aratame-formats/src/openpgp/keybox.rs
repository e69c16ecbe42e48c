//! Owns GnuPG's key box (`pubring.kbx`): which blobs it has and where their keys stand.

use crate::cursor::Cursor;
use crate::malformed::Malformed;
use std::ops::Range;

/// The mark of the first blob, eight bytes into the file.
pub const MAGIC: &[u8] = b"KBXf";
/// Offset of [`MAGIC`].
pub const MAGIC_OFFSET: usize = 8;

/// Blobs of one box.
const MAX_BLOBS: usize = 1 << 18;

/// One blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// What it holds.
    pub kind: BlobKind,
    /// Where: packets, or a certificate in DER.
    pub data: Range<usize>,
}

/// What a blob holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobKind {
    /// OpenPGP packets.
    OpenPgp,
    /// An X.509 certificate.
    X509,
}

/// Reads the table of a key box; deleted and unknown blobs are left out.
///
/// # Errors
/// When it is not one, or a blob is cut.
pub fn parse(bytes: &[u8]) -> Result<Vec<Blob>, Malformed> {
    if !bytes.get(MAGIC_OFFSET..).is_some_and(|rest| rest.starts_with(MAGIC)) {
        return Err(Malformed { offset: 0, expected: "a key box" });
    }
    let mut cursor = Cursor::new(bytes);
    let mut blobs = Vec::new();
    while !cursor.is_empty() {
        if blobs.len() == MAX_BLOBS {
            return Err(cursor.error("fewer blobs"));
        }
        blobs.extend(blob(&mut cursor)?);
    }
    Ok(blobs)
}

fn blob(cursor: &mut Cursor<'_>) -> Result<Option<Blob>, Malformed> {
    let start = cursor.at();
    let length = usize::try_from(cursor.u32()?).unwrap_or(usize::MAX);
    let rest = length.checked_sub(4).filter(|rest| *rest > 0);
    let rest = rest.ok_or_else(|| cursor.error("the length of a blob"))?;
    let mut fields = Cursor::new(cursor.take(rest)?);
    let kind = match fields.u8()? {
        2 => BlobKind::OpenPgp,
        3 => BlobKind::X509,
        _ => return Ok(None),
    };
    fields.take(3)?; // version and flags
    let offset = usize::try_from(fields.u32()?).unwrap_or(usize::MAX);
    let size = usize::try_from(fields.u32()?).unwrap_or(usize::MAX);
    match offset.checked_add(size) {
        Some(end) if end <= length => Ok(Some(Blob { kind, data: start + offset..start + end })),
        _ => Err(fields.error("a key inside its blob")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openpgp::begins_stream;

    const BOX: &[u8] = include_bytes!("../../../../test-vectors/scan/openpgp/home/pubring.kbx");

    #[test]
    fn every_blob_is_a_key() {
        let blobs = parse(BOX).unwrap();
        assert_eq!(blobs.len(), 4);
        assert!(blobs.iter().all(|blob| blob.kind == BlobKind::OpenPgp));
        assert!(blobs.iter().all(|blob| begins_stream(&BOX[blob.data.clone()])));
    }

    #[test]
    fn cut_boxes_are_errors() {
        assert!(parse(&BOX[..BOX.len() - 1]).is_err());
        assert!(parse(&BOX[..40]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn a_changed_box_is_survived(at in 0usize..BOX.len(), with: u8) {
            let mut bytes = BOX.to_vec();
            bytes[at] = with;
            for blob in parse(&bytes).unwrap_or_default() {
                assert!(bytes.get(blob.data).is_some());
            }
        }
    }
}
