//! Configurations: the fixtures with what stands in `expected.json` beside each
//! (`ARATAME_BLESS=1` writes those files anew), and the shared vectors: every directive with its
//! line and value, the expansion of cipher strings, and nothing in files that have none.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{Asset, AssetKind, EntryPath, Inventory, Value};
use aratame_scan::{DETECTORS, Detector, Options, Progress, scan, scan_bytes};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const FAMILY: [&str; 21] = [
    "apache",
    "crypto_policies",
    "database",
    "directory",
    "federation",
    "haproxy",
    "java_security",
    "krb5",
    "mail_server",
    "messaging",
    "name_server",
    "network_management",
    "nginx",
    "openssh_conf",
    "openssl_conf",
    "orchestration",
    "password_hash",
    "storage_encryption",
    "user_tools",
    "vpn",
    "web_server",
];

/// Directives that bear on what is negotiated and that the expectations leave out.
const MORE: &[&str] = &["SSLCompression"];

#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn vectors() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let path = std::env::var("ARATAME_VECTORS").unwrap_or_else(|_| default.to_owned());
    let path = PathBuf::from(path);
    if !path.is_dir() {
        eprintln!("no shared vectors at {}: nothing is compared", path.display());
        return None;
    }
    Some(path)
}

fn detectors() -> Vec<&'static dyn Detector> {
    named(&FAMILY)
}

fn named(folders: &[&str]) -> Vec<&'static dyn Detector> {
    let ids: Vec<_> = folders.iter().map(|name| name.replace('_', "-")).collect();
    let mine = |id: &str| ids.iter().any(|known| known == id);
    DETECTORS.iter().copied().filter(|detector| mine(detector.about().id)).collect()
}

fn scanned(path: &Path) -> Inventory {
    scanned_by(path, detectors())
}

fn scanned_by(path: &Path, detectors: Vec<&'static dyn Detector>) -> Inventory {
    let mut options = Options::new(vec![path.to_owned()]);
    options.detectors = detectors;
    options.exclude = vec!["expected.json".to_owned()];
    scan(&options, &Progress::default()).unwrap()
}

fn texts<'a>(asset: &'a Asset, attribute: &str) -> &'a [String] {
    match asset.attributes.get(attribute) {
        Some(Value::List(texts)) => texts,
        _ => &[],
    }
}

#[test]
fn every_expected_directive_is_found_with_its_line() {
    let Some(vectors) = vectors() else { return };
    let expected = fs::read_to_string(vectors.join("expected/configs.jsonl")).unwrap();
    let (mut files, mut directives, mut expansions, mut negatives) = (0, 0, 0, 0);
    for line in expected.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let path = case["path"].as_str().unwrap();
        let inventory = scanned(&vectors.join(path));
        let assets: Vec<_> = inventory.assets.iter().collect();
        assert!(assets.len() <= 1, "{path}: {assets:#?}");
        assert!(assets.iter().all(|asset| asset.kind == AssetKind::Configuration));
        let mut found: BTreeSet<String> =
            assets.iter().flat_map(|asset| texts(asset, "directives")).cloned().collect();
        for directive in case["directives"].as_array().unwrap() {
            let value = directive["value"].as_str().unwrap();
            let text =
                format!("{}: {} {value}", directive["line"], directive["name"].as_str().unwrap());
            assert!(found.remove(&text), "{path}: {text} not in {found:?}");
            directives += 1;
            if let Some(names) = directive["openssl_3_0_expansion_tls12"].as_array() {
                let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();

                let stated = texts(assets[0], "openssl-expansion");
                let wanted = names.join(":");
                assert!(
                    stated.iter().any(|s| s.starts_with(value) && s.ends_with(&wanted)),
                    "{path}: {stated:?}"
                );
                expansions += 1;
            }
        }
        found.retain(|text| !MORE.iter().any(|name| text.contains(name)));
        assert!(found.is_empty(), "{path}: more than expected: {found:?}");
        files += 1;
        negatives += usize::from(assets.is_empty());
    }
    assert_eq!((files, directives, expansions, negatives), (24, 31, 4, 14));
}

