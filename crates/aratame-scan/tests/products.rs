//! Every product whose configuration is read: a file that is found, one that is left alone, and one
//! that breaks the grammar; and what every grammar makes of encodings, marks and missing files.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{AssetKind, EntryPath, Inventory, Value};
use aratame_scan::{CONFIGURED_PRODUCTS, DETECTORS, Options, Progress, scan, scan_bytes};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn products() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/products")
}

fn scanned(path: &Path) -> Inventory {
    scan(&Options::new(vec![path.to_owned()]), &Progress::default()).unwrap()
}

/// The only file below a folder.
fn file(folder: &Path) -> PathBuf {
    let mut path = folder.to_owned();
    while path.is_dir() {
        path = fs::read_dir(&path).unwrap().next().unwrap().unwrap().path();
    }
    path
}

#[test]
fn every_product_has_its_three_fixtures_and_its_detector() {
    let folders: BTreeSet<String> = fs::read_dir(products())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let ids: BTreeSet<String> = CONFIGURED_PRODUCTS.iter().map(|each| each.id.to_owned()).collect();
    assert_eq!(folders, ids);
    assert!(CONFIGURED_PRODUCTS.windows(2).all(|pair| pair[0].id < pair[1].id));
    let (mut count, mut silent) = (0, Vec::new());
    for product in CONFIGURED_PRODUCTS {
        let id = product.id;
        assert!(DETECTORS.iter().any(|each| each.about().id == product.detector), "{id}");
        let folder = products().join(id);
        let positive = scanned(&folder.join("positive"));
        let places = positive.assets.iter().flat_map(|asset| &asset.occurrences);
        let found: BTreeSet<&str> = places.map(|place| place.detector).collect();
        assert!(found.contains(product.detector), "{id}: {positive:#?}");
        assert!(!format!("{positive:?}").contains("himitsu"), "{id} shows a secret");
        let negative = scanned(&folder.join("negative"));
        assert_eq!(negative.assets.len(), 0, "{id}: {:#?}", negative.assets);
        let malformed = scanned(&folder.join("malformed"));
        if malformed.diagnostics.is_empty() {
            silent.push(id);
        }
        assert!(!format!("{malformed:?}").contains("himitsu"), "{id} shows a secret");
        let failed = malformed.diagnostics.iter().any(|each| each.code.code == "detector-failed");
        assert!(!failed, "{id}");
        count += 3;
    }
    // Records are searched in any text: what is none is not one that is broken.
    assert_eq!(silent, ["dnssec", "jwks"], "nothing is said of what is malformed");
    assert_eq!(count, 58 * 3);
}

/// The directives of the configurations of an inventory, without their lines.
fn directives(inventory: &Inventory) -> BTreeSet<String> {
    let texts = inventory.assets.iter().filter(|asset| asset.kind == AssetKind::Configuration);
    let lists = texts.filter_map(|asset| match asset.attributes.get("directives") {
        Some(Value::List(texts)) => Some(texts),
        _ => None,
    });
    let bare =
        |text: &String| text.split_once(": ").map_or(text.as_str(), |(_, rest)| rest).to_owned();
    lists.flatten().map(bare).collect()
}

/// A comment as each grammar has it; none where it has no comments.
fn comment(id: &str) -> Option<(&'static str, &'static str)> {
    match id {
        "luks" | "secure-boot" | "caddy-json" | "terraform-json" | "jwks" => None,
        // Names and columns that a comment of other grammars would break.
        "schannel" | "openldap" | "password-hash" | "dnssec" => None,
        "saml" | "tomcat" => Some(("<!-- ", " -->\n")),
        "rabbitmq-terms" => Some(("% ", "\n")),
        _ => Some(("# ", "\n")),
    }
}

/// What is read of a product's positive file when these bytes are it.
fn read(product: &str, bytes: &[u8]) -> BTreeSet<String> {
    let folder = products().join(product).join("positive");
    let name = file(&folder).strip_prefix(&folder).unwrap().to_owned();
    let path = EntryPath::of_file(&Path::new("/").join(name));
    directives(&scan_bytes(&path, bytes, DETECTORS))
}

