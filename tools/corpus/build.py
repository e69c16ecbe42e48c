#!/usr/bin/env python3
"""Builds a labelled corpus of programs: what is in each is known because it was put there.

usage: tools/corpus/build.py OUTPUT

Every program uses a known set of algorithms of one library, or none. It is built at -O0, -O2 and
-Os, dynamic and static, stripped and not, by every compiler that is there. What is missing
(libraries, compilers) is said and left out. OUTPUT/truth.jsonl has one line a file:

  path     below OUTPUT
  part     "develop" or "score": by library, so that nothing is tuned on what is only scored
  library  what it was linked with; "none" for negatives
  linking  "dynamic", "static", "own" (code of its own) or "data"
  must     families of algorithms that it uses
  may      families that its library brings along; "*" where a whole library may come along

`bench/accuracy --binaries OUTPUT` scores a scan by it. Needs: gcc, and of Debian what is wanted of
libssl-dev nettle-dev libgcrypt20-dev libmbedtls-dev libsodium-dev clang gcc-aarch64-linux-gnu
gcc-mingw-w64-x86-64 binutils.
"""
import itertools
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

# name, library, part, flags to link, families that it must show, source
PROGRAMS = [
    ("openssl-evp", "OpenSSL", "develop", ["-lcrypto"], ["AES", "SHA-2", "HMAC"], r"""
#include <openssl/evp.h>
#include <openssl/hmac.h>
int main(int argc, char **argv) {
    unsigned char key[32] = {0}, out[64]; unsigned length; int n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), 0, key, key);
    EVP_EncryptUpdate(c, out, &n, key, 16);
    HMAC(EVP_sha256(), key, 32, (unsigned char *)argv[0], argc, out, &length);
    return out[0];
}"""),
    ("openssl-old", "OpenSSL", "develop", ["-lcrypto"], ["MD5", "SHA-1", "DES"], r"""
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <openssl/des.h>
int main(int argc, char **argv) {
    unsigned char out[64]; DES_key_schedule s; DES_cblock k = {0}, o;
    MD5((unsigned char *)argv[0], argc, out); SHA1((unsigned char *)argv[0], argc, out);
    DES_set_key_unchecked(&k, &s); DES_ecb_encrypt(&k, &o, &s, DES_ENCRYPT);
    return out[0] ^ o[0];
}"""),
    ("nettle", "Nettle", "develop", ["-lnettle"], ["SHA-2", "AES", "Camellia"], r"""
#include <nettle/sha2.h>
#include <nettle/aes.h>
#include <nettle/camellia.h>
int main(int argc, char **argv) {
    struct sha256_ctx s; struct aes128_ctx a; struct camellia128_ctx c; unsigned char b[32] = {0};
    sha256_init(&s); sha256_update(&s, argc, (unsigned char *)argv[0]); sha256_digest(&s, 32, b);
    aes128_set_encrypt_key(&a, b); aes128_encrypt(&a, 16, b, b);
    camellia128_set_encrypt_key(&c, b); camellia128_crypt(&c, 16, b, b);
    return b[0];
}"""),
    ("gcrypt", "libgcrypt", "score", ["-lgcrypt", "-lgpg-error"], ["SHA-2", "AES"], r"""
#include <gcrypt.h>
int main(int argc, char **argv) {
    unsigned char b[32] = {0}; gcry_cipher_hd_t h;
    gcry_check_version(0); gcry_md_hash_buffer(GCRY_MD_SHA256, b, argv[0], argc);
    gcry_cipher_open(&h, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC, 0);
    gcry_cipher_setkey(h, b, 16); gcry_cipher_encrypt(h, b, 16, 0, 0);
    return b[0];
}"""),
    ("mbedtls", "mbed TLS", "score", ["-lmbedcrypto"], ["SHA-2", "AES"], r"""
#include <mbedtls/sha256.h>
#include <mbedtls/aes.h>
int main(int argc, char **argv) {
    unsigned char b[32] = {0}; mbedtls_aes_context a;
    mbedtls_sha256((unsigned char *)argv[0], argc, b, 0);
    mbedtls_aes_init(&a); mbedtls_aes_setkey_enc(&a, b, 128);
    mbedtls_aes_crypt_ecb(&a, MBEDTLS_AES_ENCRYPT, b, b);
    return b[0];
}"""),
    ("sodium", "libsodium", "score", ["-lsodium"], ["ChaCha20-Poly1305", "BLAKE2"], r"""
#include <sodium.h>
int main(int argc, char **argv) {
    unsigned char b[64] = {0}, k[32] = {0}, n[12] = {0}; unsigned long long l;
    crypto_generichash(b, 32, (unsigned char *)argv[0], argc, 0, 0);
    crypto_aead_chacha20poly1305_ietf_encrypt(b, &l, k, 16, 0, 0, 0, n, k);
    return b[0];
}"""),
    ("own-sha256", "own", "develop", [], ["SHA-2"], r"""
#include <stdint.h>
#include <math.h>
static const uint32_t K[64] = {%s};
int main(int argc, char **argv) {
    uint32_t h[8] = {%s}, w[64], s[8];
    for (int i = 0; i < 64; i++) w[i] = argc * i;
    for (int i = 0; i < 8; i++) s[i] = h[i];
    for (int i = 0; i < 64; i++) {
        uint32_t t = s[7] + ((s[4] >> 6 | s[4] << 26) ^ (s[4] >> 11 | s[4] << 21) ^ (s[4] >> 25 | s[4] << 7))
            + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i];
        for (int j = 7; j; j--) s[j] = s[j - 1];
        s[4] += t; s[0] = t + (s[1] & s[2]);
    }
    return s[0] + h[1];
}"""),
]

