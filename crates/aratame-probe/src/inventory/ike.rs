//! An IKEv2 responder as an asset.

use super::{Stated, Uses};
use crate::ike::{Chosen, IkeReport};
use aratame_algorithms::{Registry, entry};
use aratame_inventory::{AlgorithmRef, EvidenceLevel, Protocol, Role, Suite};

const DETECTOR: &str = "probe-ike";

pub(super) fn state(stated: &mut Stated<'_>, seen: &IkeReport) {
    let mut observation = stated.observation("ike endpoint", "IKEv2 endpoint");
    let mut uses = Uses::default();
    let mut suites = Vec::new();
    for (registry, role, list) in [
        (Registry::IkeKeyExchange, Role::KeyAgreement, &seen.key_exchange),
        (Registry::IkeKeyExchange, Role::KeyAgreement, &seen.additional),
        (Registry::IkeEncryption, Role::Encryption, &seen.encryption),
        (Registry::IkePrf, Role::KeyDerivation, &seen.prf),
        (Registry::IkeIntegrity, Role::Mac, &seen.integrity),
    ] {
        // Zero stands for no additional exchange, and for no integrity beside the cipher.
        for chosen in list.iter().filter(|chosen| chosen.id != 0) {
            let name = name(registry, chosen);
            let algorithms = meaning(registry, chosen, &name);
            for each in &algorithms {
                uses.add(each.clone(), role, EvidenceLevel::Uses, &name);
            }
            suites.push(Suite { name, code_point: Some(chosen.id.to_string()), algorithms });
        }
    }
    observation.algorithms = uses.into_vec();
    let additional = seen.additional.iter().filter(|chosen| chosen.id != 0);
    let additional: Vec<String> =
        additional.map(|chosen| name(Registry::IkeKeyExchange, chosen)).collect();
    if !additional.is_empty() {
        observation.attribute("additional-key-exchanges", additional);
    }
    observation.attribute("intermediate-exchange", seen.intermediate_exchange);
    observation.attribute("connections", seen.connections);
    observation.protocols = vec![Protocol { name: "ike", versions: vec!["2".to_owned()], suites }];
    stated.observe(DETECTOR, observation);
}

fn name(registry: Registry, chosen: &Chosen) -> String {
    let known = entry(registry, chosen.id.into());
    let name = known.map_or_else(|| format!("transform {}", chosen.id), |e| e.name.to_owned());
    chosen.key_bits.map_or(name.clone(), |bits| format!("{name}-{bits}"))
}

fn meaning(registry: Registry, chosen: &Chosen, name: &str) -> Vec<AlgorithmRef> {
    let usages = entry(registry, chosen.id.into()).map(|entry| entry.usages.as_slice());
    let Some(usages) = usages.filter(|usages| !usages.is_empty()) else {
        return vec![AlgorithmRef::unknown_name(name)];
    };
    let sized = |algorithm: AlgorithmRef| match (algorithm.bits, chosen.key_bits) {
        (None, Some(bits)) => algorithm.with_bits(bits.into()),
        _ => algorithm,
    };
    usages.iter().map(|usage| sized(AlgorithmRef::from(*usage))).collect()
}
