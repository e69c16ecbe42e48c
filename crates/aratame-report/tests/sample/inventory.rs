//! A small inventory with one of everything that outputs show.

use aratame_algorithms::Usage;
use aratame_inventory::{
    AlgorithmUse, AssetKind, Coverage, Diagnostic, EntryPath, EvidenceLevel, Inventory, Merger,
    Observation, Position, Protocol, RelationKind, Role, SkipReason, Suite, attribute, diagnostic,
};
use std::path::Path;

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

/// The inventory.
pub(crate) fn inventory() -> Inventory {
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
