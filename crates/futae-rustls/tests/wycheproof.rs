//! Project Wycheproof's vectors of signatures, by the algorithms that rustls is given.
#![expect(clippy::unwrap_used, reason = "a test")]

use futae_rustls::SUPPORTED_SIG_ALGS;
use rustls::pki_types::SignatureVerificationAlgorithm;
use wycheproof::{TestResult, ecdsa, eddsa, mldsa_verify, rsa_pkcs1_verify, rsa_pss_verify};

fn algorithm(name: &str) -> &'static dyn SignatureVerificationAlgorithm {
    *SUPPORTED_SIG_ALGS.all.iter().find(|each| format!("{each:?}") == name).unwrap()
}

/// Verifies every case of the test sets and counts them; `Acceptable` is either.
macro_rules! verify {
    ($module:ident, $key:expr, $tests:expr, [$($test:ident => $algorithm:literal),* $(,)?]) => {{
        let mut cases = 0;
        $(
            let set = $module::TestSet::load($module::TestName::$test).unwrap();
            for group in &set.test_groups {
                let key: Vec<u8> = $key(group);
                for test in group.tests.iter().filter($tests) {
                    let verified = algorithm($algorithm).verify_signature(&key, &test.msg, &test.sig);
                    check($algorithm, test.tc_id, test.result, verified.is_ok());
                    cases += 1;
                }
            }
        )*
        cases
    }};
}

fn check(algorithm: &str, id: usize, expected: TestResult, verified: bool) {
    match expected {
        TestResult::Valid => assert!(verified, "{algorithm} {id}"),
        TestResult::Invalid => assert!(!verified, "{algorithm} {id}"),
        TestResult::Acceptable => {}
    }
}

#[test]
fn of_curves() {
    let key = |group: &ecdsa::TestGroup| group.key.key.to_vec();
    let cases = verify!(ecdsa, key, |_| true, [
        EcdsaSecp256r1Sha256 => "ECDSA_P256_SHA256",
        EcdsaSecp256r1Sha512 => "ECDSA_P256_SHA512",
        EcdsaSecp384r1Sha384 => "ECDSA_P384_SHA384",
        EcdsaSecp384r1Sha512 => "ECDSA_P384_SHA512",
        EcdsaSecp521r1Sha512 => "ECDSA_P521_SHA512",
    ]);
    let key = |group: &eddsa::TestGroup| group.key.pk.to_vec();
    let edwards = verify!(eddsa, key, |_| true, [Ed25519 => "ED25519"]);
    assert_eq!((cases, edwards), (2626, 151), "cases");
}

#[test]
fn of_rsa() {
    let key = |group: &rsa_pss_verify::TestGroup| group.asn_key.to_vec();
    let pss = verify!(rsa_pss_verify, key, |_| true, [
        RsaPss2048Sha256Mgf1SaltLen32 => "RSA_PSS_SHA256",
        RsaPss2048Sha384Mgf1SaltLen48 => "RSA_PSS_SHA384",
        RsaPss4096Sha512Mgf1SaltLen64 => "RSA_PSS_SHA512",
    ]);
    let key = |group: &rsa_pkcs1_verify::TestGroup| group.asn_key.to_vec();
    let pkcs1 = verify!(rsa_pkcs1_verify, key, |_| true, [
        Rsa2048Sha256 => "RSA_PKCS1_SHA256",
        Rsa3072Sha384 => "RSA_PKCS1_SHA384",
        Rsa4096Sha512 => "RSA_PKCS1_SHA512",
        Rsa8192Sha256 => "RSA_PKCS1_SHA256",
    ]);
    assert_eq!((pss, pkcs1), (428, 1035), "cases");
}

#[test]
fn of_ml_dsa() {
    let key = |group: &mldsa_verify::TestGroup| group.pubkey.to_vec();
    // TLS and certificates have no context.
    let cases = verify!(mldsa_verify, key, |test| test.ctx.as_ref().is_none_or(|ctx| ctx.is_empty()), [
        MlDsa44Verify => "ML_DSA_44",
        MlDsa65Verify => "ML_DSA_65",
        MlDsa87Verify => "ML_DSA_87",
    ]);
    assert_eq!(cases, 610, "cases");
}
