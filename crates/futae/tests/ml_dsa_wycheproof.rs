//! Project Wycheproof's ML-DSA vectors, by every backend.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Mutex;

use futae::ml_dsa::{Error, Message};
use futae_kernels::Backend;
use wycheproof::{TestResult, mldsa_sign, mldsa_verify};

/// Held while a backend is selected, so that every test runs on the one that it means.
static SELECTED: Mutex<()> = Mutex::new(());

fn on_every_backend(mut check: impl FnMut()) {
    let _one_at_a_time = SELECTED.lock();
    for backend in Backend::available() {
        assert!(Backend::select(backend.name));
        check();
    }
}

/// Keys and signatures as byte slices of any length, one adapter a parameter set.
macro_rules! set {
    ($module:ident, $verify:ident, $seed:ident, $expanded:ident, $counts:expr) => {
        #[test]
        fn $module() {
            use futae::$module::{SigningKey, VerifyingKey};

            let verify = |key: &[u8], message: Message<'_>, signature: &[u8]| {
                let key = VerifyingKey::from_bytes(key.try_into().ok()?);
                key.verify(message, signature.try_into().ok()?).ok()
            };
            let sign = |key: &[u8], message: Message<'_>, rnd: &[u8; 32]| {
                let key = match key.len() {
                    32 => SigningKey::from_seed(key.try_into().unwrap()),
                    _ => SigningKey::from_expanded(key.try_into().ok()?).ok()?,
                };
                let prepared = key.prepare().sign_derand(message, rnd);
                let signature = key.sign_derand(message, rnd);
                assert_eq!(signature, prepared);
                signature.ok().map(|signature| signature.to_vec())
            };
            on_every_backend(|| {
                let counts = [
                    verifying(mldsa_verify::TestName::$verify, verify),
                    signing(mldsa_sign::TestName::$seed, sign),
                    signing(mldsa_sign::TestName::$expanded, sign),
                ];
                assert_eq!(counts, $counts, "cases run");
            });
        }
    };
}

set!(ml_dsa_44, MlDsa44Verify, MlDsa44SignSeed, MlDsa44SignNoSeed, [180, 86, 73]);
set!(ml_dsa_65, MlDsa65Verify, MlDsa65SignSeed, MlDsa65SignNoSeed, [210, 105, 78]);
set!(ml_dsa_87, MlDsa87Verify, MlDsa87SignSeed, MlDsa87SignNoSeed, [241, 96, 69]);

fn verifying(
    name: mldsa_verify::TestName,
    verify: impl Fn(&[u8], Message<'_>, &[u8]) -> Option<()>,
) -> usize {
    let set = mldsa_verify::TestSet::load(name).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let context = test.ctx.as_ref().map_or(&[][..], |ctx| ctx);
            let message = Message::new(&test.msg).context(context);
            let accepted = verify(&group.pubkey, message, &test.sig).is_some();
            assert_eq!(accepted, test.result == TestResult::Valid, "tcId {}", test.tc_id);
            count += 1;
        }
    }
    count
}

fn signing(
    name: mldsa_sign::TestName,
    sign: impl Fn(&[u8], Message<'_>, &[u8; 32]) -> Option<Vec<u8>>,
) -> usize {
    let set = mldsa_sign::TestSet::load(name).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        let key = group.privseed.as_ref().or(group.privkey.as_ref()).unwrap();
        for test in &group.tests {
            count += 1;
            let context = test.ctx.as_ref().map_or(&[][..], |ctx| ctx);
            let mu = test.mu.as_ref().map(|mu| mu.as_slice().try_into().unwrap());
            let message = match (&mu, &test.msg) {
                (_, Some(message)) => Message::new(message).context(context),
                (Some(mu), None) => Message::mu(mu),
                (None, None) => panic!("tcId {} has no message", test.tc_id),
            };
            let rnd = test.rnd.as_ref().map_or([0; 32], |rnd| rnd.as_slice().try_into().unwrap());
            let signature = sign(key, message, &rnd);
            match test.result {
                TestResult::Valid => assert_eq!(signature.unwrap(), test.sig.as_slice()),
                _ => assert_eq!(signature, None, "tcId {}", test.tc_id),
            }
        }
    }
    count
}

#[test]
fn context_may_have_255_bytes_and_not_256() {
    let key = futae::ml_dsa_44::SigningKey::from_seed(&[1; 32]);
    let context = [7; 256];
    let message = Message::new(b"message");
    let longest = message.context(&context[..255]);
    let signature = key.sign_deterministic(longest).unwrap();
    assert_eq!(key.verifying_key().verify(longest, &signature), Ok(()));
    let shorter = message.context(&context[..254]);
    assert_eq!(key.verifying_key().verify(shorter, &signature), Err(Error::InvalidSignature));
    let too_long = message.context(&context);
    assert_eq!(key.sign_deterministic(too_long), Err(Error::ContextTooLong));
    assert_eq!(key.verifying_key().verify(too_long, &signature), Err(Error::ContextTooLong));
    assert!(key.mu_hasher(&context).is_err());
}

