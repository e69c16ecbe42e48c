//! What secrets leave behind: the memory of dropped values, and the stack below finished
//! operations, read back through `/proc/self/mem`. Elsewhere than on Linux nothing is tested, which
//! is said aloud.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test, which says what it skips")]

use std::{
    collections::HashMap,
    fs::File,
    hint::black_box,
    io::{Read, Seek, SeekFrom},
    sync::Mutex,
    thread,
};

use futae_kernels::{
    Backend,
    ml_dsa::{Encoding, Poly},
    ml_kem,
};
use sha3::{Digest, Sha3_512};
use shake::{ExtendableOutput, Update, XofReader};

/// Held while a backend is selected, so that every test runs on the one that it means.
static SELECTED: Mutex<()> = Mutex::new(());

fn on_every_backend(mut check: impl FnMut(&'static Backend)) {
    let _one_at_a_time = SELECTED.lock();
    for backend in Backend::available() {
        assert!(Backend::select(backend.name));
        check(backend);
    }
}

/// Secrets by what they are called, as the pieces of memory that betray them.
#[derive(Default)]
struct Secrets {
    pieces: HashMap<Vec<u8>, String>,
    lengths: Vec<usize>,
}

impl Secrets {
    /// Random bytes: any eight of them in a row, which is what one register holds.
    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.pieces(name, bytes, 8);
    }

    /// Numbers of which 16 bytes hold enough that they do not occur by chance.
    fn wide(&mut self, name: &str, bytes: &[u8]) {
        self.pieces(name, bytes, 16);
    }

    /// Small numbers: 64 bytes of them.
    fn small(&mut self, name: &str, bytes: &[u8]) {
        self.pieces(name, bytes, 64);
    }

    fn pieces(&mut self, name: &str, bytes: &[u8], length: usize) {
        for piece in bytes.chunks_exact(length) {
            assert!(piece.iter().any(|byte| *byte != 0), "{name}");
            self.pieces.insert(piece.to_vec(), name.to_owned());
        }
        if !self.lengths.contains(&length) {
            self.lengths.push(length);
        }
    }

    /// What of the secrets stands in memory, and how many pieces of each.
    fn found(&self, memory: &[u8]) -> HashMap<&str, usize> {
        let mut found = HashMap::new();
        for length in &self.lengths {
            for window in memory.windows(*length) {
                if let Some(name) = self.pieces.get(window) {
                    *found.entry(&name[..]).or_default() += 1;
                }
            }
        }
        found
    }
}

/// Bytes of this process, also where nothing lives any more.
struct Memory(File);

impl Memory {
    fn open() -> Option<Self> {
        let file = File::open("/proc/self/mem").ok();
        if file.is_none() {
            eprintln!("NOT TESTED: no /proc/self/mem here");
        }
        file.map(Self)
    }

    fn read(&mut self, address: usize, into: &mut [u8]) {
        self.0.seek(SeekFrom::Start(address as u64)).unwrap();
        self.0.read_exact(into).unwrap();
    }
}

/// The memory of a value before and after it is dropped in place.
fn dropped<T>(value: T) -> Option<[Vec<u8>; 2]> {
    let mut memory = Memory::open()?;
    let mut place = Box::new(Some(value));
    let address = (&raw const *place).addr();
    let [mut before, mut after] = [(); 2].map(|()| vec![0; size_of::<Option<T>>()]);
    memory.read(address, &mut before);
    *black_box(&mut *place) = None;
    memory.read(address, &mut after);
    Some([before, after])
}

/// A value that holds all these secrets holds none of them once it is dropped.
fn leaves_nothing<T>(secrets: &Secrets, value: T, backend: &Backend) {
    let Some([before, after]) = dropped(value) else { return };
    let mut held: Vec<_> = secrets.found(&before).into_keys().collect();
    let mut all: Vec<_> = secrets.pieces.values().map(|name| &name[..]).collect();
    held.sort_unstable();
    all.sort_unstable();
    all.dedup();
    assert_eq!(held, all, "{}: the test must find what it looks for", backend.name);
    assert_eq!(secrets.found(&after), HashMap::new(), "{}", backend.name);
}

