//! Captures on their fixtures: what is stated and diagnosed stands in `expected.json` beside each.
//! `ARATAME_BLESS=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{EntryPath, Inventory, RelationKind, Value as Attribute};
use aratame_scan::{DETECTORS, Detector, scan_bytes};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan/capture")
}

fn scanned(bytes: &[u8]) -> Inventory {
    let one = |detector: &&&dyn Detector| detector.about().id == "capture";
    let detectors: Vec<&dyn Detector> = DETECTORS.iter().filter(one).copied().collect();
    assert_eq!(detectors.len(), 1);
    scan_bytes(&EntryPath::of_file(Path::new("/x.pcap")), bytes, &detectors)
}

fn state_of(inventory: &Inventory) -> Value {
    let objects = inventory.assets.iter().map(|asset| {
        let uses = asset.algorithms.iter().map(|used| {
            format!("{} {} {}", used.role.as_str(), used.level.as_str(), used.algorithm)
        });
        let attributes = asset.attributes.iter().map(|(name, value)| match value {
            // A client's lists are long and are those of its program.
            Attribute::List(list) if list.len() > 40 => format!("{name}: {} texts", list.len()),
            value => format!("{name}: {value:?}"),
        });
        json!({
            "kind": asset.kind.as_str(),
            "name": asset.name,
            "algorithms": uses.collect::<Vec<_>>(),
            "attributes": attributes.collect::<Vec<_>>(),
        })
    });
    let diagnostics = inventory.diagnostics.iter();
    let diagnostics = diagnostics.map(|each| format!("{}: {}", each.code.code, each.message));
    json!({ "objects": objects.collect::<Vec<_>>(), "diagnostics": diagnostics.collect::<Vec<_>>() })
}

fn fixture(case: &Path) -> Vec<u8> {
    let files = fs::read_dir(case).unwrap().map(|file| file.unwrap().path());
    let mut files = files.filter(|path| !path.ends_with("expected.json"));
    fs::read(files.next().unwrap()).unwrap()
}

#[test]
fn every_fixture_gives_what_stands_beside_it() {
    let mut cases = 0;
    for case in fs::read_dir(fixtures()).unwrap().map(|case| case.unwrap().path()) {
        let found = state_of(&scanned(&fixture(&case)));
        let expected = case.join("expected.json");
        if std::env::var_os("ARATAME_BLESS").is_some() {
            fs::write(&expected, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        }
        let wanted: Value = serde_json::from_slice(&fs::read(&expected).unwrap()).unwrap();
        assert_eq!(found, wanted, "{}", case.display());
        cases += 1;
    }
    assert_eq!(cases, 8);
}

#[test]
fn a_server_names_the_certificate_that_it_showed() {
    let inventory = scanned(&fixture(&fixtures().join("tls12")));
    let server = inventory.assets.iter().find(|a| a.name.starts_with("TLS server")).unwrap();
    let named = inventory.relations_from(server.id);
    assert_eq!(named.filter(|each| each.kind == RelationKind::Names).count(), 1);
}

#[test]
fn any_damage_is_borne() {
    let mut cases = 0;
    for case in ["tls12", "tls13", "quic", "ssh", "ike"] {
        let bytes = fixture(&fixtures().join(case));
        for length in (0..bytes.len()).step_by(97) {
            scanned(&bytes[..length]);
            let mut other = bytes.clone();
            other[length] ^= 0xff;
            scanned(&other);
            cases += 2;
        }
    }
    assert!(cases > 100);
}
