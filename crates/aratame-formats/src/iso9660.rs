//! ISO 9660 images of discs: the tree of files with its longest names.
//!
//! Owns volume descriptors, directory records, and the names of Rock Ridge (SUSP `NM`) and
//! Joliet. A hybrid image's boot sectors and El Torito images outside of the tree are none of
//! its files.

use crate::file_system::{damaged, too_large};
use crate::little_endian::{u16_at, u32_at};
use crate::source::Source;
use std::collections::BTreeSet;
use std::io;

/// Where the mark of the first volume descriptor stands.
pub const MAGIC_OFFSET: u64 = 0x8001;
/// The mark of every volume descriptor.
pub const MAGIC: &[u8; 5] = b"CD001";

/// Bytes of a sector of descriptors.
const SECTOR: u64 = 2048;
/// Volume descriptors that are read; images have three or four.
const MAX_DESCRIPTORS: u64 = 64;
/// Directories inside directories; the format allows eight, Rock Ridge more.
const MAX_DEPTH: usize = 256;
/// Records of all directories.
const MAX_RECORDS: u64 = 2_000_000;
/// Largest directory that is read whole.
const MAX_DIRECTORY: u32 = 64 << 20;
/// Areas in which a record's attributes go on.
const MAX_CONTINUATIONS: usize = 8;

/// One file of the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the root.
    pub path: String,
    /// Its parts, each with offset and length in bytes.
    pub extents: Vec<(u64, u64)>,
}

/// Which names the tree is read by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Plain,
    Joliet,
    RockRidge,
}

struct Record<'d> {
    extent: u64,
    length: u32,
    flags: u8,
    name: &'d [u8],
    /// What the system that wrote it says besides.
    system: &'d [u8],
}

struct Volume {
    block: u64,
    root: (u64, u32),
    names: Names,
}

