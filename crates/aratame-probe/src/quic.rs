//! A QUIC endpoint: its versions, and what TLS chooses inside.
//!
//! Owns the carriage of a ClientHello in Initial packets, whose keys anybody can derive (RFC 9001,
//! section 5.2), and of the answer back; what is asked is a matter of `tls`. No handshake is
//! completed: after the server's choice it is told that the connection is over.

use crate::datagrams::Datagrams;
use crate::endpoint::Endpoint;
use crate::tls::{Reply, TlsReport, read_stream};
use crate::trouble::Trouble;
use aratame_formats::wire::quic::{self, Detour, Keys, Sender};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// Times that a question is sent before the server counts as silent.
const TRIES: u32 = 3;

/// Least bytes of a datagram with a client's Initial packet (RFC 9000, section 14.1).
const DATAGRAM: usize = 1200;

/// Bytes of a packet beside ids, token and frames: first byte, version, two lengths of ids, length
/// of the token, length, packet number, tag.
const COVER: usize = 1 + 4 + 2 + 2 + 2 + 2 + 16;

/// Type, offset and length of a CRYPTO frame whose numbers have two bytes.
const CRYPTO_HEAD: usize = 5;

/// Longest connection id and token that are taken of a Retry.
const MAX_TOKEN: usize = 512;

/// Pieces of the server's handshake messages: a ServerHello fits into two packets.
const MAX_PIECES: usize = 64;

/// Packets in one datagram.
const MAX_PACKETS: usize = 8;

/// A version that nobody has: a server answers it with those that it has (RFC 9000, section 6.3).
const NO_VERSION: u32 = 0x1a2a_3a4a;

/// Errors that carry an alert of TLS (RFC 9001, section 4.8).
const CRYPTO_ERRORS: std::ops::RangeInclusive<usize> = 0x100..=0x1ff;

/// Everything seen of a QUIC endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuicReport {
    /// Versions that the server names, in its order.
    pub versions: Vec<u32>,
    /// What TLS chose.
    pub tls: TlsReport,
}

/// The version that is spoken, and those that the server has.
pub(crate) async fn versions(endpoint: &Endpoint<'_>) -> Result<Vec<u32>, Trouble> {
    let ids = ids()?;
    let [destination, source] = &ids;
    let mut packet =
        [&[0xc0][..], &NO_VERSION.to_be_bytes(), &[8], destination, &[8], source].concat();
    packet.resize(DATAGRAM, 0);
    let socket = endpoint.datagrams().await?;
    for _ in 0..TRIES {
        socket.send(&packet).await?;
        let end = Instant::now() + endpoint.limits.answer / TRIES;
        while let Some(bytes) = socket.receive(end).await? {
            if let Some(Detour::Versions(versions)) = quic::detour(&bytes) {
                return Ok(versions);
            }
        }
    }
    Err(Trouble::Silent)
}

/// Asks with a ClientHello, which names the id of the sender.
pub(crate) async fn ask(
    endpoint: &Endpoint<'_>,
    version: u32,
    hello: &(dyn Fn(&[u8]) -> Vec<u8> + Sync),
) -> Result<Reply, Trouble> {
    let [first, source] = ids()?;
    let hello = hello(&source);
    let socket = endpoint.datagrams().await?;
    let mut way = Way { version, destination: first.to_vec(), source, token: Vec::new() };
    // Once more after a Retry.
    for _ in 0..2 {
        match way.exchange(&socket, &hello, endpoint.limits.answer).await? {
            Heard::Reply(reply) => return Ok(reply),
            Heard::Again { destination, token } => {
                way.destination = destination;
                way.token = token;
            }
        }
    }
    Err(Trouble::Unexpected("an answer after a Retry".to_owned()))
}

/// What came back.
#[derive(Debug)]
enum Heard {
    Reply(Reply),
    Again { destination: Vec<u8>, token: Vec<u8> },
}

/// One connection that is begun.
#[derive(Debug)]
struct Way {
    version: u32,
    destination: Vec<u8>,
    source: [u8; 8],
    token: Vec<u8>,
}

impl Way {
    async fn exchange(
        &self,
        socket: &Datagrams,
        hello: &[u8],
        answer: Duration,
    ) -> Result<Heard, Trouble> {
        let keys = |sender| Keys::of(self.version, &self.destination, sender);
        let (Some(client), Some(server)) = (keys(Sender::Client), keys(Sender::Server)) else {
            return Err(Trouble::Defect);
        };
        let question = self.packets(&client, hello).ok_or(Trouble::Defect)?;
        let mut heard =
            Listener { server, pieces: BTreeMap::new(), peer: Vec::new(), closed: None };
        for _ in 0..TRIES {
            for packet in &question {
                socket.send(packet).await?;
            }
            let end = Instant::now() + answer / TRIES;
            while let Some(bytes) = socket.receive(end).await? {
                if let Some(said) = heard.datagram(&bytes, self.token.is_empty())? {
                    self.close(socket, &client, &heard.peer).await;
                    return Ok(said);
                }
            }
        }
        Err(Trouble::Silent)
    }

