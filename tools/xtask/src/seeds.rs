//! Structured beginnings for fuzzing: small files that are right, and such that lie in one place.
//!
//! Owns which seed goes to which target. The formats are built in the modules below, from their
//! documents and without the parsers that they are for.

mod archives;
mod code;
mod elf;
mod mach_o;
mod pe;

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// A name and what stands in the file.
pub(crate) type Seed = (String, Vec<u8>);

/// Targets that read executables, in parts or whole.
const EXECUTABLES: &[&str] = &["executable", "functions", "binary_detectors"];
/// Targets that read archives, by the ending of the seed.
const ARCHIVES: &[(&str, &[&str])] = &[
    ("ar", &["archive_members", "packed_archives"]),
    ("tar", &["tar", "packed_archives"]),
    ("cpio", &["cpio", "packed_archives"]),
    ("zip", &["packed_archives"]),
    ("fat", &["fat_slices", "binary_detectors"]),
];

/// Every seed, with the targets that it is for.
fn all() -> Vec<(&'static [&'static str], Seed)> {
    let executables = elf::seeds().into_iter().chain(pe::seeds()).chain(mach_o::seeds());
    let mut all: Vec<_> = executables.map(|seed| (EXECUTABLES, seed)).collect();
    for (name, bytes) in archives::seeds().into_iter().chain(mach_o::fat_seeds()) {
        let ending = name.rsplit('.').next().unwrap_or_default();
        let targets = ARCHIVES.iter().find(|(known, _)| *known == ending);
        all.push((targets.map_or(&[], |(_, targets)| *targets), (name, bytes)));
    }
    all
}

/// Writes the seeds to where `tools/fuzz/run` reads them.
pub(crate) fn write(root: &Path) -> Result<()> {
    for (targets, (name, bytes)) in all() {
        ensure!(!targets.is_empty(), "no target reads {name}");
        for target in targets {
            let folder = root.join("tools/fuzz/corpus").join(target);
            fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
            fs::write(folder.join(format!("seed-{name}")), &bytes)?;
        }
    }
    Ok(())
}

/// A file under construction, in one byte order and with addresses of one width.
#[derive(Clone, Debug)]
pub(crate) struct Bytes {
    bytes: Vec<u8>,
    big: bool,
    bits: u8,
}

impl Bytes {
    fn new(bits: u8, big: bool) -> Self {
        Self { bytes: Vec::new(), big, bits }
    }

    fn len(&self) -> usize {
        self.bytes.len()
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn ordered(&self, little: &[u8]) -> Vec<u8> {
        let mut bytes = little.to_vec();
        if self.big {
            bytes.reverse();
        }
        bytes
    }

    fn half(&mut self, value: u16) {
        let bytes = self.ordered(&value.to_le_bytes());
        self.raw(&bytes);
    }

    fn word(&mut self, value: u32) {
        let bytes = self.ordered(&value.to_le_bytes());
        self.raw(&bytes);
    }

    fn double(&mut self, value: u64) {
        let bytes = self.ordered(&value.to_le_bytes());
        self.raw(&bytes);
    }

    /// An address of the file's class.
    fn address(&mut self, value: u64) {
        if self.bits == 64 { self.double(value) } else { self.word(value as u32) }
    }

    fn align(&mut self, to: usize) {
        self.bytes.resize(self.len().next_multiple_of(to), 0);
    }

    /// Writes over what stands at a place.
    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn put_word(&mut self, at: usize, value: u32) {
        let bytes = self.ordered(&value.to_le_bytes());
        self.put(at, &bytes);
    }

    /// A name of a fixed length, filled with zeros.
    fn name(&mut self, name: &str, length: usize) {
        let end = self.len() + length;
        self.raw(name.as_bytes());
        self.bytes.resize(end, 0);
    }
}

/// The first words of several hash functions and ciphers, near each other: constants that a search
/// finds, and no code that uses them.
pub(crate) fn constants(big: bool) -> Vec<u8> {
    let words = [
        0x428a_2f98_u32,
        0x7137_4491,
        0xb5c0_fbcf,
        0xe9b5_dba5,
        0x6a09_e667,
        0xbb67_ae85,
        0x5a82_7999,
        0x6ed9_eba1,
        0x8f1b_bcdc,
        0xca62_c1d6,
        0xd76a_a478,
        0xe8c7_b756,
        0x6170_7865,
        0x3320_646e,
        0x7962_2d32,
        0x6b20_6574,
        0xa09e_667f,
        0x7380_166f,
        0x243f_6a88,
        0x85a3_08d3,
    ];
    let ordered = |word: &u32| if big { word.to_be_bytes() } else { word.to_le_bytes() };
    words.iter().flat_map(ordered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn seeds_are_small_have_names_of_their_own_and_go_somewhere() {
        let all = all();
        let names: BTreeSet<_> = all.iter().map(|(_, (name, _))| name.clone()).collect();
        assert_eq!(names.len(), all.len());
        for (targets, (name, bytes)) in &all {
            assert!(!targets.is_empty() && bytes.len() < 16 << 10, "{name}: {}", bytes.len());
        }
        assert!(all.len() > 30, "{}", all.len());
    }
}
