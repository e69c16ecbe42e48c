// library: OpenSSL
// packages: libssl-dev libssl3
// link: -lcrypto
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/aes.h>
#include <openssl/blowfish.h>
#include <openssl/des.h>
#include <openssl/dh.h>
#include <openssl/ecdsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/rc4.h>
#include <openssl/ripemd.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
static unsigned char key[64], out[4096];
static unsigned length;
static int number;
static void encrypt(const EVP_CIPHER *cipher) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(context, cipher, 0, key, key);
    EVP_EncryptUpdate(context, out, &number, key, 16);
    EVP_CIPHER_CTX_free(context);
}
static void digest(const EVP_MD *hash) { EVP_Digest(key, 64, out, &length, hash, 0); }
//== aead: aes-256/gcm chacha20-poly1305
int main(void) { encrypt(EVP_aes_256_gcm()); encrypt(EVP_chacha20_poly1305()); return out[0]; }
//== hmac: hmac sha-256
int main(void) { HMAC(EVP_sha256(), key, 32, key, 32, out, &length); return out[0]; }
//== old-hashes: md5 sha-1 ripemd-160
int main(void) { MD5(key, 64, out); SHA1(key, 64, out + 32); RIPEMD160(key, 64, out + 64); return out[0]; }
//== sha2: sha-256 sha-512
int main(void) { SHA256(key, 64, out); SHA512(key, 64, out + 64); return out[0]; }
//== old-ciphers: des blowfish rc4
int main(void) {
    DES_key_schedule s; DES_cblock k = {0}, o; BF_KEY b; RC4_KEY r;
    DES_set_key_unchecked(&k, &s); DES_ecb_encrypt(&k, &o, &s, DES_ENCRYPT);
    BF_set_key(&b, 16, key); BF_ecb_encrypt(key, out, &b, BF_ENCRYPT);
    RC4_set_key(&r, 16, key); RC4(&r, 64, key, out);
    return out[0] ^ o[0];
}
//== asia: camellia-128/cbc aria-256/gcm sm4/cbc sm3
int main(void) { encrypt(EVP_camellia_128_cbc()); encrypt(EVP_aria_256_gcm()); encrypt(EVP_sm4_cbc()); digest(EVP_sm3()); return out[0]; }
//== sha3: sha3-256 shake128
int main(void) { digest(EVP_sha3_256()); digest(EVP_shake128()); return out[0]; }
//== blake2: blake2b blake2s
int main(void) { digest(EVP_blake2b512()); digest(EVP_blake2s256()); return out[0]; }
//== rsa: rsassa-pkcs1-v1_5 sha-256
int main(void) {
    RSA *rsa = RSA_new(); SHA256(key, 64, out);
    RSA_sign(NID_sha256, out, 32, out + 64, &length, rsa); return out[64];
}
//== ecdsa: ecdsa
int main(void) {
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1); EC_KEY_generate_key(ec);
    ECDSA_sign(0, key, 32, out, &length, ec); return out[0];
}
//== dh: dh
int main(void) { DH *dh = DH_new(); DH_generate_key(dh); return DH_size(dh); }
//== passwords: pbkdf2 scrypt sha-512
int main(void) {
    PKCS5_PBKDF2_HMAC("x", 1, key, 16, 1000, EVP_sha512(), 64, out);
    EVP_PBE_scrypt("x", 1, key, 16, 1024, 8, 1, 0, out, 64); return out[0];
}
//== fetched: ? aes-128/cbc sha-384
int main(void) {
    EVP_CIPHER *c = EVP_CIPHER_fetch(0, "AES-128-CBC", 0); EVP_MD *m = EVP_MD_fetch(0, "SHA2-384", 0);
    encrypt(c); digest(m); return out[0];
}
//== named-key: ? ed25519
int main(void) { EVP_PKEY *pkey = EVP_PKEY_Q_keygen(0, 0, "ED25519"); return pkey != 0; }
