//! Every parser of `aratame-formats` has a fuzz target, and every target its line in the manifest.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Modules without a target of their own name, and the target that runs through each; nothing
/// where a module reads no bytes.
const REACHED_BY: &[(&str, Option<&str>)] = &[
    ("capture::network", Some("capture")),
    ("cms", Some("object_announced")),
    ("components::embedded", Some("components")),
    ("components::linux", Some("components")),
    ("components::lock_files", Some("components")),
    ("components::sbom", Some("components")),
    ("config", Some("config_nginx")),
    ("elf", Some("executable")),
    ("malformed", None),
    ("members", Some("tar")),
    ("openpgp::key", Some("openpgp_packets")),
    ("openpgp::signature", Some("openpgp_packets")),
    ("pbe", Some("object_announced")),
    ("pe", Some("executable")),
    ("pkcs", Some("object_announced")),
    ("pkcs12", Some("object_announced")),
    ("pkcs8", Some("object_announced")),
    ("source", Some("executable")),
    ("spki", Some("object_announced")),
    ("spki_writer", None),
    ("wire", Some("wire_tls")),
    ("x509", Some("object_announced")),
    ("x509::attribute", Some("object_announced")),
    ("x509::certificate", Some("object_announced")),
    ("x509::crl", Some("object_announced")),
    ("x509::ocsp", Some("object_announced")),
    ("x509::request", Some("object_announced")),
];

/// What the fuzz targets call besides the modules of `aratame-formats`.
const OTHERS: &[&str] = &[
    "aratame_report::load",
    "aratame_systems::read",
    "Condition::parse",
    "expand_gnutls_priority",
    "expand_openssl_ciphers",
    "Knowledge::parse",
    "List::parse",
    "Targets::read",
    "algorithm.private_key(data)",
    "algorithm.public_key(data)",
    "complete_classical_only(share)",
    "cose::to_private_key",
    "CertificateRequest::from_der",
    "Certificate::from_der",
    "DualSignature::from_bytes",
    "enveloped_data::decrypt",
    "jwk::to_private_key",
    "kem.private_key(data)",
    "kem.public_key(data)",
    "load_private_key",
    "mlkem768x25519_sha256",
    "pem::blocks",
    "PrivateKey::from_der",
    "PrivateKey::from_encrypted_der",
    "PublicKey::from_der",
    "SignedData::from_der",
    "suite.receiver",
    "verify_signature",
];

/// Compares the modules with the targets and the targets with the manifest.
pub(crate) fn check(root: &Path, faults: &mut Vec<String>) -> Result<()> {
    let folder = root.join("tools/fuzz/fuzz_targets");
    let manifest = fs::read_to_string(root.join("tools/fuzz/Cargo.toml"))?;
    let mut targets = Vec::new();
    for file in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = file?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")) {
            faults.push(format!("fuzz target {name} is not in the manifest"));
        }
        targets.push((name, fs::read_to_string(path)?));
    }
    let modules = modules(&root.join("crates/aratame-formats/src"))?;
    check_modules(&modules, &targets, faults);
    for call in OTHERS {
        if !targets.iter().any(|(_, text)| text.contains(call)) {
            faults.push(format!("{call} has no fuzz target"));
        }
    }
    Ok(())
}

fn check_modules(modules: &[String], targets: &[(String, String)], faults: &mut Vec<String>) {
    for module in modules {
        let reached = REACHED_BY.iter().find(|(name, _)| name == module);
        let has_target = match reached {
            Some((_, through)) => {
                through.is_none_or(|through| targets.iter().any(|(name, _)| name == through))
            }
            None => targets.iter().any(|(_, text)| is_used(text, module)),
        };
        if !has_target {
            faults.push(format!("aratame_formats::{module} has no fuzz target"));
        }
    }
    for (name, _) in REACHED_BY.iter().filter(|(name, _)| !modules.iter().any(|m| m == name)) {
        faults.push(format!("aratame_formats::{name} is no module any more"));
    }
}

/// Whether the text names the module: by its path, or by its last name in braces.
fn is_used(text: &str, module: &str) -> bool {
    let (outer, last) = module.rsplit_once("::").unwrap_or(("", module));
    let prefix = if outer.is_empty() { String::new() } else { format!("::{outer}") };
    let path = format!("aratame_formats{prefix}::{last}");
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let by_path = text.match_indices(&path).any(|(at, _)| ends(&text[at + path.len()..]));
    let braces = format!("aratame_formats{prefix}::{{");
    let listed = text.split(&braces).skip(1).filter_map(|rest| rest.split('}').next());
    let mut names = listed.flat_map(|list| list.split([',', ' ', ':']));
    by_path || names.any(|name| name == last)
}

/// The public modules of the crate and of each of its modules.
fn modules(source: &Path) -> Result<Vec<String>> {
    let public = |path: &Path| -> Result<Vec<String>> {
        let text = fs::read_to_string(path)?;
        let names =
            text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
        Ok(names.map(str::to_owned).collect())
    };
    let mut all = Vec::new();
    for outer in public(&source.join("lib.rs"))? {
        let inner = public(&source.join(format!("{outer}.rs")))?;
        all.extend(inner.iter().map(|inner| format!("{outer}::{inner}")));
        all.push(outer);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(modules: &[&str], target: &str) -> Vec<String> {
        let known = REACHED_BY.iter().map(|(name, _)| (*name).to_owned());
        let modules: Vec<String> = known.chain(modules.iter().map(|m| (*m).to_owned())).collect();
        let through = REACHED_BY.iter().filter_map(|(_, through)| *through);
        let mut targets: Vec<_> = through.map(|name| (name.to_owned(), String::new())).collect();
        targets.push(("target".to_owned(), target.to_owned()));
        let mut faults = Vec::new();
        check_modules(&modules, &targets, &mut faults);
        faults
    }

    #[test]
    fn a_module_without_a_target_is_told() {
        assert_eq!(faults(&["jwk"], "use aratame_formats::jwk;"), Vec::<String>::new());
        assert_eq!(faults(&["ar"], "use aratame_formats::{ar::Archive, x};"), Vec::<String>::new());
        assert_eq!(faults(&["jks::sealed"], "use aratame_formats::jks::sealed;").len(), 0);
        assert_eq!(faults(&["ar"], "use aratame_formats::{archive, jks};").len(), 1);
        assert_eq!(faults(&["jw"], "use aratame_formats::jwk;").len(), 1);
    }
}
