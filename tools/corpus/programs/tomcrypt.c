// library: libtomcrypt
// packages: libtomcrypt-dev libtomcrypt1 libtommath-dev
// link: -ltomcrypt -ltommath
// part: score
#include <tomcrypt.h>
static unsigned char key[64], out[512];
//== aes: aes
int main(void) { symmetric_key k; aes_setup(key, 16, 0, &k); aes_ecb_encrypt(key, out, &k); return out[0]; }
//== hashes: sha-256 md5
int main(void) {
    hash_state s, m; sha256_init(&s); sha256_process(&s, key, 64); sha256_done(&s, out);
    md5_init(&m); md5_process(&m, key, 64); md5_done(&m, out); return out[0];
}
//== more-hashes: whirlpool tiger ripemd-160
int main(void) {
    hash_state s; whirlpool_init(&s); whirlpool_process(&s, key, 64); whirlpool_done(&s, out);
    tiger_init(&s); tiger_process(&s, key, 64); tiger_done(&s, out); rmd160_init(&s); rmd160_process(&s, key, 64); rmd160_done(&s, out); return out[0];
}
//== ciphers: twofish cast5 rc2 blowfish
int main(void) {
    symmetric_key k; twofish_setup(key, 16, 0, &k); twofish_ecb_encrypt(key, out, &k); cast5_setup(key, 16, 0, &k); cast5_ecb_encrypt(key, out, &k);
    rc2_setup(key, 16, 0, &k); rc2_ecb_encrypt(key, out, &k); blowfish_setup(key, 16, 0, &k); blowfish_ecb_encrypt(key, out, &k); return out[0];
}
//== asia: camellia kasumi
int main(void) { symmetric_key k; camellia_setup(key, 16, 0, &k); camellia_ecb_encrypt(key, out, &k); kasumi_setup(key, 16, 0, &k); kasumi_ecb_encrypt(key, out, &k); return out[0]; }
