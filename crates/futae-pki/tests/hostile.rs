//! Bad input: truncated, with bytes behind, oversize, not canonical, mixed up, of another
//! algorithm. Every case is a typed error, and none a panic.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use futae_pki::{
    Algorithm, Certificate, CertificateRequest, Error, PrivateForm, PrivateKey, PublicKey,
    SignedData, enveloped_data,
    issue::{Profile, Template},
};

fn key(name: &str) -> PrivateKey {
    let algorithm = Algorithm::by_name(name).or_else(|_| Algorithm::classical_by_name(name));
    PrivateKey::generate(algorithm.unwrap()).unwrap()
}

fn certificate(key: &PrivateKey) -> Certificate {
    Template::new("CN=Root", Profile::Root).unwrap().self_signed(key).unwrap()
}

type Read = fn(&[u8]) -> Result<(), Error>;

/// A valid object of each decoder, by an algorithm with small keys and signatures.
fn objects() -> Vec<(&'static str, Vec<u8>, Read)> {
    let (small, kem) = (key("Ed25519"), key("ML-KEM-512"));
    let ca = certificate(&small);
    let template = Template::new("CN=R", Profile::EndEntity).unwrap();
    let recipient = template.issue(kem.public_key(), &ca, &small).unwrap();
    let request = CertificateRequest::new("CN=a", &["a.example"], &small).unwrap();
    let message = SignedData::sign(b"content", &ca, &small).unwrap();
    vec![
        ("private key", small.to_der(PrivateForm::Seed).unwrap().to_vec(), |der| {
            PrivateKey::from_der(der).map(|_| ())
        }),
        ("seed", kem.to_der(PrivateForm::Seed).unwrap().to_vec(), |der| {
            PrivateKey::from_der(der).map(|_| ())
        }),
        ("public key", small.public_key().to_der().unwrap(), |der| {
            PublicKey::from_der(der).map(|_| ())
        }),
        ("certificate", ca.as_der().to_vec(), |der| {
            let certificate = Certificate::from_der(der)?;
            certificate.verify_signature(&certificate.public_key()?)
        }),
        ("request", request.as_der().to_vec(), |der| {
            CertificateRequest::from_der(der)?.verified_key().map(|_| ())
        }),
        ("signed message", message.as_der().to_vec(), |der| {
            SignedData::from_der(der)?.verify(None, &[]).map(|_| ())
        }),
        ("encrypted message", enveloped_data::encrypt(b"content", &[recipient]).unwrap(), |der| {
            let key = PrivateKey::from_seed(Algorithm::by_name("ML-KEM-512")?, &[7; 64])?;
            match enveloped_data::decrypt(der, &key, None) {
                Err(Error::Decryption) => Ok(()),
                other => other.map(|_| ()),
            }
        }),
    ]
}

#[test]
fn every_truncation_and_every_tail_is_refused() {
    for (what, der, read) in objects() {
        assert_eq!(read(&der), Ok(()), "{what}");
        for length in 0..der.len() {
            assert!(read(&der[..length]).is_err(), "{what} of {length} bytes");
        }
        let longer = [&der[..], &[0]].concat();
        assert!(matches!(read(&longer), Err(Error::Der { .. })), "{what} with a byte behind");
    }
}

#[test]
fn every_altered_bit_of_what_is_signed_is_noticed() {
    for (what, der, read) in objects() {
        for at in 0..der.len() {
            let mut altered = der.clone();
            altered[at] ^= 1 << (at % 8);
            let outcome = read(&altered);
            if ["certificate", "request"].contains(&what) {
                assert!(outcome.is_err(), "{what}, byte {at}");
            }
        }
    }
}

#[test]
fn lengths_that_are_not_minimal_are_refused() {
    for (what, der, read) in objects() {
        let content = der::AnyRef::try_from(&der[..]).unwrap().value().to_vec();
        let length = (content.len() as u32).to_be_bytes();
        let longer = [&[0x30, 0x84][..], &length, &content].concat();
        assert!(read(&longer).is_err(), "{what}");
        let indefinite = [&[0x30, 0x80][..], &content, &[0, 0]].concat();
        assert!(read(&indefinite).is_err(), "{what}");
    }
}

