//! `aratame diff`: two stored inventories, judged alike.

use crate::allowed::Allowed;
use crate::flags::{Diff, Language};
use crate::lists::Lists;
use crate::{Outcome, messages, output, stored};
use anyhow::{Context, Result};
use aratame_policy::change::{ChangeKind, Comparison, Side, compare};
use aratame_report::{CHANGE_FORMATS, Compared};
use std::path::Path;

/// Compares, writes, and tells by the status whether something needs attention.
pub(crate) fn run(flags: &Diff) -> Result<Outcome> {
    let lang = Language::resolve(flags.lang);
    let lists = Lists::resolve(&flags.basis, None)?;
    let allowed = Allowed::parse(&flags.allow)?;
    let format = CHANGE_FORMATS.iter().find(|format| format.id == flags.format);
    let format = format.context("unknown format")?;
    let (old, new) = (stored::read(&flags.old)?.inventory, stored::read(&flags.new)?.inventory);
    let judge = lists.judge();
    let judged = (judge.inventory(&old), judge.inventory(&new));
    let old = Side { inventory: &old, judgement: &judged.0 };
    let new = Side { inventory: &new, judgement: &judged.1 };
    let comparison = compare(old, new);
    let compared = Compared { comparison: &comparison, old, new, lang };
    match &flags.output {
        Some(path) if path != Path::new("-") => {
            output::to_file(path, |out| (format.write)(&compared, out))?;
        }
        _ => output::to_stdout(|out| (format.write)(&compared, out))?,
    }
    let alarms = comparison.of(ChangeKind::FellToClassical).count();
    if alarms > 0 {
        messages::note(&lang.pick(
            format!("ALARM: {alarms} assets fell from post-quantum protection to classical alone"),
            format!("警報：{alarms} 件の資産がPQCによる保護から現行暗号のみへ後退しました"),
        ));
    }
    let whole = [old, new].iter().all(|side| allowed.is_complete(side.inventory));
    Ok(match (whole, is_denied(&comparison, &flags.deny)) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Denied,
        (true, false) => Outcome::Complete,
    })
}

fn is_denied(comparison: &Comparison, deny: &[String]) -> bool {
    let denied = |kind: ChangeKind| {
        kind == ChangeKind::FellToClassical || deny.iter().any(|word| word == kind.as_str())
    };
    comparison.changes.iter().any(|change| denied(change.kind))
}
