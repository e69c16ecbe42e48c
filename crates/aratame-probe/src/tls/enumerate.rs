//! The order of questions to a TLS endpoint.
//!
//! Each stage stands alone: when one fails, the gap is told and the next is tried, until too many
//! have failed.

mod older;

use super::answer::{Answer, Reply, read};
use super::complete::{Wish, complete, groups};
use super::hello::{FALLBACK_SCSV, Offer, RENEGOTIATION_SCSV};
use super::{Chain, GroupSeen, SSL2, SSL3, TLS12, TLS13, TlsReport, ssl2, version_name};
use crate::endpoint::Endpoint;
use crate::quic::{self, QuicReport};
use crate::trouble::Trouble;
use aratame_algorithms::{CipherSuite, Registry, cipher_suite, cipher_suites, entries};
use aratame_formats::wire;
use aratame_formats::wire::tls::extension;
use data_encoding::BASE64;
use older::Signer;

/// Stages that may fail before the rest is left out.
const MAX_GAPS: usize = 3;

/// Handshakes that are completed with one endpoint.
const MAX_COMPLETED: usize = 16;

/// Application protocols that are asked for: IANA's, as far as servers are known to have them.
const ALPN: &[&str] = &[
    "h2",
    "http/1.1",
    "http/1.0",
    "http/0.9",
    "spdy/3.1",
    "acme-tls/1",
    "imap",
    "pop3",
    "managesieve",
    "ftp",
    "dot",
    "mqtt",
    "postgresql",
    "xmpp-client",
    "xmpp-server",
    "sip/2",
    "ntske/1",
    "irc",
    "nntp",
    "stun.turn",
    "webrtc",
    "coap",
    "radius/1.0",
    "radius/1.1",
    "tds/8.0",
];

/// Application protocols over QUIC.
const ALPN_QUIC: &[&str] = &["h3", "doq", "smb", "h3-29", "hq-interop", "hq-29", "perf"];

/// Alerts of a server that has no application protocol in common (RFC 7301, section 3.2) or wants
/// one to be named.
const NO_PROTOCOL: u8 = 120;

/// Groups that the registry has for explicit parameters, which nobody negotiates by number.
const EXPLICIT: [u16; 2] = [0xff01, 0xff02];

/// The group for which a share is offered.
const X25519: u16 = 29;

/// Groups for servers that do not bear the long list.
const COMMON_GROUPS: [u16; 7] = [0x11ec, 0x11eb, 0x11ed, 29, 23, 24, 25];

/// Asks everything. What was seen until a trouble stays in the report.
pub(crate) async fn probe(endpoint: &Endpoint<'_>) -> (TlsReport, Option<Trouble>) {
    let mut asker = Asker::new(endpoint);
    let trouble = asker.everything().await.err();
    asker.report.versions.sort_unstable();
    asker.report.connections = endpoint.connections();
    (asker.report, trouble)
}

/// Asks a QUIC endpoint for its versions and for what TLS chooses inside.
pub(crate) async fn probe_quic(endpoint: &Endpoint<'_>) -> (QuicReport, Option<Trouble>) {
    let mut asker = Asker::new(endpoint);
    let mut versions = Vec::new();
    let trouble = asker.everything_quic(&mut versions).await.err();
    asker.report.connections = endpoint.connections();
    (QuicReport { versions, tls: asker.report }, trouble)
}

struct Asker<'e> {
    endpoint: &'e Endpoint<'e>,
    /// The version of QUIC, where TLS is inside of it.
    quic: Option<u32>,
    report: TlsReport,
    groups: Vec<u16>,
    schemes: Vec<u16>,
    /// Keys up to TLS 1.2 that have no scheme but those that were seen.
    spent: Vec<Signer>,
    /// Whether every application protocol was told beside the suites.
    is_alpn_told: bool,
    /// The first trouble of a stage that others did not share.
    first: Option<Trouble>,
}

