//! The rows: which table, of which algorithm, how sure, in which encodings.
//!
//! One row a table. Byte orders and element widths follow from the kind of its cells.

use std::sync::LazyLock;

use aratame_inventory::Confidence;

use super::data::{self, CurveNumbers};
use super::formula::{self, SpForm, ZetaForm};

/// Most bytes of a table that are compared: chance agreement ends long before.
pub(super) const MAX_COMPARED: usize = 1024;

/// The values of a table, before they are laid out in memory.
#[derive(Debug)]
pub(super) enum Cells {
    /// Bytes whose order is fixed.
    Raw(Vec<u8>),
    /// Bytes that implementations also keep in wider elements.
    Bytes(Vec<u8>),
    /// 16-bit values.
    Halves(Vec<u16>),
    /// 32-bit values.
    Words(Vec<u32>),
    /// 64-bit values.
    Doubles(Vec<u64>),
    /// Signed values, in elements of 16 or 32 bits.
    Signed(Vec<i64>),
    /// One large number, big-endian.
    Number(Vec<u8>),
}

/// One table.
#[derive(Debug)]
pub(super) struct Row {
    /// Id in the catalogue.
    pub(super) algorithm: &'static str,
    /// Id of the curve, for its numbers.
    pub(super) curve: Option<&'static str>,
    /// What the table is.
    pub(super) name: &'static str,
    /// Where it is printed or defined.
    pub(super) source: &'static str,
    /// High only for what no other algorithm has.
    pub(super) confidence: Confidence,
    pub(super) cells: Cells,
}

/// Words that stand near each other in any order: immediates of instructions, or tables in an
/// order of their own.
#[derive(Debug)]
pub(super) struct SetRow {
    /// Id in the catalogue.
    pub(super) algorithm: &'static str,
    /// What the words are.
    pub(super) name: &'static str,
    /// Where they are printed or defined.
    pub(super) source: &'static str,
    pub(super) confidence: Confidence,
    pub(super) words: Vec<u32>,
    /// How many different ones must stand within `span` bytes.
    pub(super) needed: usize,
    pub(super) span: u64,
    /// How many places they must have in all.
    pub(super) places: usize,
}

impl SetRow {
    fn at(mut self, places: usize) -> Self {
        self.places = places;
        self
    }
}

/// A layout of a table in memory.
#[derive(Debug)]
pub(super) struct Encoding {
    /// Index into the rows.
    pub(super) row: usize,
    /// How the cells lie, for the report.
    pub(super) layout: &'static str,
    pub(super) bytes: Vec<u8>,
    /// Bytes of an element, to which a compiler aligns the table.
    pub(super) width: usize,
}

impl Row {
    fn new(
        algorithm: &'static str,
        name: &'static str,
        source: &'static str,
        cells: Cells,
    ) -> Self {
        Self { algorithm, curve: None, name, source, confidence: Confidence::High, cells }
    }

    fn low(mut self) -> Self {
        self.confidence = Confidence::Low;
        self
    }

    fn medium(mut self) -> Self {
        self.confidence = Confidence::Medium;
        self
    }
}

/// Name of the clamp of Poly1305 as numbers of instructions.
pub(super) const CLAMP_IN_CODE: &str = "clamp of r in code";
/// Name of the constants of AES's key schedule, which in bytes are too short for a row.
pub(super) const RCON: &str = "constants of the key schedule";

/// Every table.
pub(super) static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut rows = substitutions();
    rows.extend(joined_tables());
    rows.extend(candidates());
    rows.extend(data::GOST_SUBSTITUTIONS.iter().flat_map(|(name, packed)| gost(name, packed)));
    rows.extend(hashes());
    rows.extend(streams_and_lattices());
    rows.extend(data::CURVES.iter().flat_map(curve));
    rows.extend(edwards());
    rows.extend(DIGEST_INFOS.iter().map(digest_info));
    rows
});

/// What stands before the hash in a signature by PKCS #1: name, object identifier of the hash,
/// length of the digest. RFC 8017, 9.2, note 1. That of SHA-1 has 15 bytes, too few to be no chance.
const DIGEST_INFOS: [(&str, &[u8], u8); 5] = [
    ("DigestInfo of MD5", b"\x2a\x86\x48\x86\xf7\x0d\x02\x05", 16),
    ("DigestInfo of SHA-224", b"\x60\x86\x48\x01\x65\x03\x04\x02\x04", 28),
    ("DigestInfo of SHA-256", b"\x60\x86\x48\x01\x65\x03\x04\x02\x01", 32),
    ("DigestInfo of SHA-384", b"\x60\x86\x48\x01\x65\x03\x04\x02\x02", 48),
    ("DigestInfo of SHA-512", b"\x60\x86\x48\x01\x65\x03\x04\x02\x03", 64),
];

/// SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, NULL }, OCTET STRING without its content }.
fn digest_info((name, identifier, digest): &(&'static str, &[u8], u8)) -> Row {
    let length = identifier.len() as u8;
    let head = [0x30, length + digest + 8, 0x30, length + 4, 0x06, length];
    let der = [&head, *identifier, &[0x05, 0x00, 0x04, *digest]].concat();
    Row::new("rsassa-pkcs1-v1_5", name, "RFC 8017, 9.2", Cells::Raw(der)).medium()
}

#[rustfmt::skip]
fn substitutions() -> Vec<Row> {
    use Cells::{Bytes, Raw};
    vec![
        Row::new("aes", "S-box, which other ciphers and permutations borrow", "FIPS 197, 5.1.1", Bytes(formula::aes_sbox())).low(),
        Row::new("aes", "inverse S-box", "FIPS 197, 5.3.2", Bytes(formula::aes_inverse_sbox())),
        Row::new("aria", "S-box S2", "RFC 5794, 2.4.2", Bytes(formula::aria_s2())),
        Row::new("camellia", "SBOX1", "RFC 3713, 2.4.1", Bytes(data::CAMELLIA_S1.to_vec())),
        Row::new("clefia", "S-box S0", "RFC 6114, 4.4", Bytes(formula::clefia_s0())),
        Row::new("des", "S-box S1", "FIPS 46-3, Appendix 1", Raw(data::DES_S[0].to_vec())),
        Row::new("des", "S-box S1 in order of input", "FIPS 46-3, Appendix 1", Raw(formula::des_sbox_by_input(0))),
        Row::new("des", "S-boxes S1 and S2 in one byte", "FIPS 46-3, Appendix 1", Raw(formula::des_paired_sboxes())),
        Row::new("des", "initial permutation", "FIPS 46-3, IP", Raw(data::DES_IP.to_vec())),
        Row::new("des", "initial permutation from 0", "FIPS 46-3, IP", Raw(data::DES_IP.iter().map(|x| x - 1).collect())),
        Row::new("kasumi", "S-box S7", "3GPP TS 35.202, 4.5", Bytes(data::KASUMI_S7.to_vec())),
        Row::new("kuznyechik", "substitution pi, shared with Streebog", "RFC 7801, 4.1", Bytes(data::KUZNYECHIK_PI.to_vec())).medium(),
        Row::new("misty1", "S-box S7", "RFC 2994, 2.2", Bytes(data::MISTY1_S7.to_vec())),
        Row::new("rc2", "PITABLE", "RFC 2268, 2", Bytes(data::RC2_PI.to_vec())),
        Row::new("seed", "S-box S1", "RFC 4269, 2.2", Bytes(formula::seed_s1())),
        Row::new("skipjack", "table F", "Skipjack and KEA Algorithm Specifications, NIST 1998", Raw(data::SKIPJACK_F.to_vec())),
        Row::new("sm4", "S-box", "GB/T 32907, 6.2", Bytes(formula::sm4_sbox())),
        Row::new("twofish", "first boxes of permutation q0", "Twofish, 4.3.5", Raw(data::TWOFISH_T[0][..2].concat())),
        Row::new("twofish", "first boxes of both permutations", "Twofish, 4.3.5", Raw([data::TWOFISH_T[0][0], data::TWOFISH_T[1][0]].concat())),
        Row::new("twofish", "permutation q0", "Twofish, 4.3.5", Bytes(formula::twofish_q(0))),
        Row::new("twofish", "permutation q1", "Twofish, 4.3.5", Bytes(formula::twofish_q(1))),
        Row::new("whirlpool", "S-box", "ISO/IEC 10118-3", Bytes(formula::whirlpool_sbox())),
    ]
}

#[rustfmt::skip]
fn joined_tables() -> Vec<Row> {
    use Cells::{Doubles, Words};
    let mut rows = vec![
        Row::new("aes", RCON, "FIPS 197, 5.2", Words(formula::aes_rcon().into_iter().map(u32::from).collect())).low(),
        Row::new("aria", "S-box S2 spread over the diffusion's columns", "RFC 5794, 2.4", Words(formula::aria_s2().iter().map(|s| u32::from(*s) * 0x0100_0101).collect())),
        Row::new("blowfish", "P-array, digits of pi that random generators use too", "Schneier, FSE 1993", Words(formula::pi_words())).low(),
        Row::new("blowfish", "end of S-box S4", "Schneier, FSE 1993", Words(data::BLOWFISH_S4_END.to_vec())),
        Row::new("camellia", "SP1110", "RFC 3713, 2.4", Words(formula::camellia_sp1110())),
        Row::new("cast5", "S-box S1", "RFC 2144, Appendix A", Words(data::CAST5_S1.to_vec())),
        Row::new("kcipher-2", "amul0", "RFC 7008, Appendix A", Words(formula::kcipher2_amul(0))),
        Row::new("kcipher-2", "amul1", "RFC 7008, Appendix A", Words(formula::kcipher2_amul(1))),
        Row::new("kcipher-2", "amul2", "RFC 7008, Appendix A", Words(formula::kcipher2_amul(2))),
        Row::new("kcipher-2", "amul3", "RFC 7008, Appendix A", Words(formula::kcipher2_amul(3))),
        Row::new("seed", "SS0", "RFC 4269, Appendix A", Words(formula::seed_ss0())),
        Row::new("tiger", "S-box t1", "Anderson and Biham, FSE 1996", Doubles(data::TIGER_T1.to_vec())),
        Row::new("whirlpool", "C0", "ISO/IEC 10118-3", Doubles(formula::whirlpool_c0())),
        Row::new("whirlpool", "C0 twice", "ISO/IEC 10118-3", Doubles(twice(&formula::whirlpool_c0()))),
        Row::new("camellia", "key schedule constants", "RFC 3713, 2.2", Doubles(SIGMA.to_vec())),
        Row::new("gcm", "GHASH reduction", "SP 800-38D, 6.3", Cells::Halves(formula::ghash_reduction())).medium(),
    ];
    rows.extend(DES_FORMS.iter().map(|form| {
        Row::new("des", "S-box S1 with permutation P", "FIPS 46-3", Words(formula::des_sp(0, *form)))
    }));
    rows.extend(t_tables());
    rows
}

/// Ciphers that stand or stood on CRYPTREC's lists. What a formula gives agrees with
/// published implementations; the tables without one were compared in two.
#[rustfmt::skip]
fn candidates() -> Vec<Row> {
    use Cells::{Bytes, Words};
    let unicorn = "CIPHERUNICORN-A specification";
    let mut rows = vec![
        Row::new("cipherunicorn-a", "substitutions T1 to T4 in words, shared with CIPHERUNICORN-E", unicorn, Words(formula::cipherunicorn_words())).medium(),
        Row::new("enocoro-128v2", "S-box s8, shared with Enocoro-80", "Enocoro specification", Bytes(formula::enocoro_s8())),
        Row::new("hierocrypt-3", "S-box, shared with Hierocrypt-L1", "Hierocrypt-3 specification", Bytes(formula::hierocrypt_sbox())).medium(),
        Row::new("hight", "constants delta", "Hong and others, CHES 2006", Cells::Raw(formula::hight_delta())),
        Row::new("sc2000", "substitution S6", "SC2000 specification", Bytes(data::SC2000_S6.to_vec())),
        Row::new("sc2000", "matrix M", "SC2000 specification", Words(data::SC2000_M.to_vec())),
    ];
    rows.extend(formula::cipherunicorn_sboxes().into_iter().map(|table| {
        Row::new("cipherunicorn-a", "substitution, shared with CIPHERUNICORN-E", unicorn, Bytes(table)).medium()
    }));
    rows
}

/// A substitution packed, unpacked from either end, and joined with the rotation.
fn gost(name: &'static str, packed: &[u8; 64]) -> Vec<Row> {
    let algorithm = match name {
        "id-tc26-gost-28147-param-Z" => "magma",
        _ if name.starts_with("id-GostR3411") => "gost-r-34.11-94",
        _ => "gost28147-89",
    };
    let rows = formula::gost_rows(packed);
    let last_first = rows.chunks(16).rev().flatten().copied().collect();
    [
        Cells::Raw(packed.to_vec()),
        Cells::Raw(rows),
        Cells::Raw(last_first),
        Cells::Words(formula::gost_joined(packed)),
    ]
    .into_iter()
    // The cipher and the hash take any of the substitutions.
    .map(|cells| Row::new(algorithm, name, "RFC 4357, RFC 7836", cells).medium())
    .collect()
}

/// Layouts that libraries in use keep.
const DES_FORMS: [SpForm; 5] = [
    SpForm { reversed: false, rotation: 0 },
    SpForm { reversed: false, rotation: 1 },
    SpForm { reversed: false, rotation: 3 },
    SpForm { reversed: true, rotation: 3 },
    SpForm { reversed: true, rotation: 31 },
];

/// Key schedule constants Sigma1 to Sigma6. RFC 3713, 2.2.
const SIGMA: [u64; 6] = [
    0xa09e_667f_3bcc_908b,
    0xb67a_e858_4caa_73b2,
    0xc6ef_372f_e94f_82be,
    0x54ff_53a5_f1d3_6f1c,
    0x10e5_27fa_de68_2d1d,
    0xb056_88c2_b3e6_c1fd,
];

fn twice(words: &[u64]) -> Vec<u64> {
    words.iter().flat_map(|word| [*word, *word]).collect()
}

/// T-tables of AES: every rotation of the column, forwards and backwards, so that both byte
/// orders are there; alone, and doubled as some assembly keeps them.
fn t_tables() -> Vec<Row> {
    let (forward, inverse) = (formula::aes_sbox(), formula::aes_inverse_sbox());
    let sides = [
        ("encryption T-table, which random generators use too", &forward, [2, 1, 1, 3]),
        ("decryption T-table", &inverse, [14, 9, 13, 11]),
    ];
    let mut rows = Vec::new();
    for (name, sbox, column) in sides {
        for turn in 0..8 {
            let mut column = column;
            if turn >= 4 {
                column.reverse();
            }
            column.rotate_left(turn % 4);
            let table = formula::t_table(sbox, column);
            let doubled = table.chunks(4).flat_map(|entry| [entry, entry].concat()).collect();
            for cells in [Cells::Raw(doubled), Cells::Raw(table)] {
                let row = Row::new("aes", name, "FIPS 197, 5.1", cells);
                rows.push(if name.starts_with("encryption") { row.low() } else { row });
            }
        }
    }
    rows
}

/// 16-byte permutation r of the second round. ISO/IEC 10118-3, RIPEMD-160.
const RIPEMD_R: [u8; 16] = [7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8];

/// Permutations of rounds 1 and 2. RFC 7693, 2.7.
#[rustfmt::skip]
const BLAKE2_SIGMA: [u8; 32] = [
    14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
];

/// Permutation of message words between rounds. O'Connor and others, BLAKE3, 2.2, table 2.
const BLAKE3_PERMUTATION: [u8; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

/// The order of words in the second and in the third round.
fn blake3_schedule() -> Vec<u8> {
    let twice = BLAKE3_PERMUTATION.map(|word| BLAKE3_PERMUTATION[usize::from(word)]);
    [BLAKE3_PERMUTATION, twice].concat()
}

/// Initial value. GB/T 32905, 4.1.
#[rustfmt::skip]
const SM3_IV: [u32; 8] = [
    0x7380_166f, 0x4914_b2b9, 0x1724_42d7, 0xda8a_0600,
    0xa96f_30bc, 0x1631_38aa, 0xe38d_ee4d, 0xb0fb_0e4e,
];

/// Beginning of the initial value of Skein-512-512. Skein 1.3, Appendix B; compared in one
/// published implementation.
const SKEIN_IV: [u64; 4] =
    [0x4903_adff_749c_51ce, 0x0d95_de39_9746_df03, 0x8fd1_9341_27c7_9bce, 0x9a25_5629_ff35_2cb1];

/// The first of twelve constants. GOST R 34.11-2012, RFC 6986; compared in three published
/// implementations.
const STREEBOG_C1: &str = "b1085bda1ecadae9ebcb2f81c0657c1f2f6a76432e45d016714eb88d7585c4fc4b7ce09192676901a2422a08a460d31505767436cc744d23dd806559f2a64507";

#[rustfmt::skip]
fn hashes() -> Vec<Row> {
    use Cells::{Bytes, Doubles, Raw, Words};
    let k = formula::sha512_k(80);
    vec![
        Row::new("blake2b", "initial value, shared with SHA-512", "RFC 7693, 2.6", Doubles(formula::square_roots(0))).medium(),
        Row::new("blake2s", "initial value, shared with SHA-256 and BLAKE3", "RFC 7693, 2.6", Words(formula::upper(&formula::square_roots(0)))).medium(),
        Row::new("blake2b", "permutation sigma, shared by BLAKE and BLAKE2", "RFC 7693, 2.7", Raw(BLAKE2_SIGMA.to_vec())).medium(),
        Row::new("blake3", "message schedule", "BLAKE3, 2.2", Raw(blake3_schedule())),
        Row::new("md2", "substitution from pi", "RFC 1319, 3.2", Bytes(data::MD2_PI.to_vec())),
        Row::new("md5", "table T", "RFC 1321, 3.4", Words(formula::md5_t())),
        Row::new("ripemd-160", "message order", "ISO/IEC 10118-3", Raw(RIPEMD_R.to_vec())).medium(),
        Row::new("sha-224", "initial value", "FIPS 180-4, 5.3.2", Words(lower(&formula::square_roots(8)))),
        Row::new("skein-512", "initial value", "Skein 1.3, Appendix B", Doubles(SKEIN_IV.to_vec())),
        Row::new("streebog-512", "iteration constant C1, of either length", "GOST R 34.11-2012, RFC 6986", Cells::Number(bytes_of(STREEBOG_C1))),
        Row::new("sha-256", "round constants", "FIPS 180-4, 4.2.2", Words(formula::upper(&k[..64]))),
        Row::new("sha-384", "initial value", "FIPS 180-4, 5.3.4", Doubles(formula::square_roots(8))),
        Row::new("sha-512", "round constants", "FIPS 180-4, 4.2.3", Doubles(k.clone())),
        Row::new("sha-512", "round constants twice", "FIPS 180-4, 4.2.3", Doubles(pairs_twice(&k))),
        Row::new("sha-512", "round constants, upper half first", "FIPS 180-4, 4.2.3", Words(formula::halves(&k))),
        Row::new("sha3-256", "round constants of Keccak, of SHA-3 and SHAKE of any size", "FIPS 202, 3.2.5", Doubles(formula::keccak_rc())).medium(),
        Row::new("sha3-256", "round constants of Keccak, lowest 16 bits", "FIPS 202, 3.2.5", Cells::Halves(formula::keccak_rc().into_iter().map(|rc| rc as u16).collect())).medium(),
        Row::new("sha3-256", "round constants of Keccak, last first", "FIPS 202, 3.2.5", Doubles(formula::keccak_rc().into_iter().rev().collect())).medium(),
        Row::new("sm3", "initial value", "GB/T 32905, 4.1", Words(SM3_IV.to_vec())),
        Row::new("sm3", "round constants", "GB/T 32905, 4.2", Words(formula::sm3_t())),
        Row::new("bcrypt", "text OrpheanBeholderScryDoubt", "Provos and Mazieres, USENIX 1999", Raw(b"OrpheanBeholderScryDoubt".to_vec())),
        Row::new("bcrypt", "text OrpheanBeholderScryDoubt in words", "Provos and Mazieres, USENIX 1999", Words(big_words(b"OrpheanBeholderScryDoubt"))),
    ]
}

/// SHA-224 begins with the second 32 bits of the fractions of SHA-384. FIPS 180-4, 5.3.2.
fn lower(words: &[u64]) -> Vec<u32> {
    words.iter().map(|word| *word as u32).collect()
}

/// Vector code keeps each pair of constants twice.
fn pairs_twice(words: &[u64]) -> Vec<u64> {
    words.chunks(2).flat_map(|pair| [pair, pair].concat()).collect()
}

fn big_words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_be_bytes(*word)).collect()
}