/// Stack between the caller of an operation and its frames, which reading back may overwrite.
const GAP: usize = 1 << 14;
/// Stack that is read back: more than an operation uses.
const DEPTH: usize = 1 << 19;

/// The stack that an operation used, after its end.
fn stack_after(operation: impl FnOnce() + Send) -> Option<Vec<u8>> {
    let mut memory = Memory::open()?;
    let mut stack = vec![0; DEPTH];
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(4 * DEPTH);
        let thread = builder.spawn_scoped(scope, || {
            let mark = 0_u8;
            below_a_gap(operation);
            memory.read((&raw const mark).addr() - DEPTH, &mut stack);
            black_box(&mark);
        });
        thread.unwrap().join().unwrap();
    });
    Some(stack)
}

#[inline(never)]
fn below_a_gap(operation: impl FnOnce()) {
    let gap = [0_u8; GAP];
    black_box(&gap);
    operation();
    black_box(&gap);
}

/// An operation leaves none of these secrets on the stack. The AVX2 kernels have fewer registers
/// than Keccak has words and spill; they are left out, as docs/SOUNDNESS.md says.
fn leaves_no_trace(what: &str, backend: &Backend, secrets: &Secrets, run: impl FnOnce() + Send) {
    if backend.name.starts_with("avx2") {
        return;
    }
    let Some(stack) = stack_after(run) else { return };
    assert!(stack.iter().any(|byte| *byte != 0), "the stack was used");
    let mut found = secrets.found(&stack);
    // Known: two registers that the compiler spilled, and of a generated key its caller's seed.
    let known = |name: &str, pieces: usize| match name {
        "seed" | "SK.seed" | "SK.prf" if what == "generate" => pieces <= 4,
        _ => pieces <= 2,
    };
    found.retain(|name, pieces| !known(name, *pieces));
    assert_eq!(found, HashMap::new(), "{what}, {}", backend.name);
}

fn shake256<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut hash = shake::Shake256::default();
    parts.iter().for_each(|part| hash.update(part));
    let mut out = [0; N];
    hash.finalize_xof().read(&mut out);
    out
}

/// Bytes without a pattern, other ones for every label.
fn random<const N: usize>(label: &str) -> [u8; N] {
    shake256(&[label.as_bytes()])
}

/// The control: a secret that nobody wiped is found.
#[test]
fn what_is_not_wiped_is_found() {
    let secret = random::<64>("control");
    let mut secrets = Secrets::default();
    secrets.bytes("control", &secret);
    if let Some([before, after]) = dropped(secret) {
        assert_eq!([before, after].map(|memory| secrets.found(&memory).len()), [1, 1]);
        let used = || _ = black_box([black_box(&secret).map(|byte| !byte), secret]);
        assert_eq!(secrets.found(&stack_after(used).unwrap()).len(), 1);
    }
}

/// The 12-bit numbers of an encoded vector of ML-KEM, as its polynomials hold them.
fn coefficients_of_12_bits(bytes: &[u8]) -> Vec<u8> {
    let pairs = bytes.as_chunks::<3>().0.iter().map(|[a, b, c]| {
        let [a, b, c] = [a, b, c].map(|byte| i16::from(*byte));
        [a | (b & 15) << 8, b >> 4 | c << 4]
    });
    pairs.flatten().flat_map(i16::to_le_bytes).collect()
}

