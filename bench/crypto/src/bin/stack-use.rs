//! How much stack each operation of Futae takes: the smallest stack of a thread on which it does
//! not fault, less that of doing nothing, to the page.
//!
//! `stack-use OPERATION BYTES` is one attempt; without arguments it searches.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the report")]

use std::{
    env,
    hint::black_box,
    process::{Command, ExitCode, Stdio},
    thread,
};

use futae::{ml_kem_512, ml_kem_768, ml_kem_1024};

/// One page: nothing finer can be seen.
const PAGE: usize = 4096;
/// Stack taken before the operation begins, so that the least size of a thread hides nothing.
const OCCUPIED: usize = 1 << 16;
/// More than any operation takes.
const MOST: usize = 1 << 20;

macro_rules! operation {
    ($module:ident, $which:ident) => {
        (concat!(stringify!($module), " ", stringify!($which)), $module::$which)
    };
}

macro_rules! ml_kem {
    ($module:ident, $set:ident) => {
        mod $module {
            use super::*;

            pub(super) fn generate() {
                black_box($set::DecapsulationKey::from_seed(black_box(&[1; 64])));
            }

            pub(super) fn encapsulate() {
                let bytes = [0; $set::ENCAPSULATION_KEY_SIZE];
                let key = $set::EncapsulationKey::from_bytes(black_box(&bytes));
                black_box(key.map(|key| key.encapsulate_derand(&[2; 32])).ok());
            }

            pub(super) fn decapsulate() {
                let key = $set::DecapsulationKey::from_seed(black_box(&[1; 64]));
                black_box(key.decapsulate(&[3; $set::CIPHERTEXT_SIZE]));
            }
        }
    };
}

ml_kem!(kem_512, ml_kem_512);
ml_kem!(kem_768, ml_kem_768);
ml_kem!(kem_1024, ml_kem_1024);

/// Every operation by name; the time that its inputs take on the stack is counted in.
const OPERATIONS: [(&str, fn()); 10] = [
    ("nothing", || ()),
    operation!(kem_512, generate),
    operation!(kem_512, encapsulate),
    operation!(kem_512, decapsulate),
    operation!(kem_768, generate),
    operation!(kem_768, encapsulate),
    operation!(kem_768, decapsulate),
    operation!(kem_1024, generate),
    operation!(kem_1024, encapsulate),
    operation!(kem_1024, decapsulate),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [name, size] = &arguments[..] {
        return attempt(name, size);
    }
    let nothing = smallest(OPERATIONS[0].0);
    for (name, _) in &OPERATIONS[1..] {
        println!("{name:<24} {:>6} KiB", (smallest(name) - nothing) / 1024);
    }
    ExitCode::SUCCESS
}

/// Runs an operation on a stack of this size; a fault ends the process.
fn attempt(name: &str, size: &str) -> ExitCode {
    let operation = OPERATIONS.iter().find(|(known, _)| *known == name);
    let (Some((_, run)), Ok(size)) = (operation, size.parse()) else { return ExitCode::FAILURE };
    // Chooses the backend outside.
    black_box(futae_kernels::Backend::get());
    let run = *run;
    let thread = thread::Builder::new().stack_size(size).spawn(move || {
        let occupied = [0_u8; OCCUPIED];
        black_box(&occupied);
        run();
        black_box(&occupied);
    });
    let outcome = thread.map(thread::JoinHandle::join);
    if matches!(outcome, Ok(Ok(()))) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The smallest size that suffices, by bisection.
fn smallest(name: &str) -> usize {
    let suffices = |pages: usize| {
        let program = env::current_exe().unwrap_or_default();
        let arguments = [name.to_owned(), (pages * PAGE).to_string()];
        let status = Command::new(program).args(arguments).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    let (mut fails, mut works) = (0, MOST / PAGE);
    while works - fails > 1 {
        let middle = usize::midpoint(fails, works);
        if suffices(middle) { works = middle } else { fails = middle }
    }
    works * PAGE
}