#[rustfmt::skip]
fn streams_and_lattices() -> Vec<Row> {
    use Cells::{Raw, Signed};
    let kyber = |form| Signed(formula::kyber_zetas(form).split_off(1));
    let dilithium = |form| Signed(formula::dilithium_zetas(form).split_off(1));
    vec![
        Row::new("chacha20", "text expand 32-byte k, shared with Salsa20 and random generators", "RFC 8439, 2.3", Raw(b"expand 32-byte k".to_vec())).low(),
        Row::new("poly1305", "clamp of r", "RFC 8439, 2.5", Raw(POLY1305_CLAMP.to_vec())),
        Row::new("ml-kem", "zetas, shared with Kyber", "FIPS 203, Appendix A", kyber(ZetaForm::Plain)),
        Row::new("ml-kem", "zetas in Montgomery form, shared with Kyber", "FIPS 203, Appendix A", kyber(ZetaForm::Montgomery)),
        Row::new("ml-kem", "zetas in centred Montgomery form, shared with Kyber", "FIPS 203, Appendix A", kyber(ZetaForm::MontgomeryCentred)),
        Row::new("ml-kem", "inverse zetas, shared with Kyber", "FIPS 203, Algorithm 10", Signed(formula::kyber_inverse_zetas(ZetaForm::Plain).split_off(1))),
        Row::new("ml-kem", "inverse zetas in Montgomery form, shared with Kyber", "FIPS 203, Algorithm 10", Signed(formula::kyber_inverse_zetas(ZetaForm::Montgomery).split_off(1))),
        Row::new("ml-kem", "roots of the moduli, shared with Kyber", "FIPS 203, Appendix A", Signed(formula::kyber_gammas())),
        Row::new("ml-dsa", "zetas, shared with Dilithium", "FIPS 204, Appendix B", dilithium(ZetaForm::Plain)),
        Row::new("ml-dsa", "zetas in Montgomery form, shared with Dilithium", "FIPS 204, Appendix B", dilithium(ZetaForm::Montgomery)),
        Row::new("ml-dsa", "zetas in centred Montgomery form, shared with Dilithium", "FIPS 204, Appendix B", dilithium(ZetaForm::MontgomeryCentred)),
    ]
}

