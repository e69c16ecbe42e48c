//! What was negotiated, counted for each pair of client and server.

use super::handshake::{Choice, Offer, Side, SshEnd};
use super::streams::End;
use aratame_algorithms::{Registry, cipher_suite, entry, entry_by_name};
use aratame_formats::wire::ike;
use aratame_formats::wire::ssh::KexInit;
use aratame_inventory::{AlgorithmRef, EvidenceLevel, Role, suite_parts};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::rc::Rc;

/// Servers, and clients, that are told apart; the rest is counted.
const MAX_PEERS: usize = 1 << 14;

/// Kinds of sessions of one server that are told apart.
const MAX_SESSIONS: usize = 1 << 10;

/// Texts of one kind beside a peer.
const MAX_TEXTS: usize = 256;

/// Certificates that are kept.
const MAX_CERTIFICATES: usize = 1 << 14;

/// What is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    /// TLS.
    Tls,
    /// TLS 1.3 in QUIC.
    Quic,
    /// SSH.
    Ssh,
    /// IKEv2.
    Ike,
}

impl Service {
    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Quic => "quic",
            Self::Ssh => "ssh",
            Self::Ike => "ike",
        }
    }

    /// The word as people write it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Tls => "TLS",
            Self::Quic => "QUIC",
            Self::Ssh => "SSH",
            Self::Ike => "IKEv2",
        }
    }
}

/// Algorithms in their roles, with the first reason of each.
pub(crate) type Uses = BTreeMap<(Role, AlgorithmRef, EvidenceLevel), String>;

/// Texts of each kind.
pub(crate) type Texts = BTreeMap<&'static str, BTreeSet<String>>;

/// Lists that a peer says each time are looked into once; a peer has few programs.
const MAX_SAID: usize = 8;

/// Offers or choices of one peer before they are looked into: what a probe of one server makes.
const MAX_SAYINGS: usize = 256;

/// Bytes of the offers of all clients that are remembered.
const MAX_OFFERS_HELD: usize = 16 << 20;

/// Kinds of peers, by all that they said, that are remembered.
const MAX_ONCE: usize = 256;

/// What was negotiated in a session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Session {
    /// By TLS.
    Tls(Negotiated),
    /// In words.
    Words(String),
}

/// What was negotiated by TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Negotiated {
    version: u16,
    suite: u16,
    group: Option<u16>,
    scheme: Option<u16>,
    prime_bits: Option<u32>,
    is_retry: bool,
}

/// A server with what it negotiated.
#[derive(Debug, Default)]
pub(crate) struct Server {
    /// Client and what was negotiated, and how often.
    pub(crate) sessions: BTreeMap<(IpAddr, Session), u64>,
    /// Sessions of kinds that are not told apart any more.
    pub(crate) more: u64,
    /// Names by which it was asked, and what it says of itself.
    pub(crate) texts: Texts,
    told: Told,
    /// What was negotiated by TLS and is not in `told` yet.
    chosen: Vec<Negotiated>,
    /// SHA-256 of its certificates.
    pub(crate) certificates: BTreeSet<[u8; 32]>,
    /// Host keys: type and blob.
    pub(crate) host_keys: BTreeSet<(String, Vec<u8>)>,
    lists: Vec<KexInit>,
}

/// A client with what it offers.
#[derive(Debug, Default)]
pub(crate) struct Client {
    pub(crate) connections: u64,
    told: Told,
    /// Offers that are not in `told` yet, by their numbers.
    offers: Vec<u32>,
    lists: Vec<KexInit>,
}

/// What is stated of a peer beside its sessions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) uses: Uses,
    pub(crate) texts: Texts,
}

/// Offers of all clients: programs are fewer than clients.
#[derive(Debug, Default)]
struct Offers {
    numbers: HashMap<Rc<Offer>, u32>,
    all: Vec<Rc<Offer>>,
    held: usize,
}

impl Offers {
    /// The number of an offer; nothing where it is not remembered.
    fn number(&mut self, offer: &Offer) -> Option<u32> {
        if let Some(known) = self.numbers.get(offer) {
            return Some(*known);
        }
        let number = u32::try_from(self.all.len()).ok()?;
        self.held += offer.held();
        if self.held > MAX_OFFERS_HELD {
            return None;
        }
        let offer = Rc::new(offer.clone());
        self.numbers.insert(offer.clone(), number);
        self.all.push(offer);
        Some(number)
    }
}

