//! Defective implementations: Futae behind one mistake that implementations are known to make.
//!
//! Vectors that such an implementation passes prove little; each must be caught. A mutant works
//! on inputs and answers from outside, mistakes inside the arithmetic are in
//! [`reference`](super::reference).

use crate::implementation::Implementation;
use crate::implementations::futae::Futae;
use crate::operation::{Answer, Bytes, Message, Operation, PrivateKey};
use anyhow::Result;
use shake::Shake256;
use shake::digest::{ExtendableOutput, Update, XofReader};

/// Changes an operation before it is carried out.
type Before = fn(&str, Operation) -> Operation;
/// Changes an answer afterwards; the operation is the one that was asked.
type After = fn(&str, &Operation, Answer) -> Answer;

/// One mistake.
#[derive(Clone, Copy)]
pub(crate) struct Mutant {
    /// Its name.
    pub(crate) name: &'static str,
    /// What is wrong with it.
    pub(crate) defect: &'static str,
    before: Before,
    after: After,
}

/// Every mutant.
pub(crate) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "rejection-is-an-error",
        defect: "decapsulation says that a ciphertext was modified (FIPS 203, Algorithm 18, step 9)",
        before: same,
        after: |algorithm, operation, answer| match is_rejection(algorithm, operation, &answer) {
            true => Answer::Rejected("decapsulation failed".to_owned()),
            false => answer,
        },
    },
    Mutant {
        name: "rejection-is-constant",
        defect: "the secret of a modified ciphertext is zero",
        before: same,
        after: |algorithm, operation, answer| match is_rejection(algorithm, operation, &answer) {
            true => Answer::SharedSecret([0; 32].into()),
            false => answer,
        },
    },
    Mutant {
        name: "rejection-without-z",
        defect: "the secret of a modified ciphertext is J(c), which anybody can compute",
        before: same,
        after: |algorithm, operation, answer| match operation {
            Operation::Decapsulate { ciphertext, .. }
                if is_rejection(algorithm, operation, &answer) =>
            {
                Answer::SharedSecret(j(&[&ciphertext.0]))
            }
            _ => answer,
        },
    },
    Mutant {
        name: "encapsulation-key-unchecked",
        defect: "coefficients of q and more are accepted (FIPS 203, 7.2)",
        before: |_, operation| match operation {
            Operation::Encapsulate { public_key, randomness } => {
                Operation::Encapsulate { public_key: reduced(&public_key), randomness }
            }
            Operation::CheckPublicKey { public_key } => {
                Operation::CheckPublicKey { public_key: reduced(&public_key) }
            }
            other => other,
        },
        after: keep,
    },
    Mutant {
        name: "decapsulation-key-unchecked",
        defect: "a key whose hash does not belong to it is accepted (FIPS 203, 7.3)",
        before: same,
        after: |algorithm, operation, answer| match operation {
            Operation::CheckPrivateKey { .. } if algorithm.starts_with("ML-KEM") => {
                Answer::Valid(true)
            }
            Operation::Decapsulate { .. } if matches!(answer, Answer::Rejected(_)) => {
                Answer::SharedSecret([0; 32].into())
            }
            _ => answer,
        },
    },
    Mutant {
        name: "ciphertext-length-unchecked",
        defect: "what follows a ciphertext is ignored",
        before: |algorithm, operation| match operation {
            Operation::Decapsulate { private_key, ciphertext } => {
                let ciphertext = cut(&ciphertext, ciphertext_size(algorithm));
                Operation::Decapsulate { private_key, ciphertext }
            }
            other => other,
        },
        after: keep,
    },
    Mutant {
        name: "randomness-cut",
        defect: "the last byte of m is not used",
        before: |_, operation| match operation {
            Operation::Encapsulate { public_key, randomness } => {
                let mut randomness = randomness;
                randomness.0.last_mut().into_iter().for_each(|last| *last = 0);
                Operation::Encapsulate { public_key, randomness }
            }
            other => other,
        },
        after: keep,
    },
    Mutant {
        name: "seed-halves-swapped",
        defect: "a seed is read as z‖d",
        before: |algorithm, operation| match operation {
            Operation::KeyGen { seed } if algorithm.starts_with("ML-KEM") => {
                Operation::KeyGen { seed: swapped(&seed) }
            }
            Operation::Decapsulate { private_key: PrivateKey::Seed(seed), ciphertext } => {
                let private_key = PrivateKey::Seed(swapped(&seed));
                Operation::Decapsulate { private_key, ciphertext }
            }
            other => other,
        },
        after: keep,
    },
    Mutant {
        name: "secret-cut",
        defect: "the last byte of the shared secret is zero",
        before: same,
        after: |_, _, answer| match answer {
            Answer::SharedSecret(secret) => Answer::SharedSecret(last_zero(secret)),
            Answer::Encapsulated { ciphertext, shared_secret } => {
                Answer::Encapsulated { ciphertext, shared_secret: last_zero(shared_secret) }
            }
            other => other,
        },
    },
    Mutant {
        name: "context-ignored",
        defect: "signatures do not depend on the context",
        before: |_, operation| {
            with_message(operation, |message| match message {
                Message::Pure { message, .. } => {
                    Message::Pure { message, context: Bytes::default() }
                }
                other => other,
            })
        },
        after: keep,
    },
    Mutant {
        name: "context-wraps",
        defect: "a context of 256 bytes counts as one of none: its length is kept in a byte",
        before: |_, operation| {
            with_message(operation, |message| match message {
                Message::Pure { message, context } => {
                    let length = context.0.len() % 256;
                    Message::Pure { message, context: cut(&context, length) }
                }
                other => other,
            })
        },
        after: keep,
    },
    Mutant {
        name: "pre-hash-without-domain",
        defect: "a pre-hashed message is signed as if its text were pure",
        before: |_, operation| {
            with_message(operation, |message| match message {
                Message::PreHash { message, context, .. } => Message::Pure { message, context },
                other => other,
            })
        },
        after: keep,
    },
    Mutant {
        name: "randomness-ignored",
        defect: "hedged signing is deterministic",
        before: |_, operation| match operation {
            Operation::Sign { private_key, message, .. } => {
                Operation::Sign { private_key, message, randomness: None }
            }
            other => other,
        },
        after: keep,
    },
    Mutant {
        name: "hint-order-unchecked",
        defect: "indices of the hint may stand in any order (FIPS 204, Algorithm 21, step 9)",
        before: |algorithm, operation| {
            with_signature(algorithm, operation, |hint, k, omega| {
                for_each_polynomial(hint, k, omega, |indices| indices.sort_unstable());
            })
        },
        after: keep,
    },
    Mutant {
        name: "hint-padding-unchecked",
        defect: "bytes behind the last index of the hint are not looked at (Algorithm 21, step 17)",
        before: |algorithm, operation| {
            with_signature(algorithm, operation, |hint, k, omega| {
                let used = hint.get(omega + k - 1).map_or(0, |used| usize::from(*used));
                hint.get_mut(used..omega).into_iter().flatten().for_each(|byte| *byte = 0);
            })
        },
        after: keep,
    },
    Mutant {
        name: "signature-length-unchecked",
        defect: "what follows a signature is ignored",
        before: |algorithm, operation| match operation {
            Operation::Verify { public_key, message, signature } => {
                let signature = cut(&signature, signature_size(algorithm));
                Operation::Verify { public_key, message, signature }
            }
            other => other,
        },
        after: keep,
    },
    Mutant {
        name: "verification-says-yes",
        defect: "a well-formed signature is never compared",
        before: same,
        after: |_, operation, answer| match (operation, answer) {
            (Operation::Verify { .. }, Answer::Valid(_)) => Answer::Valid(true),
            (_, answer) => answer,
        },
    },
    Mutant {
        name: "message-end-ignored",
        defect: "the last byte of a message is neither signed nor verified",
        before: |_, operation| {
            with_message(operation, |message| match message {
                Message::Pure { message, context } => {
                    let length = message.0.len().saturating_sub(1);
                    Message::Pure { message: cut(&message, length), context }
                }
                other => other,
            })
        },
        after: keep,
    },
    Mutant {
        name: "private-key-unchecked",
        defect: "a private key of the wrong length is filled up with zeroes",
        before: |algorithm, operation| match operation {
            Operation::Sign { private_key: PrivateKey::Seed(seed), message, randomness } => {
                let length = if algorithm.starts_with("ML-DSA") { 32 } else { seed.0.len() };
                let private_key = PrivateKey::Seed(filled(&seed, length));
                Operation::Sign { private_key, message, randomness }
            }
            other => other,
        },
        after: keep,
    },
];

