// library: libsodium
// packages: libsodium-dev libsodium23
// link: -lsodium
#include <sodium.h>
static unsigned char key[64], out[512];
static unsigned long long length;
//== aead: chacha20-poly1305
int main(void) { crypto_aead_chacha20poly1305_ietf_encrypt(out, &length, key, 64, 0, 0, 0, key, key); return out[0]; }
//== blake2: blake2b
int main(void) { crypto_generichash(out, 32, key, 64, 0, 0); return out[0]; }
//== sign: ed25519
int main(void) { crypto_sign_keypair(out, out + 64); crypto_sign_detached(out + 256, 0, key, 64, out + 64); return out[0]; }
//== box: x25519 xsalsa20-poly1305
int main(void) { crypto_box_keypair(out, out + 32); crypto_box_easy(out + 64, key, 64, key, out, out + 32); return out[0]; }
//== password: argon2id
int main(void) { return crypto_pwhash(out, 32, "x", 1, key, 2, 1 << 16, crypto_pwhash_ALG_DEFAULT); }
//== sha2: sha-256 sha-512
int main(void) { crypto_hash_sha256(out, key, 64); crypto_hash_sha512(out + 64, key, 64); return out[0]; }
//== hmac: hmac#sha-256
int main(void) { crypto_auth_hmacsha256(out, key, 64, key); return out[0]; }
//== siphash: siphash
int main(void) { crypto_shorthash(out, key, 64, key); return out[0]; }
