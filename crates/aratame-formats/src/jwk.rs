//! Owns JSON Web Keys (RFC 7517, 7518, 8037, 9964) wherever they stand in a JSON text, alone, in
//! a set, or inside a string of another document. Private members are noticed, never kept.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What every key contains.
pub const LITERAL: &[u8] = b"\"kty";

/// Text before the member `kty` in which its object may begin.
const MAX_BEFORE: usize = 16 << 10;
/// Text after the member `kty` in which its object must end: a chain of certificates fits.
const MAX_AFTER: usize = 64 << 10;
/// Opening braces that are tried as the beginning of the object.
const MAX_CANDIDATES: usize = 8;

/// A key as JSON states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jwk {
    /// Key type.
    pub kty: String,
    /// Curve.
    pub crv: Option<String>,
    /// The algorithm that it is meant for.
    pub alg: Option<String>,
    /// What it is meant for: `sig`, `enc`.
    pub key_use: Option<String>,
    /// Operations that it is meant for.
    pub key_ops: Vec<String>,
    /// RSA modulus.
    pub modulus: Option<Vec<u8>>,
    /// RSA public exponent.
    pub exponent: Option<Vec<u8>>,
    /// First coordinate, or the whole key (OKP).
    pub x: Option<Vec<u8>>,
    /// Second coordinate.
    pub y: Option<Vec<u8>>,
    /// Public key of an algorithm key pair (AKP).
    pub public: Option<Vec<u8>>,
    /// Bits of a symmetric key; the key itself is not kept.
    pub secret_bits: Option<usize>,
    /// Whether it has private members.
    pub is_private: bool,
    /// Certificates beside it.
    pub certificates: usize,
}

impl Jwk {
    /// Whether the members that its type requires are there (RFC 7518, section 6; RFC 8037;
    /// RFC 9964), so that it is a key and not a mention of one.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self.kty.as_str() {
            "RSA" => self.modulus.is_some() && self.exponent.is_some(),
            "EC" => self.crv.is_some() && self.x.is_some() && self.y.is_some(),
            "OKP" => self.crv.is_some() && self.x.is_some(),
            "AKP" => self.alg.is_some() && self.public.is_some(),
            "oct" => self.secret_bits.is_some(),
            _ => false,
        }
    }
}

/// A key and the range of the text that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Offset of the object's brace.
    pub offset: usize,
    /// Length of the object.
    pub length: usize,
    /// The key.
    pub jwk: Jwk,
}

/// Whether [`LITERAL`] at `hit` is the name of a member with a text: the cheap check.
#[must_use]
pub fn is_member(text: &[u8], hit: usize) -> bool {
    let rest = text.get(hit + LITERAL.len()..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\\").unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(b"\"") else { return false };
    let Some(rest) = rest.trim_ascii_start().strip_prefix(b":") else { return false };
    matches!(rest.trim_ascii_start(), [b'"', ..] | [b'\\', b'"', ..])
}

/// The whole key around the member at `hit`.
#[must_use]
pub fn around(text: &[u8], hit: usize) -> Option<Found> {
    let from = hit.saturating_sub(MAX_BEFORE);
    let to = hit.saturating_add(MAX_AFTER).min(text.len());
    let before = text.get(from..hit)?;
    let escaped = before.last() == Some(&b'\\');
    let braces = before.iter().enumerate().rev().filter(|(_, byte)| **byte == b'{');
    braces.take(MAX_CANDIDATES).find_map(|(brace, _)| {
        let start = from + brace;
        let (jwk, length) = object(text.get(start..to)?, escaped)?;
        (start + length > hit).then_some(Found { offset: start, length, jwk })
    })
}

/// The object at the start of `text`, when it is a whole key, with its length in the text.
fn object(text: &[u8], escaped: bool) -> Option<(Jwk, usize)> {
    let plain = if escaped { unescaped(text) } else { Cow::Borrowed(text) };
    let mut values = serde_json::Deserializer::from_slice(&plain).into_iter::<Map<String, Value>>();
    let members = values.next()?.ok()?;
    let end = values.byte_offset();
    let length = if escaped { escaped_length(text, end) } else { end };
    let jwk = jwk(&members)?;
    jwk.is_whole().then_some((jwk, length))
}

/// One level of escaping taken away: a key inside a JSON string.
fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => plain.extend(bytes.next().map(|next| if next == b'n' { b' ' } else { next })),
            byte => plain.push(byte),
        };
    }
    Cow::Owned(plain)
}

