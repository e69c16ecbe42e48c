//! ECDH beside ML-KEM. RFC 10024.

/// Which part comes first in shares and secret.
macro_rules! in_order {
    (ml_kem_first, $ml_kem:expr, $classical:expr) => {
        [$ml_kem, $classical]
    };
    (classical_first, $ml_kem:expr, $classical:expr) => {
        [$classical, $ml_kem]
    };
}

/// The two parts of a share, ML-KEM's first.
macro_rules! split {
    (ml_kem_first, $share:expr, $ml_kem:expr, $classical:expr) => {
        $share.split_first_chunk::<{ $ml_kem }>().map(|(ml_kem, rest)| (ml_kem, rest))
    };
    (classical_first, $share:expr, $ml_kem:expr, $classical:expr) => {
        $share.split_last_chunk::<{ $ml_kem }>().map(|(rest, ml_kem)| (ml_kem, rest))
    };
}

macro_rules! hybrid_group {
    ($module:ident, $object:ident, $name:literal, $code_point:literal, $order:ident,
     $ml_kem:ident, $curve:path, $components:expr, $classical_code_point:literal) => {
        #[doc = concat!("The hybrid group ", $name, " of RFC 10024.")]
        ///
        /// ```
        #[doc = concat!("use futae_hybrid::tls::", stringify!($module), "::{CODE_POINT, PrivateKey, encapsulate};")]
        ///
        /// let client = PrivateKey::generate()?;
        /// let (server_share, sent) = encapsulate(client.client_share())?;
        /// let received = client.decapsulate(&server_share)?;
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        #[doc = concat!("assert_eq!(CODE_POINT, ", stringify!($code_point), ");")]
        /// # Ok::<(), futae_hybrid::Error>(())
        /// ```
        pub mod $module {
            use alloc::{boxed::Box, vec::Vec};
            use core::fmt;

            use $curve as curve;
            use futae::{$ml_kem as ml_kem, ml_kem::SEED_SIZE};

            use crate::{
                Error, Family, Properties, Secret, SecretBytes,
                secret::join,
                tls::{Group, KeyExchange},
            };

            /// The code point in the registry of TLS supported groups.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let group = futae_hybrid::tls::group(CODE_POINT).ok_or(Error::UnknownAlgorithm)?;
            /// assert_eq!(group.client_share_size(), CLIENT_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CODE_POINT: u16 = $code_point;
            /// Bytes of the client's share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.client_share().len(), CLIENT_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CLIENT_SHARE_SIZE: usize =
                ml_kem::ENCAPSULATION_KEY_SIZE + CLASSICAL_SHARE_SIZE;
            /// Bytes of the server's share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (share, _) = encapsulate(client.client_share())?;
            /// assert_eq!(share.len(), SERVER_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SERVER_SHARE_SIZE: usize = ml_kem::CIPHERTEXT_SIZE + CLASSICAL_SHARE_SIZE;
            /// Bytes of the classical part of a share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.classical_share().len(), CLASSICAL_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CLASSICAL_SHARE_SIZE: usize = curve::SHARE_SIZE;
            /// Bytes of the shared secret.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (_, secret) = encapsulate(client.client_share())?;
            /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SECRET_SIZE: usize = 32 + curve::SECRET_SIZE;
            /// Bytes of a private key: the seed of ML-KEM and the scalar of ECDH, which is as long
            /// as the agreed value.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let mut stored = [0; PRIVATE_KEY_SIZE];
            /// getrandom::fill(&mut stored).map_err(|_| Error::Randomness)?;
            /// let client = PrivateKey::from_bytes(&stored)?;
            /// # Ok::<(), Error>(())
            /// ```
            pub const PRIVATE_KEY_SIZE: usize = SEED_SIZE + curve::SECRET_SIZE;

            /// The client's share: an encapsulation key and a public value of ECDH.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0xFF; CLIENT_SHARE_SIZE];
            /// let share = ClientShare::try_from(received).map_err(|_| Error::Length)?;
            /// assert_eq!(encapsulate(&share).err(), Some(Error::Modulus));
            /// # Ok::<(), Error>(())
            /// ```
            pub type ClientShare = [u8; CLIENT_SHARE_SIZE];
            /// The server's share: a ciphertext and a public value of ECDH.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; SERVER_SHARE_SIZE - 1];
            /// assert!(ServerShare::try_from(received).is_err());
            /// ```
            pub type ServerShare = [u8; SERVER_SHARE_SIZE];

            /// A client's private key, used once and overwritten when dropped.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::tls::", stringify!($module), "::{CLIENT_SHARE_SIZE, PrivateKey, SECRET_SIZE, encapsulate};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.client_share().len(), CLIENT_SHARE_SIZE);
            /// let (share, _) = encapsulate(client.client_share())?; // the server's part
            /// let secret = client.decapsulate(&share)?; // takes the key: it serves once
            /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct PrivateKey {
                ml_kem: ml_kem::DecapsulationKey,
                classical: curve::PrivateKey,
                share: ClientShare,
            }

            impl PrivateKey {
                /// A new key from the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// let keys = [PrivateKey::generate()?, PrivateKey::generate()?]; // one for each handshake
                /// assert_ne!(keys[0].client_share(), keys[1].client_share());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn generate() -> Result<Self, Error> {
                    let ml_kem = ml_kem::DecapsulationKey::generate()?;
                    Ok(Self::of(ml_kem, curve::PrivateKey::generate()?))
                }

                /// The key of these bytes, which must be random and used once: the seed of ML-KEM,
                /// then the scalar of ECDH. For a caller that keeps the key between the messages
                /// by itself, as one in another language.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// let [key, again] = [[7; PRIVATE_KEY_SIZE]; 2].map(|bytes| PrivateKey::from_bytes(&bytes));
                /// assert_eq!(key?.client_share(), again?.client_share());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn from_bytes(bytes: &[u8; PRIVATE_KEY_SIZE]) -> Result<Self, Error> {
                    let (seed, scalar) =
                        bytes.split_first_chunk::<SEED_SIZE>().ok_or(Error::Length)?;
                    let scalar = scalar.try_into().map_err(|_| Error::Length)?;
                    let ml_kem = ml_kem::DecapsulationKey::from_seed(seed);
                    Ok(Self::of(ml_kem, curve::PrivateKey::from_scalar(scalar)?))
                }

                fn of(ml_kem: ml_kem::DecapsulationKey, classical: curve::PrivateKey) -> Self {
                    let share = join(&in_order!(
                        $order,
                        ml_kem.encapsulation_key().as_bytes(),
                        classical.share()
                    ));
                    Self { ml_kem, classical, share }
                }

                /// What the client sends.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// let client = PrivateKey::generate()?;
                /// let (server_share, _) = encapsulate(client.client_share())?; // what the server does with it
                /// # assert_eq!(server_share.len(), SERVER_SHARE_SIZE);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn client_share(&self) -> &ClientShare {
                    &self.share
                }

                /// The shared secret, from what the server sent.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// # let client = PrivateKey::generate()?;
                /// let (server_share, sent) = encapsulate(client.client_share())?;
                /// assert_eq!(client.decapsulate(&server_share)?.as_bytes(), sent.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(
                    self,
                    share: &ServerShare,
                ) -> Result<Secret<SECRET_SIZE>, Error> {
                    let (ciphertext, peer) =
                        split!($order, share, ml_kem::CIPHERTEXT_SIZE, CLASSICAL_SHARE_SIZE)
                            .ok_or(Error::Length)?;
                    let peer = peer.try_into().map_err(|_| Error::Length)?;
                    let classical = self.classical.agree(peer)?;
                    let ml_kem = self.ml_kem.decapsulate(ciphertext);
                    Ok(combine(&ml_kem, &classical))
                }

                /// The classical part of the client's share, which may also stand alone.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// let client = PrivateKey::generate()?;
                /// let alone = client.classical_share(); // a second key share, at no cost
                /// let both = client.client_share();
                /// assert!(both.starts_with(alone) || both.ends_with(alone));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn classical_share(&self) -> &[u8; CLASSICAL_SHARE_SIZE] {
                    self.classical.share()
                }

                /// The secret of the classical group alone, not safe from a quantum computer: for
                /// a server that chose that group.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// # let client = PrivateKey::generate()?;
                /// # let peer = PrivateKey::generate()?;
                /// // The server did not know the hybrid, and answered to the classical share.
                /// let secret = client.decapsulate_classical_only(peer.classical_share())?;
                /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE - 32);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate_classical_only(
                    self,
                    share: &[u8; CLASSICAL_SHARE_SIZE],
                ) -> Result<Secret<{ curve::SECRET_SIZE }>, Error> {
                    self.classical.agree(share)
                }
            }

            /// The server's whole part: its share and the shared secret.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::{Error, tls::", stringify!($module), "::{PrivateKey, encapsulate}};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// let (share, secret) = encapsulate(client.client_share())?;
            /// assert_eq!(client.decapsulate(&share)?.as_bytes(), secret.as_bytes());
            /// # Ok::<(), Error>(())
            /// ```
            pub fn encapsulate(
                share: &ClientShare,
            ) -> Result<(ServerShare, Secret<SECRET_SIZE>), Error> {
                let (key, peer) =
                    split!($order, share, ml_kem::ENCAPSULATION_KEY_SIZE, CLASSICAL_SHARE_SIZE)
                        .ok_or(Error::Length)?;
                let key = ml_kem::EncapsulationKey::from_bytes(key)?;
                let peer = peer.try_into().map_err(|_| Error::Length)?;
                let private = curve::PrivateKey::generate()?;
                let classical = private.agree(peer)?;
                let (ciphertext, ml_kem) = key.encapsulate()?;
                let share = join(&in_order!($order, &ciphertext[..], private.share()));
                Ok((share, combine(&ml_kem, &classical)))
            }

            fn combine(
                ml_kem: &futae::SharedSecret,
                classical: &Secret<{ curve::SECRET_SIZE }>,
            ) -> Secret<SECRET_SIZE> {
                Secret::join(&in_order!($order, ml_kem.as_bytes(), classical.as_bytes()))
            }

            group_object!(
                stringify!($module),
                $object,
                $name,
                Hybrid,
                $components,
                "RFC 10024",
                provisional: false,
                classical: $classical_code_point
            );
        }
    };
}

hybrid_group!(
    x25519_mlkem768,
    X25519MLKEM768,
    "X25519MLKEM768",
    0x11EC,
    ml_kem_first,
    ml_kem_768,
    crate::classical::x25519,
    ["ML-KEM-768", "X25519"],
    0x001D
);
hybrid_group!(
    secp256r1_mlkem768,
    SECP256R1MLKEM768,
    "SecP256r1MLKEM768",
    0x11EB,
    classical_first,
    ml_kem_768,
    crate::classical::weierstrass::secp256r1,
    ["ML-KEM-768", "ECDH-P256"],
    0x0017
);
hybrid_group!(
    secp384r1_mlkem1024,
    SECP384R1MLKEM1024,
    "SecP384r1MLKEM1024",
    0x11ED,
    classical_first,
    ml_kem_1024,
    crate::classical::weierstrass::secp384r1,
    ["ML-KEM-1024", "ECDH-P384"],
    0x0018
);
