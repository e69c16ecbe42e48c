//! Datagrams to and from one endpoint.

use crate::trouble::Trouble;
use std::io;
use std::net::SocketAddr;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

/// Bytes of the longest datagram.
const MAX_DATAGRAM: usize = 65_535;

/// A socket that hears its endpoint only.
#[derive(Debug)]
pub(crate) struct Datagrams(UdpSocket);

impl Datagrams {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Trouble> {
        let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = UdpSocket::bind(any).await.map_err(unreachable)?;
        socket.connect(address).await.map_err(unreachable)?;
        Ok(Self(socket))
    }

    pub(crate) async fn send(&self, bytes: &[u8]) -> Result<(), Trouble> {
        self.0.send(bytes).await.map(|_| ()).map_err(unreachable)
    }

    /// The next datagram, if one comes before the end.
    pub(crate) async fn receive(&self, end: Instant) -> Result<Option<Vec<u8>>, Trouble> {
        let mut buffer = vec![0; MAX_DATAGRAM];
        match timeout_at(end, self.0.recv(&mut buffer)).await {
            Ok(Ok(count)) => {
                buffer.truncate(count);
                Ok(Some(buffer))
            }
            Ok(Err(error)) => Err(unreachable(error)),
            Err(_) => Ok(None),
        }
    }
}

fn unreachable(error: io::Error) -> Trouble {
    Trouble::Unreachable(error.kind().to_string())
}
