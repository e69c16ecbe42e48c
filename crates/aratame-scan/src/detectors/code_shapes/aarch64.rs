//! Steps of AArch64 code. Arm Architecture Reference Manual for A-profile (DDI 0487), C4.1: each
//! instruction is a word, its class a few of its bits.

use super::exchanges::{Exchanges, NONE};
use super::step::{Placed, Role, Step, Steps};
use crate::instruction_words::{Pattern, bits, page, relative, signed};

/// The steps of a function whose first byte has this address.
pub(super) fn steps(code: &[u8], address: u64) -> Vec<Placed> {
    let mut reader = Reader::default();
    for (index, bytes) in code.as_chunks::<4>().0.iter().enumerate() {
        reader.steps.begin(4 * index);
        reader.read(u32::from_le_bytes(*bytes), address.wrapping_add(4 * index as u64));
    }
    reader.steps.all
}

/// Reads instructions in their order; jumps are not followed.
#[derive(Default)]
struct Reader {
    steps: Steps,
    /// The number that each register was loaded with; of ADRP the page.
    numbers: [Option<u64>; 32],
    is_page: [bool; 32],
    exchanges: Exchanges,
}

/// Bits of the registers that an instruction names.
const RD: u32 = 0;
const RN: u32 = 5;
const RM: u32 = 16;

impl Reader {
    fn read(&mut self, word: u32, address: u64) {
        match bits(word, 25, 4) {
            0b1000 | 0b1001 => self.immediate(word, address),
            0b0101 | 0b1101 => self.register(word),
            0b0100 | 0b0110 | 0b1100 | 0b1110 => self.memory(word, address),
            0b1010 | 0b1011 => self.branch(word, address),
            0b0111 | 0b1111 => self.vector(word),
            _ => {}
        }
    }

    fn number(&self, word: u32, from: u32) -> Option<u64> {
        let register = bits(word, from, 5) as usize;
        self.numbers[register].filter(|_| !self.is_page[register])
    }

    fn set(&mut self, word: u32, value: Option<u64>) {
        let register = bits(word, RD, 5) as usize;
        if register < 31 {
            self.numbers[register] = value;
            self.is_page[register] = false;
            self.exchanges.write(register);
        }
    }

    fn width(word: u32) -> u8 {
        if word >> 31 == 1 { 64 } else { 32 }
    }

    fn mask(word: u32) -> u64 {
        u64::MAX >> (64 - u32::from(Self::width(word)))
    }

    /// Data processing with a number in the instruction.
    fn immediate(&mut self, word: u32, address: u64) {
        match bits(word, 23, 3) {
            0b000 | 0b001 => self.page(word, address),
            0b010 => self.add_number(word),
            0b100 => self.logical_number(word),
            0b101 => self.move_number(word),
            0b110 => self.bit_field(word),
            0b111 => self.extract(word),
            _ => self.set(word, None),
        }
    }

    /// ADR and ADRP.
    fn page(&mut self, word: u32, address: u64) {
        if word >> 31 == 0 {
            self.steps.push(Step::Address(address.wrapping_add_signed(relative(word))));
            return self.set(word, None);
        }
        self.set(word, Some(page(word, address)));
        self.is_page[bits(word, RD, 5) as usize] = true;
    }

    /// ADD, ADDS, SUB, SUBS; CMP writes to no register.
    fn add_number(&mut self, word: u32) {
        let value = u64::from(bits(word, 10, 12)) << (12 * bits(word, 22, 1));
        let base = bits(word, RN, 5) as usize;
        if bits(word, 29, 1) == 1 && bits(word, RD, 5) == 31 {
            return self.steps.push(Step::Number(Role::Compare, value));
        }
        if let Some(page) = self.numbers[base].filter(|_| self.is_page[base]) {
            let address = page.wrapping_add(value);
            self.steps.push(Step::Address(address));
        } else {
            let is_sub = bits(word, 30, 1) == 1;
            let value = if is_sub { value.wrapping_neg() & Self::mask(word) } else { value };
            self.steps.push(Step::Number(Role::Add, value));
            self.steps.push(Step::Add);
        }
        self.set(word, None);
    }

