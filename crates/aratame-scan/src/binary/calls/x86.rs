//! Calls in code for x86-64 and i386 (Intel SDM, Volume 2), by the conventions of the System V ABI
//! and of Windows.

use std::collections::BTreeSet;

use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register,
};

use super::machine::{Given, Machine, Site, Slot, Value, entered};
use super::{Stretch, Targets};

/// Numbers of registers, as instructions have them.
const SP: usize = 4;
const BP: usize = 5;
/// Where arguments are: RDI, RSI, RDX, RCX, R8, R9; on Windows RCX, RDX, R8, R9.
const SYSTEM_V: [usize; 6] = [7, 6, 2, 1, 8, 9];
const WINDOWS: [usize; 4] = [1, 2, 8, 9];
/// RAX, RCX, RDX, RSI, RDI, R8 to R11: what a call may change.
const CHANGED: [usize; 9] = [0, 1, 2, 6, 7, 8, 9, 10, 11];
/// The same of i386, and of Windows, where RSI and RDI stay.
const CHANGED_32: [usize; 3] = [0, 1, 2];
const CHANGED_WINDOWS: [usize; 7] = [0, 1, 2, 8, 9, 10, 11];

/// Jumps through a slot: the stubs that calls of imported functions go to.
pub(super) fn stubs(
    code: &[u8],
    address: u64,
    targets: &Targets<'_>,
    found: &mut dyn FnMut(u64, usize),
) {
    for at in memchr::memchr_iter(0xff, code) {
        let Some(callee) = through_slot(code, at, address, targets, [0x25, 0xa3]) else { continue };
        let begin = address.wrapping_add(at as u64);
        found(begin, callee);
        // A prefix that says that the jump is checked, and the mark of a place that may be jumped to.
        let (bound, before) = match at.checked_sub(1) {
            Some(at) if code[at] == 0xf2 => (1, at),
            _ => (0, at),
        };
        let mark = before.checked_sub(4).and_then(|from| code.get(from..before));
        if matches!(mark, Some([0xf3, 0x0f, 0x1e, 0xfa | 0xfb])) {
            found(begin.wrapping_sub(bound + 4), callee);
        }
        found(begin.wrapping_sub(bound), callee);
    }
}

/// Places where a callee may be called.
pub(super) fn sites(code: &[u8], address: u64, targets: &Targets<'_>, found: &mut dyn FnMut(u64)) {
    for at in memchr::memchr3_iter(0xe8, 0xe9, 0xff, code) {
        let is_call = match code[at] {
            0xff => {
                through_slot(code, at, address, targets, [0x15, 0x93]).is_some()
                    || through_slot(code, at, address, targets, [0x25, 0xa3]).is_some()
            }
            _ => displacement(code, at + 1).is_some_and(|by| {
                let target = address.wrapping_add(at as u64 + 5).wrapping_add_signed(by.into());
                targets.code.contains_key(&targets.wrapped(target))
            }),
        };
        if is_call {
            found(address.wrapping_add(at as u64));
        }
    }
}

fn displacement(code: &[u8], at: usize) -> Option<i32> {
    code.get(at..)?.first_chunk().map(|bytes| i32::from_le_bytes(*bytes))
}

/// The callee behind `FF` with one of two bytes: a slot at a displacement, or behind EBX, which
/// points to the global offset table.
fn through_slot(
    code: &[u8],
    at: usize,
    address: u64,
    targets: &Targets<'_>,
    [plain, behind_table]: [u8; 2],
) -> Option<usize> {
    let by = displacement(code, at + 2)?;
    let slot = match *code.get(at + 1)? {
        byte if byte == plain && targets.bits == 64 => {
            address.wrapping_add(at as u64 + 6).wrapping_add_signed(by.into())
        }
        byte if byte == plain => u64::from(by.cast_unsigned()).wrapping_sub(targets.image_base),
        byte if byte == behind_table && targets.bits == 32 => {
            targets.wrapped(targets.table?.wrapping_add_signed(by.into()))
        }
        _ => return None,
    };
    targets.slots.get(&slot).copied()
}

