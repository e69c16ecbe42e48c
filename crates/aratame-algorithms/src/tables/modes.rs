//! Modes of operation, paddings, and the empty choices that configurations can make.

use crate::algorithm::Primitive::{Mode, Other, Padding};
use crate::algorithm::{Algorithm, Broken, Primitive, Source};

const fn a(family: &'static str, primitive: Primitive, document: &'static str) -> Algorithm {
    Algorithm::new(family, primitive, Source::new(document, ""))
}

const NO_PROTECTION: Broken = Broken {
    reason: "it protects nothing",
    reason_ja: "何も保護されない",
    source: Source::new("RFC 9325", "4.1"),
};
const NO_AUTHENTICATION: Broken = Broken {
    reason: "anyone in between can take the peer's place",
    reason_ja: "中間者が通信相手になりすませる",
    source: Source::new("RFC 9325", "4.1"),
};

#[rustfmt::skip]
pub(super) static ROWS: &[Algorithm] = &[
    a("ECB", Mode, "SP 800-38A").row("ecb", "ECB"),
    a("CBC", Mode, "SP 800-38A").row("cbc", "CBC"),
    a("CFB", Mode, "SP 800-38A").row("cfb", "CFB").also(&["cfb128", "cfb64", "cfb8", "cfb1"]),
    a("OFB", Mode, "SP 800-38A").row("ofb", "OFB").also(&["ofb128", "ofb64"]),
    a("CTR", Mode, "SP 800-38A").row("ctr", "CTR").also(&["cnt", "sic"]),
    a("CTS", Mode, "SP 800-38A Addendum").row("cts", "CBC-CS3 (ciphertext stealing)").also(&["cbc-cts", "cbc-cs1", "cbc-cs2", "cbc-cs3"]),
    a("XTS", Mode, "SP 800-38E").row("xts", "XTS").also(&["xts-plain64", "xts-plain"]),
    a("LRW", Mode, "IEEE P1619 draft").row("lrw", "LRW"),
    a("ESSIV", Mode, "dm-crypt").row("cbc-essiv", "CBC with ESSIV"),
    a("Adiantum", Mode, "Crowley and Biggers, ToSC 2018").row("adiantum", "Adiantum"),
    a("GCM", Mode, "SP 800-38D").row("gcm", "GCM"),
    a("CCM", Mode, "SP 800-38C").row("ccm", "CCM").also(&["ccm-16"]),
    a("CCM", Mode, "RFC 6655").row("ccm-8", "CCM with an 8-byte tag").also(&["ccm8"]),
    a("OCB", Mode, "RFC 7253").row("ocb", "OCB").also(&["ocb3"]),
    a("EAX", Mode, "Bellare, Rogaway and Wagner, FSE 2004").row("eax", "EAX"),
    a("SIV", Mode, "RFC 5297").row("siv", "SIV"),
    a("GCM-SIV", Mode, "RFC 8452").row("gcm-siv", "GCM-SIV"),
    a("CWC", Mode, "Kohno, Viega and Whiting, FSE 2004").row("cwc", "CWC"),
    a("IGE", Mode, "OpenSSL AES_ige_encrypt").row("ige", "IGE"),
    a("PCBC", Mode, "Kerberos 4").row("pcbc", "PCBC"),
    a("MGM", Mode, "RFC 9058").row("mgm", "MGM"),
    a("KW", Mode, "RFC 3394").row("kw", "Key wrap").also(&["key-wrap", "aes-wrap-mode"]),
    a("KWP", Mode, "RFC 5649").row("kwp", "Key wrap with padding").also(&["key-wrap-pad"]),
    a("OMAC", Mode, "RFC 9189").row("ctr-omac", "CTR-OMAC"),
    a("PKCS #7 padding", Padding, "RFC 5652").row("pkcs7-padding", "PKCS #7 padding").also(&["pkcs5padding", "pkcs7padding"]),
    a("MGF1", Padding, "RFC 8017").row("mgf1", "MGF1"),
    a("none", Other, "RFC 5246").row("null", "NULL (no protection)").ja("NULL（保護なし）").broken(NO_PROTECTION).also(&["null cipher", "eNULL"]),
    a("none", Other, "RFC 5246").row("anonymous", "No authentication").ja("認証なし").broken(NO_AUTHENTICATION).also(&["anon", "aNULL"]),
    a("PSK", Other, "RFC 4279").row("psk", "Pre-shared key").ja("事前共有鍵"),
    a("Kerberos", Other, "RFC 2712").row("kerberos-auth", "Kerberos authentication").also(&["krb5"]),
    a("EAP", Other, "RFC 3748").row("eccpwd", "TLS-PWD").from(Source::new("RFC 8492", "")),
];
