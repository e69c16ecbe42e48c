//! Statements that name algorithms outright, without a negotiation of TLS: names of a registry,
//! proposals of IKE and ESP, key sizes, and what a product fixes.

use super::scope::Means;
use super::{Cause, Line, Service, note};
use aratame_algorithms::{
    Algorithm, Primitive, Registry, Usage, algorithm, algorithm_by_name, entry_by_name,
};
use aratame_inventory::diagnostic::UNKNOWN_ALGORITHM;
use aratame_inventory::{AlgorithmRef, Protocol, Role, Suite};

/// Names in one list that are looked up.
const MAX_NAMES: usize = 1 << 10;

/// States what a value of this meaning names.
pub(super) fn state(service: &mut Service<'_>, means: Means, value: &str, cause: &Cause) {
    match means {
        Means::Names(registry, role) => {
            for name in list(value) {
                of_registry(service, registry, name, role, cause);
            }
        }
        Means::Algorithms(role) => {
            for name in list(value) {
                one(service, name, role, cause);
            }
        }
        Means::Usages(_) if value.is_empty() => {
            let message = format!("{}: a name that is not in the catalogue", cause.directive);
            service.doubt(UNKNOWN_ALGORITHM, cause.line.unwrap_or(Line::FIRST), &message);
        }
        Means::Usages(role) => {
            for name in value.split(' ').take(MAX_NAMES) {
                match Usage::parse(name) {
                    Some(usage) => service.usage(&usage, role_of(usage.algorithm, role), cause),
                    None => service.unknown_name(name, role, cause),
                }
            }
        }
        Means::Schemes => {
            for name in list(value) {
                scheme(service, name, cause);
            }
        }
        Means::Proposals => proposals(service, value, cause),
        Means::KeyBits(id) => {
            let bits = value.trim().parse().ok();
            if let (Some(known), Some(bits)) = (algorithm(id), bits) {
                service.algorithm(AlgorithmRef::known(known).with_bits(bits), Role::Key, cause);
            }
        }
        Means::Fixed(usages) => {
            for (spec, role) in usages {
                if let Some(usage) = Usage::parse(spec) {
                    service.usage(&usage, *role, cause);
                }
            }
        }
        _ => {}
    }
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    let names =
        value.split([':', ',', ' ', ';', '|', '\t']).map(|name| name.trim_matches(['"', '\'']));
    let means_nothing = |name: &&str| {
        ["none", "auto", "default", "any", "all", "unset"]
            .iter()
            .any(|word| name.eq_ignore_ascii_case(word))
    };
    names.filter(|name| !name.is_empty()).filter(move |name| !means_nothing(name)).take(MAX_NAMES)
}

fn of_registry(
    service: &mut Service<'_>,
    registry: Registry,
    name: &str,
    role: Role,
    cause: &Cause,
) {
    let Some(entry) = entry_by_name(registry, name) else {
        return service.unknown_name(name, role, cause);
    };
    for usage in &entry.usages {
        service.usage(usage, role_of(usage.algorithm, role), cause);
    }
}

/// A name of a cipher, digest, MAC or key type as programs write it.
fn one(service: &mut Service<'_>, name: &str, role: Role, cause: &Cause) {
    for registry in [Registry::CipherName, Registry::SignatureName] {
        if entry_by_name(registry, name).is_some() {
            return of_registry(service, registry, name, role, cause);
        }
    }
    let plain = name.trim_start_matches("hmac-").trim_start_matches("HMAC-");
    let found = algorithm_by_name(name).or_else(|| algorithm_by_name(plain));
    match found {
        // A digest that authenticates is HMAC with it.
        Some(hash) if role == Role::Mac && hash.primitive == Primitive::Hash => {
            let hmac = algorithm("hmac").map(|hmac| Usage { hash: Some(hash), ..Usage::of(hmac) });
            hmac.iter().for_each(|usage| service.usage(usage, role, cause));
        }
        Some(known) => service.algorithm(AlgorithmRef::known(known), role, cause),
        None => service.unknown_name(name, role, cause),
    }
}

