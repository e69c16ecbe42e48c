#!/usr/bin/env python3
"""The smallest program that futae-eval can judge: standard library only.

It answers one operation, the check of an ML-KEM encapsulation key (FIPS 203, 7.2), and says of
everything else that it is not supported. Put your library where the check is.

    futae-eval vectors own: --impl "program:python3 tools/eval/pipe/answer.py"
"""
import json
import sys

# Bytes of an encapsulation key: 384 k + 32 (FIPS 203, table 3).
SIZES = {"ML-KEM-512": 800, "ML-KEM-768": 1184, "ML-KEM-1024": 1568}
Q = 3329


def key_is_sound(algorithm, key):
    """The right length, and no coefficient of q or more."""
    if len(key) != SIZES[algorithm]:
        return False
    packed = key[:-32]
    for a, b, c in zip(packed[0::3], packed[1::3], packed[2::3]):
        if (a | (b & 15) << 8) >= Q or (b >> 4 | c << 4) >= Q:
            return False
    return True


def answer(question):
    if question["operation"] == "checkPublicKey" and question["algorithm"] in SIZES:
        return {"valid": key_is_sound(question["algorithm"], bytes.fromhex(question["publicKey"]))}
    return {"unsupported": "only the check of ML-KEM public keys"}


for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({"id": question["id"], **answer(question)}), flush=True)
