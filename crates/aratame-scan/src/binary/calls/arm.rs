//! Calls in Thumb code for 32-bit ARM (Arm ARM, DDI 0406C, A6), by the procedure call standard
//! (IHI 0042). Only the registers of arguments are followed; code in the ARM state is not.

use std::collections::BTreeSet;

use super::machine::{Given, Machine, Site, Value};
use super::{Stretch, Targets};

const ARGUMENTS: usize = 4;

fn half(code: &[u8], at: usize) -> Option<u32> {
    code.get(at..)?.first_chunk().map(|bytes| u32::from(u16::from_le_bytes(*bytes)))
}

/// The three instructions of a stub, in the ARM state, perhaps behind the two that lead from Thumb
/// into it.
pub(super) fn stubs(
    code: &[u8],
    address: u64,
    targets: &Targets<'_>,
    found: &mut dyn FnMut(u64, usize),
) {
    let words: Vec<u32> = code
        .chunks_exact(4)
        .map(|word| word.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes)))
        .collect();
    for (index, window) in words.windows(3).enumerate() {
        // ADD ip, pc, #high; ADD ip, ip, #middle; LDR pc, [ip, #low]!
        let [first, second, third] = *window else { continue };
        if first >> 8 != 0x00e2_8fc6 || second >> 8 != 0x00e2_8cca || third >> 12 != 0x000e_5bcf {
            continue;
        }
        let begin = address.wrapping_add(4 * index as u64);
        let by = u64::from((first & 0xff) << 20 | (second & 0xff) << 12) + u64::from(third & 0xfff);
        if let Some(callee) = targets.slots.get(&targets.wrapped(begin.wrapping_add(8 + by))) {
            found(begin, *callee);
            if index
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .is_some_and(|w| w & 0xffff == 0x4778)
            {
                found(begin.wrapping_sub(4), *callee);
            }
        }
    }
}

/// BL, BLX and B.W: where they go.
fn jump(first: u32, second: u32, address: u64) -> Option<u64> {
    let kind = second & 0xd000;
    if first & 0xf800 != 0xf000 || !matches!(kind, 0xd000 | 0xc000 | 0x9000) {
        return None;
    }
    let sign = first >> 10 & 1;
    let bit = |at: u32| (second >> at & 1) ^ sign ^ 1;
    let by =
        sign << 24 | bit(13) << 23 | bit(11) << 22 | (first & 0x3ff) << 12 | (second & 0x7ff) << 1;
    let by = i64::from((by << 7).cast_signed() >> 7);
    let from = if kind == 0xc000 { address.wrapping_add(4) & !3 } else { address.wrapping_add(4) };
    Some(from.wrapping_add_signed(by) & u64::from(u32::MAX))
}

/// Places where a callee may be called.
pub(super) fn sites(code: &[u8], address: u64, targets: &Targets<'_>, found: &mut dyn FnMut(u64)) {
    for at in (0..code.len()).step_by(2) {
        let Some((first, second)) = half(code, at).zip(half(code, at + 2)) else { break };
        let place = address.wrapping_add(at as u64);
        if jump(first, second, place).is_some_and(|target| targets.code.contains_key(&target)) {
            found(place);
        }
    }
}

/// One instruction: its address, its halves.
struct Instruction {
    at: u64,
    first: u32,
    second: Option<u32>,
}

fn instructions(stretch: &Stretch<'_>) -> Vec<Instruction> {
    let mut list = Vec::new();
    let mut at = usize::try_from(stretch.address % 2).unwrap_or(0);
    while let Some(first) = half(stretch.code, at) {
        let second = if first >> 11 >= 0b11101 { half(stretch.code, at + 2) } else { None };
        list.push(Instruction { at: stretch.address.wrapping_add(at as u64), first, second });
        at += if second.is_some() { 4 } else { 2 };
    }
    list
}

/// Where a branch inside a function goes.
fn branch(each: &Instruction) -> Option<u64> {
    let from = each.at.wrapping_add(4);
    let by = match (each.first, each.second) {
        (first, None) if first >> 12 == 0xd && first >> 8 & 0xf < 14 => {
            i64::from(((first & 0xff) << 24).cast_signed() >> 23)
        }
        (first, None) if first >> 11 == 0b11100 => {
            i64::from(((first & 0x7ff) << 21).cast_signed() >> 20)
        }
        (first, None) if first & 0xf500 == 0xb100 => {
            i64::from((first >> 9 & 1) << 6 | (first >> 3 & 0x1f) << 1)
        }
        (first, Some(second)) if first >> 11 == 0b11110 && second & 0xd000 == 0x8000 => {
            let by = (first >> 10 & 1) << 20
                | (second >> 11 & 1) << 19
                | (second >> 13 & 1) << 18
                | (first & 0x3f) << 12
                | (second & 0x7ff) << 1;
            i64::from((by << 11).cast_signed() >> 11)
        }
        (first, Some(second)) if second & 0xd000 == 0x9000 => {
            return jump(first, second, each.at);
        }
        _ => return None,
    };
    Some(from.wrapping_add_signed(by))
}

