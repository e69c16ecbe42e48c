//! From flags to lists and a judgement.

use anyhow::Result;
use aratame_algorithms::QuantumImpact;
use aratame_inventory::{EvidenceLevel, Inventory, Role};
use aratame_policy::verdict::*;
use std::sync::Arc;

/// The lists to judge by, with date and horizon.
pub(crate) struct Lists {
    as_of: String,
    end_of_life: Option<i32>,
}

impl Lists {
    pub(crate) fn resolve(
        _policy: &[String],
        as_of: Option<&str>,
        end_of_life: Option<i32>,
    ) -> Result<Self> {
        Ok(Self { as_of: as_of.unwrap_or("2026-11-21").to_owned(), end_of_life })
    }
    pub(crate) fn judge(&self, inventory: &Inventory) -> Judgement {
        let assets = inventory
            .assets
            .iter()
            .map(|asset| {
                let uses: Vec<Arc<UseJudgement>> = asset
                    .algorithms
                    .iter()
                    .map(|each| {
                        let known = each.algorithm.algorithm();
                        let broken = known.and_then(|k| k.broken).map(|b| BrokenToday {
                            reason: Text { en: b.reason.into(), ja: b.reason_ja.into() },
                            citation: Citation {
                                document: b.source.document.into(),
                                section: b.source.section.into(),
                                date: "".into(),
                                url: "".into(),
                            },
                        });
                        let quantum = known.map_or(QuantumImpact::NotApplicable, |k| k.quantum);
                        let in_use = each.level != EvidenceLevel::Implements;
                        let priority = if !in_use {
                            Priority::None
                        } else if broken.is_some() {
                            Priority::Broken
                        } else if quantum == QuantumImpact::ShorBroken {
                            if each.role == Role::KeyAgreement {
                                Priority::QuantumConfidentiality
                            } else {
                                Priority::QuantumSignature
                            }
                        } else {
                            Priority::None
                        };
                        Arc::new(UseJudgement {
                            broken_today: broken,
                            quantum,
                            verdicts: vec![],
                            priority,
                        })
                    })
                    .collect();
                let level = |f: &dyn Fn(&UseJudgement) -> bool| {
                    asset
                        .algorithms
                        .iter()
                        .zip(&uses)
                        .any(|(e, j)| e.level != EvidenceLevel::Implements && f(j))
                };
                AssetJudgement {
                    broken_today: level(&|j| j.broken_today.is_some()),
                    quantum_vulnerable: level(&|j| j.quantum == QuantumImpact::ShorBroken),
                    priority: uses.iter().map(|j| j.priority).max().unwrap_or(Priority::None),
                    uses,
                }
            })
            .collect();
        Judgement {
            as_of: self.as_of.clone(),
            end_of_life: self.end_of_life,
            lists: vec![],
            assets,
        }
    }
}

pub(crate) fn conditions(_deny: &[String]) -> Result<Vec<()>> {
    Ok(vec![])
}
pub(crate) fn denied(_: &Inventory, _: &Judgement, _: &[()]) -> Vec<String> {
    vec![]
}
