//! Project Wycheproof's vectors of the classical parts, through the registry: what the crates
//! below do, and that nothing was lost on the way to the objects.
#![expect(clippy::unwrap_used, reason = "a test")]

use futae_hybrid::{Registry, signature::SignatureAlgorithm};
use wycheproof::{TestResult, ecdh, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify, xdh};

fn algorithm(name: &str) -> &'static dyn SignatureAlgorithm {
    Registry::new().with_classical().signature(name).unwrap()
}

/// Verifies, and compares with what Wycheproof says; `Acceptable` is either.
fn check(
    name: &str,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
    expected: TestResult,
    id: usize,
) {
    let verified =
        algorithm(name).public_key(key).and_then(|key| key.verify(message, b"", signature)).is_ok();
    match expected {
        TestResult::Valid => assert!(verified, "{name} {id}"),
        TestResult::Invalid => assert!(!verified, "{name} {id}"),
        TestResult::Acceptable => {}
    }
}

/// Cases that were run, of one kind of test set.
macro_rules! verify_all {
    ($module:ident, $key:expr, [$($test:ident => $algorithm:literal),* $(,)?]) => {{
        let mut cases = 0;
        $(
            let set = $module::TestSet::load($module::TestName::$test).unwrap();
            for group in set.test_groups {
                let key = $key(&group);
                for test in &group.tests {
                    cases += 1;
                    check($algorithm, &key, &test.msg, &test.sig, test.result, test.tc_id);
                }
            }
        )*
        cases
    }};
}

#[test]
fn ecdsa_signatures() {
    let key = |group: &ecdsa::TestGroup| group.key.key.to_vec();
    let cases = verify_all!(ecdsa, key, [
        EcdsaSecp256r1Sha256 => "ECDSA-P256-SHA256",
        EcdsaSecp384r1Sha384 => "ECDSA-P384-SHA384",
        EcdsaSecp521r1Sha512 => "ECDSA-P521-SHA512",
        EcdsaBrainpool256r1Sha256 => "ECDSA-brainpoolP256r1-SHA256",
        EcdsaBrainpool384r1Sha384 => "ECDSA-brainpoolP384r1-SHA384",
    ]);
    assert_eq!(cases, 2531, "cases");
}

#[test]
fn eddsa_signatures() {
    let key = |group: &eddsa::TestGroup| group.key.pk.to_vec();
    let cases = verify_all!(eddsa, key, [Ed25519 => "Ed25519", Ed448 => "Ed448"]);
    assert_eq!(cases, 238, "cases");
}

#[test]
fn rsa_signatures() {
    let key = |group: &rsa_pss_verify::TestGroup| group.asn_key.to_vec();
    let pss = verify_all!(rsa_pss_verify, key, [
        RsaPss2048Sha256Mgf1SaltLen32 => "RSASSA-PSS-SHA256",
        RsaPss3072Sha256Mgf1SaltLen32 => "RSASSA-PSS-SHA256",
        RsaPss4096Sha384Mgf1SaltLen48 => "RSASSA-PSS-SHA384",
        RsaPss4096Sha512Mgf1SaltLen64 => "RSASSA-PSS-SHA512",
    ]);
    let key = |group: &rsa_pkcs1_verify::TestGroup| group.asn_key.to_vec();
    let pkcs1 = verify_all!(rsa_pkcs1_verify, key, [
        Rsa2048Sha256 => "RSASSA-PKCS1-v1_5-SHA256",
        Rsa3072Sha384 => "RSASSA-PKCS1-v1_5-SHA384",
        Rsa4096Sha512 => "RSASSA-PKCS1-v1_5-SHA512",
    ]);
    assert_eq!((pss, pkcs1), (536, 777), "cases");
}

/// Whether DHKEM on the curve takes the public value. What it agrees on is hashed: the values
/// themselves are compared in HPKE's and X-Wing's vectors.
fn takes(kem: &str, scalar: &[u8], public: &[u8]) -> bool {
    let kem = Registry::new().with_classical().kem(kem).unwrap();
    kem.private_key(scalar).and_then(|key| key.decapsulate(public)).is_ok()
}

/// The integer without its leading zeros in exactly so many bytes.
fn fixed(integer: &[u8], size: usize) -> Vec<u8> {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    let significant = &integer[zeros..];
    [&vec![0; size - significant.len()], significant].concat()
}

#[test]
fn points_of_ecdh() {
    use ecdh::TestName::{EcdhSecp256r1Ecpoint, EcdhSecp384r1Ecpoint, EcdhSecp521r1Ecpoint};

    let mut cases = 0;
    for (set, kem, size) in [
        (EcdhSecp256r1Ecpoint, "DHKEM(P-256, HKDF-SHA256)", 32),
        (EcdhSecp384r1Ecpoint, "DHKEM(P-384, HKDF-SHA384)", 48),
        (EcdhSecp521r1Ecpoint, "DHKEM(P-521, HKDF-SHA512)", 66),
    ] {
        for test in ecdh::TestSet::load(set).unwrap().test_groups.iter().flat_map(|g| &g.tests) {
            cases += 1;
            let taken = takes(kem, &fixed(&test.private_key, size), &test.public_key);
            // Compressed points are valid there; TLS, SSH and HPKE have uncompressed ones alone.
            let uncompressed = test.public_key.len() == 1 + 2 * size;
            let expected = test.result == TestResult::Valid && uncompressed;
            assert_eq!(taken, expected, "{kem} {}", test.tc_id);
        }
    }
    assert_eq!(cases, 1806, "cases");
}

#[test]
fn values_of_xdh() {
    let mut cases = 0;
    for (set, kem) in [
        (xdh::TestName::X25519, "DHKEM(X25519, HKDF-SHA256)"),
        (xdh::TestName::X448, "DHKEM(X448, HKDF-SHA512)"),
    ] {
        for test in xdh::TestSet::load(set).unwrap().test_groups.iter().flat_map(|g| &g.tests) {
            cases += 1;
            let taken = takes(kem, &test.private_key, &test.public_key);
            // The one thing that RFC 7748 lets an implementation refuse.
            let zero = test.shared_secret.iter().all(|byte| *byte == 0);
            let expected = test.result != TestResult::Invalid && !zero;
            assert_eq!(taken, expected, "{kem} {}", test.tc_id);
        }
    }
    assert_eq!(cases, 1028, "cases");
}
