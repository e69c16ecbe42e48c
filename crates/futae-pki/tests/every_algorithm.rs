//! Every algorithm in every format that it has: keys, certificates, requests and messages, written
//! and read again. Keys of RSA-3072 and RSA-4096 take seconds to make: their composites come last,
//! by `cargo test -p futae-pki --test every_algorithm -- --ignored`.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use futae_pki::{
    Algorithm, Certificate, CertificateRequest, Error, Kind, PrivateForm, PrivateKey, PublicKey,
    SignedData, cose, enveloped_data,
    issue::{Profile, Template},
    jwk,
    path::Validator,
};

fn key(name: &str) -> PrivateKey {
    PrivateKey::generate(Algorithm::by_name(name).unwrap()).unwrap()
}

fn is_slow(algorithm: &Algorithm) -> bool {
    ["RSA3072", "RSA4096"].iter().any(|part| algorithm.name().contains(part))
}

fn of_kind(kind: Kind, slow: bool) -> Vec<Algorithm> {
    Algorithm::all().filter(|each| each.kind() == kind && is_slow(each) == slow).collect()
}

/// Each form of a private key, and the public key, lead back to the same key.
fn keys_are_read_again(key: &PrivateKey) {
    let name = key.algorithm().name();
    for form in [PrivateForm::Seed, PrivateForm::Expanded, PrivateForm::Both] {
        let again = PrivateKey::from_pem(&key.to_pem(form).unwrap()).unwrap();
        assert_eq!(again.public_key(), key.public_key(), "{name} {form:?}");
    }
    let public = key.public_key();
    assert_eq!(&PublicKey::from_der(&public.to_der().unwrap()).unwrap(), public, "{name}");
}

/// RFC 9964 has AKP keys of ML-DSA; of what is not standardised nothing is written.
fn keys_of_ml_dsa_alone_are_akp_keys(key: &PrivateKey) {
    let name = key.algorithm().name();
    let jwk = jwk::from_private_key(key).map(|text| jwk::to_private_key(&text).unwrap());
    let cose = cose::from_private_key(key).map(|bytes| cose::to_private_key(&bytes).unwrap());
    for again in [jwk, cose] {
        match again {
            Ok(again) => assert_eq!(again.public_key(), key.public_key(), "{name}"),
            Err(error) => assert!(matches!(error, Error::Unsupported(_)), "{name}: {error}"),
        }
    }
    assert_eq!(jwk::from_public_key(key.public_key()).is_ok(), name.starts_with("ML-DSA"));
    assert_eq!(cose::from_public_key(key.public_key()).is_ok(), name.starts_with("ML-DSA"));
}

/// A root of this algorithm, a request by it, and a certificate that the root issues for it.
fn certificates_lead_to_their_root(key: &PrivateKey) -> Certificate {
    let name = key.algorithm().name();
    let root = Template::new("CN=Root", Profile::Root).unwrap().self_signed(key).unwrap();
    let request = CertificateRequest::new("CN=a", &["a.example"], key).unwrap();
    let request = CertificateRequest::from_der(request.as_der()).unwrap();
    assert_eq!(&request.verified_key().unwrap(), key.public_key(), "{name}");
    let template = Template::of_request(&request, Profile::EndEntity).unwrap();
    let leaf = template.issue(&request.verified_key().unwrap(), &root, key).unwrap();
    let leaf = Certificate::from_der(leaf.as_der()).unwrap();
    let chain = Validator::new(std::slice::from_ref(&root)).validate(&leaf, &[]).unwrap().len();
    assert_eq!(chain, 2, "{name}");
    root
}

fn messages_are_verified(key: &PrivateKey, certificate: &Certificate) {
    let message = SignedData::sign(b"content", certificate, key).unwrap();
    let read = SignedData::from_der(message.as_der()).unwrap();
    assert!(read.verify(None, &[]).is_ok(), "{}", key.algorithm().name());
    let detached = SignedData::sign_detached(b"content", certificate, key).unwrap();
    assert!(detached.verify(Some(b"content"), &[]).is_ok());
    assert!(detached.verify(Some(b"contents"), &[]).is_err());
}

fn signatures(slow: bool) -> usize {
    let algorithms = of_kind(Kind::Signature, slow);
    for algorithm in &algorithms {
        let key = PrivateKey::generate(*algorithm).unwrap();
        keys_are_read_again(&key);
        keys_of_ml_dsa_alone_are_akp_keys(&key);
        let root = certificates_lead_to_their_root(&key);
        messages_are_verified(&key, &root);
    }
    algorithms.len()
}

fn kems(slow: bool) -> usize {
    let ca_key = key("ML-DSA-44");
    let ca = Template::new("CN=CA", Profile::Root).unwrap().self_signed(&ca_key).unwrap();
    let algorithms = of_kind(Kind::Kem, slow);
    for algorithm in &algorithms {
        let name = algorithm.name();
        let key = PrivateKey::generate(*algorithm).unwrap();
        keys_are_read_again(&key);
        keys_of_ml_dsa_alone_are_akp_keys(&key);
        let (ciphertext, sent) = key.public_key().encapsulate().unwrap();
        assert_eq!(key.decapsulate(&ciphertext).unwrap().as_bytes(), sent.as_bytes(), "{name}");
        let template = Template::new("CN=R", Profile::EndEntity).unwrap();
        let certificate = template.issue(key.public_key(), &ca, &ca_key).unwrap();
        let message = enveloped_data::encrypt(b"content", &[certificate]).unwrap();
        let content = enveloped_data::decrypt(&message, &key, None).unwrap();
        assert_eq!(&content[..], b"content", "{name}");
    }
    algorithms.len()
}

#[test]
fn signature_algorithms_have_keys_certificates_and_messages() {
    assert_eq!(signatures(false), 3 + 12 + 18 - 6 + 12);
}

#[test]
fn key_encapsulations_have_keys_certificates_and_messages() {
    assert_eq!(kems(false), 3 + 1 + 12 - 3);
}

#[test]
#[ignore = "half a minute of RSA keys: cargo test -p futae-pki --test every_algorithm -- --ignored"]
fn so_have_composites_with_large_rsa_keys() {
    assert_eq!((signatures(true), kems(true)), (6, 3));
}
