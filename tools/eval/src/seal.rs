//! Signed reports: a detached ML-DSA signature over the bytes of a file, with the context below and
//! nothing around it (FIPS 204), so that any program with ML-DSA can check it.

#[cfg(not(feature = "hybrid"))]
use anyhow::Result;
use std::path::{Path, PathBuf};

/// The context of FIPS 204: a signature made for another purpose is none of a report.
#[cfg(feature = "hybrid")]
const CONTEXT: &[u8] = b"futae-eval report";

/// `report.html.sig` beside `report.html`.
#[cfg(feature = "hybrid")]
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

#[cfg(feature = "hybrid")]
mod ml_dsa {
    use super::{CONTEXT, beside};
    use anyhow::{Context, Result, anyhow, ensure};
    use futae_pki::{Algorithm, Error, PrivateKey, PublicKey};
    use std::path::{Path, PathBuf};

    /// Reads the key that signs.
    ///
    /// # Errors
    /// It cannot be read or is none of ML-DSA.
    pub(crate) fn private_key(path: &Path) -> Result<PrivateKey> {
        let key = PrivateKey::from_pem(&text(path)?).map_err(|error| named(path, &error))?;
        expect_ml_dsa(key.algorithm(), path)?;
        Ok(key)
    }

    /// Signs the file of this content, and gives the path of the signature.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn sign(key: &PrivateKey, file: &Path, content: &[u8]) -> Result<PathBuf> {
        let signature = key.sign(content, CONTEXT).map_err(|error| anyhow!("{error}"))?;
        let path = beside(file);
        std::fs::write(&path, signature)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    /// Checks the signature of a file, and says what came of it.
    ///
    /// # Errors
    /// Something cannot be read.
    pub(crate) fn verify(file: &Path, key: &Path, signature: Option<PathBuf>) -> Result<bool> {
        let public = PublicKey::from_pem(&text(key)?).map_err(|error| named(key, &error))?;
        expect_ml_dsa(public.algorithm(), key)?;
        let signature = signature.unwrap_or_else(|| beside(file));
        let valid = public.verify(&bytes(file)?, CONTEXT, &bytes(&signature)?).is_ok();
        let (file, algorithm) = (file.display(), public.algorithm().name());
        eprintln!("{file}: {} ({algorithm})", if valid { "as signed" } else { "NOT as signed" });
        Ok(valid)
    }

    fn bytes(path: &Path) -> Result<Vec<u8>> {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
    }

    fn text(path: &Path) -> Result<String> {
        String::from_utf8(bytes(path)?).with_context(|| format!("{} is no PEM", path.display()))
    }

    fn named(path: &Path, error: &Error) -> anyhow::Error {
        anyhow!("{}: {error}", path.display())
    }

    fn expect_ml_dsa(algorithm: Algorithm, path: &Path) -> Result<()> {
        let name = algorithm.name();
        ensure!(name.starts_with("ML-DSA-"), "{}: {name} is not ML-DSA", path.display());
        Ok(())
    }
}

#[cfg(feature = "hybrid")]
pub(crate) use ml_dsa::{private_key, sign, verify};

/// No key can be read by a build without them.
#[cfg(not(feature = "hybrid"))]
pub(crate) enum NoKey {}

/// Fails.
///
/// # Errors
/// This build has no signatures of reports.
#[cfg(not(feature = "hybrid"))]
pub(crate) fn private_key(_: &Path) -> Result<NoKey> {
    anyhow::bail!("this build signs nothing: build with the feature hybrid")
}

/// Cannot be called.
#[cfg(not(feature = "hybrid"))]
pub(crate) fn sign(key: &NoKey, _: &Path, _: &[u8]) -> Result<PathBuf> {
    match *key {}
}

/// Fails.
///
/// # Errors
/// This build has no signatures of reports.
#[cfg(not(feature = "hybrid"))]
pub(crate) fn verify(_: &Path, _: &Path, _: Option<PathBuf>) -> Result<bool> {
    anyhow::bail!("this build verifies nothing: build with the feature hybrid")
}
