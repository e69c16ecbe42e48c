//! References to algorithms of the standards: a number with a name must be a pair of the final
//! edition, so that a comment never sends its reader to the wrong page.

use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Numbers and names of FIPS 203 (August 2024).
const FIPS_203: &[(u32, &str)] = &[
    (1, "ForExample"),
    (2, "SHAKE128example"),
    (3, "BitsToBytes"),
    (4, "BytesToBits"),
    (5, "ByteEncode"),
    (6, "ByteDecode"),
    (7, "SampleNTT"),
    (8, "SamplePolyCBD"),
    (9, "NTT"),
    (10, "NTT^-1"),
    (11, "MultiplyNTTs"),
    (12, "BaseCaseMultiply"),
    (13, "K-PKE.KeyGen"),
    (14, "K-PKE.Encrypt"),
    (15, "K-PKE.Decrypt"),
    (16, "ML-KEM.KeyGen_internal"),
    (17, "ML-KEM.Encaps_internal"),
    (18, "ML-KEM.Decaps_internal"),
    (19, "ML-KEM.KeyGen"),
    (20, "ML-KEM.Encaps"),
    (21, "ML-KEM.Decaps"),
];

/// Numbers and names of FIPS 204 (August 2024).
const FIPS_204: &[(u32, &str)] = &[
    (1, "ML-DSA.KeyGen"),
    (2, "ML-DSA.Sign"),
    (3, "ML-DSA.Verify"),
    (4, "HashML-DSA.Sign"),
    (5, "HashML-DSA.Verify"),
    (6, "ML-DSA.KeyGen_internal"),
    (7, "ML-DSA.Sign_internal"),
    (8, "ML-DSA.Verify_internal"),
    (9, "IntegerToBits"),
    (10, "BitsToInteger"),
    (11, "IntegerToBytes"),
    (12, "BitsToBytes"),
    (13, "BytesToBits"),
    (14, "CoeffFromThreeBytes"),
    (15, "CoeffFromHalfByte"),
    (16, "SimpleBitPack"),
    (17, "BitPack"),
    (18, "SimpleBitUnpack"),
    (19, "BitUnpack"),
    (20, "HintBitPack"),
    (21, "HintBitUnpack"),
    (22, "pkEncode"),
    (23, "pkDecode"),
    (24, "skEncode"),
    (25, "skDecode"),
    (26, "sigEncode"),
    (27, "sigDecode"),
    (28, "w1Encode"),
    (29, "SampleInBall"),
    (30, "RejNTTPoly"),
    (31, "RejBoundedPoly"),
    (32, "ExpandA"),
    (33, "ExpandS"),
    (34, "ExpandMask"),
    (35, "Power2Round"),
    (36, "Decompose"),
    (37, "HighBits"),
    (38, "LowBits"),
    (39, "MakeHint"),
    (40, "UseHint"),
    (41, "NTT"),
    (42, "NTT^-1"),
    (43, "BitRev8"),
    (44, "AddNTT"),
    (45, "MultiplyNTT"),
    (46, "AddVectorNTT"),
    (47, "ScalarVectorNTT"),
    (48, "MatrixVectorNTT"),
    (49, "MontgomeryReduce"),
];

/// Numbers and names of FIPS 205 (August 2024).
const FIPS_205: &[(u32, &str)] = &[
    (1, "gen_len2"),
    (2, "toInt"),
    (3, "toByte"),
    (4, "base_2b"),
    (5, "chain"),
    (6, "wots_pkGen"),
    (7, "wots_sign"),
    (8, "wots_pkFromSig"),
    (9, "xmss_node"),
    (10, "xmss_sign"),
    (11, "xmss_pkFromSig"),
    (12, "ht_sign"),
    (13, "ht_verify"),
    (14, "fors_skGen"),
    (15, "fors_node"),
    (16, "fors_sign"),
    (17, "fors_pkFromSig"),
    (18, "slh_keygen_internal"),
    (19, "slh_sign_internal"),
    (20, "slh_verify_internal"),
    (21, "slh_keygen"),
    (22, "slh_sign"),
    (23, "hash_slh_sign"),
    (24, "slh_verify"),
    (25, "hash_slh_verify"),
];

const STANDARDS: &[(&str, &[(u32, &str)])] =
    &[("FIPS 203", FIPS_203), ("FIPS 204", FIPS_204), ("FIPS 205", FIPS_205)];

/// Checks every source file of the library crates.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut faults = Vec::new();
    let mut pairs = 0;
    for folder in ["crates/futae-kernels/src", "crates/futae/src"] {
        for file in sources(&root.join(folder))? {
            let text = fs::read_to_string(&file)?;
            for (line, fault) in text.lines().enumerate().flat_map(|(number, line)| {
                references(line).into_iter().map(move |reference| (number + 1, reference))
            }) {
                pairs += 1;
                if let Err(fault) = fault {
                    faults.push(format!("{}:{line}: {fault}", file.display()));
                }
            }
        }
    }
    if !faults.is_empty() {
        bail!("references that the standards do not have:\n  {}", faults.join("\n  "));
    }
    if pairs == 0 {
        bail!("no reference to an algorithm was found: the check looks in the wrong place");
    }
    Ok(())
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The references of a line in the form `FIPS 203, Algorithm 14 (K-PKE.Encrypt)`.
fn references(line: &str) -> Vec<std::result::Result<(), String>> {
    let mut found = Vec::new();
    for (standard, table) in STANDARDS {
        let prefix = format!("{standard}, Algorithm ");
        for (place, _) in line.match_indices(&prefix) {
            let rest = &line[place + prefix.len()..];
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let name = rest[digits.len()..]
                .strip_prefix(" (")
                .and_then(|rest| rest.split_once(')'))
                .map(|(name, _)| name.trim_matches('`'));
            found.push(judge(standard, table, &digits, name));
        }
    }
    found
}

fn judge(
    standard: &str,
    table: &[(u32, &str)],
    digits: &str,
    name: Option<&str>,
) -> std::result::Result<(), String> {
    let number: u32 = digits.parse().map_err(|_| format!("{standard}: no algorithm number"))?;
    let row = table.iter().find(|(each, _)| *each == number);
    let (_, official) = row.ok_or_else(|| format!("{standard} has no Algorithm {number}"))?;
    match name {
        Some(name) if name.replace("⁻¹", "^-1") != *official => {
            Err(format!("{standard}, Algorithm {number} is {official}, not {name}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_pair_is_refused() {
        assert_eq!(references("/// FIPS 203, Algorithm 14 (K-PKE.Encrypt)."), [Ok(())]);
        assert!(references("/// FIPS 203, Algorithm 14 (K-PKE.Decrypt).")[0].is_err());
        assert!(references("/// FIPS 204, Algorithm 50 (X).")[0].is_err());
        assert_eq!(references("/// FIPS 205, Algorithm 3, line 2."), [Ok(())]);
        assert_eq!(references("/// FIPS 203, Algorithm 10 (NTT⁻¹)."), [Ok(())]);
        assert!(references("no reference").is_empty());
    }
}
