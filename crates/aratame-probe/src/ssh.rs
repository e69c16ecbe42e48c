//! An SSH endpoint: identification, lists of algorithms, host keys of every type, and the group
//! that a group exchange gives to who asks for a weak one.
//!
//! Owns the questions. A key exchange is begun for each host key so that the server shows it, and
//! never completed: what is sent as public value belongs to no secret.

mod message;

use crate::endpoint::Endpoint;
use crate::talk::Talk;
use crate::trouble::Trouble;
use aratame_formats::wire::ssh::{self, KexInit, number};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// Who we are.
const IDENTIFICATION: &[u8] = b"SSH-2.0-Aratame\r\n";

/// Packets that may come before the one that is waited for: IGNORE, DEBUG, EXT_INFO.
const MAX_PACKETS: usize = 32;

/// Host keys that are asked for; a server has one of each type.
const MAX_HOST_KEYS: usize = 24;

/// A weak group: what a group exchange is asked for first.
const WEAK_GROUP: u32 = 1024;

/// The mark of a server that counters Terrapin (OpenSSH PROTOCOL, section 1.10).
pub(crate) const STRICT: &str = "kex-strict-s-v00@openssh.com";

/// Everything seen of an SSH endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SshReport {
    /// The server's identification.
    pub identification: String,
    /// Key exchange methods in the server's order, with marks such as `ext-info-s`.
    pub kex: Vec<String>,
    /// Host key algorithms.
    pub host_key_algorithms: Vec<String>,
    /// Ciphers, client to server and back.
    pub ciphers: [Vec<String>; 2],
    /// MACs, client to server and back.
    pub macs: [Vec<String>; 2],
    /// Compression methods, client to server and back.
    pub compressions: [Vec<String>; 2],
    /// Host keys: type and blob in base64.
    pub host_keys: Vec<(String, String)>,
    /// Bits of the group that a group exchange gives to who asks for 1024.
    pub weakest_group_bits: Option<u32>,
    /// Connections that it took.
    pub connections: u32,
    /// What could not be told.
    pub gaps: Vec<String>,
}

/// Asks everything. What was seen until a trouble stays in the report.
pub(crate) async fn probe(endpoint: &Endpoint<'_>) -> (SshReport, Option<Trouble>) {
    let mut report = SshReport::default();
    let trouble = everything(endpoint, &mut report).await.err();
    report.connections = endpoint.connections();
    (report, trouble)
}

async fn everything(endpoint: &Endpoint<'_>, report: &mut SshReport) -> Result<(), Trouble> {
    let mut talk = endpoint.open().await?;
    let (identification, lists) = greet(&mut talk).await?;
    drop(talk);
    report.identification = identification;
    take_lists(report, &lists);
    for algorithm in one_a_key(&lists.host_keys) {
        let Some(method) = message::method(&lists.kex, false) else {
            report.gaps.push("no key exchange method that shows a host key".to_owned());
            break;
        };
        match exchange(endpoint, &lists, method, &algorithm).await {
            Ok(shown) => report.host_keys.extend(shown.host_key),
            Err(trouble) => report.gaps.push(format!("host key {algorithm}: {trouble}")),
        }
    }
    weakest_group(endpoint, &lists, report).await;
    Ok(())
}

fn take_lists(report: &mut SshReport, lists: &KexInit) {
    report.kex.clone_from(&lists.kex);
    report.host_key_algorithms.clone_from(&lists.host_keys);
    report.ciphers.clone_from(&lists.ciphers);
    report.macs.clone_from(&lists.macs);
    report.compressions.clone_from(&lists.compressions);
}

async fn weakest_group(endpoint: &Endpoint<'_>, lists: &KexInit, report: &mut SshReport) {
    let Some(method) = message::method(&lists.kex, true) else { return };
    let Some(algorithm) = lists.host_keys.first() else { return };
    match exchange(endpoint, lists, method, algorithm).await {
        Ok(shown) => report.weakest_group_bits = shown.group_bits,
        // A server that has no so weak group ends the connection.
        Err(Trouble::Closed | Trouble::Refused(_)) => {}
        Err(trouble) => report.gaps.push(format!("group exchange: {trouble}")),
    }
}

