//! Programs whose algorithms are known, and how a tool that looked at them fares.
//!
//! Owns: the truth that `tools/corpus` writes, what a tool found in each file, and the counting.
//! What is printed is `report`'s matter.

pub mod findings;
pub mod report;

use anyhow::{Context, Result};
use aratame_algorithms::Usage;
use aratame_inventory::{AlgorithmRef, EvidenceLevel};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub use findings::{Found, Tool};

/// What is known of one file.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Whether the file is only ever scored.
    pub score_only: bool,
    /// The library that its algorithms come from; `none` when it has none.
    pub library: String,
    /// The version of that library.
    pub version: String,
    /// The architecture in the corpus's own words.
    pub architecture: String,
    /// How it came to its algorithms.
    pub linking: Linking,
    /// Whether its symbols were taken away.
    pub stripped: bool,
    /// What it uses by names of functions, or what is part of it.
    pub must: Vec<Usage>,
    /// What it uses by arguments of functions.
    pub argument: Vec<Usage>,
    /// Families that came along.
    pub may: BTreeSet<String>,
}

/// How a file came to its algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// A shared library has them.
    Dynamic,
    /// They are part of the file.
    Inside,
}

impl Truth {
    /// Whether there is cryptography in the file, or reached by it.
    #[must_use]
    pub fn has_cryptography(&self) -> bool {
        self.library != "none"
    }

    /// In which of the classes that have a promise of their own it is counted.
    #[must_use]
    pub fn class(&self) -> Class {
        let main = ["x86-64", "aarch64", "linux-amd64", "linux-arm64"];
        match (self.has_cryptography(), self.linking, self.stripped) {
            (false, ..) => Class::Negative,
            (true, Linking::Dynamic, _) | (true, _, false) => Class::Visible,
            _ if main.contains(&self.architecture.as_str()) => Class::Bare,
            _ => Class::BareElsewhere,
        }
    }
}

/// Classes of files by how much of their names is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Dynamic or not stripped.
    Visible,
    /// Stripped, with the code inside, for x86-64 or AArch64 on ELF.
    Bare,
    /// The same for other architectures and formats.
    BareElsewhere,
    /// Without cryptography.
    Negative,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::Visible, Self::Bare, Self::BareElsewhere, Self::Negative];

    /// The words of outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visible => "dynamic or not stripped",
            Self::Bare => "static, stripped: x86-64, AArch64",
            Self::BareElsewhere => "static, stripped: other",
            Self::Negative => "without cryptography",
        }
    }
}

/// Reads the truth that the corpus was built with, by file name.
///
/// # Errors
/// A line that is not of its form, or a usage that the catalogue does not have.
pub fn truth(lines: &str) -> Result<BTreeMap<String, Truth>> {
    lines.lines().map(one_truth).collect()
}

fn one_truth(line: &str) -> Result<(String, Truth)> {
    let line: Value = serde_json::from_str(line).context("a line of the truth")?;
    let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let list = |key: &str| {
        let items = line[key].as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let usages = |key: &str| {
        let parse = |spec: &String| Usage::parse(spec).with_context(|| format!("usage {spec}"));
        list(key).iter().map(parse).collect::<Result<Vec<_>>>()
    };
    let truth = Truth {
        score_only: text("part") == "score",
        library: text("library"),
        version: text("version"),
        architecture: text("architecture"),
        linking: if text("linking") == "dynamic" { Linking::Dynamic } else { Linking::Inside },
        stripped: line["stripped"].as_bool().unwrap_or(false),
        must: usages("must")?,
        argument: usages("argument")?,
        may: list("may").into_iter().collect(),
    };
    Ok((text("path"), truth))
}

/// Right, missed and false finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Found and there.
    pub right: usize,
    /// There and not found.
    pub missed: usize,
    /// Found and not there.
    pub wrong: usize,
}

impl Count {
    /// The share of what was found that is there.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.right, self.right + self.wrong)
    }

    /// The share of what is there that was found.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.right, self.right + self.missed)
    }
}

