//! The dialogues by which TLS begins inside another protocol.
//!
//! Owns each dialogue up to the point where the ClientHello follows. Every loop over answers is
//! bounded: a peer may repeat itself for ever.

use crate::talk::Talk;
use crate::targets::Dialogue;
use crate::trouble::Trouble;

/// Lines of one answer, and elements of one stream: greetings have a few dozen.
const MAX_LINES: usize = 128;

/// Bytes of an answer that is read until a mark stands in it.
const MAX_MARKED: usize = 64 << 10;

/// LDAP: ExtendedRequest 1.3.6.1.4.1.1466.20037 as message 1 (RFC 4511, section 4.14.1).
const LDAP_STARTTLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// PostgreSQL: SSLRequest, length 8 and code 80877103.
const POSTGRESQL_SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// MySQL: capabilities CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION, packets up to
/// 16 MiB, character set utf8mb4, 23 zeros; packet 1 of 32 bytes.
const MYSQL_SSL_REQUEST: [u8; 36] = {
    let mut request = [0; 36];
    request[0] = 32;
    request[3] = 1;
    let capabilities: u32 = 0x0200 | 0x0800 | 0x8000;
    let bytes = capabilities.to_le_bytes();
    request[4] = bytes[0];
    request[5] = bytes[1];
    request[6] = bytes[2];
    request[7] = bytes[3];
    request[11] = 1;
    request[12] = 45;
    request
};

/// The bit CLIENT_SSL among a MySQL server's capabilities.
const MYSQL_SSL: u16 = 0x0800;

/// RDP: X.224 connection request with an RDP negotiation request for TLS and CredSSP (MS-RDPBCGR,
/// sections 2.2.1.1 and 2.2.1.1.1).
const RDP_REQUEST: [u8; 19] = [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0];

/// Speaks until TLS may begin.
pub(crate) async fn begin(talk: &mut Talk, how: Dialogue, host: &str) -> Result<(), Trouble> {
    match how {
        Dialogue::Smtp => smtp(talk).await,
        Dialogue::Imap => imap(talk).await,
        Dialogue::Pop3 => pop3(talk).await,
        Dialogue::Ftp => ftp(talk).await,
        Dialogue::Ldap => ldap(talk).await,
        Dialogue::Xmpp => xmpp(talk, host).await,
        Dialogue::Postgresql => postgresql(talk).await,
        Dialogue::Mysql => mysql(talk).await,
        Dialogue::Rdp => rdp(talk).await,
    }?;
    // Bytes behind the agreement would be taken for a part of TLS (RFC 3207, section 6).
    let rest = talk.unused().len();
    talk.used(rest);
    Ok(())
}

fn unexpected(expected: &str) -> Trouble {
    Trouble::Unexpected(expected.to_owned())
}

fn refused(line: &str) -> Trouble {
    let plain = line.chars().filter(|c| !c.is_control()).take(120);
    Trouble::Refused(plain.collect())
}

/// An answer of SMTP or FTP: lines with a code; the last has a space behind it.
async fn reply(talk: &mut Talk, what: &str) -> Result<(String, String), Trouble> {
    for _ in 0..MAX_LINES {
        let line = talk.line().await?;
        let code = line.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
        let is_last = !matches!(line.as_bytes().get(3), Some(b'-'));
        match code {
            Some(code) if is_last => return Ok((code.to_owned(), line)),
            Some(_) => {}
            // FTP lets lines between the first and the last be anything.
            None if what == "FTP" => {}
            None => return Err(unexpected(what)),
        }
    }
    Err(unexpected(what))
}

async fn wants(talk: &mut Talk, what: &str, codes: &[&str]) -> Result<(), Trouble> {
    let (code, line) = reply(talk, what).await?;
    if codes.contains(&code.as_str()) { Ok(()) } else { Err(refused(&line)) }
}

async fn smtp(talk: &mut Talk) -> Result<(), Trouble> {
    wants(talk, "SMTP", &["220"]).await?;
    talk.send(b"EHLO aratame.invalid\r\n").await?;
    wants(talk, "SMTP", &["250"]).await?;
    talk.send(b"STARTTLS\r\n").await?;
    wants(talk, "SMTP", &["220"]).await
}

async fn ftp(talk: &mut Talk) -> Result<(), Trouble> {
    wants(talk, "FTP", &["220"]).await?;
    talk.send(b"AUTH TLS\r\n").await?;
    wants(talk, "FTP", &["234"]).await
}

async fn imap(talk: &mut Talk) -> Result<(), Trouble> {
    if !talk.line().await?.starts_with("* ") {
        return Err(unexpected("IMAP"));
    }
    talk.send(b"a1 STARTTLS\r\n").await?;
    for _ in 0..MAX_LINES {
        let line = talk.line().await?;
        match line.strip_prefix("a1 ") {
            Some(answer) if answer.get(..2).is_some_and(|ok| ok.eq_ignore_ascii_case("OK")) => {
                return Ok(());
            }
            Some(_) => return Err(refused(&line)),
            None if line.starts_with("* ") => {}
            None => return Err(unexpected("IMAP")),
        }
    }
    Err(unexpected("IMAP"))
}

