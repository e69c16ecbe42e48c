//! The suites that OpenSSL's cipher strings select from, and the words of that language.
//!
//! Owns what `openssl ciphers -V` prints of each suite, as bit sets that a rule can intersect.
//! Suites of TLS 1.3 are not here: cipher strings do not touch them.

use super::{MinimumVersion, OpensslSuite};
use MinimumVersion::{Ssl30, Tls10, Tls12};
use std::sync::LazyLock;

/// Key exchange.
pub(super) mod kx {
    pub(crate) const RSA: u32 = 1;
    pub(crate) const DHE: u32 = 1 << 1;
    pub(crate) const ECDHE: u32 = 1 << 2;
    pub(crate) const PSK: u32 = 1 << 3;
    pub(crate) const GOST: u32 = 1 << 4;
    pub(crate) const SRP: u32 = 1 << 5;
    pub(crate) const RSA_PSK: u32 = 1 << 6;
    pub(crate) const ECDHE_PSK: u32 = 1 << 7;
    pub(crate) const DHE_PSK: u32 = 1 << 8;
    pub(crate) const GOST18: u32 = 1 << 9;
    pub(crate) const UNBUILT: u32 = GOST | GOST18;
    pub(crate) const EPHEMERAL: u32 = DHE | ECDHE | DHE_PSK | ECDHE_PSK;
    pub(crate) const ANY_PSK: u32 = PSK | RSA_PSK | ECDHE_PSK | DHE_PSK;
}

/// Authentication of the server.
pub(super) mod au {
    pub(crate) const RSA: u32 = 1;
    pub(crate) const DSS: u32 = 1 << 1;
    pub(crate) const NONE: u32 = 1 << 2;
    pub(crate) const ECDSA: u32 = 1 << 3;
    pub(crate) const PSK: u32 = 1 << 4;
    pub(crate) const GOST01: u32 = 1 << 5;
    pub(crate) const SRP: u32 = 1 << 6;
    pub(crate) const GOST12: u32 = 1 << 7;
    pub(crate) const UNBUILT: u32 = GOST01 | GOST12;
}

/// Encryption.
pub(super) mod enc {
    pub(crate) const TRIPLE_DES: u32 = 1 << 1;
    pub(crate) const RC4: u32 = 1 << 2;
    pub(crate) const IDEA: u32 = 1 << 4;
    pub(crate) const NULL: u32 = 1 << 5;
    pub(crate) const AES128: u32 = 1 << 6;
    pub(crate) const AES256: u32 = 1 << 7;
    pub(crate) const CAMELLIA128: u32 = 1 << 8;
    pub(crate) const CAMELLIA256: u32 = 1 << 9;
    pub(crate) const GOST89: u32 = 1 << 10;
    pub(crate) const SEED: u32 = 1 << 11;
    pub(crate) const AES128_GCM: u32 = 1 << 12;
    pub(crate) const AES256_GCM: u32 = 1 << 13;
    pub(crate) const AES128_CCM: u32 = 1 << 14;
    pub(crate) const AES256_CCM: u32 = 1 << 15;
    pub(crate) const AES128_CCM8: u32 = 1 << 16;
    pub(crate) const AES256_CCM8: u32 = 1 << 17;
    pub(crate) const GOST89_12: u32 = 1 << 18;
    pub(crate) const CHACHA20: u32 = 1 << 19;
    pub(crate) const ARIA128_GCM: u32 = 1 << 20;
    pub(crate) const ARIA256_GCM: u32 = 1 << 21;
    pub(crate) const UNBUILT: u32 = RC4 | IDEA | SEED | GOST89 | GOST89_12;
    pub(crate) const AES_GCM: u32 = AES128_GCM | AES256_GCM;
    pub(crate) const AES_CCM8: u32 = AES128_CCM8 | AES256_CCM8;
    pub(crate) const AES_CCM: u32 = AES128_CCM | AES256_CCM | AES_CCM8;
    pub(crate) const AES_CBC: u32 = AES128 | AES256;
    pub(crate) const AES: u32 = AES_CBC | AES_GCM | AES_CCM;
    pub(crate) const CAMELLIA: u32 = CAMELLIA128 | CAMELLIA256;
    pub(crate) const ARIA: u32 = ARIA128_GCM | ARIA256_GCM;
    pub(crate) const CBC: u32 = TRIPLE_DES | IDEA | AES_CBC | CAMELLIA | SEED;
}

/// Authentication of records.
pub(super) mod mac {
    pub(crate) const MD5: u32 = 1;
    pub(crate) const SHA1: u32 = 1 << 1;
    pub(crate) const GOST94: u32 = 1 << 2;
    pub(crate) const GOST89: u32 = 1 << 3;
    pub(crate) const SHA256: u32 = 1 << 4;
    pub(crate) const SHA384: u32 = 1 << 5;
    pub(crate) const AEAD: u32 = 1 << 6;
    pub(crate) const GOST12: u32 = 1 << 7;
    pub(crate) const UNBUILT: u32 = GOST94 | GOST89 | GOST12;
}