/// Goes through a function and tells each call of a callee.
pub(super) fn walk(stretch: &Stretch<'_>, targets: &Targets<'_>, found: &mut dyn FnMut(Site)) {
    let list = instructions(stretch);
    let joins: BTreeSet<u64> = list.iter().filter_map(branch).collect();
    let mut machine = Machine::default();
    let mut falls = true;
    // Instructions that a condition in front of them may leave out.
    let mut conditional = 0;
    for each in &list {
        if !falls || joins.contains(&each.at) {
            machine.join(&[]);
        }
        let target = each.second.and_then(|second| jump(each.first, second, each.at));
        if let Some(callee) = target.and_then(|target| targets.code.get(&target)) {
            let mut given = Given::default();
            for (register, value) in given.iter_mut().enumerate().take(ARGUMENTS) {
                *value = machine.get(register);
            }
            found(Site { address: each.at, callee: *callee, given });
        }
        let is_conditional = conditional > 0;
        conditional = conditional.max(1) - 1;
        falls = is_conditional || !ends(each);
        match each.second {
            None if each.first & 0xff00 == 0xbf00 && each.first & 0xf != 0 => {
                conditional = 4 - (each.first & 0xf).trailing_zeros();
            }
            None => narrow(&mut machine, each.first, is_conditional),
            Some(second) => wide(&mut machine, each.first, second, is_conditional),
        }
    }
}

/// B, BX, POP of the program counter, UDF.
fn ends(each: &Instruction) -> bool {
    match (each.first, each.second) {
        (first, None) => {
            first >> 11 == 0b11100
                || first & 0xff80 == 0x4700
                || first & 0xff00 == 0xbd00
                || first & 0xff00 == 0xde00
        }
        (first, Some(second)) => {
            first >> 11 == 0b11110 && second & 0xd000 == 0x9000
                || first == 0xe8bd && second & 0x8000 != 0
        }
    }
}

/// Instructions of 16 bits.
fn narrow(machine: &mut Machine, word: u32, is_conditional: bool) {
    let low = (word & 7) as usize;
    let middle = (word >> 8 & 7) as usize;
    let mut set = |register, value| {
        machine.set(register, if is_conditional { Value::Unknown } else { value });
    };
    match word >> 11 {
        0b00100 => set(middle, Value::Constant(u64::from(word & 0xff))),
        0b00101 | 0b01010 | 0b01100 | 0b01110 | 0b10000 | 0b10010 | 0b11011 | 0b11100 => {}
        0b00000..=0b00011 => set(low, Value::Unknown),
        0b00110 | 0b00111 | 0b01001 | 0b10011 | 0b10100 | 0b10101 => set(middle, Value::Unknown),
        0b01000 => processing(machine, word, is_conditional),
        // Of the loads and stores with a register two thirds load, and one store with 0b01010.
        0b01011 | 0b01101 | 0b01111 | 0b10001 => set(low, Value::Unknown),
        0b10110 if word & 0xff00 == 0xb200 => set(low, Value::Unknown),
        0b10111 if word & 0xff00 == 0xba00 => set(low, Value::Unknown),
        0b10111 if word & 0xfe00 == 0xbc00 => list(machine, word & 0xff),
        0b11000 => set(middle, Value::Unknown),
        0b11001 => {
            set(middle, Value::Unknown);
            list(machine, word & 0xff);
        }
        _ => {}
    }
}

fn list(machine: &mut Machine, registers: u32) {
    for register in (0..16).filter(|register| registers >> register & 1 == 1) {
        machine.set(register, Value::Unknown);
    }
}

/// Data processing, and what works on the upper registers.
fn processing(machine: &mut Machine, word: u32, is_conditional: bool) {
    let high = (word >> 4 & 8 | word & 7) as usize;
    match word >> 8 {
        0x46 => {
            let value = machine.get((word >> 3 & 0xf) as usize);
            machine.set(high, if is_conditional { Value::Unknown } else { value });
        }
        0x44 => machine.set(high, Value::Unknown),
        0x47 if word & 0x80 != 0 => machine.after_call([0, 1, 2, 3, 12, 14]),
        0x45 | 0x47 => {}
        // TST, CMP and CMN write nothing.
        _ if matches!(word >> 6 & 0xf, 8 | 10 | 11) => {}
        _ => machine.set((word & 7) as usize, Value::Unknown),
    }
}

