/* What a mistaken caller gets: a code, and zeros where a result would have been. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "futae.h"

static int checks;

static void expect(int32_t code, int32_t expected, const char *what) {
    checks++;
    if (code != expected) {
        fprintf(stderr, "%s: %d (%s)\n", what, (int)code, futae_error_text(code));
        exit(1);
    }
}

static void expect_zeros(const uint8_t *bytes, size_t length, const char *what) {
    while (length > 0)
        expect(bytes[--length], 0, what);
}

enum {
    PRIVATE = FUTAE_ML_KEM_768_PRIVATE_KEY_SIZE,
    PUBLIC = FUTAE_ML_KEM_768_PUBLIC_KEY_SIZE,
    CIPHERTEXT = FUTAE_ML_KEM_768_CIPHERTEXT_SIZE,
    SECRET = FUTAE_ML_KEM_768_SECRET_SIZE
};

static uint8_t private_key[PRIVATE + 1], public_key[PUBLIC + 1], ciphertext[CIPHERTEXT + 1], secret[SECRET + 1];

int main(void) {
    const uint32_t kem = FUTAE_ML_KEM_768, dsa = FUTAE_ML_DSA_44;
    uint8_t long_context[256] = {0}, shared[64], message[1] = {0};
    static uint8_t signature[FUTAE_ML_DSA_44_SIGNATURE_SIZE], dsa_private[32], dsa_public[FUTAE_ML_DSA_44_PUBLIC_KEY_SIZE];

    expect(futae_kem_generate(0, private_key, PRIVATE, public_key, PUBLIC), FUTAE_UNKNOWN_ALGORITHM, "number");
    expect(futae_kem_generate(dsa, private_key, PRIVATE, public_key, PUBLIC), FUTAE_UNKNOWN_ALGORITHM, "kind");
    expect(futae_signature_generate(kem, private_key, PRIVATE, public_key, PUBLIC), FUTAE_UNKNOWN_ALGORITHM, "kind");

    expect(futae_kem_generate(kem, NULL, PRIVATE, public_key, PUBLIC), FUTAE_NULL, "null key");
    expect(futae_kem_generate(kem, private_key, PRIVATE, NULL, 0), FUTAE_LENGTH, "no place");
    expect(futae_kem_generate(kem, private_key, PRIVATE + 1, public_key, PUBLIC), FUTAE_LENGTH, "longer");
    expect(futae_kem_generate(kem, private_key, PRIVATE, public_key, PUBLIC - 1), FUTAE_LENGTH, "shorter");
    expect_zeros(private_key, sizeof private_key, "a key after a failure");
    expect(futae_kem_generate(kem, private_key, SIZE_MAX, public_key, PUBLIC), FUTAE_LENGTH, "absurd length");
    expect(futae_kem_generate(kem, private_key, PRIVATE, public_key, PUBLIC), FUTAE_OK, "generate");

    memset(secret, 7, sizeof secret);
    expect(futae_kem_encapsulate(kem, NULL, PUBLIC, ciphertext, CIPHERTEXT, secret, SECRET), FUTAE_NULL, "null public");
    expect_zeros(secret, SECRET, "a secret after a failure");
    expect(secret[SECRET], 7, "the byte after");
    expect(futae_kem_encapsulate(kem, public_key, PUBLIC - 1, ciphertext, CIPHERTEXT, secret, SECRET), FUTAE_LENGTH, "short public");
    expect(futae_kem_encapsulate(kem, public_key, PUBLIC, ciphertext, CIPHERTEXT, secret, SECRET + 1), FUTAE_LENGTH, "long secret");
    expect(futae_kem_encapsulate(kem, public_key, PUBLIC, ciphertext, CIPHERTEXT, secret, SECRET), FUTAE_OK, "encapsulate");
    expect(futae_kem_decapsulate(kem, private_key, PRIVATE, ciphertext, CIPHERTEXT + 1, secret, SECRET), FUTAE_LENGTH, "long ciphertext");
    expect(futae_kem_decapsulate(kem, private_key, PRIVATE - 1, ciphertext, CIPHERTEXT, secret, SECRET), FUTAE_LENGTH, "short private");
    memset(public_key, 0xff, PUBLIC);
    expect(futae_kem_encapsulate(kem, public_key, PUBLIC, ciphertext, CIPHERTEXT, secret, SECRET), FUTAE_INVALID_INPUT, "coefficients above q");
    expect(futae_wipe(NULL, 1), FUTAE_NULL, "wipe nothing");
    expect(futae_wipe(NULL, 0), FUTAE_OK, "wipe no bytes");

    /* An X25519 share of small order: the agreed value would be zero. */
    expect(futae_kem_generate(FUTAE_X25519MLKEM768, shared, 96, public_key, PUBLIC), FUTAE_LENGTH, "sizes of another algorithm");
    {
        static uint8_t hybrid[FUTAE_X25519MLKEM768_PRIVATE_KEY_SIZE], share[FUTAE_X25519MLKEM768_PUBLIC_KEY_SIZE];
        static uint8_t answer[FUTAE_X25519MLKEM768_CIPHERTEXT_SIZE], both[FUTAE_X25519MLKEM768_SECRET_SIZE];
        expect(futae_kem_generate(FUTAE_X25519MLKEM768, hybrid, sizeof hybrid, share, sizeof share), FUTAE_OK, "hybrid");
        memset(share + PUBLIC, 0, 32);
        expect(futae_kem_encapsulate(FUTAE_X25519MLKEM768, share, sizeof share, answer, sizeof answer, both, sizeof both),
               FUTAE_INVALID_INPUT, "small order");
    }

    expect(futae_signature_generate(dsa, dsa_private, sizeof dsa_private, dsa_public, sizeof dsa_public), FUTAE_OK, "generate");
    expect(futae_sign(dsa, dsa_private, sizeof dsa_private, message, 1, long_context, sizeof long_context, signature, sizeof signature),
           FUTAE_INVALID_INPUT, "long context");
    expect(futae_sign(dsa, dsa_private, sizeof dsa_private, NULL, 1, NULL, 0, signature, sizeof signature), FUTAE_NULL, "null message");
    expect(futae_sign(dsa, dsa_private, sizeof dsa_private, NULL, 0, NULL, 0, signature, sizeof signature - 1), FUTAE_LENGTH, "short signature");
    expect(futae_sign(dsa, dsa_private, sizeof dsa_private, NULL, 0, NULL, 0, signature, sizeof signature), FUTAE_OK, "empty message");
    expect(futae_verify(dsa, dsa_public, sizeof dsa_public, NULL, 0, NULL, 0, signature, sizeof signature), FUTAE_OK, "verify");
    expect(futae_verify(dsa, dsa_public, sizeof dsa_public - 1, NULL, 0, NULL, 0, signature, sizeof signature), FUTAE_LENGTH, "short key");
    expect(futae_verify(dsa, dsa_public, sizeof dsa_public, NULL, 0, NULL, 0, signature, sizeof signature - 1), FUTAE_LENGTH, "cut signature");

    /* The secret may take the place of the key that it was made for. */
    expect(futae_kem_generate(kem, private_key, PRIVATE, public_key, PUBLIC), FUTAE_OK, "generate");
    expect(futae_kem_encapsulate(kem, public_key, PUBLIC, ciphertext, CIPHERTEXT, secret, SECRET), FUTAE_OK, "encapsulate");
    expect(futae_kem_decapsulate(kem, private_key, PRIVATE, ciphertext, CIPHERTEXT, private_key, SECRET), FUTAE_OK, "overlap");
    expect(memcmp(private_key, secret, SECRET), 0, "equal secrets");

    printf("checked %d\n", checks);
    return 0;
}
