//! Calls in code for AArch64 (Arm ARM, DDI 0487, C4.1 and C6.2), by the procedure call standard
//! (IHI 0055).

use std::collections::BTreeSet;

use aratame_formats::executable::Endianness;

use super::machine::{Given, Machine, Site, Value, entered};
use super::{Stretch, Targets};
use crate::instruction_words::{self, bits, page, signed};

/// The stack pointer, where it is one; the zero register otherwise.
const SP: usize = 31;
const FP: usize = 29;
const ARGUMENTS: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

fn words(code: &[u8], address: u64) -> impl Iterator<Item = (u64, u32)> + use<'_> {
    instruction_words::words(code, address, Endianness::Little)
}

fn register(word: u32, from: u32) -> usize {
    bits(word, from, 5) as usize
}

fn is_adrp(word: u32) -> bool {
    word & 0x9f00_0000 == 0x9000_0000
}

/// ADRP and LDR of X16 and X17, perhaps behind the mark of a place that may be jumped to.
pub(super) fn stubs(
    code: &[u8],
    address: u64,
    targets: &Targets<'_>,
    found: &mut dyn FnMut(u64, usize),
) {
    let mut before = (0, 0);
    let mut last = (0, 0);
    for (at, word) in words(code, address) {
        let (begin, adrp) = last;
        if word & 0xffc0_03ff == 0xf940_0211 && is_adrp(adrp) && register(adrp, 0) == 16 {
            let slot = page(adrp, begin).wrapping_add(u64::from(bits(word, 10, 12)) << 3);
            if let Some(callee) = targets.slots.get(&slot) {
                found(begin, *callee);
                // BTI c
                if before.1 == 0xd503_245f {
                    found(before.0, *callee);
                }
            }
        }
        (before, last) = (last, (at, word));
    }
}

/// BL and B.
fn jump(word: u32, address: u64) -> Option<u64> {
    let is_jump = word & 0x7c00_0000 == 0x1400_0000;
    is_jump.then(|| address.wrapping_add_signed(signed(word, 0, 26) << 2))
}

/// Places where a callee may be called.
pub(super) fn sites(code: &[u8], address: u64, targets: &Targets<'_>, found: &mut dyn FnMut(u64)) {
    for (at, word) in words(code, address) {
        if jump(word, at).is_some_and(|target| targets.code.contains_key(&target)) {
            found(at);
        }
    }
}

/// B.cond, CBZ, CBNZ, TBZ, TBNZ, B.
fn branch(word: u32, address: u64) -> Option<u64> {
    let by = if word & 0xff00_0000 == 0x5400_0000 || word & 0x7e00_0000 == 0x3400_0000 {
        signed(word, 5, 19)
    } else if word & 0x7e00_0000 == 0x3600_0000 {
        signed(word, 5, 14)
    } else if word & 0xfc00_0000 == 0x1400_0000 {
        signed(word, 0, 26)
    } else {
        return None;
    };
    Some(address.wrapping_add_signed(by << 2))
}

/// B, BR, RET, BRK and UDF: what follows is reached from elsewhere.
fn ends(word: u32) -> bool {
    word & 0xfc00_0000 == 0x1400_0000
        || word & 0xffbf_fc1f == 0xd61f_0000 && word & 0x0020_0000 == 0
        || word & 0xffff_fc1f == 0xd65f_0000
        || word & 0xffe0_001f == 0xd420_0000
        || word >> 16 == 0
}

/// Goes through a function and tells each call of a callee.
pub(super) fn walk(stretch: &Stretch<'_>, targets: &Targets<'_>, found: &mut dyn FnMut(Site)) {
    let joins: BTreeSet<u64> =
        words(stretch.code, stretch.address).filter_map(|(at, word)| branch(word, at)).collect();
    let mut machine = Machine::default();
    let frame = machine.fresh_frame();
    machine.set(SP, frame);
    if stretch.is_entry {
        entered(&mut machine, &ARGUMENTS);
    }
    let mut falls = true;
    for (at, word) in words(stretch.code, stretch.address) {
        if !falls || joins.contains(&at) {
            machine.join(&[SP, FP]);
        }
        falls = !ends(word);
        let callee = jump(word, at).and_then(|target| targets.code.get(&target));
        if let Some(callee) = callee {
            let given: Given = ARGUMENTS.map(|register| machine.get(register));
            found(Site { address: at, callee: *callee, given });
        }
        step(&mut machine, word, at);
    }
}

