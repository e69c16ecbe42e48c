//! The sizes of keys, ciphertexts, secrets and signatures, in bytes. Numbers and no formulas, since
//! they are for a header; a test compares them with what the algorithms give.

/// Bytes of a private key of ML-KEM-512.
pub const FUTAE_ML_KEM_512_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of ML-KEM-512.
pub const FUTAE_ML_KEM_512_PUBLIC_KEY_SIZE: usize = 800;
/// Bytes of a ciphertext of ML-KEM-512.
pub const FUTAE_ML_KEM_512_CIPHERTEXT_SIZE: usize = 768;
/// Bytes of a secret of ML-KEM-512.
pub const FUTAE_ML_KEM_512_SECRET_SIZE: usize = 32;
/// Bytes of a private key of ML-KEM-768.
pub const FUTAE_ML_KEM_768_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of ML-KEM-768.
pub const FUTAE_ML_KEM_768_PUBLIC_KEY_SIZE: usize = 1184;
/// Bytes of a ciphertext of ML-KEM-768.
pub const FUTAE_ML_KEM_768_CIPHERTEXT_SIZE: usize = 1088;
/// Bytes of a secret of ML-KEM-768.
pub const FUTAE_ML_KEM_768_SECRET_SIZE: usize = 32;
/// Bytes of a private key of ML-KEM-1024.
pub const FUTAE_ML_KEM_1024_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of ML-KEM-1024.
pub const FUTAE_ML_KEM_1024_PUBLIC_KEY_SIZE: usize = 1568;
/// Bytes of a ciphertext of ML-KEM-1024.
pub const FUTAE_ML_KEM_1024_CIPHERTEXT_SIZE: usize = 1568;
/// Bytes of a secret of ML-KEM-1024.
pub const FUTAE_ML_KEM_1024_SECRET_SIZE: usize = 32;
/// Bytes of a private key of X-Wing.
pub const FUTAE_X_WING_PRIVATE_KEY_SIZE: usize = 32;
/// Bytes of a public key of X-Wing.
pub const FUTAE_X_WING_PUBLIC_KEY_SIZE: usize = 1216;
/// Bytes of a ciphertext of X-Wing.
pub const FUTAE_X_WING_CIPHERTEXT_SIZE: usize = 1120;
/// Bytes of a secret of X-Wing.
pub const FUTAE_X_WING_SECRET_SIZE: usize = 32;
/// Bytes of a private key of X25519MLKEM768.
pub const FUTAE_X25519MLKEM768_PRIVATE_KEY_SIZE: usize = 96;
/// Bytes of a public key of X25519MLKEM768.
pub const FUTAE_X25519MLKEM768_PUBLIC_KEY_SIZE: usize = 1216;
/// Bytes of a ciphertext of X25519MLKEM768.
pub const FUTAE_X25519MLKEM768_CIPHERTEXT_SIZE: usize = 1120;
/// Bytes of a secret of X25519MLKEM768.
pub const FUTAE_X25519MLKEM768_SECRET_SIZE: usize = 64;
/// Bytes of a private key of ML-DSA-44.
pub const FUTAE_ML_DSA_44_PRIVATE_KEY_SIZE: usize = 32;
/// Bytes of a public key of ML-DSA-44.
pub const FUTAE_ML_DSA_44_PUBLIC_KEY_SIZE: usize = 1312;
/// Bytes of a signature of ML-DSA-44.
pub const FUTAE_ML_DSA_44_SIGNATURE_SIZE: usize = 2420;
/// Bytes of a private key of ML-DSA-65.
pub const FUTAE_ML_DSA_65_PRIVATE_KEY_SIZE: usize = 32;
/// Bytes of a public key of ML-DSA-65.
pub const FUTAE_ML_DSA_65_PUBLIC_KEY_SIZE: usize = 1952;
/// Bytes of a signature of ML-DSA-65.
pub const FUTAE_ML_DSA_65_SIGNATURE_SIZE: usize = 3309;
/// Bytes of a private key of ML-DSA-87.
pub const FUTAE_ML_DSA_87_PRIVATE_KEY_SIZE: usize = 32;
/// Bytes of a public key of ML-DSA-87.
pub const FUTAE_ML_DSA_87_PUBLIC_KEY_SIZE: usize = 2592;
/// Bytes of a signature of ML-DSA-87.
pub const FUTAE_ML_DSA_87_SIGNATURE_SIZE: usize = 4627;
/// Bytes of a private key of SLH-DSA-SHA2-128s.
pub const FUTAE_SLH_DSA_SHA2_128S_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of SLH-DSA-SHA2-128s.
pub const FUTAE_SLH_DSA_SHA2_128S_PUBLIC_KEY_SIZE: usize = 32;
/// Bytes of a signature of SLH-DSA-SHA2-128s.
pub const FUTAE_SLH_DSA_SHA2_128S_SIGNATURE_SIZE: usize = 7856;
/// Bytes of a private key of SLH-DSA-SHA2-128f.
pub const FUTAE_SLH_DSA_SHA2_128F_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of SLH-DSA-SHA2-128f.
pub const FUTAE_SLH_DSA_SHA2_128F_PUBLIC_KEY_SIZE: usize = 32;
/// Bytes of a signature of SLH-DSA-SHA2-128f.
pub const FUTAE_SLH_DSA_SHA2_128F_SIGNATURE_SIZE: usize = 17088;
/// Bytes of a private key of SLH-DSA-SHA2-192s.
pub const FUTAE_SLH_DSA_SHA2_192S_PRIVATE_KEY_SIZE: usize = 96;
/// Bytes of a public key of SLH-DSA-SHA2-192s.
pub const FUTAE_SLH_DSA_SHA2_192S_PUBLIC_KEY_SIZE: usize = 48;
/// Bytes of a signature of SLH-DSA-SHA2-192s.
pub const FUTAE_SLH_DSA_SHA2_192S_SIGNATURE_SIZE: usize = 16224;
/// Bytes of a private key of SLH-DSA-SHA2-192f.
pub const FUTAE_SLH_DSA_SHA2_192F_PRIVATE_KEY_SIZE: usize = 96;
/// Bytes of a public key of SLH-DSA-SHA2-192f.
pub const FUTAE_SLH_DSA_SHA2_192F_PUBLIC_KEY_SIZE: usize = 48;
/// Bytes of a signature of SLH-DSA-SHA2-192f.
pub const FUTAE_SLH_DSA_SHA2_192F_SIGNATURE_SIZE: usize = 35664;
/// Bytes of a private key of SLH-DSA-SHA2-256s.
pub const FUTAE_SLH_DSA_SHA2_256S_PRIVATE_KEY_SIZE: usize = 128;
/// Bytes of a public key of SLH-DSA-SHA2-256s.
pub const FUTAE_SLH_DSA_SHA2_256S_PUBLIC_KEY_SIZE: usize = 64;
/// Bytes of a signature of SLH-DSA-SHA2-256s.
pub const FUTAE_SLH_DSA_SHA2_256S_SIGNATURE_SIZE: usize = 29792;
/// Bytes of a private key of SLH-DSA-SHA2-256f.
pub const FUTAE_SLH_DSA_SHA2_256F_PRIVATE_KEY_SIZE: usize = 128;
/// Bytes of a public key of SLH-DSA-SHA2-256f.
pub const FUTAE_SLH_DSA_SHA2_256F_PUBLIC_KEY_SIZE: usize = 64;
/// Bytes of a signature of SLH-DSA-SHA2-256f.
pub const FUTAE_SLH_DSA_SHA2_256F_SIGNATURE_SIZE: usize = 49856;
/// Bytes of a private key of SLH-DSA-SHAKE-128s.
pub const FUTAE_SLH_DSA_SHAKE_128S_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of SLH-DSA-SHAKE-128s.
pub const FUTAE_SLH_DSA_SHAKE_128S_PUBLIC_KEY_SIZE: usize = 32;
/// Bytes of a signature of SLH-DSA-SHAKE-128s.
pub const FUTAE_SLH_DSA_SHAKE_128S_SIGNATURE_SIZE: usize = 7856;
/// Bytes of a private key of SLH-DSA-SHAKE-128f.
pub const FUTAE_SLH_DSA_SHAKE_128F_PRIVATE_KEY_SIZE: usize = 64;
/// Bytes of a public key of SLH-DSA-SHAKE-128f.
pub const FUTAE_SLH_DSA_SHAKE_128F_PUBLIC_KEY_SIZE: usize = 32;
/// Bytes of a signature of SLH-DSA-SHAKE-128f.
pub const FUTAE_SLH_DSA_SHAKE_128F_SIGNATURE_SIZE: usize = 17088;
/// Bytes of a private key of SLH-DSA-SHAKE-192s.
pub const FUTAE_SLH_DSA_SHAKE_192S_PRIVATE_KEY_SIZE: usize = 96;
/// Bytes of a public key of SLH-DSA-SHAKE-192s.
pub const FUTAE_SLH_DSA_SHAKE_192S_PUBLIC_KEY_SIZE: usize = 48;
/// Bytes of a signature of SLH-DSA-SHAKE-192s.
pub const FUTAE_SLH_DSA_SHAKE_192S_SIGNATURE_SIZE: usize = 16224;
/// Bytes of a private key of SLH-DSA-SHAKE-192f.
pub const FUTAE_SLH_DSA_SHAKE_192F_PRIVATE_KEY_SIZE: usize = 96;
/// Bytes of a public key of SLH-DSA-SHAKE-192f.
pub const FUTAE_SLH_DSA_SHAKE_192F_PUBLIC_KEY_SIZE: usize = 48;
/// Bytes of a signature of SLH-DSA-SHAKE-192f.
pub const FUTAE_SLH_DSA_SHAKE_192F_SIGNATURE_SIZE: usize = 35664;
/// Bytes of a private key of SLH-DSA-SHAKE-256s.
pub const FUTAE_SLH_DSA_SHAKE_256S_PRIVATE_KEY_SIZE: usize = 128;
/// Bytes of a public key of SLH-DSA-SHAKE-256s.
pub const FUTAE_SLH_DSA_SHAKE_256S_PUBLIC_KEY_SIZE: usize = 64;
/// Bytes of a signature of SLH-DSA-SHAKE-256s.
pub const FUTAE_SLH_DSA_SHAKE_256S_SIGNATURE_SIZE: usize = 29792;
/// Bytes of a private key of SLH-DSA-SHAKE-256f.
pub const FUTAE_SLH_DSA_SHAKE_256F_PRIVATE_KEY_SIZE: usize = 128;
/// Bytes of a public key of SLH-DSA-SHAKE-256f.
pub const FUTAE_SLH_DSA_SHAKE_256F_PUBLIC_KEY_SIZE: usize = 64;
/// Bytes of a signature of SLH-DSA-SHAKE-256f.
pub const FUTAE_SLH_DSA_SHAKE_256F_SIGNATURE_SIZE: usize = 49856;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{kem::*, signature::*};

    macro_rules! kems {
        ($($number:ident: $private:ident, $public:ident, $ciphertext:ident, $secret:ident;)*) => {
            [$(($number, [$private, $public, $ciphertext, $secret]),)*]
        };
    }

    macro_rules! signatures {
        ($($number:ident: $private:ident, $public:ident, $signature:ident;)*) => {
            [$(($number, [$private, $public, $signature]),)*]
        };
    }

    #[test]
    fn of_kems() {
        let rows = kems! {
            FUTAE_ML_KEM_512: FUTAE_ML_KEM_512_PRIVATE_KEY_SIZE, FUTAE_ML_KEM_512_PUBLIC_KEY_SIZE, FUTAE_ML_KEM_512_CIPHERTEXT_SIZE, FUTAE_ML_KEM_512_SECRET_SIZE;
            FUTAE_ML_KEM_768: FUTAE_ML_KEM_768_PRIVATE_KEY_SIZE, FUTAE_ML_KEM_768_PUBLIC_KEY_SIZE, FUTAE_ML_KEM_768_CIPHERTEXT_SIZE, FUTAE_ML_KEM_768_SECRET_SIZE;
            FUTAE_ML_KEM_1024: FUTAE_ML_KEM_1024_PRIVATE_KEY_SIZE, FUTAE_ML_KEM_1024_PUBLIC_KEY_SIZE, FUTAE_ML_KEM_1024_CIPHERTEXT_SIZE, FUTAE_ML_KEM_1024_SECRET_SIZE;
            FUTAE_X_WING: FUTAE_X_WING_PRIVATE_KEY_SIZE, FUTAE_X_WING_PUBLIC_KEY_SIZE, FUTAE_X_WING_CIPHERTEXT_SIZE, FUTAE_X_WING_SECRET_SIZE;
            FUTAE_X25519MLKEM768: FUTAE_X25519MLKEM768_PRIVATE_KEY_SIZE, FUTAE_X25519MLKEM768_PUBLIC_KEY_SIZE, FUTAE_X25519MLKEM768_CIPHERTEXT_SIZE, FUTAE_X25519MLKEM768_SECRET_SIZE;
        };
        for (number, sizes) in rows {
            let kem = Kem::of(number).unwrap();
            let [private, public] = kem.generate().unwrap();
            let [ciphertext, secret] = kem.encapsulate(&public).unwrap();
            assert_eq!([private.len(), public.len(), ciphertext.len(), secret.len()], sizes);
            assert_eq!(kem.public(&private).unwrap(), public);
            assert_eq!(kem.decapsulate(&private, &ciphertext).unwrap(), secret);
        }
    }

    #[test]
    fn of_signatures() {
        let rows = signatures! {
            FUTAE_ML_DSA_44: FUTAE_ML_DSA_44_PRIVATE_KEY_SIZE, FUTAE_ML_DSA_44_PUBLIC_KEY_SIZE, FUTAE_ML_DSA_44_SIGNATURE_SIZE;
            FUTAE_ML_DSA_65: FUTAE_ML_DSA_65_PRIVATE_KEY_SIZE, FUTAE_ML_DSA_65_PUBLIC_KEY_SIZE, FUTAE_ML_DSA_65_SIGNATURE_SIZE;
            FUTAE_ML_DSA_87: FUTAE_ML_DSA_87_PRIVATE_KEY_SIZE, FUTAE_ML_DSA_87_PUBLIC_KEY_SIZE, FUTAE_ML_DSA_87_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHA2_128S: FUTAE_SLH_DSA_SHA2_128S_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHA2_128S_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHA2_128S_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHA2_128F: FUTAE_SLH_DSA_SHA2_128F_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHA2_128F_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHA2_128F_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHA2_192S: FUTAE_SLH_DSA_SHA2_192S_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHA2_192S_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHA2_192S_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHA2_192F: FUTAE_SLH_DSA_SHA2_192F_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHA2_192F_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHA2_192F_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHA2_256S: FUTAE_SLH_DSA_SHA2_256S_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHA2_256S_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHA2_256S_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHA2_256F: FUTAE_SLH_DSA_SHA2_256F_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHA2_256F_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHA2_256F_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHAKE_128S: FUTAE_SLH_DSA_SHAKE_128S_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_128S_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_128S_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHAKE_128F: FUTAE_SLH_DSA_SHAKE_128F_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_128F_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_128F_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHAKE_192S: FUTAE_SLH_DSA_SHAKE_192S_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_192S_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_192S_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHAKE_192F: FUTAE_SLH_DSA_SHAKE_192F_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_192F_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_192F_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHAKE_256S: FUTAE_SLH_DSA_SHAKE_256S_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_256S_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_256S_SIGNATURE_SIZE;
            FUTAE_SLH_DSA_SHAKE_256F: FUTAE_SLH_DSA_SHAKE_256F_PRIVATE_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_256F_PUBLIC_KEY_SIZE, FUTAE_SLH_DSA_SHAKE_256F_SIGNATURE_SIZE;
        };
        for (number, sizes) in rows {
            let algorithm = algorithm(number).unwrap();
            let key = algorithm.generate().unwrap();
            let [private, public] =
                [key.private_bytes().as_bytes().len(), key.public_bytes().len()];
            assert_eq!([private, public, algorithm.max_signature_size()], sizes);
        }
    }
}
