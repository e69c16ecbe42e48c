//! Algorithms by the words in names of functions: `xyz_sha256_update`, of a library whose own
//! names are in no table.
//!
//! Owns the table `data/words.toml`.
//! A name says something when one of its words is an algorithm's and another one is what is done
//! with an algorithm. Words that mean other things as well need a deed that only an algorithm of
//! theirs is asked for. A name of what is done with the bytes of a key, of a format that is, says
//! nothing. It is the weakest reading of names, so it is asked last, and who asks takes
//! it only beside a cryptographic library, or when several names agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Words of what is done with an algorithm.
    deeds: BTreeSet<String>,
    /// Words of algorithms that mean other things in other programs.
    ambiguous: BTreeSet<String>,
    /// Deeds that settle what such a word means, where they stand behind it.
    telling: BTreeSet<String>,
    /// Words of what is done with the bytes of a key.
    formats: BTreeSet<String>,
    /// First words of names of commands to a device.
    commands: BTreeSet<String>,
    /// Words of algorithms, and what they mean in the grammar of usages.
    algorithms: BTreeMap<String, String>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| super::table(include_str!("../../data/words.toml")));
static MEANINGS: LazyLock<HashMap<&[u8], &str>> = LazyLock::new(|| {
    TABLE.algorithms.iter().map(|(word, spec)| (word.as_bytes(), spec.as_str())).collect()
});

/// Longest name that is read: of C, that is, not mangled.
const MAX_NAME: usize = 64;
/// Longest word of the table.
const MAX_WORD: usize = 16;

/// Every meaning, for the table of functions.
pub(super) fn meanings() -> impl Iterator<Item = &'static str> {
    TABLE.algorithms.values().map(String::as_str)
}

/// What a name of words, joined by low lines, says.
pub(super) fn meaning(name: &[u8]) -> Option<&'static str> {
    if name.len() > MAX_NAME || name.starts_with(b"_Z") {
        return None;
    }
    let words = || name.split(|byte| *byte == b'_');
    let (at, meaning) = words().enumerate().find_map(|(at, word)| Some((at, known(word)?)))?;
    let is_told = if words().nth(at).is_some_and(|word| is_one_of(word, &TABLE.ambiguous)) {
        words().skip(at + 1).any(|deed| is_one_of(deed, &TABLE.telling))
    } else {
        words().any(|deed| is_one_of(deed, &TABLE.deeds))
    };
    let is_format = || words().any(|deed| is_one_of(deed, &TABLE.formats));
    (is_told && !is_format()).then_some(meaning)
}

/// Whether a name with a meaning is that of a command to a device, which has the algorithm.
pub(super) fn is_command(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'_').next().is_some_and(|word| is_one_of(word, &TABLE.commands))
}

/// Whether any algorithm's word begins and ends like this one: throws out nearly all.
fn may_be_known(word: &[u8]) -> bool {
    let (Some(first), Some(last)) = (word.first(), word.last()) else { return false };
    ENDS[usize::from(first | 0x20)] >> (last & 31) & 1 == 1
}

/// What an algorithm's word means.
fn known(word: &[u8]) -> Option<&'static str> {
    let mut lower = [0; MAX_WORD];
    let lower = lower.get_mut(..word.len()).filter(|_| may_be_known(word))?;
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    MEANINGS.get(&*lower).copied()
}

/// Asked only of names that have an algorithm's word, which are few.
fn is_one_of(word: &[u8], set: &BTreeSet<String>) -> bool {
    std::str::from_utf8(word).is_ok_and(|word| set.contains(&word.to_ascii_lowercase()))
}

/// For each first byte, the last bytes by their lower five bits.
static ENDS: LazyLock<[u32; 256]> = LazyLock::new(|| {
    let mut ends = [0; 256];
    for (first, last) in MEANINGS.keys().filter_map(|word| Some((*word.first()?, *word.last()?))) {
        ends[usize::from(first | 0x20)] |= 1 << (last & 31);
    }
    ends
});

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::Usage;

    #[test]
    fn every_word_has_a_meaning_and_fits() {
        let table: Table = toml::from_str(include_str!("../../data/words.toml")).unwrap();
        for (word, spec) in &table.algorithms {
            assert!(Usage::parse(spec).is_some() && word.len() <= MAX_WORD, "{word}");
        }
        assert!(table.deeds.iter().all(|deed| deed.len() <= MAX_WORD));
        assert!(table.ambiguous.iter().all(|word| table.algorithms.contains_key(word)));
        assert!(table.telling.iter().all(|deed| deed.len() <= MAX_WORD));
        assert!(table.formats.is_disjoint(&table.deeds) && table.formats.len() == 22);
        assert_eq!(table.commands.len(), 7);
        assert_eq!((table.algorithms.len(), table.deeds.len()), (71, 55));
    }

    #[test]
    fn commands_begin_with_the_name_of_a_device() {
        assert!(is_command(b"Esys_RSA_Encrypt") && is_command(b"Tss2_Sys_HMAC_Start"));
        assert!(!is_command(b"my_Esys_RSA_Encrypt") && !is_command(b"RSA_encrypt"));
        assert!(!is_command(b"") && !is_command(b"_"));
    }

    #[test]
    fn an_algorithm_and_a_deed_make_a_meaning() {
        for (name, expected) in [
            ("xyz_sha256_update", Some("sha-256")),
            ("AES_xyz_Encrypt", Some("aes")),
            ("xyz_hmac_init", Some("hmac")),
            ("xyz_sha256", None),
            ("list_of_des_islands", None),
            ("des", None),
            ("_ZN3xyz3aes7encryptEv", None),
            ("trapdoor_init", None),
            ("hc_DSA_verify", Some("dsa")),
            ("xyz_dh_compute_key", Some("dh")),
            ("idea_ecb_encrypt", Some("idea")),
            // Areas of shared memory, tables by destination, remote controls, network cards, and
            // what random numbers begin with.
            ("dsa_create_in_place", None),
            ("ip_vs_dh_init", None),
            ("ir_rc5_decode", None),
            ("falcon_update_nic", None),
            ("xyz_hash_seed_set", None),
            ("token_decrypt_seed", None),
            // Formats of keys.
            ("buf_get_rsa_priv_key", None),
            ("buf_put_rsa_sign", None),
            ("Tss2_MU_TPM2B_PUBLIC_KEY_RSA_Marshal", None),
            ("xyz_print_ecdsa_key", None),
            ("buf_rsa_sign", Some("rsa")),
            ("Esys_RSA_Encrypt", Some("rsa")),
        ] {
            assert_eq!(meaning(name.as_bytes()), expected, "{name}");
        }
        assert_eq!(meaning(&[b'_'; 1000]), None);
    }
}
