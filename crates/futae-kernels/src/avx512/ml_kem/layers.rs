//! The tables of the NTT in zmm registers, computed from the order of the coefficients.
//!
//! Layers of length 128, 64 and 32 combine whole registers. Below that the two registers of a pair,
//! 64 coefficients, are reordered before each layer so that one holds all first operands in
//! increasing order and the other all second operands. Coefficients move in neighbouring pairs,
//! 32 of them in the two registers, because the last layer has length 2.

use crate::ml_kem::{Q_INVERSE, ZETAS, inverse_zeta_index, zeta_index};

/// One layer within pairs of registers.
pub(super) struct Layer {
    /// How the two registers are gathered from those of the layer before.
    pub(super) order: [[i32; 16]; 2],
    /// The multipliers of each of the four pairs.
    pub(super) zetas: [[i16; 32]; 4],
    /// The same times q⁻¹.
    pub(super) zetas_by_q: [[i16; 32]; 4],
}

/// One direction of the transform.
pub(super) struct Layers {
    /// The multiplier of each of the four butterflies of registers.
    pub(super) across: [[i16; 4]; 3],
    /// The four layers within pairs of registers.
    pub(super) within: [Layer; 4],
    /// Back to the natural order.
    pub(super) last_order: [[i32; 16]; 2],
}

/// FIPS 203, Algorithm 9.
pub(super) static FORWARD: Layers = Layers {
    across: [across(128, false), across(64, false), across(32, false)],
    within: [within(32, 16, false), within(16, 8, false), within(8, 4, false), within(4, 2, false)],
    last_order: order(2, 32),
};

/// FIPS 203, Algorithm 10.
pub(super) static INVERSE: Layers = Layers {
    across: [across(32, true), across(64, true), across(128, true)],
    within: [within(32, 2, true), within(2, 4, true), within(4, 8, true), within(8, 16, true)],
    last_order: order(16, 32),
};

const fn index(length: usize, coefficient: usize, inverse: bool) -> usize {
    if inverse { inverse_zeta_index(length, coefficient) } else { zeta_index(length, coefficient) }
}

/// The first operands of the four butterflies, in the order of the registers.
const fn across(length: usize, inverse: bool) -> [i16; 4] {
    let distance = length / 32;
    let mut zetas = [0; 4];
    let mut pair = 0;
    while pair < 4 {
        let register = pair / distance * 2 * distance + pair % distance;
        zetas[pair] = ZETAS[index(length, 32 * register, inverse)];
        pair += 1;
    }
    zetas
}

const fn within(previous: usize, length: usize, inverse: bool) -> Layer {
    let mut layer =
        Layer { order: order(previous, length), zetas: [[0; 32]; 4], zetas_by_q: [[0; 32]; 4] };
    let mut i = 0;
    while i < 128 {
        let (pair, lane) = (i / 32, i % 32);
        let zeta = ZETAS[index(length, 64 * pair + first_operand(length, lane), inverse)];
        layer.zetas[pair][lane] = zeta;
        layer.zetas_by_q[pair][lane] = zeta.wrapping_mul(Q_INVERSE);
        i += 1;
    }
    layer
}

/// The coefficient, of the 64 of a pair, in lane `lane` of the first register before the layer of
/// this length; the second register holds the one `length` later. Length 32 is the natural order.
const fn first_operand(length: usize, lane: usize) -> usize {
    lane / length * 2 * length + lane % length
}

/// The indices of `vpermt2d` that turn the order of one layer into that of another.
const fn order(from: usize, to: usize) -> [[i32; 16]; 2] {
    let mut order = [[0; 16]; 2];
    let mut i = 0;
    while i < 32 {
        let (register, double) = (i / 16, i % 16);
        let coefficient = first_operand(to, 2 * double) + register * to;
        let block = coefficient / (2 * from);
        let within = coefficient % (2 * from);
        let lane = block * from + within % from;
        order[register][double] = (lane / 2 + within / from * 16) as i32;
        i += 1;
    }
    order
}
