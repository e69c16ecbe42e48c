//! Every ML-DSA kernel of every backend against the portable one, in one process.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fmt::Debug;

use futae_kernels::{
    Backend,
    keccak::ROW,
    ml_dsa::{Encoding, Eta, Gamma2, Kernels, N, Poly, Q},
};

/// Deterministic words, spread over all bits.
fn words(seed: u64) -> impl Iterator<Item = u64> {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x
    })
}

/// Every third polynomial sits at the extremes, the others are uniform in -bound..=bound.
fn poly(seed: u64, bound: i32) -> Poly {
    let mut words = words(seed + 1);
    let span = 2 * i64::from(bound) + 1;
    Poly(std::array::from_fn(|_| {
        let word = words.next().unwrap() >> 2;
        match seed % 3 {
            0 => bound * (1 - 2 * (word as i32 & 1)),
            _ => (word as i64 % span) as i32 - bound,
        }
    }))
}

fn copy(poly: &Poly) -> Poly {
    Poly(poly.0)
}

/// Runs the same calls on portable and on every other backend; `run` returns what to compare.
fn agree<T: PartialEq + Debug>(cases: u64, run: impl Fn(&Kernels, u64) -> T) {
    let portable = Backend::available().next().unwrap();
    assert_eq!(portable.name, "portable");
    for case in 0..cases {
        let expected = run(&portable.ml_dsa, case);
        for backend in Backend::available().skip(1) {
            assert_eq!(run(&backend.ml_dsa, case), expected, "{} {case}", backend.name);
        }
    }
}

#[test]
fn transforms_agree() {
    agree(300, |kernels, case| {
        let (mut a, mut b) = (poly(case, Q), poly(case, Q));
        kernels.ntt(&mut a);
        kernels.inverse_ntt(&mut b);
        (a.0, b.0)
    });
}

/// Linear maps which agree on a basis agree everywhere, within their bounds.
#[test]
fn transforms_agree_on_a_basis() {
    agree(256, |kernels, case| {
        let mut a = Poly::ZERO;
        a.0[case as usize] = 1;
        let mut b = copy(&a);
        kernels.ntt(&mut a);
        kernels.inverse_ntt(&mut b);
        (a.0, b.0)
    });
}

#[test]
fn products_agree() {
    agree(100, |kernels, case| {
        let terms = 1 + case % 7;
        let a: Vec<_> = (0..terms).map(|i| poly(case + 9 * i, Q - 1)).collect();
        let b: Vec<_> = (0..terms).map(|i| poly(2 * case + 9 * i, 9 * Q)).collect();
        let mut out = Poly::ZERO;
        kernels.inner_product(&mut out, &a, &b);
        let mut acc = poly(case, Q);
        kernels.multiply_subtract(&mut acc, &b[0], &poly(case + 1, 9 * Q));
        (out.0, acc.0)
    });
}

#[test]
fn sums_and_bounds_agree() {
    agree(300, |kernels, case| {
        let bound = 1 << (3 + case % 18);
        let (large, small) = (poly(case + 1, Q), poly(case + 2, bound / 2));
        let [mut a, mut b, mut c, mut d] = [(); 4].map(|()| poly(case, bound));
        let reached = [
            kernels.add_centred(&mut a, &large, bound),
            kernels.add_centred(&mut b, &small, bound),
            kernels.subtract_centred(&mut c, &large, bound),
            kernels.subtract_centred(&mut d, &small, bound),
            kernels.exceeds(&small, bound / 2),
            kernels.exceeds(&small, bound / 2 + 1),
        ];
        (a.0, b.0, c.0, d.0, reached)
    });
}

#[test]
fn a_single_coefficient_reaches_the_bound() {
    agree(256, |kernels, case| {
        [99, 100, -99, -100].map(|x| {
            let mut a = Poly::ZERO;
            a.0[case as usize] = x;
            let (mut b, mut c) = (copy(&a), copy(&a));
            let reached = kernels.exceeds(&a, 100);
            assert_eq!(reached, x.abs() == 100);
            assert_eq!(reached, kernels.add_centred(&mut b, &Poly::ZERO, 100));
            assert_eq!(reached, kernels.subtract_centred(&mut c, &Poly::ZERO, 100));
            reached
        })
    });
}

