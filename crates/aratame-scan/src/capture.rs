//! Who negotiated what with whom, from captured packets.
//!
//! Owns the way from packets to conversations: parts of datagrams put together, streams of TCP put
//! in order, the beginnings of TLS, SSH, QUIC and IKEv2 read, and what they show counted for each
//! pair of client and server. Every table is bounded; what does not fit is counted.

mod fragments;
mod handshake;
mod quic;
mod streams;
mod talks;

pub(crate) use talks::{Client, Once, Server, Service, Talks, Told};

use aratame_formats::capture::network::{self, protocol};
use aratame_formats::wire::ike;
use fragments::Fragments;
use quic::Connections;
use std::net::IpAddr;
use streams::Streams;

/// Ports of IKE, and of IKE behind address translation, where four zeros come first.
const IKE_PORTS: [u16; 2] = [500, 4500];

/// Everything that is seen of one capture.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    fragments: Fragments,
    streams: Streams,
    quic: Connections,
    talks: Talks,
    /// Packets in all.
    pub(crate) packets: u64,
    /// Packets without IP, or cut before their payload.
    pub(crate) others: u64,
}

impl Watch {
    /// Looks at a packet.
    pub(crate) fn packet(&mut self, link: i32, bytes: &[u8]) {
        self.packets += 1;
        let Some(packet) = network::packet(link, bytes) else {
            self.others += 1;
            return;
        };
        let ends = (packet.from, packet.to);
        match packet.fragment {
            None => self.datagram(ends, packet.protocol, packet.payload),
            Some(fragment) => {
                let whole = self.fragments.take(&packet, fragment);
                if let Some(whole) = whole {
                    self.datagram(ends, packet.protocol, &whole);
                }
            }
        }
    }

    fn datagram(&mut self, (from, to): (IpAddr, IpAddr), kind: u8, payload: &[u8]) {
        match kind {
            protocol::TCP => {
                if let Some(segment) = network::tcp(payload) {
                    self.streams.segment(from, to, &segment, &mut self.talks);
                }
            }
            protocol::UDP => {
                if let Some(datagram) = network::udp(payload) {
                    self.udp((from, datagram.from), (to, datagram.to), datagram.payload);
                }
            }
            _ => {}
        }
    }

    fn udp(&mut self, from: (IpAddr, u16), to: (IpAddr, u16), payload: &[u8]) {
        if !(IKE_PORTS.contains(&from.1) || IKE_PORTS.contains(&to.1)) {
            return self.quic.datagram(from, to, payload, &mut self.talks);
        }
        let payload = payload.strip_prefix(&[0; 4]).unwrap_or(payload);
        let Ok(message) = ike::message(payload) else { return };
        if message.is_response {
            self.talks.ike_answer(to.0, from, &message);
        } else {
            self.talks.ike_offer(from.0, &message);
        }
    }

    /// Everything that was seen; streams that never ended count as far as they came.
    pub(crate) fn finish(mut self) -> Talks {
        self.streams.finish(&mut self.talks);
        self.quic.finish(&mut self.talks);
        self.talks
    }
}
