#!/usr/bin/env python3
"""Writes what a release of OpenSSL makes of cipher strings: `make.py > VERSION.txt`.

Needs pyOpenSSL, whose `cryptography` brings a release of OpenSSL along: 36.0.2 has 1.1.1n,
40.0.2 has 3.1.0, 42.0.8 has 3.2.2, 46.0.3 has 3.5.4. Suites of TLS 1.3 are left out, which stand
outside cipher strings, and those that usual builds lack (see `unbuilt` in the table).
"""
from OpenSSL import SSL

STRINGS = [
    "ALL:COMPLEMENTOFALL",
    "DEFAULT",
    "HIGH:!aNULL",
    "HIGH:MEDIUM:LOW:eNULL:@STRENGTH",
    "MEDIUM",
    "FIPS",
    "AESCCM8",
    "AESCCM+kRSA",
    "AES128:-AESCCM8:AES256-CCM8",
    "aNULL:kRSA",
    "ALL:!COMPLEMENTOFDEFAULT",
    "ECDHE-ECDSA-AES128-CCM8+HIGH",
    "ECDHE-ECDSA-AES128-CCM8+MEDIUM",
    "ECDHE+AESCCM:+AESCCM8:@STRENGTH",
    "SUITEB128",
]
UNBUILT = ("SEED", "IDEA", "RC4", "DES-CBC3")


def expanded(string):
    context = SSL.Context(SSL.TLS_METHOD)
    try:
        context.set_cipher_list(string.encode())
    except SSL.Error:
        return []
    names = SSL.Connection(context, None).get_cipher_list()
    return [name for name in names if not name.startswith("TLS_") and not any(u in name for u in UNBUILT)]


for string in STRINGS:
    print(string, *expanded(string))
