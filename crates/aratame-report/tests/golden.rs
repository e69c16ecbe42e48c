//! Every output of one small inventory, in both languages, against reviewed files.
//!
//! `ARATAME_BLESS=1 cargo test -p aratame-report` writes them anew; the difference is reviewed.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_algorithms::Usage;
use aratame_inventory::{
    AlgorithmUse, AssetKind, Coverage, Diagnostic, EntryPath, EvidenceLevel, Inventory, Merger,
    Observation, Position, Protocol, RelationKind, Role, SkipReason, Suite, attribute, diagnostic,
};
use aratame_policy::{Context, Date, Judge, builtin};
use aratame_report::{Document, FORMATS, Lang, SpecVersion};
use std::fs;
use std::path::{Path, PathBuf};

/// The lists of the reviewed files.
const LISTS: [&str; 4] = ["cryptrec-ls-0001", "cryptrec-ls-0003", "nist-ir-8547", "cnsa-2.0"];

fn used(specification: &str, role: Role, level: EvidenceLevel) -> AlgorithmUse {
    AlgorithmUse::new(Usage::parse(specification).unwrap().into(), role, level)
}

fn certificate() -> Observation {
    let mut it = Observation::new(AssetKind::Certificate, "sha256:01", "CN==weak|name");
    it.algorithms = vec![
        used("rsa:1024", Role::Key, EvidenceLevel::Uses),
        used("rsassa-pkcs1-v1_5#sha-1", Role::Signature, EvidenceLevel::Uses),
    ];
    it.attribute(attribute::SUBJECT, "CN=weak");
    it.attribute(attribute::NOT_BEFORE, "2020-01-01T00:00:00Z");
    it.attribute(attribute::NOT_AFTER, "2030-01-01T00:00:00Z");
    it.attribute(attribute::SHA256, "01".repeat(32));
    it.attribute(attribute::KEY_USAGE, vec!["digitalSignature".to_owned()]);
    it.provides.push("spki:aa".into());
    it.at(Position::bytes(27, 700).with_line(2))
}

fn private_key() -> Observation {
    let mut it = Observation::new(AssetKind::EncryptedPrivateKey, "spki:aa", "encrypted RSA key");
    it.algorithms = vec![
        used("rsa:1024", Role::Key, EvidenceLevel::Uses),
        used("aes-256/cbc", Role::Encryption, EvidenceLevel::Uses),
    ];
    it.attribute(attribute::ENCODING, "pem");
    it.wants.push((RelationKind::SameKey, "spki:aa".into()));
    it
}

fn configuration() -> Observation {
    let mut it = Observation::new(AssetKind::Configuration, "path:/etc/nginx.conf", "nginx");
    it.algorithms = vec![
        used("x25519mlkem768", Role::KeyAgreement, EvidenceLevel::Configures)
            .at(Position::line(5).with_symbol("ssl_ecdh_curve")),
        used("aes-128/gcm", Role::Encryption, EvidenceLevel::Configures),
    ];
    it.protocols.push(Protocol {
        name: "tls",
        versions: vec!["1.3".into()],
        suites: vec![Suite {
            name: "TLS_AES_128_GCM_SHA256".into(),
            code_point: Some("0x1301".into()),
            algorithms: vec![Usage::parse("aes-128/gcm").unwrap().into()],
        }],
    });
    it
}

fn library() -> Observation {
    let mut it = Observation::new(AssetKind::Library, "libcrypto 3.0.17", "OpenSSL libcrypto");
    it.attribute(attribute::LIBRARY_VERSION, "3.0.17");
    it.algorithms = vec![
        used("md5", Role::Implementation, EvidenceLevel::Implements),
        used("ml-kem-768", Role::Implementation, EvidenceLevel::Implements),
        used("kcipher-2", Role::Implementation, EvidenceLevel::Implements),
    ];
    it
}

fn inventory() -> Inventory {
    let path = |text: &str| EntryPath::of_file(Path::new(text));
    let mut merger = Merger::new();
    merger.observe(&path("/etc/ssl/weak.pem"), "x509-certificate", certificate());
    merger.observe(&path("/srv/app.zip").member("weak.pem"), "x509-certificate", certificate());
    merger.observe(&path("/etc/ssl/key.pem"), "private-key", private_key());
    merger.observe(&path("/etc/nginx.conf"), "nginx", configuration());
    merger.observe(&path("/usr/lib/libcrypto.so.3"), "library-banner", library());
    merger.diagnose(Diagnostic {
        path: path("/etc/shadow.pem"),
        position: Position::whole(),
        code: diagnostic::FILE_UNREADABLE,
        message: "Permission denied".into(),
    });
    let mut coverage = Coverage::default();
    coverage.record_read(1_234_567);
    coverage.record_skipped(SkipReason::Unreadable, 0);
    merger.cover(&coverage);
    merger.finish()
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/report").join(name)
}

#[test]
fn every_output_is_as_reviewed() {
    let inventory = inventory();
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
                let document =
                    Document { inventory: &inventory, judgement: &judgement, lang, spec_version };
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
