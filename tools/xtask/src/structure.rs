//! The crate graph against the table of `docs/ARCHITECTURE.md`, the places of `unsafe`, the parsers
//! against the fuzz targets, and the examples of what developers adopt.

use crate::{examples, fuzz};
use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use std::fs;
use std::path::{Path, PathBuf};

/// Each crate with those of ours that it may depend on in what ships.
const EDGES: &[(&str, &[&str])] = &[
    ("futae-kernels", &[]),
    ("futae", &["futae-kernels"]),
    ("futae-hybrid", &["futae"]),
    ("futae-ffi", &["futae-hybrid"]),
    ("futae-rustls", &["futae", "futae-hybrid"]),
    ("futae-pki", &["futae", "futae-hybrid"]),
    ("futae-cli", &["futae-pki"]),
    ("aratame-algorithms", &[]),
    ("aratame-formats", &[]),
    ("aratame-inventory", &["aratame-algorithms"]),
    ("aratame-scan", &["aratame-algorithms", "aratame-formats", "aratame-inventory"]),
    ("aratame-policy", &["aratame-algorithms", "aratame-inventory"]),
    ("aratame-systems", &["aratame-inventory", "aratame-policy"]),
    (
        "aratame-plan",
        &["aratame-algorithms", "aratame-inventory", "aratame-policy", "aratame-systems"],
    ),
    (
        "aratame-probe",
        &[
            "aratame-algorithms",
            "aratame-formats",
            "aratame-inventory",
            "aratame-scan",
            "futae-rustls",
        ],
    ),
    (
        "aratame-report",
        &[
            "aratame-algorithms",
            "aratame-inventory",
            "aratame-plan",
            "aratame-policy",
            "aratame-systems",
        ],
    ),
    (
        "aratame",
        &[
            "aratame-algorithms",
            "aratame-inventory",
            "aratame-plan",
            "aratame-policy",
            "aratame-probe",
            "aratame-report",
            "aratame-scan",
            "aratame-systems",
            "futae-pki",
        ],
    ),
];

/// The crates that may hold `unsafe`: vector loads and stores, and the buffers of callers in C.
const UNSAFE_CRATES: [&str; 2] = ["futae-kernels", "futae-ffi"];

/// Compares the workspace with the table.
pub(crate) fn check(root: &Path) -> Result<()> {
    let metadata =
        MetadataCommand::new().manifest_path(root.join("Cargo.toml")).no_deps().exec()?;
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        check_package(root, package, &mut faults)?;
    }
    fuzz::check(root, &mut faults)?;
    examples::check(root, &mut faults)?;
    if !faults.is_empty() {
        bail!("the structure differs from docs/ARCHITECTURE.md:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

fn check_package(root: &Path, package: &Package, faults: &mut Vec<String>) -> Result<()> {
    let name = package.name.as_str();
    let folder: PathBuf = package.manifest_path.parent().context("a manifest has a folder")?.into();
    let inside = folder.strip_prefix(root).unwrap_or(&folder);
    if inside.starts_with("crates") {
        if inside.file_name().and_then(|name| name.to_str()) != Some(name) {
            faults.push(format!("{name} stands in {}", inside.display()));
        }
        check_edges(package, faults);
    }
    if !UNSAFE_CRATES.contains(&name) {
        check_forbids_unsafe(package, faults)?;
    }
    Ok(())
}

fn check_edges(package: &Package, faults: &mut Vec<String>) {
    let name = package.name.as_str();
    let Some((_, allowed)) = EDGES.iter().find(|(each, _)| *each == name) else {
        return faults.push(format!("{name} is not in the table"));
    };
    let ours = |name: &str| EDGES.iter().any(|(each, _)| *each == name);
    for dependency in &package.dependencies {
        let shipped = dependency.kind == DependencyKind::Normal;
        if shipped && ours(&dependency.name) && !allowed.contains(&dependency.name.as_str()) {
            faults.push(format!("{name} must not depend on {}", dependency.name));
        }
    }
}

fn check_forbids_unsafe(package: &Package, faults: &mut Vec<String>) -> Result<()> {
    for target in &package.targets {
        if target.is_test() || target.is_bench() || target.is_example() || target.is_custom_build()
        {
            continue;
        }
        let text = fs::read_to_string(&target.src_path)?;
        if !text.contains("#![forbid(unsafe_code)]") {
            faults.push(format!("{} does not forbid unsafe code", target.src_path));
        }
    }
    Ok(())
}
