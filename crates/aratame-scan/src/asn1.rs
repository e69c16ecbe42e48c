//! Finding objects of the ASN.1 family in an entry: as DER at any offset, in armour, as base64.
//!
//! Six detectors share it; each brings its [`Family`] of kinds and gets the objects of those
//! kinds. What an object means is said by the detectors, where it begins by
//! `aratame_formats::recognise`.

pub(crate) mod facts;
pub(crate) mod marks;

use crate::detector::{About, Detector, Findings, Hit, LOOK_AHEAD, LOOK_BEHIND, Pattern};
use crate::entry::{Entry, Kind};
use aratame_formats::ber;
use aratame_formats::der::{self, DerError, DerErrorKind};
use aratame_formats::pem::{self, Armour, Ending};
use aratame_formats::recognise::{self, MAX_OBJECT, Object, ObjectKind, Strictness, anchor};
use aratame_inventory::diagnostic::{DER_MALFORMED, HITS_LIMIT, PEM_MALFORMED, TRAILING_DATA};
use aratame_inventory::{EntryPath, Position};
use marks::{Family, Mark};
use std::borrow::Cow;

/// First bytes read of an armour or a base64 run; more only when these do not hold it.
const FIRST_READ: usize = 64 << 10;

/// Base64 of the largest object, with its line ends and escapes.
const MAX_TEXT_OBJECT: usize = 2 * MAX_OBJECT;

/// Bytes before an object in which what may enclose it is searched: names and dates before the
/// key of a certificate seldom take a tenth of it, certificates before a key in a store all of it.
const ENCLOSURE: usize = 16 << 10;

/// Candidates for an enclosing object that are parsed: bounds the work on hostile bytes.
const MAX_ENCLOSING: usize = 64;

/// Bytes of armoured content that count as damaged even when they do not begin like DER.
const LEAST_CONTENT: usize = 32;

/// Bytes that may be read and decoded in vain in one entry, beside a multiple of its own length:
/// about a second of work. Only hostile files come near it.
const MAX_EFFORT: u64 = 1 << 30;

/// How many times an entry may be read in vain.
const EFFORT_PER_BYTE: u64 = 8;

/// Where and how an object was found.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    /// The entry.
    pub(crate) path: &'a EntryPath,
    /// The place in it.
    pub(crate) position: Position,
    /// `pem`, `der` or `base64`.
    pub(crate) encoding: &'static str,
}

/// An object of one of the kinds that were asked for.
#[derive(Debug)]
pub(crate) struct Found<'a, 'd> {
    /// Which kind.
    pub(crate) kind: ObjectKind,
    /// What was read of it.
    pub(crate) object: &'a Object<'d>,
    /// Its bytes, without what follows.
    pub(crate) der: &'d [u8],
    /// Where it was found.
    pub(crate) place: &'a Place<'a>,
}

/// A detector of the family: its kinds, and what it does with what is found of them.
pub(crate) trait Visitor: Sync {
    /// The detector's description.
    fn about(&self) -> &'static About;

    /// The kinds that it is for.
    fn family(&self) -> &'static Family;

    /// Whether what looks like objects in this entry belongs to another detector.
    fn passes_over(&self, entry: &Entry<'_>) -> bool {
        let _ = entry;
        false
    }

    /// An object of one of the detector's kinds.
    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>);

    /// A private key that RFC 1421 encrypts: the armour says how.
    fn encrypted_armour(&self, armour: &Armour, place: &Place<'_>, findings: &mut Findings<'_>) {
        let _ = (armour, place, findings);
    }
}

impl<V: Visitor> Detector for V {
    fn about(&self) -> &'static About {
        Visitor::about(self)
    }

    fn patterns(&self) -> &'static [Pattern] {
        self.family().patterns()
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        begins_like_der(entry)
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        if !self.passes_over(entry) {
            visit(entry, hits, findings, self);
        }
    }
}

/// Whether the entry begins like DER or BER, so that it is worth a parse as a whole.
fn begins_like_der(entry: &Entry<'_>) -> bool {
    let Ok(head) = entry.head(6) else { return false };
    if head.first() != Some(&der::SEQUENCE) {
        return false;
    }
    match der::header(&head) {
        Ok((header, length)) => {
            let total = (header + length) as u64;
            total == entry.source.len() || header > 2 && total < entry.source.len()
        }
        Err(kind) => kind == DerErrorKind::IndefiniteLength,
    }
}

