//! The targets file: which endpoints may be probed, by whose permission, when and how often.
//!
//! Owns what a target must state, in TOML (`[[target]]` tables) or CSV. A target without its
//! owner's permission makes the whole file refused: nothing is sent to anyone.

mod csv_rows;
mod toml_rows;
pub(crate) mod window;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use window::Window;

/// Endpoints of one file: more than an organisation has.
const MAX_ENDPOINTS: usize = 1 << 20;

/// Longest text of one field.
const MAX_TEXT: usize = 1024;

/// Selectors of DKIM of one zone.
const MAX_SELECTORS: usize = 32;

/// Connections a second to one host where the target says nothing.
const DEFAULT_RATE: u32 = 5;

/// Most connections a second to one host.
const MAX_RATE: u32 = 1000;

/// A field of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Name or address.
    Host,
    /// Ports.
    Port,
    /// Protocol.
    Protocol,
    /// The name asked for, where it is another than the host's.
    ServerName,
    /// The zone that is asked for, of a resolver.
    Zone,
    /// Selectors of DKIM in the zone.
    Selectors,
    /// Who owns the endpoint.
    Owner,
    /// The permission's reference.
    Permission,
    /// When it may be probed.
    Window,
    /// Connections a second.
    Rate,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 10] = [
        Self::Host,
        Self::Port,
        Self::Protocol,
        Self::ServerName,
        Self::Zone,
        Self::Selectors,
        Self::Owner,
        Self::Permission,
        Self::Window,
        Self::Rate,
    ];

    /// Its name in a file.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Port => "port",
            Self::Protocol => "protocol",
            Self::ServerName => "server_name",
            Self::Zone => "zone",
            Self::Selectors => "dkim_selectors",
            Self::Owner => "owner",
            Self::Permission => "permission",
            Self::Window => "window",
            Self::Rate => "rate",
        }
    }

    /// Its heading in Japanese.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::Host => "ホスト",
            Self::Port => "ポート",
            Self::Protocol => "プロトコル",
            Self::ServerName => "サーバー名",
            Self::Zone => "ゾーン",
            Self::Selectors => "DKIMセレクター",
            Self::Owner => "所有者",
            Self::Permission => "許可",
            Self::Window => "実施時間帯",
            Self::Rate => "接続頻度",
        }
    }

    /// The field of a name or heading.
    fn of(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        let name = if name == "ports" { "port" } else { &name };
        Self::ALL.into_iter().find(|field| field.en() == name || field.ja() == name)
    }
}

/// A dialogue after which TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialogue {
    /// RFC 3207.
    Smtp,
    /// RFC 9051.
    Imap,
    /// RFC 2595.
    Pop3,
    /// RFC 4217.
    Ftp,
    /// RFC 4511.
    Ldap,
    /// RFC 6120.
    Xmpp,
    /// SSLRequest.
    Postgresql,
    /// SSLRequest.
    Mysql,
    /// Remote Desktop, MS-RDPBCGR.
    Rdp,
}

/// How an endpoint is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TLS from the first byte.
    Tls,
    /// TLS after a dialogue.
    StartTls(Dialogue),
    /// SSH.
    Ssh,
    /// IKEv2 over UDP.
    Ike,
    /// TLS 1.3 in QUIC over UDP.
    Quic,
    /// A zone through a resolver.
    Dns,
}

