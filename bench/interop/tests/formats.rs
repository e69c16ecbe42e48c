//! Keys, certificates, requests and messages: what Futae writes is read by OpenSSL 3.5 or newer,
//! and the other way round.
//!
//! One direction is not here: this binding gives `CMS_sign` no digest, and OpenSSL has no default one
//! for ML-DSA and SLH-DSA. Messages signed by OpenSSL's command are among the vectors that
//! `futae-pki` verifies.

use std::error::Error;

use futae_pki::{
    Algorithm, Certificate, CertificateRequest, PrivateForm, PrivateKey, PublicKey, SignedData,
    enveloped_data,
    issue::{Profile, Template},
    path::Validator,
};
use openssl::{
    asn1::{Asn1Object, Asn1Time},
    bn::BigNum,
    cms::{CMSOptions, CmsContentInfo},
    hash::MessageDigest,
    pkey::{Id, PKey, Private},
    pkey_ctx::PkeyCtx,
    stack::Stack,
    symm::Cipher,
    x509::{
        X509, X509Builder, X509Name, X509NameBuilder, X509Req, X509ReqBuilder, X509StoreContext,
        extension::{BasicConstraints, KeyUsage, SubjectKeyIdentifier},
        store::{X509Store, X509StoreBuilder},
    },
};

type Outcome = Result<(), Box<dyn Error>>;

const FORMS: [PrivateForm; 3] = [PrivateForm::Seed, PrivateForm::Expanded, PrivateForm::Both];
const CONTENT: &[u8] = b"the content\r\nof two lines";

/// The signature algorithms that both have: 3 of ML-DSA and 12 of SLH-DSA.
fn signing() -> Vec<Algorithm> {
    let pure = |name: &str| name.starts_with("ML-DSA-") || name.starts_with("SLH-DSA-");
    let found: Vec<_> = Algorithm::all().filter(|each| pure(each.name())).collect();
    assert_eq!(found.len(), 15);
    found
}

/// Those that sign fast enough to be used often.
fn quick() -> Vec<Algorithm> {
    let names = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "SLH-DSA-SHA2-128f", "SLH-DSA-SHAKE-256f"];
    names.iter().map(|name| named(name)).collect()
}

fn encapsulating() -> Vec<Algorithm> {
    ["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"].iter().map(|name| named(name)).collect()
}

fn named(name: &str) -> Algorithm {
    Algorithm::by_name(name).expect("an algorithm of Futae")
}

/// A key by OpenSSL.
fn theirs(algorithm: Algorithm) -> Result<PKey<Private>, Box<dyn Error>> {
    let nid = Asn1Object::from_str(&algorithm.oid())?.nid();
    let mut context = PkeyCtx::new_id(Id::from_raw(nid.as_raw()))?;
    context.keygen_init()?;
    Ok(context.keygen()?)
}

/// The sets that sign in milliseconds, for what OpenSSL must sign.
fn quick_to_sign() -> impl Iterator<Item = Algorithm> {
    signing().into_iter().filter(|algorithm| !algorithm.name().ends_with('s'))
}

/// A key by Futae as OpenSSL reads it.
fn read_by_them(key: &PrivateKey) -> Result<PKey<Private>, Box<dyn Error>> {
    Ok(PKey::private_key_from_pem(key.to_pem(PrivateForm::Seed)?.as_bytes())?)
}

#[test]
fn they_read_our_keys() -> Outcome {
    let mut count = 0;
    for algorithm in signing().into_iter().chain(encapsulating()) {
        let key = PrivateKey::generate(algorithm)?;
        for form in FORMS {
            let read = PKey::private_key_from_pem(key.to_pem(form)?.as_bytes())?;
            assert_eq!(
                read.public_key_to_der()?,
                key.public_key().to_der()?,
                "{algorithm} {form:?}"
            );
            count += 1;
        }
        let public = PKey::public_key_from_pem(key.public_key().to_pem()?.as_bytes())?;
        assert_eq!(public.public_key_to_der()?, key.public_key().to_der()?, "{algorithm}");
    }
    assert_eq!(count, 18 * 3);
    let key = PrivateKey::generate(named("ML-DSA-65"))?;
    let encrypted = key.to_encrypted_pem(PrivateForm::Seed, b"password")?;
    let read = PKey::private_key_from_pem_passphrase(encrypted.as_bytes(), b"password")?;
    assert_eq!(read.public_key_to_der()?, key.public_key().to_der()?);
    Ok(())
}

