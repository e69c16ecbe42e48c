//! What an implementation is asked and what it answers: the words of FIPS 203, 204 and 205, as
//! values here and as one line of JSON for a program of another language.
//!
//! Owns the line protocol (`docs/evaluator-protocol.md`). Knows no implementation and no suite.

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Bytes, in hexadecimal digits as text.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER_PERMISSIVE.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes());
        bytes.map(Self).map_err(serde::de::Error::custom)
    }
}

impl<T: AsRef<[u8]>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Self(bytes.as_ref().to_vec())
    }
}

/// A private key in one of the forms that the standards and vectors have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PrivateKey {
    /// ML-KEM `d‖z`, ML-DSA `ξ`.
    Seed(Bytes),
    /// The decapsulation key `dk`, the signing key `sk`.
    Expanded(Bytes),
}

/// A message as a signature algorithm takes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Message {
    /// The message itself with its context.
    Pure { message: Bytes, context: Bytes },
    /// The message, to be hashed first by this function (`SHA2-256`, `SHAKE-128` …).
    PreHash { message: Bytes, context: Bytes, hash: String },
    /// μ, for ML-DSA.
    Mu(Bytes),
    /// M′, for the internal functions.
    Internal(Bytes),
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Operation {
    /// Keys from a seed: `d‖z`, `ξ`, or `SK.seed‖SK.prf‖PK.seed`.
    KeyGen { seed: Bytes },
    /// FIPS 203, 7.2, with the random `m` given.
    Encapsulate { public_key: Bytes, randomness: Bytes },
    /// FIPS 203, 7.3.
    Decapsulate { private_key: PrivateKey, ciphertext: Bytes },
    /// The input check of FIPS 203, 7.2.
    CheckPublicKey { public_key: Bytes },
    /// The input check of FIPS 203, 7.3.
    CheckPrivateKey { private_key: PrivateKey },
    /// Signing; deterministic where no randomness is given.
    Sign {
        private_key: PrivateKey,
        message: Message,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        randomness: Option<Bytes>,
    },
    /// Verification.
    Verify { public_key: Bytes, message: Message, signature: Bytes },
    /// HPKE, base mode: SetupBaseS with the randomness given, then messages in order.
    HpkeSend { public_key: Bytes, randomness: Bytes, info: Bytes, messages: Vec<Sealing> },
    /// HPKE, base mode: SetupBaseR, then messages in order and exports.
    HpkeReceive {
        private_key: PrivateKey,
        encapsulated: Bytes,
        info: Bytes,
        messages: Vec<Opening>,
        exports: Vec<Export>,
    },
}

/// A message to be sealed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sealing {
    pub(crate) aad: Bytes,
    pub(crate) plaintext: Bytes,
}

/// A message to be opened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Opening {
    pub(crate) aad: Bytes,
    pub(crate) ciphertext: Bytes,
}

/// A secret to be exported.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Export {
    pub(crate) context: Bytes,
    pub(crate) length: usize,
}

impl Operation {
    /// The word for it in tables.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::KeyGen { .. } => "keyGen",
            Self::Encapsulate { .. } => "encapsulate",
            Self::Decapsulate { .. } => "decapsulate",
            Self::CheckPublicKey { .. } => "checkPublicKey",
            Self::CheckPrivateKey { .. } => "checkPrivateKey",
            Self::Sign { .. } => "sign",
            Self::Verify { .. } => "verify",
            Self::HpkeSend { .. } => "hpkeSend",
            Self::HpkeReceive { .. } => "hpkeReceive",
        }
    }
}

/// What an implementation answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Answer {
    /// Keys that were generated.
    Keys { public_key: Bytes, private_key: Bytes },
    /// What encapsulation gives.
    Encapsulated { ciphertext: Bytes, shared_secret: Bytes },
    /// What decapsulation gives.
    SharedSecret(Bytes),
    /// A signature.
    Signature(Bytes),
    /// What HPKE sends.
    Sent { encapsulated: Bytes, ciphertexts: Vec<Bytes> },
    /// What HPKE receives, and exports.
    Received { plaintexts: Vec<Bytes>, exports: Vec<Bytes> },
    /// Whether a key passes its check, or a signature verifies.
    Valid(bool),
    /// The input is refused, with the reason.
    Rejected(String),
    /// The implementation has no way to do this, with the reason.
    Unsupported(String),
}

/// One line to a program: what is asked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    /// Repeated in the answer.
    pub(crate) id: u64,
    /// `ML-KEM-768`, `ML-DSA-65`, `SLH-DSA-SHA2-128s` …
    pub(crate) algorithm: String,
    /// What to do.
    #[serde(flatten)]
    pub(crate) operation: Operation,
}

/// One line from a program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Reply {
    /// The number of the question.
    pub(crate) id: u64,
    /// The answer.
    #[serde(flatten)]
    pub(crate) answer: Answer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_flat_line() {
        let question = Question {
            id: 7,
            algorithm: "ML-KEM-768".into(),
            operation: Operation::Decapsulate {
                private_key: PrivateKey::Seed([1, 2].into()),
                ciphertext: [0xab].into(),
            },
        };
        let line = serde_json::to_string(&question).unwrap();
        let expected = r#"{"id":7,"algorithm":"ML-KEM-768","operation":"decapsulate","privateKey":{"seed":"0102"},"ciphertext":"ab"}"#;
        assert_eq!(line, expected);
        let read: Question = serde_json::from_str(&line).unwrap();
        assert_eq!(read.operation, question.operation);
    }

    #[test]
    fn answers_are_told_apart_by_their_word() {
        for (line, answer) in [
            (r#"{"id":1,"valid":false}"#, Answer::Valid(false)),
            (r#"{"id":1,"sharedSecret":"00FF"}"#, Answer::SharedSecret([0, 255].into())),
            (r#"{"id":1,"rejected":"too short"}"#, Answer::Rejected("too short".into())),
        ] {
            assert_eq!(serde_json::from_str::<Reply>(line).unwrap().answer, answer);
        }
        assert!(serde_json::from_str::<Reply>(r#"{"id":1,"sharedSecret":"0"}"#).is_err());
        assert!(serde_json::from_str::<Reply>(r#"{"id":1,"perhaps":true}"#).is_err());
    }
}
