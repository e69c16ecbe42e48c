//! Plans of inventories and ledgers that nobody would write, and of very large ones.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, EntryPath, EvidenceLevel, Inventory, Merger,
    Observation, Position, Protocol, RelationKind, Role, attribute,
};
use aratame_plan::{Options, Plan, Sources, builtin, plan};
use aratame_policy::{Context, Judge, default_lists};
use aratame_systems::{Ledger, read};
use std::path::Path;

fn observe(merger: &mut Merger, path: &str, observation: Observation) {
    merger.observe(&EntryPath::of_file(Path::new(path)), "test", observation);
}

fn used(spec: &str, role: Role) -> AlgorithmUse {
    let usage = aratame_algorithms::Usage::parse(spec).unwrap();
    AlgorithmUse::new(AlgorithmRef::from(usage), role, EvidenceLevel::Configures)
}

fn made(inventory: &Inventory, ledger: &Ledger, text: Option<&str>) -> Plan {
    let as_of = "2026-11-21".parse().unwrap();
    let judge = Judge::new(default_lists(), Context { as_of, end_of_life: None });
    let judgement = judge.inventory(inventory);
    let options = Options { as_of, quantum_year: None, host: None, tls_profile: None };
    let source = |_: &EntryPath| text.map(str::to_owned);
    plan(inventory, &judgement, ledger, builtin(), &options, &Sources(&source))
}

/// A configuration with these directives, each a use of 3DES on its line.
fn configuration(product: &str, directives: &[&str]) -> Inventory {
    let mut merger = Merger::new();
    let mut observation = Observation::new(AssetKind::Configuration, product, product);
    observation.attribute(attribute::PRODUCT, product);
    let list: Vec<String> = directives.iter().map(|text| (*text).to_owned()).collect();
    observation.attribute("directives", list);
    observation.algorithms.push(used("md5", Role::Hash));
    observation.algorithms.push(used("x25519", Role::KeyAgreement));
    observation.protocols.push(Protocol {
        name: "tls",
        versions: vec!["1.0".to_owned(), "nonsense".to_owned()],
        suites: Vec::new(),
    });
    observe(&mut merger, "/etc/x.conf", observation.at(Position::line(1)));
    merger.finish()
}

#[test]
fn directives_that_are_no_directives_give_a_plan_all_the_same() {
    let products =
        ["nginx", "apache", "haproxy", "openssl", "openssh-server", "kerberos", "", "no"];
    let values = [
        "",
        ":",
        "1",
        "1: ",
        "0: ssl_ciphers X",
        "99999999999: ssl_ciphers X",
        "-1: x y",
        "1: ssl_protocols",
        "1: ssl_protocols TLSv1",
        "1: ssl_ciphers \u{0}\u{1}%%%@",
        "1: ssl_ecdh_curve ::::",
        "1: SSLProtocol - + all -",
        "1: SSLOpenSSLConfCmd Groups",
        "1: ssl-default-bind-options ssl-min-ver",
        "1: a/b/c/CipherString @@",
        "1: digests ,,,",
        "1: KexAlgorithms +",
        "1: Ciphers ^,,",
        "1: permitted_enctypes - -des rc4:",
        "1: default_bits 99999999999999999999",
        "1: MinProtocol none",
    ];
    let texts = [
        None,
        Some(""),
        Some("\n\n"),
        Some("ssl_protocols TLSv1;\r\n"),
        Some("#\u{3000}ssl_protocols TLSv1;"),
    ];
    let mut count = 0;
    for product in products {
        for text in texts {
            let plan = made(&configuration(product, &values), &Ledger::default(), text);
            assert!(plan.systems.len() <= 1);
            count += plan.steps().count();
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn authorities_that_sign_each_other_end() {
    let mut merger = Merger::new();
    for (own, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let mut observation = Observation::new(AssetKind::Certificate, own, own);
        observation.algorithms.push(used("rsa:2048", Role::Key));
        observation.attribute(attribute::IS_CA, true);
        observation.attribute(attribute::NOT_AFTER, "9999-99-99T00:00:00Z");
        observation.attribute(attribute::NOT_BEFORE, "not a date");
        observation.provides.push(format!("dn:{own}"));
        observation.wants.push((RelationKind::SignedBy, format!("dn:{other}")));
        observe(&mut merger, &format!("/etc/{own}.pem"), observation);
    }
    let plan = made(&merger.finish(), &Ledger::default(), None);
    assert_eq!(plan.steps().count(), 1);
}

#[test]
fn dates_at_the_end_of_time_are_dates() {
    let ledger = "[[system]]\nname = \"x\"\npaths = [\"/\"]\nrenewal = 2200\nprotection = 2200\n\
                  trust = \"permanent\"\nmigration_years = 100\n";
    let ledger = read("a.toml", ledger.as_bytes()).unwrap();
    let plan = made(&configuration("nginx", &["1: ssl_protocols TLSv1"]), &ledger, None);
    assert!(plan.steps().all(|step| step.schedule.start <= step.schedule.end));
    assert!(plan.steps().count() >= 2);
}

/// `cargo test --release -p aratame-plan --test hostile -- --ignored --nocapture`
#[test]
#[ignore = "takes a minute in a debug build; measures"]
fn a_hundred_thousand_assets_of_a_thousand_systems() {
    let mut merger = Merger::new();
    for at in 0..100_000_u32 {
        let kind = if at % 10 == 0 { AssetKind::Configuration } else { AssetKind::Certificate };
        let mut observation = Observation::new(kind, at.to_string(), at.to_string());
        observation.algorithms.push(used("rsa:2048", Role::Key));
        observation.algorithms.push(used("x25519", Role::KeyAgreement));
        observation.attribute(attribute::PRODUCT, "nginx");
        observe(&mut merger, &format!("/srv/host{}/etc/a{at}", at % 1000), observation);
    }
    let inventory = merger.finish();
    let mut ledger = String::new();
    for at in 0..1000 {
        ledger.push_str(&format!("[[system]]\nname = \"s{at}\"\nhosts = [\"host{at}\"]\n"));
    }
    let ledger = read("a.toml", ledger.as_bytes()).unwrap();
    let start = std::time::Instant::now();
    let plan = made(&inventory, &ledger, None);
    eprintln!("{} steps in {:?}", plan.steps().count(), start.elapsed());
    assert_eq!(plan.systems.len(), 1000);
}
