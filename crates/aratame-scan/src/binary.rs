//! An executable entry as the detectors of binaries share it: parsed once, its asset named once.
//!
//! Owns the decision what the asset of a file is (a library that implements, or a program that
//! uses), so that detectors that see the same file speak of the same asset.

mod arguments;
mod calls;
mod functions;
mod libraries;
mod numbers;
mod ordinals;
mod passed_over;
mod rust_names;
mod words;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use aratame_algorithms::Usage;
use aratame_formats::ar::{Archive, Member};
use aratame_formats::executable::{Binding, Executable, ExecutableError, Role, Symbol};
use aratame_formats::source::Source;
use aratame_formats::{go_functions, macho};
use aratame_inventory::attribute;
use aratame_inventory::{AssetKind, Observation};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::entry::{Entry, Kind};
pub(crate) use arguments::{Encoding, KERNEL, MAX_EXPRESSION, MAX_NAME, Vocabulary};
pub(crate) use calls::{Call, calls};
use functions::{FUNCTIONS, Known, crate_in_prefix, is_short};
pub(crate) use libraries::{Class, Library, library};
pub(crate) use numbers::MAX_TEXT;
pub(crate) use passed_over::PassedOver;

/// Function names kept as the reason of one algorithm.
const MAX_REASONS: usize = 4;
/// Imports by ordinal that are listed: a program has some dozens.
const MAX_ORDINALS: usize = 256;
/// Exported functions that make a library one that implements cryptography.
const IMPLEMENTING: usize = 3;

/// What the functions of a file say about one set of algorithms.
#[derive(Debug, Default)]
pub(crate) struct Called {
    /// Names, a few.
    pub(crate) names: BTreeSet<String>,
    /// How many different names there were.
    pub(crate) count: usize,
    /// Whether they are imported.
    is_import: bool,
    /// A library that they are imported from, where the file says so.
    pub(crate) library: Option<String>,
}

/// What tells that the code of a library stands in a file.
#[derive(Debug, Default)]
struct Contained {
    /// Names of its functions, a few.
    names: BTreeSet<String>,
    /// Whether one name is enough: a crate's own, or one with a version in it.
    is_sure: bool,
}

/// One executable entry.
#[derive(Debug)]
pub(crate) struct Binary {
    /// One for each architecture of a fat file, one otherwise; none in an archive.
    pub(crate) executables: Vec<Executable>,
    /// Whether it is an archive of objects.
    pub(crate) is_archive: bool,
    /// Its members; none when they could not all be listed.
    pub(crate) members: Vec<Member>,
    /// Imported functions by what they fix, and defined ones whose algorithm is elsewhere.
    pub(crate) imported: BTreeMap<u16, Called>,
    /// Exported functions by what they fix.
    pub(crate) exported: BTreeMap<u16, Called>,
    /// Functions defined for the file itself, from its full symbol table.
    pub(crate) local: BTreeMap<u16, Called>,
    /// Functions that only the words of their names tell: those that the file asks for (imports,
    /// commands to a device), and then those that it defines.
    pub(crate) worded: [BTreeMap<u16, Called>; 2],
    /// Libraries whose functions the file defines itself, by product.
    contained: BTreeMap<String, Contained>,
    /// Imported functions that take an algorithm by its name, and the names that they take.
    pub(crate) takers: BTreeSet<(Vocabulary, String)>,
    /// Whether a function is imported that takes an algorithm as a number or at an address.
    pub(crate) takes_numbers: bool,
    /// Imports by ordinal from cryptographic libraries, of which no document tells the function.
    pub(crate) ordinals: BTreeSet<(String, u16)>,
    /// What could not be read, each once.
    pub(crate) problems: BTreeSet<String>,
    /// The digest of the file, which several detectors ask for.
    digest: OnceCell<String>,
}

impl Binary {
    /// Reads an entry; `None` when it is of another kind.
    pub(crate) fn read(kind: Kind, source: &Source<'_>) -> Option<Self> {
        let mut binary = Self {
            executables: Vec::new(),
            is_archive: kind == Kind::Ar,
            members: Vec::new(),
            imported: BTreeMap::new(),
            exported: BTreeMap::new(),
            local: BTreeMap::new(),
            worded: Default::default(),
            contained: BTreeMap::new(),
            takers: BTreeSet::new(),
            takes_numbers: false,
            ordinals: BTreeSet::new(),
            problems: BTreeSet::new(),
            digest: OnceCell::new(),
        };
        let read = match kind {
            Kind::Elf | Kind::Pe | Kind::MachO => binary.thin(source, 0, source.len()),
            Kind::MachOFat => binary.fat(source),
            Kind::Ar => binary.archive(source),
            _ => return None,
        };
        binary.problems.extend(read.err().map(|error| error.to_string()));
        Some(binary)
    }

