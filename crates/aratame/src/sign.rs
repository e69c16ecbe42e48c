//! `aratame sign`, `verify` and `new-key`: a detached ML-DSA signature over the bytes of a file.
//!
//! FIPS 204 with the context string below and nothing around it, so that any program with ML-DSA
//! can check it, such as `openssl pkeyutl -verify -rawin -pkeyopt context-string:…` (3.5).

use crate::flags::{Language, NewKey, Sign, Verify};
use crate::{Outcome, messages, output};
use anyhow::{Context, Result, anyhow, bail};
use aratame_report::MAX_DOCUMENT;
use futae_pki::{Algorithm, Error, PrivateForm, PrivateKey, PublicKey};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Context string of FIPS 204: a signature made for another purpose is none of an inventory.
const CONTEXT: &[u8] = b"aratame inventory";
/// Largest key file: the largest of FIPS 204 in PEM has some 7 kB.
const KEY_FILE: usize = 1 << 20;
/// Largest signature file: one of ML-DSA-87 has 4627 bytes.
const SIGNATURE_FILE: usize = 1 << 16;

/// Signs.
pub(crate) fn sign(flags: &Sign) -> Result<Outcome> {
    let key =
        PrivateKey::from_pem(&text(&flags.key)?).map_err(|error| named(&flags.key, &error))?;
    expect_ml_dsa(key.algorithm(), &flags.key)?;
    let message = bytes(&flags.inventory, MAX_DOCUMENT)?;
    let signature = key.sign(&message, CONTEXT).context("cannot sign")?;
    let path = flags.output.clone().unwrap_or_else(|| beside(&flags.inventory, ".sig"));
    output::to_file(&path, |out| out.write_all(&signature))?;
    let (algorithm, length) = (key.algorithm().name(), signature.len());
    messages::note(&Language::resolve(flags.lang).pick(
        format!("{}: signature by {algorithm}, {length} bytes", path.display()),
        format!("{}：{algorithm}による署名（{length}バイト）を作成しました", path.display()),
    ));
    Ok(Outcome::Complete)
}

/// Checks a signature.
pub(crate) fn verify(flags: &Verify) -> Result<Outcome> {
    let key = PublicKey::from_pem(&text(&flags.key)?).map_err(|error| named(&flags.key, &error))?;
    expect_ml_dsa(key.algorithm(), &flags.key)?;
    let message = bytes(&flags.inventory, MAX_DOCUMENT)?;
    let path = flags.signature.clone().unwrap_or_else(|| beside(&flags.inventory, ".sig"));
    let signature = bytes(&path, SIGNATURE_FILE)?;
    let lang = Language::resolve(flags.lang);
    let (file, algorithm) = (flags.inventory.display(), key.algorithm().name());
    if key.verify(&message, CONTEXT, &signature).is_err() {
        messages::note(&lang.pick(
            format!("{file}: NOT as signed, or signed with another key ({algorithm})"),
            format!("{file}：署名が一致しません（内容の変更、又は別の鍵による署名。{algorithm}）"),
        ));
        return Ok(Outcome::Denied);
    }
    messages::note(&lang.pick(
        format!("{file}: as signed ({algorithm})"),
        format!("{file}：署名を確認しました（{algorithm}）"),
    ));
    Ok(Outcome::Complete)
}

/// Makes a key. An existing file is never overwritten.
pub(crate) fn new_key(flags: &NewKey) -> Result<Outcome> {
    let algorithm = Algorithm::by_name(&flags.algorithm).context("unknown parameter set")?;
    let key = PrivateKey::generate(algorithm).context("the system's random generator failed")?;
    let private = key.to_pem(PrivateForm::Seed).context("cannot encode the key")?;
    let public = key.public_key().to_pem().context("cannot encode the key")?;
    let public_path = flags.output.with_extension("pub.pem");
    create(&flags.output, private.as_bytes(), true)?;
    create(&public_path, public.as_bytes(), false)?;
    let (private, public) = (flags.output.display(), public_path.display());
    messages::note(&Language::resolve(flags.lang).pick(
        format!("{private}: private key, keep it safe; {public}: public key, hand it on"),
        format!("{private}：秘密鍵（厳重に保管してください）、{public}：公開鍵（検証者に渡してください）"),
    ));
    Ok(Outcome::Complete)
}

fn expect_ml_dsa(algorithm: Algorithm, path: &Path) -> Result<()> {
    if !algorithm.name().starts_with("ML-DSA-") {
        bail!("{}: a key of {}, not of ML-DSA", path.display(), algorithm.name());
    }
    Ok(())
}

fn named(path: &Path, error: &Error) -> anyhow::Error {
    anyhow!("{}: {error}", path.display())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>> {
    let name = path.display();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {name}"))?;
    if bytes.len() > limit {
        bail!("{name} is longer than {limit} bytes");
    }
    Ok(bytes)
}

/// The text of a key file, wiped when it is dropped; read at once, so that no copy stays behind.
fn text(path: &Path) -> Result<Zeroizing<String>> {
    let name = path.display();
    let mut text = Zeroizing::new(String::with_capacity(KEY_FILE + 1));
    File::open(path)
        .and_then(|file| file.take(KEY_FILE as u64 + 1).read_to_string(&mut text))
        .with_context(|| format!("cannot read {name}: is it a key in PEM?"))?;
    if text.len() > KEY_FILE {
        bail!("{name} is longer than {KEY_FILE} bytes: this is no key");
    }
    Ok(text)
}

fn create(path: &Path, content: &[u8], secret: bool) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file =
        options.open(path).with_context(|| format!("cannot create {}", path.display()))?;
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}", path.display()))
}
