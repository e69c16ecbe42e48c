//! The beginnings of QUIC connections: handshake messages out of Initial packets.
//!
//! A ClientHello with a hybrid key share takes more than one packet, and packets come in any
//! order, so pieces are kept until they join.

use super::handshake::Side;
use super::streams::End;
use super::talks::Talks;
use aratame_formats::wire::quic::{self, Initial, Sender};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Connections that are remembered; the oldest gives way.
const MAX_CONNECTIONS: usize = 1 << 12;

/// Bytes of handshake messages of one side: those that fit into Initial packets are few.
const MAX_STREAM: usize = 32 << 10;

/// Pieces of one side.
const MAX_PIECES: usize = 64;

/// Packets in one datagram.
const MAX_PACKETS: usize = 8;

/// A connection, by client and server.
#[derive(Debug, Default)]
struct Connection {
    /// The connection id that gives the keys; another after a Retry.
    chosen: Vec<u8>,
    pieces: [BTreeMap<usize, Vec<u8>>; 2],
}

/// The table of connections.
#[derive(Debug, Default)]
pub(super) struct Connections {
    known: HashMap<(End, End), Connection>,
    order: VecDeque<(End, End)>,
}

impl Connections {
    pub(super) fn datagram(&mut self, from: End, to: End, payload: &[u8], talks: &mut Talks) {
        let mut rest = payload;
        for _ in 0..MAX_PACKETS {
            let Ok(Some((packet, used))) = quic::initial(rest) else { return };
            self.packet(from, to, &packet, talks);
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    fn packet(&mut self, from: End, to: End, packet: &Initial<'_>, talks: &mut Talks) {
        if let Some(connection) = self.known.get_mut(&(to, from)) {
            if let Some(opened) = packet.open(&connection.chosen, Sender::Server) {
                connection.take(1, &opened);
            }
            return;
        }
        let known = self.known.get(&(from, to)).map(|connection| connection.chosen.clone());
        let opened = known.and_then(|chosen| packet.open(&chosen, Sender::Client));
        let opened = match opened {
            Some(opened) => opened,
            None => {
                let Some(opened) = packet.open(packet.destination, Sender::Client) else { return };
                self.begin((from, to), packet.destination, talks);
                opened
            }
        };
        if let Some(connection) = self.known.get_mut(&(from, to)) {
            connection.take(0, &opened);
        }
    }

    fn begin(&mut self, key: (End, End), chosen: &[u8], talks: &mut Talks) {
        if !self.known.contains_key(&key) {
            self.order.push_back(key);
        }
        self.known.insert(key, Connection { chosen: chosen.to_vec(), ..Connection::default() });
        while self.known.len() > MAX_CONNECTIONS {
            let Some(oldest) = self.order.pop_front() else { return };
            if let Some(connection) = self.known.remove(&oldest) {
                connection.finish(oldest, talks);
            }
        }
    }

    /// Counts what is left.
    pub(super) fn finish(&mut self, talks: &mut Talks) {
        while let Some(oldest) = self.order.pop_front() {
            if let Some(connection) = self.known.remove(&oldest) {
                connection.finish(oldest, talks);
            }
        }
    }
}

impl Connection {
    fn take(&mut self, side: usize, opened: &[u8]) {
        let Some(pieces) = self.pieces.get_mut(side) else { return };
        for (offset, piece) in quic::crypto(opened) {
            if offset + piece.len() <= MAX_STREAM && pieces.len() < MAX_PIECES {
                pieces.entry(offset).or_insert_with(|| piece.to_vec());
            }
        }
    }

    fn finish(self, (client, server): (End, End), talks: &mut Talks) {
        let [of_client, of_server] = self.pieces.map(|pieces| Side::of_messages(joined(&pieces)));
        talks.quic(client, server, &of_client, &of_server);
    }
}

/// The pieces as one stream, up to the first that is missing.
fn joined(pieces: &BTreeMap<usize, Vec<u8>>) -> Vec<u8> {
    let mut whole: Vec<u8> = Vec::new();
    for (offset, piece) in pieces {
        let Some(known) = whole.len().checked_sub(*offset) else { break };
        whole.extend(piece.get(known..).unwrap_or_default());
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_up_to_a_gap() {
        let pieces = [(0, "abc"), (2, "cde"), (5, "f"), (7, "h")];
        let pieces = pieces.map(|(offset, piece)| (offset, piece.as_bytes().to_vec())).into();
        assert_eq!(joined(&pieces), b"abcdef");
    }
}
