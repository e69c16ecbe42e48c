//! The detectors of the ASN.1 family on their fixtures: what they state and what they diagnose
//! stands in `expected.json` beside each. `ARATAME_BLESS=1` writes those files anew.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{AssetId, EntryPath, Inventory};
use aratame_scan::{DETECTORS, Detector, Options, Progress, scan, scan_bytes};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const FAMILY: [&str; 6] =
    ["cms", "pkcs12", "private_key", "public_key", "x509_certificate", "x509_related"];

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
        let attributes = attributes.map(|(name, value)| format!("{name}: {value:?}"));
        objects.push(json!({
            "kind": asset.kind.as_str(),
            "name": asset.name.replace(root, ""),
            "algorithms": uses.collect::<Vec<_>>(),
            "attributes": attributes.collect::<Vec<_>>(),
            "places": places.collect::<Vec<_>>(),
        }));
    }
    let diagnostics = inventory.diagnostics.iter().map(|diagnostic| {
        let (path, position) = (below(&diagnostic.path), &diagnostic.position);
        format!("{path}{position} {}: {}", diagnostic.code.code, diagnostic.message)
    });
    let name = |id: AssetId| {
        let asset = inventory.assets.iter().find(|asset| asset.id == id);
        asset.map_or_else(String::new, |asset| format!("{} {}", asset.kind, asset.name))
    };
    let relations = inventory.relations.iter().map(|relation| {
        format!("{} {} {}", name(relation.from), relation.kind.as_str(), name(relation.to))
    });
    let mut relations: Vec<String> = relations.collect();
    relations.sort();
    json!({ "relations": relations, "objects": objects, "diagnostics": diagnostics.collect::<Vec<_>>() })
}

fn scan_case(case: &Path) -> Value {
    let mut options = Options::new(vec![case.to_owned()]);
    options.detectors = detectors();
    options.exclude = vec!["expected.json".to_owned()];
    let inventory = scan(&options, &Progress::default()).unwrap();
    state_of(&inventory, &format!("{}/", case.display()))
}

#[test]
fn every_fixture_gives_what_stands_beside_it() {
    let bless = std::env::var_os("ARATAME_BLESS").is_some();
    let mut cases = 0;
    for detector in FAMILY {
        for case in fs::read_dir(fixtures().join(detector)).unwrap() {
            let case = case.unwrap().path();
            let found = scan_case(&case);
            let expected = case.join("expected.json");
            if bless {
                fs::write(&expected, format!("{found:#}\n")).unwrap();
            }
            let text = fs::read_to_string(&expected).unwrap();
            let wanted: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(found, wanted, "{}", case.display());
            cases += 1;
        }
    }
    assert_eq!(cases, 23, "a fixture is gone or new");
}

#[test]
fn no_private_byte_reaches_the_inventory() {
    let scalar = fs::read(fixtures().join("private_key/plain/ed25519.der")).unwrap();
    let scalar = &scalar[16..48];
    let inventory = scan_bytes(&EntryPath::standard_input(), &scalar_file(scalar), &detectors());
    assert_eq!(inventory.assets.len(), 1);
    let shown = format!("{inventory:?}");
    let hexadecimal: String = scalar.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!shown.contains(&hexadecimal));
    assert!(!shown.contains(&format!("{scalar:?}")));
}

fn scalar_file(scalar: &[u8]) -> Vec<u8> {
    let head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    [&head, scalar].concat()
}

/// Every prefix of every fixture, and every single changed byte near its beginning.
#[test]
fn cut_and_damaged_files_end_in_a_finding_or_in_none() {
    let mut files = 0;
    for case in ["x509_certificate/der", "pkcs12/all", "cms/all", "x509_related/all"] {
        for file in fs::read_dir(fixtures().join(case)).unwrap() {
            let path = file.unwrap().path();
            if path.ends_with("expected.json") {
                continue;
            }
            let whole = fs::read(path).unwrap();
            for cut in (0..whole.len()).step_by(61) {
                let _found = scan_bytes(&EntryPath::standard_input(), &whole[..cut], &detectors());
            }
            for at in 0..whole.len().min(60) {
                let mut damaged = whole.clone();
                damaged[at] ^= 0x80;
                let _found = scan_bytes(&EntryPath::standard_input(), &damaged, &detectors());
            }
            files += 1;
        }
    }
    assert!(files >= 10, "{files}");
}

