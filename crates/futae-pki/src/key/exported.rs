//! Private keys as they are written into files: wiped on drop, and not shown by accident.

use std::{fmt, ops::Deref};

use zeroize::{Zeroize, Zeroizing};

/// A private key in a format for files. Wiped on drop; not comparable, not cloneable, and `Debug`
/// shows nothing: it is written by what reads its bytes or text on purpose.
///
/// ```
/// use futae_pki::{Algorithm, PrivateForm, PrivateKey};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// let pem = key.to_pem(PrivateForm::Seed)?;
/// assert_eq!(format!("{pem:?}"), "Exported(..)");
/// let file: &[u8] = pem.as_bytes();
/// # let _ = file;
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub struct Exported<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Exported<T> {
    pub(crate) fn new(written: Zeroizing<T>) -> Self {
        Self(written)
    }
}

impl<T: Zeroize> Deref for Exported<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Exported<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exported(..)")
    }
}
