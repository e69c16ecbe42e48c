//! nginx: the probe finds what the configuration says, and so does the scan of its file.

use super::{fixture, groups, has, openssl_names, tls};
use aratame_inventory::{AssetKind, EntryPath};
use aratame_scan::{DETECTORS, scan_bytes};
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

fn configuration(folder: &Path, port: u16) -> String {
    let (folder, certificate, key) = (folder.display(), fixture("rsa.pem"), fixture("rsa.key.pem"));
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\n access_log off;\n client_body_temp_path {folder}/a;\n proxy_temp_path {folder}/b;\n \
         fastcgi_temp_path {folder}/c;\n uwsgi_temp_path {folder}/d;\n scgi_temp_path {folder}/e;\n \
         server {{\n  listen 127.0.0.1:{port} ssl;\n  ssl_certificate {};\n  \
         ssl_certificate_key {};\n  ssl_protocols TLSv1.2 TLSv1.3;\n  ssl_prefer_server_ciphers on;\n  \
         ssl_ciphers ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256;\n  \
         ssl_ecdh_curve X25519:secp384r1;\n }}\n}}\n",
        certificate.display(),
        key.display()
    )
}

/// A port that was free a moment ago; another program may take it, so there are several tries.
fn start(folder: &Path) -> Option<(Server, u16, String)> {
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let text = configuration(folder, port);
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
    let Some((_server, port, text)) = start(folder.path()) else { return };
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
