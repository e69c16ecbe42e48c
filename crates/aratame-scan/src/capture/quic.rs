//! The beginnings of QUIC connections: handshake messages out of Initial packets.
//!
//! A ClientHello with a hybrid key share takes more than one packet, and packets come in any
//! order, so pieces are kept until they join.

use super::handshake::Side;
use super::streams::End;
use super::talks::Talks;
use aratame_formats::wire::quic::{self, Initial, Keys, Sender};
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
#[derive(Debug)]
struct Connection {
    /// Keys of the client and of the server; others after a Retry.
    keys: [Keys; 2],
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
            connection.open(1, packet);
            return;
        }
        let known = self.known.get_mut(&(from, to));
        if known.is_some_and(|connection| connection.open(0, packet)) {
            return;
        }
        let keys = |sender| Keys::of(packet.version(), packet.destination, sender);
        let (Some(client), Some(server)) = (keys(Sender::Client), keys(Sender::Server)) else {
            return;
        };
        let mut connection =
            Connection { keys: [client, server], pieces: [BTreeMap::new(), BTreeMap::new()] };
        if connection.open(0, packet) {
            self.begin((from, to), connection, talks);
        }
    }

    fn begin(&mut self, key: (End, End), connection: Connection, talks: &mut Talks) {
        match self.known.insert(key, connection) {
            // The same ports once more; a server that only asked for another beginning said nothing.
            Some(before) if before.is_answered() => before.finish(key, talks),
            Some(_) => {}
            None => self.order.push_back(key),
        }
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
    /// Takes a packet of one side; says whether it could be opened.
    fn open(&mut self, side: usize, packet: &Initial<'_>) -> bool {
        let (Some(keys), Some(pieces)) = (self.keys.get(side), self.pieces.get_mut(side)) else {
            return false;
        };
        let Some(opened) = packet.open(keys) else { return false };
        for (offset, piece) in quic::frames(&opened).crypto {
            if offset + piece.len() <= MAX_STREAM && pieces.len() < MAX_PIECES {
                pieces.entry(offset).or_insert_with(|| piece.to_vec());
            }
        }
        true
    }

    fn is_answered(&self) -> bool {
        self.pieces.last().is_some_and(|pieces| !pieces.is_empty())
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
