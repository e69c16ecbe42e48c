//! What each list says at the days on which it turns, and of assets as such.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_algorithms::Usage;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, EntryPath, EvidenceLevel, Inventory, Merger,
    Observation, Protocol, Role, attribute,
};
use aratame_policy::verdict::{Outcome, RuleConfidence, Verdict};
use aratame_policy::{Context, Judge, builtin, builtins};
use std::path::Path;
use std::sync::Arc;

fn judge(list: &str, as_of: &str, end_of_life: Option<i32>) -> Judge {
    let context = Context { as_of: as_of.parse().unwrap(), end_of_life };
    Judge::new(vec![builtin(list).unwrap()], context)
}

fn used(spec: &str, role: Role) -> AlgorithmUse {
    let reference = AlgorithmRef::from(Usage::parse(spec).unwrap());
    AlgorithmUse::new(reference, role, EvidenceLevel::Uses)
}

fn verdict(list: &str, spec: &str, role: Role, as_of: &str) -> Verdict {
    let judged = judge(list, as_of, None).judge_use(&used(spec, role), false);
    judged.verdicts.into_iter().next().unwrap()
}

fn status(list: &str, spec: &str, role: Role, as_of: &str) -> String {
    verdict(list, spec, role, as_of).status.to_string()
}

/// The status of a use on the last day of a year, and on the day after.
fn turns(list: &str, spec: &str, role: Role, year: i32) -> [String; 2] {
    [format!("{year}-12-31"), format!("{}-01-01", year + 1)]
        .map(|day| status(list, spec, role, &day))
}

#[test]
fn japan_asks_for_2035_and_for_listed_algorithms_only() {
    let of = |spec, role| turns("japan", spec, role, 2035);
    let migrating = ["migrate-by-2035", "past-target"];
    for spec in ["rsa:3072", "ecdsa@secp256r1#sha-256", "x25519", "ed25519", "rsa:2048"] {
        assert_eq!(of(spec, Role::Key), migrating, "{spec}");
    }
    for spec in ["ml-kem-768", "ml-kem-1024", "x25519mlkem768"] {
        assert_eq!(of(spec, Role::KeyAgreement), ["listed-pqc"; 2], "{spec}");
    }
    for spec in ["ml-kem-512", "ml-dsa-65", "slh-dsa-sha2-128s", "sntrup761x25519-sha512"] {
        assert_eq!(of(spec, Role::Key), ["pqc-not-listed"; 2], "{spec}");
        assert_eq!(verdict("japan", spec, Role::Key, "2026-11-21").outcome, Outcome::Unlisted);
    }
    assert_eq!(of("aes-128", Role::Encryption), ["no-efficient-attack"; 2]);
    let late = judge("japan", "2026-11-21", Some(2036));
    let late = late.judge_use(&used("rsa:4096", Role::Key), false);
    assert_eq!(&*late.verdicts[0].status, "past-target", "by the end of operation");
    assert_eq!(status("fsa", "rsa:4096", Role::Key, "2026-11-21"), "begin-now");
}

#[test]
fn the_united_states_separate_key_establishment_from_signatures() {
    let eo = |role, year| turns("eo14412", "rsa:3072", role, year);
    let past = "past-deadline";
    assert_eq!(eo(Role::KeyAgreement, 2030), ["key-establishment-by-2030", past]);
    assert_eq!(eo(Role::Signature, 2031), ["signature-by-2031", past]);
    assert_eq!(eo(Role::Signature, 2030), ["signature-by-2031"; 2]);
    assert_eq!(eo(Role::Key, 2030), ["use-not-known"; 2]);
    assert_eq!(eo(Role::Key, 2031), ["use-not-known", past]);
    let order = verdict("eo14412", "x25519", Role::KeyAgreement, "2026-11-21");
    assert_eq!(order.confidence, RuleConfidence::Provisional, "its number is not certain");
    let omb = turns("omb", "ecdsa@secp256r1", Role::Signature, 2035);
    assert_eq!(omb, ["migrate-by-2035", past]);
    assert_eq!(turns("nist-sha-1", "hmac#sha-1", Role::Mac, 2030), ["phase-out", "phased-out"]);
    assert_eq!(turns("sp800-131a", "sha-224", Role::Hash, 2030), ["acceptable", "disallowed"]);
    assert_eq!(status("sp800-131a", "sha-256", Role::Hash, "2031-01-01"), "no-change");
}

