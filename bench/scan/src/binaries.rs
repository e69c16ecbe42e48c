//! Programs whose algorithms are known, and how a scan of them fares: by family of algorithms.

use anyhow::{Context, Result};
use aratame_inventory::{AssetKind, Confidence, Inventory};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one file.
#[derive(Clone, Debug)]
pub struct Truth {
    /// The part that it is counted in: part, library and linking.
    pub group: String,
    /// Families that it uses.
    pub must: BTreeSet<String>,
    /// Families that its library brings along; `None` for any.
    pub may: Option<BTreeSet<String>>,
}

/// Reads the truth that the corpus was built with, by file name.
///
/// # Errors
/// A line that is not of its form.
pub fn truth(lines: &str) -> Result<BTreeMap<String, Truth>> {
    let mut files = BTreeMap::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).context("a line of the truth")?;
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let set = |key: &str| {
            let list = line[key].as_array();
            list.map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        };
        let group = format!("{} {} {}", text("part"), text("library"), text("linking"));
        let truth = Truth { group, must: set("must").unwrap_or_default(), may: set("may") };
        files.insert(text("path"), truth);
    }
    Ok(files)
}

/// How one group fared.
#[derive(Clone, Debug, Default)]
pub struct Score {
    files: usize,
    right: usize,
    wrong: usize,
    missed: usize,
    /// Files with cryptography of which nothing is reported.
    silent: usize,
    with_cryptography: usize,
    reasons: Vec<String>,
}

impl Score {
    /// The row as JSON.
    #[must_use]
    pub fn to_json(&self, group: &str) -> Value {
        json!({
            "group": group, "files": self.files, "true": self.right, "false": self.wrong,
            "missed": self.missed,
            "precision": ratio(self.right, self.right + self.wrong),
            "recall": ratio(self.right, self.right + self.missed),
            "falseSafe": ratio(self.silent, self.with_cryptography),
            "reasons": self.reasons,
        })
    }

    /// Each miss and each false find.
    #[must_use]
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Families found in each file, by its name: those of more than a weak sign, and whether anything
/// at all is reported, a linked library too.
fn found(inventory: &Inventory) -> BTreeMap<String, (BTreeSet<String>, bool)> {
    let mut files: BTreeMap<String, (BTreeSet<String>, bool)> = BTreeMap::new();
    let is_binary = |kind| matches!(kind, AssetKind::Library | AssetKind::Program);
    for asset in inventory.assets.iter().filter(|asset| is_binary(asset.kind)) {
        for occurrence in &asset.occurrences {
            let slot = files.entry(occurrence.path.file_name().to_owned()).or_default();
            slot.1 |=
                !asset.algorithms.is_empty() || asset.attributes.contains_key("linked-products");
            let sure = asset.algorithms.iter().filter(|each| each.confidence > Confidence::Low);
            let families = sure.filter_map(|each| each.algorithm.algorithm());
            slot.0.extend(families.map(|row| row.family.to_owned()));
        }
    }
    files
}

/// Scores an inventory of the corpus, group by group.
#[must_use]
pub fn score(truth: &BTreeMap<String, Truth>, inventory: &Inventory) -> BTreeMap<String, Score> {
    let found = found(inventory);
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let nothing = (BTreeSet::new(), false);
    for (path, truth) in truth {
        let (families, reported) = found.get(path).unwrap_or(&nothing);
        let score = scores.entry(truth.group.clone()).or_default();
        score.files += 1;
        score.with_cryptography += usize::from(!truth.must.is_empty());
        score.silent += usize::from(!truth.must.is_empty() && !reported);
        for family in &truth.must {
            if families.contains(family) {
                score.right += 1;
            } else {
                score.missed += 1;
                score.reasons.push(format!("{path}: missed {family}"));
            }
        }
        let Some(may) = &truth.may else { continue };
        for family in families.iter().filter(|it| !truth.must.contains(*it) && !may.contains(*it)) {
            score.wrong += 1;
            score.reasons.push(format!("{path}: false {family}"));
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missed_is_counted_and_silence_is_told() {
        let lines = "{\"path\":\"a\",\"part\":\"develop\",\"library\":\"x\",\"linking\":\"own\",\"must\":[\"AES\"],\"may\":[]}\n";
        let scores = score(&truth(lines).unwrap(), &Inventory::default());
        let row = scores["develop x own"].to_json("g");
        assert_eq!((row["missed"].as_u64(), row["falseSafe"].as_f64()), (Some(1), Some(1.0)));
        assert!(truth("no json").is_err());
    }
}
