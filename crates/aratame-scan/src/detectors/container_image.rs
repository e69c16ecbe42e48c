//! Manifests of container images, which put layers in their order.

use aratame_formats::container_image::{manifest_layers, saved_layers};
use aratame_inventory::Image;

use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};

/// The detector.
#[derive(Debug)]
pub struct ContainerImage;

static ABOUT: About = About {
    id: "container-image",
    title: "Layers of container images",
    title_ja: "コンテナイメージのレイヤー",
    finds: "Which layer of an image an asset stands in, and whether the final view of the image \
            still shows it (`image-layers`, `in-final-image`). What a later layer deletes or \
            replaces is said: whoever has the image can still read it.",
    how: "Reads the manifests of OCI layouts and of `docker save`, takes the layers in their \
          order, and compares names with the whiteouts and files of the layers above. Layers \
          themselves are archives and are opened as such.",
    misses: "Layers whose blobs are not among what was scanned, images in the store of a container \
             engine (scan their layers' folders, or save the image), and layers by another digest \
             than SHA-256. A file of a lower layer that a folder of the same name replaces counts \
             as still seen.",
    references: &[
        "OCI Image Format Specification, Image Manifest",
        "OCI Image Layer Filesystem Changeset",
    ],
};

/// Largest manifest, as registries limit them.
const MAX_MANIFEST: u64 = 4 << 20;

impl Detector for ContainerImage {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text
            && entry.source.len() <= MAX_MANIFEST
            && (entry.path.file_name() == "manifest.json" || is_blob(entry.path.file_name()))
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some(text) = entry.text() else { return };
        let images = if is_blob(entry.path.file_name()) {
            manifest_layers(text.as_bytes()).into_iter().collect()
        } else {
            saved_layers(text.as_bytes()).unwrap_or_default()
        };
        for layers in images {
            let layers = layers.iter().map(|layer| entry.path.beside(layer)).collect();
            findings.image(Image { manifest: entry.path.clone(), layers });
        }
    }
}

/// Blobs of a layout are named by their digest.
fn is_blob(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
