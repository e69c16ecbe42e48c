//! Fresh vectors from a seed, agreed between independent implementations before they are
//! written: operations that succeed, and inputs that have to be refused.

use crate::implementation::{ALGORITHMS, Implementation, randomness_size, seed_size};
use crate::implementations::reference::corner_cases;
use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey, Question};
use crate::run;
use crate::suite::{Case, Expected};
use crate::suites::lines::Line;
use anyhow::{Context, Result, bail};
use shake::Shake256;
use shake::digest::{ExtendableOutput, Update, XofReader};

/// What was generated.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// Lines that at least two implementations agree on.
    pub(crate) lines: Vec<Line>,
    /// Questions that fewer than two could answer.
    pub(crate) unconfirmed: u64,
}

/// Makes `rounds` of questions an algorithm and asks every implementation; the first one's
/// answers feed the questions that follow.
///
/// # Errors
/// Two implementations disagree, which is a finding, or the first one cannot make a key.
pub(crate) fn generate(
    seed: &str,
    rounds: u64,
    algorithms: &[String],
    implementations: &mut [Box<dyn Implementation>],
) -> Result<Generated> {
    let mut generated = Generated::default();
    for algorithm in ALGORITHMS {
        if !algorithms.is_empty() && !algorithms.iter().any(|wanted| wanted == algorithm) {
            continue;
        }
        for round in 0..rounds {
            let mut asker = Asker {
                random: Random::new(&format!("{seed} {algorithm} {round}")),
                algorithm,
                implementations: &mut *implementations,
                generated: &mut generated,
            };
            match algorithm.starts_with("ML-KEM") {
                true => kem(&mut asker),
                false => signature(&mut asker),
            }
            .with_context(|| algorithm.to_owned())?;
        }
    }
    Ok(generated)
}

/// Bytes that follow from a seed: SHAKE256 of it.
struct Random(<Shake256 as ExtendableOutput>::Reader);

impl Random {
    fn new(seed: &str) -> Self {
        let mut hasher = Shake256::default();
        hasher.update(seed.as_bytes());
        Self(hasher.finalize_xof())
    }

    fn bytes(&mut self, length: usize) -> Bytes {
        let mut bytes = vec![0; length];
        self.0.read(&mut bytes);
        Bytes(bytes)
    }

    fn below(&mut self, bound: usize) -> usize {
        let [a, b, c, d] = *self.bytes(4).0.first_chunk().unwrap_or(&[0; 4]);
        u32::from_le_bytes([a, b, c, d]) as usize % bound.max(1)
    }

    /// The bytes with one bit changed.
    fn damaged(&mut self, bytes: &Bytes) -> Bytes {
        let mut damaged = bytes.clone();
        let (at, bit) = (self.below(bytes.0.len()), self.below(8));
        damaged.0.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << bit);
        damaged
    }
}

struct Asker<'a> {
    random: Random,
    algorithm: &'static str,
    implementations: &'a mut [Box<dyn Implementation>],
    generated: &'a mut Generated,
}

impl Asker<'_> {
    /// Asks all, writes the line when two agree, and gives the answer of the first that has one.
    fn ask(&mut self, operation: Operation) -> Result<Answer> {
        let case = Case {
            id: String::new(),
            algorithm: self.algorithm.to_owned(),
            operation,
            expected: Expected::Unknown,
        };
        let mut agreed: Option<(String, Answer)> = None;
        let mut count = 0;
        for implementation in self.implementations.iter_mut() {
            let answer = match run::ask(implementation.as_mut(), &case)? {
                Answer::Unsupported(_) => continue,
                // Of a refusal only that it is one is compared.
                Answer::Rejected(_) => Answer::Valid(false),
                other => other,
            };
            count += 1;
            match &agreed {
                None => agreed = Some((implementation.name(), answer)),
                Some((_, first)) if *first == answer => {}
                Some((first, _)) => {
                    let operation = case.operation.name();
                    bail!(
                        "{first} and {} disagree: {operation} {:?}",
                        implementation.name(),
                        case.operation
                    );
                }
            }
        }
        let (_, answer) = agreed.context("no implementation can do this")?;
        if count < 2 {
            self.generated.unconfirmed += 1;
        } else {
            let id = self.generated.lines.len() as u64 + 1;
            let question =
                Question { id, algorithm: self.algorithm.to_owned(), operation: case.operation };
            self.generated.lines.push(Line { question, answer: answer.clone() });
        }
        Ok(answer)
    }

    fn keys(&mut self, seed: Bytes) -> Result<(Bytes, Bytes)> {
        match self.ask(Operation::KeyGen { seed })? {
            Answer::Keys { public_key, private_key } => Ok((public_key, private_key)),
            other => bail!("no keys but {other:?}"),
        }
    }
}

