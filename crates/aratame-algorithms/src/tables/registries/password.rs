//! Kerberos encryption types, password-based encryption and password hashes.

use super::{Row, n, t};
use crate::registry::Standing::Obsolete;

#[rustfmt::skip]
pub(super) static KERBEROS: &[Row] = &[
    n(1, "des-cbc-crc", "des/cbc crc-32", "RFC 3961").is(Obsolete),
    n(2, "des-cbc-md4", "des/cbc md4", "RFC 3961").is(Obsolete),
    n(3, "des-cbc-md5", "des/cbc md5", "RFC 3961").also(&["des"]).is(Obsolete),
    n(4, "des-cbc-raw", "des/cbc", "RFC 3961").is(Obsolete),
    n(6, "des3-cbc-raw", "3des/cbc", "RFC 3961").is(Obsolete),
    n(8, "des-hmac-sha1", "des/cbc hmac#sha-1", "RFC 3961").is(Obsolete),
    n(16, "des3-cbc-sha1", "3des/cbc hmac#sha-1", "RFC 3961").also(&["des3-hmac-sha1", "des3-cbc-sha1-kd", "des3"]).is(Obsolete),
    n(17, "aes128-cts-hmac-sha1-96", "aes-128/cts hmac#sha-1", "RFC 3962").also(&["aes128-cts", "aes128-sha1"]),
    n(18, "aes256-cts-hmac-sha1-96", "aes-256/cts hmac#sha-1", "RFC 3962").also(&["aes256-cts", "aes256-sha1"]),
    n(19, "aes128-cts-hmac-sha256-128", "aes-128/cts hmac#sha-256", "RFC 8009").also(&["aes128-sha2"]),
    n(20, "aes256-cts-hmac-sha384-192", "aes-256/cts hmac#sha-384", "RFC 8009").also(&["aes256-sha2"]),
    n(23, "rc4-hmac", "rc4 hmac#md5", "RFC 4757").also(&["arcfour-hmac", "arcfour-hmac-md5", "rc4"]).is(Obsolete),
    n(24, "rc4-hmac-exp", "rc4-40 hmac#md5", "RFC 4757").also(&["arcfour-hmac-exp", "arcfour-hmac-md5-exp"]).is(Obsolete),
    n(25, "camellia128-cts-cmac", "camellia-128/cts cmac camellia-128", "RFC 6803").also(&["camellia128-cts"]),
    n(26, "camellia256-cts-cmac", "camellia-256/cts cmac camellia-256", "RFC 6803").also(&["camellia256-cts"]),
];

#[rustfmt::skip]
pub(super) static PBE: &[Row] = &[
    t("PBE-MD2-DES", "pbes1#md2 des/cbc", "RFC 8018").also(&["PBEWithMD2AndDES"]),
    t("PBE-MD5-DES", "pbes1#md5 des/cbc", "RFC 8018").also(&["PBEWithMD5AndDES"]),
    t("PBE-SHA1-DES", "pbes1#sha-1 des/cbc", "RFC 8018").also(&["PBEWithSHA1AndDES"]),
    t("PBE-MD2-RC2-64", "pbes1#md2 rc2-64/cbc", "RFC 8018").also(&["PBEWithMD2AndRC2"]),
    t("PBE-MD5-RC2-64", "pbes1#md5 rc2-64/cbc", "RFC 8018").also(&["PBEWithMD5AndRC2"]),
    t("PBE-SHA1-RC2-64", "pbes1#sha-1 rc2-64/cbc", "RFC 8018").also(&["PBEWithSHA1AndRC2"]),
    t("PBE-SHA1-RC4-128", "pbe-pkcs12#sha-1 rc4", "RFC 7292").also(&["PBEWithSHA1AndRC4_128", "PBEWithSHAAnd128BitRC4"]),
    t("PBE-SHA1-RC4-40", "pbe-pkcs12#sha-1 rc4-40", "RFC 7292").also(&["PBEWithSHA1AndRC4_40", "PBEWithSHAAnd40BitRC4"]),
    t("PBE-SHA1-3DES", "pbe-pkcs12#sha-1 3des/cbc", "RFC 7292").also(&["PBEWithSHA1AndDESede", "PBEWithSHAAnd3-KeyTripleDES-CBC"]),
    t("PBE-SHA1-2DES", "pbe-pkcs12#sha-1 3des-2key/cbc", "RFC 7292").also(&["PBEWithSHAAnd2-KeyTripleDES-CBC"]),
    t("PBE-SHA1-RC2-128", "pbe-pkcs12#sha-1 rc2-128/cbc", "RFC 7292").also(&["PBEWithSHA1AndRC2_128", "PBEWithSHAAnd128BitRC2-CBC"]),
    t("PBE-SHA1-RC2-40", "pbe-pkcs12#sha-1 rc2-40/cbc", "RFC 7292").also(&["PBEWithSHA1AndRC2_40", "PBEWithSHAAnd40BitRC2-CBC"]),
    t("PBEWithMD5AndTripleDES", "pbe-jce#md5 3des/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA1AndAES_128", "pbkdf2#sha-1 aes-128/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA1AndAES_256", "pbkdf2#sha-1 aes-256/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA224AndAES_128", "pbkdf2#sha-224 aes-128/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA224AndAES_256", "pbkdf2#sha-224 aes-256/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA256AndAES_128", "pbkdf2#sha-256 aes-128/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA256AndAES_256", "pbkdf2#sha-256 aes-256/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA384AndAES_128", "pbkdf2#sha-384 aes-128/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA384AndAES_256", "pbkdf2#sha-384 aes-256/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA512AndAES_128", "pbkdf2#sha-512 aes-128/cbc", "JDK SunJCE"),
    t("PBEWithHmacSHA512AndAES_256", "pbkdf2#sha-512 aes-256/cbc", "JDK SunJCE"),
];

#[rustfmt::skip]
pub(super) static CRYPT: &[Row] = &[
    t("1", "md5crypt", "crypt(5)"),
    t("2a", "bcrypt", "crypt(5)").also(&["2"]),
    t("2b", "bcrypt", "crypt(5)"),
    t("2x", "bcrypt", "crypt(5)"),
    t("2y", "bcrypt", "crypt(5)"),
    t("3", "nt-hash", "crypt(5)"),
    t("5", "sha256crypt", "crypt(5)"),
    t("6", "sha512crypt", "crypt(5)"),
    t("7", "scrypt", "crypt(5)"),
    t("y", "yescrypt", "crypt(5)"),
    t("gy", "gost-yescrypt", "crypt(5)"),
    t("sha1", "sha1crypt", "crypt(5)"),
    t("apr1", "apr1", "crypt(5)"),
    t("md5", "md5crypt", "crypt(5)"),
    t("argon2id", "argon2id", "crypt(5)"),
    t("argon2i", "argon2i", "crypt(5)"),
    t("argon2d", "argon2d", "crypt(5)"),
    t("pbkdf2", "pbkdf2#sha-1", "crypt(5)"),
    t("pbkdf2-sha256", "pbkdf2#sha-256", "crypt(5)"),
    t("pbkdf2-sha512", "pbkdf2#sha-512", "crypt(5)"),
    t("scrypt", "scrypt", "crypt(5)"),
];