/// Length in the escaped text of `end` bytes without the escapes.
fn escaped_length(text: &[u8], end: usize) -> usize {
    let (mut at, mut plain) = (0, 0);
    while plain < end && at < text.len() {
        at += if text.get(at) == Some(&b'\\') { 2 } else { 1 };
        plain += 1;
    }
    at.min(text.len())
}

fn jwk(members: &Map<String, Value>) -> Option<Jwk> {
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let octets = |name: &str| members.get(name).and_then(Value::as_str).and_then(decode);
    let list = |name: &str| members.get(name).and_then(Value::as_array);
    let kty = text("kty")?;
    let private: &[&str] = match kty.as_str() {
        "AKP" => &["priv"],
        "oct" => &["k"],
        _ => &["d", "p"],
    };
    Some(Jwk {
        crv: text("crv"),
        alg: text("alg"),
        key_use: text("use"),
        key_ops: list("key_ops")
            .map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default(),
        modulus: octets("n"),
        exponent: octets("e"),
        x: octets("x"),
        y: octets("y"),
        public: octets("pub"),
        secret_bits: octets("k").filter(|_| kty == "oct").map(|key| key.len() * 8),
        is_private: private.iter().any(|name| members.contains_key(*name)),
        certificates: list("x5c").map_or(0, Vec::len),
        kty,
    })
}

/// Base64url as the RFCs ask for; ordinary base64 as some programs write it.
fn decode(text: &str) -> Option<Vec<u8>> {
    let url = BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes());
    let octets = url.or_else(|_| BASE64.decode(text.as_bytes())).ok()?;
    (!octets.is_empty()).then_some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &[u8] = include_bytes!("../../../test-vectors/scan/jwk/set/jwks.json");

    fn keys(text: &[u8]) -> Vec<Jwk> {
        let hits = memchr::memmem::find_iter(text, LITERAL).filter(|hit| is_member(text, *hit));
        hits.filter_map(|hit| around(text, hit)).map(|found| found.jwk).collect()
    }

    #[test]
    fn a_set_of_every_type() {
        let found = keys(SET);
        let types: Vec<&str> = found.iter().map(|key| key.kty.as_str()).collect();
        assert_eq!(types, ["RSA", "EC", "OKP", "oct", "AKP"]);
        let private: Vec<bool> = found.iter().map(|key| key.is_private).collect();
        assert_eq!(private, [false, true, false, true, false]);
        assert_eq!(found[0].modulus.as_ref().map(Vec::len), Some(256));
        assert_eq!(found[3].secret_bits, Some(256));
        assert_eq!(found[4].public.as_ref().map(Vec::len), Some(1312));
    }

    #[test]
    fn the_range_is_that_of_the_object() {
        let text = br#"{"keys": [{"a": {"b": 1}, "kty": "OKP", "crv": "X25519", "x": "AAEC"}]}"#;
        let found = around(text, memchr::memmem::find(text, LITERAL).unwrap()).unwrap();
        assert_eq!(&text[found.offset..found.offset + 5], b"{\"a\":");
        assert_eq!(&text[found.offset + found.length..], b"]}");
    }

    #[test]
    fn a_key_inside_a_string() {
        let text = br#"{"jwk": "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAEC\"}"}"#;
        let hit = memchr::memmem::find(text, LITERAL).unwrap();
        assert!(is_member(text, hit));
        let found = around(text, hit).unwrap();
        assert_eq!(found.jwk.x, Some(vec![0, 1, 2]));
        assert_eq!(&text[found.offset + found.length..], b"\"}");
    }

    #[test]
    fn mentions_are_no_keys() {
        for text in [
            r#"{"kty": "RSA", "n": "...", "e": "AQAB"}"#,
            r#"{"kty": "RSA"}"#,
            r#"{"kty": "EC", "crv": "P-256", "x": "AAEC"}"#,
            r#""kty": "oct", "k": "AAEC""#,
            r#"{"kty": 1}"#,
        ] {
            assert_eq!(keys(text.as_bytes()), [], "{text}");
        }
    }

    #[test]
    fn private_members_are_not_kept() {
        let text = br#"{"kty":"EC","crv":"P-256","x":"AAEC","y":"AAEC","d":"c2VjcmV0"}"#;
        let key = keys(text).remove(0);
        assert!(key.is_private && !format!("{key:?}").contains("115, 101"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(before in "[{}\"a\\\\:]{0,20}", after in "[{}\"a:, ]{0,40}") {
            let text = format!("{before}\"kty{after}");
            let hit = memchr::memmem::find(text.as_bytes(), LITERAL).unwrap();
            let _ = is_member(text.as_bytes(), hit);
            let _ = around(text.as_bytes(), hit);
        }
    }
}
