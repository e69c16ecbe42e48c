//! Implementations behind one interface, and how they are chosen by name.

use crate::implementations::external::Program;
use crate::implementations::futae::Futae;
use crate::operation::{Answer, Operation};
use anyhow::{Result, bail};

/// Every algorithm that is evaluated.
pub(crate) const ALGORITHMS: [&str; 18] = [
    "ML-KEM-512",
    "ML-KEM-768",
    "ML-KEM-1024",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
    "SLH-DSA-SHA2-128s",
    "SLH-DSA-SHA2-128f",
    "SLH-DSA-SHA2-192s",
    "SLH-DSA-SHA2-192f",
    "SLH-DSA-SHA2-256s",
    "SLH-DSA-SHA2-256f",
    "SLH-DSA-SHAKE-128s",
    "SLH-DSA-SHAKE-128f",
    "SLH-DSA-SHAKE-192s",
    "SLH-DSA-SHAKE-192f",
    "SLH-DSA-SHAKE-256s",
    "SLH-DSA-SHAKE-256f",
];

/// Bytes of `m` of FIPS 203, `rnd` of FIPS 204 and `opt_rand` of FIPS 205.
pub(crate) fn randomness_size(algorithm: &str) -> usize {
    match algorithm {
        slh_dsa if slh_dsa.contains("-128") => 16,
        slh_dsa if slh_dsa.contains("-192") => 24,
        _ => 32,
    }
}

/// Bytes of the seed of a key: `d‖z`, `ξ`, or `SK.seed‖SK.prf‖PK.seed`.
pub(crate) fn seed_size(algorithm: &str) -> usize {
    let seeds = match algorithm {
        kem if kem.starts_with("ML-KEM") => 2,
        dsa if dsa.starts_with("ML-DSA") => 1,
        _ => 3,
    };
    seeds * randomness_size(algorithm)
}

/// Something that can be asked.
pub(crate) trait Implementation {
    /// How tables call it.
    fn name(&self) -> String;

    /// Carries out one operation. What it cannot do it answers by [`Answer::Unsupported`].
    ///
    /// # Errors
    /// It failed to answer: it crashed, hung, or answered nonsense.
    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer>;

    /// The same for measurements: an implementation whose interface takes no seed and no randomness
    /// draws its own here.
    ///
    /// # Errors
    /// As [`Implementation::ask`].
    fn perform(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        self.ask(algorithm, operation)
    }
}

/// Where seeds and randomness come from.
#[cfg(any(feature = "aws-lc-rs", feature = "oqs", feature = "pqcrypto"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Randomness {
    /// From the question, as vectors want it.
    Given,
    /// From the implementation, as measurements allow.
    Own,
}

/// A library whose interface takes no seed and no randomness: measured, it draws its own.
#[cfg(any(feature = "aws-lc-rs", feature = "oqs", feature = "pqcrypto"))]
struct Drawing {
    name: &'static str,
    run: fn(&str, &Operation, Randomness) -> Answer,
}

#[cfg(any(feature = "aws-lc-rs", feature = "oqs", feature = "pqcrypto"))]
impl Implementation for Drawing {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        Ok((self.run)(algorithm, operation, Randomness::Given))
    }

    fn perform(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        Ok((self.run)(algorithm, operation, Randomness::Own))
    }
}

/// The names that `--impl` takes besides `program:COMMAND`.
pub(crate) fn names() -> Vec<String> {
    let backends = Futae::backends().map(|name| format!("futae:{name}"));
    let mut names: Vec<String> = std::iter::once("futae".to_owned()).chain(backends).collect();
    names.extend(PEERS.iter().map(|(name, _)| (*name).to_owned()));
    names
}

type Make = fn() -> Box<dyn Implementation>;

/// The other libraries of this build.
const PEERS: &[(&str, Make)] = &[
    ("reference", || Box::new(crate::implementations::reference::Reference::sound())),
    #[cfg(feature = "rustcrypto")]
    ("rustcrypto", || Box::new(crate::implementations::rustcrypto::RustCrypto)),
    #[cfg(feature = "fips20x")]
    ("fips20x", || Box::new(crate::implementations::fips20x::Fips20x)),
    #[cfg(feature = "libcrux")]
    ("libcrux", || Box::new(crate::implementations::libcrux::Libcrux)),
    #[cfg(feature = "aws-lc-rs")]
    ("aws-lc-rs", || {
        Box::new(Drawing { name: "aws-lc-rs", run: crate::implementations::aws_lc::run })
    }),
    #[cfg(feature = "oqs")]
    ("oqs", || Box::new(Drawing { name: "oqs", run: crate::implementations::oqs::run })),
    #[cfg(feature = "pqcrypto")]
    ("pqcrypto", || {
        Box::new(Drawing { name: "pqcrypto", run: crate::implementations::pqcrypto::run })
    }),
];

/// The implementation of this name.
///
/// # Errors
/// No such implementation in this build, or the program does not start.
pub(crate) fn by_name(name: &str) -> Result<Box<dyn Implementation>> {
    if let Some(command) = name.strip_prefix("program:") {
        return Ok(Box::new(Program::start(command)?));
    }
    if name == "futae" {
        return Ok(Box::new(Futae::best()));
    }
    if let Some(futae) = name.strip_prefix("futae:").and_then(Futae::on) {
        return Ok(Box::new(futae));
    }
    match PEERS.iter().find(|(peer, _)| *peer == name) {
        Some((_, make)) => Ok(make()),
        None => bail!(
            "no implementation {name:?} in this build; there are {}, and program:COMMAND",
            names().join(", ")
        ),
    }
}

/// An answer for what an implementation has no way to do.
pub(crate) fn unsupported(what: impl Into<String>) -> Answer {
    Answer::Unsupported(what.into())
}

/// An answer for an algorithm that an implementation does not have.
pub(crate) fn without(algorithm: &str) -> Answer {
    let families = ["ML-KEM", "ML-DSA", "SLH-DSA", "LMS", "XMSS", "X-Wing", "HPKE"];
    let family = families.into_iter().find(|family| algorithm.starts_with(family));
    unsupported(format!("no {}", family.unwrap_or("composites")))
}

/// An answer for an input that an implementation refuses.
pub(crate) fn rejected(why: impl ToString) -> Answer {
    Answer::Rejected(why.to_string())
}

/// An array of the size that a type states: a wrong length cannot be expressed further on.
///
/// # Errors
/// The answer that refuses another length.
pub(crate) fn sized<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Answer> {
    bytes.try_into().map_err(|_| rejected(format!("{} bytes, not {N}", bytes.len())))
}
