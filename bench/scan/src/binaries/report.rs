//! The scores as one table and as JSON, with what is promised beside what was measured.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Class, Count, Score, Tool, Truth, ratio, score};

/// A tool's scores: by part and class, by library, by both for the promise.
#[derive(Debug)]
pub struct Report<'a> {
    tool: &'a Tool,
    classes: BTreeMap<String, Score>,
    libraries: BTreeMap<String, Score>,
}

/// What is promised of a class: precision and recall.
const PROMISES: [(Class, f64, f64); 2] = [(Class::Visible, 0.98, 0.98), (Class::Bare, 0.95, 0.90)];
/// Files without cryptography among which less than one false algorithm is promised.
const NEGATIVES: f64 = 500.0;
/// Reasons listed of one class.
const MAX_REASONS: usize = 4000;

impl<'a> Report<'a> {
    /// Scores what a tool found.
    #[must_use]
    pub fn new(truth: &BTreeMap<String, Truth>, tool: &'a Tool) -> Self {
        let part = |truth: &Truth| if truth.score_only { "score" } else { "develop" };
        let class = |truth: &Truth| {
            let class = truth.class().as_str();
            vec![class.to_owned(), format!("{class} ({})", part(truth))]
        };
        let library =
            |truth: &Truth| vec![format!("{}: {}", truth.library, truth.class().as_str())];
        Self { tool, classes: score(truth, tool, class), libraries: score(truth, tool, library) }
    }

    /// Files with cryptography of which nothing is reported, as a share of all such files.
    fn false_safe(&self) -> Option<f64> {
        let all = Class::ALL.iter().filter_map(|class| self.classes.get(class.as_str()));
        let (silent, whole) =
            all.fold((0, 0), |sum, each| (sum.0 + each.silent, sum.1 + each.with_cryptography));
        ratio(silent, whole)
    }

    /// Each promise, what was measured, and whether it is met.
    fn promises(&self) -> Vec<(String, bool)> {
        let mut lines = Vec::new();
        for (class, precision, recall) in PROMISES {
            let Some(score) = self.classes.get(class.as_str()) else { continue };
            let Count { right, missed, wrong } = score.families;
            let Count { right: named, missed: unnamed, .. } = score.arguments;
            let strict = Count { right: right + named, missed: missed + unnamed, wrong };
            for (what, count) in [("", score.families), (", arguments of calls too", strict)] {
                let (is, of) = (count.precision().unwrap_or(1.0), count.recall().unwrap_or(1.0));
                let text = format!(
                    "{}{what}: precision {is:.3} of {precision:.2}, recall {of:.3} of {recall:.2}",
                    class.as_str()
                );
                if what.is_empty() || named + unnamed > 0 {
                    lines.push((text, is >= precision && of >= recall));
                }
            }
        }
        if let Some(score) = self.classes.get(Class::Negative.as_str()) {
            let rate = score.families.wrong as f64 * NEGATIVES / score.files.max(1) as f64;
            let text = format!(
                "{}: {rate:.2} false algorithms in 500 files, less than 1 ({} in {})",
                Class::Negative.as_str(),
                score.families.wrong,
                score.files
            );
            lines.push((text, rate < 1.0));
        }
        lines
    }