/// Hands on every file, until `each` says to stop.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] where the image is damaged, [`io::ErrorKind::FileTooLarge`]
/// beyond the limits of names and depth, and what reading reports.
pub fn files(source: &Source<'_>, each: &mut dyn FnMut(File) -> bool) -> io::Result<()> {
    let volume = volume(source)?;
    let mut seen = BTreeSet::from([volume.root.0]);
    let mut waiting = vec![(volume.root, String::new(), 0)];
    let mut left = MAX_RECORDS;
    while let Some(((extent, length), path, depth)) = waiting.pop() {
        let bytes = directory(source, &volume, extent, length)?;
        let mut parts: Vec<(u64, u64)> = Vec::new();
        for record in Records::new(&bytes) {
            left = left.checked_sub(1).ok_or_else(|| too_large("names"))?;
            if matches!(record.name, [0] | [1]) {
                continue;
            }
            let name = name(source, &volume, &record)?;
            let path = if path.is_empty() { name } else { format!("{path}/{name}") };
            if record.flags & 2 != 0 {
                if depth >= MAX_DEPTH {
                    return Err(too_large("directories inside each other"));
                }
                // A directory that stands twice would lead round and round.
                if seen.insert(record.extent) {
                    waiting.push(((record.extent, record.length), path, depth + 1));
                }
                continue;
            }
            parts.push((record.extent.saturating_mul(volume.block), record.length.into()));
            // The last record of a file that has several.
            if record.flags & 0x80 == 0 && !each(File { path, extents: std::mem::take(&mut parts) })
            {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The tree to read: Rock Ridge before Joliet before the short names.
fn volume(source: &Source<'_>) -> io::Result<Volume> {
    let mut best: Option<Volume> = None;
    for number in 16..16 + MAX_DESCRIPTORS {
        let descriptor = source.read(number * SECTOR, SECTOR as usize)?;
        if descriptor.get(1..6) != Some(MAGIC) || descriptor.first() == Some(&255) {
            break;
        }
        let Some(mut found) = tree_of(&descriptor) else { continue };
        if found.names == Names::Plain && has_rock_ridge(source, &found)? {
            found.names = Names::RockRidge;
        }
        let rank = |volume: &Volume| volume.names as u8;
        if best.as_ref().is_none_or(|best| rank(&found) > rank(best)) {
            best = Some(found);
        }
    }
    best.ok_or_else(|| damaged("a volume descriptor"))
}

/// Of a primary descriptor, or a supplementary one with Joliet's escape sequence.
fn tree_of(descriptor: &[u8]) -> Option<Volume> {
    let names = match descriptor.first()? {
        1 => Names::Plain,
        2 if matches!(descriptor.get(88..91)?, b"%/@" | b"%/C" | b"%/E") => Names::Joliet,
        _ => return None,
    };
    let block = u64::from(u16_at(descriptor, 128)?);
    let root = descriptor.get(156..190)?;
    let sound = block.is_power_of_two() && (512..=SECTOR).contains(&block);
    sound.then_some(Volume { block, root: (u32_at(root, 2)?.into(), u32_at(root, 10)?), names })
}

/// The root's own record begins with the mark of SUSP.
fn has_rock_ridge(source: &Source<'_>, volume: &Volume) -> io::Result<bool> {
    let bytes = source.read(volume.root.0.saturating_mul(volume.block), SECTOR as usize)?;
    let first = Records::new(&bytes).next();
    Ok(first.is_some_and(|record| record.system.starts_with(b"SP\x07\x01\xbe\xef")))
}

fn directory(
    source: &Source<'_>,
    volume: &Volume,
    extent: u64,
    length: u32,
) -> io::Result<Vec<u8>> {
    if length > MAX_DIRECTORY {
        return Err(damaged("a smaller directory"));
    }
    let bytes = source.read(extent.saturating_mul(volume.block), length as usize)?;
    if bytes.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes.into_owned())
}

fn name(source: &Source<'_>, volume: &Volume, record: &Record<'_>) -> io::Result<String> {
    let plain = || {
        let text = String::from_utf8_lossy(record.name).into_owned();
        let text = text.split(';').next().unwrap_or_default();
        text.strip_suffix('.').unwrap_or(text).to_owned()
    };
    Ok(match volume.names {
        Names::Plain => plain(),
        Names::Joliet => {
            let units = record.name.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            let text: String =
                char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect();
            text.split(';').next().unwrap_or_default().to_owned()
        }
        Names::RockRidge => rock_ridge(source, volume, record.system)?.unwrap_or_else(plain),
    })
}

/// The name in the fields `NM`, which may go on in another area (`CE`).
fn rock_ridge(source: &Source<'_>, volume: &Volume, system: &[u8]) -> io::Result<Option<String>> {
    let mut name = Vec::new();
    let mut area = system.to_vec();
    for _ in 0..MAX_CONTINUATIONS {
        let mut further = None;
        let mut rest = area.as_slice();
        while let [a, b, length, _, ..] = *rest {
            let Some(field) = rest.get(4..usize::from(length)) else { break };
            match (&[a, b], field) {
                (b"NM", [flags, part @ ..]) if flags & 6 == 0 => name.extend_from_slice(part),
                (b"CE", place) => further = continuation(volume, place),
                _ => {}
            }
            rest = rest.get(usize::from(length)..).unwrap_or_default();
        }
        let Some((offset, length)) = further else { break };
        area = source.read(offset, length)?.into_owned();
    }
    Ok((!name.is_empty()).then(|| String::from_utf8_lossy(&name).into_owned()))
}

fn continuation(volume: &Volume, place: &[u8]) -> Option<(u64, usize)> {
    let block = u64::from(u32_at(place, 0)?).saturating_mul(volume.block);
    let length = (u32_at(place, 16)? as usize).min(SECTOR as usize);
    Some((block.saturating_add(u32_at(place, 8)?.into()), length))
}

/// The records of a directory, which leave the end of a sector empty.
struct Records<'d> {
    bytes: &'d [u8],
    at: usize,
}

impl<'d> Records<'d> {
    fn new(bytes: &'d [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl<'d> Iterator for Records<'d> {
    type Item = Record<'d>;

    fn next(&mut self) -> Option<Record<'d>> {
        loop {
            match usize::from(*self.bytes.get(self.at)?) {
                0 => self.at = (self.at + 1).next_multiple_of(SECTOR as usize),
                length => {
                    let record = self.bytes.get(self.at..self.at + length)?;
                    self.at += length;
                    return self::record(record);
                }
            }
        }
    }
}

fn record(bytes: &[u8]) -> Option<Record<'_>> {
    let length = usize::from(*bytes.get(32)?);
    // The name is padded to an even length with its own length.
    let system = 33 + length + usize::from(length % 2 == 0);
    Some(Record {
        extent: u32_at(bytes, 2)?.into(),
        length: u32_at(bytes, 10)?,
        flags: *bytes.get(25)?,
        name: bytes.get(33..33 + length)?,
        system: bytes.get(system..).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record_of(name: &[u8], extent: u32, length: u32, flags: u8, system: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 33];
        bytes[2..6].copy_from_slice(&extent.to_le_bytes());
        bytes[10..14].copy_from_slice(&length.to_le_bytes());
        bytes[25] = flags;
        bytes[32] = name.len() as u8;
        bytes.extend_from_slice(name);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes.extend_from_slice(system);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes[0] = bytes.len() as u8;
        bytes
    }

    fn sector(image: &mut Vec<u8>, number: usize, content: &[u8]) {
        let at = number * SECTOR as usize;
        image.resize(image.len().max(at + SECTOR as usize), 0);
        image[at..at + content.len()].copy_from_slice(content);
    }

    /// A root with a folder and in it one file of two parts.
    fn image(rock_ridge: bool) -> Vec<u8> {
        let mut image = Vec::new();
        let mut primary = vec![0; 2048];
        primary[..7].copy_from_slice(b"\x01CD001\x01");
        primary[128..130].copy_from_slice(&2048u16.to_le_bytes());
        primary[156..190].copy_from_slice(&record_of(&[0], 20, 2048, 2, b"")[..34]);
        sector(&mut image, 16, &primary);
        sector(&mut image, 17, b"\xffCD001\x01");
        let mark: &[u8] = if rock_ridge { b"SP\x07\x01\xbe\xef\0" } else { b"" };
        let root = [
            record_of(&[0], 20, 2048, 2, mark),
            record_of(&[1], 20, 2048, 2, b""),
            record_of(b"DIR", 21, 2048, 2, b"NM\x08\x01\0dir"),
        ];
        sector(&mut image, 20, &root.concat());
        let name = b"NM\x0b\x01\0key.pem";
        let name: &[u8] = &[&name[..2], &[12], &name[3..]].concat();
        let folder =
            [record_of(b"KEY.PEM;1", 22, 3, 0x80, name), record_of(b"KEY.PEM;1", 23, 2, 0, name)];
        sector(&mut image, 21, &folder.concat());
        sector(&mut image, 22, b"abc");
        sector(&mut image, 23, b"de");
        image
    }

    fn list(bytes: &[u8]) -> io::Result<Vec<File>> {
        let mut found = Vec::new();
        files(&Source::memory(bytes), &mut |file| {
            found.push(file);
            true
        })?;
        Ok(found)
    }

    #[test]
    fn names_of_both_kinds() {
        for (rock_ridge, path) in [(false, "DIR/KEY.PEM"), (true, "dir/key.pem")] {
            let extents = vec![(22 * 2048, 3), (23 * 2048, 2)];
            let expected = File { path: path.to_owned(), extents };
            assert_eq!(list(&image(rock_ridge)).unwrap(), [expected]);
        }
    }

    #[test]
    fn every_changed_byte_of_the_tree_is_total() {
        let bytes = image(true);
        for at in (16 * 2048..22 * 2048).filter(|at| at % 2048 < 300) {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = list(&changed);
            }
        }
        for length in (0..bytes.len()).step_by(97) {
            let _ = list(&bytes[..length]);
        }
    }
}
