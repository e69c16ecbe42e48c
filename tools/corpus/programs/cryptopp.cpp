// library: Crypto++
// packages: libcrypto++-dev libcrypto++8
// link: -lcryptopp
#include <cryptopp/aes.h>
#include <cryptopp/blowfish.h>
#include <cryptopp/camellia.h>
#include <cryptopp/chachapoly.h>
#include <cryptopp/des.h>
#include <cryptopp/hmac.h>
#include <cryptopp/modes.h>
#include <cryptopp/ripemd.h>
#include <cryptopp/serpent.h>
#include <cryptopp/sha.h>
#include <cryptopp/sha3.h>
#include <cryptopp/twofish.h>
#include <cryptopp/whrlpool.h>
using namespace CryptoPP;
static byte key[64], out[512];
//== aes: aes
int main() { CBC_Mode<AES>::Encryption e(key, 16, key); e.ProcessData(out, key, 64); return out[0]; }
//== sha2: sha-256 sha-512
int main() { SHA256().CalculateDigest(out, key, 64); SHA512().CalculateDigest(out, key, 64); return out[0]; }
//== camellia: camellia
int main() { Camellia::Encryption e(key, 16); e.ProcessBlock(key, out); return out[0]; }
//== finalists: serpent twofish blowfish
int main() {
    Serpent::Encryption s(key, 16); s.ProcessBlock(key, out); Twofish::Encryption t(key, 16); t.ProcessBlock(key, out);
    Blowfish::Encryption b(key, 16); b.ProcessBlock(key, out); return out[0];
}
//== sha3: sha3-256
int main() { SHA3_256().CalculateDigest(out, key, 64); return out[0]; }
//== hmac: hmac sha-1
int main() { HMAC<SHA1> h(key, 16); h.CalculateDigest(out, key, 64); return out[0]; }
//== more-hashes: whirlpool ripemd-160
int main() { Whirlpool().CalculateDigest(out, key, 64); RIPEMD160().CalculateDigest(out, key, 64); return out[0]; }
//== chacha: chacha20-poly1305
int main() { ChaCha20Poly1305::Encryption e; e.SetKeyWithIV(key, 32, key, 12); e.ProcessData(out, key, 64); return out[0]; }