impl<'e> Asker<'e> {
    fn new(endpoint: &'e Endpoint<'e>) -> Self {
        Self {
            endpoint,
            quic: None,
            report: TlsReport::default(),
            groups: codes(Registry::TlsGroup),
            schemes: codes(Registry::TlsSignatureScheme),
            spent: Vec::new(),
            is_alpn_told: false,
            first: None,
        }
    }

    async fn everything(&mut self) -> Result<(), Trouble> {
        let newest = self.newest().await;
        self.note("TLS 1.3", newest)?;
        let older = self.older().await;
        self.note("versions up to TLS 1.2", older)?;
        let ssl2 = self.ssl2().await;
        self.note("SSL 2.0", ssl2)?;
        if self.report.versions.is_empty() {
            let refused = || Trouble::Refused("no version and suite in common".to_owned());
            return Err(self.first.take().unwrap_or_else(refused));
        }
        let completed = self.completed().await;
        self.note("certificates and groups of TLS 1.3", completed)?;
        let order = self.order().await;
        self.note("whose order of suites holds", order)?;
        let curves = self.curves().await;
        self.note("groups up to TLS 1.2", curves)?;
        let schemes = self.schemes().await;
        self.note("signature schemes of TLS 1.2", schemes)?;
        let alpn = self.alpn().await;
        self.note("application protocols", alpn)?;
        let fallback = self.fallback().await;
        self.note("fall back", fallback)
    }

    async fn everything_quic(&mut self, versions: &mut Vec<u32>) -> Result<(), Trouble> {
        match quic::versions(self.endpoint).await {
            Ok(named) => *versions = named,
            Err(Trouble::Silent) => {
                self.report.gaps.push("no answer to an unknown version of QUIC".to_owned());
            }
            Err(trouble) => return Err(trouble),
        }
        let mut able = wire::quic::versions();
        let Some(version) = able.find(|each| versions.is_empty() || versions.contains(each)) else {
            return Err(Trouble::Refused("no version of QUIC in common".to_owned()));
        };
        self.quic = Some(version);
        self.newest().await?;
        if self.report.versions.is_empty() {
            return Err(Trouble::Refused("no suite and group in common".to_owned()));
        }
        if versions.is_empty() {
            versions.push(version);
        }
        let order = self.order().await;
        self.note("whose order of suites holds", order)?;
        let alpn = self.alpn_quic().await;
        self.note("application protocols", alpn)
    }

    /// Each protocol alone with a share, because the server's choice is encrypted.
    async fn alpn_quic(&mut self) -> Result<(), Trouble> {
        for name in ALPN_QUIC {
            let suites = self.report.suites13.clone();
            let offer = Offer { suites, alpn: vec![name], share: true, ..self.offer(TLS13) };
            match self.ask(&offer).await? {
                Reply::Taken(answer) if answer.is_retry => {
                    let gap = "application protocols: not told without a group in common";
                    self.report.gaps.push(gap.to_owned());
                    return Ok(());
                }
                Reply::Taken(_) => push_new(&mut self.report.alpn, (*name).to_owned()),
                Reply::Refused(Some(NO_PROTOCOL)) => {}
                Reply::Refused(_) => return Ok(()),
            }
        }
        Ok(())
    }

    /// Keeps the trouble of a stage as a gap. What would stop every stage stops them here.
    fn note(&mut self, stage: &str, done: Result<(), Trouble>) -> Result<(), Trouble> {
        let Err(trouble) = done else { return Ok(()) };
        let is_final = matches!(
            trouble,
            Trouble::Unreachable(_)
                | Trouble::TooManyConnections
                | Trouble::TooLong
                | Trouble::TooMuch
                | Trouble::Unexpected(_)
                | Trouble::Refused(_)
        );
        if is_final || self.report.gaps.len() + 1 >= MAX_GAPS {
            return Err(trouble);
        }
        self.report.gaps.push(format!("{stage}: {trouble}"));
        self.first.get_or_insert(trouble);
        Ok(())
    }

