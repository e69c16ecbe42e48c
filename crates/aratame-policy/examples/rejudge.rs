//! How long it takes to judge a large inventory anew by every list.
//!
//! `cargo run --release -p aratame-policy --example rejudge`: the shortest of several runs over
//! 100 000 assets, made up of certificates and server configurations, in time of the processor
//! where the system tells it.
#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use aratame_algorithms::{Usage, algorithms};
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, EntryPath, EvidenceLevel, Inventory, Merger,
    Observation, Protocol, Role, Suite, attribute,
};
use aratame_policy::{Context, Date, Judge, builtins};
use std::path::Path;
use std::time::Instant;

const ASSETS: usize = 100_000;
const RUNS: usize = 7;

fn used(reference: AlgorithmRef, role: Role) -> AlgorithmUse {
    AlgorithmUse::new(reference, role, EvidenceLevel::Uses)
}

fn certificate(at: usize) -> Observation {
    let mut it = Observation::new(AssetKind::Certificate, format!("c{at}"), format!("CN=host{at}"));
    let sizes = [1024, 2048, 3072, 4096];
    for (spec, role) in [("rsa", Role::Key), ("rsassa-pkcs1-v1_5#sha-256", Role::Signature)] {
        let reference = Usage::parse(spec).map(AlgorithmRef::from);
        it.algorithms.extend(reference.map(|r| used(r.with_bits(sizes[at % 4]), role)));
    }
    it.attribute(attribute::NOT_BEFORE, format!("202{}-03-01T00:00:00Z", at % 7));
    it.attribute(attribute::NOT_AFTER, format!("203{}-03-01T00:00:00Z", at % 7));
    it.attribute(attribute::EXTENDED_KEY_USAGE, vec!["serverAuth".to_owned()]);
    it
}

fn server(at: usize) -> Observation {
    let mut it =
        Observation::new(AssetKind::Configuration, format!("s{at}"), format!("nginx {at}"));
    it.attribute(attribute::PRODUCT, "nginx");
    let suites = ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"];
    let suites = suites.map(|name| Suite {
        name: name.to_owned(),
        code_point: None,
        algorithms: Vec::new(),
    });
    let versions = vec!["1.2".to_owned(), "1.3".to_owned()];
    it.protocols.push(Protocol { name: "tls", versions, suites: suites.into() });
    let rows = algorithms();
    let role = Role::KeyAgreement;
    it.algorithms =
        (0..4).map(|n| used(AlgorithmRef::known(rows[(at + n) % rows.len()]), role)).collect();
    it
}

fn inventory() -> Inventory {
    let mut merger = Merger::new();
    for at in 0..ASSETS {
        let path = EntryPath::of_file(Path::new(&format!("/srv/{at}")));
        let observation = if at % 4 == 0 { server(at) } else { certificate(at) };
        merger.observe(&path, "example", observation);
    }
    merger.finish()
}

/// Nanoseconds that the processor has spent on this program, by Linux; or those that have passed.
fn spent(since: Instant) -> u128 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = told.split(' ').next().and_then(|figure| figure.parse().ok());
    first.unwrap_or_else(|| since.elapsed().as_nanos())
}

fn main() {
    let Some(as_of) = Date::new(2026, 11, 21) else { return };
    let inventory = inventory();
    let judge = Judge::new(builtins().to_vec(), Context { as_of, end_of_life: Some(2034) });
    let start = Instant::now();
    let run = || {
        let before = spent(start);
        let judgement = judge.inventory(&inventory);
        assert_eq!(judgement.assets.len(), inventory.assets.len());
        spent(start) - before
    };
    let shortest = (0..RUNS).map(|_| run()).min().unwrap_or_default();
    let (assets, lists) = (inventory.assets.len(), builtins().len());
    println!("{assets} assets by {lists} lists: {} ms", shortest / 1_000_000);
}
