//! Slots of the global offset table: where the loader writes the address of an imported function.
//!
//! Owns the two tables of relocations that fill such slots, and the order that MIPS has instead.
//! How code gets from a call to a slot is not its matter.

use goblin::container::{Container, Ctx};
use goblin::elf::dynamic::{
    DT_JMPREL, DT_PLTGOT, DT_PLTRELSZ, DT_REL, DT_RELA, DT_RELASZ, DT_RELSZ,
};
use goblin::elf::header;
use goblin::elf::program_header::ProgramHeader;
use goblin::elf::sym::Sym;

use super::{SymbolTables, file_offset, value};
use crate::executable::{BLOCK, ExecutableError, Fields, Names, View};
use crate::source::Source;

/// System V ABI, MIPS Processor Supplement, Dynamic Section.
const DT_MIPS_LOCAL_GOTNO: u64 = 0x7000_000a;
const DT_MIPS_SYMTABNO: u64 = 0x7000_0011;
const DT_MIPS_GOTSYM: u64 = 0x7000_0013;
/// Most relocations of one table: a browser has some two millions.
const MAX_RELOCATIONS: u64 = 16_000_000;
/// Most slots of one file, as of imported functions.
const MAX_SLOTS: usize = 1_000_000;

/// Where slots are told.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    machine: u16,
    /// Address of the global offset table.
    pub(super) table: Option<u64>,
    /// Offset, size and whether entries have addends.
    relocations: Vec<(u64, u64, bool)>,
    /// First symbol, number of symbols, index of the first slot.
    by_order: Option<(u64, u64, u64)>,
}

impl Slots {
    pub(super) fn read(
        machine: u16,
        is_wide: bool,
        dynamic: &[(u64, u64)],
        segments: &[ProgramHeader],
    ) -> Self {
        // All relocations of procedure linkage have addends where the class has 64 bits, and none
        // where it has 32, for every processor that is looked at.
        let listed = [
            (DT_JMPREL, DT_PLTRELSZ, is_wide),
            (DT_RELA, DT_RELASZ, true),
            (DT_REL, DT_RELSZ, false),
        ];
        let relocations = listed.into_iter().filter_map(|(start, size, has_addend)| {
            let offset = file_offset(value(dynamic, start)?, segments)?;
            Some((offset, value(dynamic, size)?, has_addend))
        });
        let mips = || {
            let first = value(dynamic, DT_MIPS_GOTSYM)?;
            let count = value(dynamic, DT_MIPS_SYMTABNO)?.checked_sub(first)?;
            Some((first, count, value(dynamic, DT_MIPS_LOCAL_GOTNO)?))
        };
        let is_mips = matches!(machine, header::EM_MIPS | header::EM_MIPS_RS3_LE);
        Self {
            machine,
            table: value(dynamic, DT_PLTGOT),
            relocations: relocations.collect(),
            by_order: if is_mips { mips() } else { None },
        }
    }

    /// Whether a relocation of this type fills a slot with the address of a function.
    fn is_slot(&self, kind: u64) -> bool {
        match self.machine {
            header::EM_X86_64 | header::EM_386 => matches!(kind, 6 | 7),
            header::EM_AARCH64 => matches!(kind, 1025 | 1026),
            header::EM_ARM => matches!(kind, 21 | 22),
            header::EM_MIPS | header::EM_MIPS_RS3_LE => kind == 127,
            header::EM_RISCV => kind == 5,
            _ => false,
        }
    }
}

impl SymbolTables {
    /// Name of each imported function and the address of its slot.
    pub(crate) fn slots(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(&[u8], u64),
    ) -> Result<(), ExecutableError> {
        let view = View::new(*source, self.base, self.length);
        let Some(table) = self.tables.iter().find(|table| table.dynamic) else { return Ok(()) };
        let mut names = Names::new(view, table.names.0, table.names.1);
        let mut left = MAX_SLOTS;
        let mut keep = |index: u64, slot: u64| -> Result<(), ExecutableError> {
            if left == 0 || index >= table.count {
                return Ok(());
            }
            left -= 1;
            let size = Sym::size(self.context.container);
            let bytes = view.read(table.offset + index * size as u64, size)?;
            if let Ok([symbol]) = Sym::parse(&bytes, 0, 1, self.context).as_deref()
                && let Some(name) = names.get(symbol.st_name as u64)?
            {
                visit(name, slot);
            }
            Ok(())
        };
        for (offset, size, has_addend) in &self.slots.relocations {
            self.relocations(&view, (*offset, *size, *has_addend), &mut keep)?;
        }
        if let (Some((first, count, slot)), Some(start)) = (self.slots.by_order, self.slots.table) {
            let width = if is_wide(self.context) { 8 } else { 4 };
            for index in 0..count.min(table.count) {
                let place = slot.wrapping_add(index).wrapping_mul(width);
                keep(first + index, start.wrapping_add(place))?;
            }
        }
        Ok(())
    }

    fn relocations(
        &self,
        view: &View<'_>,
        (offset, size, has_addend): (u64, u64, bool),
        keep: &mut dyn FnMut(u64, u64) -> Result<(), ExecutableError>,
    ) -> Result<(), ExecutableError> {
        let (bits, width) = if is_wide(self.context) { (64, 8) } else { (32, 4) };
        let entry = width * if has_addend { 3 } else { 2 };
        let count = (size / entry as u64).min(MAX_RELOCATIONS);
        let per_block = (BLOCK / entry).max(1) as u64;
        let mut first = 0;
        while first < count {
            let wanted = per_block.min(count - first) as usize * entry;
            let bytes = view.read(offset.saturating_add(first * entry as u64), wanted)?;
            for relocation in bytes.chunks_exact(entry) {
                let fields = Fields::new(relocation, self.order());
                let (Some(place), Some(what)) = (fields.word(0, bits), fields.word(width, bits))
                else {
                    continue;
                };
                let (index, kind) = if bits == 64 {
                    (what >> 32, what & 0xffff_ffff)
                } else {
                    (what >> 8, what & 0xff)
                };
                if self.slots.is_slot(kind) && index != 0 {
                    keep(index, place)?;
                }
            }
            if bytes.len() < wanted {
                break;
            }
            first += per_block;
        }
        Ok(())
    }

    /// Address of the global offset table, which code for i386 and MIPS counts from.
    pub(crate) fn global_offset_table(&self) -> Option<u64> {
        self.slots.table
    }
}

fn is_wide(context: Ctx) -> bool {
    context.container == Container::Big
}