/// A share, where there is a whole.
#[must_use]
pub fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// How one group of files fared.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// Files.
    pub files: usize,
    /// Families of algorithms.
    pub families: Count,
    /// Of what calls show only as arguments.
    pub arguments: Count,
    /// Parameters (key length, mode, curve, hash) of what was found: seen and not seen.
    pub parameters: Count,
    /// The expected evidence level, of what was found.
    pub levels: Count,
    /// Files whose library is named.
    pub libraries: Count,
    /// Files with the code of a library inside whose version is told.
    pub versions: Count,
    /// Files with cryptography.
    pub with_cryptography: usize,
    /// Of them, files of which nothing is reported.
    pub silent: usize,
    /// Counts of each family.
    pub by_family: BTreeMap<String, Count>,
    /// Each miss and each false find.
    pub reasons: Vec<String>,
}

/// Scores what a tool found, group by group; `group` tells the groups that a file counts in.
#[must_use]
pub fn score(
    truth: &BTreeMap<String, Truth>,
    tool: &Tool,
    group: impl Fn(&Truth) -> Vec<String>,
) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let nothing = Found::default();
    for (path, truth) in truth {
        if tool.looked_at.as_ref().is_some_and(|paths| !paths.contains(path)) {
            continue;
        }
        let found = tool.files.get(path).unwrap_or(&nothing);
        for name in group(truth) {
            scores.entry(name).or_default().count(path, truth, found);
        }
    }
    scores
}

impl Score {
    fn count(&mut self, path: &str, truth: &Truth, found: &Found) {
        self.files += 1;
        if truth.has_cryptography() {
            self.with_cryptography += 1;
            self.silent += usize::from(!found.reported);
            self.count_library(path, truth, found);
        }
        for usage in &truth.must {
            self.count_usage(path, truth, found, usage);
        }
        for usage in &truth.argument {
            let seen = found.families().contains(usage.algorithm.family);
            let slot = if seen { &mut self.arguments.right } else { &mut self.arguments.missed };
            *slot += 1;
        }
        self.count_wrong(path, truth, found);
    }

    fn count_usage(&mut self, path: &str, truth: &Truth, found: &Found, usage: &Usage) {
        let family = usage.algorithm.family;
        let shown = |each: &AlgorithmRef| {
            let known = family_of(each);
            let same_tables = truth.linking == Linking::Inside && known == same_tables(family);
            known == Some(family) || (known.is_some() && same_tables)
        };
        let seen: Vec<_> = found.algorithms.iter().filter(|(each, _)| shown(each)).collect();
        let count = self.by_family.entry(family.to_owned()).or_default();
        if seen.is_empty() {
            count.missed += 1;
            self.families.missed += 1;
            self.reasons.push(format!("{path}: missed {usage}"));
            return;
        }
        count.right += 1;
        self.families.right += 1;
        let expected = match truth.linking {
            Linking::Dynamic => EvidenceLevel::Uses,
            Linking::Inside => EvidenceLevel::Implements,
        };
        tally(&mut self.levels, seen.iter().any(|(_, level)| *level == Some(expected)));
        if has_parameters(usage) {
            tally(&mut self.parameters, seen.iter().any(|(each, _)| covers(each, usage)));
        }
    }

    fn count_library(&mut self, path: &str, truth: &Truth, found: &Found) {
        if ["own", "shipped"].contains(&truth.library.as_str()) {
            return;
        }
        let named = found.names_library(&truth.library);
        tally(&mut self.libraries, named);
        if truth.linking == Linking::Inside && !truth.version.is_empty() {
            let told = named && found.libraries.iter().any(|text| text.contains(&truth.version));
            tally(&mut self.versions, told);
            if !told {
                self.reasons.push(format!("{path}: version of {} not told", truth.library));
            }
        }
    }

    fn count_wrong(&mut self, path: &str, truth: &Truth, found: &Found) {
        let known: BTreeSet<&str> =
            truth.must.iter().chain(&truth.argument).map(|usage| usage.algorithm.family).collect();
        for family in found.families() {
            let belongs = truth.may.contains("*") || truth.may.contains(family);
            if !known.contains(family) && !belongs {
                self.families.wrong += 1;
                self.by_family.entry(family.to_owned()).or_default().wrong += 1;
                self.reasons.push(format!("{path}: false {family}"));
            }
        }
    }
}

