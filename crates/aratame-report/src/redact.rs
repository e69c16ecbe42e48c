//! Taking out names before a report leaves the organisation.
//!
//! Works on the inventory before it is judged and written, so that no format can forget it. Each
//! name becomes a numbered one, the same everywhere in the document; numbers follow the order of
//! the names taken out and are no digest that could be tried out. Asset ids are made anew too,
//! because they derive from names: a redacted workbook cannot be read back.
//!
//! Hosts are recognised by their shape (dots, addresses). A host name without a dot is not, unless
//! paths or names are taken out as well: `docs/officer.md` says so.

use aratame_inventory::{
    AlgorithmName, AlgorithmUse, Asset, AssetId, AssetKind, Diagnostic, EntryPath, Inventory,
    Position, Value, attribute,
};
use aratame_systems::{Join, Ledger, Place, System};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;

/// Which names are taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Host names and addresses.
    pub hosts: bool,
    /// Paths.
    pub paths: bool,
    /// Names of assets, subjects, issuers, fingerprints, and names that files bring.
    pub names: bool,
}

/// Endings of files that look like the end of a host name.
const EXTENSIONS: &[&str] = &[
    "a",
    "bin",
    "cer",
    "cfg",
    "cnf",
    "conf",
    "config",
    "crl",
    "crt",
    "csr",
    "csv",
    "db",
    "deb",
    "der",
    "dll",
    "dylib",
    "exe",
    "gpg",
    "gz",
    "html",
    "ini",
    "jar",
    "jks",
    "js",
    "json",
    "kbx",
    "kdbx",
    "key",
    "keystore",
    "ks",
    "log",
    "md",
    "p12",
    "p7b",
    "p7c",
    "p7m",
    "p7s",
    "pem",
    "pfx",
    "php",
    "pl",
    "policy",
    "properties",
    "pub",
    "py",
    "rb",
    "rpm",
    "service",
    "sh",
    "so",
    "sys",
    "tar",
    "tgz",
    "toml",
    "txt",
    "war",
    "whl",
    "xml",
    "xz",
    "yaml",
    "yml",
    "zip",
    "zst",
];

/// Attributes that hold no name: what they say is technical.
const TECHNICAL: &[&str] = &[
    attribute::NOT_BEFORE,
    attribute::NOT_AFTER,
    attribute::KEY_USAGE,
    attribute::EXTENDED_KEY_USAGE,
    attribute::ENCODING,
    attribute::PRIVATE_KEY_FORM,
    attribute::LIBRARY_VERSION,
    attribute::ARCHITECTURE,
    attribute::FORMAT,
    attribute::PRODUCT,
];

impl Redaction {
    /// The redaction of these words: `hosts`, `paths`, `names`.
    ///
    /// # Errors
    /// The first word that is none of them.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, &'a str> {
        let mut redaction = Self::default();
        for word in words {
            match word {
                "hosts" => redaction.hosts = true,
                "paths" => redaction.paths = true,
                "names" => redaction.names = true,
                other => return Err(other),
            }
        }
        Ok(redaction)
    }

    /// Whether anything is taken out.
    #[must_use]
    pub fn is_any(self) -> bool {
        self.hosts || self.paths || self.names
    }

    /// The inventory and the ledger without the names; `host` is the host that was scanned, as the
    /// ledger calls it. What belonged to a system still does: where
    /// hosts or paths are taken out, a new path begins with the systems of the old one.
    #[must_use]
    pub fn apply(
        self,
        inventory: &Inventory,
        ledger: &Ledger,
        host: Option<&str>,
    ) -> (Inventory, Ledger) {
        if !self.is_any() {
            return (inventory.clone(), ledger.clone());
        }
        let pseudonyms = Pseudonyms::new(self, inventory, ledger, host);
        let mut redacted = Inventory {
            assets: inventory.assets.iter().map(|asset| pseudonyms.asset(asset)).collect(),
            relations: inventory.relations.clone(),
            diagnostics: inventory
                .diagnostics
                .iter()
                .map(|each| pseudonyms.diagnostic(each))
                .collect(),
            coverage: inventory.coverage.clone(),
        };
        for relation in &mut redacted.relations {
            relation.from = pseudonyms.id(relation.from);
            relation.to = pseudonyms.id(relation.to);
        }
        redacted.relations.sort();
        redacted.assets.sort_by_key(|asset| asset.id);
        redacted.diagnostics.sort();
        let systems = ledger.systems.iter().enumerate();
        let systems = systems.map(|(at, system)| pseudonyms.system(at, system)).collect();
        (redacted, Ledger { file: "ledger".to_owned(), systems, ..ledger.clone() })
    }
}

