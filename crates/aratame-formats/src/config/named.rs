//! The grammar of BIND: that of nginx with the comments of C and C++ beside `#`.

use super::{Document, nginx};

/// Reads `named.conf` or a part of it.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    nginx::read(bytes, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_have_three_forms() {
        let document = parse(
            b"/* one\n two */ options { // x };\n  dnssec-validation auto; # y\n};\n\
              key \"k\" { algorithm hmac-sha256; };",
        );
        assert_eq!(document.problems, []);
        let directives: Vec<_> =
            document.directives.iter().map(|d| (d.line, d.name.as_str(), d.value())).collect();
        assert_eq!(
            directives,
            [
                (3, "dnssec-validation", "auto".to_owned()),
                (5, "algorithm", "hmac-sha256".to_owned())
            ]
        );
    }
}
