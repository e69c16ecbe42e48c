//! CycloneDX 1.6 and 1.7 cryptography bill of materials.
//!
//! Each version is written in its own terms: 1.7 deprecates fields that 1.6 readers need. What a
//! registry of 1.7 does not have (Japanese ciphers, FN-DSA, HQC …) is left out of the enumerated
//! field and said by name, OID and `aratame:` properties. *Implements* is `provides`, *uses* and
//! *configures* are `dependsOn`. The document is streamed: memory does not grow with occurrences.

use crate::Document;
use crate::summary::uses;
use crate::view::{AlgorithmView, spec_of, usage_of};
use aratame_algorithms::{Algorithm, Primitive, strength};
use aratame_inventory::{
    AlgorithmName, AlgorithmRef, AlgorithmUse, Asset, AssetKind, EvidenceLevel, Inventory, Role,
    Signs, Value as Attribute, asset::Occurrence, attribute,
};
use aratame_policy::verdict::{AssetJudgement, UseJudgement, Verdict};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The version of the specification that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpecVersion {
    /// CycloneDX 1.6 (ECMA-424, first edition).
    V1_6,
    /// CycloneDX 1.7 (ECMA-424, second edition).
    #[default]
    V1_7,
}

impl SpecVersion {
    /// Both versions as flags name them.
    pub const ALL: [Self; 2] = [Self::V1_6, Self::V1_7];

    /// `1.6` or `1.7`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }
}

/// Writes the bill of materials.
pub(crate) fn write(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bom = Bom { document, view: AlgorithmView::new(document.inventory) };
    serde_json::to_writer_pretty(&mut *out, &bom)?;
    writeln!(out)
}

struct Bom<'a> {
    document: &'a Document<'a>,
    view: AlgorithmView<'a>,
}

impl Serialize for Bom<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let version = self.document.spec_version.as_str();
        let mut map = serializer.serialize_map(None)?;
        let schema = format!("http://cyclonedx.org/schema/bom-{version}.schema.json");
        map.serialize_entry("$schema", &schema)?;
        map.serialize_entry("bomFormat", "CycloneDX")?;
        map.serialize_entry("specVersion", version)?;
        map.serialize_entry("version", &1)?;
        map.serialize_entry("metadata", &metadata(self.document))?;
        map.serialize_entry("components", &Components(self))?;
        map.serialize_entry("dependencies", &Dependencies(self))?;
        map.serialize_entry("compositions", &compositions(self.document.inventory))?;
        map.end()
    }
}

fn metadata(document: &Document<'_>) -> Value {
    let mut properties = Properties::default();
    properties.push("as-of", &document.judgement.as_of);
    if let Some(year) = document.judgement.end_of_life {
        properties.push("end-of-life", year.to_string());
    }
    for list in &document.judgement.lists {
        properties.push("policy", format!("{} {} {}", list.id, list.edition, list.date));
    }
    ledger(document.inventory, &mut properties);
    json!({
        "tools": { "components": [{
            "type": "application",
            "name": "aratame",
            "version": env!("CARGO_PKG_VERSION"),
        }]},
        "properties": properties.0,
    })
}

fn ledger(inventory: &Inventory, properties: &mut Properties) {
    let coverage = &inventory.coverage;
    let lines = [
        ("read", coverage.read),
        ("read-partly", coverage.partly),
        ("archive-members", coverage.members),
        ("unopened", coverage.unopened),
    ];
    let skipped =
        coverage.skipped.iter().map(|(reason, amount)| (reason.as_str(), "skipped:", *amount));
    let read = lines.into_iter().map(|(name, amount)| (name, "", amount));
    for (name, prefix, amount) in read.chain(skipped) {
        let text = format!("{} files, {} bytes", amount.files, amount.bytes);
        properties.push(&format!("coverage:{prefix}{name}"), text);
    }
    properties.push("complete", inventory.is_complete().to_string());
    for diagnostic in &inventory.diagnostics {
        properties.push("diagnostic", diagnostic.to_string());
    }
}