/// Words of a file, the scheme of an endpoint's path, usual port, protocol.
const PROTOCOLS: &[(&[&str], &str, u16, Protocol)] = &[
    (&["tls", "https", "smtps", "imaps", "pop3s", "ldaps", "ftps"], "tls", 443, Protocol::Tls),
    (&["ssh"], "ssh", 22, Protocol::Ssh),
    (&["ike", "ikev2", "ipsec"], "ike", 500, Protocol::Ike),
    (&["quic", "h3", "http3"], "quic", 443, Protocol::Quic),
    (&["dns", "dnssec"], "dns", 53, Protocol::Dns),
    (&["smtp", "submission"], "smtp", 25, Protocol::StartTls(Dialogue::Smtp)),
    (&["imap"], "imap", 143, Protocol::StartTls(Dialogue::Imap)),
    (&["pop3"], "pop3", 110, Protocol::StartTls(Dialogue::Pop3)),
    (&["ftp"], "ftp", 21, Protocol::StartTls(Dialogue::Ftp)),
    (&["ldap"], "ldap", 389, Protocol::StartTls(Dialogue::Ldap)),
    (&["xmpp"], "xmpp", 5222, Protocol::StartTls(Dialogue::Xmpp)),
    (&["postgresql", "postgres"], "postgresql", 5432, Protocol::StartTls(Dialogue::Postgresql)),
    (&["mysql", "mariadb"], "mysql", 3306, Protocol::StartTls(Dialogue::Mysql)),
    (&["rdp"], "rdp", 3389, Protocol::StartTls(Dialogue::Rdp)),
];

impl Protocol {
    /// The word for it, which is also the scheme of an endpoint's path.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        PROTOCOLS.iter().find(|row| row.3 == self).map_or("", |row| row.1)
    }

    fn default_port(self) -> u16 {
        PROTOCOLS.iter().find(|row| row.3 == self).map_or(0, |row| row.2)
    }

    fn of(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        PROTOCOLS.iter().find(|row| row.0.contains(&word.as_str())).map(|row| row.3)
    }

    fn words() -> String {
        PROTOCOLS.iter().flat_map(|row| row.0).copied().collect::<Vec<_>>().join(", ")
    }
}

/// One host that may be probed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Line of the file.
    pub line: u32,
    /// Name or address.
    pub host: String,
    /// Ports, sorted.
    pub ports: BTreeSet<u16>,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// The name asked for, where it is another than the host's.
    pub server_name: Option<String>,
    /// The zone that is asked for, of a resolver.
    pub zone: Option<String>,
    /// Selectors of DKIM in the zone.
    pub selectors: Vec<String>,
    /// Who owns it.
    pub owner: String,
    /// The permission's reference.
    pub permission: String,
    /// When it may be probed; always where nothing is said.
    pub window: Option<Window>,
    /// Connections a second.
    pub rate: u32,
}

/// What is wrong with a targets file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetError {
    /// Line, from 1; 0 for the file as a whole.
    pub line: u32,
    /// The field, where one is meant.
    pub field: Option<Field>,
    /// What is wrong and what to do, in English.
    pub en: String,
    /// The same in Japanese.
    pub ja: String,
}

impl TargetError {
    pub(crate) fn new(line: u32, field: Option<Field>, en: &str, ja: &str) -> Self {
        Self { line, field, en: en.to_owned(), ja: ja.to_owned() }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        match self.field {
            Some(field) => write!(f, "{}: {}", field.en(), self.en),
            None => f.write_str(&self.en),
        }
    }
}

impl std::error::Error for TargetError {}

/// A target as a file has it: each field with its line.
#[derive(Debug, Default)]
struct Row {
    line: u32,
    fields: BTreeMap<Field, (u32, String)>,
}

/// The targets of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// In the order of the file.
    pub targets: Vec<Target>,
}

impl Targets {
    /// Reads a file: CSV where its name ends so, TOML otherwise.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of lines. Nothing of such a file may be used.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Vec<TargetError>> {
        let text = text(bytes).map_err(|error| vec![error])?;
        let is_csv = [".csv", ".tsv"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
        let rows = if is_csv { csv_rows::read(&text)? } else { toml_rows::read(&text)? };
        let (mut targets, mut errors) = (Vec::new(), Vec::new());
        for row in rows {
            match target(&row) {
                Ok(target) => targets.push(target),
                Err(mut more) => errors.append(&mut more),
            }
        }
        if targets.is_empty() && errors.is_empty() {
            errors.push(TargetError::new(0, None, "no target", "対象が一つもありません"));
        }
        let endpoints: usize = targets.iter().map(|target| target.ports.len()).sum();
        if endpoints > MAX_ENDPOINTS {
            errors.push(TargetError::new(0, None, "too many endpoints", "対象が多すぎます"));
        }
        if errors.is_empty() { Ok(Self { targets }) } else { Err(errors) }
    }