/// 0x0ffffffc0ffffffc0ffffffc0fffffff, little-endian. RFC 8439, 2.5.
const POLY1305_CLAMP: [u8; 16] =
    [255, 255, 255, 15, 252, 255, 255, 15, 252, 255, 255, 15, 252, 255, 255, 15];

/// The words of the clamp: the first three times, the second once.
const POLY1305_32: [u32; 2] = [0x0fff_fffc, 0x0fff_ffff];
/// The clamp shifted into limbs of 26 bits: the three that nothing else has.
const POLY1305_26: [u32; 3] = [0x03ff_ff03, 0x03ff_c0ff, 0x03f0_3fff];
/// The same with ones above the limb.
const POLY1305_26_OPEN: [u32; 3] = [0xffff_ff03, 0xffff_c0ff, 0xfff0_3fff];
/// The same in limbs of 44 bits: lower halves of the second and third.
const POLY1305_44: [u32; 2] = [0xffc0_ffff, 0xffff_fc0f];

fn curve(numbers: &CurveNumbers) -> Vec<Row> {
    let row = |name, hex: &str| {
        let number = Cells::Number(bytes_of(hex));
        Row { curve: Some(numbers.curve), ..Row::new("ec", name, numbers.source, number) }
    };
    let all = [
        row("base point x", numbers.x),
        row("base point y", numbers.y),
        row("order", numbers.n),
        row("coefficient b", numbers.b),
    ];
    // secp256k1 has b = 7: no constant to look for.
    all.into_iter().filter(|row| row.significant() >= 16).collect()
}