macro_rules! kem {
    ($module:ident, $k:literal) => {
        mod $module {
            use futae::$module::DecapsulationKey;

            use super::*;

            const S: usize = 384 * $k;

            #[test]
            fn dropped_keys_and_secrets_are_wiped() {
                on_every_backend(|backend| {
                    let seed = random(stringify!($module));
                    let key = || DecapsulationKey::from_seed(&seed);
                    let private = key().expanded()[..S].to_vec();
                    let mut secrets = Secrets::default();
                    secrets.bytes("d", &seed[..32]);
                    secrets.bytes("z", &seed[32..]);
                    secrets.bytes("s, encoded", &private);
                    leaves_nothing(&secrets, key(), backend);

                    let mut secrets = Secrets::default();
                    secrets.bytes("z", &seed[32..]);
                    secrets.wide("s", &coefficients_of_12_bits(&private));
                    leaves_nothing(&secrets, key().prepare(), backend);

                    let (_, shared) = key().encapsulation_key().encapsulate_derand(&[1; 32]);
                    let mut secrets = Secrets::default();
                    secrets.bytes("shared secret", shared.as_bytes());
                    leaves_nothing(&secrets, shared, backend);
                });
            }

            #[test]
            #[ignore = "of optimised code: cargo test --release -p futae --test zeroisation -- --ignored"]
            fn operations_leave_no_trace() {
                on_every_backend(|backend| {
                    let (seed, m) = (random(stringify!($module)), random("m"));
                    let g = Sha3_512::digest([&seed[..32], &[$k]].concat());
                    let key = DecapsulationKey::from_seed(&seed);
                    let prepared = key.prepare();
                    let (ciphertext, shared) = key.encapsulation_key().encapsulate_derand(&m);
                    let mut modified = ciphertext;
                    modified[0] ^= 1;
                    let hash = &key.expanded()[key.expanded().len() - 64..][..32];
                    let r = Sha3_512::digest([&m[..], hash].concat());
                    let mut secrets = Secrets::default();
                    secrets.bytes("d", &seed[..32]);
                    secrets.bytes("z", &seed[32..]);
                    secrets.bytes("sigma", &g[32..]);
                    secrets.bytes("s, encoded", &key.expanded()[..S]);
                    secrets.wide("s", &coefficients_of_12_bits(&key.expanded()[..S]));
                    secrets.bytes("m", &m);
                    secrets.bytes("r", &r[32..]);
                    secrets.bytes("shared secret", shared.as_bytes());
                    secrets.bytes("rejection", key.decapsulate(&modified).as_bytes());
                    let check = |what: &str, run: &(dyn Fn() + Sync)| {
                        leaves_no_trace(what, backend, &secrets, run);
                    };
                    check("generate", &|| _ = black_box(&DecapsulationKey::from_seed(&seed)));
                    check("encapsulate", &|| {
                        black_box(&key.encapsulation_key().encapsulate_derand(&m));
                    });
                    check("decapsulate", &|| _ = black_box(&key.decapsulate(&ciphertext)));
                    check("reject", &|| _ = black_box(&key.decapsulate(&modified)));
                    check("prepare", &|| _ = black_box(&key.prepare()));
                    check("decapsulate, prepared", &|| {
                        black_box(&prepared.decapsulate(&ciphertext));
                    });
                });
            }
        }
    };
}

kem!(ml_kem_512, 2);
kem!(ml_kem_768, 3);
kem!(ml_kem_1024, 4);

/// Polynomials that stand in `bytes` one after another, in memory and, transformed, in memory.
fn polynomials(backend: &Backend, bytes: &[u8], encoding: Encoding) -> [Vec<u8>; 2] {
    let mut both = [Vec::new(), Vec::new()];
    for bytes in bytes.chunks(encoding.bytes()) {
        let mut poly = Poly::ZERO;
        backend.ml_dsa.unpack(&mut poly, bytes, encoding);
        both[0].extend(poly.0.iter().flat_map(|x| x.to_le_bytes()));
        backend.ml_dsa.ntt(&mut poly);
        both[1].extend(poly.0.iter().flat_map(|x| x.to_le_bytes()));
    }
    both
}

