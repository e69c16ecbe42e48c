//! Pages of `docs/` that follow from the registries.

use anyhow::{Context, Result, bail};
use aratame_algorithms::algorithms;
use aratame_inventory::diagnostic::CODES;
use aratame_inventory::{Confidence, Method};
use aratame_policy::{EntryView, builtins};
use aratame_scan::{CONFIGURED_PRODUCTS, DETECTORS};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Says where a page comes from, so that nobody edits it by hand.
const MARK: &str =
    "<!-- Written by `cargo run -p xtask -- docs`; edit the registry instead. -->\n\n";

/// Each page with its content.
fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("docs/detectors.md", detectors()),
        ("docs/algorithms.md", catalogue()),
        ("docs/policies.md", policies()),
        ("docs/diagnostics.md", diagnostics()),
    ]
}

/// Writes every page.
pub(crate) fn write(root: &Path) -> Result<()> {
    for (path, content) in pages() {
        fs::write(root.join(path), content).with_context(|| format!("cannot write {path}"))?;
    }
    Ok(())
}

/// Fails when a page is not what the registries say.
pub(crate) fn check(root: &Path) -> Result<()> {
    let stale: Vec<&str> = pages()
        .into_iter()
        .filter(|(path, content)| {
            fs::read_to_string(root.join(path)).ok().as_ref() != Some(content)
        })
        .map(|(path, _)| path)
        .collect();
    if !stale.is_empty() {
        bail!("not fresh, run `cargo run -p xtask -- docs`: {}", stale.join(", "));
    }
    Ok(())
}

fn detectors() -> String {
    let mut page = format!("{MARK}# Detectors\n");
    for detector in DETECTORS {
        let about = detector.about();
        let _ = write!(
            page,
            "\n## {} (`{}`)\n\n{}\n\n**What it finds.** {}\n\n**How.** {}\n\n**What it misses.** {}\n\n**References.** {}\n",
            about.title,
            about.id,
            about.title_ja,
            about.finds,
            about.how,
            about.misses,
            about.references.join("; ")
        );
    }
    products(&mut page);
    page.push_str(&evidence());
    page
}

/// How signs in programs are weighed.
fn evidence() -> String {
    let mut page = "\n## How sure a finding in a program is\n\n\
        プログラム中の検出の確度\n\n\
        What is told of one algorithm in one sense (`reaches`, `implements`, `configures`, `uses`, \
        which are never mixed) becomes one finding with all its reasons. Each method gives its surest \
        sign; the rule that made the sign says whether it is low, medium or high. Signs of different \
        methods count as independent: the chance that not all are wrong, at most 99 %, is the \
        finding's `percent`. From 90 % on it is high, from 50 % on medium. Weak signs alone never make \
        a sure finding.\n\n\
        | method | low | medium | high |\n|---|---:|---:|---:|\n"
        .to_owned();
    for method in Method::ALL {
        let weights = Confidence::ALL.map(|confidence| format!("{} %", method.weight(confidence)));
        let _ = writeln!(page, "| {} | {} |", method.as_str(), weights.join(" | "));
    }
    page.push_str(
        "\n`aratame scan --explain-evidence` shows for each algorithm its signs, reasons, place, \
         section, function and bytes; JSON has `signs` and `percent`, the CycloneDX CBOM \
         `evidence.identity` with one method a sign.\n",
    );
    page
}

/// The products whose configuration is read, each with its detector.
fn products(page: &mut String) {
    page.push_str("\n## Products whose configuration is read\n\n");
    page.push_str(
        "Each has a file that is found, one that is left alone and one that is malformed ",
    );
    page.push_str(
        "in `test-vectors/products/`.\n\n| product | detector | fixtures |\n|---|---|---|\n",
    );
    for product in CONFIGURED_PRODUCTS {
        let (id, title, detector) = (product.id, product.title, product.detector);
        let _ = writeln!(page, "| {title} | `{detector}` | `{id}` |");
    }
}

fn catalogue() -> String {
    let mut page = format!(
        "{MARK}# Algorithms\n\n| id | name | family | primitive | strength | NIST category | quantum | source |\n|---|---|---|---|---:|---:|---|---|\n"
    );
    for row in algorithms() {
        let number = |value: Option<u32>| value.map_or_else(String::new, |value| value.to_string());
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} {} |",
            row.id,
            row.name,
            row.family,
            row.primitive.cyclonedx(),
            number(row.strength_bits),
            number(row.nist_category.map(u32::from)),
            row.quantum.id(),
            row.source.document,
            row.source.section
        );
    }
    page
}

fn policies() -> String {
    let mut page = format!("{MARK}# Policy lists\n");
    for list in builtins() {
        let head = &list.head;
        let _ = write!(
            page,
            "\n## {} (`{}`)\n\n{}\n\nEdition {}, {}.\n\n",
            head.title.en, head.id, head.title.ja, head.edition, head.date
        );
        let _ = writeln!(page, "| entry | status | algorithms | conditions | section | checked |");
        let _ = writeln!(page, "|---|---|---|---|---|---|");
        list.entries().for_each(|entry| page.push_str(&entry_row(&entry)));
        if !list.milestones().is_empty() {
            let _ =
                writeln!(page, "\n| date | asked by then | section | checked |\n|---|---|---|---|");
        }
        for milestone in list.milestones() {
            let (citation, asked) = (&milestone.citation, &milestone.requirement);
            let _ = writeln!(
                page,
                "| {} | {}<br>{} | [{}]({}) | {} |",
                milestone.shown,
                asked.en,
                asked.ja,
                citation.section,
                citation.url,
                milestone.confidence.as_str()
            );
        }
    }
    page
}

fn entry_row(entry: &EntryView<'_>) -> String {
    let phases = entry.phases.iter().map(|(from, status)| {
        from.map_or_else(|| (*status).to_owned(), |from| format!("{status} from {from}"))
    });
    let algorithms: Vec<_> = entry.algorithms.iter().map(|row| row.id).collect();
    let when = entry.when.map(|when| format!("where `{when}`"));
    let conditions = entry.conditions.iter().map(|id| (*id).to_owned()).chain(when);
    format!(
        "| {} | {} | {} | {} | [{}]({}) | {} |\n",
        entry.name,
        phases.collect::<Vec<_>>().join("; "),
        algorithms.join(", "),
        conditions.collect::<Vec<_>>().join(", "),
        entry.citation.section,
        entry.citation.url,
        entry.confidence.as_str()
    )
}

fn diagnostics() -> String {
    let mut page = format!("{MARK}# Diagnostics\n");
    for code in CODES {
        let _ = write!(
            page,
            "\n## `{}` ({})\n\n{} {}\n\n{}{}\n",
            code.code,
            code.severity.as_str(),
            code.en,
            code.advice_en,
            code.ja,
            code.advice_ja
        );
    }
    page
}
