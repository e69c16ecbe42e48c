//! Steps of x86 code, of 32 and 64 bits, as `iced-x86` decodes it (Intel SDM, Volume 2).

use iced_x86::{Decoder, DecoderOptions, Instruction, MemorySize, Mnemonic, OpKind, Register};

use super::exchanges::{Exchanges, NONE, Place};
use super::step::{Placed, Role, Step, Steps};

/// The steps of a function whose first byte has this address.
pub(super) fn steps(code: &[u8], address: u64, bits: u8) -> Vec<Placed> {
    let bits = if bits == 64 { 64 } else { 32 };
    let mut decoder = Decoder::with_ip(bits, code, address, DecoderOptions::NONE);
    let mut reader = Reader::default();
    let mut instruction = Instruction::default();
    while decoder.can_decode() {
        reader.steps.begin(decoder.position());
        decoder.decode_out(&mut instruction);
        reader.read(&instruction);
    }
    reader.steps.all
}

/// Reads instructions in their order; jumps are not followed, so that a register holds what was
/// last written to it above.
#[derive(Default)]
struct Reader {
    steps: Steps,
    /// The number that each general register was loaded with.
    numbers: [Option<u64>; 16],
    exchanges: Exchanges,
}

impl Reader {
    fn read(&mut self, instruction: &Instruction) {
        if instruction.is_ip_rel_memory_operand() {
            self.steps.push(Step::Address(instruction.ip_rel_memory_address()));
        }
        match instruction.mnemonic() {
            Mnemonic::Call => self.steps.push(Step::Call),
            Mnemonic::Push => self.push_number(instruction),
            Mnemonic::Mov => self.move_(instruction),
            Mnemonic::Movzx | Mnemonic::Movsx => self.extend(instruction),
            Mnemonic::Lea => self.lea(instruction),
            Mnemonic::Add | Mnemonic::Adc => self.two(instruction, Role::Add),
            Mnemonic::Sub => self.two(instruction, Role::Add),
            Mnemonic::Inc => self.two(instruction, Role::Add),
            Mnemonic::And | Mnemonic::Test => self.two(instruction, Role::And),
            Mnemonic::Or => self.two(instruction, Role::Or),
            Mnemonic::Xor => self.xor(instruction),
            Mnemonic::Cmp => self.two(instruction, Role::Compare),
            Mnemonic::Imul | Mnemonic::Mul | Mnemonic::Mulx => self.multiply(instruction),
            _ => self.shift_or_vector(instruction),
        }
        let target = instruction.near_branch_target();
        if target != 0 && instruction.mnemonic() != Mnemonic::Call {
            self.steps.push(Step::Jump(target));
        }
    }

    fn shift_or_vector(&mut self, instruction: &Instruction) {
        let by = last_immediate(instruction).unwrap_or(1) as u32;
        let steps = &mut self.steps;
        match instruction.mnemonic() {
            Mnemonic::Rol | Mnemonic::Ror | Mnemonic::Shl | Mnemonic::Shr | Mnemonic::Sar => {
                self.shift(instruction);
            }
            Mnemonic::Rorx => {
                let width = 8 * self.size(instruction);
                self.steps.rotate(width, u32::from(width).wrapping_sub(by));
                self.forget(instruction);
            }
            Mnemonic::Shld | Mnemonic::Shrd
                if instruction.op0_register() == instruction.op1_register() =>
            {
                let width = 8 * self.size(instruction);
                let is_left = instruction.mnemonic() == Mnemonic::Shld;
                let left = if is_left { by } else { u32::from(width).wrapping_sub(by) };
                self.steps.rotate(width, left);
            }
            // The upper half of a product, and carries between limbs.
            Mnemonic::Shrd => self.steps.shift_right(8 * self.size(instruction), by),
            Mnemonic::Shld => self.steps.shift_left(8 * self.size(instruction), by),
            Mnemonic::Pslld | Mnemonic::Vpslld => steps.shift_left(32, by),
            Mnemonic::Psrld | Mnemonic::Vpsrld => steps.shift_right(32, by),
            Mnemonic::Psllq | Mnemonic::Vpsllq => steps.shift_left(64, by),
            Mnemonic::Psrlq | Mnemonic::Vpsrlq => steps.shift_right(64, by),
            Mnemonic::Vprold => steps.rotate(32, by),
            Mnemonic::Vprord => steps.rotate(32, 32u32.wrapping_sub(by)),
            Mnemonic::Vprolq => steps.rotate(64, by),
            Mnemonic::Vprorq => steps.rotate(64, 64u32.wrapping_sub(by)),
            Mnemonic::Paddd | Mnemonic::Vpaddd | Mnemonic::Paddq | Mnemonic::Vpaddq => {
                steps.push(Step::Add);
            }
            Mnemonic::Pxor | Mnemonic::Vpxor | Mnemonic::Vpxord | Mnemonic::Xorps => {
                steps.push(Step::Xor);
            }
            Mnemonic::Pmuludq | Mnemonic::Vpmuludq => steps.push(Step::Multiply),
            _ => self.forget(instruction),
        }
    }

