//! IKE_SA_INIT as it is sent (RFC 7296, section 1.2).

use crate::base_point::{P256, P384};
use aratame_algorithms::{Registry, entries};
use aratame_formats::wire::ike::{IKE_SA_INIT, Transform, transform_type as kind};

/// Payload types.
mod payload {
    pub(super) const SECURITY_ASSOCIATION: u8 = 33;
    pub(super) const KEY_EXCHANGE: u8 = 34;
    pub(super) const NONCE: u8 = 40;
    pub(super) const NOTIFY: u8 = 41;
}

const COOKIE: u16 = 16390;
const INTERMEDIATE_EXCHANGE_SUPPORTED: u16 = 16438;

/// Ciphers with authentication: their proposals have no integrity transform (RFC 5282, section 8).
const AEAD: [u16; 14] = [14, 15, 16, 18, 19, 20, 25, 26, 27, 28, 29, 30, 31, 32];

/// Ciphers with a fixed key, which take no length.
const FIXED: [u16; 9] = [1, 2, 3, 5, 9, 11, 28, 31, 32];

/// Groups for which a public value is made, with its length: of X25519 and MODP any number that is
/// not too large, since nobody goes on with it; of P-256 and P-384 the base point.
const VALUES: [(u16, usize); 9] =
    [(31, 32), (19, 64), (20, 96), (14, 256), (15, 384), (16, 512), (5, 192), (2, 128), (18, 1024)];

fn value(group: u16) -> Vec<u8> {
    let length = VALUES.iter().find(|(each, _)| *each == group).map_or(32, |(_, length)| *length);
    match group {
        19 => P256.concat(),
        20 => P384.concat(),
        _ => vec![0x5a; length],
    }
}

/// Groups for which a public value can be made.
pub(super) fn able_groups() -> impl Iterator<Item = u16> {
    VALUES.iter().map(|(group, _)| *group)
}

/// Transforms that are offered.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) encryption: Vec<(u16, Option<u16>)>,
    pub(super) prf: Vec<u16>,
    pub(super) integrity: Vec<u16>,
    pub(super) key_exchange: Vec<u16>,
    /// Additional key exchanges; with none, proposals that old responders understand.
    pub(super) additional: Vec<u16>,
}

impl Offer {
    /// Everything that the catalogue knows.
    pub(super) fn everything() -> Self {
        let numbers = |registry| -> Vec<u16> {
            let of = entries().iter().filter(move |entry| entry.registry == registry);
            of.filter_map(|entry| u16::try_from(entry.code?).ok()).collect()
        };
        let sized = |id: u16| -> Vec<(u16, Option<u16>)> {
            if FIXED.contains(&id) {
                vec![(id, None)]
            } else {
                [256, 192, 128].map(|bits| (id, Some(bits))).to_vec()
            }
        };
        // Over ML-KEM alone no first exchange is made: its key does not fit the first datagram's
        // usual size, so it comes as an additional one (draft-ietf-ipsecme-ikev2-mlkem).
        let key_exchange = numbers(Registry::IkeKeyExchange);
        Self {
            encryption: numbers(Registry::IkeEncryption).into_iter().flat_map(sized).collect(),
            prf: numbers(Registry::IkePrf),
            integrity: numbers(Registry::IkeIntegrity).into_iter().filter(|id| *id != 0).collect(),
            key_exchange: key_exchange.into_iter().filter(|id| !ML_KEM.contains(id)).collect(),
            additional: ML_KEM.to_vec(),
        }
    }

    /// What responders commonly have, short enough for one packet.
    pub(super) fn common() -> Self {
        let encryption = [(20, Some(256)), (20, Some(128)), (12, Some(256)), (12, Some(128))];
        Self {
            encryption: [&encryption[..], &[(28, None), (3, None)]].concat(),
            prf: vec![5, 6, 7, 2],
            integrity: vec![12, 13, 14, 2],
            key_exchange: vec![31, 19, 20, 21, 14, 15, 16, 5, 2],
            additional: ML_KEM.to_vec(),
        }
    }

