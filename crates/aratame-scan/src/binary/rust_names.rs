//! Which crate a mangled name of Rust is of.
//!
//! Owns as much of both manglings (the legacy one, and v0 of RFC 2603) as finding the first crate
//! named needs. Whose name it is not is left to other tables.

/// Longest path through a legacy name; those of the standard library have some ten parts.
const MAX_PARTS: usize = 32;

/// The crate that a mangled name is of; `None` when it is no name of Rust.
pub(super) fn crate_of(name: &[u8]) -> Option<&str> {
    match name {
        [b'_', b'R', rest @ ..] => v0(rest),
        [b'_', b'Z', b'N', rest @ ..] => legacy(rest),
        _ => None,
    }
}

/// The first crate root: `C`, a disambiguator `s…_`, and its name.
fn v0(name: &[u8]) -> Option<&str> {
    let at = name.windows(2).position(|pair| pair == b"Cs")?;
    let rest = name.get(at + 2..)?;
    let end = rest.iter().take(16).position(|byte| *byte == b'_')?;
    let all_base_62 = rest.get(..end)?.iter().all(u8::is_ascii_alphanumeric);
    let (crate_name, _) = part(rest.get(end + 1..)?)?;
    all_base_62.then_some(crate_name)
}

/// Parts with their lengths, of which the last is `h` and 16 digits.
fn legacy(name: &[u8]) -> Option<&str> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.starts_with(b"E") && parts.len() < MAX_PARTS {
        let (text, after) = part(rest)?;
        parts.push(text);
        rest = after;
    }
    let hash = parts.last()?.strip_prefix('h')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let first = parts.first().filter(|_| is_hash)?;
    // The implementation of a trait for a type begins with the type.
    match first.strip_prefix("_$LT$") {
        Some(path) => path.trim_start_matches("$RF$").split("..").next(),
        None => Some(first),
    }
}

/// A name behind its length, and what follows.
fn part(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let digits = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    let rest = bytes.get(digits..)?;
    // v0 parts names that begin with a digit or an underscore from their length.
    let rest = rest.strip_prefix(b"_").filter(|_| !rest.starts_with(b"_$")).unwrap_or(rest);
    let (text, rest) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_both_manglings() {
        for (name, expected) in [
            ("_ZN4sha26sha2568compress17h0123456789abcdefE", Some("sha2")),
            (
                "_ZN65_$LT$aes..Aes128$u20$as$u20$cipher..BlockCipher$GT$7encrypt17h0123456789abcdefE",
                None,
            ),
            ("_ZN16_$LT$aes..Aes1287encrypt17h0123456789abcdefE", Some("aes")),
            ("_RNvNtCs3PmyOAUHSUM_4sha26sha2568compress", Some("sha2")),
            ("_ZN8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", None),
            ("_ZN3fooEv", None),
            ("SHA256_Init", None),
            ("_R", None),
            ("_ZN9999999", None),
        ] {
            assert_eq!(crate_of(name.as_bytes()), expected, "{name}");
        }
    }
}
