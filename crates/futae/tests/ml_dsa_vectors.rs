//! NIST's ACVP vectors, independent known answers and the example keys of RFC 9881 for ML-DSA, from
//! the vector directory, by every backend.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test, which says what it skips")]

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
    sync::Mutex,
};

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use futae::{
    ml_dsa::{Message, Mu},
    prehash::PreHash,
};
use futae_kernels::Backend;
use serde_json::Value;

/// One parameter set behind slices, so that vectors choose it at run time.
struct Set {
    /// The verifying key and the expanded key of a seed.
    generate: fn(&[u8]) -> [Vec<u8>; 2],
    /// The signature by an expanded key.
    sign: fn(&[u8], Message<'_>, &[u8; 32]) -> Vec<u8>,
    /// Whether a signature verifies.
    verify: fn(&[u8], Message<'_>, &[u8]) -> bool,
}

macro_rules! set {
    ($module:ident) => {
        Set {
            generate: |seed| {
                let key = futae::$module::SigningKey::from_seed(seed.try_into().unwrap());
                [key.verifying_key().as_bytes().to_vec(), key.expanded().to_vec()]
            },
            sign: |key, message, rnd| {
                let key = futae::$module::SigningKey::from_expanded(key.try_into().unwrap());
                let key = key.unwrap();
                let signature = key.sign_derand(message, rnd).unwrap();
                assert_eq!(key.prepare().sign_derand(message, rnd).unwrap(), signature);
                assert_eq!(key.verifying_key().verify(message, &signature), Ok(()));
                signature.to_vec()
            },
            verify: |key, message, signature| {
                let key = futae::$module::VerifyingKey::from_bytes(key.try_into().unwrap());
                signature.try_into().is_ok_and(|signature| key.verify(message, signature).is_ok())
            },
        }
    };
}

static ML_DSA_44: Set = set!(ml_dsa_44);
static ML_DSA_65: Set = set!(ml_dsa_65);
static ML_DSA_87: Set = set!(ml_dsa_87);

fn set(name: &str) -> &'static Set {
    match name {
        "ML-DSA-44" => &ML_DSA_44,
        "ML-DSA-65" => &ML_DSA_65,
        "ML-DSA-87" => &ML_DSA_87,
        _ => panic!("{name}"),
    }
}

fn pre_hash(name: &str) -> PreHash {
    match name {
        "SHA2-224" => PreHash::Sha2_224,
        "SHA2-256" => PreHash::Sha2_256,
        "SHA2-384" => PreHash::Sha2_384,
        "SHA2-512" => PreHash::Sha2_512,
        "SHA2-512/224" => PreHash::Sha2_512_224,
        "SHA2-512/256" => PreHash::Sha2_512_256,
        "SHA3-224" => PreHash::Sha3_224,
        "SHA3-256" => PreHash::Sha3_256,
        "SHA3-384" => PreHash::Sha3_384,
        "SHA3-512" => PreHash::Sha3_512,
        "SHAKE-128" => PreHash::Shake128,
        "SHAKE-256" => PreHash::Shake256,
        _ => panic!("{name}"),
    }
}

/// A file of the vector directory; says aloud when there is none.
fn vectors(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let root = std::env::var_os("ARATAME_VECTORS").map_or(beside, PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("NOT RUN: no {path} in the vector directory (set ARATAME_VECTORS)");
    None
}

fn json(path: &str) -> Option<Value> {
    let file = File::open(vectors(path)?).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    hex(value[name].as_str().unwrap_or_default())
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
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

/// Every test beside its group.
fn tests(root: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    let groups = root["testGroups"].as_array().unwrap().iter();
    groups.flat_map(|group| group["tests"].as_array().unwrap().iter().map(move |t| (group, t)))
}

/// Calls `with` on the message that group and test describe.
fn with_message<T>(group: &Value, test: &Value, with: impl FnOnce(Message<'_>) -> T) -> T {
    let (data, context) = (bytes(test, "message"), bytes(test, "context"));
    if test["mu"].is_string() {
        let mu: Mu = bytes(test, "mu").try_into().unwrap();
        return with(Message::mu(&mu));
    }
    match (group["signatureInterface"].as_str().unwrap(), group["preHash"].as_str()) {
        ("internal", _) => with(Message::internal(&data)),
        (_, Some("preHash")) => {
            let hash = pre_hash(test["hashAlg"].as_str().unwrap());
            with(Message::hashed(hash, &data).context(&context))
        }
        _ => with(Message::new(&data).context(&context)),
    }
}

#[test]
fn acvp_key_generation() {
    let Some(root) = json("acvp/ML-DSA-keyGen-FIPS204/internalProjection.json.gz") else { return };
    on_every_backend(|| {
        let mut count = 0;
        for (group, test) in tests(&root) {
            let set = set(group["parameterSet"].as_str().unwrap());
            let expected = [bytes(test, "pk"), bytes(test, "sk")];
            assert_eq!((set.generate)(&bytes(test, "seed")), expected, "{}", test["tcId"]);
            count += 1;
        }
        assert_eq!(count, 75);
    });
}

#[test]
fn acvp_signature_generation() {
    let Some(prompt) = json("acvp/ML-DSA-sigGen-FIPS204/prompt.json.gz") else { return };
    let expected = json("acvp/ML-DSA-sigGen-FIPS204/expectedResults.json.gz").unwrap();
    on_every_backend(|| {
        let mut count = 0;
        for ((group, test), (_, expected)) in tests(&prompt).zip(tests(&expected)) {
            assert_eq!(test["tcId"], expected["tcId"]);
            let set = set(group["parameterSet"].as_str().unwrap());
            let rnd = bytes(test, "rnd").try_into().unwrap_or([0; 32]);
            let key = bytes(test, "sk");
            let signature = with_message(group, test, |message| (set.sign)(&key, message, &rnd));
            assert_eq!(signature, bytes(expected, "signature"), "{}", test["tcId"]);
            count += 1;
        }
        assert_eq!(count, 360);
    });
}

#[test]
fn acvp_signature_verification() {
    let Some(root) = json("acvp/ML-DSA-sigVer-FIPS204/internalProjection.json.gz") else { return };
    on_every_backend(|| {
        let mut counts = [0; 2];
        for (group, test) in tests(&root) {
            let set = set(group["parameterSet"].as_str().unwrap());
            let (key, signature) = (bytes(test, "pk"), bytes(test, "signature"));
            let passed = test["testPassed"].as_bool().unwrap();
            let accepted =
                with_message(group, test, |message| (set.verify)(&key, message, &signature));
            assert_eq!(accepted, passed, "{} {}", test["tcId"], test["reason"]);
            counts[usize::from(passed)] += 1;
        }
        assert_eq!(counts.iter().sum::<usize>(), 180);
        assert!(counts.iter().all(|&count| count >= 30), "{counts:?}");
    });
}

#[test]
fn independent_known_answers() {
    let mut count = 0;
    for level in ["44", "65", "87"] {
        let path = format!("pqc-kat/kat_MLDSA_{level}_det_pure.rsp.xz");
        let Some(path) = vectors(&path) else { return };
        let mut text = Vec::new();
        let mut file = BufReader::new(File::open(path).unwrap());
        lzma_rs::xz_decompress(&mut file, &mut text).unwrap();
        let set = set(&format!("ML-DSA-{level}"));
        let text = String::from_utf8(text).unwrap();
        on_every_backend(|| {
            for record in text.split("count = ").skip(1) {
                let field = |name: &str| {
                    let line = record.lines().find_map(|line| line.strip_prefix(name));
                    hex(line.unwrap().strip_prefix(" = ").unwrap())
                };
                let (key, message, context) = (field("sk"), field("msg"), field("ctx"));
                assert_eq!((set.generate)(&field("xi")), [field("pk"), key.clone()]);
                let message = Message::new(&message).context(&context);
                let mut signed = (set.sign)(&key, message, &[0; 32]);
                signed.extend_from_slice(&field("msg"));
                assert_eq!(signed, field("sm"));
                count += 1;
            }
        });
    }
    assert_eq!(count, 300 * Backend::available().count());
}

/// The DER within a PEM file of the LAMPS examples.
fn pem(path: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let lines: String = lines.take_while(|line| !line.starts_with("-----END")).collect();
    BASE64.decode(lines.as_bytes()).unwrap()
}

/// Seed, expanded key and verifying key are the last bytes of their structures.
#[test]
fn example_keys_of_rfc_9881() {
    let Some(directory) = vectors("lamps-ml-dsa") else { return };
    on_every_backend(|| {
        let mut count = 0;
        for name in ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"] {
            let der = |suffix: &str| pem(&directory.join(format!("{name}{suffix}")));
            let [seed, private, public] = ["-seed.priv", "-expanded.priv", ".pub"].map(&der);
            let pair = (set(name).generate)(&seed[seed.len() - 32..]);
            assert!(public.ends_with(&pair[0]) && private.ends_with(&pair[1]), "{name}");
            assert!(der("-both.priv").ends_with(&pair[1]), "{name}");
            count += 1;
        }
        assert_eq!(count, 3);
    });
}