fn compositions(inventory: &Inventory) -> Value {
    let aggregate = if inventory.is_complete() { "unknown" } else { "incomplete" };
    json!([{ "aggregate": aggregate }])
}

#[derive(Default)]
struct Properties(Vec<Value>);

impl Properties {
    fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push(json!({ "name": format!("aratame:{name}"), "value": value.into() }));
    }
}

/// A component whose occurrences are written as they are read.
#[derive(Serialize)]
struct Component<'a> {
    r#type: &'static str,
    #[serde(rename = "bom-ref")]
    bom_ref: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
    #[serde(rename = "cryptoProperties", skip_serializing_if = "Option::is_none")]
    crypto: Option<Value>,
    #[serde(skip_serializing_if = "Evidence::is_empty")]
    evidence: Evidence<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Value>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identity: Vec<Value>,
    occurrences: Occurrences<'a>,
}

impl Evidence<'_> {
    fn is_empty(&self) -> bool {
        self.occurrences.of.iter().all(|(asset, _)| asset.occurrences.is_empty())
    }
}

/// How surely the algorithm is what it is called, where programs were looked at: the surest of
/// them, with its methods. CycloneDX has one technique for all of them, binary analysis.
fn identity(of: &[(&Asset, Option<&AlgorithmUse>)]) -> Vec<Value> {
    let fraction = |percent: u8| f64::from(percent) / 100.0;
    let signs = of.iter().filter_map(|(_, each)| each.map(|each| each.signs));
    let surest = signs.filter_map(|signs| Some((signs.percent()?, signs))).max();
    let as_value = |(percent, signs): (u8, Signs)| {
        let methods: Vec<Value> = signs
            .iter()
            .map(|(method, sign)| {
                json!({
                    "technique": "binary-analysis",
                    "confidence": fraction(method.weight(sign)),
                    "value": format!("{}: {sign}", method.as_str()),
                })
            })
            .collect();
        json!({ "field": "name", "confidence": fraction(percent), "methods": methods })
    };
    surest.map(as_value).into_iter().collect()
}

/// The places of one or several assets; with a use, its own place in the entry.
struct Occurrences<'a> {
    of: Vec<(&'a Asset, Option<&'a AlgorithmUse>)>,
}

impl Serialize for Occurrences<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for (asset, each) in &self.of {
            for occurrence in &asset.occurrences {
                sequence.serialize_element(&place(occurrence, *each))?;
            }
        }
        sequence.end()
    }
}

fn place(occurrence: &Occurrence, each: Option<&AlgorithmUse>) -> Value {
    let own = each.and_then(|each| each.position.as_deref());
    let position = own.unwrap_or(&occurrence.position);
    let mut map = Map::new();
    map.insert("location".into(), occurrence.path.as_str().into());
    if let Some(line) = position.line {
        map.insert("line".into(), line.into());
    }
    if let Some(offset) = position.offset {
        map.insert("offset".into(), offset.into());
    }
    if let Some(symbol) = &position.symbol {
        map.insert("symbol".into(), (**symbol).into());
    }
    let confidence = each.map_or(occurrence.confidence, |each| each.confidence);
    let mut context = format!("detector {}, confidence {confidence}", occurrence.detector);
    if let Some(each) = each {
        context.push_str(&format!(", {}", each.level));
        if let Some(reason) = &each.reason {
            context.push_str(&format!(": {reason}"));
        }
    }
    map.insert("additionalContext".into(), context.into());
    Value::Object(map)
}

struct Components<'a>(&'a Bom<'a>);

impl Serialize for Components<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        let document = self.0.document;
        for (reference, users) in &self.0.view.uses {
            sequence.serialize_element(&algorithm_component(document, reference, users))?;
        }
        for (asset, judged) in document.inventory.assets.iter().zip(&document.judgement.assets) {
            sequence.serialize_element(&asset_component(document, asset, judged))?;
            for protocol in protocol_components(document, asset) {
                sequence.serialize_element(&protocol)?;
            }
        }
        sequence.end()
    }
}

