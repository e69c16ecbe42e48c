//! Gaps that somebody has looked at and accepts: `--allow CODE` and `--allow CODE=PATH`.

use anyhow::{Context, Result, bail};
use aratame_inventory::{Diagnostic, DiagnosticCode, Inventory, Severity, diagnostic};
use globset::{Glob, GlobMatcher};

/// What `--allow` accepts.
#[derive(Debug, Default)]
pub(crate) struct Allowed(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    code: &'static DiagnosticCode,
    place: Option<Place>,
}

/// A path as messages print it, which may hold characters of globs, and the same as a glob.
#[derive(Debug)]
struct Place {
    path: String,
    glob: GlobMatcher,
}

impl Allowed {
    /// Reads the values of the flag.
    pub(crate) fn parse(values: &[String]) -> Result<Self> {
        values.iter().map(|value| Rule::parse(value)).collect::<Result<_>>().map(Self)
    }

    /// Whether somebody accepts this.
    pub(crate) fn accepts(&self, diagnostic: &Diagnostic) -> bool {
        self.0.iter().any(|rule| rule.accepts(diagnostic))
    }

    /// Whether nothing that was asked for is missing, but for what is accepted.
    pub(crate) fn is_complete(&self, inventory: &Inventory) -> bool {
        let is_gap = |each: &&Diagnostic| each.code.severity == Severity::Gap;
        let mut gaps = inventory.diagnostics.iter().filter(is_gap);
        gaps.all(|gap| self.accepts(gap)) && !inventory.coverage.interrupted
    }
}

impl Rule {
    fn parse(value: &str) -> Result<Self> {
        let (code, place) = match value.split_once('=') {
            Some((code, place)) => (code, Some(place)),
            None => (value, None),
        };
        let Some(code) = diagnostic::find(code) else {
            bail!("there is no diagnostic '{code}': `aratame list diagnostics` names all");
        };
        Ok(Self { code, place: place.map(Place::parse).transpose()? })
    }

    fn accepts(&self, diagnostic: &Diagnostic) -> bool {
        let place = self.place.as_ref();
        diagnostic.code == self.code
            && place.is_none_or(|place| place.holds(&diagnostic.path.to_string()))
    }
}

impl Place {
    /// As with `--exclude`: without `/` a name, with `/` a whole path.
    fn parse(pattern: &str) -> Result<Self> {
        let rooted =
            if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
        let glob = Glob::new(&rooted)
            .with_context(|| format!("--allow: '{pattern}' is not a glob"))?
            .compile_matcher();
        Ok(Self { path: pattern.to_owned(), glob })
    }

    fn holds(&self, path: &str) -> bool {
        path == self.path || self.glob.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::{EntryPath, Position};
    use std::path::Path;

    fn gap(code: &str, path: &str) -> Diagnostic {
        Diagnostic {
            path: EntryPath::of_file(Path::new(path)),
            position: Position::whole(),
            code: diagnostic::find(code).unwrap(),
            message: String::new(),
        }
    }

    fn accepts(value: &str, code: &str, path: &str) -> bool {
        Allowed::parse(&[value.to_owned()]).unwrap().accepts(&gap(code, path))
    }

    #[test]
    fn a_code_is_accepted_everywhere_or_at_a_place() {
        let broken = "archive-malformed";
        assert!(accepts(broken, broken, "/a/b.zip"));
        assert!(!accepts(broken, "file-unreadable", "/a/b.zip"));
        assert!(accepts("archive-malformed=/a/b.zip", broken, "/a/b.zip"));
        assert!(!accepts("archive-malformed=/a/b.zip", "file-unreadable", "/a/b.zip"));
        assert!(!accepts("archive-malformed=/a/b.zip", broken, "/a/c.zip"));
        assert!(accepts("archive-malformed=/a/**", broken, "/a/deep/c.zip"));
        assert!(accepts("archive-malformed=fail-*.bz2", broken, "/x/fail-1.bz2"));
        assert!(!accepts("archive-malformed=fail-*.bz2", broken, "/x/no.bz2"));
        assert!(accepts("archive-malformed=/a/[b].zip", broken, "/a/[b].zip"));
    }

    #[test]
    fn what_is_no_code_is_an_error() {
        for value in ["nonesuch", "nonesuch=/a", "", "=/a"] {
            assert!(Allowed::parse(&[value.to_owned()]).is_err(), "{value}");
        }
    }
}
