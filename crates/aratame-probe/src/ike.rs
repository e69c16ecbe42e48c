//! An IKEv2 responder: the transforms that it takes, with ML-KEM as additional key exchange.
//!
//! Owns the questions. IKE_SA_INIT is asked with fewer transforms each time, because the answer
//! names one of each kind; no exchange follows, and what is sent as public value belongs to no
//! secret.

mod message;

use crate::datagrams::Datagrams;
use crate::endpoint::Endpoint;
use crate::trouble::Trouble;
use aratame_formats::wire::ike::{self, Transform, transform_type as kind};
use message::{Offer, able_groups};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;

/// Times that a question is sent before the responder counts as silent (RFC 7296, section 2.1).
const TRIES: u32 = 3;

/// Notifications (RFC 7296, section 3.10.1; RFC 9242).
mod notification {
    pub(super) const INVALID_KE_PAYLOAD: u16 = 17;
    pub(super) const COOKIE: u16 = 16390;
    pub(super) const INTERMEDIATE_EXCHANGE_SUPPORTED: u16 = 16438;
}

/// A transform that the responder chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chosen {
    /// Its number.
    pub id: u16,
    /// Bits of the key, of encryption.
    pub key_bits: Option<u16>,
}

/// Everything seen of an IKEv2 responder, each list in the order in which it chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IkeReport {
    /// Encryption.
    pub encryption: Vec<Chosen>,
    /// Pseudorandom functions.
    pub prf: Vec<Chosen>,
    /// Integrity.
    pub integrity: Vec<Chosen>,
    /// Key exchange methods.
    pub key_exchange: Vec<Chosen>,
    /// Additional key exchanges (RFC 9370); 0 is none.
    pub additional: Vec<Chosen>,
    /// Whether it knows the exchange that carries them (RFC 9242).
    pub intermediate_exchange: bool,
    /// Questions that it took.
    pub connections: u32,
    /// What could not be told.
    pub gaps: Vec<String>,
}

impl IkeReport {
    pub(crate) fn is_empty(&self) -> bool {
        self.key_exchange.is_empty() && self.encryption.is_empty()
    }
}

/// Asks everything. What was seen until a trouble stays in the report.
pub(crate) async fn probe(endpoint: &Endpoint<'_>) -> (IkeReport, Option<Trouble>) {
    let is_marked = match endpoint.port() {
        500 => Some(false),
        4500 => Some(true),
        _ => None,
    };
    let report = IkeReport::default();
    let mut asker = Asker { endpoint, report, is_brief: false, is_marked };
    let trouble = asker.everything().await.err();
    asker.report.connections = endpoint.connections();
    (asker.report, trouble)
}

struct Asker<'e> {
    endpoint: &'e Endpoint<'e>,
    report: IkeReport,
    /// Whether only what is common is offered.
    is_brief: bool,
    /// Whether four zeros stand before each message (RFC 3948, section 2.2): never at port 500,
    /// always at 4500, elsewhere as the responder wants it.
    is_marked: Option<bool>,
}

/// What tells a message of IKE from one of ESP.
const MARKER: [u8; 4] = [0; 4];

/// What a responder answers.
#[derive(Debug)]
enum Answer {
    /// It took a proposal.
    Taken(Vec<Transform>),
    /// It wants this group.
    Wants(u16),
    /// It takes none of it.
    Refused,
}

