//! Statements in scopes: which one holds where, by the nesting of blocks.

use super::defaults::Assumed;
use super::tls::{self, Setting, TlsSettings, Version};
use super::{Cause, Line, MAX_WRITTEN, Service, named, note};
use aratame_algorithms::Registry;
use aratame_inventory::Role;
use aratame_inventory::diagnostic::CONFIG_UNKNOWN_DIRECTIVE;
use std::collections::{BTreeMap, BTreeSet};

/// What a directive is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Means {
    /// Versions, as a list.
    Versions,
    /// The lowest version.
    MinVersion,
    /// The highest version.
    MaxVersion,
    /// One version to leave out.
    WithoutVersion,
    /// A cipher string for TLS up to 1.2.
    Ciphers,
    /// Suites of TLS 1.3.
    Suites13,
    /// Suites by their names, whatever the version.
    Suites,
    /// A cipher string, or suites by their names in the registry.
    CiphersOrSuites,
    /// A priority string of GnuTLS.
    Priority,
    /// A cipher string of OpenSSL or a priority string, as the product is built.
    CiphersOrPriority,
    /// Versions that are left out.
    WithoutVersions,
    /// Groups for key exchange.
    Groups,
    /// Signature schemes.
    Signatures,
    /// A command of OpenSSL's own configuration with its value.
    OpensslCommand,
    /// A file with a certificate, chain or trust anchors.
    Certificate,
    /// A file with a private key.
    PrivateKey,
    /// A file with Diffie–Hellman parameters.
    DhParameters,
    /// The size of Diffie–Hellman parameters in bits.
    DhBits,
    /// Names of a registry, each in this part.
    Names(Registry, Role),
    /// Names of algorithms, each in this part.
    Algorithms(Role),
    /// Usages of the catalogue, each in this part.
    Usages(Role),
    /// Schemes by which passwords are kept or proved.
    Schemes,
    /// Proposals of IKE or ESP as strongSwan has them.
    Proposals,
    /// The size of a key in bits, of the algorithm with this id.
    KeyBits(&'static str),
    /// Algorithms that the product fixes, as usages of the catalogue.
    Fixed(&'static [(&'static str, Role)]),
    /// A secret: it is recorded that there is one, never what it is.
    Secret,
    /// Bears on what is negotiated, and is recorded as written.
    Switch,
    /// Turns TLS on in its scope, and is recorded as written.
    Engine,
    /// Turns TLS on in its scope, as a part of a directive about something else.
    Listens,
    /// Another file that is read in here.
    Include,
    /// About TLS, without bearing on what is negotiated.
    Related,
}

impl Means {
    /// Whether an inventory records the directive.
    pub(crate) fn is_recorded(self) -> bool {
        !matches!(self, Self::Listens | Self::Include | Self::Related)
    }

    /// What stands between the words of a value of several.
    pub(crate) fn joint(self) -> &'static str {
        match self {
            Self::Ciphers
            | Self::CiphersOrSuites
            | Self::CiphersOrPriority
            | Self::Suites13
            | Self::Suites
            | Self::Groups => ":",
            _ => " ",
        }
    }

    fn is_negotiated(self) -> bool {
        matches!(
            self,
            Self::Versions
                | Self::MinVersion
                | Self::MaxVersion
                | Self::WithoutVersion
                | Self::WithoutVersions
                | Self::Ciphers
                | Self::CiphersOrSuites
                | Self::Suites13
                | Self::Suites
                | Self::Priority
                | Self::CiphersOrPriority
                | Self::Groups
                | Self::Signatures
        )
    }
}

/// Whose side of a connection a directive is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Server,
    Client,
}

/// One directive as its dialect understands it.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) means: Means,
    pub(crate) side: Side,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) line: Line,
    pub(crate) scope: usize,
    /// Its value as it stands, to be recorded; what another statement passes on has none.
    pub(crate) written: Option<String>,
}

impl Statement {
    /// Whether its value holds a variable: what it comes to is decided elsewhere.
    fn is_open(&self) -> bool {
        self.value.contains('$')
    }
}

/// A block, or the file.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// How people find it: `server (line 12)`.
    pub(crate) label: String,
    /// The scope whose statements hold here, too. Always an earlier one.
    pub(crate) parent: Option<usize>,
    /// Whether a service is defined here, so that defaults hold for what is not written.
    pub(crate) is_service: bool,
}

/// What a product does when nothing is written, where its release is not known.
pub(crate) struct Defaults {
    /// Product and version for which this holds.
    pub(crate) product: &'static str,
    pub(crate) versions: &'static [Version],
    pub(crate) ciphers: &'static str,
    pub(crate) groups: &'static str,
}

/// Groups of OpenSSL 3.0 when nothing is written.
pub(crate) const OPENSSL_DEFAULT_GROUPS: &str = "X25519:P-256:X448:P-521:P-384";

