//! The counts that several kinds speak of, made once over the inventory.

use crate::report::{Report, figures};
use crate::summary::uses;
use aratame_algorithms::{Algorithm, Primitive, QuantumImpact};
use aratame_inventory::{AlgorithmUse, Asset, AssetKind, Role, Severity, Value, attribute};
use aratame_policy::verdict::{AssetJudgement, Outcome};
use std::collections::BTreeMap;

/// Counts of assets, unless a name says otherwise.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub assets: usize,
    pub judged: usize,
    pub prohibited: usize,
    pub migrate: usize,
    /// Prohibited, or to be migrated.
    pub to_replace: usize,
    pub conditional: usize,
    pub unlisted: usize,
    pub unknown: usize,
    pub broken: usize,
    pub vulnerable: usize,
    pub vulnerable_confidentiality: usize,
    pub resistant: usize,
    pub certificates: usize,
    pub self_issued: usize,
    pub expired: usize,
    pub dated: usize,
    pub revocation: usize,
    pub keys_in_clear: usize,
    pub keys_encrypted: usize,
    pub keystores: usize,
    pub messages: usize,
    /// Configurations that allow TLS or SSH.
    pub channels: usize,
    /// Those of them that allow post-quantum or hybrid key agreement.
    pub channels_resistant: usize,
    /// Configurations by product.
    pub products: BTreeMap<String, usize>,
    /// Diagnostics that leave the inventory incomplete.
    pub gaps: usize,
}

impl Facts {
    /// Counts.
    pub(crate) fn new(report: &Report<'_>) -> Self {
        let mut facts = Self { assets: report.inventory.assets.len(), ..Self::default() };
        for (asset, judged) in report.assets() {
            facts.judge(asset, judged);
            facts.kind(asset);
            facts.configuration(asset);
        }
        (facts.expired, facts.dated) = figures::expired(report);
        let gap = |each: &&aratame_inventory::Diagnostic| each.code.severity == Severity::Gap;
        facts.gaps = report.inventory.diagnostics.iter().filter(gap).count();
        facts
    }

    fn judge(&mut self, asset: &Asset, judged: &AssetJudgement) {
        let has = |outcome| {
            uses(asset, judged).any(|each| each.verdicts.iter().any(|one| one.outcome == outcome))
        };
        self.judged += usize::from(uses(asset, judged).next().is_some());
        self.prohibited += usize::from(has(Outcome::Prohibited));
        self.migrate += usize::from(has(Outcome::Migrate));
        let to_replace = has(Outcome::Prohibited) || has(Outcome::Migrate);
        self.to_replace += usize::from(to_replace);
        self.conditional += usize::from(has(Outcome::Conditional));
        self.unlisted += usize::from(has(Outcome::Unlisted));
        self.unknown += usize::from(has(Outcome::Unknown));
        self.broken += usize::from(judged.broken_today);
        self.vulnerable += usize::from(judged.quantum_vulnerable);
        self.resistant += usize::from(asset.algorithms.iter().any(is_post_quantum));
        let confidentiality = asset.algorithms.iter().zip(&judged.uses).any(|(each, judged)| {
            each.level.is_in_use()
                && judged.quantum == QuantumImpact::ShorBroken
                && matches!(each.role, Role::KeyAgreement | Role::Encryption)
        });
        self.vulnerable_confidentiality += usize::from(confidentiality);
    }

    fn kind(&mut self, asset: &Asset) {
        let counter = match asset.kind {
            AssetKind::Certificate => {
                let own = asset.attributes.get(attribute::SELF_ISSUED);
                self.self_issued += usize::from(own == Some(&Value::Boolean(true)));
                &mut self.certificates
            }
            AssetKind::Crl | AssetKind::OcspResponse => &mut self.revocation,
            AssetKind::PrivateKey | AssetKind::SecretKey => &mut self.keys_in_clear,
            AssetKind::EncryptedPrivateKey => &mut self.keys_encrypted,
            AssetKind::Keystore => &mut self.keystores,
            AssetKind::CmsMessage | AssetKind::OpenPgp => &mut self.messages,
            _ => return,
        };
        *counter += 1;
    }

    fn configuration(&mut self, asset: &Asset) {
        if asset.kind != AssetKind::Configuration {
            return;
        }
        let product = match asset.attributes.get(attribute::PRODUCT) {
            Some(Value::Text(product)) => product.clone(),
            _ => asset.name.clone(),
        };
        *self.products.entry(product).or_default() += 1;
        if !asset.protocols.iter().any(|each| ["tls", "ssh"].contains(&each.name)) {
            return;
        }
        self.channels += 1;
        let agrees = |each: &AlgorithmUse| each.role == Role::KeyAgreement && is_post_quantum(each);
        let resistant = asset.algorithms.iter().any(agrees);
        self.channels_resistant += usize::from(resistant);
    }

    /// Configurations of products whose name begins with one of these.
    pub(crate) fn of_products(&self, names: &[&str]) -> usize {
        let named = |product: &str| {
            let product = product.to_lowercase();
            names.iter().any(|name| product.starts_with(name))
        };
        self.products.iter().filter(|(name, _)| named(name)).map(|(_, count)| count).sum()
    }
}

/// Whether a use is of a post-quantum or hybrid public-key method. Symmetric methods are no
/// question here, however long their keys.
pub(crate) fn is_post_quantum(each: &AlgorithmUse) -> bool {
    let resists = |impact| {
        use QuantumImpact::{Hybrid, Resistant, ResistantOther};
        matches!(impact, Hybrid | Resistant | ResistantOther)
    };
    let public_key =
        |row: &Algorithm| row.primitive.is_public_key() || row.primitive == Primitive::Combiner;
    each.level.is_in_use()
        && each.algorithm.algorithm().is_some_and(|row| public_key(row) && resists(row.quantum))
}

/// Whether a use is one that Shor's algorithm breaks, and is used or allowed.
pub(crate) fn is_vulnerable(each: &AlgorithmUse) -> bool {
    let broken = |row: &Algorithm| row.quantum == QuantumImpact::ShorBroken;
    each.level.is_in_use() && each.algorithm.algorithm().is_some_and(broken)
}