    fn move_(&mut self, instruction: &Instruction) {
        let value = last_immediate(instruction);
        if let Some(value) = value {
            let is_memory = instruction.op0_kind() == OpKind::Memory;
            let role = if is_memory { Role::Store } else { Role::Move };
            self.steps.push(Step::Number(role, value & self.mask(instruction)));
            if matches!(instruction.op0_register(), Register::ESI | Register::RSI) {
                self.steps.push(Step::Number(Role::Second, value & self.mask(instruction)));
            }
        }
        if instruction.op0_kind() == OpKind::Memory {
            if value.is_none() {
                self.store(instruction);
            }
        } else {
            match (instruction.op1_kind(), general(instruction.op1_register())) {
                (OpKind::Memory, _) => self.load_into(instruction, self.size(instruction)),
                (OpKind::Register, Some((from, _))) => self.copy(instruction, from),
                _ => self.set(instruction.op0_register(), value),
            }
        }
    }

    /// Arguments of functions on the stack.
    fn push_number(&mut self, instruction: &Instruction) {
        if let Some(value) = last_immediate(instruction) {
            self.steps.push(Step::Number(Role::Second, value & u64::from(u32::MAX)));
        }
    }

    fn extend(&mut self, instruction: &Instruction) {
        let source = general(instruction.op1_register());
        match (instruction.op1_kind(), source) {
            (OpKind::Memory, _) => self.load_into(instruction, element(instruction)),
            (_, Some((from, 1))) => {
                self.steps.push(Step::Byte);
                self.copy(instruction, from);
            }
            _ => self.forget(instruction),
        }
    }

    /// Loads a register from memory.
    fn load_into(&mut self, instruction: &Instruction, size: u8) {
        self.load(instruction, size);
        let place = self.place(instruction);
        self.set(instruction.op0_register(), None);
        if let Some((register, _)) = general(instruction.op0_register()) {
            self.exchanges.load(register, place);
        }
    }

    /// Copies a register.
    fn copy(&mut self, instruction: &Instruction, from: usize) {
        let number = self.numbers[from];
        if let Some((register, _)) = general(instruction.op0_register()) {
            self.exchanges.copy(register, from);
            self.numbers[register] = number;
        }
    }

    fn place(&self, instruction: &Instruction) -> Place {
        let number = |register| general(register).map_or(NONE, |(number, _)| number);
        let (base, index) = (instruction.memory_base(), instruction.memory_index());
        self.exchanges.place(number(base), number(index), instruction.memory_displacement64())
    }

    fn load(&mut self, instruction: &Instruction, size: u8) {
        let indexed = is_indexed(instruction);
        self.steps.push(Step::Load { size, indexed });
    }

    fn store(&mut self, instruction: &Instruction) {
        let Some((value, size)) = general(instruction.op1_register()) else { return };
        let is_value = |register| general(register).is_some_and(|(number, _)| number == value);
        let indexed = is_indexed(instruction);
        // A table at a fixed address is indexed by the base alone.
        let index = match instruction.memory_index() {
            Register::None => instruction.memory_base(),
            index => index,
        };
        let own_index = is_value(index) && (indexed || instruction.memory_displacement64() > 4095);
        self.steps.push(Step::Store { size, indexed, own_index });
        let place = self.place(instruction);
        if self.exchanges.store(value, place) {
            self.steps.push(Step::Exchange);
        }
    }

    fn lea(&mut self, instruction: &Instruction) {
        let displacement = instruction.memory_displacement64();
        if !instruction.is_ip_rel_memory_operand() {
            self.steps.push(Step::Add);
            if displacement != 0 {
                let value = displacement & self.mask(instruction);
                self.steps.push(Step::Number(Role::Add, value));
            }
        }
        self.forget(instruction);
    }

    /// An operation of two operands, the second perhaps a number.
    fn two(&mut self, instruction: &Instruction, role: Role) {
        let mask = self.mask(instruction);
        let known = |register| self.numbers[general(register)?.0];
        let first = known(instruction.op0_register()).filter(|_| role == Role::And);
        let value =
            last_immediate(instruction).or_else(|| known(instruction.op1_register())).or(first);
        if let Some(value) = value {
            let value = value & mask;
            // Compilers add a number by taking away its negative.
            let is_sub = instruction.mnemonic() == Mnemonic::Sub;
            let value = if is_sub { value.wrapping_neg() & mask } else { value };
            self.steps.push(Step::Number(role, value));
            if role == Role::And && value == 0xff && instruction.mnemonic() == Mnemonic::And {
                self.steps.push(Step::Byte);
            }
        }
        if role == Role::Add {
            self.steps.push(Step::Add);
            if self.size(instruction) == 1 {
                self.steps.push(Step::Byte);
            }
        }
        if instruction.op0_kind() == OpKind::Memory || instruction.op1_kind() == OpKind::Memory {
            self.load(instruction, self.size(instruction));
        }
        if !matches!(instruction.mnemonic(), Mnemonic::Cmp | Mnemonic::Test) {
            self.forget(instruction);
        }
    }

