//! Whose code a mangled name of Rust is: the crate, and the parts of its path.
//!
//! Owns as much of both manglings (the legacy one, and v0 of RFC 2603) as this needs. A method is
//! code of the crate that implements it; where the crate of a trait gives it once for all types, it
//! is told by the type that it was compiled for. What only stands among the parameters of a type or
//! function says nothing: `Vec<sha2::Sha256>` is code of `alloc`. How a type is shown to people
//! (`core::fmt`, `core::error`) is nobody's algorithm. Whose name it is not is left to other tables.

/// Longest path through a name; those of the standard library have some ten parts.
const MAX_PARTS: usize = 32;
/// How deep types and paths of v0 may stand in each other, and how many of both one name may have
/// when its references back are followed: far beyond what compilers write.
const MAX_DEPTH: usize = 64;
const MAX_STEPS: usize = 4096;

/// A path whose first part is a crate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path<'a> {
    /// The crate.
    pub(super) crate_name: &'a str,
    /// Modules, types and functions in it, outermost first.
    pub(super) parts: Vec<&'a str>,
}

impl<'a> Path<'a> {
    fn new(parts: &[&'a str]) -> Option<Self> {
        let (crate_name, parts) = parts.split_first()?;
        (!crate_name.is_empty()).then(|| Self { crate_name, parts: parts.to_vec() })
    }
}

/// The path of a mangled name; `None` when it is no name of Rust, or nobody's algorithm.
pub(super) fn path(name: &[u8]) -> Option<Path<'_>> {
    match name {
        [b'_', b'R', rest @ ..] => v0(rest),
        [b'_', b'Z', b'N', rest @ ..] => legacy(rest),
        _ => None,
    }
}

/// Parts with their lengths, of which the last is `h` and 16 digits.
fn legacy(name: &[u8]) -> Option<Path<'_>> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.starts_with(b"E") && parts.len() < MAX_PARTS {
        let (text, after) = legacy_part(rest)?;
        parts.push(text);
        rest = after;
    }
    let hash = parts.pop()?.strip_prefix('h')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash || parts.iter().any(|part| is_shown(part)) {
        return None;
    }
    let mut path: Vec<&str> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match part.strip_prefix("_$LT$") {
            // The implementation of a trait for a type begins with the type.
            Some(of_type) if at == 0 => path.extend(named_type(of_type).split("..")),
            Some(_) => {}
            None => path.extend(part.split("$LT$").next()),
        }
    }
    Path::new(&path)
}

/// `T as core::fmt::…`, `impl core::fmt::… for T`.
fn is_shown(part: &str) -> bool {
    const SHOWN: [&str; 4] = [
        "$u20$as$u20$core..fmt..",
        "$u20$as$u20$core..error..",
        "impl$u20$core..fmt..",
        "impl$u20$core..error..",
    ];
    part.starts_with("_$LT$") && SHOWN.iter().any(|shown| part.contains(shown))
}

/// The path of a type, without references before it and parameters behind it; empty when it has
/// no name of its own.
fn named_type(mut of_type: &str) -> &str {
    const BEFORE: [&str; 4] = ["$RF$", "mut$u20$", "$BP$const$u20$", "$BP$mut$u20$"];
    while let Some(rest) = BEFORE.iter().find_map(|before| of_type.strip_prefix(before)) {
        of_type = rest;
    }
    of_type.split('$').next().unwrap_or_default()
}

/// A name behind its length, and what follows.
fn legacy_part(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let digits = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    let (text, rest) = bytes.get(digits..)?.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// RFC 2603, "v0". A name that is cut, or of a later grammar, says what stands before that.
fn v0(name: &[u8]) -> Option<Path<'_>> {
    let mut reader = Reader { name, at: 0, steps: 0, parts: Vec::new(), is_shown: false };
    // A version of the encoding would stand here; none has one yet.
    let _whole = reader.path(0);
    if reader.is_shown { None } else { Path::new(&reader.parts) }
}