impl Row {
    /// Bytes of a number without leading zeros.
    fn significant(&self) -> usize {
        match &self.cells {
            Cells::Number(bytes) => bytes.iter().skip_while(|byte| **byte == 0).count(),
            _ => usize::MAX,
        }
    }
}

/// Order 2²⁵² + 27742317777372353535851937790883648493. RFC 8032, 5.1.
const ED25519_ORDER: &str = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
/// d = -121665/121666. RFC 8032, 5.1.
const ED25519_D: &str = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
/// The same in the limbs of 51 bits that 64-bit code uses.
const ED25519_D_51: [u64; 5] = [
    929_955_233_495_203,
    466_365_720_129_213,
    1_662_059_464_998_953,
    2_033_849_074_728_123,
    1_442_794_654_840_575,
];
/// The same in signed limbs of 26 and 25 bits that 32-bit code uses.
const ED25519_D_25: [i64; 10] = [
    -10_913_610,
    13_857_413,
    -15_372_611,
    6_949_391,
    114_729,
    -8_787_816,
    -6_275_908,
    -3_247_719,
    -18_696_448,
    -12_055_116,
];
/// Order 2⁴⁴⁶ - 13818066809895115352007386748515426880336692474882178609894547503885.
/// RFC 8032, 5.2.
const ED448_ORDER: &str = "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3";

#[rustfmt::skip]
fn edwards() -> Vec<Row> {
    let row = |algorithm, curve, name, cells| Row { curve: Some(curve), ..Row::new(algorithm, name, "RFC 8032, 5", cells) };
    vec![
        row("ed25519", "edwards25519", "order", Cells::Number(bytes_of(ED25519_ORDER))),
        row("ed25519", "edwards25519", "coefficient d", Cells::Number(bytes_of(ED25519_D))),
        row("ed25519", "edwards25519", "coefficient d in limbs of 51 bits", Cells::Doubles(ED25519_D_51.to_vec())),
        row("ed25519", "edwards25519", "coefficient d in limbs of 25.5 bits", Cells::Signed(ED25519_D_25.to_vec())),
        Row::new("x25519", "field prime 2^255 - 19, shared with Ed25519", "RFC 7748, 4.1", Cells::Doubles(PRIME_25519.to_vec())).low(),
        row("ed448", "edwards448", "order", Cells::Number(bytes_of(ED448_ORDER))),
        // What reference code keeps a byte or sixteen bits in a word each.
        row("ed25519", "edwards25519", "order, a byte in each word", Cells::Words(limbs(ED25519_ORDER, 1))),
        row("ed25519", "edwards25519", "coefficient d, a byte in each word", Cells::Words(limbs(ED25519_D, 1))),
        row("ed25519", "edwards25519", "coefficient d in limbs of 16 bits", Cells::Words(limbs(ED25519_D, 2))),
    ]
}

