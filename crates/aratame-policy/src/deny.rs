//! What a condition asks of one use of a judged asset, and the findings that `--deny` makes.

use std::borrow::Cow;
use std::sync::Arc;

use aratame_algorithms::{QuantumImpact, Usage, strength};
use aratame_inventory::{AlgorithmName, AlgorithmUse, Asset, Inventory};

use crate::asset_facts::AssetFacts;
use crate::condition::{Condition, Facts, Field, Flag};
use crate::list::List;
use crate::verdict::{AssetJudgement, Judgement, Outcome, UseJudgement};

/// One use of an asset with its judgement: what a condition is asked of.
#[derive(Clone, Copy, Debug)]
pub struct JudgedUse<'a> {
    /// The asset.
    pub asset: &'a Asset,
    /// The use.
    pub used: &'a AlgorithmUse,
    /// What is said of the use.
    pub judged: &'a UseJudgement,
    /// The lists that judged, for their other names.
    pub lists: &'a [Arc<List>],
}

/// The uses of an asset that meet a condition, by their place in `asset.algorithms`.
#[must_use]
pub fn matching_uses(
    condition: &Condition,
    asset: &Asset,
    judgement: &AssetJudgement,
    lists: &[Arc<List>],
) -> Vec<usize> {
    let uses = asset.algorithms.iter().zip(&judgement.uses).enumerate();
    uses.filter(|(_, (used, judged))| condition.matches(&JudgedUse { asset, used, judged, lists }))
        .map(|(at, _)| at)
        .collect()
}

/// The assets that at least one condition denies, by their place in the inventory. What a library
/// implements is never denied: it is no use.
#[must_use]
pub fn denied(
    conditions: &[Condition],
    inventory: &Inventory,
    judgement: &Judgement,
    lists: &[Arc<List>],
) -> Vec<usize> {
    let assets = inventory.assets.iter().zip(&judgement.assets).enumerate();
    let is_denied = |asset: &Asset, judged: &AssetJudgement| {
        conditions.iter().any(|condition| {
            matching_uses(condition, asset, judged, lists)
                .into_iter()
                .any(|at| asset.algorithms[at].level.is_in_use())
        })
    };
    assets.filter(|(_, (asset, judged))| is_denied(asset, judged)).map(|(at, _)| at).collect()
}

impl JudgedUse<'_> {
    fn usage(&self) -> Option<Usage> {
        let of = &self.used.algorithm;
        let algorithm = of.algorithm()?;
        Some(Usage { algorithm, bits: of.bits, curve: of.curve, hash: of.hash, mode: of.mode })
    }

    fn algorithm_words(&self) -> Vec<Cow<'_, str>> {
        match &self.used.algorithm.name {
            AlgorithmName::Known(row) => vec![row.id.into(), row.name.into(), row.family.into()],
            AlgorithmName::Oid(text) | AlgorithmName::Name(text) => vec![(&**text).into()],
        }
    }

    fn oids(&self) -> Vec<Cow<'_, str>> {
        match &self.used.algorithm.name {
            AlgorithmName::Known(row) => row.oids().into_iter().map(Into::into).collect(),
            AlgorithmName::Oid(text) => vec![(&**text).into()],
            AlgorithmName::Name(_) => Vec::new(),
        }
    }

    fn row_words(
        &self,
        of: fn(&'static aratame_algorithms::Algorithm) -> &'static str,
    ) -> Vec<Cow<'_, str>> {
        self.used.algorithm.algorithm().map(|row| of(row).into()).into_iter().collect()
    }

    fn has_outcome(&self, outcome: Outcome) -> bool {
        self.judged.verdicts.iter().any(|verdict| verdict.outcome == outcome)
    }
}