#[test]
fn europe_the_commonwealth_and_their_years() {
    let kex = Role::KeyAgreement;
    let eu = |year| turns("eu", "x25519", kex, year);
    assert_eq!(eu(2030), ["high-risk-by-2030", "medium-risk-by-2035"]);
    assert_eq!(eu(2035), ["medium-risk-by-2035", "past-target"]);
    assert_eq!(turns("bsi", "x25519", kex, 2031), ["until-2031", "past"]);
    let signature = "ecdsa@secp256r1#sha-256";
    assert_eq!(turns("bsi", signature, Role::Signature, 2035), ["until-2035", "past"]);
    assert_eq!(turns("bsi", "dsa:3072", Role::Signature, 2029), ["until-2029", "past"]);
    assert_eq!(status("bsi", "rsa:2048", Role::Key, "2026-11-21"), "not-recommended");
    assert_eq!(turns("bsi", "rsa:3072", Role::Key, 2031), ["use-not-known", "signature-only"]);
    assert_eq!(status("bsi", "ml-kem-512", kex, "2026-11-21"), "not-recommended");
    assert_eq!(status("bsi", "x25519mlkem768", kex, "2040-01-01"), "recommended");
    assert_eq!(turns("anssi", "rsa:2048", Role::Key, 2030), ["until-2030", "too-short"]);
    assert_eq!(turns("anssi", "rsa:3072", Role::Key, 2030), ["allowed"; 2]);
    assert_eq!(status("anssi", "ml-kem-768", kex, "2026-11-21"), "hybrid-only");
    assert_eq!(status("anssi", "x25519mlkem768", kex, "2026-11-21"), "allowed");
    assert_eq!(status("anssi", "slh-dsa-sha2-128s", Role::Key, "2026-11-21"), "allowed");
    let signature = status("anssi", "rsassa-pkcs1-v1_5#sha-256", Role::Signature, "2026-11-21");
    assert_eq!(signature, "judged-at-the-key", "its length is another asset's");
    for spec in ["ml-kem-768", "ml-dsa-65", "aes-192", "sha-256", "rsa:4096"] {
        assert_eq!(
            turns("asd-ism", spec, Role::Key, 2030),
            ["until-2030", "not-approved"],
            "{spec}"
        );
    }
    assert_eq!(status("asd-ism", "ml-kem-1024", kex, "2040-01-01"), "beyond-2030");
    let uk = turns("uk", "x25519", kex, 2031);
    assert_eq!(uk, ["highest-priority-by-2031", "complete-by-2035"]);
    let canada = turns("cccs", "x25519", kex, 2031);
    assert_eq!(canada, ["high-priority-by-2031", "remaining-by-2035"]);
}

fn one(observation: Observation) -> Inventory {
    let mut merger = Merger::new();
    merger.observe(&EntryPath::of_file(Path::new("/x")), "test", observation);
    merger.finish()
}

fn of_asset(list: &str, as_of: &str, observation: Observation) -> Option<Arc<Verdict>> {
    let judgement = judge(list, as_of, None).inventory(&one(observation));
    judgement.assets[0].verdicts.first().cloned()
}

fn certificate(from: &str, to: &str) -> Observation {
    let mut it = Observation::new(AssetKind::Certificate, "c", "c");
    it.attribute(attribute::NOT_BEFORE, format!("{from}T00:00:00Z"));
    it.attribute(attribute::NOT_AFTER, format!("{to}T23:59:59Z"));
    it.attribute(attribute::EXTENDED_KEY_USAGE, vec!["serverAuth".to_owned()]);
    it
}

#[test]
fn certificates_are_limited_by_the_day_of_issue() {
    let status = |from, to| {
        let found = of_asset("cabf", "2026-11-21", certificate(from, to));
        found.map(|verdict| verdict.status.to_string())
    };
    let (within, long) = (Some("within".to_owned()), Some("too-long".to_owned()));
    assert_eq!(status("2026-03-14", "2027-04-15"), within, "398 days");
    assert_eq!(status("2026-03-14", "2027-04-16"), long);
    assert_eq!(status("2026-03-15", "2026-09-30"), within, "200 days");
    assert_eq!(status("2026-03-15", "2026-10-01"), long);
    assert_eq!(status("2027-03-15", "2027-06-22"), within, "100 days");
    assert_eq!(status("2027-03-15", "2027-06-23"), long);
    assert_eq!(status("2029-03-15", "2029-04-30"), within, "47 days");
    assert_eq!(status("2029-03-15", "2029-05-01"), long);
    let mut authority = certificate("2026-03-15", "2036-03-15");
    authority.attribute(attribute::IS_CA, true);
    assert_eq!(of_asset("cabf", "2026-11-21", authority), None);
    let verdict = of_asset("cabf", "2026-11-21", certificate("2026-03-15", "2030-01-01")).unwrap();
    assert_eq!(verdict.outcome, Outcome::Conditional, "whether it is public is not known");
    assert_eq!(verdict.confidence, RuleConfidence::Provisional);
}

