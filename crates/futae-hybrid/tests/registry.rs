//! The registry as a whole: nothing found twice, every row usable, policies obeyed.

use std::collections::HashSet;

use futae_hybrid::{
    Error, Family, Operation, Properties, Registry,
    registry::{CryptrecPqcList, HybridOnly},
};

/// Rows whose keys take seconds to make, or minutes without optimisation.
fn is_slow(properties: &Properties) -> bool {
    properties.name.contains("RSA") || properties.name.ends_with('s')
}

fn every() -> Registry {
    Registry::new().with_classical()
}

#[test]
fn names_identifiers_and_code_points_are_unique() {
    let mut seen = HashSet::new();
    let registry = every();
    let signatures = registry.signatures().map(|each| *each.properties());
    let kems = registry.kems().map(|each| *each.properties());
    let mut rows = 0;
    for row in signatures.chain(kems) {
        rows += 1;
        assert!(seen.insert(row.name.to_lowercase()), "{}", row.name);
        let hpke = row.hpke_kem.map(|id| format!("hpke {id}"));
        let scheme = row.tls_scheme.map(|id| format!("scheme {id}"));
        let group = row.tls_group.map(|id| format!("group {id}"));
        let signature =
            row.signature.map(|id| format!("signature {id:?} {:?}", classical_key(&row)));
        for mark in [hpke, scheme, group, signature].into_iter().flatten() {
            assert!(seen.insert(mark.clone()), "{mark} of {}", row.name);
        }
    }
    assert_eq!(rows, 3 + 12 + 18 + 13 + 6 + 12 + 5);
}

/// Classical signatures with different curves share an identifier: the key tells them apart.
fn classical_key(row: &Properties) -> Option<String> {
    (row.family == Family::Classical).then(|| format!("{:?}", row.key))
}

#[test]
fn every_row_is_found_again() {
    let registry = every();
    for row in registry.signatures() {
        let properties = row.properties();
        assert_eq!(properties.operation, Operation::Signature);
        for name in [properties.name.to_uppercase(), format!("id-{}", properties.name)] {
            assert_eq!(registry.signature(&name).unwrap().properties().name, properties.name);
        }
        let key = properties.key.unwrap();
        let mut of_key = registry.signatures_of_key(key.oid, key.parameters);
        assert!(of_key.any(|each| each.properties().name == properties.name));
        if properties.family != Family::Classical {
            let found = registry.signature_by_oid(&key.oid.to_string()).unwrap();
            assert_eq!(found.properties().name, properties.name);
        }
        if let Some(scheme) = properties.tls_scheme {
            let found = registry.signature_by_tls_scheme(scheme).unwrap();
            assert_eq!(found.properties().name, properties.name);
        }
    }
    for row in registry.kems() {
        let properties = row.properties();
        assert_eq!(properties.operation, Operation::Kem);
        assert_eq!(registry.kem(properties.name).unwrap().properties().name, properties.name);
        if let Some(key) = properties.key {
            let found = registry.kem_by_oid(&key.oid.to_string()).unwrap();
            assert_eq!(found.properties().name, properties.name);
        }
        if let Some(id) = properties.hpke_kem {
            assert_eq!(registry.kem_by_hpke_id(id).unwrap().properties().name, properties.name);
        }
    }
}

#[test]
fn keys_survive_their_bytes_and_sign() {
    let registry = every();
    let mut tried = 0;
    for row in registry.signatures().filter(|row| !is_slow(row.properties())) {
        tried += 1;
        let name = row.properties().name;
        let key = row.generate().unwrap();
        let again = row.private_key(key.private_bytes().as_bytes()).unwrap();
        assert_eq!(key.public_bytes(), again.public_bytes(), "{name}");
        if let Some(expanded) = key.expanded_bytes() {
            let again = row.private_key(expanded.as_bytes()).unwrap();
            assert_eq!(key.public_bytes(), again.public_bytes(), "{name}");
        }
        let context: &[u8] =
            if row.properties().family == Family::Classical { b"" } else { b"context" };
        let signature = again.sign(b"message", context).unwrap();
        assert!(signature.len() <= row.max_signature_size(), "{name}");
        let public = row.public_key(&key.public_bytes()).unwrap();
        assert_eq!(public.public_bytes(), key.public_bytes(), "{name}");
        public.verify(b"message", context, &signature).unwrap();
        assert!(public.verify(b"massage", context, &signature).is_err(), "{name}");
        assert!(public.verify(b"message", b"other", &signature).is_err(), "{name}");
        assert!(again.sign(b"message", &[0; 256]).is_err(), "{name}");
        refuses_damage(&|bytes| public.verify(b"message", context, bytes), &signature, name);
    }
    assert_eq!(tried, 3 + 6 + 10 + 7);
}

