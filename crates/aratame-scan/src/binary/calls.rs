//! Calls of imported functions that take an algorithm, and the constants that they are given.
//!
//! Owns the way from an imported function to the places that call it, and what is known of the
//! arguments there: what the same stretch of code puts into registers and onto the stack, where no
//! other way leads into it. A function that hands on what it was given itself is followed to its
//! callers. What is not constant is not guessed.

mod aarch64;
mod arm;
mod machine;
mod mips;
mod x86;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::ops::Range;

use aratame_formats::executable::{
    Content, Endianness, Executable, ExecutableError, Format, Section,
};
use aratame_formats::functions::{function_at, functions};
use aratame_formats::source::Source;

use super::numbers::{Arguments, Taker, taker};
use machine::{Given, Site, Value};

/// Code read at once; windows overlap by the longest call with its stub.
const WINDOW: usize = 4 << 20;
const OVERLAP: usize = 32;
/// Code around a call that is gone through where functions are not told.
const LEAD: u64 = 256;
/// Longest function that is gone through; longer ones are tables of an interpreter.
const MAX_FUNCTION: u64 = 1 << 20;
/// Calls that are looked at in one round: a program has some dozens.
const MAX_SITES: usize = 1 << 16;
/// How many functions may stand between a number and the library that it is for.
const MAX_ROUNDS: usize = 3;
/// Functions of one file that hand an argument on.
const MAX_HANDING_ON: usize = 4096;

/// A call whose arguments are known as far as they are constant.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) taker: &'static Taker,
    pub(crate) arguments: Arguments,
    /// Where the number is put into its register: this call or one of a function that hands it on.
    pub(crate) address: u64,
    /// The same in the file.
    pub(crate) offset: u64,
    /// The function around it.
    pub(crate) function: Option<Range<u64>>,
    /// The call of the library, where another function makes it.
    pub(crate) through: Option<u64>,
}

/// What a call of a callee comes to: a taker's arguments, in terms of what the callee is given.
#[derive(Clone, Debug)]
struct Handed {
    taker: &'static Taker,
    given: Given,
    /// The call of the library, once another function stands between.
    through: Option<u64>,
}

/// What calls of each callee come to: of one, or of several that a function calls.
type Callees = Vec<Vec<Handed>>;

/// Code that is gone through.
struct Stretch<'s> {
    code: &'s [u8],
    address: u64,
    /// Whether it begins where a function does.
    is_entry: bool,
}

/// What is looked for, and what addresses in code mean.
struct Targets<'t> {
    /// Callees by the address of their code.
    code: HashMap<u64, usize>,
    /// Imported functions by the address of their slot.
    slots: &'t HashMap<u64, usize>,
    /// The global offset table.
    table: Option<u64>,
    image_base: u64,
    bits: u8,
    is_windows: bool,
    endianness: Endianness,
}

impl Targets<'_> {
    /// An address in as many bits as the file has.
    fn wrapped(&self, address: u64) -> u64 {
        if self.bits == 32 { address & u64::from(u32::MAX) } else { address }
    }
}

