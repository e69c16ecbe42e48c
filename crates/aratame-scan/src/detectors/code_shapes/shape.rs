//! The shape of one function: how often it turns words by how much, and which numbers it uses.

use std::collections::BTreeMap;

use super::step::{Placed, Role, Step};

/// Different numbers of one function that are remembered.
const MAX_NUMBERS: usize = 4096;
/// Loops of one function that are looked at.
const MAX_LOOPS: usize = 256;

/// One function, counted.
pub(super) struct Shape {
    pub(super) steps: Vec<Placed>,
    /// Address of its first byte.
    address: u64,
    /// Turns to the left of words of 32 and of 64 bits, by their amount.
    turns: [[u32; 64]; 2],
    /// The same as vectors make them: shifted both ways, and joined.
    pairs: [[u32; 64]; 2],
    left: [[u32; 64]; 2],
    right: [[u32; 64]; 2],
    /// Each number with the place of its first use in each role.
    numbers: BTreeMap<(u64, Role), u32>,
    pub(super) adds: u32,
    pub(super) xors: u32,
    pub(super) multiplications: u32,
}

/// Width of words as an index.
fn index(width: u8) -> Option<usize> {
    match width {
        32 => Some(0),
        64 => Some(1),
        _ => None,
    }
}

impl Shape {
    pub(super) fn new(steps: Vec<Placed>, address: u64) -> Self {
        let none = [[0; 64]; 2];
        let mut shape = Self {
            steps: Vec::new(),
            address,
            turns: none,
            pairs: none,
            left: none,
            right: none,
            numbers: BTreeMap::new(),
            adds: 0,
            xors: 0,
            multiplications: 0,
        };
        for placed in &steps {
            shape.count(*placed);
        }
        for (at, bits) in [(0, 32), (1, 64)] {
            for by in 1..bits {
                shape.pairs[at][by] = shape.left[at][by].min(shape.right[at][bits - by]);
            }
        }
        shape.steps = steps;
        shape
    }

    fn count(&mut self, placed: Placed) {
        let one = |counts: &mut [[u32; 64]; 2], width, by: u8| {
            if let Some(at) = index(width) {
                counts[at][usize::from(by & 63)] += 1;
            }
        };
        match placed.step {
            Step::Rotate { width, left } => one(&mut self.turns, width, left),
            Step::ShiftLeft { width, by } => one(&mut self.left, width, by),
            Step::ShiftRight { width, by } => one(&mut self.right, width, by),
            Step::Number(role, value) if self.numbers.len() < MAX_NUMBERS => {
                self.numbers.entry((value, role)).or_insert(placed.at);
            }
            Step::Add => self.adds += 1,
            Step::Xor => self.xors += 1,
            Step::Multiply => self.multiplications += 1,
            _ => {}
        }
    }

    /// How often words of `width` bits are turned by `by` to the left, however that is written.
    pub(super) fn turns(&self, width: u8, by: u8) -> u32 {
        let by = usize::from(by & 63);
        index(width).map_or(0, |at| self.turns[at][by] + self.pairs[at][by])
    }

    /// All turns of words of this width.
    pub(super) fn all_turns(&self, width: u8) -> u32 {
        (1..width.min(64)).map(|by| self.turns(width, by)).sum()
    }

    /// Shifts of words of `width` bits to the left.
    pub(super) fn shifts_left(&self, width: u8, by: u8) -> u32 {
        index(width).map_or(0, |at| self.left[at][usize::from(by & 63)])
    }

    /// Shifts to the right.
    pub(super) fn shifts_right(&self, width: u8, by: u8) -> u32 {
        index(width).map_or(0, |at| self.right[at][usize::from(by & 63)])
    }

    /// Where a number is first used in this role.
    pub(super) fn number(&self, role: Role, value: u64) -> Option<u32> {
        self.numbers.get(&(value, role)).copied()
    }

    /// Where a number is first used in any role.
    pub(super) fn any(&self, value: u64) -> Option<u32> {
        let mut uses = self.numbers.range((value, Role::Move)..=(value, Role::Multiply));
        uses.next().map(|(_, at)| *at)
    }

    /// How many different numbers are used in this role.
    pub(super) fn different(&self, role: Role) -> usize {
        self.numbers.keys().filter(|(_, each)| *each == role).count()
    }

    /// The bodies of loops: what stands between a jump back and its target, shortest first.
    pub(super) fn loops(&self) -> Vec<&[Placed]> {
        let mut found = Vec::new();
        for (last, placed) in self.steps.iter().enumerate() {
            let Step::Jump(target) = placed.step else { continue };
            let Some(from) = target.checked_sub(self.address) else { continue };
            if from > u64::from(placed.at) || found.len() >= MAX_LOOPS {
                continue;
            }
            let first = self.steps.partition_point(|each| u64::from(each.at) < from);
            found.push(&self.steps[first..last]);
        }
        found.sort_by_key(|body| body.len());
        found
    }
}
