//! What holds a secret can be neither cloned nor compared nor printed, and its `Debug` shows
//! nothing: of every such type, found out when this test is compiled.

use futae_pki::{Algorithm, Exported, PrivateForm, PrivateKey, SharedSecret, cose, jwk, pem};

#[macro_use]
#[path = "../../futae/tests/secrets/misuse.rs"]
mod misuse;

#[test]
fn secrets_are_hard_to_misuse() {
    let types = misuse![PrivateKey, SharedSecret, Exported<String>, Exported<Vec<u8>>, pem::Block];
    for (name, found) in types {
        assert_eq!(found, [false; 4], "{name}: Clone, PartialEq, Display, Hash");
    }
}

#[test]
fn debug_shows_no_secret() {
    let key = PrivateKey::from_seed(Algorithm::by_name("ML-DSA-44").unwrap(), &[0xA7; 32]).unwrap();
    let [der, cose] = [key.to_der(PrivateForm::Seed), cose::from_private_key(&key)];
    let [pem, jwk] = [key.to_pem(PrivateForm::Seed), jwk::from_private_key(&key)];
    let [pem, jwk] = [pem.unwrap(), jwk.unwrap()];
    for shown in [
        format!("{key:?}").replace(&format!("{:?}", key.public_key()), ""),
        format!("{:?}{:?}", der.unwrap(), cose.unwrap()),
        format!("{pem:?}{jwk:?}{:?}", pem::blocks(&pem).unwrap()),
    ] {
        assert!(!shown.contains("167") && !shown.contains("p6en") && shown.len() < 200, "{shown}");
    }
}