type Stubs = fn(&[u8], u64, &Targets<'_>, &mut dyn FnMut(u64, usize));
type Sites = fn(&[u8], u64, &Targets<'_>, &mut dyn FnMut(u64));
type Walk = fn(&Stretch<'_>, &Targets<'_>, &mut dyn FnMut(Site));

/// How code of one processor is read.
struct Architecture {
    stubs: Option<Stubs>,
    sites: Sites,
    walk: Walk,
    /// Instructions begin at multiples of it.
    alignment: u64,
    /// Whether what a function is given is known at its beginning.
    hands_on: bool,
}

impl Architecture {
    fn of(executable: &Executable) -> Option<Self> {
        let (stubs, sites, walk): (Option<Stubs>, Sites, Walk) = match executable.architecture {
            "x86_64" | "x86" => (Some(x86::stubs), x86::sites, x86::walk),
            "aarch64" => (Some(aarch64::stubs), aarch64::sites, aarch64::walk),
            "arm" => (Some(arm::stubs), arm::sites, arm::walk),
            "mips" if executable.bits == 32 => (None, mips::sites, mips::walk),
            _ => return None,
        };
        let alignment = match executable.architecture {
            "x86_64" | "x86" => 1,
            "arm" => 2,
            _ => 4,
        };
        let hands_on = matches!(executable.architecture, "x86_64" | "x86" | "aarch64");
        Some(Self { stubs, sites, walk, alignment, hands_on })
    }
}

/// Every call of a taker in an executable whose libraries are these.
pub(crate) fn calls(
    executable: &Executable,
    source: &Source<'_>,
    linked: &[&str],
) -> io::Result<Vec<Call>> {
    let Some(architecture) = Architecture::of(executable) else { return Ok(Vec::new()) };
    let (slots, mut callees) = imported(executable, source, linked)?;
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let reader =
        Reader { executable, source, architecture, ranges: functions(executable, source)? };
    let mut targets = Targets {
        code: HashMap::new(),
        slots: &slots,
        table: executable.global_offset_table(),
        image_base: executable.image_base(),
        bits: executable.bits,
        is_windows: executable.format == Format::Pe,
        endianness: executable.endianness,
    };
    targets.code = reader.stubs(&targets)?;
    let nothing = HashMap::new();
    let mut found = Vec::new();
    for _ in 0..=MAX_ROUNDS {
        let handing_on = reader.round(&targets, &callees, &mut found)?;
        if handing_on.is_empty() {
            break;
        }
        callees = Vec::new();
        targets.slots = &nothing;
        targets.code = HashMap::new();
        for (address, handed) in handing_on {
            targets.code.insert(address, callees.len());
            callees.push(handed);
        }
    }
    found.sort_by(|a, b| (a.address, &a.taker.name).cmp(&(b.address, &b.taker.name)));
    found.dedup_by(|a, b| {
        a.address == b.address && a.taker.name == b.taker.name && a.arguments == b.arguments
    });
    Ok(found)
}

/// The slots of takers, and what a call of each comes to: itself.
fn imported(
    executable: &Executable,
    source: &Source<'_>,
    linked: &[&str],
) -> io::Result<(HashMap<u64, usize>, Callees)> {
    let mut slots = HashMap::new();
    let mut callees = Vec::new();
    let read = executable.import_slots(source, &mut |name, slot| {
        if let Some(taker) = taker(name).filter(|taker| taker.is_of(linked)) {
            let mut given = Given::default();
            for (value, number) in given.iter_mut().zip(0..) {
                *value = Value::Argument(number);
            }
            slots.insert(slot, callees.len());
            callees.push(vec![Handed { taker, given, through: None }]);
        }
    });
    match read {
        Err(ExecutableError::Io(error)) => Err(error),
        // A damaged table gives what stands before the damage; its damage is told elsewhere.
        _ => Ok((slots, callees)),
    }
}

struct Reader<'r> {
    executable: &'r Executable,
    source: &'r Source<'r>,
    architecture: Architecture,
    ranges: Vec<Range<u64>>,
}

impl Reader<'_> {
    fn sections(&self) -> impl Iterator<Item = &Section> {
        self.executable.sections.iter().filter(|section| section.content == Content::Code)
    }

    /// Goes over all code in windows.
    fn windows(&self, visit: &mut dyn FnMut(&[u8], u64)) -> io::Result<()> {
        for section in self.sections() {
            self.source.windows(section.range(), WINDOW, OVERLAP, &mut |at, code| {
                visit(code, section.address.wrapping_add(at - section.offset));
                true
            })?;
        }
        Ok(())
    }

    fn stubs(&self, targets: &Targets<'_>) -> io::Result<HashMap<u64, usize>> {
        let mut found = HashMap::new();
        if let Some(stubs) = self.architecture.stubs {
            self.windows(&mut |code, address| {
                stubs(code, address, targets, &mut |at, callee| {
                    found.insert(at, callee);
                });
            })?;
        }
        Ok(found)
    }

    /// Looks at every call of a callee once: keeps what is constant, and returns the functions
    /// that hand on what they are given, by their address.
    fn round(
        &self,
        targets: &Targets<'_>,
        callees: &[Vec<Handed>],
        found: &mut Vec<Call>,
    ) -> io::Result<BTreeMap<u64, Vec<Handed>>> {
        let mut places = BTreeSet::new();
        self.windows(&mut |code, address| {
            (self.architecture.sites)(code, address, targets, &mut |at| {
                if places.len() < MAX_SITES {
                    places.insert(at);
                }
            });
        })?;
        let mut handing_on: BTreeMap<u64, Vec<Handed>> = BTreeMap::new();
        let mut done = BTreeSet::new();
        for place in places {
            // Tables of functions of ARM and MIPS leave most functions of C out.
            let function =
                function_at(&self.ranges, place).filter(|_| self.architecture.hands_on).cloned();
            let begin = function.as_ref().map_or(place, |range| range.start);
            if !done.insert(begin) {
                continue;
            }
            for site in self.walked(place, function.as_ref(), targets)? {
                for handed in callees.get(site.callee).into_iter().flatten() {
                    let given = composed(&handed.given, &site.given);
                    let (taker, through) = (handed.taker, handed.through);
                    let address = site.address;
                    if let Some(offset) = self.offset(address).filter(|_| is_known(taker, &given)) {
                        let (arguments, function) = (given.map(constant), function.clone());
                        found.push(Call { taker, arguments, address, offset, function, through });
                    }
                    if let Some(range) = &function
                        && hands_on(taker, &given)
                        && handing_on.len() < MAX_HANDING_ON
                    {
                        let through = through.or(Some(address));
                        let each = Handed { taker, given, through };
                        handing_on.entry(range.start).or_default().push(each);
                    }
                }
            }
        }
        Ok(handing_on)
    }

    /// The calls of callees in the function around a place, or right around the place itself.
    fn walked(
        &self,
        place: u64,
        function: Option<&Range<u64>>,
        targets: &Targets<'_>,
    ) -> io::Result<Vec<Site>> {
        let holds = |section: &&Section| section.offset_of(place).is_some();
        let Some(section) = self.sections().find(holds) else { return Ok(Vec::new()) };
        let limit = section.address.saturating_add(section.size);
        let stretch = |from: u64, to: u64, is_entry: bool| -> io::Result<Vec<Site>> {
            let from = from.max(section.address);
            let to = to.min(limit).min(from.saturating_add(MAX_FUNCTION));
            let offset = section.offset + (from - section.address);
            let code =
                self.source.read(offset, usize::try_from(to.saturating_sub(from)).unwrap_or(0))?;
            let mut sites = Vec::new();
            let stretch = Stretch { code: &code, address: from, is_entry };
            (self.architecture.walk)(&stretch, targets, &mut |site| sites.push(site));
            Ok(sites)
        };
        match function {
            Some(range) => stretch(range.start, range.end, true),
            // From two beginnings: code that one of them reads out of step gives another answer.
            _ => {
                let step = self.architecture.alignment;
                let from = place.saturating_sub(LEAD) & !(step - 1);
                let first = stretch(from, place + LEAD, false)?;
                let second = stretch(from.wrapping_add(step), place + LEAD, false)?;
                let mut here = first.into_iter().filter(|site| site.address >= place);
                Ok(here.next().filter(|site| second.contains(site)).into_iter().collect())
            }
        }
    }

    fn offset(&self, address: u64) -> Option<u64> {
        self.sections().find_map(|section| section.offset_of(address))
    }
}