    /// AND, ORR, EOR, ANDS with a pattern of bits.
    fn logical_number(&mut self, word: u32) {
        let value = Pattern::of(word).map(|pattern| pattern.value & Self::mask(word));
        let role = [Role::And, Role::Or, Role::Xor, Role::And][bits(word, 29, 2) as usize];
        let is_move = role == Role::Or && bits(word, RN, 5) == 31;
        if let Some(value) = value {
            let role = if is_move { Role::Move } else { role };
            self.steps.push(Step::Number(role, value));
            if role == Role::And && value == 0xff && bits(word, RD, 5) != 31 {
                self.steps.push(Step::Byte);
            }
        }
        if role == Role::Xor {
            self.steps.push(Step::Xor);
        }
        self.set(word, value.filter(|_| is_move));
    }

    /// MOVN, MOVZ, MOVK.
    fn move_number(&mut self, word: u32) {
        let shift = 16 * bits(word, 21, 2);
        let half = u64::from(bits(word, 5, 16)) << shift;
        let value = match bits(word, 29, 2) {
            0 => Some(!half & Self::mask(word)),
            2 => Some(half),
            _ => self.number(word, RD).map(|value| value & !(0xffff << shift) | half),
        };
        if let Some(value) = value {
            self.steps.push(Step::Number(Role::Move, value));
            if bits(word, RD, 5) == 1 {
                self.steps.push(Step::Number(Role::Second, value));
            }
        }
        self.set(word, value);
    }

    /// UBFM, SBFM and BFM: shifts by a number, and fields of bits.
    fn bit_field(&mut self, word: u32) {
        let width = Self::width(word);
        let (right, last) = (bits(word, 16, 6), bits(word, 10, 6));
        let is_unsigned = bits(word, 29, 2) == 2;
        let is_inserted = bits(word, 29, 2) == 1 && last < right;
        if is_inserted {
            self.steps.push(Step::Number(Role::And, u64::MAX >> (63 - last)));
            self.steps.shift_left(width, u32::from(width).saturating_sub(right));
        } else if is_unsigned && last + 1 == right {
            self.steps.shift_left(width, u32::from(width).saturating_sub(right));
        } else if last + 1 == u32::from(width) {
            self.steps.shift_right(width, right);
        } else if is_unsigned && last == right + 7 {
            self.steps.push(Step::Byte);
        }
        self.set(word, None);
    }

    /// EXTR, which turns when both sources are one.
    fn extract(&mut self, word: u32) {
        let (width, right) = (Self::width(word), bits(word, 10, 6));
        if bits(word, RN, 5) == bits(word, RM, 5) {
            self.steps.rotate(width, u32::from(width).saturating_sub(right));
        } else {
            self.steps.shift_right(width, right);
        }
        self.set(word, None);
    }

    /// Data processing on registers.
    fn register(&mut self, word: u32) {
        match (bits(word, 28, 1), bits(word, 24, 1), bits(word, 21, 1)) {
            (0, 0, _) => self.logical(word),
            (0, 1, 0) => self.add(word, true),
            (0, 1, 1) => self.add(word, false),
            (1, 1, _) => self.multiply(word),
            _ => self.set(word, None),
        }
    }

    /// The second source, shifted or turned before it is used.
    fn shifted(&mut self, word: u32) {
        let (width, by) = (Self::width(word), bits(word, 10, 6));
        match bits(word, 22, 2) {
            0 => self.steps.shift_left(width, by),
            1 | 2 => self.steps.shift_right(width, by),
            _ => self.steps.rotate(width, u32::from(width).saturating_sub(by)),
        }
    }

    fn logical(&mut self, word: u32) {
        self.shifted(word);
        let role = [Role::And, Role::Or, Role::Xor, Role::And][bits(word, 29, 2) as usize];
        let is_move = role == Role::Or && bits(word, RN, 5) == 31;
        if is_move && bits(word, 10, 6) == 0 {
            return self.copy(word);
        }
        if role == Role::Xor {
            self.steps.push(Step::Xor);
        }
        for value in [self.number(word, RM), self.number(word, RN)].into_iter().flatten() {
            if !is_move {
                self.steps.push(Step::Number(role, value & Self::mask(word)));
            }
        }
        self.set(word, None);
    }

    /// MOV of a register.
    fn copy(&mut self, word: u32) {
        let value = self.number(word, RM);
        let (to, from) = (bits(word, RD, 5) as usize, bits(word, RM, 5) as usize);
        self.numbers[to] = value.filter(|_| to < 31);
        self.is_page[to] = false;
        self.exchanges.copy(to, from);
    }