fn state_of(inventory: &Inventory, root: &str) -> Json {
    let mut assets = Vec::new();
    for asset in &inventory.assets {
        let uses = asset.algorithms.iter().map(|used| {
            let reason = used.reason.as_deref().unwrap_or_default();
            let (role, confidence) = (used.role.as_str(), used.confidence.as_str());
            format!("{role} {} ({confidence}: {reason})", used.algorithm).replace(root, "")
        });
        let places =
            asset.occurrences.iter().map(|p| format!("{}{}", p.path, p.position).replace(root, ""));
        let protocols = asset.protocols.iter().map(|protocol| {
            let suites: Vec<_> = protocol.suites.iter().map(|suite| suite.name.as_str()).collect();
            json!({ "name": protocol.name, "versions": protocol.versions, "suites": suites })
        });
        let notes = asset.attributes.iter().filter(|(name, _)| **name != "openssl-expansion");
        let notes = notes.map(|(name, value)| format!("{name}: {value:?}").replace(root, ""));
        assets.push(json!({
            "name": asset.name,
            "notes": notes.collect::<Vec<_>>(),
            "algorithms": uses.collect::<Vec<_>>(),
            "protocols": protocols.collect::<Vec<_>>(),
            "places": places.collect::<Vec<_>>(),
        }));
    }
    let diagnostics = inventory.diagnostics.iter().map(|d| {
        format!("{}{} {}: {}", d.path, d.position, d.code.code, d.message).replace(root, "")
    });
    json!({ "assets": assets, "diagnostics": diagnostics.collect::<Vec<_>>() })
}

#[test]
fn every_fixture_gives_what_stands_beside_it() {
    let bless = std::env::var_os("ARATAME_BLESS").is_some();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan");
    let mut cases = 0;
    for detector in FAMILY {
        for case in fs::read_dir(fixtures.join(detector)).unwrap() {
            let case = case.unwrap().path().canonicalize().unwrap();
            let inventory = scanned_by(&case, named(&[detector]));
            let found = state_of(&inventory, &format!("{}/", case.display()));
            let text = format!("{found}");
            assert!(!text.contains("himitsu"), "{}: a secret is shown", case.display());
            let expected = case.join("expected.json");
            if bless {
                fs::write(&expected, format!("{found:#}\n")).unwrap();
            }
            let text = fs::read_to_string(&expected).unwrap();
            let expected: Json = serde_json::from_str(&text).unwrap();
            assert_eq!(found, expected, "{}", case.display());
            if case.ends_with("other") {
                assert_eq!(found["assets"], json!([]), "{}", case.display());
            }
            cases += 1;
        }
    }
    assert_eq!(cases, 96);
}

/// What each detector leaves alone, the others do, too: but for one file that is another's.
#[test]
fn no_detector_takes_what_is_none() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan");
    for folder in FAMILY {
        let case = fixtures.join(folder).join("other");
        let inventory = scanned(&case);
        let names: Vec<_> = inventory.assets.iter().map(|asset| asset.name.as_str()).collect();
        let known = if folder == "nginx" { vec!["postgresql (postgresql.conf)"] } else { vec![] };
        assert_eq!(names, known, "{folder}");
    }
}

#[test]
fn a_configuration_is_linked_with_the_part_it_includes() {
    let root = tempfile::tempdir().unwrap();
    let directory = root.path().join("etc/nginx");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("nginx.conf"), "http { ssl_protocols TLSv1.3; include tls.conf; }")
        .unwrap();
    fs::write(directory.join("tls.conf"), "ssl_ciphers HIGH;").unwrap();
    let inventory = scanned(root.path());
    assert_eq!(inventory.assets.len(), 2);
    assert_eq!(inventory.relations.len(), 1);
}

/// A status file of dpkg.
fn status(packages: &[(&str, &str)]) -> String {
    let one = |(name, version): &(&str, &str)| {
        format!("Package: {name}\nStatus: install ok installed\nVersion: {version}\n\n")
    };
    packages.iter().map(one).collect()
}