/// Pseudorandom bytes have no object in them, whatever the seed.
#[test]
fn noise_has_no_object() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut noise = Vec::with_capacity(4 << 20);
    while noise.len() < 4 << 20 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.extend_from_slice(&state.to_le_bytes());
    }
    let inventory = scan_bytes(&EntryPath::standard_input(), &noise, &detectors());
    assert!(inventory.assets.is_empty(), "{:?}", inventory.assets);
    assert!(inventory.diagnostics.is_empty(), "{:?}", inventory.diagnostics);
}

/// In a file that is read in windows, armour and base64 longer than the first read are found.
#[test]
fn long_armour_in_a_large_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = fs::read(fixtures().join("x509_certificate/der/server.cer")).unwrap();
    let list: Vec<u8> = std::iter::repeat_n(certificate, 400).flatten().collect();
    let message = message_with(&list);
    let base64 = data_encoding::BASE64.encode(&message);
    let lines = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap());
    let body = lines.collect::<Vec<_>>().join("\n");
    let filler = "x\n".repeat(9 << 18);
    let text =
        format!("{filler}-----BEGIN PKCS7-----\n{body}\n-----END PKCS7-----\n{filler}{base64}\n");
    fs::write(folder.path().join("large.txt"), text).unwrap();
    let mut options = Options::new(vec![folder.path().to_owned()]);
    options.detectors = detectors();
    let inventory = scan(&options, &Progress::default()).unwrap();
    let kinds: Vec<_> = inventory.assets.iter().map(|asset| asset.kind.as_str()).collect();
    assert_eq!(kinds, ["certificate", "cms-message"]);
    let places = inventory.assets.iter().map(|asset| asset.occurrences.len());
    assert_eq!(places.collect::<Vec<_>>(), [2, 2]);
}

/// What follows a message of indefinite length is searched too.
#[test]
fn behind_a_streamed_message_the_search_goes_on() {
    let spool = fs::read(fixtures().join("cms/embedded/spool.bin")).unwrap();
    let certificate = fs::read(fixtures().join("x509_certificate/hash_based/xmss.cer")).unwrap();
    let file = [&spool[0x2c1..], &certificate].concat();
    let inventory = scan_bytes(&EntryPath::standard_input(), &file, &detectors());
    let kinds: Vec<_> = inventory.assets.iter().map(|asset| asset.kind.as_str()).collect();
    assert_eq!(kinds, ["certificate", "certificate", "cms-message"]);
}

/// A signed message without signers that carries `certificates`.
fn message_with(certificates: &[u8]) -> Vec<u8> {
    use aratame_formats::der::encode;
    let data = encode(0x06, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]]);
    let signed = encode(0x06, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02]]);
    let sha256 = encode(0x06, &[&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]]);
    let digests = encode(0x31, &[&encode(0x30, &[&sha256])]);
    let inner = encode(0x30, &[&data]);
    let certificates = encode(0xa0, &[certificates]);
    let parts = [&[2, 1, 1][..], &digests, &inner, &certificates, &[0x31, 0]];
    let body = encode(0x30, &parts);
    encode(0x30, &[&signed, &encode(0xa0, &[&body])])
}

/// Millions of beginnings without objects, each of which announces a large one, end in time.
#[test]
fn beginnings_without_objects_are_bounded() {
    let raw = b"\x30\x83\x10\x00\x00\x30\x83\x0f\xff\x00\xa0\x03\x02\x01\x02\x02".repeat(1 << 18);
    let text = b"MIM/AAAwgz/+gAwIBAgI\n".repeat(1 << 17);
    for hostile in [raw, text] {
        let inventory = scan_bytes(&EntryPath::standard_input(), &hostile, &detectors());
        assert!(inventory.assets.is_empty());
    }
}
