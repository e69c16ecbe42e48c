//! Inventories as `query` reads them: this program's JSON, and CycloneDX documents.

use anyhow::{Result, bail};
use aratame_algorithms::{OidRole, curve_by_name, oid, resolve};
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, Asset, AssetId, AssetKind, EvidenceLevel, Protocol, Role, Value,
    attribute, kept_word,
};
use aratame_report::reference_of;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// One asset of a document.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    /// The document's word for its kind.
    pub(crate) kind: Cow<'a, str>,
    /// Its name.
    pub(crate) name: Cow<'a, str>,
    /// Its algorithms.
    pub(crate) uses: Vec<AlgorithmUse>,
    /// Its attributes and protocols, as far as conditions ask of them; nothing else of it.
    pub(crate) facts: Asset,
    occurrences: Option<&'a RawValue>,
}

/// The attributes that conditions ask of.
const ASKED: [&str; 7] = [
    attribute::EXTENDED_KEY_USAGE,
    attribute::IS_CA,
    attribute::KEY_USAGE,
    attribute::NOT_AFTER,
    attribute::NOT_BEFORE,
    attribute::PRODUCT,
    attribute::SELF_ISSUED,
];

fn asked(key: &str) -> Option<&'static str> {
    ASKED.into_iter().find(|asked| *asked == key)
}

fn facts(
    attributes: impl Iterator<Item = (&'static str, Value)>,
    protocols: Vec<Protocol>,
) -> Asset {
    let mut together: BTreeMap<&'static str, Value> = BTreeMap::new();
    for (key, value) in attributes {
        match (together.get_mut(key), value) {
            (Some(Value::List(list)), Value::List(more)) => list.extend(more),
            (_, value) => {
                together.insert(key, value);
            }
        }
    }
    Asset {
        id: AssetId::of(AssetKind::Program, ""),
        kind: AssetKind::Program,
        identity: String::new(),
        name: String::new(),
        algorithms: Vec::new(),
        attributes: together,
        protocols,
        occurrences: Vec::new(),
    }
}

/// A protocol whose name is one that a detector could state.
fn protocol(name: &str, versions: Vec<String>) -> Option<Protocol> {
    Some(Protocol { name: kept_word(name)?, versions, suites: Vec::new() })
}

/// One place of an asset.
#[derive(Debug, Deserialize)]
pub(crate) struct Place<'a> {
    /// The path.
    #[serde(borrow, alias = "location")]
    pub(crate) path: Cow<'a, str>,
    /// The line.
    pub(crate) line: Option<u64>,
    /// The offset.
    pub(crate) offset: Option<u64>,
}

impl Subject<'_> {
    /// Every place. Occurrences that are not of the expected shape count as none.
    pub(crate) fn places(&self) -> Vec<Place<'_>> {
        self.occurrences.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }
}

/// Reads a document.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Subject<'_>>> {
    let text = std::str::from_utf8(bytes)?;
    let head: Head<'_> = serde_json::from_str(text)?;
    match (head.assets, head.components) {
        (Some(assets), _) => Ok(own(serde_json::from_str(assets.get())?)),
        (None, Some(components)) => {
            Ok(cyclonedx(&serde_json::from_str::<Vec<Component<'_>>>(components.get())?))
        }
        (None, None) => bail!("neither an inventory of this program nor a CycloneDX document"),
    }
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    assets: Option<&'a RawValue>,
    #[serde(borrow)]
    components: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct OwnAsset<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    algorithms: Vec<OwnUse<'a>>,
    #[serde(borrow, default)]
    attributes: BTreeMap<Cow<'a, str>, OwnValue<'a>>,
    #[serde(borrow, default)]
    protocols: Vec<OwnProtocol<'a>>,
    #[serde(borrow)]
    occurrences: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OwnValue<'a> {
    Boolean(bool),
    #[serde(borrow)]
    Text(Cow<'a, str>),
    List(Vec<String>),
    Other(IgnoredAny),
}

impl OwnValue<'_> {
    fn into_value(self) -> Option<Value> {
        match self {
            Self::Boolean(flag) => Some(Value::Boolean(flag)),
            Self::Text(text) => Some(Value::Text(text.into_owned())),
            Self::List(list) => Some(Value::List(list)),
            Self::Other(IgnoredAny) => None,
        }
    }
}

#[derive(Deserialize)]
struct OwnProtocol<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    versions: Vec<String>,
}