    fn offer(&self, version: u16) -> Offer<'e> {
        Offer {
            version,
            schemes: self.schemes.clone(),
            server_name: self.endpoint.server_name(),
            groups: self.groups.clone(),
            alpn: if self.quic.is_some() { ALPN_QUIC.to_vec() } else { Vec::new() },
            ..Offer::default()
        }
    }

    async fn exchange(&self, offer: &Offer<'_>) -> Result<Reply, Trouble> {
        let mut random = [0; 64];
        getrandom::fill(&mut random).map_err(|_| Trouble::Defect)?;
        if let Some(version) = self.quic {
            let hello = |id: &[u8]| Offer { quic: Some(id), ..offer.clone() }.message(&random);
            return quic::ask(self.endpoint, version, &hello).await;
        }
        let mut talk = self.endpoint.open().await?;
        talk.send(&offer.record(&random)).await?;
        read(&mut talk).await
    }

    /// One handshake. What the answer shows beside the choice is kept.
    async fn ask(&mut self, offer: &Offer<'_>) -> Result<Reply, Trouble> {
        let reply = self.exchange(offer).await?;
        if let Reply::Taken(answer) = &reply {
            let was_offered = offer.suites.contains(&answer.suite)
                && (answer.version <= offer.version || answer.version == SSL3);
            if !was_offered {
                return Err(Trouble::Unexpected("a choice among what was offered".to_owned()));
            }
            self.keep(answer);
        }
        Ok(reply)
    }

    async fn taken(&mut self, offer: &Offer<'_>) -> Result<Option<Answer>, Trouble> {
        match self.ask(offer).await? {
            Reply::Taken(answer) if answer.version == offer.version => Ok(Some(*answer)),
            _ => Ok(None),
        }
    }

    fn keep(&mut self, answer: &Answer) {
        push_new(&mut self.report.versions, answer.version);
        let tls13 = answer.version == TLS13;
        if let Some(code) = answer.group.or(answer.exchange.and_then(|each| each.group)) {
            self.keep_group(GroupSeen { code, tls13, completed: false });
        }
        if tls13 {
            return;
        }
        let report = &mut self.report;
        if let Some(exchange) = answer.exchange {
            let bits = exchange.prime_bits.and_then(|bits| u32::try_from(bits).ok());
            bits.into_iter().for_each(|bits| push_new(&mut report.dh_bits, bits));
            exchange.scheme.into_iter().for_each(|scheme| push_new(&mut report.schemes, scheme));
        }
        let chose = |seen: &mut Option<bool>, yes: bool| *seen = Some(seen.unwrap_or(false) || yes);
        chose(&mut report.compression, answer.compression != 0);
        if answer.version > SSL3 {
            chose(&mut report.secure_renegotiation, answer.has(extension::RENEGOTIATION_INFO));
            let ems = answer.has(extension::EXTENDED_MASTER_SECRET);
            chose(&mut report.extended_master_secret, ems);
            chose(&mut report.session_tickets, answer.has(extension::SESSION_TICKET));
            chose(&mut report.ocsp_stapling, answer.is_stapled());
        }
        if cipher_suite(answer.suite).is_some_and(|suite| suite.mac.is_some()) {
            chose(&mut report.encrypt_then_mac, answer.has(extension::ENCRYPT_THEN_MAC));
        }
        if !answer.chain.is_empty() {
            chose(&mut report.asks_client_certificate, answer.asks_certificate);
            self.keep_chain(&answer.chain);
        }
        if self.report.versions.contains(&TLS13) && answer.version == TLS12 {
            chose(&mut self.report.downgrade_sentinel, answer.has_sentinel);
        }
    }

    fn keep_group(&mut self, seen: GroupSeen) {
        let same = |each: &&mut GroupSeen| (each.code, each.tls13) == (seen.code, seen.tls13);
        match self.report.groups.iter_mut().find(same) {
            Some(known) => known.completed |= seen.completed,
            None => self.report.groups.push(seen),
        }
    }

    fn keep_chain(&mut self, chain: &[Vec<u8>]) {
        let certificates = chain.iter().map(|each| BASE64.encode(each)).collect();
        push_new(&mut self.report.chains, Chain { certificates });
    }

    /// Suites and groups of TLS 1.3 at once: each answer names one of both.
    async fn newest(&mut self) -> Result<(), Trouble> {
        let all: Vec<u16> =
            cipher_suites().iter().filter(|s| s.is_tls13()).map(|s| s.code).collect();
        let mut offer = Offer { suites: all.clone(), ..self.offer(TLS13) };
        let mut first = self.taken(&offer).await?;
        if first.is_none() {
            // Not every server bears the long list, or a client without a share.
            offer.groups = COMMON_GROUPS.to_vec();
            offer.share = true;
            first = self.taken(&offer).await?;
        }
        let Some(first) = first else { return Ok(()) };
        let full = Offer { suites: all, ..offer };
        let mut rest = full.clone();
        let mut next = Some(first);
        // Both lists shrink; then each alone, because the last refusal may be of either.
        while let Some(answer) = next {
            self.strike(&mut rest, &answer);
            if rest.suites.is_empty() || rest.groups.is_empty() {
                break;
            }
            next = self.taken(&rest).await?;
        }
        // The groups that are left with suites that the server has: an answer tells that it was
        // the suites that ran out, and, as they stand backwards, whose order holds.
        let mut groups = Offer { groups: rest.groups, share: rest.share, ..full.clone() };
        groups.suites = self.report.suites13.iter().rev().copied().collect();
        let backwards = groups.suites.clone();
        let mut has_all_suites = rest.suites.is_empty();
        while !groups.groups.is_empty() {
            let Some(answer) = self.taken(&groups).await? else { break };
            self.strike(&mut groups, &answer);
            groups.suites.clone_from(&backwards);
            has_all_suites = true;
            self.take_order13(answer.suite);
        }
        let mut suites = Offer { suites: rest.suites, ..full.clone() };
        while !has_all_suites && !suites.suites.is_empty() {
            let Some(answer) = self.taken(&suites).await? else { break };
            self.strike(&mut suites, &answer);
            suites.groups.clone_from(&full.groups);
            suites.share = full.share;
        }
        // X25519 came with a share; without one nothing was answered.
        if full.share && self.report.groups.iter().all(|each| each.code == X25519) {
            let gap = "groups of TLS 1.3 beside X25519: the server asks for no other key share";
            self.report.gaps.push(gap.to_owned());
        }
        Ok(())
    }

    /// What was chosen of all suites in reverse tells whose order holds.
    fn take_order13(&mut self, chosen: u16) {
        if let [first, .., last] = self.report.suites13[..]
            && [first, last].contains(&chosen)
        {
            self.report.own_order13 = Some(chosen == first);
        }
    }

    /// Takes what was chosen out of the next offer of TLS 1.3.
    fn strike(&mut self, offer: &mut Offer<'_>, answer: &Answer) {
        push_new(&mut self.report.suites13, answer.suite);
        offer.suites.retain(|suite| *suite != answer.suite);
        offer.groups.retain(|group| Some(*group) != answer.group);
        if answer.group == Some(X25519) {
            offer.share = false;
        }
    }

    async fn ssl2(&mut self) -> Result<(), Trouble> {
        if let Some(ciphers) = ssl2::ask(self.endpoint).await? {
            push_new(&mut self.report.versions, SSL2);
            self.report.ssl2_ciphers = ciphers;
        }
        Ok(())
    }

    /// Completes a handshake with each group that can be, and asks for another signature scheme
    /// each time, until the server has no other.
    async fn completed(&mut self) -> Result<(), Trouble> {
        let seen = |code| self.report.groups.iter().any(|each| each.tls13 && each.code == code);
        let able = groups().map(|group| u16::from(group.name())).filter(|code| seen(*code));
        let able: Vec<u16> = able.collect();
        let is_classical = |code: &u16| [23, 24, 29].contains(code);
        // One classical group is enough to see a certificate; the others need no proof.
        let one_classical = able.iter().find(|code| is_classical(code)).copied();
        let mut groups: Vec<u16> =
            able.iter().filter(|code| !is_classical(code)).copied().collect();
        groups.extend(one_classical);
        let Some(mut group) = groups.first().copied() else { return self.unfinished() };
        // A key that signed in the clear needs no second look; others have schemes of their own.
        let mut left = self.schemes.clone();
        left.retain(|scheme| !self.report.schemes.contains(scheme));
        let mut is_first = true;
        for _ in 0..MAX_COMPLETED {
            let is_whole = is_first || left.is_empty();
            let schemes = if is_whole { self.schemes.clone() } else { left.clone() };
            let wish = Wish { group, schemes, alpn: Vec::new(), linger: is_first };
            match complete(self.endpoint, &wish).await? {
                Some(seen) => {
                    is_first = false;
                    left.retain(|scheme| Some(*scheme) != seen.scheme);
                    groups.retain(|each| *each != group);
                    self.keep_completed(seen);
                }
                None if left.is_empty() || is_first => groups.retain(|each| *each != group),
                None => left.clear(),
            }
            match groups.first() {
                Some(next) => group = *next,
                None if left.is_empty() || is_first => break,
                None => {}
            }
        }
        if is_first { self.unfinished() } else { Ok(()) }
    }

    fn unfinished(&mut self) -> Result<(), Trouble> {
        if self.report.versions.contains(&TLS13) {
            let gap = "TLS 1.3: no handshake could be completed; its certificate was not seen";
            self.report.gaps.push(gap.to_owned());
        }
        Ok(())
    }

    fn keep_completed(&mut self, seen: super::complete::Completed) {
        if let Some(code) = seen.group {
            self.keep_group(GroupSeen { code, tls13: true, completed: true });
        }
        let report = &mut self.report;
        seen.scheme.into_iter().for_each(|scheme| push_new(&mut report.schemes, scheme));
        report.session_tickets13 = report.session_tickets13.or(seen.has_ticket);
        let either = |old: Option<bool>, new: bool| Some(old.unwrap_or(false) || new);
        report.ocsp_stapling = either(report.ocsp_stapling, seen.is_stapled);
        report.asks_client_certificate =
            either(report.asks_client_certificate, seen.asks_certificate);
        if !seen.chain.is_empty() {
            self.keep_chain(&seen.chain);
        }
    }

    /// Offers what the server has in reverse: a server with its own order takes the same.
    async fn order(&mut self) -> Result<(), Trouble> {
        if let ([first, .., last], None) = (&self.report.suites13[..], self.report.own_order13) {
            let (first, last) = (*first, *last);
            let offer = Offer { suites: vec![last, first], ..self.offer(TLS13) };
            let answer = self.taken(&offer).await?;
            self.report.own_order13 = answer.map(|answer| answer.suite == first);
        }
        let newest = self.report.versions.iter().copied().filter(|v| (SSL3..=TLS12).contains(v));
        let Some(newest) = newest.max() else { return Ok(()) };
        if let ([first, .., last], None) = (&self.report.suites[..], self.report.own_order) {
            let (first, last) = (*first, *last);
            let offer = Offer { suites: vec![last, first], ..self.offer(newest) };
            let answer = self.taken(&offer).await?;
            self.report.own_order = answer.map(|answer| answer.suite == first);
        }
        Ok(())
    }

    /// Curves up to TLS 1.2 that TLS 1.3 did not show.
    async fn curves(&mut self) -> Result<(), Trouble> {
        let is_ecdhe = |code: &u16| cipher_suite(*code).is_some_and(|s| s.name.contains("_ECDHE_"));
        let suites: Vec<u16> = self.report.suites.iter().copied().filter(is_ecdhe).collect();
        if suites.is_empty() {
            return Ok(());
        }
        let mut offer = Offer { suites, ..self.offer(self.newest_older()) };
        loop {
            let seen = &self.report.groups;
            offer.groups.retain(|code| !seen.iter().any(|each| each.code == *code));
            let before = offer.groups.len();
            let Some(answer) = self.taken(&offer).await? else { return Ok(()) };
            let chosen = answer.exchange.and_then(|each| each.group);
            offer.groups.retain(|code| Some(*code) != chosen);
            if offer.groups.len() == before || offer.groups.is_empty() {
                return Ok(());
            }
        }
    }

    fn newest_older(&self) -> u16 {
        let older = self.report.versions.iter().copied().filter(|v| (SSL3..=TLS12).contains(v));
        older.max().unwrap_or(TLS12)
    }

    /// Application protocols that were not told beside the suites.
    async fn alpn(&mut self) -> Result<(), Trouble> {
        let mut left = ALPN.to_vec();
        left.retain(|name| !self.report.alpn.iter().any(|seen| seen == name));
        if self.is_alpn_told {
            return Ok(());
        }
        while !left.is_empty() {
            let Some(chosen) = self.chosen_protocol(&left).await? else { return Ok(()) };
            let before = left.len();
            left.retain(|name| *name != chosen);
            if left.len() == before {
                return Ok(());
            }
            push_new(&mut self.report.alpn, chosen);
        }
        Ok(())
    }

    /// Up to TLS 1.2 the choice travels in the clear; of TLS 1.3 a handshake is completed.
    async fn chosen_protocol(&mut self, names: &[&'static str]) -> Result<Option<String>, Trouble> {
        if self.report.versions.contains(&TLS12) {
            let suites = self.report.suites.clone();
            let offer = Offer { suites, alpn: names.to_vec(), ..self.offer(TLS12) };
            return Ok(self.taken(&offer).await?.and_then(|answer| answer.alpn));
        }
        let done = self.report.groups.iter().find(|group| group.completed);
        let Some(group) = done.map(|group| group.code) else { return Ok(None) };
        let wish =
            Wish { group, schemes: self.schemes.clone(), alpn: names.to_vec(), linger: false };
        Ok(complete(self.endpoint, &wish).await?.and_then(|seen| seen.alpn))
    }

    /// Pretends to fall back from the newest version: a server that knows RFC 7507 refuses.
    async fn fallback(&mut self) -> Result<(), Trouble> {
        let mut older = self.report.versions.iter().copied().filter(|v| (SSL3..=TLS13).contains(v));
        let newest = self.report.versions.iter().copied().max();
        let Some(version) = older.rfind(|v| Some(*v) != newest && *v != TLS13) else {
            return Ok(());
        };
        let mut suites = self.report.suites.clone();
        suites.push(FALLBACK_SCSV);
        let offer = Offer { suites, ..self.offer(version) };
        // RFC 7507, section 3: inappropriate_fallback(86).
        self.report.fallback_scsv = match self.ask(&offer).await? {
            Reply::Taken(_) => Some(false),
            Reply::Refused(alert) => (alert == Some(86)).then_some(true),
        };
        Ok(())
    }
}