struct Walk<'w> {
    targets: &'w Targets<'w>,
    machine: Machine,
    factory: InstructionInfoFactory,
    /// Bytes of a word.
    width: i64,
}

/// Goes through a function and tells each call of a callee.
pub(super) fn walk(stretch: &Stretch<'_>, targets: &Targets<'_>, found: &mut dyn FnMut(Site)) {
    let decoder =
        Decoder::with_ip(targets.bits.into(), stretch.code, stretch.address, DecoderOptions::NONE);
    let instructions: Vec<Instruction> = decoder.into_iter().collect();
    let joins: BTreeSet<u64> = instructions.iter().filter_map(branch).collect();
    let mut walk = Walk {
        targets,
        machine: Machine::default(),
        factory: InstructionInfoFactory::new(),
        width: i64::from(targets.bits / 8),
    };
    walk.begin(stretch.is_entry);
    let mut falls = true;
    for instruction in &instructions {
        if !falls || joins.contains(&instruction.ip()) {
            walk.machine.join(&[BP]);
            let frame = walk.machine.fresh_frame();
            walk.machine.set(SP, frame);
        }
        falls = !matches!(
            instruction.flow_control(),
            FlowControl::UnconditionalBranch
                | FlowControl::IndirectBranch
                | FlowControl::Return
                | FlowControl::Interrupt
                | FlowControl::Exception
        );
        if let Some(callee) = walk.callee(instruction) {
            let is_call = instruction.is_call_near() || instruction.is_call_near_indirect();
            let given = walk.given(is_call);
            found(Site { address: instruction.ip(), callee, given });
        }
        walk.step(instruction);
    }
}

/// Where a branch inside a function goes.
fn branch(instruction: &Instruction) -> Option<u64> {
    let is_branch = matches!(
        instruction.flow_control(),
        FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch
    );
    (is_branch && instruction.op0_kind() != OpKind::Memory)
        .then(|| instruction.near_branch_target())
}

fn number(register: Register) -> Option<usize> {
    register.is_gpr().then(|| register.full_register().number())
}

