//! Products whose configuration is a table: a grammar, the names of its files, and a row a
//! directive. One detector serves every table of a field.
//!
//! Owns how a file is recognised and how rows become statements. The tables stand with their
//! detectors.

use super::dialect::Row;
use super::include::{Include, Joins};
use super::scope::{Means, Reading, Scope as Place, Scopes, Side, Statement};
use super::{Service, bytes_of, defaults, file_names};
use crate::detector::{About, Detector, Findings, Hit, Pattern};
use crate::entry::{Entry, Kind};
use aratame_formats::config::line::{self, Style};
use aratame_formats::config::{
    Block, Directive, Document, erlang, named, properties, toml, xml, yaml,
};
use aratame_inventory::EntryPath;
use std::borrow::Cow;

/// The grammar of a product's files.
pub(crate) enum Grammar {
    /// Line by line.
    Lines(Style),
    /// Terms of Erlang.
    Erlang,
    /// BIND's.
    Named,
    /// Java's properties.
    Properties,
    /// TOML.
    Toml,
    /// XML.
    Xml,
    /// YAML or JSON.
    Yaml,
}

impl Grammar {
    /// Whether files of this grammar have an extension that data have, too.
    fn has_extension(&self) -> bool {
        matches!(self, Self::Toml | Self::Xml | Self::Yaml)
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        match self {
            Self::Lines(style) => line::parse(bytes, style),
            Self::Erlang => erlang::parse(bytes),
            Self::Named => named::parse(bytes),
            Self::Properties => properties::parse(bytes),
            Self::Toml => toml::parse(bytes),
            Self::Xml => xml::parse(bytes),
            Self::Yaml => yaml::parse(bytes),
        }
    }
}

/// A product and one form of its configuration.
pub(crate) struct Product {
    /// As an inventory names it.
    pub(crate) name: &'static str,
    pub(crate) grammar: Grammar,
    /// Whether the name of the file tells.
    pub(crate) named: fn(&EntryPath) -> bool,
    /// Whether the content tells, without the name. Never asked of a file with a problem.
    pub(crate) tells: fn(&Document) -> bool,
    /// Whether a file of that name is one: what other products with such names do not have.
    pub(crate) fits: fn(&Document) -> bool,
    /// Rows of the server's side. A name may have blocks before it: `tls/ciphers`.
    pub(crate) rows: &'static [Row],
    /// Rows of the client's side.
    pub(crate) clients: &'static [Row],
    /// Beginnings of names that are about TLS: a name that no row has is told.
    pub(crate) near: &'static [&'static str],
    /// Blocks that define a service; `""` is the file.
    pub(crate) services: &'static [&'static str],
    pub(crate) reading: Reading,
    /// Directives that read other files in.
    pub(crate) includes: &'static [&'static str],
    /// Puts what the grammar gives into the form of the rows.
    pub(crate) shape: fn(&mut Document),
    /// What a value comes to, where it is not what the rows of its meaning want.
    pub(crate) value: fn(&Document, &Directive, Means) -> Option<String>,
}

/// What most products have: to be changed where one differs.
pub(crate) const PLAIN: Product = Product {
    name: "",
    grammar: Grammar::Lines(Style::ASSIGNMENTS),
    named: |_| false,
    tells: |_| false,
    fits: |_| true,
    rows: &[],
    clients: &[],
    near: &[],
    services: &[""],
    reading: Reading { all_versions: super::tls::Version::TLS, cipher_suffix: "", defaults: None },
    includes: &[],
    shape: |_| (),
    value: |_, _, _| None,
};

/// What turns TLS off.
const OFF: &[&str] = &["off", "no", "none", "false", "0", "disable", "disabled", "never"];

/// The detector of a field.
pub(crate) struct Field {
    pub(crate) about: &'static About,
    pub(crate) patterns: &'static [Pattern],
    pub(crate) products: &'static [Product],
}

