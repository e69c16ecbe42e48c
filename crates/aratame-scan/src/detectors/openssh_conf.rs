//! Configurations of the OpenSSH server and client.

use crate::configuration::include::{Include, Joins};
use crate::configuration::{Cause, Service, file_names, note, text_of};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};
use aratame_algorithms::{
    OPENSSH_ACCEPTED, OPENSSH_NEGOTIATED, OPENSSH_OLDEST, OPENSSH_RELEASE, OpensshList, Registry,
    algorithm_by_name, entry_by_name, openssh_release,
};
use aratame_formats::config::{Directive, Document, openssh};
use aratame_inventory::diagnostic::CONFIG_SYNTAX;
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
          Lists with +, - and ^ are worked out from the defaults of the release that a package \
          database of the same machine tells, else of OpenSSH 9.2.",
    misses: "Which Host or Match block will hold is not known: each is stated by itself \
             (`aratame explain --sshd-config` works one connection out). What \
             a file includes is joined with it when it is among the files scanned. A file without any such directive is \
             not stated, though the defaults then hold. Defaults are marked as assumed; \
             what a distribution changed in its build is not known.",
    references: &["sshd_config(5), OpenSSH 9.2", "ssh_config(5), OpenSSH 9.2"],
};

/// The part of what a list names.
fn role(list: &OpensshList) -> Role {
    match list.registry {
        Registry::SshKex => Role::KeyAgreement,
        Registry::SshCipher => Role::Encryption,
        Registry::SshMac => Role::Mac,
        _ => Role::Authentication,
    }
}

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
        let joins: &'static dyn Joins = if product == SERVER.0 { &SERVER } else { &CLIENT };
        findings.part(joins, document);
    }
}

/// One of the two programs that read such a file.
struct Program(&'static str);

const SERVER: Program = Program("openssh-server");
const CLIENT: Program = Program("openssh-client");

impl Joins for Program {
    fn product(&self) -> &'static str {
        self.0
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        openssh::parse(bytes)
    }

    fn includes(&self, directive: &Directive) -> Vec<Include> {
        if !directive.name.eq_ignore_ascii_case("include") {
            return Vec::new();
        }
        // What is not there is passed over by OpenSSH, too.
        let of = |name: &String| Include { optional: true, ..Include::of(name) };
        directive.arguments.iter().map(of).collect()
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, whole: bool) {
        state(service, document, whole);
    }
}

/// The lists with the defaults of the release that is installed; else of the assumed one.
struct Lists {
    negotiated: Vec<OpensshList>,
    accepted: Vec<OpensshList>,
    /// Whose defaults they are.
    release: String,
}

impl Lists {
    fn of(service: &Service<'_>) -> Self {
        let is_server = service.product() == SERVER.0;
        let installed = service.installed(service.product());
        let release = installed.and_then(openssh_release).filter(|at| *at >= OPENSSH_OLDEST);
        let of = |list: &OpensshList| release.map_or(*list, |release| list.at(release, is_server));
        Self {
            negotiated: OPENSSH_NEGOTIATED.into_iter().map(of).collect(),
            accepted: OPENSSH_ACCEPTED.iter().map(of).collect(),
            release: match release.and(installed) {
                Some(installed) => format!("OpenSSH {installed} as installed"),
                None => OPENSSH_RELEASE.to_owned(),
            },
        }
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
    let known = Lists::of(service);
    if known.release != OPENSSH_RELEASE {
        service.note(note::INSTALLED, known.release.clone());
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
        negotiable(service, &known, &lists, scope, whole, &label);
    }
    for list in &known.accepted {
        let of_list = document.directives.iter().filter(|d| list.is_of(&d.name));
        for directive in of_list.take(MAX_LISTS) {
            for (name, cause) in written(directive, list, &known.release) {
                algorithm(service, list, &name, &cause);
            }
        }
    }
}

/// The names that a directive allows, each with why: what it keeps of the defaults is assumed.
fn written(directive: &Directive, list: &OpensshList, release: &str) -> Vec<(String, Cause)> {
    let value = directive.value();
    let own = value.trim_start_matches(['+', '-', '^']);
    let takes_away = value.starts_with('-');
    let named: BTreeSet<String> = list.chosen(own).filter(|_| !takes_away).collect();
    let cause = |name: &String| {
        if named.contains(name) {
            Cause::written(&directive.name, directive)
        } else {
            Cause::changed(&directive.name, directive, release.to_owned())
        }
    };
    list.expand(&value).into_iter().map(|name| (name.clone(), cause(&name))).collect()
}

fn record(service: &mut Service<'_>, directive: &Directive) {
    let keyword = directive.name.to_ascii_lowercase();
    let is = |words: &[&str]| words.contains(&keyword.as_str());
    let is_list =
        OPENSSH_NEGOTIATED.into_iter().chain(OPENSSH_ACCEPTED).any(|list| is(list.keywords));
    let value = directive.value();
    if is_list || is(SWITCHES) || is(FILES) {
        service.directive(directive, &directive.name, &value);
        // What a connection is negotiated from is set before a user is known.
        let is_server = service.product() == SERVER.0;
        if is_server && directive.block.is_some() && is_negotiated(&directive.name) {
            let message = format!("{keyword}: not allowed in a Match block; sshd refuses the file");
            service.doubt(CONFIG_SYNTAX, directive, &message);
        }
    } else if keyword == "include" {
        service.note(note::INCLUDES, format!("{}: {value}", directive.line));
        service.names_file(&value);
    } else if NEAR.iter().any(|part| keyword.contains(part)) {
        service.unknown_directive(directive, &directive.name);
    }
    if is(FILES) {
        service.names_file(&value);
    }
    if keyword == "fingerprinthash" {
        let cause = Cause::written(&directive.name, directive);
        match algorithm_by_name(&value) {
            Some(known) => service.algorithm(AlgorithmRef::known(known), Role::Hash, &cause),
            None => service.unknown_name(&value, Role::Hash, &cause),
        }
    }
}

fn is_negotiated(keyword: &str) -> bool {
    OPENSSH_NEGOTIATED.iter().any(|list| list.is_of(keyword))
}

/// States one block, or the part outside blocks.
fn negotiable(
    service: &mut Service<'_>,
    known: &Lists,
    lists: &[&Directive],
    scope: Option<usize>,
    whole: bool,
    label: &str,
) {
    let mut suites = Vec::new();
    for list in &known.negotiated {
        // The first value that is found holds.
        let of_list = || lists.iter().filter(|directive| list.is_of(&directive.name));
        let own = of_list().find(|directive| directive.block == scope);
        let found = own.or_else(|| of_list().find(|directive| directive.block.is_none()));
        let names = match found {
            Some(directive) => written(directive, list, &known.release),
            None if whole => {
                let keyword = list.keywords.first().copied().unwrap_or_default();
                let cause = Cause::assumed(keyword, known.release.clone());
                let defaults = list.expand(list.defaults).into_iter();
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
    list: &OpensshList,
    name: &str,
    cause: &Cause,
) -> Vec<AlgorithmRef> {
    // A method of GSS-API ends in a digest of its mechanism, which the catalogue leaves open.
    let open = if name.starts_with("gss-") { format!("{name}*") } else { name.to_owned() };
    let Some(entry) = entry_by_name(list.registry, &open) else {
        service.unknown_name(name, role(list), cause);
        return Vec::new();
    };
    for usage in &entry.usages {
        service.usage(usage, role(list), cause);
    }
    entry.usages.iter().copied().map(AlgorithmRef::from).collect()
}
