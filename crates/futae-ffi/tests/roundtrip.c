/* Keys, secrets and signatures of every algorithm, through the C interface. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "futae.h"

static int checks;

static void expect(int holds, const char *what, uint32_t algorithm) {
    checks++;
    if (!holds) {
        fprintf(stderr, "%s fails for algorithm %#x\n", what, (unsigned)algorithm);
        exit(1);
    }
}

static void kem(uint32_t algorithm, size_t private_size, size_t public_size, size_t ciphertext_size,
                size_t secret_size) {
    uint8_t private_key[FUTAE_X25519MLKEM768_PRIVATE_KEY_SIZE];
    uint8_t public_key[FUTAE_ML_KEM_1024_PUBLIC_KEY_SIZE];
    uint8_t again[FUTAE_ML_KEM_1024_PUBLIC_KEY_SIZE];
    uint8_t ciphertext[FUTAE_ML_KEM_1024_CIPHERTEXT_SIZE];
    uint8_t sent[FUTAE_X25519MLKEM768_SECRET_SIZE];
    uint8_t received[FUTAE_X25519MLKEM768_SECRET_SIZE] = {0};

    expect(futae_kem_generate(algorithm, private_key, private_size, public_key, public_size) == FUTAE_OK,
           "generate", algorithm);
    expect(futae_kem_public_key(algorithm, private_key, private_size, again, public_size) == FUTAE_OK,
           "public key", algorithm);
    expect(memcmp(public_key, again, public_size) == 0, "equal public keys", algorithm);
    expect(futae_kem_encapsulate(algorithm, public_key, public_size, ciphertext, ciphertext_size, sent,
                                 secret_size) == FUTAE_OK,
           "encapsulate", algorithm);
    expect(futae_kem_decapsulate(algorithm, private_key, private_size, ciphertext, ciphertext_size,
                                 received, secret_size) == FUTAE_OK,
           "decapsulate", algorithm);
    expect(memcmp(sent, received, secret_size) == 0, "equal secrets", algorithm);

    ciphertext[0] ^= 1;
    expect(futae_kem_decapsulate(algorithm, private_key, private_size, ciphertext, ciphertext_size,
                                 received, secret_size) == FUTAE_OK,
           "implicit rejection", algorithm);
    expect(memcmp(sent, received, secret_size) != 0, "another secret", algorithm);

    expect(futae_wipe(private_key, private_size) == FUTAE_OK, "wipe", algorithm);
    while (private_size > 0)
        expect(private_key[--private_size] == 0, "a wiped byte", algorithm);
}

static void signature(uint32_t algorithm, size_t private_size, size_t public_size, size_t signature_size) {
    static uint8_t private_key[128], public_key[FUTAE_ML_DSA_87_PUBLIC_KEY_SIZE], again[sizeof public_key];
    static uint8_t signed_[FUTAE_SLH_DSA_SHA2_256F_SIGNATURE_SIZE];
    const uint8_t message[] = "a message", context[] = "a context";

    expect(futae_signature_generate(algorithm, private_key, private_size, public_key, public_size) == FUTAE_OK,
           "generate", algorithm);
    expect(futae_signature_public_key(algorithm, private_key, private_size, again, public_size) == FUTAE_OK,
           "public key", algorithm);
    expect(memcmp(public_key, again, public_size) == 0, "equal public keys", algorithm);
    expect(futae_sign(algorithm, private_key, private_size, message, sizeof message, context,
                      sizeof context, signed_, signature_size) == FUTAE_OK,
           "sign", algorithm);
    expect(futae_verify(algorithm, public_key, public_size, message, sizeof message, context,
                        sizeof context, signed_, signature_size) == FUTAE_OK,
           "verify", algorithm);
    expect(futae_verify(algorithm, public_key, public_size, message, sizeof message - 1, context,
                        sizeof context, signed_, signature_size) == FUTAE_INVALID_SIGNATURE,
           "refuse another message", algorithm);
    expect(futae_verify(algorithm, public_key, public_size, message, sizeof message, NULL, 0, signed_,
                        signature_size) == FUTAE_INVALID_SIGNATURE,
           "refuse another context", algorithm);
    signed_[signature_size / 2] ^= 1;
    expect(futae_verify(algorithm, public_key, public_size, message, sizeof message, context,
                        sizeof context, signed_, signature_size) == FUTAE_INVALID_SIGNATURE,
           "refuse another signature", algorithm);
}

#define KEM(NAME)                                                                                  \
    kem(FUTAE_##NAME, FUTAE_##NAME##_PRIVATE_KEY_SIZE, FUTAE_##NAME##_PUBLIC_KEY_SIZE,             \
        FUTAE_##NAME##_CIPHERTEXT_SIZE, FUTAE_##NAME##_SECRET_SIZE)
#define SIGNATURE(NAME)                                                                            \
    signature(FUTAE_##NAME, FUTAE_##NAME##_PRIVATE_KEY_SIZE, FUTAE_##NAME##_PUBLIC_KEY_SIZE,       \
              FUTAE_##NAME##_SIGNATURE_SIZE)

int main(void) {
    KEM(ML_KEM_512);
    KEM(ML_KEM_768);
    KEM(ML_KEM_1024);
    KEM(X_WING);
    KEM(X25519MLKEM768);
    SIGNATURE(ML_DSA_44);
    SIGNATURE(ML_DSA_65);
    SIGNATURE(ML_DSA_87);
    SIGNATURE(SLH_DSA_SHA2_128F);
    SIGNATURE(SLH_DSA_SHA2_192F);
    SIGNATURE(SLH_DSA_SHA2_256F);
    SIGNATURE(SLH_DSA_SHAKE_128F);
    SIGNATURE(SLH_DSA_SHAKE_192F);
    SIGNATURE(SLH_DSA_SHAKE_256F);
    printf("checked %d\n", checks);
    return 0;
}
