//! Whether vectors catch what they should: every mutant is run until a case fails.

use crate::implementation::Implementation;
use crate::implementations::mutant::{MUTANTS, Mutated};
use crate::implementations::reference::{DEFECTS, Reference};
use crate::run::{Verdict, judge};
use crate::suite::{self, Expected, Item, SuiteFile};
use anyhow::{Result, anyhow};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

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
    let count = MUTANTS.len() + DEFECTS.len();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let hunted = hunt_number(number, suites);
                    found.lock().unwrap_or_else(PoisonError::into_inner).push((number, hunted));
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, hunted)| hunted).collect()
}

/// First the mistakes at the interface, then those inside the arithmetic.
fn hunt_number(number: usize, suites: &[SuiteFile]) -> Result<Hunted> {
    match MUTANTS.get(number) {
        Some(mutant) => hunt_one(mutant.name, mutant.defect, &mut Mutated::new(mutant), suites),
        None => {
            let listed = DEFECTS[number - MUTANTS.len()];
            hunt_one(listed.1, listed.2, &mut Reference::defective(listed), suites)
        }
    }
}

fn hunt_one(
    name: &str,
    defect: &str,
    implementation: &mut dyn Implementation,
    suites: &[SuiteFile],
) -> Result<Hunted> {
    let mut hunted =
        Hunted { mutant: name.to_owned(), defect: defect.to_owned(), killed_by: None, passed: 0 };
    for file in suites {
        let read = suite::read(file, &mut |item| {
            let Item::Case(case) = item else { return Ok(()) };
            if case.expected == Expected::Unknown {
                return Ok(());
            }
            match judge(implementation, &case) {
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
        assert_eq!(hunted.len(), 61);
    }

    /// Without a defect the reference passes: no mutant of it is killed by a mistake that is not
    /// its own.
    #[test]
    fn the_reference_without_a_defect_is_right() {
        let own = suite::discover(Path::new(suite::OWN)).unwrap().0;
        let (mut right, mut unsupported) = (0, 0);
        suite::read(&own[0], &mut |item| {
            let Item::Case(case) = item else { return Ok(()) };
            match judge(&mut Reference::sound(), &case) {
                Verdict::Right => right += 1,
                Verdict::Unsupported(_) => unsupported += 1,
                Verdict::Wrong(why) => panic!("{} {}: {why}", case.id, case.algorithm),
            }
            Ok(())
        })
        .unwrap();
        // The others are of SLH-DSA.
        assert_eq!((right, unsupported), (150, 22));
    }
}
