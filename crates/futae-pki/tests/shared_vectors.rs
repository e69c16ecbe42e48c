//! The vectors of the LAMPS working group and of the providers of the PQC certificate hackathon, in
//! `$ARATAME_VECTORS` or `../shared/vectors` beside the workspace. Says so when they are absent,
//! counts the cases when they are there.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "a test that cannot run says so")]

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read},
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

use data_encoding::BASE64;
use der::Encode;
use flate2::read::GzDecoder;
use futae::{ml_dsa::Message, prehash::PreHash};
use futae_pki::{
    Algorithm, Certificate, Error, Kind, PrivateForm, PrivateKey, PublicKey, SignedData,
    path::Validator,
};

fn folder(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors"));
    let root = std::env::var_os("ARATAME_VECTORS").map_or(beside, PathBuf::from).join(name);
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("NOT RUN: no {} (set ARATAME_VECTORS)", root.display());
    None
}

/// The files of a folder with this ending, by name.
fn texts(folder: &PathBuf, ending: &str) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == ending));
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// A private key is read, is the one of the public key, and is written in the form it came in.
fn private_keys_round_trip(folder: &PathBuf, sizes: &[&str]) -> usize {
    let publics = texts(folder, "pub");
    let privates = texts(folder, "priv");
    let mut count = 0;
    for size in sizes {
        let public = PublicKey::from_pem(&publics[*size]).unwrap();
        assert_eq!(public.to_pem().unwrap(), publics[*size]);
        for (form, suffix) in [
            (PrivateForm::Seed, "seed"),
            (PrivateForm::Expanded, "expanded"),
            (PrivateForm::Both, "both"),
        ] {
            let text = &privates[&format!("{size}-{suffix}")];
            let key = PrivateKey::from_pem(text).unwrap();
            assert_eq!(key.public_key(), &public, "{size} {suffix}");
            assert_eq!(&*key.to_pem(form).unwrap(), text, "{size} {suffix}");
            let seedless = key.to_der(PrivateForm::Seed);
            assert_eq!(seedless.is_ok(), form != PrivateForm::Expanded);
            count += 1;
        }
    }
    count
}

#[test]
fn ml_dsa_keys_and_certificates_of_rfc_9881() {
    let Some(folder) = folder("lamps-ml-dsa") else { return };
    let sizes = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];
    assert_eq!(private_keys_round_trip(&folder, &sizes), 9);
    for (name, text) in texts(&folder, "crt") {
        let certificate = Certificate::from_pem(&text).unwrap();
        let key = certificate.public_key().unwrap();
        certificate.verify_signature(&key).unwrap();
        assert_eq!(key.to_pem().unwrap(), texts(&folder, "pub")[&name]);
    }
    assert_eq!(texts(&folder, "crt").len(), 3);
}

#[test]
fn ml_kem_keys_and_certificates_of_rfc_9935() {
    let Some(folder) = folder("lamps-ml-kem") else { return };
    let sizes = ["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"];
    assert_eq!(private_keys_round_trip(&folder, &sizes), 9);
    for (name, text) in texts(&folder, "crt") {
        let key = Certificate::from_pem(&text).unwrap().public_key().unwrap();
        assert_eq!(key.to_pem().unwrap(), texts(&folder, "pub")[&name]);
    }
    assert_eq!(texts(&folder, "crt").len(), 3);
}

#[test]
fn slh_dsa_key_and_certificate_of_rfc_9909() {
    let Some(folder) = folder("lamps-slh-dsa") else { return };
    let read = |ending| texts(&folder, ending)["id-slh-dsa-sha2-128s"].clone();
    let certificate = Certificate::from_pem(&read("pem")).unwrap();
    let public = PublicKey::from_pem(&read("pub")).unwrap();
    let private = PrivateKey::from_pem(&read("priv")).unwrap();
    assert_eq!((private.public_key(), &certificate.public_key().unwrap()), (&public, &public));
    certificate.verify_signature(&public).unwrap();
    assert_eq!(&*private.to_pem(PrivateForm::Seed).unwrap(), &read("priv"));
}