/// The same in the NTT domain of ML-KEM, in which they are multiplied by the challenge.
fn in_the_small_ring(backend: &Backend, bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    let mut out = Vec::new();
    for bytes in bytes.chunks(encoding.bytes()) {
        let (mut poly, mut small) = (Poly::ZERO, ml_kem::Poly::default());
        backend.ml_dsa.unpack(&mut poly, bytes, encoding);
        small.0 = poly.0.map(|x| x as i16);
        backend.ml_kem.ntt(&mut small);
        out.extend(small.0.iter().flat_map(|x| x.rem_euclid(ml_kem::Q).to_le_bytes()));
    }
    out
}

macro_rules! ml_dsa {
    ($module:ident, $k:literal, $l:literal, $eta:ident, $z:ident) => {
        mod $module {
            use futae::{
                ml_dsa::Message,
                $module::{EXPANDED_KEY_SIZE, SigningKey},
            };

            use super::*;

            const S: usize = ($k + $l) * Encoding::$eta.bytes();

            /// K, s1 and s2, t0 of an expanded key.
            fn parts(expanded: &[u8; EXPANDED_KEY_SIZE]) -> [&[u8]; 3] {
                [&expanded[32..64], &expanded[128..128 + S], &expanded[128 + S..]]
            }

            #[test]
            fn dropped_keys_are_wiped() {
                on_every_backend(|backend| {
                    let seed = random(stringify!($module));
                    let key = || SigningKey::from_seed(&seed);
                    let expanded = *key().expanded();
                    let [k, s, t0] = parts(&expanded);
                    let mut secrets = Secrets::default();
                    secrets.bytes("seed", &seed);
                    secrets.bytes("K", k);
                    secrets.bytes("s, encoded", s);
                    secrets.bytes("t0, encoded", t0);
                    leaves_nothing(&secrets, key(), backend);

                    let s = in_the_small_ring(backend, s, Encoding::$eta);
                    let [_, t0] = polynomials(backend, t0, Encoding::T0);
                    let mut secrets = Secrets::default();
                    secrets.bytes("K", k);
                    secrets.wide("s", &s);
                    secrets.wide("t0", &t0);
                    leaves_nothing(&secrets, key().prepare(), backend);
                });
            }

            #[test]
            #[ignore = "of optimised code: cargo test --release -p futae --test zeroisation -- --ignored"]
            fn operations_leave_no_trace() {
                on_every_backend(|backend| {
                    let (seed, rnd) = (random(stringify!($module)), random("rnd"));
                    let h = shake256::<128>(&[&seed, &[$k, $l]]);
                    let key = SigningKey::from_seed(&seed);
                    let prepared = key.prepare();
                    let mu = random("mu");
                    let message = Message::mu(&mu);
                    let [k, s, t0] = parts(key.expanded());
                    let mask_seed = shake256::<64>(&[k, &rnd, &mu]);
                    let mut secrets = Secrets::default();
                    secrets.bytes("seed", &seed);
                    secrets.bytes("rho'", &h[32..96]);
                    secrets.bytes("K", k);
                    secrets.bytes("s, encoded", s);
                    let [s, s_hat] = polynomials(backend, s, Encoding::$eta);
                    let [t0, t0_hat] = polynomials(backend, t0, Encoding::T0);
                    secrets.small("s", &s);
                    secrets.wide("s, transformed", &s_hat);
                    let small = in_the_small_ring(backend, parts(key.expanded())[1], Encoding::$eta);
                    secrets.wide("s, in the small ring", &small);
                    secrets.wide("t0", &t0);
                    secrets.wide("t0, transformed", &t0_hat);
                    secrets.bytes("rho''", &mask_seed);
                    for nonce in 0..4 * $l {
                        let y: [u8; 640] = shake256(&[&mask_seed, &u16::to_le_bytes(nonce)]);
                        let y = &y[..Encoding::$z.bytes()];
                        secrets.bytes("y, encoded", y);
                        let [y, y_hat] = polynomials(backend, y, Encoding::$z);
                        secrets.wide("y", &y);
                        secrets.wide("y, transformed", &y_hat);
                    }
                    let check = |what: &str, run: &(dyn Fn() + Sync)| {
                        leaves_no_trace(what, backend, &secrets, run);
                    };
                    check("generate", &|| _ = black_box(&SigningKey::from_seed(&seed)));
                    check("import", &|| _ = black_box(&SigningKey::from_expanded(key.expanded())));
                    check("prepare", &|| _ = black_box(&key.prepare()));
                    check("sign", &|| _ = black_box(&key.sign_derand(message, &rnd)));
                    check("sign, prepared", &|| {
                        black_box(&prepared.sign_derand(message, &rnd)).as_ref().ok();
                    });
                });
            }
        }
    };
}