    fn add(&mut self, word: u32, is_shifted: bool) {
        if is_shifted {
            self.shifted(word);
        } else if bits(word, 13, 3) == 0 {
            // UXTB
            self.steps.push(Step::Byte);
        }
        let is_compare = bits(word, 29, 2) == 3 && bits(word, RD, 5) == 31;
        let role = if is_compare { Role::Compare } else { Role::Add };
        if let Some(value) = self.number(word, RM) {
            let is_sub = bits(word, 30, 1) == 1 && !is_compare;
            let value = if is_sub { value.wrapping_neg() } else { value };
            self.steps.push(Step::Number(role, value & Self::mask(word)));
        }
        if !is_compare {
            self.steps.push(Step::Add);
        }
        self.set(word, None);
    }

    /// MADD, MSUB, UMADDL, UMULH and their like.
    fn multiply(&mut self, word: u32) {
        self.steps.push(Step::Multiply);
        for value in [self.number(word, RM), self.number(word, RN)].into_iter().flatten() {
            self.steps.push(Step::Number(Role::Multiply, value & Self::mask(word)));
        }
        self.set(word, None);
    }

    /// Loads and stores of general registers.
    fn memory(&mut self, word: u32, address: u64) {
        if word & 0x3b00_0000 == 0x1800_0000 {
            let offset = signed(word, 5, 19) << 2;
            self.steps.push(Step::Address(address.wrapping_add_signed(offset)));
            return self.set(word, None);
        }
        let is_single = word & 0x3a00_0000 == 0x3800_0000;
        if !is_single {
            return self.pair(word);
        }
        let base = bits(word, RN, 5) as usize;
        let size = 1 << bits(word, 30, 2);
        let is_offset = bits(word, 24, 1) == 1;
        if let Some(page) = self.numbers[base].filter(|_| self.is_page[base] && is_offset) {
            let offset = u64::from(bits(word, 10, 12)) * u64::from(size);
            self.steps.push(Step::Address(page.wrapping_add(offset)));
        }
        if bits(word, 26, 1) == 1 {
            return;
        }
        let indexed = !is_offset && bits(word, 21, 1) == 1 && bits(word, 10, 2) == 2;
        let (target, index) = (bits(word, RD, 5) as usize, bits(word, RM, 5) as usize);
        let place = match (indexed, is_offset) {
            (true, _) => self.exchanges.place(base, index, 0),
            (_, true) => self.exchanges.place(base, NONE, u64::from(bits(word, 10, 12))),
            _ => self.exchanges.place(base, NONE, signed(word, 12, 9).cast_unsigned()),
        };
        let is_store = bits(word, 22, 2) == 0;
        if is_store {
            let own_index = indexed && index == target;
            self.steps.push(Step::Store { size, indexed, own_index });
            if let Some(value) = self.number(word, RD) {
                let mask = u64::MAX >> (64 - 8 * u32::from(size));
                self.steps.push(Step::Number(Role::Store, value & mask));
            }
            if self.exchanges.store(target, place) {
                self.steps.push(Step::Exchange);
            }
        } else {
            self.steps.push(Step::Load { size, indexed });
            self.set(word, None);
            self.exchanges.load(target, place);
        }
        // Before or after the access the base moves on.
        if !is_offset && bits(word, 21, 1) == 0 && bits(word, 10, 1) == 1 {
            self.set(base as u32, None);
        }
    }

    /// Pairs of registers: what is loaded is not known.
    fn pair(&mut self, word: u32) {
        if bits(word, 22, 1) == 1 && bits(word, 26, 1) == 0 {
            self.set(word, None);
            self.set(bits(word, 10, 5), None);
        }
    }

    fn branch(&mut self, word: u32, address: u64) {
        let offset = match word >> 24 {
            0x54 | 0x34 | 0x35 | 0xb4 | 0xb5 => signed(word, 5, 19),
            0x36 | 0x37 | 0xb6 | 0xb7 => signed(word, 5, 14),
            0x14..=0x17 => signed(word, 0, 26),
            0x94..=0x97 => return self.steps.push(Step::Call),
            _ if word & 0xffff_fc1f == 0xd63f_0000 => return self.steps.push(Step::Call),
            _ => return,
        };
        self.steps.push(Step::Jump(address.wrapping_add_signed(4 * offset)));
    }

