//! A supplier's SBOM beside an inventory: what is declared against what was found.
//!
//! Owns the comparison. Only what the table of libraries knows as cryptographic is compared: an
//! inventory does not list other components, so their absence from it would mean nothing.

use crate::components::{has_ml_kem, library_of};
use aratame_formats::components::sbom::{self, Declared};
use aratame_formats::components::{Component, parse_purl};
use aratame_inventory::{Asset, AssetKind, Inventory, Value, attribute};
use std::collections::{BTreeMap, BTreeSet};

/// One component on both sides, or on one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name, as the side that has it writes it.
    pub name: String,
    /// The product, as the table of libraries calls it.
    pub product: String,
    /// Versions that the SBOM declares.
    pub declared: BTreeSet<String>,
    /// Versions that the inventory has.
    pub found: BTreeSet<String>,
    /// Places of the inventory where it was found, a few.
    pub places: BTreeSet<String>,
    /// Whether each known version has ML-KEM; `None` when nothing is known of it.
    pub ml_kem: Option<bool>,
}

/// What a comparison comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How the SBOM is written.
    pub format: &'static str,
    /// Declared components in all.
    pub declared: usize,
    /// Those that the table does not know: they are not compared.
    pub not_compared: usize,
    /// Declared and found with the same versions.
    pub agreed: Vec<Line>,
    /// Declared and found, with other versions.
    pub differing: Vec<Line>,
    /// Declared and not found.
    pub missing: Vec<Line>,
    /// Found and not declared.
    pub undeclared: Vec<Line>,
}

impl Comparison {
    /// Whether both sides say the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differing.is_empty() && self.missing.is_empty() && self.undeclared.is_empty()
    }
}

/// Places listed of one component.
const MAX_PLACES: usize = 4;

/// Compares a bill of materials with an inventory; `None` when the text is no bill.
#[must_use]
pub fn compare(text: &str, inventory: &Inventory) -> Option<Comparison> {
    let sbom = sbom::read(text)?;
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    let mut not_compared = 0;
    for declared in &sbom.declared {
        if !declare(declared, &mut lines) {
            not_compared += 1;
        }
    }
    for asset in &inventory.assets {
        find(asset, &mut lines);
    }
    let mut comparison = Comparison {
        format: sbom.format.as_str(),
        declared: sbom.declared.len(),
        not_compared,
        ..Comparison::default()
    };
    for line in lines.into_values() {
        let side = match (line.declared.is_empty(), line.found.is_empty()) {
            (false, true) => &mut comparison.missing,
            (true, _) => &mut comparison.undeclared,
            (false, false) if same_versions(&line) => &mut comparison.agreed,
            (false, false) => &mut comparison.differing,
        };
        side.push(line);
    }
    Some(comparison)
}

/// A bill may leave the revision of a distribution out, or give no version at all.
fn same_versions(line: &Line) -> bool {
    let upstream = |version: &String| {
        let version = version.split_once(':').map_or(version.as_str(), |(_, rest)| rest);
        version.trim_start_matches('v').split(['-', '+', '~']).next().unwrap_or_default().to_owned()
    };
    let exact = line.declared == line.found;
    let unknown = [&line.declared, &line.found].into_iter().any(|side| side.contains("?"));
    let upstream = |side: &BTreeSet<String>| side.iter().map(upstream).collect::<BTreeSet<_>>();
    exact || unknown || upstream(&line.declared) == upstream(&line.found)
}

/// What a component is told by on both sides: the product, of several packages too.
fn line_of<'l>(
    component: &Component,
    lines: &'l mut BTreeMap<String, Line>,
) -> Option<&'l mut Line> {
    let library = library_of(component)?;
    let line = lines.entry(library.product.clone()).or_insert_with(|| Line {
        name: component.name.clone(),
        product: library.product.clone(),
        declared: BTreeSet::new(),
        found: BTreeSet::new(),
        places: BTreeSet::new(),
        ml_kem: None,
    });
    line.ml_kem = line.ml_kem.or(has_ml_kem(component, library));
    Some(line)
}

fn version(text: &str) -> String {
    if text.is_empty() { "?".to_owned() } else { text.to_owned() }
}

