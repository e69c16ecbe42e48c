//! One endpoint while it is probed: its address, its pace, what it is still given.

use crate::datagrams::Datagrams;
use crate::pace::Pace;
use crate::starttls;
use crate::talk::{Limits, Talk};
use crate::targets::{Protocol, Target};
use crate::trouble::Trouble;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::lookup_host;
use tokio::time::{Instant, timeout, timeout_at};

/// One endpoint while it is probed.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    pub(crate) target: &'a Target,
    pub(crate) limits: &'a Limits,
    pace: Arc<Pace>,
    address: SocketAddr,
    connections: AtomicU32,
    end: Instant,
}

impl<'a> Endpoint<'a> {
    /// Looks up the address.
    pub(crate) async fn find(
        target: &'a Target,
        port: u16,
        limits: &'a Limits,
        pace: Arc<Pace>,
    ) -> Result<Self, Trouble> {
        let unresolved = |why: &str| Trouble::Unresolved(why.to_owned());
        let found = timeout(limits.connect, lookup_host((target.host.as_str(), port))).await;
        let found = found.map_err(|_| unresolved("no answer in time"))?;
        let mut found = found.map_err(|error| unresolved(&error.kind().to_string()))?;
        let address = found.next().ok_or_else(|| unresolved("none"))?;
        let end = Instant::now() + limits.endpoint;
        Ok(Self { target, limits, pace, address, connections: AtomicU32::new(0), end })
    }

    /// A connection over which the protocol may begin, at the pace of the host.
    pub(crate) async fn open(&self) -> Result<Talk, Trouble> {
        self.count()?;
        let open = async {
            self.pace.wait().await;
            let mut talk = Talk::open(self.address, self.limits).await?;
            if let Protocol::StartTls(dialogue) = self.target.protocol {
                starttls::begin(&mut talk, dialogue, &self.target.host).await?;
            }
            Ok(talk)
        };
        timeout_at(self.end, open).await.unwrap_or(Err(Trouble::TooLong))
    }

    /// A socket for datagrams to the endpoint, at the pace of the host.
    pub(crate) async fn datagrams(&self) -> Result<Datagrams, Trouble> {
        self.count()?;
        let open = async {
            self.pace.wait().await;
            Datagrams::open(self.address).await
        };
        timeout_at(self.end, open).await.unwrap_or(Err(Trouble::TooLong))
    }

    fn count(&self) -> Result<(), Trouble> {
        if self.connections() >= self.limits.connections {
            return Err(Trouble::TooManyConnections);
        }
        self.connections.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> u32 {
        self.connections.load(Ordering::Relaxed)
    }

    /// The name that a TLS client asks for: none for an address.
    pub(crate) fn server_name(&self) -> Option<&str> {
        let name = self.target.server_name.as_deref().unwrap_or(&self.target.host);
        name.parse::<std::net::IpAddr>().is_err().then_some(name)
    }
}
