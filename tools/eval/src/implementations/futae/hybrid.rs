//! The hybrids of `futae-hybrid`: X-Wing, composites and HPKE, by the name of the algorithm.

use crate::implementation::{rejected, unsupported, without};
use crate::operation::{Answer, Bytes, Export, Message, Opening, Operation, PrivateKey, Sealing};
use futae_hybrid::Registry;
use futae_hybrid::hpke::Suite;
use futae_hybrid::kem::{DecapsulationKey, KemAlgorithm};
use futae_hybrid::signature::SignatureAlgorithm;

/// Carries out an operation; HPKE's algorithms are named `HPKE KEM-KDF-AEAD` by their identifiers.
pub(super) fn ask(algorithm: &str, operation: &Operation) -> Answer {
    let registry = Registry::new().with_classical();
    let answered = if let Some(ids) = algorithm.strip_prefix("HPKE ") {
        hpke(&registry, ids, operation)
    } else if let Ok(kem) = registry.kem(algorithm) {
        encapsulation(kem, operation)
    } else if let Ok(signature) = registry.signature(algorithm) {
        signatures(signature, operation)
    } else {
        Ok(without(algorithm))
    };
    answered.unwrap_or_else(|refused| refused)
}

fn bytes_of(key: &PrivateKey) -> &[u8] {
    let (PrivateKey::Seed(bytes) | PrivateKey::Expanded(bytes)) = key;
    &bytes.0
}

fn keys(private: &dyn DecapsulationKey) -> Answer {
    Answer::Keys {
        public_key: private.public_bytes().into(),
        private_key: private.private_bytes().as_bytes().into(),
    }
}

fn encapsulation(kem: &dyn KemAlgorithm, operation: &Operation) -> Result<Answer, Answer> {
    Ok(match operation {
        Operation::KeyGen { seed } => keys(&*kem.private_key(&seed.0).map_err(rejected)?),
        Operation::Encapsulate { public_key, randomness } => {
            let key = kem.public_key(&public_key.0).map_err(rejected)?;
            let (ciphertext, secret) = key.encapsulate_derand(&randomness.0).map_err(rejected)?;
            let shared_secret = secret.as_bytes().into();
            Answer::Encapsulated { ciphertext: ciphertext.into(), shared_secret }
        }
        Operation::Decapsulate { private_key, ciphertext } => {
            let key = kem.private_key(bytes_of(private_key)).map_err(rejected)?;
            let secret = key.decapsulate(&ciphertext.0).map_err(rejected)?;
            Answer::SharedSecret(secret.as_bytes().into())
        }
        Operation::CheckPublicKey { public_key } => {
            Answer::Valid(kem.public_key(&public_key.0).is_ok())
        }
        Operation::CheckPrivateKey { private_key } => {
            Answer::Valid(kem.private_key(bytes_of(private_key)).is_ok())
        }
        _ => unsupported("a KEM does not sign"),
    })
}

fn signatures(algorithm: &dyn SignatureAlgorithm, operation: &Operation) -> Result<Answer, Answer> {
    Ok(match operation {
        Operation::Verify {
            public_key,
            message: Message::Pure { message, context },
            signature,
        } => {
            let key = algorithm.public_key(&public_key.0).map_err(rejected)?;
            Answer::Valid(key.verify(&message.0, &context.0, &signature.0).is_ok())
        }
        Operation::CheckPublicKey { public_key } => {
            Answer::Valid(algorithm.public_key(&public_key.0).is_ok())
        }
        Operation::CheckPrivateKey { private_key } => {
            Answer::Valid(algorithm.private_key(bytes_of(private_key)).is_ok())
        }
        _ => unsupported("composites sign with randomness of their own"),
    })
}

/// X448, whose private keys the vectors have clamped: RFC 7748, 5.
const DHKEM_X448: u16 = 0x0021;
/// ML-KEM-768 with P-256, for which the vectors have three draws of the scalar and not four: the
/// first is in range.
const MLKEM768_P256: u16 = 0x0050;

fn hpke(registry: &Registry, ids: &str, operation: &Operation) -> Result<Answer, Answer> {
    let numbers: Vec<u16> =
        ids.split('-').filter_map(|id| u16::from_str_radix(id, 16).ok()).collect();
    let [kem, kdf, aead] = numbers[..] else { return Err(unsupported("no such suite")) };
    let suite = Suite::from_ids(registry, kem, kdf, aead)
        .map_err(|error| unsupported(error.to_string()))?;
    match operation {
        Operation::KeyGen { seed } => {
            let key = suite.derive_private_key(&seed.0).map_err(rejected)?;
            Ok(clamped(kem, keys(&*key)))
        }
        Operation::HpkeSend { public_key, randomness, info, messages } => {
            let mut randomness = randomness.0.clone();
            if kem == MLKEM768_P256 {
                randomness.resize(32 + 4 * 32, 0);
            }
            send(&suite, &public_key.0, &randomness, &info.0, messages)
        }
        Operation::HpkeReceive { private_key, encapsulated, info, messages, exports } => {
            let key = suite.kem().private_key(bytes_of(private_key)).map_err(rejected)?;
            receive(&suite, &*key, &encapsulated.0, &info.0, (messages, exports))
        }
        other => encapsulation(suite.kem(), other),
    }
}

fn clamped(kem: u16, keys: Answer) -> Answer {
    match keys {
        Answer::Keys { public_key, mut private_key } if kem == DHKEM_X448 => {
            private_key.0.first_mut().into_iter().for_each(|byte| *byte &= 0xFC);
            private_key.0.last_mut().into_iter().for_each(|byte| *byte |= 0x80);
            Answer::Keys { public_key, private_key }
        }
        other => other,
    }
}

fn send(
    suite: &Suite,
    public: &[u8],
    randomness: &[u8],
    info: &[u8],
    messages: &[Sealing],
) -> Result<Answer, Answer> {
    let public = suite.kem().public_key(public).map_err(rejected)?;
    let (encapsulated, mut sender) =
        suite.sender_derand(&*public, info, randomness).map_err(rejected)?;
    let sealed = messages
        .iter()
        .map(|one| sender.seal(&one.aad.0, &one.plaintext.0).map(Bytes).map_err(rejected));
    let ciphertexts = sealed.collect::<Result<_, _>>()?;
    Ok(Answer::Sent { encapsulated: encapsulated.into(), ciphertexts })
}

fn receive(
    suite: &Suite,
    key: &dyn DecapsulationKey,
    encapsulated: &[u8],
    info: &[u8],
    (messages, exports): (&[Opening], &[Export]),
) -> Result<Answer, Answer> {
    let mut receiver = suite.receiver(key, encapsulated, info).map_err(rejected)?;
    let opened = messages
        .iter()
        .map(|one| receiver.open(&one.aad.0, &one.ciphertext.0).map(Bytes).map_err(rejected));
    let plaintexts = opened.collect::<Result<_, _>>()?;
    let exported = exports.iter().map(|one| {
        let secret = receiver.export(&one.context.0, one.length).map_err(rejected)?;
        Ok(secret.as_bytes().into())
    });
    Ok(Answer::Received { plaintexts, exports: exported.collect::<Result<_, _>>()? })
}
