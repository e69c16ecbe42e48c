//! Vectors of drafts: X-Wing, HPKE with post-quantum KEMs, composite ML-KEM and composite ML-DSA.

use super::groups::{Object, bytes, number, text};
use crate::operation::{Answer, Bytes, Export, Message, Opening, Operation, PrivateKey, Sealing};
use crate::suite::{Case, Each, Expected, Item};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::Read;

/// Longest file: a hundred times the largest of the drafts.
const MAX_FILE: u64 = 100 << 20;

/// What is asked and what is right.
type Asked = (Operation, Expected);

/// Reads a file of any of them.
pub(crate) fn read(input: impl Read, each: &mut Each<'_>) -> Result<()> {
    let mut text = Vec::new();
    input.take(MAX_FILE).read_to_end(&mut text)?;
    let document: Value = serde_json::from_slice(&text).context("not a JSON file")?;
    let (cases, shared) = match &document {
        Value::Array(cases) => (cases, Object::new()),
        Value::Object(file) => {
            let cases = file.get("tests").and_then(Value::as_array);
            (cases.context("no field tests")?, file.clone())
        }
        _ => bail!("neither a list nor an object"),
    };
    for (at, case) in cases.iter().enumerate() {
        let case = case.as_object().context("a case is no object")?;
        match asked(case, &shared) {
            Ok((algorithm, asked)) => {
                for (operation, expected) in asked {
                    let id = format!("{} {}", at + 1, operation.name());
                    let algorithm = algorithm.clone();
                    each(Item::Case(Box::new(Case { id, algorithm, operation, expected })))?;
                }
            }
            Err(error) => {
                let id = format!("{}", at + 1);
                each(Item::Malformed(id, "draft".to_owned(), format!("{error:#}")))?;
            }
        }
    }
    Ok(())
}

fn asked(case: &Object, shared: &Object) -> Result<(String, Vec<Asked>)> {
    if case.contains_key("eseed") {
        return Ok(("X-Wing".to_owned(), x_wing(case)?));
    }
    if case.contains_key("kem_id") {
        let [kem, kdf, aead] = ["kem_id", "kdf_id", "aead_id"].map(|name| number(case, name));
        return Ok((format!("HPKE {kem:04X}-{kdf:04X}-{aead:04X}"), hpke(case)?));
    }
    let name = text(case, "tcId");
    let name = name.strip_prefix("id-").with_context(|| format!("{name:?} is no algorithm"))?;
    let (name, plain) = match name.strip_prefix("alg-") {
        Some(plain) => (plain.to_uppercase(), true),
        None => (name.to_owned(), name.starts_with("ML-")),
    };
    // The algorithms of the standards have seeds here.
    let private = |bytes| match plain {
        true => PrivateKey::Seed(bytes),
        false => PrivateKey::Expanded(bytes),
    };
    let asked = match case.contains_key("ek") {
        true => composite_kem(case, private)?,
        false => composite_signature(case, shared, private)?,
    };
    Ok((name, asked))
}

fn exactly(operation: Operation, answer: Answer) -> Asked {
    (operation, Expected::Exactly(answer))
}

fn x_wing(case: &Object) -> Result<Vec<Asked>> {
    let field = |name: &str| bytes(case, name);
    let (public_key, seed) = (field("pk")?, field("sk")?);
    let (ciphertext, shared_secret) = (field("ct")?, field("ss")?);
    let keys = Answer::Keys { public_key: public_key.clone(), private_key: seed.clone() };
    let encapsulated = Answer::Encapsulated {
        ciphertext: ciphertext.clone(),
        shared_secret: shared_secret.clone(),
    };
    let encapsulate = Operation::Encapsulate { public_key, randomness: field("eseed")? };
    let private_key = PrivateKey::Seed(seed.clone());
    let decapsulate = Operation::Decapsulate { private_key, ciphertext };
    Ok(vec![
        exactly(Operation::KeyGen { seed }, keys),
        exactly(encapsulate, encapsulated),
        exactly(decapsulate, Answer::SharedSecret(shared_secret)),
    ])
}

