//! Hash functions, message authentication codes, key derivation, password hashing, generators.

use crate::algorithm::Primitive::{Drbg, Hash, Kdf, Mac, Other, Xof};
use crate::algorithm::QuantumImpact::{GroverReduced, Resistant};
use crate::algorithm::{Algorithm, Broken, Primitive, Source};

const fn a(family: &'static str, primitive: Primitive, document: &'static str) -> Algorithm {
    Algorithm::new(family, primitive, Source::new(document, ""))
}

const SHA2: Algorithm = a("SHA-2", Hash, "FIPS 180-4");
const SHA3: Algorithm = a("SHA-3", Hash, "FIPS 202");
const BLAKE2: Algorithm = a("BLAKE2", Hash, "RFC 7693");
const RIPEMD: Algorithm = a("RIPEMD", Hash, "ISO/IEC 10118-3");
const GOST: Algorithm = a("GOST R 34.11", Hash, "RFC 6986");
const CRYPT: Algorithm = a("crypt", Kdf, "crypt(5)");
const PBE1: Algorithm = a("PBES1", Kdf, "RFC 8018");

const MD2_BROKEN: Broken = Broken {
    reason: "preimages and collisions are found faster than by search",
    reason_ja: "総当たりより速く原像と衝突が求められる",
    source: Source::new("RFC 6149", ""),
};
const MD4_BROKEN: Broken = Broken {
    reason: "collisions are found by hand",
    reason_ja: "衝突が手計算で求められる",
    source: Source::new("RFC 6150", ""),
};
const MD5_BROKEN: Broken = Broken {
    reason: "collisions are found in seconds, chosen-prefix collisions in hours",
    reason_ja: "衝突が数秒で、選択プレフィックス衝突も数時間で求められる",
    source: Source::new("RFC 6151", "2"),
};
const SHA1_BROKEN: Broken = Broken {
    reason: "chosen-prefix collisions have been computed",
    reason_ja: "選択プレフィックス衝突が実際に計算されている",
    source: Source::new("Leurent and Peyrin, SHA-1 is a Shambles, USENIX Security 2020", ""),
};
const SHA0_BROKEN: Broken = Broken {
    reason: "collisions have been computed",
    reason_ja: "衝突が実際に計算されている",
    source: Source::new("Biham et al., Collisions of SHA-0 and Reduced SHA-1, EUROCRYPT 2005", ""),
};
const RIPEMD_BROKEN: Broken = Broken {
    reason: "collisions have been computed for the original RIPEMD",
    reason_ja: "初代RIPEMDの衝突が実際に計算されている",
    source: Source::new("Wang et al., ePrint 2004/199", ""),
};
const GOST94_BROKEN: Broken = Broken {
    reason: "collisions and preimages are found faster than by search",
    reason_ja: "総当たりより速く衝突と原像が求められる",
    source: Source::new("Mendel et al., Cryptanalysis of the GOST Hash Function, CRYPTO 2008", ""),
};
const DES_CRYPT_BROKEN: Broken = Broken {
    reason: "56-bit key, 12-bit salt and 8-character passwords: searched in hours",
    reason_ja: "56ビット鍵、12ビットのソルト、8文字までのパスワードのため数時間で探索される",
    source: Source::new("crypt(5)", "descrypt"),
};
const LM_BROKEN: Broken = Broken {
    reason: "two independent 7-character halves without salt",
    reason_ja: "ソルトなしで7文字ずつ独立に処理される",
    source: Source::new("MS-SAMR", ""),
};

