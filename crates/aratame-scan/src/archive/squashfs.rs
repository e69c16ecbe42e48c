//! squashfs images.

use super::packed::unpacked;
use super::{Budget, Delivered, MAX_EXPANSION, Visitor, deliver, missed};
use crate::entry::Kind;
use aratame_formats::members::Nature;
use aratame_formats::source::Source;
use aratame_formats::squashfs::{Compression, Squashfs};
use std::cell::Cell;
use std::io::{self, Read};

/// Bytes that may be unpacked for one image: files share blocks, so one block may be unpacked
/// for many of them, and a hostile image would have a million files share a million blocks.
const MAX_WORK: u64 = 4 * MAX_EXPANSION;

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let left = Cell::new(MAX_WORK);
    let unpack = |compression: Compression, packed: &[u8], most: usize| {
        let unpacked = unpack(compression, packed, most)?;
        let rest = left.get().checked_sub(unpacked.len() as u64);
        left.set(rest.ok_or(io::ErrorKind::FileTooLarge)?);
        Ok(unpacked)
    };
    let walked = Squashfs::new(source, &unpack).and_then(|image| {
        if image.is_cut() {
            missed(visitor, "end of the image", &io::ErrorKind::UnexpectedEof.into());
        }
        image.files(&mut |mut file| match file.nature {
            Nature::File => {
                deliver(file.path, &mut file.content, budget, visitor) != Delivered::Last
            }
            Nature::Link => {
                visitor.link(file.path);
                true
            }
            Nature::Other => true,
        })
    });
    if let Err(error) = walked {
        missed(visitor, "directory", &error);
    }
}

/// One block, at most `most` bytes of it.
fn unpack(compression: Compression, packed: &[u8], most: usize) -> io::Result<Vec<u8>> {
    let mut stream: Box<dyn Read + '_> = match compression {
        Compression::Gzip => Box::new(flate2::read::ZlibDecoder::new(packed)),
        Compression::Xz => unpacked(Kind::Xz, packed),
        Compression::Zstd => unpacked(Kind::Zstd, packed),
        Compression::Lzma => unpacked(Kind::Lzma, packed),
        Compression::Lz4 => {
            return lz4_flex::block::decompress(packed, most)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error));
        }
        Compression::Other(_) => return Err(io::ErrorKind::Unsupported.into()),
    };
    let mut block = Vec::new();
    (&mut stream).take(most as u64 + 1).read_to_end(&mut block)?;
    if block.len() > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a block is too large"));
    }
    Ok(block)
}