fn hpke(case: &Object) -> Result<Vec<Asked>> {
    if number(case, "mode") != 0 {
        bail!("HPKE in another mode than base");
    }
    let field = |name: &str| bytes(case, name);
    let (public_key, private_key) = (field("pkRm")?, field("skRm")?);
    let keys = Answer::Keys { public_key: public_key.clone(), private_key: private_key.clone() };
    let (mut sealing, mut opening) = (Vec::new(), Vec::new());
    let (mut plaintexts, mut ciphertexts) = (Vec::new(), Vec::new());
    for message in objects(case, "encryptions") {
        let [aad, plaintext, ciphertext] =
            [bytes(message, "aad")?, bytes(message, "pt")?, bytes(message, "ct")?];
        sealing.push(Sealing { aad: aad.clone(), plaintext: plaintext.clone() });
        opening.push(Opening { aad, ciphertext: ciphertext.clone() });
        plaintexts.push(plaintext);
        ciphertexts.push(ciphertext);
    }
    let (mut exports, mut exported) = (Vec::new(), Vec::new());
    for export in objects(case, "exports") {
        let length = usize::try_from(number(export, "L"))?;
        exports.push(Export { context: bytes(export, "exporter_context")?, length });
        exported.push(bytes(export, "exported_value")?);
    }
    let (info, encapsulated) = (field("info")?, field("enc")?);
    let send = Operation::HpkeSend {
        public_key,
        randomness: field("ikmE")?,
        info: info.clone(),
        messages: sealing,
    };
    let private_key = PrivateKey::Expanded(private_key);
    let decapsulate = Operation::Decapsulate {
        private_key: private_key.clone(),
        ciphertext: encapsulated.clone(),
    };
    let receive = Operation::HpkeReceive {
        private_key,
        encapsulated: encapsulated.clone(),
        info,
        messages: opening,
        exports,
    };
    Ok(vec![
        exactly(Operation::KeyGen { seed: field("ikmR")? }, keys),
        exactly(decapsulate, Answer::SharedSecret(field("shared_secret")?)),
        exactly(send, Answer::Sent { encapsulated, ciphertexts }),
        exactly(receive, Answer::Received { plaintexts, exports: exported }),
    ])
}

fn objects<'a>(case: &'a Object, name: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
    case.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// Bytes in Base64.
fn base64(object: &Object, name: &str) -> Result<Bytes> {
    let bytes = data_encoding::BASE64.decode(text(object, name).as_bytes());
    bytes.map(Bytes).with_context(|| format!("{name} is not Base64"))
}

fn composite_kem(case: &Object, private: impl Fn(Bytes) -> PrivateKey) -> Result<Vec<Asked>> {
    let private_key = private(base64(case, "dk")?);
    let ciphertext = base64(case, "c")?;
    let mut longer = ciphertext.clone();
    longer.0.push(0);
    let decapsulate =
        |ciphertext| Operation::Decapsulate { private_key: private_key.clone(), ciphertext };
    Ok(vec![
        exactly(Operation::CheckPublicKey { public_key: base64(case, "ek")? }, Answer::Valid(true)),
        exactly(decapsulate(ciphertext), Answer::SharedSecret(base64(case, "k")?)),
        (decapsulate(longer), Expected::Refused),
    ])
}

fn composite_signature(
    case: &Object,
    shared: &Object,
    private: impl Fn(Bytes) -> PrivateKey,
) -> Result<Vec<Asked>> {
    let public_key = base64(case, "pk")?;
    let message = base64(shared, "m")?;
    let verify = |context: &Bytes, signature: &Bytes| Operation::Verify {
        public_key: public_key.clone(),
        message: Message::Pure { message: message.clone(), context: context.clone() },
        signature: signature.clone(),
    };
    let (none, context) = (Bytes::default(), base64(shared, "ctx")?);
    let (without, with) = (base64(case, "s")?, base64(case, "sWithContext")?);
    let check = Operation::CheckPrivateKey { private_key: private(base64(case, "sk")?) };
    Ok(vec![
        exactly(check, Answer::Valid(true)),
        exactly(verify(&none, &without), Answer::Valid(true)),
        exactly(verify(&context, &with), Answer::Valid(true)),
        (verify(&none, &with), Expected::Refused),
        (verify(&context, &without), Expected::Refused),
    ])
}
