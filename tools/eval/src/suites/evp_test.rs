//! OpenSSL's `evp_test` stanzas for the generation of signatures.

use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use crate::suite::{Case, Each, Expected, Item};
use anyhow::{Context, Result};
use data_encoding::HEXLOWER_PERMISSIVE;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

/// Longest line: a signature of SLH-DSA-256f has 100 000 digits, messages fewer.
const MAX_LINE: u64 = 16 << 20;

/// Reads a file.
pub(crate) fn read(input: impl Read, each: &mut Each<'_>) -> Result<()> {
    let mut reader = BufReader::new(input);
    let mut keys = HashMap::new();
    let mut stanza: Vec<(String, String)> = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        let read = (&mut reader).take(MAX_LINE).read_line(&mut line).context("not text")?;
        if let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            stanza.push((name.trim().to_owned(), value.trim().to_owned()));
        } else if line.trim().is_empty() {
            emit(&std::mem::take(&mut stanza), &mut keys, each)?;
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// The key's algorithm and its bytes, by the key's name.
type Keys = HashMap<String, (String, Bytes)>;

fn emit(stanza: &[(String, String)], keys: &mut Keys, each: &mut Each<'_>) -> Result<()> {
    let field =
        |name: &str| stanza.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if let Some(key) = field("PrivateKeyRaw") {
        let mut parts = key.splitn(3, ':');
        if let (Some(name), Some(algorithm), Some(digits)) =
            (parts.next(), parts.next(), parts.next())
        {
            keys.insert(name.to_owned(), (algorithm.to_owned(), hex(digits)?));
        }
        return Ok(());
    }
    let Some((_, name)) = field("Sign-Message").and_then(|value| value.split_once(':')) else {
        let cases = u64::from(!stanza.is_empty());
        return each(Item::Skipped(cases, "a stanza that signs nothing".into()));
    };
    let (algorithm, key) = keys.get(name).with_context(|| format!("no key {name}"))?;
    let input = hex(field("Input").unwrap_or_default())?;
    let output = hex(field("Output").context("a stanza has no output")?)?;
    each(Item::Case(Box::new(Case {
        id: name.to_owned(),
        algorithm: algorithm.clone(),
        operation: Operation::Sign {
            private_key: PrivateKey::Expanded(key.clone()),
            message: message(stanza, input)?,
            randomness: control(stanza, "hextest-entropy").map(hex).transpose()?,
        },
        expected: Expected::Exactly(Answer::Signature(output)),
    })))
}

fn control<'a>(stanza: &'a [(String, String)], name: &str) -> Option<&'a str> {
    stanza
        .iter()
        .filter(|(key, _)| key == "Ctrl")
        .filter_map(|(_, value)| value.split_once(':'))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn message(stanza: &[(String, String)], message: Bytes) -> Result<Message> {
    if control(stanza, "message-encoding") == Some("0") {
        return Ok(Message::Internal(message));
    }
    let context = hex(control(stanza, "hexcontext-string").unwrap_or_default())?;
    Ok(Message::Pure { message, context })
}

fn hex(digits: &str) -> Result<Bytes> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map(Bytes).context("not hexadecimal")
}