/// Reads the grammar of RFC 2603; each rule returns `None` where the name does not follow it.
struct Reader<'a> {
    /// Behind `_R`: references back count from there.
    name: &'a [u8],
    at: usize,
    steps: usize,
    /// The path so far.
    parts: Vec<&'a str>,
    /// Whether it is how a type is shown to people.
    is_shown: bool,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.name.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is = self.name.get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    /// Counts a rule against the bounds.
    fn step(&mut self, depth: usize) -> Option<()> {
        self.steps += 1;
        (depth < MAX_DEPTH && self.steps < MAX_STEPS).then_some(())
    }

    /// `<path>`
    fn path(&mut self, depth: usize) -> Option<()> {
        self.step(depth)?;
        match self.next()? {
            b'C' => self.identifier(),
            b'N' => {
                let _namespace = self.next()?;
                self.path(depth + 1)?;
                self.identifier()
            }
            b'I' => {
                self.path(depth + 1)?;
                self.unkept(|it| it.until_end(|it| it.generic_argument(depth + 1)))
            }
            b'M' => self.implementation(depth),
            b'X' => {
                self.implementation(depth)?;
                self.of_trait(depth)
            }
            b'Y' => {
                self.type_(depth + 1)?;
                self.of_trait(depth)
            }
            b'B' => self.back(|it| it.path(depth + 1)),
            _ => None,
        }
    }

    /// `<impl-path> <type>`: the type when it is of the crate whose implementation it is, and that
    /// crate otherwise.
    fn implementation(&mut self, depth: usize) -> Option<()> {
        self.disambiguator()?;
        self.path(depth + 1)?;
        let place = std::mem::take(&mut self.parts);
        let read = self.type_(depth + 1);
        let of_type = std::mem::replace(&mut self.parts, place);
        if of_type.first() == self.parts.first() {
            self.parts = of_type;
        }
        read
    }

    /// The trait of an implementation: whose code it is, it does not say; a type that has no name
    /// leaves it to the trait.
    fn of_trait(&mut self, depth: usize) -> Option<()> {
        let of_type = std::mem::take(&mut self.parts);
        let read = self.path(depth + 1);
        self.is_shown |= matches!(*self.parts, ["core", "fmt" | "error", ..]);
        if !of_type.is_empty() {
            self.parts = of_type;
        }
        read
    }

    /// `<type>`; keeps the path of a named one, also behind references.
    fn type_(&mut self, depth: usize) -> Option<()> {
        self.step(depth)?;
        match *self.name.get(self.at)? {
            b'C' | b'M' | b'X' | b'Y' | b'N' | b'I' => self.path(depth),
            tag => {
                self.at += 1;
                self.type_of(tag, depth)
            }
        }
    }

    fn type_of(&mut self, tag: u8, depth: usize) -> Option<()> {
        match tag {
            b'a'..=b'z' => Some(()),
            b'R' | b'Q' => {
                self.lifetime()?;
                self.type_(depth + 1)
            }
            b'P' | b'O' => self.type_(depth + 1),
            b'A' => self.unkept(|it| {
                it.type_(depth + 1)?;
                it.constant(depth + 1)
            }),
            b'S' => self.unkept(|it| it.type_(depth + 1)),
            b'T' => self.unkept(|it| it.until_end(|it| it.type_(depth + 1))),
            b'F' => self.unkept(|it| it.function_signature(depth + 1)),
            b'D' => self.unkept(|it| {
                it.binder()?;
                it.until_end(|it| it.dyn_trait(depth + 1))?;
                it.lifetime()
            }),
            b'B' => self.back(|it| it.type_(depth + 1)),
            _ => None,
        }
    }

    /// `<fn-sig>`
    fn function_signature(&mut self, depth: usize) -> Option<()> {
        self.binder()?;
        self.takes(b'U');
        if self.takes(b'K') && !self.takes(b'C') {
            self.undisambiguated()?;
        }
        self.until_end(|it| it.type_(depth))?;
        self.type_(depth)
    }

    /// `<dyn-trait>`
    fn dyn_trait(&mut self, depth: usize) -> Option<()> {
        self.path(depth)?;
        while self.takes(b'p') {
            self.undisambiguated()?;
            self.type_(depth)?;
        }
        Some(())
    }

    /// `<generic-arg>`
    fn generic_argument(&mut self, depth: usize) -> Option<()> {
        if self.takes(b'K') {
            return self.constant(depth);
        }
        if self.name.get(self.at) == Some(&b'L') { self.lifetime() } else { self.type_(depth) }
    }

    /// `<const>`: of a basic type, a placeholder or a reference back.
    fn constant(&mut self, depth: usize) -> Option<()> {
        self.step(depth)?;
        match self.next()? {
            b'p' => Some(()),
            b'B' => self.back(|it| it.constant(depth + 1)),
            b'a'..=b'z' => {
                self.takes(b'n');
                while self.next()? != b'_' {}
                Some(())
            }
            _ => None,
        }
    }

    /// `<backref>`, only ever to what stands before it.
    fn back(&mut self, read: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        let here = self.at - 1;
        let to = usize::try_from(self.base_62()?).ok().filter(|to| *to < here)?;
        let behind = std::mem::replace(&mut self.at, to);
        let done = read(self);
        self.at = behind;
        done
    }

    /// Reads something whose names are no part of the path.
    fn unkept(&mut self, read: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        let (kept, is_shown) = (std::mem::take(&mut self.parts), self.is_shown);
        let done = read(self);
        (self.parts, self.is_shown) = (kept, is_shown);
        done
    }

    fn until_end(&mut self, read: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        while !self.takes(b'E') {
            read(self)?;
        }
        Some(())
    }

    /// `<identifier>`, as the next part of the path; closures and the like have empty ones.
    fn identifier(&mut self) -> Option<()> {
        self.disambiguator()?;
        let text = self.undisambiguated()?;
        if !text.is_empty() {
            self.push(text);
        }
        Some(())
    }

    fn push(&mut self, part: &'a str) {
        if self.parts.len() < MAX_PARTS {
            self.parts.push(part);
        }
    }

    /// `<undisambiguated-identifier>`; one in Punycode stays as it is written.
    fn undisambiguated(&mut self) -> Option<&'a str> {
        self.takes(b'u');
        let rest = self.name.get(self.at..)?;
        let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        let length: usize = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
        self.at += digits;
        // Parts names that begin with a digit or a low line from their length.
        self.takes(b'_');
        let text = self.name.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        std::str::from_utf8(text).ok()
    }

    fn disambiguator(&mut self) -> Option<()> {
        if self.takes(b's') { self.base_62().map(drop) } else { Some(()) }
    }

    fn binder(&mut self) -> Option<()> {
        if self.takes(b'G') { self.base_62().map(drop) } else { Some(()) }
    }

    fn lifetime(&mut self) -> Option<()> {
        if self.takes(b'L') { self.base_62().map(drop) } else { Some(()) }
    }

    /// `<base-62-number>`: `_` alone is 0, and every other one more than its digits.
    fn base_62(&mut self) -> Option<u64> {
        let mut number: Option<u64> = None;
        loop {
            let digit = match self.next()? {
                b'_' => return number.map_or(Some(0), |number| number.checked_add(1)),
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'z' => digit - b'a' + 10,
                digit @ b'A'..=b'Z' => digit - b'A' + 36,
                _ => return None,
            };
            number = Some(number.unwrap_or(0).checked_mul(62)?.checked_add(u64::from(digit))?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> Option<String> {
        let path = path(name.as_bytes())?;
        Some([&[path.crate_name], &*path.parts].concat().join("::"))
    }

    #[test]
    fn paths_of_the_legacy_mangling() {
        for (name, expected) in [
            ("_ZN4sha26sha2568compress17h0123456789abcdefE", Some("sha2::sha256::compress")),
            (
                "_ZN65_$LT$aes..Aes128$u20$as$u20$cipher..BlockCipher$GT$7encrypt17h0123456789abcdefE",
                None,
            ),
            (
                "_ZN51_$LT$aes..Aes128$u20$as$u20$cipher..BlockCipher$GT$7encrypt17h0123456789abcdefE",
                Some("aes::Aes128::encrypt"),
            ),
            (
                "_ZN24_$LT$$RF$aes..Aes128$GT$7encrypt17h0123456789abcdefE",
                Some("aes::Aes128::encrypt"),
            ),
            ("_ZN16_$LT$aes..Aes1287encrypt17h0123456789abcdefE", Some("aes::Aes128::encrypt")),
            (
                "_ZN101_$LT$futae..slh_dsa..sha2_family..Message$LT$_$GT$$u20$as$u20$futae..slh_dsa..family..MessageHash$GT$6finish17h4ecfc13df1c971cbE",
                Some("futae::slh_dsa::sha2_family::Message::finish"),
            ),
            (
                "_ZN5futae6ml_dsa3key21Expanded$LT$_$C$_$GT$3new17h4ecfc13df1c971cbE",
                Some("futae::ml_dsa::key::Expanded::new"),
            ),
            (
                "_ZN4core3ptr33drop_in_place$LT$sha2..Sha256$GT$17h4ecfc13df1c971cbE",
                Some("core::ptr::drop_in_place"),
            ),
            (
                "_ZN60_$LT$alloc..vec..Vec$LT$sha2..Sha256$GT$$u20$as$u20$X..Y$GT$3new17h4ecfc13df1c971cbE",
                Some("alloc::vec::Vec::new"),
            ),
            (
                "_ZN55_$LT$rsa..errors..Error$u20$as$u20$core..fmt..Debug$GT$3fmt17h4ecfc13df1c971cbE",
                None,
            ),
            ("_ZN8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", None),
            ("_ZN3fooEv", None),
            ("SHA256_Init", None),
            ("_ZN9999999", None),
        ] {
            assert_eq!(told(name).as_deref(), expected, "{name}");
        }
    }

    /// Names as RFC 2603 explains them: paths, implementations, traits, parameters, references.
    #[test]
    fn paths_of_v0() {
        for (name, expected) in [
            ("_RNvNtCs3PmyOAUHSUM_4sha26sha2568compress", Some("sha2::sha256::compress")),
            ("_RNvNtC7mycrate3foo3bar", Some("mycrate::foo::bar")),
            // <ring::Key>::new, a method of its own.
            ("_RNvMNtC4ring4aeadNtB2_3Key3new", Some("ring::aead::Key::new")),
            // <sha2::Sha256 as digest::Update>::update, implemented in sha2.
            ("_RNvXs_C4sha2NtB4_6Sha256NtC6digest6Update6update", Some("sha2::Sha256::update")),
            // <sha2::Sha256 as my::Trait>::f, implemented in my.
            ("_RNvXC2myNtC4sha26Sha256NtB2_5Trait1f", Some("my::f")),
            // <sha2::Sha256 as digest::Digest>::digest, given by digest for all.
            ("_RNvYNtC4sha26Sha256NtC6digest6Digest6digest", Some("sha2::Sha256::digest")),
            // <[u8] as digest::Digest>::digest.
            ("_RNvYShNtC6digest6Digest6digest", Some("digest::Digest::digest")),
            // core::ptr::drop_in_place::<alloc::vec::Vec<sha2::Sha256>>
            (
                "_RINvNtC4core3ptr13drop_in_placeINtNtC5alloc3vec3VecNtC4sha26Sha256EEB1u_",
                Some("core::ptr::drop_in_place"),
            ),
            // <alloc::vec::Vec<sha2::Sha256>>::push, also with references and arrays.
            ("_RNvMNtC5alloc3vecINtB2_3VecNtC4sha26Sha256E4push", Some("alloc::vec::Vec::push")),
            ("_RINvC1a1fRNtC4sha26Sha256Ahj20_FUKCTbbEEuE", Some("a::f")),
            ("_RINvC1a1fDNtC1b1tp1xjEL_E", Some("a::f")),
            // A closure in a function.
            ("_RNCNvC3aes7encrypt0", Some("aes::encrypt")),
            // <rsa::Error as core::fmt::Debug>::fmt
            ("_RNvXC3rsaNtB2_5ErrorNtNtC4core3fmt5Debug3fmt", None),
            // aes::with::<<rsa::Error as core::fmt::Debug>::fmt>, given such a function.
            ("_RINvC3aes4withNvXC3rsaNtB2_5ErrorNtNtC4core3fmt5Debug3fmtE", Some("aes::with")),
            // Cut, and of a grammar that is not known here.
            ("_RNvNtCs3PmyOAUHSUM_4sha26sha2568comp", Some("sha2::sha256")),
            ("_RINvC3aes1f!", Some("aes::f")),
            ("_R", None),
            ("_RC0", None),
        ] {
            assert_eq!(told(name).as_deref(), expected, "{name}");
        }
    }

    /// References to themselves, to what follows, and towers of types end.
    #[test]
    fn hostile_names_are_total() {
        for name in ["_RB_", "_RB0_", "_RNvB_1a", "_RIB_B_", "_RNvC1a99999999999999999999"] {
            told(name);
        }
        let tower = format!("_RINvC1a1f{}", "R".repeat(100_000));
        assert_eq!(told(&tower).as_deref(), Some("a::f"));
        told(&format!("_R{}", "N".repeat(100_000)));
        told(&format!("_R{}", "NvMC1a".repeat(1000)));
        // Each type doubles the one before.
        let doubling: String = (0..40).map(|at| format!("TB{at}_B{at}_E")).collect();
        told(&format!("_RINvC1a1f{doubling}E"));
        for end in 0..60 {
            let name = "_RNvXs_C4sha2NtB4_6Sha256NtC6digest6Update6update$LT$";
            told(name.get(..end).unwrap_or(name));
        }
    }
}
