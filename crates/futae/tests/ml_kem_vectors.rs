//! NIST's ACVP vectors, independent known answers and the example keys of RFC 9935 for ML-KEM, from
//! the vector directory, by every backend.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test, which says what it skips")]

use std::{
    collections::HashMap,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::Mutex,
};

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use futae_kernels::Backend;
use serde_json::Value;

/// One parameter set behind slices, so that vectors choose it at run time.
struct Set {
    /// The encapsulation key and the expanded key of a seed.
    generate: fn(&[u8]) -> [Vec<u8>; 2],
    /// The ciphertext and the secret, single and prepared, which agree.
    encapsulate: fn(&[u8], &[u8]) -> [Vec<u8>; 2],
    /// The secret, single and prepared, which agree.
    decapsulate: fn(&[u8], &[u8]) -> Vec<u8>,
    encapsulation_key_is_valid: fn(&[u8]) -> bool,
    decapsulation_key_is_valid: fn(&[u8]) -> bool,
}

macro_rules! set {
    ($module:ident) => {
        Set {
            generate: |seed| {
                let key = futae::$module::DecapsulationKey::from_seed(seed.try_into().unwrap());
                [key.encapsulation_key().as_bytes().to_vec(), key.expanded().to_vec()]
            },
            encapsulate: |key, m| {
                let key = futae::$module::EncapsulationKey::try_from(key).unwrap();
                let (ciphertext, secret) = key.encapsulate_derand(m.try_into().unwrap());
                let prepared = key.prepare().encapsulate_derand(m.try_into().unwrap());
                assert_eq!(prepared.0, ciphertext);
                assert_eq!(prepared.1.as_bytes(), secret.as_bytes());
                [ciphertext.to_vec(), secret.as_bytes().to_vec()]
            },
            decapsulate: |expanded, ciphertext| {
                let expanded = expanded.try_into().unwrap();
                let key = futae::$module::DecapsulationKey::from_expanded(expanded).unwrap();
                let ciphertext = ciphertext.try_into().unwrap();
                let secret = *key.decapsulate(ciphertext).as_bytes();
                assert_eq!(&secret, key.prepare().decapsulate(ciphertext).as_bytes());
                secret.to_vec()
            },
            encapsulation_key_is_valid: |key| {
                futae::$module::EncapsulationKey::try_from(key).is_ok()
            },
            decapsulation_key_is_valid: |expanded| {
                let expanded = expanded.try_into().unwrap();
                futae::$module::DecapsulationKey::from_expanded(expanded).is_ok()
            },
        }
    };
}

static ML_KEM_512: Set = set!(ml_kem_512);
static ML_KEM_768: Set = set!(ml_kem_768);
static ML_KEM_1024: Set = set!(ml_kem_1024);

fn set(name: &str) -> &'static Set {
    match name {
        "ML-KEM-512" => &ML_KEM_512,
        "ML-KEM-768" => &ML_KEM_768,
        "ML-KEM-1024" => &ML_KEM_1024,
        _ => panic!("{name}"),
    }
}

/// The directory of vectors, or none, which is said aloud.
fn vectors() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let directory = std::env::var_os("ARATAME_VECTORS").map_or(beside, PathBuf::from);
    if directory.is_dir() {
        return Some(directory);
    }
    eprintln!("SKIPPED: no vectors at {}; set ARATAME_VECTORS", directory.display());
    None
}

fn projection(directory: &Path, name: &str) -> Value {
    let path = directory.join("acvp").join(name).join("internalProjection.json.gz");
    let file = flate2::read::GzDecoder::new(File::open(path).unwrap());
    serde_json::from_reader(BufReader::new(file)).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
}

fn field(test: &Value, name: &str) -> Vec<u8> {
    hex(test[name].as_str().unwrap())
}

/// Held while a backend is selected, so that every test runs on the one that it means.
static SELECTED: Mutex<()> = Mutex::new(());

fn on_every_backend(mut check: impl FnMut()) {
    let _one_at_a_time = SELECTED.lock();
    for backend in Backend::available() {
        assert!(Backend::select(backend.name));
        check();
    }
}

/// Every test with its group, by every backend; the number of tests.
fn each_test(projection: &Value, mut check: impl FnMut(&Value, &Value)) -> usize {
    let groups = projection["testGroups"].as_array().unwrap();
    let tests = groups.iter().map(|group| group["tests"].as_array().unwrap().len());
    on_every_backend(|| {
        for group in groups {
            group["tests"].as_array().unwrap().iter().for_each(|test| check(group, test));
        }
    });
    tests.sum()
}

