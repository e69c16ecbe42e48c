//! Key exchanges of SSH with ML-KEM with things that nobody here wrote: russh always, OpenSSH and
//! the Python package AsyncSSH where they are installed and recent enough. A client that accepts the
//! server's signature of the exchange hash has computed the same K.
//!
//! `$FUTAE_SSH`, `$FUTAE_SSHD` and `$FUTAE_PYTHON` name other programs than those of the path.

use futae_interop::{
    Outcome, accept, connect, meet,
    ssh_end::{METHODS, client, server},
};
use russh::{Preferred, kex::MLKEM768X25519_SHA256, keys};
use std::{
    env,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

const X25519: &str = METHODS[0];

#[test]
fn our_two_ends_meet() {
    for method in METHODS {
        let (a, b) = meet(|stream| client(method, stream), |stream| server(method, stream));
        a.and(b).expect(method);
    }
}

/// A client of russh that trusts every host, and a server that lets nobody in.
struct Anybody;

impl russh::client::Handler for Anybody {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        _: &keys::PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

impl russh::server::Handler for Anybody {
    type Error = russh::Error;
}

fn preferred() -> Preferred {
    Preferred { kex: vec![MLKEM768X25519_SHA256].into(), ..Preferred::default() }
}

fn tokio_stream(stream: TcpStream) -> Outcome<tokio::net::TcpStream> {
    stream.set_nonblocking(true)?;
    Ok(tokio::net::TcpStream::from_std(stream)?)
}

#[tokio::main(flavor = "current_thread")]
async fn russh_client(stream: TcpStream) -> Outcome<()> {
    let config = russh::client::Config { preferred: preferred(), ..Default::default() };
    russh::client::connect_stream(Arc::new(config), tokio_stream(stream)?, Anybody).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn russh_server(stream: TcpStream) -> Outcome<()> {
    let pair = keys::ssh_key::private::Ed25519Keypair::from_seed(&[7; 32]);
    let keys = vec![keys::PrivateKey::from(pair)];
    let config = russh::server::Config { preferred: preferred(), keys, ..Default::default() };
    let session = russh::server::run_stream(Arc::new(config), tokio_stream(stream)?, Anybody);
    // Our client hangs up after the exchange, which is an error to a server.
    let _ = session.await?.await;
    Ok(())
}

#[test]
fn russh_both_ways() {
    let (theirs, ours) = meet(russh_client, |stream| server(X25519, stream));
    ours.and(theirs).expect("a client by russh");
    let (ours, theirs) = meet(|stream| client(X25519, stream), russh_server);
    ours.and(theirs).expect("a server by russh");
}

/// What an environment variable names, or a program of the path.
fn program(variable: &str, usual: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}

/// OpenSSH's client, when it knows the method: since 9.9.
fn ssh() -> Option<PathBuf> {
    let ssh = program("FUTAE_SSH", "ssh");
    let known = Command::new(&ssh).args(["-Q", "kex"]).output();
    if known.is_ok_and(|known| String::from_utf8_lossy(&known.stdout).contains(X25519)) {
        return Some(ssh);
    }
    eprintln!("NOT RUN: {} is absent or older than OpenSSH 9.9", ssh.display());
    None
}

/// A client that is a program: it is told our port and connects by itself.
fn serve_program(method: &str, command: impl FnOnce(u16) -> Command) -> Outcome<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut command = command(listener.local_addr()?.port());
    let mut program = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let outcome = accept(&listener).and_then(|stream| server(method, stream));
    program.kill()?;
    let said = program.wait_with_output()?.stderr;
    outcome.map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&said)).into())
}

#[test]
fn a_client_of_openssh() {
    let Some(ssh) = ssh() else { return };
    let outcome = serve_program(X25519, |port| {
        let mut command = Command::new(ssh);
        command.args(["-F", "none", "-o", &format!("KexAlgorithms={X25519}")]);
        command.args(["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]);
        command.args(["-o", "BatchMode=yes", "-p", &port.to_string(), "nobody@127.0.0.1"]);
        command
    });
    outcome.expect("the client's NEWKEYS");
}

/// OpenSSH's server with a host key in this folder, when it has the method and can start here.
fn sshd(folder: &Path) -> Option<Command> {
    let sshd = program("FUTAE_SSHD", "/usr/sbin/sshd");
    let key = folder.join("host_key");
    let mut keygen = Command::new("ssh-keygen");
    let made = keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    let command = || {
        let mut command = Command::new(&sshd);
        command.args(["-f", "/dev/null", "-o", &format!("KexAlgorithms={X25519}"), "-h"]);
        command.arg(&key).args(helpers(&sshd));
        command
    };
    let tried = command().arg("-t").output();
    if made.is_ok() && tried.is_ok_and(|tried| tried.status.success()) {
        return Some(command());
    }
    eprintln!("NOT RUN: {} is absent, cannot start or is older than OpenSSH 9.9", sshd.display());
    None
}

/// Where a server that does not lie at its usual place finds its other programs.
fn helpers(sshd: &Path) -> Vec<String> {
    let found = |option: &str, name: &str| {
        let path = sshd.parent()?.parent()?.join("lib/openssh").join(name);
        path.exists().then(|| ["-o".to_owned(), format!("{option}={}", path.display())])
    };
    let each = [("SshdSessionPath", "sshd-session"), ("SshdAuthPath", "sshd-auth")];
    each.iter().filter_map(|(option, name)| found(option, name)).flatten().collect()
}

/// As a daemon of the network would start it, with the connection as standard input and output.
#[test]
fn a_server_of_openssh() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(mut sshd) = sshd(folder.path()) else { return };
    let (ours, theirs) = meet(
        |stream| client(X25519, stream),
        |stream| {
            let [input, output] = [stream.try_clone()?, stream].map(OwnedFd::from);
            Ok(sshd
                .args(["-i", "-e"])
                .stdin(input)
                .stdout(output)
                .stderr(Stdio::piped())
                .output()?)
        },
    );
    let said = theirs.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    ours.unwrap_or_else(|error| panic!("{error}: {said:?}"));
}

/// The script with a Python that has AsyncSSH with these methods.
fn asyncssh() -> Option<Command> {
    let python = program("FUTAE_PYTHON", "python3");
    let known = "from asyncssh.kex import get_kex_algs; assert b'mlkem768nistp256-sha256' in get_kex_algs()";
    let known = Command::new(&python).args(["-c", known]).output();
    if known.is_ok_and(|known| known.status.success()) {
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/asyncssh_end.py"));
        return Some(command);
    }
    eprintln!("NOT RUN: {} has no AsyncSSH with the methods of RFC 10042", python.display());
    None
}

#[test]
fn asyncssh_as_client() {
    for method in METHODS {
        let Some(mut command) = asyncssh() else { return };
        command.args(["client", method]);
        let outcome = serve_program(method, |port| {
            command.arg(port.to_string());
            command
        });
        outcome.expect(method);
    }
}

#[test]
fn asyncssh_as_server() {
    for method in METHODS {
        let Some(mut command) = asyncssh() else { return };
        let mut program =
            command.args(["server", method]).stdout(Stdio::piped()).spawn().expect("Python");
        let mut port = String::new();
        let stdout = program.stdout.as_mut().expect("a pipe");
        BufReader::new(stdout).read_line(&mut port).expect("its port");
        let outcome =
            connect(format!("127.0.0.1:{}", port.trim())).and_then(|stream| client(method, stream));
        program.kill().and_then(|()| program.wait()).expect("an end");
        outcome.expect(method);
    }
}