/// What peers that said the same come to, worked out once.
#[derive(Debug, Default)]
pub(crate) struct Once {
    offers: HashMap<Vec<u32>, Rc<Told>>,
    chosen: HashMap<Vec<Negotiated>, Rc<Told>>,
}

/// Everything that was negotiated.
#[derive(Debug, Default)]
pub(crate) struct Talks {
    pub(crate) servers: BTreeMap<(Service, End), Server>,
    pub(crate) clients: BTreeMap<(Service, IpAddr), Client>,
    /// Certificates, DER, with their SHA-256.
    pub(crate) certificates: HashMap<Vec<u8>, [u8; 32]>,
    /// Sessions of peers beyond the bound.
    pub(crate) dropped: u64,
    offers: Offers,
}

impl Talks {
    /// Takes a connection: its ends, which of them began it, and what each said.
    pub(super) fn stream(&mut self, low: End, high: End, began: Option<usize>, sides: [Side; 2]) {
        let ends = [low, high];
        let [a, b] = &sides;
        let client = if a.offer.is_some() || b.choice.is_some() {
            0
        } else if b.offer.is_some() || a.choice.is_some() {
            1
        } else {
            // SSH says the same both ways; a server has the lower port.
            began.unwrap_or(usize::from(low.1 < high.1))
        };
        let (Some((client, _)), Some(server)) = (ends.get(client), ends.get(1 - client)) else {
            return;
        };
        let index = usize::from(ends.first() != Some(server));
        let (of_server, of_client) = (sides.get(index), sides.get(1 - index));
        if let Some(offer) = of_client.and_then(|side| side.offer.as_ref()) {
            self.tls_offer((Service::Tls, *client), offer);
        }
        let name = of_client.and_then(|side| side.server_name.as_ref());
        if let Some(choice) = of_server.and_then(|side| side.choice.as_ref()) {
            self.tls_choice(*client, (Service::Tls, *server), choice, name);
        }
        let ssh = (of_client.and_then(|s| s.ssh.as_ref()), of_server.and_then(|s| s.ssh.as_ref()));
        self.ssh(*client, *server, ssh);
    }

    fn server(&mut self, service: Service, end: End) -> Option<&mut Server> {
        peer(&mut self.servers, (service, end), &mut self.dropped)
    }

    fn client(&mut self, service: Service, address: IpAddr) -> Option<&mut Client> {
        peer(&mut self.clients, (service, address), &mut self.dropped)
    }

    /// Takes a connection of QUIC.
    pub(super) fn quic(&mut self, client: End, server: End, of_client: &Side, of_server: &Side) {
        if let Some(offer) = &of_client.offer {
            self.tls_offer((Service::Quic, client.0), offer);
        }
        if let Some(choice) = &of_server.choice {
            let name = of_client.server_name.as_ref();
            self.tls_choice(client.0, (Service::Quic, server), choice, name);
        }
    }

    fn tls_offer(&mut self, (service, address): (Service, IpAddr), offer: &Offer) {
        let number = self.offers.number(offer);
        let Some(client) = peer(&mut self.clients, (service, address), &mut self.dropped) else {
            return;
        };
        client.connections += 1;
        match number {
            Some(number) if client.offers.contains(&number) => {}
            Some(number) if client.offers.len() < MAX_SAYINGS => client.offers.push(number),
            _ => {
                for number in client.offers.drain(..) {
                    let known = usize::try_from(number).ok().and_then(|at| self.offers.all.get(at));
                    known.into_iter().for_each(|known| known.tell(&mut client.told));
                }
                offer.tell(&mut client.told);
            }
        }
    }

    /// What is stated of a client.
    pub(crate) fn of_client(&self, client: &Client, once: &mut Once) -> Rc<Told> {
        let tell = |told: &mut Told| {
            let known = client.offers.iter().filter_map(|number| usize::try_from(*number).ok());
            known.filter_map(|at| self.offers.all.get(at)).for_each(|offer| offer.tell(told));
        };
        client.told.and(&client.offers, &mut once.offers, tell)
    }

