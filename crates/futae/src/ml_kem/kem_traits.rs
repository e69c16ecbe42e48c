//! The traits of the RustCrypto `kem` crate, so that generic code can take ML-KEM of this crate.
//!
//! Shared secrets leave as that crate's arrays, which are not wiped: their new owner has to.

use hybrid_array::{
    Array,
    sizes::{U32, U64, U768, U800, U1088, U1184, U1568},
};
use kem::{
    Ciphertext, Decapsulate, Decapsulator, Encapsulate, Generate, InvalidKey, Kem, Key, KeyExport,
    KeyInit, KeySizeUser, SharedKey, TryKeyInit,
};
use rand_core::{CryptoRng, TryCryptoRng};

use super::{SEED_SIZE, ml_kem_512, ml_kem_768, ml_kem_1024};
use crate::secret::Secret;

macro_rules! traits {
    ($kem:ident, $name:literal, $module:ident, $key:ty, $ciphertext:ty) => {
        #[doc = concat!($name, " as a type of the `kem` crate.")]
        ///
        /// ```
        #[doc = concat!("use futae::{ml_kem::kem_traits::", stringify!($kem), ", ", stringify!($module), "::DecapsulationKey};")]
        ///
        /// // Code that is generic over the mechanism takes a key of this crate.
        /// fn take<K: kem::Kem>(_: &K::DecapsulationKey) {}
        #[doc = concat!("take::<", stringify!($kem), ">(&DecapsulationKey::from_seed(&[7; 64]));")]
        /// ```
        #[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
        pub struct $kem;

        impl Kem for $kem {
            type DecapsulationKey = $module::DecapsulationKey;
            type EncapsulationKey = $module::EncapsulationKey;
            type SharedKeySize = U32;
            type CiphertextSize = $ciphertext;
        }

        impl KeySizeUser for $module::EncapsulationKey {
            type KeySize = $key;
        }

        impl TryKeyInit for $module::EncapsulationKey {
            fn new(key: &Key<Self>) -> Result<Self, InvalidKey> {
                Self::try_from(&key[..]).map_err(|_| InvalidKey)
            }
        }

        impl KeyExport for $module::EncapsulationKey {
            fn to_bytes(&self) -> Key<Self> {
                Array(*self.as_bytes())
            }
        }

        impl Encapsulate for $module::EncapsulationKey {
            type Kem = $kem;

            fn encapsulate_with_rng<R>(&self, rng: &mut R) -> (Ciphertext<$kem>, SharedKey<$kem>)
            where
                R: CryptoRng + ?Sized,
            {
                let mut m = Secret([0; 32]);
                let Ok(()) = rng.try_fill_bytes(&mut *m);
                let (ciphertext, secret) = self.encapsulate_from(&m);
                (Array(ciphertext), Array(*secret.as_bytes()))
            }
        }

        impl KeySizeUser for $module::DecapsulationKey {
            type KeySize = U64;
        }

        impl KeyInit for $module::DecapsulationKey {
            fn new(seed: &Key<Self>) -> Self {
                Self::from_seed(&seed.0)
            }
        }

        impl Generate for $module::DecapsulationKey {
            fn try_generate_from_rng<R>(rng: &mut R) -> Result<Self, R::Error>
            where
                R: TryCryptoRng + ?Sized,
            {
                let mut seed = Secret([0; SEED_SIZE]);
                rng.try_fill_bytes(&mut *seed)?;
                Ok(Self::from_seed(&seed))
            }
        }

        impl Decapsulator for $module::DecapsulationKey {
            type Kem = $kem;

            fn encapsulation_key(&self) -> &$module::EncapsulationKey {
                self.encapsulation_key()
            }
        }

        impl Decapsulate for $module::DecapsulationKey {
            fn decapsulate(&self, ciphertext: &Ciphertext<$kem>) -> SharedKey<$kem> {
                Array(*self.decapsulate(&ciphertext.0).as_bytes())
            }
        }
    };
}

traits!(MlKem512, "ML-KEM-512", ml_kem_512, U800, U768);
traits!(MlKem768, "ML-KEM-768", ml_kem_768, U1184, U1088);
traits!(MlKem1024, "ML-KEM-1024", ml_kem_1024, U1568, U1568);

#[cfg(test)]
mod tests {
    use core::convert::Infallible;

    use kem::FromSeed;

    use super::*;

    /// A generator that counts, for tests.
    struct Counter(u8);

    impl rand_core::TryRng for Counter {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            Ok(u32::from(self.0))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            Ok(u64::from(self.0))
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            for byte in bytes {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
            Ok(())
        }
    }

    impl TryCryptoRng for Counter {}

    /// Written for any KEM.
    fn round_trip<K: FromSeed<DecapsulationKey: Decapsulate>>() {
        let mut rng = Counter(0);
        let (private, public) = K::generate_keypair_from_rng(&mut rng);
        let (ciphertext, sent) = public.encapsulate_with_rng(&mut rng);
        assert_eq!(private.decapsulate(&ciphertext), sent);
        let imported = K::EncapsulationKey::new(&public.to_bytes());
        assert_eq!(imported.ok().as_ref(), Some(&public));
    }

    #[test]
    fn generic_code_agrees_on_a_secret() {
        round_trip::<MlKem512>();
        round_trip::<MlKem768>();
        round_trip::<MlKem1024>();
    }

    #[test]
    fn a_malformed_key_is_refused() {
        assert!(<ml_kem_768::EncapsulationKey as TryKeyInit>::new(&Array([0xFF; 1184])).is_err());
    }
}
