//! CRYPTREC GL-3001 for every product with settings of TLS: its sample is graded, and where a patch
//! is promised, the patched sample reaches the profile that was asked for, in the real program's
//! eyes too where that is installed. What is not installed is said aloud.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "what is skipped is said aloud")]

use aratame_plan::profile::{self, Target};
use aratame_policy::Profile;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn sample(product: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/products");
    root.join(product).join("positive")
}

fn copied(product: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&sample(product), &folder.path().join("tree"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}

fn aratame(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.current_dir(folder).args(arguments).env("LC_ALL", "C").stdin(Stdio::null());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The grade of the only service of TLS in a tree.
fn grade(folder: &Path) -> Value {
    let flags = ["scan", "tree", "-q", "-o", "inventory.json", "--as-of", "2026-11-21"];
    let allowed = ["--allow", "config-unknown-directive", "--policy", "cryptrec-gl-3001"];
    let output = aratame(folder, &[&flags[..], &allowed].concat());
    assert!(output.status.code().is_some_and(|code| code < 3), "{}", text(&output.stderr));
    let document = fs::read_to_string(folder.join("inventory.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let assets = document["assets"].as_array().unwrap();
    let mut grades = assets.iter().map(|asset| &asset["tls_profile"]).filter(|tls| tls.is_object());
    grades.next().cloned().unwrap_or(Value::Null)
}

/// What a profile requires and the service lacks.
fn missing(grade: &Value, profile: &str) -> Vec<String> {
    let checks = grade["checklists"][profile].as_array().unwrap();
    let lacks = |check: &&Value| check["is_must"] == true && check["answer"] == "not-met";
    checks.iter().filter(lacks).map(|check| check["id"].to_string()).collect()
}

fn patch(folder: &Path, profile: &str) -> String {
    let flags = ["plan", "inventory.json", "--as-of", "2026-11-21", "-f", "patch"];
    let policy = ["--policy", "cryptrec-gl-3001", "--tls-profile", profile];
    let output = aratame(folder, &[&flags[..], &policy].concat());
    assert!(output.status.code().is_some_and(|code| code < 3), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn apply(folder: &Path, patch: &str) -> bool {
    if !Path::new("/usr/bin/patch").exists() {
        eprintln!("SKIPPED: patch(1) is not installed");
        return false;
    }
    fs::write(folder.join("plan.patch"), patch).unwrap();
    let output = Command::new("patch")
        .args(["-p1", "--fuzz=0", "-i", "plan.patch"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}\n{patch}", text(&output.stdout));
    true
}

#[test]
fn every_product_is_graded_and_its_patch_reaches_the_profile() {
    let (mut graded, mut patched) = (0, 0);
    for product in profile::products() {
        for wanted in ["high-security", "recommended-security"] {
            let folder = copied(product);
            let before = grade(folder.path());
            assert!(before.is_object(), "{product} is not graded");
            assert!(before["checklists"][wanted].as_array().is_some_and(|all| all.len() > 8));
            graded += 1;
            if !profile::is_patched(product) {
                continue;
            }
            // What is written may reach the profile already.
            if missing(&before, wanted).is_empty() {
                continue;
            }
            let patch = patch(folder.path(), wanted);
            assert!(patch.contains("\n+++ "), "{product}, {wanted}: no patch\n{patch}");
            if !apply(folder.path(), &patch) {
                continue;
            }
            let after = grade(folder.path());
            assert_eq!(
                missing(&after, wanted),
                Vec::<String>::new(),
                "{product} {wanted}\n{patch}"
            );
            patched += 1;
        }
    }
    eprintln!("{graded} graded, {patched} patched");
    assert!(graded >= 50, "{graded}");
}

/// The sample of a product with its settings, its key and certificate, at the path of its file.
struct Server {
    folder: TempDir,
    file: PathBuf,
}

impl Server {
    /// The patched sample with files that are there; `None` without openssl or patch.
    fn new(product: &str) -> Option<Self> {
        let folder = copied(product);
        grade(folder.path());
        if !apply(folder.path(), &patch(folder.path(), "high-security")) {
            return None;
        }
        let mut file = folder.path().join("tree");
        while file.is_dir() {
            file = fs::read_dir(&file).unwrap().next().unwrap().unwrap().path();
        }
        let (key, certificate) = (folder.path().join("key.pem"), folder.path().join("cert.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a", "-days", "9"])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output();
        if !made.is_ok_and(|made| made.status.success()) {
            eprintln!("SKIPPED: openssl is not installed");
            return None;
        }
        let content = fs::read_to_string(&file).unwrap();
        let content = content
            .replace("/etc/ssl/certs/server.pem", &certificate.display().to_string())
            .replace("/etc/ssl/private/server.key", &key.display().to_string());
        fs::write(&file, content).unwrap();
        Some(Self { folder, file })
    }

    fn edit(&self, change: impl Fn(String) -> String) {
        let content = fs::read_to_string(&self.file).unwrap();
        fs::write(&self.file, change(content)).unwrap();
    }

    fn certificate_with_key(&self) {
        let of = |name: &str| fs::read_to_string(self.folder.path().join(name)).unwrap();
        let both = of("key.pem") + &of("cert.pem");
        fs::write(self.folder.path().join("cert.pem"), both).unwrap();
    }
}

/// Whether a program accepts the file, whose path stands where an argument is `@`, whose folder
/// where it is `@/`; nothing when it is not installed.
fn accepted(server: &Server, program: &str, arguments: &[&str]) -> Option<bool> {
    if !Path::new(program).exists() {
        eprintln!("SKIPPED: {program} is not installed");
        return None;
    }
    let file = server.file.to_str().unwrap();
    let parent = server.file.parent().unwrap().to_str().unwrap();
    let place = |argument: &&str| match *argument {
        "@" => file.to_owned(),
        "@/" => parent.to_owned(),
        other => other.to_owned(),
    };
    let output = Command::new(program).args(arguments.iter().map(place)).output().unwrap();
    let said = text(&output.stderr) + &text(&output.stdout);
    assert!(output.status.success(), "{program}: {said}\n{}", fs::read_to_string(file).unwrap());
    Some(true)
}

#[test]
fn real_servers_accept_the_settings() {
    let cases: [(&str, &str, &[&str]); 8] = [
        ("nginx", "/usr/sbin/nginx", &["-t", "-q", "-e", "stderr", "-c", "@"]),
        ("haproxy", "/usr/sbin/haproxy", &["-c", "-q", "-f", "@"]),
        ("postfix", "/usr/sbin/postconf", &["-n", "-c", "@/"]),
        ("dovecot", "/usr/bin/doveconf", &["-n", "-c", "@"]),
        ("lighttpd", "/usr/sbin/lighttpd", &["-tt", "-f", "@"]),
        ("unbound", "/usr/sbin/unbound-checkconf", &["@"]),
        ("openldap", "/usr/sbin/slaptest", &["-u", "-f", "@"]),
        ("openvpn", "/usr/sbin/openvpn", &["--show-tls", "--config", "@"]),
    ];
    let mut count = 0;
    for (product, program, arguments) in cases {
        let Some(server) = Server::new(product) else { continue };
        server.certificate_with_key();
        server.edit(|content| made_runnable(product, &content, server.folder.path()));
        if product == "postfix" {
            fs::write(server.file.with_file_name("master.cf"), "").unwrap();
        }
        count += usize::from(accepted(&server, program, arguments).unwrap_or_default());
    }
    apache(&mut count);
    eprintln!("{count} servers accepted their settings");
}

/// What a sample needs beside its settings of TLS to be read on a machine of its own.
fn made_runnable(product: &str, content: &str, folder: &Path) -> String {
    let here = folder.display();
    match product {
        "nginx" => {
            let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .iter()
                .map(|name| format!("  {name}_temp_path {here}/{name};\n"))
                .collect();
            let head = format!("http {{\n  access_log off;\n{temporary}");
            format!("pid {here}/pid;\n{}", content.replacen("http {\n", &head, 1))
        }
        "lighttpd" => content.replace(
            "server.document-root = \"/srv\"",
            &format!("server.document-root = \"{here}\""),
        ),
        "openldap" => content.replace("database mdb\nsuffix dc=example\n", ""),
        "unbound" => {
            format!("{content}  chroot: \"\"\n  directory: \"{here}\"\n  username: \"\"\n")
        }
        "openvpn" => content.replace("cert /etc/openvpn/a.pem", &format!("cert {here}/cert.pem")),
        _ => content.to_owned(),
    }
}

fn apache(count: &mut usize) {
    let Some(server) = Server::new("apache") else { return };
    let here = server.folder.path().display().to_string();
    server.edit(|content| {
        let modules: String = ["mpm_event", "ssl", "socache_shmcb", "authz_core"]
            .iter()
            .map(|name| {
                format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n")
            })
            .collect();
        let head =
            format!("ServerRoot {here}\nServerName a\nPidFile {here}/pid\nErrorLog {here}/log\n");
        let key = format!("  SSLCertificateKeyFile {here}/key.pem\n</VirtualHost>");
        format!("{head}{modules}{}", content.replace("</VirtualHost>", &key))
    });
    *count +=
        usize::from(accepted(&server, "/usr/sbin/apache2", &["-t", "-f", "@"]).unwrap_or_default());
}

#[test]
fn settings_are_printed_in_both_ways() {
    let of = |flags: &[&str]| {
        let flags = [&["explain", "--tls-profile", "high-security", "--product"], flags].concat();
        aratame(Path::new("."), &flags)
    };
    let shown = text(&of(&["nginx", "--hybrid"]).stdout);
    assert!(
        shown.contains("ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;\n"),
        "{shown}"
    );
    assert!(!text(&of(&["nginx"]).stdout).contains("MLKEM"));
    let refused = of(&["nonesuch"]);
    assert!(text(&refused.stderr).contains("known are apache, bind"), "{}", text(&refused.stderr));
    let target = Target { profile: Profile::HighSecurity, hybrid: true };
    assert_eq!(profile::snippet("nginx", target).unwrap(), shown);
}
