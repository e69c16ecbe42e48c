//! Datagrams that came in parts.

use aratame_formats::capture::network::{Fragment, Packet};
use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

/// Datagrams that wait for parts; the oldest gives way.
const MAX_WAITING: usize = 256;

/// Parts of one datagram: 64 KiB in the smallest parts that links make.
const MAX_PARTS: usize = 128;

/// Longest datagram of IP.
const MAX_LENGTH: usize = 65_535;

type Key = (IpAddr, IpAddr, u32, u8);

/// Datagrams that wait for parts.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    waiting: BTreeMap<Key, Waiting>,
    order: VecDeque<Key>,
}

#[derive(Debug, Default)]
struct Waiting {
    parts: BTreeMap<usize, Vec<u8>>,
    length: Option<usize>,
}

impl Fragments {
    /// Takes a part; gives the datagram when it is whole.
    pub(super) fn take(&mut self, packet: &Packet<'_>, part: Fragment) -> Option<Vec<u8>> {
        let key = (packet.from, packet.to, part.id, packet.protocol);
        if !self.waiting.contains_key(&key) {
            if self.order.len() >= MAX_WAITING
                && let Some(oldest) = self.order.pop_front()
            {
                self.waiting.remove(&oldest);
            }
            self.order.push_back(key);
        }
        let waiting = self.waiting.entry(key).or_default();
        let end = part.offset + packet.payload.len();
        if end > MAX_LENGTH || waiting.parts.len() >= MAX_PARTS {
            return None;
        }
        if !part.more {
            waiting.length = Some(end);
        }
        waiting.parts.entry(part.offset).or_insert_with(|| packet.payload.to_vec());
        let whole = waiting.whole()?;
        self.waiting.remove(&key);
        self.order.retain(|each| *each != key);
        Some(whole)
    }
}

impl Waiting {
    fn whole(&self) -> Option<Vec<u8>> {
        let length = self.length?;
        let mut whole = Vec::new();
        for (offset, part) in &self.parts {
            let known = whole.len().checked_sub(*offset)?;
            whole.extend(part.get(known..).unwrap_or_default());
        }
        (whole.len() >= length).then(|| {
            whole.truncate(length);
            whole
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn parts_in_any_order_make_a_datagram() {
        let from = IpAddr::from(Ipv4Addr::LOCALHOST);
        let mut fragments = Fragments::default();
        let mut take = |offset, more, payload: &[u8]| {
            let part = Fragment { id: 1, offset, more };
            let packet = Packet { from, to: from, protocol: 17, fragment: Some(part), payload };
            fragments.take(&packet, part)
        };
        assert_eq!(take(8, false, b"ij"), None);
        assert_eq!(take(0, true, b"abcdefgh"), Some(b"abcdefghij".to_vec()));
        for id in 0..2000 {
            let part = Fragment { id, offset: 0, more: true };
            let packet =
                Packet { from, to: from, protocol: 17, fragment: Some(part), payload: b"x" };
            assert_eq!(fragments.take(&packet, part), None);
        }
        assert!(fragments.waiting.len() <= MAX_WAITING);
    }
}
