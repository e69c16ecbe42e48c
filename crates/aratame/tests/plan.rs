//! The made-up ministry from scan to plan: the documents, the patches in real servers, what the
//! next scan finds, and what an old server would refuse.
//!
//! `ARATAME_BLESS=1 cargo test -p aratame --test plan` writes the documents anew; the difference
//! is reviewed.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "what is skipped is said aloud")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.current_dir(folder).args(arguments).env("LC_ALL", "C").stdin(Stdio::null());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A copy of the ministry's trees, scanned into `inventory.json` beside them.
fn ministry() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&repository().join("test-vectors/ministry/trees"), &folder.path().join("trees"));
    for name in ["systems.toml", "systems.csv"] {
        let from = repository().join("docs/examples/ministry").join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    scan(folder.path());
    folder
}

fn scan(folder: &Path) {
    let flags = ["scan", "trees", "-q", "-o", "inventory.json", "--as-of", "2026-11-21"];
    let output = run_in(folder, &flags);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn plan(folder: &Path, more: &[&str]) -> String {
    let mut flags = vec!["plan", "inventory.json", "--as-of", "2026-11-21"];
    flags.extend(more);
    let output = run_in(folder, &flags);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn plan_json(folder: &Path, more: &[&str]) -> Value {
    let mut flags = vec!["-f", "json"];
    flags.extend(more);
    serde_json::from_str(&plan(folder, &flags)).unwrap()
}

/// The steps of a system that fulfil a condition.
fn steps<'p>(plan: &'p Value, system: &str, is: impl Fn(&Value) -> bool) -> Vec<&'p Value> {
    let systems = plan["systems"].as_array().unwrap();
    let own = systems.iter().filter(|each| each["id"].as_str().unwrap_or_default() == system);
    own.flat_map(|each| each["steps"].as_array().unwrap()).filter(|step| is(step)).collect()
}

#[test]
fn the_documents_are_as_reviewed() {
    let folder = ministry();
    let mut count = 0;
    for (lang, ledger) in [("en", "systems.toml"), ("ja", "systems.csv")] {
        for (format, extension) in [
            ("text", "txt"),
            ("markdown", "md"),
            ("csv", "csv"),
            ("json", "json"),
            ("patch", "patch"),
        ] {
            let shown = plan(folder.path(), &["--systems", ledger, "--lang", lang, "-f", format]);
            let name = format!("test-vectors/ministry/plan.{lang}.{extension}");
            let golden = repository().join(&name);
            if std::env::var_os("ARATAME_BLESS").is_some() {
                fs::write(&golden, &shown).unwrap();
            }
            assert!(fs::read_to_string(&golden).unwrap_or_default() == shown, "{name} differs");
            count += 1;
        }
    }
    assert_eq!(count, 10);
}

#[test]
fn both_ledgers_give_the_same_steps() {
    let folder = ministry();
    let of = |ledger| {
        let plan = plan_json(folder.path(), &["--systems", ledger]);
        let systems = plan["systems"].as_array().unwrap();
        let steps = systems.iter().flat_map(|each| each["steps"].as_array().unwrap());
        let ids = steps.map(|step| (step["id"].to_string(), step["schedule"].to_string()));
        ids.collect::<Vec<_>>()
    };
    let from_toml = of("systems.toml");
    assert_eq!(from_toml, of("systems.csv"));
    assert!(from_toml.len() > 25, "{}", from_toml.len());
}

#[test]
fn priorities_follow_from_the_ledger() {
    let folder = ministry();
    let plan = plan_json(folder.path(), &["--systems", "systems.toml"]);
    let class = |system: &str, purpose: &str| {
        let found = steps(&plan, system, |step| step["purpose"] == purpose);
        found.first().map(|step| step["priority"]["class"].as_str().unwrap().to_owned())
    };
    // x = 10, y = 2 (renewal ends in March 2029: 3), z = 9.
    assert_eq!(class("S-01", "tls-key-agreement").as_deref(), Some("harvest"));
    // x = 40 whatever y is.
    assert_eq!(class("S-09", "ssh-key-agreement").as_deref(), Some("harvest"));
    // x = 0: data that is public at once.
    assert_eq!(class("S-05", "tls-key-agreement").as_deref(), Some("planned"));
    // x = 7, y = 1: 8 ≤ 9.
    assert_eq!(class("S-07", "tls-key-agreement").as_deref(), Some("planned"));
    // Nothing is known of it: asked, with the year that would decide.
    assert_eq!(class("S-11", "tls-key-agreement").as_deref(), Some("undetermined"));
    let asked = steps(&plan, "S-11", |step| step["purpose"] == "tls-key-agreement");
    assert_eq!(asked[0]["priority"]["overshoot"], Value::Null);
    assert_eq!(asked[0]["priority"]["safe_until"], 2034);
    // A later z makes what was too late be in time.
    let later = plan_json(folder.path(), &["--systems", "systems.toml", "--quantum-year", "2060"]);
    let found = steps(&later, "S-01", |step| step["purpose"] == "tls-key-agreement");
    assert_eq!(found[0]["priority"]["class"], "planned");
}