/// How a product reads its values.
pub(crate) struct Reading {
    /// What `all` means in a list of versions.
    pub(crate) all_versions: &'static [Version],
    /// What the product adds to every cipher string.
    pub(crate) cipher_suffix: &'static str,
    pub(crate) defaults: Option<Defaults>,
}

/// Scopes and the statements in them, in the order of the file.
pub(crate) struct Scopes {
    scopes: Vec<Scope>,
    statements: Vec<Statement>,
    /// Statements by where they stand and what they are about.
    index: BTreeMap<(usize, Side, Means), Vec<usize>>,
}

impl Scopes {
    pub(crate) fn new(scopes: Vec<Scope>, mut statements: Vec<Statement>) -> Self {
        statements.truncate(MAX_WRITTEN + 1);
        let mut index: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, statement) in statements.iter().enumerate() {
            let key = (statement.scope, statement.side, statement.means);
            index.entry(key).or_default().push(at);
        }
        Self { scopes, statements, index }
    }

    /// Records every statement and states what may be negotiated in each scope.
    pub(crate) fn state(&self, service: &mut Service<'_>, reading: &Reading) {
        for statement in &self.statements {
            record(service, statement);
            if statement.means.is_negotiated() && statement.is_open() {
                let message =
                    format!("{}: holds a variable that is not known here", statement.name);
                service.doubt(CONFIG_UNKNOWN_DIRECTIVE, statement.line, &message);
            }
        }
        // Hundreds of virtual hosts often have the same settings: those are stated once.
        let mut alike: BTreeMap<String, (TlsSettings, Vec<String>)> = BTreeMap::new();
        let refined = self.refined();
        for (scope, side) in self.places() {
            let mut settings = self.settings(service, scope, side, reading);
            settings.is_on &= !refined.contains(&(scope, side));
            let (_, labels) = alike.entry(settings.key()).or_insert((settings, Vec::new()));
            labels.extend(self.label(scope, side));
        }
        for (settings, labels) in alike.values() {
            tls::state(service, &labels.join(", "), settings);
        }
    }

    fn label(&self, scope: usize, side: Side) -> Option<String> {
        let label = &self.scopes.get(scope)?.label;
        Some(match side {
            Side::Server => label.clone(),
            Side::Client => format!("{label} as a client"),
        })
    }

    /// The scopes that say something of their own about negotiation, or turn TLS on.
    fn places(&self) -> BTreeSet<(usize, Side)> {
        let tells =
            |means: Means| means.is_negotiated() || matches!(means, Means::Engine | Means::Listens);
        let own = self.index.keys().filter(|(_, _, means)| tells(*means));
        own.map(|(scope, side, _)| (*scope, *side)).collect()
    }

    /// The scopes whose settings stand in blocks inside them, such as a connector's in its host.
    fn refined(&self) -> BTreeSet<(usize, Side)> {
        let own = self.index.keys().filter(|(_, _, means)| means.is_negotiated());
        own.flat_map(|(scope, side, _)| self.chain(*scope).skip(1).map(|above| (above, *side)))
            .collect()
    }

    fn settings(
        &self,
        service: &mut Service<'_>,
        scope: usize,
        side: Side,
        reading: &Reading,
    ) -> TlsSettings {
        let find = |means| self.holding(scope, side, means);
        let text = |means| find(means).map(|found| setting(found, found.value.clone()));
        let mut settings = TlsSettings {
            versions: self.versions(service, scope, side, reading),
            ciphers: text(Means::Ciphers),
            suites13: text(Means::Suites13),
            groups: text(Means::Groups),
            signatures: text(Means::Signatures),
            suites: text(Means::Suites),
            priority: text(Means::Priority),
            is_on: find(Means::Engine).or_else(|| find(Means::Listens)).is_some(),
        };
        if let Some(either) = text(Means::CiphersOrSuites) {
            let mut names = either.value.split([':', ',', ' ']);
            let is_named = names.any(|name| name.starts_with("TLS_") || name.starts_with("TLS-"));
            let place = if is_named { &mut settings.suites } else { &mut settings.ciphers };
            place.get_or_insert(either);
        }
        if let Some(either) = text(Means::CiphersOrPriority) {
            let is_priority = tls::is_priority(&either.value);
            let place = if is_priority { &mut settings.priority } else { &mut settings.ciphers };
            place.get_or_insert(either);
        }
        if self.is_whole(scope, side)
            && let Some(defaults) = Assumed::of(service, reading.defaults.as_ref())
        {
            defaults.fill(&mut settings);
        }
        if let Some(ciphers) = &mut settings.ciphers {
            ciphers.value.push_str(reading.cipher_suffix);
        }
        settings
    }

    fn versions(
        &self,
        service: &mut Service<'_>,
        scope: usize,
        side: Side,
        reading: &Reading,
    ) -> Option<Setting<Vec<Version>>> {
        let listed = self.holding(scope, side, Means::Versions).map(|found| {
            let cause = Cause::written(&found.name, found.line);
            let all = reading.all_versions;
            setting(found, tls::read_versions(service, &found.value, all, &cause))
        });
        let mut bound = |means| self.bound(service, scope, side, means);
        let (lowest, highest) = (bound(Means::MinVersion), bound(Means::MaxVersion));
        let without: Vec<Version> = self
            .chain(scope)
            .flat_map(|scope| self.own(scope, side, Means::WithoutVersion))
            .filter_map(|statement| Version::of(&statement.value))
            .chain(self.left_out(service, scope, side))
            .collect();
        let cause = lowest.as_ref().or(highest.as_ref()).map(|bound| bound.cause.clone());
        let mut versions = match (listed, cause) {
            (Some(listed), _) => listed,
            (None, Some(cause)) => Setting { value: Version::TLS.to_vec(), cause },
            (None, None) if !without.is_empty() => {
                let one = self.holding(scope, side, Means::WithoutVersion);
                let first = one.or_else(|| self.holding(scope, side, Means::WithoutVersions))?;
                setting(first, Version::TLS.to_vec())
            }
            (None, None) => return None,
        };
        if lowest.as_ref().is_some_and(|lowest| lowest.value == Version::Ssl3) {
            versions.value.insert(0, Version::Ssl3);
        }
        versions.value.retain(|version| {
            lowest.as_ref().is_none_or(|lowest| *version >= lowest.value)
                && highest.as_ref().is_none_or(|highest| *version <= highest.value)
                && !without.contains(version)
        });
        Some(versions)
    }

    fn left_out(&self, service: &mut Service<'_>, scope: usize, side: Side) -> Vec<Version> {
        let Some(found) = self.holding(scope, side, Means::WithoutVersions) else {
            return Vec::new();
        };
        let cause = Cause::written(&found.name, found.line);
        let none = found.value.eq_ignore_ascii_case("none");
        let value = if none { "" } else { found.value.as_str() };
        tls::read_versions(service, value, &[], &cause)
    }

    fn bound(
        &self,
        service: &mut Service<'_>,
        scope: usize,
        side: Side,
        means: Means,
    ) -> Option<Setting<Version>> {
        let found = self.holding(scope, side, means)?;
        // OpenSSL writes an absent bound like this.
        if found.value.eq_ignore_ascii_case("none") || found.value == "0" {
            return None;
        }
        let cause = Cause::written(&found.name, found.line);
        let version = *tls::read_versions(service, &found.value, &[], &cause).first()?;
        Some(setting(found, version))
    }

    /// The last statement of the innermost scope that has one.
    fn holding(&self, scope: usize, side: Side, means: Means) -> Option<&Statement> {
        let known = |statement: &&Statement| !statement.is_open();
        self.chain(scope).find_map(|scope| self.own(scope, side, means).find(known))
    }

    /// The statements of a scope itself, the last first.
    fn own(&self, scope: usize, side: Side, means: Means) -> impl Iterator<Item = &Statement> {
        let places = self.index.get(&(scope, side, means)).into_iter().flatten();
        places.rev().filter_map(|at| self.statements.get(*at))
    }

    /// A scope and those around it.
    fn chain(&self, scope: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(scope), |scope| {
            self.scopes.get(*scope)?.parent.filter(|parent| parent < scope)
        })
    }

    /// Whether a service is defined here wholly: nothing is read in that could say more.
    fn is_whole(&self, scope: usize, side: Side) -> bool {
        let in_service = self
            .chain(scope)
            .any(|scope| self.scopes.get(scope).is_some_and(|scope| scope.is_service));
        let reads_in = self
            .chain(scope)
            .any(|scope| self.own(scope, Side::Server, Means::Include).next().is_some());
        side == Side::Server && in_service && !reads_in
    }
}

fn setting<T>(statement: &Statement, value: T) -> Setting<T> {
    Setting { value, cause: Cause::written(&statement.name, statement.line) }
}

/// Records a statement as written, with the file that it names.
fn record(service: &mut Service<'_>, statement: &Statement) {
    let Statement { means, name, value, line, .. } = statement;
    if let Some(written) = statement.written.as_ref().filter(|_| means.is_recorded()) {
        service.directive(*line, name, written);
    }
    match means {
        Means::Certificate | Means::PrivateKey | Means::DhParameters => service.names_file(value),
        Means::Include => {
            service.note(note::INCLUDES, format!("{}: {value}", line.line));
            service.names_file(value);
        }
        Means::DhBits => service.dh_bits(value, &Cause::written(name, *line)),
        _ => named::state(service, *means, value, &Cause::written(name, *line)),
    }
}
