//! What holds where nothing is written: by the installed release where a package database or the
//! configuration itself tells it, else by an assumption that names the releases for which it holds.
//!
//! Owns the table `data/defaults.toml` and what is known of installed packages; not how a default
//! meets what is written (see `scope`).

use super::scope::Defaults;
use super::tls::{Setting, TlsSettings, Version};
use super::{Cause, Service, note};
use aratame_formats::components::{Component, version_at_least};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longest text of a version that is repeated.
const MAX_RELEASE: usize = 64;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[expect(dead_code, reason = "says to readers of the file when it was looked through")]
    edition: String,
    product: Vec<Product>,
}

/// A product by its name in an inventory.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    name: String,
    /// Its packages, `deb/nginx`.
    packages: Vec<String>,
    /// The library whose defaults hold for what it leaves open.
    library: Option<String>,
    /// The directive by which a configuration states its release.
    #[serde(rename = "stated-by")]
    stated_by: Option<String>,
    #[serde(default)]
    release: Vec<Release>,
}

/// The defaults from one release to the next.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    from: String,
    versions: Vec<String>,
    ciphers: Option<String>,
    groups: Option<String>,
    citation: String,
    #[serde(default)]
    provisional: bool,
}

static TABLE: LazyLock<Vec<Product>> = LazyLock::new(|| {
    // The file is part of the program, and a test reads it.
    toml::from_str::<Table>(include_str!("../../data/defaults.toml"))
        .map(|table| table.product)
        .unwrap_or_default()
});

fn product(name: &str) -> Option<&'static Product> {
    TABLE.iter().find(|product| product.name == name)
}

/// The directive by which a configuration of this product states its release.
pub(crate) fn stated_by(name: &str) -> Option<&'static str> {
    product(name)?.stated_by.as_deref()
}

impl Product {
    /// The last row that is not newer than a release.
    fn at(&self, release: &str) -> Option<&Release> {
        self.release.iter().rev().find(|row| version_at_least(release, &row.from))
    }
}

/// Releases of the products of the table on one machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Installed(BTreeMap<&'static str, String>);

impl Installed {
    pub(crate) fn release(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn state(&mut self, name: &str, release: &str) {
        if let Some(product) = product(name)
            && is_release(release)
        {
            self.0.insert(&product.name, release.to_owned());
        }
    }
}

fn is_release(text: &str) -> bool {
    text.len() <= MAX_RELEASE && text.contains(|c: char| c.is_ascii_digit())
}

/// The packages of each root that the table knows.
#[derive(Debug, Default)]
pub(crate) struct Machines(BTreeMap<String, Installed>);

/// Roots that are kept: images have hundreds of layers at most.
const MAX_MACHINES: usize = 1 << 12;

impl Machines {
    /// Enters a package. Where several releases are there, the oldest counts: it is the weakest.
    pub(crate) fn enter(&mut self, root: &str, package: &Component) {
        let key = format!("{}/{}", package.kind, package.name);
        let Some(product) = TABLE.iter().find(|product| product.packages.contains(&key)) else {
            return;
        };
        if !is_release(&package.version)
            || self.0.len() >= MAX_MACHINES && !self.0.contains_key(root)
        {
            return;
        }
        let known = &mut self.0.entry(root.to_owned()).or_default().0;
        let is_older = known
            .get(product.name.as_str())
            .is_none_or(|known| !version_at_least(&package.version, known));
        if is_older {
            known.insert(&product.name, package.version.clone());
        }
    }

    /// What is installed on the machine that a file belongs to: the nearest root above it.
    pub(crate) fn of(&self, path: &str) -> Installed {
        let above = self.0.iter().filter(|(root, _)| path.starts_with(root.as_str()));
        let nearest = above.max_by_key(|(root, _)| root.len());
        nearest.map(|(_, installed)| installed.clone()).unwrap_or_default()
    }
}

/// The defaults that hold, and why.
pub(crate) struct Assumed {
    why: String,
    versions: Vec<Version>,
    ciphers: String,
    groups: String,
}

impl Assumed {
    /// By the installed release, else what the dialect assumes.
    pub(crate) fn of(service: &mut Service<'_>, otherwise: Option<&Defaults>) -> Option<Self> {
        if let Some(assumed) = Self::installed(service) {
            service.note(note::INSTALLED, assumed.why.clone());
            return Some(assumed);
        }
        let defaults = otherwise?;
        // The library may be known where the product is not.
        let groups = library(service, service.product())
            .filter(|_| defaults.groups == super::scope::OPENSSL_DEFAULT_GROUPS);
        let why = match &groups {
            Some((why, _)) => {
                service.note(note::INSTALLED, why.clone());
                format!("{}; groups of {why}", defaults.product)
            }
            None => defaults.product.to_owned(),
        };
        Some(Self {
            why,
            versions: defaults.versions.to_vec(),
            ciphers: defaults.ciphers.to_owned(),
            groups: groups.map_or_else(|| defaults.groups.to_owned(), |(_, groups)| groups),
        })
    }

