//! Functions of libraries whose documents fix their ordinals.
//!
//! Owns the table `data/ordinals.toml`. Ordinals of Windows' own libraries are not documented and
//! differ between versions.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

type Table = super::Libraries<Library>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    file: String,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "says to readers of the file who fixes them")
    )]
    source: String,
    runs: BTreeMap<String, Vec<String>>,
}

/// Names from an ordinal on, by the name of the library in lower case.
static RUNS: LazyLock<HashMap<String, BTreeMap<u16, Vec<String>>>> = LazyLock::new(|| {
    let table: Table = super::table(include_str!("../../data/ordinals.toml"));
    table.library.into_iter().map(|library| (library.file, numbered(library.runs))).collect()
});

fn numbered(runs: BTreeMap<String, Vec<String>>) -> BTreeMap<u16, Vec<String>> {
    runs.into_iter().filter_map(|(first, names)| Some((first.parse().ok()?, names))).collect()
}

/// The number of an import by ordinal, as the reader of PE files names it.
pub(super) fn ordinal(name: &[u8]) -> Option<u16> {
    std::str::from_utf8(name.strip_prefix(b"#")?).ok()?.parse().ok()
}

/// The function behind an ordinal, where a document fixes it.
pub(super) fn function(library: &str, ordinal: u16) -> Option<&'static str> {
    let runs = RUNS.get(&library.to_ascii_lowercase())?;
    let (first, names) = runs.range(..=ordinal).next_back()?;
    let name = names.get(usize::from(ordinal - first))?;
    Some(name.as_str()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::functions::FUNCTIONS;
    use super::*;

    #[test]
    fn every_name_fixes_an_algorithm_and_runs_do_not_overlap() {
        let table: Table = toml::from_str(include_str!("../../data/ordinals.toml")).unwrap();
        let mut count = 0;
        for library in table.library {
            assert_eq!(library.file, library.file.to_ascii_lowercase());
            assert!(!library.source.is_empty());
            let (mut next, rows) = (0, library.runs.len());
            let runs = numbered(library.runs);
            assert_eq!(runs.len(), rows);
            for (first, names) in runs {
                assert!(first >= next, "{first}");
                next = first + names.len() as u16;
                for name in names.iter().filter(|name| !name.is_empty()) {
                    assert!(FUNCTIONS.find(name.as_bytes()).is_some(), "{name}");
                    count += 1;
                }
            }
        }
        assert_eq!(count, 71);
    }

    #[test]
    fn functions_by_ordinal() {
        assert_eq!(function("LIBEAY32.dll", 342), Some("MD5_Update"));
        assert_eq!(function("libeay32.dll", 503), Some("SHA1_Init"));
        assert_eq!(function("libeay32.dll", 338), None);
        assert_eq!(function("libeay32.dll", 9999), None);
        assert_eq!(function("crypt32.dll", 342), None);
        assert_eq!(
            (ordinal(b"#342"), ordinal(b"#70000"), ordinal(b"MD5")),
            (Some(342), None, None)
        );
    }
}
