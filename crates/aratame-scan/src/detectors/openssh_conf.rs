//! Configurations of the OpenSSH server and client.

use crate::configuration::{Cause, Service, file_names, note, text_of};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};
use aratame_algorithms::{Registry, algorithm_by_name, entry_by_name};
use aratame_formats::config::{Directive, Document, openssh};
use aratame_inventory::{AlgorithmRef, Protocol, Role, Suite};
use std::collections::BTreeSet;

/// Configurations of the OpenSSH server and client.
#[derive(Debug)]
pub struct OpensshConf;

const ABOUT: About = About {
    id: "openssh-conf",
    title: "OpenSSH configurations",
    title_ja: "OpenSSHの設定",
    finds: "The lists of key exchange, host key, cipher and MAC algorithms of servers and clients, \
            with the keys that they name, and what remains negotiable of them.",
    how: "Files are told by their name (sshd_config, ssh_config, .ssh/config and parts of these). \
          Lists with +, - and ^ are worked out from the defaults of OpenSSH 9.2.",
    misses: "Which Host or Match block will hold is not known: each is stated by itself. Files \
             that are included are looked at each by itself. A file without any such directive is \
             not stated, though the defaults then hold. Defaults differ between releases and are \
             marked as assumed.",
    references: &["sshd_config(5), OpenSSH 9.2", "ssh_config(5), OpenSSH 9.2"],
};

/// The release whose defaults are assumed: that of Debian 12.
const ASSUMED: &str = "OpenSSH 9.2";

/// A keyword that takes a list of algorithms.
struct List {
    keywords: &'static [&'static str],
    registry: Registry,
    role: Role,
    defaults: &'static str,
    /// What wildcards choose from beside the defaults.
    more: &'static str,
}

const SIGNATURES: &str = "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
    sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,ssh-ed25519,\
    ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,\
    sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256";
const MORE_SIGNATURES: &str = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com,ssh-dss,\
    ssh-dss-cert-v01@openssh.com,ssh-rsa,ssh-rsa-cert-v01@openssh.com";

const KEX: List = List {
    keywords: &["kexalgorithms"],
    registry: Registry::SshKex,
    role: Role::KeyAgreement,
    defaults: "sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256,\
        curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
        diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,\
        diffie-hellman-group18-sha512,diffie-hellman-group14-sha256",
    more: "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,\
        diffie-hellman-group-exchange-sha1",
};

const HOST_KEYS: List = List {
    keywords: &["hostkeyalgorithms"],
    registry: Registry::SshHostKey,
    role: Role::Authentication,
    defaults: SIGNATURES,
    more: MORE_SIGNATURES,
};

const CIPHERS: List = List {
    keywords: &["ciphers"],
    registry: Registry::SshCipher,
    role: Role::Encryption,
    defaults: "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,\
        aes128-gcm@openssh.com,aes256-gcm@openssh.com",
    more: "3des-cbc,aes128-cbc,aes192-cbc,aes256-cbc",
};

const MACS: List = List {
    keywords: &["macs"],
    registry: Registry::SshMac,
    role: Role::Mac,
    defaults: "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,\
        hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,\
        umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1",
    more: "hmac-sha1-96,hmac-md5,hmac-md5-96,hmac-sha1-96-etm@openssh.com,\
        hmac-md5-etm@openssh.com,hmac-md5-96-etm@openssh.com",
};

/// The lists that a connection is negotiated from, in the order in which it goes on.
const NEGOTIATED: [&List; 4] = [&KEX, &HOST_KEYS, &CIPHERS, &MACS];

/// Lists of signatures that users and authorities may make.
const ACCEPTED: &[List] = &[
    List {
        keywords: &["pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"],
        defaults: SIGNATURES,
        ..HOST_KEYS
    },
    List {
        keywords: &[
            "hostbasedacceptedalgorithms",
            "hostbasedacceptedkeytypes",
            "hostbasedalgorithms",
            "hostbasedkeytypes",
        ],
        ..HOST_KEYS
    },
    List {
        keywords: &["casignaturealgorithms"],
        defaults: "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,\
            sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,\
            rsa-sha2-256",
        ..HOST_KEYS
    },
    List {
        keywords: &["gssapikexalgorithms"],
        defaults: "gss-group14-sha256-,gss-group16-sha512-,gss-nistp256-sha256-,\
            gss-curve25519-sha256-,gss-group14-sha1-,gss-gex-sha1-",
        more: "gss-group1-sha1-",
        ..KEX
    },
];

/// Keywords that name a key, certificate or parameter file.
const FILES: &[&str] = &[
    "certificatefile",
    "hostcertificate",
    "hostkey",
    "identityfile",
    "modulifile",
    "trustedusercakeys",
];

/// Other keywords that are recorded.
const SWITCHES: &[&str] = &["cipher", "fingerprinthash", "protocol", "requiredrsasize"];

/// Lists of one file that are worked out, and blocks that are stated: more than any real file has.
const MAX_LISTS: usize = 1 << 12;
const MAX_SCOPES: usize = 1 << 8;