#[test]
fn we_read_their_keys() -> Outcome {
    for algorithm in quick_to_sign().chain(encapsulating()) {
        let key = theirs(algorithm)?;
        let read = PrivateKey::from_der(&key.private_key_to_pkcs8()?)?;
        assert_eq!(read.algorithm(), algorithm);
        assert_eq!(read.public_key().to_der()?, key.public_key_to_der()?, "{algorithm}");
        assert_eq!(&PublicKey::from_der(&key.public_key_to_der()?)?, read.public_key());
    }
    let key = theirs(named("ML-DSA-65"))?;
    let encrypted =
        key.private_key_to_pem_pkcs8_passphrase(openssl::symm::Cipher::aes_256_cbc(), b"password")?;
    let read = PrivateKey::from_encrypted_pem(std::str::from_utf8(&encrypted)?, b"password")?;
    assert_eq!(read.public_key().to_der()?, key.public_key_to_der()?);
    Ok(())
}

/// A root, and a certificate by it, with the key of each.
fn ours(
    algorithm: Algorithm,
    subject: Algorithm,
) -> Result<[(PrivateKey, Certificate); 2], Box<dyn Error>> {
    let root_key = PrivateKey::generate(algorithm)?;
    let root = Template::new("CN=Root,O=Futae,C=JP", Profile::Root)?.self_signed(&root_key)?;
    let key = PrivateKey::generate(subject)?;
    let template = Template::new("CN=www.example.jp", Profile::EndEntity)?;
    let template = template.names(&["www.example.jp", "192.0.2.1"])?;
    let certificate = template.issue(key.public_key(), &root, &root_key)?;
    Ok([(root_key, root), (key, certificate)])
}

fn store(root: &X509) -> Result<X509Store, Box<dyn Error>> {
    let mut builder = X509StoreBuilder::new()?;
    builder.add_cert(root.clone())?;
    Ok(builder.build())
}

#[test]
fn they_validate_our_certificates() -> Outcome {
    for algorithm in signing() {
        let subject = encapsulating()[algorithm.name().len() % 3];
        let [(_, root), (_, certificate)] = ours(algorithm, subject)?;
        let root = X509::from_pem(root.to_pem()?.as_bytes())?;
        let certificate = X509::from_der(certificate.as_der())?;
        assert!(certificate.verify(&*root.public_key()?)?, "{algorithm}");
        let chain = Stack::new()?;
        let mut context = X509StoreContext::new()?;
        let valid = context.init(&*store(&root)?, &certificate, &chain, |context| {
            Ok((context.verify_cert()?, context.error()))
        })?;
        assert!(valid.0, "{algorithm}: {}", valid.1);
    }
    Ok(())
}

#[test]
fn they_verify_our_requests() -> Outcome {
    for algorithm in quick() {
        let key = PrivateKey::generate(algorithm)?;
        for names in [&[][..], &["www.example.jp"]] {
            let request = CertificateRequest::new("CN=www.example.jp", names, &key)?;
            let read = X509Req::from_pem(request.to_pem()?.as_bytes())?;
            let public = read.public_key()?;
            assert!(read.verify(&public)?, "{algorithm}");
            assert_eq!(public.public_key_to_der()?, key.public_key().to_der()?);
        }
    }
    Ok(())
}

fn their_name(text: &str) -> Result<X509Name, Box<dyn Error>> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_text("C", "JP")?;
    name.append_entry_by_text("CN", text)?;
    Ok(name.build())
}

/// A certificate by OpenSSL: a root when `issuer` is none.
fn their_certificate(
    subject: &str,
    key: &PKey<Private>,
    issuer: Option<(&X509, &PKey<Private>)>,
) -> Result<X509, Box<dyn Error>> {
    let mut builder = X509Builder::new()?;
    builder.set_version(2)?;
    let serial = BigNum::from_u32(1 + subject.len() as u32)?.to_asn1_integer()?;
    builder.set_serial_number(&serial)?;
    let name = their_name(subject)?;
    builder.set_subject_name(&name)?;
    builder.set_issuer_name(issuer.map_or(&name, |(issuer, _)| issuer.subject_name()))?;
    builder.set_not_before(&*Asn1Time::days_from_now(0)?)?;
    builder.set_not_after(&*Asn1Time::days_from_now(30)?)?;
    builder.set_pubkey(key)?;
    if issuer.is_none() {
        builder.append_extension(BasicConstraints::new().critical().ca().build()?)?;
        let usage = KeyUsage::new().critical().key_cert_sign().digital_signature().build()?;
        builder.append_extension(usage)?;
    }
    let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
    builder.append_extension(identifier)?;
    let (_, signer) = issuer.unzip();
    builder.sign(signer.unwrap_or(key), MessageDigest::null())?;
    Ok(builder.build())
}

