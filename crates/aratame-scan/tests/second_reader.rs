//! Every certificate that the crate x509-parser accepts, found and read by it on its own beside
//! our detector in one scan: what it says of each must be what the inventory says. Our reader is
//! the more lenient one, so what x509-parser refuses is counted only.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{Asset, AssetKind, Inventory, Role, Value};
use aratame_scan::{About, DETECTORS, Detector, Entry, Findings, Hit, Options, Pattern, Scope};
use aratame_scan::{Progress, scan};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use x509_parser::asn1_rs::Tag;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ParsedExtension, X509Extension};
use x509_parser::oid_registry::OID_X509_EXT_SUBJECT_ALT_NAME;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;

/// Bytes read at a hit: certificates of the largest post-quantum keys take a tenth of it.
const READ: usize = 1 << 20;

/// Differences in which the second reader is wrong: certificate, fact, why.
const EXPLAINED: [(&str, &str, &str); 1] = [(
    "5afd34dbf0c894c448d7d604b20fd718a680561c47d697c1c417ac159ca57c02",
    "not-before",
    "a time of five hours west of Greenwich, which x509-parser takes for UTC",
)];

/// Facts of one certificate by name, each in one spelling.
type Facts = BTreeMap<&'static str, String>;

/// What the second reader accepted, by SHA-256.
static ACCEPTED: LazyLock<Mutex<BTreeMap<String, Facts>>> = LazyLock::new(Mutex::default);

static ABOUT: About = About {
    id: "second-reader",
    title: "x509-parser",
    title_ja: "x509-parser",
    finds: "",
    how: "",
    misses: "",
    references: &[],
};

static PATTERNS: [Pattern; 2] =
    [Pattern::new(b"-----BEGIN ", Scope::Any), Pattern::new(b"\xa0\x03\x02\x01", Scope::Any)];

/// Puts what x509-parser reads into [`ACCEPTED`].
#[derive(Debug)]
struct SecondReader;

impl Detector for SecondReader {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        &PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.head(1).is_ok_and(|head| *head == [0x30])
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], _findings: &mut Findings<'_>) {
        if self.wants(entry) {
            accept(&entry.source.read(0, READ).unwrap());
        }
        for hit in hits {
            if hit.pattern == 0 {
                let text = entry.source.read(hit.offset, READ).unwrap();
                if let Ok((_, pem)) = parse_x509_pem(&text) {
                    accept(&pem.contents);
                }
                continue;
            }
            // The headers of the certificate and of its signed part, of two to four bytes each.
            for back in (4..=8).rev().filter(|back| hit.offset >= *back) {
                let bytes = entry.source.read(hit.offset - back, READ).unwrap();
                if bytes.first() == Some(&0x30) && accept(&bytes) {
                    break;
                }
            }
        }
    }
}

fn accept(bytes: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(bytes) else { return false };
    let fingerprint = hexadecimal(&Sha256::digest(certificate.as_raw()));
    ACCEPTED.lock().unwrap().insert(fingerprint, theirs(&certificate));
    true
}

fn theirs(certificate: &X509Certificate<'_>) -> Facts {
    let body = &certificate.tbs_certificate;
    let key = certificate.public_key();
    let mut facts = Facts::from([
        ("version", (body.version.0 + 1).to_string()),
        ("serial", hexadecimal(body.raw_serial())),
        ("key-oid", key.algorithm.algorithm.to_id_string()),
        ("signature-oid", certificate.signature_algorithm.algorithm.to_id_string()),
        ("not-before", rfc3339(body.validity.not_before)),
        ("not-after", rfc3339(body.validity.not_after)),
        ("self-issued", (body.issuer.as_raw() == body.subject.as_raw()).to_string()),
        ("spki-sha256", hexadecimal(&Sha256::digest(key.raw))),
    ]);
    let has_names = |extension: &X509Extension<'_>| extension.oid == OID_X509_EXT_SUBJECT_ALT_NAME;
    if !certificate.extensions().iter().any(has_names) {
        facts.insert("san-count", "0".to_owned());
    }
    if let Ok(PublicKey::RSA(rsa)) = key.parsed() {
        let zeros = rsa.modulus.iter().take_while(|byte| **byte == 0).count();
        let modulus = &rsa.modulus[zeros..];
        let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        facts.insert("rsa-bits", (modulus.len() * 8 - leading).to_string());
        facts.insert("rsa-exponent", rsa.try_exponent().unwrap_or(0).to_string());
    }
    if let Ok(PublicKey::EC(_)) = key.parsed() {
        let named = key.algorithm.parameters.as_ref().filter(|found| found.tag() == Tag::Oid);
        let curve = named.and_then(|found| found.as_oid().ok());
        facts.extend(curve.map(|curve| ("curve", curve.to_id_string())));
    }
    take_extensions(&mut facts, certificate);
    facts
}

