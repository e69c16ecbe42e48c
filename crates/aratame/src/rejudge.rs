//! `aratame judge`: stored inventories by other lists or at another date, several as one.

use crate::emit::Wanted;
use crate::flags::Rejudge;
use crate::lists::Lists;
use crate::{Outcome, stored};
use anyhow::Result;
use aratame_inventory::Merger;

/// Judges what is stored; nothing is scanned.
pub(crate) fn run(flags: &Rejudge) -> Result<Outcome> {
    let lists = Lists::of(&flags.judging)?;
    let wanted = Wanted::of(&flags.emit, &flags.judging, &lists)?;
    let inventory = match &flags.inventory[..] {
        [one] => stored::read(one)?.inventory,
        several => {
            let mut merger = Merger::new();
            for path in several {
                merger.take(stored::read(path)?.inventory);
            }
            merger.finish()
        }
    };
    wanted.give(&inventory, &lists)
}
