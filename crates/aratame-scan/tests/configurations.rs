//! Configurations of the shared vectors: every directive with its line and value, the expansion
//! of cipher strings, and nothing in files that have none.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{Asset, AssetKind, Inventory, Value};
use aratame_scan::{DETECTORS, Options, Progress, scan};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Directives that bear on what is negotiated and that the expectations leave out.
const MORE: &[&str] = &["SSLCompression"];

#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn vectors() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let path = std::env::var("ARATAME_VECTORS").unwrap_or_else(|_| default.to_owned());
    let path = PathBuf::from(path);
    if !path.is_dir() {
        eprintln!("no shared vectors at {}: nothing is compared", path.display());
        return None;
    }
    Some(path)
}

fn scanned(path: &Path) -> Inventory {
    let mut options = Options::new(vec![path.to_owned()]);
    let ids = ["apache", "haproxy", "nginx", "openssh-conf", "openssl-conf", "java-security"];
    options.detectors =
        DETECTORS.iter().copied().filter(|detector| ids.contains(&detector.about().id)).collect();
    scan(&options, &Progress::default()).unwrap()
}

fn texts<'a>(asset: &'a Asset, attribute: &str) -> &'a [String] {
    match asset.attributes.get(attribute) {
        Some(Value::List(texts)) => texts,
        _ => &[],
    }
}

#[test]
fn every_expected_directive_is_found_with_its_line() {
    let Some(vectors) = vectors() else { return };
    let expected = std::fs::read_to_string(vectors.join("expected/configs.jsonl")).unwrap();
    let (mut files, mut directives, mut expansions, mut negatives) = (0, 0, 0, 0);
    for line in expected.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let path = case["path"].as_str().unwrap();
        let inventory = scanned(&vectors.join(path));
        let assets: Vec<_> = inventory.assets.iter().collect();
        assert!(assets.len() <= 1, "{path}: {assets:#?}");
        assert!(assets.iter().all(|asset| asset.kind == AssetKind::Configuration));
        let mut found: BTreeSet<String> =
            assets.iter().flat_map(|asset| texts(asset, "directives")).cloned().collect();
        for directive in case["directives"].as_array().unwrap() {
            let value = directive["value"].as_str().unwrap();
            let text =
                format!("{}: {} {value}", directive["line"], directive["name"].as_str().unwrap());
            assert!(found.remove(&text), "{path}: {text} not in {found:?}");
            directives += 1;
            if let Some(names) = directive["openssl_3_0_expansion_tls12"].as_array() {
                let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();

                let stated = texts(assets[0], "openssl-expansion");
                let wanted = names.join(":");
                assert!(
                    stated.iter().any(|s| s.starts_with(value) && s.ends_with(&wanted)),
                    "{path}: {stated:?}"
                );
                expansions += 1;
            }
        }
        found.retain(|text| !MORE.iter().any(|name| text.contains(name)));
        assert!(found.is_empty(), "{path}: more than expected: {found:?}");
        files += 1;
        negatives += usize::from(assets.is_empty());
    }
    assert_eq!((files, directives, expansions, negatives), (24, 31, 4, 14));
}
