//! Headers of LUKS 1 and 2: which ciphers, key derivations and digests they name. Key material,
//! salts and digests are not read.

use crate::malformed::Malformed;
use serde_json::Value;

/// The mark at the beginning of both versions.
pub const MAGIC: &[u8] = b"LUKS\xba\xbe";

/// Bytes that hold all that is read: the binary header and the longest metadata that LUKS 2
/// allows (LUKS2 On-Disk Format Specification, 2.2).
pub const HEADER: usize = 4 << 20;

/// Length of the binary header of LUKS 2, behind which its JSON begins.
const BINARY: usize = 4096;

/// Objects of one kind that are read: LUKS 2 has at most 32 key slots.
const MAX_OBJECTS: usize = 64;

/// What a header names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// 1 or 2.
    pub version: u16,
    /// Ciphers in the notation of dm-crypt, with the size of the key in bits, and what for.
    pub ciphers: Vec<(String, Option<u32>, &'static str)>,
    /// Key derivations, and what for.
    pub derivations: Vec<(String, &'static str)>,
    /// Digests, and what for.
    pub hashes: Vec<(String, &'static str)>,
}

/// Reads a header from the beginning of a volume.
///
/// # Errors
/// What is no header of LUKS 1 or 2, or ends too soon.
pub fn parse(bytes: &[u8]) -> Result<Header, Malformed> {
    if !bytes.starts_with(MAGIC) {
        return Err(expected("the mark of LUKS"));
    }
    match bytes.get(6..8) {
        Some([0, 1]) => first(bytes),
        Some([0, 2]) => second(bytes),
        _ => Err(expected("the version of LUKS")),
    }
}

/// LUKS1 On-Disk Format Specification 1.2.3, 2.1: names of 32 bytes at 8, 40 and 72, the length of
/// the key in bytes at 108.
fn first(bytes: &[u8]) -> Result<Header, Malformed> {
    let name = |at: usize| {
        let field = bytes.get(at..at + 32).ok_or(expected("the header of LUKS 1"))?;
        let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
        let text = std::str::from_utf8(field.get(..end).unwrap_or_default());
        text.map(str::to_owned).map_err(|_| expected("a name of LUKS 1"))
    };
    let length = bytes.get(108..112).ok_or(expected("the header of LUKS 1"))?;
    let length = length.try_into().map_or(0, u32::from_be_bytes);
    let cipher = format!("{}-{}", name(8)?, name(40)?);
    Ok(Header {
        version: 1,
        ciphers: vec![(cipher, length.checked_mul(8), "payload and key slots")],
        derivations: vec![("pbkdf2".to_owned(), "key slots")],
        hashes: vec![(name(72)?, "key slots and digest of the key")],
    })
}

fn second(bytes: &[u8]) -> Result<Header, Malformed> {
    let size = bytes.get(8..16).ok_or(expected("the header of LUKS 2"))?;
    let size = size.try_into().map_or(0, u64::from_be_bytes);
    let end = usize::try_from(size).unwrap_or(usize::MAX).min(bytes.len());
    let area = bytes.get(BINARY..end).ok_or(expected("the metadata of LUKS 2"))?;
    let length = area.iter().position(|byte| *byte == 0).unwrap_or(area.len());
    let json = area.get(..length).unwrap_or_default();
    let json: Value =
        serde_json::from_slice(json).map_err(|_| expected("the metadata of LUKS 2"))?;
    let mut header = Header { version: 2, ..Header::default() };
    for slot in objects(&json, "keyslots") {
        let bits = slot.get("key_size").and_then(Value::as_u64);
        let bits = bits.and_then(|bytes| u32::try_from(bytes.checked_mul(8)?).ok());
        if let Some(cipher) = word(&slot["area"]["encryption"]) {
            let of_slot = slot["area"].get("key_size").and_then(Value::as_u64);
            let of_slot = of_slot.and_then(|bytes| u32::try_from(bytes.checked_mul(8)?).ok());
            put(&mut header.ciphers, (cipher, of_slot.or(bits), "key slots"));
        }
        if let Some(kdf) = word(&slot["kdf"]["type"]) {
            put(&mut header.derivations, (kdf, "key slots"));
        }
        for hash in [word(&slot["kdf"]["hash"]), word(&slot["af"]["hash"])].into_iter().flatten() {
            put(&mut header.hashes, (hash, "key slots"));
        }
    }
    let bits = objects(&json, "keyslots").find_map(|slot| slot.get("key_size")?.as_u64());
    let bits = bits.and_then(|bytes| u32::try_from(bytes.checked_mul(8)?).ok());
    for segment in objects(&json, "segments") {
        if let Some(cipher) = word(&segment["encryption"]) {
            put(&mut header.ciphers, (cipher, bits, "payload"));
        }
        if let Some(integrity) = word(&segment["integrity"]["type"]) {
            put(&mut header.hashes, (integrity, "integrity of the payload"));
        }
    }
    for digest in objects(&json, "digests") {
        if let Some(kind) = word(&digest["type"]) {
            put(&mut header.derivations, (kind, "digest of the key"));
        }
        if let Some(hash) = word(&digest["hash"]) {
            put(&mut header.hashes, (hash, "digest of the key"));
        }
    }
    Ok(header)
}

fn expected(expected: &'static str) -> Malformed {
    Malformed { offset: 0, expected }
}

fn objects<'j>(json: &'j Value, name: &str) -> impl Iterator<Item = &'j Value> {
    let objects = json.get(name).and_then(Value::as_object);
    objects.into_iter().flat_map(|objects| objects.values()).take(MAX_OBJECTS)
}

/// A name of an algorithm: short and plain.
fn word(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:().".contains(&b));
    (is_plain && (1..=64).contains(&text.len())).then(|| text.to_owned())
}

fn put<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_version() {
        let mut bytes = vec![0; 592];
        bytes[..8].copy_from_slice(b"LUKS\xba\xbe\0\x01");
        bytes[8..11].copy_from_slice(b"aes");
        bytes[40..51].copy_from_slice(b"xts-plain64");
        bytes[72..76].copy_from_slice(b"sha1");
        bytes[111] = 64;
        let header = parse(&bytes).unwrap();
        assert_eq!(
            header.ciphers[0],
            ("aes-xts-plain64".into(), Some(512), "payload and key slots")
        );
        assert_eq!(header.hashes[0].0, "sha1");
        assert!(parse(&bytes[..90]).is_err());
    }

    #[test]
    fn the_second_version() {
        let json = br#"{"keyslots":{"0":{"key_size":64,"area":{"encryption":"aes-xts-plain64",
            "key_size":64},"kdf":{"type":"argon2id"},"af":{"hash":"sha256"}}},
            "segments":{"0":{"encryption":"aes-xts-plain64"}},
            "digests":{"0":{"type":"pbkdf2","hash":"sha256"}}}"#;
        let mut bytes = vec![0; 16384];
        bytes[..8].copy_from_slice(b"LUKS\xba\xbe\0\x02");
        bytes[8..16].copy_from_slice(&16384_u64.to_be_bytes());
        bytes[4096..4096 + json.len()].copy_from_slice(json);
        let header = parse(&bytes).unwrap();
        assert_eq!(header.ciphers.len(), 2);
        assert_eq!(header.derivations[0], ("argon2id".into(), "key slots"));
        bytes[4096] = b'x';
        assert!(parse(&bytes).is_err());
    }
}
