//! X448 of RFC 7748 by the `x448` crate.

use x448::{X448_BASEPOINT_BYTES, x448, x448_unchecked};

use crate::{Error, Secret};

/// Bytes of a public value.
pub(crate) const SHARE_SIZE: usize = 56;
/// Bytes of the agreed value.
pub(crate) const SECRET_SIZE: usize = 56;

/// A private key with its public value.
pub(crate) struct PrivateKey {
    scalar: Secret<56>,
    share: [u8; SHARE_SIZE],
}

impl PrivateKey {
    pub(crate) fn generate() -> Result<Self, Error> {
        Secret::random().map(Self::from_bytes)
    }

    fn from_bytes(scalar: Secret<56>) -> Self {
        let share = x448_unchecked(*scalar.as_bytes(), X448_BASEPOINT_BYTES);
        Self { scalar, share }
    }

    /// Every array is a private key: it is clamped before use.
    pub(crate) fn from_scalar(bytes: &[u8; 56]) -> Result<Self, Error> {
        Ok(Self::from_bytes(Secret::new(bytes)))
    }

    pub(crate) fn scalar(&self) -> Secret<56> {
        Secret::new(self.scalar.as_bytes())
    }

    pub(crate) fn share(&self) -> &[u8; SHARE_SIZE] {
        &self.share
    }

    /// The agreed value; an all-zero one is refused. RFC 7748, Section 6.2.
    pub(crate) fn agree(&self, peer: &[u8; SHARE_SIZE]) -> Result<Secret<SECRET_SIZE>, Error> {
        let agreed = x448(*self.scalar.as_bytes(), *peer).map(zeroize::Zeroizing::new);
        let agreed = agreed.filter(|agreed| **agreed != [0; SECRET_SIZE]);
        agreed.map(|agreed| Secret::new(&agreed)).ok_or(Error::SmallOrder)
    }
}

/// Every array is a public value; one of small order shows when it is used.
pub(crate) fn check(_: &[u8; SHARE_SIZE]) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7748, Section 5.2: the first step of the iteration, whose scalar and point are both 5.
    #[test]
    fn the_iterated_function_is_that_of_the_rfc() {
        let mut five = [0; 56];
        five[0] = 5;
        let once = PrivateKey::from_scalar(&five).unwrap().agree(&five).unwrap();
        assert_eq!(
            data_encoding::HEXLOWER.encode(once.as_bytes()),
            "3f482c8a9f19b01e6c46ee9711d9dc14fd4bf67af30765c2ae2b846a4d23a8cd0db897086239492caf350b\
             51f833868b9bc2b3bca9cf4113"
        );
    }

    #[test]
    fn small_order_is_refused() {
        let key = PrivateKey::from_scalar(&[7; 56]).unwrap();
        assert_eq!(key.agree(&[0; 56]).err(), Some(Error::SmallOrder));
    }
}
