//! What a server answers to a ClientHello, as far as it travels in the clear.

use super::{TLS12, TLS13};
use crate::talk::Talk;
use crate::trouble::Trouble;
use aratame_algorithms::cipher_suite;
use aratame_formats::wire::tls::{
    self, KeyExchange, MAX_MESSAGE, Message, ServerHello, content, extension,
};

/// The last bytes of the server's random where it knows a newer version than it was offered
/// (RFC 8446, section 4.1.3): "DOWNGRD" and 1 for TLS 1.2, 0 below.
const DOWNGRADE: &[u8; 7] = b"DOWNGRD";

/// The alert that only tells: a name that the server does not serve (RFC 6066, section 3).
const UNRECOGNIZED_NAME: u8 = 112;

/// What the server chose and showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) version: u16,
    pub(crate) suite: u16,
    /// Whether it is a HelloRetryRequest.
    pub(crate) is_retry: bool,
    pub(crate) compression: u8,
    pub(crate) group: Option<u16>,
    pub(crate) exchange: Option<KeyExchange>,
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) alpn: Option<String>,
    pub(crate) extensions: Vec<u16>,
    pub(crate) has_status: bool,
    pub(crate) asks_certificate: bool,
    pub(crate) has_sentinel: bool,
}

/// What became of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The server took it.
    Taken(Box<Answer>),
    /// It did not: the alert, or nothing where it just closed the connection.
    Refused(Option<u8>),
}

/// Reads the server's part of a handshake.
pub(crate) async fn read(talk: &mut Talk) -> Result<Reply, Trouble> {
    let mut reader = Reader::default();
    loop {
        match reader.step(talk.unused())? {
            Step::Used(count) => talk.used(count),
            Step::Done => return Ok(reader.finish()),
            Step::Refused(alert) => return Ok(Reply::Refused(Some(alert))),
            Step::More => match talk.more().await {
                // What came until then counts: some servers close or wait after a cut answer.
                Err(Trouble::Closed | Trouble::Silent) if reader.answer.version != 0 => {
                    return Ok(reader.finish());
                }
                Err(Trouble::Closed) if talk.unused().is_empty() => {
                    return Ok(Reply::Refused(None));
                }
                other => other?,
            },
        }
    }
}

/// Reads handshake messages that came without records; nothing when they are not whole yet.
pub(crate) fn read_stream(bytes: &[u8]) -> Result<Option<Reply>, Trouble> {
    let mut reader = Reader::default();
    if !bytes.is_empty() {
        reader.handshake(bytes)?;
    }
    Ok(reader.is_done.then(|| reader.finish()))
}

enum Step {
    Used(usize),
    More,
    Done,
    Refused(u8),
}

#[derive(Debug, Default)]
struct Reader {
    answer: Answer,
    /// Handshake messages, put together from records.
    stream: Vec<u8>,
    is_done: bool,
}

impl Reader {
    fn step(&mut self, bytes: &[u8]) -> Result<Step, Trouble> {
        let unexpected = |_| Trouble::Unexpected("a TLS handshake".to_owned());
        let Some((record, used)) = tls::record(bytes).map_err(unexpected)? else {
            return Ok(Step::More);
        };
        match (record.content, record.payload) {
            (content::HANDSHAKE, payload) => self.handshake(payload)?,
            (content::ALERT, [1, UNRECOGNIZED_NAME]) => {}
            (content::ALERT, [_, alert]) if self.answer.version == 0 => {
                return Ok(Step::Refused(*alert));
            }
            // An alert, or what is encrypted: the clear part is over.
            _ => self.is_done = true,
        }
        Ok(if self.is_done { Step::Done } else { Step::Used(used) })
    }

    fn handshake(&mut self, payload: &[u8]) -> Result<(), Trouble> {
        if payload.is_empty() {
            return Err(Trouble::Unexpected("a TLS handshake".to_owned()));
        }
        if self.stream.len() + payload.len() > MAX_MESSAGE + 4 {
            return Err(Trouble::TooMuch);
        }
        self.stream.extend(payload);
        loop {
            let read = tls::message(&self.stream).map_err(|error| match error.offset {
                1 => Trouble::TooMuch,
                _ => Trouble::Unexpected("a TLS handshake message".to_owned()),
            })?;
            let Some((message, used)) = read else { return Ok(()) };
            take(&mut self.answer, &message, &mut self.is_done);
            self.stream.drain(..used);
            if self.is_done {
                return Ok(());
            }
        }
    }

    fn finish(self) -> Reply {
        if self.answer.version == 0 {
            Reply::Refused(None)
        } else {
            Reply::Taken(self.answer.into())
        }
    }
}

fn take(answer: &mut Answer, message: &Message<'_>, is_done: &mut bool) {
    match message {
        Message::ServerHello(hello) => {
            take_hello(answer, hello);
            *is_done |= hello.version >= TLS13;
        }
        Message::Certificates(chain) => {
            answer.chain = chain.iter().map(|each| each.to_vec()).collect();
        }
        Message::CertificateStatus(_) => answer.has_status = true,
        Message::KeyExchange(parameters) => answer.exchange = exchange(answer, parameters),
        Message::CertificateRequest => answer.asks_certificate = true,
        Message::ServerHelloDone => *is_done = true,
        Message::ClientHello(_) | Message::Other(_) => {}
    }
}

fn take_hello(answer: &mut Answer, hello: &ServerHello<'_>) {
    answer.version = hello.version;
    answer.suite = hello.suite;
    answer.is_retry = hello.is_retry;
    answer.compression = hello.compression;
    answer.group = hello.extensions.server_group();
    answer.alpn = hello.extensions.protocols().into_iter().next();
    answer.extensions = hello.extensions.kinds().collect();
    answer.has_sentinel = hello.random.get(24..31).is_some_and(|mark| mark == DOWNGRADE);
}

/// The parameters by the suite's key exchange; nothing where they are of another kind.
fn exchange(answer: &Answer, parameters: &[u8]) -> Option<KeyExchange> {
    let name = cipher_suite(answer.suite)?.name;
    let signed = answer.version >= TLS12 && !name.contains("_anon_") && !name.contains("_PSK_");
    if name.starts_with("TLS_ECDHE_") || name.starts_with("TLS_ECDH_anon_") {
        tls::ecdhe(parameters, signed).ok()
    } else if name.starts_with("TLS_DHE_") || name.starts_with("TLS_DH_anon_") {
        tls::dhe(parameters, signed).ok()
    } else {
        None
    }
}

impl Answer {
    /// Whether the server answered with an extension.
    pub(crate) fn has(&self, kind: u16) -> bool {
        self.extensions.contains(&kind)
    }

    /// Whether the state of the certificate came with it.
    pub(crate) fn is_stapled(&self) -> bool {
        self.has_status && self.has(extension::STATUS_REQUEST)
    }
}
