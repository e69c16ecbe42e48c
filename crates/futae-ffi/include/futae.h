/*
 * Futae: ML-KEM, X25519MLKEM768, X-Wing, ML-DSA and SLH-DSA for C.
 *
 * Every function takes an algorithm, buffers of the caller's with their lengths, and gives
 * FUTAE_OK or a negative number. A length must be exactly what the algorithm has: the constants
 * below. After a failure every output is zero. Buffers may overlap, may be anywhere, and nothing
 * is kept or allocated for the caller. All functions may be called from any thread.
 *
 * The caller wipes private keys and secrets by futae_wipe when they are of no more use.
 *
 * Written by cbindgen from crates/futae-ffi; a test keeps it fresh.
 */

#ifndef FUTAE_H
#define FUTAE_H

#include <stddef.h>
#include <stdint.h>

/*
 It worked.
 */
#define FUTAE_OK 0

/*
 No such algorithm, or not for this function.
 */
#define FUTAE_UNKNOWN_ALGORITHM -1

/*
 A pointer is null whose length is not zero.
 */
#define FUTAE_NULL -2

/*
 A length is not the algorithm's.
 */
#define FUTAE_LENGTH -3

/*
 A key, ciphertext or context is malformed.
 */
#define FUTAE_INVALID_INPUT -4

/*
 The signature is not one of this message by this key.
 */
#define FUTAE_INVALID_SIGNATURE -5

/*
 The system's random generator failed.
 */
#define FUTAE_RANDOMNESS -6

/*
 The operation failed inside, which should not be.
 */
#define FUTAE_FAILED -7

/*
 ML-KEM-512 of FIPS 203.
 */
#define FUTAE_ML_KEM_512 257

/*
 ML-KEM-768 of FIPS 203.
 */
#define FUTAE_ML_KEM_768 258

/*
 ML-KEM-1024 of FIPS 203.
 */
#define FUTAE_ML_KEM_1024 259

/*
 X-Wing: X25519 and ML-KEM-768, for messages and stored data.
 */
#define FUTAE_X_WING 260

/*
 X25519MLKEM768 of RFC 10024, for TLS: the public key is the client's share, the ciphertext the
 server's, the secret what the key schedule takes. A private key is for one exchange.
 */
#define FUTAE_X25519MLKEM768 261

/*
 ML-DSA-44 of FIPS 204.
 */
#define FUTAE_ML_DSA_44 513

/*
 ML-DSA-65 of FIPS 204.
 */
#define FUTAE_ML_DSA_65 514

/*
 ML-DSA-87 of FIPS 204.
 */
#define FUTAE_ML_DSA_87 515

/*
 SLH-DSA-SHA2-128s of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHA2_128S 529

/*
 SLH-DSA-SHA2-128f of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHA2_128F 530

/*
 SLH-DSA-SHA2-192s of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHA2_192S 531

/*
 SLH-DSA-SHA2-192f of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHA2_192F 532

/*
 SLH-DSA-SHA2-256s of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHA2_256S 533

/*
 SLH-DSA-SHA2-256f of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHA2_256F 534

/*
 SLH-DSA-SHAKE-128s of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHAKE_128S 535

/*
 SLH-DSA-SHAKE-128f of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHAKE_128F 536

/*
 SLH-DSA-SHAKE-192s of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHAKE_192S 537

/*
 SLH-DSA-SHAKE-192f of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHAKE_192F 538

/*
 SLH-DSA-SHAKE-256s of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHAKE_256S 539

/*
 SLH-DSA-SHAKE-256f of FIPS 205.
 */
#define FUTAE_SLH_DSA_SHAKE_256F 540

/*
 Bytes of a private key of ML-KEM-512.
 */
#define FUTAE_ML_KEM_512_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of ML-KEM-512.
 */
#define FUTAE_ML_KEM_512_PUBLIC_KEY_SIZE 800

/*
 Bytes of a ciphertext of ML-KEM-512.
 */
#define FUTAE_ML_KEM_512_CIPHERTEXT_SIZE 768

/*
 Bytes of a secret of ML-KEM-512.
 */
#define FUTAE_ML_KEM_512_SECRET_SIZE 32

/*
 Bytes of a private key of ML-KEM-768.
 */
#define FUTAE_ML_KEM_768_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of ML-KEM-768.
 */
#define FUTAE_ML_KEM_768_PUBLIC_KEY_SIZE 1184

/*
 Bytes of a ciphertext of ML-KEM-768.
 */
#define FUTAE_ML_KEM_768_CIPHERTEXT_SIZE 1088

/*
 Bytes of a secret of ML-KEM-768.
 */
#define FUTAE_ML_KEM_768_SECRET_SIZE 32

/*
 Bytes of a private key of ML-KEM-1024.
 */
#define FUTAE_ML_KEM_1024_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of ML-KEM-1024.
 */
