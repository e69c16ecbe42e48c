//! A zone through a resolver: the keys, signatures and delegations of DNSSEC, how its names are
//! hashed, and the keys of DKIM.
//!
//! Owns the questions. Nothing is verified here: a resolver that does so says it of its answer, and
//! one that rejects the zone's signatures is asked again with checking disabled.

mod message;

use crate::datagrams::Datagrams;
use crate::endpoint::Endpoint;
use crate::trouble::Trouble;
use aratame_formats::wire::dns::{self, Message, kind};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;

/// Times that a question is sent before the resolver counts as silent.
const TRIES: u32 = 3;

/// Codes of errors (RFC 1035, section 4.1.1).
mod code {
    pub(super) const SERVER_FAILURE: u8 = 2;
    pub(super) const NO_SUCH_NAME: u8 = 3;
}

/// How the names of a zone are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameHash {
    /// 1 is SHA-1.
    pub hash: u8,
    /// Additional rounds.
    pub iterations: u16,
    /// Octets of the salt.
    pub salt: u8,
}

/// A key of DNSSEC beside its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneKey {
    /// Algorithm number.
    pub algorithm: u8,
    /// Bits, where the algorithm leaves them open.
    pub bits: Option<u32>,
}

/// A key of DKIM as it stands in the zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimKey {
    /// The selector.
    pub selector: String,
    /// The text of the record.
    pub record: String,
}

/// Everything seen of a zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DnsReport {
    /// The zone, with a dot at its end.
    pub zone: String,
    /// DNSKEY, DS and RRSIG records as a master file has them.
    pub records: Vec<String>,
    /// The keys.
    pub keys: Vec<ZoneKey>,
    /// Algorithm numbers of signatures that were seen.
    pub signatures: Vec<u8>,
    /// Algorithm of the key, and type of the digest, of each delegation.
    pub delegations: Vec<(u8, u8)>,
    /// How names are hashed, where they are.
    pub name_hash: Option<NameHash>,
    /// Keys of DKIM.
    pub dkim: Vec<DkimKey>,
    /// Whether the resolver says that it verified the keys.
    pub is_verified: bool,
    /// Questions that it took.
    pub connections: u32,
    /// What could not be told.
    pub gaps: Vec<String>,
}

/// Asks everything. What was seen until a trouble stays in the report.
pub(crate) async fn probe(endpoint: &Endpoint<'_>) -> (DnsReport, Option<Trouble>) {
    let mut asker = Asker { endpoint, report: DnsReport::default(), is_unchecked: false };
    let trouble = asker.everything().await.err();
    asker.report.connections = endpoint.connections();
    (asker.report, trouble)
}

struct Asker<'e> {
    endpoint: &'e Endpoint<'e>,
    report: DnsReport,
    /// Whether the resolver is told not to check signatures.
    is_unchecked: bool,
}

