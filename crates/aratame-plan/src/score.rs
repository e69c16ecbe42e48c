//! Scores of agility (クリプトグラフィックアジリティ) and of hybrid readiness (ハイブリッド構成).
//!
//! A score is a share, never a mark: so many of so many, by criteria that are each shown. What no
//! criterion could be applied to has no score. `docs/scores.md` tells what they do not say.

use crate::figure::text;
use crate::planner::Planner;
use crate::purpose::{Purpose, product};
use aratame_inventory::{Asset, AssetKind, RelationKind, Value, attribute};
use aratame_policy::verdict::Text;
use aratame_systems::System;

/// One criterion: how many of how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Stable name, such as `configured`.
    pub id: &'static str,
    /// What is counted.
    pub name: Text,
    /// Those that fulfil it.
    pub fulfilled: usize,
    /// Those that it applies to; with none, the criterion does not count.
    pub of: usize,
}

/// A score with its criteria.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Every criterion, also those that apply to nothing.
    pub criteria: Vec<Criterion>,
}

impl Score {
    /// The mean of the criteria's shares, in percent, rounded down; `None` when none applies.
    #[must_use]
    pub fn percent(&self) -> Option<u8> {
        let counted: Vec<_> = self.criteria.iter().filter(|each| each.of > 0).collect();
        // Each share in hundredths of a percent, so that rounding happens once.
        let sum: usize =
            counted.iter().map(|each| each.fulfilled.min(each.of) * 10_000 / each.of).sum();
        let mean = sum.checked_div(counted.len())? / 100;
        u8::try_from(mean).ok()
    }
}

/// クリプトグラフィックアジリティ: how easily algorithms can be replaced.
pub(crate) fn agility(planner: &Planner<'_>, system: Option<&System>, assets: &[usize]) -> Score {
    let of = |at: &usize| planner.inventory.assets.get(*at);
    let all: Vec<&Asset> = assets.iter().filter_map(of).filter(|asset| is_used(asset)).collect();
    let is_program =
        |asset: &&&Asset| matches!(asset.kind, AssetKind::Program | AssetKind::Library);
    let programs: Vec<&&Asset> = all.iter().filter(is_program).collect();
    let configurations: Vec<&&Asset> =
        all.iter().filter(|asset| asset.kind == AssetKind::Configuration).collect();
    let leaves: Vec<u32> = all.iter().filter_map(|asset| validity_days(asset)).collect();
    // Of what was not scanned the ledger alone would tell too much.
    let columns = system.filter(|_| !all.is_empty()).map_or(Vec::new(), |system| {
        vec![
            system.owner.is_some(),
            system.vendor.is_some(),
            system.renewal.is_some(),
            system.responsibility.is_some(),
        ]
    });
    Score {
        criteria: vec![
            criterion(
                "replaceable",
                text(
                    "uses that a configuration or a new key replaces, not a new program",
                    "プログラム改修によらず、設定変更又は鍵の再発行で置き換えられる資産",
                ),
                all.len() - programs.len(),
                all.len(),
            ),
            criterion(
                "shared-library",
                text(
                    "programs that link a cryptographic library, which is upgraded in one place",
                    "暗号ライブラリを共有し、一か所の更新で足りるプログラム",
                ),
                programs.iter().filter(|asset| links_library(planner, asset)).count(),
                programs.len(),
            ),
            criterion(
                "version-known",
                text(
                    "configurations of products whose version is known",
                    "製品の版が判明している設定",
                ),
                configurations.iter().filter(|asset| version_known(planner, asset)).count(),
                configurations.len(),
            ),
            criterion(
                "short-lived",
                text(
                    "certificates that live for 200 days at most, so that they are renewed by routine",
                    "有効期間が200日以内で、更新が定常業務となっている証明書",
                ),
                leaves.iter().filter(|days| **days <= SHORT_DAYS).count(),
                leaves.len(),
            ),
            criterion(
                "answered",
                text(
                    "ledger: owner, vendor, renewal and responsibility are known",
                    "台帳：責任者・事業者・更改年度・責任分界の記載",
                ),
                columns.iter().filter(|known| **known).count(),
                columns.len(),
            ),
        ],
    }
}

/// Longest validity of a certificate of the public web since March 2026 (CA/Browser Forum, SC-081).
const SHORT_DAYS: u32 = 200;

