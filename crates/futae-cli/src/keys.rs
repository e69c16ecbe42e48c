//! Keys: made, found in files of any kind, written in every format.

use std::{fmt::Write, path::Path};

use anyhow::{Context, Error, Result, anyhow, bail};
use futae_pki::{
    Algorithm, Certificate, Kind, PrivateForm, PrivateKey, PublicKey, cose, jwk,
    pem::{self, is_pem},
};
use zeroize::Zeroizing;

use crate::{
    Outcome,
    files::{self, Readers},
    flags::{Algorithms, Form, Format, Keygen, Private, Public},
    language::{padded, pick},
};

/// `futae algorithms`.
pub(crate) fn list_algorithms(flags: &Algorithms) -> Result<Outcome> {
    let listed: Vec<_> = match flags.classical {
        true => Algorithm::classical().collect(),
        false => Algorithm::all().collect(),
    };
    let mut text = String::new();
    for algorithm in listed {
        let kind = match algorithm.kind() {
            Kind::Signature => pick("signatures", "署名"),
            _ => pick("encapsulation", "鍵カプセル化"),
        };
        let (name, oid, standard) = (algorithm.name(), algorithm.oid(), algorithm.standard());
        let note =
            if algorithm.is_provisional() { pick(" (provisional)", "（暫定）") } else { "" };
        writeln!(text, "{name:<42} {} {oid:<26} {standard}{note}", padded(kind, 14))?;
    }
    files::print(&text)?;
    Ok(Outcome::Good)
}

/// `futae keygen`.
pub(crate) fn generate(flags: &Keygen) -> Result<Outcome> {
    let algorithm = named_algorithm(&flags.algorithm, flags.classical)?;
    let places = [Some(flags.output.output.as_path()), flags.public.as_deref()];
    let places: Vec<_> = places.into_iter().flatten().collect();
    files::check_places(&places, flags.output.force)?;
    let password = flags.password_file.as_deref().map(files::read_password).transpose()?;
    let key = PrivateKey::generate(algorithm)?;
    let bytes = private_bytes(&key, flags, password.as_deref().map(Vec::as_slice))?;
    flags.output.write(&bytes)?;
    if let Some(path) = &flags.public {
        let public = public_bytes(key.public_key(), flags.format)?;
        files::write(path, &public, Readers::Everybody, flags.output.force)?;
    }
    Ok(Outcome::Good)
}

/// A classical algorithm must be asked for as such.
fn named_algorithm(name: &str, classical: bool) -> Result<Algorithm> {
    match (Algorithm::by_name(name), Algorithm::classical_by_name(name)) {
        (Ok(algorithm), _) => Ok(algorithm),
        (Err(_), Ok(algorithm)) if classical => Ok(algorithm),
        (Err(_), Ok(_)) => bail!(pick(
            format!(
                "{name} is classical, a quantum computer would break it; add --classical to use it all the same"
            ),
            format!(
                "{name}は従来のアルゴリズムであり、量子計算機により危殆化します。使用する場合は--classicalを指定してください"
            ),
        )),
        (Err(error), Err(_)) => Err(error).context(pick(
            "`futae algorithms` lists the names",
            "名称の一覧は`futae algorithms`で表示できます",
        )),
    }
}

/// `futae public`.
pub(crate) fn public(flags: &Public) -> Result<Outcome> {
    let bytes = files::read(&flags.key)?;
    let key = match public_in(&bytes) {
        Ok(key) => key,
        Err(public_error) => {
            let password = flags.password_file.as_deref().map(files::read_password).transpose()?;
            let private = private_in(&bytes, password.as_deref().map(Vec::as_slice));
            let private = private.map_err(|error| match error.downcast_ref() {
                Some(futae_pki::Error::Pem { .. }) => public_error,
                _ => error,
            });
            named(private, &flags.key)?.public_key().clone()
        }
    };
    flags.output.write(&public_bytes(&key, flags.format)?)?;
    Ok(Outcome::Good)
}

/// The private key that the flags name.
pub(crate) fn private(flags: &Private) -> Result<PrivateKey> {
    private_at(&flags.key, flags.password_file.as_deref())
}

/// The private key in a file.
pub(crate) fn private_at(path: &Path, password_file: Option<&Path>) -> Result<PrivateKey> {
    let password = password_file.map(files::read_password).transpose()?;
    let bytes = files::read(path)?;
    named(private_in(&bytes, password.as_deref().map(Vec::as_slice)), path)
}