/// OpenSSL's own grades.
pub(super) mod grade {
    pub(crate) const NONE: u32 = 1;
    pub(crate) const LOW: u32 = 1 << 1;
    pub(crate) const MEDIUM: u32 = 1 << 2;
    pub(crate) const HIGH: u32 = 1 << 3;
    pub(crate) const FIPS: u32 = 1 << 4;
    pub(crate) const NOT_DEFAULT: u32 = 1 << 5;
    /// The grades proper; [`NOT_DEFAULT`] is told apart by rules.
    pub(crate) const STRENGTHS: u32 = NONE | LOW | MEDIUM | HIGH | FIPS;
}

/// What a word of the language selects. A zero means that any will do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pattern {
    pub(super) code_point: Option<u16>,
    pub(super) kx: u32,
    pub(super) au: u32,
    pub(super) enc: u32,
    pub(super) mac: u32,
    pub(super) grade: u32,
    pub(super) minimum: Option<MinimumVersion>,
}

const ANY: Pattern =
    Pattern { code_point: None, kx: 0, au: 0, enc: 0, mac: 0, grade: 0, minimum: None };

const fn kx(bits: u32) -> Pattern {
    Pattern { kx: bits, ..ANY }
}
const fn au(bits: u32) -> Pattern {
    Pattern { au: bits, ..ANY }
}
const fn kx_au(kx: u32, au: u32) -> Pattern {
    Pattern { kx, au, ..ANY }
}
const fn enc(bits: u32) -> Pattern {
    Pattern { enc: bits, ..ANY }
}
const fn mac(bits: u32) -> Pattern {
    Pattern { mac: bits, ..ANY }
}
const fn grade(bits: u32) -> Pattern {
    Pattern { grade: bits, ..ANY }
}
const fn since(minimum: MinimumVersion) -> Pattern {
    Pattern { minimum: Some(minimum), ..ANY }
}

/// The words of the language, as openssl-ciphers(1) of OpenSSL 3.0 has them.
pub(super) const ALIASES: &[(&str, Pattern)] = &[
    ("ALL", enc(!enc::NULL)),
    ("COMPLEMENTOFALL", enc(enc::NULL)),
    ("COMPLEMENTOFDEFAULT", grade(grade::NOT_DEFAULT)),
    ("kRSA", kx(kx::RSA)),
    ("kEDH", kx(kx::DHE)),
    ("kDHE", kx(kx::DHE)),
    ("DH", kx(kx::DHE)),
    ("kEECDH", kx(kx::ECDHE)),
    ("kECDHE", kx(kx::ECDHE)),
    ("ECDH", kx(kx::ECDHE)),
    ("kPSK", kx(kx::PSK)),
    ("kRSAPSK", kx(kx::RSA_PSK)),
    ("kECDHEPSK", kx(kx::ECDHE_PSK)),
    ("kDHEPSK", kx(kx::DHE_PSK)),
    ("kSRP", kx(kx::SRP)),
    ("kGOST", kx(kx::GOST)),
    ("kGOST18", kx(kx::GOST18)),
    ("aRSA", au(au::RSA)),
    ("aDSS", au(au::DSS)),
    ("DSS", au(au::DSS)),
    ("aNULL", au(au::NONE)),
    ("aECDSA", au(au::ECDSA)),
    ("ECDSA", au(au::ECDSA)),
    ("aPSK", au(au::PSK)),
    ("aGOST01", au(au::GOST01)),
    ("aGOST12", au(au::GOST12)),
    ("aGOST", au(au::GOST01 | au::GOST12)),
    ("aSRP", au(au::SRP)),
    ("EDH", kx_au(kx::DHE, !au::NONE)),
    ("DHE", kx_au(kx::DHE, !au::NONE)),
    ("EECDH", kx_au(kx::ECDHE, !au::NONE)),
    ("ECDHE", kx_au(kx::ECDHE, !au::NONE)),
    ("NULL", enc(enc::NULL)),
    ("RSA", kx_au(kx::RSA, au::RSA)),
    ("ADH", kx_au(kx::DHE, au::NONE)),
    ("AECDH", kx_au(kx::ECDHE, au::NONE)),
    ("PSK", kx(kx::ANY_PSK)),
    ("SRP", kx(kx::SRP)),
    ("3DES", enc(enc::TRIPLE_DES)),
    ("RC4", enc(enc::RC4)),
    ("IDEA", enc(enc::IDEA)),
    ("SEED", enc(enc::SEED)),
    ("eNULL", enc(enc::NULL)),
    ("GOST89", enc(enc::GOST89)),
    ("GOST2012", enc(enc::GOST89_12)),
    ("AES128", enc(enc::AES128 | enc::AES128_GCM | enc::AES128_CCM | enc::AES128_CCM8)),
    ("AES256", enc(enc::AES256 | enc::AES256_GCM | enc::AES256_CCM | enc::AES256_CCM8)),
    ("AES", enc(enc::AES)),
    ("AESGCM", enc(enc::AES_GCM)),
    ("AESCCM", enc(enc::AES_CCM)),
    ("AESCCM8", enc(enc::AES_CCM8)),
    ("CAMELLIA128", enc(enc::CAMELLIA128)),
    ("CAMELLIA256", enc(enc::CAMELLIA256)),
    ("CAMELLIA", enc(enc::CAMELLIA)),
    ("CHACHA20", enc(enc::CHACHA20)),
    ("ARIA", enc(enc::ARIA)),
    ("ARIAGCM", enc(enc::ARIA)),
    ("ARIA128", enc(enc::ARIA128_GCM)),
    ("ARIA256", enc(enc::ARIA256_GCM)),
    ("CBC", enc(enc::CBC)),
    ("MD5", mac(mac::MD5)),
    ("SHA1", mac(mac::SHA1)),
    ("SHA", mac(mac::SHA1)),
    ("GOST94", mac(mac::GOST94)),
    ("GOST89MAC", mac(mac::GOST89)),
    ("SHA256", mac(mac::SHA256)),
    ("SHA384", mac(mac::SHA384)),
    ("GOST12", mac(mac::GOST12)),
    ("SSLv3", since(Ssl30)),
    ("TLSv1", since(Tls10)),
    ("TLSv1.0", since(Tls10)),
    ("TLSv1.2", since(Tls12)),
    ("LOW", grade(grade::LOW)),
    ("MEDIUM", grade(grade::MEDIUM)),
    ("HIGH", grade(grade::HIGH)),
    ("FIPS", Pattern { enc: !enc::NULL, grade: grade::FIPS, ..ANY }),
    // The older spelling of two suites that have no other alias.
    ("EDH-DSS-DES-CBC3-SHA", edh_triple_des(au::DSS)),
    ("EDH-RSA-DES-CBC3-SHA", edh_triple_des(au::RSA)),
];

