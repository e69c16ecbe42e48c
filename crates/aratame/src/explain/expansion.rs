//! What strings of configurations come to: cipher strings of OpenSSL, priority strings of GnuTLS,
//! lists of OpenSSH. One name a line, so that other programs can read it.

use crate::flags::Explain;
use anyhow::{Context, Result, bail};
use aratame_algorithms::{
    OPENSSH_ACCEPTED, OPENSSH_NEGOTIATED, OpensshList, cipher_suite, expand_gnutls_priority,
    expand_openssl_ciphers,
};

/// Everything that the flags ask for; empty when they ask for nothing.
pub(super) fn all(flags: &Explain) -> Result<String> {
    let mut lines = Vec::new();
    if let Some(string) = &flags.cipher_string {
        let expansion = expand_openssl_ciphers(string).context("--cipher-string")?;
        lines.extend(expansion.suites.iter().map(|suite| suite.name.to_owned()));
    }
    if let Some(priority) = &flags.gnutls {
        lines.extend(of_priority(priority)?);
    }
    if let Some(list) = &flags.ssh {
        lines.extend(of_openssh(list)?);
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
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