/// Shows `visitor` every object of the family in the entry, each once.
fn visit(entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>, visitor: &dyn Visitor) {
    let effort = MAX_EFFORT.saturating_add(entry.source.len().saturating_mul(EFFORT_PER_BYTE));
    let mut search = Search {
        effort,
        family: visitor.family(),
        entry,
        findings,
        visitor,
        lines: Lines { offset: 0, line: 1 },
        done: 0,
        enclosed: 0,
    };
    search.whole();
    for hit in hits.iter().filter(|hit| search.family.mark(hit.pattern).is_some()) {
        if search.effort == 0 {
            let position = Position::bytes(hit.offset, 0);
            search.findings.diagnose(HITS_LIMIT, position, "too much that only looks like objects");
            break;
        }
        // A place that cannot be read any more is accounted for by the engine.
        let _read = search.hit(*hit);
    }
}

struct Search<'s, 'e, 'f> {
    family: &'static Family,
    entry: &'s Entry<'e>,
    findings: &'s mut Findings<'f>,
    visitor: &'s dyn Visitor,
    lines: Lines,
    /// Offset up to which the entry belongs to objects already shown.
    done: u64,
    /// Bytes that may still be read in vain.
    effort: u64,
    /// Offset up to which the entry is one object of a kind that encloses those of the family.
    enclosed: u64,
}

impl<'e> Search<'_, 'e, '_> {
    /// The entry as one object.
    fn whole(&mut self) {
        if !begins_like_der(self.entry) {
            return;
        }
        let Ok(bytes) = self.entry.source.read(0, MAX_OBJECT) else { return };
        let (definite, before) = normalised(&bytes);
        let Some((kind, object, len)) = recognise::read_whole(&definite) else {
            return self.unreadable_whole(&bytes);
        };
        let converted = matches!(definite, Cow::Owned(_));
        let taken = if converted { before } else { len };
        let place = self.place(0, taken, "der");
        if self.family.has(kind) {
            self.show(kind, &object, &definite, len, &place);
            self.done = taken as u64;
            self.trailing_of_entry(taken as u64);
        } else if self.family.enclosing.contains(&kind) && !converted {
            self.enclosed = taken as u64;
        } else if converted {
            // The literals of what is inside do not stand together in the file.
            self.nested(kind, &definite, &place);
            self.done = taken as u64;
        }
    }

    /// Bytes after an object that begins the entry, unless another object follows.
    fn trailing_of_entry(&mut self, end: u64) {
        let rest = self.entry.source.len().saturating_sub(end);
        let next = self.entry.source.read(end, 1);
        if rest > 0 && next.is_ok_and(|next| next.first() != Some(&der::SEQUENCE)) {
            let position = Position::bytes(end, rest);
            self.findings.diagnose(TRAILING_DATA, position, format!("{rest} bytes"));
        }
    }

    /// A file that is one SEQUENCE and yet nothing known: said once, by the first family.
    fn unreadable_whole(&mut self, bytes: &[u8]) {
        let exact = der::header(bytes).is_ok_and(|(header, length)| {
            header > 2 && header.checked_add(length) == Some(bytes.len())
        });
        if self.family.speaks_for_unknown && exact {
            let error = Object::read(ObjectKind::Certificate, bytes, Strictness::Announced).err();
            let message = error.map_or_else(String::new, |error| error.to_string());
            let position = Position::bytes(0, bytes.len() as u64);
            self.findings.diagnose(DER_MALFORMED, position, message);
        }
    }

    /// The entry begins with an object of this family that does not end in it, or is too large.
    fn unreadable_start(&mut self, total: usize) {
        let len = self.entry.source.len();
        let message = if total > MAX_OBJECT {
            format!("an object of {total} bytes, more than are read")
        } else {
            format!("an object of {total} bytes in an entry of {len}")
        };
        self.findings.diagnose(DER_MALFORMED, Position::bytes(0, len), message);
        self.done = 1;
    }

