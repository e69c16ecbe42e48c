//! The lists that come with the program.

use std::sync::{Arc, LazyLock};

use crate::list::{List, PolicyError};
use crate::tls_profile::Guideline;

/// The lists that come with the program: id, and the file as it stands in `lists/`.
pub const LISTS: &[(&str, &str)] = &[
    ("cryptrec-ls-0001", include_str!("../lists/cryptrec-ls-0001-2022r2.toml")),
    ("cryptrec-ls-0003", include_str!("../lists/cryptrec-ls-0003-2022r1.toml")),
    ("cryptrec-ls-0001-2022r1", include_str!("../lists/cryptrec-ls-0001-2022r1.toml")),
    ("cryptrec-gl-3001", include_str!("../lists/cryptrec-gl-3001.toml")),
    ("japan-pqc-2035", include_str!("../lists/japan-pqc-2035.toml")),
    ("japan-fsa-2024", include_str!("../lists/japan-fsa-2024.toml")),
    ("nist-ir-8547", include_str!("../lists/nist-ir-8547-ipd.toml")),
    ("nist-sp-800-131a-r3", include_str!("../lists/nist-sp-800-131a-r3-ipd.toml")),
    ("nist-sha-1", include_str!("../lists/nist-sha-1.toml")),
    ("cnsa-2.0", include_str!("../lists/cnsa-2.0.toml")),
    ("us-eo-14412", include_str!("../lists/us-eo-14412.toml")),
    ("us-omb-m-26-15", include_str!("../lists/us-omb-m-26-15.toml")),
    ("eu-roadmap", include_str!("../lists/eu-roadmap.toml")),
    ("bsi-tr-02102-1", include_str!("../lists/bsi-tr-02102-1.toml")),
    ("anssi-pg-083", include_str!("../lists/anssi-pg-083.toml")),
    ("uk-ncsc", include_str!("../lists/uk-ncsc.toml")),
    ("australia-ism", include_str!("../lists/australia-ism.toml")),
    ("canada-itsm-40-001", include_str!("../lists/canada-itsm-40-001.toml")),
    ("pci-dss-4", include_str!("../lists/pci-dss-4.toml")),
    ("cabf-sc-081", include_str!("../lists/cabf-sc-081.toml")),
];

/// The lists that apply where none is asked for.
const DEFAULT: [&str; 2] = ["cryptrec-ls-0001", "cryptrec-ls-0003"];

/// A list of ours that cannot be read is a defect that the tests find; it is left out then.
static READ: LazyLock<Vec<Arc<List>>> = LazyLock::new(|| {
    LISTS.iter().filter_map(|(_, text)| List::parse(text).ok().map(Arc::new)).collect()
});

/// The list of ours with this id or alias, in any case of letters.
#[must_use]
pub fn builtin(name: &str) -> Option<Arc<List>> {
    READ.iter().find(|list| list.is_called(name)).cloned()
}

/// Every list of ours.
#[must_use]
pub fn builtins() -> &'static [Arc<List>] {
    &READ
}

/// Every list of ours that no other has taken the place of.
#[must_use]
pub fn current_lists() -> Vec<Arc<List>> {
    READ.iter().filter(|list| list.superseded_by.is_none()).cloned().collect()
}

/// The lists that apply where none is asked for: both of CRYPTREC.
#[must_use]
pub fn default_lists() -> Vec<Arc<List>> {
    DEFAULT.iter().filter_map(|id| builtin(id)).collect()
}

/// The TLS guideline that comes with the program: CRYPTREC GL-3001.
#[must_use]
pub fn builtin_guideline() -> Option<Guideline> {
    builtin("cryptrec-gl-3001")?.tls().cloned()
}

