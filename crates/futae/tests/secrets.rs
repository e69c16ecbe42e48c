//! What holds a secret can be neither cloned nor compared nor printed, and its `Debug` shows
//! nothing: of every such type, found out when this test is compiled.

use futae::{SharedSecret, ml_dsa_44, ml_dsa_65, ml_dsa_87, ml_kem_512, ml_kem_768, ml_kem_1024};
use futae::{
    slh_dsa_sha2_128f, slh_dsa_sha2_128s, slh_dsa_sha2_192f, slh_dsa_sha2_192s, slh_dsa_sha2_256f,
    slh_dsa_sha2_256s, slh_dsa_shake_128f, slh_dsa_shake_128s, slh_dsa_shake_192f,
    slh_dsa_shake_192s, slh_dsa_shake_256f, slh_dsa_shake_256s,
};

#[macro_use]
#[path = "secrets/misuse.rs"]
mod misuse;

#[test]
fn secrets_are_hard_to_misuse() {
    let types = misuse![
        SharedSecret,
        ml_kem_512::DecapsulationKey,
        ml_kem_512::PreparedDecapsulationKey,
        ml_kem_768::DecapsulationKey,
        ml_kem_768::PreparedDecapsulationKey,
        ml_kem_1024::DecapsulationKey,
        ml_kem_1024::PreparedDecapsulationKey,
        ml_dsa_44::SigningKey,
        ml_dsa_44::PreparedSigningKey,
        ml_dsa_65::SigningKey,
        ml_dsa_65::PreparedSigningKey,
        ml_dsa_87::SigningKey,
        ml_dsa_87::PreparedSigningKey,
        slh_dsa_sha2_128s::SigningKey,
        slh_dsa_sha2_128f::SigningKey,
        slh_dsa_sha2_192s::SigningKey,
        slh_dsa_sha2_192f::SigningKey,
        slh_dsa_sha2_256s::SigningKey,
        slh_dsa_sha2_256f::SigningKey,
        slh_dsa_shake_128s::SigningKey,
        slh_dsa_shake_128f::SigningKey,
        slh_dsa_shake_192s::SigningKey,
        slh_dsa_shake_192f::SigningKey,
        slh_dsa_shake_256s::SigningKey,
        slh_dsa_shake_256f::SigningKey,
    ];
    for (name, found) in types {
        assert_eq!(found, [false; 4], "{name}: Clone, PartialEq, Display, Hash");
    }
}

/// Every byte of these keys is 0xA7 = 167 where it is a secret.
#[test]
fn debug_shows_no_secret() {
    let kem = ml_kem_768::DecapsulationKey::from_seed(&[0xA7; 64]);
    let (_, secret) = kem.encapsulation_key().encapsulate().unwrap();
    let dsa = ml_dsa_65::SigningKey::from_seed(&[0xA7; 32]);
    let slh = core::array::from_fn(|i| if i < 32 { 0xA7 } else { 1 });
    let slh = slh_dsa_shake_128f::SigningKey::from_bytes(&slh);
    let shown = [
        format!("{kem:?}{:?}", kem.prepare()),
        format!("{secret:?}"),
        format!("{dsa:?}{:?}", dsa.prepare()).replace(&format!("{:?}", dsa.verifying_key()), ""),
        format!("{slh:?}"),
    ];
    for shown in shown {
        assert!(!shown.contains("167") && !shown.to_lowercase().contains("a7"), "{shown}");
    }
}