impl OwnAsset<'_> {
    fn facts(&mut self) -> Asset {
        let attributes = std::mem::take(&mut self.attributes).into_iter();
        let protocols = std::mem::take(&mut self.protocols).into_iter();
        facts(
            attributes.filter_map(|(key, value)| Some((asked(&key)?, value.into_value()?))),
            protocols.filter_map(|each| protocol(&each.name, each.versions)).collect(),
        )
    }
}

#[derive(Deserialize)]
struct OwnUse<'a> {
    #[serde(borrow)]
    specification: Cow<'a, str>,
    #[serde(borrow)]
    curve: Option<Cow<'a, str>>,
    #[serde(borrow)]
    role: Cow<'a, str>,
    #[serde(borrow)]
    level: Cow<'a, str>,
}

fn own(assets: Vec<OwnAsset<'_>>) -> Vec<Subject<'_>> {
    let subject = |asset: OwnAsset<'_>| -> Vec<AlgorithmUse> {
        asset
            .algorithms
            .iter()
            .map(|each| use_of(&each.role, &each.level, &each.specification, each.curve.as_deref()))
            .collect()
    };
    assets
        .into_iter()
        .map(|mut asset| Subject {
            kind: asset.kind.clone(),
            name: asset.name.clone(),
            occurrences: asset.occurrences,
            facts: asset.facts(),
            uses: subject(asset),
        })
        .collect()
}

fn use_of(role: &str, level: &str, specification: &str, curve: Option<&str>) -> AlgorithmUse {
    let role = Role::ALL.into_iter().find(|each| each.as_str() == role);
    let level = EvidenceLevel::ALL.into_iter().find(|each| each.as_str() == level);
    AlgorithmUse::new(
        reference_of(specification, curve),
        role.unwrap_or(Role::Implementation),
        level.unwrap_or(EvidenceLevel::Uses),
    )
}

#[derive(Deserialize)]
struct Component<'a> {
    #[serde(borrow, default)]
    r#type: Cow<'a, str>,
    #[serde(borrow, default, rename = "bom-ref")]
    bom_ref: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, rename = "cryptoProperties")]
    crypto: Option<Crypto<'a>>,
    #[serde(borrow)]
    evidence: Option<Evidence<'a>>,
    #[serde(borrow, default)]
    properties: Vec<Property<'a>>,
}

#[derive(Deserialize)]
struct Evidence<'a> {
    #[serde(borrow)]
    occurrences: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Property<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Crypto<'a> {
    #[serde(borrow, default, rename = "assetType")]
    asset_type: Cow<'a, str>,
    #[serde(borrow, rename = "algorithmProperties")]
    algorithm: Option<AlgorithmProperties<'a>>,
    #[serde(borrow, rename = "certificateProperties")]
    certificate: Option<References<'a>>,
    #[serde(borrow, rename = "relatedCryptoMaterialProperties")]
    material: Option<References<'a>>,
    #[serde(borrow, rename = "protocolProperties")]
    protocol: Option<ProtocolProperties<'a>>,
    #[serde(borrow)]
    oid: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct AlgorithmProperties<'a> {
    #[serde(borrow, rename = "parameterSetIdentifier")]
    parameter_set: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "ellipticCurve")]
    curve: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct ProtocolProperties<'a> {
    #[serde(borrow, default)]
    r#type: Cow<'a, str>,
    #[serde(borrow, default)]
    version: Cow<'a, str>,
    #[serde(borrow, default, rename = "cryptoRefArray")]
    refs: Vec<Cow<'a, str>>,
    #[serde(borrow, default, rename = "relatedCryptographicAssets")]
    related: Vec<Related<'a>>,
}

impl ProtocolProperties<'_> {
    fn protocol(&self) -> Option<Protocol> {
        let versions = self.version.split(',').map(str::trim).filter(|each| !each.is_empty());
        protocol(&self.r#type.to_lowercase(), versions.map(str::to_owned).collect())
    }
}

#[derive(Deserialize)]
struct References<'a> {
    #[serde(borrow, rename = "notValidBefore")]
    not_before: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "notValidAfter")]
    not_after: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "signatureAlgorithmRef")]
    signature: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "subjectPublicKeyRef", alias = "algorithmRef")]
    key: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "relatedCryptographicAssets")]
    related: Vec<Related<'a>>,
}