    fn installed(service: &Service<'_>) -> Option<Self> {
        let product = product(service.product())?;
        let release = service.installed(&product.name)?;
        let row = product.at(release)?;
        let mut why = format!("{} {release} as installed ({})", product.name, row.cited());
        let groups = match (&row.groups, library(service, &product.name)) {
            (Some(groups), _) => groups.clone(),
            (None, Some((of_library, groups))) => {
                why = format!("{why} with {of_library}");
                groups
            }
            (None, None) => super::scope::OPENSSL_DEFAULT_GROUPS.to_owned(),
        };
        let versions = row.versions.iter().filter_map(|name| Version::of(name)).collect();
        Some(Self { why, versions, ciphers: row.ciphers.clone().unwrap_or_default(), groups })
    }

    /// Puts the defaults where nothing is set.
    pub(crate) fn fill(self, settings: &mut TlsSettings) {
        if settings.priority.is_some() {
            return;
        }
        let cause = |directive: &str| Cause::assumed(directive, self.why.clone());
        settings.versions.get_or_insert_with(|| Setting {
            value: self.versions.clone(),
            cause: cause("versions"),
        });
        if settings.suites.is_none() && !self.ciphers.is_empty() {
            settings.ciphers.get_or_insert_with(|| Setting {
                value: self.ciphers.clone(),
                cause: cause("cipher string"),
            });
        }
        if !self.groups.is_empty() {
            settings.groups.get_or_insert_with(|| Setting {
                value: self.groups.clone(),
                cause: cause("groups"),
            });
        }
    }
}

impl Release {
    fn cited(&self) -> String {
        let mark = if self.provisional { "; provisional" } else { "" };
        format!("{}{mark}", self.citation)
    }
}

/// The groups of the library that a product is built on, as installed, and why.
fn library(service: &Service<'_>, name: &str) -> Option<(String, String)> {
    let library = product(name).map_or(Some("openssl"), |product| product.library.as_deref())?;
    let release = service.installed(library)?;
    let row = product(library)?.at(release)?;
    Some((format!("{library} {release} as installed ({})", row.cited()), row.groups.clone()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::names::tls_group;
    use aratame_algorithms::expand_openssl_ciphers;

    #[test]
    fn every_row_is_sound_and_cited() {
        let table: Table = toml::from_str(include_str!("../../data/defaults.toml")).unwrap();
        let mut rows = 0;
        for product in &table.product {
            assert!(product.packages.iter().all(|name| name.contains('/')), "{}", product.name);
            let known = |name: &String| table.product.iter().any(|each| each.name == *name);
            assert!(product.library.as_ref().is_none_or(known), "{}", product.name);
            for pair in product.release.windows(2) {
                assert!(version_at_least(&pair[1].from, &pair[0].from), "{}", product.name);
                assert!(!version_at_least(&pair[0].from, &pair[1].from), "{}", product.name);
            }
            for row in &product.release {
                assert!(!row.citation.is_empty());
                assert!(row.versions.iter().all(|name| Version::of(name).is_some()));
                assert!(row.ciphers.iter().all(|text| expand_openssl_ciphers(text).is_ok()));
                let groups = row.groups.iter().flat_map(|groups| groups.split(':'));
                groups.for_each(|name| assert!(tls_group(name).is_some(), "{name}"));
                rows += 1;
            }
        }
        assert_eq!(rows, 29);
    }

    #[test]
    fn releases_find_their_row() {
        let versions = |name: &str, release: &str| {
            product(name).unwrap().at(release).map(|row| row.versions.len())
        };
        assert_eq!(versions("nginx", "1.22.1-9+deb12u3"), Some(3));
        assert_eq!(versions("nginx", "1.26.3-3+deb13u1"), Some(4));
        assert_eq!(versions("nginx", "1.29.0"), Some(2));
        assert_eq!(versions("nginx", "0.8"), None);
        assert_eq!(versions("dovecot", "1:2.3.19.1+dfsg1-2.1"), Some(2));
    }

    #[test]
    fn the_nearest_machine_and_its_oldest_release_count() {
        let mut machines = Machines::default();
        machines.enter("/", &Component::new("deb", "libssl3", "3.0.17"));
        machines.enter("/srv/a/", &Component::new("deb", "libssl3", "3.5.1"));
        machines.enter("/srv/a/", &Component::new("deb", "libssl1.1", "1.1.1w"));
        machines.enter("/srv/a/", &Component::new("deb", "other", "1"));
        assert_eq!(machines.of("/etc/x").release("openssl"), Some("3.0.17"));
        assert_eq!(machines.of("/srv/a/etc/x").release("openssl"), Some("1.1.1w"));
        assert_eq!(machines.of("etc/x").release("openssl"), None);
    }
}