    fn tls_choice(
        &mut self,
        client: IpAddr,
        (service, end): (Service, End),
        choice: &Choice,
        name: Option<&String>,
    ) {
        let digests = choice.chain.iter().map(|der| self.certificate(der));
        let leaf = digests.fold(None, |first: Option<[u8; 32]>, next| first.or(Some(next)));
        let Some(server) = self.server(service, end) else { return };
        server.certificates.extend(leaf);
        if let Some(name) = name {
            text(&mut server.texts, "server-names", name.clone());
        }
        let exchange = choice.exchange;
        let negotiated = Negotiated {
            version: choice.version,
            suite: choice.suite,
            group: choice.group.or(exchange.and_then(|each| each.group)),
            scheme: exchange.and_then(|each| each.scheme),
            prime_bits: exchange.and_then(|each| u32::try_from(each.prime_bits?).ok()),
            is_retry: choice.is_retry,
        };
        if server.count(client, Session::Tls(negotiated)) {
            server.choose(negotiated);
        }
    }

    /// Keeps a certificate, and gives its SHA-256.
    fn certificate(&mut self, der: &[u8]) -> [u8; 32] {
        if let Some(known) = self.certificates.get(der) {
            return *known;
        }
        let digest = Sha256::digest(der).into();
        if self.certificates.len() < MAX_CERTIFICATES {
            self.certificates.insert(der.to_vec(), digest);
        }
        digest
    }

    fn ssh(
        &mut self,
        client: IpAddr,
        end: End,
        (of_client, of_server): (Option<&SshEnd>, Option<&SshEnd>),
    ) {
        if let Some(said) = of_client
            && let Some(known) = self.client(Service::Ssh, client)
        {
            known.connections += 1;
            text(&mut known.told.texts, "identification", said.identification.clone());
            if is_new(&mut known.lists, &said.lists) {
                ssh_lists(&mut known.told.uses, said);
            }
        }
        let Some(said) = of_server else { return };
        let Some(server) = self.server(Service::Ssh, end) else { return };
        text(&mut server.texts, "identification", said.identification.clone());
        if is_new(&mut server.lists, &said.lists) {
            ssh_lists(&mut server.told.uses, said);
        }
        server.host_keys.extend(said.host_key.clone());
        let chosen = of_client.map(|of_client| chosen(of_client, said)).unwrap_or_default();
        for (registry, role, name) in &chosen {
            ssh_name(&mut server.told.uses, *registry, *role, name, EvidenceLevel::Uses);
        }
        let names: Vec<&str> = chosen.iter().map(|(_, _, name)| name.as_str()).collect();
        server.count(client, Session::Words(format!("SSH {}", names.join(" "))));
    }

    pub(super) fn ike_offer(&mut self, initiator: IpAddr, message: &ike::Message) {
        let Some(client) = self.client(Service::Ike, initiator) else { return };
        client.connections += 1;
        for transform in message.proposals.iter().flat_map(|each| &each.transforms) {
            transform_use(&mut client.told.uses, transform, EvidenceLevel::Configures);
        }
    }

    pub(super) fn ike_answer(&mut self, initiator: IpAddr, responder: End, message: &ike::Message) {
        if message.proposals.is_empty() {
            return;
        }
        let Some(server) = self.server(Service::Ike, responder) else { return };
        let transforms = message.proposals.iter().flat_map(|each| &each.transforms);
        let words: Vec<String> = transforms
            .map(|each| transform_use(&mut server.told.uses, each, EvidenceLevel::Uses))
            .collect();
        server.count(initiator, Session::Words(format!("IKEv2 {}", words.join(" "))));
    }
}

impl Server {
    /// Counts a session; says whether it is the first of its kind with this client.
    fn count(&mut self, client: IpAddr, what: Session) -> bool {
        let key = (client, what);
        if let Some(count) = self.sessions.get_mut(&key) {
            *count += 1;
            return false;
        }
        if self.sessions.len() >= MAX_SESSIONS {
            self.more += 1;
        } else {
            self.sessions.insert(key, 1);
        }
        true
    }