    fn hit(&mut self, hit: Hit) -> std::io::Result<()> {
        match self.family.mark(hit.pattern) {
            Some(Mark::Raw(rule)) if hit.offset >= self.done => self.raw(hit.offset, rule),
            Some(Mark::Armour) if hit.offset >= self.done => self.armour(hit.offset),
            Some(Mark::Base64(back)) => {
                let start = hit.offset.saturating_sub(back as u64);
                if start >= self.done { self.base64(start) } else { Ok(()) }
            }
            Some(Mark::Base64Armour) if hit.offset >= self.done => self.base64_armour(hit.offset),
            _ => Ok(()),
        }
    }

    /// An object that stands as it is between other bytes.
    fn raw(&mut self, offset: u64, rule: anchor::Rule) -> std::io::Result<()> {
        let base = offset.saturating_sub(LOOK_BEHIND as u64);
        let window = self.entry.source.read(base, LOOK_BEHIND + LOOK_AHEAD)?;
        let at = usize::try_from(offset - base).unwrap_or(0);
        let Some(start) = anchor::start(&window, at, rule) else { return Ok(()) };
        let (header, length) = match der::header(window.get(start..).unwrap_or_default()) {
            Ok(header) => header,
            Err(DerErrorKind::IndefiniteLength) => return self.indefinite(base + start as u64),
            Err(_) => return Ok(()),
        };
        let (start, total) = (base + start as u64, header + length);
        let ends =
            start.checked_add(total as u64).is_some_and(|end| end <= self.entry.source.len());
        if start == 0 && self.done == 0 && (!ends || total > MAX_OBJECT) {
            self.unreadable_start(total);
        }
        if start < self.done || total > MAX_OBJECT || !ends {
            return Ok(());
        }
        let bytes = self.entry.source.read(start, total)?;
        let Some((kind, object, len)) = self.recognise(&bytes) else {
            self.spend(total);
            return Ok(());
        };
        if !counts_anywhere(kind) && self.is_enclosed(start, len)? {
            return Ok(());
        }
        let place = self.place(start, len, "der");
        self.show(kind, &object, &bytes, len, &place);
        self.done = start + len as u64;
        Ok(())
    }

    /// An object of indefinite length between other bytes: where it ends is known afterwards.
    fn indefinite(&mut self, start: u64) -> std::io::Result<()> {
        if start < self.done || start < self.enclosed {
            return Ok(());
        }
        let to_the_end = |parsed: &der::Result<_>, _| {
            matches!(parsed, Err(DerError { kind: DerErrorKind::Truncated, .. }))
        };
        let converted = self.growing(start, ber::to_der_prefix, to_the_end)?;
        let Ok((definite, taken)) = converted else {
            self.spend(FIRST_READ);
            return Ok(());
        };
        let Some((kind, object, len)) = self.recognise(&definite) else {
            self.spend(FIRST_READ.max(taken));
            return Ok(());
        };
        let place = self.place(start, taken, "der");
        self.show(kind, &object, &definite, len, &place);
        self.done = start + taken as u64;
        Ok(())
    }

