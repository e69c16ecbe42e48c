//! ACVP files: prompts with their expected results, or both in one (internal projections).
//!
//! Owns the words of ACVP for ML-KEM (FIPS 203), ML-DSA (FIPS 204) and SLH-DSA (FIPS 205), for
//! questions and, in [`fields`], for answers.

use super::groups::{self, Object, bytes, flag, number, optional, text};
use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use crate::suite::{Case, Each, Expected, Item, open};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// Numbers of group and test.
type Number = (u64, u64);

/// Reads a file; for a prompt the answers come from `expectedResults` beside it.
pub(crate) fn read(path: &Path, each: &mut Each<'_>) -> Result<()> {
    let answers = answers_beside(path)?;
    groups::read(open(path)?, &mut |header, group| {
        for test in groups::tests(group) {
            let number = (number(group, "tgId"), number(test, "tcId"));
            let answer = answers.as_ref().map_or(Some(test), |answers| answers.get(&number));
            each(item(header, group, test, answer))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn answers_beside(path: &Path) -> Result<Option<HashMap<Number, Object>>> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(ending) = name.strip_prefix("prompt") else { return Ok(None) };
    let beside = path.with_file_name(format!("expectedResults{ending}"));
    if !beside.exists() {
        return Ok(Some(HashMap::new()));
    }
    let mut answers = HashMap::new();
    groups::read(open(&beside)?, &mut |_, group| {
        for test in groups::tests(group) {
            answers.insert((number(group, "tgId"), number(test, "tcId")), test.clone());
        }
        Ok(())
    })?;
    Ok(Some(answers))
}

fn item(header: &Object, group: &Object, test: &Object, answer: Option<&Object>) -> Item {
    let id = format!("tg {} tc {}", number(group, "tgId"), number(test, "tcId"));
    let family = text(header, "algorithm");
    if !matches!(family, "ML-KEM" | "ML-DSA" | "SLH-DSA") {
        return Item::Skipped(1, format!("{family} is not evaluated"));
    }
    match case(header, group, test, answer) {
        Ok((operation, expected)) => {
            let algorithm = text(group, "parameterSet").to_owned();
            Item::Case(Box::new(Case { id, algorithm, operation, expected }))
        }
        Err(error) => Item::Skipped(1, format!("{error:#}")),
    }
}

fn case(
    header: &Object,
    group: &Object,
    test: &Object,
    answer: Option<&Object>,
) -> Result<(Operation, Expected)> {
    let family = text(header, "algorithm");
    let operation = question(family, text(header, "mode"), group, test)?;
    let expected = match answer {
        Some(answer) => Expected::Exactly(expected(family, &operation, answer)?),
        None => Expected::Unknown,
    };
    Ok((operation, expected))
}

/// The operation that a test asks for.
///
/// # Errors
/// A field is missing or the mode is unknown.
pub(crate) fn question(
    family: &str,
    mode: &str,
    group: &Object,
    test: &Object,
) -> Result<Operation> {
    // Some revisions have keys at the group.
    let field = |name: &str| match optional(test, name)? {
        Some(value) => Ok(value),
        None => bytes(group, name),
    };
    let expanded = |name: &str| field(name).map(PrivateKey::Expanded);
    Ok(match (mode, text(group, "function")) {
        ("keyGen", _) => Operation::KeyGen { seed: seed(family, test)? },
        ("encapDecap", "encapsulation") => {
            Operation::Encapsulate { public_key: field("ek")?, randomness: field("m")? }
        }
        ("encapDecap", "decapsulation") => {
            Operation::Decapsulate { private_key: expanded("dk")?, ciphertext: field("c")? }
        }
        ("encapDecap", "encapsulationKeyCheck") => {
            Operation::CheckPublicKey { public_key: field("ek")? }
        }
        ("encapDecap", "decapsulationKeyCheck") => {
            Operation::CheckPrivateKey { private_key: expanded("dk")? }
        }
        ("sigGen", _) => Operation::Sign {
            private_key: expanded("sk")?,
            message: message(group, test)?,
            randomness: randomness(family, group, test)?,
        },
        ("sigVer", _) => Operation::Verify {
            public_key: field("pk")?,
            message: message(group, test)?,
            signature: bytes(test, "signature")?,
        },
        (mode, function) => bail!("mode {mode:?} {function:?} is unknown"),
    })
}

fn seed(family: &str, test: &Object) -> Result<Bytes> {
    let names: &[&str] = match family {
        "ML-KEM" => &["d", "z"],
        "SLH-DSA" => &["skSeed", "skPrf", "pkSeed"],
        _ => &["seed"],
    };
    let parts: Vec<Vec<u8>> =
        names.iter().map(|name| bytes(test, name).map(|part| part.0)).collect::<Result<_>>()?;
    Ok(Bytes(parts.concat()))
}

fn randomness(family: &str, group: &Object, test: &Object) -> Result<Option<Bytes>> {
    if flag(group, "deterministic") {
        return Ok(None);
    }
    let name = if family == "SLH-DSA" { "additionalRandomness" } else { "rnd" };
    bytes(test, name).map(Some)
}

/// Files of before contexts were introduced have no interface: their messages are M′.
fn message(group: &Object, test: &Object) -> Result<Message> {
    if flag(group, "externalMu") {
        return bytes(test, "mu").map(Message::Mu);
    }
    let message = bytes(test, "message")?;
    if text(group, "signatureInterface") != "external" {
        return Ok(Message::Internal(message));
    }
    let context = optional(test, "context")?.unwrap_or_default();
    Ok(match text(group, "preHash") {
        "preHash" => Message::PreHash { message, context, hash: text(test, "hashAlg").to_owned() },
        _ => Message::Pure { message, context },
    })
}

fn expected(family: &str, operation: &Operation, answer: &Object) -> Result<Answer> {
    let (public, private) = key_names(family);
    Ok(match operation {
        Operation::KeyGen { .. } => Answer::Keys {
            public_key: bytes(answer, public)?,
            private_key: bytes(answer, private)?,
        },
        Operation::Encapsulate { .. } => Answer::Encapsulated {
            ciphertext: bytes(answer, "c")?,
            shared_secret: bytes(answer, "k")?,
        },
        Operation::Decapsulate { .. } => Answer::SharedSecret(bytes(answer, "k")?),
        Operation::Sign { .. } => Answer::Signature(bytes(answer, "signature")?),
        Operation::CheckPublicKey { .. }
        | Operation::CheckPrivateKey { .. }
        | Operation::Verify { .. } => {
            let passed = answer.get("testPassed").and_then(Value::as_bool);
            Answer::Valid(passed.context("no field testPassed")?)
        }
    })
}

fn key_names(family: &str) -> (&'static str, &'static str) {
    if family == "ML-KEM" { ("ek", "dk") } else { ("pk", "sk") }
}

/// An answer in the fields of an ACVP response.
///
/// # Errors
/// There is no such field: the operation was refused or is not supported.
pub(crate) fn fields(family: &str, answer: &Answer) -> Result<Value> {
    let hex = |bytes: &Bytes| data_encoding::HEXUPPER.encode(&bytes.0);
    Ok(match answer {
        Answer::Keys { public_key, private_key } => {
            let (public, private) = key_names(family);
            json!({ public: hex(public_key), private: hex(private_key) })
        }
        Answer::Encapsulated { ciphertext, shared_secret } => {
            json!({ "c": hex(ciphertext), "k": hex(shared_secret) })
        }
        Answer::SharedSecret(secret) => json!({ "k": hex(secret) }),
        Answer::Signature(signature) => json!({ "signature": hex(signature) }),
        Answer::Valid(valid) => json!({ "testPassed": valid }),
        Answer::Rejected(reason) => bail!("refused: {reason}"),
        Answer::Unsupported(reason) => bail!("not supported: {reason}"),
    })
}
