//! A run over many endpoints: side by side on one thread, each host at its pace.

use crate::dns::{self, DnsReport};
use crate::endpoint::Endpoint;
use crate::ike::{self, IkeReport};
use crate::journal::Journal;
use crate::pace::{Pace, Paces};
use crate::quic::QuicReport;
use crate::ssh::{self, SshReport};
use crate::talk::Limits;
use crate::targets::{Protocol, Target, Targets};
use crate::tls::{self, TlsReport};
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Endpoints that are probed side by side: each has one connection at a time, and processes may
/// have 1024 files open by default.
const SIDE_BY_SIDE: usize = 512;

/// How often it is looked whether the run is to end.
const LOOK: Duration = Duration::from_millis(50);

/// How a run is made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What each endpoint is given.
    pub limits: Limits,
    /// Endpoints side by side.
    pub side_by_side: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::default(), side_by_side: SIDE_BY_SIDE }
    }
}

/// How far a run is, and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Endpoints in all.
    pub all: AtomicU64,
    /// Endpoints done.
    pub done: AtomicU64,
    /// Set to end the run early.
    pub cancel: AtomicBool,
}

/// What was seen of an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// Nothing.
    #[default]
    Nothing,
    /// A TLS endpoint.
    Tls(TlsReport),
    /// An SSH endpoint.
    Ssh(SshReport),
    /// An IKEv2 responder.
    Ike(IkeReport),
    /// A QUIC endpoint.
    Quic(QuicReport),
    /// A zone through a resolver.
    Dns(DnsReport),
}

/// What came of one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// `tls://www.example:443`.
    pub endpoint: String,
    /// What was seen.
    pub seen: Seen,
    /// Why not everything was seen.
    pub trouble: Option<Trouble>,
}

impl Report {
    /// Whether another run would not ask again.
    pub(crate) fn is_done(&self) -> bool {
        self.trouble.is_none()
    }
}

/// The name of an endpoint.
pub(crate) fn name(target: &Target, port: u16) -> String {
    let host = &target.host;
    let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let zone = target.zone.as_ref().map_or(String::new(), |zone| format!("/{zone}"));
    format!("{}://{host}:{port}{zone}", target.protocol.scheme())
}

/// Probes every endpoint and gives a report of each, in the order of the file.
///
/// # Errors
/// When the journal cannot be written, or the system gives no way to wait for connections.
pub fn probe(
    targets: &Targets,
    options: &Options,
    progress: &Arc<Progress>,
    journal: Option<&mut Journal>,
) -> io::Result<Vec<Report>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let reports = runtime.block_on(all(targets, options, progress, journal));
    // A name that is being looked up does not hold the end of the run.
    runtime.shutdown_background();
    reports
}

async fn all(
    targets: &Targets,
    options: &Options,
    progress: &Arc<Progress>,
    mut journal: Option<&mut Journal>,
) -> io::Result<Vec<Report>> {
    let endpoints: Vec<(Target, u16)> =
        targets.endpoints().map(|(target, port)| (target.clone(), port)).collect();
    progress.all.store(endpoints.len() as u64, Ordering::Relaxed);
    let paces = Paces::of(targets.targets.iter().map(|each| (each.host.as_str(), each.rate)));
    let room = Arc::new(Semaphore::new(options.side_by_side.max(1)));
    let mut reports: Vec<Option<Report>> = Vec::new();
    let mut tasks = JoinSet::new();
    for (index, (target, port)) in endpoints.iter().enumerate() {
        let name = name(target, *port);
        reports.push(journal.as_ref().and_then(|journal| journal.done(&name)).cloned());
        if reports.last().is_some_and(Option::is_some) {
            progress.done.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        let (target, port, limits) = (target.clone(), *port, options.limits);
        let (room, pace, progress) = (room.clone(), paces.get(&target.host), progress.clone());
        tasks.spawn(async move {
            let _place = room.acquire().await;
            let (seen, trouble) = tokio::select! {
                found = guarded(&target, port, &limits, pace) => found,
                () = cancelled(&progress) => (Seen::Nothing, Some(Trouble::Interrupted)),
            };
            progress.done.fetch_add(1, Ordering::Relaxed);
            (index, Report { endpoint: name, seen, trouble })
        });
    }
    while let Some(ended) = tasks.join_next().await {
        let Ok((index, report)) = ended else { continue };
        if let Some(journal) = journal.as_deref_mut() {
            journal.enter(&report)?;
        }
        if let Some(place) = reports.get_mut(index) {
            *place = Some(report);
        }
    }
    let whole = reports.into_iter().zip(&endpoints).map(|(report, (target, port))| {
        // A task that ended without a report met a defect.
        report.unwrap_or_else(|| Report {
            endpoint: name(target, *port),
            seen: Seen::Nothing,
            trouble: Some(Trouble::Defect),
        })
    });
    Ok(whole.collect())
}

async fn cancelled(progress: &Progress) {
    while !progress.cancel.load(Ordering::Relaxed) {
        sleep(LOOK).await;
    }
}

/// One endpoint within its time window and its time.
async fn guarded(
    target: &Target,
    port: u16,
    limits: &Limits,
    pace: Arc<Pace>,
) -> (Seen, Option<Trouble>) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    if target.window.is_some_and(|window| !window.covers(now)) {
        return (Seen::Nothing, Some(Trouble::OutsideWindow));
    }
    // Each connection knows the end; this catches what hangs between them.
    let whole = limits.endpoint + limits.connect + limits.answer;
    match timeout(whole, one(target, port, limits, pace)).await {
        Ok(found) => found,
        Err(_) => (Seen::Nothing, Some(Trouble::TooLong)),
    }
}

async fn one(
    target: &Target,
    port: u16,
    limits: &Limits,
    pace: Arc<Pace>,
) -> (Seen, Option<Trouble>) {
    let endpoint = match Endpoint::find(target, port, limits, pace).await {
        Ok(endpoint) => endpoint,
        Err(trouble) => return (Seen::Nothing, Some(trouble)),
    };
    match target.protocol {
        Protocol::Tls | Protocol::StartTls(_) => {
            let (report, trouble) = tls::probe(&endpoint).await;
            let is_empty = report.versions.is_empty();
            (if is_empty { Seen::Nothing } else { Seen::Tls(report) }, trouble)
        }
        Protocol::Ssh => {
            let (report, trouble) = ssh::probe(&endpoint).await;
            let is_empty = report.identification.is_empty();
            (if is_empty { Seen::Nothing } else { Seen::Ssh(report) }, trouble)
        }
        Protocol::Ike => {
            let (report, trouble) = ike::probe(&endpoint).await;
            (if report.is_empty() { Seen::Nothing } else { Seen::Ike(report) }, trouble)
        }
        Protocol::Quic => {
            let (report, trouble) = tls::probe_quic(&endpoint).await;
            let is_empty = report.tls.versions.is_empty();
            (if is_empty { Seen::Nothing } else { Seen::Quic(report) }, trouble)
        }
        Protocol::Dns => {
            let (report, trouble) = dns::probe(&endpoint).await;
            let is_empty = report.zone.is_empty();
            (if is_empty { Seen::Nothing } else { Seen::Dns(report) }, trouble)
        }
    }
}
