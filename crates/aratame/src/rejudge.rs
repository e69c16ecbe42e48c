//! `aratame judge`: a stored inventory by other lists or at another date.

use crate::emit::Wanted;
use crate::flags::Rejudge;
use crate::lists::Lists;
use crate::{Outcome, stored};
use anyhow::Result;

/// Judges what is stored; nothing is scanned.
pub(crate) fn run(flags: &Rejudge) -> Result<Outcome> {
    let lists = Lists::of(&flags.judging)?;
    let wanted = Wanted::of(&flags.emit, &flags.judging, &lists)?;
    let stored = stored::read(&flags.inventory)?;
    wanted.give(&stored.inventory, &lists)
}
