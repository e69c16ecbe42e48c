//! Calls in code for MIPS of 32 bits, by the global offset table (System V ABI, MIPS Processor
//! Supplement, O32). Every jump has one instruction behind it that comes first.

use std::collections::BTreeSet;

use super::machine::{Given, Machine, Site, Value};
use super::{Stretch, Targets};
use crate::instruction_words::{bits, signed, words};

/// What lies between the table and where the register points that finds it.
const GLOBAL_POINTER: u64 = 0x7ff0;
const GP: u32 = 28;
const SP: u32 = 29;
/// V0, V1, A0 to A3, T0 to T9.
const CHANGED: [usize; 16] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25];

fn field(word: u32, from: u32) -> u32 {
    bits(word, from, 5)
}

fn immediate(word: u32) -> i64 {
    signed(word, 0, 16)
}

/// LW from the global offset table: the callee whose slot it is.
fn loaded(word: u32, targets: &Targets<'_>) -> Option<usize> {
    let is_load = word >> 26 == 0x23 && field(word, 21) == GP;
    let pointer = targets.table.filter(|_| is_load)?.wrapping_add(GLOBAL_POINTER);
    targets.slots.get(&targets.wrapped(pointer.wrapping_add_signed(immediate(word)))).copied()
}

/// Places where the address of a callee is taken: the call stands behind.
pub(super) fn sites(code: &[u8], address: u64, targets: &Targets<'_>, found: &mut dyn FnMut(u64)) {
    for (at, word) in words(code, address, targets.endianness) {
        if loaded(word, targets).is_some() {
            found(at);
        }
    }
}

/// Conditional branches, and B.
fn branch(word: u32, at: u64) -> Option<u64> {
    let is_branch = matches!(word >> 26, 1 | 4..=7 | 20..=23);
    is_branch.then(|| at.wrapping_add(4).wrapping_add_signed(immediate(word) << 2))
}

/// What a jump does once the instruction behind it is done.
enum Pending {
    Nothing,
    Call(Option<(u64, usize)>),
    End(Option<(u64, usize)>),
}

/// Goes through a stretch of code and tells each call of a callee.
pub(super) fn walk(stretch: &Stretch<'_>, targets: &Targets<'_>, found: &mut dyn FnMut(Site)) {
    let list: Vec<(u64, u32)> = words(stretch.code, stretch.address, targets.endianness).collect();
    let joins: BTreeSet<u64> = list.iter().filter_map(|(at, word)| branch(*word, *at)).collect();
    let mut machine = Machine::default();
    let frame = machine.fresh_frame();
    machine.set(SP as usize, frame);
    let mut falls = true;
    let mut pending = Pending::Nothing;
    for (at, word) in list {
        if !falls || joins.contains(&at) {
            machine.join(&[SP as usize]);
        }
        falls = true;
        let next = jump(&machine, word, at);
        step(&mut machine, word, targets);
        let (callee, is_end) = match std::mem::replace(&mut pending, next) {
            Pending::Nothing => continue,
            Pending::Call(callee) => (callee, false),
            Pending::End(callee) => (callee, true),
        };
        if let Some((address, callee)) = callee {
            found(Site { address, callee, given: given(&machine) });
        }
        machine.after_call(CHANGED);
        falls = !is_end;
    }
}

fn given(machine: &Machine) -> Given {
    let mut given = Given::default();
    for (index, value) in given.iter_mut().enumerate() {
        // The first four in registers, the others on the stack, where the four have room too.
        *value = if index < 4 {
            machine.get(4 + index)
        } else {
            let slot = machine.slot(SP as usize, 4 * index as i64);
            slot.map_or(Value::Unknown, |slot| machine.load(slot))
        };
    }
    given
}

fn jump(machine: &Machine, word: u32, at: u64) -> Pending {
    let callee = || match machine.get(field(word, 21) as usize) {
        Value::Callee(callee) => Some((at, callee)),
        _ => None,
    };
    match (word >> 26, word & 0x3f) {
        (0, 9) => Pending::Call(callee()),
        (0, 8) => Pending::End(callee()),
        (3, _) => Pending::Call(None),
        // BAL is BGEZAL of the zero register.
        (1, _) if field(word, 16) & 0x10 != 0 => Pending::Call(None),
        (2, _) => Pending::End(None),
        (4, _) if field(word, 21) == field(word, 16) => Pending::End(None),
        _ => Pending::Nothing,
    }
}

fn step(machine: &mut Machine, word: u32, targets: &Targets<'_>) {
    let (from, second) = (field(word, 21) as usize, field(word, 16) as usize);
    let mut set = |register: usize, value| {
        if register != 0 {
            machine.set(register, value);
        }
    };
    match word >> 26 {
        0 => {
            let is_sum = matches!(word & 0x3f, 0x21 | 0x25);
            let value = match (from, second) {
                (0, 0) if is_sum => Value::Constant(0),
                (_, 0) if is_sum => machine.get(from),
                (0, _) if is_sum => machine.get(second),
                _ => Value::Unknown,
            };
            if field(word, 11) != 0 {
                machine.set(field(word, 11) as usize, value);
            }
        }
        8 | 9 if from == 0 => set(second, Value::Constant(immediate(word).cast_unsigned())),
        8 | 9 => {
            let value = Machine::moved(machine.get(from), immediate(word));
            if let (Value::Frame(frame, at), false) = (value, second == SP as usize) {
                machine.escape((frame, at));
            }
            machine.set(second, value);
        }
        13 if from == 0 => set(second, Value::Constant(u64::from(word & 0xffff))),
        15 => set(second, Value::Constant(u64::from(word & 0xffff) << 16)),
        10..=14 => set(second, Value::Unknown),
        0x23 => {
            let slot = machine.slot(from, immediate(word));
            let value = match loaded(word, targets) {
                Some(callee) => Value::Callee(callee),
                None => slot.map_or(Value::Unknown, |slot| machine.load(slot)),
            };
            machine.set(second, value);
        }
        0x2b => {
            let value = if second == 0 { Value::Constant(0) } else { machine.get(second) };
            if let Some(slot) = machine.slot(from, immediate(word)) {
                machine.store(slot, value);
            }
        }
        0x28..=0x2e => {
            if let Some(slot) = machine.slot(from, immediate(word)) {
                machine.store(slot, Value::Unknown);
            }
        }
        0x20..=0x26 | 0x30 | 0x38 | 0x11 => set(second, Value::Unknown),
        0x1c | 0x1f => {
            set(second, Value::Unknown);
            set(field(word, 11) as usize, Value::Unknown);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{given, targets};
    use super::*;

    #[test]
    fn numbers_reach_a_call_and_the_instruction_behind_it_counts() {
        // lw t9, -32752(gp); li a1, 9; jalr t9; li a2, 3; jr ra; nop
        let words = [0x8f99_8010_u32, 0x2405_0009, 0x0320_f809, 0x2406_0003, 0x03e0_0008, 0];
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut targets = targets(32, &[], &[(0x5000, 2)]);
        targets.table = Some(0x5000);
        let found = given(walk, &code, &targets);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0][1..3], [Value::Constant(9), Value::Constant(3)]);
        let mut places = Vec::new();
        sites(&code, 0x1000, &targets, &mut |at| places.push(at));
        assert_eq!(places, [0x1000]);
    }
}