#[test]
fn a_batch_gives_what_single_calls_give() {
    let key = futae::ml_dsa_65::SigningKey::from_seed(&[2; 32]);
    let long = [0; 256];
    let texts: Vec<_> = (0..11_u32).map(u32::to_le_bytes).collect();
    let mut messages: Vec<_> = texts.iter().map(|text| Message::new(text)).collect();
    messages[5] = messages[5].context(&long);
    on_every_backend(|| {
        let mut signatures = vec![Err(Error::Randomness); messages.len()];
        key.prepare().sign_batch_deterministic(&messages, &mut signatures);
        for (message, signature) in messages.iter().zip(signatures) {
            assert_eq!(signature, key.sign_deterministic(*message));
        }
    });
    let mut signatures = vec![Err(Error::Randomness); messages.len()];
    key.prepare().sign_batch(&messages, &mut signatures).unwrap();
    for (n, (message, signature)) in messages.iter().zip(&signatures).enumerate() {
        match signature {
            Ok(signature) => assert_eq!(key.verifying_key().verify(*message, signature), Ok(())),
            Err(error) => assert_eq!((n, *error), (5, Error::ContextTooLong)),
        }
    }
}

macro_rules! batches {
    ($test:ident, $module:ident) => {
        #[test]
        fn $test() {
            use futae::$module::{SigningKey, VerifyingKey};

            on_every_backend(|| {
                let mut checked = 0;
                for length in [0, 1, 3, 4, 5, 9] {
                    let seeds: Vec<_> = (0..length).map(|i| [i as u8; 32]).collect();
                    let mut keys = Vec::new();
                    SigningKey::from_seeds(&seeds, |key| keys.push(key));
                    assert_eq!(keys.len(), length);
                    for (key, seed) in keys.iter().zip(&seeds) {
                        let alone = SigningKey::from_seed(seed);
                        assert_eq!(key.expanded(), alone.expanded());
                        assert_eq!(key.verifying_key(), alone.verifying_key());
                        assert_eq!(key.seed(), Some(seed));
                    }
                    let texts: Vec<_> = (0..length as u32).map(u32::to_le_bytes).collect();
                    let too_long = [0; 256];
                    let mut messages: Vec<_> =
                        texts.iter().map(|text| Message::new(text)).collect();
                    let mut signatures: Vec<_> = keys
                        .iter()
                        .zip(&messages)
                        .map(|(key, message)| key.sign_deterministic(*message).unwrap())
                        .collect();
                    // Every kind of refusal, each beside genuine signatures.
                    for (i, signature) in signatures.iter_mut().enumerate() {
                        match i {
                            1 => signature[40] ^= 1,
                            2 => *signature.last_mut().unwrap() = 255,
                            5 => messages[i] = messages[i].context(&too_long),
                            _ => {}
                        }
                    }
                    let publics: Vec<_> = keys.iter().map(|key| key.verifying_key()).collect();
                    let mut results = vec![Err(Error::Randomness); length];
                    VerifyingKey::verify_batch(&publics, &messages, &signatures, &mut results)
                        .unwrap();
                    for (i, result) in results.iter().enumerate() {
                        assert_eq!(*result, publics[i].verify(messages[i], &signatures[i]));
                        assert_eq!(result.is_ok(), ![1, 2, 5].contains(&i));
                        checked += 1;
                    }
                    if let Some(first) = publics.first() {
                        let mut results = vec![Err(Error::Randomness); length];
                        first.prepare().verify_batch(&messages, &signatures, &mut results).unwrap();
                        for (i, result) in results.iter().enumerate() {
                            assert_eq!(*result, first.verify(messages[i], &signatures[i]));
                        }
                    }
                }
                assert_eq!(checked, 22);
            });
        }
    };
}

batches!(batches_of_44_equal_single_operations, ml_dsa_44);
batches!(batches_of_65_equal_single_operations, ml_dsa_65);
batches!(batches_of_87_equal_single_operations, ml_dsa_87);

#[test]
fn batches_of_unequal_lengths_are_refused() {
    use futae::ml_dsa_44::{SigningKey, VerifyingKey};

    let key = SigningKey::from_seed(&[1; 32]);
    let message = Message::new(b"message");
    let signature = key.sign_deterministic(message).unwrap();
    let refused = Err(Error::UnequalLengths);
    let public = key.verifying_key();
    for (keys, messages, signatures, results) in
        [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)]
    {
        let (keys, messages) = (&[public][..keys], &[message][..messages]);
        let (signatures, results) = (&[signature][..signatures], &mut [Ok(())][..results]);
        assert_eq!(VerifyingKey::verify_batch(keys, messages, signatures, results), refused);
        if keys.len() == 1 {
            assert_eq!(public.prepare().verify_batch(messages, signatures, results), refused);
        }
    }
}
