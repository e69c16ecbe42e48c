//! Messages to people on standard error. The only place that prints there.

use aratame_inventory::{Inventory, Severity};
use aratame_report::{Lang, printable};

/// Lines about single files before the rest is only counted.
const LINES: usize = 20;

/// Prints an error that ends the run.
#[expect(clippy::print_stderr, reason = "this module is where messages are printed")]
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("aratame: {error:#}");
}

/// Prints one message.
#[expect(clippy::print_stderr, reason = "this module is where messages are printed")]
pub(crate) fn note(text: &str) {
    eprintln!("aratame: {text}");
}

/// Prints the gaps of an inventory, so many as a person reads.
pub(crate) fn gaps(inventory: &Inventory, lang: Lang) {
    let gaps: Vec<_> = inventory
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code.severity == Severity::Gap)
        .collect();
    for gap in gaps.iter().take(LINES) {
        let what = lang.pick(gap.code.en, gap.code.ja);
        let particulars =
            if gap.message.is_empty() { String::new() } else { format!(" ({})", gap.message) };
        note(&printable(&format!(
            "{}{}: {what}{particulars} [{}]",
            gap.path, gap.position, gap.code.code
        )));
    }
    if gaps.len() > LINES {
        let more = gaps.len() - LINES;
        match lang {
            Lang::En => note(&format!("{more} more; `--format json` lists all")),
            Lang::Ja => note(&format!("他 {more} 件。`--format json` で全件を出力します")),
        }
    }
}

/// Prints so many of some lines as a person reads, and how many more there are.
pub(crate) fn lines(lines: impl ExactSizeIterator<Item = String>, lang: Lang) {
    let more = lines.len().saturating_sub(LINES);
    lines.take(LINES).for_each(|line| note(&printable(&line)));
    if more > 0 {
        note(&lang.pick(format!("{more} more"), format!("他 {more} 件")));
    }
}

/// Prints what was denied, so many as a person reads.
pub(crate) fn denied(hits: &[String], lang: Lang) {
    for hit in hits.iter().take(LINES) {
        let word = lang.pick("denied", "拒否条件に該当");
        note(&printable(&format!("{word}: {hit}")));
    }
    if hits.len() > LINES {
        let more = hits.len() - LINES;
        note(&lang.pick(format!("{more} more denied"), format!("他 {more} 件が拒否条件に該当")));
    }
}
