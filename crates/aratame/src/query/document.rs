//! Inventories as `query` reads them: this program's JSON, and CycloneDX documents.

use anyhow::{Result, bail};
use aratame_algorithms::{OidRole, curve_by_name, oid, resolve};
use aratame_inventory::{AlgorithmRef, AlgorithmUse, EvidenceLevel, Role};
use aratame_report::reference_of;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;

/// One asset of a document.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    /// The document's word for its kind.
    pub(crate) kind: Cow<'a, str>,
    /// Its name.
    pub(crate) name: Cow<'a, str>,
    /// Its algorithms.
    pub(crate) uses: Vec<AlgorithmUse>,
    occurrences: Option<&'a RawValue>,
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
    #[serde(borrow)]
    occurrences: Option<&'a RawValue>,
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
        .map(|asset| Subject {
            kind: asset.kind.clone(),
            name: asset.name.clone(),
            occurrences: asset.occurrences,
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
struct References<'a> {
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
    let subject = |each: &Component<'a>| {
        let uses: Vec<AlgorithmUse> =
            if is_own { own_uses(each).collect() } else { foreign_uses(each, &algorithms) };
        Subject {
            kind: kind_of(each),
            name: each.name.clone(),
            occurrences: each.evidence.as_ref().and_then(|evidence| evidence.occurrences),
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
              {"assetType":"certificate","certificateProperties":{"subjectPublicKeyRef":"a"}},
             "evidence":{"occurrences":[{"location":"/etc/a\"b.pem","line":3}]}}]}"#;
        let subjects = read(text).unwrap();
        assert_eq!(subjects.len(), 2);
        assert_eq!(subjects[1].uses[0].algorithm.to_string(), "RSA-2048");
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
