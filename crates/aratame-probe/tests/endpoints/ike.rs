//! A small IKEv2 responder: it takes the first offered transform that it has of each kind, wants
//! its own group, and asks for a cookie first.

use super::{impatient, patient, probed, target};
use aratame_formats::wire::ike::{Transform, message};
use aratame_inventory::{AssetKind, Role};
use aratame_probe::{Seen, Trouble};
use std::net::UdpSocket;

/// What the responder has, in its order: kind, number, bits.
const HAS: &[(u8, u16, Option<u16>)] = &[
    (1, 20, Some(256)),
    (1, 12, Some(128)),
    (2, 6, None),
    (2, 5, None),
    (3, 12, None),
    (4, 19, None),
    (4, 31, None),
    (6, 36, None),
];

fn payload(next: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 4).unwrap().to_be_bytes();
    [&[next, 0], &length[..], content].concat()
}

fn answer(question: &[u8], first: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 28).unwrap().to_be_bytes();
    let head = [first, 0x20, 34, 0x20, 0, 0, 0, 0];
    [&question[..8], b"respond!", &head, &length, body].concat()
}

fn notify(kind: u16, data: &[u8]) -> Vec<u8> {
    payload(0, &[&[0, 0], &kind.to_be_bytes()[..], data].concat())
}

/// One of each kind that the proposal has; nothing when a kind has none in common.
fn choose(offered: &[Transform]) -> Option<Vec<Transform>> {
    let mut kinds: Vec<u8> = offered.iter().map(|each| each.kind).collect();
    kinds.dedup();
    kinds
        .into_iter()
        .map(|kind| {
            let own = HAS.iter().filter(|each| each.0 == kind);
            let own = own.map(|(kind, id, key_bits)| Transform {
                kind: *kind,
                id: *id,
                key_bits: *key_bits,
            });
            own.into_iter().find(|own| offered.contains(own))
        })
        .collect()
}

fn association(transforms: &[Transform]) -> Vec<u8> {
    let mut body = Vec::new();
    for (index, each) in transforms.iter().enumerate() {
        let bits = each.key_bits.map(|bits| [&[0x80, 14], &bits.to_be_bytes()[..]].concat());
        let bits = bits.unwrap_or_default();
        let more = if index + 1 == transforms.len() { 0 } else { 3 };
        let length = u16::try_from(8 + bits.len()).unwrap().to_be_bytes();
        body.extend(
            [&[more, 0], &length[..], &[each.kind, 0], &each.id.to_be_bytes(), &bits].concat(),
        );
    }
    let length = u16::try_from(8 + body.len()).unwrap().to_be_bytes();
    let count = u8::try_from(transforms.len()).unwrap();
    payload(0, &[&[0, 0], &length[..], &[1, 1, 0, count], &body].concat())
}

fn reply(question: &[u8]) -> Vec<u8> {
    // The mark of other ports is none of this responder's.
    let Ok(asked) = message(question) else { return Vec::new() };
    if !asked.notifications.iter().any(|(kind, _)| *kind == 16390) {
        return answer(question, 41, &notify(16390, b"a cookie"));
    }
    let chosen = asked.proposals.iter().find_map(|each| choose(&each.transforms));
    let Some(chosen) = chosen else { return answer(question, 41, &notify(14, &[])) };
    let group = chosen.iter().find(|each| each.kind == 4).unwrap().id;
    if asked.group != Some(group) {
        return answer(question, 41, &notify(17, &group.to_be_bytes()));
    }
    answer(question, 33, &association(&chosen))
}

fn serve(reply: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_535];
        while let Ok((count, peer)) = socket.recv_from(&mut buffer) {
            let _ = socket.send_to(&reply(&buffer[..count]), peer);
        }
    });
    port
}

#[test]
fn the_transforms_of_a_responder_are_found_in_its_order() {
    let port = serve(reply);
    let report = probed("ike", port, patient());
    assert_eq!(report.trouble, None);
    let Seen::Ike(seen) = &report.seen else { panic!("{report:?}") };
    let ids = |list: &[aratame_probe::Chosen]| list.iter().map(|each| each.id).collect::<Vec<_>>();
    assert_eq!(ids(&seen.key_exchange), [19, 31]);
    assert_eq!(ids(&seen.encryption), [20, 12]);
    assert_eq!(ids(&seen.prf), [6, 5]);
    assert_eq!(ids(&seen.integrity), [12]);
    assert_eq!(ids(&seen.additional), [36]);
    let targets = target("ike", port);
    let inventory = aratame_probe::inventory(&targets, std::slice::from_ref(&report));
    let asset = inventory.assets.iter().find(|a| a.kind == AssetKind::Configuration).unwrap();
    let agreed = asset.algorithms.iter().filter(|each| each.role == Role::KeyAgreement);
    let agreed: Vec<String> = agreed.map(|each| each.algorithm.to_string()).collect();
    assert!(agreed.contains(&"ML-KEM-768".to_owned()), "{agreed:?}");
}

#[test]
fn a_responder_may_want_the_mark_at_any_port() {
    let port = serve(|question| match question.strip_prefix(&[0; 4]) {
        Some(question) => [&[0; 4], &reply(question)[..]].concat(),
        None => b"ESP is nobody's here".to_vec(),
    });
    let report = probed("ike", port, patient());
    let Seen::Ike(seen) = &report.seen else { panic!("{report:?}") };
    assert_eq!((report.trouble, seen.key_exchange.len()), (None, 2));
}

#[test]
fn silence_garbage_and_refusals_are_told() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let report = probed("ike", silent.local_addr().unwrap().port(), impatient());
    assert_eq!(report.trouble, Some(Trouble::Silent));
    let port = serve(|question| [&question[..8], &[0xff; 40]].concat());
    let report = probed("ike", port, impatient());
    assert!(matches!(report.trouble, Some(Trouble::Unexpected(_))), "{report:?}");
    let port = serve(|question| answer(question, 41, &notify(14, &[])));
    let report = probed("ike", port, impatient());
    assert!(matches!(report.trouble, Some(Trouble::Refused(_))), "{report:?}");
    let port = serve(|question| answer(question, 41, &notify(17, &[0xff, 0xff])));
    let report = probed("ike", port, impatient());
    assert!(matches!(report.trouble, Some(Trouble::Unexpected(_))), "{report:?}");
    let port = serve(|question| answer(question, 41, &notify(16390, b"for ever")));
    let report = probed("ike", port, impatient());
    assert!(matches!(report.trouble, Some(Trouble::Unexpected(_))), "{report:?}");
}
