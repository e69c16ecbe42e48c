//! Dual signatures: every requirement against every state of the two signatures.
#![expect(clippy::unwrap_used, reason = "a test")]

use futae_hybrid::{
    Error, Registry,
    dual::{DualKey, DualSignature, DualVerifier, Require, Verified},
};

const MESSAGE: &[u8] = b"a document";

fn keys() -> (DualKey, DualVerifier) {
    let registry = Registry::new().with_classical();
    let old = registry.signature("ECDSA-P384-SHA384").unwrap();
    let new = registry.signature("MLDSA65-Ed25519-SHA512").unwrap();
    let key = DualKey::new(old.generate().unwrap(), new.generate().unwrap()).unwrap();
    let [first, second] = key.public_bytes();
    let [first, second] = [old.public_key(&first).unwrap(), new.public_key(&second).unwrap()];
    (key, DualVerifier::new(first, second).unwrap())
}

/// A signature with each part good, bad or missing.
fn states(key: &DualKey) -> Vec<(Option<bool>, Option<bool>, DualSignature)> {
    let [good, bad] = [MESSAGE, b"another"].map(|message| key.sign(message).unwrap());
    let part = |state: Option<bool>, of: fn(&DualSignature) -> Option<&[u8]>| {
        state.map(|is_good| of(if is_good { &good } else { &bad }).unwrap().to_vec())
    };
    let all = [Some(true), Some(false), None];
    let pairs = all.iter().flat_map(|first| all.iter().map(move |second| (*first, *second)));
    pairs
        .filter(|pair| *pair != (None, None))
        .map(|(first, second)| {
            let classical = part(first, DualSignature::classical);
            let post_quantum = part(second, DualSignature::post_quantum);
            let bytes = [classical, post_quantum].map(|part| {
                let part = part.unwrap_or_default();
                [&(part.len() as u32).to_be_bytes()[..], &part].concat()
            });
            let bytes = [b"FDS1", &bytes.concat()[..]].concat();
            (first, second, DualSignature::from_bytes(&bytes).unwrap())
        })
        .collect()
}

#[test]
fn each_requirement_is_met_by_exactly_its_states() {
    let (key, verifier) = keys();
    let states = states(&key);
    assert_eq!(states.len(), 8);
    for (first, second, signature) in states {
        let found = Verified { classical: first == Some(true), post_quantum: second == Some(true) };
        for (require, met, missing) in [
            (
                Require::Both,
                found.classical && found.post_quantum,
                first.is_none() || second.is_none(),
            ),
            (Require::PostQuantum, found.post_quantum, second.is_none()),
            (Require::Either, found.classical || found.post_quantum, false),
        ] {
            let expected = match (met, missing) {
                (true, _) => Ok(found),
                (false, true) => Err(Error::MissingSignature),
                (false, false) => Err(Error::InvalidSignature),
            };
            let verified = verifier.verify(MESSAGE, &signature, require);
            assert_eq!(verified, expected, "{first:?} {second:?} {require:?}");
        }
    }
}

#[test]
fn bytes_are_canonical() {
    let (key, _) = keys();
    let signature = key.sign(MESSAGE).unwrap();
    let bytes = signature.to_bytes().unwrap();
    assert_eq!(DualSignature::from_bytes(&bytes).unwrap(), signature);
    for length in 0..bytes.len() {
        assert_eq!(DualSignature::from_bytes(&bytes[..length]), Err(Error::MalformedSignature));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(DualSignature::from_bytes(&longer), Err(Error::MalformedSignature));
    let nothing = b"FDS1\0\0\0\0\0\0\0\0";
    assert_eq!(DualSignature::from_bytes(nothing), Err(Error::MalformedSignature));
    let huge = b"FDS1\xFF\xFF\xFF\xFF\0\0\0\0";
    assert_eq!(DualSignature::from_bytes(huge), Err(Error::MalformedSignature));
}