/// The configuration in a tree with these packages and this one file.
fn with_packages(packages: &[(&str, &str)], file: (&str, &str)) -> Asset {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in [("var/lib/dpkg/status", status(packages).as_str()), file] {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut detectors = detectors();
    detectors.extend(named(&["package_database"]));
    let inventory = scanned_by(root.path(), detectors);
    let is_it = |asset: &Asset| asset.kind == AssetKind::Configuration;
    inventory.assets.into_iter().find(is_it).unwrap()
}

#[test]
fn defaults_are_those_of_what_is_installed() {
    let nginx = ("etc/nginx/nginx.conf", "http { server { listen 443 ssl; ssl_certificate a; } }");
    let apache = (
        "etc/apache2/apache2.conf",
        "<VirtualHost *:443>\nSSLEngine on\nSSLCertificateFile /a\n</VirtualHost>\n",
    );
    let haproxy = ("etc/haproxy/haproxy.cfg", "frontend a\n bind :443 ssl crt /a\n");
    let postfix = ("etc/postfix/main.cf", "mydestination = a\nsmtpd_tls_security_level = may\n");
    let dovecot = ("etc/dovecot/dovecot.conf", "ssl = required\nssl_cert = </a\n");
    let stated = ("etc/dovecot/dovecot.conf", "dovecot_config_version = 2.4.1\nssl = required\n");
    let cases = [
        (nginx, ("nginx", "1.18.0-6.1"), ("libssl1.1", "1.1.1w-0"), "1.0 1.1 1.2", false),
        (nginx, ("nginx", "1.26.3-3"), ("libssl3t64", "3.5.1-1"), "1.0 1.1 1.2 1.3", true),
        (nginx, ("nginx", "1.29.1-1"), ("libssl3t64", "3.5.1-1"), "1.2 1.3", true),
        (apache, ("apache2-bin", "2.4.25-3"), ("libssl1.1", "1.1.0l-1"), "1.0 1.1 1.2", false),
        (apache, ("apache2-bin", "2.4.65-2"), ("libssl3t64", "3.5.1-1"), "1.0 1.1 1.2 1.3", true),
        (haproxy, ("haproxy", "1.8.19-1"), ("libssl1.1", "1.1.1d-0"), "1.0 1.1 1.2 1.3", false),
        (haproxy, ("haproxy", "3.0.11-1"), ("libssl3t64", "3.5.1-1"), "1.2 1.3", true),
        (postfix, ("postfix", "3.10.4-1"), ("libssl3t64", "3.5.1-1"), "1.0 1.1 1.2 1.3", false),
        (dovecot, ("dovecot-core", "1:2.3.4.1-5"), ("x", "1"), "1.0 1.1 1.2 1.3", false),
        (dovecot, ("dovecot-core", "1:2.3.19.1-2"), ("libssl3", "3.0.17-1"), "1.2 1.3", false),
        (stated, ("x", "1"), ("libssl3t64", "3.5.1-1"), "1.2 1.3", true),
        (nginx, ("x", "1"), ("libssl3t64", "3.5.1-1"), "1.0 1.1 1.2 1.3", true),
        (nginx, ("x", "1"), ("y", "1"), "1.0 1.1 1.2 1.3", false),
    ];
    let count = cases.len();
    for (file, product, library, versions, is_hybrid) in cases {
        let asset = with_packages(&[product, library], file);
        let label = format!("{} {product:?} {library:?}", file.0);
        assert_eq!(asset.protocols[0].versions.join(" "), versions, "{label}");
        let has =
            asset.algorithms.iter().any(|used| used.algorithm.to_string() == "X25519MLKEM768");
        assert_eq!(has, is_hybrid, "{label}");
        let is_known = !texts(&asset, "installed").is_empty();
        assert_eq!(is_known, (product.0, library.0) != ("x", "y"), "{label}");
    }
    assert_eq!(count, 13);
}

#[test]
fn openssh_has_the_lists_of_its_release() {
    for (version, first, has_sha1) in [
        ("1:7.9p1-10", "curve25519-sha256", true),
        ("1:8.4p1-5", "curve25519-sha256", false),
        ("1:9.6p1-3", "sntrup761x25519-sha512@openssh.com", false),
        ("1:10.0p1-7", "mlkem768x25519-sha256", false),
    ] {
        let file = ("etc/ssh/sshd_config", "Ciphers aes256-ctr\n");
        let asset = with_packages(&[("openssh-server", version)], file);
        let names: Vec<_> = asset.protocols[0].suites.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names[0], first, "{version}");
        assert_eq!(names.contains(&"diffie-hellman-group14-sha1"), has_sha1, "{version}");
    }
}