    /// Everything, for other programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let rows = |scores: &BTreeMap<String, Score>| {
            scores.iter().map(|(name, score)| row(name, score)).collect::<Vec<_>>()
        };
        let promises: Vec<_> = self
            .promises()
            .into_iter()
            .map(|(text, met)| json!({ "promise": text, "met": met }))
            .collect();
        json!({
            "tool": self.tool.name, "seconds": self.tool.seconds, "bytes": self.tool.bytes,
            "falseSafe": self.false_safe(), "promises": promises,
            "classes": rows(&self.classes), "libraries": rows(&self.libraries),
            "algorithms": self.by_family().iter().map(|(family, count)| json!({
                "family": family, "true": count.right, "missed": count.missed,
                "false": count.wrong, "precision": count.precision(), "recall": count.recall(),
            })).collect::<Vec<_>>(),
        })
    }

    fn by_family(&self) -> BTreeMap<&str, Count> {
        let mut all: BTreeMap<&str, Count> = BTreeMap::new();
        for class in Class::ALL {
            let Some(score) = self.classes.get(class.as_str()) else { continue };
            for (family, count) in &score.by_family {
                let sum = all.entry(family).or_default();
                sum.right += count.right;
                sum.missed += count.missed;
                sum.wrong += count.wrong;
            }
        }
        all
    }

    /// The details of one tool, for people.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.tool.name);
        let heading = [
            "files",
            "precision",
            "recall",
            "argument",
            "params",
            "level",
            "library",
            "version",
            "silent",
        ];
        for (what, scores) in [("class", &self.classes), ("library", &self.libraries)] {
            let _ = write!(text, "\n{what:48}");
            for word in heading {
                let _ = write!(text, "{word:>10}");
            }
            for (name, score) in scores {
                let _ = write!(text, "\n{name:48}{:>10}", score.files);
                for share in shares(score) {
                    let _ = write!(text, "{:>10}", shown(share));
                }
            }
            text.push('\n');
        }
        let _ = write!(text, "\n{:24}{:>8}{:>8}{:>8}", "family", "right", "missed", "false");
        for (family, count) in self.by_family() {
            let _ = write!(
                text,
                "\n{family:24}{:>8}{:>8}{:>8}",
                count.right, count.missed, count.wrong
            );
        }
        text.push_str("\n\n");
        for (promise, met) in self.promises() {
            let _ = writeln!(text, "{}: {promise}", if met { "met" } else { "not met" });
        }
        text
    }

    /// Why: every miss and false find of files that may be looked at.
    #[must_use]
    pub fn reasons(&self) -> Vec<&str> {
        let develop = self.classes.iter().filter(|(name, _)| name.ends_with("(develop)"));
        let lines: BTreeSet<&str> = develop
            .flat_map(|(_, score)| score.reasons.iter().take(MAX_REASONS))
            .map(String::as_str)
            .collect();
        lines.into_iter().collect()
    }

    /// One line of the table of tools.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line =
            format!("{:28}{:>9.1}{:>9}", self.tool.name, self.tool.seconds, self.tool.bytes >> 20);
        for class in [Class::Visible, Class::Bare] {
            let score = self.classes.get(class.as_str());
            let count = score.map(|score| score.families).unwrap_or_default();
            let _ = write!(line, "{:>8}{:>8}", shown(count.precision()), shown(count.recall()));
        }
        let negative = self.classes.get(Class::Negative.as_str());
        let wrong = negative.map_or(0, |score| score.families.wrong);
        let files = negative.map_or(0, |score| score.files);
        let _ = write!(line, "{:>12}{:>12}", format!("{wrong}/{files}"), shown(self.false_safe()));
        line
    }

    /// What stands above [`Report::line`].
    #[must_use]
    pub fn heading() -> String {
        format!(
            "{:28}{:>9}{:>9}{:>16}{:>16}{:>12}{:>12}\n{:46}{:>8}{:>8}{:>8}{:>8}{:>12}{:>12}",
            "tool",
            "seconds",
            "MiB",
            "with names",
            "bare",
            "negatives",
            "false safe",
            "",
            "prec.",
            "recall",
            "prec.",
            "recall",
            "false/files",
            ""
        )
    }
}

/// Precision, recall and the shares of all else.
fn shares(score: &Score) -> [Option<f64>; 8] {
    [
        score.families.precision(),
        score.families.recall(),
        score.arguments.recall(),
        score.parameters.recall(),
        score.levels.recall(),
        score.libraries.recall(),
        score.versions.recall(),
        ratio(score.silent, score.with_cryptography),
    ]
}

fn shown(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{share:.3}"))
}

fn row(name: &str, score: &Score) -> Value {
    let [precision, recall, arguments, parameters, levels, libraries, versions, silent] =
        shares(score);
    json!({
        "group": name, "files": score.files, "true": score.families.right,
        "missed": score.families.missed, "false": score.families.wrong,
        "precision": precision, "recall": recall, "recallOfArguments": arguments,
        "recallOfParameters": parameters, "recallOfLevels": levels,
        "recallOfLibraries": libraries, "recallOfVersions": versions, "falseSafe": silent,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Found, truth};
    use super::*;

    #[test]
    fn promises_are_kept_or_not() {
        let truth = truth(concat!(
            r#"{"path":"a","library":"x","linking":"dynamic","must":["hmac"],"argument":["md5"]}"#,
            "\n",
            r#"{"path":"b","library":"none","linking":"data"}"#
        ))
        .unwrap();
        let tool = Tool {
            files: [("b".to_owned(), Found::default())].into(),
            name: "t".to_owned(),
            ..Tool::default()
        };
        let report = Report::new(&truth, &tool);
        let met: Vec<bool> = report.promises().into_iter().map(|(_, met)| met).collect();
        assert_eq!(met, [false, false, true]);
        assert_eq!(report.false_safe(), Some(1.0));
        assert_eq!(report.reasons(), ["a: missed hmac"]);
        assert!(report.to_text().contains("not met: dynamic or not stripped"));
        assert!(report.line().contains("0/1"));
    }
}
