//! `aratame query`
use crate::{Outcome, flags::Query};
use anyhow::Result;
pub(crate) fn run(_flags: &Query) -> Result<Outcome> {
    Ok(Outcome::Complete)
}