impl Detector for Field {
    fn about(&self) -> &'static About {
        self.about
    }

    fn patterns(&self) -> &'static [Pattern] {
        self.patterns
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        matches!(entry.kind, Kind::Text | Kind::Data)
            && self.products.iter().any(|product| (product.named)(entry.path))
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let named = |product: &&Product| (product.named)(entry.path);
        let others = |product: &&Product| !(product.named)(entry.path);
        let Some(bytes) = bytes_of(entry, findings) else { return };
        let by_name = self.products.iter().filter(named).find_map(|product| {
            let document = product.parse(&bytes);
            ((product.fits)(&document) && product.has_row(&document)).then_some((product, document))
        });
        let found = by_name.or_else(|| {
            let is_prose = file_names::is_program_or_prose(entry.path);
            let is_possible = |product: &&Product| !is_prose || product.grammar.has_extension();
            self.products.iter().filter(others).filter(is_possible).find_map(|product| {
                let document = product.parse(&bytes);
                let is_sound = document.problems.is_empty() || product.grammar.has_extension();
                let is_one = is_sound && (product.tells)(&document) && product.has_row(&document);
                is_one.then_some((product, document))
            })
        });
        if let Some((product, document)) = found {
            findings.part(product, document);
        }
    }
}

impl Product {
    fn has_row(&self, document: &Document) -> bool {
        let known = |directive| self.meaning(document, directive).is_some();
        document.directives.iter().any(|directive| known(directive) || self.is_include(directive))
    }

    fn is_include(&self, directive: &Directive) -> bool {
        self.includes.iter().any(|name| same(name, &directive.name))
    }

    fn meaning(&self, document: &Document, directive: &Directive) -> Option<(Means, Side)> {
        let find = |rows: &[Row]| {
            rows.iter().find(|row| fits(row.name, document, directive)).map(|row| row.means)
        };
        let client = find(self.clients).map(|means| (means, Side::Client));
        client.or_else(|| find(self.rows).map(|means| (means, Side::Server)))
    }

    fn read(&self, service: &mut Service<'_>, document: &Document) -> Scopes {
        let mut statements = Vec::new();
        for directive in &document.directives {
            match self.meaning(document, directive) {
                Some((means, side)) => {
                    statements.push(self.statement(document, directive, means, side));
                }
                None if self.is_include(directive) => {
                    statements.push(self.statement(
                        document,
                        directive,
                        Means::Include,
                        Side::Server,
                    ));
                }
                None if self.near.iter().any(|near| begins(near, &directive.name)) => {
                    service.unknown_directive(directive, &directive.name);
                }
                None => {}
            }
        }
        Scopes::new(self.scopes(document), statements)
    }

    /// A directive as a statement; before its name stands that of the block around it.
    fn statement(
        &self,
        document: &Document,
        directive: &Directive,
        means: Means,
        side: Side,
    ) -> Statement {
        let around = document.blocks_around(directive).next();
        let is_named = |block: &&Block| !block.name.is_empty() && block.name != yaml::DOCUMENT;
        let name = match around.filter(is_named) {
            Some(block) => format!("{}/{}", block.name, directive.name),
            None => directive.name.clone(),
        };
        let written = directive.arguments.join(means.joint());
        let value = (self.value)(document, directive, means).unwrap_or_else(|| written.clone());
        let is_off = OFF.iter().any(|word| written.eq_ignore_ascii_case(word));
        let means = if means == Means::Engine && is_off { Means::Switch } else { means };
        let shown = if means == Means::Secret { "(not shown)".to_owned() } else { written };
        Statement {
            means,
            side,
            name: name.replace(char::is_whitespace, "_"),
            value,
            line: directive.into(),
            scope: directive.block.map_or(0, |block| block + 1),
            written: Some(shown),
        }
    }

    fn scopes(&self, document: &Document) -> Vec<Place> {
        let is_service = |name: &str| self.services.iter().any(|known| same(known, name));
        let file = Place { label: "file".to_owned(), parent: None, is_service: is_service("") };
        let blocks = document.blocks.iter().map(|block| Place {
            label: format!("{} (line {})", described(block), block.line),
            parent: Some(block.parent.map_or(0, |parent| parent + 1)),
            is_service: !block.name.is_empty() && is_service(&block.name),
        });
        std::iter::once(file).chain(blocks).collect()
    }
}

