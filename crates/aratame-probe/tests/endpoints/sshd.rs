//! OpenSSH's server: what `sshd -T` says is what the probe finds.

use super::{has, patient, probed, target};
use aratame_inventory::{AssetKind, RelationKind};
use aratame_probe::{Seen, SshReport};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};

const SSHD: &str = "/usr/sbin/sshd";
const KEYGEN: &str = "/usr/bin/ssh-keygen";
/// Without it sshd does not start as root.
const PRIVILEGE_SEPARATION: &str = "/run/sshd";

fn keys(folder: &Path) -> String {
    let mut text = String::new();
    for (kind, bits) in [("rsa", "2048"), ("ecdsa", "384"), ("ed25519", "256")] {
        let path = folder.join(kind);
        let mut keygen = Command::new(KEYGEN);
        keygen.args(["-q", "-t", kind, "-b", bits, "-N", "", "-f"]).arg(&path);
        assert!(keygen.status().unwrap().success(), "{kind}");
        text.push_str(&format!("HostKey {}\n", path.display()));
    }
    text
}

/// A listener that gives each connection to a server of its own, so that no port is raced for.
fn serve(configuration: &Path) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let configuration = configuration.to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let input = OwnedFd::from(stream.try_clone().unwrap());
            let mut command = Command::new(SSHD);
            command.args(["-i", "-e", "-f"]).arg(&configuration).stdin(input);
            let child = command.stdout(OwnedFd::from(stream)).stderr(Stdio::null()).spawn();
            drop(command);
            std::thread::spawn(move || child.map(|mut child| child.wait()));
        }
    });
    port
}

/// A server with these lists and keys of three types; nothing when it cannot be started.
pub(crate) fn started(folder: &Path, lists: &str) -> Option<u16> {
    if !(has(SSHD) && has(KEYGEN) && has(PRIVILEGE_SEPARATION)) {
        return None;
    }
    let path = folder.join("sshd_config");
    std::fs::write(&path, format!("{}{lists}", keys(folder))).unwrap();
    Some(serve(&path))
}

fn configured(path: &Path, word: &str) -> Vec<String> {
    let output = Command::new(SSHD).args(["-T", "-f"]).arg(path).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{word} "))).unwrap();
    line.split(',').map(str::to_owned).collect()
}

#[test]
fn lists_and_host_keys_are_those_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sshd_config");
    let Some(port) = started(folder.path(), "Ciphers aes256-ctr,aes128-cbc\n") else { return };
    let report = probed("ssh", port, patient());
    assert_eq!(report.trouble, None);
    let Seen::Ssh(seen) = &report.seen else { panic!("{report:?}") };
    assert!(seen.identification.starts_with("SSH-2.0-OpenSSH"));
    let marks = |name: &&String| !name.starts_with("kex-strict-") && !name.starts_with("ext-info-");
    let kex: Vec<String> = seen.kex.iter().filter(marks).cloned().collect();
    assert_eq!(kex, configured(&path, "kexalgorithms"));
    assert_eq!(seen.ciphers[0], ["aes256-ctr", "aes128-cbc"]);
    assert_eq!(seen.macs[1], configured(&path, "macs"));
    assert_eq!(types(seen), ["ecdsa-sha2-nistp384", "ssh-ed25519", "ssh-rsa"]);
    assert_eq!(seen.gaps, Vec::<String>::new());

    let inventory = aratame_probe::inventory(&target("ssh", port), std::slice::from_ref(&report));
    let endpoint = inventory.assets.iter().find(|a| a.kind == AssetKind::Configuration).unwrap();
    let keys = inventory.assets.iter().filter(|asset| asset.kind == AssetKind::PublicKey);
    assert_eq!(keys.count(), 3);
    let named = inventory.relations_from(endpoint.id);
    assert_eq!(named.filter(|each| each.kind == RelationKind::Names).count(), 3);
}

fn types(seen: &SshReport) -> Vec<&str> {
    let mut types: Vec<&str> = seen.host_keys.iter().map(|(kind, _)| kind.as_str()).collect();
    types.sort_unstable();
    types
}
