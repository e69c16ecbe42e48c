//! What holds a secret can be neither cloned nor compared nor printed, and its `Debug` shows
//! nothing: of every such type, found out when this test is compiled.

use futae_pki::{Algorithm, Exported, PrivateForm, PrivateKey, SharedSecret, cose, jwk, pem};

/// Whether a type implements a trait: a constant of the type itself, which is there only then,
/// hides the one of the trait.
macro_rules! implements {
    ($type:ty: $($trait:tt)+) => {{
        #[allow(dead_code, reason = "hidden for types that implement the trait")]
        trait Otherwise {
            const FOUND: bool = false;
        }
        struct Asked<T: ?Sized>(std::marker::PhantomData<T>);
        impl<T: ?Sized> Otherwise for Asked<T> {}
        #[allow(dead_code, reason = "there only for types that implement the trait")]
        impl<T: ?Sized + $($trait)+> Asked<T> {
            const FOUND: bool = true;
        }
        <Asked<$type>>::FOUND
    }};
}

/// Of each type, which of the four traits it implements.
macro_rules! misuse {
    ($($type:ty),* $(,)?) => {
        [$((
            stringify!($type),
            [
                implements!($type: Clone),
                implements!($type: PartialEq),
                implements!($type: std::fmt::Display),
                implements!($type: std::hash::Hash),
            ],
        )),*]
    };
}

#[test]
fn the_question_is_answered() {
    assert_eq!(
        misuse![u8, Vec<f32>],
        [("u8", [true; 4]), ("Vec<f32>", [true, true, false, false])]
    );
}

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