#[test]
fn another_identifier_is_noticed() {
    let key = key("ML-DSA-44");
    let (oid_44, oid_65) = ([0x03, 0x11], [0x03, 0x12]);
    let swap = |der: &[u8]| {
        let at = der.windows(2).position(|pair| pair == oid_44).unwrap();
        [&der[..at], &oid_65, &der[at + 2..]].concat()
    };
    let public = PublicKey::from_der(&swap(&key.public_key().to_der().unwrap()));
    assert!(matches!(public, Err(Error::MalformedKey(_))));
    let expanded = PrivateKey::from_der(&swap(&key.to_der(PrivateForm::Expanded).unwrap()));
    assert!(matches!(expanded, Err(Error::MalformedKey(_))));
    let unlike = Certificate::from_der(&swap(certificate(&key).as_der()));
    assert!(matches!(unlike, Err(Error::AlgorithmMismatch)));
}

#[test]
fn components_mixed_up_are_refused() {
    let composite = key("MLDSA44-Ed25519-SHA512");
    let bytes = composite.public_key().as_bytes();
    let (ml_dsa, classical) = bytes.split_at(bytes.len() - 32);
    let algorithm = composite.algorithm();
    assert!(PublicKey::from_bytes(algorithm, &[ml_dsa, classical].concat()).is_ok());
    for part in [ml_dsa, classical, &[][..]] {
        assert!(PublicKey::from_bytes(algorithm, part).is_err());
    }
    let signature = composite.sign(b"m", b"").unwrap();
    let (first, second) = signature.split_at(signature.len() - 64);
    let public = composite.public_key();
    let other = key("MLDSA44-Ed25519-SHA512").sign(b"m", b"").unwrap();
    let (other_first, other_second) = other.split_at(other.len() - 64);
    for parts in [[second, first], [first, other_second], [other_first, second], [first, &[]]] {
        assert_eq!(public.verify(b"m", b"", &parts.concat()), Err(Error::InvalidSignature));
    }
}

#[test]
fn a_public_key_of_another_is_refused_beside_a_private_one() {
    let (one, other) = (key("ML-DSA-44"), key("ML-DSA-44"));
    let with_public = |public: &PublicKey| {
        let der = one.to_der(PrivateForm::Seed).unwrap();
        let content = der::AnyRef::try_from(&der[..]).unwrap().value().to_vec();
        let bits = [&[0][..], public.as_bytes()].concat();
        let field = [&[0x81, 0x82][..], &(bits.len() as u16).to_be_bytes(), &bits].concat();
        // Version 1 becomes 2 when the public key is there.
        let body = [&[2, 1, 1][..], &content[3..], &field].concat();
        [&[0x30, 0x82][..], &(body.len() as u16).to_be_bytes(), &body].concat()
    };
    assert!(PrivateKey::from_der(&with_public(one.public_key())).is_ok());
    let refused = PrivateKey::from_der(&with_public(other.public_key())).unwrap_err();
    assert!(matches!(refused, Error::Inconsistent(_)), "{refused}");
}

#[test]
fn work_behind_a_password_is_bounded() {
    // PBES2 with PBKDF2 of 2^31 - 1 rounds.
    let mut der = vec![
        0x30, 0x5B, 0x30, 0x45, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 0x0D, 0x30,
        0x38, 0x30, 0x1A, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 0x0C, 0x30, 0x0D, 4,
        5, 1, 2, 3, 4, 5, 2, 4, 0x7F, 0xFF, 0xFF, 0xFF,
    ];
    der.extend([0x30, 0x1A, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x2A, 4, 0x0D]);
    der.truncate(45);
    let tail =
        [&[0x30, 0x1D, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x2A, 4, 0x10][..], &[9; 16]]
            .concat();
    der.extend(&tail);
    der.extend([&[4, 0x10][..], &[1; 16]].concat());
    der[3] = (der.len() - 4 - 18) as u8;
    der[16] = der[3] - 13;
    der[1] = (der.len() - 2) as u8;
    let refused = PrivateKey::from_encrypted_der(&der, b"password").unwrap_err();
    assert!(matches!(refused, Error::Limit(_)), "{refused}");
}