#[test]
fn we_validate_their_certificates() -> Outcome {
    for algorithm in quick_to_sign() {
        let (root_key, key) = (theirs(algorithm)?, theirs(named("ML-KEM-768"))?);
        let root = their_certificate("Root", &root_key, None)?;
        let leaf = their_certificate("Leaf", &key, Some((&root, &root_key)))?;
        let trusted = [Certificate::from_der(&root.to_der()?)?];
        let leaf = Certificate::from_der(&leaf.to_der()?)?;
        assert_eq!(Validator::new(&trusted).validate(&leaf, &[])?.len(), 2, "{algorithm}");
    }
    Ok(())
}

#[test]
fn we_verify_their_requests() -> Outcome {
    for algorithm in quick() {
        let key = theirs(algorithm)?;
        let mut builder = X509ReqBuilder::new()?;
        builder.set_subject_name(&*their_name("www.example.jp")?)?;
        builder.set_pubkey(&key)?;
        builder.sign(&key, MessageDigest::null())?;
        let request = CertificateRequest::from_der(&builder.build().to_der()?)?;
        assert_eq!(request.verified_key()?.to_der()?, key.public_key_to_der()?, "{algorithm}");
    }
    Ok(())
}

#[test]
fn they_verify_our_messages() -> Outcome {
    for algorithm in signing() {
        let [(_, root), (key, certificate)] = ours(named("ML-DSA-44"), algorithm)?;
        let store = store(&X509::from_der(root.as_der())?)?;
        let message = SignedData::sign(CONTENT, &certificate, &key)?;
        let mut content = Vec::new();
        let mut read = CmsContentInfo::from_der(message.as_der())?;
        read.verify(None, Some(&store), None, Some(&mut content), CMSOptions::BINARY)?;
        assert_eq!(content, CONTENT, "{algorithm}");
        let message = SignedData::sign_detached(CONTENT, &certificate, &key)?;
        let mut read = CmsContentInfo::from_pem(message.to_pem()?.as_bytes())?;
        read.verify(None, Some(&store), Some(CONTENT), None, CMSOptions::BINARY)?;
        let altered = read.verify(None, Some(&store), Some(b"other"), None, CMSOptions::BINARY);
        assert!(altered.is_err(), "{algorithm}");
    }
    Ok(())
}

#[test]
fn they_decrypt_our_messages() -> Outcome {
    for algorithm in encapsulating() {
        let [_, (key, certificate)] = ours(named("ML-DSA-44"), algorithm)?;
        let message = enveloped_data::encrypt(CONTENT, std::slice::from_ref(&certificate))?;
        let read = CmsContentInfo::from_der(&message)?;
        let (key, certificate) = (read_by_them(&key)?, X509::from_der(certificate.as_der())?);
        assert_eq!(read.decrypt(&key, &certificate)?, CONTENT, "{algorithm}");
    }
    Ok(())
}

#[test]
fn we_decrypt_their_messages() -> Outcome {
    for algorithm in encapsulating() {
        let [_, (key, certificate)] = ours(named("ML-DSA-44"), algorithm)?;
        let mut recipients = Stack::new()?;
        recipients.push(X509::from_der(certificate.as_der())?)?;
        for cipher in [Cipher::aes_128_cbc(), Cipher::aes_256_cbc(), Cipher::aes_256_gcm()] {
            let options = CMSOptions::BINARY;
            let message = CmsContentInfo::encrypt(&recipients, CONTENT, cipher, options)?;
            let message = message.to_der()?;
            for certificate in [None, Some(&certificate)] {
                let content = enveloped_data::decrypt(&message, &key, certificate)?;
                assert_eq!(&content[..], CONTENT, "{algorithm}");
            }
        }
    }
    Ok(())
}