/// Names that bring a file to each detector.
const NAMES: [&str; 10] = [
    "/etc/apache2/a.conf",
    "/etc/crypto-policies/back-ends/opensslcnf.config",
    "/etc/crypto-policies/policies/A.pol",
    "/etc/haproxy/haproxy.cfg",
    "/etc/java.security",
    "/etc/krb5.conf",
    "/etc/nginx/nginx.conf",
    "/etc/ssh/sshd_config",
    "/etc/ssl/openssl.cnf",
    "/etc/anything",
];

/// What the grammars and dialects know, in any order.
const WORDS: &[&str] = &[
    "ssl_protocols",
    "ssl_ciphers",
    "ssl_ecdh_curve",
    "ssl_conf_command",
    "server",
    "http",
    "listen 443 ssl;",
    "TLSv1.2",
    "SSLProtocol",
    "SSLCipherSuite",
    "SSLOpenSSLConfCmd",
    "<VirtualHost *>",
    "</VirtualHost>",
    "SSLEngine on",
    "global",
    "frontend x",
    "bind :1 ssl",
    "ssl-default-bind-options",
    "crt",
    "no-tlsv13",
    "[tls]",
    "CipherString",
    "MinProtocol",
    "default_md",
    "system_default",
    "Ciphers",
    "KexAlgorithms",
    "Match all",
    "Host *",
    "jdk.tls.disabledAlgorithms",
    "permitted_enctypes",
    "cipher",
    "group",
    "sign",
    "=",
    "{",
    "}",
    ";",
    "\n",
    "\n",
    "\n",
    "\"",
    "'",
    "\\",
    "#",
    "-",
    "+",
    "^",
    "*",
    "HIGH:!aNULL",
    "@SECLEVEL=5",
    "all -SSLv3",
    "X25519:?P-256",
    "\u{8868}",
    "\r\n",
    "include /etc/x",
    "$x",
    "include",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_stated_or_left(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..60),
        noise in prop::collection::vec(1_u8..=255, 0..20),
    ) {
        let mut bytes = words.join(" ").into_bytes();
        bytes.extend(noise);
        for name in NAMES {
            let path = EntryPath::of_file(Path::new(name));
            let inventory = scan_bytes(&path, &bytes, &detectors());
            let failed = inventory.diagnostics.iter().any(|d| d.code.code == "detector-failed");
            prop_assert!(!failed, "{name}");
        }
    }
}

#[test]
fn floods_are_bounded() {
    for (name, flood) in [
        ("/etc/nginx/nginx.conf", "server { listen 1 ssl; ssl_ciphers HIGH; }\n"),
        (
            "/etc/apache2/a.conf",
            "<VirtualHost a>\nSSLEngine on\nSSLCipherSuite ALL\n</VirtualHost>\n",
        ),
        ("/etc/haproxy/haproxy.cfg", "listen x\nbind :1 ssl crt a ciphers HIGH\n"),
        ("/etc/ssh/sshd_config", "Match all\nCiphers +*\nMACs -*\n"),
        ("/etc/ssl/openssl.cnf", "[a]\nCipherString = ALL\ndefault_md = x\n"),
        ("/etc/krb5.conf", "[libdefaults]\npermitted_enctypes = DEFAULT\n"),
        ("/etc/crypto-policies/policies/A.pol", "cipher = AES-256-GCM A\ngroup = B\n"),
    ] {
        let path = EntryPath::of_file(Path::new(name));
        let inventory = scan_bytes(&path, flood.repeat(20_000).as_bytes(), &detectors());
        assert_eq!(inventory.assets.len(), 1, "{name}");
        assert!(inventory.assets[0].occurrences.len() <= 1 << 14, "{name}");
    }
}