impl Asker<'_> {
    async fn everything(&mut self) -> Result<(), Trouble> {
        self.groups().await?;
        if self.report.key_exchange.is_empty() {
            return Err(Trouble::Refused("no proposal chosen".to_owned()));
        }
        let is_seen = |group: &u16| self.report.key_exchange.iter().any(|each| each.id == *group);
        let able: Vec<u16> = able_groups().filter(is_seen).collect();
        if able.is_empty() {
            let gap = "no group for which a public value can be made; only groups were seen";
            self.report.gaps.push(gap.to_owned());
        }
        // A responder may take a cipher with one group and not with another.
        for group in able {
            for wanted in
                [kind::ADDITIONAL_KEY_EXCHANGE_1, kind::ENCRYPTION, kind::PRF, kind::INTEGRITY]
            {
                self.transforms(group, wanted).await?;
            }
        }
        Ok(())
    }

    /// Groups, by what the responder wants instead of the one that came.
    async fn groups(&mut self) -> Result<(), Trouble> {
        match self.groups_of(Offer::everything()).await {
            // The long question comes in fragments, which not every network carries.
            Err(Trouble::Silent) if self.report.key_exchange.is_empty() => {
                self.is_brief = true;
                self.groups_of(Offer::common()).await
            }
            other => other,
        }
    }

    async fn groups_of(&mut self, mut offer: Offer) -> Result<(), Trouble> {
        while !offer.key_exchange.is_empty() {
            // A value of a group that is offered; it need not be the one that is wanted.
            let group = able_groups().find(|each| offer.key_exchange.contains(each));
            let chosen = match self.ask(&offer, group.unwrap_or(31)).await? {
                Answer::Wants(group) => group,
                Answer::Taken(transforms) => {
                    let of = transforms.iter().find(|each| each.kind == kind::KEY_EXCHANGE);
                    let Some(of) = of.map(|each| each.id) else { break };
                    self.keep(&transforms);
                    of
                }
                Answer::Refused => break,
            };
            let before = offer.key_exchange.len();
            offer.key_exchange.retain(|each| *each != chosen);
            if offer.key_exchange.len() == before {
                return Err(Trouble::Unexpected("a choice among what was offered".to_owned()));
            }
            push_new(&mut self.report.key_exchange, Chosen { id: chosen, key_bits: None });
        }
        Ok(())
    }

    /// Transforms of one kind with one group that a value can be made for.
    async fn transforms(&mut self, group: u16, wanted: u8) -> Result<(), Trouble> {
        let all = if self.is_brief { Offer::common() } else { Offer::everything() };
        let mut offer = Offer { key_exchange: vec![group], ..all };
        loop {
            let Answer::Taken(transforms) = self.ask(&offer, group).await? else { return Ok(()) };
            self.keep(&transforms);
            let Some(chosen) = transforms.iter().find(|each| each.kind == wanted) else {
                return Ok(());
            };
            if !offer.strike(chosen) {
                return Ok(());
            }
        }
    }

    fn keep(&mut self, transforms: &[Transform]) {
        for each in transforms {
            let chosen = Chosen { id: each.id, key_bits: each.key_bits };
            let list = match each.kind {
                kind::ENCRYPTION => &mut self.report.encryption,
                kind::PRF => &mut self.report.prf,
                kind::INTEGRITY => &mut self.report.integrity,
                kind::KEY_EXCHANGE => &mut self.report.key_exchange,
                kind::ADDITIONAL_KEY_EXCHANGE_1..=kind::ADDITIONAL_KEY_EXCHANGE_7 => {
                    &mut self.report.additional
                }
                _ => continue,
            };
            push_new(list, chosen);
        }
    }

    /// One IKE_SA_INIT, with the cookie that a busy responder may want first.
    async fn ask(&mut self, offer: &Offer, group: u16) -> Result<Answer, Trouble> {
        let mut own = [0; 40];
        getrandom::fill(&mut own).map_err(|_| Trouble::Defect)?;
        let mut cookie = Vec::new();
        // A cookie may hold for the port from which the first question came.
        let socket = self.endpoint.datagrams().await?;
        for _ in 0..2 {
            let question = message::init(&own, &cookie, offer, group);
            let bytes = self.exchange(&socket, &question).await?;
            let unexpected = |_| Trouble::Unexpected("IKE_SA_INIT of IKEv2".to_owned());
            let answer = ike::message(&bytes).map_err(unexpected)?;
            let told = |wanted| answer.notifications.iter().find(|(kind, _)| *kind == wanted);
            if told(notification::INTERMEDIATE_EXCHANGE_SUPPORTED).is_some() {
                self.report.intermediate_exchange = true;
            }
            if let Some(proposal) = answer.proposals.first() {
                return Ok(Answer::Taken(proposal.transforms.clone()));
            }
            if let Some((_, Some(group))) = told(notification::INVALID_KE_PAYLOAD) {
                return Ok(Answer::Wants(*group));
            }
            if told(notification::COOKIE).is_some() {
                cookie = message::cookie_of(&bytes).unwrap_or_default();
                continue;
            }
            return Ok(Answer::Refused);
        }
        Err(Trouble::Unexpected("an answer after the cookie".to_owned()))
    }

    /// Sends a question until an answer to it comes.
    async fn exchange(&mut self, socket: &Datagrams, question: &[u8]) -> Result<Vec<u8>, Trouble> {
        let each = self.endpoint.limits.answer / TRIES;
        for _ in 0..TRIES {
            for marked in [false, true] {
                if self.is_marked.unwrap_or(marked) != marked {
                    continue;
                }
                let prefix: &[u8] = if marked { &MARKER } else { &[] };
                socket.send(&[prefix, question].concat()).await?;
            }
            if let Some((answer, marked)) = receive(socket, each, question).await? {
                self.is_marked = Some(marked);
                return Ok(answer);
            }
        }
        Err(Trouble::Silent)
    }
}

/// The answer that carries our own identifier, and whether it was marked; other datagrams are
/// passed over.
async fn receive(
    socket: &Datagrams,
    wait: Duration,
    question: &[u8],
) -> Result<Option<(Vec<u8>, bool)>, Trouble> {
    let end = Instant::now() + wait;
    let is_ours = |bytes: &[u8]| bytes.get(..8) == question.get(..8);
    while let Some(bytes) = socket.receive(end).await? {
        if is_ours(&bytes) {
            return Ok(Some((bytes, false)));
        }
        if let Some(unmarked) = bytes.strip_prefix(&MARKER).filter(|bytes| is_ours(bytes)) {
            return Ok(Some((unmarked.to_vec(), true)));
        }
    }
    Ok(None)
}

fn push_new(all: &mut Vec<Chosen>, new: Chosen) {
    if !all.contains(&new) {
        all.push(new);
    }
}