    fn xor(&mut self, instruction: &Instruction) {
        let is_zero = instruction.op0_register() == instruction.op1_register()
            && instruction.op1_kind() == OpKind::Register;
        if is_zero {
            return self.set(instruction.op0_register(), None);
        }
        self.steps.push(Step::Xor);
        self.two(instruction, Role::Xor);
    }

    fn multiply(&mut self, instruction: &Instruction) {
        self.steps.push(Step::Multiply);
        let last = instruction.op_count().saturating_sub(1);
        let factor = last_immediate(instruction).or_else(|| {
            let (number, _) = general(instruction.op_register(last))?;
            self.numbers[number]
        });
        // The factor of MUL and MULX that has no place in the instruction is in RAX and in RDX.
        let silent = match instruction.mnemonic() {
            Mnemonic::Mul => self.numbers[0],
            Mnemonic::Mulx => self.numbers[2],
            _ => None,
        };
        for value in [factor, silent].into_iter().flatten() {
            self.steps.push(Step::Number(Role::Multiply, value & self.mask(instruction)));
        }
        self.forget(instruction);
    }

    fn shift(&mut self, instruction: &Instruction) {
        if instruction.op1_kind() != OpKind::Register {
            let width = 8 * self.size(instruction);
            let by = last_immediate(instruction).unwrap_or(1) as u32 & 63;
            match instruction.mnemonic() {
                Mnemonic::Rol => self.steps.rotate(width, by),
                Mnemonic::Ror => self.steps.rotate(width, u32::from(width).wrapping_sub(by)),
                Mnemonic::Shl => self.steps.shift_left(width, by),
                _ => self.steps.shift_right(width, by),
            }
        }
        self.forget(instruction);
    }

    /// Bytes of the first operand.
    fn size(&self, instruction: &Instruction) -> u8 {
        match instruction.op0_kind() {
            OpKind::Memory => element(instruction),
            _ => general(instruction.op0_register()).map_or(4, |(_, size)| size),
        }
    }

    fn mask(&self, instruction: &Instruction) -> u64 {
        u64::MAX >> (64 - 8 * u32::from(self.size(instruction).clamp(1, 8)))
    }

    fn set(&mut self, register: Register, value: Option<u64>) {
        if let Some((number, size)) = general(register) {
            // Of a longer register only the lowest part is known.
            self.numbers[number] = value.filter(|_| size >= 4);
            self.exchanges.write(number);
        }
    }

    /// The first operand gets what is not known.
    fn forget(&mut self, instruction: &Instruction) {
        if instruction.op_count() > 0 && instruction.op0_kind() == OpKind::Register {
            self.set(instruction.op0_register(), None);
        }
    }
}

/// The number of a general register, and its bytes.
fn general(register: Register) -> Option<(usize, u8)> {
    let at = register as usize;
    let from = |first: Register| at.checked_sub(first as usize).filter(|number| *number < 16);
    // Four registers have a second byte, in the place of the next four.
    let byte = |number: usize| if number < 4 { number } else { number - 4 };
    if (Register::AL as usize..=Register::R15L as usize).contains(&at) {
        return Some((byte(at - Register::AL as usize), 1));
    }
    [(Register::AX, 2), (Register::EAX, 4), (Register::RAX, 8)]
        .into_iter()
        .find_map(|(first, size)| Some((from(first)?, size)))
}

/// Whether a register stands beside the base.
fn is_indexed(instruction: &Instruction) -> bool {
    instruction.memory_index() != Register::None
}

/// Bytes of the operand in memory.
fn element(instruction: &Instruction) -> u8 {
    match instruction.memory_size() {
        MemorySize::UInt8 | MemorySize::Int8 => 1,
        MemorySize::UInt16 | MemorySize::Int16 => 2,
        MemorySize::UInt32 | MemorySize::Int32 => 4,
        MemorySize::UInt64 | MemorySize::Int64 => 8,
        _ => 0,
    }
}

/// The last operand, when it is a number.
fn last_immediate(instruction: &Instruction) -> Option<u64> {
    let last = instruction.op_count().checked_sub(1)?;
    match instruction.op_kind(last) {
        OpKind::Immediate8
        | OpKind::Immediate16
        | OpKind::Immediate32
        | OpKind::Immediate64
        | OpKind::Immediate8to16
        | OpKind::Immediate8to32
        | OpKind::Immediate8to64
        | OpKind::Immediate32to64 => Some(instruction.immediate(last)),
        _ => None,
    }
}