/// 2^255 - 19 in words of 64 bits, the lowest first.
const PRIME_25519: [u64; 4] = [u64::MAX - 18, u64::MAX, u64::MAX, u64::MAX >> 1];

/// A number in words that hold this many of its bytes each, the lowest first.
fn limbs(hex: &str, size: usize) -> Vec<u32> {
    let bytes = bytes_of(hex);
    let limb = |bytes: &[u8]| bytes.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte));
    bytes.rchunks(size).map(limb).collect()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap_or_default()
}

/// Round constants of SHA-1. FIPS 180-4, 4.2.1. RIPEMD-160 shares the first three.
const SHA1_K: [u32; 4] = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6];
/// Constants that only RIPEMD-160 has: the fifth of the left line and four of the right.
const RIPEMD160_K: [u32; 5] = [0xa953_fd4e, 0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9];
/// "expand 32-byte k" as little-endian words.
const CHACHA_WORDS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// "somepseudorandomlygeneratedbytes" in halves of its 64-bit words. Aumasson and Bernstein,
/// SipHash, 2.1.
const SIPHASH_WORDS: [u32; 8] = [
    0x7073_6575,
    0x736f_6d65,
    0x6e64_6f6d,
    0x646f_7261,
    0x6e65_7261,
    0x6c79_6765,
    0x7974_6573,
    0x7465_6462,
];

/// The three keys before a password, and the factor of the second. APPNOTE.TXT 6.3.10, 6.1.5.
const ZIPCRYPTO_WORDS: [u32; 4] = [0x1234_5678, 0x2345_6789, 0x3456_7890, 0x0808_8405];

/// Every set.
#[rustfmt::skip]
pub(super) static SETS: LazyLock<Vec<SetRow>> = LazyLock::new(|| {
    let k = formula::sha512_k(80);
    let high = Confidence::High;
    let set = |algorithm, name, source, confidence, words, needed, span| SetRow { algorithm, name, source, confidence, words, needed, span, places: needed };
    vec![
        set("chacha20", "text expand 32-byte k, shared with Salsa20 and random generators", "RFC 8439, 2.3", Confidence::Low, CHACHA_WORDS.to_vec(), 4, 256),
        // Hash tables of executables mask with the second, and whoever aligns below it with the first.
        set("poly1305", CLAMP_IN_CODE, "RFC 8439, 2.5", Confidence::Low, POLY1305_32.to_vec(), 2, 96).at(3),
        set("poly1305", "clamp of r in one word", "RFC 8439, 2.5", Confidence::Low, POLY1305_32.to_vec(), 2, 4),
        set("poly1305", "clamp of r in limbs of 26 bits", "RFC 8439, 2.5", Confidence::Low, POLY1305_26.to_vec(), 3, 512),
        set("poly1305", "clamp of r in limbs of 26 bits, apart from their width", "RFC 8439, 2.5", Confidence::Low, POLY1305_26_OPEN.to_vec(), 3, 512),
        set("poly1305", "clamp of r in limbs of 44 bits", "RFC 8439, 2.5", Confidence::Low, POLY1305_44.to_vec(), 2, 512),
        set("blake2b", "initial value, shared with SHA-512", "RFC 7693, 2.6", Confidence::Medium, formula::halves(&formula::square_roots(0)), 16, 1024),
        set("blake2s", "initial value, shared with SHA-256 and BLAKE3", "RFC 7693, 2.6", Confidence::Medium, formula::upper(&formula::square_roots(0)), 8, 512),
        set("camellia", "key schedule constants", "RFC 3713, 2.2", high, formula::halves(&SIGMA), 10, 4096),
        set("md5", "table T", "RFC 1321, 3.4", high, formula::md5_t(), 32, 8192),
        set("ml-dsa", "zetas in an order of their own, shared with Dilithium", "FIPS 204, Appendix B", high, dilithium_words(), 96, 8192),
        set("ripemd-160", "round constants", "ISO/IEC 10118-3", high, RIPEMD160_K.to_vec(), 5, 16384),
        set("sha-1", "round constants", "FIPS 180-4, 4.2.1", high, SHA1_K.to_vec(), 4, 16384),
        set("sha-224", "initial value", "FIPS 180-4, 5.3.2", high, lower(&formula::square_roots(8)), 8, 512),
        set("sha-256", "round constants", "FIPS 180-4, 4.2.2", high, formula::upper(&k[..64]), 40, 16384),
        set("sha-384", "initial value", "FIPS 180-4, 5.3.4", high, formula::halves(&formula::square_roots(8)), 16, 1024),
        set("sha-512", "round constants", "FIPS 180-4, 4.2.3", high, formula::halves(&k), 120, 32768),
        set("siphash", "initial state", "Aumasson and Bernstein, SipHash, 2.1", Confidence::Medium, SIPHASH_WORDS.to_vec(), 8, 512),
        set("sm3", "initial value", "GB/T 32905, 4.1", high, SM3_IV.to_vec(), 8, 512),
        set("zipcrypto", "keys before a password and factor", "APPNOTE.TXT 6.3.10, 6.1.5", high, ZIPCRYPTO_WORDS.to_vec(), 4, 16384),
        set("sm3", "round constants", "GB/T 32905, 4.2", high, formula::sm3_t(), 32, 16384),
    ]
});