fn algorithm_component<'a>(
    document: &Document<'a>,
    reference: &'a AlgorithmRef,
    users: &[(usize, usize)],
) -> Component<'a> {
    let assets = &document.inventory.assets;
    let of: Vec<_> = users
        .iter()
        .map(|(asset, each)| (&assets[*asset], Some(&assets[*asset].algorithms[*each])))
        .collect();
    Component {
        r#type: "cryptographic-asset",
        bom_ref: algorithm_bom_ref(reference),
        name: leak_free_name(reference),
        version: None,
        purl: None,
        crypto: Some(algorithm_properties(reference, document.spec_version)),
        evidence: Evidence { identity: identity(&of), occurrences: Occurrences { of } },
        properties: algorithm_judgement(document, reference, users),
    }
}

fn leak_free_name(reference: &AlgorithmRef) -> &str {
    match &reference.name {
        AlgorithmName::Known(algorithm) => algorithm.name,
        AlgorithmName::Oid(text) | AlgorithmName::Name(text) => text,
    }
}

fn algorithm_bom_ref(reference: &AlgorithmRef) -> String {
    format!("algorithm/{}", spec_of(reference))
}

fn algorithm_properties(reference: &AlgorithmRef, version: SpecVersion) -> Value {
    let mut properties = Map::new();
    let known = reference.algorithm();
    let primitive = known.map_or("unknown", |algorithm| primitive_word(algorithm, version));
    properties.insert("primitive".into(), primitive.into());
    if let (SpecVersion::V1_7, Some(family)) =
        (version, known.and_then(|algorithm| algorithm.cyclonedx_family()))
    {
        properties.insert("algorithmFamily".into(), family.into());
    }
    if let Some(set) = parameter_set(reference) {
        properties.insert("parameterSetIdentifier".into(), set.into());
    }
    curve_field(reference, version, &mut properties);
    if let Some(mode) = reference.mode {
        properties.insert("mode".into(), mode_word(mode).into());
    }
    if let Some(padding) = known.and_then(padding_word) {
        properties.insert("padding".into(), padding.into());
    }
    if let Some(functions) = known.map(crypto_functions) {
        properties.insert("cryptoFunctions".into(), functions.into());
    }
    if let Some(bits) = usage_of(reference).and_then(|usage| strength(&usage)) {
        properties.insert("classicalSecurityLevel".into(), bits.into());
    }
    if let Some(level) = known.and_then(quantum_level) {
        properties.insert("nistQuantumSecurityLevel".into(), level.into());
    }
    let mut crypto = Map::new();
    crypto.insert("assetType".into(), "algorithm".into());
    crypto.insert("algorithmProperties".into(), Value::Object(properties));
    if let AlgorithmName::Oid(oid) = &reference.name {
        crypto.insert("oid".into(), (**oid).into());
    }
    Value::Object(crypto)
}

fn primitive_word(algorithm: &Algorithm, version: SpecVersion) -> &'static str {
    match (algorithm.primitive, version) {
        (Primitive::KeyWrap, SpecVersion::V1_6) => "other",
        (primitive, _) => primitive.cyclonedx(),
    }
}

fn parameter_set(reference: &AlgorithmRef) -> Option<String> {
    let own = reference.algorithm().and_then(|algorithm| algorithm.parameter_set);
    let bits = reference.bits.map(|bits| bits.to_string());
    own.map(str::to_owned).or(bits).or_else(|| reference.hash.map(|hash| hash.name.to_owned()))
}

fn curve_field(reference: &AlgorithmRef, version: SpecVersion, into: &mut Map<String, Value>) {
    match (version, reference.curve) {
        (SpecVersion::V1_6, Some(curve)) => {
            into.insert("curve".into(), curve.name.into());
        }
        (SpecVersion::V1_7, Some(curve)) => {
            if let Some(name) = curve.cyclonedx {
                into.insert("ellipticCurve".into(), name.into());
            }
        }
        (_, None) => {}
    }
}

