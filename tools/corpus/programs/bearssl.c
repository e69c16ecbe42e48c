// library: BearSSL
// packages: libbearssl-dev libbearssl0
// link: -lbearssl
// part: score
#include <bearssl.h>
static unsigned char key[64], out[512];
//== aes-tables: aes
int main(void) { br_aes_big_cbcenc_keys k; br_aes_big_cbcenc_init(&k, key, 16); br_aes_big_cbcenc_run(&k, out, key, 64); return out[0]; }
//== aes-bit-slices: aes
int main(void) { br_aes_ct64_cbcenc_keys k; br_aes_ct64_cbcenc_init(&k, key, 16); br_aes_ct64_cbcenc_run(&k, out, key, 64); return out[0]; }
//== hashes: sha-256 sha-512 sha-1 md5
int main(void) {
    br_sha256_context s; br_sha512_context t; br_sha1_context u; br_md5_context m;
    br_sha256_init(&s); br_sha256_update(&s, key, 64); br_sha256_out(&s, out); br_sha512_init(&t); br_sha512_update(&t, key, 64); br_sha512_out(&t, out);
    br_sha1_init(&u); br_sha1_update(&u, key, 64); br_sha1_out(&u, out); br_md5_init(&m); br_md5_update(&m, key, 64); br_md5_out(&m, out); return out[0];
}
//== chacha: chacha20 poly1305
int main(void) { br_poly1305_ctmul_run(key, key, out, 64, key, 16, out + 128, br_chacha20_ct_run, 1); return out[0]; }
//== des: des
int main(void) { br_des_tab_cbcenc_keys k; br_des_tab_cbcenc_init(&k, key, 24); br_des_tab_cbcenc_run(&k, out, key, 64); return out[0]; }
//== curve: x25519
int main(void) { return br_ec_c25519_i31.mulgen(out, key, 32, EC_curve25519); }
//== hmac: hmac sha-256
int main(void) { br_hmac_key_context k; br_hmac_context h; br_hmac_key_init(&k, &br_sha256_vtable, key, 32); br_hmac_init(&h, &k, 0); br_hmac_update(&h, key, 64); return br_hmac_out(&h, out); }