/// What a taker is given when its caller is given this.
fn composed(inner: &Given, outer: &Given) -> Given {
    inner.map(|value| match value {
        Value::Argument(number) => outer.get(usize::from(number)).copied().unwrap_or_default(),
        other => other,
    })
}

fn constant(value: Value) -> Option<u64> {
    match value {
        Value::Constant(number) => Some(number),
        _ => None,
    }
}

/// Whether something that names the algorithm is constant.
fn is_known(taker: &Taker, given: &Given) -> bool {
    taker.chooses().iter().any(|argument| matches!(given.get(*argument), Some(Value::Constant(_))))
}

/// Whether what names the algorithm is handed on.
fn hands_on(taker: &Taker, given: &Given) -> bool {
    let first = taker.chooses().first().and_then(|argument| given.get(*argument));
    matches!(first, Some(Value::Argument(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Targets for tests of one processor.
    pub(super) fn targets(
        bits: u8,
        code: &[(u64, usize)],
        slots: &[(u64, usize)],
    ) -> Targets<'static> {
        Targets {
            code: code.iter().copied().collect(),
            slots: Box::leak(Box::new(slots.iter().copied().collect())),
            table: None,
            image_base: 0,
            bits,
            is_windows: false,
            endianness: Endianness::Little,
        }
    }

    /// What calls in code at 0x1000 are given.
    pub(super) fn given(walk: Walk, code: &[u8], targets: &Targets<'_>) -> Vec<Given> {
        let mut found = Vec::new();
        let stretch = Stretch { code, address: 0x1000, is_entry: true };
        walk(&stretch, targets, &mut |site| found.push(site.given));
        found
    }

    #[test]
    fn code_that_is_none_is_total() {
        let mut state = 1_u32;
        let code: Vec<u8> = (0..4096)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        for (bits, walk, sites) in [
            (64, x86::walk as Walk, x86::sites as Sites),
            (32, x86::walk, x86::sites),
            (64, aarch64::walk, aarch64::sites),
            (32, arm::walk, arm::sites),
            (32, mips::walk, mips::sites),
        ] {
            let mut targets = targets(bits, &[(0x1010, 0)], &[(0x1010, 0)]);
            targets.table = Some(u64::MAX - 3);
            for cut in 0..64 {
                for address in [0, 0x1000, u64::MAX - 8192] {
                    let code = &code[cut..];
                    let stretch = Stretch { code, address, is_entry: cut % 2 == 0 };
                    walk(&stretch, &targets, &mut |_| {});
                    sites(code, address, &targets, &mut |_| {});
                }
            }
        }
        for stubs in [x86::stubs as Stubs, aarch64::stubs, arm::stubs] {
            stubs(&code, 0, &targets(32, &[], &[(0, 0)]), &mut |_, _| {});
        }
    }

    #[test]
    fn what_is_handed_on_is_followed() {
        let mut inner = Given::default();
        inner[1] = Value::Argument(0);
        inner[2] = Value::Constant(3);
        let mut outer = Given::default();
        outer[0] = Value::Constant(7);
        let given = composed(&inner, &outer);
        assert_eq!(given[1..3], [Value::Constant(7), Value::Constant(3)]);
        let open = taker(b"gcry_cipher_open").unwrap();
        assert!(is_known(open, &given) && !hands_on(open, &given) && hands_on(open, &inner));
    }
}