    /// Every endpoint, in the order of the file: target and port.
    pub fn endpoints(&self) -> impl Iterator<Item = (&Target, u16)> {
        self.targets.iter().flat_map(|target| target.ports.iter().map(move |port| (target, *port)))
    }
}

/// UTF-8 or Shift_JIS, as spreadsheets write it.
fn text(bytes: &[u8]) -> Result<String, TargetError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    match encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes) {
        (text, false) => Ok(text.into_owned()),
        _ => {
            let en = "neither UTF-8 nor Shift_JIS";
            Err(TargetError::new(0, None, en, "UTF-8でもShift_JISでもありません"))
        }
    }
}

/// A row as a target, or everything that is wrong with it.
fn target(row: &Row) -> Result<Target, Vec<TargetError>> {
    let mut errors = Vec::new();
    let mut given = |field: Field| -> Option<(u32, &str)> {
        let (line, text) = row.fields.get(&field)?;
        let text = text.trim();
        if text.len() > MAX_TEXT || text.contains(char::is_control) {
            let en = "too long, or with control characters";
            errors.push(TargetError::new(*line, Some(field), en, "長すぎるか、制御文字があります"));
            return None;
        }
        (!text.is_empty()).then_some((*line, text))
    };
    let all = Field::ALL.map(|field| (field, given(field)));
    let of = |field| all.iter().find(|(each, _)| *each == field).and_then(|(_, given)| *given);
    for field in [Field::Host, Field::Owner, Field::Permission] {
        if of(field).is_none() && !errors.iter().any(|error| error.field == Some(field)) {
            errors.push(missing(row.line, field));
        }
    }
    let mut read = Reader { row, errors };
    let protocol = read.part(of(Field::Protocol), Field::Protocol, protocol);
    let protocol = protocol.unwrap_or(Protocol::Tls);
    let ports = read.part(of(Field::Port), Field::Port, ports);
    let host = read.part(of(Field::Host), Field::Host, host);
    let server_name = read.part(of(Field::ServerName), Field::ServerName, host_name);
    let zone = read.part(of(Field::Zone), Field::Zone, host_name);
    let selectors = read.part(of(Field::Selectors), Field::Selectors, selectors);
    read.zone_fits(protocol, zone.is_some());
    let window = read.part(of(Field::Window), Field::Window, Window::read);
    let rate = read.part(of(Field::Rate), Field::Rate, rate);
    if !read.errors.is_empty() {
        return Err(read.errors);
    }
    let text = |field| of(field).map(|(_, text)| text.to_owned()).unwrap_or_default();
    Ok(Target {
        line: row.line,
        host: host.unwrap_or_default(),
        ports: ports.unwrap_or_else(|| BTreeSet::from([protocol.default_port()])),
        protocol,
        server_name,
        zone,
        selectors: selectors.unwrap_or_default(),
        owner: text(Field::Owner),
        permission: text(Field::Permission),
        window,
        rate: rate.unwrap_or(DEFAULT_RATE),
    })
}

/// What a value must be, in English and Japanese.
type Wrong = (String, &'static str);

struct Reader<'r> {
    row: &'r Row,
    errors: Vec<TargetError>,
}

impl Reader<'_> {
    fn part<T>(
        &mut self,
        given: Option<(u32, &str)>,
        field: Field,
        read: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let (line, text) = given?;
        match read(text) {
            Ok(value) => Some(value),
            Err((en, ja)) => {
                let line = line.max(self.row.line);
                self.errors.push(TargetError::new(line, Some(field), &en, ja));
                None
            }
        }
    }
}

