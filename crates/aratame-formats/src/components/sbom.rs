//! Software bills of materials of suppliers: CycloneDX in JSON and XML, SPDX in JSON (2 and 3)
//! and tag-value.
//!
//! Owns what a bill declares as components: name, version, package URL. Relations, licences and
//! files are left aside.

use super::{Component, parse_purl};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// Components of one bill.
const MAX_COMPONENTS: usize = 1_000_000;
/// Components inside components, and elements inside elements.
const MAX_DEPTH: usize = 100;

/// How a bill is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CycloneDX in JSON.
    CycloneDxJson,
    /// CycloneDX in XML.
    CycloneDxXml,
    /// SPDX in JSON.
    SpdxJson,
    /// SPDX, lines of tag and value.
    SpdxTagValue,
}

impl Format {
    /// Its name for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CycloneDxJson => "CycloneDX (JSON)",
            Self::CycloneDxXml => "CycloneDX (XML)",
            Self::SpdxJson => "SPDX (JSON)",
            Self::SpdxTagValue => "SPDX (tag-value)",
        }
    }
}

/// One declared component.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declared {
    /// Its name, with its group where it has one.
    pub name: String,
    /// Its version; empty where none is given.
    pub version: String,
    /// What its package URL says, where it has one of a known type.
    pub component: Option<Component>,
}

/// A bill of materials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sbom {
    /// How it is written.
    pub format: Format,
    /// What it declares, sorted, each once.
    pub declared: Vec<Declared>,
}

/// Reads a bill; `None` when it is none of the four, or damaged.
#[must_use]
pub fn read(text: &str) -> Option<Sbom> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (format, mut declared) = if text.starts_with('{') {
        let document: Value = serde_json::from_str(text).ok()?;
        if document.get("bomFormat").and_then(Value::as_str) == Some("CycloneDX") {
            (Format::CycloneDxJson, cyclonedx(&document))
        } else {
            (Format::SpdxJson, spdx(&document)?)
        }
    } else if text.starts_with('<') {
        (Format::CycloneDxXml, cyclonedx_xml(text)?)
    } else if text.lines().any(|line| line.starts_with("SPDXVersion:")) {
        (Format::SpdxTagValue, tag_value(text))
    } else {
        return None;
    };
    declared.retain(|each| !each.name.is_empty());
    declared.truncate(MAX_COMPONENTS);
    declared.sort();
    declared.dedup();
    Some(Sbom { format, declared })
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn declared(group: &str, name: &str, version: &str, purl: &str) -> Declared {
    let name = if group.is_empty() { name.to_owned() } else { format!("{group}/{name}") };
    Declared { name, version: version.to_owned(), component: parse_purl(purl) }
}

fn cyclonedx(document: &Value) -> Vec<Declared> {
    let mut found = Vec::new();
    let mut waiting: Vec<(&Value, usize)> =
        document.get("components").map(|all| (all, 0)).into_iter().collect();
    while let Some((components, depth)) = waiting.pop() {
        for each in components.as_array().into_iter().flatten() {
            // Keys, certificates and algorithms are no software; files have no version of a product.
            if !matches!(text_of(each, "type"), "cryptographic-asset" | "file" | "data") {
                let [group, name, version, purl] =
                    ["group", "name", "version", "purl"].map(|key| text_of(each, key));
                found.push(declared(group, name, version, purl));
            }
            if let Some(inner) = each.get("components").filter(|_| depth < MAX_DEPTH) {
                waiting.push((inner, depth + 1));
            }
        }
    }
    found
}

fn cyclonedx_xml(text: &str) -> Option<Vec<Declared>> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut open: Vec<[String; 4]> = Vec::new();
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                if path.len() >= MAX_DEPTH || (path.is_empty() && name != "bom") {
                    return None;
                }
                // The component that the bill is of is not one of its parts.
                if name == "component" && path.last().is_some_and(|outer| outer == "components") {
                    open.push([const { String::new() }; 4]);
                }
                path.push(name);
            }
            Event::Text(content) => {
                let [.., outer, inner] = path.as_slice() else { continue };
                let field =
                    ["group", "name", "version", "purl"].iter().position(|key| key == inner);
                if let (Some(field), "component", Some(component)) =
                    (field, outer.as_str(), open.last_mut())
                    && let Some(slot) = component.get_mut(field)
                {
                    slot.push_str(content.as_ref().trim());
                }
            }
            // `&amp;` between the qualifiers of a package URL.
            Event::GeneralRef(_) => {
                if let Some([.., purl]) =
                    open.last_mut().filter(|_| path.last().is_some_and(|p| p == "purl"))
                {
                    purl.push('&');
                }
            }
            Event::End(_) => {
                let ended = path.pop();
                let is_part = ended.as_deref() == Some("component")
                    && path.last().is_some_and(|outer| outer == "components");
                if let Some([group, name, version, purl]) = is_part.then(|| open.pop()).flatten() {
                    found.push(declared(&group, &name, &version, &purl));
                }
            }
            Event::Eof => return path.is_empty().then_some(found),
            _ => {}
        }
    }
}