/// Names of schemes as products write them, beside the prefixes of crypt(5).
const SCHEMES: &[(&str, &str)] = &[
    ("bcrypt", "bcrypt"),
    ("bigcrypt", "descrypt"),
    ("blf-crypt", "bcrypt"),
    ("blowfish", "bcrypt"),
    ("caching_sha2_password", "sha256crypt"),
    ("cram-md5", "hmac#md5"),
    ("crypt", "descrypt"),
    ("des", "descrypt"),
    ("digest-md5", "md5"),
    ("gost_yescrypt", "gost-yescrypt"),
    ("ldap-md5", "md5"),
    ("md5-crypt", "md5crypt"),
    ("mysql_native_password", "sha-1"),
    ("mysql_old_password", "des/ecb"),
    ("nt", "nt-hash"),
    ("pbkdf2", "pbkdf2#sha-1"),
    ("plain-md5", "md5"),
    ("rabbit_password_hashing_md5", "md5"),
    ("rabbit_password_hashing_sha256", "sha-256"),
    ("rabbit_password_hashing_sha512", "sha-512"),
    ("scram-sha-1", "pbkdf2#sha-1"),
    ("scram-sha-256", "pbkdf2#sha-256"),
    ("scram-sha-512", "pbkdf2#sha-512"),
    ("sha", "sha-1"),
    ("sha1", "sha-1"),
    ("sha256", "sha256crypt"),
    ("sha256-crypt", "sha256crypt"),
    ("sha256_password", "sha256crypt"),
    ("sha512", "sha512crypt"),
    ("sha512-crypt", "sha512crypt"),
    ("smd5", "md5"),
    ("ssha", "sha-1"),
    ("ssha256", "sha-256"),
    ("ssha512", "sha-512"),
    ("yescrypt", "yescrypt"),
];

/// Words where a scheme may stand that are none: nothing is hashed, or another system decides.
const NO_SCHEMES: &[&str] = &[
    "bsd",
    "cert",
    "cleartext",
    "gss",
    "gssapi",
    "ident",
    "ldap",
    "oauth",
    "pam",
    "password",
    "peer",
    "plain",
    "radius",
    "reject",
    "sspi",
    "trust",
];

fn scheme(service: &mut Service<'_>, name: &str, cause: &Cause) {
    let plain = name.trim_matches(['{', '}', '$']).to_ascii_lowercase();
    if NO_SCHEMES.contains(&plain.as_str()) {
        return;
    }
    let spec = SCHEMES.iter().find(|(known, _)| *known == plain).map(|(_, spec)| *spec);
    if let Some(usage) = spec.and_then(Usage::parse) {
        return service.usage(&usage, Role::KeyDerivation, cause);
    }
    of_registry(service, Registry::Crypt, &plain, Role::KeyDerivation, cause);
}

/// The part that belongs to an algorithm in a name of several.
fn role_of(algorithm: &Algorithm, role: Role) -> Role {
    match (algorithm.primitive, role) {
        (Primitive::Mac, Role::Encryption) => Role::Mac,
        _ => role,
    }
}

/// What each word of a proposal may be, and its part.
const TRANSFORMS: [(Registry, Role); 4] = [
    (Registry::IkeEncryption, Role::Encryption),
    (Registry::IkeIntegrity, Role::Mac),
    (Registry::IkeKeyExchange, Role::KeyAgreement),
    (Registry::IkePrf, Role::KeyDerivation),
];

/// Proposals such as `aes256gcm16-prfsha384-ecp384-ke1_mlkem768, aes256-sha256-modp2048!`.
fn proposals(service: &mut Service<'_>, value: &str, cause: &Cause) {
    let mut suites = Vec::new();
    let all = value.split([',', ' ']).map(|name| name.trim().trim_end_matches('!'));
    for proposal in all.filter(|name| !name.is_empty() && *name != "default").take(MAX_NAMES) {
        let mut algorithms = Vec::new();
        for word in proposal.split('-').filter(|word| !matches!(*word, "esn" | "noesn" | "none")) {
            algorithms.extend(transform(service, word, cause));
        }
        suites.push(Suite { name: proposal.to_owned(), code_point: None, algorithms });
    }
    let names: Vec<_> = suites.iter().map(|suite| suite.name.as_str()).collect();
    if names.is_empty() {
        return;
    }
    service.note(note::NEGOTIABLE, format!("{}: {}", cause.directive, names.join(" ")));
    let name = if cause.directive.contains("esp") || cause.directive.ends_with("ah") {
        "ipsec"
    } else {
        "ike"
    };
    service.protocol(Protocol { name, versions: Vec::new(), suites });
}

fn transform(service: &mut Service<'_>, word: &str, cause: &Cause) -> Vec<AlgorithmRef> {
    // An additional key exchange of RFC 9370 has its number before it.
    let plain = match word.split_once('_') {
        Some((exchange, name)) if exchange.starts_with("ke") && exchange.len() == 3 => name,
        _ => word,
    };
    let found = TRANSFORMS
        .iter()
        .find_map(|(registry, role)| Some((entry_by_name(*registry, plain)?, *role)));
    let Some((entry, role)) = found else {
        service.unknown_name(plain, Role::KeyAgreement, cause);
        return Vec::new();
    };
    for usage in &entry.usages {
        service.usage(usage, role_of(usage.algorithm, role), cause);
    }
    entry.usages.iter().copied().map(AlgorithmRef::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_is_in_the_catalogue() {
        for (name, spec) in SCHEMES {
            assert!(Usage::parse(spec).is_some(), "{name}: {spec}");
        }
        assert!(SCHEMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