impl Reader<'_> {
    /// A resolver is asked for a zone, and nothing else is.
    fn zone_fits(&mut self, protocol: Protocol, has_zone: bool) {
        let given = |field| self.row.fields.contains_key(&field);
        let is_told = self.errors.iter().any(|error| error.field == Some(Field::Zone));
        let (en, ja) = match protocol {
            Protocol::Dns if !has_zone && !is_told => (
                "missing: the zone whose owner allowed it; the host is the resolver",
                "許可を得たゾーンを記入してください（ホストには問い合わせ先のリゾルバーを記入します）",
            ),
            Protocol::Dns => return,
            _ if has_zone || given(Field::Selectors) => {
                ("only of the protocol dns", "プロトコルがdnsの場合のみ記入してください")
            }
            _ => return,
        };
        self.errors.push(TargetError::new(self.row.line, Some(Field::Zone), en, ja));
    }
}

fn missing(line: u32, field: Field) -> TargetError {
    let (en, ja) = match field {
        Field::Permission => (
            "missing: state by which permission this endpoint may be probed (reference of the \
             owner's consent); without it nothing is sent",
            "許可の記載がありません。所有者の同意を示す文書番号等を記入してください（記載がない\
             対象には接続しません）",
        ),
        Field::Owner => (
            "missing: state who owns this endpoint",
            "所有者の記載がありません。機器又はサービスの所有者を記入してください",
        ),
        _ => ("missing: name or address", "ホスト名又はアドレスを記入してください"),
    };
    TargetError::new(line, Some(field), en, ja)
}

fn protocol(text: &str) -> Result<Protocol, Wrong> {
    let wrong =
        || (format!("unknown; there are {}", Protocol::words()), "対応していないプロトコルです");
    Protocol::of(text).ok_or_else(wrong)
}

fn ports(text: &str) -> Result<BTreeSet<u16>, Wrong> {
    let wrong =
        || ("whole numbers from 1 to 65535".to_owned(), "1から65535までの整数を記入してください");
    let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let ports: Result<BTreeSet<u16>, _> = words.map(str::parse).collect();
    let ports = ports.map_err(|_| wrong())?;
    if ports.is_empty() || ports.contains(&0) { Err(wrong()) } else { Ok(ports) }
}

fn host(text: &str) -> Result<String, Wrong> {
    if text.parse::<std::net::IpAddr>().is_ok() { Ok(text.to_owned()) } else { host_name(text) }
}

/// A single name: ranges and patterns would reach endpoints whose owner nobody asked.
fn host_name(text: &str) -> Result<String, Wrong> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let labels = text.trim_end_matches('.').split('.');
    let sound = text.chars().all(fits) && labels.clone().all(|l| (1..=63).contains(&l.len()));
    if sound && text.len() <= 253 {
        return Ok(text.to_owned());
    }
    let en = "one name or address each (no range, no pattern; names in ASCII)";
    Err((
        en.to_owned(),
        "名称又はアドレスを一つずつASCIIで記入してください（範囲・ワイルドカード不可）",
    ))
}

/// Names of one label or more, parted by spaces.
fn selectors(text: &str) -> Result<Vec<String>, Wrong> {
    let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let names: Vec<String> = words.map(host_name).collect::<Result<_, _>>()?;
    let ja = "セレクターは32件までです";
    if names.len() > MAX_SELECTORS {
        return Err((format!("at most {MAX_SELECTORS} selectors"), ja));
    }
    Ok(names)
}