fn take_extensions(facts: &mut Facts, certificate: &X509Certificate<'_>) {
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(names) => {
                facts.insert("san-count", names.general_names.len().to_string());
            }
            ParsedExtension::KeyUsage(usage) => {
                // The inventory names the bits in their order.
                facts.insert("key-usage", usage.to_string().replace(", ", ","));
            }
            ParsedExtension::BasicConstraints(constraints) => {
                facts.insert("is-ca", constraints.ca.to_string());
            }
            _ => {}
        }
    }
}

/// What the inventory says, in the same spelling.
fn ours(asset: &Asset) -> Facts {
    let names = ["version", "serial", "key-oid", "signature-oid", "not-before", "not-after"];
    let more = ["self-issued", "spki-sha256", "san-count", "rsa-exponent", "key-usage", "is-ca"];
    let stated = names
        .into_iter()
        .chain(more)
        .filter_map(|name| Some((name, plain(asset.attributes.get(name)?))));
    let mut facts: Facts = stated.collect();
    let key = asset.algorithms.iter().find(|used| used.role == Role::Key).unwrap();
    if facts["key-oid"].starts_with("1.2.840.113549.1.1.") {
        facts.extend(key.algorithm.bits.map(|bits| ("rsa-bits", bits.to_string())));
    } else {
        facts.remove("rsa-exponent");
    }
    let known = key.algorithm.curve.map(|curve| curve.oids.join(" "));
    let other = key.algorithm.other_curve.as_deref().map(str::to_owned);
    facts.extend(known.or(other).map(|curve| ("curve", curve)));
    facts
}

fn plain(value: &Value) -> String {
    match value {
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::List(values) => values.join(","),
        Value::Text(value) => value.clone(),
    }
}

fn rfc3339(time: ASN1Time) -> String {
    let at = time.to_datetime();
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", at.hour(), at.minute(), at.second())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two values of a fact are the same; a curve of ours has several identifiers.
fn same(name: &str, ours: &str, theirs: &str) -> bool {
    match name {
        "curve" => ours.split(' ').any(|oid| oid == theirs),
        "key-usage" => key_usages(ours) == key_usages(theirs),
        _ => ours == theirs,
    }
}

fn key_usages(text: &str) -> BTreeSet<String> {
    let letters = |name: &str| name.replace(' ', "").to_ascii_lowercase();
    text.split(',').filter(|name| !name.is_empty()).map(letters).collect()
}

fn vectors() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    std::env::var_os("ARATAME_VECTORS").map_or(beside, PathBuf::from)
}

/// Every difference, and how many certificates and facts were compared.
fn differences(inventory: &Inventory, accepted: &BTreeMap<String, Facts>) -> (Vec<String>, usize) {
    let certificates = inventory.assets.iter().filter(|asset| asset.kind == AssetKind::Certificate);
    let ours: BTreeMap<&str, Facts> =
        certificates.map(|asset| (asset.identity.as_str(), ours(asset))).collect();
    let (mut different, mut compared) = (Vec::new(), 0);
    for (fingerprint, theirs) in accepted {
        let Some(ours) = ours.get(fingerprint.as_str()) else {
            different.push(format!("{fingerprint}: not found by us"));
            continue;
        };
        for (name, their) in theirs {
            compared += 1;
            let our = ours.get(name).map_or("nothing", String::as_str);
            let is_explained = |(certificate, fact, _): &(&str, &str, &str)| {
                certificate == fingerprint && fact == name
            };
            if !same(name, our, their) && !EXPLAINED.iter().any(is_explained) {
                different.push(format!("{fingerprint} {name}: we say {our}, they say {their}"));
            }
        }
    }
    (different, compared)
}

#[test]
fn x509_parser_says_the_same_of_every_certificate_that_it_accepts() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan");
    let there = vectors().join("scanner").is_dir();
    let mut roots = vec![fixtures];
    if there {
        roots.push(vectors());
    } else {
        eprintln!("NOT RUN: no {} (set ARATAME_VECTORS)", vectors().display());
    }
    let mut options = Options::new(roots);
    let is_ours = |detector: &&&dyn Detector| detector.about().id == "x509-certificate";
    options.detectors = DETECTORS.iter().filter(is_ours).copied().collect();
    options.detectors.push(&SecondReader);
    let inventory = scan(&options, &Progress::default()).unwrap();
    let accepted = ACCEPTED.lock().unwrap();
    let (different, compared) = differences(&inventory, &accepted);
    let found = inventory.assets.iter().filter(|asset| asset.kind == AssetKind::Certificate);
    eprintln!("{} certificates, {} accepted, {compared} facts", found.count(), accepted.len());
    assert!(different.is_empty(), "{}:\n{}", different.len(), different.join("\n"));
    let least = if there { (900, 10_000) } else { (5, 50) };
    assert!(accepted.len() >= least.0 && compared >= least.1, "{} {compared}", accepted.len());
}
