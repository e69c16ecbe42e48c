//! Twiddle factors of ML-KEM and ML-DSA in whatever order a transform for vectors keeps them.
//!
//! Owns the powers of zeta as a set. They are looked for only where the constants of Keccak stand,
//! which both standards need (FIPS 203, 4.1; FIPS 204, 3.7), so that other files cost nothing.

use std::collections::VecDeque;
use std::io;
use std::ops::{ControlFlow, Range};

use aratame_formats::source::Source;
use aratame_inventory::Confidence;

use super::evidence::{Evidence, Holds, Region};
use super::formula;
use crate::binary::PassedOver;

/// Bytes that are read at once.
const WINDOW: usize = 256 << 10;
/// Data of one file that is looked through: a second at most, and far more than libraries have.
const MAX_SWEPT: u64 = 64 << 20;

/// A transform: its field, its root of unity, and when enough powers stand together.
///
/// Of numbers below q in absolute value, one in q / (2 classes) is a power in a given form. A table
/// of random numbers of the same range has one member in 13 elements (ML-KEM) or in 16 368
/// (ML-DSA). What is asked for is 3 in 10 of 320 elements, where chance gives 25 in 320: less than
/// e^-68 (Chernoff's bound); and 48 in 1024, where chance gives 0.06: less than e^-270. Different
/// classes are asked for besides, since few members often repeated are no table of powers.
struct Transform {
    algorithm: &'static str,
    source: &'static str,
    modulus: u32,
    root: u64,
    /// Powers that differ by more than the sign: half the order of the root.
    classes: u64,
    /// The Montgomery factor: 2 to the width of an element.
    radix: u64,
    /// Bytes of an element.
    width: usize,
    /// Members that must stand within `span` bytes.
    members: usize,
    span: u64,
    /// How many of them must differ by more than the sign.
    different: usize,
}

const TRANSFORMS: [Transform; 2] = [
    Transform {
        algorithm: "ml-kem",
        source: "FIPS 203, Appendix A",
        modulus: 3329,
        root: 17,
        classes: 128,
        radix: 1 << 16,
        width: 2,
        members: 96,
        span: 640,
        different: 40,
    },
    Transform {
        algorithm: "ml-dsa",
        source: "FIPS 204, Appendix B",
        modulus: 8_380_417,
        root: 1753,
        classes: 256,
        radix: 1 << 32,
        width: 4,
        members: 48,
        span: 4096,
        different: 32,
    },
];

/// What powers are multiplied by, and how that is called.
const FORMS: [&str; 2] = ["", " in Montgomery form"];
const ORDERS: [&str; 2] = ["little-endian", "big-endian"];

/// Every transform of which `is_known` does not say that it was found already.
pub(super) fn find(
    source: &Source<'_>,
    regions: &[Region],
    is_known: impl Fn(&str) -> bool,
    passed_over: &mut PassedOver,
) -> io::Result<Vec<Evidence>> {
    let mut found = Vec::new();
    for transform in TRANSFORMS.iter().filter(|it| !is_known(it.algorithm)) {
        let powers = Powers::of(transform);
        let mut left = MAX_SWEPT;
        for region in regions.iter().filter(|it| it.holds == Holds::Data || regions.len() == 1) {
            let Range { start, end } = region.extent();
            let end = end.min(region.offset.saturating_add(left)).min(source.len());
            if region.size > left {
                passed_over.add("powers of zeta in data beyond 64 MiB");
            }
            left -= region.size.min(left);
            let mut sweep = Sweep { transform, powers: &powers, runs: Default::default() };
            let mut first = None;
            source.windows(start..end, WINDOW, 0, &mut |at, window| {
                first = match transform.width {
                    2 => sweep.window::<2>(at, window).break_value(),
                    _ => sweep.window::<4>(at, window).break_value(),
                };
                first.is_none()
            })?;
            if let Some(evidence) = first {
                found.push(evidence);
                break;
            }
        }
    }
    Ok(found)
}

/// A power, by its residue of least absolute value without sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Power {
    residue: u32,
    /// Index into [`FORMS`].
    form: usize,
    class: u16,
}

/// All powers of a root, and a quick answer for most numbers that are none.
struct Powers {
    /// Sorted by residue.
    all: Vec<Power>,
    /// A bit for the lower 16 bits of each residue.
    gate: Box<[u64; 1024]>,
}