fn dilithium_words() -> Vec<u32> {
    let zetas = formula::dilithium_zetas(ZetaForm::MontgomeryCentred).into_iter().skip(1);
    zetas.map(|zeta| zeta as u32).collect()
}

/// Every layout of every table.
pub(super) static ENCODINGS: LazyLock<Vec<Encoding>> = LazyLock::new(|| {
    ROWS.iter().enumerate().flat_map(|(row, each)| each.cells.encodings(row)).collect()
});

impl Cells {
    fn encodings(&self, row: usize) -> Vec<Encoding> {
        let one = |layout, width, mut bytes: Vec<u8>| {
            bytes.truncate(MAX_COMPARED);
            Encoding { row, layout, bytes, width }
        };
        let mut all = match self {
            Self::Raw(bytes) => vec![one("bytes", 1, bytes.clone())],
            Self::Bytes(bytes) => vec![
                one("8-bit", 1, bytes.clone()),
                one("16-bit little-endian", 2, spread(bytes, |b| u16::from(*b).to_le_bytes())),
                one("32-bit little-endian", 4, spread(bytes, |b| u32::from(*b).to_le_bytes())),
                one("32-bit big-endian", 4, spread(bytes, |b| u32::from(*b).to_be_bytes())),
            ],
            Self::Halves(cells) => vec![
                one("16-bit little-endian", 2, spread(cells, |c| c.to_le_bytes())),
                one("16-bit big-endian", 2, spread(cells, |c| c.to_be_bytes())),
            ],
            Self::Words(cells) => vec![
                one("32-bit little-endian", 4, spread(cells, |c| c.to_le_bytes())),
                one("32-bit big-endian", 4, spread(cells, |c| c.to_be_bytes())),
                one("64-bit little-endian", 8, spread(cells, |c| u64::from(*c).to_le_bytes())),
            ],
            Self::Doubles(cells) => vec![
                one("64-bit little-endian", 8, spread(cells, |c| c.to_le_bytes())),
                one("64-bit big-endian", 8, spread(cells, |c| c.to_be_bytes())),
            ],
            Self::Signed(cells) => vec![
                one("16-bit little-endian", 2, spread(cells, |c| (*c as i16).to_le_bytes())),
                one("32-bit little-endian", 4, spread(cells, |c| (*c as i32).to_le_bytes())),
                one("16-bit big-endian", 2, spread(cells, |c| (*c as i16).to_be_bytes())),
                one("32-bit big-endian", 4, spread(cells, |c| (*c as i32).to_be_bytes())),
            ],
            Self::Number(bytes) => {
                let reversed = bytes.iter().rev().copied().collect();
                vec![one("big-endian", 1, bytes.clone()), one("little-endian limbs", 4, reversed)]
            }
        };
        if let Self::Signed(cells) = self {
            let fits = cells.iter().all(|cell| i16::try_from(*cell).is_ok());
            all.retain(|encoding| fits || encoding.width == 4);
        }
        all
    }
}

