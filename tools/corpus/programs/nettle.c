// library: Nettle
// packages: nettle-dev libnettle8 libhogweed6 libgmp-dev libgmp10
// link: -lhogweed -lnettle -lgmp
#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/blowfish.h>
#include <nettle/camellia.h>
#include <nettle/cast128.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/curve25519.h>
#include <nettle/des.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/gcm.h>
#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/pbkdf2.h>
#include <nettle/ripemd160.h>
#include <nettle/serpent.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>
#include <nettle/twofish.h>
static uint8_t key[64], out[256];
//== camellia: camellia-128 sha-256
int main(void) {
    struct camellia128_ctx c; struct sha256_ctx s;
    camellia128_set_encrypt_key(&c, key); camellia128_crypt(&c, 16, out, key);
    sha256_init(&s); sha256_update(&s, 64, key); sha256_digest(&s, 32, out); return out[0];
}
//== aes: aes-128 aes-256/gcm
int main(void) {
    struct aes128_ctx a; struct gcm_aes256_ctx g;
    aes128_set_encrypt_key(&a, key); aes128_encrypt(&a, 16, out, key);
    gcm_aes256_set_key(&g, key); gcm_aes256_set_iv(&g, 12, key); gcm_aes256_encrypt(&g, 16, out, key); return out[0];
}
//== hashes: md5 sha-1 ripemd-160 sha-512
int main(void) {
    struct md5_ctx m; struct sha1_ctx s; struct ripemd160_ctx r; struct sha512_ctx t;
    md5_init(&m); md5_update(&m, 64, key); md5_digest(&m, 16, out);
    sha1_init(&s); sha1_update(&s, 64, key); sha1_digest(&s, 20, out);
    ripemd160_init(&r); ripemd160_update(&r, 64, key); ripemd160_digest(&r, 20, out);
    sha512_init(&t); sha512_update(&t, 64, key); sha512_digest(&t, 64, out); return out[0];
}
//== sha3: sha3-256
int main(void) { struct sha3_256_ctx s; sha3_256_init(&s); sha3_256_update(&s, 64, key); sha3_256_digest(&s, 32, out); return out[0]; }
//== block-ciphers: blowfish cast5 serpent twofish 3des
int main(void) {
    struct blowfish_ctx b; struct cast128_ctx c; struct serpent_ctx s; struct twofish_ctx t; struct des3_ctx d;
    blowfish_set_key(&b, 16, key); blowfish_encrypt(&b, 8, out, key);
    cast5_set_key(&c, 16, key); cast128_encrypt(&c, 8, out, key);
    serpent_set_key(&s, 16, key); serpent_encrypt(&s, 16, out, key);
    twofish_set_key(&t, 16, key); twofish_encrypt(&t, 16, out, key);
    des3_set_key(&d, key); des3_encrypt(&d, 8, out, key); return out[0];
}
//== rc4: rc4
int main(void) { struct arcfour_ctx a; arcfour_set_key(&a, 16, key); arcfour_crypt(&a, 64, out, key); return out[0]; }
//== chacha: chacha20-poly1305
int main(void) {
    struct chacha_poly1305_ctx c; chacha_poly1305_set_key(&c, key); chacha_poly1305_set_nonce(&c, key);
    chacha_poly1305_encrypt(&c, 64, out, key); chacha_poly1305_digest(&c, 16, out); return out[0];
}
//== x25519: x25519
int main(void) { curve25519_mul_g(out, key); curve25519_mul(out + 32, key, out); return out[0]; }
//== ed25519: ed25519
int main(void) { ed25519_sha512_public_key(out, key); ed25519_sha512_sign(out, key, 64, key, out + 64); return out[64]; }
//== ecdsa: ecdsa
int main(void) {
    struct ecc_scalar k; struct dsa_signature s; ecc_scalar_init(&k, nettle_get_secp_256r1()); dsa_signature_init(&s);
    ecdsa_sign(&k, 0, 0, 32, key, &s); return 0;
}
//== pbkdf2: pbkdf2#sha-256 hmac#sha-256
int main(void) {
    struct hmac_sha256_ctx h; hmac_sha256_set_key(&h, 32, key); hmac_sha256_update(&h, 64, key); hmac_sha256_digest(&h, 32, out);
    pbkdf2_hmac_sha256(32, key, 1000, 16, key, 32, out); return out[0];
}
