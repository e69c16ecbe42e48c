//! What is in a file, in words. No private value is ever shown.

use std::{fmt::Write, path::Path, time::Duration};

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use futae_pki::{
    Certificate, CertificateRequest, Error, PrivateKey, PublicKey, SignedData, jwk,
    pem::{self, Block},
};

use crate::{
    Outcome, files,
    flags::Inspect,
    keys,
    language::{padded, pick},
    refusals::refused,
};

/// `futae inspect`.
pub(crate) fn run(flags: &Inspect) -> Result<Outcome> {
    let password = flags.password_file.as_deref().map(files::read_password).transpose()?;
    let password = password.as_deref().map(Vec::as_slice);
    for path in &flags.files {
        let bytes = files::read(path)?;
        let described = describe(&bytes, password);
        let described = described.with_context(|| path.display().to_string())?;
        files::print(&heading(path, &described))?;
    }
    Ok(Outcome::Good)
}

fn heading(path: &Path, described: &[String]) -> String {
    let mut text = String::new();
    for object in described {
        text.push_str(&format!("{}: {object}", path.display()));
    }
    text
}

/// Every object of a file.
fn describe(bytes: &[u8], password: Option<&[u8]>) -> Result<Vec<String>> {
    if keys::is_json(bytes) || keys::is_cbor(bytes) {
        return Ok(vec![json_or_cbor(bytes)?]);
    }
    match keys::text(bytes) {
        Some(text) => {
            pem::blocks(text)?.iter().map(|block| describe_block(block, password)).collect()
        }
        None => Ok(vec![describe_der(bytes, password)?]),
    }
}

fn json_or_cbor(bytes: &[u8]) -> Result<String> {
    match keys::private_in(bytes, None) {
        Ok(key) => private_key(&key),
        Err(_) => public_key(&keys::public_in(bytes)?),
    }
}

fn describe_block(block: &Block, password: Option<&[u8]>) -> Result<String> {
    let der = &block.der;
    match block.label.as_str() {
        "PRIVATE KEY" => private_key(&PrivateKey::from_der(der)?),
        "ENCRYPTED PRIVATE KEY" => encrypted_key(der, password),
        "PUBLIC KEY" => public_key(&PublicKey::from_der(der)?),
        "CERTIFICATE" | "X509 CERTIFICATE" => certificate(&Certificate::from_der(der)?),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            request(&CertificateRequest::from_der(der)?)
        }
        "CMS" | "PKCS7" => message(der),
        other => {
            Ok(format!("{other}{}\n", pick(", which is not looked into", "（内容は表示しません）")))
        }
    }
}

/// DER says not what it is: the first reading that succeeds, and of failures the one of the
/// structure that is most likely meant.
fn describe_der(der: &[u8], password: Option<&[u8]>) -> Result<String> {
    if let Ok(read) = Certificate::from_der(der) {
        return certificate(&read);
    }
    if let Ok(read) = CertificateRequest::from_der(der) {
        return request(&read);
    }
    if let Ok(read) = PublicKey::from_der(der) {
        return public_key(&read);
    }
    if SignedData::from_der(der).is_ok() {
        return message(der);
    }
    match PrivateKey::from_der(der) {
        Ok(key) => private_key(&key),
        Err(Error::Password) => encrypted_key(der, password),
        Err(error) => Err(error).context(pick(
            "neither a certificate, request, key nor message",
            "証明書、署名要求、鍵、メッセージのいずれでもありません",
        )),
    }
}

fn encrypted_key(der: &[u8], password: Option<&[u8]>) -> Result<String> {
    match password {
        Some(password) => private_key(&PrivateKey::from_encrypted_der(der, password)?),
        None => Ok(pick(
            "private key, encrypted (--password-file looks into it)\n",
            "秘密鍵（暗号化。--password-fileを指定すると内容を表示します）\n",
        )
        .to_owned()),
    }
}

fn private_key(key: &PrivateKey) -> Result<String> {
    Ok(format!("{}\n{}", pick("private key", "秘密鍵"), public_lines(key.public_key())?))
}

fn public_key(key: &PublicKey) -> Result<String> {
    Ok(format!("{}\n{}", pick("public key", "公開鍵"), public_lines(key)?))
}

