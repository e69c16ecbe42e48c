//! A stored inventory comes back whole, and what is no stored inventory is refused with its place.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_algorithms::{Usage, algorithm, curve};
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Coverage, Diagnostic, EntryPath, EvidenceLevel,
    Inventory, Merger, Observation, Position, Protocol, RelationKind, Role, SkipReason, Suite,
    Value, diagnostic,
};
use aratame_policy::{Context, Judge, default_lists};
use aratame_report::{Document, Lang, SpecVersion, format, load};
use std::path::Path;

/// References that no specification alone could carry, among plain ones.
fn references() -> Vec<AlgorithmRef> {
    let known = |text: &str| AlgorithmRef::from(Usage::parse(text).unwrap());
    let named = AlgorithmRef::unknown_name;
    let other =
        |reference: AlgorithmRef| AlgorithmRef { other_curve: Some("1.2.3".into()), ..reference };
    vec![
        known("rsa:2048"),
        known("ecdsa@secp256r1#sha-256"),
        known("aes-256/gcm"),
        other(known("ecdsa#sha-384")),
        other(named("odd")),
        named("ssh-new@example.org"),
        named("name:oid:1.2"),
        named("odd").with_curve(curve("secp256r1").unwrap()),
        named("odd").with_bits(5).with_hash(algorithm("sha-1").unwrap()),
        named("odd").with_mode(algorithm("gcm").unwrap()),
        AlgorithmRef::unknown_oid("1.2.3.4").with_bits(9),
    ]
}

fn configuration() -> Observation {
    let mut it = Observation::new(AssetKind::Configuration, "path:/etc/x", "\u{1b}[31m 設定");
    for (line, reference) in (1..).zip(references()) {
        let level = EvidenceLevel::Configures;
        let used = AlgorithmUse::new(reference, Role::Encryption, level);
        it.algorithms.push(used.with_reason("x").at(Position::line(line).with_symbol("s")));
    }
    it.attribute("a-list", vec!["1".to_owned(), "二".to_owned()]);
    it.attribute("a-number", i64::MIN);
    it.attribute("a-flag", true);
    let suite = |name: &str, code_point| Suite {
        name: name.to_owned(),
        code_point,
        algorithms: references(),
    };
    let suites = vec![suite("A", Some("0x1301".to_owned())), suite("B", None)];
    it.protocols.push(Protocol { name: "tls", versions: vec!["1.2".to_owned()], suites });
    it.wants.push((RelationKind::Names, "spki:aa".into()));
    it
}

fn inventory() -> Inventory {
    let path = |text: &str| EntryPath::of_file(Path::new(text));
    let mut merger = Merger::new();
    merger.observe(&path("/etc/x").member("y"), "nginx", configuration());
    let mut certificate = Observation::new(AssetKind::Certificate, "c", "c");
    certificate.provides.push("spki:aa".into());
    merger.observe(&path("a\\xFFb"), "x509-certificate", certificate.at(Position::bytes(0, 7)));
    let code = diagnostic::FILE_UNREADABLE;
    let position = Position::line(3);
    merger.diagnose(Diagnostic { path: path("/z"), position, code, message: "m".into() });
    let mut coverage = Coverage::default();
    coverage.record_partly(1, u64::MAX, SkipReason::Shrank);
    merger.cover(&coverage);
    merger.finish()
}

