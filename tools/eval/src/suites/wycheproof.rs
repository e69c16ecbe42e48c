//! Project Wycheproof's files for ML-KEM and ML-DSA.

use super::groups::{self, Object, bytes, number, optional, text};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use crate::suite::{Case, Each, Expected, Item};
use anyhow::{Context, Result, bail};
use std::io::Read;

/// The files of the registry's crate `wycheproof`: every clone has them.
pub(crate) fn built_in() -> Vec<(String, &'static str)> {
    use ::wycheproof::{mldsa_sign, mldsa_verify, mlkem};
    let name = |name: &dyn std::fmt::Debug| format!("wycheproof {name:?}");
    let kem = mlkem::TestName::all().into_iter().map(|set| (name(&set), set.json_data()));
    let sign = mldsa_sign::TestName::all().into_iter().map(|set| (name(&set), set.json_data()));
    let verify = mldsa_verify::TestName::all().into_iter().map(|set| (name(&set), set.json_data()));
    kem.chain(sign).chain(verify).collect()
}

/// Reads a file.
pub(crate) fn read(input: impl Read, each: &mut Each<'_>) -> Result<()> {
    groups::read(input, &mut |header, group, test| each(item(header, group, test)))?;
    Ok(())
}

fn item(header: &Object, group: &Object, test: &Object) -> Item {
    let family = text(header, "algorithm");
    if !family.starts_with("ML-KEM") && !family.starts_with("ML-DSA") {
        return Item::Skipped(1, format!("{family} is not evaluated"));
    }
    // Files of ML-KEM have the parameter set at the group.
    let set = text(group, "parameterSet");
    let algorithm = if set.is_empty() { family } else { set }.to_owned();
    let id = format!("tc {}", number(test, "tcId"));
    let asked = operation(group, test)
        .and_then(|operation| expected(&operation, test).map(|expected| (operation, expected)));
    match asked {
        Ok((operation, expected)) => {
            Item::Case(Box::new(Case { id, algorithm, operation, expected }))
        }
        Err(error) => Item::Malformed(id, algorithm, format!("{error:#}")),
    }
}

fn operation(group: &Object, test: &Object) -> Result<Operation> {
    Ok(match text(group, "type") {
        "MLKEMTest" => Operation::Decapsulate {
            private_key: PrivateKey::Seed(bytes(test, "seed")?),
            ciphertext: bytes(test, "c")?,
        },
        "MLKEMEncapsTest" => {
            Operation::Encapsulate { public_key: bytes(test, "ek")?, randomness: bytes(test, "m")? }
        }
        "MLKEMKeyGen" => Operation::KeyGen { seed: bytes(test, "seed")? },
        "MLKEMDecapsValidationTest" => Operation::Decapsulate {
            private_key: PrivateKey::Expanded(bytes(test, "dk")?),
            ciphertext: bytes(test, "c")?,
        },
        "MlDsaSign" => Operation::Sign {
            private_key: signing_key(group)?,
            message: message(test)?,
            randomness: optional(test, "rnd")?,
        },
        "MlDsaVerify" => Operation::Verify {
            public_key: bytes(group, "publicKey")?,
            message: message(test)?,
            signature: bytes(test, "sig")?,
        },
        other => bail!("tests of the type {other:?} are unknown"),
    })
}

fn signing_key(group: &Object) -> Result<PrivateKey> {
    if let Some(seed) = optional(group, "privateSeed")? {
        return Ok(PrivateKey::Seed(seed));
    }
    bytes(group, "privateKey").map(PrivateKey::Expanded)
}

/// Tests of internal functions have mu and no message.
fn message(test: &Object) -> Result<Message> {
    match optional(test, "msg")? {
        Some(message) => {
            Ok(Message::Pure { message, context: optional(test, "ctx")?.unwrap_or_default() })
        }
        None => bytes(test, "mu").map(Message::Mu),
    }
}

fn expected(operation: &Operation, test: &Object) -> Result<Expected> {
    Ok(match text(test, "result") {
        "valid" => Expected::Exactly(match operation {
            Operation::KeyGen { .. } => {
                Answer::Keys { public_key: bytes(test, "ek")?, private_key: bytes(test, "dk")? }
            }
            Operation::Encapsulate { .. } => Answer::Encapsulated {
                ciphertext: bytes(test, "c")?,
                shared_secret: bytes(test, "K")?,
            },
            Operation::Decapsulate { .. } => Answer::SharedSecret(bytes(test, "K")?),
            Operation::Sign { .. } => Answer::Signature(bytes(test, "sig")?),
            _ => Answer::Valid(true),
        }),
        "invalid" => Expected::Refused,
        "acceptable" => Expected::Either,
        other => Err(anyhow::anyhow!("{other:?}")).context("unknown result")?,
    })
}
