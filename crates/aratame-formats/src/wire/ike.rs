//! IKEv2 (RFC 7296): the messages of IKE_SA_INIT, which travel in the clear.

use crate::cursor::Cursor;
use crate::malformed::Malformed;

/// Payloads of one message: what peers send has a few dozen.
const MAX_PAYLOADS: usize = 256;

/// The exchange of IKE_SA_INIT.
pub const IKE_SA_INIT: u8 = 34;

/// Types of transforms.
pub mod transform_type {
    /// Encryption.
    pub const ENCRYPTION: u8 = 1;
    /// Pseudorandom function.
    pub const PRF: u8 = 2;
    /// Integrity.
    pub const INTEGRITY: u8 = 3;
    /// Key exchange method.
    pub const KEY_EXCHANGE: u8 = 4;
    /// The first of seven additional key exchanges (RFC 9370).
    pub const ADDITIONAL_KEY_EXCHANGE_1: u8 = 6;
    /// The last of them.
    pub const ADDITIONAL_KEY_EXCHANGE_7: u8 = 12;
}

/// One transform of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transform {
    /// What it is for: see [`transform_type`].
    pub kind: u8,
    /// The number of the algorithm.
    pub id: u16,
    /// Bits of the key, where they are given.
    pub key_bits: Option<u16>,
}

/// One proposal of a security association.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Its transforms.
    pub transforms: Vec<Transform>,
}

/// A message of IKE_SA_INIT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Whether the responder sent it.
    pub is_response: bool,
    /// The proposals: one in an answer.
    pub proposals: Vec<Proposal>,
    /// The group of the key exchange payload.
    pub group: Option<u16>,
    /// Types of the notifications with the first two bytes of their data, which hold the wanted
    /// group in INVALID_KE_PAYLOAD.
    pub notifications: Vec<(u16, Option<u16>)>,
    /// Vendor IDs, shortened to eight bytes.
    pub vendor_ids: Vec<Vec<u8>>,
}

/// Reads a datagram as IKE_SA_INIT of IKEv2.
///
/// # Errors
/// When it is another message, or cut.
pub fn message(bytes: &[u8]) -> Result<Message, Malformed> {
    let mut cursor = Cursor::new(bytes);
    cursor.take(16)?;
    let (mut next, version, exchange, flags) =
        (cursor.u8()?, cursor.u8()?, cursor.u8()?, cursor.u8()?);
    if version >> 4 != 2 || exchange != IKE_SA_INIT {
        return Err(Malformed { offset: 17, expected: "IKE_SA_INIT of IKEv2" });
    }
    cursor.take(4)?;
    let length = usize::try_from(cursor.u32()?).unwrap_or(usize::MAX);
    if length > bytes.len() {
        return Err(Malformed { offset: 24, expected: crate::malformed::MORE_BYTES });
    }
    let mut read = Message { is_response: flags & 0x20 != 0, ..Message::default() };
    for _ in 0..MAX_PAYLOADS {
        if next == 0 {
            return Ok(read);
        }
        let (kind, following) = (next, cursor.u8()?);
        cursor.u8()?;
        let length = usize::from(cursor.u16()?);
        let content = cursor.take(length.checked_sub(4).ok_or(cursor.error("a payload"))?)?;
        payload(kind, content, &mut read)?;
        next = following;
    }
    Err(cursor.error("fewer payloads"))
}

fn payload(kind: u8, content: &[u8], read: &mut Message) -> Result<(), Malformed> {
    let mut cursor = Cursor::new(content);
    match kind {
        33 => read.proposals = proposals(content)?,
        34 => read.group = Some(cursor.u16()?),
        41 => {
            let (_, spi, kind) = (cursor.u8()?, cursor.u8()?, cursor.u16()?);
            cursor.take(spi.into())?;
            read.notifications.push((kind, cursor.u16().ok()));
        }
        43 => read.vendor_ids.push(content.iter().take(8).copied().collect()),
        _ => {}
    }
    Ok(())
}

fn proposals(content: &[u8]) -> Result<Vec<Proposal>, Malformed> {
    let mut cursor = Cursor::new(content);
    let mut all = Vec::new();
    while !cursor.is_empty() {
        cursor.take(2)?;
        let length = usize::from(cursor.u16()?);
        let inner = cursor.take(length.checked_sub(4).ok_or(cursor.error("a proposal"))?)?;
        let mut inner = Cursor::new(inner);
        inner.take(2)?;
        let (spi, count) = (inner.u8()?, inner.u8()?);
        inner.take(spi.into())?;
        let transforms = (0..count).map(|_| transform(&mut inner)).collect::<Result<_, _>>()?;
        all.push(Proposal { transforms });
    }
    Ok(all)
}

fn transform(cursor: &mut Cursor<'_>) -> Result<Transform, Malformed> {
    cursor.take(2)?;
    let length = usize::from(cursor.u16()?);
    let (kind, _, id) = (cursor.u8()?, cursor.u8()?, cursor.u16()?);
    let attributes = cursor.take(length.checked_sub(8).ok_or(cursor.error("a transform"))?)?;
    // The only attribute is the key length, in its short form (RFC 7296, section 3.3.5).
    let key_bits = attributes.as_chunks::<4>().0.iter().find_map(|attribute| match attribute {
        [0x80, 14, high, low] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    });
    Ok(Transform { kind, id, key_bits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_and_notifications_are_read() {
        let transform = [3, 0, 0, 12, 1, 0, 0, 20, 0x80, 14, 1, 0];
        let last = [0, 0, 0, 8, 4, 0, 0, 31];
        let proposal = [&[0, 0, 0, 28, 1, 1, 0, 2][..], &transform, &last].concat();
        let sa = [&[41, 0, 0, 32][..], &proposal].concat();
        let notify = [0, 0, 0, 10, 0, 0, 0, 17, 0, 31];
        let head = [&[1; 16][..], &[33, 0x20, 34, 0x20, 0, 0, 0, 0, 0, 0, 0, 70]].concat();
        let bytes = [head, sa, notify.to_vec()].concat();
        let read = message(&bytes).unwrap();
        let wanted = [
            Transform { kind: 1, id: 20, key_bits: Some(256) },
            Transform { kind: 4, id: 31, key_bits: None },
        ];
        assert_eq!(read.proposals[0].transforms, wanted);
        assert_eq!((read.is_response, read.notifications), (true, vec![(17, Some(31))]));
        for length in 0..bytes.len() {
            assert!(message(&bytes[..length]).is_err(), "{length}");
        }
    }
}
