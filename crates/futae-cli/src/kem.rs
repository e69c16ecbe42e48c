//! Key encapsulation with files.

use anyhow::{Context, Result};

use crate::{
    Outcome,
    files::{self, Readers},
    flags::{Decapsulate, Encapsulate},
    keys,
};

/// `futae encapsulate`.
pub(crate) fn encapsulate(flags: &Encapsulate) -> Result<Outcome> {
    let key = keys::public_at(&flags.key)?;
    files::check_places(&[&flags.ciphertext, &flags.output.output], flags.output.force)?;
    let encapsulated = key.encapsulate();
    let (ciphertext, secret) = encapsulated.with_context(|| flags.key.display().to_string())?;
    files::write(&flags.ciphertext, &ciphertext, Readers::Everybody, flags.output.force)?;
    flags.output.write(secret.as_bytes())?;
    Ok(Outcome::Good)
}

/// `futae decapsulate`.
pub(crate) fn decapsulate(flags: &Decapsulate) -> Result<Outcome> {
    let key = keys::private(&flags.private)?;
    let ciphertext = files::read(&flags.ciphertext)?;
    let secret = key.decapsulate(&ciphertext);
    let secret = secret.with_context(|| flags.ciphertext.display().to_string())?;
    flags.output.write(secret.as_bytes())?;
    Ok(Outcome::Good)
}
