//! What an instruction does, told alike for every architecture.
//!
//! Owns the words in which rules speak of code; decoders write them, rules read them. What is no
//! arithmetic of ciphers and hashes (calls of the system, floating point) has no word here.

/// How an instruction uses a number that is written in it, or that was put into a register before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Put into a register.
    Move,
    /// Put into memory.
    Store,
    /// Put where a function looks for its second argument: RSI, the stack, X1.
    Second,
    Add,
    And,
    Or,
    Xor,
    Compare,
    Multiply,
}

/// What one instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Turns a word of `width` bits to the left.
    Rotate {
        width: u8,
        left: u8,
    },
    /// Shifts each word of `width` bits.
    ShiftLeft {
        width: u8,
        by: u8,
    },
    ShiftRight {
        width: u8,
        by: u8,
    },
    /// A number and its use.
    Number(Role, u64),
    Add,
    Xor,
    Multiply,
    /// Reads an element of `size` bytes; `indexed` by a register beside the base.
    Load {
        size: u8,
        indexed: bool,
    },
    /// Writes one; `own_index` when the value is the index itself.
    Store {
        size: u8,
        indexed: bool,
        own_index: bool,
    },
    /// Ends an exchange of two elements in memory.
    Exchange,
    /// Keeps the lowest eight bits of a register, or computes with eight bits.
    Byte,
    Call,
    /// Goes on elsewhere in the same function, perhaps.
    Jump(u64),
    /// Names a place in the data.
    Address(u64),
}

/// A step and its place in the function, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) at: u32,
    pub(super) step: Step,
}

/// Steps of one function that are kept: the longest unrolled compression function has some
/// thirty thousand.
pub(super) const MAX_STEPS: usize = 1 << 17;

/// Collects steps up to [`MAX_STEPS`].
#[derive(Default)]
pub(super) struct Steps {
    pub(super) all: Vec<Placed>,
    at: u32,
}

impl Steps {
    /// Where the instruction stands whose steps follow.
    pub(super) fn begin(&mut self, at: usize) {
        self.at = u32::try_from(at).unwrap_or(u32::MAX);
    }

    pub(super) fn push(&mut self, step: Step) {
        if self.all.len() < MAX_STEPS {
            self.all.push(Placed { at: self.at, step });
        }
    }

    /// A turn, which every shift by the whole width is not.
    pub(super) fn rotate(&mut self, width: u8, left: u32) {
        let left = (left % u32::from(width.max(1))) as u8;
        if left != 0 {
            self.push(Step::Rotate { width, left });
        }
    }

    pub(super) fn shift_left(&mut self, width: u8, by: u32) {
        if by != 0 && by < u32::from(width) {
            self.push(Step::ShiftLeft { width, by: by as u8 });
        }
    }

    pub(super) fn shift_right(&mut self, width: u8, by: u32) {
        if by != 0 && by < u32::from(width) {
            self.push(Step::ShiftRight { width, by: by as u8 });
        }
    }
}