    fn recognise<'d>(&self, bytes: &'d [u8]) -> Option<(ObjectKind, Object<'d>, usize)> {
        let kinds = self.family.kinds.iter().filter(|kind| anchor::may_be(**kind, bytes));
        let read = |kind: &ObjectKind| {
            let read = Object::read(*kind, bytes, Strictness::ByStructure).ok();
            read.map(|(object, len)| (*kind, object, len))
        };
        kinds.into_iter().find_map(read)
    }

    /// Whether the object is a part of a certificate, a request or a store.
    fn is_enclosed(&mut self, start: u64, len: usize) -> std::io::Result<bool> {
        if self.family.enclosing.is_empty() || start < self.enclosed {
            return Ok(start < self.enclosed);
        }
        self.spend(ENCLOSURE);
        let base = start.saturating_sub(ENCLOSURE as u64);
        let before = self.entry.source.read(base, usize::try_from(start - base).unwrap_or(0))?;
        let headers = memchr::memchr_iter(der::SEQUENCE, &before).rev();
        let covers = |at: &usize| {
            let header = der::header(before.get(*at..).unwrap_or_default());
            header.is_ok_and(|(header, length)| *at + header + length >= before.len() + len)
        };
        for at in headers.filter(covers).take(MAX_ENCLOSING) {
            let Ok((header, length)) = der::header(before.get(at..).unwrap_or_default()) else {
                continue;
            };
            let bytes =
                self.entry.source.read(base + at as u64, (header + length).min(MAX_OBJECT))?;
            if Object::first_of(self.family.enclosing, &bytes, Strictness::ByStructure).is_some() {
                return Ok(true);
            }
            self.spend(bytes.len());
        }
        Ok(false)
    }

    /// Counts bytes that were read or decoded in vain.
    fn spend(&mut self, bytes: usize) {
        self.effort = self.effort.saturating_sub(bytes as u64);
    }

    fn armour(&mut self, offset: u64) -> std::io::Result<()> {
        let to_the_end = |armour: &Option<Armour>, read: usize| {
            let missing = |armour: &Armour| armour.ending == Ending::Missing && armour.len >= read;
            armour.as_ref().is_some_and(missing)
        };
        let Some(armour) = self.growing(offset, Armour::read, to_the_end)? else { return Ok(()) };
        let place = self.place_in_text(offset, armour.len, "pem");
        self.done = offset + armour.len as u64;
        self.armoured(&armour, &place);
        Ok(())
    }

    /// Parses what stands at `offset`, with more bytes as long as it goes to the end of those
    /// read: a false start in a large file costs the first read only.
    fn growing<T>(
        &self,
        offset: u64,
        parse: impl Fn(&[u8]) -> T,
        to_the_end: impl Fn(&T, usize) -> bool,
    ) -> std::io::Result<T> {
        let mut size = FIRST_READ;
        loop {
            let bytes = self.text_from(offset, size)?;
            let parsed = parse(&bytes);
            let all = bytes.len() < size || size >= MAX_TEXT_OBJECT;
            if all || self.entry.source.as_slice().is_some() || !to_the_end(&parsed, bytes.len()) {
                return Ok(parsed);
            }
            size *= 4;
        }
    }

    /// From `offset` on: all of it in memory, or as much as asked for.
    fn text_from(&self, offset: u64, size: usize) -> std::io::Result<Cow<'_, [u8]>> {
        let in_memory = self.entry.source.as_slice().is_some();
        self.entry.source.read(offset, if in_memory { MAX_TEXT_OBJECT } else { size })
    }

    fn armoured(&mut self, armour: &Armour, place: &Place<'_>) {
        let announced = ObjectKind::of_label(&armour.label);
        let mine = announced.is_some_and(|kind| self.family.has(kind));
        if mine && armour.legacy_cipher().is_some() {
            return self.visitor.encrypted_armour(armour, place, self.findings);
        }
        if mine && armour.ending != Ending::Matching {
            let message = format!("{}: no matching end line", armour.label);
            self.findings.diagnose(PEM_MALFORMED, place.position.clone(), message);
        }
        let Some(content) = &armour.content else {
            if mine && armour.ending == Ending::Matching {
                let message = format!("{}: not base64", armour.label);
                self.findings.diagnose(PEM_MALFORMED, place.position.clone(), message);
            }
            return;
        };
        self.decoded(content, announced, &armour.label, place);
    }

    /// The content of an armour or of a base64 run.
    fn decoded(
        &mut self,
        content: &[u8],
        announced: Option<ObjectKind>,
        label: &str,
        place: &Place<'_>,
    ) {
        let (content, _) = normalised(content);
        let by_label =
            announced.map(|kind| (kind, Object::read(kind, &content, Strictness::Announced)));
        let (kind, object, len) = match by_label {
            Some((kind, Ok((object, len)))) => (kind, object, len),
            other => match recognise::read_whole(&content) {
                Some(found) => found,
                // Some letters between two lines of armour: a place to fill in.
                None if content.len() < LEAST_CONTENT
                    && content.first() != Some(&der::SEQUENCE) =>
                {
                    return;
                }
                None => {
                    if let Some((kind, Err(error))) =
                        other.filter(|(kind, _)| self.family.has(*kind))
                    {
                        let message = format!("{label} ({kind:?}): {error}");
                        self.findings.diagnose(DER_MALFORMED, place.position.clone(), message);
                    }
                    return;
                }
            },
        };
        if !self.family.has(kind) {
            return self.nested(kind, &content, place);
        }
        self.show(kind, &object, &content, len, place);
        let rest = content.len().saturating_sub(len);
        if rest > 0 && label != "TRUSTED CERTIFICATE" {
            let message = format!("{rest} bytes after {kind:?}");
            self.findings.diagnose(TRAILING_DATA, place.position.clone(), message);
        }
    }

    /// Objects of the family inside a container that is of another family.
    fn nested(&mut self, container: ObjectKind, content: &[u8], place: &Place<'_>) {
        use ObjectKind::{Message, Ocsp, Pfx};
        if !matches!(container, Message | Pfx | Ocsp) {
            return;
        }
        let encloses = self.family.enclosing.contains(&container);
        let mut done = 0;
        for (at, rule) in self.family.raw_marks_in(content) {
            let Some(start) = anchor::start(content, at, rule).filter(|start| *start >= done)
            else {
                continue;
            };
            let bytes = content.get(start..).unwrap_or_default();
            if let Some((kind, object, len)) = self.recognise(bytes)
                && (!encloses || counts_anywhere(kind))
            {
                self.show(kind, &object, bytes, len, place);
                done = start + len;
            }
        }
    }

    fn base64(&mut self, start: u64) -> std::io::Result<()> {
        let head = self.entry.source.read(start, 64)?;
        let Some(announced) = pem::announced_len(&head) else { return Ok(()) };
        if announced > MAX_OBJECT {
            return Ok(());
        }
        let to_the_end = |parsed: &Option<_>, _| parsed.is_none() && announced > FIRST_READ / 2;
        let parsed = self.growing(start, pem::read_bare_der, to_the_end)?;
        let Some((content, taken)) = parsed else {
            self.spend(2 * announced);
            return Ok(());
        };
        let place = self.place_in_text(start, taken, "base64");
        self.done = start + taken as u64;
        self.decoded(&content, None, "", &place);
        Ok(())
    }

    /// Base64 of armour: what Kubernetes and cloud configurations hold.
    fn base64_armour(&mut self, start: u64) -> std::io::Result<()> {
        let to_the_end = |parsed: &Option<(_, usize)>, read| {
            parsed.as_ref().is_some_and(|(_, taken)| *taken >= read)
        };
        let parsed = self.growing(start, pem::read_bare_text, to_the_end)?;
        let Some((content, taken)) = parsed else { return Ok(()) };
        let place = self.place_in_text(start, taken, "base64");
        self.done = start + taken as u64;
        for (_, armour) in pem::find_all(&content) {
            self.armoured(&armour, &place);
        }
        Ok(())
    }

    fn show(
        &mut self,
        kind: ObjectKind,
        object: &Object<'_>,
        bytes: &[u8],
        len: usize,
        place: &Place<'_>,
    ) {
        let der = bytes.get(..len).unwrap_or(bytes);
        self.visitor.object(&Found { kind, object, der, place }, self.findings);
    }

    fn place(&self, offset: u64, len: usize, encoding: &'static str) -> Place<'e> {
        let position = Position::bytes(offset, len as u64);
        Place { path: self.entry.path, position, encoding }
    }

    /// A place with its line, when the entry is text. Offsets must not go back.
    fn place_in_text(&mut self, offset: u64, len: usize, encoding: &'static str) -> Place<'e> {
        let mut place = self.place(offset, len, encoding);
        if self.entry.kind == Kind::Text
            && let Some(text) = self.entry.source.as_slice()
        {
            place.position.line = Some(self.lines.at(text, offset));
        }
        place
    }
}

/// Counts lines once, from place to place.
#[derive(Debug)]
struct Lines {
    offset: usize,
    line: u32,
}

impl Lines {
    fn at(&mut self, text: &[u8], offset: u64) -> u32 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        let between = text.get(self.offset..offset).unwrap_or_default();
        let ends = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.offset = self.offset.max(offset);
        self.line
    }
}

/// A private key in the clear is an asset of its own even inside a store.
fn counts_anywhere(kind: ObjectKind) -> bool {
    kind == ObjectKind::PrivateKeyInfo
}

/// The bytes with definite lengths, when they begin like BER and can be converted; and how many
/// of them the element takes as it stands.
fn normalised(bytes: &[u8]) -> (Cow<'_, [u8]>, usize) {
    match ber::is_indefinite(bytes).then(|| ber::to_der_prefix(bytes)) {
        Some(Ok((definite, taken))) => (Cow::Owned(definite), taken),
        _ => (Cow::Borrowed(bytes), bytes.len()),
    }
}