/// The public key, or that of the certificate, in a file.
pub(crate) fn public_at(path: &Path) -> Result<PublicKey> {
    named(public_in(&files::read(path)?), path)
}

/// The certificates in a file, of which there is at least one.
pub(crate) fn certificates_at(path: &Path) -> Result<Vec<Certificate>> {
    let bytes = files::read(path)?;
    let certificates = match text(&bytes) {
        Some(text) => Certificate::chain_from_pem(text),
        None => Certificate::from_der(&bytes).map(|certificate| vec![certificate]),
    };
    named(certificates.map_err(Error::from), path)
}

/// The first certificate in a file.
pub(crate) fn certificate_at(path: &Path) -> Result<Certificate> {
    let certificates = certificates_at(path)?;
    certificates.into_iter().next().with_context(|| path.display().to_string())
}

/// PEM or JSON, unless the bytes are DER or CBOR.
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    (is_pem(bytes) || is_json(bytes)).then_some(text)
}

/// Whether a file is a JWK.
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'{')
}

/// A private key in PEM, DER, JWK or CBOR.
pub(crate) fn private_in(bytes: &[u8], password: Option<&[u8]>) -> Result<PrivateKey> {
    let key = match (text(bytes), password) {
        (Some(text), _) if is_json(bytes) => jwk::to_private_key(text),
        (Some(text), Some(password)) => PrivateKey::from_encrypted_pem(text, password),
        (Some(text), None) => PrivateKey::from_pem(text),
        (None, _) if is_cbor(bytes) => cose::to_private_key(bytes),
        (None, Some(password)) => {
            PrivateKey::from_der(bytes).or_else(|_| PrivateKey::from_encrypted_der(bytes, password))
        }
        (None, None) => PrivateKey::from_der(bytes),
    };
    match key {
        Err(futae_pki::Error::Password) if password.is_none() => Err(anyhow!(pick(
            "the private key is encrypted; give its password by --password-file",
            "秘密鍵が暗号化されています。パスワードのファイルを--password-fileで指定してください",
        ))),
        key => Ok(key?),
    }
}

/// A public key, or that of a certificate, in PEM, DER, JWK or CBOR.
pub(crate) fn public_in(bytes: &[u8]) -> Result<PublicKey> {
    match text(bytes) {
        Some(text) if is_json(bytes) => Ok(jwk::to_public_key(text)?),
        Some(text) => {
            let certificate = pem::blocks(text)?.iter().any(|block| block.label == "CERTIFICATE");
            match certificate {
                true => Ok(Certificate::from_pem(text)?.public_key()?),
                false => Ok(PublicKey::from_pem(text)?),
            }
        }
        None if is_cbor(bytes) => Ok(cose::to_public_key(bytes)?),
        None => match Certificate::from_der(bytes) {
            Ok(certificate) => Ok(certificate.public_key()?),
            Err(_) => Ok(PublicKey::from_der(bytes)?),
        },
    }
}

/// A map, where DER has a sequence.
pub(crate) fn is_cbor(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|first| first >> 5 == 5)
}

fn named<T>(result: Result<T>, path: &Path) -> Result<T> {
    result.with_context(|| path.display().to_string())
}

fn private_bytes(
    key: &PrivateKey,
    flags: &Keygen,
    password: Option<&[u8]>,
) -> Result<Zeroizing<Vec<u8>>> {
    let form = match flags.form {
        Form::Seed => PrivateForm::Seed,
        Form::Expanded => PrivateForm::Expanded,
        Form::Both => PrivateForm::Both,
    };
    let copy = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
    match (flags.format, password) {
        (Format::Pem, Some(password)) => Ok(copy(key.to_encrypted_pem(form, password)?.as_bytes())),
        (_, Some(_)) => bail!(pick(
            "--password-file needs --format pem",
            "--password-fileは--format pemの場合に限り指定できます",
        )),
        (Format::Pem, None) => Ok(copy(key.to_pem(form)?.as_bytes())),
        (Format::Der, None) => Ok(copy(&key.to_der(form)?)),
        (Format::Jwk, None) => Ok(copy(jwk::from_private_key(key)?.as_bytes())),
        (Format::Cose, None) => Ok(copy(&cose::from_private_key(key)?)),
    }
}

fn public_bytes(key: &PublicKey, format: Format) -> Result<Vec<u8>> {
    Ok(match format {
        Format::Pem => key.to_pem()?.into_bytes(),
        Format::Der => key.to_der()?,
        Format::Jwk => jwk::from_public_key(key)?.into_bytes(),
        Format::Cose => cose::from_public_key(key)?,
    })
}