    fn choose(&mut self, negotiated: Negotiated) {
        if self.chosen.contains(&negotiated) {
            return;
        }
        if self.chosen.len() >= MAX_SAYINGS {
            self.chosen.drain(..).for_each(|each| each.tell(&mut self.told));
        }
        self.chosen.push(negotiated);
    }

    /// What is stated of it.
    pub(crate) fn told(&self, once: &mut Once) -> Rc<Told> {
        let tell = |told: &mut Told| self.chosen.iter().for_each(|each| each.tell(told));
        self.told.and(&self.chosen, &mut once.chosen, tell)
    }
}

impl Told {
    /// This and what was said, which is worked out once for all that said the same and nothing
    /// else.
    fn and<T: Clone + Eq + Hash>(
        &self,
        said: &[T],
        once: &mut HashMap<Vec<T>, Rc<Self>>,
        tell: impl Fn(&mut Self),
    ) -> Rc<Self> {
        let whole = || {
            let mut whole = self.clone();
            tell(&mut whole);
            Rc::new(whole)
        };
        if !self.uses.is_empty() || !self.texts.is_empty() {
            return whole();
        }
        if let Some(known) = once.get(said) {
            return known.clone();
        }
        let told = whole();
        if once.len() < MAX_ONCE {
            once.insert(said.to_vec(), told.clone());
        }
        told
    }
}

impl Offer {
    /// Bytes of its lists.
    fn held(&self) -> usize {
        let lists = [&self.versions, &self.suites, &self.groups, &self.shares, &self.schemes];
        lists.map(Vec::len).iter().sum::<usize>() * size_of::<u16>()
    }

    fn tell(&self, told: &mut Told) {
        let Told { uses, texts } = told;
        let level = EvidenceLevel::Configures;
        for suite in self.suites.iter().filter_map(|code| cipher_suite(*code)) {
            for (part, role) in suite_parts(suite) {
                add(uses, role, part.into(), level, suite.name);
            }
        }
        for code in &self.groups {
            code_point(uses, Registry::TlsGroup, *code, Role::KeyAgreement, level);
            text(texts, "groups", name_of(Registry::TlsGroup, *code));
        }
        for code in &self.schemes {
            code_point(uses, Registry::TlsSignatureScheme, *code, Role::Authentication, level);
        }
        for code in &self.shares {
            text(texts, "key-shares", name_of(Registry::TlsGroup, *code));
        }
        for version in &self.versions {
            text(texts, "versions", version_name(*version));
        }
    }
}

impl Negotiated {
    fn suite_name(&self) -> String {
        let known = cipher_suite(self.suite);
        known.map_or_else(|| format!("0x{:04X}", self.suite), |suite| suite.name.to_owned())
    }

    fn tell(&self, told: &mut Told) {
        self.state(&mut told.uses);
        let texts = &mut told.texts;
        text(texts, "negotiated-versions", version_name(self.version));
        text(texts, "negotiated-suites", self.suite_name());
        if let Some(code) = self.group {
            text(texts, "negotiated-groups", name_of(Registry::TlsGroup, code));
        }
    }

    fn state(&self, uses: &mut Uses) {
        let level = EvidenceLevel::Uses;
        let name = self.suite_name();
        for (part, role) in cipher_suite(self.suite).into_iter().flat_map(suite_parts) {
            add(uses, role, part.into(), level, &name);
        }
        if let Some(code) = self.group {
            code_point(uses, Registry::TlsGroup, code, Role::KeyAgreement, level);
        }
        if let Some(code) = self.scheme {
            code_point(uses, Registry::TlsSignatureScheme, code, Role::Authentication, level);
        }
        if let (Some(bits), Some(dh)) = (self.prime_bits, aratame_algorithms::algorithm("dh")) {
            let sized = AlgorithmRef::known(dh).with_bits(bits);
            add(uses, Role::KeyAgreement, sized, level, "DHE parameters");
        }
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = match self {
            Self::Words(words) => return f.write_str(words),
            Self::Tls(seen) => seen,
        };
        write!(f, "TLS {} {}", version_name(seen.version), seen.suite_name())?;
        if let Some(code) = seen.group {
            write!(f, " {}", name_of(Registry::TlsGroup, code))?;
        }
        if let Some(code) = seen.scheme {
            write!(f, " {}", name_of(Registry::TlsSignatureScheme, code))?;
        }
        if let Some(bits) = seen.prime_bits {
            write!(f, " DHE {bits}")?;
        }
        if seen.is_retry {
            f.write_str(", asked for and not gone on with")?;
        }
        Ok(())
    }
}

