//! A TLS endpoint as an asset.

use super::{Stated, Uses};
use crate::quic::QuicReport;
use crate::tls::{GroupSeen, TlsReport, version_names};
use aratame_algorithms::{Registry, algorithm, cipher_suite, entry};
use aratame_inventory::{
    AlgorithmRef, EvidenceLevel, Observation, Protocol, RelationKind, Role, Suite, suite_parts,
};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

const DETECTOR: &str = "probe-tls";

pub(super) fn state(stated: &mut Stated<'_>, seen: &TlsReport) {
    let observation = stated.observation("tls endpoint", "TLS endpoint");
    state_as(stated, observation, seen);
}

/// TLS inside of QUIC.
pub(super) fn state_quic(stated: &mut Stated<'_>, seen: &QuicReport) {
    let mut observation = stated.observation("tls endpoint", "QUIC endpoint");
    let name = |version: &u32| match version {
        1 => "1".to_owned(),
        // RFC 9369.
        0x6b33_43cf => "2".to_owned(),
        other => format!("{other:#010x}"),
    };
    observation.attribute("quic-versions", seen.versions.iter().map(name).collect::<Vec<_>>());
    state_as(stated, observation, &seen.tls);
}

fn state_as(stated: &mut Stated<'_>, mut observation: Observation, seen: &TlsReport) {
    observation.algorithms = uses(seen).into_vec();
    observation.protocols = vec![protocol(seen)];
    take_attributes(&mut observation, seen);
    let chains: Vec<Vec<Vec<u8>>> = seen.chains.iter().map(|c| decoded(&c.certificates)).collect();
    for leaf in chains.iter().filter_map(|chain| chain.first()) {
        let handle = format!("der:{}", HEXLOWER.encode(&Sha256::digest(leaf)));
        observation.wants.push((RelationKind::Names, handle));
    }
    stated.observe(DETECTOR, observation);
    for certificate in chains.iter().flatten() {
        stated.look("x509-certificate", certificate);
    }
}

fn decoded(certificates: &[String]) -> Vec<Vec<u8>> {
    certificates.iter().filter_map(|text| BASE64.decode(text.as_bytes()).ok()).collect()
}

fn uses(seen: &TlsReport) -> Uses {
    let mut uses = Uses::default();
    let level = EvidenceLevel::Uses;
    for code in seen.suites13.iter().chain(&seen.suites) {
        let Some(suite) = cipher_suite(*code) else { continue };
        for (part, role) in suite_parts(suite) {
            uses.add(part.into(), role, level, suite.name);
        }
    }
    for group in &seen.groups {
        state_entry(&mut uses, Registry::TlsGroup, group.code, Role::KeyAgreement);
    }
    for scheme in &seen.schemes {
        state_entry(&mut uses, Registry::TlsSignatureScheme, *scheme, Role::Authentication);
    }
    if let Some(dh) = algorithm("dh") {
        for bits in &seen.dh_bits {
            let sized = AlgorithmRef::known(dh).with_bits(*bits);
            uses.add(sized, Role::KeyAgreement, level, "DHE parameters");
        }
    }
    uses
}

fn state_entry(uses: &mut Uses, registry: Registry, code: u16, role: Role) {
    let name = entry_name(registry, code);
    let usages = entry(registry, code.into()).map(|entry| entry.usages.as_slice());
    match usages.filter(|usages| !usages.is_empty()) {
        Some(usages) => {
            for usage in usages {
                uses.add((*usage).into(), role, EvidenceLevel::Uses, &name);
            }
        }
        None => uses.add(AlgorithmRef::unknown_name(&name), role, EvidenceLevel::Uses, &name),
    }
}

fn entry_name(registry: Registry, code: u16) -> String {
    entry(registry, code.into()).map_or_else(|| format!("0x{code:04X}"), |e| e.name.to_owned())
}

fn protocol(seen: &TlsReport) -> Protocol {
    let suites = seen.suites13.iter().chain(&seen.suites).filter_map(|code| cipher_suite(*code));
    let mut suites: Vec<Suite> = suites.map(Suite::of_tls).collect();
    suites.extend(seen.ssl2_ciphers.iter().map(|name| Suite {
        name: name.clone(),
        code_point: None,
        algorithms: Vec::new(),
    }));
    Protocol { name: "tls", versions: version_names(&seen.versions), suites }
}

fn take_attributes(observation: &mut Observation, seen: &TlsReport) {
    let groups = |wanted: fn(&GroupSeen) -> bool| -> Vec<String> {
        let wanted = seen.groups.iter().filter(|group| wanted(group));
        wanted.map(|group| entry_name(Registry::TlsGroup, group.code)).collect()
    };
    let schemes = seen.schemes.iter();
    let schemes: Vec<String> =
        schemes.map(|code| entry_name(Registry::TlsSignatureScheme, *code)).collect();
    let chains = seen.chains.iter().map(|chain| chain.certificates.len().to_string());
    let lists: [(&'static str, Vec<String>); 6] = [
        ("groups-tls13", groups(|group| group.tls13)),
        ("groups-before-tls13", groups(|group| !group.tls13)),
        ("groups-completed", groups(|group| group.completed)),
        ("signature-schemes", schemes),
        ("alpn", seen.alpn.clone()),
        ("chain-lengths", chains.collect()),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        observation.attribute(name, list);
    }
    let told: [(&'static str, Option<bool>); 12] = [
        ("own-order-of-suites-tls13", seen.own_order13),
        ("own-order-of-suites", seen.own_order),
        ("compression", seen.compression),
        ("secure-renegotiation", seen.secure_renegotiation),
        ("extended-master-secret", seen.extended_master_secret),
        ("encrypt-then-mac", seen.encrypt_then_mac),
        ("session-tickets", seen.session_tickets),
        ("session-tickets-tls13", seen.session_tickets13),
        ("ocsp-stapling", seen.ocsp_stapling),
        ("downgrade-sentinel", seen.downgrade_sentinel),
        ("fallback-scsv", seen.fallback_scsv),
        ("asks-client-certificate", seen.asks_client_certificate),
    ];
    for (name, value) in told {
        value.into_iter().for_each(|value| observation.attribute(name, value));
    }
    observation.attribute("connections", seen.connections);
    observation.attribute("negotiable", negotiable(seen));
}

/// The sentence for people, as configurations have it.
fn negotiable(seen: &TlsReport) -> Vec<String> {
    let suites = seen.suites13.len() + seen.suites.len() + seen.ssl2_ciphers.len();
    let versions = version_names(&seen.versions).join(", ");
    let mut groups: Vec<String> = Vec::new();
    for group in &seen.groups {
        let name = entry_name(Registry::TlsGroup, group.code);
        if !groups.contains(&name) {
            groups.push(name);
        }
    }
    let groups = groups.join(", ");
    vec![format!("negotiated: versions {versions}; {suites} suites; groups {groups}")]
}