#define FUTAE_ML_KEM_1024_PUBLIC_KEY_SIZE 1568

/*
 Bytes of a ciphertext of ML-KEM-1024.
 */
#define FUTAE_ML_KEM_1024_CIPHERTEXT_SIZE 1568

/*
 Bytes of a secret of ML-KEM-1024.
 */
#define FUTAE_ML_KEM_1024_SECRET_SIZE 32

/*
 Bytes of a private key of X-Wing.
 */
#define FUTAE_X_WING_PRIVATE_KEY_SIZE 32

/*
 Bytes of a public key of X-Wing.
 */
#define FUTAE_X_WING_PUBLIC_KEY_SIZE 1216

/*
 Bytes of a ciphertext of X-Wing.
 */
#define FUTAE_X_WING_CIPHERTEXT_SIZE 1120

/*
 Bytes of a secret of X-Wing.
 */
#define FUTAE_X_WING_SECRET_SIZE 32

/*
 Bytes of a private key of X25519MLKEM768.
 */
#define FUTAE_X25519MLKEM768_PRIVATE_KEY_SIZE 96

/*
 Bytes of a public key of X25519MLKEM768.
 */
#define FUTAE_X25519MLKEM768_PUBLIC_KEY_SIZE 1216

/*
 Bytes of a ciphertext of X25519MLKEM768.
 */
#define FUTAE_X25519MLKEM768_CIPHERTEXT_SIZE 1120

/*
 Bytes of a secret of X25519MLKEM768.
 */
#define FUTAE_X25519MLKEM768_SECRET_SIZE 64

/*
 Bytes of a private key of ML-DSA-44.
 */
#define FUTAE_ML_DSA_44_PRIVATE_KEY_SIZE 32

/*
 Bytes of a public key of ML-DSA-44.
 */
#define FUTAE_ML_DSA_44_PUBLIC_KEY_SIZE 1312

/*
 Bytes of a signature of ML-DSA-44.
 */
#define FUTAE_ML_DSA_44_SIGNATURE_SIZE 2420

/*
 Bytes of a private key of ML-DSA-65.
 */
#define FUTAE_ML_DSA_65_PRIVATE_KEY_SIZE 32

/*
 Bytes of a public key of ML-DSA-65.
 */
#define FUTAE_ML_DSA_65_PUBLIC_KEY_SIZE 1952

/*
 Bytes of a signature of ML-DSA-65.
 */
#define FUTAE_ML_DSA_65_SIGNATURE_SIZE 3309

/*
 Bytes of a private key of ML-DSA-87.
 */
#define FUTAE_ML_DSA_87_PRIVATE_KEY_SIZE 32

/*
 Bytes of a public key of ML-DSA-87.
 */
#define FUTAE_ML_DSA_87_PUBLIC_KEY_SIZE 2592

/*
 Bytes of a signature of ML-DSA-87.
 */
#define FUTAE_ML_DSA_87_SIGNATURE_SIZE 4627

/*
 Bytes of a private key of SLH-DSA-SHA2-128s.
 */
#define FUTAE_SLH_DSA_SHA2_128S_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of SLH-DSA-SHA2-128s.
 */
#define FUTAE_SLH_DSA_SHA2_128S_PUBLIC_KEY_SIZE 32

/*
 Bytes of a signature of SLH-DSA-SHA2-128s.
 */
#define FUTAE_SLH_DSA_SHA2_128S_SIGNATURE_SIZE 7856

/*
 Bytes of a private key of SLH-DSA-SHA2-128f.
 */
#define FUTAE_SLH_DSA_SHA2_128F_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of SLH-DSA-SHA2-128f.
 */
#define FUTAE_SLH_DSA_SHA2_128F_PUBLIC_KEY_SIZE 32

/*
 Bytes of a signature of SLH-DSA-SHA2-128f.
 */
#define FUTAE_SLH_DSA_SHA2_128F_SIGNATURE_SIZE 17088

/*
 Bytes of a private key of SLH-DSA-SHA2-192s.
 */
#define FUTAE_SLH_DSA_SHA2_192S_PRIVATE_KEY_SIZE 96

/*
 Bytes of a public key of SLH-DSA-SHA2-192s.
 */
#define FUTAE_SLH_DSA_SHA2_192S_PUBLIC_KEY_SIZE 48

/*
 Bytes of a signature of SLH-DSA-SHA2-192s.
 */
#define FUTAE_SLH_DSA_SHA2_192S_SIGNATURE_SIZE 16224

/*
 Bytes of a private key of SLH-DSA-SHA2-192f.
 */
#define FUTAE_SLH_DSA_SHA2_192F_PRIVATE_KEY_SIZE 96

/*
 Bytes of a public key of SLH-DSA-SHA2-192f.
 */
