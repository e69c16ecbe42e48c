//! Images of containers: layers over each other, and what of a lower one is still to be seen.
//!
//! Owns whiteouts as the OCI image specification has them (layer.md): `.wh.NAME` hides one name
//! of the layers below, `.wh..wh..opq` all of its folder. A file that a later layer hides is no
//! part of the final view, and whoever has the image can still read it.

use crate::location::EntryPath;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What begins the name of a whiteout.
const WHITEOUT: &str = ".wh.";
/// The whiteout of everything below in its folder.
const OPAQUE: &str = ".wh..wh..opq";

/// The names of one layer, as hashes: an image has a million, and all that is asked of them is
/// whether one is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerNames {
    files: BTreeSet<u64>,
    whiteouts: BTreeSet<u64>,
    opaque: BTreeSet<u64>,
}

/// An image: its layers, the lowest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Image {
    /// The manifest that lists the layers.
    pub manifest: EntryPath,
    /// The entries that are the layers.
    pub layers: Vec<EntryPath>,
}

impl LayerNames {
    /// Takes the name of a file or link, as the layer's archive has it.
    pub fn add(&mut self, name: &str) {
        let name = name.trim_start_matches("./").trim_matches('/');
        let (folder, base) = name.rsplit_once('/').unwrap_or(("", name));
        match base.strip_prefix(WHITEOUT) {
            _ if base == OPAQUE => self.opaque.insert(hash(folder)),
            Some(hidden) if folder.is_empty() => self.whiteouts.insert(hash(hidden)),
            Some(hidden) => self.whiteouts.insert(hash(&format!("{folder}/{hidden}"))),
            None => self.files.insert(hash(name)),
        };
    }

    /// Whether this layer hides a file of a layer below it.
    #[must_use]
    pub fn hides(&self, name: &str) -> bool {
        let own = hash(name);
        self.files.contains(&own)
            || self.whiteouts.contains(&own)
            || self.opaque.contains(&hash(""))
            || folders(name).any(|folder| {
                let folder = hash(folder);
                self.whiteouts.contains(&folder)
                    || self.opaque.contains(&folder)
                    || self.files.contains(&folder)
            })
    }
}

/// The folders that a name stands in, the innermost first.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    name.rmatch_indices('/').filter_map(|(at, _)| name.get(..at))
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(names: &[&str]) -> LayerNames {
        let mut layer = LayerNames::default();
        names.iter().for_each(|name| layer.add(name));
        layer
    }

    #[test]
    fn whiteouts_hide_names_and_what_is_in_them() {
        let later = layer(&["etc/.wh.key.pem", ".wh.opt", "./srv/data/.wh..wh..opq", "bin/x"]);
        for hidden in ["etc/key.pem", "opt/a/b", "srv/data/c", "srv/data/d/e", "bin/x"] {
            assert!(later.hides(hidden), "{hidden}");
        }
        for seen in ["etc/key.pem.old", "option", "srv/other", "bin/y", "key.pem"] {
            assert!(!later.hides(seen), "{seen}");
        }
    }

    #[test]
    fn an_opaque_root_hides_everything_below() {
        assert!(layer(&[".wh..wh..opq"]).hides("a"));
        assert!(!layer(&[]).hides("a"));
    }
}