ml_dsa!(ml_dsa_44, 4, 4, Eta2, Z17);
ml_dsa!(ml_dsa_65, 6, 5, Eta4, Z19);
ml_dsa!(ml_dsa_87, 8, 7, Eta2, Z19);

/// As bytes, and as the 32-bit and 64-bit words of SHA-2.
fn with_words(secrets: &mut Secrets, name: &str, bytes: &[u8]) {
    secrets.bytes(name, bytes);
    let swapped = bytes.as_chunks::<4>().0.iter().map(|&[a, b, c, d]| [d, c, b, a]);
    secrets.bytes(name, swapped.clone().collect::<Vec<_>>().as_flattened());
    // The same word in every lane.
    secrets.bytes(
        name,
        swapped.map(|word| [word; 2]).collect::<Vec<_>>().as_flattened().as_flattened(),
    );
    let swapped =
        bytes.as_chunks::<8>().0.iter().map(|&[a, b, c, d, e, f, g, h]| [h, g, f, e, d, c, b, a]);
    secrets.bytes(name, swapped.collect::<Vec<_>>().as_flattened());
}

macro_rules! slh_dsa {
    ($module:ident, $n:literal) => {
        mod $module {
            use futae::{
                slh_dsa::Message,
                $module::{SIGNATURE_SIZE, SigningKey},
            };

            use super::*;

            fn secrets(sk_seed: &[u8; $n], sk_prf: &[u8; $n]) -> Secrets {
                let mut secrets = Secrets::default();
                with_words(&mut secrets, "SK.seed", sk_seed);
                with_words(&mut secrets, "SK.prf", sk_prf);
                secrets
            }

            #[test]
            fn dropped_keys_are_wiped() {
                on_every_backend(|backend| {
                    let (sk_seed, sk_prf) = (random("SK.seed"), random("SK.prf"));
                    let key = SigningKey::generate_derand(&sk_seed, &sk_prf, &[4; $n]);
                    leaves_nothing(&secrets(&sk_seed, &sk_prf), key, backend);
                });
            }

            #[test]
            #[ignore = "of optimised code: cargo test --release -p futae --test zeroisation -- --ignored"]
            fn operations_leave_no_trace() {
                on_every_backend(|backend| {
                    let (sk_seed, sk_prf) = (random("SK.seed"), random("SK.prf"));
                    let key = SigningKey::generate_derand(&sk_seed, &sk_prf, &[4; $n]);
                    let secrets = secrets(&sk_seed, &sk_prf);
                    let check = |what: &str, run: &(dyn Fn() + Sync)| {
                        leaves_no_trace(what, backend, &secrets, run);
                    };
                    check("generate", &|| {
                        black_box(&SigningKey::generate_derand(&sk_seed, &sk_prf, &[4; $n]));
                    });
                    check("sign", &|| {
                        let mut out = [0; SIGNATURE_SIZE];
                        black_box(key.sign_deterministic_into(Message::new(b"m"), &mut out)).ok();
                    });
                });
            }
        }
    };
}

slh_dsa!(slh_dsa_sha2_128f, 16);
slh_dsa!(slh_dsa_sha2_192f, 24);
slh_dsa!(slh_dsa_sha2_256f, 32);
slh_dsa!(slh_dsa_shake_128f, 16);
slh_dsa!(slh_dsa_shake_192f, 24);
slh_dsa!(slh_dsa_shake_256f, 32);
