//! Archives and images whose formats no library of these tests writes: files made by the
//! formats' own programs, by `test-vectors/scan/archives-recipe.sh`.

use super::archives::look;
use aratame_inventory::diagnostic;
use std::fs;
use std::path::Path;

const LONG: &str = "folder/A long name, 日本.txt";

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan/archives");
    fs::read(folder.join(name)).unwrap()
}

/// The places of both needles, the long name first.
fn assert_both(name: &str, within: &str) {
    let (mut found, inventory) = look(name, &fixture(name));
    found.sort();
    let expected = [format!("{within}!/{LONG}"), format!("{within}!/large")];
    assert_eq!(found, expected, "{name}");
    assert!(inventory.is_complete(), "{name}: {:?}", inventory.diagnostics);
}

#[test]
fn archives_of_7z() {
    for method in ["LZMA2", "LZMA", "BZip2", "Deflate", "Copy", "BCJ"] {
        assert_both(&format!("{method}.7z"), "");
    }
}

#[test]
fn what_7z_packs_or_encrypts_otherwise_is_said() {
    for name in ["PPMd.7z", "encrypted.7z"] {
        let (found, inventory) = look(name, &fixture(name));
        assert!(found.is_empty(), "{name}");
        let codes: Vec<_> = inventory.diagnostics.iter().map(|each| each.code).collect();
        assert_eq!(codes, [diagnostic::ARCHIVE_MEMBER_PACKED], "{name}");
    }
}

#[test]
fn images_of_squashfs() {
    for method in ["gzip", "lzma", "xz", "lz4", "zstd"] {
        assert_both(&format!("{method}.squashfs"), "");
    }
}

#[test]
fn images_of_discs_with_their_longest_names() {
    assert_both("rock-ridge.iso.xz", "!/rock-ridge.iso");
    assert_both("joliet.iso.xz", "!/joliet.iso");
    let (found, inventory) = look("plain.iso.xz", &fixture("plain.iso.xz"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|path| path.ends_with("!/LARGE")), "{found:?}");
    assert!(inventory.is_complete());
}

#[test]
fn cabinets() {
    for (name, large) in [("stored.cab", "large"), ("mszip.cab", "larger")] {
        let (mut found, inventory) = look(name, &fixture(name));
        found.sort();
        assert_eq!(found, [format!("!/{LONG}"), format!("!/{large}")], "{name}");
        assert!(inventory.is_complete(), "{name}: {:?}", inventory.diagnostics);
    }
}

#[test]
fn raw_lzma() {
    assert_eq!(look("large.lzma", &fixture("large.lzma")).0, ["!/large"]);
}

#[test]
fn every_format_that_is_cut_or_damaged_is_total_and_cuts_are_said() {
    let mut cases = 0;
    for name in ["LZMA2.7z", "Copy.7z", "zstd.squashfs", "xz.squashfs", "mszip.cab", "large.lzma"] {
        let bytes = fixture(name);
        for length in [40, bytes.len() / 3, bytes.len() / 2, bytes.len() - 40] {
            let (_, inventory) = look(name, &bytes[..length]);
            assert!(!inventory.is_complete(), "{name} cut to {length}");
            cases += 1;
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            look(name, &changed);
            cases += 1;
        }
    }
    assert!(cases > 300, "{cases}");
}