    fn thin(&mut self, source: &Source<'_>, at: u64, size: u64) -> Result<(), ExecutableError> {
        let executable = Executable::parse_at(source, at, size)?;
        let read = executable.symbols(source, &mut |symbol| self.symbol(&symbol));
        go_functions::names(&executable, source, &mut |name| {
            self.symbol(&Symbol { name, binding: Binding::Local, address: 0 });
        })?;
        self.problems.extend(executable.notes.iter().map(|note| (*note).to_owned()));
        self.executables.push(executable);
        read
    }

    fn fat(&mut self, source: &Source<'_>) -> Result<(), ExecutableError> {
        let fat = macho::slices(source)?;
        self.problems.extend(fat.notes.iter().map(|note| (*note).to_owned()));
        for slice in &fat.slices {
            // A slice that is damaged hides none of the others.
            match self.thin(source, slice.offset, slice.size) {
                Err(ExecutableError::Io(error)) => return Err(error.into()),
                read => self.problems.extend(read.err().map(|error| error.to_string())),
            }
        }
        Ok(())
    }

    fn archive(&mut self, source: &Source<'_>) -> Result<(), ExecutableError> {
        let mut archive = Archive::parse(source)?;
        if archive.truncated {
            self.problems.insert("the archive ends inside a member".to_owned());
        } else {
            self.members = std::mem::take(&mut archive.members);
        }
        archive.symbols(source, &mut |name| {
            self.symbol(&Symbol { name, binding: Binding::Export, address: 0 });
        })?;
        Ok(())
    }

    fn symbol(&mut self, symbol: &Symbol<'_>) {
        let Binding::Import(from) = symbol.binding else { return self.named(symbol) };
        if let Some(vocabulary) = Vocabulary::of(symbol.name) {
            self.takers.insert((vocabulary, String::from_utf8_lossy(symbol.name).into_owned()));
        }
        self.takes_numbers = self.takes_numbers || numbers::taker(symbol.name).is_some();
        let by_ordinal = from.and_then(|library| Some((library, ordinals::ordinal(symbol.name)?)));
        let Some((from, ordinal)) = by_ordinal else { return self.named(symbol) };
        match ordinals::function(from, ordinal) {
            Some(name) => self.named(&Symbol { name: name.as_bytes(), ..*symbol }),
            None if library(from).is_some() && self.ordinals.len() < MAX_ORDINALS => {
                self.ordinals.insert((from.to_owned(), ordinal));
            }
            None => {}
        }
    }

    fn named(&mut self, symbol: &Symbol<'_>) {
        let known = FUNCTIONS.known(symbol.name);
        if known == Known::default()
            && let Some((known, label)) = of_crate(symbol.name)
        {
            self.contain(symbol, known.product, &label, true);
            return self.called(symbol, known, label);
        }
        let label = || String::from_utf8_lossy(symbol.name);
        if known.product.is_some() {
            self.contain(symbol, known.product, &label(), false);
        }
        if let Some(of_crate) = crate_in_prefix(symbol.name) {
            self.contain(symbol, Some(&of_crate), &label(), true);
        }
        if known.meaning.is_some() {
            self.called(symbol, known, label().into_owned());
        } else {
            self.word(symbol);
        }
    }

    fn called(&mut self, symbol: &Symbol<'_>, known: Known, label: String) {
        let Some(number) = known.meaning else { return };
        let called = match symbol.binding {
            Binding::Import(_) => &mut self.imported,
            _ if known.elsewhere => &mut self.imported,
            Binding::Export => &mut self.exported,
            // A short name that stays inside a file may be anything.
            Binding::Local if is_short(symbol.name) => return,
            Binding::Local => &mut self.local,
        };
        called.entry(number).or_default().add(symbol, label);
    }

