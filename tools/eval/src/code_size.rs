//! How much code an implementation has in this program: the sizes of the functions and constants
//! whose symbols carry its crates' names, or the prefix of its C library.
//!
//! It is the code of every parameter set and operation that this program calls, generic code
//! included; the standard library and hash crates that several share are not.

use goblin::elf::Elf;
use goblin::elf::sym::{STT_FUNC, STT_OBJECT};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Bytes of one implementation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CodeSize {
    /// The implementation.
    pub(crate) implementation: String,
    /// Bytes of functions.
    pub(crate) functions: u64,
    /// Bytes of tables.
    pub(crate) tables: u64,
}

/// What the symbols of an implementation contain: `13futae_kernels` is a crate in a mangled name.
const SYMBOLS: &[(&str, &[&str])] = &[
    ("futae", &["5futae", "13futae_kernels"]),
    ("rustcrypto", &["6ml_kem", "6ml_dsa", "7slh_dsa", "14module_lattice"]),
    ("fips20x", &["7fips203", "7fips205"]),
    ("libcrux", &["libcrux_ml_kem", "libcrux_ml_dsa", "libcrux_sha3", "libcrux_intrinsics"]),
    ("aws-lc-rs", &["aws_lc"]),
    ("oqs", &["OQS_KEM_", "OQS_SIG_", "PQCP_MLKEM_NATIVE_", "pqcrystals_ml_dsa_"]),
    ("pqcrypto", &["PQCLEAN_"]),
];

/// The sizes in the program at this path, as far as it is an ELF file with symbols.
pub(crate) fn sizes(program: &Path) -> Vec<CodeSize> {
    let bytes = std::fs::read(program).unwrap_or_default();
    let Ok(elf) = Elf::parse(&bytes) else { return Vec::new() };
    let mut sizes = Vec::new();
    for (implementation, words) in SYMBOLS {
        let (mut functions, mut tables) = (0, 0);
        for symbol in &elf.syms {
            let name = elf.strtab.get_at(symbol.st_name).unwrap_or_default();
            // The adapters are this program's.
            if name.contains("10futae_eval") || !words.iter().any(|word| name.contains(word)) {
                continue;
            }
            match symbol.st_type() {
                STT_FUNC => functions += symbol.st_size,
                STT_OBJECT => tables += symbol.st_size,
                _ => {}
            }
        }
        if functions > 0 {
            let implementation = (*implementation).to_owned();
            sizes.push(CodeSize { implementation, functions, tables });
        }
    }
    sizes
}
