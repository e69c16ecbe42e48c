#!/usr/bin/env python3
"""Makes the fixtures x509_certificate/{alternative,hash_based,version_1}, x509_related/text and
cms/embedded beside this file: certificates by which a second key or signature is announced,
certificates of stateful hash-based signatures, and objects in places and spellings that no tool
writes by itself. Run with Python 3 after asn1-recipe.sh.

Every structure is written by hand after its document. Keys are public words of the right length
made by SHA-256, except the points of P-256, which are its base point; signatures are such words
too and verify nothing.
"""
import base64, hashlib, json, pathlib

HERE = pathlib.Path(__file__).parent
SEQUENCE, SET, INTEGER, BITS, OCTETS, NULL = 0x30, 0x31, 2, 3, 4, b"\5\0"


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def oid(text):
    first, second, *rest = map(int, text.split("."))
    out = bytes([first * 40 + second])
    for number in rest:
        digits = [number & 127]
        while number := number >> 7:
            digits.append(number & 127 | 128)
        out += bytes(reversed(digits))
    return der(6, out)


def words(label, size):
    blocks = (hashlib.sha256(f"aratame {label} {i}".encode()).digest() for i in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def algorithm(dotted, *parameters):
    return der(SEQUENCE, oid(dotted), *parameters)


def bits(value):
    return der(BITS, b"\0", value)


def integer(value):
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def name(common):
    country = der(SET, der(SEQUENCE, oid("2.5.4.6"), der(0x13, b"JP")))
    return der(SEQUENCE, country, der(SET, der(SEQUENCE, oid("2.5.4.3"), der(12, common.encode()))))


def extension(dotted, value, critical=False):
    flag = b"\1\1\xff" if critical else b""
    return der(SEQUENCE, oid(dotted), flag, der(OCTETS, value))


def validity(first=b"260101000000Z", last=b"460101000000Z"):
    time = lambda text: der(0x17 if len(text) == 13 else 0x18, text)
    return der(SEQUENCE, time(first), time(last))


ECDSA = algorithm("1.2.840.10045.4.3.2")
POINT = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
P256 = der(SEQUENCE, algorithm("1.2.840.10045.2.1", oid("1.2.840.10045.3.1.7")), bits(POINT))
ECDSA_VALUE = der(SEQUENCE, integer(int.from_bytes(words("r", 31), "big")),
                  integer(int.from_bytes(words("s", 31), "big")))
ML_DSA_44 = algorithm("2.16.840.1.101.3.4.3.17")
ML_DSA_KEY = der(SEQUENCE, ML_DSA_44, bits(words("ml-dsa-44", 1312)))
ML_DSA_VALUE = bits(words("ml-dsa-44 signature", 2420))
SHA256 = algorithm("2.16.840.1.101.3.4.2.1")
HSS = algorithm("1.2.840.113549.1.9.16.3.17")
# RFC 9802: levels 2, LMS_SHA256_M32_H10, LMOTS_SHA256_N32_W8, identifier, root; no wrapping.
HSS_KEY = der(SEQUENCE, HSS, bits(bytes.fromhex("000000020000000600000004") + words("lms", 48)))
XMSS = algorithm("1.3.6.1.5.5.7.6.34")
# RFC 9802: XMSS-SHA2_10_256, root, seed.
XMSS_KEY = der(SEQUENCE, XMSS, bits(bytes.fromhex("00000001") + words("xmss", 64)))
XMSS_MT = algorithm("1.3.6.1.5.5.7.6.35")
XMSS_MT_KEY = der(SEQUENCE, XMSS_MT, bits(bytes.fromhex("00000001") + words("xmssmt", 64)))


def certificate(common, key, signature, value, extensions=(), version=2, issuer=None, serial=7,
                times=None):
    head = [der(0xa0, integer(version))] if version else []
    tail = [der(0xa3, der(SEQUENCE, *extensions))] if extensions else []
    body = der(SEQUENCE, *head, integer(serial), signature, name(issuer or common),
               times or validity(), name(common), key, *tail)
    return der(SEQUENCE, body, signature, bits(value))


def write(path, content):
    target = HERE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


noise = bytes((i * i * 37 + i * 11) >> 3 & 255 for i in range(700))

# ITU-T X.509 (10/2019), 9.8: subjectAltPublicKeyInfo, altSignatureAlgorithm, altSignatureValue.
write("x509_certificate/alternative/alternative.cer", certificate(
    "alternative", P256, ECDSA, ECDSA_VALUE, [
        extension("2.5.29.72", ML_DSA_KEY), extension("2.5.29.73", ML_DSA_44),
        extension("2.5.29.74", ML_DSA_VALUE)]))
# The signature alone: the key stays classical.
write("x509_certificate/alternative/signature-only.cer", certificate(
    "alternative signature", P256, ECDSA, ECDSA_VALUE, [
        extension("2.5.29.73", ML_DSA_44), extension("2.5.29.74", ML_DSA_VALUE)]))
# draft-bonnell-lamps-chameleon-certs: the descriptor, once with every field, once with few.
DELTA = "2.16.840.1.114027.80.6.1"
write("x509_certificate/alternative/delta.cer", certificate(
    "delta", P256, ECDSA, ECDSA_VALUE, [extension(DELTA, der(
        SEQUENCE, integer(8), der(0xa0, ML_DSA_44), der(0xa1, name("other issuer")),
        der(0xa2, validity()), der(0xa3, name("delta of it")), ML_DSA_KEY, ML_DSA_VALUE))]))
ED25519 = der(SEQUENCE, algorithm("1.3.101.112"), bits(words("ed25519", 32)))
write("x509_certificate/alternative/delta-implicit.cer", certificate(
    "delta, implicit tags", P256, ECDSA, ECDSA_VALUE, [extension(DELTA, der(
        SEQUENCE, integer(9), der(0xa0, oid("1.3.101.112")), ED25519,
        bits(words("ed25519 signature", 64))))]))
# RFC 9763: the hash of the certificate that belongs to the same end entity.
write("x509_certificate/alternative/related.cer", certificate(
    "related", P256, ECDSA, ECDSA_VALUE, [
        extension("1.3.6.1.5.5.7.1.36", der(SEQUENCE, SHA256, der(OCTETS, words("other", 32))))]))
# Extensions of these kinds with something else in them hide nothing of the certificate.
write("x509_certificate/alternative/malformed.cer", certificate(
    "malformed", P256, ECDSA, ECDSA_VALUE, [
        extension("2.5.29.72", integer(5)), extension(DELTA, b"\x30\x80")]))

usage = extension("2.5.29.15", bytes.fromhex("03020106"), critical=True)
hss = certificate("HSS", HSS_KEY, HSS, words("hss signature", 200), [usage])
xmss = certificate("XMSS", XMSS_KEY, XMSS, words("xmss signature", 200), [usage])
xmss_mt = certificate("XMSS^MT", XMSS_MT_KEY, XMSS_MT, words("xmssmt signature", 200), [usage])
write("x509_certificate/hash_based/hss.cer", hss)
write("x509_certificate/hash_based/xmss.cer", xmss)
write("x509_certificate/hash_based/xmssmt.cer", xmss_mt)
write("x509_certificate/hash_based/firmware.bin", b"FIRM" + noise + hss + noise + xmss + noise)

# Version 1 with algorithms of other families, found by its validity: SM2 with SM3, GOST, and one
# that nobody knows; with times of both kinds.
SM2 = algorithm("1.2.156.10197.1.501")
SM2_KEY = der(SEQUENCE, algorithm("1.2.840.10045.2.1", oid("1.2.156.10197.1.301")), bits(POINT))
GOST = algorithm("1.2.643.7.1.1.3.2")
GOST_KEY = der(SEQUENCE, algorithm("1.2.643.7.1.1.1.1", der(
    SEQUENCE, oid("1.2.643.7.1.2.1.1.1"), oid("1.2.643.7.1.1.2.2"))),
    bits(der(OCTETS, words("gost", 64))))
OWN = algorithm("1.2.392.99999.1")
first = certificate("SM2, version 1", SM2_KEY, SM2, ECDSA_VALUE, version=0)
second = certificate("GOST, version 1", GOST_KEY, GOST, words("gost signature", 64), version=0,
                     times=validity(last=b"20510101000000Z"))
third = certificate("unknown, version 1", P256, OWN, words("own", 40), version=0,
                    times=validity(b"20500101000000Z", b"20510101000000Z"))
write("x509_certificate/version_1/image.bin",
      b"IMG" + noise + first + noise + second + noise + third + noise)

# Lists, responses and attribute certificates in base64 without armour.
entries = der(SEQUENCE, *(der(SEQUENCE, integer(i), der(0x17, b"260101000000Z")) for i in range(12)))


def revocation_list(signature, value, revoked=b""):
    body = der(SEQUENCE, integer(1), signature, name("CA"), der(0x17, b"260101000000Z"),
               der(0x17, b"270101000000Z"), revoked)
    return der(SEQUENCE, body, signature, bits(value))


RSA_SHA256 = algorithm("1.2.840.113549.1.1.11", NULL)
long_list = revocation_list(RSA_SHA256, words("rsa", 256), entries)
mixed_list = revocation_list(RSA_SHA256, words("rsa again", 256))
short_list = revocation_list(algorithm("1.3.101.112"), words("ed25519 list", 64))
held = der(SEQUENCE, der(0xa0, der(SEQUENCE, der(0xa4, name("CA"))), integer(5)))
attribute = der(SEQUENCE, oid("2.5.4.72"), der(SET, der(SEQUENCE, der(0xa1, der(0x86, b"urn:role")))))


def attribute_certificate(signature, value, attributes):
    times = der(SEQUENCE, der(0x18, b"20260101000000Z"), der(0x18, b"20270101000000Z"))
    issuer = der(0xa0, der(SEQUENCE, der(0xa4, name("AA"))))
    body = der(SEQUENCE, integer(1), held, issuer, signature, integer(66), times,
               der(SEQUENCE, *attributes))
    return der(SEQUENCE, body, signature, bits(value))


attributes = attribute_certificate(RSA_SHA256, words("rsa attribute", 256), [attribute] * 6)


def response(signature, value):
    identity = der(SEQUENCE, algorithm("1.3.14.3.2.26", NULL), der(OCTETS, words("name", 20)),
                   der(OCTETS, words("key", 20)), integer(4660))
    time = der(0x18, b"20260101000000Z")
    single = der(SEQUENCE, identity, b"\x80\0", time)
    data = der(SEQUENCE, der(0xa1, name("responder")), time, der(SEQUENCE, single))
    basic = der(SEQUENCE, data, signature, bits(value))
    return der(SEQUENCE, b"\x0a\1\0", der(0xa0, der(
        SEQUENCE, oid("1.3.6.1.5.5.7.48.1.1"), der(OCTETS, basic))))


long_response = response(RSA_SHA256, words("rsa response", 256))
short_response = response(algorithm("1.3.101.112"), words("ed25519 response", 64))
text = lambda content: base64.b64encode(content).decode()
wrapped = lambda content: base64.encodebytes(content).decode()
write("x509_related/text/lists.yaml",
      f"crl: {text(long_list)}\nmixed: \"{text(mixed_list)}\"\nshort: '{text(short_list)}'\n".encode())
write("x509_related/text/responses.json",
      json.dumps({"ocsp": [text(long_response), text(short_response)]}).encode())
write("x509_related/text/attributes.xml",
      f"<EncapsulatedX509Certificate>\n{wrapped(attributes)}</EncapsulatedX509Certificate>\n".encode())

# A message of indefinite length between other bytes; RFC 5652 allows BER around the signed parts.
streamed = "".join(
    line for line in (HERE / "cms/all/streamed.pem").read_text().splitlines() if "-" not in line)
write("cms/embedded/spool.bin", b"SPOOL" + noise + base64.b64decode(streamed) + noise)
