//! ACVP files: prompts with their expected results, or both in one (internal projections).
//!
//! Owns the words of ACVP for ML-KEM (FIPS 203), ML-DSA (FIPS 204), SLH-DSA (FIPS 205), LMS and
//! XMSS (SP 800-208), for questions and, in [`fields`], for answers.

use super::groups::{self, Object, bytes, flag, number, optional, text};
use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use crate::suite::{Case, Each, Expected, Item, open};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

/// Numbers of group and test.
type Number = (u64, u64);

/// Reads a file; for a prompt the answers come from `expectedResults` beside it.
pub(crate) fn read(path: &Path, each: &mut Each<'_>) -> Result<()> {
    let mut answers = Answers::beside(path);
    groups::read(open(path)?, &mut |header, group, test| {
        let Some(answers) = &mut answers else {
            return each(item(header, group, test, Some(test)));
        };
        let answer = answers.take((number(group, "tgId"), number(test, "tcId")))?;
        each(item(header, group, test, answer.as_ref()))
    })?;
    Ok(())
}

/// The answers to a prompt, read while it is read: both files have one order, as a rule.
#[derive(Default)]
struct Answers {
    /// Those that come, from a thread that reads the file; none when there is no such file.
    coming: Option<Receiver<Result<(Number, Object)>>>,
    /// Those that came before they were asked for.
    waiting: HashMap<Number, Object>,
}

/// Answers that may wait: more than files of the standards have that follow another order.
const MAX_WAITING: usize = 1 << 16;

impl Answers {
    /// Those of a prompt; none where a file has its answers in itself.
    fn beside(path: &Path) -> Option<Self> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ending = name.strip_prefix("prompt")?;
        let beside = path.with_file_name(format!("expectedResults{ending}"));
        if !beside.exists() {
            return Some(Self::default());
        }
        let (sender, coming) = mpsc::sync_channel(64);
        thread::spawn(move || {
            let read = send_answers(&beside, &sender);
            if let Err(error) = read.with_context(|| format!("in {}", beside.display())) {
                // Who asks no more needs no error.
                sender.send(Err(error)).ok();
            }
        });
        Some(Self { coming: Some(coming), waiting: HashMap::new() })
    }

    fn take(&mut self, wanted: Number) -> Result<Option<Object>> {
        if let Some(answer) = self.waiting.remove(&wanted) {
            return Ok(Some(answer));
        }
        for came in self.coming.iter().flatten() {
            let (number, answer) = came?;
            if number == wanted {
                return Ok(Some(answer));
            }
            self.waiting.insert(number, answer);
            ensure!(self.waiting.len() <= MAX_WAITING, "the answers have another order");
        }
        Ok(None)
    }
}

fn send_answers(path: &Path, sender: &SyncSender<Result<(Number, Object)>>) -> Result<()> {
    groups::read(open(path)?, &mut |_, group, test| {
        let mut answer = test.clone();
        // Files of LMS signing have the key that they signed with at the group.
        if let Some(key) = group.get("publicKey") {
            answer.insert("publicKey".to_owned(), key.clone());
        }
        let number = (number(group, "tgId"), number(test, "tcId"));
        sender.send(Ok((number, answer))).context("nobody asks")
    })?;
    Ok(())
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
