"""Tables of algorithms, computed from the formulas of their standards, as a header of C.

Owns: the formulas. They are written apart from those of the scanner, so that neither repeats an
error of the other.
"""
import itertools
import math


def primes():
    for number in itertools.count(2):
        if all(number % prime for prime in range(2, math.isqrt(number) + 1)):
            yield number


def root_bits(power, count):
    """FIPS 180-4, 4.2.2 and 5.3.3: 32 bits of the fractions of roots of primes."""
    for prime in itertools.islice(primes(), count):
        scaled, low, high = prime << (32 * power), 0, prime << 32
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle ** power <= scaled else (low, middle - 1)
        yield low & 0xFFFFFFFF


def times(a, b):
    """FIPS 197, 4.2: the product in GF(2^8)."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = (a << 1) ^ (0x11B * (a >> 7)), b >> 1
    return product


def s_box():
    """FIPS 197, 5.1.1."""
    for value in range(256):
        inverse = next((other for other in range(256) if times(value, other) == 1), 0)
        turned = [inverse << n | inverse >> (8 - n) for n in range(5)]
        yield (turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63) & 0xFF


def keccak_constants():
    """FIPS 202, 3.2.5: bits of a feedback register of x^8 + x^6 + x^5 + x^4 + 1."""
    register = 1
    for _ in range(24):
        constant = 0
        for place in range(7):
            constant |= (register & 1) << ((1 << place) - 1)
            register = (register << 1) ^ (0x171 * (register >> 7))
        yield constant


def zetas(root, modulus, bits):
    """FIPS 203, appendix A and FIPS 204, appendix B: powers by their reversed index."""
    for index in range(1 << bits):
        yield pow(root, int(f"{index:0{bits}b}"[::-1], 2), modulus)


def remainders(polynomial):
    """A table of a cyclic redundancy check, lowest bit first."""
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ polynomial * (value & 1)
        yield value


def base64_values():
    """RFC 4648, table 1, the other way round."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return [letters.find(chr(code)) & 0xFF for code in range(128)]


def header():
    box = list(s_box())
    joined = [times(2, s) << 24 | s << 16 | s << 8 | times(3, s) for s in box]
    tables = [
        ("uint32_t", "SHA256_K", root_bits(3, 64)), ("uint32_t", "SHA256_H", root_bits(2, 8)),
        ("uint32_t", "MD5_T", [int(abs(math.sin(i + 1)) * 2 ** 32) for i in range(64)]),
        ("uint8_t", "AES_S", box), ("uint32_t", "AES_TE0", joined), ("uint64_t", "KECCAK_RC", keccak_constants()),
        ("int16_t", "ML_KEM_ZETAS", zetas(17, 3329, 7)), ("int32_t", "ML_DSA_ZETAS", zetas(1753, 8380417, 8)),
        ("uint32_t", "CRC32_TABLE", remainders(0xEDB88320)), ("uint64_t", "CRC64_TABLE", remainders(0xC96C5795D7870F42)),
        ("uint8_t", "BASE64_FROM", base64_values()),
    ]
    cosines = ", ".join(repr(math.cos(math.tau * index / 256)) for index in range(256))
    lines = [f"static const double COSINES[] = {{{cosines}}};"]
    lines += [f"static const {kind} {name}[] = {{{', '.join(map(hex, values))}}};" for kind, name, values in tables]
    return "\n".join(lines) + "\n"
