//! The grammar of Kerberos profiles: sections, `tag = value`, `tag = { … }`, and `include` lines.

use super::Document;
use super::line::{self, Style};

const STYLE: Style =
    Style { braces: true, bare: &["include", "includedir", "module"], ..Style::INI };

/// Reads `krb5.conf`, `kdc.conf` or a file of `krb5.conf.d`. A `*` behind a tag says that no other
/// file may add to it, and is left out.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let mut document = line::parse(bytes, &STYLE);
    let directives = document.directives.iter_mut().map(|directive| &mut directive.name);
    for name in directives.chain(document.blocks.iter_mut().map(|block| &mut block.name)) {
        if name.ends_with('*') {
            name.pop();
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ProblemKind;

    #[test]
    fn sections_and_nested_relations() {
        let document = parse(
            b"includedir /etc/krb5.conf.d/\n[libdefaults]\n permitted_enctypes = aes256-cts \r\n\
              [realms]\n A.EXAMPLE = {\n  supported_enctypes* = \"des3:normal\"\n }\n}\nx\n",
        );
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.name.as_str(), d.value(), d.block))
            .collect();
        assert_eq!(
            directives,
            [
                (1, "includedir", "/etc/krb5.conf.d/".to_owned(), None),
                (3, "permitted_enctypes", "aes256-cts".to_owned(), Some(0)),
                (6, "supported_enctypes", "des3:normal".to_owned(), Some(2)),
            ]
        );
        assert_eq!(document.blocks[2].parent, Some(1));
        let problems: Vec<_> = document.problems.iter().map(|p| (p.line, p.kind)).collect();
        assert_eq!(problems, [(8, ProblemKind::UnexpectedClose), (9, ProblemKind::NotADirective)]);
    }
}