# Without cryptography, and with what looks like it.
NEGATIVES = [
    ("hello", "#include <stdio.h>\nint main(void) { puts(\"hello, std::string::npos\"); return 0; }"),
    ("murmur", r"""
#include <stdint.h>
int main(int argc, char **argv) {
    uint32_t h = argc; for (char *p = argv[0]; *p; p++) { uint32_t k = *p * 0xcc9e2d51u; k = k << 15 | k >> 17;
    h ^= k * 0x1b873593u; h = (h << 13 | h >> 19) * 5 + 0xe6546b64u; }
    h ^= h >> 16; h *= 0x85ebca6bu; h ^= h >> 13; h *= 0xc2b2ae35u; return h ^ h >> 16; }"""),
    ("crc32", r"""
#include <stdint.h>
static uint32_t t[256];
int main(int argc, char **argv) {
    for (uint32_t i = 0; i < 256; i++) { uint32_t c = i; for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1; t[i] = c; }
    uint32_t c = ~0u; for (char *p = argv[0]; *p; p++) c = t[(c ^ *p) & 255] ^ c >> 8; return ~c + argc; }"""),
    ("words", "int main(int c, char **v) { static const char *w[] = {\"aes\", \"des\", \"rsa\", \"hash\", "
              "\"string::rfind\", \"SHA of a word\", \"blowfish in a list\"}; return w[c % 7][0]; }"),
    ("xorshift", "int main(int c, char **v) { unsigned long s = c; for (int i = 0; i < 9; i++) { s ^= s << 13; "
                 "s ^= s >> 7; s ^= s << 17; } return s; }"),
]

COMPILERS = [("gcc", []), ("clang", []), ("aarch64-linux-gnu-gcc", None), ("x86_64-w64-mingw32-gcc", None)]


def primes():
    found = []
    for number in itertools.count(2):
        if all(number % prime for prime in found):
            found.append(number)
            yield number


def root_bits(power):
    """FIPS 180-4, 4.2.2 and 5.3.3: 32 bits of the fraction of roots of primes."""
    from decimal import Decimal, getcontext
    getcontext().prec = 40
    for prime in primes():
        root = Decimal(prime) ** (Decimal(1) / Decimal(power))
        yield int((root - int(root)) * (1 << 32))


def source_of(name, source):
    if name != "own-sha256":
        return source
    words = lambda power, count: ", ".join(hex(word) for word in itertools.islice(root_bits(power), count))
    return source.replace("%s", words(3, 64), 1).replace("%s", words(2, 8), 1)


def compile_one(compiler, source, output, flags):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "input.c"
        path.write_text(source)
        command = [compiler, "-w", str(path), "-o", str(output), *flags]
        return subprocess.run(command, capture_output=True).returncode == 0


def main():
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    truth, left_out = [], set()

    def variants(name, library, part, link, must, source):
        for compiler, extra in COMPILERS:
            if not shutil.which(compiler):
                left_out.add(compiler)
                continue
            # What is cross-compiled has no libraries here: own code and negatives only.
            if extra is None and link:
                continue
            for level, static, strip in itertools.product(["-O0", "-O2", "-Os"], [False, True], [False, True]):
                linking = "own" if not link else "static" if static else "dynamic"
                if library == "none":
                    linking = "data"
                file = output / f"{name}.{compiler}{level}.{'static' if static else 'dynamic'}{'.stripped' if strip else ''}"
                flags = [level, *(["-static"] if static else []), *(["-s"] if strip else []), *link]
                flags += ["-lpthread", "-ldl", "-lz"] if static and link else []
                if not compile_one(compiler, source, file, flags):
                    left_out.add(f"{name} by {compiler} ({'static' if static else 'dynamic'})")
                    continue
                may = "*" if static and link else []
                truth.append({"path": file.name, "part": part, "library": library, "linking": linking,
                              "must": must, "may": may})

    for name, library, part, link, must, source in PROGRAMS:
        variants(name, library, part, link, must, source_of(name, source))
    for name, source in NEGATIVES:
        variants(name, "none", "develop", [], [], source)
    numbers = random.Random(203)
    for index in range(50):
        content = numbers.randbytes(100_000) if index % 2 else bytes(100_000)
        path = output / f"noise-{index}.bin"
        path.write_bytes(content)
        truth.append({"path": path.name, "part": "score", "library": "none", "linking": "data", "must": [], "may": []})
    with open(output / "truth.jsonl", "w") as file:
        for line in truth:
            file.write(json.dumps(line) + "\n")
    for what in sorted(left_out):
        print("left out:", what, file=sys.stderr)
    print(f"{len(truth)} files", file=sys.stderr)


main()
