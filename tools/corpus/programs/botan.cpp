// library: Botan
// packages: libbotan-2-dev libbotan-2-19
// link: -lbotan-2
// include: botan-2
// static: no
#include <botan/aes.h>
#include <botan/block_cipher.h>
#include <botan/hash.h>
#include <botan/sha2_32.h>
#include <botan/auto_rng.h>
#include <botan/rsa.h>
using namespace Botan;
static uint8_t key[64], out[512];
//== aes: aes-128
int main() { AES_128 a; a.set_key(key, 16); a.encrypt_n(key, out, 1); return out[0]; }
//== sha2: sha-256
int main() { SHA_256 s; s.update(key, 64); s.final(out); return out[0]; }
//== named: ? sha3-256 camellia-128
int main() {
    auto h = HashFunction::create("SHA-3(256)"); h->update(key, 64); h->final(out);
    auto c = BlockCipher::create("Camellia-128"); c->set_key(key, 16); c->encrypt_n(key, out, 1); return out[0];
}
//== rsa: rsa
int main() { AutoSeeded_RNG r; RSA_PrivateKey k(r, 2048); return k.get_n().bits() & 255; }