fn mode_word(mode: &Algorithm) -> &'static str {
    const WORDS: [&str; 7] = ["cbc", "ecb", "ccm", "gcm", "cfb", "ofb", "ctr"];
    WORDS.into_iter().find(|word| *word == mode.id).unwrap_or("other")
}

fn padding_word(algorithm: &Algorithm) -> Option<&'static str> {
    match algorithm.id {
        "rsassa-pkcs1-v1_5" | "rsaes-pkcs1-v1_5" => Some("pkcs1v15"),
        "rsaes-oaep" => Some("oaep"),
        _ => None,
    }
}

fn crypto_functions(algorithm: &Algorithm) -> Vec<&'static str> {
    match algorithm.primitive {
        Primitive::Signature => vec!["sign", "verify"],
        Primitive::Kem => vec!["encapsulate", "decapsulate"],
        Primitive::KeyAgree => vec!["keyderive"],
        Primitive::Pke
        | Primitive::BlockCipher
        | Primitive::StreamCipher
        | Primitive::Ae
        | Primitive::KeyWrap => vec!["encrypt", "decrypt"],
        Primitive::Hash | Primitive::Xof => vec!["digest"],
        Primitive::Mac => vec!["tag"],
        Primitive::Kdf => vec!["keyderive"],
        Primitive::Drbg => vec!["generate"],
        Primitive::Combiner | Primitive::Mode | Primitive::Padding | Primitive::Other => {
            vec!["other"]
        }
    }
}

/// The NIST category; 0 says that a quantum computer breaks it.
fn quantum_level(algorithm: &Algorithm) -> Option<u8> {
    let broken = algorithm.quantum == aratame_algorithms::QuantumImpact::ShorBroken;
    algorithm.nist_category.or(broken.then_some(0))
}

/// The judgement of the gravest use; with no use, of the mere implementation.
fn algorithm_judgement(
    document: &Document<'_>,
    reference: &AlgorithmRef,
    users: &[(usize, usize)],
) -> Vec<Value> {
    let mut properties = Properties::default();
    let mut levels = BTreeSet::new();
    let mut gravest: Option<&UseJudgement> = None;
    for (asset, each) in users {
        levels.insert(document.inventory.assets[*asset].algorithms[*each].level);
        let judged = &document.judgement.assets[*asset].uses[*each];
        if gravest.is_none_or(|gravest| judged.priority > gravest.priority) {
            gravest = Some(judged);
        }
    }
    properties.push("specification", spec_of(reference));
    for level in levels {
        properties.push("evidence-level", level.as_str());
    }
    if let Some(judged) = gravest {
        use_properties(document, judged, &mut properties);
    }
    properties.0
}

fn use_properties(document: &Document<'_>, judged: &UseJudgement, into: &mut Properties) {
    into.push("broken-today", judged.broken_today.is_some().to_string());
    if let Some(broken) = &judged.broken_today {
        into.push("broken-today:reason", document.lang.of(&broken.reason));
    }
    into.push("quantum-impact", judged.quantum.id());
    judged.verdicts.iter().for_each(|verdict| verdict_property(verdict, into));
}

fn verdict_property(verdict: &Verdict, into: &mut Properties) {
    let citation = &verdict.citation;
    let text = format!(
        "{}; {} {} ({}); {}",
        verdict.status,
        citation.document,
        citation.section,
        citation.date,
        verdict.confidence.as_str()
    );
    into.push(&format!("verdict:{}", verdict.list.id), text);
}

