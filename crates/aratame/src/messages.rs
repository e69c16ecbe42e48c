//! Messages to people on standard error. The only place that prints there.

use crate::allowed::Allowed;
use aratame_inventory::{Diagnostic, DiagnosticCode, Inventory, Severity};
use aratame_report::{Lang, printable};
use std::collections::BTreeMap;

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

/// Prints the gaps of an inventory that nobody accepts, so many as a person reads, and what to do
/// about each kind of them.
pub(crate) fn gaps(inventory: &Inventory, allowed: &Allowed, lang: Lang) {
    let gaps = inventory.diagnostics.iter().filter(|each| each.code.severity == Severity::Gap);
    let (accepted, open): (Vec<_>, Vec<_>) = gaps.partition(|gap| allowed.accepts(gap));
    for gap in open.iter().take(LINES) {
        let what = lang.pick(gap.code.en, gap.code.ja);
        let particulars =
            if gap.message.is_empty() { String::new() } else { format!(" ({})", gap.message) };
        note(&printable(&format!(
            "{}{}: {what}{particulars} [{}]",
            gap.path, gap.position, gap.code.code
        )));
    }
    if open.len() > LINES {
        let more = open.len() - LINES;
        match lang {
            Lang::En => note(&format!("{more} more; `--format json` lists all")),
            Lang::Ja => note(&format!("他 {more} 件。`--format json` で全件を出力します")),
        }
    }
    advice(&open, lang);
    if !accepted.is_empty() {
        let count = accepted.len();
        note(&lang.pick(
            format!("gaps accepted by --allow: {count}"),
            format!("--allow により受容した欠落：{count} 件"),
        ));
    }
}

/// What to do about each kind of gap, and how to accept one.
fn advice(open: &[&Diagnostic], lang: Lang) {
    let mut kinds: BTreeMap<&DiagnosticCode, usize> = BTreeMap::new();
    open.iter().for_each(|gap| *kinds.entry(gap.code).or_default() += 1);
    for (code, count) in &kinds {
        note(&lang.pick(
            format!("{count} x {}: {}", code.code, code.advice_en),
            format!("{}（{count} 件）：{}", code.code, code.advice_ja),
        ));
    }
    if !open.is_empty() {
        note(lang.pick(
            "exit status 2 until they are mended or accepted: --allow CODE=PATH for one, \
             --allow CODE for all of a kind",
            "解消又は受容するまで終了コードは2です。\
             受容：--allow コード=パス（個別）、--allow コード（同種すべて）",
        ));
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
