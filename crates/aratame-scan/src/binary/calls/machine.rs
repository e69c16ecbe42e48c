//! What is known of registers and of the stack at one place of a function.

use std::collections::{BTreeMap, BTreeSet};

use super::super::numbers::MAX_ARGUMENTS;

/// What is known of a register or of a word on the stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing.
    #[default]
    Unknown,
    /// A number, or an address.
    Constant(u64),
    /// What the function itself was given.
    Argument(u8),
    /// A place on the stack: which frame, and how far from where it began.
    Frame(u8, i64),
    /// The address of a callee, by its number.
    Callee(usize),
}

/// A word on the stack.
pub(super) type Slot = (u8, i64);

/// Registers and the stack.
#[derive(Debug, Default)]
pub(super) struct Machine {
    registers: [Value; 32],
    slots: BTreeMap<Slot, Value>,
    /// Words whose address was taken: a callee may write them.
    escaped: BTreeSet<Slot>,
    /// Frames so far. What an alignment of the stack makes of it is a new one.
    frames: u8,
}

impl Machine {
    pub(super) fn get(&self, register: usize) -> Value {
        self.registers.get(register).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, register: usize, value: Value) {
        if let Some(slot) = self.registers.get_mut(register) {
            *slot = value;
        }
    }

    /// The place that lies `by` bytes behind a value.
    pub(super) fn moved(value: Value, by: i64) -> Value {
        match value {
            Value::Constant(number) => Value::Constant(number.wrapping_add_signed(by)),
            Value::Frame(frame, offset) => Value::Frame(frame, offset.wrapping_add(by)),
            _ => Value::Unknown,
        }
    }

    /// The word on the stack that a register with a displacement names.
    pub(super) fn slot(&self, register: usize, displacement: i64) -> Option<Slot> {
        match self.get(register) {
            Value::Frame(frame, offset) => Some((frame, offset.wrapping_add(displacement))),
            _ => None,
        }
    }

    pub(super) fn load(&self, slot: Slot) -> Value {
        self.slots.get(&slot).copied().unwrap_or_default()
    }

    /// Writes a word; others that share bytes with it are lost.
    pub(super) fn store(&mut self, slot: Slot, value: Value) {
        /// Longest word that is kept.
        const WIDTH: i64 = 8;
        let (frame, at) = slot;
        let near = (frame, at.saturating_sub(WIDTH - 1))..(frame, at.saturating_add(WIDTH));
        let lost: Vec<Slot> = self.slots.range(near).map(|(slot, _)| *slot).collect();
        for slot in lost {
            // Words of 32 bits stand beside each other.
            if slot.1 == at || slot.1.abs_diff(at) < 4 {
                self.slots.remove(&slot);
            }
        }
        self.slots.insert(slot, value);
    }

    /// The address of a word becomes known to others.
    pub(super) fn escape(&mut self, slot: Slot) {
        self.escaped.insert(slot);
    }

    /// A new frame, of which nothing is known.
    pub(super) fn fresh_frame(&mut self) -> Value {
        self.frames = self.frames.wrapping_add(1);
        let frame = self.frames;
        self.slots.retain(|(of, _), _| *of != frame);
        Value::Frame(frame, 0)
    }

    /// A place that other ways lead to: only what `kept` registers say of the frame stays.
    pub(super) fn join(&mut self, kept: &[usize]) {
        let stays: Vec<_> = kept.iter().map(|register| (*register, self.get(*register))).collect();
        self.registers = Default::default();
        self.slots.clear();
        for (register, value) in stays {
            if matches!(value, Value::Frame(..)) {
                self.set(register, value);
            }
        }
    }

    /// What a call leaves: these registers it may change, and the words that it may know of.
    pub(super) fn after_call(&mut self, changed: impl IntoIterator<Item = usize>) {
        for register in changed {
            self.set(register, Value::Unknown);
        }
        for slot in &self.escaped {
            self.slots.remove(slot);
        }
    }
}

/// What a call is given, as far as is known.
pub(super) type Given = [Value; MAX_ARGUMENTS];

/// One call that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site {
    pub(super) address: u64,
    pub(super) callee: usize,
    pub(super) given: Given,
}

/// What a function begins with: its own arguments, in these registers.
pub(super) fn entered(machine: &mut Machine, registers: &[usize]) {
    for (number, register) in registers.iter().enumerate() {
        machine.set(*register, Value::Argument(u8::try_from(number).unwrap_or(u8::MAX)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_share_bytes_are_lost_and_neighbours_stay() {
        let mut machine = Machine::default();
        for at in [-8, -4, 0] {
            machine.store((0, at), Value::Constant(at.unsigned_abs()));
        }
        assert_eq!(machine.load((0, -4)), Value::Constant(4));
        machine.store((0, -6), Value::Unknown);
        assert_eq!(machine.load((0, -8)), Value::Unknown);
        assert_eq!(machine.load((0, 0)), Value::Constant(0));
    }

    #[test]
    fn what_a_callee_knows_of_is_lost_in_a_call() {
        let mut machine = Machine::default();
        machine.set(1, Value::Constant(7));
        machine.set(2, Value::Constant(8));
        machine.store((0, 0), Value::Constant(9));
        machine.store((0, 8), Value::Constant(10));
        machine.escape((0, 0));
        machine.after_call([1]);
        assert_eq!((machine.get(1), machine.get(2)), (Value::Unknown, Value::Constant(8)));
        assert_eq!(machine.load((0, 0)), Value::Unknown);
        assert_eq!(machine.load((0, 8)), Value::Constant(10));
        machine.join(&[2]);
        assert_eq!((machine.get(2), machine.load((0, 8))), (Value::Unknown, Value::Unknown));
    }
}
