//! What is known to be in the test data, what was found, and how the two compare.

use anyhow::{Context, Result};
use aratame_algorithms::{Registry, curve_by_oid, entry_by_name, oid};
use aratame_inventory::asset::Occurrence;
use aratame_inventory::{
    Asset, AssetId, AssetKind, Inventory, RelationKind, Role, Value, attribute,
};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The trees whose objects are known.
pub const TREES: [&str; 7] = [
    "scanner",
    "pqc-certificates",
    "lamps-ml-dsa",
    "lamps-ml-kem",
    "lamps-slh-dsa",
    "composite-sigs",
    "composite-kem",
];

/// An object, as its kind and the facts that count for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The word of the ground truth.
    pub kind: String,
    /// Facts by name. A fact that the ground truth does not state is not compared.
    pub facts: BTreeMap<&'static str, String>,
}

/// Of this composite the ground truth names the classical half only; its SSH type says it whole.
const SSH_COMPOSITE: (&str, &str) = ("ssh-mldsa44-ed25519", "mldsa44-ed25519-sha512");

/// What is known to be in the test data: the items of each file.
pub type Expected = BTreeMap<String, Vec<Item>>;

/// Reads the ground truth.
///
/// # Errors
/// A line that is not of its form.
pub fn expected(lines: &str) -> Result<Expected> {
    let mut files = Expected::new();
    for (index, line) in lines.lines().enumerate() {
        let line: Json = serde_json::from_str(line).with_context(|| format!("line {index}"))?;
        let path = line["path"].as_str().with_context(|| format!("line {index}"))?.to_owned();
        let objects = line["objects"].as_array().map(Vec::as_slice).unwrap_or_default();
        files.insert(path, objects.iter().map(expected_item).collect());
    }
    Ok(files)
}

