//! AES-NI, VAES, SHA extensions and PCLMULQDQ (Intel SDM, Volume 2).

use super::{FIRST, Family, Found, Part, SECOND, THIRD};
use iced_x86::{Decoder, DecoderOptions, Mnemonic};

/// Places where the bytes of such an instruction may stand: cheap, and with false places.
pub(super) fn candidates(code: &[u8], places: &mut Vec<usize>) {
    let byte = |at: usize| code.get(at).copied().unwrap_or_default();
    // 0F 38 and 0F 3A, the maps that hold them, without VEX.
    for at in memchr::memmem::find_iter(code, b"\x0f\x38") {
        if matches!(byte(at + 2), 0xdb..=0xdf | 0xc8..=0xcd) {
            places.push(at);
        }
    }
    for at in memchr::memmem::find_iter(code, b"\x0f\x3a") {
        if matches!(byte(at + 2), 0xdf | 0x44 | 0xcc) {
            places.push(at);
        }
    }
    // VEX of three bytes and EVEX, with the prefix 66 and the same maps.
    for at in memchr::memchr2_iter(0xc4, 0x62, code) {
        let opcode = if byte(at) == 0xc4 { byte(at + 3) } else { byte(at + 4) };
        let is_one = match (byte(at + 1) & 0x1f, opcode) {
            (2, 0xdb..=0xdf) | (3, 0xdf | 0x44) => byte(at + 2) & 3 == 1,
            _ => false,
        };
        let map = byte(at + 1) & 0x07;
        let is_evex = byte(at) == 0x62
            && byte(at + 2) & 7 == 5
            && matches!((map, opcode), (2, 0xdc..=0xdf) | (3, 0x44));
        if (byte(at) == 0xc4 && is_one) || is_evex {
            places.push(at);
        }
    }
}

/// The instructions of a stretch of code that the decoder takes as such.
pub(super) fn decode(code: &[u8], bits: u8) -> Vec<Found> {
    let bits = if bits == 64 { 64 } else { 32 };
    let mut decoder = Decoder::new(bits, code, DecoderOptions::NONE);
    let mut found = Vec::new();
    while decoder.can_decode() {
        let at = decoder.position();
        let instruction = decoder.decode();
        if let Some((family, part)) = meaning(instruction.mnemonic()) {
            found.push(Found { at, family, part });
        }
    }
    found
}

fn meaning(mnemonic: Mnemonic) -> Option<(Family, Part)> {
    Some(match mnemonic {
        Mnemonic::Aesenc | Mnemonic::Aesenclast | Mnemonic::Vaesenc | Mnemonic::Vaesenclast => {
            (Family::Aes, FIRST)
        }
        Mnemonic::Aesdec | Mnemonic::Aesdeclast | Mnemonic::Vaesdec | Mnemonic::Vaesdeclast => {
            // Rounds that encrypt and such that decrypt stand in hash functions as well.
            (Family::Aes, FIRST)
        }
        Mnemonic::Aesimc | Mnemonic::Vaesimc => (Family::Aes, SECOND),
        Mnemonic::Aeskeygenassist | Mnemonic::Vaeskeygenassist => (Family::Aes, THIRD),
        Mnemonic::Pclmulqdq | Mnemonic::Vpclmulqdq => (Family::CarryLess, FIRST),
        Mnemonic::Sha1rnds4 => (Family::Sha1, FIRST),
        Mnemonic::Sha1nexte => (Family::Sha1, SECOND),
        Mnemonic::Sha1msg1 | Mnemonic::Sha1msg2 => (Family::Sha1, THIRD),
        Mnemonic::Sha256rnds2 => (Family::Sha256, FIRST),
        Mnemonic::Sha256msg1 => (Family::Sha256, SECOND),
        Mnemonic::Sha256msg2 => (Family::Sha256, THIRD),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `aesenc xmm1, xmm2`, `aeskeygenassist xmm1, xmm2, 1`, `vaesenc ymm1, ymm2, ymm3`, the same
    /// of 512 bits, `pclmulqdq xmm1, xmm2, 0x11`, `sha256rnds2 xmm1, xmm2`.
    const CODE: [&[u8]; 6] = [
        b"\x66\x0f\x38\xdc\xca",
        b"\x66\x0f\x3a\xdf\xca\x01",
        b"\xc4\xe2\x6d\xdc\xcb",
        b"\x62\xf2\x6d\x48\xdc\xcb",
        b"\x66\x0f\x3a\x44\xca\x11",
        b"\x0f\x38\xcb\xca",
    ];

    #[test]
    fn each_instruction_is_a_candidate_and_decodes() {
        let families =
            [Family::Aes, Family::Aes, Family::Aes, Family::Aes, Family::CarryLess, Family::Sha256];
        for (bytes, family) in CODE.iter().zip(families) {
            let mut places = Vec::new();
            candidates(bytes, &mut places);
            assert_eq!(places.len(), 1, "{bytes:x?}");
            let found = decode(bytes, 64);
            assert_eq!(found.len(), 1, "{bytes:x?}");
            assert_eq!((found[0].at, found[0].family), (0, family), "{bytes:x?}");
        }
    }

    #[test]
    fn bytes_inside_another_instruction_are_none() {
        // mov eax, 0xdc380f66
        let code = b"\xb8\x66\x0f\x38\xdc\xc3";
        let mut places = Vec::new();
        candidates(code, &mut places);
        assert_eq!(places.len(), 1);
        assert!(decode(code, 64).is_empty());
    }
}
