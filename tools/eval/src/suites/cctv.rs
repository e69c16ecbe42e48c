//! The accumulated vectors of CCTV (C2SP): ten thousand tests of ML-KEM whose inputs follow from
//! SHAKE128 of nothing, and one hash over their outputs.

use crate::implementation::Implementation;
use crate::operation::{Answer, Bytes, Operation, PrivateKey};
use crate::suite::{Each, Item};
use anyhow::{Context, Result, bail, ensure};
use shake::Shake128;
use shake::digest::{ExtendableOutput, Update, XofReader};
use std::io::Read;

/// Algorithm, number of tests, hash: C2SP/CCTV, ML-KEM, "Accumulated pq-crystals vectors", those of
/// the final FIPS 203.
pub(crate) const HASHES: &[u8] = b"\
ML-KEM-512 10000 705dcffc87f4e67e35a09dcaa31772e86f3341bd3ccf1e78a5fef99ae6a35a13
ML-KEM-768 10000 f959d18d3d1180121433bf0e05f11e7908cf9d03edc150b2b07cb90bef5bc1c1
ML-KEM-1024 10000 e3bf82b013307b2e9d47dde791ff6dfc82e694e6382404abdb948b908b75bad5
";

/// One hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Accumulated {
    /// The parameter set.
    pub(crate) algorithm: String,
    /// Tests that the hash goes over.
    pub(crate) tests: u32,
    hash: String,
}

/// Reads lines of algorithm, number and hash.
pub(crate) fn read(mut input: impl Read, each: &mut Each<'_>) -> Result<()> {
    let mut text = String::new();
    input.read_to_string(&mut text)?;
    for line in text.lines() {
        let mut words = line.split(' ').map(str::to_owned);
        let (Some(algorithm), Some(tests), Some(hash)) = (words.next(), words.next(), words.next())
        else {
            bail!("a line is no algorithm, number and hash");
        };
        let tests = tests.parse().context("no number")?;
        each(Item::Accumulated(Accumulated { algorithm, tests, hash }))?;
    }
    Ok(())
}

impl Accumulated {
    /// Whether the hash is right; otherwise what came.
    ///
    /// # Errors
    /// The implementation failed, or gave a secret that differs between both sides.
    pub(crate) fn ask(&self, by: &mut dyn Implementation) -> Result<Answer> {
        let mut inputs = Shake128::default().finalize_xof();
        let mut input = |length: usize| {
            let mut bytes = vec![0; length];
            inputs.read(&mut bytes);
            Bytes(bytes)
        };
        let mut outputs = Shake128::default();
        for _ in 0..self.tests {
            let keys = by.ask(&self.algorithm, &Operation::KeyGen { seed: input(64) })?;
            let Answer::Keys { public_key, private_key } = keys else { return Ok(keys) };
            outputs.update(&public_key.0);
            outputs.update(&private_key.0);
            let encapsulate = Operation::Encapsulate { public_key, randomness: input(32) };
            let sent = by.ask(&self.algorithm, &encapsulate)?;
            let Answer::Encapsulated { ciphertext, shared_secret } = sent else { return Ok(sent) };
            outputs.update(&ciphertext.0);
            outputs.update(&shared_secret.0);
            let random = input(ciphertext.0.len());
            let mut decapsulate = |ciphertext| {
                let private_key = PrivateKey::Expanded(private_key.clone());
                let operation = Operation::Decapsulate { private_key, ciphertext };
                by.ask(&self.algorithm, &operation)
            };
            let received = decapsulate(ciphertext)?;
            if let Answer::SharedSecret(secret) = &received {
                ensure!(*secret == shared_secret, "both sides have different secrets");
            }
            let Answer::SharedSecret(rejected) = decapsulate(random)? else { return Ok(received) };
            outputs.update(&rejected.0);
        }
        let mut hash = [0; 32];
        outputs.finalize_xof().read(&mut hash);
        Ok(Answer::Valid(data_encoding::HEXLOWER.encode(&hash) == self.hash))
    }
}
