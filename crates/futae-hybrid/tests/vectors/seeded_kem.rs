//! X-Wing's own vectors. Its siblings are tested through HPKE.

use futae_hybrid::x_wing::{DecapsulationKey, EncapsulationKey};

use super::{document, hex};

#[test]
fn x_wing() {
    let Some(document) = document("xwing/test-vectors.json") else { return };
    let cases = document.as_array().unwrap();
    for case in cases {
        let private = DecapsulationKey::from_seed(&hex(&case["sk"]).try_into().unwrap()).unwrap();
        let public = EncapsulationKey::try_from(&*hex(&case["pk"])).unwrap();
        assert_eq!(private.encapsulation_key(), &public);
        let randomness = hex(&case["eseed"]).try_into().unwrap();
        let (ciphertext, sent) = public.encapsulate_derand(&randomness).unwrap();
        assert_eq!(ciphertext[..], hex(&case["ct"]));
        assert_eq!(sent.as_bytes()[..], hex(&case["ss"]));
        let received = private.decapsulate(&ciphertext).unwrap();
        assert_eq!(received.as_bytes(), sent.as_bytes());
        let received = private.prepare().decapsulate(&ciphertext).unwrap();
        assert_eq!(received.as_bytes(), sent.as_bytes());
    }
    assert_eq!(cases.len(), 3, "cases");
}
