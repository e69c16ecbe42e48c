//! The beginning of one direction of a stream: a ClientHello, what a TLS server answers, or the
//! lists of SSH.

use aratame_algorithms::cipher_suite;
use aratame_formats::wire::ssh::{self, KexInit, number};
use aratame_formats::wire::tls::{self, KeyExchange, Message, ServerHello, content};

/// Bytes in which TLS may begin behind another dialogue, such as that of SMTP.
const MAX_BEFORE: usize = 16 << 10;

/// How far the reading of a direction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// More may come.
    #[default]
    Reading,
    /// Everything was read.
    Read,
    /// It is neither TLS nor SSH.
    Other,
}

/// What a TLS client offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Offer {
    pub(super) versions: Vec<u16>,
    pub(super) suites: Vec<u16>,
    pub(super) groups: Vec<u16>,
    pub(super) shares: Vec<u16>,
    pub(super) schemes: Vec<u16>,
}

/// What a TLS server chose and showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Whether it is only what a HelloRetryRequest asks for.
    pub(super) is_retry: bool,
    pub(super) version: u16,
    pub(super) suite: u16,
    pub(super) group: Option<u16>,
    pub(super) exchange: Option<KeyExchange>,
    pub(super) chain: Vec<Vec<u8>>,
}

/// One end of an SSH connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SshEnd {
    pub(super) identification: String,
    pub(super) lists: KexInit,
    /// Type and blob of a host key.
    pub(super) host_key: Option<(String, Vec<u8>)>,
}

/// One direction of a stream, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) state: State,
    pub(super) offer: Option<Offer>,
    /// The name that a client asks for.
    pub(super) server_name: Option<String>,
    pub(super) choice: Option<Choice>,
    pub(super) ssh: Option<SshEnd>,
}

impl Side {
    /// Whether a stream may begin with these bytes.
    pub(super) fn may_begin(bytes: &[u8]) -> bool {
        bytes.starts_with(b"SSH-") || bytes.starts_with(&[content::HANDSHAKE, 3])
    }

    /// Reads the beginning of a stream; at its `end` nothing more will come.
    pub(super) fn read(bytes: &[u8], end: bool) -> Self {
        let mut side = Self::default();
        if bytes.starts_with(b"SSH-") || b"SSH-".starts_with(bytes) {
            side.read_ssh(bytes);
        } else if let Some(start) = tls_start(bytes) {
            side.read_tls(bytes.get(start..).unwrap_or_default());
        } else if bytes.len() >= MAX_BEFORE {
            side.state = State::Other;
        }
        if end && side.state == State::Reading {
            side.state = State::Read;
        }
        side
    }

    /// Reads handshake messages that came without records.
    pub(super) fn of_messages(mut stream: Vec<u8>) -> Self {
        let mut side = Self::default();
        side.take_messages(&mut stream);
        side
    }

    fn read_ssh(&mut self, bytes: &[u8]) {
        let Ok(Some((identification, mut at))) = ssh::identification(bytes) else { return };
        let mut end = SshEnd { identification: identification.to_owned(), ..SshEnd::default() };
        while let Ok(Some((payload, used))) = ssh::packet(bytes.get(at..).unwrap_or_default()) {
            at += used;
            match payload.first() {
                Some(&number::KEXINIT) => end.lists = ssh::kexinit(payload).unwrap_or_default(),
                // A client's value, or a group: nothing to learn, and a client says no more.
                Some(&number::KEX_INIT | &number::GEX_INIT) => self.state = State::Read,
                Some(&number::KEX_REPLY | &number::GEX_REPLY) => {
                    if let Ok((name, blob)) = ssh::host_key(payload) {
                        end.host_key = Some((name.to_owned(), blob.to_vec()));
                        self.state = State::Read;
                    }
                }
                _ => {}
            }
            if self.state == State::Read {
                break;
            }
        }
        self.ssh = Some(end);
    }