#[test]
fn acvp_key_generation() {
    let Some(directory) = vectors() else { return };
    let count = each_test(&projection(&directory, "ML-KEM-keyGen-FIPS203"), |group, test| {
        let set = set(group["parameterSet"].as_str().unwrap());
        let seed = [field(test, "d"), field(test, "z")].concat();
        assert_eq!((set.generate)(&seed), [field(test, "ek"), field(test, "dk")]);
    });
    assert_eq!(count, 75);
}

#[test]
fn acvp_encapsulation_decapsulation_and_key_checks() {
    let Some(directory) = vectors() else { return };
    let mut cases = HashMap::<String, usize>::new();
    each_test(&projection(&directory, "ML-KEM-encapDecap-FIPS203"), |group, test| {
        let set = set(group["parameterSet"].as_str().unwrap());
        let function = group["function"].as_str().unwrap();
        *cases.entry(function.into()).or_default() += 1;
        let expected = || test["testPassed"].as_bool().unwrap();
        match function {
            "encapsulation" => {
                let got = (set.encapsulate)(&field(test, "ek"), &field(test, "m"));
                assert_eq!(got, [field(test, "c"), field(test, "k")]);
            }
            "decapsulation" => {
                let got = (set.decapsulate)(&field(test, "dk"), &field(test, "c"));
                assert_eq!(got, field(test, "k"));
            }
            "encapsulationKeyCheck" => {
                assert_eq!((set.encapsulation_key_is_valid)(&field(test, "ek")), expected());
            }
            "decapsulationKeyCheck" => {
                assert_eq!((set.decapsulation_key_is_valid)(&field(test, "dk")), expected());
            }
            other => panic!("unknown function {other}"),
        }
    });
    let backends = Backend::available().count();
    for (function, count) in [
        ("encapsulation", 75),
        ("decapsulation", 30),
        ("encapsulationKeyCheck", 30),
        ("decapsulationKeyCheck", 30),
    ] {
        assert_eq!(cases[function], count * backends, "{function}");
    }
}

/// `name = value` lines, one record from `count` to `count`.
fn records(path: &Path) -> Vec<HashMap<String, Vec<u8>>> {
    let mut text = Vec::new();
    lzma_rs::xz_decompress(&mut BufReader::new(File::open(path).unwrap()), &mut text).unwrap();
    let mut records = Vec::<HashMap<_, _>>::new();
    for line in String::from_utf8(text).unwrap().lines() {
        let Some((name, value)) = line.split_once(" = ") else { continue };
        match name {
            "count" => records.push(HashMap::new()),
            _ => _ = records.last_mut().unwrap().insert(name.to_owned(), hex(value)),
        }
    }
    records
}

#[test]
fn known_answers_of_an_independent_implementation() {
    let Some(directory) = vectors() else { return };
    for (name, count) in [("512", 50), ("768", 50), ("1024", 50)] {
        let set = set(&format!("ML-KEM-{name}"));
        let file = format!("pqc-kat/kat_MLKEM_{name}_every20th.rsp.xz");
        let records = records(&directory.join(file));
        on_every_backend(|| {
            for record in &records {
                let seed = [&record["d"][..], &record["z"]].concat();
                let [public, private] = (set.generate)(&seed);
                assert_eq!([&public, &private], [&record["pk"], &record["sk"]]);
                let [ciphertext, secret] = (set.encapsulate)(&public, &record["msg"]);
                assert_eq!([&ciphertext, &secret], [&record["ct"], &record["ss"]]);
                assert_eq!((set.decapsulate)(&private, &ciphertext), record["ss"]);
                assert_eq!((set.decapsulate)(&private, &record["ct_n"]), record["ss_n"]);
            }
        });
        assert_eq!(records.len(), count, "ML-KEM-{name}");
    }
}

/// The DER within a PEM file of the LAMPS examples.
fn pem(path: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let lines: String = lines.take_while(|line| !line.starts_with("-----END")).collect();
    BASE64.decode(lines.as_bytes()).unwrap()
}

/// Seed, expanded key and encapsulation key are the last bytes of their structures.
#[test]
fn example_keys_of_rfc_9935() {
    let Some(directory) = vectors() else { return };
    on_every_backend(|| {
        let mut count = 0;
        for name in ["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"] {
            let der = |suffix: &str| pem(&directory.join(format!("lamps-ml-kem/{name}{suffix}")));
            let [seed, private, public] = ["-seed.priv", "-expanded.priv", ".pub"].map(&der);
            let pair = (set(name).generate)(&seed[seed.len() - 64..]);
            assert!(public.ends_with(&pair[0]) && private.ends_with(&pair[1]), "{name}");
            assert!(der("-both.priv").ends_with(&pair[1]), "{name}");
            count += 1;
        }
        assert_eq!(count, 3);
    });
}
