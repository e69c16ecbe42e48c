//! The reference vectors of composite ML-KEM: every row of the table.

use std::collections::HashSet;

use futae_hybrid::{Error, Registry, kem::composite::ALGORITHMS};

use super::{base64, document};

#[test]
fn reference_vectors() {
    let Some(document) = document("composite-kem/testvectors.json.gz") else { return };
    let registry = Registry::new();
    let mut names = HashSet::new();
    for case in document["tests"].as_array().unwrap() {
        let name = case["tcId"].as_str().unwrap();
        let algorithm = registry.kem(name).unwrap();
        let private = algorithm.private_key(&base64(&case["dk"])).unwrap();
        assert_eq!(private.private_bytes().as_bytes(), base64(&case["dk"]), "{name}");
        assert_eq!(private.public_bytes(), base64(&case["ek"]), "{name}");
        let secret = private.decapsulate(&base64(&case["c"])).unwrap();
        assert_eq!(secret.as_bytes(), base64(&case["k"]), "{name}");

        let public = algorithm.public_key(&base64(&case["ek"])).unwrap();
        assert_eq!(public.public_bytes(), base64(&case["ek"]), "{name}");
        let (ciphertext, sent) = public.encapsulate().unwrap();
        assert_eq!(private.decapsulate(&ciphertext).unwrap().as_bytes(), sent.as_bytes());
        names.insert(name.to_owned());
    }
    assert_eq!((names.len(), ALGORITHMS.len()), (2 + 12, 12), "cases");
}

/// Keys and ciphertexts of one row in another, cut or extended.
#[test]
fn malformed_input_is_refused() {
    let Some(document) = document("composite-kem/testvectors.json.gz") else { return };
    let registry = Registry::new();
    let cases = document["tests"].as_array().unwrap();
    let mut refused = 0;
    for case in cases {
        let name = case["tcId"].as_str().unwrap();
        let algorithm = registry.kem(name).unwrap();
        let [public, private, ciphertext] = ["ek", "dk", "c"].map(|part| base64(&case[part]));
        let key = algorithm.private_key(&private).unwrap();
        for length in [0, 63, private.len() - 1] {
            assert!(algorithm.private_key(&private[..length]).is_err(), "{name} {length}");
        }
        for length in [0, 1183, public.len() - 1] {
            assert!(algorithm.public_key(&public[..length]).is_err(), "{name} {length}");
        }
        for bytes in [&ciphertext[1..], &[&ciphertext[..], &[0]].concat()] {
            assert_eq!(key.decapsulate(bytes).err(), Some(Error::Length), "{name}");
        }
        assert!(algorithm.public_key(&[&public[..], &[0]].concat()).is_err(), "{name}");
        assert!(algorithm.private_key(&[&private[..], &[0]].concat()).is_err(), "{name}");
        refused += 10;
    }
    assert_eq!(refused, 10 * 14);
}

/// A damaged RSA ciphertext is refused, a point off the curve too; neither tells more.
#[test]
fn damaged_classical_ciphertexts_are_refused() {
    let Some(document) = document("composite-kem/testvectors.json.gz") else { return };
    let registry = Registry::new();
    let mut refused = 0;
    for case in document["tests"].as_array().unwrap() {
        let name = case["tcId"].as_str().unwrap();
        let expected = match name {
            _ if name.contains("RSA") => Error::Decapsulation,
            _ if name.contains("ECDH") => Error::Point,
            _ => continue,
        };
        let key = registry.kem(name).unwrap().private_key(&base64(&case["dk"])).unwrap();
        let mut ciphertext = base64(&case["c"]);
        *ciphertext.last_mut().unwrap() ^= 1;
        assert_eq!(key.decapsulate(&ciphertext).err(), Some(expected), "{name}");
        refused += 1;
    }
    assert_eq!(refused, 10);
}
