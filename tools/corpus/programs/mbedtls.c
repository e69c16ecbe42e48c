// library: mbed TLS
// packages: libmbedtls-dev libmbedcrypto7
// link: -lmbedcrypto
// source: mbedtls library/*.c include
#include <mbedtls/aes.h>
#include <mbedtls/arc4.h>
#include <mbedtls/blowfish.h>
#include <mbedtls/camellia.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/des.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecdh.h>
#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/rsa.h>
#include <mbedtls/ripemd160.h>
#include <mbedtls/sha1.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#include <string.h>
static unsigned char key[64], out[512];
static int zero(void *state, unsigned char *to, size_t length) { memset(to, 1, length); return 0; }
//== aes: aes
int main(void) {
    mbedtls_aes_context a; mbedtls_aes_init(&a); mbedtls_aes_setkey_enc(&a, key, 128);
    mbedtls_aes_crypt_ecb(&a, MBEDTLS_AES_ENCRYPT, key, out); return out[0];
}
//== sha2: sha-256 sha-512
int main(void) {
    mbedtls_sha256_context s; mbedtls_sha512_context t;
    mbedtls_sha256_init(&s); mbedtls_sha256_starts_ret(&s, 0); mbedtls_sha256_update_ret(&s, key, 64); mbedtls_sha256_finish_ret(&s, out);
    mbedtls_sha512_init(&t); mbedtls_sha512_starts_ret(&t, 0); mbedtls_sha512_update_ret(&t, key, 64); mbedtls_sha512_finish_ret(&t, out);
    return out[0];
}
//== one-call: sha-256 sha-1 md5
int main(void) { mbedtls_sha256_ret(key, 64, out, 0); mbedtls_sha1_ret(key, 64, out + 64); mbedtls_md5_ret(key, 64, out + 128); return out[0]; }
//== old: des rc4 blowfish ripemd-160
int main(void) {
    mbedtls_des_context d; mbedtls_arc4_context r; mbedtls_blowfish_context b;
    mbedtls_des_init(&d); mbedtls_des_setkey_enc(&d, key); mbedtls_des_crypt_ecb(&d, key, out);
    mbedtls_arc4_init(&r); mbedtls_arc4_setup(&r, key, 16); mbedtls_arc4_crypt(&r, 64, key, out);
    mbedtls_blowfish_init(&b); mbedtls_blowfish_setkey(&b, key, 128); mbedtls_blowfish_crypt_ecb(&b, 1, key, out);
    mbedtls_ripemd160_ret(key, 64, out); return out[0];
}
//== asia: camellia
int main(void) {
    mbedtls_camellia_context c;
    mbedtls_camellia_init(&c); mbedtls_camellia_setkey_enc(&c, key, 128); mbedtls_camellia_crypt_ecb(&c, 1, key, out); return out[0];
}
//== chacha: chacha20-poly1305
int main(void) {
    mbedtls_chachapoly_context c; mbedtls_chachapoly_init(&c); mbedtls_chachapoly_setkey(&c, key);
    mbedtls_chachapoly_encrypt_and_tag(&c, 64, key, 0, 0, key, out, out + 64); return out[0];
}
//== gcm: ? aes-128/gcm
int main(void) {
    mbedtls_gcm_context g; mbedtls_gcm_init(&g); mbedtls_gcm_setkey(&g, MBEDTLS_CIPHER_ID_AES, key, 128);
    mbedtls_gcm_crypt_and_tag(&g, MBEDTLS_GCM_ENCRYPT, 64, key, 12, 0, 0, key, out, 16, out + 64); return out[0];
}
//== ecdsa: ecdsa
int main(void) {
    mbedtls_ecdsa_context e; mbedtls_mpi r, s; mbedtls_ecdsa_init(&e); mbedtls_mpi_init(&r); mbedtls_mpi_init(&s);
    mbedtls_ecdsa_genkey(&e, MBEDTLS_ECP_DP_SECP256R1, zero, 0); mbedtls_ecdsa_sign(&e.grp, &r, &s, &e.d, key, 32, zero, 0); return 0;
}
//== rsa: rsassa-pkcs1-v1_5
int main(void) {
    mbedtls_rsa_context r; mbedtls_rsa_init(&r, 0, 0); mbedtls_rsa_gen_key(&r, zero, 0, 2048, 65537);
    return mbedtls_rsa_rsassa_pkcs1_v15_sign(&r, zero, 0, MBEDTLS_RSA_PRIVATE, MBEDTLS_MD_SHA256, 32, key, out);
}
//== hmac: hmac ? sha-256
int main(void) { return mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), key, 32, key, 64, out); }
