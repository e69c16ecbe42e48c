#!/usr/bin/env python3
"""Runs other tools over a corpus and writes down what they find, for one table with our scan.

usage: tools/corpus/peers.py CORPUS [--capa RULES] [--sample N]

yara-x (`pip install yara-x`) gets rules written here from published constants: a rule a family,
each with the tables of tables.py in both byte orders and the names that libraries put into
programs. capa (`pip install flare-capa`) gets the folder RULES: its rules do not come with the
package, so without one it is left out. It is slow: it gets every N-th file (50).
wheel-crypto-scan (`pip install wheel-crypto-scan`) reads native code in Python's wheels: it gets the
files in wheels of their own. It names groups of functions and of texts, not algorithms; the words of
what it matched tell the families.
Writes CORPUS/peer-NAME.jsonl; `bench/accuracy --binaries CORPUS` reads it.
"""
import argparse
import importlib.metadata
import json
import pathlib
import re
import subprocess
import tempfile
import time
import zipfile

import tables

WIDTHS = {"uint8_t": 1, "uint16_t": 2, "int16_t": 2, "uint32_t": 4, "int32_t": 4, "uint64_t": 8}
# Which table stands for which family. CRC and base64 stand for none.
FAMILIES = {"SHA256_K": "SHA-2", "SHA256_H": "SHA-2", "MD5_T": "MD5", "AES_S": "AES", "AES_TE0": "AES", "KECCAK_RC": "SHA-3",
            "ML_KEM_ZETAS": "ML-KEM", "ML_DSA_ZETAS": "ML-DSA"}
# What FIPS 180-4 (5.3.1), RFC 1321, RFC 8439, RFC 7693, FIPS 46-3 and RFC 3713 list.
WORDS = {
    "SHA-1": [[0x5A827999], [0x6ED9EBA1], [0x8F1BBCDC], [0xCA62C1D6]],
    "Camellia": [[0xA09E667F], [0x3BCC908B], [0xB67AE858], [0x4CAA73B2]],
    "BLAKE2": [[0xF3BCC908, 0x6A09E667], [0x84CAA73B, 0xBB67AE85]],
    "Blowfish": [[0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344]],
}
TEXTS = {
    "AES": ["AES_set_encrypt_key", "EVP_aes_128_", "EVP_aes_256_", "nettle_aes", "mbedtls_aes_", "wc_AesSetKey", "crypto/aes."],
    "SHA-2": ["SHA256_Init", "EVP_sha256", "EVP_sha512", "nettle_sha256", "mbedtls_sha256", "wc_Sha256", "crypto/sha256."],
    "SHA-1": ["SHA1_Init", "nettle_sha1", "mbedtls_sha1", "crypto/sha1."], "MD5": ["MD5_Init", "nettle_md5", "mbedtls_md5", "wc_Md5", "crypto/md5."],
    "HMAC": ["HMAC_Init", "nettle_hmac", "mbedtls_md_hmac", "wc_HmacSetKey", "crypto/hmac."],
    "ChaCha20": ["expand 32-byte k"], "DES": ["DES_set_key", "DES_ecb_encrypt", "crypto/des."], "ECDSA": ["ECDSA_sign", "wc_ecc_sign_hash", "crypto/ecdsa."],
    "RSA": ["RSA_sign", "mbedtls_rsa_", "crypto/rsa."],
}


def hexadecimal(values, width, order):
    return " ".join(f"{byte:02x}" for value in values for byte in (value % 256 ** width).to_bytes(width, order))


