//! An SSH endpoint as an asset.

use super::{Stated, Uses};
use crate::ssh::{STRICT, SshReport};
use aratame_algorithms::{Registry, algorithm, entry_by_name};
use aratame_inventory::diagnostic::UNKNOWN_ALGORITHM;
use aratame_inventory::{
    AlgorithmRef, EvidenceLevel, Observation, Protocol, RelationKind, Role, Suite,
};

const DETECTOR: &str = "probe-ssh";

pub(super) fn state(stated: &mut Stated<'_>, seen: &SshReport) {
    let mut observation = stated.observation("ssh endpoint", "SSH endpoint");
    let mut uses = Uses::default();
    let mut suites = Vec::new();
    let mut unknown = Vec::new();
    for (registry, role, names) in lists(seen) {
        for name in names {
            match meaning(registry, name) {
                Some(algorithms) => {
                    for each in &algorithms {
                        uses.add(each.clone(), role, EvidenceLevel::Configures, name);
                    }
                    let name = name.clone();
                    suites.push(Suite { name, code_point: None, algorithms });
                }
                None => {
                    let algorithm = AlgorithmRef::unknown_name(name);
                    uses.add(algorithm, role, EvidenceLevel::Configures, name);
                    unknown.push(name.clone());
                }
            }
        }
    }
    if let (Some(dh), Some(bits)) = (algorithm("dh"), seen.weakest_group_bits) {
        let sized = AlgorithmRef::known(dh).with_bits(bits);
        uses.add(sized, Role::KeyAgreement, EvidenceLevel::Uses, "group exchange");
    }
    observation.algorithms = uses.into_vec();
    let versions = vec!["2.0".to_owned()];
    observation.protocols = vec![Protocol { name: "ssh", versions, suites }];
    take_attributes(&mut observation, seen);
    // The host keys are the only other assets of this place.
    observation.wants.push((RelationKind::Names, format!("path:{}", stated.path)));
    stated.observe(DETECTOR, observation);
    for name in unknown {
        stated.diagnose(UNKNOWN_ALGORITHM, name);
    }
    for (kind, blob) in &seen.host_keys {
        stated.look("ssh-key", format!("{kind} {blob}\n").as_bytes());
    }
}

/// The lists of a server with the registry of their names. What differs by direction is united.
fn lists(seen: &SshReport) -> [(Registry, Role, Vec<&String>); 4] {
    [
        (Registry::SshKex, Role::KeyAgreement, seen.kex.iter().collect()),
        (Registry::SshHostKey, Role::Authentication, seen.host_key_algorithms.iter().collect()),
        (Registry::SshCipher, Role::Encryption, united(&seen.ciphers)),
        (Registry::SshMac, Role::Mac, united(&seen.macs)),
    ]
}

fn united([one, other]: &[Vec<String>; 2]) -> Vec<&String> {
    one.iter().chain(other.iter().filter(|name| !one.contains(name))).collect()
}

/// The algorithms of a name; none for a mark such as `ext-info-s`.
fn meaning(registry: Registry, name: &str) -> Option<Vec<AlgorithmRef>> {
    // A method of GSS-API ends in a digest of its mechanism, which the catalogue leaves open.
    let open = match name.starts_with("gss-").then(|| name.rsplit_once('-')).flatten() {
        Some((method, _)) => format!("{method}-*"),
        None => name.to_owned(),
    };
    let entry = entry_by_name(registry, &open)?;
    Some(entry.usages.iter().copied().map(AlgorithmRef::from).collect())
}

fn take_attributes(observation: &mut Observation, seen: &SshReport) {
    observation.attribute("identification", seen.identification.as_str());
    let strict = seen.kex.iter().any(|name| name == STRICT);
    observation.attribute("strict-key-exchange", strict);
    observation.attribute("terrapin-open", !strict && can_be_cut(seen));
    if let Some(bits) = seen.weakest_group_bits {
        observation.attribute("group-exchange-for-1024-gives", bits);
    }
    let packed = |name: &&String| name.as_str() != "none";
    let compressions: Vec<String> = seen.compressions[0].iter().filter(packed).cloned().collect();
    if !compressions.is_empty() {
        observation.attribute("compressions", compressions);
    }
    observation.attribute("connections", seen.connections);
}

/// Whether a mode is offered whose beginning Terrapin can cut (CVE-2023-48795): ChaCha20-Poly1305,
/// or CBC with encrypt-then-MAC.
fn can_be_cut(seen: &SshReport) -> bool {
    let any = |lists: &[Vec<String>; 2], fits: fn(&str) -> bool| {
        lists.iter().flatten().any(|name| fits(name))
    };
    any(&seen.ciphers, |name| name.starts_with("chacha20-poly1305"))
        || (any(&seen.ciphers, |name| name.ends_with("-cbc"))
            && any(&seen.macs, |name| name.contains("-etm")))
}
