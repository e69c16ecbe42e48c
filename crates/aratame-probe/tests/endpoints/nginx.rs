//! nginx: the probe finds what the configuration says, and so does the scan of its file.

use super::openssl::OPENSSL;
use super::relay::Relay;
use super::{fixture, groups, has, openssl_names, schemes, tls};
use aratame_inventory::{AssetKind, EntryPath};
use aratame_scan::{DETECTORS, scan_bytes};
use std::collections::BTreeSet;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const NGINX: &str = "/usr/sbin/nginx";

/// How often it is looked whether the server listens.
const LOOK: Duration = Duration::from_millis(20);

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Two suites and two groups in the server's order.
const FEW: &str = "ssl_protocols TLSv1.2 TLSv1.3;\n  ssl_prefer_server_ciphers on;\n  \
                   ssl_ciphers ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256;\n  \
                   ssl_ecdh_curve X25519:secp384r1;";

fn configuration(folder: &Path, port: u16, tls: &str) -> String {
    let (folder, certificate, key) = (folder.display(), fixture("rsa.pem"), fixture("rsa.key.pem"));
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\n access_log off;\n client_body_temp_path {folder}/a;\n proxy_temp_path {folder}/b;\n \
         fastcgi_temp_path {folder}/c;\n uwsgi_temp_path {folder}/d;\n scgi_temp_path {folder}/e;\n \
         server {{\n  listen 127.0.0.1:{port} ssl;\n  ssl_certificate {};\n  \
         ssl_certificate_key {};\n  {tls}\n }}\n}}\n",
        certificate.display(),
        key.display()
    )
}

/// A port that was free a moment ago; another program may take it, so there are several tries.
fn start(folder: &Path, tls: &str) -> Option<(Server, u16, String)> {
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let text = configuration(folder, port, tls);
        let path = folder.join("nginx.conf");
        std::fs::write(&path, &text).unwrap();
        let mut command = Command::new(NGINX);
        command.args(["-e", "stderr", "-p"]).arg(folder).arg("-c").arg(&path);
        let child = command.stderr(Stdio::null()).stdin(Stdio::null()).spawn().unwrap();
        let mut server = Server(child);
        // Until it listens or has ended.
        while server.0.try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some((server, port, text));
            }
            std::thread::sleep(LOOK);
        }
    }
    eprintln!("SKIPPED: nginx does not start");
    None
}

#[test]
fn the_probe_and_the_configuration_agree() {
    let folder = tempfile::tempdir().unwrap();
    if !has(NGINX) {
        return;
    }
    let Some((_server, port, text)) = start(folder.path(), FEW) else { return };
    let seen = tls("tls", port);
    assert_eq!(seen.versions, [0x303, 0x304]);
    assert_eq!(
        openssl_names(&seen.suites),
        ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"]
    );
    let mut found = groups(&seen, true);
    found.sort_unstable();
    assert_eq!(found, ["secp384r1", "x25519"]);
    assert_eq!(seen.own_order, Some(true));
    assert!(seen.connections < 60, "{}", seen.connections);

    let path = EntryPath::of_file(Path::new("/etc/nginx/nginx.conf"));
    let scanned = scan_bytes(&path, text.as_bytes(), DETECTORS);
    let configured =
        scanned.assets.iter().find(|asset| asset.kind == AssetKind::Configuration).unwrap();
    let protocol = &configured.protocols[0];
    assert_eq!(protocol.versions, ["1.2", "1.3"]);
    let names: Vec<&str> = protocol.suites.iter().map(|suite| suite.name.as_str()).collect();
    let probed = seen.suites13.iter().chain(&seen.suites);
    let probed: Vec<&str> =
        probed.map(|code| aratame_algorithms::cipher_suite(*code).unwrap().name).collect();
    assert_eq!(names, probed);
}

/// What OpenSSL makes of a cipher string for a server with an RSA key and without parameters for
/// DHE, which nginx has only when it is given them.
fn expanded(string: &str) -> BTreeSet<String> {
    let list = Command::new(OPENSSL).args(["ciphers", "-s", "-v", "-tls1_2", string]).output();
    let list = String::from_utf8(list.unwrap().stdout).unwrap();
    let is_possible = |line: &&str| {
        ["Kx=ECDH ", "Kx=RSA "].iter().any(|kx| line.contains(kx))
            && ["Au=RSA ", "Au=None "].iter().any(|au| line.contains(au))
    };
    let names = list.lines().filter(is_possible).filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn every_suite_of_all_versions_takes_fewer_than_sixty_handshakes() {
    if !(has(NGINX) && has(OPENSSL)) {
        return;
    }
    for (string, order) in [
        ("HIGH:!aNULL:!MD5:@SECLEVEL=0", "off"),
        ("HIGH:!aNULL:!MD5:@SECLEVEL=0", "on"),
        ("ALL:COMPLEMENTOFALL:@SECLEVEL=0", "off"),
        ("ALL:COMPLEMENTOFALL:@SECLEVEL=0", "on"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let tls12 = format!(
            "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\n  ssl_ciphers {string};\n  \
             ssl_prefer_server_ciphers {order};"
        );
        let Some((_server, port, _)) = start(folder.path(), &tls12) else { return };
        let relay = Relay::streams(port);
        let seen = tls("tls", relay.port);
        let found = openssl_names(&seen.suites).into_iter().map(str::to_owned).collect();
        assert_eq!(expanded(string), found, "{string}");
        assert_eq!(seen.versions, [0x301, 0x302, 0x303, 0x304]);
        assert_eq!(seen.own_order, Some(order == "on"), "{string}");
        assert_eq!(seen.own_order13, Some(order == "on"), "{string}");
        assert_eq!(seen.alpn.len(), 3, "{:?}", seen.alpn);
        let found = schemes(&seen);
        for scheme in ["rsa_pss_rsae_sha512", "rsa_pkcs1_sha1", "rsa_pkcs1_sha256"] {
            assert!(found.contains(&scheme), "{scheme}: {found:?}");
        }
        assert_eq!(seen.gaps, Vec::<String>::new());
        assert_eq!(relay.count(), usize::try_from(seen.connections).unwrap());
        eprintln!("{string}, order {order}: {} handshakes", seen.connections);
        assert!(seen.connections < 60, "{string}, order {order}: {}", seen.connections);
    }
}
