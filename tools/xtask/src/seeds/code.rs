//! Pieces of code that rules of detectors ask for, one after the other, so that mutations reach what
//! decodes code and not only what reads headers. They compute nothing.

/// Numbers that stand in code of ciphers and hash functions: of SHA-1, ChaCha20, HMAC, Curve25519,
/// TEA, RC5, AES and Poly1305.
const NUMBERS: [u32; 12] = [
    0x5a82_7999,
    0x6ed9_eba1,
    0x6170_7865,
    0x3320_646e,
    0x7962_2d32,
    0x6b20_6574,
    0x3636_3636,
    0x5c5c_5c5c,
    0x0001_db41,
    0x9e37_79b9,
    0x1b1b_1b1b,
    0x0fff_fffc,
];

/// Turns and shifts, elements of bytes, instructions for AES, SHA and products without carries,
/// vectors, a jump back, calls. Intel SDM, Volume 2.
const X86: [&[u8]; 28] = [
    b"\xc1\xc0\x07",
    b"\xc1\xc9\x10",
    b"\xc1\xe2\x0c\xc1\xea\x14",
    b"\x31\xd0\x01\xc8",
    b"\x0f\xb6\xc0\x0f\xb6\xc9\x0f\xb6\xd2",
    b"\x8a\x04\x0f\x8a\x1c\x17\x88\x1c\x0f\x88\x04\x17",
    b"\x8b\x44\x24\x08\x89\x44\x24\x10",
    b"\xf7\xe1\x0f\xaf\xc1",
    b"\x80\xf0\x63\x83\xf1\x63",
    b"\x66\x0f\x38\xdc\xca",
    b"\x66\x0f\x3a\xdf\xca\x01",
    b"\xc4\xe2\x6d\xdc\xcb",
    b"\x62\xf2\x6d\x48\xdc\xcb",
    b"\x66\x0f\x3a\x44\xca\x11",
    b"\x0f\x38\xcb\xca",
    b"\x0f\x38\xcc\xca",
    b"\x66\x0f\xef\xc1",
    b"\x66\x0f\xfe\xc1",
    b"\x66\x0f\x72\xf0\x07",
    b"\x66\x0f\x72\xd0\x19",
    b"\xc5\xf9\x72\xf0\x07",
    b"\xc4\xe3\x7b\xf0\xc0\x07",
    b"\x8d\x05\x10\x00\x00\x00",
    b"\x55\x89\xe5\x83\xec\x18",
    b"\x6a\x05\x5f",
    b"\x75\xc0",
    b"\xe8\xf0\xff\xff\xff",
    b"\xc9\xc3",
];

/// Each number moved, added, combined and stored.
pub(super) fn x86() -> Vec<u8> {
    let mut code = X86.concat();
    for number in NUMBERS {
        for opcode in [&b"\xb8"[..], b"\x05", b"\x35", b"\x25", b"\xc7\x00"] {
            code.extend_from_slice(opcode);
            code.extend(number.to_le_bytes());
        }
    }
    code
}

/// ROR, EOR, ADD, UBFM, LDRB and STRB by register, AESE, PMULL, SHA256H, SHL and USHR of vectors,
/// STP, LDP, CBNZ, BL, RET. Arm ARM, DDI 0487, C6.2 and C7.2.
const AARCH64: [u32; 18] = [
    0x1380_6400,
    0x4a01_0000,
    0x0b01_0000,
    0x5300_1c00,
    0x3861_6802,
    0x3862_6803,
    0x3821_6803,
    0x3822_6802,
    0x4e28_4820,
    0x0ee2_e020,
    0x5e02_4020,
    0x4f27_5400,
    0x6f39_0400,
    0xa9bf_7bfd,
    0xa8c1_7bfd,
    0x35ff_ff80,
    0x97ff_fff0,
    0xd65f_03c0,
];

/// MOVZ and MOVK of each number behind the others.
pub(super) fn aarch64() -> Vec<u8> {
    let halves = NUMBERS.into_iter().flat_map(|number| {
        [0x5280_0001 | (number & 0xffff) << 5, 0x72a0_0001 | (number >> 16) << 5]
    });
    AARCH64.into_iter().chain(halves).flat_map(u32::to_le_bytes).collect()
}
