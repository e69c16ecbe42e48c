//! Signed and encrypted messages.

use std::path::Path;

use anyhow::{Context, Result};
use futae_pki::{Error, SignedData, enveloped_data};

use crate::{
    Outcome,
    certificates::Trusted,
    files,
    flags::{CmsDecrypt, CmsEncrypt, CmsSign, CmsVerify},
    keys,
    language::pick,
    refusals,
};

/// `futae cms sign`.
pub(crate) fn sign(flags: &CmsSign) -> Result<Outcome> {
    let key = keys::private(&flags.private)?;
    let certificate = keys::certificate_at(&flags.cert)?;
    let content = files::read(&flags.file)?;
    let message = match flags.detached {
        true => SignedData::sign_detached(&content, &certificate, &key),
        false => SignedData::sign(&content, &certificate, &key),
    };
    let message = message.with_context(|| flags.cert.display().to_string())?;
    flags.output.write(message.to_pem()?.as_bytes())?;
    Ok(Outcome::Good)
}

/// `futae cms verify`: the content is written only when every signature and chain holds.
pub(crate) fn verify(flags: &CmsVerify) -> Result<Outcome> {
    let message = message_at(&flags.file)?;
    let content = flags.content.as_deref().map(files::read).transpose()?;
    let mut between = message.certificates()?;
    let trust = Trusted::from_flags(&flags.trust, std::mem::take(&mut between))?;
    let detached = content.as_deref().map(Vec::as_slice);
    let signers = match message.verify(detached, &trust.between) {
        Ok(signers) => signers,
        Err(error @ Error::InvalidSignature) => {
            return Ok(bad(&flags.file, &refusals::refused(&error)));
        }
        Err(error) => return Err(error).with_context(|| flags.file.display().to_string()),
    };
    for signer in &signers {
        if let Err(untrusted) = trust.validator().validate(signer, &trust.between) {
            return Ok(bad(&flags.file, &refusals::untrusted(&untrusted)));
        }
    }
    let names: Vec<_> = signers.iter().map(|signer| signer.subject()).collect();
    let good = pick("good signature of", "正しい署名です。署名者:");
    files::tell(&format!("{}: {good} {}", flags.file.display(), names.join(", ")));
    if let (Some(content), true) = (message.content(), flags.output.output.is_some()) {
        flags.output.write(content)?;
    }
    Ok(Outcome::Good)
}

/// `futae cms encrypt`.
pub(crate) fn encrypt(flags: &CmsEncrypt) -> Result<Outcome> {
    let recipients: Result<Vec<_>> =
        flags.to.iter().map(|path| keys::certificate_at(path)).collect();
    let content = files::read(&flags.file)?;
    let message = enveloped_data::encrypt(&content, &recipients?)?;
    flags.output.write(enveloped_data::to_pem(&message)?.as_bytes())?;
    Ok(Outcome::Good)
}

/// `futae cms decrypt`.
pub(crate) fn decrypt(flags: &CmsDecrypt) -> Result<Outcome> {
    let key = keys::private(&flags.private)?;
    let certificate = flags.cert.as_deref().map(keys::certificate_at).transpose()?;
    let bytes = files::read(&flags.file)?;
    let content = match keys::text(&bytes) {
        Some(text) => enveloped_data::decrypt_pem(text, &key, certificate.as_ref()),
        None => enveloped_data::decrypt(&bytes, &key, certificate.as_ref()),
    };
    flags.output.write(&content.with_context(|| flags.file.display().to_string())?)?;
    Ok(Outcome::Good)
}

fn message_at(path: &Path) -> Result<SignedData> {
    let bytes = files::read(path)?;
    let message = match keys::text(&bytes) {
        Some(text) => SignedData::from_pem(text),
        None => SignedData::from_der(&bytes),
    };
    message.with_context(|| path.display().to_string())
}

fn bad(path: &Path, reason: &str) -> Outcome {
    files::tell(&format!("futae: {}: {reason}", path.display()));
    Outcome::Bad
}
