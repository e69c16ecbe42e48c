//! Block ciphers, stream ciphers, authenticated encryption of one piece.

use crate::algorithm::Primitive::{Ae, BlockCipher, StreamCipher};
use crate::algorithm::QuantumImpact::{GroverReduced, Resistant};
use crate::algorithm::{Algorithm, Broken, Primitive, Source};

const fn a(family: &'static str, primitive: Primitive, document: &'static str) -> Algorithm {
    Algorithm::new(family, primitive, Source::new(document, ""))
}

const fn block(family: &'static str, document: &'static str) -> Algorithm {
    a(family, BlockCipher, document).quantum(GroverReduced)
}

const fn stream(family: &'static str, document: &'static str) -> Algorithm {
    a(family, StreamCipher, document).quantum(GroverReduced)
}

const AES: Algorithm = block("AES", "FIPS 197");
const CAMELLIA: Algorithm = block("Camellia", "RFC 3713");
const ARIA: Algorithm = block("ARIA", "RFC 5794");
const SERPENT: Algorithm = block("Serpent", "Anderson, Biham and Knudsen, AES proposal 1998");
const TWOFISH: Algorithm = block("Twofish", "Schneier et al., AES proposal 1998");
const CLEFIA: Algorithm = block("CLEFIA", "RFC 6114");
const DES: Algorithm = block("DES", "FIPS 46-3");

const DES_BROKEN: Broken = Broken {
    reason: "a 56-bit key is found by search in about a day",
    reason_ja: "56ビット鍵は1日程度の全数探索で求められる",
    source: Source::new("RFC 4772", ""),
};
const EXPORT_BROKEN: Broken = Broken {
    reason: "a 40-bit key is found by search at once",
    reason_ja: "40ビット鍵は全数探索ですぐに求められる",
    source: Source::new("RFC 7525", "4.1"),
};
const RC4_BROKEN: Broken = Broken {
    reason: "biases of the keystream reveal plaintext",
    reason_ja: "キーストリームの偏りから平文が求められる",
    source: Source::new("RFC 7465", ""),
};
const A5_BROKEN: Broken = Broken {
    reason: "the key is found in seconds to hours",
    reason_ja: "鍵が数秒から数時間で求められる",
    source: Source::new("Barkan, Biham and Keller, CRYPTO 2003", ""),
};

const ZIPCRYPTO_BROKEN: Broken = Broken {
    reason: "the keys follow from some twelve bytes of known plaintext",
    reason_ja: "12バイト程度の既知平文から鍵が求められる",
    source: Source::new(
        "Biham and Kocher, A Known Plaintext Attack on the PKZIP Stream Cipher, FSE 1994",
        "",
    ),
};