impl Powers {
    fn of(transform: &Transform) -> Self {
        let all = transform.powers();
        let mut gate = Box::new([0; 1024]);
        for power in &all {
            gate[power.residue as usize >> 6 & 1023] |= 1 << (power.residue & 63);
        }
        Self { all, gate }
    }

    fn may_have(&self, residue: u32) -> bool {
        self.gate[residue as usize >> 6 & 1023] >> (residue & 63) & 1 == 1
    }

    fn with(&self, residue: u32) -> impl Iterator<Item = &Power> {
        let first = self.all.partition_point(|power| power.residue < residue);
        self.all[first..].iter().take_while(move |power| power.residue == residue)
    }
}

impl Transform {
    /// Sorted by residue, without 1, which is everywhere.
    fn powers(&self) -> Vec<Power> {
        let modulus = u64::from(self.modulus);
        let mut all = Vec::new();
        for (form, factor) in [1, self.radix % modulus].into_iter().enumerate() {
            for class in 0..self.classes {
                let power = formula::power_mod(self.root, class, modulus) * factor % modulus;
                let residue = power.min(modulus - power) as u32;
                if residue > 1 {
                    all.push(Power { residue, form, class: class as u16 });
                }
            }
        }
        all.sort_unstable();
        all
    }

    fn evidence(&self, form: usize, order: usize, run: &Run) -> Evidence {
        let (first, length) = run.extent(self.width);
        Evidence {
            algorithm: self.algorithm,
            curve: None,
            bits: None,
            offset: first,
            length,
            reason: format!(
                "{} of {} powers of zeta{} ({}), in an order of their own, within {length} bytes, \
                 {}-bit {}, beside the constants of Keccak",
                run.different,
                self.classes,
                FORMS[form],
                self.source,
                8 * self.width,
                ORDERS[order],
            ),
            confidence: Confidence::High,
        }
    }
}

/// The search of one region.
struct Sweep<'a> {
    transform: &'a Transform,
    powers: &'a Powers,
    /// The last members by form and byte order.
    runs: [[Run; 2]; 2],
}

