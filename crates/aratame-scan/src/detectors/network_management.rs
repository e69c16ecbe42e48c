//! Configurations of SNMP version 3 (Net-SNMP).

use crate::configuration::dialect::row;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has};
use crate::configuration::scope::Means;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::Document;
use aratame_formats::config::line::{Style, Values, WORDS};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "network-management",
    title: "Configurations of SNMP version 3",
    title_ja: "SNMPv3の設定",
    finds: "The authentication and privacy algorithms of users of SNMP version 3, and defaults of \
            clients, of Net-SNMP.",
    how: "Files are told by their name, or by lines that create users. Pass phrases are left out.",
    misses: "Users that were created at run time (usmUser lines); network devices have \
             configurations of their own.",
    references: &["snmpd.conf(5), snmp.conf(5), Net-SNMP 5.9", "RFC 3414", "RFC 3826", "RFC 7860"],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"createUser", Scope::Text, begins_line),
    Pattern::checked(b"defPrivType", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static NETWORK_MANAGEMENT: Field =
    Field { about: &ABOUT, patterns: PATTERNS, products: &[SNMP] };

const SNMP: Product = Product {
    name: "net-snmp",
    grammar: Grammar::Lines(Style { values: Values::Words(WORDS), ..Style::DIRECTIVES }),
    named: |path| matches!(path.file_name(), "snmpd.conf" | "snmp.conf" | "snmptrapd.conf"),
    tells: |document| has(document, &["createUser-*", "defPrivType", "defAuthType"]),
    rows: &[
        row("createUser-auth", Means::Usages(Role::Mac)),
        row("createUser-priv", Means::Usages(Role::Encryption)),
        row("defAuthType", Means::Usages(Role::Mac)),
        row("defPrivType", Means::Usages(Role::Encryption)),
        row("defSecurityLevel", Means::Switch),
        row("rocommunity*", Means::Secret),
        row("rwcommunity*", Means::Secret),
    ],
    shape: keep_algorithms,
    value: |_, directive, means| match means {
        Means::Usages(_) => Some(usage(&directive.value()).to_owned()),
        _ => None,
    },
    ..PLAIN
};

/// Algorithms by the names of Net-SNMP (snmpcmd(1)).
const ALGORITHMS: &[(&str, &str)] = &[
    ("MD5", "hmac#md5"),
    ("SHA", "hmac#sha-1"),
    ("SHA1", "hmac#sha-1"),
    ("SHA-224", "hmac#sha-224"),
    ("SHA-256", "hmac#sha-256"),
    ("SHA-384", "hmac#sha-384"),
    ("SHA-512", "hmac#sha-512"),
    ("DES", "des/cbc"),
    ("3DES", "3des/cbc"),
    ("AES", "aes-128/cfb"),
    ("AES-128", "aes-128/cfb"),
    ("AES-192", "aes-192/cfb"),
    ("AES-256", "aes-256/cfb"),
];

fn usage(name: &str) -> &'static str {
    let found = ALGORITHMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or("", |(_, usage)| usage)
}

/// `createUser name SHA-256 "…" AES-256 "…"`: the names of the algorithms are kept, each as a
/// directive; account and pass phrases are not.
fn keep_algorithms(document: &mut Document) {
    let mut kept = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        if !directive.name.eq_ignore_ascii_case("createUser") {
            kept.push(directive);
            continue;
        }
        let named = directive.arguments.iter().filter(|word| !usage(word).is_empty());
        let is_auth = |word: &str| usage(word).starts_with("hmac");
        for word in named.take(2) {
            let name = if is_auth(word) { "createUser-auth" } else { "createUser-priv" };
            let mut one = directive.clone();
            one.name = name.to_owned();
            one.arguments = vec![word.clone()];
            kept.push(one);
        }
    }
    document.directives = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::Usage;

    #[test]
    fn every_algorithm_is_in_the_catalogue() {
        for (name, spec) in ALGORITHMS {
            assert!(Usage::parse(spec).is_some(), "{name}");
        }
    }
}
