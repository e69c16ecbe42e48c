// library: GnuTLS
// packages: libgnutls28-dev libgnutls30
// link: -lgnutls
// static: no
#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>
static unsigned char key[64], out[512];
//== hash: ? sha-256
int main(void) { return gnutls_hash_fast(GNUTLS_DIG_SHA256, key, 64, out); }
//== cipher: ? aes-128/gcm
int main(void) {
    gnutls_cipher_hd_t h; gnutls_datum_t k = {key, 16}, n = {key, 12};
    gnutls_cipher_init(&h, GNUTLS_CIPHER_AES_128_GCM, &k, &n); gnutls_cipher_encrypt(h, out, 64); return out[0];
}
//== pbkdf2: pbkdf2
int main(void) { gnutls_datum_t k = {key, 16}, s = {key, 16}; return gnutls_pbkdf2(GNUTLS_MAC_SHA256, &k, &s, 1000, out, 32); }
//== client: ?
int main(void) { gnutls_session_t s; gnutls_init(&s, GNUTLS_CLIENT); return gnutls_handshake(s); }