    /// Notes whose code a function is that the file defines.
    fn contain(&mut self, symbol: &Symbol<'_>, product: Option<&str>, label: &str, is_sure: bool) {
        let Some(product) = product else { return };
        if matches!(symbol.binding, Binding::Import(_)) {
            return;
        }
        if !self.contained.contains_key(product) {
            self.contained.insert(product.to_owned(), Contained::default());
        }
        let Some(contained) = self.contained.get_mut(product) else { return };
        contained.is_sure |= is_sure;
        // The smallest names, so that the order of a symbol table does not show.
        let names = &mut contained.names;
        let is_small =
            names.len() < MAX_REASONS || names.last().is_some_and(|last| label < last.as_str());
        if is_small && !names.contains(label) {
            names.insert(label.to_owned());
            if names.len() > MAX_REASONS {
                names.pop_last();
            }
        }
    }

    fn word(&mut self, symbol: &Symbol<'_>) {
        let number = words::meaning(symbol.name).and_then(|spec| FUNCTIONS.meaning(spec));
        if let Some(number) = number {
            let [asked, defined] = &mut self.worded;
            let is_import = matches!(symbol.binding, Binding::Import(_));
            let is_asked = is_import || words::is_command(symbol.name);
            let called = if is_asked { asked } else { defined };
            let label = String::from_utf8_lossy(symbol.name).into_owned();
            called.entry(number).or_default().add(symbol, label);
        }
    }

    /// The algorithms behind a number of [`Binary::imported`] and its like.
    pub(crate) fn usages(number: u16) -> &'static [Usage] {
        FUNCTIONS.usages(number)
    }

    /// The algorithms that the name of a function or type fixes.
    pub(crate) fn meaning(name: &[u8]) -> &'static [Usage] {
        FUNCTIONS.find(name).map_or(&[], Self::usages)
    }

    /// Names of the libraries that the loader must find, sorted.
    pub(crate) fn linked(&self) -> BTreeSet<&str> {
        self.executables.iter().flat_map(|each| &each.libraries).map(String::as_str).collect()
    }

    /// The cryptographic ones of them.
    pub(crate) fn linked_cryptography(&self) -> Vec<(&str, Library)> {
        let known = |name| library(name).map(|library| (name, library));
        self.linked().into_iter().filter_map(known).collect()
    }

    /// Products whose code stands in the file itself, with names of functions that tell: one for a
    /// crate of Rust, several for others. Not what the file is itself, nor what it links: of that
    /// it has parts that headers gave it.
    pub(crate) fn contained(&self, entry: &Entry<'_>) -> Vec<(&str, String)> {
        let own = library(self.own_name(entry)).map(|library| library.product);
        let linked = self.linked_cryptography();
        let foreign = linked.iter().map(|(_, library)| library.product).chain(own);
        let foreign: BTreeSet<&str> = foreign.filter_map(|name| name.split(' ').next()).collect();
        self.contained
            .iter()
            .filter(|(_, contained)| contained.is_sure || contained.names.len() > 1)
            .filter(|(product, _)| {
                !product.split(' ').next().is_some_and(|it| foreign.contains(it))
            })
            .map(|(product, contained)| {
                let names = contained.names.iter().map(|name| shortened(name));
                (product.as_str(), names.collect::<Vec<_>>().join(", "))
            })
            .collect()
    }

    /// What the file says its own name is, or else its file name.
    pub(crate) fn own_name<'a>(&'a self, entry: &'a Entry<'_>) -> &'a str {
        let soname = self.executables.iter().find_map(|each| each.soname.as_deref());
        let name = soname.unwrap_or_else(|| entry.path.file_name());
        name.rsplit('/').next().unwrap_or(name)
    }

    /// Whether a loader finds it for other programs.
    pub(crate) fn is_loadable_library(&self) -> bool {
        self.executables.iter().any(|each| each.role == Role::Library)
    }

    /// Whether the asset is a library that implements cryptography.
    fn is_library(&self, entry: &Entry<'_>) -> bool {
        let linkable = self.is_archive || self.is_loadable_library();
        let known = library(self.own_name(entry)).is_some_and(|l| l.class == Class::Cryptography);
        linkable && (known || self.exported.len() >= IMPLEMENTING)
    }

    /// The observation that every detector of this file starts from: same kind, same identity.
    pub(crate) fn observation(&self, entry: &Entry<'_>) -> io::Result<Observation> {
        let kind = if self.is_library(entry) { AssetKind::Library } else { AssetKind::Program };
        let name = self.own_name(entry);
        let mut observation = Observation::new(kind, self.identity(entry)?, name);
        if let Some(first) = self.executables.first() {
            observation.attribute(attribute::FORMAT, format!("{:?}", first.format).to_lowercase());
            let architectures: BTreeSet<_> =
                self.executables.iter().map(|each| each.architecture).collect();
            let architectures: Vec<_> = architectures.into_iter().collect();
            observation.attribute(attribute::ARCHITECTURE, architectures.join(", "));
            observation.attribute("stripped", self.executables.iter().all(|e| e.stripped));
        } else if self.is_archive {
            observation.attribute(attribute::FORMAT, "ar");
        }
        if self.is_loadable_library() {
            observation.provides.push(handle(name));
        }
        Ok(observation)
    }

    /// The build identifier where there is one, the digest of the file otherwise.
    fn identity(&self, entry: &Entry<'_>) -> io::Result<String> {
        let build = self.executables.iter().find_map(|each| each.build_id.as_deref());
        if let Some(id) = build.filter(|id| id.len() >= 8) {
            return Ok(format!("build-id:{}", HEXLOWER.encode(id)));
        }
        if let Some(known) = self.digest.get() {
            return Ok(known.clone());
        }
        let digest = digest(&entry.source)?;
        Ok(self.digest.get_or_init(|| digest).clone())
    }
}

