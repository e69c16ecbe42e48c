//! Variables of UEFI Secure Boot: which certificates and digests a machine trusts or refuses.

use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};
use aratame_algorithms::algorithm;
use aratame_formats::efi::{self, SignatureList};
use aratame_inventory::diagnostic::CONFIG_SYNTAX;
use aratame_inventory::observation::attribute;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, EvidenceLevel, Observation, Position, Role,
};
use std::collections::BTreeMap;

/// Variables of UEFI Secure Boot.
#[derive(Debug)]
pub struct SecureBoot;

const ABOUT: About = About {
    id: "secure-boot",
    title: "Variables of UEFI Secure Boot",
    title_ja: "UEFIセキュアブートの変数",
    finds: "The lists db, dbx, KEK and PK: how many certificates, keys and digests of which kind a \
            machine trusts or refuses when it starts.",
    how: "Files are told by their name: *.esl, *.auth, and the variables below efivars, with their \
          four bytes of attributes. The certificates themselves are found by their own detector.",
    misses: "The signature of an update (.auth) is a PKCS #7 message, which another detector \
             finds; variables in a dump of firmware; MokList of shim beyond its name.",
    references: &["UEFI Specification 2.10, 32.4.1 Signature Database"],
};

/// Longest variable that is read: a dbx has some tens of kilobytes.
const MAX_VARIABLE: u64 = 4 << 20;

/// Names of variables, which efivars puts before an identifier.
const VARIABLES: [&str; 10] = [
    "db-",
    "dbx-",
    "dbt-",
    "KEK-",
    "PK-",
    "dbDefault-",
    "dbxDefault-",
    "KEKDefault-",
    "PKDefault-",
    "MokList",
];

impl Detector for SecureBoot {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind != Kind::Text && is_variable(entry.path.as_str(), entry.path.file_name())
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if entry.source.len() > MAX_VARIABLE {
            let message = "longer than a variable that is read";
            return findings.diagnose(CONFIG_SYNTAX, Position::whole(), message);
        }
        let length = usize::try_from(entry.source.len()).unwrap_or(usize::MAX);
        let Ok(bytes) = entry.head(length) else { return };
        match efi::parse(&bytes) {
            Ok(lists) if lists.is_empty() => {}
            Ok(lists) => findings.observe(observation(entry, &lists)),
            Err(error) => {
                let message = format!("a list of signatures: {} is missing", error.expected);
                findings.diagnose(CONFIG_SYNTAX, Position::whole(), message);
            }
        }
    }
}

fn is_variable(path: &str, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // Other files are called .auth, too: those of Secure Boot are named after their variable.
    let stem = lower.strip_suffix(".auth").unwrap_or_default();
    let is_update = ["pk", "kek", "db", "dbx", "dbxupdate", "dbupdate"]
        .iter()
        .any(|start| stem.starts_with(start));
    let is_live =
        path.contains("/efivars/") && VARIABLES.iter().any(|start| name.starts_with(start));
    lower.ends_with(".esl") || is_update || is_live
}

fn observation(entry: &Entry<'_>, lists: &[SignatureList]) -> Observation {
    let identity = format!("secure-boot:{}", entry.path);
    let name = format!("Secure Boot ({})", entry.path.file_name());
    let mut observation = Observation::new(AssetKind::Configuration, identity, name);
    observation.attribute(attribute::PRODUCT, "secure-boot");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut uses = Vec::new();
    for list in lists {
        let (label, id) = match list.kind {
            Some(efi::Kind::Certificate) => ("certificates".to_owned(), None),
            Some(efi::Kind::Rsa2048) => ("keys RSA-2048".to_owned(), Some("rsa")),
            Some(efi::Kind::Digest(hash)) => (format!("digests {hash}"), Some(hash)),
            Some(efi::Kind::CertificateDigest(hash)) => {
                (format!("digests of certificates {hash}"), Some(hash))
            }
            None => ("entries of another kind".to_owned(), None),
        };
        *counts.entry(label.clone()).or_default() += list.entries.len();
        let Some(known) = id.and_then(algorithm) else { continue };
        let (reference, role) = match list.kind {
            Some(efi::Kind::Rsa2048) => (AlgorithmRef::known(known).with_bits(2048), Role::Key),
            _ => (AlgorithmRef::known(known), Role::Hash),
        };
        let stated = AlgorithmUse::new(reference, role, EvidenceLevel::Uses).with_reason(&label);
        if !uses.contains(&stated) {
            uses.push(stated);
        }
    }
    let entries = counts.iter().map(|(label, count)| format!("{count} {label}"));
    observation.attribute("entries", entries.collect::<Vec<_>>());
    observation.algorithms = uses;
    observation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_told_by_their_names() {
        let live = "/sys/firmware/efi/efivars/dbx-d719b2cb-3d3a-4596-a3bc-dad00e67656f";
        assert!(is_variable(live, "dbx-d719b2cb-3d3a-4596-a3bc-dad00e67656f"));
        assert!(is_variable("/keys/PK.auth", "PK.auth") && is_variable("x.esl", "x.esl"));
        assert!(!is_variable("/app/server.auth", "server.auth"));
        assert!(!is_variable("/efivars/Boot0000-x", "Boot0000-x"));
    }
}