/// Parts of keywords that would be about algorithms.
const NEAR: &[&str] = &["cipher", "kex", "algorithm", "keytype", "rsasize"];

impl Detector for OpensshConf {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && product(entry).is_some()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some(product) = product(entry) else { return };
        if file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = openssh::parse(text.as_bytes());
        let mut service = Service::new(entry.path, product);
        state(&mut service, &document, true);
        if service.has_directives() {
            service.problems(&document);
        }
        service.finish(findings);
    }
}

/// Whose configuration it is, by the name of the file.
fn product(entry: &Entry<'_>) -> Option<&'static str> {
    let name = entry.path.file_name();
    let is_part =
        |directory: &str| file_names::is_below(entry.path, &[directory]) && name.contains(".conf");
    let is_own = name == "config" && file_names::is_below(entry.path, &[".ssh"]);
    if name.contains("sshd_config") || is_part("sshd_config.d") {
        Some("openssh-server")
    } else if name.contains("ssh_config") || is_part("ssh_config.d") || is_own {
        Some("openssh-client")
    } else {
        None
    }
}

/// States the directives and what may be negotiated; with the defaults of what is not written
/// when the file is `whole`.
pub(crate) fn state(service: &mut Service<'_>, document: &Document, whole: bool) {
    for directive in &document.directives {
        record(service, directive);
    }
    if !service.has_directives() {
        return;
    }
    let lists: Vec<&Directive> =
        document.directives.iter().filter(|d| is_negotiated(&d.name)).take(MAX_LISTS).collect();
    let mut scopes: BTreeSet<Option<usize>> = lists.iter().map(|list| list.block).collect();
    scopes.insert(None);
    for scope in scopes.into_iter().take(MAX_SCOPES) {
        let label = match scope.and_then(|id| document.blocks.get(id)) {
            Some(block) => format!("{} {}", block.name, block.arguments.join(" ")),
            None => "global".to_owned(),
        };
        negotiable(service, &lists, scope, whole, &label);
    }
    for list in ACCEPTED {
        let of_list = document.directives.iter().filter(|d| is_of(list, d));
        for directive in of_list.take(MAX_LISTS) {
            for (name, cause) in written(directive, list) {
                algorithm(service, list, &name, &cause);
            }
        }
    }
}

/// The names that a directive allows, each with why: what it keeps of the defaults is assumed.
fn written(directive: &Directive, list: &List) -> Vec<(String, Cause)> {
    let value = directive.value();
    let own = value.trim_start_matches(['+', '-', '^']);
    let takes_away = value.starts_with('-');
    let named: BTreeSet<String> = chosen(own, list).filter(|_| !takes_away).collect();
    let cause = |name: &String| {
        if named.contains(name) {
            Cause::written(&directive.name, directive.line)
        } else {
            Cause::changed(&directive.name, directive.line, ASSUMED)
        }
    };
    work_out(&value, list).into_iter().map(|name| (name.clone(), cause(&name))).collect()
}

fn record(service: &mut Service<'_>, directive: &Directive) {
    let keyword = directive.name.to_ascii_lowercase();
    let is = |words: &[&str]| words.contains(&keyword.as_str());
    let is_list = NEGOTIATED.into_iter().chain(ACCEPTED).any(|list| is(list.keywords));
    let value = directive.value();
    if is_list || is(SWITCHES) || is(FILES) {
        service.directive(directive.line, &directive.name, &value);
    } else if keyword == "include" {
        service.note(note::INCLUDES, format!("{}: {value}", directive.line));
        service.names_file(&value);
    } else if NEAR.iter().any(|part| keyword.contains(part)) {
        service.unknown_directive(directive.line, &directive.name);
    }
    if is(FILES) {
        service.names_file(&value);
    }
    if keyword == "fingerprinthash" {
        let cause = Cause::written(&directive.name, directive.line);
        match algorithm_by_name(&value) {
            Some(known) => service.algorithm(AlgorithmRef::known(known), Role::Hash, &cause),
            None => service.unknown_name(&value, Role::Hash, &cause),
        }
    }
}

fn is_negotiated(keyword: &str) -> bool {
    let mut keywords = NEGOTIATED.iter().flat_map(|list| list.keywords);
    keywords.any(|known| known.eq_ignore_ascii_case(keyword))
}

fn is_of(list: &List, directive: &Directive) -> bool {
    list.keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(&directive.name))
}

/// States one block, or the part outside blocks.
fn negotiable(
    service: &mut Service<'_>,
    lists: &[&Directive],
    scope: Option<usize>,
    whole: bool,
    label: &str,
) {
    let mut suites = Vec::new();
    for list in NEGOTIATED {
        // The first value that is found holds.
        let of_list = || lists.iter().filter(|directive| is_of(list, directive));
        let own = of_list().find(|directive| directive.block == scope);
        let found = own.or_else(|| of_list().find(|directive| directive.block.is_none()));
        let names = match found {
            Some(directive) => written(directive, list),
            None if whole => {
                let keyword = list.keywords.first().copied().unwrap_or_default();
                let cause = Cause::assumed(keyword, ASSUMED);
                let defaults = work_out(list.defaults, list).into_iter();
                defaults.map(|name| (name, cause.clone())).collect()
            }
            None => continue,
        };
        for (name, cause) in names {
            let algorithms = algorithm(service, list, &name, &cause);
            suites.push(Suite { name, code_point: None, algorithms });
        }
    }
    let names: Vec<_> = suites.iter().map(|suite| suite.name.as_str()).collect();
    service.note(note::NEGOTIABLE, format!("{label}: {}", names.join(" ")));
    service.protocol(Protocol { name: "ssh", versions: vec!["2.0".to_owned()], suites });
}