fn kem(asker: &mut Asker<'_>) -> Result<()> {
    let seed = asker.random.bytes(seed_size(asker.algorithm));
    let (public_key, expanded) = asker.keys(seed.clone())?;
    let randomness = asker.random.bytes(32);
    let encapsulate =
        Operation::Encapsulate { public_key: public_key.clone(), randomness: randomness.clone() };
    let Answer::Encapsulated { ciphertext, .. } = asker.ask(encapsulate)? else {
        bail!("nothing was encapsulated");
    };
    let decapsulate = |private_key: &PrivateKey, ciphertext: &Bytes| Operation::Decapsulate {
        private_key: private_key.clone(),
        ciphertext: ciphertext.clone(),
    };
    let key = PrivateKey::Seed(seed.clone());
    asker.ask(decapsulate(&key, &ciphertext))?;
    asker.ask(decapsulate(&PrivateKey::Expanded(expanded.clone()), &ciphertext))?;
    let damaged = asker.random.damaged(&ciphertext);
    asker.ask(decapsulate(&key, &damaged))?;
    for wrong in wrong_lengths(&ciphertext) {
        asker.ask(decapsulate(&key, &wrong))?;
    }
    // A coefficient of q: FIPS 203, 7.2.
    let mut not_reduced = public_key.clone();
    if let Some([low, high, ..]) = not_reduced.0.get_mut(..2) {
        (*low, *high) = (0x01, *high & 0xf0 | 0x0d);
    }
    for key in wrong_lengths(&public_key).into_iter().chain([not_reduced]) {
        asker.ask(Operation::CheckPublicKey { public_key: key.clone() })?;
        let randomness = randomness.clone();
        asker.ask(Operation::Encapsulate { public_key: key, randomness })?;
    }
    // The hash of the encapsulation key, which stands before z: FIPS 203, 7.3.
    let mut inconsistent = expanded.clone();
    let at = inconsistent.0.len().saturating_sub(64);
    inconsistent.0.get_mut(at).into_iter().for_each(|byte| *byte ^= 1);
    for key in wrong_lengths(&expanded).into_iter().chain([inconsistent, expanded]) {
        let private_key = PrivateKey::Expanded(key);
        asker.ask(Operation::CheckPrivateKey { private_key })?;
    }
    Ok(())
}

/// One byte too few, one too many, none.
fn wrong_lengths(bytes: &Bytes) -> Vec<Bytes> {
    let (mut longer, mut shorter) = (bytes.clone(), bytes.clone());
    longer.0.push(0);
    shorter.0.pop();
    vec![shorter, longer, Bytes::default()]
}

fn signature(asker: &mut Asker<'_>) -> Result<()> {
    let seed = asker.random.bytes(seed_size(asker.algorithm));
    let (public_key, expanded) = asker.keys(seed)?;
    let private_key = PrivateKey::Expanded(expanded);
    let length = asker.random.below(200) + 1;
    let text = asker.random.bytes(length);
    let context = asker.random.bytes(255);
    let pure = |context: &Bytes| Message::Pure { message: text.clone(), context: context.clone() };
    let too_long = asker.random.bytes(256);
    for context in [&context, &Bytes::default(), &too_long] {
        let message = pure(context);
        let randomness = None;
        let private_key = private_key.clone();
        asker.ask(Operation::Sign { private_key, message, randomness })?;
    }
    let randomness = asker.random.bytes(randomness_size(asker.algorithm));
    let message = pure(&context);
    asker.ask(Operation::Sign {
        private_key: private_key.clone(),
        message: message.clone(),
        randomness: Some(randomness),
    })?;
    let hashed = Message::PreHash {
        message: text.clone(),
        context: context.clone(),
        hash: "SHAKE-128".to_owned(),
    };
    let sign = Operation::Sign {
        private_key: private_key.clone(),
        message: hashed.clone(),
        randomness: None,
    };
    if let Answer::Signature(signature) = asker.ask(sign)? {
        for message in [hashed, message.clone()] {
            let (public_key, signature) = (public_key.clone(), signature.clone());
            asker.ask(Operation::Verify { public_key, message, signature })?;
        }
    }
    let sign = Operation::Sign { private_key, message: message.clone(), randomness: None };
    let Answer::Signature(signature) = asker.ask(sign)? else { bail!("nothing was signed") };
    let verify = |message: &Message, signature: &Bytes, key: &Bytes| Operation::Verify {
        public_key: key.clone(),
        message: message.clone(),
        signature: signature.clone(),
    };
    asker.ask(verify(&message, &signature, &public_key))?;
    asker.ask(verify(&pure(&Bytes::default()), &signature, &public_key))?;
    asker.ask(verify(&pure(&too_long), &signature, &public_key))?;
    for _ in 0..3 {
        let damaged = asker.random.damaged(&signature);
        asker.ask(verify(&message, &damaged, &public_key))?;
    }
    for wrong in wrong_lengths(&signature) {
        asker.ask(verify(&message, &wrong, &public_key))?;
    }
    for wrong in wrong_lengths(&public_key) {
        asker.ask(verify(&message, &signature, &wrong))?;
    }
    let other_key = asker.random.damaged(&public_key);
    asker.ask(verify(&message, &signature, &other_key))?;
    let corners = corner_cases(asker.algorithm, &mut |length| asker.random.bytes(length).0);
    for corner in corners {
        asker.ask(corner)?;
    }
    Ok(())
}
