//! `.rsp` files of known answers and the text files of CCTV (C2SP): records of
//! `name = hexadecimal`, read line by line; and lists of encapsulation keys that must be refused.
//!
//! The parameter set follows from the size of the public key. Files that give only the seed of
//! NIST's generator, and neither `xi` nor `d` and `z`, are checked as far as their keys allow.

use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use crate::suite::{Case, Each, Expected, Item};
use anyhow::{Context, Result, bail};
use data_encoding::HEXLOWER_PERMISSIVE;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

/// Longest line: a signed message of 100 records' growing lengths, far below.
const MAX_LINE: u64 = 16 << 20;

type Record = HashMap<String, Bytes>;

/// Reads a file.
pub(crate) fn read(input: impl Read, each: &mut Each<'_>) -> Result<()> {
    let mut reader = BufReader::new(input);
    let mut record = Record::new();
    let mut count = String::new();
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if (&mut reader).take(MAX_LINE).read_line(&mut line).context("not text")? == 0 {
            break;
        }
        let Some((name, value)) = line.split_once('=') else {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            bail!("line {number} is no `name = value`");
        };
        let (name, value) = (name.trim(), value.trim());
        if name == "count" {
            emit(&count, &std::mem::take(&mut record), each)?;
            count = value.to_owned();
        } else if !matches!(name, "mlen" | "smlen") {
            let bytes = HEXLOWER_PERMISSIVE.decode(value.as_bytes());
            let bytes = bytes.with_context(|| format!("line {number} is not hexadecimal"))?;
            record.insert(rsp_name(name).to_owned(), Bytes(bytes));
        }
    }
    emit(&count, &record, each)
}

/// CCTV has the names of FIPS 203, `.rsp` files those of NIST's first call.
fn rsp_name(name: &str) -> &str {
    match name {
        "ek" => "pk",
        "dk" => "sk",
        "c" => "ct",
        "K" => "ss",
        "m" => "msg",
        other => other,
    }
}

/// Whether a file begins with a line of digits as long as an encapsulation key, or one that is
/// longer than what was looked at.
pub(crate) fn is_list_of_keys(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default().trim_end();
    line.bytes().all(|byte| byte.is_ascii_hexdigit()) && kem(line.len() / 2).is_some()
}

/// Reads a list of encapsulation keys with a coefficient of q or more, a line each.
pub(crate) fn read_keys(input: impl Read, each: &mut Each<'_>) -> Result<()> {
    let mut reader = BufReader::new(input);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if (&mut reader).take(MAX_LINE).read_line(&mut line).context("not text")? == 0 {
            break;
        }
        let bytes = HEXLOWER_PERMISSIVE.decode(line.trim_end().as_bytes());
        let key = bytes.with_context(|| format!("line {number} is not hexadecimal"))?;
        let algorithm = kem(key.len()).with_context(|| format!("line {number} is no key"))?;
        each(Item::Case(Box::new(Case {
            id: format!("line {number}"),
            algorithm: algorithm.to_owned(),
            operation: Operation::CheckPublicKey { public_key: Bytes(key) },
            expected: Expected::Refused,
        })))?;
    }
    Ok(())
}

fn kem(public_key: usize) -> Option<&'static str> {
    algorithm(public_key).filter(|name| name.starts_with("ML-KEM"))
}

fn emit(count: &str, record: &Record, each: &mut Each<'_>) -> Result<()> {
    if record.is_empty() {
        return Ok(());
    }
    let public = record.get("pk").and_then(|key| algorithm(key.0.len()));
    let Some(algorithm) = public.or_else(|| by_private_key(record.get("sk")?.0.len())) else {
        return each(Item::Skipped(1, "the public key has the size of none evaluated".into()));
    };
    let cases =
        if algorithm.starts_with("ML-KEM") { kem_cases(record) } else { signature_cases(record) };
    if cases.is_empty() {
        return each(Item::Skipped(1, "nothing in the record can be checked".into()));
    }
    for (operation, answer) in cases {
        each(Item::Case(Box::new(Case {
            id: format!("count {count} {}", operation.name()),
            algorithm: algorithm.to_owned(),
            operation,
            expected: Expected::Exactly(answer),
        })))?;
    }
    Ok(())
}

/// By the size of the public key: FIPS 203, table 3; FIPS 204, table 2.
fn algorithm(public_key: usize) -> Option<&'static str> {
    Some(match public_key {
        800 => "ML-KEM-512",
        1184 => "ML-KEM-768",
        1568 => "ML-KEM-1024",
        1312 => "ML-DSA-44",
        1952 => "ML-DSA-65",
        2592 => "ML-DSA-87",
        _ => return None,
    })
}

