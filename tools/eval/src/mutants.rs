//! Whether vectors catch what they should: every mutant is run until a case fails.

use crate::implementations::mutant::{MUTANTS, Mutant, Mutated};
use crate::run::{Verdict, judge};
use crate::suite::{self, Expected, Item, SuiteFile};
use anyhow::{Result, anyhow};
use serde::{Deserialize, Serialize};

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hunted {
    /// Its name.
    pub(crate) mutant: String,
    /// What is wrong with it.
    pub(crate) defect: String,
    /// The case that caught it, and where.
    pub(crate) killed_by: Option<String>,
    /// Cases that it passed before.
    pub(crate) passed: u64,
}

/// Runs every mutant over the suites until a case fails.
///
/// # Errors
/// A suite cannot be read.
pub(crate) fn hunt(suites: &[SuiteFile]) -> Result<Vec<Hunted>> {
    MUTANTS.iter().map(|mutant| hunt_one(mutant, suites)).collect()
}

fn hunt_one(mutant: &'static Mutant, suites: &[SuiteFile]) -> Result<Hunted> {
    let mut implementation = Mutated::new(mutant);
    let mut hunted = Hunted {
        mutant: mutant.name.to_owned(),
        defect: mutant.defect.to_owned(),
        killed_by: None,
        passed: 0,
    };
    for file in suites {
        let read = suite::read(file, &mut |item| {
            let Item::Case(case) = item else { return Ok(()) };
            if case.expected == Expected::Unknown {
                return Ok(());
            }
            match judge(&mut implementation, &case) {
                Verdict::Wrong(_) => {
                    let operation = case.operation.name();
                    let place =
                        format!("{}, {} ({} {operation})", file.name, case.id, case.algorithm);
                    hunted.killed_by = Some(place);
                    Err(anyhow!("caught"))
                }
                Verdict::Right => {
                    hunted.passed += 1;
                    Ok(())
                }
                Verdict::Unsupported(_) => Ok(()),
            }
        });
        if hunted.killed_by.is_some() {
            break;
        }
        read?;
    }
    Ok(hunted)
}

/// One line a mutant.
pub(crate) fn table(hunted: &[Hunted]) -> String {
    let mut text = String::new();
    for mutant in hunted {
        let fate = match &mutant.killed_by {
            Some(place) => format!("killed by {place}, after {} cases", mutant.passed),
            None => format!("SURVIVED {} cases", mutant.passed),
        };
        text.push_str(&format!("{:<30} {fate}\n{:<30} {}\n", mutant.mutant, "", mutant.defect));
    }
    let killed = hunted.iter().filter(|mutant| mutant.killed_by.is_some()).count();
    text.push_str(&format!("{killed} of {} mutants killed\n", hunted.len()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_vectors_of_every_clone_kill_every_mutant() {
        let mut suites = suite::discover(Path::new(suite::OWN)).unwrap().0;
        suites.extend(suite::discover(Path::new(suite::WYCHEPROOF)).unwrap().0);
        let hunted = hunt(&suites).unwrap();
        let survivors: Vec<_> =
            hunted.iter().filter(|m| m.killed_by.is_none()).map(|m| &m.mutant).collect();
        assert!(survivors.is_empty(), "{survivors:?}");
    }
}