fn text(object: &Json, name: &str) -> Option<String> {
    match &object[name] {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Names of hashes, ciphers and contents differ in case, dashes and prefix between documents.
fn plain(name: &str) -> String {
    let name = ["id-", "pkcs7-"].iter().fold(name, |name, prefix| name.trim_start_matches(prefix));
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn expected_item(object: &Json) -> Item {
    let kind = text(object, "kind").unwrap_or_default();
    let mut facts = BTreeMap::new();
    let mut fact = |name: &'static str, value: Option<String>| {
        value.and_then(|value| facts.insert(name, value));
    };
    fact("algorithm", expected_algorithm(object));
    fact("bits", text(object, "key_bits"));
    fact("curve", expected_curve(object));
    fact("signature", text(object, "sig_oid"));
    fact("pss-hash", text(object, "sig_pss_hash").as_deref().map(plain));
    fact("sha256", text(object, "sha256"));
    fact("form", text(object, "pq_private_format"));
    fact("not-after", text(object, "not_after").as_deref().map(to_the_minute));
    fact("scheme", text(object, "pbe_oid").as_deref().and_then(named));
    fact("iterations", text(object, "iterations"));
    fact("cipher", text(object, "cipher").as_deref().map(plain));
    fact("kdf", text(object, "kdf").as_deref().map(plain));
    fact("prf", text(object, "prf").as_deref().map(plain));
    fact("mac", text(object, "mac_algorithm").as_deref().map(plain));
    fact("mac-iterations", text(object, "mac_iterations"));
    fact("content", text(object, "content_type").as_deref().map(plain));
    if kind == "keystore" {
        fact("format", text(object, "format").as_deref().map(plain));
    }
    Item { kind, facts }
}

/// Some certificates have times without seconds, which RFC 3339 does not have.
fn to_the_minute(time: &str) -> String {
    time.chars().filter(char::is_ascii_digit).take(12).collect()
}

fn named(dotted: &str) -> Option<String> {
    oid(dotted).map(|entry| plain(entry.name))
}

/// The row of the catalogue for the key, or the identifier.
fn expected_algorithm(object: &Json) -> Option<String> {
    let by_oid = text(object, "key_oid").map(|dotted| {
        let usage = oid(&dotted).and_then(|entry| entry.usage());
        usage.map_or(dotted, |usage| usage.algorithm.id.to_owned())
    });
    let composite = text(object, "ssh_type").is_some_and(|name| name.starts_with(SSH_COMPOSITE.0));
    let by_oid = by_oid.or_else(|| composite.then(|| SSH_COMPOSITE.1.to_owned()));
    by_oid
        .or_else(|| ssh_hybrid(object))
        .or_else(|| text(object, "algorithm").map(|name| name.to_ascii_lowercase()))
}

/// The ground truth gives of a hybrid SSH key the classical part only; its type name is whole.
fn ssh_hybrid(object: &Json) -> Option<String> {
    let name = text(object, "ssh_type").filter(|name| name.contains("mldsa"))?;
    let usage = entry_by_name(Registry::SshHostKey, &name)?.usages.first()?.algorithm.id;
    Some(usage.to_owned())
}

fn expected_curve(object: &Json) -> Option<String> {
    let name = text(object, "curve");
    let Some(dotted) = text(object, "curve_oid") else { return name };
    Some(curve_by_oid(&dotted).map_or(dotted, |curve| curve.id.to_owned()))
}

/// What was found: the items of each file, and those that are parts of a container there.
#[derive(Debug, Default)]
pub struct Found {
    files: BTreeMap<String, Vec<Item>>,
    parts: BTreeMap<String, Vec<Item>>,
}

/// Sorts what the scan found by file, with paths as the ground truth writes them.
pub fn found(inventory: &Inventory, vectors: &Path) -> Found {
    let contained = contained(inventory);
    let mut found = Found::default();
    for asset in &inventory.assets {
        for occurrence in &asset.occurrences {
            let Some(kind) = kind_word(asset, occurrence) else { continue };
            let path = truth_path(occurrence, vectors);
            let holds = contained
                .get(&asset.id)
                .is_some_and(|paths| paths.contains(occurrence.path.as_str()));
            let side = if holds { &mut found.parts } else { &mut found.files };
            side.entry(path).or_default().push(found_item(kind, asset));
        }
    }
    found
}

/// Where each contained asset has its container.
fn contained(inventory: &Inventory) -> BTreeMap<AssetId, BTreeSet<&str>> {
    let mut contained: BTreeMap<AssetId, BTreeSet<&str>> = BTreeMap::new();
    let by_id: BTreeMap<AssetId, &Asset> = inventory.assets.iter().map(|a| (a.id, a)).collect();
    for relation in inventory.relations.iter().filter(|r| r.kind == RelationKind::Contains) {
        let places = by_id.get(&relation.from).map(|asset| asset.occurrences.as_slice());
        let paths = places.unwrap_or_default().iter().map(|place| place.path.as_str());
        contained.entry(relation.to).or_default().extend(paths);
    }
    contained
}

/// The path below the vectors; members of a zip lie below its name without the ending.
fn truth_path(occurrence: &Occurrence, vectors: &Path) -> String {
    let path = occurrence.path.as_str();
    let below = path.strip_prefix(&*vectors.to_string_lossy()).unwrap_or(path);
    below.trim_start_matches('/').replace(".zip!/", "/").replace(".gz!/", "/")
}

fn kind_word(asset: &Asset, occurrence: &Occurrence) -> Option<&'static str> {
    let ssh = occurrence.detector.starts_with("ssh") || occurrence.detector == "openssh";
    Some(match asset.kind {
        AssetKind::Certificate => "certificate",
        AssetKind::CertificateRequest => "csr",
        AssetKind::Crl => "crl",
        AssetKind::OcspResponse => "ocsp_response",
        AssetKind::CmsMessage => "cms",
        AssetKind::Keystore if words(asset, attribute::FORMAT) == ["pkcs12"] => "pkcs12",
        AssetKind::Keystore => "keystore",
        AssetKind::PrivateKey | AssetKind::EncryptedPrivateKey if ssh => "ssh_private_key",
        AssetKind::PrivateKey => "private_key",
        AssetKind::EncryptedPrivateKey => "encrypted_private_key",
        AssetKind::PublicKey if ssh => "ssh_public_key",
        AssetKind::PublicKey => "public_key",
        AssetKind::SshCertificate => "ssh_certificate",
        AssetKind::OpenPgp => "pgp",
        AssetKind::Parameters => match row_of(asset, Role::Key).as_deref() {
            Some("dh") => "dh_params",
            Some("dsa") => "dsa_params",
            _ => "ec_params",
        },
        _ => return None,
    })
}

fn words(asset: &Asset, name: &str) -> Vec<String> {
    match asset.attributes.get(name) {
        Some(Value::Text(text)) => vec![text.clone()],
        Some(Value::Integer(number)) => vec![number.to_string()],
        Some(Value::Boolean(flag)) => vec![flag.to_string()],
        Some(Value::List(list)) => list.clone(),
        None => Vec::new(),
    }
}

fn row_of(asset: &Asset, role: Role) -> Option<String> {
    let used = asset.algorithms.iter().find(|used| used.role == role && used.reason.is_none())?;
    let algorithm = &used.algorithm;
    Some(algorithm.algorithm().map_or_else(|| algorithm.to_string(), |row| row.id.to_owned()))
}

fn found_item(kind: &str, asset: &Asset) -> Item {
    let mut facts = BTreeMap::new();
    let mut fact = |name: &'static str, value: Option<String>| {
        value.and_then(|value| facts.insert(name, value));
    };
    let word = |name: &str| words(asset, name).first().cloned();
    let key = asset.algorithms.iter().find(|used| used.role == Role::Key && used.reason.is_none());
    fact("algorithm", row_of(asset, Role::Key));
    fact("bits", key.and_then(|used| used.algorithm.bits).map(|bits| bits.to_string()));
    let curve = key.and_then(|used| {
        let other = used.algorithm.other_curve.as_deref().map(str::to_owned);
        used.algorithm.curve.map(|curve| curve.id.to_owned()).or(other)
    });
    fact("curve", curve);
    fact("signature", word("signature-oid"));
    fact("pss-hash", word("pss-hash").as_deref().map(plain));
    fact("sha256", word(attribute::SHA256));
    fact("form", word(attribute::PRIVATE_KEY_FORM));
    fact("not-after", word(attribute::NOT_AFTER).as_deref().map(to_the_minute));
    fact("scheme", word("pbe-scheme").as_deref().map(plain));
    fact("iterations", word(attribute::ITERATIONS));
    fact("cipher", word("cipher").as_deref().map(plain));
    fact("kdf", word("kdf").as_deref().map(plain));
    fact("prf", word("prf").as_deref().map(plain));
    fact("mac", word("mac").as_deref().map(plain));
    fact("mac-iterations", word("mac-iterations"));
    fact("content", word("content-type").as_deref().map(plain));
    fact("format", word(attribute::FORMAT).as_deref().map(plain));
    Item { kind: kind.to_owned(), facts }
}

