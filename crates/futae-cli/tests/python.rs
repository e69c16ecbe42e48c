//! Keys, certificates, requests and signatures between `futae` and the Python package
//! `cryptography` (50.0 or newer), both ways. The interpreter is `python3` or `$FUTAE_PYTHON`; says
//! so when the package is absent. It reads private keys in the form of a seed alone.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "a test that cannot run says so")]

use std::{env, fs, path::Path, process::Command};

const SIGNING: [&str; 3] = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];
const ENCAPSULATING: [&str; 2] = ["ML-KEM-768", "ML-KEM-1024"];

fn python() -> Option<Command> {
    let interpreter = env::var("FUTAE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = "import cryptography as c; assert int(c.__version__.split('.')[0]) >= 50";
    let found = Command::new(&interpreter).args(["-c", imports]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(Command::new(interpreter));
    }
    eprintln!("NOT RUN: {interpreter} has no package `cryptography` of version 50 or newer");
    None
}

fn futae(folder: &Path, line: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_futae"));
    let output = command.args(line.split(' ')).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {said}");
}

#[test]
fn cryptography_reads_ours_and_we_read_its() {
    let Some(mut python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for name in SIGNING {
        fs::write(folder.join(format!("{name}.msg")), name).unwrap();
        futae(folder, &format!("keygen {name} -o {name}.key"));
        futae(folder, &format!("cert -k {name}.key --subject CN=R --profile root -o {name}.crt"));
        futae(folder, &format!("csr -k {name}.key --subject CN=R --name a.example -o {name}.csr"));
        futae(folder, &format!("sign -k {name}.key {name}.msg -o {name}.sig"));
    }
    for name in ENCAPSULATING {
        futae(folder, &format!("keygen {name} -o {name}.key --public {name}.pub"));
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/both_ways.py");
    let output = python.arg(script).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in SIGNING {
        let py = format!("py-{name}");
        futae(folder, &format!("chain {py}.crt --trust {py}.crt"));
        futae(folder, &format!("cert --csr {py}.csr --ca-cert {name}.crt --ca-key {name}.key"));
        futae(folder, &format!("verify -k {py}.crt --signature {py}.sig {name}.msg"));
        futae(folder, &format!("sign -k {py}.key {name}.msg -o {py}.again"));
        futae(folder, &format!("verify -k {py}.crt --signature {py}.again {name}.msg"));
    }
    for name in ENCAPSULATING {
        let py = format!("py-{name}");
        futae(folder, &format!("decapsulate -k {name}.key --ciphertext {py}.ct -o {name}.ss"));
        let read = |name: String| fs::read(folder.join(name)).unwrap();
        assert_eq!(read(format!("{name}.ss")), read(format!("{py}.ss")));
    }
}
