//! Leaks that are there on purpose, one for each method that claims to see its kind.

use crate::implementation::Implementation;
use crate::implementations::futae::Futae;
use crate::operation::{Answer, Operation};
use anyhow::Result;
use std::hint::black_box;

/// Futae, slower where a ciphertext was modified, or where a secret has many ones: statistics of
/// times that do not see it see nothing.
pub(crate) struct Slow(Futae);

impl Slow {
    /// On the best backend.
    pub(crate) fn new() -> Self {
        Self(Futae::best())
    }
}

/// Part of an operation's time that the leak costs besides: a tenth.
const PART: u32 = 10;

impl Implementation for Slow {
    fn name(&self) -> String {
        "planted leak".to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        let start = std::time::Instant::now();
        let answer = self.0.ask(algorithm, operation)?;
        let leaks = match operation {
            Operation::Decapsulate { .. } => {
                crate::implementations::mutant::is_rejection(algorithm, operation, &answer)
            }
            Operation::Sign { private_key, .. } => {
                crate::timing::has_many_ones(algorithm, private_key)
            }
            _ => false,
        };
        let until = start.elapsed() / PART;
        let start = std::time::Instant::now();
        while leaks && start.elapsed() < until {
            std::hint::spin_loop();
        }
        Ok(answer)
    }
}

/// A branch on a secret, for memcheck.
#[inline(never)]
pub(crate) fn branch(secret: &[u8]) -> u32 {
    match black_box(secret).first() {
        Some(byte) if byte & 1 == 1 => black_box(1),
        _ => black_box(2),
    }
}

/// An address that is a secret, for memcheck.
#[inline(never)]
pub(crate) fn index(secret: &[u8]) -> u8 {
    let table = black_box([7_u8; 256]);
    let at = black_box(secret).first().map_or(0, |byte| usize::from(*byte));
    table[at]
}

/// A division of a secret, for the disassembly.
#[inline(never)]
pub(crate) fn division(secret: &[u32; 4]) -> u32 {
    let divisor = black_box(secret)[0] | 1;
    black_box(1_000_000) / divisor
}

/// A conditional jump on a secret, for the disassembly.
#[inline(never)]
pub(crate) fn jump(secret: &[u32; 4]) -> u32 {
    if black_box(secret)[0] == 3 {
        return black_box(4);
    }
    let mut sum = 0;
    for word in black_box(secret) {
        sum ^= black_box(*word);
    }
    sum
}
