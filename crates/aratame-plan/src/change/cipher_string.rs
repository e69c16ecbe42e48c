//! Cipher strings of OpenSSL: exclusions are added, and the string is replaced only where that is
//! not enough.

use aratame_algorithms::{cipher_suite, expand_openssl_ciphers};
use aratame_inventory::AlgorithmRef;
use std::collections::BTreeSet;

/// The pattern of CRYPTREC GL-3001 for its high security level, which has authenticated
/// encryption and ephemeral keys only.
const GUIDELINE: &str = "ECDHE+AESGCM:DHE+aRSA+AESGCM:ECDHE+AESCCM:DHE+aRSA+AESCCM:\
    ECDHE+CHACHA20:DHE+aRSA+CHACHA20:+AES128:+DHE";

/// Words that take away what an algorithm or its family means.
const EXCLUSIONS: &[(&str, &str)] = &[
    ("rc4", "!RC4"),
    ("rc2", "!RC2"),
    ("3des", "!3DES"),
    ("tdea", "!3DES"),
    ("triple", "!3DES"),
    ("des", "!DES"),
    ("idea", "!IDEA"),
    ("seed", "!SEED"),
    ("md5", "!MD5"),
    ("null", "!eNULL"),
    ("anon", "!aNULL"),
    ("export", "!EXPORT"),
    ("gost", "!GOST"),
];

/// The string without these algorithms; `None` when it has none of them.
pub(super) fn without(value: &str, bad: &BTreeSet<AlgorithmRef>) -> Option<String> {
    let (prefix, string) = split_protocol(value);
    let old = bad_suites(string, bad)?;
    if old.is_empty() {
        return None;
    }
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for suite in &old {
        for each in suite.iter().filter(|each| bad.contains(each)) {
            let id = each.algorithm().map_or("", |row| row.id);
            let known = EXCLUSIONS.iter().find(|(part, _)| id.contains(part));
            words.extend(known.map(|(_, word)| *word));
        }
    }
    let added: Vec<&str> = std::iter::once(string).chain(words).collect();
    let added = added.join(":");
    let enough = bad_suites(&added, bad).is_some_and(|left| left.is_empty());
    let new = if enough { added } else { GUIDELINE.to_owned() };
    Some(format!("{prefix}{new}"))
}

/// The word for a protocol that Apache allows before the string. For TLS 1.3 it is a list of
/// suites, which has none that is broken.
fn split_protocol(value: &str) -> (&str, &str) {
    match value.split_once(' ') {
        Some((word, rest)) if word.eq_ignore_ascii_case("SSL") => {
            (value.get(..=word.len()).unwrap_or_default(), rest.trim())
        }
        _ => ("", value.trim()),
    }
}

/// The algorithms of each suite that has a broken one; `None` when OpenSSL would refuse the
/// string.
fn bad_suites(string: &str, bad: &BTreeSet<AlgorithmRef>) -> Option<Vec<Vec<AlgorithmRef>>> {
    let expansion = expand_openssl_ciphers(string).ok()?;
    let all = expansion.suites.iter().chain(&expansion.unbuilt);
    let usages = all
        .filter_map(|suite| cipher_suite(suite.code_point))
        .map(|suite| suite.usages().into_iter().map(AlgorithmRef::from).collect::<Vec<_>>());
    Some(usages.filter(|suite| suite.iter().any(|each| bad.contains(each))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::openssl_suite_by_name;

    fn algorithms_of(suite: &str, part: &str) -> BTreeSet<AlgorithmRef> {
        let code = openssl_suite_by_name(suite).unwrap().code_point;
        let usages = cipher_suite(code).unwrap().usages().into_iter().map(AlgorithmRef::from);
        usages.filter(|each| each.algorithm().is_some_and(|row| row.id.contains(part))).collect()
    }

    #[test]
    fn exclusions_are_added() {
        let bad = algorithms_of("DES-CBC3-SHA", "des");
        assert!(!bad.is_empty());
        let new = without("HIGH:DES-CBC3-SHA:!aNULL", &bad).unwrap();
        assert!(new.starts_with("HIGH:DES-CBC3-SHA:!aNULL:!"), "{new}");
        assert!(bad_suites(&new, &bad).unwrap().is_empty());
        assert_eq!(without("ECDHE+AESGCM", &bad), None);
    }

    #[test]
    fn a_string_of_nothing_else_becomes_that_of_the_guideline() {
        let bad = algorithms_of("DES-CBC3-SHA", "des");
        assert_eq!(without("DES-CBC3-SHA", &bad).as_deref(), Some(GUIDELINE));
        assert!(expand_openssl_ciphers(GUIDELINE).unwrap().suites.len() >= 17);
    }
}