/// The family whose tables a family of algorithms shares in code without names, where all that
/// can be told is the common one: the numbers of a curve for whatever is done over it, the boxes of
/// DES for its triple.
fn same_tables(family: &str) -> Option<&'static str> {
    match family {
        "ECDSA" | "ECDH" => Some("EC"),
        "3DES" => Some("DES"),
        _ => None,
    }
}

fn tally(count: &mut Count, good: bool) {
    *(if good { &mut count.right } else { &mut count.missed }) += 1;
}

/// The family of a reference, where the catalogue has it.
#[must_use]
pub fn family_of(each: &AlgorithmRef) -> Option<&'static str> {
    each.algorithm().map(|row| row.family)
}

/// Whether a usage says more than its family.
fn has_parameters(usage: &Usage) -> bool {
    usage.algorithm.parameter_set.is_some()
        || usage.algorithm.key_bits.is_some()
        || usage.bits.is_some()
        || usage.curve.is_some()
        || usage.hash.is_some()
        || usage.mode.is_some()
}

/// Whether what was found says at least what is expected.
fn covers(found: &AlgorithmRef, expected: &Usage) -> bool {
    let same = |wanted: Option<&str>, seen: Option<&str>| wanted.is_none() || wanted == seen;
    found.algorithm().is_some_and(|row| row.id == expected.algorithm.id)
        && (expected.bits.is_none() || expected.bits == found.bits)
        && same(expected.curve.map(|it| it.name), found.curve.map(|it| it.name))
        && same(expected.hash.map(|it| it.id), found.hash.map(|it| it.id))
        && same(expected.mode.map(|it| it.id), found.mode.map(|it| it.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"path":"a","library":"x","linking":"static","stripped":true,"version":"1.2","architecture":"x86-64","must":["aes-256/gcm","hmac"],"argument":[],"may":["SHA-2"]}"#;

    fn counted(tool: &Tool) -> Score {
        let truth = truth(LINE).unwrap();
        assert_eq!(truth["a"].class(), Class::Bare);
        score(&truth, tool, |_| vec!["all".to_owned()]).remove("all").unwrap()
    }

    #[test]
    fn what_is_missed_is_counted_and_silence_is_told() {
        let score = counted(&Tool::default());
        assert_eq!(score.families, Count { right: 0, missed: 2, wrong: 0 });
        assert_eq!((score.silent, score.with_cryptography), (1, 1));
        assert!(truth("no json").is_err());
        assert!(truth(r#"{"path":"a","must":["nonesuch"]}"#).is_err());
    }

    #[test]
    fn tables_of_a_common_family_are_a_find_in_code_alone() {
        let lines = LINE.replace("aes-256/gcm", "ecdsa@secp256r1");
        let uses = (AlgorithmRef::from(Usage::parse("ec@secp256r1").unwrap()), None);
        let found = Found { algorithms: vec![uses], ..Found::default() };
        let tool = Tool { files: [("a".to_owned(), found)].into(), ..Tool::default() };
        for (lines, right) in [(lines.clone(), 1), (lines.replace("static", "dynamic"), 0)] {
            let scores = score(&truth(&lines).unwrap(), &tool, |_| vec!["all".to_owned()]);
            assert_eq!(scores["all"].families.right, right);
        }
    }

    #[test]
    fn finds_are_right_wrong_or_came_along() {
        let uses = ["aes-256/gcm", "sha-256", "md5"].map(|spec| {
            (AlgorithmRef::from(Usage::parse(spec).unwrap()), Some(EvidenceLevel::Implements))
        });
        let found = Found {
            algorithms: uses.into(),
            libraries: ["x 1.2".to_owned()].into(),
            reported: true,
        };
        let tool = Tool { files: [("a".to_owned(), found)].into(), ..Tool::default() };
        let score = counted(&tool);
        assert_eq!(score.families, Count { right: 1, missed: 1, wrong: 1 });
        assert_eq!(score.parameters, Count { right: 1, ..Count::default() });
        assert_eq!(score.levels, Count { right: 1, ..Count::default() });
        assert_eq!((score.versions.right, score.silent), (1, 0));
        assert_eq!(score.by_family["MD5"].wrong, 1);
    }
}
