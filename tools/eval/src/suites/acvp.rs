//! ACVP files: prompts with their expected results, or both in one (internal projections).
//!
//! Owns the words of ACVP for ML-KEM (FIPS 203), ML-DSA (FIPS 204), SLH-DSA (FIPS 205), LMS and
//! XMSS (SP 800-208), for questions and, in [`fields`], for answers.

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
            let mut answer = test.clone();
            // Files of LMS signing have the key that they signed with at the group.
            if let Some(key) = group.get("publicKey") {
                answer.insert("publicKey".to_owned(), key.clone());
            }
            answers.insert((number(group, "tgId"), number(test, "tcId")), answer);
        }
        Ok(())
    })?;
    Ok(Some(answers))
}

fn item(header: &Object, group: &Object, test: &Object, answer: Option<&Object>) -> Item {
    let id = format!("tg {} tc {}", number(group, "tgId"), number(test, "tcId"));
    let family = text(header, "algorithm");
    if !matches!(family, "ML-KEM" | "ML-DSA" | "SLH-DSA" | "LMS" | "XMSS") {
        return Item::Skipped(1, format!("{family} is not evaluated"));
    }
    // Of stateful signing nothing can be checked but the answer.
    if (family, text(header, "mode")) == ("LMS", "sigGen") && answer.is_none() {
        return Item::Skipped(1, "the file has no answers".to_owned());
    }
    match case(header, group, test, answer) {
        Ok((operation, expected)) => {
            let algorithm = algorithm(group);
            Item::Case(Box::new(Case { id, algorithm, operation, expected }))
        }
        Err(error) => Item::Malformed(id, family.to_owned(), format!("{error:#}")),
    }
}

/// The parameter set of a group.
pub(crate) fn algorithm(group: &Object) -> String {
    match (text(group, "lmsMode"), text(group, "param")) {
        ("", "") => text(group, "parameterSet").to_owned(),
        ("", xmss) => xmss.to_owned(),
        (tree, _) => format!("{tree} {}", text(group, "lmOtsMode")),
    }
}

/// Stateful signing cannot be asked for a state; the signature of the file must verify.
fn stateful(test: &Object, answer: Option<&Object>) -> Result<(Operation, Expected)> {
    let answer = answer.context("the file has no answers")?;
    let operation = Operation::Verify {
        public_key: bytes(answer, "publicKey")?,
        message: Message::Pure { message: bytes(test, "message")?, context: Bytes::default() },
        signature: bytes(answer, "signature")?,
    };
    Ok((operation, Expected::Exactly(Answer::Valid(true))))
}

fn case(
    header: &Object,
    group: &Object,
    test: &Object,
    answer: Option<&Object>,
) -> Result<(Operation, Expected)> {
    let family = text(header, "algorithm");
    if (family, text(header, "mode")) == ("LMS", "sigGen") {
        return stateful(test, answer);
    }
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
        ("sigVer", _) if matches!(family, "LMS" | "XMSS") => Operation::Verify {
            public_key: field("publicKey")?,
            message: Message::Pure { message: bytes(test, "message")?, context: Bytes::default() },
            signature: match family {
                "XMSS" => without_message(bytes(test, "signature")?, group, test)?,
                _ => bytes(test, "signature")?,
            },
        },
        ("sigVer", _) => Operation::Verify {
            public_key: field("pk")?,
            message: message(group, test)?,
            signature: bytes(test, "signature")?,
        },
        (mode, function) => bail!("mode {mode:?} {function:?} is unknown"),
    })
}

/// Files of XMSS made by its reference code have signed messages: the message follows the signature,
/// whose size is 4 + n (1 + 2n + 3 + h) (RFC 8391, 4.1.8) for `XMSS-SHA2_h_8n`.
fn without_message(mut signed: Bytes, group: &Object, test: &Object) -> Result<Bytes> {
    let mut numbers = text(group, "param").rsplit('_').map(str::parse::<usize>);
    let (Some(Ok(bits)), Some(Ok(height))) = (numbers.next(), numbers.next()) else {
        bail!("{:?} is no parameter set", text(group, "param"));
    };
    let n = bits / 8;
    let size = 4 + n * (1 + 2 * n + 3 + height);
    if signed.0.len() == size + bytes(test, "message")?.0.len() {
        signed.0.truncate(size);
    }
    Ok(signed)
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
        | Operation::Verify { .. }
        | Operation::HpkeSend { .. }
        | Operation::HpkeReceive { .. } => {
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
        Answer::Sent { .. } | Answer::Received { .. } => bail!("ACVP has no HPKE"),
        Answer::Rejected(reason) => bail!("refused: {reason}"),
        Answer::Unsupported(reason) => bail!("not supported: {reason}"),
    })
}
