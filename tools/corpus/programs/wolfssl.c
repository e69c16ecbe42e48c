// library: wolfSSL
// packages: libwolfssl-dev libwolfssl35
// link: -lwolfssl -lm -lpthread
#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/aes.h>
#include <wolfssl/wolfcrypt/chacha20_poly1305.h>
#include <wolfssl/wolfcrypt/curve25519.h>
#include <wolfssl/wolfcrypt/des3.h>
#include <wolfssl/wolfcrypt/ecc.h>
#include <wolfssl/wolfcrypt/hmac.h>
#include <wolfssl/wolfcrypt/md5.h>
#include <wolfssl/wolfcrypt/pwdbased.h>
#include <wolfssl/wolfcrypt/sha.h>
#include <wolfssl/wolfcrypt/sha256.h>
#include <wolfssl/wolfcrypt/sha3.h>
#include <wolfssl/wolfcrypt/sha512.h>
static unsigned char key[64], out[512];
//== aes: aes/cbc
int main(void) { Aes a; wc_AesSetKey(&a, key, 16, key, AES_ENCRYPTION); wc_AesCbcEncrypt(&a, out, key, 64); return out[0]; }
//== sha2: sha-256 sha-512
int main(void) {
    wc_Sha256 s; wc_Sha512 t; wc_InitSha256(&s); wc_Sha256Update(&s, key, 64); wc_Sha256Final(&s, out);
    wc_InitSha512(&t); wc_Sha512Update(&t, key, 64); wc_Sha512Final(&t, out); return out[0];
}
//== old: md5 sha-1 3des
int main(void) {
    wc_Md5 m; wc_Sha s; Des3 d; wc_InitMd5(&m); wc_Md5Update(&m, key, 64); wc_Md5Final(&m, out);
    wc_InitSha(&s); wc_ShaUpdate(&s, key, 64); wc_ShaFinal(&s, out);
    wc_Des3_SetKey(&d, key, key, DES_ENCRYPTION); wc_Des3_CbcEncrypt(&d, out, key, 64); return out[0];
}
//== sha3: sha3-256
int main(void) { wc_Sha3 s; wc_InitSha3_256(&s, 0, -2); wc_Sha3_256_Update(&s, key, 64); wc_Sha3_256_Final(&s, out); return out[0]; }
//== chacha: chacha20-poly1305
int main(void) { return wc_ChaCha20Poly1305_Encrypt(key, key, 0, 0, key, 64, out, out + 64); }
//== ecdsa: ecdsa
int main(void) { ecc_key e; WC_RNG r; word32 n = 80; wc_InitRng(&r); wc_ecc_init(&e); wc_ecc_make_key(&r, 32, &e); return wc_ecc_sign_hash(key, 32, out, &n, &r, &e); }
//== x25519: x25519
int main(void) { curve25519_key a; WC_RNG r; word32 n = 32; wc_InitRng(&r); wc_curve25519_make_key(&r, 32, &a); return wc_curve25519_shared_secret(&a, &a, out, &n); }
//== hmac: hmac pbkdf2
int main(void) { Hmac h; wc_HmacSetKey(&h, WC_SHA256, key, 32); wc_HmacUpdate(&h, key, 64); wc_HmacFinal(&h, out); return wc_PBKDF2(out, key, 8, key, 16, 1000, 32, WC_SHA256); }