const fn edh_triple_des(au: u32) -> Pattern {
    let grade = grade::HIGH | grade::FIPS;
    Pattern { kx: kx::DHE, au, enc: enc::TRIPLE_DES, mac: mac::SHA1, grade, ..ANY }
}

#[expect(clippy::too_many_arguments, reason = "one row of a table, read as columns")]
const fn suite(
    code_point: u16,
    name: &'static str,
    kx: u32,
    au: u32,
    enc: u32,
    mac: u32,
    minimum: MinimumVersion,
    grade: u32,
    built: bool,
) -> OpensslSuite {
    OpensslSuite { code_point, name, kx, au, enc, mac, minimum, grade, built }
}

macro_rules! suites {
    ($($built:ident($($column:expr),*),)*) => { &[$(suite($($column,)* suites!($built))),*] };
    (built) => { true };
    (unbuilt) => { false };
}

/// Every suite, by code point. `unbuilt` ones (RC4, triple DES, SEED, IDEA) are in the source of
/// OpenSSL 3.0, and distributions' builds of it do not have them.
#[rustfmt::skip]
pub(super) const SUITES: &[OpensslSuite] = suites![
    built(0x0001, "NULL-MD5", kx::RSA, au::RSA, enc::NULL, mac::MD5, Ssl30, grade::NONE),
    built(0x0002, "NULL-SHA", kx::RSA, au::RSA, enc::NULL, mac::SHA1, Ssl30, grade::NONE),
    unbuilt(0x0004, "RC4-MD5", kx::RSA, au::RSA, enc::RC4, mac::MD5, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x0005, "RC4-SHA", kx::RSA, au::RSA, enc::RC4, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x0007, "IDEA-CBC-SHA", kx::RSA, au::RSA, enc::IDEA, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x000A, "DES-CBC3-SHA", kx::RSA, au::RSA, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    unbuilt(0x0013, "DHE-DSS-DES-CBC3-SHA", kx::DHE, au::DSS, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    unbuilt(0x0016, "DHE-RSA-DES-CBC3-SHA", kx::DHE, au::RSA, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    unbuilt(0x0018, "ADH-RC4-MD5", kx::DHE, au::NONE, enc::RC4, mac::MD5, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x001B, "ADH-DES-CBC3-SHA", kx::DHE, au::NONE, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0x002C, "PSK-NULL-SHA", kx::PSK, au::PSK, enc::NULL, mac::SHA1, Ssl30, grade::NONE),
    built(0x002D, "DHE-PSK-NULL-SHA", kx::DHE_PSK, au::PSK, enc::NULL, mac::SHA1, Ssl30, grade::NONE),
    built(0x002E, "RSA-PSK-NULL-SHA", kx::RSA_PSK, au::RSA, enc::NULL, mac::SHA1, Ssl30, grade::NONE),
    built(0x002F, "AES128-SHA", kx::RSA, au::RSA, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x0032, "DHE-DSS-AES128-SHA", kx::DHE, au::DSS, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0033, "DHE-RSA-AES128-SHA", kx::DHE, au::RSA, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x0034, "ADH-AES128-SHA", kx::DHE, au::NONE, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0035, "AES256-SHA", kx::RSA, au::RSA, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x0038, "DHE-DSS-AES256-SHA", kx::DHE, au::DSS, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0039, "DHE-RSA-AES256-SHA", kx::DHE, au::RSA, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x003A, "ADH-AES256-SHA", kx::DHE, au::NONE, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x003B, "NULL-SHA256", kx::RSA, au::RSA, enc::NULL, mac::SHA256, Tls12, grade::NONE),
    built(0x003C, "AES128-SHA256", kx::RSA, au::RSA, enc::AES128, mac::SHA256, Tls12, grade::HIGH | grade::FIPS),
    built(0x003D, "AES256-SHA256", kx::RSA, au::RSA, enc::AES256, mac::SHA256, Tls12, grade::HIGH | grade::FIPS),
    built(0x0040, "DHE-DSS-AES128-SHA256", kx::DHE, au::DSS, enc::AES128, mac::SHA256, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0041, "CAMELLIA128-SHA", kx::RSA, au::RSA, enc::CAMELLIA128, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0044, "DHE-DSS-CAMELLIA128-SHA", kx::DHE, au::DSS, enc::CAMELLIA128, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0045, "DHE-RSA-CAMELLIA128-SHA", kx::DHE, au::RSA, enc::CAMELLIA128, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0046, "ADH-CAMELLIA128-SHA", kx::DHE, au::NONE, enc::CAMELLIA128, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0067, "DHE-RSA-AES128-SHA256", kx::DHE, au::RSA, enc::AES128, mac::SHA256, Tls12, grade::HIGH | grade::FIPS),
    built(0x006A, "DHE-DSS-AES256-SHA256", kx::DHE, au::DSS, enc::AES256, mac::SHA256, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x006B, "DHE-RSA-AES256-SHA256", kx::DHE, au::RSA, enc::AES256, mac::SHA256, Tls12, grade::HIGH | grade::FIPS),
    built(0x006C, "ADH-AES128-SHA256", kx::DHE, au::NONE, enc::AES128, mac::SHA256, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x006D, "ADH-AES256-SHA256", kx::DHE, au::NONE, enc::AES256, mac::SHA256, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0084, "CAMELLIA256-SHA", kx::RSA, au::RSA, enc::CAMELLIA256, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0087, "DHE-DSS-CAMELLIA256-SHA", kx::DHE, au::DSS, enc::CAMELLIA256, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0088, "DHE-RSA-CAMELLIA256-SHA", kx::DHE, au::RSA, enc::CAMELLIA256, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0x0089, "ADH-CAMELLIA256-SHA", kx::DHE, au::NONE, enc::CAMELLIA256, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    unbuilt(0x008A, "PSK-RC4-SHA", kx::PSK, au::PSK, enc::RC4, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x008B, "PSK-3DES-EDE-CBC-SHA", kx::PSK, au::PSK, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0x008C, "PSK-AES128-CBC-SHA", kx::PSK, au::PSK, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x008D, "PSK-AES256-CBC-SHA", kx::PSK, au::PSK, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    unbuilt(0x008E, "DHE-PSK-RC4-SHA", kx::DHE_PSK, au::PSK, enc::RC4, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x008F, "DHE-PSK-3DES-EDE-CBC-SHA", kx::DHE_PSK, au::PSK, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0090, "DHE-PSK-AES128-CBC-SHA", kx::DHE_PSK, au::PSK, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x0091, "DHE-PSK-AES256-CBC-SHA", kx::DHE_PSK, au::PSK, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    unbuilt(0x0092, "RSA-PSK-RC4-SHA", kx::RSA_PSK, au::RSA, enc::RC4, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x0093, "RSA-PSK-3DES-EDE-CBC-SHA", kx::RSA_PSK, au::RSA, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0x0094, "RSA-PSK-AES128-CBC-SHA", kx::RSA_PSK, au::RSA, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    built(0x0095, "RSA-PSK-AES256-CBC-SHA", kx::RSA_PSK, au::RSA, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::FIPS),
    unbuilt(0x0096, "SEED-SHA", kx::RSA, au::RSA, enc::SEED, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x0099, "DHE-DSS-SEED-SHA", kx::DHE, au::DSS, enc::SEED, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x009A, "DHE-RSA-SEED-SHA", kx::DHE, au::RSA, enc::SEED, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0x009B, "ADH-SEED-SHA", kx::DHE, au::NONE, enc::SEED, mac::SHA1, Ssl30, grade::MEDIUM | grade::NOT_DEFAULT),
    built(0x009C, "AES128-GCM-SHA256", kx::RSA, au::RSA, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x009D, "AES256-GCM-SHA384", kx::RSA, au::RSA, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x009E, "DHE-RSA-AES128-GCM-SHA256", kx::DHE, au::RSA, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x009F, "DHE-RSA-AES256-GCM-SHA384", kx::DHE, au::RSA, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00A2, "DHE-DSS-AES128-GCM-SHA256", kx::DHE, au::DSS, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x00A3, "DHE-DSS-AES256-GCM-SHA384", kx::DHE, au::DSS, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x00A6, "ADH-AES128-GCM-SHA256", kx::DHE, au::NONE, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x00A7, "ADH-AES256-GCM-SHA384", kx::DHE, au::NONE, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0x00A8, "PSK-AES128-GCM-SHA256", kx::PSK, au::PSK, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00A9, "PSK-AES256-GCM-SHA384", kx::PSK, au::PSK, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00AA, "DHE-PSK-AES128-GCM-SHA256", kx::DHE_PSK, au::PSK, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00AB, "DHE-PSK-AES256-GCM-SHA384", kx::DHE_PSK, au::PSK, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00AC, "RSA-PSK-AES128-GCM-SHA256", kx::RSA_PSK, au::RSA, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00AD, "RSA-PSK-AES256-GCM-SHA384", kx::RSA_PSK, au::RSA, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0x00AE, "PSK-AES128-CBC-SHA256", kx::PSK, au::PSK, enc::AES128, mac::SHA256, Tls10, grade::HIGH | grade::FIPS),
    built(0x00AF, "PSK-AES256-CBC-SHA384", kx::PSK, au::PSK, enc::AES256, mac::SHA384, Tls10, grade::HIGH | grade::FIPS),
    built(0x00B0, "PSK-NULL-SHA256", kx::PSK, au::PSK, enc::NULL, mac::SHA256, Tls10, grade::NONE),
    built(0x00B1, "PSK-NULL-SHA384", kx::PSK, au::PSK, enc::NULL, mac::SHA384, Tls10, grade::NONE),
    built(0x00B2, "DHE-PSK-AES128-CBC-SHA256", kx::DHE_PSK, au::PSK, enc::AES128, mac::SHA256, Tls10, grade::HIGH | grade::FIPS),
    built(0x00B3, "DHE-PSK-AES256-CBC-SHA384", kx::DHE_PSK, au::PSK, enc::AES256, mac::SHA384, Tls10, grade::HIGH | grade::FIPS),
    built(0x00B4, "DHE-PSK-NULL-SHA256", kx::DHE_PSK, au::PSK, enc::NULL, mac::SHA256, Tls10, grade::NONE),
    built(0x00B5, "DHE-PSK-NULL-SHA384", kx::DHE_PSK, au::PSK, enc::NULL, mac::SHA384, Tls10, grade::NONE),
    built(0x00B6, "RSA-PSK-AES128-CBC-SHA256", kx::RSA_PSK, au::RSA, enc::AES128, mac::SHA256, Tls10, grade::HIGH | grade::FIPS),
    built(0x00B7, "RSA-PSK-AES256-CBC-SHA384", kx::RSA_PSK, au::RSA, enc::AES256, mac::SHA384, Tls10, grade::HIGH | grade::FIPS),
    built(0x00B8, "RSA-PSK-NULL-SHA256", kx::RSA_PSK, au::RSA, enc::NULL, mac::SHA256, Tls10, grade::NONE),
    built(0x00B9, "RSA-PSK-NULL-SHA384", kx::RSA_PSK, au::RSA, enc::NULL, mac::SHA384, Tls10, grade::NONE),
    built(0x00BA, "CAMELLIA128-SHA256", kx::RSA, au::RSA, enc::CAMELLIA128, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00BD, "DHE-DSS-CAMELLIA128-SHA256", kx::DHE, au::DSS, enc::CAMELLIA128, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00BE, "DHE-RSA-CAMELLIA128-SHA256", kx::DHE, au::RSA, enc::CAMELLIA128, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00BF, "ADH-CAMELLIA128-SHA256", kx::DHE, au::NONE, enc::CAMELLIA128, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00C0, "CAMELLIA256-SHA256", kx::RSA, au::RSA, enc::CAMELLIA256, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00C3, "DHE-DSS-CAMELLIA256-SHA256", kx::DHE, au::DSS, enc::CAMELLIA256, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00C4, "DHE-RSA-CAMELLIA256-SHA256", kx::DHE, au::RSA, enc::CAMELLIA256, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0x00C5, "ADH-CAMELLIA256-SHA256", kx::DHE, au::NONE, enc::CAMELLIA256, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC006, "ECDHE-ECDSA-NULL-SHA", kx::ECDHE, au::ECDSA, enc::NULL, mac::SHA1, Tls10, grade::NONE),
    unbuilt(0xC007, "ECDHE-ECDSA-RC4-SHA", kx::ECDHE, au::ECDSA, enc::RC4, mac::SHA1, Tls10, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0xC008, "ECDHE-ECDSA-DES-CBC3-SHA", kx::ECDHE, au::ECDSA, enc::TRIPLE_DES, mac::SHA1, Tls10, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0xC009, "ECDHE-ECDSA-AES128-SHA", kx::ECDHE, au::ECDSA, enc::AES128, mac::SHA1, Tls10, grade::HIGH | grade::FIPS),
    built(0xC00A, "ECDHE-ECDSA-AES256-SHA", kx::ECDHE, au::ECDSA, enc::AES256, mac::SHA1, Tls10, grade::HIGH | grade::FIPS),
    built(0xC010, "ECDHE-RSA-NULL-SHA", kx::ECDHE, au::RSA, enc::NULL, mac::SHA1, Tls10, grade::NONE),
    unbuilt(0xC011, "ECDHE-RSA-RC4-SHA", kx::ECDHE, au::RSA, enc::RC4, mac::SHA1, Tls10, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0xC012, "ECDHE-RSA-DES-CBC3-SHA", kx::ECDHE, au::RSA, enc::TRIPLE_DES, mac::SHA1, Tls10, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0xC013, "ECDHE-RSA-AES128-SHA", kx::ECDHE, au::RSA, enc::AES128, mac::SHA1, Tls10, grade::HIGH | grade::FIPS),
    built(0xC014, "ECDHE-RSA-AES256-SHA", kx::ECDHE, au::RSA, enc::AES256, mac::SHA1, Tls10, grade::HIGH | grade::FIPS),
    built(0xC015, "AECDH-NULL-SHA", kx::ECDHE, au::NONE, enc::NULL, mac::SHA1, Tls10, grade::NONE),
    unbuilt(0xC016, "AECDH-RC4-SHA", kx::ECDHE, au::NONE, enc::RC4, mac::SHA1, Tls10, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0xC017, "AECDH-DES-CBC3-SHA", kx::ECDHE, au::NONE, enc::TRIPLE_DES, mac::SHA1, Tls10, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0xC018, "AECDH-AES128-SHA", kx::ECDHE, au::NONE, enc::AES128, mac::SHA1, Tls10, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    built(0xC019, "AECDH-AES256-SHA", kx::ECDHE, au::NONE, enc::AES256, mac::SHA1, Tls10, grade::HIGH | grade::FIPS | grade::NOT_DEFAULT),
    unbuilt(0xC01A, "SRP-3DES-EDE-CBC-SHA", kx::SRP, au::SRP, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    unbuilt(0xC01B, "SRP-RSA-3DES-EDE-CBC-SHA", kx::SRP, au::RSA, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    unbuilt(0xC01C, "SRP-DSS-3DES-EDE-CBC-SHA", kx::SRP, au::DSS, enc::TRIPLE_DES, mac::SHA1, Ssl30, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0xC01D, "SRP-AES-128-CBC-SHA", kx::SRP, au::SRP, enc::AES128, mac::SHA1, Ssl30, grade::HIGH),
    built(0xC01E, "SRP-RSA-AES-128-CBC-SHA", kx::SRP, au::RSA, enc::AES128, mac::SHA1, Ssl30, grade::HIGH),
    built(0xC01F, "SRP-DSS-AES-128-CBC-SHA", kx::SRP, au::DSS, enc::AES128, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC020, "SRP-AES-256-CBC-SHA", kx::SRP, au::SRP, enc::AES256, mac::SHA1, Ssl30, grade::HIGH),
    built(0xC021, "SRP-RSA-AES-256-CBC-SHA", kx::SRP, au::RSA, enc::AES256, mac::SHA1, Ssl30, grade::HIGH),
    built(0xC022, "SRP-DSS-AES-256-CBC-SHA", kx::SRP, au::DSS, enc::AES256, mac::SHA1, Ssl30, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC023, "ECDHE-ECDSA-AES128-SHA256", kx::ECDHE, au::ECDSA, enc::AES128, mac::SHA256, Tls12, grade::HIGH | grade::FIPS),
    built(0xC024, "ECDHE-ECDSA-AES256-SHA384", kx::ECDHE, au::ECDSA, enc::AES256, mac::SHA384, Tls12, grade::HIGH | grade::FIPS),
    built(0xC027, "ECDHE-RSA-AES128-SHA256", kx::ECDHE, au::RSA, enc::AES128, mac::SHA256, Tls12, grade::HIGH | grade::FIPS),
    built(0xC028, "ECDHE-RSA-AES256-SHA384", kx::ECDHE, au::RSA, enc::AES256, mac::SHA384, Tls12, grade::HIGH | grade::FIPS),
    built(0xC02B, "ECDHE-ECDSA-AES128-GCM-SHA256", kx::ECDHE, au::ECDSA, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0xC02C, "ECDHE-ECDSA-AES256-GCM-SHA384", kx::ECDHE, au::ECDSA, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0xC02F, "ECDHE-RSA-AES128-GCM-SHA256", kx::ECDHE, au::RSA, enc::AES128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    built(0xC030, "ECDHE-RSA-AES256-GCM-SHA384", kx::ECDHE, au::RSA, enc::AES256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::FIPS),
    unbuilt(0xC033, "ECDHE-PSK-RC4-SHA", kx::ECDHE_PSK, au::PSK, enc::RC4, mac::SHA1, Tls10, grade::MEDIUM | grade::NOT_DEFAULT),
    unbuilt(0xC034, "ECDHE-PSK-3DES-EDE-CBC-SHA", kx::ECDHE_PSK, au::PSK, enc::TRIPLE_DES, mac::SHA1, Tls10, grade::MEDIUM | grade::FIPS | grade::NOT_DEFAULT),
    built(0xC035, "ECDHE-PSK-AES128-CBC-SHA", kx::ECDHE_PSK, au::PSK, enc::AES128, mac::SHA1, Tls10, grade::HIGH | grade::FIPS),
    built(0xC036, "ECDHE-PSK-AES256-CBC-SHA", kx::ECDHE_PSK, au::PSK, enc::AES256, mac::SHA1, Tls10, grade::HIGH | grade::FIPS),
    built(0xC037, "ECDHE-PSK-AES128-CBC-SHA256", kx::ECDHE_PSK, au::PSK, enc::AES128, mac::SHA256, Tls10, grade::HIGH | grade::FIPS),
    built(0xC038, "ECDHE-PSK-AES256-CBC-SHA384", kx::ECDHE_PSK, au::PSK, enc::AES256, mac::SHA384, Tls10, grade::HIGH | grade::FIPS),
    built(0xC039, "ECDHE-PSK-NULL-SHA", kx::ECDHE_PSK, au::PSK, enc::NULL, mac::SHA1, Tls10, grade::NONE),
    built(0xC03A, "ECDHE-PSK-NULL-SHA256", kx::ECDHE_PSK, au::PSK, enc::NULL, mac::SHA256, Tls10, grade::NONE),
    built(0xC03B, "ECDHE-PSK-NULL-SHA384", kx::ECDHE_PSK, au::PSK, enc::NULL, mac::SHA384, Tls10, grade::NONE),
    built(0xC050, "ARIA128-GCM-SHA256", kx::RSA, au::RSA, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC051, "ARIA256-GCM-SHA384", kx::RSA, au::RSA, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC052, "DHE-RSA-ARIA128-GCM-SHA256", kx::DHE, au::RSA, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC053, "DHE-RSA-ARIA256-GCM-SHA384", kx::DHE, au::RSA, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC056, "DHE-DSS-ARIA128-GCM-SHA256", kx::DHE, au::DSS, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC057, "DHE-DSS-ARIA256-GCM-SHA384", kx::DHE, au::DSS, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC05C, "ECDHE-ECDSA-ARIA128-GCM-SHA256", kx::ECDHE, au::ECDSA, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC05D, "ECDHE-ECDSA-ARIA256-GCM-SHA384", kx::ECDHE, au::ECDSA, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC060, "ECDHE-ARIA128-GCM-SHA256", kx::ECDHE, au::RSA, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC061, "ECDHE-ARIA256-GCM-SHA384", kx::ECDHE, au::RSA, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC06A, "PSK-ARIA128-GCM-SHA256", kx::PSK, au::PSK, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC06B, "PSK-ARIA256-GCM-SHA384", kx::PSK, au::PSK, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC06C, "DHE-PSK-ARIA128-GCM-SHA256", kx::DHE_PSK, au::PSK, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC06D, "DHE-PSK-ARIA256-GCM-SHA384", kx::DHE_PSK, au::PSK, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC06E, "RSA-PSK-ARIA128-GCM-SHA256", kx::RSA_PSK, au::RSA, enc::ARIA128_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC06F, "RSA-PSK-ARIA256-GCM-SHA384", kx::RSA_PSK, au::RSA, enc::ARIA256_GCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC072, "ECDHE-ECDSA-CAMELLIA128-SHA256", kx::ECDHE, au::ECDSA, enc::CAMELLIA128, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC073, "ECDHE-ECDSA-CAMELLIA256-SHA384", kx::ECDHE, au::ECDSA, enc::CAMELLIA256, mac::SHA384, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC076, "ECDHE-RSA-CAMELLIA128-SHA256", kx::ECDHE, au::RSA, enc::CAMELLIA128, mac::SHA256, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC077, "ECDHE-RSA-CAMELLIA256-SHA384", kx::ECDHE, au::RSA, enc::CAMELLIA256, mac::SHA384, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC094, "PSK-CAMELLIA128-SHA256", kx::PSK, au::PSK, enc::CAMELLIA128, mac::SHA256, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC095, "PSK-CAMELLIA256-SHA384", kx::PSK, au::PSK, enc::CAMELLIA256, mac::SHA384, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC096, "DHE-PSK-CAMELLIA128-SHA256", kx::DHE_PSK, au::PSK, enc::CAMELLIA128, mac::SHA256, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC097, "DHE-PSK-CAMELLIA256-SHA384", kx::DHE_PSK, au::PSK, enc::CAMELLIA256, mac::SHA384, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC098, "RSA-PSK-CAMELLIA128-SHA256", kx::RSA_PSK, au::RSA, enc::CAMELLIA128, mac::SHA256, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC099, "RSA-PSK-CAMELLIA256-SHA384", kx::RSA_PSK, au::RSA, enc::CAMELLIA256, mac::SHA384, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC09A, "ECDHE-PSK-CAMELLIA128-SHA256", kx::ECDHE_PSK, au::PSK, enc::CAMELLIA128, mac::SHA256, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC09B, "ECDHE-PSK-CAMELLIA256-SHA384", kx::ECDHE_PSK, au::PSK, enc::CAMELLIA256, mac::SHA384, Tls10, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC09C, "AES128-CCM", kx::RSA, au::RSA, enc::AES128_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC09D, "AES256-CCM", kx::RSA, au::RSA, enc::AES256_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC09E, "DHE-RSA-AES128-CCM", kx::DHE, au::RSA, enc::AES128_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC09F, "DHE-RSA-AES256-CCM", kx::DHE, au::RSA, enc::AES256_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A0, "AES128-CCM8", kx::RSA, au::RSA, enc::AES128_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A1, "AES256-CCM8", kx::RSA, au::RSA, enc::AES256_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A2, "DHE-RSA-AES128-CCM8", kx::DHE, au::RSA, enc::AES128_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A3, "DHE-RSA-AES256-CCM8", kx::DHE, au::RSA, enc::AES256_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A4, "PSK-AES128-CCM", kx::PSK, au::PSK, enc::AES128_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A5, "PSK-AES256-CCM", kx::PSK, au::PSK, enc::AES256_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A6, "DHE-PSK-AES128-CCM", kx::DHE_PSK, au::PSK, enc::AES128_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A7, "DHE-PSK-AES256-CCM", kx::DHE_PSK, au::PSK, enc::AES256_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A8, "PSK-AES128-CCM8", kx::PSK, au::PSK, enc::AES128_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0A9, "PSK-AES256-CCM8", kx::PSK, au::PSK, enc::AES256_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0AA, "DHE-PSK-AES128-CCM8", kx::DHE_PSK, au::PSK, enc::AES128_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0AB, "DHE-PSK-AES256-CCM8", kx::DHE_PSK, au::PSK, enc::AES256_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0AC, "ECDHE-ECDSA-AES128-CCM", kx::ECDHE, au::ECDSA, enc::AES128_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0AD, "ECDHE-ECDSA-AES256-CCM", kx::ECDHE, au::ECDSA, enc::AES256_CCM, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0AE, "ECDHE-ECDSA-AES128-CCM8", kx::ECDHE, au::ECDSA, enc::AES128_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xC0AF, "ECDHE-ECDSA-AES256-CCM8", kx::ECDHE, au::ECDSA, enc::AES256_CCM8, mac::AEAD, Tls12, grade::HIGH | grade::NOT_DEFAULT),
    built(0xCCA8, "ECDHE-RSA-CHACHA20-POLY1305", kx::ECDHE, au::RSA, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
    built(0xCCA9, "ECDHE-ECDSA-CHACHA20-POLY1305", kx::ECDHE, au::ECDSA, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
    built(0xCCAA, "DHE-RSA-CHACHA20-POLY1305", kx::DHE, au::RSA, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
    built(0xCCAB, "PSK-CHACHA20-POLY1305", kx::PSK, au::PSK, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
    built(0xCCAC, "ECDHE-PSK-CHACHA20-POLY1305", kx::ECDHE_PSK, au::PSK, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
    built(0xCCAD, "DHE-PSK-CHACHA20-POLY1305", kx::DHE_PSK, au::PSK, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
    built(0xCCAE, "RSA-PSK-CHACHA20-POLY1305", kx::RSA_PSK, au::RSA, enc::CHACHA20, mac::AEAD, Tls12, grade::HIGH),
];

/// Every suite as OpenSSL 3.2 and later count it: what CCM8 protects has a tag of 64 bits.
pub(super) static SUITES_3_2: LazyLock<Vec<OpensslSuite>> = LazyLock::new(|| {
    let counted = |suite: &OpensslSuite| match suite.enc {
        enc::AES128_CCM8 | enc::AES256_CCM8 => {
            OpensslSuite { grade: suite.grade & !grade::HIGH | grade::MEDIUM, ..*suite }
        }
        _ => *suite,
    };
    SUITES.iter().map(counted).collect()
});