impl Asker<'_> {
    async fn everything(&mut self) -> Result<(), Trouble> {
        let zone = self.endpoint.target.zone.as_deref().unwrap_or_default();
        let zone = format!("{}.", zone.trim_end_matches('.'));
        let bytes = self.ask(&zone, kind::DNSKEY).await?;
        let keys = read(&bytes)?;
        if keys.code == code::NO_SUCH_NAME {
            return Err(Trouble::Refused("there is no such zone".to_owned()));
        }
        self.report.zone = zone;
        self.report.is_verified = keys.is_authentic && !self.is_unchecked;
        self.keep(&keys);
        for wanted in [kind::DS, kind::SOA, kind::NSEC3PARAM] {
            let zone = self.report.zone.clone();
            let bytes = self.ask(&zone, wanted).await?;
            self.keep(&read(&bytes)?);
        }
        for selector in &self.endpoint.target.selectors {
            self.dkim(selector).await?;
        }
        Ok(())
    }

    /// RFC 6376, section 3.6.2.1.
    async fn dkim(&mut self, selector: &str) -> Result<(), Trouble> {
        let name = format!("{selector}._domainkey.{}", self.report.zone);
        let bytes = self.ask(&name, kind::TXT).await?;
        let answer = read(&bytes)?;
        let of = answer.records.iter().filter(|record| record.kind == kind::TXT);
        let texts: Vec<Vec<u8>> = of.filter_map(|record| dns::texts(record.data)).collect();
        // Another owner's name may lead here, so only the form of the text counts.
        let is_key = |text: &&Vec<u8>| text.windows(2).any(|pair| pair == b"p=");
        match texts.iter().find(is_key) {
            Some(text) => self.report.dkim.push(DkimKey {
                selector: selector.to_owned(),
                record: String::from_utf8_lossy(text).into_owned(),
            }),
            None => self.report.gaps.push(format!("DKIM selector {selector}: no key")),
        }
        Ok(())
    }

    fn keep(&mut self, answer: &Message<'_>) {
        let report = &mut self.report;
        let same = |owner: &str| owner.eq_ignore_ascii_case(&report.zone);
        for record in answer.records.iter().filter(|record| same(&record.owner)) {
            if let Some(key) = record.key() {
                let bits = key.bits().and_then(|bits| u32::try_from(bits).ok());
                push_new(&mut report.keys, ZoneKey { algorithm: key.algorithm, bits });
            }
            match (record.kind, record.algorithm()) {
                (kind::RRSIG, Some(algorithm)) => push_new(&mut report.signatures, algorithm),
                (kind::DS, Some(algorithm)) => {
                    let digest = record.data.get(3).copied().unwrap_or_default();
                    push_new(&mut report.delegations, (algorithm, digest));
                }
                (kind::NSEC3PARAM, _) => {
                    let read = dns::parameters(record.data).ok();
                    report.name_hash = read.map(|read| NameHash {
                        hash: read.hash,
                        iterations: read.iterations,
                        salt: read.salt,
                    });
                }
                _ => {}
            }
            record.text().into_iter().for_each(|line| push_new(&mut report.records, line));
        }
    }

    /// The answer to a question, by TCP where it does not fit into a datagram.
    async fn ask(&mut self, name: &str, kind: u16) -> Result<Vec<u8>, Trouble> {
        let bytes = self.exchange(name, kind).await?;
        let code = read(&bytes)?.code;
        if code == code::SERVER_FAILURE && !self.is_unchecked {
            self.is_unchecked = true;
            let again = self.exchange(name, kind).await?;
            if read(&again)?.code == 0 {
                let gap = "the resolver rejects the zone's signatures; read without its check";
                self.report.gaps.push(gap.to_owned());
                return Ok(again);
            }
        }
        match code {
            0 | code::NO_SUCH_NAME => Ok(bytes),
            other => Err(Trouble::Refused(format!("the resolver answers with code {other}"))),
        }
    }

    async fn exchange(&self, name: &str, kind: u16) -> Result<Vec<u8>, Trouble> {
        let mut id = [0; 2];
        getrandom::fill(&mut id).map_err(|_| Trouble::Defect)?;
        let question = message::question(id, name, kind, self.is_unchecked);
        let bytes = self.by_datagram(&question, name, kind).await?;
        if read(&bytes)?.is_truncated {
            return self.by_stream(&question, name, kind).await;
        }
        Ok(bytes)
    }

    async fn by_datagram(
        &self,
        question: &[u8],
        name: &str,
        kind: u16,
    ) -> Result<Vec<u8>, Trouble> {
        let socket = self.endpoint.datagrams().await?;
        let each = self.endpoint.limits.answer / TRIES;
        for _ in 0..TRIES {
            socket.send(question).await?;
            if let Some(answer) = receive(&socket, each, question, (name, kind)).await? {
                return Ok(answer);
            }
        }
        Err(Trouble::Silent)
    }

    /// RFC 1035, section 4.2.2.
    async fn by_stream(&self, question: &[u8], name: &str, kind: u16) -> Result<Vec<u8>, Trouble> {
        let mut talk = self.endpoint.open().await?;
        let length = u16::try_from(question.len()).unwrap_or_default().to_be_bytes();
        talk.send(&[&length[..], question].concat()).await?;
        let length = talk.exactly(2).await?;
        let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let bytes = talk.exactly(length).await?;
        let fits = answers(&bytes, question, (name, kind));
        if fits { Ok(bytes) } else { Err(unexpected()) }
    }
}

/// The datagram that answers the question; others are passed over.
async fn receive(
    socket: &Datagrams,
    wait: Duration,
    question: &[u8],
    asked: (&str, u16),
) -> Result<Option<Vec<u8>>, Trouble> {
    let end = Instant::now() + wait;
    while let Some(bytes) = socket.receive(end).await? {
        if answers(&bytes, question, asked) {
            return Ok(Some(bytes));
        }
        if bytes.get(..2) == question.get(..2) {
            return Err(unexpected());
        }
    }
    Ok(None)
}

/// Whether a message answers what was asked.
fn answers(bytes: &[u8], question: &[u8], (name, kind): (&str, u16)) -> bool {
    let Ok(answer) = dns::message(bytes) else { return false };
    let is_ours = bytes.get(..2) == question.get(..2) && answer.is_response;
    // Some servers leave the question out of an error.
    let asked = answer.question;
    is_ours && asked.is_none_or(|(of, what)| of.eq_ignore_ascii_case(name) && what == kind)
}

fn read(bytes: &[u8]) -> Result<Message<'_>, Trouble> {
    dns::message(bytes).map_err(|_| unexpected())
}

fn unexpected() -> Trouble {
    Trouble::Unexpected("an answer of DNS".to_owned())
}

fn push_new<T: PartialEq>(all: &mut Vec<T>, new: T) {
    if !all.contains(&new) {
        all.push(new);
    }
}