#[test]
fn authorities_come_before_what_they_issue_and_libraries_before_services() {
    let folder = ministry();
    let plan = plan_json(folder.path(), &["--systems", "systems.toml"]);
    let authority = steps(&plan, "S-03", |step| step["purpose"] == "certification-authority");
    let leaf = steps(&plan, "S-02", |step| step["purpose"] == "certificate");
    assert_eq!(leaf[0]["after"], Value::Array(vec![authority[0]["id"].clone()]));
    assert!(leaf[0]["schedule"]["start"].as_str() >= authority[0]["schedule"]["end"].as_str());
    // What is broken does not wait for an authority that is not.
    let broken =
        steps(&plan, "S-04", |step| step["purpose"] == "certificate" && step["kind"] == "reissue");
    assert_eq!(broken[0]["after"], Value::Array(Vec::new()));
    let upgrade = steps(&plan, "S-01", |step| step["kind"] == "upgrade");
    let service = steps(&plan, "S-01", |step| {
        step["kind"] == "configuration" && step["purpose"] == "tls-key-agreement"
    });
    assert_eq!(service[0]["after"], Value::Array(vec![upgrade[0]["id"].clone()]));
    let order = |id: &Value| {
        steps(&plan, "S-01", |_| true).iter().position(|step| step["id"] == *id).unwrap()
    };
    assert!(order(&upgrade[0]["id"]) < order(&service[0]["id"]));
}

