//! Which components are cryptographic libraries, and what is stated of each.
//!
//! Owns the table `data/libraries.toml`. That a component is listed says what its code can do,
//! never what is used of it: low confidence, whatever the list.

use aratame_algorithms::Usage;
use aratame_formats::components::{Component, version_at_least};
use aratame_inventory::diagnostic::COMPONENTS_COUNTED;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Confidence, EvidenceLevel, Observation, Position,
    attribute,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::detector::Findings;
use crate::detectors::binary_symbols::role;

/// A library of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// What people call it.
    pub product: String,
    names: Vec<String>,
    can: String,
    /// From which version on it can do ML-KEM.
    #[serde(rename = "ml-kem")]
    pub ml_kem: Option<String>,
    /// Under which condition.
    #[serde(default)]
    note: String,
    /// Which document says so.
    #[serde(default)]
    citation: String,
    #[serde(default)]
    provisional: bool,
    #[serde(skip)]
    usages: Vec<Usage>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[expect(dead_code, reason = "says to readers of the file when it was looked through")]
    edition: String,
    groups: BTreeMap<String, String>,
    library: Vec<Library>,
}

/// The table, with what its groups mean put in.
static LIBRARIES: LazyLock<Vec<Library>> = LazyLock::new(|| {
    let text = include_str!("../data/libraries.toml");
    // The file is part of the program, and a test reads it.
    let Ok(mut table) = toml::from_str::<Table>(text) else { return Vec::new() };
    for library in &mut table.library {
        let words = library.can.split_whitespace();
        let specs =
            words.flat_map(|word| table.groups.get(word).map_or(word, String::as_str).split(' '));
        library.usages = specs.filter_map(Usage::parse).collect();
        library.usages.sort_unstable();
        library.usages.dedup();
    }
    table.library
});

/// The row of a component, if it is a cryptographic library.
#[must_use]
pub fn library_of(component: &Component) -> Option<&'static Library> {
    let name = component.name.to_ascii_lowercase();
    let is = |pattern: &String| {
        let Some(pattern) =
            pattern.strip_prefix(component.kind).and_then(|rest| rest.strip_prefix('/'))
        else {
            return false;
        };
        match pattern.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == pattern,
        }
    };
    // Modules of Go are named by their last part, which others have too.
    let own_path = match component.kind {
        "golang" => ["", "golang.org/x", "github.com/cloudflare", "github.com/tink-crypto"]
            .contains(&component.namespace.as_str()),
        "npm" if matches!(name.as_str(), "curves" | "hashes" | "ciphers" | "post-quantum") => {
            component.namespace == "@noble"
        }
        _ => true,
    };
    LIBRARIES.iter().find(|library| own_path && library.names.iter().any(is))
}

/// Whether the component has ML-KEM, by its version; `None` when nothing is known.
#[must_use]
pub fn has_ml_kem(component: &Component, library: &Library) -> Option<bool> {
    let since = library.ml_kem.as_deref()?;
    let has_version = component.version.starts_with(|c: char| c.is_ascii_alphanumeric());
    has_version.then(|| version_at_least(&component.version, since))
}

/// The observation of a component, with what the table says of it.
pub(crate) fn observation(component: &Component) -> Observation {
    let purl = component.purl();
    let mut observation = Observation::new(AssetKind::Component, purl.clone(), name_of(component));
    observation.provides.push(format!("purl:{purl}"));
    observation.attribute(attribute::PURL, purl);
    if !component.version.is_empty() {
        observation.attribute(attribute::LIBRARY_VERSION, component.version.clone());
    }
    observation.confidence = Confidence::Medium;
    if let Some(library) = library_of(component) {
        state(component, library, &mut observation);
    }
    observation
}

fn name_of(component: &Component) -> String {
    let path = match component.namespace.as_str() {
        "" => component.name.clone(),
        // A distribution is no part of a package's name.
        _ if matches!(component.kind, "deb" | "rpm" | "apk") => component.name.clone(),
        namespace if component.kind == "maven" => format!("{namespace}:{}", component.name),
        namespace => format!("{namespace}/{}", component.name),
    };
    format!("{path} {}", component.version).trim_end().to_owned()
}