fn spread<T, const N: usize>(cells: &[T], bytes: impl Fn(&T) -> [u8; N]) -> Vec<u8> {
    cells.iter().flat_map(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;

    fn number(hex: &str) -> BigUint {
        BigUint::parse_bytes(hex.as_bytes(), 16).unwrap()
    }

    #[test]
    fn every_row_names_a_known_algorithm_and_curve() {
        for row in ROWS.iter() {
            assert!(aratame_algorithms::algorithm(row.algorithm).is_some(), "{}", row.algorithm);
            assert!(row.curve.is_none_or(|id| aratame_algorithms::curve(id).is_some()), "{row:?}");
        }
        for set in SETS.iter() {
            assert!(aratame_algorithms::algorithm(set.algorithm).is_some(), "{}", set.algorithm);
            // Fewer are a weak sign.
            assert!(set.needed >= 4 || set.confidence == Confidence::Low, "{}", set.name);
            assert!(set.needed <= set.words.len(), "{}", set.name);
        }
    }

    #[test]
    fn no_table_is_short_enough_to_agree_by_chance() {
        for encoding in ENCODINGS.iter() {
            assert!(encoding.bytes.len() >= 16, "{}", ROWS[encoding.row].name);
        }
    }

    #[test]
    fn base_points_are_on_their_curves_and_have_their_order() {
        for curve in data::CURVES {
            let [p, a, b] = [curve.p, curve.a, curve.b].map(number);
            let [x, y, n] = [curve.x, curve.y, curve.n].map(number);
            let left = &y * &y % &p;
            let right = (&x * &x * &x + &a * &x + &b) % &p;
            assert_eq!(left, right, "{}", curve.curve);
            assert!(times(&n, &[x, y, 1u32.into()], &a, &p)[2] == BigUint::ZERO, "{}", curve.curve);
            // Hasse: all points are p + 1, but for 2 sqrt p.
            let top = &p + 1u32;
            let all = (&top + (&n >> 1u32)) / &n * &n;
            let distance = if all > top { &all - &top } else { &top - &all };
            assert!(&distance * &distance <= &p * 4u32, "{}", curve.curve);
        }
    }

    /// A point by x = X/Z^2 and y = Y/Z^3; nothing when Z is zero.
    type Point = [BigUint; 3];

    /// A multiple of a point.
    fn times(number: &BigUint, point: &Point, a: &BigUint, p: &BigUint) -> Point {
        let nothing = [1u32, 1, 0].map(BigUint::from);
        (0..number.bits()).rev().fold(nothing, |sum, bit| {
            let twice = twice(&sum, a, p);
            if number.bit(bit) { sum_of(&twice, point, a, p) } else { twice }
        })
    }

    fn twice([x, y, z]: &Point, a: &BigUint, p: &BigUint) -> Point {
        let square = y * y % p;
        let s = x * &square * 4u32 % p;
        let z2 = z * z % p;
        let m = (x * x * 3u32 + a * (&z2 * &z2 % p)) % p;
        let x = (&m * &m + (p - &s) * 2u32) % p;
        let y2 = (m * (&s + p - &x) + (p - &square * &square * 8u32 % p)) % p;
        [x, y2, y * z * 2u32 % p]
    }

    fn sum_of(first: &Point, second: &Point, a: &BigUint, p: &BigUint) -> Point {
        if first[2] == BigUint::ZERO {
            return second.clone();
        }
        let [[x1, y1, z1], [x2, y2, z2]] = [first, second];
        let (q1, q2) = (z1 * z1 % p, z2 * z2 % p);
        let (u1, u2) = (x1 * &q2 % p, x2 * &q1 % p);
        let (s1, s2) = (y1 * z2 * q2 % p, y2 * z1 * q1 % p);
        if (&u1, &s1) == (&u2, &s2) {
            return twice(first, a, p);
        }
        let (h, r) = ((u2 + p - &u1) % p, (s2 + p - &s1) % p);
        let h2 = &h * &h % p;
        let (h3, v) = (&h2 * &h % p, u1 * h2 % p);
        let x = (&r * &r + (p - &h3) + (p - &v) * 2u32) % p;
        let y = (r * (v + p - &x) + (p - s1 * h3 % p)) % p;
        [x, y, h * z1 * z2 % p]
    }

    #[test]
    fn the_numbers_of_edwards25519() {
        let p = (BigUint::from(1u32) << 255u32) - 19u32;
        let d = number(ED25519_D);
        assert_eq!(&d * 121_666u32 % &p, &p - 121_665u32);
        let limbs =
            ED25519_D_51.iter().rev().fold(BigUint::ZERO, |sum, limb| (sum << 51u32) + *limb);
        assert_eq!(limbs % &p, d);
        let prime =
            PRIME_25519.iter().rev().fold(BigUint::ZERO, |sum, word| (sum << 64u32) + *word);
        assert_eq!(prime, p);
        let order = (BigUint::from(1u32) << 252u32)
            + BigUint::parse_bytes(b"27742317777372353535851937790883648493", 10).unwrap();
        assert_eq!(number(ED25519_ORDER), order);
        let small = ED25519_D_25.iter().enumerate().fold(BigUint::ZERO, |sum, (at, limb)| {
            let weight = BigUint::from(1u32) << (25 * at + at.div_ceil(2));
            let part = weight * limb.unsigned_abs() % &p;
            if *limb < 0 { sum + &p - part } else { sum + part }
        });
        assert_eq!(small % &p, d);
    }

    #[test]
    fn limbs_of_reference_code() {
        assert_eq!(limbs(ED25519_ORDER, 1)[..4], [0xed, 0xd3, 0xf5, 0x5c]);
        assert_eq!(limbs(ED25519_D, 2)[..4], [0x78a3, 0x1359, 0x4dca, 0x75eb]);
        assert_eq!([limbs(ED25519_ORDER, 1).len(), limbs(ED25519_D, 2).len()], [32, 16]);
    }

    #[test]
    fn the_order_of_edwards448() {
        let small = b"13818066809895115352007386748515426880336692474882178609894547503885";
        let order = (BigUint::from(1u32) << 446u32) - BigUint::parse_bytes(small, 10).unwrap();
        assert_eq!(number(ED448_ORDER), order);
    }

    #[test]
    fn blowfish_is_the_digits_of_pi() {
        let pi = super::super::groups::tests::digits(32 * 1042, true);
        let bytes = pi.to_bytes_be();
        let words: Vec<u32> =
            bytes[1..].as_chunks::<4>().0.iter().map(|w| u32::from_be_bytes(*w)).collect();
        assert_eq!(words[..18], formula::pi_words());
        assert_eq!(words[1026..1042], data::BLOWFISH_S4_END);
    }

    #[test]
    fn the_initial_state_of_siphash_is_a_text() {
        let bytes: Vec<u8> = SIPHASH_WORDS
            .chunks(2)
            .flat_map(|pair| [pair[1].to_be_bytes(), pair[0].to_be_bytes()].concat())
            .collect();
        assert_eq!(bytes, b"somepseudorandomlygeneratedbytes");
    }

    #[test]
    fn sigma_is_the_fractions_of_square_roots() {
        // RFC 3713, 2.2: from the second hexadecimal digit of each fraction on; the roots here
        // have one digit less than needed for the last.
        for (sigma, root) in SIGMA.iter().zip(formula::square_roots(0)) {
            assert_eq!(sigma >> 4, root & (u64::MAX >> 4));
        }
    }
}
