//! How passwords of accounts are kept: shadow, htpasswd, login.defs, PAM. No hash is ever read
//! beyond the name of its scheme.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product};
use crate::configuration::scope::Means;
use crate::detector::About;
use aratame_formats::config::line::{Separator, Style};
use aratame_formats::config::{Directive, Document};

const ABOUT: About = About {
    id: "password-hash",
    title: "Schemes of password hashes",
    title_ja: "パスワードハッシュの方式",
    finds: "The schemes by which passwords are kept in shadow and htpasswd files, and those that \
            login.defs and PAM choose for new ones.",
    how: "Files are told by their name. Of an entry only the scheme is read; neither account nor \
          hash are in the inventory.",
    misses: "Passwords in directories and databases.",
    references: &["crypt(5)", "shadow(5)", "login.defs(5)", "pam_unix(8)"],
};

/// The detector.
pub(crate) static PASSWORD_HASH: Field =
    Field { about: &ABOUT, patterns: &[], products: &[SHADOW, HTPASSWD, LOGIN_DEFS, PAM] };

const SHADOW: Product = Product {
    name: "shadow",
    grammar: Grammar::Lines(Style { separator: Separator::Colon, ..Style::ASSIGNMENTS }),
    named: |path| matches!(path.file_name(), "shadow" | "shadow-" | "gshadow" | "gshadow-"),
    rows: &[row("scheme", Means::Schemes)],
    shape: keep_schemes,
    ..PLAIN
};

const HTPASSWD: Product = Product {
    name: "htpasswd",
    named: |path| matches!(path.file_name(), ".htpasswd" | "htpasswd" | "htpasswd.users"),
    ..SHADOW
};

/// Leaves of each line the scheme of its second field.
fn keep_schemes(document: &mut Document) {
    let scheme = |directive: Directive| {
        let hash =
            directive.arguments.first()?.split(':').next()?.trim_start_matches('!').to_owned();
        let name = match hash.as_bytes() {
            [b'$', ..] => hash.split('$').nth(1)?.split(',').next()?.to_owned(),
            [b'{', ..] => hash.split(['{', '}']).nth(1)?.to_owned(),
            // Thirteen characters of the traditional DES; `_` begins its extended form.
            bytes if bytes.len() == 13 && bytes.iter().all(|b| is_of_hash(*b)) => {
                "crypt".to_owned()
            }
            _ => return None,
        };
        let is_plain =
            name.len() <= 16 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_plain.then(|| Directive {
            name: "scheme".to_owned(),
            arguments: vec![name],
            ..directive
        })
    };
    document.directives =
        std::mem::take(&mut document.directives).into_iter().filter_map(scheme).collect();
    document.problems.clear();
}

fn is_of_hash(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/')
}

const LOGIN_DEFS: Product = Product {
    name: "login-defs",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| path.file_name() == "login.defs",
    rows: &[
        row("ENCRYPT_METHOD", Means::Schemes),
        row("MD5_CRYPT_ENAB", Means::Switch),
        row("SHA_CRYPT_MIN_ROUNDS", Means::Switch),
        row("SHA_CRYPT_MAX_ROUNDS", Means::Switch),
        row("YESCRYPT_COST_FACTOR", Means::Switch),
        row("BCRYPT_MIN_ROUNDS", Means::Switch),
        row("BCRYPT_MAX_ROUNDS", Means::Switch),
    ],
    ..PLAIN
};

const PAM: Product = Product {
    name: "pam",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| file_names::is_below(path, &["pam.d"]),
    rows: &[row("pam_unix.so", Means::Schemes), row("rounds", Means::Switch)],
    shape: keep_options,
    ..PLAIN
};

/// Options of pam_unix(8) that choose a scheme.
const SCHEMES: [&str; 7] =
    ["md5", "bigcrypt", "sha256", "sha512", "blowfish", "gost_yescrypt", "yescrypt"];

/// Leaves of lines for passwords the scheme that pam_unix is told.
fn keep_options(document: &mut Document) {
    let mut kept = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        let is_unix = directive.name.trim_start_matches('-') == "password"
            && directive.arguments.iter().any(|word| word.ends_with("pam_unix.so"));
        let chosen = directive.arguments.iter().filter(|word| SCHEMES.contains(&word.as_str()));
        let chosen: Vec<String> = chosen.cloned().collect();
        if is_unix && !chosen.is_empty() {
            kept.push(Directive { name: "pam_unix.so".to_owned(), arguments: chosen, ..directive });
        }
    }
    document.directives = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::include::Joins;

    #[test]
    fn of_a_hash_only_the_scheme_is_left() {
        let document = SHADOW.parse(
            b"root:$y$j9T$SALTSALT$HASHHASH:19000:0:99999:7:::\nbin:*:1::::::\n\
              old:!$1$SALT$HASH:1::::::\nnone::1::::::\ndes:abJnggxhB/yWI:1::::::\n",
        );
        let left: Vec<_> =
            document.directives.iter().map(|d| (d.line, d.name.as_str(), d.value())).collect();
        assert_eq!(
            left,
            [
                (1, "scheme", "y".to_owned()),
                (3, "scheme", "1".to_owned()),
                (5, "scheme", "crypt".to_owned())
            ]
        );
    }
}