/// How one kind fared.
#[derive(Debug, Default)]
pub struct Score {
    expected: usize,
    found: usize,
    right: usize,
    reasons: Vec<String>,
}

impl Score {
    /// expected, found, true, false, missed.
    pub fn counts(&self) -> [usize; 5] {
        let wrong = self.found - self.right;
        [self.expected, self.found, self.right, wrong, self.expected - self.right]
    }

    /// Each miss and each false find.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// The row of the table as JSON.
    pub fn to_json(&self, kind: &str) -> Json {
        let [expected, found, right, wrong, missed] = self.counts();
        json!({
            "kind": kind, "expected": expected, "found": found,
            "true": right, "false": wrong, "missed": missed, "reasons": self.reasons,
        })
    }
}

/// What holds other objects; the ground truth lists the container alone.
const CONTAINERS: [&str; 4] = ["cms", "keystore", "ocsp_response", "pkcs12"];

/// Compares file by file and kind by kind. What is found in a file without known objects, or
/// beside a container, is not judged: the ground truth does not speak of it.
pub fn compare(expected: &Expected, found: &Found) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for (path, items) in expected.iter().filter(|(_, items)| !items.is_empty()) {
        let mut left = found.files.get(path).cloned().unwrap_or_default();
        let mut parts = found.parts.get(path).cloned().unwrap_or_default();
        let mut unmatched = Vec::new();
        for item in items {
            let score = scores.entry(item.kind.clone()).or_default();
            score.expected += 1;
            if take(&mut left, item) || take(&mut parts, item) {
                score.found += 1;
                score.right += 1;
            } else {
                unmatched.push(item);
            }
        }
        for item in unmatched {
            let score = scores.entry(item.kind.clone()).or_default();
            score.reasons.push(format!("{path}: missed: {}", difference(item, &left)));
        }
        let container = items.iter().any(|item| CONTAINERS.contains(&item.kind.as_str()));
        let beside = |item: &Item| !container || CONTAINERS.contains(&item.kind.as_str());
        for extra in left.into_iter().filter(beside) {
            let score = scores.entry(extra.kind.clone()).or_default();
            score.found += 1;
            score.reasons.push(format!("{path}: found beside: {:?}", extra.facts));
        }
    }
    scores
}