    fn read_tls(&mut self, bytes: &[u8]) {
        let (mut at, mut stream) = (0, Vec::new());
        while self.state == State::Reading {
            match tls::record(bytes.get(at..).unwrap_or_default()) {
                Ok(Some((record, used))) if record.content == content::HANDSHAKE => {
                    at += used;
                    stream.extend(record.payload);
                    self.take_messages(&mut stream);
                }
                // A client or server that goes on after a retry says so first.
                Ok(Some((record, used))) if record.content == content::CHANGE_CIPHER_SPEC => {
                    at += used;
                    if self.choice.as_ref().is_some_and(|choice| !choice.is_retry) {
                        self.state = State::Read;
                    }
                }
                Ok(None) => return,
                Ok(Some(_)) | Err(_) => self.state = State::Read,
            }
        }
    }

    fn take_messages(&mut self, stream: &mut Vec<u8>) {
        loop {
            match tls::message(stream) {
                Ok(Some((message, used))) => {
                    self.take(&message);
                    stream.drain(..used);
                }
                Ok(None) => return,
                Err(_) => {
                    self.state = State::Read;
                    return;
                }
            }
        }
    }

    fn take(&mut self, message: &Message<'_>) {
        match message {
            Message::ClientHello(hello) => {
                let extensions = &hello.extensions;
                let versions = known(extensions.client_versions());
                self.offer = Some(Offer {
                    versions: if versions.is_empty() { vec![hello.version] } else { versions },
                    suites: known(hello.suites.clone()),
                    groups: known(extensions.groups()),
                    shares: known(extensions.client_shares()),
                    schemes: known(extensions.signature_schemes()),
                });
                self.server_name = extensions.server_name();
            }
            Message::ServerHello(hello) => self.take_choice(hello),
            Message::Certificates(chain) => {
                if let Some(choice) = &mut self.choice {
                    choice.chain = chain.iter().map(|each| each.to_vec()).collect();
                }
            }
            Message::KeyExchange(parameters) => {
                if let Some(choice) = &mut self.choice {
                    choice.exchange = exchange(choice, parameters);
                }
            }
            Message::ServerHelloDone => self.state = State::Read,
            _ => {}
        }
    }

    fn take_choice(&mut self, hello: &ServerHello<'_>) {
        let (version, suite, is_retry) = (hello.version, hello.suite, hello.is_retry);
        let group = hello.extensions.server_group();
        self.choice = Some(Choice { is_retry, version, suite, group, ..Choice::default() });
        if version >= 0x0304 && !is_retry {
            self.state = State::Read;
        }
    }
}

/// Without the values that only keep peers used to unknown ones (RFC 8701).
fn known(mut codes: Vec<u16>) -> Vec<u16> {
    let is_grease = |code: u16| {
        let [high, low] = code.to_be_bytes();
        high == low && low & 15 == 10
    };
    codes.retain(|code| !is_grease(*code));
    codes
}

fn exchange(choice: &Choice, parameters: &[u8]) -> Option<KeyExchange> {
    let name = cipher_suite(choice.suite)?.name;
    let signed = choice.version == 0x0303 && !name.contains("_anon_") && !name.contains("_PSK_");
    if name.starts_with("TLS_ECDHE_") {
        tls::ecdhe(parameters, signed).ok()
    } else if name.starts_with("TLS_DHE_") {
        tls::dhe(parameters, signed).ok()
    } else {
        None
    }
}

/// Where a hello of TLS begins: at the front, or behind a dialogue of text.
fn tls_start(bytes: &[u8]) -> Option<usize> {
    let before = bytes.get(..bytes.len().min(MAX_BEFORE)).unwrap_or_default();
    memchr::memchr_iter(content::HANDSHAKE, before).find(|at| {
        // A record of TLS with a ClientHello or ServerHello in it.
        matches!(bytes.get(*at..*at + 6), Some([_, 3, 0..=4, _, _, 1 | 2]))
    })
}