fn declare(declared: &Declared, lines: &mut BTreeMap<String, Line>) -> bool {
    let plain = declared.name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let named = Component::new("generic", &plain, &declared.version);
    let component = declared.component.as_ref().filter(|each| library_of(each).is_some());
    let Some(line) = line_of(component.unwrap_or(&named), lines) else { return false };
    let own = component.map_or(&declared.version, |each| &each.version);
    line.declared.insert(version(if own.is_empty() { &declared.version } else { own }));
    true
}

/// A component of a package database or lock file, or a library with its banner.
fn find(asset: &Asset, lines: &mut BTreeMap<String, Line>) {
    let text = |key| match asset.attributes.get(key) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let component = match asset.kind {
        AssetKind::Component => text(attribute::PURL).and_then(parse_purl),
        AssetKind::Library | AssetKind::Program => {
            text(attribute::LIBRARY_VERSION).and_then(banner_component)
        }
        _ => None,
    };
    let Some(component) = component else { return };
    let Some(line) = line_of(&component, lines) else { return };
    line.found.insert(version(&component.version));
    for occurrence in &asset.occurrences {
        if line.places.len() < MAX_PLACES {
            line.places.insert(occurrence.path.to_string());
        }
    }
}

/// `OpenSSL 3.0.17 1 Jul 2025` as a component.
fn banner_component(banner: &str) -> Option<Component> {
    let first = banner.split(", ").next()?;
    let at = first.find(|c: char| c.is_ascii_digit())?;
    let (name, rest) = first.split_at_checked(at)?;
    let name = name.trim().trim_end_matches('_').to_ascii_lowercase().replace(' ', "");
    let version = rest.split(' ').next()?;
    if let Some(name) = name.strip_prefix("rustcrate") {
        return Some(Component::new("cargo", name, version));
    }
    Some(Component::new("generic", &name, version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::{EntryPath, Merger};

    fn inventory(components: &[Component]) -> Inventory {
        let mut merger = Merger::new();
        for component in components {
            let observation = crate::components::observation(component);
            merger.observe(&EntryPath::of_file("/x".as_ref()), "x", observation);
        }
        merger.finish()
    }

    #[test]
    fn both_directions_are_told() {
        let bill = r#"{"bomFormat":"CycloneDX","components":[
            {"type":"library","name":"libssl3","version":"3.0.17","purl":"pkg:deb/debian/libssl3@3.0.17"},
            {"type":"library","name":"ring","version":"0.17.8","purl":"pkg:cargo/ring@0.17.8"},
            {"type":"library","name":"gnutls","version":"3.8.9"},
            {"type":"library","name":"left-pad","version":"1"}]}"#;
        let found = [
            Component::new("deb", "libssl3", "3.0.17-1~deb12u2"),
            Component::new("cargo", "ring", "0.17.14"),
            Component::new("deb", "libsodium23", "1.0.18-1"),
        ];
        let compared = compare(bill, &inventory(&found)).unwrap();
        let names =
            |lines: &[Line]| lines.iter().map(|line| line.product.clone()).collect::<Vec<_>>();
        assert_eq!(names(&compared.agreed), ["OpenSSL"]);
        assert_eq!(names(&compared.differing), ["ring"]);
        assert_eq!(names(&compared.missing), ["GnuTLS"]);
        assert_eq!(names(&compared.undeclared), ["libsodium"]);
        assert_eq!((compared.declared, compared.not_compared), (4, 1));
        assert!(!compared.agrees());
        assert_eq!(compare("no bill", &inventory(&[])), None);
    }

    #[test]
    fn banners_are_components() {
        let component = banner_component("OpenSSL 3.0.17 1 Jul 2025").unwrap();
        assert_eq!((component.name.as_str(), component.version.as_str()), ("openssl", "3.0.17"));
        assert_eq!(
            banner_component("Rust crate ring 0.17.8").unwrap().purl(),
            "pkg:cargo/ring@0.17.8"
        );
        assert_eq!(banner_component("mbed TLS 2.28.3").unwrap().name, "mbedtls");
    }
}