/// The numbers of the names taken out.
struct Pseudonyms {
    redaction: Redaction,
    ids: BTreeMap<AssetId, usize>,
    paths: BTreeMap<EntryPath, usize>,
    hosts: BTreeMap<String, usize>,
    /// The systems of each path, when a new path has to tell them.
    claimed: BTreeMap<EntryPath, Vec<usize>>,
}

impl Pseudonyms {
    fn new(
        redaction: Redaction,
        inventory: &Inventory,
        ledger: &Ledger,
        host: Option<&str>,
    ) -> Self {
        let ids: BTreeSet<AssetId> = inventory.assets.iter().map(|asset| asset.id).collect();
        let occurrences = inventory.assets.iter().flat_map(|asset| &asset.occurrences);
        let paths = occurrences.map(|each| &each.path);
        let paths: BTreeSet<EntryPath> =
            paths.chain(inventory.diagnostics.iter().map(|each| &each.path)).cloned().collect();
        let mut hosts = BTreeSet::new();
        if redaction.hosts {
            for asset in &inventory.assets {
                texts(asset, &mut |text| hosts.extend(hosts_in(text)));
            }
            for each in &inventory.diagnostics {
                hosts.extend(hosts_in(each.path.as_str()));
                hosts.extend(hosts_in(&each.message));
            }
        }
        let mut claimed = BTreeMap::new();
        if !ledger.systems.is_empty() && (redaction.hosts || redaction.paths) {
            let join = Join::new(&ledger.systems);
            let systems = |path: &EntryPath| (path.clone(), join.systems_of(host, path.as_str()));
            claimed = paths.iter().map(systems).collect();
        }
        let (ids, paths, hosts) = (numbered(ids), numbered(paths), numbered(hosts));
        Self { redaction, ids, paths, hosts, claimed }
    }

    fn id(&self, id: AssetId) -> AssetId {
        let number = self.ids.get(&id).copied().unwrap_or(0);
        AssetId::of(id.kind(), &format!("redacted-{number}"))
    }

    /// A text that may hold names.
    fn text(&self, text: &str) -> String {
        let is_path = text.contains(['/', '\\']);
        if self.redaction.paths && is_path {
            return "(path)".to_owned();
        }
        if !self.redaction.hosts {
            return text.to_owned();
        }
        pieces(text)
            .map(|piece| {
                match host_of(piece)
                    .and_then(|host| Some((host, self.hosts.get(&host.to_lowercase())?)))
                {
                    Some((host, number)) => piece.replacen(host, &format!("host-{number}"), 1),
                    None => piece.to_owned(),
                }
            })
            .collect()
    }

    fn path(&self, path: &EntryPath) -> EntryPath {
        if self.redaction.paths || !self.claimed.is_empty() {
            let number = self.paths.get(path).copied().unwrap_or(0);
            let folder = self.claimed.get(path).map_or_else(String::new, |systems| folder(systems));
            return EntryPath::of_file(Path::new(&format!("{folder}path-{number}")));
        }
        EntryPath::of_file(Path::new(&self.text(path.as_str())))
    }