def rules():
    """One rule a family: any table, all single words together, or any name."""
    patterns = {}
    for line in tables.header().splitlines():
        kind, name, values = re.match(r"static const (\w+) (\w+)\[\] = \{(.*)\};", line).groups()
        if name in FAMILIES:
            # Twenty bytes are beyond chance; a table begins with them.
            width = WIDTHS[kind]
            first = [int(value, 0) for value in values.split(", ")[:max(8, 24 // width)]]
            listed = patterns.setdefault(FAMILIES[name], ([], [], []))[0]
            listed += sorted({f"{{ {hexadecimal(first, width, order)} }}" for order in ("little", "big")})
    for family, words in WORDS.items():
        for order in ("little", "big"):
            patterns.setdefault(family, ([], [], []))[1].append([f"{{ {hexadecimal(word, 4, order)} }}" for word in words])
    for family, texts in TEXTS.items():
        patterns.setdefault(family, ([], [], []))[2].extend(f'"{text}"' for text in texts)
    return "\n".join(rule(family, *listed) for family, listed in sorted(patterns.items()))


def rule(family, whole, sets, texts):
    lines, conditions = [], []
    for index, pattern in enumerate(whole + texts):
        lines.append(f"    $any_{index} = {pattern}")
    if whole + texts:
        conditions.append("any of ($any_*)")
    for number, patterns in enumerate(sets):
        lines += [f"    $set_{number}_{index} = {pattern}" for index, pattern in enumerate(patterns)]
        conditions.append(f"all of ($set_{number}_*)")
    name = re.sub(r"\W", "_", family)
    return f'rule {name} {{\n  meta:\n    family = "{family}"\n  strings:\n' + "\n".join(lines) + f"\n  condition:\n    {' or '.join(conditions)}\n}}"


def write(corpus, name, tool, seconds, size, found, noted=()):
    with open(corpus / f"peer-{name}.jsonl", "w") as file:
        file.write(json.dumps({"tool": tool, "seconds": seconds, "bytes": size}) + "\n")
        for path, families in found.items():
            reported = bool(families) or path in noted
            file.write(json.dumps({"path": path, "families": sorted(families), "reported": reported}) + "\n")


def yara_x(corpus, names):
    import yara_x
    compiled = yara_x.compile(rules())
    scanner, found, size, begin = yara_x.Scanner(compiled), {}, 0, time.monotonic()
    for name in names:
        path = corpus / name
        size += path.stat().st_size
        matching = scanner.scan_file(str(path)).matching_rules
        found[name] = {dict(each.metadata)["family"] for each in matching}
    write(corpus, "yara-x", f"yara-x {importlib.metadata.version('yara-x')}", time.monotonic() - begin, size, found)


# Words of capa's rules and the families that they stand for.
CAPA_WORDS = {"AES": "AES", "SHA256": "SHA-2", "SHA224": "SHA-2", "SHA512": "SHA-2", "SHA1": "SHA-1", "MD5": "MD5", "RC4": "RC4", "DES": "DES", "HMAC": "HMAC",
              "Blowfish": "Blowfish", "Camellia": "Camellia", "Twofish": "Twofish", "Salsa20": "Salsa20", "ChaCha": "ChaCha20", "RSA": "RSA", "RC6": "RC6", "Sosemanuk": "Sosemanuk", "Skipjack": "Skipjack"}


def capa(corpus, names, rules_folder):
    found, size, begin = {}, 0, time.monotonic()
    for name in names:
        path = corpus / name
        size += path.stat().st_size
        # Twice the longest time that a file of the corpus took.
        done = subprocess.run(["capa", "--quiet", "--json", "-r", rules_folder, path], capture_output=True, text=True, timeout=600)
        listed = json.loads(done.stdout)["rules"] if done.stdout.startswith("{") else {}
        found[name] = {family for rule in listed for word, family in CAPA_WORDS.items() if re.search(rf"\b{word}\b", rule, re.I)}
    write(corpus, "capa", f"capa {importlib.metadata.version('flare-capa')}", time.monotonic() - begin, size, found)


# Words of the functions, texts and crates that wheel-crypto-scan matches, besides those of capa.
WHEEL_WORDS = {**CAPA_WORDS, "BF": "Blowfish", "BLAKE2B": "BLAKE2", "BLAKE2S": "BLAKE2", "BLAKE3": "BLAKE3", "POLY1305": "Poly1305", "X25519": "ECDH", "ECDH": "ECDH", "ED25519": "EdDSA",
               "ECDSA": "ECDSA", "ARGON2": "Argon2", "SCRYPT": "scrypt", "PBKDF2": "PBKDF2", "SHA3": "SHA-3", "SHA2": "SHA-2", "KECCAK": "SHA-3", "RIPEMD160": "RIPEMD", "MLKEM": "ML-KEM",
               "KYBER": "ML-KEM", "MLDSA": "ML-DSA", "DILITHIUM": "ML-DSA", "CAST": "CAST5", "CHACHA20": "ChaCha20", "DH": "DH"}
# Linked libraries that it tells.
CRYPTO_LIBRARY = re.compile(r"lib(crypto|ssl|gnutls|nettle|hogweed|gcrypt|sodium|mbed|wolfssl|botan|nss3|freebl|tomcrypt)", re.I)
# Files in a wheel: what it reports of one is cut off beyond a number.
IN_A_WHEEL = 50


def wheel(folder, number, corpus, names):
    path = folder / f"corpus-{number}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        # It reads what has the ending of a library, or none.
        for index, name in enumerate(names):
            archive.write(corpus / name, f"corpus/file{index}")
        for name, text in (("RECORD", ""), ("METADATA", f"Metadata-Version: 2.1\nName: corpus\nVersion: {number}\n"), ("WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n")):
            archive.writestr(f"corpus-{number}.dist-info/{name}", text)
    return path


def wheel_crypto_scan(corpus, names):
    found, noted, seconds = {}, set(), 0.0
    for number, begin in enumerate(range(0, len(names), IN_A_WHEEL)):
        with tempfile.TemporaryDirectory() as folder:
            part = names[begin:begin + IN_A_WHEEL]
            path = wheel(pathlib.Path(folder), number, corpus, part)
            start = time.monotonic()
            done = subprocess.run(["wheel-crypto-scan", "scan", "--quiet", "--no-cache", path], capture_output=True, text=True)
            seconds += time.monotonic() - start
        for binary in json.loads(done.stdout)["binaries"]:
            name = part[int(binary["path"].removeprefix("corpus/file"))]
            matched = [each["name"] for each in binary["matched_symbols"]] + [each["value"] for each in binary["matched_strings"]] + list(map(str, binary["rust_crates"]))
            words = {word.upper() for each in matched for word in re.split(r"[\W_]+", each)}
            found[name] = {family for word, family in WHEEL_WORDS.items() if word.upper() in words}
            if matched or any(CRYPTO_LIBRARY.search(each) for each in binary["needed"]):
                noted.add(name)
    names = [name for name in names if name in found]
    size = sum((corpus / name).stat().st_size for name in names)
    write(corpus, "wheel-crypto-scan", f"wheel-crypto-scan {importlib.metadata.version('wheel-crypto-scan')}", seconds, size, found, noted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--capa", type=pathlib.Path, metavar="RULES")
    parser.add_argument("--sample", type=int, default=50)
    arguments = parser.parse_args()
    with open(arguments.corpus / "truth.jsonl") as file:
        names = [json.loads(line)["path"] for line in file]
    names = [name for name in names if (arguments.corpus / name).exists()]
    yara_x(arguments.corpus, names)
    wheel_crypto_scan(arguments.corpus, names)
    if arguments.capa:
        capa(arguments.corpus, names[::arguments.sample], arguments.capa)
    else:
        print("left out: capa (no rules given)")


if __name__ == "__main__":
    main()
