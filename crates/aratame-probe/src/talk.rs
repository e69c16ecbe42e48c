//! One connection: bounded in time and bytes whatever the peer does.

use crate::trouble::Trouble;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

/// Longest line of a dialogue of text.
const MAX_LINE: usize = 4096;

/// Bytes that are read at once.
const PIECE: usize = 16 << 10;

/// What one endpoint is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a connection to be made.
    pub connect: Duration,
    /// For everything that is said over one connection.
    pub answer: Duration,
    /// For what may still come after a handshake, such as tickets.
    pub linger: Duration,
    /// For one endpoint as a whole.
    pub endpoint: Duration,
    /// Bytes that are taken of one connection.
    pub bytes: usize,
    /// Connections to one endpoint.
    pub connections: u32,
}

impl Default for Limits {
    /// Seconds as slow devices need them; 1 MiB, of which the longest chain of certificates takes a
    /// fifth; connections enough for a server that has every cipher suite.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(15),
            linger: Duration::from_secs(1),
            endpoint: Duration::from_secs(900),
            bytes: 1 << 20,
            connections: 400,
        }
    }
}

/// A connection with what was read of it and not yet used.
#[derive(Debug)]
pub(crate) struct Talk {
    stream: TcpStream,
    read: Vec<u8>,
    left: usize,
    deadline: Instant,
}

impl Talk {
    pub(crate) async fn open(address: SocketAddr, limits: &Limits) -> Result<Self, Trouble> {
        let stream = match timeout(limits.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(Trouble::Unreachable(error.kind().to_string())),
            Err(_) => return Err(Trouble::Unreachable("no answer in time".to_owned())),
        };
        // A dialogue of small messages; without this each waits for an acknowledgement.
        let _ = stream.set_nodelay(true);
        let deadline = Instant::now() + limits.answer;
        Ok(Self { stream, read: Vec::new(), left: limits.bytes, deadline })
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        match timeout_at(self.deadline, self.stream.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Trouble::Closed),
            Err(_) => Err(Trouble::Silent),
        }
    }

    /// Waits for at least one more byte.
    pub(crate) async fn more(&mut self) -> Result<(), Trouble> {
        if self.left == 0 {
            return Err(Trouble::TooMuch);
        }
        let mut piece = [0; PIECE];
        let room = self.left.min(PIECE);
        let read = self.stream.read(piece.get_mut(..room).unwrap_or_default());
        match timeout_at(self.deadline, read).await {
            Ok(Ok(0) | Err(_)) => Err(Trouble::Closed),
            Ok(Ok(count)) => {
                self.read.extend(piece.iter().take(count));
                self.left -= count;
                Ok(())
            }
            Err(_) => Err(Trouble::Silent),
        }
    }

    /// What was read and not yet used.
    pub(crate) fn unused(&self) -> &[u8] {
        &self.read
    }

    /// Marks bytes as used.
    pub(crate) fn used(&mut self, count: usize) {
        self.read.drain(..count.min(self.read.len()));
    }

    /// So many bytes.
    pub(crate) async fn exactly(&mut self, count: usize) -> Result<Vec<u8>, Trouble> {
        while self.read.len() < count {
            self.more().await?;
        }
        Ok(self.read.drain(..count).collect())
    }

    /// The next line without its end.
    pub(crate) async fn line(&mut self) -> Result<String, Trouble> {
        loop {
            if let Some(end) = self.read.iter().take(MAX_LINE).position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.read.len() >= MAX_LINE {
                return Err(Trouble::Unexpected("a line of text".to_owned()));
            }
            self.more().await?;
        }
    }

    /// The stream, for whoever goes on by other means.
    pub(crate) fn into_stream(self) -> TcpStream {
        self.stream
    }
}
