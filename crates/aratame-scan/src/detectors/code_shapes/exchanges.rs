//! Elements that change places: two loads, then each value stored where the other came from.
//!
//! Owns where the value of each register was loaded from. Jumps are not followed, and what goes
//! through the stack is lost: then an exchange is missed, never made up.

/// Places of stores that are remembered: a compiler puts few between the halves of an exchange.
const REMEMBERED: usize = 8;
/// Registers of either architecture.
const REGISTERS: usize = 32;
/// No register.
pub(super) const NONE: usize = REGISTERS;

/// A place in memory, by registers as they were then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    base: usize,
    index: usize,
    versions: [u32; 2],
    offset: u64,
}

impl Place {
    /// Whether the same registers name it, whatever they hold.
    fn is_like(self, other: Self) -> bool {
        (self.base, self.index) == (other.base, other.index)
    }
}

/// A value that was loaded at `from` is stored at `to`.
#[derive(Clone, Copy)]
struct Moved {
    from: Place,
    to: Place,
    at: u32,
}

#[derive(Default)]
pub(super) struct Exchanges {
    versions: [u32; REGISTERS],
    /// Where each register's value was loaded, and when.
    origins: [Option<(Place, u32)>; REGISTERS],
    moved: Vec<Moved>,
    now: u32,
}

impl Exchanges {
    pub(super) fn place(&self, base: usize, index: usize, offset: u64) -> Place {
        let version = |register: usize| self.versions.get(register).copied().unwrap_or(0);
        Place { base, index, versions: [version(base), version(index)], offset }
    }

    /// A register gets another value.
    pub(super) fn write(&mut self, register: usize) {
        if let (Some(version), Some(origin)) =
            (self.versions.get_mut(register), self.origins.get_mut(register))
        {
            *version += 1;
            *origin = None;
        }
    }

    /// A register gets the element at `place`.
    pub(super) fn load(&mut self, register: usize, place: Place) {
        self.now += 1;
        self.write(register);
        if let Some(origin) = self.origins.get_mut(register) {
            *origin = Some((place, self.now));
        }
    }

    /// A register gets the value of another.
    pub(super) fn copy(&mut self, to: usize, from: usize) {
        let origin = self.origins.get(from).copied().flatten();
        self.write(to);
        if let Some(mine) = self.origins.get_mut(to) {
            *mine = origin;
        }
    }

    /// Stores a register at `to`; whether that ends an exchange.
    pub(super) fn store(&mut self, register: usize, to: Place) -> bool {
        self.now += 1;
        let Some((from, loaded)) = self.origins.get(register).copied().flatten() else {
            return false;
        };
        let second = Moved { from, to, at: self.now };
        let is_exchange = self.moved.iter().any(|first| {
            let crossed = first.from == to && first.to.is_like(from)
                || first.to == from && first.from.is_like(to);
            crossed && !first.from.is_like(from) && loaded < first.at
        });
        if self.moved.len() == REMEMBERED {
            self.moved.remove(0);
        }
        self.moved.push(second);
        is_exchange
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_elements_change_places() {
        let mut code = Exchanges::default();
        let (one, other) = (code.place(0, 1, 0), code.place(0, 2, 0));
        code.load(4, one);
        code.load(5, other);
        assert!(!code.store(5, one));
        assert!(code.store(4, other));
    }

    #[test]
    fn a_copy_is_none() {
        let mut code = Exchanges::default();
        for offset in 0..4 {
            let (from, to) = (code.place(0, NONE, offset + 1), code.place(0, NONE, offset));
            code.load(4, from);
            assert!(!code.store(4, to));
        }
    }

    #[test]
    fn a_place_whose_register_changed_is_another() {
        let mut code = Exchanges::default();
        let (one, other) = (code.place(0, 1, 0), code.place(2, NONE, 0));
        code.load(4, one);
        code.load(5, other);
        code.write(2);
        let other = code.place(2, NONE, 0);
        assert!(!code.store(5, code.place(0, 3, 0)));
        assert!(!code.store(4, other));
    }
}