impl Walk<'_> {
    fn begin(&mut self, is_entry: bool) {
        let frame = self.machine.fresh_frame();
        self.machine.set(SP, frame);
        let (true, Value::Frame(frame, _)) = (is_entry, frame) else { return };
        let in_registers = self.in_registers();
        entered(&mut self.machine, in_registers);
        // Above the return address.
        let without_room = self.without_room();
        for number in in_registers.len()..super::super::numbers::MAX_ARGUMENTS {
            let at = self.width * (1 + (number - without_room) as i64);
            let number = u8::try_from(number).unwrap_or(u8::MAX);
            self.machine.store((frame, at), Value::Argument(number));
        }
    }

    fn in_registers(&self) -> &'static [usize] {
        match (self.width, self.targets.is_windows) {
            (4, _) => &[],
            (_, true) => &WINDOWS,
            _ => &SYSTEM_V,
        }
    }

    /// How many arguments have no room on the stack: on Windows those in registers have it too.
    fn without_room(&self) -> usize {
        if self.targets.is_windows { 0 } else { self.in_registers().len() }
    }

    fn callee(&self, instruction: &Instruction) -> Option<usize> {
        let kinds = [Mnemonic::Call, Mnemonic::Jmp];
        if !kinds.contains(&instruction.mnemonic()) {
            return None;
        }
        match instruction.op0_kind() {
            OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => {
                self.targets.code.get(&instruction.near_branch_target()).copied()
            }
            OpKind::Memory if instruction.memory_index() == Register::None => {
                let slot = if instruction.is_ip_rel_memory_operand() {
                    instruction.ip_rel_memory_address()
                } else {
                    let at = instruction.memory_displacement64();
                    match instruction.memory_base() {
                        Register::None => at.wrapping_sub(self.targets.image_base),
                        Register::EBX => self.targets.wrapped(self.targets.table?.wrapping_add(at)),
                        _ => return None,
                    }
                };
                self.targets.slots.get(&slot).copied()
            }
            OpKind::Register => match self.machine.get(number(instruction.op0_register())?) {
                Value::Callee(callee) => Some(callee),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a call here is given; a jump is a call whose return address is there already.
    fn given(&self, is_call: bool) -> Given {
        let in_registers = self.in_registers();
        let without_room = self.without_room();
        let mut given = Given::default();
        for (index, value) in given.iter_mut().enumerate() {
            *value = match in_registers.get(index) {
                Some(register) => self.machine.get(*register),
                None => {
                    let words = (index - without_room) as i64 + i64::from(!is_call);
                    let slot = self.machine.slot(SP, self.width * words);
                    slot.map_or(Value::Unknown, |slot| self.machine.load(slot))
                }
            };
        }
        given
    }

    fn step(&mut self, instruction: &Instruction) {
        match instruction.mnemonic() {
            Mnemonic::Call => self.call(),
            Mnemonic::Push => self.push(instruction),
            Mnemonic::Pop => self.pop(instruction.op0_register()),
            Mnemonic::Leave => {
                let frame = self.machine.get(BP);
                self.machine.set(SP, frame);
                self.pop(Register::RBP);
            }
            Mnemonic::Mov | Mnemonic::Movsxd => self.mov(instruction),
            Mnemonic::Lea => self.lea(instruction),
            Mnemonic::Xor | Mnemonic::Sub if same_registers(instruction) => {
                self.write(instruction, Value::Constant(0));
            }
            Mnemonic::Add => self.add(instruction, 1),
            Mnemonic::Sub => self.add(instruction, -1),
            Mnemonic::And if number(instruction.op0_register()) == Some(SP) => {
                let frame = self.machine.fresh_frame();
                self.machine.set(SP, frame);
            }
            Mnemonic::Or if immediate(instruction) == Some(u64::MAX) => {
                self.write(instruction, Value::Constant(u64::MAX));
            }
            _ => self.forget(instruction),
        }
    }

    fn call(&mut self) {
        match (self.width, self.targets.is_windows) {
            (4, _) => self.machine.after_call(CHANGED_32),
            (_, true) => self.machine.after_call(CHANGED_WINDOWS),
            _ => self.machine.after_call(CHANGED),
        }
    }

    fn push(&mut self, instruction: &Instruction) {
        let value = self.read(instruction, 0);
        let moved = Machine::moved(self.machine.get(SP), -self.width);
        self.machine.set(SP, moved);
        if let Some(slot) = self.machine.slot(SP, 0) {
            self.machine.store(slot, value);
        }
    }

    fn pop(&mut self, register: Register) {
        let value = self.machine.slot(SP, 0).map_or(Value::Unknown, |slot| self.machine.load(slot));
        let moved = Machine::moved(self.machine.get(SP), self.width);
        self.machine.set(SP, moved);
        if let Some(register) = number(register) {
            self.machine.set(register, value);
        }
    }

    fn mov(&mut self, instruction: &Instruction) {
        let value = self.read(instruction, 1);
        // A part of a register or word says nothing of the whole.
        let is_part = match instruction.op0_kind() {
            OpKind::Register => instruction.op0_register().size() < 4,
            _ => instruction.memory_size().size() < 4,
        };
        self.write(instruction, if is_part { Value::Unknown } else { value });
    }

    fn lea(&mut self, instruction: &Instruction) {
        let value = if instruction.is_ip_rel_memory_operand() {
            Value::Constant(instruction.ip_rel_memory_address())
        } else {
            self.slot(instruction).map_or(Value::Unknown, |(frame, at)| Value::Frame(frame, at))
        };
        let is_frame = matches!(number(instruction.op0_register()), Some(SP | BP));
        if let (Value::Frame(frame, at), false) = (value, is_frame) {
            self.machine.escape((frame, at));
        }
        self.write(instruction, value);
    }

    fn add(&mut self, instruction: &Instruction, sign: i64) {
        let by = immediate(instruction).map(u64::cast_signed);
        let register = (instruction.op0_kind() == OpKind::Register)
            .then(|| number(instruction.op0_register()))
            .flatten();
        match (register, by) {
            (Some(register), Some(by)) => {
                let moved = Machine::moved(self.machine.get(register), by.wrapping_mul(sign));
                self.write(instruction, moved);
            }
            // By what is not known: the stack goes on somewhere else.
            (Some(SP), None) => {
                let frame = self.machine.fresh_frame();
                self.machine.set(SP, frame);
            }
            _ => self.forget(instruction),
        }
    }

    fn read(&self, instruction: &Instruction, operand: u32) -> Value {
        if let Ok(value) = instruction.try_immediate(operand) {
            return Value::Constant(value);
        }
        match instruction.op_kind(operand) {
            OpKind::Register => number(instruction.op_register(operand))
                .map_or(Value::Unknown, |register| self.machine.get(register)),
            OpKind::Memory => {
                let slot = if instruction.is_ip_rel_memory_operand() {
                    let at = instruction.ip_rel_memory_address();
                    return self
                        .targets
                        .slots
                        .get(&at)
                        .map_or(Value::Unknown, |c| Value::Callee(*c));
                } else {
                    self.slot(instruction)
                };
                slot.map_or(Value::Unknown, |slot| self.machine.load(slot))
            }
            _ => Value::Unknown,
        }
    }

    /// Writes the first operand.
    fn write(&mut self, instruction: &Instruction, value: Value) {
        match instruction.op0_kind() {
            OpKind::Register => {
                let register = instruction.op0_register();
                let value = match value {
                    // Writing the lower half of a register clears the upper one.
                    Value::Constant(number) if register.size() == 4 => {
                        Value::Constant(number & 0xffff_ffff)
                    }
                    value => value,
                };
                if let Some(register) = number(register) {
                    self.machine.set(register, value);
                }
            }
            OpKind::Memory => {
                if let Some(slot) = self.slot(instruction) {
                    self.machine.store(slot, value);
                }
            }
            _ => {}
        }
    }

    /// The word on the stack that the memory operand names.
    fn slot(&self, instruction: &Instruction) -> Option<Slot> {
        let is_plain = instruction.memory_index() == Register::None
            && instruction.segment_prefix() == Register::None;
        let displacement = if self.width == 8 {
            instruction.memory_displacement64().cast_signed()
        } else {
            i64::from(instruction.memory_displacement32().cast_signed())
        };
        self.machine.slot(number(instruction.memory_base()).filter(|_| is_plain)?, displacement)
    }

    /// Any other instruction: what it writes is not known.
    fn forget(&mut self, instruction: &Instruction) {
        let writes = |access| {
            matches!(
                access,
                OpAccess::Write
                    | OpAccess::CondWrite
                    | OpAccess::ReadWrite
                    | OpAccess::ReadCondWrite
            )
        };
        let info = self.factory.info(instruction);
        for used in info.used_registers() {
            if let (true, Some(register)) = (writes(used.access()), number(used.register())) {
                self.machine.set(register, Value::Unknown);
            }
        }
        let written = info.used_memory().iter().any(|used| writes(used.access()));
        if written && let Some(slot) = self.slot(instruction) {
            self.machine.store(slot, Value::Unknown);
        }
        if self.machine.get(SP) == Value::Unknown {
            let frame = self.machine.fresh_frame();
            self.machine.set(SP, frame);
        }
    }
}

fn immediate(instruction: &Instruction) -> Option<u64> {
    (instruction.op_count() == 2).then(|| instruction.try_immediate(1).ok()).flatten()
}

fn same_registers(instruction: &Instruction) -> bool {
    instruction.op0_kind() == OpKind::Register
        && instruction.op1_kind() == OpKind::Register
        && instruction.op0_register() == instruction.op1_register()
        && instruction.op0_register().size() >= 4
}

#[cfg(test)]
mod tests {
    use super::super::tests::{given, targets};
    use super::*;

    /// As a linker writes it for a processor that checks where jumps go.
    #[test]
    fn a_stub_leads_to_its_slot() {
        let stub = [b"\xf3\x0f\x1e\xfa".as_slice(), b"\xf2\xff\x25\x10\x00\x00\x00"].concat();
        let mut found = Vec::new();
        let targets = targets(64, &[], &[(0x101b, 5)]);
        stubs(&stub, 0x1000, &targets, &mut |at, callee| found.push((at, callee)));
        assert_eq!(found, [(0x1005, 5), (0x1000, 5), (0x1004, 5)]);
    }

    #[test]
    fn a_stub_of_i386_counts_from_the_table() {
        let mut targets = targets(32, &[], &[(0x401c, 5)]);
        targets.table = Some(0x4000);
        let mut found = Vec::new();
        stubs(b"\xff\xa3\x1c\0\0\0", 0x1070, &targets, &mut |at, callee| found.push((at, callee)));
        assert_eq!(found.first(), Some(&(0x1070, 5)));
    }

    /// mov esi, 7; mov edx, 3; xor ecx, ecx; call +0
    #[test]
    fn numbers_reach_a_call() {
        let code = b"\xbe\x07\0\0\0\xba\x03\0\0\0\x31\xc9\xe8\0\0\0\0";
        let targets = targets(64, &[(0x1011, 1)], &[]);
        let found = given(walk, code, &targets);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0][..4],
            [Value::Argument(0), Value::Constant(7), Value::Constant(3), Value::Constant(0)]
        );
        let mut places = Vec::new();
        sites(code, 0x1000, &targets, &mut |at| places.push(at));
        assert_eq!(places, [0x100c]);
    }

    /// As a compiler writes it without optimisation: what a function was given goes over the stack.
    #[test]
    fn what_a_function_was_given_is_handed_on() {
        // push rbp; mov rbp, rsp; sub rsp, 32; mov [rbp-20], edi; mov edx, [rbp-20];
        // lea rax, [rbp-8]; mov rdi, rax; call +0
        let code = b"\x55\x48\x89\xe5\x48\x83\xec\x20\x89\x7d\xec\x8b\x55\xec\x48\x8d\x45\xf8\x48\x89\xc7\xe8\0\0\0\0";
        let found = given(walk, code, &targets(64, &[(0x101a, 1)], &[]));
        assert_eq!(found[0][2], Value::Argument(0));
        assert_eq!(found[0][0], Value::Frame(1, -16));
    }

    /// push 0; push 3; push 7; push eax; call +0, where the stack was aligned before.
    #[test]
    fn numbers_on_the_stack_of_i386() {
        let code = b"\x83\xe4\xf0\x6a\0\x6a\x03\x6a\x07\x50\xe8\0\0\0\0";
        let found = given(walk, code, &targets(32, &[(0x100f, 1)], &[]));
        assert_eq!(found[0][1..4], [7, 3, 0].map(Value::Constant));
    }

    /// test edi, edi; je +5; mov esi, 7; call +0: of two ways one has another number.
    #[test]
    fn a_place_that_others_lead_to_forgets() {
        let code = b"\x85\xff\x74\x05\xbe\x07\0\0\0\xe8\0\0\0\0";
        let found = given(walk, code, &targets(64, &[(0x100e, 1)], &[]));
        assert_eq!(found[0][1], Value::Unknown);
    }

    /// mov esi, 7; call +0; call +0: the first may change the register.
    #[test]
    fn a_call_changes_what_it_may() {
        let code = b"\xbe\x07\0\0\0\xe8\0\0\0\0\xe8\0\0\0\0";
        let targets = targets(64, &[(0x100a, 1), (0x100f, 2)], &[]);
        let found = given(walk, code, &targets);
        assert_eq!((found[0][1], found[1][1]), (Value::Constant(7), Value::Unknown));
    }

    /// mov ecx, 3; jmp [rip+2]: a call at the end, by the convention of Windows.
    #[test]
    fn a_jump_through_a_slot_is_a_call() {
        let code = b"\xb9\x03\0\0\0\xff\x25\x02\0\0\0";
        let mut targets = targets(64, &[], &[(0x100d, 4)]);
        targets.is_windows = true;
        let found = given(walk, code, &targets);
        assert_eq!((found[0][0], found[0][1]), (Value::Constant(3), Value::Argument(1)));
    }
}
