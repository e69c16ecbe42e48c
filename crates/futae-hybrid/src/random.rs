//! Randomness for crates that ask for a generator which cannot fail.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::{Error, Secret};

/// ChaCha20 with a seed of the system's random generator: for one key or one signature of RSA.
pub(crate) fn generator() -> Result<ChaCha20Rng, Error> {
    let seed = Secret::random()?;
    Ok(ChaCha20Rng::from_seed(*seed.as_bytes()))
}