fn described(block: &Block) -> Cow<'_, str> {
    match block.arguments.first() {
        Some(first) => Cow::Owned(format!("{} {first}", block.name)),
        None => Cow::Borrowed(&block.name),
    }
}

impl Joins for Product {
    fn product(&self) -> &'static str {
        self.name
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        let mut document = self.grammar.parse(bytes);
        (self.shape)(&mut document);
        document
    }

    fn includes(&self, directive: &Directive) -> Vec<Include> {
        if !self.is_include(directive) {
            return Vec::new();
        }
        let name = directive.name.to_ascii_lowercase();
        let is_directory = name.contains("dir");
        let optional = name.contains("try") || name.contains("exists");
        let of = |argument: &String| {
            let argument = argument.trim_matches(['"', '\'']);
            let pattern = match is_directory {
                true => format!("{}/*", argument.trim_end_matches('/')),
                false => argument.to_owned(),
            };
            Include { optional, ..Include::of(&pattern) }
        };
        directive.arguments.iter().map(of).collect()
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, _: bool) {
        let stated = defaults::stated_by(self.name);
        let stated = stated.and_then(|name| document.directives.iter().find(|d| d.name == name));
        if let Some(stated) = stated {
            service.states_release(self.name, &stated.value());
        }
        self.read(service, document).state(service, &self.reading);
    }
}

/// Whether the name of a row is that of a directive: `a/b` is `b` in a block `a`. A `*` at the end
/// stands for the rest of a name.
fn fits(row: &str, document: &Document, directive: &Directive) -> bool {
    let mut parts = row.rsplit('/');
    let Some(name) = parts.next() else { return false };
    if !same(name, &directive.name) {
        return false;
    }
    let mut blocks = document.blocks_around(directive);
    parts.all(|part| blocks.next().is_some_and(|block| same(part, &block.name)))
}

/// Whether names are the same, whatever their case; `-` and `_` are one.
pub(crate) fn same(row: &str, name: &str) -> bool {
    match row.strip_suffix('*') {
        Some(start) => begins(start, name),
        None => row.len() == name.len() && begins(row, name),
    }
}

fn begins(start: &str, name: &str) -> bool {
    let plain = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_lowercase() };
    name.len() >= start.len()
        && start.bytes().map(plain).eq(name.bytes().map(plain).take(start.len()))
}

/// Whether a document has a directive of one of these names.
pub(crate) fn has(document: &Document, names: &[&str]) -> bool {
    let fits = |directive: &Directive| names.iter().any(|name| fits(name, document, directive));
    document.directives.iter().any(fits)
}

/// Whether a document has a block of one of these names.
pub(crate) fn has_block(document: &Document, names: &[&str]) -> bool {
    document.blocks.iter().any(|block| names.iter().any(|name| same(name, &block.name)))
}

/// Whether a literal stands at the beginning of a line, for [`Pattern::checked`].
pub(crate) fn begins_line(window: &[u8], at: usize) -> bool {
    let before = window.get(..at).unwrap_or_default();
    let last = before.iter().rfind(|byte| !matches!(byte, b' ' | b'\t' | b'"'));
    // A byte-order mark ends in BF.
    matches!(last, None | Some(b'\n' | b'\r' | b'{' | b';' | 0xBF))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rows_have_blocks_before_them() {
        let style = Style { braces: true, ..Style::ASSIGNMENTS };
        let document = line::parse(b"net {\n tls {\n  Min-Version = 1\n }\n}\n", &style);
        let directive = &document.directives[0];
        for name in ["min_version", "tls/min_version", "net/tls/min*"] {
            assert!(fits(name, &document, directive), "{name}");
        }
        for name in ["version", "net/min_version", "tls/min", "a/net/tls/min_version"] {
            assert!(!fits(name, &document, directive), "{name}");
        }
    }
}