#[derive(Deserialize)]
struct Related<'a> {
    #[serde(borrow, default)]
    r#type: Cow<'a, str>,
    #[serde(borrow, default)]
    r#ref: Cow<'a, str>,
}

/// Documents of this program name the uses in the asset's own properties; in others an algorithm
/// is a component, and certificates and keys refer to it.
fn cyclonedx<'a>(components: &[Component<'a>]) -> Vec<Subject<'a>> {
    let is_own = components.iter().any(|each| own_uses(each).next().is_some());
    let algorithms: HashMap<&str, AlgorithmRef> = components
        .iter()
        .filter_map(|each| Some((&*each.bom_ref, foreign_algorithm(each)?)))
        .collect();
    let protocols = protocols_of_assets(components);
    let subject = |each: &Component<'a>| {
        let uses: Vec<AlgorithmUse> =
            if is_own { own_uses(each).collect() } else { foreign_uses(each, &algorithms) };
        Subject {
            kind: kind_of(each),
            name: each.name.clone(),
            occurrences: each.evidence.as_ref().and_then(|evidence| evidence.occurrences),
            facts: facts(
                stated(each).into_iter(),
                protocols.get(&*each.bom_ref).cloned().unwrap_or_default(),
            ),
            uses,
        }
    };
    components.iter().map(subject).filter(|subject| !subject.uses.is_empty()).collect()
}

fn own_uses(component: &Component<'_>) -> impl Iterator<Item = AlgorithmUse> {
    component.properties.iter().filter(|each| each.name == "aratame:algorithm").filter_map(|each| {
        let mut words = each.value.splitn(3, ' ');
        Some(use_of(words.next()?, words.next()?, words.next()?, None))
    })
}

/// The protocols by the component that they belong to: this program's stand as components of their
/// own, named after their asset; others' are their own.
fn protocols_of_assets<'a>(components: &'a [Component<'_>]) -> HashMap<&'a str, Vec<Protocol>> {
    let mut of: HashMap<&str, Vec<Protocol>> = HashMap::new();
    for each in components {
        let Some(properties) = each.crypto.as_ref().and_then(|crypto| crypto.protocol.as_ref())
        else {
            continue;
        };
        let asset = each.bom_ref.strip_prefix("protocol/").and_then(|rest| rest.split_once('/'));
        let owner = asset.map_or(&*each.bom_ref, |(_, asset)| asset);
        of.entry(owner).or_default().extend(properties.protocol());
    }
    of
}

/// What a component states of the attributes that conditions ask of.
fn stated(component: &Component<'_>) -> Vec<(&'static str, Value)> {
    let own = component.properties.iter().filter_map(|each| {
        let key = asked(each.name.strip_prefix("aratame:")?)?;
        let value = match key {
            attribute::KEY_USAGE | attribute::EXTENDED_KEY_USAGE => {
                Value::List(vec![each.value.clone().into_owned()])
            }
            attribute::IS_CA | attribute::SELF_ISSUED => Value::Boolean(each.value == "true"),
            _ => Value::Text(each.value.clone().into_owned()),
        };
        Some((key, value))
    });
    let certificate = component.crypto.as_ref().and_then(|crypto| crypto.certificate.as_ref());
    let dates = certificate.into_iter().flat_map(|certificate| {
        let dates = [
            (attribute::NOT_BEFORE, &certificate.not_before),
            (attribute::NOT_AFTER, &certificate.not_after),
        ];
        dates
            .into_iter()
            .filter_map(|(key, date)| Some((key, Value::Text(date.as_deref()?.to_owned()))))
    });
    own.chain(dates).collect()
}

fn kind_of<'a>(component: &Component<'a>) -> Cow<'a, str> {
    let own = component.properties.iter().find(|each| each.name == "aratame:kind");
    let asset_type = component.crypto.as_ref().map(|crypto| &crypto.asset_type);
    own.map(|each| &each.value).or(asset_type).unwrap_or(&component.r#type).clone()
}