/// Instructions of 32 bits.
fn wide(machine: &mut Machine, first: u32, second: u32, is_conditional: bool) {
    let to = (second >> 8 & 0xf) as usize;
    let part = (first >> 10 & 1) << 11 | (second >> 12 & 7) << 8 | second & 0xff;
    let number = u64::from((first & 0xf) << 12 | part);
    let is_processing = first >> 11 == 0b11110 && second & 0x8000 == 0;
    let value = match first & 0xfbf0 {
        0xf240 if is_processing => Value::Constant(number),
        0xf2c0 if is_processing => match machine.get(to) {
            Value::Constant(low) => Value::Constant(low & 0xffff | number << 16),
            _ => Value::Unknown,
        },
        0xf040 | 0xf050 if is_processing && first & 0xf == 0xf => {
            Value::Constant(u64::from(expanded(part)))
        }
        _ => return other(machine, first, second),
    };
    machine.set(to, if is_conditional { Value::Unknown } else { value });
}

/// DDI 0406C, A6.3.2 (Modified immediate constants).
fn expanded(part: u32) -> u32 {
    let byte = part & 0xff;
    match part >> 8 {
        0 => byte,
        1 => byte << 16 | byte,
        2 => byte << 24 | byte << 8,
        3 => byte << 24 | byte << 16 | byte << 8 | byte,
        _ => (0x80 | part & 0x7f).rotate_right(part >> 7),
    }
}

fn other(machine: &mut Machine, first: u32, second: u32) {
    if first >> 11 == 0b11110 && second & 0x8000 != 0 {
        // BL and BLX; other branches write nothing.
        if second & 0x4000 != 0 {
            machine.after_call([0, 1, 2, 3, 12, 14]);
        }
        return;
    }
    let is_store = first & 0xff10 == 0xf800 || first & 0xfe50 == 0xe840 || first & 0xffd0 == 0xe900;
    let base = (first & 0xf) as usize;
    if is_store {
        machine.set(base, Value::Unknown);
    } else if first & 0xfe50 == 0xe810 {
        list(machine, second);
        machine.set(base, Value::Unknown);
    } else if first & 0xec00 != 0xec00 || first & 0xff00 == 0xee00 {
        machine.set((second >> 8 & 0xf) as usize, Value::Unknown);
        machine.set((second >> 12 & 0xf) as usize, Value::Unknown);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{given, targets};
    use super::*;

    fn code(halves: &[u16]) -> Vec<u8> {
        halves.iter().flat_map(|half| half.to_le_bytes()).collect()
    }

    /// As a linker writes it: `add ip, pc, #0, 12; add ip, ip, #4096; ldr pc, [ip, #2836]!`.
    #[test]
    fn a_stub_leads_to_its_slot() {
        let words = [0xe28f_c600_u32, 0xe28c_ca01, 0xe5bc_fb14];
        let stub: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut found = Vec::new();
        let targets = targets(32, &[], &[(0x2020, 3)]);
        stubs(&stub, 0x504, &targets, &mut |at, callee| found.push((at, callee)));
        assert_eq!(found, [(0x504, 3)]);
    }

    #[test]
    fn numbers_reach_a_call() {
        // movs r2, #3; movs r1, #7; movw r0, #0x136; mov.w r3, #0x100; blx
        let begin = code(&[0x2203, 0x2107, 0xf240, 0x1036, 0xf44f, 0x7380, 0xf000, 0xe800]);
        let target = jump(0xf000, 0xe800, 0x100c).unwrap();
        let found = given(walk, &begin, &targets(32, &[(target, 1)], &[]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0][..4], [0x136, 7, 3, 0x100].map(Value::Constant));
    }

    #[test]
    fn what_a_condition_may_leave_out_is_not_known() {
        // ite eq; moveq r1, #7; movne r1, #8; bl
        let begin = code(&[0xbf0c, 0x2107, 0x2108, 0x2202, 0xf000, 0xf800]);
        let target = jump(0xf000, 0xf800, 0x1008).unwrap();
        let found = given(walk, &begin, &targets(32, &[(target, 1)], &[]));
        assert_eq!(found[0][1..3], [Value::Unknown, Value::Constant(2)]);
    }
}