fn server(versions: &[&str]) -> Observation {
    let mut it = Observation::new(AssetKind::Configuration, "s", "nginx");
    it.attribute(attribute::PRODUCT, "nginx");
    let versions = versions.iter().map(|text| (*text).to_owned()).collect();
    it.protocols.push(Protocol { name: "tls", versions, suites: Vec::new() });
    it.algorithms = vec![used("ecdh@secp256r1", Role::KeyAgreement)];
    it
}

#[test]
fn configurations_are_judged_as_a_whole() {
    let omb = |as_of, versions: &[&str]| {
        of_asset("omb", as_of, server(versions)).map(|verdict| verdict.status.to_string())
    };
    assert_eq!(omb("2030-01-02", &["1.2"]).as_deref(), Some("tls-1-3-by-2030"));
    assert_eq!(omb("2030-01-03", &["1.2"]).as_deref(), Some("tls-1-3-missing"));
    assert_eq!(omb("2030-01-03", &["1.2", "1.3"]), None);
    assert_eq!(omb("2030-01-03", &[]), None, "what no file states is not held against it");
    let pci = of_asset("pci", "2026-11-21", server(&["1.3"])).unwrap();
    assert_eq!(&*pci.status, "belongs-to-inventory");
    let profile = of_asset("gl3001", "2026-11-21", server(&["1.0", "1.2"])).unwrap();
    assert_eq!(&*profile.status, "security-exception");
    assert!(profile.message.ja.contains("推奨セキュリティ型に不足"), "{}", profile.message.ja);
    assert_eq!(profile.confidence, RuleConfidence::Provisional);
}

#[test]
fn the_categories_of_cnsa_have_their_own_years() {
    let status = |as_of: &str, observation: Observation| {
        let judgement = judge("cnsa2", as_of, None).inventory(&one(observation));
        judgement.assets[0].uses[0].verdicts[0].status.to_string()
    };
    let signer = || {
        let mut it = certificate("2026-01-01", "2027-01-01");
        it.attribute(attribute::EXTENDED_KEY_USAGE, vec!["codeSigning".to_owned()]);
        it.algorithms = vec![used("rsa:3072", Role::Key)];
        it
    };
    assert_eq!(status("2033-12-31", server(&[])), "prefer-cnsa-2");
    assert_eq!(status("2034-01-01", server(&[])), "exclusive");
    assert_eq!(status("2030-12-31", signer()), "prefer-cnsa-2");
    assert_eq!(status("2031-01-01", signer()), "exclusive");
    let other = Observation { kind: AssetKind::Program, ..server(&[]) };
    let other = Observation { attributes: Default::default(), ..other };
    assert_eq!(status("2032-01-01", other), "prohibited", "the general date");
}

#[test]
fn every_list_has_a_citation_for_every_date_and_says_how_far_it_was_checked() {
    let mut milestones = 0;
    for list in builtins() {
        for milestone in list.milestones() {
            assert!(milestone.citation.url.starts_with("https://"), "{}", list.head.id);
            assert!(!milestone.requirement.en.is_empty() && !milestone.requirement.ja.is_empty());
            milestones += 1;
        }
    }
    assert!(milestones > 30, "{milestones}");
    let japan = builtin("japan").unwrap();
    let day = "2035-12-30".parse().unwrap();
    assert_eq!(japan.milestones().last().unwrap().days_left(day), 1);
}

/// The example of the guide is a list.
#[test]
fn the_list_of_the_guide_is_accepted() {
    let guide = include_str!("../../../docs/judging.md");
    let text = guide.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let list = aratame_policy::load(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(list.entry_names().count(), 2);
    assert_eq!(list.milestones().len(), 1);
    let list = Judge::new(
        vec![list],
        Context { as_of: "2026-11-21".parse().unwrap(), end_of_life: Some(2036) },
    );
    let judged = list.judge_use(&used("rsa:3072", Role::Key), false);
    assert_eq!(&*judged.verdicts[0].status, "banned");
}
