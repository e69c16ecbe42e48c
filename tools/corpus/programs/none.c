// library: none
// generated: tables.h
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tables.h"
static uint32_t rotl(uint32_t x, int n) { return x << n | x >> (32 - n); }
//== hello:
int main(void) { puts("hello, std::string::npos"); return 0; }
//== words:
int main(int c, char **v) { static const char *w[] = {"aes", "des", "rsa", "hash", "string::rfind", "SHA of a word", "blowfish in a list", "camellia sinensis", "serpent", "md5 of nothing", "salsa dance"}; return w[c % 11][0]; }
//== murmur:
int main(int argc, char **argv) {
    uint32_t h = argc;
    for (char *p = argv[0]; *p; p++) { uint32_t k = *p * 0xcc9e2d51u; k = rotl(k, 15); h ^= k * 0x1b873593u; h = rotl(h, 13) * 5 + 0xe6546b64u; }
    h ^= h >> 16; h *= 0x85ebca6bu; h ^= h >> 13; h *= 0xc2b2ae35u; return h ^ h >> 16;
}
//== xxhash:
int main(int argc, char **argv) {
    uint32_t a = 0x9e3779b1u + 0x85ebca77u, b = 0x85ebca77u, c = 0, d = -0x9e3779b1u; uint64_t e = 0x27d4eb2f165667c5ull;
    for (char *p = argv[0]; *p; p++) { a = rotl(a + *p * 0x85ebca77u, 13) * 0x9e3779b1u; b ^= a; c += b * 0xc2b2ae3du; d = rotl(d ^ c, 17) * 0x27d4eb2fu + 0x165667b1u;
        e ^= *p * 0x9e3779b185ebca87ull; e = (e << 27 | e >> 37) * 0xc2b2ae3d27d4eb4full + 0x85ebca77c2b2ae63ull; }
    return a + b + c + d + e;
}
//== fnv:
int main(int c, char **v) { uint64_t h = 0xcbf29ce484222325ull; for (char *p = v[0]; *p; p++) h = (h ^ *p) * 0x100000001b3ull; return h; }
//== crc-run-time:
static uint32_t t[256];
int main(int argc, char **argv) {
    for (uint32_t i = 0; i < 256; i++) { uint32_t c = i; for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1; t[i] = c; }
    uint32_t c = ~0u; for (char *p = argv[0]; *p; p++) c = t[(c ^ *p) & 255] ^ c >> 8; return ~c + argc;
}
//== crc-tables:
int main(int argc, char **argv) { uint32_t c = ~0u; uint64_t d = 0; for (char *p = argv[0]; *p; p++) { c = CRC32_TABLE[(c ^ *p) & 255] ^ c >> 8; d = CRC64_TABLE[(d ^ *p) & 255] ^ d >> 8; } return ~c + d; }
//== base64:
int main(int argc, char **argv) {
    static const char to[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; int n = 0;
    for (char *p = argv[0]; *p; p++) { putchar(to[*p >> 2 & 63]); n += BASE64_FROM[*p & 127]; } return n;
}
//== xorshift:
int main(int c, char **v) { uint64_t s = c; for (int i = 0; i < 9; i++) { s ^= s << 13; s ^= s >> 7; s ^= s << 17; } return s * 0x2545f4914f6cdd1dull >> 32; }
//== pcg:
int main(int c, char **v) { uint64_t s = 0x853c49e6748fea9bull + c; for (int i = 0; i < 9; i++) s = s * 6364136223846793005ull + 1442695040888963407ull; return (s >> 18 ^ s) >> 27; }
//== splitmix:
int main(int c, char **v) { uint64_t z = c + 0x9e3779b97f4a7c15ull; z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull; z = (z ^ z >> 27) * 0x94d049bb133111ebull; return z ^ z >> 31; }
//== mersenne:
static uint32_t s[624];
int main(int c, char **v) {
    s[0] = c; for (int i = 1; i < 624; i++) s[i] = 1812433253u * (s[i - 1] ^ s[i - 1] >> 30) + i;
    for (int i = 0; i < 624; i++) { uint32_t y = s[i] & 0x80000000u | s[(i + 1) % 624] & 0x7fffffff; s[i] = s[(i + 397) % 624] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0); }
    uint32_t y = s[0]; y ^= y >> 11; y ^= y << 7 & 0x9d2c5680u; y ^= y << 15 & 0xefc60000u; return y ^ y >> 18;
}
//== linear-congruence:
int main(int c, char **v) { uint32_t s = c; for (int i = 0; i < 9; i++) s = s * 1103515245 + 12345; return s + rand() + lrand48(); }
//== transform:
int main(int c, char **v) { double re = c, im = 0; for (int i = 0; i < 256; i++) { re += COSINES[i] * i; im += COSINES[(i + 64) & 255] * i; } return re + im; }
//== picture:
int main(int c, char **v) { static const uint8_t quantum[] = {16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62};
    static const uint8_t zigzag[] = {0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28}; return quantum[c % 32] + zigzag[c % 32]; }
//== ascii-classes:
int main(int c, char **v) { int n = 0; for (char *p = v[0]; *p; p++) n += BASE64_FROM[*p & 127] ^ (*p + 0x20) % 255; return n; }
//== numbers:
int main(int c, char **v) { static const uint32_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 3329, 8380417, 65537, 12289}; static const uint32_t ones[] = {0x11111111, 0x22222222, 0x36363636, 0x5c5c5c5c, 0x01234567, 0x89abcdef, 0xdeadbeef}; return primes[c % 24] + ones[c % 7]; }
//== initial-values:
int main(int c, char **v) { static const uint32_t magic[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}; return magic[c % 4]; }