#[test]
fn encodings_marks_and_line_ends_change_nothing() {
    let (mut marked, mut commented, mut ended) = (0, 0, 0);
    for product in CONFIGURED_PRODUCTS {
        let id = product.id;
        let plain = fs::read(file(&products().join(id).join("positive"))).unwrap();
        let wanted = read(id, &plain);
        if wanted.is_empty() {
            continue;
        }
        let with_mark = [b"\xEF\xBB\xBF".as_slice(), &plain].concat();
        assert_eq!(read(id, &with_mark), wanted, "{id} with a byte-order mark");
        marked += 1;
        if id != "schannel" {
            let text = String::from_utf8(plain.clone()).unwrap().replace('\n', "\r\n");
            assert_eq!(read(id, text.as_bytes()), wanted, "{id} with line ends of Windows");
            ended += 1;
        }
        if let Some((begin, end)) = comment(id) {
            // 表示 in Shift_JIS: its second byte is a backslash.
            let line = [begin.as_bytes(), b"\x95\x5C\x8E\xA6", end.as_bytes()].concat();
            let text = [line.as_slice(), &plain, &line].concat();
            assert_eq!(read(id, &text), wanted, "{id} with a comment in Shift_JIS");
            commented += 1;
        }
    }
    assert!(marked >= 50 && ended >= 49 && commented >= 45, "{marked} {ended} {commented}");
}

