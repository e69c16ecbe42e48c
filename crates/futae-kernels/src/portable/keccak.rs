//! Keccak-f\[1600\] on 64-bit words; several states one after another.

use core::array;

use crate::keccak::{Kernels, ROW, Rows, State, permutation};

pub(super) const KERNELS: Kernels = Kernels {
    permute_x1,
    permute_x4: permute_each,
    permute_x8: permute_each,
    permute_some_x4: permute_some,
    permute_some_x8: permute_some,
    rows_x4: rows,
    rows_x8: rows,
};

fn permute_x1(state: &mut State<1>) {
    permute_words(state);
}

/// Inlined into callers that enable more of the instruction set.
#[inline(always)]
pub(crate) fn permute_words(state: &mut State<1>) {
    state.0 = permutation!(state.0.map(|[word]| word)).map(|word| [word]);
}

fn permute_each<const N: usize>(state: &mut State<N>) {
    permute_some(state, !0);
}

fn permute_some<const N: usize>(state: &mut State<N>, which: u8) {
    for lane in (0..N).filter(|lane| which >> lane & 1 == 1) {
        let mut one = State(array::from_fn(|i| [state.0[i][lane]]));
        permute_x1(&mut one);
        for (words, [word]) in state.0.iter_mut().zip(one.0) {
            words[lane] = word;
        }
    }
}

fn rows<const N: usize>(state: &State<N>, rows: &mut Rows<N>) {
    for (lane, row) in rows.0.iter_mut().enumerate() {
        *row = array::from_fn::<u64, ROW, _>(|i| state.0[i][lane]);
    }
}

#[inline(always)]
fn xor3(a: u64, b: u64, c: u64) -> u64 {
    a ^ (b ^ c)
}

#[inline(always)]
fn chi(a: u64, b: u64, c: u64) -> u64 {
    a ^ (!b & c)
}

#[inline(always)]
fn rotate<const N: u32>(a: u64) -> u64 {
    a.rotate_left(N)
}

#[inline(always)]
fn iota(a: u64, constant: u64) -> u64 {
    a ^ constant
}

#[inline(always)]
fn xor2(a: u64, b: u64) -> u64 {
    a ^ b
}