impl Sweep<'_> {
    /// `WIDTH` is the transform's, known to the compiler.
    fn window<const WIDTH: usize>(&mut self, base: u64, window: &[u8]) -> ControlFlow<Evidence> {
        for (index, element) in window.as_chunks::<WIDTH>().0.iter().enumerate() {
            for (order, value) in both_orders(element).into_iter().enumerate() {
                let modulus = self.transform.modulus;
                let distance = value.unsigned_abs();
                let residue = distance.min(modulus.wrapping_sub(distance));
                if distance > 1 && distance < modulus && self.powers.may_have(residue) {
                    self.element(base + (index * WIDTH) as u64, order, residue)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn element(&mut self, at: u64, order: usize, residue: u32) -> ControlFlow<Evidence> {
        let transform = self.transform;
        for power in self.powers.with(residue) {
            let run = &mut self.runs[power.form][order];
            run.push(at, power.class, transform.members);
            let is_dense = run.extent(transform.width).1 <= transform.span;
            let is_enough = run.members.len() == transform.members;
            if is_enough && is_dense && run.different >= transform.different {
                return ControlFlow::Break(transform.evidence(power.form, order, run));
            }
        }
        ControlFlow::Continue(())
    }
}

/// An element of two or four bytes, little-endian and big-endian.
fn both_orders(element: &[u8]) -> [i32; 2] {
    match *element {
        [a, b] => [i16::from_le_bytes([a, b]).into(), i16::from_be_bytes([a, b]).into()],
        [a, b, c, d] => [i32::from_le_bytes([a, b, c, d]), i32::from_be_bytes([a, b, c, d])],
        _ => [0; 2],
    }
}

/// The last members that were met.
struct Run {
    /// Place and class.
    members: VecDeque<(u64, u16)>,
    /// How many of them have each class.
    counts: [u16; 256],
    different: usize,
}

impl Default for Run {
    fn default() -> Self {
        Self { members: VecDeque::new(), counts: [0; 256], different: 0 }
    }
}

impl Run {
    /// Remembers one more member, and forgets the first of more than `most`.
    fn push(&mut self, at: u64, class: u16, most: usize) {
        self.members.push_back((at, class));
        let count = &mut self.counts[usize::from(class)];
        self.different += usize::from(*count == 0);
        *count += 1;
        if self.members.len() > most
            && let Some((_, class)) = self.members.pop_front()
        {
            let count = &mut self.counts[usize::from(class)];
            *count -= 1;
            self.different -= usize::from(*count == 0);
        }
    }

    /// Where they begin, and how many bytes they take.
    fn extent(&self, width: usize) -> (u64, u64) {
        let place = |member: Option<&(u64, u16)>| member.map_or(0, |(at, _)| *at);
        let first = place(self.members.front());
        (first, place(self.members.back()) - first + width as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence;
    use super::*;

    const ML_KEM: i64 = 3329;
    const ML_DSA: i64 = 8_380_417;

    fn region(bytes: &[u8]) -> Region {
        let size = bytes.len() as u64;
        Region { offset: 0, size, origin: 0, holds: Holds::Data, halves: None, is_read: false }
    }

    fn told(bytes: &[u8]) -> Vec<&'static str> {
        let mut passed_over = PassedOver::default();
        let source = Source::memory(bytes);
        let found = find(&source, &[region(bytes)], |_| false, &mut passed_over).unwrap();
        assert_eq!(passed_over, PassedOver::default());
        found.into_iter().map(|each| each.algorithm).collect()
    }

    fn words(values: &[i64]) -> Vec<u8> {
        values.iter().flat_map(|value| (*value as i32).to_le_bytes()).collect()
    }

    fn halves(values: &[i64]) -> Vec<u8> {
        values.iter().flat_map(|value| (*value as i16).to_le_bytes()).collect()
    }

    /// Turns the bytes of each element around.
    fn turned(bytes: &[u8], width: usize) -> Vec<u8> {
        bytes.chunks(width).flat_map(|each| each.iter().rev().copied()).collect()
    }

    fn centred(value: i64, modulus: i64) -> i64 {
        let residue = value.rem_euclid(modulus);
        if residue > modulus / 2 { residue - modulus } else { residue }
    }

    /// zeta^BitRev8(m), centred. FIPS 204, Appendix B.
    fn zetas_of_ml_dsa() -> Vec<i64> {
        let plain = formula::dilithium_zetas(formula::ZetaForm::Plain);
        plain.into_iter().map(|zeta| centred(zeta, ML_DSA)).collect()
    }

    /// 2^32 root / q, rounded: what a product is multiplied by instead of a division.
    fn quotient(root: i64) -> i64 {
        ((root << 33) + ML_DSA).div_euclid(2 * ML_DSA)
    }

    /// Each root with its quotient beside it, as scalar code of Futae keeps them.
    fn pairs(sign: i64) -> Vec<i64> {
        zetas_of_ml_dsa().into_iter().flat_map(|it| [sign * it, quotient(sign * it)]).collect()
    }

    /// The layers from `length` down to 1 in registers of `lanes` elements: roots of a register,
    /// then their quotients. `order` is which butterfly each lane of the last layer holds.
    fn lanes_of_ml_dsa(lanes: usize, length: usize, order: &[usize], inverse: bool) -> Vec<i64> {
        let zetas = zetas_of_ml_dsa();
        let layers = std::iter::successors(Some(length), |each| Some(each / 2));
        let mut all = Vec::new();
        for length in layers.take_while(|each| *each > 0) {
            let blocks = 128 / length;
            for register in 0..128 / lanes {
                let roots: Vec<i64> = (0..lanes)
                    .map(|lane| if length == 1 { order[lane] } else { lane })
                    .map(|lane| (lanes * register + lane) / length)
                    .map(|block| match inverse {
                        true => -zetas[2 * blocks - 1 - block],
                        false => zetas[blocks + block],
                    })
                    .collect();
                let quotients: Vec<i64> = roots.iter().map(|root| quotient(*root)).collect();
                all.extend([roots, quotients].concat());
            }
        }
        all
    }

    /// The layers from `length` down to 2 of ML-KEM: all roots of a layer, then all of them times
    /// the inverse of q modulo 2^16.
    fn lanes_of_ml_kem(lanes: usize, length: usize, inverse: bool) -> Vec<i64> {
        const INVERSE_OF_Q: i64 = -3327;
        let zetas = formula::kyber_zetas(formula::ZetaForm::MontgomeryCentred);
        let layers = std::iter::successors(Some(length), |each| Some(each / 2));
        let mut all = Vec::new();
        for length in layers.take_while(|each| *each > 1) {
            let blocks = 128 / length;
            let root = |at: usize| {
                let (register, lane) = (at / lanes, at % lanes);
                let first = 2 * lanes * register + lane / length * 2 * length + lane % length;
                let block = first / (2 * length);
                zetas[if inverse { 2 * blocks - 1 - block } else { blocks + block }]
            };
            let roots: Vec<i64> = (0..128).map(root).collect();
            all.extend(&roots);
            all.extend(roots.iter().map(|root| root * INVERSE_OF_Q));
        }
        all
    }

    /// Numbers below `bound`, from a fixed seed.
    fn noise(seed: u64, bound: i64) -> impl Iterator<Item = i64> {
        let mut state = seed | 1;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 16) as i64 % bound
        })
    }

    /// In an order without any rule.
    fn shuffled(mut values: Vec<i64>, seed: u64) -> Vec<i64> {
        let mut chance = noise(seed, i64::MAX);
        for last in (1..values.len()).rev() {
            let other = chance.next().unwrap() as usize % (last + 1);
            values.swap(last, other);
        }
        values
    }

    #[test]
    fn roots_have_the_order_that_is_counted_with() {
        for it in &TRANSFORMS {
            let modulus = u64::from(it.modulus);
            assert_eq!(formula::power_mod(it.root, it.classes, modulus), modulus - 1);
            let powers = it.powers();
            let of = |form| powers.iter().filter(move |power| power.form == form);
            let same = of(0).filter(|one| of(1).any(|other| other.residue == one.residue)).count();
            // The two forms share nothing, or everything: cosets.
            assert!(same == 0 || same == of(0).count(), "{}", it.algorithm);
            assert!(it.classes <= 256 && 2 * it.different <= it.classes as usize);
        }
    }

    #[test]
    fn ml_dsa_in_every_layout_of_futae() {
        let order: Vec<usize> = vec![0, 2, 1, 3, 4, 6, 5, 7];
        let natural: Vec<usize> = (0..16).collect();
        for table in [
            pairs(1),
            pairs(-1),
            lanes_of_ml_dsa(8, 4, &order, false),
            lanes_of_ml_dsa(8, 4, &order, true),
            lanes_of_ml_dsa(16, 8, &natural, false),
            lanes_of_ml_dsa(16, 8, &natural, true),
        ] {
            let bytes = words(&table);
            assert_eq!(told(&bytes), ["ml-dsa"]);
            assert_eq!(told(&turned(&bytes, 4)), ["ml-dsa"]);
            // Wherever it is aligned.
            assert_eq!(told(&[&[0; 20][..], &bytes].concat()), ["ml-dsa"]);
        }
    }

    #[test]
    fn ml_kem_in_every_layout_of_futae() {
        for inverse in [false, true] {
            for table in [lanes_of_ml_kem(16, 8, inverse), lanes_of_ml_kem(32, 16, inverse)] {
                let bytes = halves(&table);
                assert_eq!(told(&bytes), ["ml-kem"]);
                assert_eq!(told(&turned(&bytes, 2)), ["ml-kem"]);
            }
        }
        // Wider elements show as every second one.
        let plain = formula::kyber_zetas(formula::ZetaForm::Plain);
        assert_eq!(told(&words(&shuffled(plain, 5))), ["ml-kem"]);
    }

    #[test]
    fn any_order_and_form_and_what_lies_between() {
        use formula::ZetaForm::{Montgomery, MontgomeryCentred, Plain};
        for (seed, form) in [(1, Plain), (2, Montgomery), (3, MontgomeryCentred)] {
            let dilithium = shuffled(formula::dilithium_zetas(form), seed);
            let kyber = shuffled(formula::kyber_zetas(form), seed);
            let between = |values: &[i64], bound| -> Vec<i64> {
                values.iter().zip(noise(seed, bound)).flat_map(|(it, other)| [*it, other]).collect()
            };
            assert_eq!(told(&words(&dilithium)), ["ml-dsa"], "{form:?}");
            assert_eq!(told(&words(&between(&dilithium, 1 << 32))), ["ml-dsa"], "{form:?}");
            assert_eq!(told(&halves(&kyber)), ["ml-kem"], "{form:?}");
            assert_eq!(told(&halves(&between(&kyber, 1 << 16))), ["ml-kem"], "{form:?}");
        }
    }

    #[test]
    fn random_numbers_of_the_same_range_are_none() {
        for seed in 1..5 {
            for (modulus, lay) in [(ML_KEM, halves as fn(&[i64]) -> _), (ML_DSA, words)] {
                let values: Vec<i64> = noise(seed, modulus).take(1 << 16).collect();
                let signed: Vec<i64> = values.iter().map(|it| centred(*it, modulus)).collect();
                assert!(told(&lay(&values)).is_empty() && told(&lay(&signed)).is_empty());
            }
            let bytes: Vec<i64> = noise(seed, 1 << 16).take(1 << 16).collect();
            assert!(told(&halves(&bytes)).is_empty());
        }
    }

    /// Counted up by any step, waves, powers of another root, and a few members often repeated.
    #[test]
    fn tables_with_a_rule_of_their_own_are_none() {
        for step in (1..40).chain([289, 1000, 1664, 3000]) {
            let counted: Vec<i64> = (0..2 * ML_KEM).map(|n| n * step % ML_KEM).collect();
            let centred: Vec<i64> = counted.iter().map(|it| centred(*it, ML_KEM)).collect();
            assert!(told(&halves(&counted)).is_empty() && told(&halves(&centred)).is_empty());
        }
        for step in [1, 17, 1753, 32_768] {
            let counted: Vec<i64> = (0..1 << 15).map(|n| n * step % ML_DSA).collect();
            assert!(told(&words(&counted)).is_empty(), "{step}");
        }
        let wave = |height: f64| -> Vec<i64> {
            (0..4096).map(|n| (f64::from(n) / 650.0).sin() * height).map(|it| it as i64).collect()
        };
        assert!(told(&halves(&wave(1664.0))).is_empty() && told(&words(&wave(4e6))).is_empty());
        let powers = |root: i64, modulus: i64| -> Vec<i64> {
            std::iter::successors(Some(1), |it| Some(it * root % modulus)).take(4096).collect()
        };
        assert!(told(&halves(&powers(3, ML_KEM))).is_empty());
        assert!(told(&words(&powers(10, ML_DSA))).is_empty());
        let few = [1, -1, 17, -17, 289, -289].repeat(200);
        assert!(told(&halves(&few)).is_empty() && told(&words(&few)).is_empty());
    }

    #[test]
    fn half_a_table_of_powers_is_too_little() {
        let dilithium = zetas_of_ml_dsa();
        assert!(told(&words(&dilithium[1..32])).is_empty());
        let kyber = formula::kyber_zetas(formula::ZetaForm::MontgomeryCentred);
        assert!(told(&halves(&kyber[1..64])).is_empty());
        // Far from each other.
        let apart: Vec<i64> =
            dilithium.iter().flat_map(|it| [&[*it][..], &[0; 40]].concat()).collect();
        assert!(told(&words(&apart)).is_empty());
    }

    /// The sweep runs where Keccak is, and not elsewhere; a cut table and an empty file are nothing.
    #[test]
    fn only_beside_keccak() {
        let keccak: Vec<u8> = formula::keccak_rc().into_iter().flat_map(u64::to_le_bytes).collect();
        let table = words(&pairs(1));
        let of = |bytes: &[u8]| -> Vec<Evidence> {
            let found = evidence::find(&Source::memory(bytes), &[region(bytes)]).unwrap();
            found.evidence.into_iter().filter(|each| each.algorithm == "ml-dsa").collect()
        };
        assert!(of(&table).is_empty() && of(&keccak).is_empty() && of(&[]).is_empty());
        let found = of(&[&keccak[..], &table].concat());
        // Behind the first pair, which is that of 1.
        assert_eq!((found.len(), found[0].offset), (1, keccak.len() as u64 + 8));
        assert!(found[0].reason.contains("FIPS 204, Appendix B"), "{}", found[0].reason);
        assert!(of(&[&keccak[..], &table[..100]].concat()).is_empty());
    }

    /// Regions may claim more than the file has: what is claimed beyond the limit is told.
    #[test]
    fn data_beyond_the_limit_is_told() {
        let mut passed_over = PassedOver::default();
        let large = Region { size: MAX_SWEPT + 1, ..region(&[]) };
        let regions = [large, Region { size: u64::MAX, offset: u64::MAX, ..large }];
        let found = find(&Source::memory(&[7; 64]), &regions, |_| false, &mut passed_over);
        assert!(found.unwrap().is_empty());
        assert_ne!(passed_over, PassedOver::default());
    }

    #[test]
    fn a_table_across_two_windows() {
        let table = words(&pairs(1));
        let before = vec![0; WINDOW - 128];
        assert_eq!(told(&[before, table].concat()), ["ml-dsa"]);
    }
}