    fn system(&self, at: usize, system: &System) -> System {
        let mut redacted = System { place: Place::file("ledger"), ..system.clone() };
        if !self.claimed.is_empty() {
            let sets: BTreeSet<&Vec<usize>> =
                self.claimed.values().filter(|systems| systems.contains(&at)).collect();
            redacted.paths = sets.into_iter().map(|systems| folder(systems)).collect();
            redacted.hosts = Vec::new();
        }
        let texts = [
            &mut redacted.organisation,
            &mut redacted.owner,
            &mut redacted.vendor,
            &mut redacted.note,
        ];
        if self.redaction.names {
            redacted.id = format!("system-{}", at + 1).into();
            redacted.name = format!("system-{}", at + 1);
            texts.into_iter().flatten().for_each(|text| "***".clone_into(text));
        } else {
            redacted.name = self.text(&system.name);
            texts.into_iter().flatten().for_each(|text| *text = self.text(text));
        }
        redacted
    }

    fn position(&self, position: &Position) -> Position {
        let symbol = position.symbol.as_deref().filter(|_| !self.redaction.names);
        Position { symbol: symbol.map(|text| self.text(text).into()), ..position.clone() }
    }

    fn asset(&self, asset: &Asset) -> Asset {
        let number = self.ids.get(&asset.id).copied().unwrap_or(0);
        let id = self.id(asset.id);
        let mut redacted = Asset {
            id,
            identity: format!("redacted-{number}"),
            name: self.name(asset, number),
            algorithms: asset.algorithms.iter().map(|each| self.used(each)).collect(),
            attributes: self.attributes(asset),
            ..asset.clone()
        };
        redacted.algorithms.sort();
        for suite in redacted.protocols.iter_mut().flat_map(|each| &mut each.suites) {
            if self.redaction.names && suite.code_point.is_none() {
                "(suite)".clone_into(&mut suite.name);
            }
        }
        for place in &mut redacted.occurrences {
            place.path = self.path(&place.path);
            place.position = self.position(&place.position);
        }
        redacted.occurrences.sort();
        redacted
    }

    fn name(&self, asset: &Asset, number: usize) -> String {
        let technical = matches!(asset.kind, AssetKind::Component | AssetKind::Library);
        if self.redaction.names && !technical {
            return format!("{}-{number}", asset.kind);
        }
        self.text(&asset.name)
    }

    fn attributes(&self, asset: &Asset) -> BTreeMap<&'static str, Value> {
        let kept = |key: &str, value: &Value| {
            !self.redaction.names
                || TECHNICAL.contains(&key)
                || matches!(value, Value::Boolean(_) | Value::Integer(_))
        };
        let clean = |value: &Value| match value {
            Value::Text(text) => Value::Text(self.text(text)),
            Value::List(list) => Value::List(list.iter().map(|text| self.text(text)).collect()),
            other => other.clone(),
        };
        let all = asset.attributes.iter().filter(|(key, value)| kept(key, value));
        all.map(|(key, value)| (*key, clean(value))).collect()
    }

    fn used(&self, each: &AlgorithmUse) -> AlgorithmUse {
        let mut redacted = each.clone();
        redacted.reason = each
            .reason
            .as_deref()
            .filter(|_| !self.redaction.names)
            .map(|text| self.text(text).into());
        redacted.position = each.position.as_deref().map(|each| Box::new(self.position(each)));
        if let AlgorithmName::Name(name) = &each.algorithm.name {
            let name =
                if self.redaction.names { "(unknown name)".to_owned() } else { self.text(name) };
            redacted.algorithm.name = AlgorithmName::Name(name.into());
        }
        redacted
    }

    fn diagnostic(&self, each: &Diagnostic) -> Diagnostic {
        Diagnostic {
            path: self.path(&each.path),
            position: self.position(&each.position),
            code: each.code,
            message: if self.redaction.names { String::new() } else { self.text(&each.message) },
        }
    }
}