/// Every second residue as its negative representative.
#[test]
fn rounding_agrees_over_all_of_zq() {
    for gamma2 in [Gamma2::Q88, Gamma2::Q32] {
        agree(u64::from(Q as u32).div_ceil(256), |kernels, case| {
            let residue = |i: usize| (case as i32 * 256 + i as i32) - (Q & -(i as i32 & 1));
            let w = Poly(std::array::from_fn(residue));
            let (mut t, mut t1, mut w0, mut w1) = (copy(&w), Poly::ZERO, copy(&w), Poly::ZERO);
            kernels.power2round(&mut t, &mut t1);
            kernels.decompose(&mut w0, &mut w1, gamma2);
            let (mut all, mut none, mut some) = (copy(&w), copy(&w), copy(&w));
            kernels.use_hint(&mut all, &[!0; 4], gamma2);
            kernels.use_hint(&mut none, &[0; 4], gamma2);
            kernels.use_hint(&mut some, &[case, !case, 0x5555 << (case % 40), 1 << 63], gamma2);
            [t, t1, w0, w1, all, none, some].map(|poly| poly.0)
        });
    }
}

#[test]
fn hints_agree() {
    for gamma2 in [Gamma2::Q88, Gamma2::Q32] {
        agree(600, |kernels, case| {
            let g = gamma2.value();
            let mut r0 = poly(case, g - 1);
            let ct0 = poly(case + 1, g - 1);
            let mut words = words(case);
            let w1 = Poly(std::array::from_fn(|_| {
                let word = words.next().unwrap();
                (word as i32 & 15) * (word >> 33 & 1) as i32
            }));
            // Half of the sums on an edge.
            for i in 0..N / 2 {
                let edge = [g, g + 1, -g, -g - 1][i % 4] - ct0.0[i];
                if edge.abs() < g {
                    r0.0[i] = edge;
                }
            }
            kernels.make_hint(&r0, &ct0, &w1, gamma2)
        });
    }
}

#[test]
fn samplers_agree_wherever_they_begin_and_whatever_they_refuse() {
    agree(1_500, |kernels, case| {
        let mut words = words(case);
        // In every fifth case runs of refused candidates.
        let row: [u64; ROW] = std::array::from_fn(|i| {
            let word = words.next().unwrap();
            if case % 5 == 0 && i % 3 != 0 { !0 } else { word }
        });
        let filled = (case * 7 % 257) as usize;
        let (mut a, mut b, mut c) = (Poly([9; N]), Poly([9; N]), Poly([9; N]));
        let counts = [
            kernels.reject_uniform(&mut a, filled, &row),
            kernels.reject_bounded(&mut b, filled, &row, Eta::Two),
            kernels.reject_bounded(&mut c, filled, &row, Eta::Four),
        ];
        // What stands behind the accepted coefficients does not matter.
        for (poly, count) in [&mut a, &mut b, &mut c].into_iter().zip(counts) {
            poly.0[count..].fill(0);
        }
        (counts, a.0, b.0, c.0)
    });
}

#[test]
fn encodings_agree() {
    use Encoding::{Eta2, Eta4, T0, T1, W16, W44, Z17, Z19};
    for encoding in [T1, T0, Eta2, Eta4, Z17, Z19, W44, W16] {
        agree(200, |kernels, case| {
            let mut words = words(case);
            let mask = (1 << encoding.bits()) - 1;
            let a = Poly(std::array::from_fn(|_| {
                let raw = (words.next().unwrap() >> 9) as i32 & mask;
                encoding.upper().map_or(raw, |upper| upper - raw)
            }));
            let mut bytes = vec![0; encoding.bytes()];
            kernels.pack(&mut bytes, &a, encoding);
            let mut back = Poly::ZERO;
            kernels.unpack(&mut back, &bytes, encoding);
            assert_eq!(back.0, a.0);
            bytes
        });
    }
}
