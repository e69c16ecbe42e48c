//! What is broken by classical means, with the paper or standard that shows it.

use aratame_algorithms::{Primitive, QuantumImpact, Source, Usage, strength};
use aratame_inventory::AlgorithmRef;

use super::usage_of;
use crate::verdict::{BrokenToday, Citation, Text};

/// Why a use is broken by classical means. A hash counts inside a signature only: HMAC and key
/// derivation do not rest on collisions.
pub(super) fn broken_today(used: &AlgorithmRef) -> Option<BrokenToday> {
    let usage = usage_of(used)?;
    let hash = usage.hash.filter(|_| usage.algorithm.primitive == Primitive::Signature);
    if let Some(broken) = usage.algorithm.broken {
        let reason = Text { en: broken.reason.to_owned(), ja: broken.reason_ja.to_owned() };
        return Some(BrokenToday { reason, citation: citation_of(broken.source) });
    }
    let Some((row, broken)) = hash.and_then(|hash| Some((hash, hash.broken?))) else {
        return broken_by_size(&usage);
    };
    let reason = Text {
        en: format!("{}: {}", row.name, broken.reason),
        ja: format!("{}：{}", row.name, broken.reason_ja),
    };
    Some(BrokenToday { reason, citation: citation_of(broken.source) })
}

const FACTORED: Source = Source {
    document: "Boudot et al., Comparing the Difficulty of Factorization and Discrete Logarithm, CRYPTO 2020",
    section: "",
};
const SOLVED: Source = Source {
    document: "Bernstein et al., Faster Discrete Logarithms on FPGAs, ePrint 2016/382",
    section: "",
};

/// Keys below the lowest row of SP 800-57: records stand at 829-bit moduli and 117-bit curves.
fn broken_by_size(usage: &Usage) -> Option<BrokenToday> {
    let key = Usage { hash: None, ..*usage };
    let shor = usage.algorithm.quantum == QuantumImpact::ShorBroken;
    if !shor || strength(&key) != Some(0) {
        return None;
    }
    let on_curve =
        usage.curve.is_some() || matches!(usage.algorithm.family, "EC" | "ECDSA" | "ECDH");
    let bits = usage.curve.map(|curve| curve.bits).or(usage.bits).unwrap_or_default();
    let source = if on_curve { SOLVED } else { FACTORED };
    Some(BrokenToday {
        reason: Text {
            en: format!("{} with {bits} bits is within reach of computation", usage.algorithm.name),
            ja: format!("{}ビットの{}は計算で破られる範囲にある", bits, usage.algorithm.name),
        },
        citation: citation_of(source),
    })
}

/// A paper or standard that shows a break: cited by name; its date is in its title where known.
fn citation_of(source: Source) -> Citation {
    Citation {
        document: source.document.into(),
        section: source.section.into(),
        date: "".into(),
        url: "".into(),
    }
}