/// Every text of an asset that may hold a name.
fn texts(asset: &Asset, see: &mut dyn FnMut(&str)) {
    see(&asset.name);
    for value in asset.attributes.values() {
        match value {
            Value::Text(text) => see(text),
            Value::List(list) => list.iter().for_each(|text| see(text)),
            Value::Boolean(_) | Value::Integer(_) => {}
        }
    }
    for place in &asset.occurrences {
        see(place.path.as_str());
        place.position.symbol.as_deref().into_iter().for_each(&mut *see);
    }
    for each in &asset.algorithms {
        each.reason.as_deref().into_iter().for_each(&mut *see);
        let symbol = each.position.as_deref().and_then(|position| position.symbol.as_deref());
        symbol.into_iter().for_each(&mut *see);
        if let AlgorithmName::Name(name) = &each.algorithm.name {
            see(name);
        }
    }
}

/// The folder that stands for a set of systems; nothing for none.
fn folder(systems: &[usize]) -> String {
    if systems.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = systems.iter().map(|at| (at + 1).to_string()).collect();
    format!("/system-{}/", numbers.join("+"))
}

fn numbered<T: Ord>(all: BTreeSet<T>) -> BTreeMap<T, usize> {
    all.into_iter().zip(1..).collect()
}

/// Characters of host names, addresses and mailboxes; everything else ends a piece.
fn is_piece(c: char) -> bool {
    c.is_alphanumeric() || ".-_:@".contains(c)
}

/// The text in pieces that are either wholly of such characters or wholly not.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|c| !is_piece(c)).flat_map(|part| {
        let end = part.trim_end_matches(|c| !is_piece(c)).len();
        [&part[..end], &part[end..]]
    })
}

fn hosts_in(text: &str) -> impl Iterator<Item = String> {
    pieces(text).filter_map(host_of).map(str::to_lowercase)
}

/// The host name, address or mailbox in a piece.
fn host_of(piece: &str) -> Option<&str> {
    let piece = piece.trim_matches(['.', '-', '_', ':']);
    if piece.parse::<IpAddr>().is_ok() || piece.contains('@') {
        return (piece.len() > 1).then_some(piece);
    }
    // A port or a line behind it.
    let piece = piece.split(':').next().unwrap_or(piece);
    if piece.parse::<IpAddr>().is_ok() {
        return Some(piece);
    }
    let mut name = piece;
    while let Some((head, last)) = name.rsplit_once('.') {
        if !EXTENSIONS.contains(&last.to_lowercase().as_str()) {
            break;
        }
        name = head;
    }
    let (head, last) = name.rsplit_once('.')?;
    let top_level = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic);
    let labels = head.split('.').all(|label| !label.is_empty());
    (top_level && labels).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_recognised_by_their_shape() {
        for (piece, host) in [
            ("www.example.go.jp", Some("www.example.go.jp")),
            ("www.example.go.jp.pem", Some("www.example.go.jp")),
            ("host.lg.jp:443", Some("host.lg.jp")),
            ("10.0.0.1", Some("10.0.0.1")),
            ("10.0.0.1:22", Some("10.0.0.1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("taro@mlit.example", Some("taro@mlit.example")),
            ("nginx.conf", None),
            ("libcrypto.so.3", None),
            ("openssl-3.0.17", None),
            ("server", None),
        ] {
            assert_eq!(host_of(piece), host, "{piece}");
        }
    }

    #[test]
    fn pieces_keep_the_text() {
        let text = "CN=www.a.example, O=省庁 (b.example)";
        assert_eq!(pieces(text).collect::<String>(), text);
        let hosts: Vec<_> = hosts_in(text).collect();
        assert_eq!(hosts, ["www.a.example", "b.example"]);
    }

    #[test]
    fn a_word_that_is_no_redaction_is_named() {
        assert_eq!(Redaction::parse(["hosts", "path"]), Err("path"));
        assert!(Redaction::parse(["names"]).unwrap().names);
    }
}