#define FUTAE_SLH_DSA_SHA2_192F_PUBLIC_KEY_SIZE 48

/*
 Bytes of a signature of SLH-DSA-SHA2-192f.
 */
#define FUTAE_SLH_DSA_SHA2_192F_SIGNATURE_SIZE 35664

/*
 Bytes of a private key of SLH-DSA-SHA2-256s.
 */
#define FUTAE_SLH_DSA_SHA2_256S_PRIVATE_KEY_SIZE 128

/*
 Bytes of a public key of SLH-DSA-SHA2-256s.
 */
#define FUTAE_SLH_DSA_SHA2_256S_PUBLIC_KEY_SIZE 64

/*
 Bytes of a signature of SLH-DSA-SHA2-256s.
 */
#define FUTAE_SLH_DSA_SHA2_256S_SIGNATURE_SIZE 29792

/*
 Bytes of a private key of SLH-DSA-SHA2-256f.
 */
#define FUTAE_SLH_DSA_SHA2_256F_PRIVATE_KEY_SIZE 128

/*
 Bytes of a public key of SLH-DSA-SHA2-256f.
 */
#define FUTAE_SLH_DSA_SHA2_256F_PUBLIC_KEY_SIZE 64

/*
 Bytes of a signature of SLH-DSA-SHA2-256f.
 */
#define FUTAE_SLH_DSA_SHA2_256F_SIGNATURE_SIZE 49856

/*
 Bytes of a private key of SLH-DSA-SHAKE-128s.
 */
#define FUTAE_SLH_DSA_SHAKE_128S_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of SLH-DSA-SHAKE-128s.
 */
#define FUTAE_SLH_DSA_SHAKE_128S_PUBLIC_KEY_SIZE 32

/*
 Bytes of a signature of SLH-DSA-SHAKE-128s.
 */
#define FUTAE_SLH_DSA_SHAKE_128S_SIGNATURE_SIZE 7856

/*
 Bytes of a private key of SLH-DSA-SHAKE-128f.
 */
#define FUTAE_SLH_DSA_SHAKE_128F_PRIVATE_KEY_SIZE 64

/*
 Bytes of a public key of SLH-DSA-SHAKE-128f.
 */
#define FUTAE_SLH_DSA_SHAKE_128F_PUBLIC_KEY_SIZE 32

/*
 Bytes of a signature of SLH-DSA-SHAKE-128f.
 */
#define FUTAE_SLH_DSA_SHAKE_128F_SIGNATURE_SIZE 17088

/*
 Bytes of a private key of SLH-DSA-SHAKE-192s.
 */
#define FUTAE_SLH_DSA_SHAKE_192S_PRIVATE_KEY_SIZE 96

/*
 Bytes of a public key of SLH-DSA-SHAKE-192s.
 */
#define FUTAE_SLH_DSA_SHAKE_192S_PUBLIC_KEY_SIZE 48

/*
 Bytes of a signature of SLH-DSA-SHAKE-192s.
 */
#define FUTAE_SLH_DSA_SHAKE_192S_SIGNATURE_SIZE 16224

/*
 Bytes of a private key of SLH-DSA-SHAKE-192f.
 */
#define FUTAE_SLH_DSA_SHAKE_192F_PRIVATE_KEY_SIZE 96

/*
 Bytes of a public key of SLH-DSA-SHAKE-192f.
 */
#define FUTAE_SLH_DSA_SHAKE_192F_PUBLIC_KEY_SIZE 48

/*
 Bytes of a signature of SLH-DSA-SHAKE-192f.
 */
#define FUTAE_SLH_DSA_SHAKE_192F_SIGNATURE_SIZE 35664

/*
 Bytes of a private key of SLH-DSA-SHAKE-256s.
 */
#define FUTAE_SLH_DSA_SHAKE_256S_PRIVATE_KEY_SIZE 128

/*
 Bytes of a public key of SLH-DSA-SHAKE-256s.
 */
#define FUTAE_SLH_DSA_SHAKE_256S_PUBLIC_KEY_SIZE 64

/*
 Bytes of a signature of SLH-DSA-SHAKE-256s.
 */
#define FUTAE_SLH_DSA_SHAKE_256S_SIGNATURE_SIZE 29792

/*
 Bytes of a private key of SLH-DSA-SHAKE-256f.
 */
#define FUTAE_SLH_DSA_SHAKE_256F_PRIVATE_KEY_SIZE 128

/*
 Bytes of a public key of SLH-DSA-SHAKE-256f.
 */
#define FUTAE_SLH_DSA_SHAKE_256F_PUBLIC_KEY_SIZE 64

/*
 Bytes of a signature of SLH-DSA-SHAKE-256f.
 */
#define FUTAE_SLH_DSA_SHAKE_256F_SIGNATURE_SIZE 49856

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 What a return code means, in English; never null, never to be freed.
 */