fn algorithm(
    service: &mut Service<'_>,
    list: &List,
    name: &str,
    cause: &Cause,
) -> Vec<AlgorithmRef> {
    // A method of GSS-API ends in a digest of its mechanism, which the catalogue leaves open.
    let open = if name.starts_with("gss-") { format!("{name}*") } else { name.to_owned() };
    let Some(entry) = entry_by_name(list.registry, &open) else {
        service.unknown_name(name, list.role, cause);
        return Vec::new();
    };
    for usage in &entry.usages {
        service.usage(usage, list.role, cause);
    }
    entry.usages.iter().copied().map(AlgorithmRef::from).collect()
}

/// The names of a list: `+` appends to the defaults, `-` takes away, `^` puts first; wildcards
/// choose from what OpenSSH has.
fn work_out(value: &str, list: &List) -> Vec<String> {
    let defaults = || split(list.defaults).map(str::to_owned).collect::<Vec<_>>();
    let mut names = Vec::new();
    match value.split_at_checked(1) {
        Some(("+", more)) => {
            names = defaults();
            names.extend(chosen(more, list));
        }
        Some(("-", fewer)) => {
            let taken = |name: &String| split(fewer).any(|pattern| matches(pattern, name));
            names.extend(defaults().into_iter().filter(|name| !taken(name)));
        }
        Some(("^", first)) => {
            names.extend(chosen(first, list));
            names.extend(defaults());
        }
        _ => names.extend(chosen(value, list)),
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn chosen<'v>(value: &'v str, list: &'v List) -> impl Iterator<Item = String> + 'v {
    split(value).flat_map(|pattern| {
        if !pattern.contains(['*', '?']) {
            return vec![pattern.to_owned()];
        }
        let all = split(list.defaults).chain(split(list.more));
        all.filter(|name| matches(pattern, name)).map(str::to_owned).collect()
    })
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// Whether a name fits a pattern with `*` and `?`, in time linear in their product.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut at, mut in_name, mut star) = (0, 0, None);
    while in_name < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(byte) if *byte == b'?' || Some(byte) == name.get(in_name) => {
                at += 1;
                in_name += 1;
            }
            _ => {
                let Some((back, from)) = star else { return false };
                star = Some((back, from + 1));
                at = back + 1;
                in_name = from + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn signs_and_wildcards_work_on_the_defaults() {
        assert_eq!(work_out("aes256-ctr,aes256-ctr", &CIPHERS), ["aes256-ctr"]);
        assert_eq!(work_out("+3des-cbc", &CIPHERS).last().unwrap(), "3des-cbc");
        assert_eq!(work_out("^3des-cbc", &CIPHERS)[0], "3des-cbc");
        assert_eq!(work_out("-aes*,chacha*", &CIPHERS), Vec::<String>::new());
        assert_eq!(work_out("aes256-*", &CIPHERS).len(), 3);
        assert!(matches("*a*b?", "xxaxxbx") && !matches("a?", "a") && matches("*", ""));
    }

    #[test]
    fn every_name_of_the_tables_is_in_the_catalogue() {
        for list in NEGOTIATED.into_iter().chain(ACCEPTED) {
            for name in split(list.defaults).chain(split(list.more)) {
                let open = if name.starts_with("gss-") { format!("{name}*") } else { name.into() };
                assert!(entry_by_name(list.registry, &open).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn lists_come_out_as_in_openssh() {
        let version = Command::new("ssh").arg("-V").output();
        if !version.is_ok_and(|out| out.stderr.starts_with(b"OpenSSH_9.2")) {
            eprintln!("no OpenSSH 9.2 here: its answers are not compared");
            return;
        }
        let mut compared = 0;
        for list in NEGOTIATED {
            let keyword = list.keywords[0];
            let first = split(list.defaults).nth(2).unwrap();
            let last = split(list.more).next().unwrap();
            for value in [
                format!("+{last}"),
                format!("-{first}"),
                format!("^{last},{first}"),
                format!("{last},{first}"),
                "-*sha1*,*cbc".to_owned(),
                format!("+{first},{last}"),
            ] {
                let option = format!("{keyword}={value}");
                let arguments = ["-G", "-F", "/dev/null", "-o", &option, "host"];
                let out = Command::new("ssh").args(arguments).output().unwrap();
                let text = String::from_utf8(out.stdout).unwrap();
                let line = text.lines().find_map(|line| line.strip_prefix(keyword)).unwrap();
                assert_eq!(work_out(&value, list).join(","), line.trim(), "{option}");
                compared += 1;
            }
        }
        assert_eq!(compared, 24);
    }
}