/// A table of this crate's data with a row for each library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Libraries<Row> {
    library: Vec<Row>,
}

impl<Row> Default for Libraries<Row> {
    fn default() -> Self {
        Self { library: Vec::new() }
    }
}

/// A table of this crate's data. A test parses each; one that cannot be read finds nothing.
fn table<T: Default + DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

/// The product of a crate, named as its package is; `None` when it is in no table.
pub(crate) fn product_of_crate(package: &str) -> Option<&'static str> {
    FUNCTIONS.product_of_crate(package)
}

/// What the name of a function of a known crate says, and how it is shown: mangled names end in
/// digests that change with every build.
fn of_crate(name: &[u8]) -> Option<(Known, String)> {
    let path = rust_names::path(name)?;
    let (known, part) = FUNCTIONS.of_crate(&path)?;
    let label = match part {
        Some(part) => format!("in {part} of the Rust crate {}", path.crate_name),
        None => format!("of the Rust crate {}", path.crate_name),
    };
    Some((known, label))
}

impl Called {
    fn add(&mut self, symbol: &Symbol<'_>, name: String) {
        if self.names.contains(&name) {
            return;
        }
        self.count += 1;
        if let Binding::Import(library) = symbol.binding {
            self.is_import = true;
            if self.library.is_none() {
                self.library = library.map(str::to_owned);
            }
        }
        // The smallest names, so that the order of a symbol table does not show.
        self.names.insert(name);
        if self.names.len() > MAX_REASONS {
            self.names.pop_last();
        }
    }

    /// The names as one text, and where they come from.
    pub(crate) fn reason(&self) -> String {
        let names: Vec<_> = self.names.iter().map(String::as_str).collect();
        let mut reason = names.join(", ");
        if let more @ 1.. = self.count.saturating_sub(names.len()) {
            reason = format!("{reason} and {more} more");
        }
        match &self.library {
            Some(library) => format!("{reason} imported from {library}"),
            None if self.is_import => format!("{reason} imported"),
            None => reason,
        }
    }
}

/// A name as a reason shows it: those of C++ can be of any length.
fn shortened(name: &str) -> String {
    const MAX_SHOWN: usize = 80;
    match name.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The name by which a program finds the library that it links.
pub(crate) fn handle(library: &str) -> String {
    let file = library.rsplit(['/', '\\']).next().unwrap_or(library);
    let windows = file.to_ascii_lowercase();
    let file = if windows.ends_with(".dll") { windows.as_str() } else { file };
    format!("soname:{file}")
}

/// SHA-256 of an entry, read in pieces.
pub(crate) fn digest(source: &Source<'_>) -> io::Result<String> {
    const PIECE: usize = 256 << 10;
    let mut hash = Sha256::new();
    let mut room = Vec::new();
    let mut at = 0;
    loop {
        let bytes = source.read_into(at, PIECE, &mut room)?;
        if bytes.is_empty() {
            return Ok(format!("sha256:{}", HEXLOWER.encode(&hash.finalize())));
        }
        hash.update(bytes);
        at += bytes.len() as u64;
    }
}