#[test]
fn inconsistent_keys_of_the_rfcs_are_refused() {
    let mut count = 0;
    for name in ["lamps-ml-dsa", "lamps-ml-kem"] {
        let Some(folder) = folder(name) else { return };
        for (name, text) in
            texts(&folder, "priv").iter().filter(|(name, _)| name.starts_with("bad-"))
        {
            let error = PrivateKey::from_pem(text).unwrap_err();
            eprintln!("{name}: {error}");
            assert!(
                matches!(error, Error::Inconsistent(_) | Error::MalformedKey(_)),
                "{name}: {error}"
            );
            count += 1;
        }
    }
    assert_eq!(count, 7);
}

/// What became of the objects of one provider.
#[derive(Debug, Default, Eq, PartialEq)]
struct Tally {
    verified: usize,
    keys: usize,
    decapsulated: usize,
    /// By reason.
    skipped: BTreeMap<&'static str, usize>,
}

/// The members of a zip, by name without the folder, those of zips inside too.
fn members(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = BTreeMap::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let name = member.name().unwrap().rsplit('/').next().unwrap().to_owned();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        if !name.is_empty() && member.is_file() {
            all.insert(name, content);
        }
    }
    all
}

fn provider(name: &str) -> Option<Tally> {
    let file = folder("pqc-certificates")?.join(name).join("artifacts_certs_r5.zip");
    let files = members(&fs::read(file).unwrap());
    let mut tally = Tally::default();
    let mut keys = BTreeMap::new();
    let mut anchors = Vec::new();
    for (file, bytes) in files.iter().filter(|(file, _)| file.ends_with("_ta.der")) {
        trust_anchor(&mut tally, file, bytes);
        anchors.extend(Certificate::from_der(bytes).ok().filter(|each| each.public_key().is_ok()));
    }
    for (file, bytes) in files.iter().filter(|(file, _)| file.ends_with(".der")) {
        match file.rsplit_once('_').unwrap().1 {
            "priv.der" | "seed.der" => private_key(&mut tally, &mut keys, file, bytes),
            "ee.der" => end_entity(&mut tally, &anchors, file, bytes),
            _ => {}
        }
    }
    for (file, ciphertext) in files.iter().filter(|(file, _)| file.ends_with("_ciphertext.bin")) {
        let stem = file.trim_end_matches("_ciphertext.bin");
        decapsulate(&mut tally, &keys, stem, ciphertext, &files[&format!("{stem}_ss.bin")]);
    }
    eprintln!("{name}: {tally:?}");
    Some(tally)
}

const HASH_ML_DSA: &str = "private keys of HashML-DSA, which RFC 9881 excludes from certificates";

/// Why a file of this algorithm is passed over; the OID is the last part of the name.
fn out_of_scope(file: &str) -> Option<&'static str> {
    let oid =
        file.split(['-', '_']).find(|part| part.starts_with(['0', '1', '2']) && part.contains('.'));
    let Some(oid) = oid else { return Some("a name without an identifier") };
    match Algorithm::by_oid(oid) {
        _ if file.starts_with("catalyst") => Some("alternative signatures (X.509 clause 9.8)"),
        _ if file.starts_with("chameleon") => Some("chameleon certificates"),
        _ if file.starts_with("related") => Some("a related certificate, which names another file"),
        _ if file.starts_with("external") => Some("external keys"),
        Ok(_) => None,
        Err(_) if ["32", "33", "34"].iter().any(|n| oid == format!("2.16.840.1.101.3.4.3.{n}")) => {
            Some(HASH_ML_DSA)
        }
        Err(_) => Some("algorithms of no standard here"),
    }
}

