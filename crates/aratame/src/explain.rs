//! `aratame explain`
use crate::{Outcome, flags::Explain};
use anyhow::Result;
pub(crate) fn run(_flags: &Explain) -> Result<Outcome> {
    Ok(Outcome::Complete)
}