/// Futae with one mistake.
pub(crate) struct Mutated {
    mutant: &'static Mutant,
    inner: Futae,
}

impl Mutated {
    /// The implementation of a mutant.
    pub(crate) fn new(mutant: &'static Mutant) -> Self {
        Self { mutant, inner: Futae::best() }
    }
}

impl Implementation for Mutated {
    fn name(&self) -> String {
        format!("mutant:{}", self.mutant.name)
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        let changed = (self.mutant.before)(algorithm, operation.clone());
        let answer = self.inner.ask(algorithm, &changed)?;
        Ok((self.mutant.after)(algorithm, operation, answer))
    }
}

fn same(_: &str, operation: Operation) -> Operation {
    operation
}

fn keep(_: &str, _: &Operation, answer: Answer) -> Answer {
    answer
}

/// Whether the secret is the one of implicit rejection, J(z‖c): FIPS 203, Algorithm 18.
pub(crate) fn is_rejection(algorithm: &str, operation: &Operation, answer: &Answer) -> bool {
    let (Operation::Decapsulate { private_key, ciphertext }, Answer::SharedSecret(secret)) =
        (operation, answer)
    else {
        return false;
    };
    if !algorithm.starts_with("ML-KEM") {
        return false;
    }
    let (PrivateKey::Seed(key) | PrivateKey::Expanded(key)) = private_key;
    // z is the end of both forms.
    key.0.last_chunk::<32>().is_some_and(|z| j(&[z, &ciphertext.0]) == *secret)
}