#[test]
fn what_has_no_partner_is_listed_and_asked() {
    let folder = ministry();
    let plan = plan_json(folder.path(), &["--systems", "systems.toml"]);
    let ids: Vec<&str> =
        plan["without_scan"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(ids, ["S-06", "S-12"]);
    let folders = plan["without_system"]["folders"].as_array().unwrap();
    assert!(folders.iter().all(|each| each["folder"].as_str().unwrap().contains("unknown-host")));
    assert!(!folders.is_empty());
}

#[test]
fn several_machines_are_planned_together() {
    let folder = ministry();
    for host in ["portal-web01", "portal-web02", "hr-ap01"] {
        let place = format!("trees/{host}");
        let file = format!("{host}.json");
        let flags = ["scan", "etc", "usr", "-q", "-o", &format!("../../{file}")];
        assert_eq!(run_in(&folder.path().join(&place), &flags).status.code(), Some(0));
    }
    let output = run_in(
        folder.path(),
        &[
            "plan",
            "portal-web01.json",
            "portal-web02.json",
            "hr-ap01=hr-ap01.json",
            "-f",
            "json",
            "--systems",
            "systems.toml",
            "--as-of",
            "2026-11-21",
            "--root",
            "trees",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let plan: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let settings = steps(&plan, "S-01", |step| step["purpose"] == "tls-settings");
    let changes = settings[0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    assert!(changes.iter().all(|change| change["patch"].is_string()));
    let upgrade = steps(&plan, "S-01", |step| step["kind"] == "upgrade");
    assert_eq!(upgrade[0]["product"]["found"], "3.0.17");
    assert_eq!(steps(&plan, "S-09", |step| step["purpose"] == "ssh-key-agreement").len(), 1);
    let twice = run_in(folder.path(), &["plan", "hr-ap01.json", "hr-ap01=portal-web01.json"]);
    assert!(text(&twice.stderr).contains("two inventories are called 'hr-ap01'"));
}

/// The program at a path, or a word that it is missing.
fn program(path: &str) -> Option<&str> {
    let found = Path::new(path).exists();
    if !found {
        eprintln!("SKIPPED: {path} is not installed");
    }
    found.then_some(path)
}

fn patched() -> tempfile::TempDir {
    let folder = ministry();
    let patch = plan(folder.path(), &["--systems", "systems.toml", "-f", "patch"]);
    fs::write(folder.path().join("plan.patch"), patch).unwrap();
    folder
}

/// Applies the patches with patch(1); `None` when it is not installed.
fn apply(folder: &Path) -> Option<()> {
    program("/usr/bin/patch")?;
    let output = Command::new("patch")
        .args(["-p1", "--fuzz=0", "-i", "plan.patch"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stdout));
    assert!(text(&output.stdout).matches("patching file").count() >= 9);
    Some(())
}

#[test]
fn after_the_patches_the_next_scan_finds_nothing_broken_in_configurations() {
    let folder = patched();
    let broken = |folder: &Path| {
        let document = fs::read_to_string(folder.join("inventory.json")).unwrap();
        let document: Value = serde_json::from_str(&document).unwrap();
        let assets = document["assets"].as_array().unwrap().clone();
        assets
            .iter()
            .filter(|asset| asset["kind"] == "configuration" && asset["broken_today"] == true)
            .map(|asset| asset["occurrences"][0]["path"].to_string())
            .collect::<Vec<_>>()
    };
    assert!(broken(folder.path()).len() >= 3, "{:?}", broken(folder.path()));
    if apply(folder.path()).is_none() {
        return;
    }
    scan(folder.path());
    assert_eq!(broken(folder.path()), Vec::<String>::new());
    // A second plan has no further change to make.
    let again = plan(folder.path(), &["--systems", "systems.toml", "-f", "patch"]);
    assert!(!again.contains("+++ "), "{again}");
}

#[test]
fn real_servers_accept_the_patched_files() {
    let folder = patched();
    if apply(folder.path()).is_none() {
        return;
    }
    let mut count = 0;
    if let Some(nginx) = program("/usr/sbin/nginx") {
        for host in ["portal-web01", "portal-web02", "disaster-web01"] {
            accepted(nginx_check(nginx, folder.path(), host, None), host);
            count += 1;
        }
        // The version of the tree has the hybrid; nginx here is built on OpenSSL 3.0, which has
        // not. So it must refuse this one, and only for the group.
        let output = nginx_check(nginx, folder.path(), "open-web01", None);
        let refused = text(&output.stderr);
        if !output.status.success() {
            assert!(refused.contains("X25519MLKEM768"), "{refused}");
        }
        let without = Some(("X25519MLKEM768:", ""));
        accepted(nginx_check(nginx, folder.path(), "open-web01", without), "open-web01");
        count += 2;
    }
    // sshd checks nothing without the folder that its service makes.
    if let Some(sshd) = program("/usr/sbin/sshd").filter(|_| program("/run/sshd").is_some()) {
        for host in ["account-db01", "unknown-host"] {
            accepted(sshd_check(sshd, folder.path(), host, None), host);
            count += 1;
        }
        // OpenSSH 9.9 has the method; an older one here must refuse the line for that alone.
        let output = sshd_check(sshd, folder.path(), "hr-ap01", None);
        if !output.status.success() {
            let refused = text(&output.stderr);
            assert!(refused.contains("mlkem768x25519-sha256"), "{refused}");
        }
        let without = Some(("mlkem768x25519-sha256,", ""));
        accepted(sshd_check(sshd, folder.path(), "hr-ap01", without), "hr-ap01");
        count += 2;
    }
    if let Some(openssl) = program("/usr/bin/openssl") {
        accepted(openssl_request(openssl, folder.path()), "docs-ap01");
        count += 1;
    }
    if let Some(apache) = program("/usr/sbin/apache2") {
        accepted(apache_check(apache, folder.path()), "permit-ap01");
        count += 1;
    }
    if let Some(haproxy) = program("/usr/sbin/haproxy") {
        accepted(haproxy_check(haproxy, folder.path()), "procure-lb01");
        count += 1;
    }
    if let Some(kinit) = program("/usr/bin/kinit") {
        kerberos_check(kinit, folder.path());
        count += 1;
    }
    eprintln!("{count} checks by real programs");
}

fn accepted(output: Output, host: &str) {
    assert!(output.status.success(), "{host}: {}{}", text(&output.stdout), text(&output.stderr));
}

/// The file of a tree, rewritten for a place where no root is needed.
fn local(folder: &Path, file: &str, changes: &[(&str, &str)]) -> PathBuf {
    let mut content = fs::read_to_string(folder.join("trees").join(file)).unwrap();
    for (from, to) in changes {
        content = content.replace(from, to);
    }
    let path = folder.join(file.replace('/', "_"));
    fs::write(&path, content).unwrap();
    path
}

/// A certificate with its key, made once.
fn certificate(folder: &Path) -> (String, String) {
    let (key, pem) = (folder.join("test.key"), folder.join("test.pem"));
    if !key.exists() {
        let output = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt"])
            .args(["ec_paramgen_curve:P-256", "-subj", "/CN=test", "-days", "1", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&pem)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    (key.to_str().unwrap().to_owned(), pem.to_str().unwrap().to_owned())
}

fn nginx_check(nginx: &str, folder: &Path, host: &str, also: Option<(&str, &str)>) -> Output {
    let (key, pem) = certificate(folder);
    let pid = format!("pid {}/nginx.pid;\nworker_processes auto;", folder.display());
    let mut changes = vec![
        ("/etc/ssl/certs/server.pem", pem.as_str()),
        ("/etc/ssl/private/server.key", &key),
        ("worker_processes auto;", &pid),
    ];
    changes.extend(also);
    let path = local(folder, &format!("{host}/etc/nginx/nginx.conf"), &changes);
    let log = folder.join("error.log");
    Command::new(nginx).args(["-t", "-q", "-c"]).arg(path).arg("-e").arg(log).output().unwrap()
}

fn sshd_check(sshd: &str, folder: &Path, host: &str, also: Option<(&str, &str)>) -> Output {
    let key = folder.join("host_key");
    if !key.exists() {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(&key)
            .output()
            .unwrap();
        assert!(made.status.success());
    }
    let path = local(folder, &format!("{host}/etc/ssh/sshd_config"), also.as_slice());
    // With -T the file is checked as with -t, and no folder of the system is needed.
    Command::new(sshd).args(["-T", "-f"]).arg(path).arg("-h").arg(key).output().unwrap()
}

/// The site in a server of its own: the modules that it needs, and nothing of the system's.
fn apache_check(apache: &str, folder: &Path) -> Output {
    let (key, pem) = certificate(folder);
    let site = local(
        folder,
        "permit-ap01/etc/apache2/sites-enabled/permit.conf",
        &[("/etc/ssl/certs/server.pem", &pem)],
    );
    let modules = "/usr/lib/apache2/modules";
    let server = format!(
        "ServerRoot {folder}\nServerName test\nDefaultRuntimeDir {folder}\nPidFile {folder}/pid\n\
         ErrorLog {folder}/error.log\nLoadModule mpm_event_module {modules}/mod_mpm_event.so\n\
         LoadModule ssl_module {modules}/mod_ssl.so\n\
         SSLCertificateKeyFile {key}\nInclude {site}\n",
        folder = folder.display(),
        site = site.display(),
    );
    let path = folder.join("apache2.conf");
    fs::write(&path, server).unwrap();
    Command::new(apache).arg("-t").arg("-f").arg(path).output().unwrap()
}

fn haproxy_check(haproxy: &str, folder: &Path) -> Output {
    let (key, pem) = certificate(folder);
    let both = folder.join("both.pem");
    let content = fs::read_to_string(pem).unwrap() + &fs::read_to_string(key).unwrap();
    fs::write(&both, content).unwrap();
    let path = local(
        folder,
        "procure-lb01/etc/haproxy/haproxy.cfg",
        &[("/etc/haproxy/certs/www.pem", both.to_str().unwrap())],
    );
    // A newline at the end is asked for, and the check warns of missing timeouts only.
    Command::new(haproxy).args(["-c", "-f"]).arg(path).output().unwrap()
}

/// MIT Kerberos has no program that only checks a file: a client that finds no server has read it,
/// and its trace tells the words that it did not understand.
fn kerberos_check(kinit: &str, folder: &Path) {
    let offline = folder.join("offline.conf");
    let no_names = "[libdefaults]\n dns_lookup_kdc = false\n dns_uri_lookup = false\n";
    fs::write(&offline, no_names).unwrap();
    let run = |config: &Path| {
        let output = Command::new(kinit)
            .args(["-c", "MEMORY:", "test@NOWHERE.INVALID"])
            .env("KRB5_CONFIG", format!("{}:{}", config.display(), offline.display()))
            .env("KRB5_TRACE", "/dev/stdout")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        text(&output.stderr) + &text(&output.stdout)
    };
    let understood = |said: &str| {
        said.contains("Cannot find KDC for realm") && !said.contains("Unrecognized enctype")
    };
    let patched = folder.join("trees/auth-kdc01/etc/krb5.conf");
    let said = run(&patched);
    assert!(understood(&said), "{said}");
    let spoilt = folder.join("spoilt.conf");
    for wrong in ["[libdefaults\n", "[libdefaults]\n permitted_enctypes = no-such-type aes\n"] {
        fs::write(&spoilt, wrong).unwrap();
        let said = run(&spoilt);
        assert!(!understood(&said), "the client does not look at its file: {said}");
    }
}

/// A request by the patched defaults, which must have a key of 3072 bits and SHA-256.
fn openssl_request(openssl: &str, folder: &Path) -> Output {
    let config = folder.join("trees/docs-ap01/etc/ssl/openssl.cnf");
    let output = Command::new(openssl)
        .args(["req", "-new", "-nodes", "-subj", "/CN=x", "-text", "-noout", "-config"])
        .arg(config)
        .args(["-keyout", "/dev/null"])
        .output()
        .unwrap();
    let shown = text(&output.stdout);
    assert!(shown.contains("3072 bit") && shown.contains("sha256With"), "{shown}");
    output
}

#[test]
fn what_an_old_server_would_refuse_is_never_proposed() {
    let folder = ministry();
    let plan = plan_json(folder.path(), &["--systems", "systems.toml"]);
    let mut count = 0;
    for system in plan["systems"].as_array().unwrap() {
        for step in system["steps"].as_array().unwrap() {
            let found = step["product"]["found"].as_str().unwrap_or_default();
            for change in step["changes"].as_array().unwrap() {
                let lines = change["lines"].to_string();
                let hybrid = lines.contains("MLKEM") || lines.contains("mlkem");
                let new = ["3.5.4", "9.9"].contains(&found);
                assert!(!hybrid || new, "{found}: {lines}");
                count += usize::from(hybrid);
            }
        }
    }
    assert_eq!(count, 2);
}

#[test]
fn without_the_file_or_with_another_there_is_no_patch() {
    let folder = ministry();
    let nginx = folder.path().join("trees/portal-web01/etc/nginx/nginx.conf");
    let changed = fs::read_to_string(&nginx).unwrap().replace("TLSv1 TLSv1.1", "TLSv1");
    fs::write(&nginx, changed).unwrap();
    fs::remove_file(folder.path().join("trees/portal-web02/etc/nginx/nginx.conf")).unwrap();
    let plan = plan_json(folder.path(), &["--systems", "systems.toml"]);
    let settings = steps(&plan, "S-01", |step| step["purpose"] == "tls-settings");
    let changes = settings[0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    for change in changes {
        assert_eq!(change["patch"], Value::Null);
        assert!(change["no_patch"]["ja"].is_string());
        assert_eq!(change["lines"][0]["after"], "TLSv1.2");
    }
    // The files may stand elsewhere now.
    fs::rename(folder.path().join("trees"), folder.path().join("moved")).unwrap();
    fs::create_dir(folder.path().join("now")).unwrap();
    fs::rename(folder.path().join("moved"), folder.path().join("now/trees")).unwrap();
    let plan = plan_json(folder.path(), &["--systems", "systems.toml", "--root", "now"]);
    let settings = steps(&plan, "S-08", |step| step["purpose"] == "ssh-settings");
    assert!(settings[0]["changes"][0]["patch"].is_string());
}

#[test]
fn mistakes_are_told_with_their_place() {
    let folder = ministry();
    let fails = |flags: &[&str]| {
        let mut all = vec!["plan", "inventory.json"];
        all.extend(flags);
        let output = run_in(folder.path(), &all);
        assert_eq!(output.status.code(), Some(2));
        text(&output.stderr)
    };
    fs::write(folder.path().join("bad.csv"), "name,機密性\n甲,高い\n").unwrap();
    assert!(fails(&["--systems", "bad.csv"]).contains("bad.csv:2 (機密性): '高い'"));
    assert!(fails(&["--systems", "bad.csv", "--lang", "ja"]).contains("「高い」は解釈できません"));
    assert!(fails(&["--systems", "none.csv"]).contains("cannot read none.csv"));
    fs::write(folder.path().join("bad.toml"), "edition = \"x\"\ndate = \"soon\"\n").unwrap();
    assert!(fails(&["--knowledge", "bad.toml"]).contains("bad.toml:2:8: not a date"));
    assert!(fails(&["-o", "plan.xyz"]).contains("add --format"));
}