/// By the size of the decapsulation key, 768 k + 96: FIPS 203, table 3.
fn by_private_key(private_key: usize) -> Option<&'static str> {
    Some(match private_key {
        1632 => "ML-KEM-512",
        2400 => "ML-KEM-768",
        3168 => "ML-KEM-1024",
        _ => return None,
    })
}

type Cases = Vec<(Operation, Answer)>;

fn kem_cases(record: &Record) -> Cases {
    let field = |name: &str| record.get(name).cloned();
    let mut cases = Cases::new();
    if let (Some(d), Some(z), Some(public_key), Some(private_key)) =
        (field("d"), field("z"), field("pk"), field("sk"))
    {
        let seed = Bytes([d.0, z.0].concat());
        cases.push((Operation::KeyGen { seed }, Answer::Keys { public_key, private_key }));
    }
    if let (Some(public_key), Some(randomness), Some(ciphertext), Some(shared_secret)) =
        (field("pk"), field("msg"), field("ct"), field("ss"))
    {
        cases.push((
            Operation::Encapsulate { public_key, randomness },
            Answer::Encapsulated { ciphertext, shared_secret },
        ));
    }
    // `ct_n` is a ciphertext that is rejected, `ss_n` the secret of the rejection.
    for (ciphertext, secret) in [("ct", "ss"), ("ct_n", "ss_n")] {
        if let (Some(key), Some(ciphertext), Some(secret)) =
            (field("sk"), field(ciphertext), field(secret))
        {
            let private_key = PrivateKey::Expanded(key);
            let operation = Operation::Decapsulate { private_key, ciphertext };
            cases.push((operation, Answer::SharedSecret(secret)));
        }
    }
    cases
}

fn signature_cases(record: &Record) -> Cases {
    let field = |name: &str| record.get(name).cloned();
    let mut cases = Cases::new();
    if let (Some(seed), Some(public_key), Some(private_key)) =
        (field("xi"), field("pk"), field("sk"))
    {
        cases.push((Operation::KeyGen { seed }, Answer::Keys { public_key, private_key }));
    }
    let (Some(private_key), Some(public_key), Some(message), Some(signed)) =
        (field("sk"), field("pk"), field("msg"), field("sm"))
    else {
        return cases;
    };
    let Some(signature) = signed.0.strip_suffix(&message.0[..]).map(Bytes::from) else {
        return cases;
    };
    let message = Message::Pure { message, context: field("ctx").unwrap_or_default() };
    let verify =
        Operation::Verify { public_key, message: message.clone(), signature: signature.clone() };
    cases.push((verify, Answer::Valid(true)));
    let private_key = PrivateKey::Expanded(private_key);
    let randomness = field("rnd");
    let sign = Operation::Sign { private_key, message, randomness };
    cases.push((sign, Answer::Signature(signature)));
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(text: &str) -> Vec<&'static str> {
        let mut found = Vec::new();
        let read = read(text.as_bytes(), &mut |item| {
            if let Item::Case(case) = item {
                assert_eq!(case.algorithm, "ML-KEM-512");
                found.push(case.operation.name());
            }
            Ok(())
        });
        read.unwrap();
        found
    }

    #[test]
    fn records_in_the_words_of_cctv() {
        let (ek, dk) = ("00".repeat(800), "00".repeat(1632));
        let whole = format!("d = 00\nz = 00\nek = {ek}\ndk = {dk}\nm = 00\nK = 00\nc = 00\n");
        assert_eq!(operations(&whole), ["keyGen", "encapsulate", "decapsulate"]);
        assert_eq!(operations(&format!("dk = {dk}\nc = 00\nK = 00\n")), ["decapsulate"]);
    }

    #[test]
    fn lists_of_keys_that_must_be_refused() {
        let line = "ff".repeat(800);
        assert!(is_list_of_keys(&format!("{line}\n{line}\n")) && !is_list_of_keys("ff\n"));
        let mut refused = 0;
        let read = read_keys(format!("{line}\n{line}\n").as_bytes(), &mut |item| {
            if let Item::Case(case) = item {
                refused += u32::from(case.expected == Expected::Refused);
            }
            Ok(())
        });
        assert_eq!((read.is_ok(), refused), (true, 2));
        assert!(read_keys("no key".as_bytes(), &mut |_| Ok(())).is_err());
    }
}
