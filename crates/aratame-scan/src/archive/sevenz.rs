//! 7z archives: headers and folders, unpacked as streams.
//!
//! Owns which methods are unpacked: stored, LZMA, LZMA2, bzip2, Deflate, and the filters of
//! executables. What is encrypted or packed by another method is counted.

use super::packed::{MAX_WINDOW, WINDOW_OVERHEAD};
use super::{Budget, Cursor, Delivered, Visitor, deliver, malformed, missed};
use aratame_formats::sevenz::{self, Coder, Folder, Header, Parsed};
use aratame_formats::source::Source;
use lzma_rust2::filter::{bcj::BcjReader, delta::DeltaReader};
use std::io::{self, BufReader, Read};

/// A header that is packed may be packed once more, and no further.
const MAX_LAYERS: usize = 4;

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let header = match header(source) {
        Ok(header) => header,
        Err(error) => return missed(visitor, "header", &error),
    };
    let mut names = header.names.into_iter();
    for folder in &header.folders {
        let names: Vec<String> = names.by_ref().take(folder.sizes.len()).collect();
        if visit_folder(source, folder, &names, budget, visitor) == Delivered::Last {
            return;
        }
    }
    if names.next().is_some() {
        malformed(visitor, "more names than files".to_owned());
    }
}

fn header(source: Source<'_>) -> io::Result<Header> {
    let place = sevenz::header_place(&source.read(0, sevenz::START as usize)?).map_err(invalid)?;
    let length = place.end - place.start;
    if place.end > source.len() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = Vec::new();
    Cursor::part(source, place.start, length).read_to_end(&mut bytes)?;
    for _ in 0..MAX_LAYERS {
        match sevenz::parse(&bytes).map_err(invalid)? {
            Parsed::Plain(header) => return Ok(header),
            Parsed::Packed(folder) if folder.unpacked <= sevenz::MAX_HEADER => {
                bytes.clear();
                open(source, &folder)?.take(folder.unpacked).read_to_end(&mut bytes)?;
            }
            Parsed::Packed(_) => return Err(io::ErrorKind::FileTooLarge.into()),
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

fn visit_folder(
    source: Source<'_>,
    folder: &Folder,
    names: &[String],
    budget: &Budget,
    visitor: &mut dyn Visitor,
) -> Delivered {
    let mut stream = match open(source, folder) {
        Ok(stream) => stream,
        Err(error) => {
            missed(visitor, names.first().map_or("folder", String::as_str), &error);
            return Delivered::Damaged;
        }
    };
    for (name, size) in names.iter().zip(&folder.sizes) {
        let mut part = Whole { stream: &mut stream, left: *size };
        match deliver(name, &mut part, budget, visitor) {
            Delivered::Whole => {}
            other => return other,
        }
    }
    Delivered::Whole
}

/// A part of a stream that must not end before its length.
struct Whole<'s, 'a> {
    stream: &'s mut Box<dyn Read + 'a>,
    left: u64,
}

impl Read for Whole<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.stream.read(buffer.get_mut(..wanted).unwrap_or_default())?;
        if count == 0 && wanted > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// The files of a folder behind each other.
fn open<'a>(source: Source<'a>, folder: &Folder) -> io::Result<Box<dyn Read + 'a>> {
    let chain = folder.chain.as_deref().ok_or(io::ErrorKind::Unsupported)?;
    let length = folder.packed.end - folder.packed.start;
    let packed = Cursor::part(source, folder.packed.start, length);
    let mut stream: Box<dyn Read + 'a> = Box::new(BufReader::with_capacity(64 << 10, packed));
    for coder in chain {
        stream = decoded(coder, stream)?;
    }
    Ok(stream)
}

fn decoded<'a>(coder: &Coder, stream: Box<dyn Read + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    let properties = coder.properties.as_slice();
    Ok(match coder.method.as_slice() {
        [0] => stream,
        [3, 1, 1] => {
            let (byte, dictionary) =
                sevenz::lzma_properties(properties).ok_or(io::ErrorKind::InvalidData)?;
            let window = window(dictionary)?;
            let size = coder.unpacked;
            Box::new(lzma_rust2::LzmaReader::new_with_props(stream, size, byte, window, None)?)
        }
        [0x21] => {
            let dictionary =
                sevenz::lzma2_dictionary(properties).ok_or(io::ErrorKind::InvalidData)?;
            Box::new(lzma_rust2::Lzma2Reader::new(stream, window(dictionary)?, None))
        }
        [4, 2, 2] => Box::new(bzip2::read::MultiBzDecoder::new(stream)),
        [4, 1, 8] => Box::new(flate2::read::DeflateDecoder::new(stream)),
        [3] => {
            let distance = properties.first().map_or(1, |byte| usize::from(*byte) + 1);
            Box::new(DeltaReader::new(stream, distance))
        }
        [4] | [3, 3, 1, 3] => Box::new(BcjReader::new_x86(stream, 0)),
        [5] | [3, 3, 2, 5] => Box::new(BcjReader::new_ppc(stream, 0)),
        [6] | [3, 3, 4, 1] => Box::new(BcjReader::new_ia64(stream, 0)),
        [7] | [3, 3, 5, 1] => Box::new(BcjReader::new_arm(stream, 0)),
        [8] | [3, 3, 7, 1] => Box::new(BcjReader::new_arm_thumb(stream, 0)),
        [9] | [3, 3, 8, 5] => Box::new(BcjReader::new_sparc(stream, 0)),
        [0x0a] => Box::new(BcjReader::new_arm64(stream, 0)),
        [0x0b] => Box::new(BcjReader::new_riscv(stream, 0)),
        // Encryption (06f10701), PPMd, BCJ2 and what came later.
        _ => return Err(io::ErrorKind::Unsupported.into()),
    })
}

/// The dictionary, when its memory is within the bound of all packed streams.
fn window(dictionary: u32) -> io::Result<u32> {
    if u64::from(dictionary) <= MAX_WINDOW + (WINDOW_OVERHEAD << 10) {
        Ok(dictionary)
    } else {
        Err(io::ErrorKind::OutOfMemory.into())
    }
}
