//! Functions of libraries whose documents fix their ordinals.
//!
//! Owns `libeay32.dll` of OpenSSL up to 1.0.2, whose list (`util/libeay.num`) was only ever added
//! to. Ordinals of Windows' own libraries are not documented and differ between versions.

/// Names from an ordinal on; an empty one has no row in the tables of functions.
#[rustfmt::skip]
const LIBEAY32: &[(u16, &[&str])] = &[
    (40, &["BF_cbc_encrypt", "BF_cfb64_encrypt", "BF_ecb_encrypt", "BF_encrypt", "BF_ofb64_encrypt", "", "BF_set_key"]),
    (201, &["DH_compute_key", "", "DH_generate_key"]),
    (210, &["DSA_generate_key", "", "", "", "", "", "DSA_sign", "", "", "DSA_verify"]),
    (294, &["EVP_bf_cbc", "EVP_bf_cfb64", "EVP_bf_ecb", "EVP_bf_ofb"]),
    (299, &["EVP_des_cbc", "EVP_des_cfb64", "EVP_des_ecb", "EVP_des_ede", "EVP_des_ede3", "EVP_des_ede3_cbc", "EVP_des_ede3_cfb64", "EVP_des_ede3_ofb"]),
    (307, &["EVP_des_ede_cbc", "EVP_des_ede_cfb64", "EVP_des_ede_ofb", "EVP_des_ofb", "EVP_desx_cbc"]),
    (318, &["EVP_idea_cbc", "EVP_idea_cfb64", "EVP_idea_ecb", "EVP_idea_ofb", "EVP_md2", "EVP_md5"]),
    (325, &["EVP_rc2_cbc", "EVP_rc2_cfb64", "EVP_rc2_ecb", "EVP_rc2_ofb", "EVP_rc4", "", "", "", "EVP_sha1"]),
    (334, &["MD2", "MD2_Final", "MD2_Init", "MD2_Update", "", "MD5", "MD5_Final", "MD5_Init", "MD5_Update"]),
    (343, &["MDC2", "MDC2_Final", "MDC2_Init", "MDC2_Update"]),
    (471, &["RC2_cbc_encrypt", "RC2_cfb64_encrypt", "RC2_ecb_encrypt", "RC2_encrypt", "RC2_ofb64_encrypt", "RC2_set_key", "RC4", "", "RC4_set_key"]),
    (485, &["RSA_generate_key", "", "", "", "", "RSA_private_decrypt", "RSA_private_encrypt", "RSA_public_decrypt", "RSA_public_encrypt"]),
    (495, &["RSA_sign", "", "", "RSA_verify"]),
    (501, &["SHA1", "SHA1_Final", "SHA1_Init", "SHA1_Update"]),
];

/// The number of an import by ordinal, as the reader of PE files names it.
pub(super) fn ordinal(name: &[u8]) -> Option<u16> {
    std::str::from_utf8(name.strip_prefix(b"#")?).ok()?.parse().ok()
}

/// The function behind an ordinal, where a document fixes it.
pub(super) fn function(library: &str, ordinal: u16) -> Option<&'static str> {
    if !library.eq_ignore_ascii_case("libeay32.dll") {
        return None;
    }
    let (first, names) = LIBEAY32.iter().rev().find(|(first, _)| *first <= ordinal)?;
    let name = names.get(usize::from(ordinal - first))?;
    Some(*name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::functions::FUNCTIONS;
    use super::*;

    #[test]
    fn every_name_fixes_an_algorithm_and_runs_do_not_overlap() {
        let mut next = 0;
        for (first, names) in LIBEAY32 {
            assert!(*first >= next, "{first}");
            next = first + names.len() as u16;
            for name in names.iter().filter(|name| !name.is_empty()) {
                assert!(FUNCTIONS.find(name.as_bytes()).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn functions_by_ordinal() {
        assert_eq!(function("LIBEAY32.dll", 342), Some("MD5_Update"));
        assert_eq!(function("libeay32.dll", 503), Some("SHA1_Init"));
        assert_eq!(function("libeay32.dll", 338), None);
        assert_eq!(function("libeay32.dll", 9999), None);
        assert_eq!(function("crypt32.dll", 342), None);
        assert_eq!(
            (ordinal(b"#342"), ordinal(b"#70000"), ordinal(b"MD5")),
            (Some(342), None, None)
        );
    }
}