/// Truncated, extended and changed signatures are errors.
fn refuses_damage(verify: &dyn Fn(&[u8]) -> Result<(), Error>, signature: &[u8], name: &str) {
    for length in [0, 1, signature.len() / 2, signature.len() - 1] {
        assert!(verify(&signature[..length]).is_err(), "{name} cut to {length}");
    }
    assert!(verify(&[signature, &[0]].concat()).is_err(), "{name} with a byte more");
    for at in [0, signature.len() / 2, signature.len() - 1] {
        let mut changed = signature.to_vec();
        changed[at] ^= 1;
        assert!(verify(&changed).is_err(), "{name} changed at {at}");
    }
}

#[test]
fn kems_agree_and_refuse_other_lengths() {
    let registry = every();
    for row in registry.kems().filter(|row| !is_slow(row.properties())) {
        let name = row.properties().name;
        let key = row.generate().unwrap();
        let again = row.private_key(key.private_bytes().as_bytes()).unwrap();
        assert_eq!(key.public_bytes(), again.public_bytes(), "{name}");
        let public = row.public_key(&key.public_bytes()).unwrap();
        assert_eq!(public.public_bytes().len(), row.public_key_size().unwrap(), "{name}");
        let (ciphertext, sent) = public.encapsulate().unwrap();
        assert_eq!(ciphertext.len(), row.ciphertext_size().unwrap(), "{name}");
        let received = again.decapsulate(&ciphertext).unwrap();
        assert_eq!(sent.as_bytes(), received.as_bytes(), "{name}");
        for bytes in [&ciphertext[1..], &[&ciphertext[..], &[0]].concat(), b""] {
            assert_eq!(again.decapsulate(bytes).err(), Some(Error::Length), "{name}");
        }
        let bytes = key.public_bytes();
        assert!(row.public_key(&bytes[1..]).is_err(), "{name}");
        assert!(row.public_key(&[&bytes[..], &[0]].concat()).is_err(), "{name}");
        assert!(row.private_key(b"").is_err(), "{name}");
        let mut changed = ciphertext.clone();
        changed[7] ^= 1;
        match again.decapsulate(&changed) {
            Ok(other) => assert_ne!(sent.as_bytes(), other.as_bytes(), "{name}"),
            Err(error) => assert_eq!(error, Error::Point, "{name}"),
        }
    }
}

#[test]
fn classical_algorithms_must_be_asked_for() {
    let registry = Registry::new();
    for name in ["Ed25519", "ECDSA-P256-SHA256", "RSASSA-PSS-SHA256"] {
        assert_eq!(registry.signature(name).err(), Some(Error::ClassicalAlgorithm));
    }
    assert_eq!(registry.group(0x001D).err(), Some(Error::ClassicalAlgorithm));
    assert_eq!(registry.signature_by_tls_scheme(0x0403).err(), Some(Error::ClassicalAlgorithm));
    assert!(registry.signatures().all(|row| row.properties().family != Family::Classical));
    assert_eq!(every().group(0x001D).unwrap().name(), "x25519");
}

#[test]
fn policies_are_obeyed() {
    let listed = Registry::restricted(CryptrecPqcList).with_classical();
    let kems: Vec<_> = listed.kems().map(|row| row.properties().name).collect();
    assert!(kems.contains(&"ML-KEM-768") && kems.contains(&"X-Wing"));
    assert!(!kems.contains(&"ML-KEM-512"));
    assert_eq!(listed.signature("ML-DSA-65").err(), Some(Error::RefusedByPolicy));
    assert_eq!(listed.groups().count(), 5);
    let hybrid = Registry::restricted(HybridOnly).with_classical();
    assert!(hybrid.signatures().all(|row| row.properties().components.len() == 2));
    assert_eq!(hybrid.signature("Ed25519").err(), Some(Error::RefusedByPolicy));
}

#[test]
fn unknown_names_are_errors() {
    let registry = every();
    for name in ["", "ML-DSA", "ML-DSA-65 ", "Kyber768", "1.2.3"] {
        assert_eq!(registry.signature(name).err(), Some(Error::UnknownAlgorithm));
        assert_eq!(registry.kem(name).err(), Some(Error::UnknownAlgorithm));
        assert_eq!(registry.kem_by_oid(name).err(), Some(Error::UnknownAlgorithm));
    }
    assert_eq!(registry.group(0xFFFF).err(), Some(Error::UnknownAlgorithm));
}
