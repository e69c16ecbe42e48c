//! What strings of configurations come to: cipher strings of OpenSSL, priority strings of GnuTLS,
//! lists of OpenSSH, profiles of TLS. One name or setting a line, so that other programs can read it.

use crate::flags::Explain;
use anyhow::{Context, Result, anyhow, bail};
use aratame_algorithms::{
    OPENSSH_ACCEPTED, OPENSSH_NEGOTIATED, OpensshList, OpensslRelease, cipher_suite,
    expand_gnutls_priority, expand_openssl_ciphers_at,
};
use aratame_plan::profile::{self, Target};
use aratame_scan::{SshConnection, openssh_lists};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Everything that the flags ask for; empty when they ask for nothing.
pub(super) fn all(flags: &Explain) -> Result<String> {
    let mut lines = Vec::new();
    if let Some(string) = &flags.cipher_string {
        let release = OpensslRelease::of(&flags.openssl).with_context(|| {
            format!("--openssl: {} is not one of the releases 1.1.1 to 3.x", flags.openssl)
        })?;
        let expansion = expand_openssl_ciphers_at(string, release).context("--cipher-string")?;
        lines.extend(expansion.suites.iter().map(|suite| suite.name.to_owned()));
    }
    if let Some(priority) = &flags.gnutls {
        lines.extend(of_priority(priority)?);
    }
    if let Some(list) = &flags.ssh {
        lines.extend(of_openssh(list)?);
    }
    if let Some(path) = &flags.sshd_config {
        let connection = connection(flags.connection.as_deref().unwrap_or_default())?;
        lines.extend(of_sshd(path, &connection)?);
    }
    if let (Some(profile), Some(product)) = (flags.tls_profile, &flags.product) {
        let target = Target { profile: profile.into(), hybrid: flags.hybrid };
        let Some(settings) = profile::snippet(product, target) else {
            let known: Vec<&str> = profile::products().collect();
            bail!("no settings are known for '{product}': known are {}", known.join(", "));
        };
        lines.extend(settings.lines().map(str::to_owned));
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// Longest sshd_config that is read: real ones have some kilobytes.
const SSHD_CONFIG: u64 = 4 << 20;

/// Each list with its keyword, as `sshd -T` prints it.
fn of_sshd(path: &Path, connection: &SshConnection) -> Result<Vec<String>> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let mut config = Vec::new();
    let length = file.take(SSHD_CONFIG + 1).read_to_end(&mut config);
    if length.with_context(|| format!("cannot read {name}"))? as u64 > SSHD_CONFIG {
        bail!("{name} is longer than {SSHD_CONFIG} bytes: this is no sshd_config");
    }
    let lists = openssh_lists(&config, connection).map_err(|error| anyhow!("{name}: {error}"))?;
    Ok(lists.iter().map(|(keyword, names)| format!("{keyword} {}", names.join(","))).collect())
}

/// `user=a,addr=192.0.2.1`, with the words of `sshd -C`.
fn connection(spec: &str) -> Result<SshConnection> {
    let mut connection = SshConnection::default();
    for each in spec.split(',').filter(|each| !each.is_empty()) {
        let (name, value) = each
            .split_once('=')
            .with_context(|| format!("--connection: '{each}' is not of the form name=value"))?;
        let wrong = || format!("--connection: {name}={value}");
        match name {
            "user" => connection.user = Some(value.to_owned()),
            "group" => connection.groups.push(value.to_owned()),
            "host" => connection.host = Some(value.to_owned()),
            "addr" => connection.address = Some(value.parse().with_context(wrong)?),
            "laddr" => connection.local_address = Some(value.parse().with_context(wrong)?),
            "lport" => connection.local_port = Some(value.parse().with_context(wrong)?),
            _ => bail!("--connection: '{name}' is none of user, group, host, addr, laddr, lport"),
        }
    }
    Ok(connection)
}

/// Versions, suites, groups and signatures, with the marks that GnuTLS has for them.
fn of_priority(priority: &str) -> Result<Vec<String>> {
    let expansion = expand_gnutls_priority(priority).context("--gnutls")?;
    let versions = expansion.versions.iter().chain(&expansion.datagram_versions);
    let mut lines: Vec<String> = versions.map(|name| format!("VERS-{name}")).collect();
    let suites = expansion.suites.iter().filter_map(|suite| cipher_suite(suite.code_point));
    lines.extend(suites.map(|suite| suite.gnutls()));
    lines.extend(expansion.groups.iter().map(|name| format!("GROUP-{name}")));
    lines.extend(expansion.signatures.iter().map(|name| format!("SIGN-{name}")));
    Ok(lines)
}

/// The names of a list: its keyword may stand before it, else its names tell which list it is.
fn of_openssh(text: &str) -> Result<Vec<String>> {
    let (keyword, value) = match text.split_once(['=', ' ']) {
        Some((keyword, value)) => (Some(keyword.trim()), value.trim()),
        None => (None, text.trim()),
    };
    let lists = || OPENSSH_NEGOTIATED.into_iter().chain(OPENSSH_ACCEPTED);
    let own = value.trim_start_matches(['+', '-', '^']);
    let is_meant = |list: &&OpensshList| match keyword {
        Some(keyword) => list.is_of(keyword),
        None => own.split(',').any(|name| list.knows(name.trim())),
    };
    let Some(list) = lists().find(is_meant) else {
        bail!(
            "--ssh: no list of OpenSSH has such names: put the keyword before it, as in Ciphers=+…"
        )
    };
    Ok(list.expand(value))
}
