//! Lock files and manifests of languages.

use aratame_formats::components::lock_files::LockFile;
use aratame_inventory::Position;
use aratame_inventory::diagnostic::PACKAGE_LIST_MALFORMED;

use crate::components::observe_all;
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};

/// The detector.
#[derive(Debug)]
pub struct LockFiles;

static ABOUT: About = About {
    id: "lock-file",
    title: "Lock files of package managers",
    title_ja: "パッケージ管理ツールのロックファイル",
    finds: "Components that are known as cryptographic libraries, with version, package URL, what \
            they can do and whether their version has ML-KEM, in Cargo.lock, go.mod, go.sum, \
            package-lock.json, yarn.lock, pnpm-lock.yaml, requirements.txt, poetry.lock, uv.lock, \
            pdm.lock, Pipfile.lock, pom.xml, gradle.lockfile, packages.lock.json, composer.lock and \
            Gemfile.lock.",
    how: "Recognises the file by its name, reads its components, and looks them up in a table.",
    misses: "Files under another name, components that the table does not know (they are counted), \
             code that was copied in, what a pom.xml takes from its parents, and versions that only \
             a range gives. A lock file says what a program may be built from, not what runs.",
    references: &[
        "purl (ECMA-427)",
        "Cargo Book, Cargo.lock",
        "Go Modules Reference",
        "PEP 508",
        "POM Reference",
    ],
};

impl Detector for LockFiles {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && LockFile::of_name(entry.path.file_name()).is_some()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let format = LockFile::of_name(entry.path.file_name());
        let (Some(format), Some(text)) = (format, entry.text()) else { return };
        match format.read(text) {
            Some(components) => observe_all(&components, findings),
            None => findings.diagnose(PACKAGE_LIST_MALFORMED, Position::whole(), ""),
        }
    }
}