impl Facts for JudgedUse<'_> {
    fn words(&self, field: Field) -> Vec<Cow<'_, str>> {
        let of = &self.used.algorithm;
        match field {
            Field::Algorithm => self.algorithm_words(),
            Field::Family => self.row_words(|row| row.family),
            Field::Primitive => self.row_words(|row| row.primitive.cyclonedx()),
            Field::Curve => {
                of.curve.iter().flat_map(|curve| [curve.id.into(), curve.name.into()]).collect()
            }
            Field::Hash => of.hash.iter().map(|hash| hash.id.into()).collect(),
            Field::Mode => of.mode.iter().map(|mode| mode.id.into()).collect(),
            Field::Oid => self.oids(),
            Field::Role => vec![self.used.role.as_str().into()],
            Field::Level => vec![self.used.level.as_str().into()],
            Field::Quantum => vec![self.judged.quantum.id().into()],
            Field::Priority => vec![self.judged.priority.as_str().into()],
            _ => AssetFacts(self.asset).words_of(field),
        }
    }

    fn number(&self, field: Field) -> Option<u64> {
        if field.is_of_the_asset() {
            return AssetFacts(self.asset).number(field);
        }
        let usage = self.usage()?;
        let bits = usage.bits.or(usage.curve.map(|curve| curve.bits)).or(usage.algorithm.key_bits);
        match field {
            Field::Bits => bits.map(u64::from),
            Field::Strength => strength(&usage).map(u64::from),
            Field::Category => usage.algorithm.nist_category.map(u64::from),
            _ => None,
        }
    }

    fn flag(&self, flag: Flag) -> bool {
        match flag {
            Flag::Broken => self.judged.broken_today.is_some(),
            Flag::QuantumVulnerable => self.judged.quantum == QuantumImpact::ShorBroken,
            Flag::Prohibited => self.has_outcome(Outcome::Prohibited),
            Flag::Migrate => self.has_outcome(Outcome::Migrate),
            Flag::Unlisted => self.has_outcome(Outcome::Unlisted),
            Flag::Unknown => self.has_outcome(Outcome::Unknown),
            Flag::Ca | Flag::SelfIssued | Flag::TlsWithout13 => AssetFacts(self.asset).flag(flag),
        }
    }

    fn verdict(&self, list: &str, status: &str) -> bool {
        let called = |id: &str| {
            id.eq_ignore_ascii_case(list)
                || self.lists.iter().any(|own| &*own.head.id == id && own.is_called(list))
        };
        self.judged.verdicts.iter().filter(|verdict| called(&verdict.list.id)).any(|verdict| {
            let words = [&*verdict.status, verdict.outcome.as_str()];
            words.into_iter().any(|word| aratame_algorithms::normalise(word) == status)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use aratame_inventory::{AlgorithmRef, AssetId, AssetKind, EvidenceLevel, Role};

    use super::*;
    use crate::judge::{Context, Judge};
    use crate::lists::default_lists;

    fn asset(spec: &str, role: Role, level: EvidenceLevel) -> Asset {
        let kind = AssetKind::Configuration;
        let used = AlgorithmRef::from(Usage::parse(spec).unwrap());
        Asset {
            id: AssetId::of(kind, spec),
            kind,
            identity: spec.to_owned(),
            name: "server.conf".to_owned(),
            algorithms: vec![AlgorithmUse::new(used, role, level)],
            attributes: BTreeMap::new(),
            protocols: Vec::new(),
            occurrences: Vec::new(),
        }
    }

    fn is_denied(condition: &str, spec: &str, level: EvidenceLevel) -> bool {
        let lists = default_lists();
        let context = Context { as_of: "2026-11-21".parse().unwrap(), end_of_life: None };
        let assets = vec![asset(spec, Role::Key, level)];
        let inventory = Inventory { assets, ..Inventory::default() };
        let judgement = Judge::new(lists.clone(), context).inventory(&inventory);
        let conditions = [Condition::parse(condition).unwrap()];
        !denied(&conditions, &inventory, &judgement, &lists).is_empty()
    }

    #[test]
    fn conditions_see_algorithm_size_and_verdicts() {
        for condition in [
            "algorithm=rsa bits<3072",
            "family=RSA",
            "strength=112",
            "quantum-vulnerable",
            "quantum=shor-broken",
            "LS0003:complete-migration",
            "cryptrec-ls-0003:migrate",
            "cryptrec:recommended-current",
            "oid=1.2.840.113549.1.1.1",
            "kind=configuration level=uses role=key name=server.conf",
            "priority=migrate",
        ] {
            assert!(is_denied(condition, "rsa:2048", EvidenceLevel::Uses), "{condition}");
        }
        for condition in
            ["algorithm=rsa bits<2048", "broken", "cryptrec:unlisted", "prohibited", "curve=P-256"]
        {
            assert!(!is_denied(condition, "rsa:2048", EvidenceLevel::Uses), "{condition}");
        }
        assert!(is_denied("curve=prime256v1 bits=256", "ec@secp256r1", EvidenceLevel::Configures));
        assert!(is_denied("broken hash=sha1", "ecdsa@secp256r1#sha-1", EvidenceLevel::Uses));
        assert!(is_denied("cryptrec:unlisted", "ml-dsa-65", EvidenceLevel::Uses));
    }

    #[test]
    fn what_a_library_implements_is_not_denied() {
        assert!(is_denied("algorithm=md5", "md5", EvidenceLevel::Uses));
        assert!(!is_denied("algorithm=md5", "md5", EvidenceLevel::Implements));
    }
}