/// ハイブリッド構成: how far key agreement is, or could be today, a hybrid.
pub(crate) fn hybrid(planner: &Planner<'_>, assets: &[usize]) -> Score {
    let of = |at: &usize| planner.inventory.assets.get(*at);
    let agreeing: Vec<&Asset> =
        assets.iter().filter_map(of).filter(|asset| agrees_keys(asset)).collect();
    let offering: Vec<&&Asset> =
        agreeing.iter().filter(|asset| planner.offers_hybrid(asset)).collect();
    let reachable = agreeing.iter().filter(|asset| planner.can_be_hybrid(asset)).count();
    Score {
        criteria: vec![
            criterion(
                "offered",
                text("services that offer a hybrid", "ハイブリッドを提示している設定"),
                offering.len(),
                agreeing.len(),
            ),
            criterion(
                "reachable",
                text(
                    "services that offer it, or could with what is installed",
                    "提示済み、又は導入済みの版のまま設定のみで提示できる設定",
                ),
                reachable,
                agreeing.len(),
            ),
            criterion(
                "listed",
                text(
                    "hybrids with a KEM of table 2 of the CRYPTREC list",
                    "CRYPTREC暗号リスト表2のKEMを用いたハイブリッド",
                ),
                offering.iter().filter(|asset| planner.offers_listed(asset)).count(),
                offering.len(),
            ),
        ],
    }
}

fn criterion(id: &'static str, name: Text, fulfilled: usize, of: usize) -> Criterion {
    Criterion { id, name, fulfilled, of }
}

fn is_used(asset: &Asset) -> bool {
    asset.algorithms.iter().any(|each| each.level.is_in_use())
}

/// A service whose key agreement is configured.
fn agrees_keys(asset: &Asset) -> bool {
    let is_agreement =
        |purpose| matches!(purpose, Purpose::TlsKeyAgreement | Purpose::SshKeyAgreement);
    asset.kind == AssetKind::Configuration
        && asset.algorithms.iter().any(|each| is_agreement(Purpose::of(asset, each)))
}

fn links_library(planner: &Planner<'_>, asset: &Asset) -> bool {
    let linked = planner.inventory.relations_from(asset.id);
    matches!(asset.attributes.get("linked-products"), Some(Value::List(list)) if !list.is_empty())
        || linked.into_iter().any(|relation| relation.kind == RelationKind::Links)
}

fn version_known(planner: &Planner<'_>, asset: &Asset) -> bool {
    let path = asset.occurrences.first().map_or("", |each| each.path.as_str());
    let product = planner.knowledge.configured(product(asset));
    product.is_some_and(|product| planner.services.version(product, path).is_some())
}

/// The last year in which a certificate is valid.
pub(crate) fn last_year(asset: &Asset) -> Option<i32> {
    date(asset, attribute::NOT_AFTER)?.get(..4)?.parse().ok()
}

/// For how many days a certificate of an end entity is valid.
fn validity_days(asset: &Asset) -> Option<u32> {
    let is_leaf = asset.kind == AssetKind::Certificate
        && asset.attributes.get(attribute::IS_CA) != Some(&Value::Boolean(true));
    let day = |name| days(date(asset, name)?);
    let (from, to) = (day(attribute::NOT_BEFORE)?, day(attribute::NOT_AFTER)?);
    u32::try_from(to - from).ok().filter(|_| is_leaf)
}

fn date<'a>(asset: &'a Asset, name: &str) -> Option<&'a str> {
    match asset.attributes.get(name) {
        Some(Value::Text(time)) => time.get(..10),
        _ => None,
    }
}

/// Days of the Gregorian calendar since a fixed day, for differences.
fn days(date: &str) -> Option<i64> {
    let date: aratame_policy::Date = date.parse().ok()?;
    let (year, month) = match date.month() {
        month @ 1..=2 => (i64::from(date.year()) - 1, i64::from(month) + 12),
        month => (i64::from(date.year()), i64::from(month)),
    };
    // Days before a month in a year that begins in March: 306 of ten months, spread evenly.
    let of_year = (306 * (month + 1)) / 10 - 122 + i64::from(date.day());
    Some(365 * year + year / 4 - year / 100 + year / 400 + of_year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let between = |from, to| days(to).unwrap() - days(from).unwrap();
        for (from, to, count) in [
            ("2026-01-01", "2026-12-31", 364),
            ("2024-02-28", "2024-03-01", 2),
            ("2023-02-28", "2023-03-01", 1),
            ("2000-02-29", "2000-03-01", 1),
            ("1900-02-28", "1900-03-01", 1),
            ("1970-01-01", "2026-11-21", 20_778),
            ("2026-01-31", "2026-02-01", 1),
            ("2026-07-31", "2026-08-01", 1),
        ] {
            assert_eq!(between(from, to), count, "{from} {to}");
        }
    }

    #[test]
    fn a_score_is_the_mean_of_shares_that_apply() {
        let of = |fulfilled, of| criterion("x", text("", ""), fulfilled, of);
        assert_eq!(Score { criteria: vec![of(1, 2), of(0, 0), of(3, 3)] }.percent(), Some(75));
        assert_eq!(Score { criteria: vec![of(1, 3), of(1, 3)] }.percent(), Some(33));
        assert_eq!(Score { criteria: vec![of(2, 3), of(2, 3), of(2, 3)] }.percent(), Some(66));
        assert_eq!(Score { criteria: vec![of(0, 0)] }.percent(), None);
        assert_eq!(Score::default().percent(), None);
    }
}