fn asset_component<'a>(
    document: &Document<'a>,
    asset: &'a Asset,
    judged: &AssetJudgement,
) -> Component<'a> {
    let crypto = crypto_properties(asset, document.spec_version);
    let text = |key| match asset.attributes.get(key) {
        Some(Attribute::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    Component {
        r#type: component_type(asset.kind),
        bom_ref: asset.id.to_string(),
        name: if asset.name.is_empty() { asset.kind.as_str() } else { &asset.name },
        version: text(attribute::LIBRARY_VERSION),
        purl: text(attribute::PURL),
        crypto,
        evidence: Evidence {
            identity: Vec::new(),
            occurrences: Occurrences { of: vec![(asset, None)] },
        },
        properties: asset_properties(document, asset, judged),
    }
}

fn component_type(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Component | AssetKind::Library => "library",
        AssetKind::Program => "application",
        AssetKind::Configuration => "file",
        _ => "cryptographic-asset",
    }
}

fn asset_properties(document: &Document<'_>, asset: &Asset, judged: &AssetJudgement) -> Vec<Value> {
    let mut properties = Properties::default();
    properties.push("kind", asset.kind.as_str());
    for (key, value) in &asset.attributes {
        match value {
            Attribute::Text(text) => properties.push(key, text),
            Attribute::Integer(number) => properties.push(key, number.to_string()),
            Attribute::Boolean(flag) => properties.push(key, flag.to_string()),
            Attribute::List(list) => list.iter().for_each(|item| properties.push(key, item)),
        }
    }
    for each in &asset.algorithms {
        let text = format!("{} {} {}", each.role.as_str(), each.level, spec_of(&each.algorithm));
        properties.push("algorithm", text);
    }
    judged.verdicts.iter().for_each(|verdict| verdict_property(verdict, &mut properties));
    for relation in document.inventory.relations_from(asset.id) {
        properties.push(relation.kind.as_str(), relation.to.to_string());
    }
    if uses(asset, judged).next().is_some() {
        properties.push("broken-today", judged.broken_today.to_string());
        properties.push("quantum-vulnerable", judged.quantum_vulnerable.to_string());
        properties.push("priority", judged.priority.as_str());
    }
    properties.0
}

fn crypto_properties(asset: &Asset, version: SpecVersion) -> Option<Value> {
    match asset.kind {
        AssetKind::Component
        | AssetKind::Library
        | AssetKind::Program
        | AssetKind::Configuration => None,
        AssetKind::Certificate | AssetKind::AttributeCertificate | AssetKind::SshCertificate => {
            Some(json!({
                "assetType": "certificate",
                "certificateProperties": certificate_properties(asset, version),
            }))
        }
        _ => Some(json!({
            "assetType": "related-crypto-material",
            "relatedCryptoMaterialProperties": material_properties(asset, version),
        })),
    }
}

fn certificate_properties(asset: &Asset, version: SpecVersion) -> Value {
    let mut map = Map::new();
    let texts = [
        ("subjectName", attribute::SUBJECT),
        ("issuerName", attribute::ISSUER),
        ("notValidBefore", attribute::NOT_BEFORE),
        ("notValidAfter", attribute::NOT_AFTER),
    ];
    for (field, key) in texts {
        if let Some(Attribute::Text(text)) = asset.attributes.get(key) {
            map.insert(field.into(), text.as_str().into());
        }
    }
    let format = match asset.kind {
        AssetKind::SshCertificate => "OpenSSH",
        AssetKind::AttributeCertificate => "X.509 attribute certificate",
        _ => "X.509",
    };
    map.insert("certificateFormat".into(), format.into());
    if version == SpecVersion::V1_7 {
        if let Some(Attribute::Text(serial)) = asset.attributes.get(attribute::SERIAL) {
            map.insert("serialNumber".into(), serial.as_str().into());
        }
        fingerprint(asset, &mut map);
    }
    references(asset, version, ("signatureAlgorithmRef", "subjectPublicKeyRef"), &mut map);
    Value::Object(map)
}

fn fingerprint(asset: &Asset, into: &mut Map<String, Value>) {
    let digest =
        asset.attributes.get(attribute::SHA256).or(asset.attributes.get(attribute::SPKI_SHA256));
    if let Some(Attribute::Text(digest)) = digest {
        into.insert("fingerprint".into(), json!({ "alg": "SHA-256", "content": digest }));
    }
}