/// J of FIPS 203, 4.1: SHAKE256 to 32 bytes.
fn j(parts: &[&[u8]]) -> Bytes {
    let mut hasher = Shake256::default();
    parts.iter().for_each(|part| hasher.update(part));
    let mut secret = [0; 32];
    hasher.finalize_xof().read(&mut secret);
    secret.into()
}

/// The key with every coefficient of 12 bits reduced modulo q = 3329.
fn reduced(key: &Bytes) -> Bytes {
    let mut key = key.clone();
    let end = key.0.len().saturating_sub(32);
    for bytes in key.0.get_mut(..end).unwrap_or_default().as_chunks_mut::<3>().0 {
        let [a, b, c] = bytes.map(u16::from);
        let (first, second) = ((a | (b & 15) << 8) % 3329, (b >> 4 | c << 4) % 3329);
        let packed = u32::from(first) | u32::from(second) << 12;
        let [low, middle, high, _] = packed.to_le_bytes();
        *bytes = [low, middle, high];
    }
    key
}

fn cut(bytes: &Bytes, length: usize) -> Bytes {
    bytes.0.get(..length).map_or_else(|| bytes.clone(), Bytes::from)
}

fn filled(bytes: &Bytes, length: usize) -> Bytes {
    let mut bytes = bytes.clone();
    bytes.0.resize(length, 0);
    bytes
}

fn swapped(seed: &Bytes) -> Bytes {
    let (left, right) = seed.0.split_at(seed.0.len() / 2);
    Bytes([right, left].concat())
}

fn last_zero(mut secret: Bytes) -> Bytes {
    secret.0.last_mut().into_iter().for_each(|last| *last = 0);
    secret
}

fn with_message(operation: Operation, change: impl FnOnce(Message) -> Message) -> Operation {
    match operation {
        Operation::Sign { private_key, message, randomness } => {
            Operation::Sign { private_key, message: change(message), randomness }
        }
        Operation::Verify { public_key, message, signature } => {
            Operation::Verify { public_key, message: change(message), signature }
        }
        other => other,
    }
}

/// Lets `change` work on the hint of an ML-DSA signature, given k and ω.
fn with_signature(
    algorithm: &str,
    operation: Operation,
    change: impl FnOnce(&mut [u8], usize, usize),
) -> Operation {
    // FIPS 204, table 1.
    let (k, omega) = match algorithm {
        "ML-DSA-44" => (4, 80),
        "ML-DSA-65" => (6, 55),
        "ML-DSA-87" => (8, 75),
        _ => return operation,
    };
    let Operation::Verify { public_key, message, mut signature } = operation else {
        return operation;
    };
    if signature.0.len() == signature_size(algorithm) {
        let begin = signature.0.len() - (k + omega);
        change(signature.0.get_mut(begin..).unwrap_or_default(), k, omega);
    }
    Operation::Verify { public_key, message, signature }
}

/// Calls `each` with the indices of each polynomial, where their ends are sound.
fn for_each_polynomial(hint: &mut [u8], k: usize, omega: usize, each: impl Fn(&mut [u8])) {
    let (indices, ends) = hint.split_at_mut(omega);
    let mut begin = 0;
    for end in ends.iter().take(k) {
        let end = usize::from(*end);
        if let Some(indices) = indices.get_mut(begin..end) {
            each(indices);
        }
        begin = end;
    }
}

/// FIPS 203, table 3.
fn ciphertext_size(algorithm: &str) -> usize {
    match algorithm {
        "ML-KEM-512" => 768,
        "ML-KEM-768" => 1088,
        _ => 1568,
    }
}

/// FIPS 204, table 2; FIPS 205, table 2.
fn signature_size(algorithm: &str) -> usize {
    match algorithm {
        "ML-DSA-44" => 2420,
        "ML-DSA-65" => 3309,
        "ML-DSA-87" => 4627,
        _ => match algorithm.rsplit('-').next().unwrap_or_default() {
            "128s" => 7856,
            "128f" => 17088,
            "192s" => 16224,
            "192f" => 35664,
            "256s" => 29792,
            _ => 49856,
        },
    }
}
