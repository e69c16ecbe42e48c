//! From the module of a group to an object.

/// Implements `Group` for a new unit struct of the module, and `KeyExchange` for its `PrivateKey`.
/// A `classical` code point says that the module's key has `classical_share` and
/// `decapsulate_classical_only`.
macro_rules! group_object {
    ($path:expr, $object:ident, $name:expr, $family:ident, $components:expr, $reference:literal,
     provisional: $provisional:literal $(, classical: $classical:literal)?) => {
        #[doc = concat!("The group ", $name, " as an object.")]
        ///
        /// ```
        #[doc = concat!("use futae_hybrid::tls::{Group, ", $path, "::", stringify!($object), "};")]
        ///
        #[doc = concat!("assert_eq!(", stringify!($object), ".name(), \"", $name, "\");")]
        /// ```
        #[derive(Clone, Copy, Debug)]
        pub struct $object;

        impl $object {
            const PROPERTIES: Properties = Properties {
                tls_group: Some(CODE_POINT),
                provisional: $provisional,
                ..Properties::kem($name, Family::$family, &$components, $reference, None)
            };
        }

        impl Group for $object {
            fn properties(&self) -> &Properties {
                &Self::PROPERTIES
            }

            fn code_point(&self) -> u16 {
                CODE_POINT
            }

            fn client_share_size(&self) -> usize {
                CLIENT_SHARE_SIZE
            }

            fn server_share_size(&self) -> usize {
                SERVER_SHARE_SIZE
            }

            fn secret_size(&self) -> usize {
                SECRET_SIZE
            }

            fn classical_code_point(&self) -> Option<u16> {
                first_of!($($classical)?)
            }

            fn start(&self) -> Result<Box<dyn KeyExchange>, Error> {
                Ok(Box::new(PrivateKey::generate()?))
            }

            fn encapsulate(&self, client_share: &[u8]) -> Result<(Vec<u8>, SecretBytes), Error> {
                let share = client_share.try_into().map_err(|_| Error::Length)?;
                let (share, secret) = encapsulate(share)?;
                Ok((share.to_vec(), secret.into()))
            }
        }

        impl KeyExchange for PrivateKey {
            fn client_share(&self) -> &[u8] {
                Self::client_share(self)
            }

            fn complete(self: Box<Self>, server_share: &[u8]) -> Result<SecretBytes, Error> {
                let share = server_share.try_into().map_err(|_| Error::Length)?;
                Ok(self.decapsulate(share)?.into())
            }

            classical_part!($($classical)?);
        }

        impl fmt::Debug for PrivateKey {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!($name, " PrivateKey(..)"))
            }
        }
    };
}

macro_rules! first_of {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

macro_rules! classical_part {
    () => {
        fn classical_share(&self) -> Option<&[u8]> {
            None
        }

        fn complete_classical_only(self: Box<Self>, _: &[u8]) -> Result<SecretBytes, Error> {
            Err(Error::UnknownAlgorithm)
        }
    };
    ($code_point:literal) => {
        fn classical_share(&self) -> Option<&[u8]> {
            Some(Self::classical_share(self))
        }

        fn complete_classical_only(self: Box<Self>, share: &[u8]) -> Result<SecretBytes, Error> {
            let share = share.try_into().map_err(|_| Error::Length)?;
            Ok(self.decapsulate_classical_only(share)?.into())
        }
    };
}
