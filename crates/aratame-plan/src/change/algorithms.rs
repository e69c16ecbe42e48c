//! Lists of names: what is broken goes, the hybrid comes first, the rest stays as it was written.

use aratame_algorithms::{Registry, Usage, algorithm_by_name, entry_by_name, group_name};
use aratame_inventory::AlgorithmRef;
use std::collections::BTreeSet;

type Bad = BTreeSet<AlgorithmRef>;

/// Whether a name of a registry means one of these algorithms.
fn is_bad(registry: Registry, name: &str, bad: &Bad) -> bool {
    let entry = match registry {
        Registry::TlsGroup => group_name(name.trim_start_matches(['?', '*'])),
        _ => entry_by_name(registry, name),
    };
    entry.is_some_and(|entry| any_bad(&entry.usages, bad))
}

fn any_bad(usages: &[Usage], bad: &Bad) -> bool {
    usages.iter().any(|usage| bad.contains(&AlgorithmRef::from(*usage)))
}

/// The list without what is broken: `Some(None)` when nothing is left, so that the directive goes
/// and the default holds; `None` when nothing changes.
pub(super) fn without(
    value: &str,
    separator: char,
    registry: Registry,
    bad: &Bad,
) -> Option<Option<String>> {
    let names: Vec<&str> = value.split(separator).map(str::trim).collect();
    let kept: Vec<&str> =
        names.iter().copied().filter(|name| !is_bad(registry, name, bad)).collect();
    let joined = kept.join(&separator.to_string());
    (kept.len() < names.len()).then(|| (!kept.is_empty()).then_some(joined))
}

/// A list of OpenSSH: `+` adds to the defaults, `^` puts first, `-` takes away. Patterns stay.
pub(super) fn ssh_without(value: &str, registry: Registry, bad: &Bad) -> Option<Option<String>> {
    let (sign, names) = match value.split_at_checked(1) {
        // Taking away makes nothing worse.
        Some(("-", _)) => return None,
        Some((sign @ ("+" | "^"), names)) => (sign, names),
        _ => ("", value),
    };
    let kept = without(names, ',', registry, bad)?;
    Some(kept.map(|kept| format!("{sign}{kept}")))
}

/// Types of Kerberos, with spaces or commas between them.
pub(super) fn kerberos_without(value: &str, bad: &Bad) -> Option<Option<String>> {
    let names: Vec<&str> = value.split([' ', ',', '\t']).filter(|name| !name.is_empty()).collect();
    let is_kept = |name: &&str| {
        let plain = name.split(':').next().unwrap_or(name);
        // Taking away makes nothing worse.
        let takes_away = plain.starts_with('-');
        takes_away || !(is_bad_family(plain, bad) || is_bad(Registry::KerberosEtype, plain, bad))
    };
    let kept: Vec<&str> = names.iter().copied().filter(is_kept).collect();
    let allows = kept.iter().any(|name| !name.starts_with('-'));
    (kept.len() < names.len()).then(|| allows.then(|| kept.join(" ")))
}

/// Families of Kerberos that one word allows.
fn is_bad_family(name: &str, bad: &Bad) -> bool {
    let families = [("des", "des"), ("des3", "3des"), ("rc4", "rc4")];
    let family = families.iter().find(|(word, _)| word.eq_ignore_ascii_case(name));
    family.is_some_and(|(_, id)| {
        bad.iter().any(|each| each.algorithm().is_some_and(|row| row.id.contains(id)))
    })
}

/// The list with a name in front; `None` when it has the name already.
pub(super) fn first(value: &str, separator: char, name: &str) -> Option<String> {
    // OpenSSL 3.5 divides groups of equal rank by `/`.
    let names = value.split([separator, '/']);
    let mut names = names.map(|each| each.trim().trim_start_matches(['?', '*']));
    let has = names.any(|each| each.eq_ignore_ascii_case(name));
    (!has && !value.trim().is_empty()).then(|| format!("{name}{separator}{}", value.trim()))
}

/// The list of OpenSSH with a name in front. A list that adds to the defaults or takes from them
/// keeps the defaults' order, in which the hybrid of a version that has it stands first.
pub(super) fn ssh_first(value: &str, name: &str) -> Option<String> {
    match value.split_at_checked(1) {
        Some(("+" | "-", _)) => None,
        Some(("^", names)) => Some(format!("^{}", first(names, ',', name)?)),
        _ => first(value, ',', name),
    }
}

/// A list of digests without the broken ones; SHA-256 where nothing would be left.
pub(super) fn digests(value: &str, bad: &Bad) -> Option<String> {
    let names: Vec<&str> = value.split(',').map(str::trim).collect();
    let kept: Vec<&str> =
        names.iter().copied().filter(|name| digest(name, bad).is_none()).collect();
    let rest = if kept.is_empty() { "sha256".to_owned() } else { kept.join(", ") };
    (kept.len() < names.len()).then_some(rest)
}

/// SHA-256 in the place of a broken digest.
pub(super) fn digest(value: &str, bad: &Bad) -> Option<String> {
    let row = algorithm_by_name(value.trim())?;
    let is_bad = row.broken.is_some() || bad.iter().any(|each| each.algorithm() == Some(row));
    is_bad.then(|| "sha256".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(specs: &[&str]) -> Bad {
        specs.iter().map(|spec| AlgorithmRef::from(Usage::parse(spec).unwrap())).collect()
    }

    fn meant(registry: Registry, name: &str) -> Bad {
        entry_by_name(registry, name)
            .unwrap()
            .usages
            .iter()
            .copied()
            .map(AlgorithmRef::from)
            .collect()
    }

    #[test]
    fn what_is_broken_goes() {
        let weak = meant(Registry::SshCipher, "3des-cbc");
        let cut = |value| ssh_without(value, Registry::SshCipher, &weak);
        assert_eq!(cut("aes256-ctr,3des-cbc"), Some(Some("aes256-ctr".to_owned())));
        assert_eq!(cut("+3des-cbc"), Some(None));
        assert_eq!(cut("-3des-cbc"), None);
        assert_eq!(cut("aes256-ctr"), None);
        assert_eq!(digest("md5", &Bad::new()).as_deref(), Some("sha256"));
        assert_eq!(digest("sha384", &bad(&["sha-1"])), None);
    }

    #[test]
    fn the_hybrid_comes_first() {
        assert_eq!(
            first("X25519:P-256", ':', "X25519MLKEM768").as_deref(),
            Some("X25519MLKEM768:X25519:P-256")
        );
        assert_eq!(first("?*x25519mlkem768:X25519", ':', "X25519MLKEM768"), None);
        assert_eq!(ssh_first("+diffie-hellman-group14-sha1", "mlkem768x25519-sha256"), None);
        assert_eq!(
            ssh_first("^curve25519-sha256", "mlkem768x25519-sha256").as_deref(),
            Some("^mlkem768x25519-sha256,curve25519-sha256")
        );
    }
}
