//! Published vectors, from `$ARATAME_VECTORS` or `../shared/vectors` beside the workspace. Says so
//! when they are absent, and counts the cases when they are there.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests, which say what they skip")]

use std::{env, fs::File, io::Read, path::PathBuf};

use data_encoding::{BASE64, HEXLOWER};
use flate2::read::GzDecoder;
use serde_json::Value;

mod composite_kem;
mod composite_sigs;
mod hpke;
mod seeded_kem;

/// The JSON document of this name, or `None` with a word about it when there are no vectors.
fn document(name: &str) -> Option<Value> {
    let root = env::var_os("ARATAME_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let Ok(mut file) = File::open(root.join(name)) else {
        eprintln!("NOT TESTED: no {name} in {}", root.display());
        return None;
    };
    let mut text = Vec::new();
    if name.ends_with(".gz") {
        GzDecoder::new(file).read_to_end(&mut text).unwrap();
    } else {
        file.read_to_end(&mut text).unwrap();
    }
    Some(serde_json::from_slice(&text).unwrap())
}

fn base64(value: &Value) -> Vec<u8> {
    BASE64.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}