fn trust_anchor(tally: &mut Tally, file: &str, bytes: &[u8]) {
    match out_of_scope(file) {
        Some(HASH_ML_DSA) => {
            hash_ml_dsa(file, bytes);
            return tally.verified += 1;
        }
        Some(reason) => return *tally.skipped.entry(reason).or_default() += 1,
        None => {}
    }
    let certificate =
        Certificate::from_der(bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
    let key = certificate.public_key().unwrap();
    certificate.verify_signature(&key).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut altered = bytes.to_vec();
    altered[100] ^= 1;
    let altered =
        Certificate::from_der(&altered).and_then(|altered| altered.verify_signature(&key));
    assert!(altered.is_err(), "{file}");
    tally.verified += 1;
}

/// HashML-DSA with SHA-512 is verified by the library, but its key is none for a certificate.
fn hash_ml_dsa(file: &str, bytes: &[u8]) {
    let certificate = Certificate::from_der(bytes).unwrap();
    assert!(matches!(certificate.public_key(), Err(Error::UnknownAlgorithm(_))), "{file}");
    let tbs = certificate.parsed().tbs_certificate();
    let content = tbs.to_der().unwrap();
    let message = Message::hashed(PreHash::Sha2_512, &content);
    let key = tbs.subject_public_key_info().subject_public_key.raw_bytes();
    let signature = certificate.parsed().signature().raw_bytes();
    macro_rules! verify {
        ($module:ident) => {{
            let key = futae::$module::VerifyingKey::from_bytes(key.try_into().unwrap());
            key.verify(message, signature.try_into().unwrap())
        }};
    }
    let verified = match key.len() {
        futae::ml_dsa_44::VERIFYING_KEY_SIZE => verify!(ml_dsa_44),
        futae::ml_dsa_65::VERIFYING_KEY_SIZE => verify!(ml_dsa_65),
        _ => verify!(ml_dsa_87),
    };
    assert_eq!(verified, Ok(()), "{file}");
}

fn end_entity(tally: &mut Tally, anchors: &[Certificate], file: &str, bytes: &[u8]) {
    if let Some(reason) = out_of_scope(file) {
        return *tally.skipped.entry(reason).or_default() += 1;
    }
    let certificate =
        Certificate::from_der(bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(certificate.public_key().unwrap().algorithm().kind(), Kind::Kem, "{file}");
    tally.keys += 1;
    let mut issuers = anchors.iter().filter(|each| each.subject() == certificate.issuer());
    let signed = |issuer: &Certificate| certificate.verify_signature(&issuer.public_key().unwrap());
    if issuers.any(|issuer| signed(issuer).is_ok()) {
        tally.verified += 1;
    }
}

fn private_key(
    tally: &mut Tally,
    keys: &mut BTreeMap<String, PrivateKey>,
    file: &str,
    bytes: &[u8],
) {
    if let Some(reason) = out_of_scope(file) {
        return *tally.skipped.entry(reason).or_default() += 1;
    }
    let key = PrivateKey::from_der(bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
    let stem = ["_seed_priv.der", "_expandedkey_priv.der", "_both_priv.der", "_priv.der"];
    let stem = stem.iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file);
    keys.insert(stem.to_owned(), key);
    tally.keys += 1;
}

fn decapsulate(
    tally: &mut Tally,
    keys: &BTreeMap<String, PrivateKey>,
    stem: &str,
    ciphertext: &[u8],
    secret: &[u8],
) {
    if let Some(reason) = out_of_scope(stem) {
        return *tally.skipped.entry(reason).or_default() += 1;
    }
    assert_eq!(keys[stem].decapsulate(ciphertext).unwrap().as_bytes(), secret, "{stem}");
    tally.decapsulated += 1;
}

/// Compares with the numbers of certificates verified, keys read, secrets decapsulated, and files
/// passed over for a reason.
fn expect(
    name: &str,
    verified: usize,
    keys: usize,
    decapsulated: usize,
    skipped: &[(&'static str, usize)],
) {
    let Some(tally) = provider(name) else { return };
    let skipped = skipped.iter().copied().collect();
    assert_eq!(tally, Tally { verified, keys, decapsulated, skipped });
}

#[test]
fn bc() {
    let skipped = &[
        ("private keys of HashML-DSA, which RFC 9881 excludes from certificates", 9),
        ("algorithms of no standard here", 34),
        ("alternative signatures (X.509 clause 9.8)", 3),
        ("chameleon certificates", 3),
        ("external keys", 3),
    ];
    expect("bc", 63, 87, 15, skipped);
}

#[test]
fn ossl35() {
    expect("ossl35", 18, 33, 3, &[]);
}

#[test]
fn openjdk() {
    expect("openjdk", 6, 21, 3, &[]);
}

#[test]
fn corey_digicert() {
    let skipped = &[("private keys of HashML-DSA, which RFC 9881 excludes from certificates", 9)];
    expect("corey-digicert", 6, 9, 0, skipped);
}

#[test]
fn leancrypto() {
    expect("leancrypto", 12, 12, 0, &[]);
}

#[test]
fn crypto4a() {
    let skipped = &[("private keys of HashML-DSA, which RFC 9881 excludes from certificates", 3)];
    expect("crypto4a", 63, 75, 15, skipped);
}

#[test]
fn composite_sigs_ref_impl() {
    expect("composite-sigs-ref-impl", 21, 21, 0, &[]);
}

#[test]
fn composite_kem_ref_impl() {
    expect("composite-kem-ref-impl", 0, 28, 14, &[]);
}

#[test]
fn signed_messages_of_openssl() {
    let Some(folder) = folder("pqc-certificates") else { return };
    let files = members(&fs::read(folder.join("ossl35/artifacts_cms_v3.zip")).unwrap());
    let mut count = 0;
    for (file, bytes) in files.iter().filter(|(file, _)| file.ends_with("_signed_attrs.der")) {
        let message = SignedData::from_der(bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
        let signers = message.verify(None, &[]).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(signers.len(), 1, "{file}");
        assert_eq!(message.content().unwrap(), files["expected_plaintext.txt"], "{file}");
        let anchors = [Certificate::from_der(&files["ta.der"]).unwrap()];
        let (not_before, _) = signers[0].validity();
        let at = UNIX_EPOCH + Duration::from_secs(not_before);
        Validator::new(&anchors).at(at).validate(&signers[0], &[]).unwrap();
        count += 1;
    }
    assert_eq!(count, 15);
}

#[test]
fn algorithms_before_the_standards_are_unknown() {
    let Some(folder) = folder("pqc-certificates") else { return };
    let file = folder.join("corey-digicert/historical_artifacts_certs_r3.zip");
    let files = members(&fs::read(file).unwrap());
    let mut count = 0;
    for (file, bytes) in &files {
        let certificate = Certificate::from_pem(std::str::from_utf8(bytes).unwrap()).unwrap();
        let key = certificate.public_key();
        assert!(matches!(key, Err(Error::UnknownAlgorithm(_))), "{file}");
        count += 1;
    }
    assert_eq!(count, 20);
}

/// The file of vectors of a composite draft: the certificate of the CA, and of each algorithm the
/// certificate, the public and the private key.
fn draft(name: &str, public: &str, private: &str) -> Option<usize> {
    let file = folder(name)?.join("testvectors.json.gz");
    let mut text = String::new();
    GzDecoder::new(fs::File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let bytes =
        |value: &serde_json::Value| BASE64.decode(value.as_str().unwrap().as_bytes()).unwrap();
    let mut count = 0;
    for test in vectors["tests"].as_array().unwrap() {
        let certificate = Certificate::from_der(&bytes(&test["x5c"])).unwrap();
        let key = match certificate.public_key() {
            Err(Error::UnknownAlgorithm(_)) => continue,
            key => key.unwrap(),
        };
        let issuer = match vectors.get("cacert") {
            Some(issuer) => Certificate::from_der(&bytes(issuer)).unwrap().public_key().unwrap(),
            None => key.clone(),
        };
        certificate.verify_signature(&issuer).unwrap();
        assert_eq!(key.as_bytes(), bytes(&test[public]), "{}", test["tcId"]);
        let private = PrivateKey::from_der(&bytes(&test[private])).unwrap();
        assert_eq!(private.public_key(), &key, "{}", test["tcId"]);
        count += 1;
    }
    Some(count)
}

#[test]
fn certificates_and_keys_of_the_composite_drafts() {
    if let Some(count) = draft("composite-sigs", "pk", "sk_pkcs8") {
        assert_eq!(count, 21);
    }
    if let Some(count) = draft("composite-kem", "ek", "dk_pkcs8") {
        assert_eq!(count, 14);
    }
}
