//! The vectors of draft-ietf-hpke-pq: 13 suites, each with its key schedule, ten messages and five
//! exports.

use futae_hybrid::{Registry, hpke::Suite};
use serde_json::Value;

use super::{document, hex};

const DHKEM_X448: u16 = 0x0021;
const MLKEM768_P256: u16 = 0x0050;

fn id(case: &Value, name: &str) -> u16 {
    case[name].as_u64().unwrap().try_into().unwrap()
}

#[test]
fn suites() {
    let Some(document) = document("hpke-pq/test-vectors.json") else { return };
    let registry = Registry::new().with_classical();
    let (mut messages, mut exports) = (0, 0);
    let cases = document.as_array().unwrap();
    for case in cases {
        assert_eq!(case["mode"], 0, "base mode");
        let ids = ["kem_id", "kdf_id", "aead_id"].map(|name| id(case, name));
        let suite = Suite::from_ids(&registry, ids[0], ids[1], ids[2]).unwrap();
        let key = suite.derive_private_key(&hex(&case["ikmR"])).unwrap();
        let mut private = key.private_bytes().as_bytes().to_vec();
        if ids[0] == DHKEM_X448 {
            // The vectors have this one clamped, which makes no other key. RFC 7748, Section 5.
            private[0] &= 0xFC;
            private[55] |= 0x80;
        }
        assert_eq!(private, hex(&case["skRm"]), "{ids:?}");
        assert_eq!(key.public_bytes(), hex(&case["pkRm"]), "{ids:?}");

        let public = suite.kem().public_key(&hex(&case["pkRm"])).unwrap();
        let info = hex(&case["info"]);
        let mut randomness = hex(&case["ikmE"]);
        if ids[0] == MLKEM768_P256 {
            // The vectors have three draws of the scalar and not four; the first is in range.
            assert_eq!(randomness.len(), 32 + 3 * 32);
            randomness.extend([0; 32]);
        }
        let (encapsulated, mut sender) = suite.sender_derand(&*public, &info, &randomness).unwrap();
        assert_eq!(encapsulated, hex(&case["enc"]), "{ids:?}");
        let secret = key.decapsulate(&encapsulated).unwrap();
        assert_eq!(secret.as_bytes(), hex(&case["shared_secret"]), "{ids:?}");

        let key = suite.kem().private_key(&hex(&case["skRm"])).unwrap();
        let mut receiver = suite.receiver(&*key, &encapsulated, &info).unwrap();
        for message in case["encryptions"].as_array().unwrap() {
            let [aad, text, sealed] = ["aad", "pt", "ct"].map(|name| hex(&message[name]));
            assert_eq!(sender.seal(&aad, &text).unwrap(), sealed, "{ids:?}");
            assert!(receiver.open(&aad, &sealed[1..]).is_err());
            assert_eq!(receiver.open(&aad, &sealed).unwrap(), text, "{ids:?}");
            messages += 1;
        }
        for export in case["exports"].as_array().unwrap() {
            let length = export["L"].as_u64().unwrap().try_into().unwrap();
            let context = hex(&export["exporter_context"]);
            let value = hex(&export["exported_value"]);
            assert_eq!(sender.export(&context, length).unwrap().as_bytes(), value, "{ids:?}");
            assert_eq!(receiver.export(&context, length).unwrap().as_bytes(), value, "{ids:?}");
            exports += 1;
        }
    }
    assert_eq!((cases.len(), messages, exports), (13, 130, 65), "cases");
}
