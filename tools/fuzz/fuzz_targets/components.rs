#![no_main]
use aratame_formats::components::{self, embedded, linux, lock_files::LockFile, sbom};

const NAMES: [&str; 14] = [
    "Cargo.lock", "go.mod", "go.sum", "package-lock.json", "yarn.lock", "pnpm-lock.yaml",
    "requirements.txt", "uv.lock", "Pipfile.lock", "pom.xml", "gradle.lockfile",
    "packages.lock.json", "composer.lock", "Gemfile.lock",
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = embedded::go_build_info(data);
    let _ = embedded::auditable(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    for name in NAMES {
        let _ = LockFile::of_name(name).map(|format| format.read(text));
    }
    let _ = components::parse_purl(text).map(|component| component.purl());
    let _ = (linux::dpkg_status(text), linux::dpkg_list(text), linux::apk_installed(text));
    let _ = sbom::read(text);
});