#[test]
fn utf_16_is_read_where_windows_writes_it() {
    let plain = fs::read_to_string(file(&products().join("schannel/positive"))).unwrap();
    for big in [false, true] {
        let mut bytes = vec![[0xFF, 0xFE], [0xFE, 0xFF]][usize::from(big)].to_vec();
        for unit in plain.encode_utf16() {
            bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        assert_eq!(read("schannel", &bytes), read("schannel", plain.as_bytes()));
    }
}

#[test]
fn missing_includes_and_loops_are_told_with_their_line_and_the_rest_is_read() {
    let cases = [
        (
            "etc/nginx/nginx.conf",
            "http {\n  ssl_protocols TLSv1.2;\n  include none.conf;\n  include nginx.conf;\n}\n",
        ),
        (
            "etc/apache2/apache2.conf",
            "SSLProtocol all\n\nInclude none.conf\nInclude apache2.conf\n",
        ),
        (
            "etc/dovecot/dovecot.conf",
            "ssl_min_protocol = TLSv1.2\n\n!include none.conf\n!include dovecot.conf\n",
        ),
        (
            "etc/ssl/openssl.cnf",
            "[tls]\nMinProtocol = TLSv1.2\n.include none.cnf\n.include openssl.cnf\n",
        ),
        (
            "etc/ldap/slapd.conf",
            "TLSProtocolMin 3.3\ndatabase mdb\ninclude none.conf\ninclude slapd.conf\n",
        ),
        (
            "etc/postgresql/postgresql.conf",
            "ssl_min_protocol_version = 'TLSv1.2'\nport = 1\ninclude 'none.conf'\ninclude 'postgresql.conf'\n",
        ),
        (
            "etc/mysql/my.cnf",
            "[mysqld]\ntls_version = TLSv1.2\n!include none.cnf\n!include my.cnf\n",
        ),
        (
            "etc/redis/redis.conf",
            "tls-port 1\ntls-protocols TLSv1.2\ninclude none.conf\ninclude redis.conf\n",
        ),
        (
            "etc/lighttpd/lighttpd.conf",
            "ssl.engine = \"enable\"\nserver.port = 1\ninclude \"none.conf\"\ninclude \"lighttpd.conf\"\n",
        ),
        (
            "etc/samba/smb.conf",
            "[global]\n  tls enabled = yes\n  include = none.conf\n  include = smb.conf\n",
        ),
        (
            "etc/unbound/unbound.conf",
            "server:\n  tls-port: 853\n  include: \"none.conf\"\n  include: \"unbound.conf\"\n",
        ),
        (
            "etc/bind/named.conf",
            "options {\n  dnssec-validation auto; };\ninclude \"none.conf\";\ninclude \"named.conf\";\n",
        ),
        (
            "etc/ipsec.conf",
            "conn a\n  ike=aes256-sha256-modp2048\ninclude none.conf\ninclude ipsec.conf\n",
        ),
        (
            "etc/stunnel/stunnel.conf",
            "sslVersionMin = TLSv1.2\ncert = /a\ninclude = none.conf\ninclude = stunnel.conf\n",
        ),
    ];
    for (name, text) in cases {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let inventory = scanned(root.path());
        let told: Vec<_> =
            inventory.diagnostics.iter().map(|each| (each.code.code, each.position.line)).collect();
        assert!(told.contains(&("config-include-missing", Some(3))), "{name}: {told:?}");
        assert!(told.contains(&("config-include-loop", Some(4))), "{name}: {told:?}");
        assert!(!directives(&inventory).is_empty(), "{name}");
    }
    assert_eq!(cases.len(), 14);
}

/// A name near TLS that a product does not have is told with its line, never dropped.
#[test]
fn unknown_directives_near_tls_are_told() {
    let cases = [
        ("nginx", "    ssl_certificate ", "    ssl_quantum_mode on;\n"),
        ("apache", "  SSLEngine", "  SSLQuantumMode on\n"),
        ("haproxy", "    maxconn", "    ssl-default-quantum on\n"),
        ("postfix", "smtpd_tls_security_level", "smtpd_tls_quantum_mode = on\n"),
        ("dovecot", "ssl = ", "ssl_quantum_mode = on\n"),
        ("exim", "tls_certificate", "tls_quantum_mode = on\n"),
        ("openldap", "TLSCertificateFile", "TLSQuantumMode on\n"),
        ("openldap-client", "TLS_CACERT", "TLS_QUANTUM on\n"),
        ("postgresql", "ssl = ", "ssl_quantum_mode = on\n"),
        ("mysql", "ssl_cert", "tls_quantum_mode = on\n"),
        ("redis", "tls-port", "tls-quantum-mode on\n"),
        ("samba", "  tls enabled", "  tls quantum mode = on\n"),
        ("lighttpd", "  ssl.engine", "  ssl.quantum = \"on\"\n"),
        ("kafka", "ssl.keystore", "ssl.quantum.mode=on\n"),
        ("openvpn", "tls-version-min", "tls-quantum on\n"),
        ("unbound", "  tls-port", "  tls-quantum: yes\n"),
        ("bind", "options {", "dnssec-quantum yes;\n"),
        ("openssl", "MinProtocol", "QuantumMode = on\n"),
        ("openssh-server", "KexAlgorithms", "QuantumKexMode on\n"),
        ("gnutls", "insecure-hash", "tls-quantum = on\n"),
        ("stunnel", "sslVersionMin", "sslQuantum = on\n"),
    ];
    for (product, before, line) in cases {
        let folder = products().join(product).join("positive");
        let text = fs::read_to_string(file(&folder)).unwrap();
        let changed = text.replacen(before, &format!("{line}{before}"), 1);
        assert_ne!(text, changed, "{product}");
        let name = file(&folder).strip_prefix(&folder).unwrap().to_owned();
        let path = EntryPath::of_file(&Path::new("/").join(name));
        let inventory = scan_bytes(&path, changed.as_bytes(), DETECTORS);
        let at =
            1 + changed.lines().position(|each| each.to_lowercase().contains("quantum")).unwrap();
        let is_told = |each: &aratame_inventory::Diagnostic| {
            each.code.code == "config-unknown-directive"
                && each.position.line == u32::try_from(at).ok()
        };
        assert!(
            inventory.diagnostics.iter().any(is_told),
            "{product}: {:?}",
            inventory.diagnostics
        );
    }
    assert_eq!(cases.len(), 21);
}

#[test]
fn a_section_of_stunnel_is_a_server_or_a_client_and_has_its_defaults() {
    let text = "sslVersionMin = TLSv1.2\n\
                [https]\naccept = 443\nconnect = 80\ncert = /etc/stunnel/a.pem\n\
                [old]\naccept = 8443\ncert = /etc/stunnel/a.pem\nsslVersionMin = TLSv1\n\
                options = NO_TLSv1_1\noptions = NO_COMPRESSION\n\
                [out]\nclient = yes\naccept = 127.0.0.1:25\nconnect = mail.example:465\n\
                ciphers = ECDHE-RSA-AES128-SHA\n\
                [without]\naccept = 1\nconnect = 2\n";
    let path = EntryPath::of_file(Path::new("/etc/stunnel/stunnel.conf"));
    let inventory = scan_bytes(&path, text.as_bytes(), DETECTORS);
    let of = |asset: &&aratame_inventory::Asset| asset.kind == AssetKind::Configuration;
    let asset = inventory.assets.iter().find(of).unwrap();
    let Some(Value::List(told)) = asset.attributes.get("negotiable") else { panic!("{asset:?}") };
    let line = |label: &str| told.iter().find(|line| line.contains(label)).unwrap().as_str();
    assert!(line("https").contains("1.2, 1.3"), "{told:?}");
    assert!(line("old").contains("1.0, 1.2, 1.3"), "{told:?}");
    assert!(line("out").contains("as a client"), "{told:?}");
    assert!(told.iter().all(|line| !line.contains("without")), "{told:?}");
    // As `openssl ciphers -s -tls1_2 HIGH:!aNULL:!SSLv2:!DH:!kDHEPSK` has them.
    let suites = asset.protocols.iter().flat_map(|protocol| &protocol.suites);
    let names: Vec<&str> = suites.map(|suite| suite.name.as_str()).collect();
    assert!(names.contains(&"TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"), "{names:?}");
    assert!(names.iter().all(|name| !name.starts_with("TLS_DHE_RSA_")), "{names:?}");
}