fn state(component: &Component, library: &Library, observation: &mut Observation) {
    observation.attribute("product", library.product.clone());
    if let Some(since) = &library.ml_kem {
        let mut text = format!("{since} ({})", library.citation);
        if !library.note.is_empty() {
            text = format!("{text}; {}", library.note);
        }
        if library.provisional {
            text.push_str("; provisional");
        }
        observation.attribute(attribute::ML_KEM_SINCE, text);
    }
    let has_ml_kem = has_ml_kem(component, library);
    if let Some(has) = has_ml_kem {
        observation.attribute(attribute::ML_KEM, has);
    }
    let ml_kem = (has_ml_kem == Some(true)).then(|| Usage::parse("ml-kem-768")).flatten();
    let reason = format!("the component {} can do it", library.product);
    observation.algorithms = library
        .usages
        .iter()
        .copied()
        .chain(ml_kem)
        .map(|usage| {
            AlgorithmUse::new(AlgorithmRef::from(usage), role(&usage), EvidenceLevel::Implements)
                .with_confidence(Confidence::Low)
                .with_reason(&reason)
        })
        .collect();
}

/// States the cryptographic libraries among components, and counts the others.
pub(crate) fn observe_all(components: &[Component], findings: &mut Findings<'_>) {
    let mut listed = 0;
    for component in components.iter().filter(|each| library_of(each).is_some()) {
        findings.observe(observation(component));
        listed += 1;
    }
    count(components.len(), listed, findings);
}

/// Says how many components a list has, and how many of them are known as cryptographic.
pub(crate) fn count(all: usize, listed: usize, findings: &mut Findings<'_>) {
    if all > 0 {
        let message = format!("{all} components, {listed} known as cryptographic libraries");
        findings.diagnose(COMPONENTS_COUNTED, Position::whole(), message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_sound() {
        let table: Table = toml::from_str(include_str!("../data/libraries.toml")).unwrap();
        for library in &table.library {
            for word in library.can.split_whitespace() {
                let group = table.groups.get(word).map_or(word, String::as_str);
                for spec in group.split(' ') {
                    assert!(Usage::parse(spec).is_some(), "{}: {spec}", library.product);
                }
            }
            assert!(
                library.names.iter().all(|name| name.contains('/') && *name == name.to_lowercase())
            );
            let cited = library.ml_kem.is_none() || !library.citation.is_empty();
            assert!(cited, "{} has no citation", library.product);
        }
        assert!(table.library.len() > 40);
    }

    #[test]
    fn versions_tell_ml_kem() {
        for (kind, name, version, product, expected) in [
            ("deb", "libssl3", "3.0.17-1~deb12u2", "OpenSSL", Some(false)),
            ("deb", "libssl3t64", "3.5.1-1", "OpenSSL", Some(true)),
            ("rpm", "openssl-libs", "1:3.5.1-4.el9", "OpenSSL", Some(true)),
            ("cargo", "openssl-src", "300.4.2+3.4.1", "OpenSSL", Some(false)),
            ("golang", "stdlib", "1.24.2", "Go standard library", Some(true)),
            ("pypi", "cryptography", "44.0.1", "pyca/cryptography", None),
        ] {
            let component = Component::new(kind, name, version);
            let library = library_of(&component).unwrap();
            assert_eq!(
                (library.product.as_str(), has_ml_kem(&component, library)),
                (product, expected)
            );
        }
    }

    #[test]
    fn names_of_others_are_not_taken() {
        for (kind, namespace, name) in [
            ("cargo", "", "ringbuffer"),
            ("golang", "example.com/x", "crypto"),
            ("npm", "", "curves"),
            ("npm", "", "openssl"),
            ("deb", "debian", "libssh-dev-none"),
        ] {
            let component =
                Component { namespace: namespace.to_owned(), ..Component::new(kind, name, "1") };
            assert!(library_of(&component).is_none(), "{name}");
        }
    }
}
