//! SLH-DSA against vectors of NIST (ACVP), of which OpenSSL keeps those for signing, and the example
//! key of RFC 9909: from
//! `$ARATAME_VECTORS` or `../shared/vectors` beside the workspace, by every backend. Says so when
//! they are absent, and counts the cases when they are there.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test")]

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    sync::Mutex,
};

use data_encoding::BASE64;
use flate2::read::GzDecoder;
use futae::slh_dsa::Message;
use futae_kernels::Backend;
use serde_json::Value;

/// The file, or `None` with a word about it when there are no vectors.
fn vectors(path: &str) -> Option<File> {
    let root = std::env::var_os("ARATAME_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let file = File::open(root.join(path)).ok();
    if file.is_none() {
        eprintln!("NOT TESTED: no {path} in {}", root.display());
    }
    file
}

fn acvp(path: &str) -> Option<Value> {
    let file = GzDecoder::new(BufReader::new(vectors(path)?));
    Some(serde_json::from_reader(BufReader::new(file)).unwrap())
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    assert!(text.len().is_multiple_of(2));
    text.as_bytes().as_chunks().0.iter().map(|[a, b]| digit(*a) << 4 | digit(*b)).collect()
}

fn bytes(test: &Value, name: &str) -> Vec<u8> {
    hex(test[name].as_str().unwrap())
}

/// SK.seed, SK.prf, PK.seed to the encoded key pair.
type Generate = fn(&[u8], &[u8], &[u8]) -> (Vec<u8>, Vec<u8>);
/// Key, message, randomness to the signature.
type Sign = fn(&[u8], Message<'_>, Option<&[u8]>) -> Vec<u8>;
/// Key, message, signature; one of another length is refused like one that does not verify.
type Verify = fn(&[u8], Message<'_>, &[u8]) -> bool;

/// The operations of a parameter set on slices.
struct Set {
    name: &'static str,
    generate: Generate,
    sign: Sign,
    verify: Verify,
}

macro_rules! sets {
    ($($module:ident = $name:literal,)*) => {
        const SETS: &[Set] = &[$({
            use futae::$module::*;
            Set {
                name: $name,
                generate: |sk_seed, sk_prf, pk_seed| {
                    let seed = |bytes: &[u8]| <[u8; SEED_SIZE]>::try_from(bytes).unwrap();
                    let key =
                        SigningKey::generate_derand(&seed(sk_seed), &seed(sk_prf), &seed(pk_seed));
                    (key.to_bytes().to_vec(), key.verifying_key().to_bytes().to_vec())
                },
                sign: |key, message, randomness| {
                    let key = SigningKey::from_bytes(key.try_into().unwrap());
                    let signature = match randomness {
                        Some(bytes) => key.sign_derand(message, bytes.try_into().unwrap()),
                        None => key.sign_deterministic(message),
                    };
                    signature.unwrap().to_vec()
                },
                verify: |key, message, signature| {
                    let key = VerifyingKey::from_bytes(key.try_into().unwrap());
                    signature.try_into().is_ok_and(|bytes| key.verify(message, bytes).is_ok())
                },
            }
        }),*];
    };
}

sets! {
    slh_dsa_sha2_128s = "SLH-DSA-SHA2-128s",
    slh_dsa_sha2_128f = "SLH-DSA-SHA2-128f",
    slh_dsa_sha2_192s = "SLH-DSA-SHA2-192s",
    slh_dsa_sha2_192f = "SLH-DSA-SHA2-192f",
    slh_dsa_sha2_256s = "SLH-DSA-SHA2-256s",
    slh_dsa_sha2_256f = "SLH-DSA-SHA2-256f",
    slh_dsa_shake_128s = "SLH-DSA-SHAKE-128s",
    slh_dsa_shake_128f = "SLH-DSA-SHAKE-128f",
    slh_dsa_shake_192s = "SLH-DSA-SHAKE-192s",
    slh_dsa_shake_192f = "SLH-DSA-SHAKE-192f",
    slh_dsa_shake_256s = "SLH-DSA-SHAKE-256s",
    slh_dsa_shake_256f = "SLH-DSA-SHAKE-256f",
}

fn set(name: &str) -> &'static Set {
    SETS.iter().find(|set| set.name == name).unwrap()
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

/// The tests of all groups with their parameter set.
fn tests(file: &Value) -> impl Iterator<Item = (&'static Set, &Value)> {
    file["testGroups"].as_array().unwrap().iter().flat_map(|group| {
        let set = set(group["parameterSet"].as_str().unwrap());
        group["tests"].as_array().unwrap().iter().map(move |test| (set, test))
    })
}

#[test]
fn acvp_key_generation() {
    let Some(file) = acvp("acvp/SLH-DSA-keyGen-FIPS205/internalProjection.json.gz") else { return };
    let mut count = 0;
    on_every_backend(|| {
        // Of the small sets, whose keys cost as much as 64 of the others, one on each backend.
        let every = Backend::get().name == Backend::available().last().unwrap().name;
        let mut seen = BTreeMap::<_, usize>::new();
        for (set, test) in tests(&file) {
            let seen = seen.entry(set.name).or_default();
            *seen += 1;
            if set.name.ends_with('s') && *seen > 1 && !every {
                continue;
            }
            let [sk_seed, sk_prf, pk_seed] =
                ["skSeed", "skPrf", "pkSeed"].map(|name| bytes(test, name));
            let pair = (set.generate)(&sk_seed, &sk_prf, &pk_seed);
            let expected = (bytes(test, "sk"), bytes(test, "pk"));
            assert_eq!(pair, expected, "{} {}", set.name, test["tcId"]);
            count += 1;
        }
    });
    assert_eq!(count, 12 * 10 + (Backend::available().count() - 1) * (6 * 10 + 6));
}

#[test]
fn acvp_verifying() {
    let Some(file) = acvp("acvp/SLH-DSA-sigVer-FIPS205/internalProjection.json.gz") else { return };
    on_every_backend(|| {
        let (mut valid, mut invalid) = (0, 0);
        for (set, test) in tests(&file) {
            let [key, message, signature] =
                ["pk", "message", "signature"].map(|name| bytes(test, name));
            let passed = (set.verify)(&key, Message::internal(&message), &signature);
            assert_eq!(passed, test["testPassed"].as_bool().unwrap(), "{} {test}", set.name);
            *if passed { &mut valid } else { &mut invalid } += 1;
        }
        assert_eq!((valid, invalid), (15, 30));
    });
}

/// The DER within a PEM file of the LAMPS examples.
fn pem(mut file: File) -> Vec<u8> {
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let lines: String = lines.take_while(|line| !line.starts_with("-----END")).collect();
    BASE64.decode(lines.as_bytes()).unwrap()
}

/// The keys are the last bytes of their structures.
#[test]
fn example_key_of_rfc_9909() {
    let files = ["priv", "pub"]
        .map(|kind| vectors(&format!("lamps-slh-dsa/id-slh-dsa-sha2-128s.{kind}")).map(pem));
    let [Some(private), Some(public)] = files else { return };
    on_every_backend(|| {
        let [sk_seed, sk_prf, pk_seed, _] =
            private[private.len() - 64..].as_chunks::<16>().0.try_into().unwrap();
        let pair = (set("SLH-DSA-SHA2-128s").generate)(&sk_seed, &sk_prf, &pk_seed);
        assert!(private.ends_with(&pair.0) && public.ends_with(&pair.1));
    });
}

/// One stanza of OpenSSL's file: what stands behind each name, and behind each `Ctrl`.
#[derive(Default)]
struct Stanza {
    fields: BTreeMap<String, String>,
    controls: BTreeMap<String, String>,
}

/// The signing stanzas, each with the private key that it names.
fn signing_stanzas(text: &[u8]) -> Vec<Stanza> {
    let mut keys = BTreeMap::new();
    let (mut stanzas, mut stanza) = (Vec::new(), Stanza::default());
    let lines = text.lines().map(Result::unwrap).chain([String::new()]);
    for line in lines.filter(|line| !line.starts_with('#')) {
        match line.split_once(" = ") {
            Some(("PrivateKeyRaw", value)) => {
                let (name, key) = value.split_once(':').unwrap();
                keys.insert(name.to_owned(), key.rsplit(':').next().unwrap().to_owned());
            }
            Some(("Ctrl", value)) => {
                let (name, value) = value.split_once(':').unwrap();
                stanza.controls.insert(name.to_owned(), value.to_owned());
            }
            Some((name, value)) => {
                stanza.fields.insert(name.to_owned(), value.to_owned());
            }
            None => {
                let mut done = std::mem::take(&mut stanza);
                if let Some(name) = done.fields.get("Sign-Message") {
                    let key = keys[name.split_once(':').unwrap().1].clone();
                    done.fields.insert("Key".to_owned(), key);
                    stanzas.push(done);
                }
            }
        }
    }
    stanzas
}

/// Signs at most `limit` cases of each set that `include` wants; how many were signed.
fn openssl_signing(stanzas: &[Stanza], limit: usize, include: impl Fn(&str) -> bool) -> usize {
    let mut counts = BTreeMap::<_, usize>::new();
    for stanza in stanzas {
        let set = set(stanza.fields["Sign-Message"].split_once(':').unwrap().0);
        let count = counts.entry(set.name).or_default();
        if *count == limit || !include(set.name) {
            continue;
        }
        *count += 1;
        let [input, key] = ["Input", "Key"].map(|name| hex(&stanza.fields[name]));
        let control = |name: &str| stanza.controls.get(name).map(|value| hex(value));
        let context = control("hexcontext-string").unwrap_or_default();
        let message = match &*stanza.controls["message-encoding"] {
            "0" => Message::internal(&input),
            _ => Message::new(&input).context(&context),
        };
        let randomness = control("hextest-entropy");
        assert_eq!(randomness.is_none(), stanza.controls["deterministic"] == "1");
        let signature = (set.sign)(&key, message, randomness.as_deref());
        assert!(signature == hex(&stanza.fields["Output"]), "{} case {count}", set.name);
        assert!((set.verify)(&key[key.len() / 2..], message, &signature));
    }
    counts.values().sum()
}

fn openssl_stanzas() -> Option<Vec<Stanza>> {
    let file = vectors("openssl/evppkey_slh_dsa_siggen.txt.xz")?;
    let mut text = Vec::new();
    lzma_rs::xz_decompress(&mut BufReader::new(file), &mut text).unwrap();
    Some(signing_stanzas(&text))
}

#[test]
fn openssl_signing_with_the_fast_sets() {
    let Some(stanzas) = openssl_stanzas() else { return };
    on_every_backend(|| {
        assert_eq!(openssl_signing(&stanzas, usize::MAX, |name| name.ends_with('f')), 6 * 28);
    });
}

#[test]
fn openssl_signing_with_the_small_sets_in_part() {
    let Some(stanzas) = openssl_stanzas() else { return };
    let _one_at_a_time = SELECTED.lock();
    assert!(Backend::select(Backend::available().last().unwrap().name));
    assert_eq!(openssl_signing(&stanzas, 4, |name| name.ends_with('s')), 6 * 4);
}

#[test]
#[ignore = "signs 168 times with the slow parameter sets on every backend: \
            cargo test --release -p futae --test slh_dsa_vectors -- --ignored"]
fn openssl_signing_with_the_small_sets() {
    let Some(stanzas) = openssl_stanzas() else { return };
    on_every_backend(|| {
        assert_eq!(openssl_signing(&stanzas, usize::MAX, |name| name.ends_with('s')), 6 * 28);
    });
}
