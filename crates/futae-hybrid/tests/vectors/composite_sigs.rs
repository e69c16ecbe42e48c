//! The reference vectors of Composite ML-DSA: every row of the table, both ways.

use std::collections::HashSet;

use futae_hybrid::{Error, Registry, signature::composite::ALGORITHMS};

use super::{base64, document};

#[test]
fn reference_vectors() {
    let Some(document) = document("composite-sigs/testvectors.json.gz") else { return };
    let registry = Registry::new();
    let (message, context) = (base64(&document["m"]), base64(&document["ctx"]));
    let mut names = HashSet::new();
    for case in document["tests"].as_array().unwrap() {
        let name = case["tcId"].as_str().unwrap();
        let algorithm = registry.signature(name).unwrap();
        let public_bytes = base64(&case["pk"]);
        let public = algorithm.public_key(&public_bytes).unwrap();
        public.verify(&message, b"", &base64(&case["s"])).unwrap();
        let with_context = base64(&case["sWithContext"]);
        public.verify(&message, &context, &with_context).unwrap();
        assert!(public.verify(&message, b"", &with_context).is_err(), "{name}");

        let private_bytes = base64(&case["sk"]);
        let private = algorithm.private_key(&private_bytes).unwrap();
        assert_eq!(private.private_bytes().as_bytes(), private_bytes, "{name}");
        assert_eq!(private.public_bytes(), public_bytes, "{name}");
        let signature = private.sign(&message, &context).unwrap();
        public.verify(&message, &context, &signature).unwrap();
        names.insert(name.to_owned());
    }
    let composites = ALGORITHMS.len();
    assert_eq!((names.len(), composites), (3 + 18, 18), "cases");
}

/// A part of another key, another algorithm or another signature is refused.
#[test]
fn mixed_up_components_are_refused() {
    let Some(document) = document("composite-sigs/testvectors.json.gz") else { return };
    let registry = Registry::new();
    let message = base64(&document["m"]);
    let cases = document["tests"].as_array().unwrap();
    let mut refused = 0;
    for case in &cases[3..] {
        let algorithm = registry.signature(case["tcId"].as_str().unwrap()).unwrap();
        let public_bytes = base64(&case["pk"]);
        let public = algorithm.public_key(&public_bytes).unwrap();
        let signature = base64(&case["s"]);
        let size = [2420, 3309, 4627].into_iter().find(|size| {
            let other = base64(&case["sWithContext"]);
            public.verify(&message, b"", &[&signature[..*size], &other[*size..]].concat())
                == Err(Error::InvalidSignature)
                && public.verify(&message, b"", &[&other[..*size], &signature[*size..]].concat())
                    == Err(Error::InvalidSignature)
        });
        assert!(size.is_some(), "{}", case["tcId"]);
        for other in cases {
            if other["tcId"] == case["tcId"] {
                continue;
            }
            let other = registry.signature(other["tcId"].as_str().unwrap()).unwrap();
            let verified = other
                .public_key(&public_bytes)
                .and_then(|public| public.verify(&message, b"", &signature));
            assert!(verified.is_err(), "{} as {}", case["tcId"], other.properties().name);
            refused += 1;
        }
    }
    assert_eq!(refused, 18 * 20);
}

/// Truncated and extended keys.
#[test]
fn keys_of_other_lengths_are_refused() {
    let Some(document) = document("composite-sigs/testvectors.json.gz") else { return };
    let registry = Registry::new();
    for case in document["tests"].as_array().unwrap() {
        let algorithm = registry.signature(case["tcId"].as_str().unwrap()).unwrap();
        let (public, private) = (base64(&case["pk"]), base64(&case["sk"]));
        for bytes in [&public[..public.len() - 1], &public[..100], &[&public[..], &[0]].concat()] {
            assert!(algorithm.public_key(bytes).is_err(), "{}", case["tcId"]);
        }
        for bytes in [&private[..private.len() - 1], &private[..31], &[&private[..], &[0]].concat()]
        {
            assert!(algorithm.private_key(bytes).is_err(), "{}", case["tcId"]);
        }
    }
}
