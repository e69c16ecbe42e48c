//! Which Match blocks of `sshd_config` hold for a connection, and what its lists come to then.
//!
//! Owns the criteria of sshd_config(5) and their patterns, as OpenSSH 9.2 matches them: a list is a
//! match when a pattern fits and no negated one does; of several values for one keyword the first
//! holds, and blocks go before what stands outside them.

use aratame_algorithms::{
    OPENSSH_ACCEPTED, OPENSSH_NEGOTIATED, OpensshList, openssh_pattern_fits as fits,
};
use aratame_formats::config::{Block, Directive, Document, openssh};
use std::net::IpAddr;

/// A connection to a server of OpenSSH, as `sshd -T -C` takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SshConnection {
    /// The user who logs in.
    pub user: Option<String>,
    /// The groups of the user: no system is asked for them.
    pub groups: Vec<String>,
    /// The name of the client's host.
    pub host: Option<String>,
    /// The client's address.
    pub address: Option<IpAddr>,
    /// The address that it connects to.
    pub local_address: Option<IpAddr>,
    /// The port that it connects to.
    pub local_port: Option<u16>,
}

/// The lists of algorithms that hold for a connection, by their keyword: what is written, worked
/// out from the defaults of the release that is assumed, and the defaults where nothing is.
///
/// # Errors
/// A criterion that is not known, or has no value, with its line.
pub fn openssh_lists(
    config: &[u8],
    connection: &SshConnection,
) -> Result<Vec<(&'static str, Vec<String>)>, String> {
    let document = openssh::parse(config);
    let mut holds = Vec::with_capacity(document.blocks.len());
    for block in &document.blocks {
        holds.push(holds_for(block, connection)?);
    }
    let of = |list: &OpensshList| {
        let value = value_of(list, &document, &holds);
        let names = value.map_or_else(|| list.expand(list.defaults), |value| list.expand(&value));
        Some((*list.keywords.first()?, names))
    };
    Ok(OPENSSH_NEGOTIATED.into_iter().chain(OPENSSH_ACCEPTED).filter_map(of).collect())
}

/// The value that holds: the first of a block that holds, else the first outside blocks.
fn value_of(list: &OpensshList, document: &Document, holds: &[bool]) -> Option<String> {
    let written = || document.directives.iter().filter(|each| list.is_of(&each.name));
    let in_block = |each: &&Directive| {
        each.block.is_some_and(|block| holds.get(block).copied().unwrap_or_default())
    };
    let mut found = written().filter(in_block);
    found.next().or_else(|| written().find(|each| each.block.is_none())).map(Directive::value)
}

/// Whether every criterion of a Match block holds.
fn holds_for(block: &Block, connection: &SshConnection) -> Result<bool, String> {
    if !block.name.eq_ignore_ascii_case("match") {
        return Ok(false);
    }
    let mut words = block.arguments.iter().map(String::as_str).filter(|word| *word != "=");
    let mut holds = true;
    while let Some(word) = words.next() {
        let (name, joined) = match word.split_once('=') {
            Some((name, value)) if !value.is_empty() => (name, Some(value)),
            Some((name, _)) => (name, None),
            None => (word, None),
        };
        if name.eq_ignore_ascii_case("all") {
            continue;
        }
        let Some(value) = joined.or_else(|| words.next()) else {
            return Err(format!("line {}: {name} without a value", block.line));
        };
        let of = criterion(name, value, connection);
        holds &=
            of.ok_or_else(|| format!("line {}: {name} {value} is not understood", block.line))?;
    }
    Ok(holds)
}

/// Whether one criterion holds; `None` for one that is not known or cannot be read. What is not
/// known of the connection does not hold.
fn criterion(name: &str, value: &str, connection: &SshConnection) -> Option<bool> {
    let text = |known: &Option<String>| {
        known.as_ref().is_some_and(|known| fits_list(known, value, str::to_owned))
    };
    let address = |known: Option<IpAddr>| match known {
        Some(known) => address_fits(known, value),
        None => Some(false),
    };
    match name.to_ascii_lowercase().as_str() {
        "user" => Some(text(&connection.user)),
        "group" => Some(groups_fit(&connection.groups, value)),
        "host" => {
            let host = connection.host.as_ref().map(|host| host.to_ascii_lowercase());
            Some(host.is_some_and(|host| fits_list(&host, value, str::to_ascii_lowercase)))
        }
        "address" => address(connection.address),
        "localaddress" => address(connection.local_address),
        "localport" => {
            let port: u16 = value.parse().ok()?;
            Some(connection.local_port == Some(port))
        }
        // Routing domains are asked of the system.
        "rdomain" => Some(false),
        _ => None,
    }
}

/// Patterns of one list that are tried: OpenSSH takes lines of a bounded length.
const MAX_PATTERNS: usize = 1 << 10;