fn push_new<T: PartialEq>(all: &mut Vec<T>, new: T) {
    if !all.contains(&new) {
        all.push(new);
    }
}

fn codes(registry: Registry) -> Vec<u16> {
    let of = entries().iter().filter(|entry| entry.registry == registry);
    let codes = of.filter_map(|entry| u16::try_from(entry.code?).ok());
    codes.filter(|code| registry != Registry::TlsGroup || !EXPLICIT.contains(code)).collect()
}

/// Every suite up to TLS 1.2; signalling values are none. Those of one key that signs stand
/// together and first, of them those that HTTP/2 bears (RFC 9113, section 9.2.2), so that a server
/// that follows the client shows its signature schemes and protocols.
fn older_suites() -> Vec<u16> {
    let signals = [FALLBACK_SCSV, RENEGOTIATION_SCSV];
    let older = cipher_suites().iter().filter(|suite| !suite.is_tls13());
    let mut suites: Vec<_> = older.filter(|suite| !signals.contains(&suite.code)).collect();
    suites.sort_by_key(|suite| {
        let signer = Signer::of_suite(suite.code);
        (signer.is_none(), signer, suite.mac.is_some())
    });
    suites.iter().map(|suite| suite.code).collect()
}

fn is_common(suite: &CipherSuite) -> bool {
    suite.openssl.is_some() && !suite.name.contains("PSK") && !suite.name.contains("SRP")
}

/// Versions in words.
pub(crate) fn version_names(versions: &[u16]) -> Vec<String> {
    versions.iter().map(|version| version_name(*version).to_owned()).collect()
}
