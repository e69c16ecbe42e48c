//! Key exchange groups. What they compute is in `futae_hybrid::tls`; here is how rustls calls it.

use alloc::boxed::Box;
use futae_hybrid::{
    SecretBytes,
    tls::{
        Group, KeyExchange,
        classical::{secp256r1, secp384r1, x25519},
        mlkem512, mlkem768, mlkem1024, secp256r1_mlkem768, secp384r1_mlkem1024, x25519_mlkem768,
    },
};
use rustls::{
    Error, NamedGroup, PeerMisbehaved, ProtocolVersion,
    crypto::{
        ActiveKeyExchange, CompletedKeyExchange, GetRandomFailed, SharedSecret, SupportedKxGroup,
    },
    ffdhe_groups::FfdheGroup,
};

/// X25519MLKEM768 (RFC 10024).
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::X25519MLKEM768.name()), 0x11ec);
/// ```
pub static X25519MLKEM768: &dyn SupportedKxGroup = &Adapted(&x25519_mlkem768::X25519MLKEM768);
/// SecP256r1MLKEM768 (RFC 10024).
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::SECP256R1MLKEM768.name()), 0x11eb);
/// ```
pub static SECP256R1MLKEM768: &dyn SupportedKxGroup =
    &Adapted(&secp256r1_mlkem768::SECP256R1MLKEM768);
/// SecP384r1MLKEM1024 (RFC 10024).
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::SECP384R1MLKEM1024.name()), 0x11ed);
/// ```
pub static SECP384R1MLKEM1024: &dyn SupportedKxGroup =
    &Adapted(&secp384r1_mlkem1024::SECP384R1MLKEM1024);
/// ML-KEM-512 alone (draft-ietf-tls-mlkem).
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::MLKEM512.name()), 0x0200);
/// ```
pub static MLKEM512: &dyn SupportedKxGroup = &Adapted(&mlkem512::MLKEM512);
/// ML-KEM-768 alone (draft-ietf-tls-mlkem).
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::MLKEM768.name()), 0x0201);
/// ```
pub static MLKEM768: &dyn SupportedKxGroup = &Adapted(&mlkem768::MLKEM768);
/// ML-KEM-1024 alone (draft-ietf-tls-mlkem).
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::MLKEM1024.name()), 0x0202);
/// ```
pub static MLKEM1024: &dyn SupportedKxGroup = &Adapted(&mlkem1024::MLKEM1024);
/// X25519, which a quantum computer breaks.
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::X25519.name()), 0x001d);
/// ```
pub static X25519: &dyn SupportedKxGroup = &Adapted(&x25519::X25519);
/// ECDH on P-256, which a quantum computer breaks.
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::SECP256R1.name()), 0x0017);
/// ```
pub static SECP256R1: &dyn SupportedKxGroup = &Adapted(&secp256r1::SECP256R1);
/// ECDH on P-384, which a quantum computer breaks.
///
/// ```
/// assert_eq!(u16::from(futae_rustls::groups::SECP384R1.name()), 0x0018);
/// ```
pub static SECP384R1: &dyn SupportedKxGroup = &Adapted(&secp384r1::SECP384R1);

/// The hybrid groups, in the order in which they are offered.
///
/// ```
/// use futae_rustls::groups::{HYBRID, MLKEM1024};
/// use rustls::crypto::CryptoProvider;
///
/// let kx_groups = [HYBRID, &[MLKEM1024]].concat();
/// let provider = CryptoProvider { kx_groups, ..futae_rustls::provider() };
/// assert_eq!(provider.kx_groups.len(), 4);
/// ```
pub static HYBRID: &[&dyn SupportedKxGroup] =
    &[X25519MLKEM768, SECP256R1MLKEM768, SECP384R1MLKEM1024];
/// ML-KEM without a classical part.
///
/// ```
/// use rustls::ProtocolVersion;
///
/// for group in futae_rustls::groups::PLAIN {
///     assert!(!group.usable_for_version(ProtocolVersion::TLSv1_2));
/// }
/// ```
pub static PLAIN: &[&dyn SupportedKxGroup] = &[MLKEM768, MLKEM1024, MLKEM512];
/// The groups that a quantum computer breaks.
///
/// ```
/// use futae_rustls::groups::CLASSICAL;
///
/// let mut provider = futae_rustls::provider();
/// provider.kx_groups.retain(|group| CLASSICAL.iter().all(|old| old.name() != group.name()));
/// assert_eq!(provider.kx_groups.len(), 3);
/// ```
pub static CLASSICAL: &[&dyn SupportedKxGroup] = &[X25519, SECP256R1, SECP384R1];

/// A group of `futae_hybrid` as one of rustls.
#[derive(Debug)]
struct Adapted(&'static dyn Group);

impl SupportedKxGroup for Adapted {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        Ok(Box::new(Started { group: self.0, exchange: self.0.start().map_err(error)? }))
    }

    fn start_and_complete(&self, peer_pub_key: &[u8]) -> Result<CompletedKeyExchange, Error> {
        let (pub_key, secret) = self.0.encapsulate(peer_pub_key).map_err(error)?;
        Ok(CompletedKeyExchange { group: self.name(), pub_key, secret: shared(&secret) })
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::from(self.0.code_point())
    }

    fn usable_for_version(&self, version: ProtocolVersion) -> bool {
        !self.0.is_post_quantum() || version == ProtocolVersion::TLSv1_3
    }
}

/// A client's exchange under way.
struct Started {
    group: &'static dyn Group,
    exchange: Box<dyn KeyExchange>,
}

impl ActiveKeyExchange for Started {
    fn complete(self: Box<Self>, peer_pub_key: &[u8]) -> Result<SharedSecret, Error> {
        Ok(shared(&self.exchange.complete(peer_pub_key).map_err(error)?))
    }

    fn hybrid_component(&self) -> Option<(NamedGroup, &[u8])> {
        let code_point = self.group.classical_code_point()?;
        Some((NamedGroup::from(code_point), self.exchange.classical_share()?))
    }

    fn complete_hybrid_component(
        self: Box<Self>,
        peer_pub_key: &[u8],
    ) -> Result<SharedSecret, Error> {
        Ok(shared(&self.exchange.complete_classical_only(peer_pub_key).map_err(error)?))
    }

    fn pub_key(&self) -> &[u8] {
        self.exchange.client_share()
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn group(&self) -> NamedGroup {
        NamedGroup::from(self.group.code_point())
    }
}

fn shared(secret: &SecretBytes) -> SharedSecret {
    SharedSecret::from(secret.as_bytes())
}

/// Whatever is wrong but the random generator, the peer's share is.
fn error(error: futae_hybrid::Error) -> Error {
    match error {
        futae_hybrid::Error::Randomness => GetRandomFailed.into(),
        _ => PeerMisbehaved::InvalidKeyShare.into(),
    }
}
