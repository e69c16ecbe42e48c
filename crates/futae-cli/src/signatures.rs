//! Bare signatures of files.

use anyhow::{Context, Result};
use futae_pki::Error;

use crate::{
    Outcome, files,
    flags::{Sign, Verify},
    keys,
    language::pick,
};

/// `futae sign`.
pub(crate) fn sign(flags: &Sign) -> Result<Outcome> {
    let key = keys::private(&flags.private)?;
    let message = files::read(&flags.file)?;
    let signature = key.sign(&message, flags.context.as_bytes());
    let signature = signature.with_context(|| flags.private.key.display().to_string())?;
    flags.output.write(&signature)?;
    Ok(Outcome::Good)
}

/// `futae verify`.
pub(crate) fn verify(flags: &Verify) -> Result<Outcome> {
    let key = keys::public_at(&flags.key)?;
    let signature = files::read(&flags.signature)?;
    let message = files::read(&flags.file)?;
    match key.verify(&message, flags.context.as_bytes(), &signature) {
        Ok(()) => {
            let good = pick("good signature", "正しい署名です");
            files::print(&format!("{}: {good} ({})\n", flags.file.display(), key.algorithm()))?;
            Ok(Outcome::Good)
        }
        Err(Error::InvalidSignature) => {
            let bad = "not signed by this key in this context";
            let bad = pick(bad, "この鍵とコンテキストによる署名ではありません");
            files::tell(&format!("futae: {}: {bad}", flags.file.display()));
            Ok(Outcome::Bad)
        }
        Err(error) => Err(error).with_context(|| flags.key.display().to_string()),
    }
}
