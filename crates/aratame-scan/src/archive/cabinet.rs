//! Cabinets of Windows: folders unpacked block by block.
//!
//! Owns MSZIP's window, which reaches over blocks. Quantum is not unpacked; files that go on in
//! another cabinet of a set are counted.

use super::{Budget, Delivered, Visitor, deliver, malformed, missed};
use aratame_formats::cabinet::{Cabinet, Compression, Folder, MAX_BLOCK};
use aratame_formats::source::Source;
use aratame_inventory::SkipReason;
use aratame_inventory::diagnostic::ARCHIVE_MEMBER_PACKED;
use lzxd::{Lzxd, WindowSize};
use std::io::{self, Read};

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let cabinet = match Cabinet::parse(&source) {
        Ok(Ok(cabinet)) => cabinet,
        Ok(Err(error)) => return malformed(visitor, error.to_string()),
        Err(error) => return missed(visitor, "header", &error),
    };
    if cabinet.split > 0 {
        let message = format!("{} files begin or end in another cabinet", cabinet.split);
        visitor.missed(ARCHIVE_MEMBER_PACKED, SkipReason::PackedMember, message);
    }
    for folder in &cabinet.folders {
        if visit_folder(source, &cabinet, folder, budget, visitor) == Delivered::Last {
            return;
        }
    }
}

fn visit_folder(
    source: Source<'_>,
    cabinet: &Cabinet,
    folder: &Folder,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) -> Delivered {
    let mut stream = match Unpacked::new(source, cabinet, folder) {
        Ok(stream) => stream,
        Err(error) => {
            missed(visitor, folder.files.first().map_or("folder", |file| &file.name), &error);
            return Delivered::Damaged;
        }
    };
    for file in &folder.files {
        let from = u64::from(file.offset);
        // Nothing asks a cabinet to leave gaps; what is passed over costs as what is read.
        let Some(gap) = from.checked_sub(stream.position) else {
            malformed(visitor, format!("member {}: overlaps the one before", file.name));
            continue;
        };
        budget.spend(gap);
        let gap = gap.min(budget.left());
        if let Err(error) = io::copy(&mut (&mut stream).take(gap), &mut io::sink()) {
            missed(visitor, &file.name, &error);
            return Delivered::Damaged;
        }
        let end = from + u64::from(file.size);
        match deliver(&file.name, &mut Until { stream: &mut stream, end }, budget, visitor) {
            Delivered::Whole => {}
            other => return other,
        }
    }
    Delivered::Whole
}

/// A stream up to a place that it must reach.
struct Until<'s, 'a> {
    stream: &'s mut Unpacked<'a>,
    end: u64,
}

impl Read for Until<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.stream.position));
        let wanted = left.unwrap_or(usize::MAX).min(buffer.len());
        let count = self.stream.read(buffer.get_mut(..wanted).unwrap_or_default())?;
        if count == 0 && wanted > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(count)
    }
}

enum Decoder {
    Stored,
    MsZip,
    Lzx(Box<Lzxd>),
}

/// A folder's unpacked bytes.
struct Unpacked<'a> {
    source: Source<'a>,
    cabinet: &'a Cabinet,
    decoder: Decoder,
    next: u64,
    blocks: u16,
    /// The last block, which MSZIP refers back to.
    block: Vec<u8>,
    at: usize,
    position: u64,
}

impl<'a> Unpacked<'a> {
    fn new(source: Source<'a>, cabinet: &'a Cabinet, folder: &Folder) -> io::Result<Self> {
        let decoder = match folder.compression {
            Compression::None => Decoder::Stored,
            Compression::MsZip => Decoder::MsZip,
            Compression::Lzx(bits) => {
                let window = window(bits).ok_or(io::ErrorKind::InvalidData)?;
                Decoder::Lzx(Box::new(Lzxd::new(window)))
            }
            Compression::Other(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        let (next, blocks) = (folder.offset, folder.blocks);
        let block = Vec::new();
        Ok(Self { source, cabinet, decoder, next, blocks, block, at: 0, position: 0 })
    }

    fn advance(&mut self) -> io::Result<bool> {
        if self.blocks == 0 {
            return Ok(false);
        }
        self.blocks -= 1;
        let packed = self.cabinet.block(&self.source, self.next)?;
        self.next = packed.next;
        let size = usize::from(packed.unpacked);
        self.block = match &mut self.decoder {
            Decoder::Stored => packed.packed,
            Decoder::MsZip => mszip(&packed.packed, &self.block)?,
            Decoder::Lzx(decoder) => {
                let unpacked = decoder.decompress_next(&packed.packed, size);
                unpacked.map_err(|error| invalid(&error.to_string()))?.to_vec()
            }
        };
        self.at = 0;
        if self.block.len() == size { Ok(true) } else { Err(invalid("a block of another size")) }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.block.len() {
            if buffer.is_empty() || !self.advance()? {
                return Ok(0);
            }
        }
        let count = self.block.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += count;
        self.position += count as u64;
        Ok(count)
    }
}

/// One block of MSZIP: Deflate that may refer to the block before. The block before goes ahead
/// as a stored block, so that any inflater has it in its window.
fn mszip(packed: &[u8], before: &[u8]) -> io::Result<Vec<u8>> {
    let deflated = packed.strip_prefix(b"CK").ok_or_else(|| invalid("the mark of MSZIP"))?;
    let window = before.get(before.len().saturating_sub(MAX_BLOCK)..).unwrap_or_default();
    let length = u16::try_from(window.len()).unwrap_or_default();
    let mut stored = vec![0];
    stored.extend_from_slice(&length.to_le_bytes());
    stored.extend_from_slice(&(!length).to_le_bytes());
    let stream = stored.as_slice().chain(window).chain(deflated);
    let mut unpacked = Vec::new();
    let most = window.len() + MAX_BLOCK;
    flate2::read::DeflateDecoder::new(stream).take(most as u64).read_to_end(&mut unpacked)?;
    Ok(unpacked.split_off(window.len().min(unpacked.len())))
}

fn window(bits: u8) -> Option<WindowSize> {
    Some(match bits {
        15 => WindowSize::KB32,
        16 => WindowSize::KB64,
        17 => WindowSize::KB128,
        18 => WindowSize::KB256,
        19 => WindowSize::KB512,
        20 => WindowSize::MB1,
        21 => WindowSize::MB2,
        22 => WindowSize::MB4,
        23 => WindowSize::MB8,
        24 => WindowSize::MB16,
        25 => WindowSize::MB32,
        _ => return None,
    })
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_owned())
}