/// Reads a list that the user brings.
///
/// # Errors
/// As [`List::parse`]; and when its id is one of ours, which would make verdicts ambiguous.
pub fn load(text: &str) -> Result<Arc<List>, PolicyError> {
    let list = List::parse(text)?;
    if builtin(&list.head.id).is_some() {
        let message = format!("the id {:?} belongs to a list of the program", list.head.id);
        return Err(PolicyError { line: 1, column: 1, message });
    }
    Ok(Arc::new(list))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aratame_algorithms::algorithms;

    use super::*;
    use crate::list::{BELOW_EVERY_PROFILE, Entry, Purpose, Subject};
    use crate::tls_profile::Profile;

    #[test]
    fn every_list_is_read_under_its_id() {
        for (id, text) in LISTS {
            let list = List::parse(text).unwrap_or_else(|error| panic!("{id}:{error}"));
            assert_eq!(&*list.head.id, *id);
        }
        assert_eq!(default_lists().len(), 2);
        let superseded = builtins().iter().filter_map(|list| list.superseded_by.as_deref());
        assert!(
            superseded.clone().count() == 1 && superseded.clone().all(|id| builtin(id).is_some())
        );
    }

    #[test]
    fn names_are_unique_and_entries_cite_a_section() {
        let mut names = BTreeSet::new();
        for list in builtins() {
            for name in list.aliases.iter().map(String::as_str).chain([&*list.head.id]) {
                assert!(names.insert(name.to_owned()), "{name}");
            }
            let mut entries = BTreeSet::new();
            for entry in list.entries.iter().chain(&list.rules) {
                assert!(
                    !entry.name.is_empty() && entries.insert(entry.name.clone()),
                    "{}",
                    entry.name
                );
                assert!(
                    !entry.citation.section.is_empty()
                        && entry.citation.url.starts_with("https://")
                );
            }
        }
    }

    /// Every algorithm with every strength, size, purpose and answer that the list tells apart.
    fn subjects(list: &List) -> Vec<Subject> {
        let has = |asks: fn(&Entry) -> bool| list.entries.iter().any(asks);
        let sized = has(|entry| entry.min_bits.or(entry.max_bits).is_some());
        let sizes: &[Option<u32>] = if sized {
            &[None, Some(224), Some(1024), Some(2048), Some(3000), Some(4096)]
        } else {
            &[None]
        };
        let purposes: &[Purpose] = match has(|entry| !entry.purposes.is_empty()) {
            true => &[Purpose::KeyEstablishment, Purpose::Signature, Purpose::Undetermined],
            false => &[Purpose::Undetermined],
        };
        let held: Vec<u64> =
            std::iter::once(0).chain((0..list.questions.len()).map(|at| 1 << at)).collect();
        let mut subjects = Vec::new();
        for algorithm in algorithms() {
            for strength in [0, 111, 112, 128, 192, 256].map(Some).into_iter().chain([None]) {
                for (bits, purpose) in sizes.iter().flat_map(|b| purposes.iter().map(|p| (*b, *p)))
                {
                    let broken = algorithm.broken.is_some();
                    subjects.extend(held.iter().map(|held| Subject {
                        algorithm,
                        strength,
                        bits,
                        purpose,
                        broken,
                        held: *held,
                    }));
                }
            }
        }
        subjects
    }

    /// An entry that never decides says nothing; the entry of a hybrid decides by its part.
    #[test]
    fn every_entry_selects_an_algorithm_and_no_selection_is_shadowed() {
        for list in builtins() {
            let decides = |subject: &Subject| list.entries.iter().position(|e| e.selects(*subject));
            let deciding: BTreeSet<_> = subjects(list).iter().filter_map(decides).collect();
            for (at, entry) in list.entries.iter().enumerate() {
                assert!(deciding.contains(&at), "{} {}", list.head.id, entry.name);
            }
        }
    }

    fn of_profiles(list: &List) -> impl Iterator<Item = &'static str> {
        let profiles = Profile::ALL.map(Profile::as_str).into_iter().chain([BELOW_EVERY_PROFILE]);
        profiles.filter(|_| list.tls().is_some())
    }

    #[test]
    fn every_status_and_condition_is_used() {
        for list in builtins() {
            let entries: Vec<_> =
                list.entries.iter().chain(&list.rules).chain([&list.unlisted]).collect();
            let statuses: BTreeSet<_> = entries
                .iter()
                .flat_map(|entry| &entry.phases)
                .flat_map(|phase| [Some(&phase.status), phase.process.as_ref()])
                .flatten()
                .map(|status| &**status)
                .chain(of_profiles(list))
                .collect();
            assert!(list.statuses().eq(statuses.iter().copied()), "{}", list.head.id);
            let conditions: BTreeSet<_> = entries
                .iter()
                .flat_map(|entry| &entry.conditions)
                .map(|id| id.to_string())
                .collect();
            for id in list.conditions.keys().filter(|id| !id.starts_with("processing-")) {
                assert!(conditions.contains(id), "{id}");
            }
        }
    }

    #[test]
    fn ls_0001_has_the_techniques_of_the_edition() {
        let list = builtin("cryptrec").unwrap();
        let with = |status: &str| {
            let has = |entry: &crate::list::EntryView<'_>| entry.phases[0].1 == status;
            let names: Vec<_> =
                list.entries().filter(has).map(|entry| entry.name.to_owned()).collect();
            names.join(", ")
        };
        assert_eq!(
            with("recommended-pqc"),
            "ML-KEM-768, ML-KEM-1024, AES-192, AES-256, SHA-384, SHA-512, SHA3-384, SHA3-512",
        );
        assert_eq!(
            with("candidate"),
            "PSEC-KEM, CIPHERUNICORN-E, Hierocrypt-L1, MISTY1, CIPHERUNICORN-A, CLEFIA, \
             Hierocrypt-3, Enocoro-128v2, MUGI, MULTI-S01, PC-MAC-AES",
        );
        assert_eq!(
            with("monitored"),
            "RSAES-PKCS1-v1_5, 3-key Triple DES, RIPEMD-160, SHA-1, CBC-MAC",
        );
        assert_eq!(
            with("recommended-current"),
            "DSA, ECDSA, EdDSA, RSA-PSS, RSASSA-PKCS1-v1_5, RSA-OAEP, DH, ECDH, RSA, ECDSA, ECDH, \
             AES, Camellia, KCipher-2, SHA-256, SHA-512/256, SHA3-256, SHAKE128, SHAKE256, CBC, \
             CFB, CTR, OFB, XTS, CCM, GCM, CMAC, HMAC, ChaCha20-Poly1305, ISO/IEC 9798-2, -3, -4",
        );
    }

    #[test]
    fn what_ls_0001_leaves_out_is_not_named_by_it() {
        let list = builtin("cryptrec").unwrap();
        let named: BTreeSet<_> =
            list.entries().flat_map(|entry| entry.algorithms.to_vec()).map(|row| row.id).collect();
        for id in [
            "sha-224",
            "sha-512-224",
            "sha3-224",
            "md5",
            "md4",
            "md2",
            "des",
            "3des-2key",
            "rc2",
            "rc4",
            "blowfish",
            "cast5",
            "idea",
            "seed",
            "aria-128",
            "sm2",
            "sm3",
            "sm4",
            "ecb",
            "gmac",
            "kmac128",
            "poly1305",
            "chacha20",
            "siv",
            "gcm-siv",
            "eax",
            "ocb",
            "kw",
            "kwp",
            "pbkdf2",
            "argon2id",
            "hkdf",
            "sc2000",
            "ml-kem-512",
            "ml-dsa-65",
            "slh-dsa-sha2-128s",
            "hss-lms",
            "xmss",
        ] {
            assert!(algorithms().iter().any(|row| row.id == id) && !named.contains(id), "{id}");
        }
    }

    #[test]
    fn a_list_of_the_user_does_not_take_our_id() {
        let error = load(LISTS[0].1).unwrap_err();
        assert!(error.to_string().contains("belongs to a list of the program"));
    }
}