#[rustfmt::skip]
pub(super) static ROWS: &[Algorithm] = &[
    AES.row("aes", "AES").also(&["Rijndael", "AES (size not known)"]),
    AES.row("aes-128", "AES-128").key(128).strength(128).set("128").category(1).also(&["rijndael128"]),
    AES.row("aes-192", "AES-192").key(192).strength(192).set("192").category(3).quantum(Resistant).also(&["rijndael192"]),
    AES.row("aes-256", "AES-256").key(256).strength(256).set("256").category(5).quantum(Resistant).also(&["rijndael256"]),
    CAMELLIA.row("camellia", "Camellia").ja("カメリア"),
    CAMELLIA.row("camellia-128", "Camellia-128").key(128).strength(128).set("128").ja("カメリア 128ビット鍵"),
    CAMELLIA.row("camellia-192", "Camellia-192").key(192).strength(192).set("192").quantum(Resistant).ja("カメリア 192ビット鍵"),
    CAMELLIA.row("camellia-256", "Camellia-256").key(256).strength(256).set("256").quantum(Resistant).ja("カメリア 256ビット鍵"),
    ARIA.row("aria", "ARIA"),
    ARIA.row("aria-128", "ARIA-128").key(128).strength(128).set("128"),
    ARIA.row("aria-192", "ARIA-192").key(192).strength(192).set("192").quantum(Resistant),
    ARIA.row("aria-256", "ARIA-256").key(256).strength(256).set("256").quantum(Resistant),
    block("3DES", "SP 800-67 Rev. 2").row("3des", "3-key Triple DES").ja("3-key Triple DES").key(168).strength(112).also(&["tdea", "triple-des", "tripledes", "desede", "des-ede3", "des3", "3tdea", "tdes"]),
    block("3DES", "SP 800-67 Rev. 2").row("3des-2key", "2-key Triple DES").key(112).strength(80).also(&["2tdea"]),
    DES.row("des", "DES").key(56).strength(56).broken(DES_BROKEN).also(&["des-56", "single-des"]),
    DES.row("des-40", "DES with a 40-bit key").key(40).strength(40).broken(EXPORT_BROKEN).also(&["des40", "export-des"]),
    DES.row("desx", "DES-X").key(184).strength(118).from(Source::new("Kilian and Rogaway, CRYPTO 1996", "")).also(&["desx-cbc"]),
    block("RC2", "RFC 2268").row("rc2", "RC2"),
    block("RC2", "RFC 2268").row("rc2-40", "RC2 with a 40-bit key").key(40).strength(40).broken(EXPORT_BROKEN),
    block("RC2", "RFC 2268").row("rc2-128", "RC2 with a 128-bit key").key(128).strength(128),
    block("RC2", "RFC 2268").row("rc2-64", "RC2 with a 64-bit key").key(64).strength(64),
    stream("RC4", "RFC 6229").row("rc4", "RC4").broken(RC4_BROKEN).also(&["arc4", "arcfour", "ARCFOUR", "rc4-128"]),
    stream("RC4", "RFC 6229").row("rc4-40", "RC4 with a 40-bit key").key(40).strength(40).broken(EXPORT_BROKEN),
    stream("RC4", "RFC 6229").row("rc4-56", "RC4 with a 56-bit key").key(56).strength(56).broken(RC4_BROKEN),
    block("RC5", "RFC 2040").row("rc5", "RC5"),
    block("RC6", "Rivest et al., AES proposal 1998").row("rc6", "RC6"),
    block("IDEA", "Lai and Massey, EUROCRYPT 1991").row("idea", "IDEA").key(128).strength(126),
    block("CAST5", "RFC 2144").row("cast5", "CAST5").key(128).strength(128).also(&["cast-128", "cast128"]),
    block("CAST6", "RFC 2612").row("cast6", "CAST-256").also(&["cast-256"]),
    block("Blowfish", "Schneier, FSE 1993").row("blowfish", "Blowfish").also(&["bf"]),
    TWOFISH.row("twofish", "Twofish"),
    TWOFISH.row("twofish-128", "Twofish-128").key(128).strength(128).set("128"),
    TWOFISH.row("twofish-192", "Twofish-192").key(192).strength(192).set("192").quantum(Resistant),
    TWOFISH.row("twofish-256", "Twofish-256").key(256).strength(256).set("256").quantum(Resistant),
    SERPENT.row("serpent", "Serpent"),
    SERPENT.row("serpent-128", "Serpent-128").key(128).strength(128).set("128"),
    SERPENT.row("serpent-192", "Serpent-192").key(192).strength(192).set("192").quantum(Resistant),
    SERPENT.row("serpent-256", "Serpent-256").key(256).strength(256).set("256").quantum(Resistant),
    block("SEED", "RFC 4269").row("seed", "SEED").key(128).strength(128),
    block("SM4", "GB/T 32907").row("sm4", "SM4").key(128).strength(128),
    block("LEA", "KS X 3246").row("lea", "LEA"),
    block("HIGHT", "ISO/IEC 18033-3").row("hight", "HIGHT").key(128).strength(128),
    block("KASUMI", "3GPP TS 35.202").row("kasumi", "KASUMI").key(128).strength(128),
    block("MISTY1", "RFC 2994").row("misty1", "MISTY1").key(128).strength(128),
    block("GOST", "RFC 5830").row("gost28147-89", "GOST 28147-89").key(256).strength(178).also(&["gost89", "GOST28147"]),
    block("GOST", "RFC 8891").row("magma", "GOST R 34.12-2015 Magma").key(256).strength(256),
    block("GOST", "RFC 7801").row("kuznyechik", "GOST R 34.12-2015 Kuznyechik").key(256).strength(256).quantum(Resistant).also(&["kuznechik", "grasshopper"]),
    block("Skipjack", "NIST Skipjack specification").row("skipjack", "Skipjack").key(80).strength(80),
    block("TEA", "Wheeler and Needham, FSE 1994").row("tea", "TEA").key(128).strength(126),
    block("TEA", "Needham and Wheeler 1997").row("xtea", "XTEA").key(128).strength(128),
    block("MARS", "IBM, AES proposal 1998").row("mars", "MARS"),
    block("BelT", "STB 34.101.31").row("belt", "BelT").key(256).strength(256).quantum(Resistant),
    block("Kalyna", "DSTU 7624:2014").row("kalyna-128", "Kalyna-128").key(128).strength(128),
    block("PRESENT", "ISO/IEC 29192-2").row("present", "PRESENT"),
    block("Threefish", "Skein 1.3").row("threefish", "Threefish").quantum(Resistant),
    block("SC2000", "SC2000 specification").row("sc2000", "SC2000"),
    block("CIPHERUNICORN-E", "CIPHERUNICORN-E specification").row("cipherunicorn-e", "CIPHERUNICORN-E").key(128).strength(128),
    block("CIPHERUNICORN-A", "CIPHERUNICORN-A specification").row("cipherunicorn-a", "CIPHERUNICORN-A"),
    CLEFIA.row("clefia", "CLEFIA"),
    CLEFIA.row("clefia-128", "CLEFIA-128").key(128).strength(128).set("128"),
    CLEFIA.row("clefia-192", "CLEFIA-192").key(192).strength(192).set("192").quantum(Resistant),
    CLEFIA.row("clefia-256", "CLEFIA-256").key(256).strength(256).set("256").quantum(Resistant),
    block("Hierocrypt", "Hierocrypt-L1 specification").row("hierocrypt-l1", "Hierocrypt-L1").key(128).strength(128),
    block("Hierocrypt", "Hierocrypt-3 specification").row("hierocrypt-3", "Hierocrypt-3"),

    stream("KCipher-2", "RFC 7008").row("kcipher-2", "KCipher-2").key(128).strength(128).also(&["k2", "kcipher2"]),
    stream("MUGI", "ISO/IEC 18033-4").row("mugi", "MUGI").key(128).strength(128),
    stream("MULTI-S01", "ISO/IEC 18033-4").row("multi-s01", "MULTI-S01").key(256).strength(256),
    stream("Enocoro", "ISO/IEC 29192-3").row("enocoro-128v2", "Enocoro-128v2").key(128).strength(128).also(&["enocoro"]),
    stream("ChaCha20", "RFC 8439").row("chacha20", "ChaCha20").key(256).strength(256).quantum(Resistant).also(&["chacha"]),
    stream("ChaCha20", "draft-irtf-cfrg-xchacha").row("xchacha20", "XChaCha20").key(256).strength(256).quantum(Resistant),
    stream("Salsa20", "eSTREAM").row("salsa20", "Salsa20").also(&["xsalsa20"]),
    stream("HC", "eSTREAM").row("hc-128", "HC-128").key(128).strength(128),
    stream("RABBIT", "RFC 4503").row("rabbit", "Rabbit").key(128).strength(128),
    stream("Sosemanuk", "eSTREAM").row("sosemanuk", "Sosemanuk"),
    stream("Trivium", "ISO/IEC 29192-3").row("trivium", "Trivium").key(80).strength(80),
    stream("SNOW3G", "3GPP TS 35.216").row("snow-3g", "SNOW 3G").key(128).strength(128),
    stream("SNOW", "Ekdahl and Johansson, SAC 2002").row("snow-2.0", "SNOW 2.0"),
    stream("ZUC", "3GPP TS 35.222").row("zuc-128", "ZUC-128").key(128).strength(128).also(&["zuc"]),
    stream("ZipCrypto", "APPNOTE.TXT 6.3.10, 6.1").row("zipcrypto", "ZipCrypto (traditional encryption of ZIP files)").ja("ZipCrypto（ZIPの従来型暗号化）").key(96).strength(38).broken(ZIPCRYPTO_BROKEN).also(&["traditional pkware encryption", "pkzip"]),
    stream("A5/1", "GSM").row("a5-1", "A5/1").key(64).strength(24).broken(A5_BROKEN).also(&["A5/1"]),
    stream("A5/2", "GSM").row("a5-2", "A5/2").key(64).strength(0).broken(A5_BROKEN).also(&["A5/2"]),

    a("ChaCha20-Poly1305", Ae, "RFC 8439").row("chacha20-poly1305", "ChaCha20-Poly1305").key(256).strength(256).quantum(Resistant).also(&["chachapoly", "chacha20poly1305"]),
    a("ChaCha20-Poly1305", Ae, "draft-irtf-cfrg-xchacha").row("xchacha20-poly1305", "XChaCha20-Poly1305").key(256).strength(256).quantum(Resistant),
    a("Salsa20", Ae, "NaCl").row("xsalsa20-poly1305", "XSalsa20-Poly1305").key(256).strength(256).quantum(Resistant).also(&["secretbox"]),
    a("AEGIS", Ae, "draft-irtf-cfrg-aegis-aead").row("aegis-128l", "AEGIS-128L").key(128).strength(128).quantum(GroverReduced),
    a("AEGIS", Ae, "draft-irtf-cfrg-aegis-aead").row("aegis-256", "AEGIS-256").key(256).strength(256).quantum(Resistant),
    a("Ascon", Ae, "SP 800-232").row("ascon-aead128", "Ascon-AEAD128").key(128).strength(128).quantum(GroverReduced).also(&["ascon-128"]),
];