async fn pop3(talk: &mut Talk) -> Result<(), Trouble> {
    if !talk.line().await?.starts_with("+OK") {
        return Err(unexpected("POP3"));
    }
    talk.send(b"STLS\r\n").await?;
    let line = talk.line().await?;
    if line.starts_with("+OK") { Ok(()) } else { Err(refused(&line)) }
}

async fn ldap(talk: &mut Talk) -> Result<(), Trouble> {
    talk.send(LDAP_STARTTLS).await?;
    let head = talk.exactly(2).await?;
    let length = match head.as_slice() {
        [0x30, short] if *short < 0x80 => usize::from(*short),
        // OpenLDAP writes some lengths in four bytes.
        [0x30, long @ 0x81..=0x84] => {
            let digits = talk.exactly(usize::from(long & 0x7f)).await?;
            digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit))
        }
        _ => return Err(unexpected("LDAP")),
    };
    if length > MAX_MARKED {
        return Err(unexpected("LDAP"));
    }
    let answer = talk.exactly(length).await?;
    // Message 1, ExtendedResponse, and its first element: the result code.
    let body = answer.strip_prefix(&[2, 1, 1]).filter(|rest| rest.first() == Some(&0x78));
    let body = body.ok_or_else(|| unexpected("LDAP"))?;
    match body.windows(3).find(|three| three.starts_with(&[0x0a, 1])) {
        Some([_, _, 0]) => Ok(()),
        Some([_, _, code]) => Err(Trouble::Refused(format!("LDAP result code {code}"))),
        _ => Err(unexpected("LDAP")),
    }
}

async fn xmpp(talk: &mut Talk, host: &str) -> Result<(), Trouble> {
    let to: String = host.chars().filter(|c| !"<>&'\"".contains(*c)).collect();
    let open = format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams' to='{to}' version='1.0'>"
    );
    talk.send(open.as_bytes()).await?;
    let features = until(talk, &["</stream:features>", "<stream:features/>", "</stream:stream>"]);
    let features = features.await?;
    if !features.contains("<stream:stream") && !features.contains("<stream:features") {
        return Err(unexpected("XMPP"));
    }
    if !features.contains("urn:ietf:params:xml:ns:xmpp-tls") {
        return Err(Trouble::Refused("XMPP without STARTTLS".to_owned()));
    }
    talk.send(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await?;
    let answer = until(talk, &[">"]).await?;
    if answer.contains("<proceed") { Ok(()) } else { Err(refused(&answer)) }
}

/// The text up to the first of these marks.
async fn until(talk: &mut Talk, marks: &[&str]) -> Result<String, Trouble> {
    loop {
        let text = String::from_utf8_lossy(talk.unused()).into_owned();
        let ends = marks.iter().filter_map(|mark| Some(text.find(mark)? + mark.len()));
        if let Some(end) = ends.min() {
            talk.used(end);
            return Ok(text.get(..end).unwrap_or_default().to_owned());
        }
        if text.len() > MAX_MARKED {
            return Err(unexpected("XMPP"));
        }
        talk.more().await?;
    }
}

async fn postgresql(talk: &mut Talk) -> Result<(), Trouble> {
    talk.send(&POSTGRESQL_SSL_REQUEST).await?;
    match talk.exactly(1).await?.as_slice() {
        b"S" => Ok(()),
        b"N" => Err(Trouble::Refused("PostgreSQL without TLS".to_owned())),
        _ => Err(unexpected("PostgreSQL")),
    }
}

async fn mysql(talk: &mut Talk) -> Result<(), Trouble> {
    let head = talk.exactly(4).await?;
    let [a, b, c, 0] = head[..] else { return Err(unexpected("MySQL")) };
    let length = u32::from_le_bytes([a, b, c, 0]) as usize;
    if !(1..=4096).contains(&length) {
        return Err(unexpected("MySQL"));
    }
    let greeting = talk.exactly(length).await?;
    if greeting.first() != Some(&10) {
        return Err(unexpected("MySQL"));
    }
    // Version 10, the server's version up to a zero, thread, eight bytes, zero, capabilities.
    let version = greeting.iter().position(|byte| *byte == 0).ok_or(unexpected("MySQL"))?;
    let Some(&[low, high]) = greeting.get(version + 14..version + 16) else {
        return Err(unexpected("MySQL"));
    };
    if u16::from_le_bytes([low, high]) & MYSQL_SSL == 0 {
        return Err(Trouble::Refused("MySQL without TLS".to_owned()));
    }
    talk.send(&MYSQL_SSL_REQUEST).await
}

async fn rdp(talk: &mut Talk) -> Result<(), Trouble> {
    talk.send(&RDP_REQUEST).await?;
    let head = talk.exactly(4).await?;
    let [3, 0, high, low] = head[..] else { return Err(unexpected("RDP")) };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if !(7..=4096).contains(&length) {
        return Err(unexpected("RDP"));
    }
    let answer = talk.exactly(length - 4).await?;
    // X.224 connection confirm, then the type of the negotiation: 2 is an answer, 3 a failure.
    match (answer.get(1), answer.get(7), answer.get(11)) {
        (Some(0xd0), Some(2), Some(protocol)) if *protocol != 0 => Ok(()),
        (Some(0xd0), Some(3), Some(code)) => Err(Trouble::Refused(format!("RDP code {code}"))),
        (Some(0xd0), _, _) => Err(Trouble::Refused("RDP without TLS".to_owned())),
        _ => Err(unexpected("RDP")),
    }
}