const char *futae_error_text(int32_t code);

/*
 Makes a private key (of ML-KEM the seed) and its public key from the system's random generator.

 Writes FUTAE_<algorithm>_PRIVATE_KEY_SIZE and _PUBLIC_KEY_SIZE bytes. Fails with
 FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH or FUTAE_RANDOMNESS.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_kem_generate(uint32_t algorithm,
                           uint8_t *private_key,
                           size_t private_key_length,
                           uint8_t *public_key,
                           size_t public_key_length);

/*
 Computes the public key of a private key.

 Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-KEM also an expanded key of FIPS 203, which
 is checked; writes _PUBLIC_KEY_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
 FUTAE_LENGTH or FUTAE_INVALID_INPUT.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_kem_public_key(uint32_t algorithm,
                             const uint8_t *private_key,
                             size_t private_key_length,
                             uint8_t *public_key,
                             size_t public_key_length);

/*
 Makes a secret, and the ciphertext by which the holder of the private key learns it.

 Reads FUTAE_<algorithm>_PUBLIC_KEY_SIZE bytes, writes _CIPHERTEXT_SIZE and _SECRET_SIZE bytes.
 Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH, FUTAE_RANDOMNESS, or, where the
 public key is not one, FUTAE_INVALID_INPUT.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_kem_encapsulate(uint32_t algorithm,
                              const uint8_t *public_key,
                              size_t public_key_length,
                              uint8_t *ciphertext,
                              size_t ciphertext_length,
                              uint8_t *secret,
                              size_t secret_length);

/*
 Gives the secret of a ciphertext. One that was not made for this key gives another secret, not
 an error (implicit rejection of ML-KEM); an X25519 part of small order is an error.

 Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-KEM also an expanded key, and
 _CIPHERTEXT_SIZE bytes; writes _SECRET_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
 FUTAE_LENGTH or FUTAE_INVALID_INPUT.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_kem_decapsulate(uint32_t algorithm,
                              const uint8_t *private_key,
                              size_t private_key_length,
                              const uint8_t *ciphertext,
                              size_t ciphertext_length,
                              uint8_t *secret,
                              size_t secret_length);

/*
 Overwrites a private key or a secret with zeros, in a way that no compiler leaves out.

 Takes any length. Fails with FUTAE_NULL or FUTAE_LENGTH, when it is more than memory has.

 # Safety
 A pointer that is not null must be valid for its length.
 */
int32_t futae_wipe(uint8_t *bytes, size_t length);

/*
 Makes a private key (of ML-DSA the seed) and its public key from the system's random generator.

 Writes FUTAE_<algorithm>_PRIVATE_KEY_SIZE and _PUBLIC_KEY_SIZE bytes. Fails with
 FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH or FUTAE_RANDOMNESS.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_signature_generate(uint32_t algorithm,
                                 uint8_t *private_key,
                                 size_t private_key_length,
                                 uint8_t *public_key,
                                 size_t public_key_length);

/*
 Computes the public key of a private key.

 Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-DSA also an expanded key of FIPS 204, which
 is checked; writes _PUBLIC_KEY_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
 FUTAE_LENGTH or FUTAE_INVALID_INPUT.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_signature_public_key(uint32_t algorithm,
                                   const uint8_t *private_key,
                                   size_t private_key_length,
                                   uint8_t *public_key,
                                   size_t public_key_length);

/*
 Signs a message, hedged with random bytes. The context, of at most 255 bytes, may be empty; the
 verifier needs the same.

 Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-DSA also an expanded key, and a message of
 any length; writes _SIGNATURE_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
 FUTAE_LENGTH, FUTAE_RANDOMNESS, FUTAE_FAILED, or, where the key or the context is malformed,
 FUTAE_INVALID_INPUT.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_sign(uint32_t algorithm,
                   const uint8_t *private_key,
                   size_t private_key_length,
                   const uint8_t *message,
                   size_t message_length,
                   const uint8_t *context,
                   size_t context_length,
                   uint8_t *signature,
                   size_t signature_length);

/*
 Verifies a signature: FUTAE_OK, or FUTAE_INVALID_SIGNATURE, or what is wrong with the arguments.

 Reads FUTAE_<algorithm>_PUBLIC_KEY_SIZE bytes, a message of any length, a context of at most 255
 bytes and _SIGNATURE_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH or,
 where the key or the context is malformed, FUTAE_INVALID_INPUT.

 # Safety
 Each pointer that is not null must be valid for its length.
 */
int32_t futae_verify(uint32_t algorithm,
                     const uint8_t *public_key,
                     size_t public_key_length,
                     const uint8_t *message,
                     size_t message_length,
                     const uint8_t *context,
                     size_t context_length,
                     const uint8_t *signature,
                     size_t signature_length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* FUTAE_H */
