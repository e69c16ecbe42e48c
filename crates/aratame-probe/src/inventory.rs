//! From reports to an inventory: one configuration an endpoint, and what it showed.
//!
//! What a handshake chose is *used*; what is only offered, as the lists of SSH are, is
//! *configured*. Certificates and keys go through the detectors of a scan, so that they are the
//! same assets as in files.

mod dns;
mod ike;
mod ssh;
mod tls;

use crate::run::{Report, Seen, name};
use crate::targets::{Target, Targets};
use crate::trouble::Trouble;
use aratame_inventory::diagnostic::ENDPOINT_INCOMPLETE;
use aratame_inventory::observation::attribute;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Coverage, Diagnostic, DiagnosticCode, EntryPath,
    EvidenceLevel, Inventory, Merger, Observation, Position, Role, SkipReason,
};
use aratame_scan::{DETECTORS, Detector, scan_into};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The inventory of what was seen.
#[must_use]
pub fn inventory(targets: &Targets, reports: &[Report]) -> Inventory {
    let known: HashMap<String, &Target> =
        targets.endpoints().map(|(target, port)| (name(target, port), target)).collect();
    let mut merger = Merger::new();
    for report in reports {
        let target = known.get(&report.endpoint).copied();
        Stated { merger: &mut merger, path: path(&report.endpoint), target }.state(report);
    }
    merger.finish()
}

fn path(endpoint: &str) -> EntryPath {
    EntryPath::of_file(Path::new(endpoint))
}

/// One endpoint on its way into the inventory.
struct Stated<'m> {
    merger: &'m mut Merger,
    path: EntryPath,
    target: Option<&'m Target>,
}

impl Stated<'_> {
    fn state(&mut self, report: &Report) {
        let gaps: &[String] = match &report.seen {
            Seen::Nothing => &[],
            Seen::Tls(seen) => {
                tls::state(self, seen);
                &seen.gaps
            }
            Seen::Quic(seen) => {
                tls::state_quic(self, seen);
                &seen.tls.gaps
            }
            Seen::Dns(seen) => {
                dns::state(self, seen);
                &seen.gaps
            }
            Seen::Ike(seen) => {
                ike::state(self, seen);
                &seen.gaps
            }
            Seen::Ssh(seen) => {
                ssh::state(self, seen);
                &seen.gaps
            }
        };
        for gap in gaps {
            self.diagnose(ENDPOINT_INCOMPLETE, gap.clone());
        }
        if let Some(trouble) = &report.trouble {
            let code =
                if report.seen == Seen::Nothing { trouble.code() } else { ENDPOINT_INCOMPLETE };
            self.diagnose(code, trouble.to_string());
        }
        self.count(report);
    }

    fn count(&mut self, report: &Report) {
        let mut coverage = Coverage::default();
        match (&report.seen, &report.trouble) {
            (_, Some(Trouble::Interrupted)) => {
                coverage.record_skipped(SkipReason::Interrupted, 0);
                coverage.interrupted = true;
            }
            (Seen::Nothing, _) => coverage.record_skipped(SkipReason::Unreadable, 0),
            (_, Some(_)) => coverage.record_partly(0, 0, SkipReason::Unreadable),
            (_, None) => coverage.record_read(0),
        }
        self.merger.cover(&coverage);
    }

    fn diagnose(&mut self, code: &'static DiagnosticCode, message: String) {
        let path = self.path.clone();
        self.merger.diagnose(Diagnostic { path, position: Position::whole(), code, message });
    }

    /// The asset of the endpoint itself.
    fn observation(&self, product: &'static str, title: &str) -> Observation {
        let identity = format!("endpoint:{}", self.path);
        let shown = self.path.as_str().split_once("://").map_or("", |(_, rest)| rest);
        let name = format!("{title} {shown}");
        let mut observation = Observation::new(AssetKind::Configuration, identity, name);
        observation.attribute(attribute::PRODUCT, product);
        if let Some(target) = self.target {
            observation.attribute("owner", target.owner.as_str());
            observation.attribute("permission", target.permission.as_str());
        }
        observation
    }

    fn observe(&mut self, detector: &'static str, observation: Observation) {
        self.merger.observe(&self.path, detector, observation);
    }

    /// Lets a detector of files look at bytes that the endpoint showed.
    fn look(&mut self, detector: &str, bytes: &[u8]) {
        let one: Vec<&'static dyn Detector> =
            DETECTORS.iter().copied().filter(|each| each.about().id == detector).collect();
        scan_into(self.merger, &self.path, bytes, &one);
    }
}

/// Uses of one endpoint, each algorithm in each role once, with the first reason.
#[derive(Default)]
struct Uses(BTreeMap<(Role, AlgorithmRef), AlgorithmUse>);

impl Uses {
    fn add(&mut self, algorithm: AlgorithmRef, role: Role, level: EvidenceLevel, reason: &str) {
        let new = AlgorithmUse::new(algorithm.clone(), role, level).with_reason(reason);
        self.0.entry((role, algorithm)).or_insert(new);
    }

    fn into_vec(self) -> Vec<AlgorithmUse> {
        self.0.into_values().collect()
    }
}
