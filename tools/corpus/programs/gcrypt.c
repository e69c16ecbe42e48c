// library: libgcrypt
// packages: libgcrypt20-dev libgcrypt20 libgpg-error-dev libgpg-error0
// link: -lgcrypt -lgpg-error
#include <gcrypt.h>
static unsigned char key[64], out[256];
static void encrypt(int cipher, int mode) {
    gcry_cipher_hd_t h; gcry_cipher_open(&h, cipher, mode, 0);
    gcry_cipher_setkey(h, key, 16); gcry_cipher_encrypt(h, out, 64, key, 64);
}
//== aes: ? aes-128/cbc sha-256
int main(void) {
    gcry_check_version(0); gcry_md_hash_buffer(GCRY_MD_SHA256, out, key, 64);
    encrypt(GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC); return out[0];
}
//== old: ? md5 blowfish
int main(void) {
    gcry_check_version(0); gcry_md_hash_buffer(GCRY_MD_MD5, out, key, 64);
    encrypt(GCRY_CIPHER_BLOWFISH, GCRY_CIPHER_MODE_ECB); return out[0];
}
//== camellia: ? camellia-128 sha3-256
int main(void) {
    gcry_md_hd_t md; gcry_check_version(0); gcry_md_open(&md, GCRY_MD_SHA3_256, 0); gcry_md_write(md, key, 64);
    encrypt(GCRY_CIPHER_CAMELLIA128, GCRY_CIPHER_MODE_ECB); return gcry_md_read(md, 0)[0];
}
