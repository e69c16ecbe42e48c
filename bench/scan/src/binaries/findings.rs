//! What a tool found in each file: Aratame from its inventory, peers from lines of JSON.

use anyhow::{Context, Result};
use aratame_algorithms::algorithms;
use aratame_inventory::{
    AlgorithmRef, AssetKind, Confidence, EvidenceLevel, Inventory, RelationKind, Value,
};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

use super::family_of;

/// What a tool found in one file.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Algorithms of more than a weak sign, with the level where the tool has one.
    pub algorithms: Vec<(AlgorithmRef, Option<EvidenceLevel>)>,
    /// Texts that name a library: linked, contained, by banner.
    pub libraries: BTreeSet<String>,
    /// Whether anything at all is reported, a weak sign or a link too.
    pub reported: bool,
}

impl Found {
    /// The families of the algorithms.
    #[must_use]
    pub fn families(&self) -> BTreeSet<&'static str> {
        self.algorithms.iter().filter_map(|(each, _)| family_of(each)).collect()
    }

    /// Whether a library of this name is told.
    #[must_use]
    pub fn names_library(&self, library: &str) -> bool {
        let wanted = plain(library);
        self.libraries.iter().any(|text| plain(text).contains(&wanted))
    }
}

/// Letters and digits in lower case: `mbed TLS` and `mbedtls` are one.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// A tool and what it found.
#[derive(Clone, Debug, Default)]
pub struct Tool {
    /// Its name and version.
    pub name: String,
    /// Wall time.
    pub seconds: f64,
    /// Bytes that it was given.
    pub bytes: u64,
    /// By file name.
    pub files: BTreeMap<String, Found>,
    /// The files that it was given, when not all.
    pub looked_at: Option<BTreeSet<String>>,
}

impl Tool {
    /// Adds what an inventory of some files of the corpus has.
    pub fn add_inventory(&mut self, inventory: &Inventory) {
        let names: BTreeMap<_, &str> =
            inventory.assets.iter().map(|asset| (asset.id, asset.name.as_str())).collect();
        let mut contained: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        let contains = |kind| matches!(kind, RelationKind::Contains | RelationKind::Links);
        for relation in inventory.relations.iter().filter(|each| contains(each.kind)) {
            let name = names.get(&relation.to).copied();
            contained.entry(relation.from).or_default().extend(name);
        }
        let is_binary = |kind| matches!(kind, AssetKind::Library | AssetKind::Program);
        for asset in inventory.assets.iter().filter(|asset| is_binary(asset.kind)) {
            let sure = asset.algorithms.iter().filter(|each| each.confidence > Confidence::Low);
            let sure: Vec<_> =
                sure.map(|each| (each.algorithm.clone(), Some(each.level))).collect();
            let mut libraries: BTreeSet<String> =
                contained.get(&asset.id).into_iter().flatten().map(|it| (*it).to_owned()).collect();
            let told =
                ["linked-products", "contained-products", "product", "library-version", "banners"];
            for key in told {
                libraries.extend(asset.attributes.get(key).map(text));
            }
            let reported = !asset.algorithms.is_empty() || !libraries.is_empty();
            for occurrence in &asset.occurrences {
                let file = self.files.entry(occurrence.path.file_name().to_owned()).or_default();
                file.algorithms.extend(sure.iter().cloned());
                file.libraries.extend(libraries.iter().cloned());
                file.reported |= reported;
            }
        }
        self.bytes += inventory.coverage.read.bytes;
    }

    /// Reads the findings of a peer: a first line with `tool`, `seconds` and `bytes`, then a line
    /// with `path` and `families` for each file that it was given, and `reported` where it says
    /// something that is no family.
    ///
    /// # Errors
    /// A line that is not of its form.
    pub fn read(lines: &str) -> Result<Self> {
        let mut lines = lines.lines();
        let head: Json = serde_json::from_str(lines.next().context("no first line")?)?;
        let mut tool = Self {
            name: head["tool"].as_str().context("tool")?.to_owned(),
            seconds: head["seconds"].as_f64().context("seconds")?,
            bytes: head["bytes"].as_u64().context("bytes")?,
            ..Self::default()
        };
        let mut looked_at = BTreeSet::new();
        for line in lines {
            let line: Json = serde_json::from_str(line)?;
            let path = line["path"].as_str().context("path")?.to_owned();
            let families = line["families"].as_array().context("families")?;
            let algorithms = families.iter().filter_map(Json::as_str).filter_map(of_family);
            let algorithms: Vec<_> = algorithms.map(|each| (each, None)).collect();
            let reported = line["reported"].as_bool().unwrap_or(!families.is_empty());
            let found = Found { reported, algorithms, libraries: BTreeSet::new() };
            tool.files.insert(path.clone(), found);
            looked_at.insert(path);
        }
        tool.looked_at = Some(looked_at);
        Ok(tool)
    }
}

/// Some row of a family: a peer tells no more.
fn of_family(family: &str) -> Option<AlgorithmRef> {
    algorithms().iter().find(|row| row.family == family).map(|row| AlgorithmRef::known(row))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::List(list) => list.join("; "),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_a_peer_are_read() {
        let lines = "{\"tool\":\"t 1\",\"seconds\":2.5,\"bytes\":7}\n{\"path\":\"a\",\"families\":[\"AES\"]}\n{\"path\":\"b\",\"families\":[]}\n";
        let tool = Tool::read(lines).unwrap();
        assert_eq!(tool.files["a"].families(), ["AES"].into());
        assert!(tool.files["a"].reported && !tool.files["b"].reported);
        assert_eq!(tool.looked_at.unwrap().len(), 2);
        assert!(Tool::read("").is_err());
    }

    #[test]
    fn names_of_libraries_are_compared_without_their_spelling() {
        let found = Found { libraries: ["mbedTLS 2.28.3".to_owned()].into(), ..Found::default() };
        assert!(found.names_library("mbed TLS") && !found.names_library("wolfSSL"));
    }
}