/// The patterns of a list, each with whether it is negated.
fn patterns(list: &str) -> impl Iterator<Item = (bool, &str)> {
    let patterns = list.split(',').take(MAX_PATTERNS);
    patterns.map(|each| each.strip_prefix('!').map_or((false, each), |rest| (true, rest)))
}

fn fits_list(text: &str, list: &str, fold: fn(&str) -> String) -> bool {
    let fitting = || patterns(list).filter(|(_, pattern)| fits(&fold(pattern), text));
    fitting().any(|(negated, _)| !negated) && !fitting().any(|(negated, _)| negated)
}

/// A group that a negated pattern fits takes the match away, whatever other groups there are.
fn groups_fit(groups: &[String], list: &str) -> bool {
    let fitting = |wanted: bool| {
        groups.iter().any(|group| {
            patterns(list).any(|(negated, pattern)| negated == wanted && fits(pattern, group))
        })
    };
    fitting(false) && !fitting(true)
}

/// Whether an address fits a list of addresses, ranges and patterns; `None` where a range is longer
/// than its address, or has bits behind its length.
fn address_fits(address: IpAddr, list: &str) -> Option<bool> {
    let mut found = false;
    for (negated, pattern) in patterns(list) {
        let fits = match Place::of(pattern) {
            Place::Range(network, length) => in_range(address, network, length),
            Place::Pattern => fits(pattern, &address.to_string()),
            Place::Wrong => return None,
        };
        if fits && negated {
            return Some(false);
        }
        found |= fits;
    }
    Some(found)
}

/// What stands for addresses in a list.
enum Place {
    /// An address with the length of its network.
    Range(IpAddr, u32),
    Pattern,
    Wrong,
}

impl Place {
    fn of(text: &str) -> Self {
        let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
        let Ok(address) = address.parse::<IpAddr>() else { return Self::Pattern };
        let bits = bits_of(address);
        let Some(length) = length else { return Self::Range(address, bits) };
        match length.parse::<u32>() {
            // OpenSSH refuses a network with bits of hosts.
            Ok(length) if length <= bits && number_of(address) & hosts(bits, length) == 0 => {
                Self::Range(address, length)
            }
            _ => Self::Wrong,
        }
    }
}

fn bits_of(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The bits behind the length of a network.
fn hosts(bits: u32, length: u32) -> u128 {
    match bits - length {
        128 => u128::MAX,
        count => (1 << count) - 1,
    }
}

fn in_range(address: IpAddr, network: IpAddr, length: u32) -> bool {
    let bits = bits_of(network);
    bits == bits_of(address)
        && (number_of(address) ^ number_of(network)) & !hosts(bits, length) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> SshConnection {
        SshConnection {
            user: Some("yamada".to_owned()),
            groups: vec!["users".to_owned(), "wheel".to_owned()],
            host: Some("Client.Example.JP".to_owned()),
            address: "192.0.2.7".parse().ok(),
            local_address: "198.51.100.1".parse().ok(),
            local_port: Some(22),
        }
    }

    fn holds(criteria: &str) -> Result<bool, String> {
        let document = openssh::parse(format!("Match {criteria}\n").as_bytes());
        holds_for(&document.blocks[0], &connection())
    }

    #[test]
    fn criteria_hold_as_in_sshd() {
        for (criteria, wanted) in [
            ("all", true),
            ("user yamada", true),
            ("user ya*,!yamada", false),
            ("user !tanaka", false),
            ("user *,!tanaka", true),
            ("group wheel", true),
            ("group users,!wheel", false),
            ("host *.example.jp", true),
            ("address 192.0.2.0/24", true),
            ("address 192.0.2.0/24,!192.0.2.7", false),
            ("address 192.0.*", true),
            ("address 2001:db8::/32", false),
            ("localaddress 198.51.100.1", true),
            ("localport 22 user yamada", true),
            ("localport 2222", false),
            ("user yamada address 10.0.0.0/8", false),
        ] {
            assert_eq!(holds(criteria), Ok(wanted), "{criteria}");
        }
        for wrong in ["user", "nonesuch a", "address 192.0.2.1/24", "address 1.2.3.4/33"] {
            assert!(holds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_first_block_that_holds_goes_before_what_is_global() {
        let config = b"PubkeyAcceptedAlgorithms ssh-ed25519\nMatch user a\n  \
            PubkeyAcceptedAlgorithms ecdsa-sha2-nistp256\nMatch user yamada\n  \
            PubkeyAcceptedAlgorithms rsa-sha2-256\nMatch all\n  PubkeyAcceptedAlgorithms rsa-sha2-512\n";
        let accepted = |connection: &SshConnection| {
            let lists = openssh_lists(config, connection).unwrap();
            lists.into_iter().find(|(name, _)| *name == "pubkeyacceptedalgorithms").unwrap().1
        };
        assert_eq!(accepted(&connection()), ["rsa-sha2-256"]);
        assert_eq!(accepted(&SshConnection::default()), ["rsa-sha2-512"]);
    }
}
