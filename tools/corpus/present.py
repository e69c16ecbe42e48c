"""Which families of algorithms a file may show besides those that its program asks for.

Owns: the reading of names. The linker takes whole objects, and a library calls on its own parts:
what came along is told by the symbols of the file before it is stripped. The words are those
that authors of libraries use; no table of the scanner is read here.
"""
import re

# Words in names of functions and tables, and the families they stand for.
WORDS = [
    (r"aes|rijndael", "AES"), (r"aria", "ARIA"), (r"camellia|cmll", "Camellia"),
    (r"blowfish|\bbf_|bcrypt|bf_init", "Blowfish bcrypt"), (r"twofish", "Twofish"), (r"serpent", "Serpent"),
    (r"cast", "CAST5 CAST6"), (r"idea", "IDEA"), (r"seed", "SEED"), (r"sm4", "SM4"), (r"sm3", "SM3"), (r"sm2", "SM2 EC"),
    (r"rc2|arctwo|rfc2268", "RC2"), (r"rc4|arc4|arcfour", "RC4"), (r"rc5", "RC5"), (r"rc6", "RC6"),
    (r"3des|des3|des_ede|triple|desede", "3DES DES"), (r"des", "DES 3DES crypt"), (r"kasumi", "KASUMI"),
    (r"salsa|hsalsa", "Salsa20 XSalsa20-Poly1305"), (r"chacha|neon_core|chaPoly", "ChaCha20 ChaCha20-Poly1305 Salsa20"),
    (r"poly1305", "Poly1305 ChaCha20-Poly1305 Salsa20"), (r"md2", "MD2"), (r"md4", "MD4"), (r"md5", "MD5 MD5 and SHA-1"),
    (r"sha_?1(?!\d)|sha1|sha_?ssse3|shatransform|sha_?160|sha_block|initsha|wc_sha", "SHA-1 MD5 and SHA-1"),
    (r"sha_?(2|5|3[^_]|224|256|384|512)", "SHA-2"), (r"sha_?3|keccak|shake", "SHA-3 Keccak KMAC"),
    (r"ripemd|rmd160|rmd128", "RIPEMD"), (r"whirlpool|whrlpool", "Whirlpool"), (r"tiger", "Tiger"), (r"streebog|stribog", "GOST R 34.11"),
    (r"gost", "GOST GOST R 34.11 GOST R 34.10"), (r"blake2", "BLAKE2"), (r"blake3", "BLAKE3"), (r"argon2", "Argon2 BLAKE2"), (r"skein|threefish", "Skein Threefish"),
    (r"hmac", "HMAC"), (r"cmac|omac", "CMAC OMAC"), (r"kmac", "KMAC"), (r"siphash|shorthash", "SipHash"), (r"umac", "UMAC"), (r"gmac|ghash|gcm", "GCM GMAC"),
    (r"pbkdf|pkcs5", "PBKDF2"), (r"pbkdf1", "PBKDF1"), (r"pbe|bytestokey|keyivgen", "PBES1 PBES2"), (r"pkcs_?12", "PKCS12-KDF"), (r"tls1?_?prf", "TLS-PRF"), (r"ccm", "CCM"), (r"scrypt", "scrypt Salsa20"), (r"hkdf", "HKDF"), (r"rsa", "RSA"),
    (r"dsa", "DSA ECDSA EdDSA"), (r"ecdsa|ecp|ec_|ecc|secp|p256|p384|p521|k256|elliptic", "EC ECDSA ECDH"), (r"ecdh", "ECDH EC"),
    (r"\bdh|\d+dh_|dhm|diffie|ffdhe|modp|bn_dh|dh_params", "DH"), (r"25519", "ECDH EdDSA EC"), (r"448|goldilocks", "ECDH EdDSA EC SHA-3"),
    (r"mlkem|ml_kem|kyber", "ML-KEM Kyber SHA-3"), (r"mldsa|ml_dsa|dilithium", "ML-DSA Dilithium SHA-3"), (r"slh_dsa|sphincs", "SLH-DSA SPHINCS+ SHA-2 SHA-3 HMAC MGF1"),
    (r"falcon", "Falcon FN-DSA"), (r"frodo", "FrodoKEM"), (r"bike", "BIKE"), (r"hqc", "HQC"), (r"mceliece", "Classic McEliece"), (r"ntru", "NTRU NTRU Prime"),
    (r"ctr_?drbg", "CTR_DRBG"), (r"hmac_?drbg", "HMAC_DRBG"), (r"hash_?drbg", "Hash_DRBG"), (r"yarrow", "Yarrow"), (r"fortuna", "Fortuna"),
    (r"crc32", "CRC"), (r"mersenne|mt19937", "Mersenne Twister"), (r"elgamal|elg_", "ElGamal"), (r"srp", "SRP"), (r"psk", "PSK"), (r"anon|adh", "none"), (r"jpake", "J-PAKE"),
    (r"mdc2", "MDC-2 DES"), (r"crypt_r|crypt_", "crypt"), (r"lms|lmots", "HSS/LMS"), (r"xmss", "XMSS"), (r"siv", "SIV GCM-SIV"), (r"ocb", "OCB"), (r"xts", "XTS"), (r"eax", "EAX"), (r"cbc_?mac", "CBC-MAC"),
    (r"botan\d+(cbc|cfb|ctr|ofb)_", "CBC CFB CTR OFB"), (r"misty", "MISTY1"), (r"ecgdsa", "ECGDSA"), (r"eckcdsa", "EC-KCDSA"), (r"esign", "ESIGN"),
    (r"kuznyechik|magma", "GOST"), (r"zuc", "ZUC"), (r"snow", "SNOW SNOW3G"), (r"rabbit", "RABBIT"), (r"hc128|hc256", "HC"), (r"sosemanuk", "Sosemanuk"),
    (r"skipjack", "Skipjack"), (r"tea", "TEA"), (r"mars", "MARS"), (r"lea_|_lea|::lea", "LEA"), (r"hight", "HIGHT"), (r"kalyna", "Kalyna Kupyna"),
    (r"concat_?kdf|sskdf|sp800_56", "Concat KDF"), (r"kw_|keywrap|wrap", "KW KWP"), (r"ecies", "ECIES"), (r"mqv", "ECMQV MQV"), (r"hpke", "HPKE"), (r"kdf_?x9|x963", "X9.63 KDF"), (r"mgf1|oaep|pss", "MGF1 RSA"),
]
COMPILED = [(re.compile(words), families) for words, families in WORDS]
# More than one word, as a standard spells them.
NAMES = ["MD5 and SHA-1", "GOST R 34.11", "GOST R 34.10", "Classic McEliece", "NTRU Prime", "Concat KDF", "X9.63 KDF", "Mersenne Twister"]


def families(symbols):
    """The families of all names."""
    found = set()
    text = "\n".join(symbols).lower()
    for words, listed in COMPILED:
        if words.search(text):
            for name in NAMES:
                if name in listed:
                    found.add(name)
                    listed = listed.replace(name, "")
            found.update(listed.split())
    return sorted(found)
