//! Components that compilers of Rust and Go leave in programs.

use std::collections::BTreeSet;
use std::io::{self, Read};

use aratame_formats::components::Component;
use aratame_formats::components::embedded::{AUDITABLE_SECTION, auditable, go_build_info};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{Position, RelationKind};

use crate::components::observe_all;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct EmbeddedComponents;

static ABOUT: About = About {
    id: "embedded-components",
    title: "Components in Rust and Go programs",
    title_ja: "RustおよびGoのプログラムに埋め込まれた構成部品情報",
    finds: "Modules of a Go program with its version of Go, and crates of a Rust program that was \
            built with cargo auditable, where they are known as cryptographic libraries: version, \
            package URL, what they can do and whether their version has ML-KEM. Stripping does \
            not remove them.",
    how: "Searches the mark of Go's build information and reads its strings; unpacks the section \
          .dep-v0 and reads its JSON. Names are looked up in a table.",
    misses: "Programs of Go before 1.18, which keep pointers instead, Rust programs without that \
             section, and build information that was removed. A module is listed whole, whatever \
             of it was linked; the others are counted.",
    references: &["Go, debug/buildinfo", "rust-secure-code/cargo-auditable"],
};

static PATTERNS: &[Pattern] = &[Pattern::new(b"\xff Go buildinf:", Scope::Executable)];

/// Bytes of build information that are read.
const MAX_BUILD_INFO: usize = 2 << 20;
/// Packed bytes of a section of crates, and what they unpack to.
const MAX_SECTION: u64 = 8 << 20;

impl Detector for EmbeddedComponents {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind.is_executable()
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        match components(entry, hits) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => {
                let found: Vec<Component> = found.into_iter().collect();
                observe_all(&found, findings);
                relate(entry, &found, findings);
            }
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

fn components(entry: &Entry<'_>, hits: &[Hit]) -> io::Result<BTreeSet<Component>> {
    let mut found = BTreeSet::new();
    for hit in hits {
        let bytes = entry.source.read(hit.offset, MAX_BUILD_INFO)?;
        if let Some(modules) = go_build_info(&bytes) {
            found.extend(modules);
            break;
        }
    }
    let sections = entry.binary().into_iter().flat_map(|binary| &binary.executables);
    let sections = sections.flat_map(|each| &each.sections);
    for section in sections.filter(|section| section.name == AUDITABLE_SECTION) {
        let length = usize::try_from(section.size.min(MAX_SECTION)).unwrap_or(0);
        let packed = entry.source.read(section.offset, length)?;
        let mut json = Vec::new();
        let unpacked =
            flate2::read::ZlibDecoder::new(&*packed).take(MAX_SECTION).read_to_end(&mut json);
        found.extend(unpacked.ok().and_then(|_| auditable(&json)).unwrap_or_default());
    }
    Ok(found)
}

/// The program contains the components.
fn relate(entry: &Entry<'_>, found: &[Component], findings: &mut Findings<'_>) {
    let known = found.iter().filter(|each| crate::components::library_of(each).is_some());
    let wants: Vec<_> =
        known.map(|each| (RelationKind::Contains, format!("purl:{}", each.purl()))).collect();
    let observation = entry.binary().and_then(|binary| binary.observation(entry).ok());
    if let Some(mut observation) = observation.filter(|_| !wants.is_empty()) {
        observation.wants = wants;
        findings.observe(observation);
    }
}
