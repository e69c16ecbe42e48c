//! Project Wycheproof's ML-KEM vectors, by every backend.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Mutex;

use futae_kernels::Backend;
use wycheproof::{
    TestResult,
    mlkem::{Test, TestName, TestSet},
};

/// Held while a backend is selected, so that every test runs on the one that it means.
static SELECTED: Mutex<()> = Mutex::new(());

/// What a test may ask for, with keys and ciphertexts of any length.
trait Set {
    /// The encapsulation key and the expanded key of a seed.
    fn generate(seed: &[u8]) -> Option<[Vec<u8>; 2]>;
    fn encapsulate(key: &[u8], m: &[u8]) -> Option<[Vec<u8>; 2]>;
    fn decapsulate(expanded: &[u8], ciphertext: &[u8]) -> Option<Vec<u8>>;
}

macro_rules! set {
    ($test:ident, $module:ident, $($name:ident = $count:literal),*) => {
        #[test]
        fn $module() {
            struct $test;

            impl Set for $test {
                fn generate(seed: &[u8]) -> Option<[Vec<u8>; 2]> {
                    let key = futae::$module::DecapsulationKey::from_seed(seed.try_into().ok()?);
                    let public = key.encapsulation_key().as_bytes().to_vec();
                    Some([public, key.expanded().to_vec()])
                }

                fn encapsulate(key: &[u8], m: &[u8]) -> Option<[Vec<u8>; 2]> {
                    let key = futae::$module::EncapsulationKey::try_from(key).ok()?;
                    let (ciphertext, secret) = key.encapsulate_derand(m.try_into().ok()?);
                    Some([ciphertext.to_vec(), secret.as_bytes().to_vec()])
                }

                fn decapsulate(expanded: &[u8], ciphertext: &[u8]) -> Option<Vec<u8>> {
                    let expanded = expanded.try_into().ok()?;
                    let key = futae::$module::DecapsulationKey::from_expanded(expanded).ok()?;
                    Some(key.decapsulate(ciphertext.try_into().ok()?).as_bytes().to_vec())
                }
            }

            let _one_at_a_time = SELECTED.lock();
            for backend in Backend::available() {
                assert!(Backend::select(backend.name));
                $(assert_eq!(run::<$test>(TestName::$name), $count, "{}", stringify!($name));)*
            }
        }
    };
}

set!(
    Set512,
    ml_kem_512,
    MlKem512 = 200,
    MlKem512Encaps = 261,
    MlKem512KeyGenSeed = 100,
    MlKem512SemiExpandedDecaps = 9
);
set!(
    Set768,
    ml_kem_768,
    MlKem768 = 201,
    MlKem768Encaps = 265,
    MlKem768KeyGenSeed = 100,
    MlKem768SemiExpandedDecaps = 9
);
set!(
    Set1024,
    ml_kem_1024,
    MlKem1024 = 202,
    MlKem1024Encaps = 269,
    MlKem1024KeyGenSeed = 100,
    MlKem1024SemiExpandedDecaps = 9
);

/// The number of cases run.
fn run<S: Set>(name: TestName) -> usize {
    let set = TestSet::load(name).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests);
    tests.map(check::<S>).count()
}

fn check<S: Set>(test: &Test) {
    let accepted = matches!(test.result, TestResult::Valid | TestResult::Acceptable);
    let outcome = compute::<S>(test);
    assert_eq!(outcome.is_some(), accepted, "tcId {}: {:?}", test.tc_id, test.comment);
    for (name, got, expected) in outcome.into_iter().flatten() {
        if let Some(expected) = expected {
            assert_eq!(&got, expected, "tcId {}: {name}", test.tc_id);
        }
    }
}

type Outcome<'a> = Vec<(&'static str, Vec<u8>, Option<&'a [u8]>)>;

/// Every value that the test's inputs determine beside the expected one; none when an input is
/// refused.
fn compute<S: Set>(test: &Test) -> Option<Outcome<'_>> {
    let expected = |value: &'static str| {
        let value = match value {
            "ek" => &test.encaps_key,
            "dk" => &test.decaps_key,
            "c" => &test.ct,
            _ => &test.shared_secret,
        };
        value.as_ref().map(|bytes| &bytes[..])
    };
    let mut outcome = Vec::new();
    let mut expanded = test.decaps_key.as_ref().map(|key| key.to_vec());
    if let Some(seed) = &test.seed {
        let [public, private] = S::generate(seed)?;
        expanded = Some(private.clone());
        outcome.push(("ek", public, expected("ek")));
        outcome.push(("dk", private, expected("dk")));
    }
    if let (Some(key), Some(m)) = (&test.encaps_key, &test.msg) {
        let [ciphertext, secret] = S::encapsulate(key, m)?;
        outcome.push(("c", ciphertext, expected("c")));
        outcome.push(("K", secret, expected("K")));
    } else if let (Some(expanded), Some(ciphertext)) = (expanded, &test.ct) {
        outcome.push(("K", S::decapsulate(&expanded, ciphertext)?, expected("K")));
    }
    Some(outcome)
}