fn public_lines(key: &PublicKey) -> Result<String> {
    let algorithm = key.algorithm();
    let mut text = String::new();
    line(
        &mut text,
        pick("algorithm", "アルゴリズム"),
        &format!("{algorithm} ({})", algorithm.oid()),
    );
    line(&mut text, pick("standard", "規格"), algorithm.standard());
    line(&mut text, pick("public key", "公開鍵"), &bytes(key.as_bytes().len()));
    line(
        &mut text,
        pick("SHA-256 of SPKI", "SPKIのSHA-256"),
        &HEXLOWER.encode(&futae_pki::fingerprint(&key.to_der()?)),
    );
    if let Ok(thumbprint) = jwk::thumbprint(key) {
        line(&mut text, pick("JWK thumbprint", "JWKサムプリント"), &thumbprint);
    }
    Ok(text)
}

fn certificate(certificate: &Certificate) -> Result<String> {
    let mut text = pick("certificate\n", "証明書\n").to_owned();
    let (from, to) = certificate.validity();
    line(&mut text, pick("subject", "主体者"), &printable(&certificate.subject()));
    line(&mut text, pick("issuer", "発行者"), &printable(&certificate.issuer()));
    line(&mut text, pick("serial number", "シリアル番号"), &certificate.serial_number());
    line(
        &mut text,
        pick("valid", "有効期間"),
        &pick(
            format!("{} to {}", time(from), time(to)),
            format!("{}から{}まで", time(from), time(to)),
        ),
    );
    line(&mut text, pick("signed with", "署名方式"), &algorithm(certificate.signature_algorithm()));
    line(&mut text, "SHA-256", &HEXLOWER.encode(&certificate.fingerprint()));
    match certificate.public_key() {
        Ok(key) => text.push_str(&public_lines(&key)?),
        Err(error) => line(&mut text, pick("public key", "公開鍵"), &refused(&error)),
    }
    Ok(text)
}

fn request(request: &CertificateRequest) -> Result<String> {
    let mut text = pick("certification request\n", "証明書署名要求\n").to_owned();
    line(&mut text, pick("subject", "主体者"), &printable(&request.subject()));
    match request.verified_key() {
        Ok(key) => {
            line(
                &mut text,
                pick("proof", "鍵の所持"),
                pick("its signature holds", "署名により確認"),
            );
            text.push_str(&public_lines(&key)?);
        }
        Err(error) => line(
            &mut text,
            pick("proof", "鍵の所持"),
            &format!("{}: {}", pick("NONE", "未確認"), refused(&error)),
        ),
    }
    Ok(text)
}

fn message(der: &[u8]) -> Result<String> {
    let message = match SignedData::from_der(der) {
        Ok(message) => message,
        Err(Error::Unsupported(what)) => {
            return Ok(format!(
                "{}: {}\n",
                pick("message", "メッセージ"),
                refused(&Error::Unsupported(what))
            ));
        }
        Err(error) => return Err(error.into()),
    };
    let mut text = pick(
        "signed message (nothing verified; see `futae cms verify`)\n",
        "署名付きメッセージ（未検証。検証は`futae cms verify`）\n",
    )
    .to_owned();
    let content = message.content().map_or_else(
        || pick("detached", "メッセージに含まれない").into(),
        |each| bytes(each.len()),
    );
    line(&mut text, pick("content", "内容"), &content);
    for certificate in message.certificates()? {
        line(&mut text, pick("certificate", "証明書"), &printable(&certificate.subject()));
    }
    Ok(text)
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {} {value}", padded(name, 16));
}

fn algorithm(algorithm: Result<futae_pki::Algorithm, Error>) -> String {
    match algorithm {
        Ok(algorithm) => format!("{algorithm} ({})", algorithm.oid()),
        Err(error) => refused(&error),
    }
}

fn bytes(count: usize) -> String {
    format!("{count} {}", pick("bytes", "バイト"))
}

/// Names come from elsewhere: no control character reaches the terminal.
fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
    text.chars().map(shown).collect()
}

fn time(seconds: u64) -> String {
    let time = der::DateTime::from_unix_duration(Duration::from_secs(seconds));
    time.map_or_else(|_| format!("{seconds} s after 1970"), |time| time.to_string())
}
