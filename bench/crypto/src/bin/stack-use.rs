//! How much stack each operation of Futae takes: the smallest stack of a thread on which it does
//! not fault, less that of doing nothing, to the page.
//!
//! `stack-use OPERATION BYTES` is one attempt; without arguments it searches. Every operation has
//! a frame of its own, as it has in a program that calls it.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the report")]

use std::{
    env,
    hint::black_box,
    process::{Command, ExitCode, Stdio},
    thread,
};

use futae::{ml_dsa, slh_dsa};

/// One page: nothing finer can be seen.
const PAGE: usize = 4096;
/// Stack taken before the operation begins, so that the least size of a thread hides nothing.
const OCCUPIED: usize = 1 << 16;
/// More than any operation takes.
const MOST: usize = 1 << 20;

/// An operation by its name.
type Operation = (&'static str, fn());

macro_rules! ml_kem {
    ($set:ident) => {{
        use futae::$set::{
            CIPHERTEXT_SIZE, DecapsulationKey, ENCAPSULATION_KEY_SIZE, EncapsulationKey,
        };

        let operations: [Operation; 6] = [
            (concat!(stringify!($set), " generate"), || {
                black_box(DecapsulationKey::from_seed(black_box(&[1; 64])));
            }),
            (concat!(stringify!($set), " encapsulate"), || {
                let bytes = [0; ENCAPSULATION_KEY_SIZE];
                let key = EncapsulationKey::from_bytes(black_box(&bytes));
                black_box(key.map(|key| key.encapsulate_derand(&[2; 32])).ok());
            }),
            (concat!(stringify!($set), " decapsulate"), || {
                let key = DecapsulationKey::from_seed(black_box(&[1; 64]));
                black_box(key.decapsulate(&[3; CIPHERTEXT_SIZE]));
            }),
            (concat!(stringify!($set), " import"), || {
                let key = DecapsulationKey::from_seed(black_box(&[1; 64]));
                black_box(DecapsulationKey::from_expanded(key.expanded())).ok();
            }),
            (concat!(stringify!($set), " decapsulate, prepared"), || {
                let key = DecapsulationKey::from_seed(black_box(&[1; 64])).prepare();
                black_box(key.decapsulate(&[3; CIPHERTEXT_SIZE]));
            }),
            (concat!(stringify!($set), " decapsulate, batch of 8"), || {
                let key = DecapsulationKey::from_seed(black_box(&[1; 64]));
                let mut secrets = [[0; 32]; 8];
                let ciphertexts = [[3; CIPHERTEXT_SIZE]; 8];
                DecapsulationKey::decapsulate_batch(&[&key; 8], &ciphertexts, &mut secrets).ok();
                black_box(secrets);
            }),
        ];
        operations
    }};
}

/// With the bytes of the hint, omega + k.
macro_rules! ml_dsa {
    ($set:ident, $hint:literal) => {{
        use futae::$set::{SIGNATURE_SIZE, SigningKey, VERIFYING_KEY_SIZE, VerifyingKey};

        let operations: [Operation; 5] = [
            (concat!(stringify!($set), " generate"), || {
                black_box(SigningKey::from_seed(black_box(&[1; 32])));
            }),
            (concat!(stringify!($set), " sign"), || {
                let key = SigningKey::from_seed(black_box(&[1; 32]));
                black_box(key.sign_deterministic(ml_dsa::Message::new(b"m"))).ok();
            }),
            (concat!(stringify!($set), " verify"), || {
                let key = VerifyingKey::from_bytes(black_box(&[0; VERIFYING_KEY_SIZE]));
                let message = ml_dsa::Message::new(b"m");
                // Well formed: z within its bound, no hints.
                let mut signature = [0x77; SIGNATURE_SIZE];
                signature[SIGNATURE_SIZE - $hint..].fill(0);
                black_box(key.verify(message, black_box(&signature))).ok();
            }),
            (concat!(stringify!($set), " import"), || {
                let key = SigningKey::from_seed(black_box(&[1; 32]));
                black_box(SigningKey::from_expanded(key.expanded())).ok();
            }),
            (concat!(stringify!($set), " sign, prepared"), || {
                let key = SigningKey::from_seed(black_box(&[1; 32])).prepare();
                black_box(key.sign_deterministic(ml_dsa::Message::new(b"m"))).ok();
            }),
        ];
        operations
    }};
}

macro_rules! slh_dsa {
    ($set:ident) => {{
        use futae::$set::{
            SEED_SIZE, SIGNATURE_SIZE, SigningKey, VERIFYING_KEY_SIZE, VerifyingKey,
        };

        let operations: [Operation; 3] = [
            (concat!(stringify!($set), " generate"), || {
                let seed = black_box([1; SEED_SIZE]);
                black_box(SigningKey::generate_derand(&seed, &seed, &seed));
            }),
            (concat!(stringify!($set), " sign"), || {
                let key = SigningKey::from_bytes(black_box(&[1; 4 * SEED_SIZE]));
                let mut out = [0; SIGNATURE_SIZE];
                key.sign_deterministic_into(slh_dsa::Message::new(b"m"), &mut out).ok();
                black_box(out);
            }),
            (concat!(stringify!($set), " verify"), || {
                let key = VerifyingKey::from_bytes(black_box(&[0; VERIFYING_KEY_SIZE]));
                let message = slh_dsa::Message::new(b"m");
                black_box(key.verify(message, black_box(&[0; SIGNATURE_SIZE]))).ok();
            }),
        ];
        operations
    }};
}

/// Every operation by name; the place that its inputs take on the stack is counted in. Of SLH-DSA
/// the smallest and the largest set of each family, without the slow ones, whose frames are the
/// same.
fn operations() -> Vec<Operation> {
    let mut operations: Vec<Operation> = vec![("nothing", || ())];
    operations.extend(ml_kem!(ml_kem_512));
    operations.extend(ml_kem!(ml_kem_768));
    operations.extend(ml_kem!(ml_kem_1024));
    operations.extend(ml_dsa!(ml_dsa_44, 84));
    operations.extend(ml_dsa!(ml_dsa_65, 61));
    operations.extend(ml_dsa!(ml_dsa_87, 83));
    operations.extend(slh_dsa!(slh_dsa_sha2_128f));
    operations.extend(slh_dsa!(slh_dsa_sha2_256f));
    operations.extend(slh_dsa!(slh_dsa_shake_128f));
    operations.extend(slh_dsa!(slh_dsa_shake_256f));
    operations
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [name, size] = &arguments[..] {
        return attempt(name, size);
    }
    let nothing = smallest("nothing");
    for (name, _) in &operations()[1..] {
        println!("{name:<36} {:>6} KiB", (smallest(name) - nothing) / 1024);
    }
    ExitCode::SUCCESS
}

/// Runs an operation on a stack of this size; a fault ends the process.
fn attempt(name: &str, size: &str) -> ExitCode {
    let operation = operations().into_iter().find(|(known, _)| *known == name);
    let (Some((_, run)), Ok(size)) = (operation, size.parse()) else { return ExitCode::FAILURE };
    // Chooses the backend outside.
    black_box(futae_kernels::Backend::get());
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
