//! Names as configurations write them, to algorithms of the catalogue.

use aratame_algorithms::{
    Entry, Registry, Usage, algorithm, algorithm_by_name, entry_by_name, group_name,
};

/// The group of this name, without the marks that OpenSSL 3.5 puts before it.
pub(crate) fn tls_group(name: &str) -> Option<&'static Entry> {
    group_name(name.trim_start_matches(['?', '*']))
}

/// A signature algorithm: a scheme of TLS, or `RSA+SHA256` as OpenSSL writes it.
pub(crate) fn tls_signature(name: &str) -> Option<Usage> {
    let name = name.trim_start_matches('?');
    if let Some(entry) = entry_by_name(Registry::TlsSignatureScheme, name) {
        return entry.usages.first().copied();
    }
    let (scheme, hash) = name.split_once('+')?;
    let id = match scheme.to_ascii_uppercase().as_str() {
        "RSA" => "rsassa-pkcs1-v1_5",
        "RSA-PSS" | "PSS" => "rsassa-pss",
        "ECDSA" => "ecdsa",
        "DSA" => "dsa",
        _ => return None,
    };
    let hash = algorithm_by_name(hash)?;
    Some(Usage { hash: Some(hash), ..Usage::of(algorithm(id)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_signatures_have_several_spellings() {
        for name in ["X25519MLKEM768", "?*x25519", "prime256v1", "P-384", "secp521r1", "ffdhe3072"]
        {
            assert!(tls_group(name).is_some_and(|entry| !entry.usages.is_empty()), "{name}");
        }
        for name in ["RSA+SHA256", "rsa_pss_rsae_sha256", "ECDSA+SHA1", "ed25519", "mldsa65"] {
            assert!(tls_signature(name).is_some(), "{name}");
        }
        assert!(tls_group("nonesuch").is_none() && tls_signature("RSA+NONE").is_none());
    }
}
