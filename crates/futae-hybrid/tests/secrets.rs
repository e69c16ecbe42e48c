//! What holds a secret can be neither cloned nor compared nor printed, and its `Debug` shows
//! nothing: of every such type, found out when this test is compiled.

use futae_hybrid::{
    Registry, Secret, SecretBytes,
    combiner::{Combiner, Method},
    dual::DualKey,
    hpke::{Aead, Kdf, Receiver, Sender, Suite},
    kem, mlkem768_p256, mlkem1024_p384, signature, ssh, tls, x_wing,
};

#[macro_use]
#[path = "../../futae/tests/secrets/misuse.rs"]
mod misuse;

#[test]
fn secrets_are_hard_to_misuse() {
    let types = misuse![
        Secret<32>,
        SecretBytes,
        Combiner,
        DualKey,
        Sender,
        Receiver,
        dyn kem::DecapsulationKey,
        Box<dyn kem::DecapsulationKey>,
        dyn signature::SigningKey,
        Box<dyn signature::SigningKey>,
        x_wing::DecapsulationKey,
        x_wing::PreparedDecapsulationKey<'_>,
        mlkem768_p256::DecapsulationKey,
        mlkem768_p256::PreparedDecapsulationKey<'_>,
        mlkem1024_p384::DecapsulationKey,
        mlkem1024_p384::PreparedDecapsulationKey<'_>,
        ssh::SharedSecret<32>,
        ssh::mlkem768x25519_sha256::PrivateKey,
        ssh::mlkem768nistp256_sha256::PrivateKey,
        ssh::mlkem1024nistp384_sha384::PrivateKey,
        dyn tls::KeyExchange,
        Box<dyn tls::KeyExchange>,
        tls::x25519_mlkem768::PrivateKey,
        tls::secp256r1_mlkem768::PrivateKey,
        tls::secp384r1_mlkem1024::PrivateKey,
        tls::mlkem512::PrivateKey,
        tls::mlkem768::PrivateKey,
        tls::mlkem1024::PrivateKey,
        tls::classical::x25519::PrivateKey,
        tls::classical::secp256r1::PrivateKey,
        tls::classical::secp384r1::PrivateKey,
    ];
    for (name, found) in types {
        assert_eq!(found, [false; 4], "{name}: Clone, PartialEq, Display, Hash");
    }
}

/// What is shown of a key is the name of its type and algorithm.
#[test]
fn debug_shows_no_secret() {
    let registry = Registry::new().with_classical();
    let shown = |text: String| assert!(text.len() < 80 && text.ends_with("..)"), "{text}");
    for algorithm in registry.kems().filter(|each| !each.properties().name.contains("RSA")) {
        let key = algorithm.generate().unwrap();
        shown(format!("{key:?}"));
        let public = algorithm.public_key(&key.public_bytes()).unwrap();
        shown(format!("{:?}", public.encapsulate().unwrap().1));
    }
    for name in ["ML-DSA-44", "SLH-DSA-SHAKE-128f", "MLDSA44-Ed25519-SHA512", "Ed25519"] {
        shown(format!("{:?}", registry.signature(name).unwrap().generate().unwrap()));
    }
    for group in registry.groups() {
        shown(format!("{:?}", group.start().unwrap()));
    }
    let suite =
        Suite::new(registry.kem("X-Wing").unwrap(), Kdf::Shake256, Aead::Aes256Gcm).unwrap();
    let key = suite.kem().generate().unwrap();
    let public = suite.kem().public_key(&key.public_bytes()).unwrap();
    let (encapsulated, sender) = suite.sender(&*public, b"").unwrap();
    shown(format!("{sender:?}"));
    shown(format!("{:?}", suite.receiver(&*key, &encapsulated, b"").unwrap()));
    let mut combiner = Combiner::new(Method::OneStepSha3_256, b"a purpose");
    combiner.add("PSK", b"thirty-two bytes that nobody sees", b"").unwrap();
    let text = format!("{combiner:?}");
    assert!(!text.contains("thirty") && !text.contains("116, 104"), "{text}");
}
