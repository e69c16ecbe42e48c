//! The accuracy that is promised, kept: 99 % of what is there, 99.5 % of what is stated.
//!
//! Needs the shared test data; says so when it is not there.

use aratame_bench::accuracy::{TREES, compare, expected, found};
use aratame_scan::{Options, Progress, scan};
use std::path::{Path, PathBuf};

/// The kinds of the ground truth, each with how many there are.
const KINDS: [(&str, usize); 14] = [
    ("certificate", 1316),
    ("cms", 42),
    ("crl", 63),
    ("csr", 60),
    ("dh_params", 6),
    ("ec_params", 22),
    ("encrypted_private_key", 186),
    ("keystore", 2),
    ("pkcs12", 2),
    ("private_key", 474),
    ("public_key", 44),
    ("ssh_certificate", 8),
    ("ssh_private_key", 16),
    ("ssh_public_key", 56),
];

fn vectors() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    std::env::var_os("ARATAME_VECTORS").map_or(beside, PathBuf::from)
}

#[test]
fn what_is_known_to_be_there_is_found() {
    let vectors = vectors();
    let Ok(list) = std::fs::read_to_string(vectors.join("expected/objects.jsonl")) else {
        eprintln!("not run: no test data at {}", vectors.display());
        return;
    };
    let expected = expected(&list).unwrap();
    let roots = TREES.iter().map(|tree| vectors.join(tree)).filter(|root| root.exists());
    let inventory = scan(&Options::new(roots.collect()), &Progress::default()).unwrap();
    let scores = compare(&expected, &found(&inventory, &vectors));
    for (kind, count) in KINDS {
        let score = &scores[kind];
        let [expected, found, right, _, _] = score.counts();
        assert_eq!(expected, count, "{kind}");
        assert!(right * 1000 >= expected * 990, "{kind}: {:?}", score.reasons());
        assert!(right * 1000 >= found * 995, "{kind}: {:?}", score.reasons());
    }
}