/// A peer of either side; those beyond the bound are counted.
fn peer<'t, K: Ord, V: Default>(
    known: &'t mut BTreeMap<K, V>,
    key: K,
    dropped: &mut u64,
) -> Option<&'t mut V> {
    if known.len() >= MAX_PEERS && !known.contains_key(&key) {
        *dropped += 1;
        return None;
    }
    Some(known.entry(key).or_default())
}

/// Whether this was not said before, as far as it is remembered.
fn is_new<T: Clone + PartialEq>(said: &mut Vec<T>, new: &T) -> bool {
    if said.contains(new) {
        return false;
    }
    if said.len() < MAX_SAID {
        said.push(new.clone());
    }
    true
}

fn add(uses: &mut Uses, role: Role, algorithm: AlgorithmRef, level: EvidenceLevel, reason: &str) {
    uses.entry((role, algorithm, level)).or_insert_with(|| reason.to_owned());
}

fn text(texts: &mut Texts, kind: &'static str, new: String) {
    let all = texts.entry(kind).or_default();
    if all.len() < MAX_TEXTS {
        all.insert(new);
    }
}

fn name_of(registry: Registry, code: u16) -> String {
    entry(registry, code.into()).map_or_else(|| format!("0x{code:04X}"), |e| e.name.to_owned())
}

fn code_point(uses: &mut Uses, registry: Registry, code: u16, role: Role, level: EvidenceLevel) {
    let name = name_of(registry, code);
    let usages = entry(registry, code.into()).map(|entry| entry.usages.as_slice());
    match usages.filter(|usages| !usages.is_empty()) {
        Some(usages) => {
            for usage in usages {
                add(uses, role, (*usage).into(), level, &name);
            }
        }
        None => add(uses, role, AlgorithmRef::unknown_name(&name), level, &name),
    }
}

fn version_name(version: u16) -> String {
    match version {
        0x0300 => "SSL 3.0".to_owned(),
        0x0301 => "1.0".to_owned(),
        0x0302 => "1.1".to_owned(),
        0x0303 => "1.2".to_owned(),
        0x0304 => "1.3".to_owned(),
        other => format!("0x{other:04X}"),
    }
}

fn ssh_lists(uses: &mut Uses, said: &SshEnd) {
    let lists = &said.lists;
    let level = EvidenceLevel::Configures;
    for (registry, role, names) in [
        (Registry::SshKex, Role::KeyAgreement, &lists.kex),
        (Registry::SshHostKey, Role::Authentication, &lists.host_keys),
        (Registry::SshCipher, Role::Encryption, &lists.ciphers[0]),
        (Registry::SshCipher, Role::Encryption, &lists.ciphers[1]),
        (Registry::SshMac, Role::Mac, &lists.macs[0]),
        (Registry::SshMac, Role::Mac, &lists.macs[1]),
    ] {
        names.iter().for_each(|name| ssh_name(uses, registry, role, name, level));
    }
}

fn ssh_name(uses: &mut Uses, registry: Registry, role: Role, name: &str, level: EvidenceLevel) {
    // A method of GSS-API ends in a digest of its mechanism, which the catalogue leaves open.
    let open = match name.starts_with("gss-").then(|| name.rsplit_once('-')).flatten() {
        Some((method, _)) => format!("{method}-*"),
        None => name.to_owned(),
    };
    match entry_by_name(registry, &open) {
        Some(entry) => {
            for usage in &entry.usages {
                add(uses, role, (*usage).into(), level, name);
            }
        }
        None => add(uses, role, AlgorithmRef::unknown_name(name), level, name),
    }
}