/// Removes an item that has all the facts of `wanted`.
fn take(left: &mut Vec<Item>, wanted: &Item) -> bool {
    let place = left.iter().position(|item| differing(wanted, item).is_some_and(|d| d.is_empty()));
    place.map(|place| left.swap_remove(place)).is_some()
}

/// The facts in which an item of the same kind differs.
fn differing(wanted: &Item, item: &Item) -> Option<Vec<&'static str>> {
    let differs = |(name, value): &(&&'static str, &String)| item.facts.get(**name) != Some(*value);
    let names = || wanted.facts.iter().filter(differs).map(|(name, _)| *name).collect();
    (item.kind == wanted.kind).then(names)
}

fn difference(wanted: &Item, left: &[Item]) -> String {
    let candidates = left.iter().filter_map(|item| Some((item, differing(wanted, item)?)));
    let Some((nearest, names)) = candidates.min_by_key(|(_, names)| names.len()) else {
        return format!("nothing of this kind found, wanted {:?}", wanted.facts);
    };
    let show = |name: &&'static str| {
        let wanted = wanted.facts.get(name).map_or("nothing", String::as_str);
        let found = nearest.facts.get(name).map_or("nothing", String::as_str);
        format!("{name}: {wanted} wanted, {found} found")
    };
    names.iter().map(show).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: &str, bits: &str) -> Item {
        Item { kind: kind.to_owned(), facts: BTreeMap::from([("bits", bits.to_owned())]) }
    }

    #[test]
    fn a_wrong_size_is_missed_and_false_at_once() {
        let expected = Expected::from([("a".to_owned(), vec![item("certificate", "2048")])]);
        let mut found = Found::default();
        found.files.insert("a".to_owned(), vec![item("certificate", "1024")]);
        let scores = compare(&expected, &found);
        assert_eq!(scores["certificate"].counts(), [1, 1, 0, 1, 1]);
        assert_eq!(scores["certificate"].reasons().len(), 2);
    }

    #[test]
    fn a_file_without_known_objects_is_not_judged() {
        let expected = Expected::from([("a".to_owned(), Vec::new())]);
        let mut found = Found::default();
        found.files.insert("a".to_owned(), vec![item("certificate", "1024")]);
        assert!(compare(&expected, &found).is_empty());
    }
}