    /// Shifts by a number, turns by half a word, sums and differences bit by bit.
    fn vector(&mut self, word: u32) {
        match word {
            _ if word & 0x9f80_0400 == 0x0f00_0400 && bits(word, 19, 4) != 0 => {
                self.vector_shift(word);
            }
            // MOVI of bytes.
            _ if word & 0xbff8_fc00 == 0x0f00_e400 => {
                let byte = bits(word, 16, 3) << 5 | bits(word, 5, 5);
                let all = u64::from(byte) * 0x0101_0101_0101_0101;
                self.steps.push(Step::Number(Role::Move, all));
            }
            _ if word & 0xbfff_fc00 == 0x2e60_0800 => self.steps.rotate(32, 16),
            _ if word & 0xbfe0_fc00 == 0x2e20_1c00 => self.steps.push(Step::Xor),
            _ if word & 0xbf20_fc00 == 0x0e20_8400 => self.steps.push(Step::Add),
            // UMULL and UMLAL, whole and by element.
            _ if word & 0xbf20_bc00 == 0x2e20_8000 => self.steps.push(Step::Multiply),
            _ => {}
        }
    }

    /// SHL, SLI, USHR, SRI, USRA.
    fn vector_shift(&mut self, word: u32) {
        let amount = bits(word, 16, 7);
        let width = 8u32 << (bits(word, 19, 4).ilog2());
        let is_unsigned = bits(word, 29, 1) == 1;
        let size = width as u8;
        match (bits(word, 11, 5), is_unsigned) {
            (0b01010, _) => self.steps.shift_left(size, amount - width),
            (0b00000 | 0b00010 | 0b01000, true) => self.steps.shift_right(size, 2 * width - amount),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[u32]) -> Vec<Step> {
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        steps(&code, 0x1000).into_iter().map(|placed| placed.step).collect()
    }

    /// Assembled by GNU as.
    #[test]
    fn words_are_read() {
        // ror w0, w1, #20; eor w2, w3, w4, ror #25
        assert_eq!(of(&[0x1381_5020]), [Step::Rotate { width: 32, left: 12 }]);
        assert_eq!(of(&[0x4ac4_6462]), [Step::Rotate { width: 32, left: 7 }, Step::Xor]);
        // and w0, w1, #0xff; and x0, x1, #0x7ffffffffffff
        assert_eq!(of(&[0x1200_1c20]), [Step::Number(Role::And, 0xff), Step::Byte]);
        assert_eq!(of(&[0x9240_c820]), [Step::Number(Role::And, (1 << 51) - 1)]);
        // cmp x0, #0x100; strb w0, [x1, x0]; ldrb w3, [x1, x2]
        assert_eq!(of(&[0xf104_001f]), [Step::Number(Role::Compare, 256)]);
        let own = Step::Store { size: 1, indexed: true, own_index: true };
        assert_eq!(of(&[0x3820_6820]), [own]);
        assert_eq!(of(&[0x3862_6823]), [Step::Load { size: 1, indexed: true }]);
        // shl v0.4s, v1.4s, #12; sri v0.4s, v1.4s, #20; rev32 v0.8h, v0.8h
        assert_eq!(of(&[0x4f2c_5420]), [Step::ShiftLeft { width: 32, by: 12 }]);
        assert_eq!(of(&[0x6f2c_4420]), [Step::ShiftRight { width: 32, by: 20 }]);
        assert_eq!(of(&[0x6e60_0800]), [Step::Rotate { width: 32, left: 16 }]);
        // b.ne back by eight
        assert_eq!(of(&[0x54ff_ffc1]), [Step::Jump(0xff8)]);
    }

    /// mov w1, #0xdb42; movk w1, #1, lsl #16; umull x0, w2, w1
    #[test]
    fn numbers_in_registers_are_known_where_they_are_used() {
        let found = of(&[0x529b_6841, 0x72a0_0021, 0x9ba1_7c40]);
        assert_eq!(found.last(), Some(&Step::Number(Role::Multiply, 121_666)));
    }

    #[test]
    fn every_word_is_read() {
        let mut state = 1u32;
        for _ in 0..200_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let _ = of(&[state, state.rotate_left(13)]);
        }
    }
}
