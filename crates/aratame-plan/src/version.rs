//! Versions of products, compared by their numbers.

use std::fmt;

/// Parts of a version that are compared.
const PARTS: usize = 6;

/// A version: its numbers. Letters after a number (`1.1.1w`, `9.2p1`) count only where a product
/// counts with them, and are left out here: no threshold of the knowledge base has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Vec<u32>);

impl Version {
    /// The first version in a text: `OpenSSL 3.0.17 1 Jul 2025`, `OpenSSH_9.2p1`, `go1.24`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let from = text.find(|c: char| c.is_ascii_digit())?;
        let mut numbers = Vec::new();
        for part in text.get(from..)?.split('.').take(PARTS) {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let Some(number) = part.get(..digits).and_then(|digits| digits.parse().ok()) else {
                break;
            };
            numbers.push(number);
            if digits < part.len() {
                break;
            }
        }
        // Trailing zeros say nothing: 3.5 is 3.5.0.
        while numbers.len() > 1 && numbers.last() == Some(&0) {
            numbers.pop();
        }
        (!numbers.is_empty()).then_some(Self(numbers))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, number) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_and_compared() {
        let version = |text| Version::find(text).unwrap();
        assert!(version("OpenSSL 3.0.17 1 Jul 2025") < version("3.5"));
        assert!(version("OpenSSL 3.5.0 8 Apr 2025") >= version("3.5"));
        assert!(version("3.10.1") > version("3.9"));
        assert!(version("OpenSSH_9.2p1") < version("9.9"));
        assert!(version("OpenSSH_10.0p2") > version("9.9"));
        assert_eq!(version("1.1.1w").to_string(), "1.1.1");
        assert_eq!(version("Rust crate rustls 0.23.40"), version("0.23.40"));
        assert_eq!(Version::find("no digits"), None);
        assert!(Version::find("99999999999.1").is_none());
    }
}
