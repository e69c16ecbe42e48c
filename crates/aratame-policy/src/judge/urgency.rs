//! How urgent a use is, and what a rule says of an asset.

use aratame_algorithms::{Primitive, QuantumImpact};
use aratame_inventory::{AlgorithmUse, Role};

use super::signs;
use crate::verdict::{BrokenToday, Outcome, Priority, Verdict};

/// The order of urgency: broken and in use, prohibited at the date, to be migrated in a period that
/// has begun, quantum-vulnerable confidentiality (recorded now, read later), quantum-vulnerable
/// signatures, the rest that is not simply in order.
pub(super) fn urgency(
    broken: Option<&BrokenToday>,
    verdicts: &[Verdict],
    quantum: QuantumImpact,
    used: &AlgorithmUse,
) -> Priority {
    let any = |wanted: &[Outcome]| verdicts.iter().any(|verdict| wanted.contains(&verdict.outcome));
    if broken.is_some() {
        Priority::Broken
    } else if any(&[Outcome::Prohibited]) {
        Priority::Prohibited
    } else if any(&[Outcome::Migrate]) {
        Priority::Migrate
    } else if quantum == QuantumImpact::ShorBroken {
        quantum_priority(used)
    } else if quantum == QuantumImpact::PreStandard
        || any(&[Outcome::Unlisted, Outcome::Conditional, Outcome::Unknown])
    {
        Priority::Watch
    } else {
        Priority::None
    }
}

/// What a rule on the asset as such asks for.
pub(super) fn urgency_of_rule(outcome: Outcome) -> Priority {
    match outcome {
        Outcome::Prohibited => Priority::Prohibited,
        Outcome::Migrate => Priority::Migrate,
        Outcome::Unlisted | Outcome::Conditional | Outcome::Unknown => Priority::Watch,
        Outcome::NotApplicable | Outcome::Conforming => Priority::None,
    }
}

fn quantum_priority(used: &AlgorithmUse) -> Priority {
    let primitive = used.algorithm.algorithm().map(|row| row.primitive);
    let by_role = matches!(used.role, Role::KeyAgreement | Role::Encryption);
    let by_nature = matches!(primitive, Some(Primitive::KeyAgree | Primitive::Kem));
    match !signs(used.role) && (by_role || by_nature) {
        true => Priority::QuantumConfidentiality,
        false => Priority::QuantumSignature,
    }
}
