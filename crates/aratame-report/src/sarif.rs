//! SARIF 2.1.0: one result an asset that asks for action, with every place.

use crate::Document;
use crate::summary::{reason_of, reason_of_asset};
use aratame_inventory::{Asset, asset::Occurrence};
use aratame_policy::verdict::{AssetJudgement, Priority};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the log.
pub(crate) fn write(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Log(document))?;
    writeln!(out)
}

struct Log<'a>(&'a Document<'a>);

impl Serialize for Log<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("$schema", "https://json.schemastore.org/sarif-2.1.0.json")?;
        map.serialize_entry("version", "2.1.0")?;
        map.serialize_entry("runs", &[Run(self.0)])?;
        map.end()
    }
}

struct Run<'a>(&'a Document<'a>);

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("tool", &json!({ "driver": driver(self.0) }))?;
        map.serialize_entry("invocations", &[invocation(self.0)])?;
        map.serialize_entry("results", &Results(self.0))?;
        map.end()
    }
}

fn driver(document: &Document<'_>) -> Value {
    let lang = document.lang;
    let rules: Vec<Value> = Priority::ALL
        .into_iter()
        .filter(|priority| *priority > Priority::Watch)
        .map(|priority| {
            json!({
                "id": priority.as_str(),
                "shortDescription": { "text": lang.of(&priority.reason()) },
                "defaultConfiguration": { "level": level(priority) },
            })
        })
        .collect();
    json!({ "name": "aratame", "version": env!("CARGO_PKG_VERSION"), "rules": rules })
}

fn invocation(document: &Document<'_>) -> Value {
    let notes: Vec<Value> = document
        .inventory
        .diagnostics
        .iter()
        .map(|diagnostic| {
            json!({
                "level": "warning",
                "descriptor": { "id": diagnostic.code.code },
                "message": { "text": diagnostic.to_string() },
            })
        })
        .collect();
    json!({
        "executionSuccessful": document.inventory.is_complete(),
        "toolExecutionNotifications": notes,
    })
}

struct Results<'a>(&'a Document<'a>);

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = self.0;
        let mut sequence = serializer.serialize_seq(None)?;
        for (asset, judged) in document.inventory.assets.iter().zip(&document.judgement.assets) {
            if judged.priority > Priority::Watch {
                sequence.serialize_element(&result(document, asset, judged))?;
            }
        }
        sequence.end()
    }
}

fn result(document: &Document<'_>, asset: &Asset, judged: &AssetJudgement) -> Value {
    let lang = document.lang;
    let reasons: Vec<String> = asset
        .algorithms
        .iter()
        .zip(&judged.uses)
        .filter(|(each, judged)| each.level.is_in_use() && judged.priority > Priority::Watch)
        .map(|(each, judged)| format!("{}: {}", each.algorithm, reason_of(judged, lang)))
        .chain(reason_of_asset(judged, lang))
        .collect();
    let kind = lang.pick(asset.kind.as_str(), asset.kind.ja());
    let text = format!("{kind} {}: {}", asset.name, reasons.join("; "));
    json!({
        "ruleId": judged.priority.as_str(),
        "level": level(judged.priority),
        "message": { "text": text },
        "locations": asset.occurrences.iter().map(location).collect::<Vec<_>>(),
        "partialFingerprints": { "asset/v1": asset.id.to_string() },
        "properties": {
            "brokenToday": judged.broken_today,
            "quantumVulnerable": judged.quantum_vulnerable,
        },
    })
}

fn level(priority: Priority) -> &'static str {
    match priority {
        Priority::Broken | Priority::Prohibited => "error",
        Priority::Migrate | Priority::QuantumConfidentiality | Priority::QuantumSignature => {
            "warning"
        }
        Priority::Watch | Priority::None => "note",
    }
}

fn location(occurrence: &Occurrence) -> Value {
    let mut region = Map::new();
    if let Some(line) = occurrence.position.line {
        region.insert("startLine".into(), line.into());
    } else if let Some(offset) = occurrence.position.offset {
        region.insert("byteOffset".into(), offset.into());
        region.insert("byteLength".into(), occurrence.position.length.unwrap_or(0).into());
    }
    let mut physical = Map::new();
    let uri = uri_of(occurrence.path.as_str());
    physical.insert("artifactLocation".into(), json!({ "uri": uri }));
    if !region.is_empty() {
        physical.insert("region".into(), region.into());
    }
    json!({ "physicalLocation": physical })
}

/// A path as a URI reference, RFC 3986: absolute paths with the `file` scheme.
fn uri_of(path: &str) -> String {
    let escaped = path.bytes().fold(String::new(), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~!".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
        uri
    });
    if path.starts_with('/') { format!("file://{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri_of("/a b/ü"), "file:///a%20b/%C3%BC");
        assert_eq!(uri_of("etc/x.zip!/y"), "etc/x.zip!/y");
    }
}