fn rate(text: &str) -> Result<u32, Wrong> {
    let rate = text.parse().ok().filter(|rate| (1..=MAX_RATE).contains(rate));
    let ja = "1秒当たりの接続数を1から1000までの整数で記入してください";
    rate.ok_or_else(|| (format!("connections a second, from 1 to {MAX_RATE}"), ja))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "[[target]]\nhost = \"www.example.go.jp\"\nport = [443, 8443]\n\
        owner = \"A\"\npermission = \"2026-17\"\nwindow = \"22:00/05:00+09:00\"\nrate = 2\n";

    #[test]
    fn a_target_states_everything() {
        let read = Targets::read("t.toml", SOUND.as_bytes()).unwrap();
        let target = &read.targets[0];
        assert_eq!((target.protocol, target.rate), (Protocol::Tls, 2));
        assert_eq!(target.ports, BTreeSet::from([443, 8443]));
        assert_eq!(read.endpoints().count(), 2);
    }

    #[test]
    fn without_permission_the_file_is_refused_at_line_and_field() {
        let text = SOUND.replace("permission = \"2026-17\"\n", "");
        let text = format!("{SOUND}{text}");
        let errors = Targets::read("t.toml", text.as_bytes()).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!((errors[0].line, errors[0].field), (8, Some(Field::Permission)));
        for blank in ["\"\"", "\"  \""] {
            let text = SOUND.replace("\"2026-17\"", blank);
            assert!(Targets::read("t.toml", text.as_bytes()).is_err());
        }
    }

    #[test]
    fn a_table_of_a_spreadsheet_is_read_in_both_languages() {
        let table = "ホスト,ポート,プロトコル,所有者,許可\nmail,25,smtp,A,1号\n,22,ssh,A,\n";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(table);
        let errors = Targets::read("t.csv", &bytes).unwrap_err();
        let seen: Vec<_> = errors.iter().map(|e| (e.line, e.field.unwrap())).collect();
        assert_eq!(seen, [(3, Field::Host), (3, Field::Permission)]);
        let table = "host,port,protocol,owner,permission\nmail,25 587,smtp,A,1\n";
        let read = Targets::read("t.csv", table.as_bytes()).unwrap();
        assert_eq!(read.targets[0].protocol, Protocol::StartTls(Dialogue::Smtp));
        assert_eq!(read.targets[0].ports.len(), 2);
    }

    #[test]
    fn ranges_patterns_and_unknown_words_are_refused() {
        for (from, to, field) in [
            ("www.example.go.jp", "10.0.0.0/8", Field::Host),
            ("www.example.go.jp", "*.go.jp", Field::Host),
            ("[443, 8443]", "[0]", Field::Port),
            ("[443, 8443]", "\"443-500\"", Field::Port),
            ("rate = 2", "rate = 0", Field::Rate),
            ("22:00/05:00+09:00", "at night", Field::Window),
            ("rate = 2", "protocol = \"gopher\"", Field::Protocol),
        ] {
            let errors = Targets::read("t.toml", SOUND.replace(from, to).as_bytes()).unwrap_err();
            assert_eq!(errors[0].field, Some(field), "{to}");
            assert!(errors[0].line > 1, "{to}");
        }
        assert!(Targets::read("t.toml", b"").is_err());
        assert!(Targets::read("t.toml", b"[[target]]\ncolour = 1\n").is_err());
        assert!(Targets::read("t.toml", b"\xff\xfe\xfd").is_err());
    }

    #[test]
    fn a_resolver_is_asked_for_a_zone_and_nothing_else_is() {
        let sound = "host,protocol,zone,dkim_selectors,owner,permission\n\
                     192.0.2.53,dns,example.go.jp,a b,A,1\n";
        let read = Targets::read("t.csv", sound.as_bytes()).unwrap();
        let target = &read.targets[0];
        assert_eq!(target.zone.as_deref(), Some("example.go.jp"));
        assert_eq!((target.selectors.len(), target.ports.first()), (2, Some(&53)));
        for (from, to) in [("example.go.jp", ""), ("dns", "tls"), ("a b", "a *"), ("go.jp", "a b")]
        {
            let errors = Targets::read("t.csv", sound.replace(from, to).as_bytes()).unwrap_err();
            assert_eq!(errors[0].line, 2, "{to}");
        }
    }

    #[test]
    fn every_protocol_has_its_own_scheme() {
        let schemes: BTreeSet<_> = PROTOCOLS.iter().map(|row| row.3.scheme()).collect();
        assert_eq!(schemes.len(), PROTOCOLS.len());
    }
}