    /// Takes a chosen transform out. False when it was not offered.
    pub(super) fn strike(&mut self, chosen: &Transform) -> bool {
        let before = self.count();
        match chosen.kind {
            kind::ENCRYPTION => {
                self.encryption.retain(|each| *each != (chosen.id, chosen.key_bits));
            }
            kind::PRF => self.prf.retain(|each| *each != chosen.id),
            kind::INTEGRITY => {
                self.integrity.retain(|each| *each != chosen.id);
                // Only ciphers without authentication of their own want integrity.
                self.encryption.retain(|(id, _)| !AEAD.contains(id));
            }
            _ => self.additional.retain(|each| *each != chosen.id),
        }
        self.count() < before && !self.is_spent(chosen.kind)
    }

    fn count(&self) -> usize {
        self.encryption.len() + self.prf.len() + self.integrity.len() + self.additional.len()
    }

    fn is_spent(&self, of: u8) -> bool {
        match of {
            kind::ENCRYPTION => self.encryption.is_empty(),
            kind::PRF => self.prf.is_empty(),
            kind::INTEGRITY => self.integrity.is_empty(),
            _ => self.additional.is_empty(),
        }
    }

    /// The proposals, those with additional key exchanges first: a responder that does not know
    /// them passes over a proposal with them (RFC 7296, section 3.3.6).
    fn proposals(&self) -> Vec<Vec<Transform>> {
        let of_kind = |aead: bool| -> Vec<(u16, Option<u16>)> {
            let all = self.encryption.iter().copied();
            all.filter(|(id, _)| AEAD.contains(id) == aead).collect()
        };
        let mut proposals = Vec::new();
        for additional in [&self.additional[..], &[]] {
            for aead in [true, false] {
                let encryption = of_kind(aead);
                let integrity: &[u16] = if aead { &[] } else { &self.integrity };
                if encryption.is_empty() || (!aead && integrity.is_empty()) {
                    continue;
                }
                let plain = |kind: u8, ids: &[u16]| -> Vec<Transform> {
                    ids.iter().map(|id| Transform { kind, id: *id, key_bits: None }).collect()
                };
                let mut all: Vec<Transform> = encryption
                    .into_iter()
                    .map(|(id, key_bits)| Transform { kind: kind::ENCRYPTION, id, key_bits })
                    .collect();
                all.extend(plain(kind::PRF, &self.prf));
                all.extend(plain(kind::INTEGRITY, integrity));
                all.extend(plain(kind::KEY_EXCHANGE, &self.key_exchange));
                all.extend(plain(kind::ADDITIONAL_KEY_EXCHANGE_1, additional));
                proposals.push(all);
            }
            if self.additional.is_empty() {
                break;
            }
        }
        proposals
    }
}

/// ML-KEM-512, 768 and 1024 as additional key exchanges (draft-ietf-ipsecme-ikev2-mlkem).
const ML_KEM: [u16; 3] = [36, 37, 35];