/// The first algorithm for each key: several names of RSA signatures stand for one key.
fn one_a_key(algorithms: &[String]) -> Vec<String> {
    let key = |name: &str| match name {
        "rsa-sha2-256" | "rsa-sha2-512" | "ssh-rsa" => "ssh-rsa".to_owned(),
        _ => name
            .replace("rsa-sha2-256-cert", "ssh-rsa-cert")
            .replace("rsa-sha2-512-cert", "ssh-rsa-cert"),
    };
    let mut seen = Vec::new();
    let mut first = Vec::new();
    for name in algorithms {
        if !seen.contains(&key(name)) && first.len() < MAX_HOST_KEYS {
            seen.push(key(name));
            first.push(name.clone());
        }
    }
    first
}

/// Exchanges identifications and reads the server's lists.
async fn greet(talk: &mut Talk) -> Result<(String, KexInit), Trouble> {
    let unexpected = |_| Trouble::Unexpected("SSH".to_owned());
    talk.send(IDENTIFICATION).await?;
    let identification = loop {
        match ssh::identification(talk.unused()).map_err(unexpected)? {
            Some((line, used)) => {
                let line = line.to_owned();
                talk.used(used);
                break line;
            }
            None => talk.more().await?,
        }
    };
    if !(identification.starts_with("SSH-2.0-") || identification.starts_with("SSH-1.99-")) {
        return Err(Trouble::Refused(format!("{identification}: not version 2 of SSH")));
    }
    let payload = packet(talk, &[number::KEXINIT]).await?;
    let lists = ssh::kexinit(&payload).map_err(unexpected)?;
    Ok((identification, lists))
}

/// The next packet with one of these numbers.
async fn packet(talk: &mut Talk, wanted: &[u8]) -> Result<Vec<u8>, Trouble> {
    let unexpected = |_| Trouble::Unexpected("a packet of SSH".to_owned());
    for _ in 0..MAX_PACKETS {
        let (payload, used) = loop {
            match ssh::packet(talk.unused()).map_err(unexpected)? {
                Some((payload, used)) => break (payload.to_vec(), used),
                None => talk.more().await?,
            }
        };
        talk.used(used);
        match payload.first() {
            Some(&number::DISCONNECT) => {
                return Err(Trouble::Refused("disconnected by the server".to_owned()));
            }
            Some(number) if wanted.contains(number) => return Ok(payload),
            _ => {}
        }
    }
    Err(Trouble::Unexpected("the answer of a key exchange".to_owned()))
}

/// What a key exchange shows.
#[derive(Debug, Default)]
struct Shown {
    host_key: Option<(String, String)>,
    group_bits: Option<u32>,
}

/// Begins a key exchange by `method` with a host key of `algorithm`.
async fn exchange(
    endpoint: &Endpoint<'_>,
    lists: &KexInit,
    method: &message::Method,
    algorithm: &str,
) -> Result<Shown, Trouble> {
    let unexpected = |_| Trouble::Unexpected("the answer of a key exchange".to_owned());
    let mut cookie = [0; 16];
    getrandom::fill(&mut cookie).map_err(|_| Trouble::Defect)?;
    let mut talk = endpoint.open().await?;
    greet(&mut talk).await?;
    let name = method.name(&lists.kex);
    talk.send(&message::kexinit(&cookie, name, algorithm, lists)).await?;
    let mut shown = Shown::default();
    if method.is_group_exchange() {
        talk.send(&message::group_request(WEAK_GROUP)).await?;
        let group = packet(&mut talk, &[number::KEX_REPLY]).await?;
        shown.group_bits = u32::try_from(ssh::group_bits(&group).map_err(unexpected)?).ok();
        return Ok(shown);
    }
    talk.send(&method.first_message()).await?;
    let reply = packet(&mut talk, &[number::KEX_REPLY]).await?;
    let (name, blob) = ssh::host_key(&reply).map_err(unexpected)?;
    shown.host_key = Some((name.to_owned(), BASE64.encode(blob)));
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_rsa_key_are_asked_for_once() {
        let names = ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", "ssh-rsa"].map(str::to_owned);
        assert_eq!(one_a_key(&names), ["rsa-sha2-512", "ssh-ed25519"]);
    }
}
