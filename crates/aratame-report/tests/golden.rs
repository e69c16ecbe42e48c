//! Every output of one small inventory, in both languages, against reviewed files.
//!
//! `ARATAME_BLESS=1 cargo test -p aratame-report` writes them anew; the difference is reviewed.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_policy::{Context, Date, Judge, builtin};
use aratame_report::{Document, FORMATS, Lang, SpecVersion};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "sample/inventory.rs"]
mod inventory;

/// The lists of the reviewed files.
const LISTS: [&str; 4] = ["cryptrec-ls-0001", "cryptrec-ls-0003", "nist-ir-8547", "cnsa-2.0"];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/report").join(name)
}

#[test]
fn every_output_is_as_reviewed() {
    let inventory = inventory::inventory();
    let as_of = Date::new(2026, 11, 21).unwrap();
    let context = Context { as_of, end_of_life: Some(2034) };
    let lists = LISTS.into_iter().map(|id| builtin(id).unwrap()).collect();
    let judgement = Judge::new(lists, context).inventory(&inventory);
    let mut wrong = Vec::new();
    for format in FORMATS {
        for (lang, suffix) in [(Lang::En, "en"), (Lang::Ja, "ja")] {
            for spec_version in SpecVersion::ALL {
                if format.id != "cbom" && spec_version == SpecVersion::V1_6 {
                    continue;
                }
                let document = Document {
                    inventory: &inventory,
                    judgement: &judgement,
                    belonging: None,
                    lang,
                    spec_version,
                };
                let mut written = Vec::new();
                (format.write)(&document, &mut written).unwrap();
                let version = if format.id == "cbom" { spec_version.as_str() } else { "" };
                let file = golden(&format!("{}{version}.{suffix}.{}", format.id, format.extension));
                if std::env::var_os("ARATAME_BLESS").is_some() {
                    fs::write(&file, &written).unwrap();
                }
                if fs::read(&file).ok().as_deref() != Some(&written) {
                    wrong.push(file);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not as reviewed: {wrong:?}");
}
