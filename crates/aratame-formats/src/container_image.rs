//! Manifests of container images: which layers, the lowest first.
//!
//! Owns the manifest of the OCI image specification and of Docker's registry, which name layers
//! by digest, and the `manifest.json` of `docker save`, which names them by path.

use serde_json::Value;

/// Layers of one image; registries refuse more than some hundred.
const MAX_LAYERS: usize = 4096;

/// Hexadecimal SHA-256 of each layer of an image manifest; `None` when it is none.
#[must_use]
pub fn manifest_layers(json: &[u8]) -> Option<Vec<String>> {
    let document: Value = serde_json::from_slice(json).ok()?;
    document.get("config")?.get("digest")?;
    let layers = document.get("layers")?.as_array()?;
    let digest = |layer: &Value| {
        let digest = layer.get("digest")?.as_str()?.strip_prefix("sha256:")?;
        let is_hex = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| digest.to_owned())
    };
    layers.iter().take(MAX_LAYERS).map(digest).collect()
}

/// Paths of the layers of each image of a `manifest.json`; `None` when it is none.
#[must_use]
pub fn saved_layers(json: &[u8]) -> Option<Vec<Vec<String>>> {
    let document: Value = serde_json::from_slice(json).ok()?;
    let layers = |image: &Value| {
        let layers = image.get("Layers")?.as_array()?.iter().take(MAX_LAYERS);
        layers.map(|layer| layer.as_str().map(str::to_owned)).collect()
    };
    document.as_array()?.iter().map(layers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_manifests() {
        let digest = "ab".repeat(32);
        let oci = format!(
            r#"{{"schemaVersion":2,"config":{{"digest":"sha256:00"}},"layers":[{{"digest":"sha256:{digest}"}}]}}"#
        );
        assert_eq!(manifest_layers(oci.as_bytes()), Some(vec![digest]));
        let saved = br#"[{"Config":"x","Layers":["a/layer.tar","b/layer.tar"]}]"#;
        let expected = vec![vec!["a/layer.tar".to_owned(), "b/layer.tar".to_owned()]];
        assert_eq!(saved_layers(saved), Some(expected));
    }

    #[test]
    fn other_documents_are_none() {
        for text in ["", "{}", "[]x", r#"{"layers":[{}],"config":{"digest":"x"}}"#, r#"[{"a":1}]"#]
        {
            assert_eq!(manifest_layers(text.as_bytes()), None, "{text}");
            assert_eq!(saved_layers(text.as_bytes()), None, "{text}");
        }
    }
}