/// What both sides agree on: the first of the client that the server has (RFC 4253, section 7.1).
fn chosen(client: &SshEnd, server: &SshEnd) -> Vec<(Registry, Role, String)> {
    let (ours, theirs) = (&client.lists, &server.lists);
    let first = |ours: &[String], theirs: &[String]| {
        ours.iter().find(|name| theirs.contains(name)).cloned()
    };
    let all = [
        (Registry::SshKex, Role::KeyAgreement, first(&ours.kex, &theirs.kex)),
        (Registry::SshHostKey, Role::Authentication, first(&ours.host_keys, &theirs.host_keys)),
        (Registry::SshCipher, Role::Encryption, first(&ours.ciphers[0], &theirs.ciphers[0])),
        (Registry::SshMac, Role::Mac, first(&ours.macs[0], &theirs.macs[0])),
    ];
    // A cipher that authenticates needs no MAC.
    let is_sealed = |name: &str| name.contains("gcm") || name.contains("poly1305");
    let sealed = all.iter().any(|(_, _, name)| name.as_deref().is_some_and(is_sealed));
    let wanted = |role: Role| !(sealed && role == Role::Mac);
    let named = all.into_iter().filter(|(_, role, _)| wanted(*role));
    named.filter_map(|(registry, role, name)| Some((registry, role, name?))).collect()
}

/// States a transform and gives its name.
fn transform_use(uses: &mut Uses, transform: &ike::Transform, level: EvidenceLevel) -> String {
    use ike::transform_type as kind;
    let (registry, role) = match transform.kind {
        kind::ENCRYPTION => (Registry::IkeEncryption, Role::Encryption),
        kind::PRF => (Registry::IkePrf, Role::KeyDerivation),
        kind::INTEGRITY => (Registry::IkeIntegrity, Role::Mac),
        kind::KEY_EXCHANGE | kind::ADDITIONAL_KEY_EXCHANGE_1..=kind::ADDITIONAL_KEY_EXCHANGE_7 => {
            (Registry::IkeKeyExchange, Role::KeyAgreement)
        }
        _ => return format!("transform {}/{}", transform.kind, transform.id),
    };
    let known = entry(registry, transform.id.into());
    let name = known.map_or_else(|| format!("{}", transform.id), |known| known.name.to_owned());
    let name = match transform.key_bits {
        Some(bits) => format!("{name}-{bits}"),
        None => name,
    };
    for usage in known.map(|known| known.usages.as_slice()).unwrap_or_default() {
        let sized = AlgorithmRef::from(*usage);
        let sized = match (sized.bits, transform.key_bits) {
            (None, Some(bits)) if role == Role::Encryption => sized.with_bits(bits.into()),
            _ => sized,
        };
        add(uses, role, sized, level, &name);
    }
    if known.is_none() {
        add(uses, role, AlgorithmRef::unknown_name(&name), level, &name);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn what_is_worked_out_once_is_what_each_offer_tells() {
        let address = |last| IpAddr::from(Ipv4Addr::new(192, 0, 2, last));
        let offer = |suite, group| Offer {
            versions: vec![0x0303],
            suites: vec![suite],
            groups: vec![group],
            ..Offer::default()
        };
        // More than are kept before they are looked into.
        let count = u16::try_from(MAX_SAYINGS + 5).unwrap();
        let offers: Vec<Offer> = (0..count).map(|at| offer(at, 0x2000 + at)).collect();
        let (mut talks, mut direct) = (Talks::default(), Told::default());
        for each in &offers {
            each.tell(&mut direct);
            [1, 2].iter().for_each(|last| talks.tls_offer((Service::Tls, address(*last)), each));
        }
        talks.tls_offer((Service::Tls, address(3)), &offers[0]);
        let mut once = Once::default();
        let clients: Vec<Rc<Told>> =
            talks.clients.values().map(|client| talks.of_client(client, &mut once)).collect();
        for told in &clients[..2] {
            assert_eq!((&told.uses, &told.texts), (&direct.uses, &direct.texts));
        }
        assert_eq!(clients[2].texts.get("groups").map(BTreeSet::len), Some(1));
        assert_eq!(talks.offers.all.len(), offers.len());
        let shared = talks.of_client(&talks.clients[&(Service::Tls, address(3))], &mut once);
        assert!(Rc::ptr_eq(&shared, &clients[2]));
    }
}
