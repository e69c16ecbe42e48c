// library: own
// generated: tables.h
#include <stdint.h>
#include <string.h>
#include "tables.h"
static uint8_t key[64], out[512];
static uint32_t rotl(uint32_t x, int n) { return x << n | x >> (32 - n); }
static uint32_t ror(uint32_t x, int n) { return x >> n | x << (32 - n); }
//== sha256: sha-256
static void compress(uint32_t *h, const uint8_t *block) {
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++) w[i] = block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + w[i - 7] + (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^ w[i - 15] >> 3) + (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(s, h, 32);
    for (int i = 0; i < 64; i++) {
        uint32_t t = s[7] + (ror(s[4], 6) ^ ror(s[4], 11) ^ ror(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + SHA256_K[i] + w[i];
        uint32_t u = (ror(s[0], 2) ^ ror(s[0], 13) ^ ror(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 28); s[4] += t; s[0] = t + u;
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
}
int main(int argc, char **argv) { uint32_t h[8]; memcpy(h, SHA256_H, 32); key[0] = argc; compress(h, key); return h[0]; }
//== sha1: sha-1
int main(int argc, char **argv) {
    uint32_t w[80], a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476, e = 0xc3d2e1f0;
    for (int i = 0; i < 16; i++) w[i] = argc * i;
    for (int i = 16; i < 80; i++) w[i] = rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20 ? (b & c | ~b & d) + 0x5a827999 : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1 : i < 60 ? (b & c | b & d | c & d) + 0x8f1bbcdc : (b ^ c ^ d) + 0xca62c1d6;
        f += rotl(a, 5) + e + w[i]; e = d; d = c; c = rotl(b, 30); b = a; a = f;
    }
    return a + b + c + d + e;
}
//== md5: md5
int main(int argc, char **argv) {
    static const uint8_t turns[] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
    uint32_t a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476, m[16];
    for (int i = 0; i < 16; i++) m[i] = argc * i;
    for (int i = 0; i < 64; i++) {
        uint32_t f = i < 16 ? b & c | ~b & d : i < 32 ? d & b | ~d & c : i < 48 ? b ^ c ^ d : c ^ (b | ~d);
        int g = i < 16 ? i : i < 32 ? (5 * i + 1) % 16 : i < 48 ? (3 * i + 5) % 16 : 7 * i % 16;
        f += a + MD5_T[i] + m[g]; a = d; d = c; c = b; b += rotl(f, turns[i / 16 * 4 + i % 4]);
    }
    return a + b + c + d;
}
//== aes-bytes: aes
static const uint8_t rcon[10] = {1, 2, 4, 8, 16, 32, 64, 128, 0x1b, 0x36};
static uint8_t twice(uint8_t x) { return x << 1 ^ (x >> 7) * 0x1b; }
int main(int argc, char **argv) {
    uint8_t w[176], s[16], t[16]; memcpy(w, key, 16);
    for (int i = 16; i < 176; i += 4) {
        uint8_t k[4]; memcpy(k, w + i - 4, 4);
        if (i % 16 == 0) { uint8_t first = k[0]; k[0] = AES_S[k[1]] ^ rcon[i / 16 - 1]; k[1] = AES_S[k[2]]; k[2] = AES_S[k[3]]; k[3] = AES_S[first]; }
        for (int j = 0; j < 4; j++) w[i + j] = w[i - 16 + j] ^ k[j];
    }
    for (int i = 0; i < 16; i++) s[i] = (argc + i) ^ w[i];
    for (int round = 1; round <= 10; round++) {
        for (int i = 0; i < 16; i++) t[i] = AES_S[s[5 * i % 16]];
        for (int i = 0; i < 16; i += 4)
            for (int j = 0; j < 4; j++)
                s[i + j] = w[16 * round + i + j] ^ (round == 10 ? t[i + j] : twice(t[i + j] ^ t[i + (j + 1) % 4]) ^ t[i + (j + 1) % 4] ^ t[i + (j + 2) % 4] ^ t[i + (j + 3) % 4]);
    }
    return s[0];
}
//== aes-joined: aes
static uint32_t sub(uint32_t x) { return AES_S[x >> 24] << 24 | AES_S[x >> 16 & 255] << 16 | AES_S[x >> 8 & 255] << 8 | AES_S[x & 255]; }
int main(int argc, char **argv) {
    uint32_t w[44] = {argc, 1, 2, 3}, s[4], t[4], power = 1;
    for (int i = 4; i < 44; i++) {
        uint32_t k = w[i - 1];
        if (i % 4 == 0) { k = sub(rotl(k, 8)) ^ power << 24; power = power << 1 ^ (power >> 7) * 0x11b; }
        w[i] = w[i - 4] ^ k;
    }
    for (int i = 0; i < 4; i++) s[i] = i ^ w[i];
    for (int round = 1; round < 10; round++) {
        for (int i = 0; i < 4; i++)
            t[i] = w[4 * round + i] ^ AES_TE0[s[i] >> 24] ^ ror(AES_TE0[s[(i + 1) % 4] >> 16 & 255], 8) ^ ror(AES_TE0[s[(i + 2) % 4] >> 8 & 255], 16) ^ ror(AES_TE0[s[(i + 3) % 4] & 255], 24);
        memcpy(s, t, 16);
    }
    return sub(s[0] & 0xff000000 | s[1] & 0xff0000 | s[2] & 0xff00 | s[3] & 0xff) ^ w[40];
}
//== chacha20: chacha20
#define Q(a, b, c, d) a += b; d = rotl(d ^ a, 16); c += d; b = rotl(b ^ c, 12); a += b; d = rotl(d ^ a, 8); c += d; b = rotl(b ^ c, 7);
int main(int argc, char **argv) {
    uint32_t x[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, argc};
    for (int i = 0; i < 10; i++) {
        Q(x[0], x[4], x[8], x[12]) Q(x[1], x[5], x[9], x[13]) Q(x[2], x[6], x[10], x[14]) Q(x[3], x[7], x[11], x[15])
        Q(x[0], x[5], x[10], x[15]) Q(x[1], x[6], x[11], x[12]) Q(x[2], x[7], x[8], x[13]) Q(x[3], x[4], x[9], x[14])
    }
    return x[0];
}
//== keccak: sha3-256
int main(int argc, char **argv) {
    uint64_t a[25] = {argc}, c[5], d;
    for (int round = 0; round < 24; round++) {
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++) { d = c[(x + 4) % 5] ^ (c[(x + 1) % 5] << 1 | c[(x + 1) % 5] >> 63); for (int y = 0; y < 25; y += 5) a[x + y] ^= d; }
        for (int y = 0; y < 25; y += 5) { uint64_t b = a[y]; for (int x = 0; x < 4; x++) a[y + x] ^= ~a[y + x + 1] & a[y + (x + 2) % 5]; a[y + 4] ^= ~b & a[y]; }
        a[0] ^= KECCAK_RC[round];
    }
    return a[0];
}
//== ml-kem-transform: ml-kem
int main(int argc, char **argv) {
    static int16_t f[256]; int k = 1; f[0] = argc;
    for (int length = 128; length >= 2; length >>= 1)
        for (int start = 0; start < 256; start += 2 * length) {
            int32_t zeta = ML_KEM_ZETAS[k++];
            for (int j = start; j < start + length; j++) { int16_t t = zeta * f[j + length] % 3329; f[j + length] = f[j] - t; f[j] += t; }
        }
    return f[1];
}
//== ml-dsa-transform: ml-dsa
int main(int argc, char **argv) {
    static int32_t f[256]; int k = 1; f[0] = argc;
    for (int length = 128; length >= 1; length >>= 1)
        for (int start = 0; start < 256; start += 2 * length) {
            int64_t zeta = ML_DSA_ZETAS[k++];
            for (int j = start; j < start + length; j++) { int32_t t = zeta * f[j + length] % 8380417; f[j + length] = f[j] - t; f[j] += t; }
        }
    return f[1];
}