fn spdx(document: &Value) -> Option<Vec<Declared>> {
    if let Some(graph) = document.get("@graph").and_then(Value::as_array) {
        let packages = graph.iter().filter(|each| text_of(each, "type") == "software_Package");
        let package = |each: &Value| {
            let [name, version, purl] = ["name", "software_packageVersion", "software_packageUrl"]
                .map(|key| text_of(each, key));
            declared("", name, version, purl)
        };
        return Some(packages.map(package).collect());
    }
    document.get("spdxVersion")?;
    let package = |each: &Value| {
        let references = each.get("externalRefs").and_then(Value::as_array).into_iter().flatten();
        let purl = references
            .filter(|reference| text_of(reference, "referenceType") == "purl")
            .map(|reference| text_of(reference, "referenceLocator"))
            .next();
        declared("", text_of(each, "name"), text_of(each, "versionInfo"), purl.unwrap_or_default())
    };
    let packages = document.get("packages").and_then(Value::as_array).into_iter().flatten();
    Some(packages.map(package).collect())
}

fn tag_value(text: &str) -> Vec<Declared> {
    let mut found: Vec<Declared> = Vec::new();
    for (tag, value) in text.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match (tag, found.last_mut()) {
            ("PackageName", _) => found.push(declared("", value, "", "")),
            ("PackageVersion", Some(package)) => package.version = value.to_owned(),
            ("ExternalRef", Some(package)) => {
                let mut parts = value.split_whitespace().skip(1);
                if let (Some("purl"), Some(purl)) = (parts.next(), parts.next()) {
                    package.component = parse_purl(purl);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","components":[
        {"type":"library","name":"openssl","version":"3.0.17","purl":"pkg:deb/debian/openssl@3.0.17?arch=amd64",
         "components":[{"type":"library","group":"org.x","name":"inner","version":"1"}]},
        {"type":"cryptographic-asset","name":"AES"}]}"#;
    const XML: &str = r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6">
        <metadata><component type="application"><name>own</name></component></metadata><components>
        <component type="library"><name>openssl</name><version>3.0.17</version>
        <purl>pkg:deb/debian/openssl@3.0.17?arch=amd64&amp;distro=x</purl><components>
        <component type="library"><group>org.x</group><name>inner</name><version>1</version></component>
        </components></component></components></bom>"#;
    const SPDX: &str = r#"{"spdxVersion":"SPDX-2.3","packages":[{"name":"openssl","versionInfo":"3.0.17",
        "externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:deb/debian/openssl@3.0.17?arch=amd64"}]}]}"#;
    const TAGS: &str = "SPDXVersion: SPDX-2.3\nPackageName: openssl\nPackageVersion: 3.0.17\n\
        ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/openssl@3.0.17?arch=amd64\n";

    #[test]
    fn every_form_gives_the_same_component() {
        let purl = parse_purl("pkg:deb/debian/openssl@3.0.17?arch=amd64");
        for (text, format, count) in [
            (CYCLONEDX, Format::CycloneDxJson, 2),
            (XML, Format::CycloneDxXml, 2),
            (SPDX, Format::SpdxJson, 1),
            (TAGS, Format::SpdxTagValue, 1),
        ] {
            let sbom = read(text).unwrap();
            assert_eq!((sbom.format, sbom.declared.len()), (format, count));
            let openssl = sbom.declared.iter().find(|each| each.name == "openssl").unwrap();
            assert_eq!((openssl.version.as_str(), &openssl.component), ("3.0.17", &purl));
        }
        let inner = &read(XML).unwrap().declared[1];
        assert_eq!((inner.name.as_str(), inner.version.as_str()), ("org.x/inner", "1"));
    }

    #[test]
    fn what_is_no_bill_is_none_and_every_cut_is_total() {
        for text in ["", "{}", "<html></html>", "hello", "[]"] {
            assert_eq!(read(text), None, "{text}");
        }
        for text in [CYCLONEDX, XML, SPDX, TAGS] {
            for length in 0..text.len() {
                let _ = read(&text[..length]);
            }
        }
    }
}