/// The message: eight bytes of `own` are its identifier, 32 its nonce.
pub(super) fn init(own: &[u8; 40], cookie: &[u8], offer: &Offer, group: u16) -> Vec<u8> {
    let (identifier, nonce) = own.split_at(8);
    let mut payloads: Vec<(u8, Vec<u8>)> = Vec::new();
    if !cookie.is_empty() {
        payloads.push((payload::NOTIFY, notify(COOKIE, cookie)));
    }
    payloads.push((payload::SECURITY_ASSOCIATION, association(offer)));
    let exchange = [&group.to_be_bytes()[..], &[0, 0], &value(group)].concat();
    payloads.push((payload::KEY_EXCHANGE, exchange));
    payloads.push((payload::NONCE, nonce.to_vec()));
    payloads.push((payload::NOTIFY, notify(INTERMEDIATE_EXCHANGE_SUPPORTED, &[])));
    let mut body = Vec::new();
    for (index, (_, content)) in payloads.iter().enumerate() {
        let next = payloads.get(index + 1).map_or(0, |(kind, _)| *kind);
        let length = u16::try_from(content.len() + 4).unwrap_or_default().to_be_bytes();
        body.extend([&[next, 0], &length[..], content].concat());
    }
    let first = payloads.first().map_or(0, |(kind, _)| *kind);
    let length = u32::try_from(body.len() + 28).unwrap_or_default().to_be_bytes();
    let head = [first, 0x20, IKE_SA_INIT, 0x08, 0, 0, 0, 0];
    [identifier, &[0; 8], &head, &length, &body].concat()
}

fn notify(kind: u16, data: &[u8]) -> Vec<u8> {
    [&[0, 0], &kind.to_be_bytes()[..], data].concat()
}

fn association(offer: &Offer) -> Vec<u8> {
    let proposals = offer.proposals();
    let last = proposals.len();
    let mut all = Vec::new();
    for (number, transforms) in (1..).zip(&proposals) {
        let mut body = Vec::new();
        for (index, each) in transforms.iter().enumerate() {
            body.extend(transform(each, index + 1 == transforms.len()));
        }
        let length = u16::try_from(body.len() + 8).unwrap_or_default().to_be_bytes();
        let more = if usize::from(number) == last { 0 } else { 2 };
        let count = u8::try_from(transforms.len()).unwrap_or(u8::MAX);
        all.extend([&[more, 0], &length[..], &[number, 1, 0, count], &body].concat());
    }
    all
}

fn transform(each: &Transform, is_last: bool) -> Vec<u8> {
    let [high, low] = each.key_bits.unwrap_or_default().to_be_bytes();
    let attribute = [0x80, 14, high, low];
    let attributes = if each.key_bits.is_some() { &attribute[..] } else { &[] };
    let length = u16::try_from(attributes.len() + 8).unwrap_or_default().to_be_bytes();
    let more = if is_last { 0 } else { 3 };
    let id = each.id.to_be_bytes();
    [&[more, 0], &length[..], &[each.kind, 0], &id, attributes].concat()
}

/// The cookie that stands alone in an answer.
pub(super) fn cookie_of(bytes: &[u8]) -> Option<Vec<u8>> {
    /// Longest cookie (RFC 7296, section 2.6).
    const MAX_COOKIE: usize = 64;
    let content = bytes.get(28..)?;
    let length = usize::from(u16::from_be_bytes([*content.get(2)?, *content.get(3)?]));
    let cookie = content.get(8..length)?;
    (cookie.len() <= MAX_COOKIE).then(|| cookie.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_formats::wire::ike::message;

    #[test]
    fn what_is_offered_is_read_back() {
        let offer = Offer::everything();
        let bytes = init(&[7; 40], b"cookie", &offer, 31);
        let read = message(&bytes).unwrap();
        assert_eq!((read.is_response, read.group), (false, Some(31)));
        assert_eq!(read.proposals.len(), 4);
        for (read, offered) in read.proposals.iter().zip(offer.proposals()) {
            assert_eq!(read.transforms, offered);
            assert!(offered.len() <= 255);
        }
        // An Ethernet packet without the headers of IPv6 and UDP.
        assert!(init(&[7; 40], &[7; 64], &Offer::common(), 31).len() <= 1500 - 48);
        for group in able_groups() {
            assert!(message(&init(&[7; 40], b"", &offer, group)).is_ok());
            let known = VALUES.iter().find(|(each, _)| *each == group).unwrap();
            assert_eq!(value(group).len(), known.1);
        }
        let kinds: Vec<u16> = read.notifications.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [COOKIE, INTERMEDIATE_EXCHANGE_SUPPORTED]);
    }
}