fn step(machine: &mut Machine, word: u32, at: u64) {
    let is_call = word & 0xfc00_0000 == 0x9400_0000 || word & 0xffff_fc1f == 0xd63f_0000;
    if is_call {
        machine.after_call((0..=18).chain([30]));
    } else if word & 0x0a00_0000 == 0x0800_0000 {
        memory(machine, word);
    } else if word & 0x1c00_0000 == 0x1000_0000 {
        with_immediate(machine, word, at);
    } else if word & 0x0e00_0000 == 0x0a00_0000 {
        // ORR with the zero register moves.
        let is_move = word & 0x7fe0_ffe0 == 0x2a00_03e0;
        let value = machine.get(register(word, 16));
        let is_zero = register(word, 16) == SP;
        let value = if is_zero { Value::Constant(0) } else { value };
        set(machine, word, if is_move { value } else { Value::Unknown });
    } else if word & 0x0e00_0000 == 0x0e00_0000 && to_general(word) {
        set(machine, word, Value::Unknown);
    }
}

/// Vector instructions whose result is a general register: conversions, UMOV and SMOV.
fn to_general(word: u32) -> bool {
    word & 0x5f20_0000 == 0x1e20_0000 || word & 0xbfe0_d400 == 0x0e00_1400
}

/// Writes the register in the lowest bits, where 31 is the zero register.
fn set(machine: &mut Machine, word: u32, value: Value) {
    let is_wide = word >> 31 == 1;
    let value = match value {
        Value::Constant(number) if !is_wide => Value::Constant(number & 0xffff_ffff),
        value => value,
    };
    if register(word, 0) != SP {
        machine.set(register(word, 0), value);
    }
}

fn with_immediate(machine: &mut Machine, word: u32, at: u64) {
    let number = u64::from(bits(word, 5, 16)) << (16 * bits(word, 21, 2));
    match word & 0x7f80_0000 {
        0x5280_0000 => set(machine, word, Value::Constant(number)),
        0x1280_0000 => set(machine, word, Value::Constant(!number)),
        0x7280_0000 => {
            let lost = 0xffff << (16 * bits(word, 21, 2));
            let value = match machine.get(register(word, 0)) {
                Value::Constant(before) => Value::Constant(before & !lost | number),
                _ => Value::Unknown,
            };
            set(machine, word, value);
        }
        0x1100_0000 | 0x5100_0000 => add(machine, word),
        _ if is_adrp(word) => machine.set(register(word, 0), Value::Constant(page(word, at))),
        _ => set(machine, word, Value::Unknown),
    }
}

/// ADD and SUB of an immediate, where 31 is the stack pointer.
fn add(machine: &mut Machine, word: u32) {
    let by = i64::from(bits(word, 10, 12)) << (12 * bits(word, 22, 1));
    let by = if word & 0x4000_0000 == 0 { by } else { -by };
    let value = Machine::moved(machine.get(register(word, 5)), by);
    let to = register(word, 0);
    if let (Value::Frame(frame, at), false) = (value, to == SP || to == FP) {
        machine.escape((frame, at));
    }
    machine.set(to, value);
}

fn memory(machine: &mut Machine, word: u32) {
    let is_vector = word & 0x0400_0000 != 0;
    let base = register(word, 5);
    if word & 0x3b00_0000 == 0x3900_0000 {
        let at = i64::from(bits(word, 10, 12)) << bits(word, 30, 2);
        one(machine, word, Some(at), is_vector);
    } else if word & 0x3b20_0000 == 0x3800_0000 {
        let (by, kind) = (signed(word, 12, 9), bits(word, 10, 2));
        if kind == 3 {
            moved(machine, base, by);
        }
        one(machine, word, Some(if kind & 1 == 0 { by } else { 0 }), is_vector);
        if kind == 1 {
            moved(machine, base, by);
        }
    } else if word & 0x3a00_0000 == 0x2800_0000 {
        pair(machine, word, is_vector);
    } else if !is_vector {
        // Literals, register offsets and exclusives.
        let is_load = word & 0x3b00_0000 == 0x1800_0000 || word & 0x00c0_0000 != 0;
        if is_load || word & 0x3f00_0000 == 0x0800_0000 {
            machine.set(register(word, 0), Value::Unknown);
        }
        if word & 0x3f00_0000 == 0x0800_0000 {
            machine.set(register(word, 10), Value::Unknown);
            machine.set(register(word, 16), Value::Unknown);
        }
    }
}