fn written(inventory: &Inventory) -> String {
    let context = Context { as_of: "2026-11-21".parse().unwrap(), end_of_life: Some(2034) };
    let judgement = Judge::new(default_lists(), context).inventory(inventory);
    let spec_version = SpecVersion::default();
    let document = Document {
        inventory,
        judgement: &judgement,
        belonging: None,
        lang: Lang::En,
        spec_version,
    };
    let mut out = Vec::new();
    (format("json").unwrap().write)(&document, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_was_stored_comes_back_and_is_written_alike() {
    let inventory = inventory();
    assert_eq!(inventory.assets[1].algorithms.len(), references().len());
    assert_eq!(inventory.assets[1].attributes["a-number"], Value::Integer(i64::MIN));
    let text = written(&inventory);
    let stored = load(text.as_bytes()).unwrap();
    assert_eq!(stored.inventory, inventory);
    assert_eq!(written(&stored.inventory), text);
    assert_eq!((&*stored.as_of, stored.end_of_life), ("2026-11-21", Some(2034)));
    let lists: Vec<_> = stored.lists.iter().map(|list| &*list.id).collect();
    assert_eq!(lists, ["cryptrec-ls-0001", "cryptrec-ls-0003"]);
    assert!(stored.generator.starts_with("aratame "));
}

#[test]
fn a_changed_document_is_refused_with_its_place() {
    let text = written(&inventory());
    let id = inventory().assets[0].id.to_string();
    let cases = [
        ("\"kind\": \"certificate\"", "\"kind\": \"diploma\"", "\"diploma\" is no kind"),
        ("\"role\": \"encryption\"", "\"role\": \"magic\"", "\"magic\" is no role"),
        ("\"level\": \"configures\"", "\"level\": \"is\"", "is no level"),
        ("\"identity\": \"c\"", "\"identity\": \"d\"", "does not fit the asset's kind"),
        ("\"specification\": \"rsa:2048\"", "\"specification\": \"rsa:2049\"", "does not fit"),
        ("\"specification\": \"rsa:2048\"", "\"specification\": \"sra:2048\"", "catalogue"),
        ("\"a-flag\"", "\"a-list\"", "stands twice"),
        ("\"a-flag\"", "\"a flag\"", "is no word"),
        ("\"as_of\": \"2026-11-21\"", "\"as_of\": \"2026-11-31\"", "is no date"),
        ("\"coverage\"", "\"coverages\"", "unknown field `coverages`"),
        ("\"shrank\"", "\"gone\"", "is no reason"),
        ("\"code\": \"file-unreadable\"", "\"code\": \"new\"", "is no diagnostic"),
        ("-9223372036854775808", "9223372036854775808", "integer"),
    ];
    for (from, to, expected) in cases {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let error = load(changed.as_bytes()).unwrap_err();
        assert!(error.message.contains(expected), "{from}: {error}");
        let line = changed[..changed.find(to).unwrap()].lines().count();
        assert!(error.line >= line && error.column > 0, "{from}: {error}, expected from {line}");
    }
    for (from, to, expected) in [
        ("\"complete\": false", "\"complete\": true", "was edited"),
        (&*format!("\"to\": \"{id}\""), "\"to\": \"crl/0123456789abcdef\"", "is no asset"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let error = load(changed.as_bytes()).unwrap_err();
        assert!(error.message.contains(expected), "{from}: {error}");
    }
}

#[test]
fn other_documents_are_told_apart() {
    let text = written(&inventory());
    let cut = &text.as_bytes()[..text.len() / 2];
    for (bytes, expected) in [
        (cut, "was the file cut"),
        (b"", "was the file cut"),
        (b"\xff", "was the file cut"),
        (b"[]", "scan --format json"),
        (b"{}", "scan --format json"),
        (b"{\"schema\": \"aratame/2\"}", "scan --format json"),
        (b"{\"bomFormat\": \"CycloneDX\"}", "a CycloneDX document"),
    ] {
        let error = load(bytes).unwrap_err();
        assert!(error.message.contains(expected), "{error}");
    }
    let deep = "[".repeat(100_000);
    assert!(load(format!("{{\"schema\":\"aratame/1\",\"summary\":{deep}").as_bytes()).is_err());
}

/// Any bytes give an inventory or an error: damage at many places of a document.
#[test]
fn a_damaged_document_gives_an_inventory_or_an_error() {
    let text = written(&inventory()).into_bytes();
    let mut refused = 0;
    let places: Vec<usize> = (0..text.len()).step_by(text.len() / 400).collect();
    for at in &places {
        for byte in *b"\"0}\\" {
            let mut damaged = text.clone();
            damaged[*at] = byte;
            refused += usize::from(load(&damaged).is_err());
        }
        assert!(load(&text[..*at]).is_err(), "cut at {at}");
    }
    assert!(places.len() >= 400 && refused > places.len(), "{refused}");
}