    /// The ClientHello in datagrams.
    fn packets(&self, keys: &Keys, hello: &[u8]) -> Option<Vec<Vec<u8>>> {
        let room = DATAGRAM - COVER - self.destination.len() - self.source.len();
        let room = room.checked_sub(self.token.len() + CRYPTO_HEAD)?;
        let mut packets = Vec::new();
        for (number, piece) in hello.chunks(room).enumerate() {
            let offset = u16::try_from(number * room).ok()? | 1 << 14;
            let length = u16::try_from(piece.len()).ok()? | 1 << 14;
            let mut frames =
                [&[6][..], &offset.to_be_bytes(), &length.to_be_bytes(), piece].concat();
            frames.resize(room + CRYPTO_HEAD, 0);
            packets.push(self.seal(
                keys,
                &self.destination,
                u16::try_from(number).ok()?,
                &frames,
            )?);
        }
        Some(packets)
    }

    fn seal(&self, keys: &Keys, to: &[u8], number: u16, frames: &[u8]) -> Option<Vec<u8>> {
        keys.seal([to, &self.source], &self.token, number, frames)
    }

    /// Tells the server that nothing more comes (RFC 9000, section 10.2), so that it keeps nothing.
    async fn close(&self, socket: &Datagrams, keys: &Keys, peer: &[u8]) {
        if peer.is_empty() {
            return;
        }
        let room =
            DATAGRAM.saturating_sub(COVER + peer.len() + self.source.len() + self.token.len());
        let mut frames = vec![0x1c, 0, 0, 0];
        frames.resize(room.max(4), 0);
        if let Some(packet) = self.seal(keys, peer, u16::MAX >> 2, &frames) {
            let _ = socket.send(&packet).await;
        }
    }
}

/// Puts together what the server says.
#[derive(Debug)]
struct Listener {
    server: Keys,
    pieces: BTreeMap<usize, Vec<u8>>,
    /// The id that the server chose.
    peer: Vec<u8>,
    closed: Option<usize>,
}

impl Listener {
    fn datagram(&mut self, bytes: &[u8], may_retry: bool) -> Result<Option<Heard>, Trouble> {
        match quic::detour(bytes) {
            Some(Detour::Retry { source, token }) if may_retry && token.len() <= MAX_TOKEN => {
                let (destination, token) = (source.to_vec(), token.to_vec());
                return Ok(Some(Heard::Again { destination, token }));
            }
            Some(Detour::Versions(_)) => {
                return Err(Trouble::Refused("no version of QUIC in common".to_owned()));
            }
            _ => {}
        }
        let mut rest = bytes;
        for _ in 0..MAX_PACKETS {
            let Ok(Some((packet, used))) = quic::initial(rest) else { break };
            if let Some(opened) = packet.open(&self.server) {
                self.peer = packet.source.to_vec();
                self.take(&opened);
            }
            rest = rest.get(used..).unwrap_or_default();
        }
        self.heard()
    }

    fn take(&mut self, opened: &[u8]) {
        let frames = quic::frames(opened);
        self.closed = self.closed.or(frames.closed);
        for (offset, piece) in frames.crypto {
            if self.pieces.len() < MAX_PIECES {
                self.pieces.entry(offset).or_insert_with(|| piece.to_vec());
            }
        }
    }

    fn heard(&self) -> Result<Option<Heard>, Trouble> {
        let mut stream: Vec<u8> = Vec::new();
        for (offset, piece) in &self.pieces {
            let Some(known) = stream.len().checked_sub(*offset) else { break };
            stream.extend(piece.get(known..).unwrap_or_default());
        }
        if let Some(reply) = read_stream(&stream)? {
            return Ok(Some(Heard::Reply(reply)));
        }
        match self.closed {
            Some(error) if CRYPTO_ERRORS.contains(&error) => {
                let alert = u8::try_from(error & 0xff).ok();
                Ok(Some(Heard::Reply(Reply::Refused(alert))))
            }
            Some(error) => Err(Trouble::Refused(format!("QUIC error {error:#x}"))),
            None => Ok(None),
        }
    }
}

/// Two connection ids at random.
fn ids() -> Result<[[u8; 8]; 2], Trouble> {
    let mut ids = [[0; 8]; 2];
    for id in &mut ids {
        getrandom::fill(id).map_err(|_| Trouble::Defect)?;
    }
    Ok(ids)
}