/// What a foreign algorithm component means: its OID beats its name, since names are free text.
fn foreign_algorithm(component: &Component<'_>) -> Option<AlgorithmRef> {
    let crypto = component.crypto.as_ref()?;
    let properties = crypto.algorithm.as_ref()?;
    let by_oid = crypto
        .oid
        .as_deref()
        .and_then(|text| oid(text).filter(|entry| entry.role == OidRole::Algorithm)?.usage());
    let by_name =
        || resolve(&component.name).iter().find_map(|each| each.usages().first().copied());
    let sized = || {
        let (name, _) = component.name.rsplit_once(['-', ' '])?;
        resolve(name).iter().find_map(|each| each.usages().first().copied())
    };
    let mut reference = by_oid
        .or_else(by_name)
        .or_else(sized)
        .map_or_else(|| AlgorithmRef::unknown_name(&component.name), AlgorithmRef::from);
    let in_name = component.name.rsplit(['-', ' ']).next().and_then(|text| text.parse().ok());
    let in_set = properties.parameter_set.as_deref().and_then(|text| text.parse().ok());
    let fixed = reference
        .algorithm()
        .is_some_and(|row| row.parameter_set.is_some() || row.key_bits.is_some());
    if !fixed {
        reference.bits = reference.bits.or(in_set).or(in_name);
    }
    let curve = properties.curve.as_deref().map(|name| name.rsplit('/').next().unwrap_or(name));
    reference.curve = reference.curve.or_else(|| curve.and_then(curve_by_name));
    Some(reference)
}

fn foreign_uses(
    component: &Component<'_>,
    algorithms: &HashMap<&str, AlgorithmRef>,
) -> Vec<AlgorithmUse> {
    let of = |reference: &str, role| {
        let algorithm = algorithms.get(reference)?.clone();
        Some(AlgorithmUse::new(algorithm, role, EvidenceLevel::Uses))
    };
    if let Some(itself) = algorithms.get(&*component.bom_ref) {
        return vec![AlgorithmUse::new(itself.clone(), Role::Implementation, EvidenceLevel::Uses)];
    }
    let Some(crypto) = &component.crypto else { return Vec::new() };
    if let Some(protocol) = &crypto.protocol {
        let refs = protocol.refs.iter().chain(protocol.related.iter().map(|each| &each.r#ref));
        return refs.filter_map(|each| of(each, Role::Implementation)).collect();
    }
    let Some(references) = crypto.certificate.as_ref().or(crypto.material.as_ref()) else {
        return Vec::new();
    };
    let signature = references.signature.as_deref().and_then(|each| of(each, Role::Signature));
    let key = references.key.as_deref().and_then(|each| of(each, Role::Key));
    let related = references.related.iter().filter_map(|each| {
        let role = Role::ALL.into_iter().find(|role| role.as_str() == each.r#type);
        of(&each.r#ref, role.unwrap_or(Role::Key))
    });
    signature.into_iter().chain(key).chain(related).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_document_is_understood() {
        let text = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
            {"type":"cryptographic-asset","bom-ref":"a","name":"RSA-2048","cryptoProperties":
              {"assetType":"algorithm","algorithmProperties":{"primitive":"pke","parameterSetIdentifier":"2048"},"oid":"1.2.840.113549.1.1.1"}},
            {"type":"cryptographic-asset","bom-ref":"c","name":"cert","cryptoProperties":
              {"assetType":"certificate","certificateProperties":{"subjectPublicKeyRef":"a",
               "notValidAfter":"2031-01-01T00:00:00Z"}},
             "evidence":{"occurrences":[{"location":"/etc/a\"b.pem","line":3}]}}]}"#;
        let subjects = read(text).unwrap();
        assert_eq!(subjects.len(), 2);
        assert_eq!(subjects[1].uses[0].algorithm.to_string(), "RSA-2048");
        let ends = subjects[1].facts.attributes.get(attribute::NOT_AFTER);
        assert_eq!(ends, Some(&Value::Text("2031-01-01T00:00:00Z".to_owned())));
        let places = subjects[1].places();
        assert_eq!((&*places[0].path, places[0].line), ("/etc/a\"b.pem", Some(3)));
    }

    #[test]
    fn other_documents_are_refused() {
        for text in [&b"{}"[..], b"[]", b"", b"{\"components\": 5}", b"\xff"] {
            assert!(read(text).is_err());
        }
    }
}