fn moved(machine: &mut Machine, base: usize, by: i64) {
    let value = Machine::moved(machine.get(base), by);
    machine.set(base, value);
}

/// A load or store of one register.
fn one(machine: &mut Machine, word: u32, at: Option<i64>, is_vector: bool) {
    let slot = at.and_then(|at| machine.slot(register(word, 5), at));
    let is_store = bits(word, 22, 2) == 0;
    // Bytes and halves of words say nothing of the whole.
    let is_whole = bits(word, 30, 2) >= 2 && !is_vector;
    let from = register(word, 0);
    if is_store {
        let value = if from == SP { Value::Constant(0) } else { machine.get(from) };
        if let Some(slot) = slot {
            machine.store(slot, if is_whole { value } else { Value::Unknown });
        }
    } else if !is_vector && from != SP {
        let is_plain = is_whole && bits(word, 22, 2) == 1;
        let value = slot.filter(|_| is_plain).map_or(Value::Unknown, |slot| machine.load(slot));
        machine.set(from, value);
    }
}

/// A load or store of two registers.
fn pair(machine: &mut Machine, word: u32, is_vector: bool) {
    let width = if word >> 31 == 1 { 8 } else { 4 };
    let width = if is_vector { 4 << bits(word, 30, 2) } else { width };
    let (by, kind, base) = (signed(word, 15, 7) * width, bits(word, 23, 2), register(word, 5));
    if kind == 3 {
        moved(machine, base, by);
    }
    let first = if kind == 2 { by } else { 0 };
    for (index, from) in [(0, register(word, 0)), (1, register(word, 10))] {
        let slot = machine.slot(base, first + index * width);
        let is_load = word & 0x0040_0000 != 0;
        match slot {
            Some(slot) if is_load && !is_vector => {
                let value = machine.load(slot);
                machine.set(from, value);
            }
            Some(slot) if !is_load => {
                let value = if is_vector { Value::Unknown } else { machine.get(from) };
                machine.store(slot, if from == SP { Value::Constant(0) } else { value });
            }
            None if is_load && !is_vector => machine.set(from, Value::Unknown),
            _ => {}
        }
    }
    if kind == 1 {
        moved(machine, base, by);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{given, targets};
    use super::*;

    fn code(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// `adrp x16, page; ldr x17, [x16, #0x28]; add; br` at 0x100 for the slot 0x20028.
    #[test]
    fn a_stub_leads_to_its_slot() {
        let stub = code(&[0xd503_245f, 0x9000_0110, 0xf940_1611, 0x9100_a210, 0xd61f_0220]);
        let mut found = Vec::new();
        let targets = targets(64, &[], &[(0x20028, 5)]);
        stubs(&stub, 0x7a0, &targets, &mut |at, callee| found.push((at, callee)));
        assert_eq!(found, [(0x7a4, 5), (0x7a0, 5)]);
    }

    #[test]
    fn numbers_reach_a_call() {
        // mov w1, #9; movk w1, #1, lsl 16; mov w2, wzr; bl +16
        let begin = code(&[0x5280_0121, 0x72a0_0021, 0x2a1f_03e2, 0x9400_0004]);
        let found = given(walk, &begin, &targets(64, &[(0x101c, 1)], &[]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0][1..3], [Value::Constant(0x1_0009), Value::Constant(0)]);
        assert_eq!(found[0][0], Value::Argument(0));
    }

    #[test]
    fn what_was_put_on_the_stack_comes_back() {
        // sub sp, sp, #32; str w0, [sp, #28]; ldr w1, [sp, #28]; bl +8
        let begin = code(&[0xd100_83ff, 0xb900_1fe0, 0xb940_1fe1, 0x9400_0002]);
        let found = given(walk, &begin, &targets(64, &[(0x1014, 1)], &[]));
        assert_eq!(found[0][1], Value::Argument(0));
    }

    #[test]
    fn a_place_that_others_lead_to_forgets() {
        // cbz w3, +8; mov w1, #9; bl +8
        let begin = code(&[0x3400_0043, 0x5280_0121, 0x9400_0002]);
        let found = given(walk, &begin, &targets(64, &[(0x1010, 1)], &[]));
        assert_eq!(found[0][1], Value::Unknown);
    }
}
