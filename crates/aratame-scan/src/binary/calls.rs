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
    Content, Endianness, Executable, ExecutableError, Format, Loaded, Section,
};
use aratame_formats::functions::{function_at, functions};
use aratame_formats::source::Source;

use super::PassedOver;
use super::numbers::{Arguments, Taker, taker};
use machine::{Given, Site, Value};

/// Code read at once; windows overlap by the longest call with its stub.
const WINDOW: usize = 256 << 10;
const OVERLAP: usize = 32;
/// Code around a call that is gone through where functions are not told.
const LEAD: u64 = 256;
/// Longest function that is gone through; longer ones are tables of an interpreter.
const MAX_FUNCTION: u64 = 1 << 20;
/// Calls that are looked at in one round: a program has some dozens.
const MAX_SITES: usize = 1 << 16;
/// Code of one file that is gone through for its calls, in all rounds: functions that a table lets
/// overlap would cost their length times their number.
const MAX_WALKED: u64 = 64 << 20;
/// Calls that are kept of one file.
const MAX_CALLS: usize = 1 << 16;
/// What one function may hand on: more would grow with every function in between.
const MAX_HANDED: usize = 64;
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

impl Handed {
    /// Whether both come to the same, wherever the library is called.
    fn is_like(&self, other: &Self) -> bool {
        std::ptr::eq(self.taker, other.taker) && self.given == other.given
    }
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
    passed_over: &mut PassedOver,
) -> io::Result<Vec<Call>> {
    let Some(architecture) = Architecture::of(executable) else { return Ok(Vec::new()) };
    let (slots, mut callees) = imported(executable, source, linked)?;
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let ranges = functions(executable, source)?;
    let is_code = |section: &&Section| section.content == Content::Code;
    let code = Loaded::new(executable.sections.iter().filter(is_code));
    let mut reader = Reader { code, source, architecture, ranges, left: MAX_WALKED, passed_over };
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
    code: Loaded<'r>,
    source: &'r Source<'r>,
    architecture: Architecture,
    ranges: Vec<Range<u64>>,
    /// Bytes of code that may still be gone through.
    left: u64,
    passed_over: &'r mut PassedOver,
}

impl Reader<'_> {
    /// Goes over all code in windows.
    fn windows(&self, visit: &mut dyn FnMut(&[u8], u64)) -> io::Result<()> {
        for section in self.code.iter() {
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
        &mut self,
        targets: &Targets<'_>,
        callees: &[Vec<Handed>],
        found: &mut Vec<Call>,
    ) -> io::Result<BTreeMap<u64, Vec<Handed>>> {
        let mut places = BTreeSet::new();
        self.windows(&mut |code, address| {
            (self.architecture.sites)(code, address, targets, &mut |at| {
                if places.len() <= MAX_SITES {
                    places.insert(at);
                }
            });
        })?;
        if places.len() > MAX_SITES {
            places.pop_last();
            self.passed_over.add("calls beyond 65536");
        }
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
                    if let Some(offset) =
                        self.code.offset_of(address).filter(|_| is_known(taker, &given))
                    {
                        let (arguments, function) = (given.map(constant), function.clone());
                        if found.len() >= MAX_CALLS {
                            self.passed_over.add("calls beyond 65536");
                            return Ok(BTreeMap::new());
                        }
                        found.push(Call { taker, arguments, address, offset, function, through });
                    }
                    if let Some(range) = &function
                        && hands_on(taker, &given)
                    {
                        let through = through.or(Some(address));
                        let each = Handed { taker, given, through };
                        if !hand_on(&mut handing_on, range.start, each) {
                            self.passed_over.add("what a function hands on");
                        }
                    }
                }
            }
        }
        Ok(handing_on)
    }

    /// The calls of callees in the function around a place, or right around the place itself.
    fn walked(
        &mut self,
        place: u64,
        function: Option<&Range<u64>>,
        targets: &Targets<'_>,
    ) -> io::Result<Vec<Site>> {
        let Some(section) = self.code.section(place) else { return Ok(Vec::new()) };
        let limit = section.address.saturating_add(section.size);
        let (begin, end) = match function {
            Some(range) => (range.start.max(section.address), range.end.min(limit)),
            None => (place, place.saturating_add(2 * LEAD)),
        };
        let length = end.saturating_sub(begin);
        if length > MAX_FUNCTION {
            self.passed_over.add("the end of a function of more than 1 MiB");
        }
        let Some(left) = self.left.checked_sub(length.min(MAX_FUNCTION)) else {
            self.passed_over.add("functions beyond 64 MiB");
            return Ok(Vec::new());
        };
        self.left = left;
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
                let to = place.saturating_add(LEAD);
                let first = stretch(from, to, false)?;
                let second = stretch(from.wrapping_add(step), to, false)?;
                let mut here = first.into_iter().filter(|site| site.address >= place);
                Ok(here.next().filter(|site| second.contains(site)).into_iter().collect())
            }
        }
    }
}

/// Adds what a function hands on, each once; says whether there was room.
fn hand_on(all: &mut BTreeMap<u64, Vec<Handed>>, function: u64, each: Handed) -> bool {
    let is_full = all.len() >= MAX_HANDING_ON && !all.contains_key(&function);
    if is_full {
        return false;
    }
    let handed = all.entry(function).or_default();
    if handed.iter().any(|known| known.is_like(&each)) {
        return true;
    }
    let has_room = handed.len() < MAX_HANDED;
    if has_room {
        handed.push(each);
    }
    has_room
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
                for address in [0, 0x1000, u64::MAX - 8192, u64::MAX - 2048, u64::MAX] {
                    let code = &code[cut..];
                    let stretch = Stretch { code, address, is_entry: cut % 2 == 0 };
                    walk(&stretch, &targets, &mut |_| {});
                    sites(code, address, &targets, &mut |_| {});
                }
            }
        }
        for stubs in [x86::stubs as Stubs, aarch64::stubs, arm::stubs] {
            for address in [0, u64::MAX - 2048, u64::MAX] {
                stubs(&code, address, &targets(32, &[], &[(0, 0)]), &mut |_, _| {});
            }
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

    #[test]
    fn what_functions_hand_on_is_bounded_and_each_once() {
        let taker = taker(b"gcry_cipher_open").unwrap();
        let handed = |number| {
            let mut given = Given::default();
            given[1] = Value::Constant(number);
            Handed { taker, given, through: Some(number) }
        };
        let mut all = BTreeMap::new();
        for number in 0..MAX_HANDED as u64 {
            assert!(hand_on(&mut all, 1, handed(number)) && hand_on(&mut all, 1, handed(number)));
        }
        assert!(!hand_on(&mut all, 1, handed(u64::MAX)));
        assert_eq!(all[&1].len(), MAX_HANDED);
        for function in 2..=MAX_HANDING_ON as u64 {
            assert!(hand_on(&mut all, function, handed(0)));
        }
        assert!(!hand_on(&mut all, 0, handed(0)) && hand_on(&mut all, 2, handed(1)));
    }
}