#[rustfmt::skip]
pub(super) static ROWS: &[Algorithm] = &[
    a("MD2", Hash, "RFC 1319").row("md2", "MD2").out(128).strength(0).broken(MD2_BROKEN),
    a("MD4", Hash, "RFC 1320").row("md4", "MD4").out(128).strength(0).broken(MD4_BROKEN),
    a("MD5", Hash, "RFC 1321").row("md5", "MD5").out(128).strength(18).broken(MD5_BROKEN),
    a("SHA-0", Hash, "FIPS 180").row("sha-0", "SHA-0").out(160).strength(39).broken(SHA0_BROKEN),
    a("SHA-1", Hash, "FIPS 180-4").row("sha-1", "SHA-1").out(160).strength(63).broken(SHA1_BROKEN).also(&["sha1", "sha160", "SHA"]),
    a("MD5 and SHA-1", Hash, "RFC 4346").row("md5-sha1", "MD5 and SHA-1 side by side").out(288).strength(63).broken(SHA1_BROKEN),
    SHA2.row("sha-224", "SHA-224").out(224).strength(112).set("224").quantum(GroverReduced).also(&["sha2-224"]),
    SHA2.row("sha-256", "SHA-256").out(256).strength(128).set("256").category(2).quantum(GroverReduced).also(&["sha2-256"]),
    SHA2.row("sha-384", "SHA-384").out(384).strength(192).set("384").category(4).quantum(Resistant).also(&["sha2-384"]),
    SHA2.row("sha-512", "SHA-512").out(512).strength(256).set("512").category(5).quantum(Resistant).also(&["sha2-512"]),
    SHA2.row("sha-512-224", "SHA-512/224").out(224).strength(112).set("512/224").quantum(GroverReduced).also(&["sha2-512/224", "sha512t224"]),
    SHA2.row("sha-512-256", "SHA-512/256").out(256).strength(128).set("512/256").category(2).quantum(GroverReduced).also(&["sha2-512/256", "sha512t256"]),
    SHA3.row("sha3-224", "SHA3-224").out(224).strength(112).set("224").quantum(GroverReduced),
    SHA3.row("sha3-256", "SHA3-256").out(256).strength(128).set("256").category(2).quantum(GroverReduced),
    SHA3.row("sha3-384", "SHA3-384").out(384).strength(192).set("384").category(4).quantum(Resistant),
    SHA3.row("sha3-512", "SHA3-512").out(512).strength(256).set("512").category(5).quantum(Resistant),
    SHA3.row("shake128", "SHAKE128").is(Xof).out(256).strength(128).set("128").category(2).quantum(GroverReduced).also(&["shake-128"]),
    SHA3.row("shake256", "SHAKE256").is(Xof).out(512).strength(256).set("256").category(5).quantum(Resistant).also(&["shake-256"]),
    SHA3.row("cshake128", "cSHAKE128").is(Xof).strength(128).from(Source::new("SP 800-185", "3")).quantum(GroverReduced),
    SHA3.row("cshake256", "cSHAKE256").is(Xof).strength(256).from(Source::new("SP 800-185", "3")).quantum(Resistant),
    SHA3.row("turboshake128", "TurboSHAKE128").is(Xof).strength(128).from(Source::new("RFC 9861", "")).quantum(GroverReduced),
    SHA3.row("turboshake256", "TurboSHAKE256").is(Xof).strength(256).from(Source::new("RFC 9861", "")).quantum(Resistant),
    SHA3.row("kangarootwelve", "KangarooTwelve").is(Xof).strength(128).from(Source::new("RFC 9861", "")).quantum(GroverReduced).also(&["KT128"]),
    a("Keccak", Hash, "Keccak reference 3.0").row("keccak-256", "Keccak-256 (padding before FIPS 202)").out(256).strength(128).quantum(GroverReduced),
    a("Keccak", Hash, "Keccak reference 3.0").row("keccak-512", "Keccak-512 (padding before FIPS 202)").out(512).strength(256).quantum(Resistant),
    RIPEMD.row("ripemd", "RIPEMD").out(128).strength(0).broken(RIPEMD_BROKEN),
    RIPEMD.row("ripemd-128", "RIPEMD-128").out(128).strength(64).quantum(GroverReduced).also(&["rmd128"]),
    RIPEMD.row("ripemd-160", "RIPEMD-160").out(160).strength(80).quantum(GroverReduced).also(&["rmd160"]),
    RIPEMD.row("ripemd-256", "RIPEMD-256").out(256).strength(64).quantum(GroverReduced).also(&["rmd256"]),
    RIPEMD.row("ripemd-320", "RIPEMD-320").out(320).strength(80).quantum(GroverReduced).also(&["rmd320"]),
    a("Whirlpool", Hash, "ISO/IEC 10118-3").row("whirlpool", "Whirlpool").out(512).strength(256).quantum(Resistant),
    a("Tiger", Hash, "Anderson and Biham, FSE 1996").row("tiger", "Tiger").out(192).strength(96).quantum(GroverReduced).also(&["tiger192"]),
    BLAKE2.row("blake2b-256", "BLAKE2b-256").out(256).strength(128).quantum(GroverReduced),
    BLAKE2.row("blake2b", "BLAKE2b").out(512).strength(256).quantum(Resistant).also(&["blake2b-512", "blake2"]),
    BLAKE2.row("blake2b-384", "BLAKE2b-384").out(384).strength(192).quantum(Resistant),
    BLAKE2.row("blake2s", "BLAKE2s").out(256).strength(128).quantum(GroverReduced).also(&["blake2s-256"]),
    a("BLAKE3", Hash, "BLAKE3 specification").row("blake3", "BLAKE3").out(256).strength(128).quantum(GroverReduced),
    a("Skein", Hash, "Skein 1.3").row("skein-512", "Skein-512").out(512).strength(256).quantum(Resistant).also(&["skein"]),
    a("Groestl", Hash, "Groestl specification").row("groestl-256", "Groestl-256").out(256).strength(128).quantum(GroverReduced).also(&["groestl"]),
    a("SM3", Hash, "GB/T 32905").row("sm3", "SM3").out(256).strength(128).quantum(GroverReduced),
    GOST.row("gost-r-34.11-94", "GOST R 34.11-94").out(256).strength(105).from(Source::new("RFC 5831", "")).broken(GOST94_BROKEN).also(&["md_gost94", "gosthash"]),
    GOST.row("streebog-256", "GOST R 34.11-2012 (256 bits)").out(256).strength(128).quantum(GroverReduced).also(&["md_gost12_256", "streebog256", "GOST3411-2012-256"]),
    GOST.row("streebog-512", "GOST R 34.11-2012 (512 bits)").out(512).strength(256).quantum(Resistant).also(&["md_gost12_512", "streebog512", "GOST3411-2012-512"]),
    a("LSH", Hash, "KS X 3262").row("lsh-256", "LSH-256").out(256).strength(128).quantum(GroverReduced),
    a("LSH", Hash, "KS X 3262").row("lsh-512", "LSH-512").out(512).strength(256).quantum(Resistant),
    a("Ascon", Hash, "SP 800-232").row("ascon-hash256", "Ascon-Hash256").out(256).strength(128).quantum(GroverReduced).also(&["ascon-hash"]),
    a("MDC-2", Hash, "ISO/IEC 10118-2").row("mdc-2", "MDC-2").out(128).strength(54).quantum(GroverReduced),
    a("HAS-160", Hash, "TTAS.KO-12.0011").row("has-160", "HAS-160").out(160).strength(80).quantum(GroverReduced),
    a("BelT", Hash, "STB 34.101.31").row("belt-hash", "BelT hash").out(256).strength(128).quantum(GroverReduced),
    a("Kupyna", Hash, "DSTU 7564:2014").row("kupyna-256", "Kupyna-256").out(256).strength(128).quantum(GroverReduced),

    a("HMAC", Mac, "FIPS 198-1").row("hmac", "HMAC"),
    a("CMAC", Mac, "SP 800-38B").row("cmac", "CMAC").also(&["aes-cmac", "omac1"]),
    a("CBC-MAC", Mac, "ISO/IEC 9797-1").row("cbc-mac", "CBC-MAC"),
    a("XCBC-MAC", Mac, "RFC 3566").row("xcbc-mac", "AES-XCBC-MAC").also(&["xcbc", "aes-xcbc"]),
    a("GMAC", Mac, "SP 800-38D").row("gmac", "GMAC").also(&["aes-gmac"]),
    a("KMAC", Mac, "SP 800-185").row("kmac128", "KMAC128").strength(128).quantum(GroverReduced),
    a("KMAC", Mac, "SP 800-185").row("kmac256", "KMAC256").strength(256).quantum(Resistant),
    a("Poly1305", Mac, "RFC 8439").row("poly1305", "Poly1305").out(128).key(256),
    a("UMAC", Mac, "RFC 4418").row("umac", "UMAC"),
    a("SipHash", Mac, "Aumasson and Bernstein, INDOCRYPT 2012").row("siphash", "SipHash").out(64).key(128),
    a("PC-MAC-AES", Mac, "PC-MAC-AES specification").row("pc-mac-aes", "PC-MAC-AES").strength(128).quantum(GroverReduced),
    a("SSL3-MAC", Mac, "RFC 6101").row("ssl3-mac", "SSL 3.0 MAC"),
    a("GOST 28147-89 IMIT", Mac, "RFC 5830").row("gost28147-imit", "GOST 28147-89 IMIT").also(&["gost-mac"]),
    a("PBMAC1", Mac, "RFC 9579").row("pbmac1", "PBMAC1"),
    a("IKE-PRF", Kdf, "RFC 7296").row("ike-prf", "IKEv2 prf+"),
    a("TLS-PRF", Kdf, "RFC 5246").row("tls12-prf", "TLS 1.2 PRF"),
    a("TLS-PRF", Kdf, "RFC 4346").row("tls1-prf", "TLS 1.0 and 1.1 PRF (MD5 and SHA-1)"),
    a("HKDF", Kdf, "RFC 5869").row("hkdf", "HKDF"),
    a("SP800-108", Kdf, "SP 800-108 Rev. 1").row("sp800-108", "SP 800-108 KDF").also(&["kbkdf"]),
    a("X9.63 KDF", Kdf, "ANSI X9.63").row("x963-kdf", "X9.63 KDF").also(&["x963kdf"]),
    a("Concat KDF", Kdf, "SP 800-56C Rev. 2").row("concat-kdf", "Concatenation KDF").also(&["sskdf", "single-step kdf"]),
    a("PBKDF1", Kdf, "RFC 8018").row("pbkdf1", "PBKDF1"),
    a("PBKDF2", Kdf, "RFC 8018").row("pbkdf2", "PBKDF2"),
    a("PKCS12-KDF", Kdf, "RFC 7292").row("pkcs12-kdf", "PKCS #12 KDF").also(&["pkcs12kdf"]),
    a("PBES2", Kdf, "RFC 8018").row("pbes2", "PBES2"),
    PBE1.row("pbes1", "PBES1"),
    PBE1.row("pbe-pkcs12", "PKCS #12 password-based encryption").from(Source::new("RFC 7292", "appendix C")),
    PBE1.row("pbe-openssl", "OpenSSL EVP_BytesToKey").from(Source::new("EVP_BytesToKey(3)", "")),
    PBE1.row("pbe-jks", "JKS key protection (SHA-1 keystream)").from(Source::new("JDK KeyProtector", "")).also(&["jks-key-protector"]),
    PBE1.row("pbe-jce", "JCEKS key protection (PBEWithMD5AndTripleDES)").from(Source::new("JDK SunJCE", "")).also(&["PBEWithMD5AndTripleDES"]),
    a("scrypt", Kdf, "RFC 7914").row("scrypt", "scrypt"),
    a("Argon2", Kdf, "RFC 9106").row("argon2id", "Argon2id").also(&["argon2"]),
    a("Argon2", Kdf, "RFC 9106").row("argon2i", "Argon2i"),
    a("Argon2", Kdf, "RFC 9106").row("argon2d", "Argon2d"),
    a("bcrypt", Kdf, "Provos and Mazieres, USENIX 1999").row("bcrypt", "bcrypt"),
    a("bcrypt", Kdf, "OpenSSH PROTOCOL.key").row("bcrypt-pbkdf", "bcrypt_pbkdf"),
    a("yescrypt", Kdf, "crypt(5)").row("yescrypt", "yescrypt"),
    a("yescrypt", Kdf, "crypt(5)").row("gost-yescrypt", "gost-yescrypt"),
    CRYPT.row("descrypt", "descrypt").broken(DES_CRYPT_BROKEN).also(&["des-crypt", "traditional crypt"]),
    CRYPT.row("bsdicrypt", "bsdicrypt"),
    CRYPT.row("md5crypt", "md5crypt").broken(Broken {
        reason: "a fixed 1000 rounds of MD5; its author calls it unsafe",
        reason_ja: "MD5の1000回固定反復。作者自身が安全でないとしている",
        source: Source::new("CVE-2012-3287", ""),
    }).also(&["md5-crypt"]),
    CRYPT.row("apr1", "Apache apr1").broken(Broken {
        reason: "a fixed 1000 rounds of MD5, as md5crypt",
        reason_ja: "md5cryptと同じくMD5の1000回固定反復",
        source: Source::new("CVE-2012-3287", ""),
    }).also(&["apr1-crypt"]),
    CRYPT.row("sha256crypt", "sha256crypt").also(&["sha256-crypt"]),
    CRYPT.row("sha512crypt", "sha512crypt").also(&["sha512-crypt"]),
    CRYPT.row("sha1crypt", "sha1crypt").also(&["sha1-crypt"]),
    CRYPT.row("nt-hash", "NT hash (MD4)").broken(MD4_BROKEN).also(&["ntlm-hash", "nthash"]),
    CRYPT.row("lm-hash", "LM hash").broken(LM_BROKEN).also(&["lmhash"]),
    CRYPT.row("ssha", "Salted SHA-1 (RFC 2307 SSHA)"),
    a("S2K", Kdf, "RFC 9580").row("s2k-simple", "OpenPGP simple S2K"),
    a("S2K", Kdf, "RFC 9580").row("s2k-salted", "OpenPGP salted S2K"),
    a("S2K", Kdf, "RFC 9580").row("s2k-iterated", "OpenPGP iterated and salted S2K"),
    a("krb5-string-to-key", Kdf, "RFC 3961").row("krb5-string-to-key", "Kerberos string-to-key"),

    a("CTR_DRBG", Drbg, "SP 800-90A Rev. 1").row("ctr-drbg", "CTR_DRBG"),
    a("Hash_DRBG", Drbg, "SP 800-90A Rev. 1").row("hash-drbg", "Hash_DRBG"),
    a("HMAC_DRBG", Drbg, "SP 800-90A Rev. 1").row("hmac-drbg", "HMAC_DRBG"),
    a("Dual_EC_DRBG", Drbg, "SP 800-90A (2012)").row("dual-ec-drbg", "Dual_EC_DRBG").broken(Broken {
        reason: "a trapdoor in its points predicts the output; withdrawn",
        reason_ja: "点の選び方に仕込める裏口から出力が予測できる。廃止済み",
        source: Source::new("SP 800-90A Rev. 1", ""),
    }),
    a("Fortuna", Drbg, "Ferguson and Schneier, Practical Cryptography").row("fortuna", "Fortuna"),
    a("Yarrow", Drbg, "Kelsey et al., SAC 1999").row("yarrow", "Yarrow"),
    a("Mersenne Twister", Other, "Matsumoto and Nishimura, TOMACS 1998").row("mt19937", "Mersenne Twister").ja("メルセンヌ・ツイスタ").broken(Broken {
        reason: "624 outputs give the whole state: no generator for keys",
        reason_ja: "624個の出力から内部状態が求まるため鍵生成には使えない",
        source: Source::new("Matsumoto and Nishimura, TOMACS 1998", ""),
    }),
    a("CRC", Other, "ISO 3309").row("crc-32", "CRC-32").also(&["crc32"]),
    a("ISO/IEC 9798", Other, "ISO/IEC 9798-2").row("iso-9798-2", "ISO/IEC 9798-2"),
    a("ISO/IEC 9798", Other, "ISO/IEC 9798-3").row("iso-9798-3", "ISO/IEC 9798-3"),
    a("ISO/IEC 9798", Other, "ISO/IEC 9798-4").row("iso-9798-4", "ISO/IEC 9798-4"),
];