/// The algorithms of an asset: single references by role in 1.6, a typed list in 1.7.
fn references(
    asset: &Asset,
    version: SpecVersion,
    (signature, key): (&str, &str),
    into: &mut Map<String, Value>,
) {
    let first = |role| asset.algorithms.iter().find(|each| each.role == role);
    match version {
        SpecVersion::V1_6 => {
            for (field, role) in [(signature, Role::Signature), (key, Role::Key)] {
                if let Some(each) = first(role).filter(|_| !field.is_empty()) {
                    into.insert(field.into(), algorithm_bom_ref(&each.algorithm).into());
                }
            }
        }
        SpecVersion::V1_7 => {
            let list: Vec<Value> = asset
                .algorithms
                .iter()
                .map(|each| {
                    json!({ "type": each.role.as_str(), "ref": algorithm_bom_ref(&each.algorithm) })
                })
                .collect();
            if !list.is_empty() {
                into.insert("relatedCryptographicAssets".into(), list.into());
            }
        }
    }
}

fn material_properties(asset: &Asset, version: SpecVersion) -> Value {
    let mut map = Map::new();
    map.insert("type".into(), material_type(asset).into());
    let key = asset.algorithms.iter().find(|each| each.role == Role::Key);
    if let Some(bits) = key.and_then(|each| key_size(&each.algorithm)) {
        map.insert("size".into(), bits.into());
    }
    if let Some(Attribute::Text(encoding)) = asset.attributes.get(attribute::ENCODING) {
        map.insert("format".into(), encoding.as_str().into());
    }
    let secured = asset.algorithms.iter().find(|each| each.role == Role::Encryption);
    if let Some(each) = secured {
        let by =
            json!({ "mechanism": "Software", "algorithmRef": algorithm_bom_ref(&each.algorithm) });
        map.insert("securedBy".into(), by);
    }
    if version == SpecVersion::V1_7 {
        fingerprint(asset, &mut map);
    }
    references(asset, version, ("", "algorithmRef"), &mut map);
    Value::Object(map)
}

fn material_type(asset: &Asset) -> &'static str {
    let holds_key = asset.algorithms.iter().any(|each| each.role == Role::Key);
    match asset.kind {
        AssetKind::OpenPgp if holds_key => "public-key",
        AssetKind::PrivateKey | AssetKind::EncryptedPrivateKey => "private-key",
        AssetKind::PublicKey | AssetKind::DnssecRecord => "public-key",
        AssetKind::SecretKey => "secret-key",
        _ => "other",
    }
}

fn key_size(reference: &AlgorithmRef) -> Option<u32> {
    let fixed = reference.algorithm().and_then(|algorithm| algorithm.key_bits);
    reference.bits.or(reference.curve.map(|curve| curve.bits)).or(fixed)
}

/// What a configuration allows, one component a protocol.
fn protocol_components<'a>(document: &Document<'_>, asset: &'a Asset) -> Vec<Component<'a>> {
    let make = |(index, protocol): (usize, &'a aratame_inventory::Protocol)| {
        let mut properties = Map::new();
        properties.insert("type".into(), protocol_type(protocol.name).into());
        if !protocol.versions.is_empty() {
            properties.insert("version".into(), protocol.versions.join(", ").into());
        }
        let suites: Vec<Value> = protocol.suites.iter().map(suite).collect();
        if !suites.is_empty() {
            properties.insert("cipherSuites".into(), suites.into());
        }
        protocol_references(asset, document.spec_version, &mut properties);
        Component {
            r#type: "cryptographic-asset",
            bom_ref: protocol_bom_ref(asset, index),
            name: protocol.name,
            version: None,
            purl: None,
            crypto: Some(json!({ "assetType": "protocol", "protocolProperties": properties })),
            evidence: Evidence {
                identity: Vec::new(),
                occurrences: Occurrences { of: vec![(asset, None)] },
            },
            properties: Vec::new(),
        }
    };
    asset.protocols.iter().enumerate().map(make).collect()
}

