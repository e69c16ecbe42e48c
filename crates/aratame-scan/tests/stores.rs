//! The detectors of SSH, OpenPGP, JSON, DNS keys and of key stores on their fixtures: what they
//! state and diagnose stands in `expected.json` beside each. `ARATAME_BLESS=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{AssetKind, EntryPath, Inventory};
use aratame_scan::{DETECTORS, Detector, Options, Progress, scan, scan_bytes};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const FAMILY: [&str; 7] =
    ["dnssec_key", "java_keystore", "jwk", "nss_store", "openpgp", "putty_key", "ssh_key"];

fn detectors() -> Vec<&'static dyn Detector> {
    let ids = FAMILY.map(|name| name.replace('_', "-"));
    let mine = |detector: &&&dyn Detector| ids.iter().any(|id| id == detector.about().id);
    DETECTORS.iter().filter(mine).copied().collect()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan")
}

fn state_of(inventory: &Inventory, root: &str) -> Value {
    let below = |path: &EntryPath| path.as_str().trim_start_matches(root).to_owned();
    let mut objects = Vec::new();
    for asset in &inventory.assets {
        let uses = asset.algorithms.iter().map(|used| {
            format!("{} {} {}", used.role.as_str(), used.level.as_str(), used.algorithm)
        });
        let places = asset
            .occurrences
            .iter()
            .map(|place| format!("{}{} {}", below(&place.path), place.position, place.detector));
        let attributes = asset.attributes.iter();
        objects.push(json!({
            "kind": asset.kind.as_str(),
            "name": asset.name,
            "algorithms": uses.collect::<Vec<_>>(),
            "attributes": attributes.map(|(name, value)| format!("{name}: {value:?}")).collect::<Vec<_>>(),
            "places": places.collect::<Vec<_>>(),
        }));
    }
    let diagnostics = inventory.diagnostics.iter().map(|diagnostic| {
        let (path, position) = (below(&diagnostic.path), &diagnostic.position);
        format!("{path}{position} {}: {}", diagnostic.code.code, diagnostic.message)
    });
    json!({ "objects": objects, "diagnostics": diagnostics.collect::<Vec<_>>() })
}

fn scan_case(case: &Path, detectors: Vec<&'static dyn Detector>) -> Inventory {
    let mut options = Options::new(vec![case.to_owned()]);
    options.detectors = detectors;
    options.exclude = vec!["expected.json".to_owned()];
    scan(&options, &Progress::default()).unwrap()
}

#[test]
fn every_fixture_gives_what_stands_beside_it() {
    let bless = std::env::var_os("ARATAME_BLESS").is_some();
    let mut cases = 0;
    for detector in FAMILY {
        for case in fs::read_dir(fixtures().join(detector)).unwrap() {
            let case = case.unwrap().path();
            let inventory = scan_case(&case, detectors());
            let found = state_of(&inventory, &format!("{}/", case.display()));
            let expected = case.join("expected.json");
            if bless {
                fs::write(&expected, format!("{found:#}\n")).unwrap();
            }
            let text = fs::read_to_string(&expected).unwrap();
            let wanted: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(found, wanted, "{}", case.display());
            if case.ends_with("negative") {
                assert!(inventory.assets.is_empty(), "{}", case.display());
            }
            cases += 1;
        }
    }
    assert_eq!(cases, 27, "a fixture is gone or new");
}

/// The other detectors add the certificates inside of stores, and nothing else.
#[test]
fn no_other_detector_counts_the_same_again() {
    for detector in FAMILY {
        let root = fixtures().join(detector);
        let mine = scan_case(&root, detectors()).assets.len();
        let all = scan_case(&root, DETECTORS.to_vec());
        let others: Vec<_> =
            all.assets.iter().filter(|asset| asset.kind != AssetKind::Certificate).collect();
        assert_eq!(others.len(), mine, "{detector}: {others:#?}");
    }
}

/// The private scalar of the Ed25519 fixture, and the password of the stores.
#[test]
fn no_private_byte_reaches_the_inventory() {
    let file = fs::read(fixtures().join("ssh_key/private/ed25519")).unwrap();
    let inventory = scan_bytes(&EntryPath::standard_input(), &file, &detectors());
    assert_eq!(inventory.assets.len(), 1);
    let digits: Vec<u8> =
        file.split(|byte| *byte == b'\n').skip(1).take(5).flatten().copied().collect();
    let decoded = data_encoding::BASE64.decode(&digits[..digits.len() & !3]).unwrap();
    let seed = &decoded[161..193];
    let shown = format!("{inventory:?}");
    let hexadecimal: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!shown.contains(&hexadecimal) && !shown.contains(&format!("{seed:?}")));
    assert!(!shown.contains("fixture"), "a comment was kept");
}

#[test]
fn cut_and_damaged_files_end_in_a_finding_or_in_none() {
    let mut files = 0;
    for case in [
        "openpgp/keys",
        "java_keystore/stores",
        "ssh_key/private",
        "dnssec_key/zone",
        "putty_key/v3",
    ] {
        for file in fs::read_dir(fixtures().join(case)).unwrap() {
            let path = file.unwrap().path();
            let whole = fs::read(path).unwrap();
            for cut in (0..whole.len()).step_by(37) {
                let _found = scan_bytes(&EntryPath::standard_input(), &whole[..cut], &detectors());
            }
            for at in 0..whole.len().min(80) {
                let mut damaged = whole.clone();
                damaged[at] ^= 0x80;
                let _found = scan_bytes(&EntryPath::standard_input(), &damaged, &detectors());
            }
            files += 1;
        }
    }
    assert!(files >= 14, "{files}");
}

/// Beginnings of objects without end cost seconds, not hours, and the limit is stated.
#[test]
fn repeated_beginnings_are_bounded() {
    for beginning in [
        "AAAAB3NzaC1yc2E\n",
        "b3BlbnNzaC1rZXktdjEA",
        "{\"kty\":\"",
        "PuTTY-User-Key-File-3: ",
        "\nDNSKEY (1 ",
    ] {
        let text = beginning.repeat(20_000);
        let inventory = scan_bytes(&EntryPath::standard_input(), text.as_bytes(), &detectors());
        assert!(inventory.assets.is_empty());
        let codes: Vec<&str> = inventory.diagnostics.iter().map(|each| each.code.code).collect();
        assert!(codes.contains(&"hits-limit"), "{beginning}: {codes:?}");
    }
}

/// Pseudorandom files have no object in them, whatever they begin with.
#[test]
fn noise_has_no_object() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for first in 0..=255_u8 {
        let mut noise = vec![first];
        while noise.len() < 16 << 10 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            noise.extend_from_slice(&state.to_le_bytes());
        }
        let inventory = scan_bytes(&EntryPath::standard_input(), &noise, &detectors());
        assert!(inventory.assets.is_empty(), "{:?}", inventory.assets);
        assert!(inventory.diagnostics.is_empty(), "{:?}", inventory.diagnostics);
    }
}
