//! The parsers of the ASN.1 family are total: any bytes give a value or an error.

#![expect(clippy::expect_used, reason = "a test that fails says where")]

use aratame_formats::recognise::anchor::{self, Rule};
use aratame_formats::recognise::{self, Object, ObjectKind, Strictness};
use aratame_formats::{ber, der, pem};
use proptest::prelude::*;
use std::path::Path;

/// Real objects, to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan");
    let files = [
        "x509_certificate/der/server.cer",
        "x509_related/all/response.ors",
        "private_key/plain/ed25519.der",
        "private_key/encrypted/scrypt.der",
        "public_key/all/x25519.der",
        "pkcs12/all/modern.p12",
        "pkcs12/all/open-certificates.p12",
        "cms/all/signed.p7m",
        "cms/all/enveloped.p7m",
    ];
    let read =
        |file: &str| std::fs::read(fixtures.join(file)).expect("a fixture of this workspace");
    let mut seeds: Vec<Vec<u8>> = files.iter().map(|file| read(file)).collect();
    let armour = read("cms/all/streamed.pem");
    seeds.extend(pem::find_all(&armour).into_iter().filter_map(|(_, armour)| armour.content));
    assert_eq!(seeds.len(), 10);
    seeds
}

fn read_everything(bytes: &[u8]) {
    for kind in ObjectKind::ALL {
        for strictness in [Strictness::Announced, Strictness::ByStructure] {
            if let Ok((object, len)) = Object::read(kind, bytes, strictness) {
                assert!(len <= bytes.len());
                assert!(!format!("{object:?}").is_empty());
            }
        }
    }
    if let Some((_, _, len)) = recognise::read_whole(bytes) {
        assert!(len <= bytes.len());
    }
    if let Ok(definite) = ber::to_der(bytes) {
        assert!(der::header(&definite).is_ok());
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    prop::sample::select(Rule::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_everything(&bytes);
    }

    #[test]
    fn damaged_objects(
        seed in prop::sample::select(seeds()),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = seed;
        for (place, byte) in damage {
            let place = place.index(bytes.len().min(200));
            bytes[place] = byte;
        }
        read_everything(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        read_everything(&bytes);
    }

    #[test]
    fn anchors_look_only_at_what_is_there(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        at in 0usize..400,
        rule in rules(),
    ) {
        if let Some(start) = anchor::start(&bytes, at, rule) {
            prop_assert!(start < at && at <= bytes.len());
        }
    }

    #[test]
    fn any_text(
        pieces in prop::collection::vec(
            prop_oneof![
                Just("-----BEGIN THING-----".to_owned()),
                Just("-----END THING-----".to_owned()),
                Just("-----".to_owned()),
                "[A-Za-z0-9+/=\\\\n&#;:\" \n]{0,40}",
            ],
            0..12,
        ),
    ) {
        let text = pieces.concat();
        for (offset, armour) in pem::find_all(text.as_bytes()) {
            prop_assert!(armour.len > 0 && offset + armour.len <= text.len());
        }
        let _bare = (pem::read_bare_der(text.as_bytes()), pem::read_bare_text(text.as_bytes()));
    }

    /// What is armoured, with lines of any number of quantums and any indentation, comes back.
    /// Shorter lines are not tried: `//` alone on a line counts as an empty comment.
    #[test]
    fn armour_gives_back_its_content(
        content in prop::collection::vec(any::<u8>(), 1..300),
        width in (1usize..25).prop_map(|quantums| 4 * quantums),
        indent in " {0,6}",
    ) {
        let base64 = data_encoding::BASE64.encode(&content);
        let mut text = format!("{indent}-----BEGIN THING-----\n");
        for line in base64.as_bytes().chunks(width) {
            text.push_str(&indent);
            text.push_str(std::str::from_utf8(line).expect("base64 is ASCII"));
            text.push('\n');
        }
        text.push_str(&format!("{indent}-----END THING-----\n"));
        let blocks = pem::find_all(text.as_bytes());
        prop_assert_eq!(blocks.len(), 1);
        prop_assert_eq!(blocks[0].1.content.as_deref(), Some(&content[..]));
    }
}