fn protocol_bom_ref(asset: &Asset, index: usize) -> String {
    format!("protocol/{index}/{}", asset.id)
}

fn protocol_type(name: &str) -> &'static str {
    const TYPES: [&str; 6] = ["tls", "ssh", "ipsec", "ike", "sstp", "wpa"];
    TYPES.into_iter().find(|known| *known == name).unwrap_or("other")
}

fn suite(suite: &aratame_inventory::Suite) -> Value {
    let algorithms: Vec<String> = suite.algorithms.iter().map(algorithm_bom_ref).collect();
    let mut map = Map::new();
    map.insert("name".into(), suite.name.as_str().into());
    map.insert("algorithms".into(), algorithms.into());
    if let Some(code) = &suite.code_point {
        map.insert("identifiers".into(), json!([code]));
    }
    Value::Object(map)
}

fn protocol_references(asset: &Asset, version: SpecVersion, into: &mut Map<String, Value>) {
    let refs: BTreeSet<(String, &str)> = asset
        .algorithms
        .iter()
        .map(|each| (algorithm_bom_ref(&each.algorithm), each.role.as_str()))
        .collect();
    if refs.is_empty() {
        return;
    }
    match version {
        SpecVersion::V1_6 => {
            let names: BTreeSet<&String> = refs.iter().map(|(name, _)| name).collect();
            into.insert("cryptoRefArray".into(), json!(names));
        }
        SpecVersion::V1_7 => {
            let list: Vec<Value> =
                refs.iter().map(|(name, role)| json!({ "type": role, "ref": name })).collect();
            into.insert("relatedCryptographicAssets".into(), list.into());
        }
    }
}

#[derive(Serialize)]
struct Dependency {
    r#ref: String,
    #[serde(rename = "dependsOn", skip_serializing_if = "BTreeSet::is_empty")]
    depends_on: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    provides: BTreeSet<String>,
}

struct Dependencies<'a>(&'a Bom<'a>);

impl Serialize for Dependencies<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        let inventory = self.0.document.inventory;
        for reference in self.0.view.uses.keys() {
            sequence.serialize_element(&Dependency {
                r#ref: algorithm_bom_ref(reference),
                depends_on: BTreeSet::new(),
                provides: BTreeSet::new(),
            })?;
        }
        for asset in &inventory.assets {
            sequence.serialize_element(&asset_dependency(inventory, asset))?;
            for (index, protocol) in asset.protocols.iter().enumerate() {
                sequence.serialize_element(&Dependency {
                    r#ref: protocol_bom_ref(asset, index),
                    depends_on: protocol
                        .suites
                        .iter()
                        .flat_map(|suite| suite.algorithms.iter().map(algorithm_bom_ref))
                        .collect(),
                    provides: BTreeSet::new(),
                })?;
            }
        }
        sequence.end()
    }
}

fn asset_dependency(inventory: &Inventory, asset: &Asset) -> Dependency {
    // What a program can merely reach it neither provides nor depends on: its properties tell.
    let of = |wanted: fn(EvidenceLevel) -> bool| -> BTreeSet<String> {
        let uses = asset.algorithms.iter().filter(|each| wanted(each.level));
        uses.map(|each| algorithm_bom_ref(&each.algorithm)).collect()
    };
    let mut depends_on = of(EvidenceLevel::is_in_use);
    for relation in inventory.relations_from(asset.id).filter(|each| each.to != asset.id) {
        depends_on.insert(relation.to.to_string());
    }
    depends_on.extend((0..asset.protocols.len()).map(|index| protocol_bom_ref(asset, index)));
    Dependency {
        r#ref: asset.id.to_string(),
        depends_on,
        provides: of(|level| level == EvidenceLevel::Implements),
    }
}
