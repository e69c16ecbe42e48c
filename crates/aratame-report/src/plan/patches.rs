//! The patches of a plan, one after the other, with why each directive changes.

use super::PlanDocument;
use crate::table::printable;
use std::io::{self, Write};

/// Writes every patch; what has none is told in a comment, which patch(1) passes over.
pub(super) fn write(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    for step in document.plan.steps() {
        for change in &step.changes {
            writeln!(out, "# {}: {}", step.id, printable(lang.of(&step.title)))?;
            for line in &change.lines {
                let place = format!("{}:{} {}", change.path, line.line, line.directive);
                writeln!(out, "# {}: {}", printable(&place), printable(lang.of(&line.reason)))?;
            }
            match (&change.patch, &change.no_patch) {
                (Some(patch), _) => writeln!(out, "{patch}")?,
                (None, Some(why)) => writeln!(out, "# {}\n", printable(lang.of(why)))?,
                (None, None) => writeln!(out)?,
            }
        }
    }
    Ok(())
}
