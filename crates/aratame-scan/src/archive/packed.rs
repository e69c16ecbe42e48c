//! Packed streams: gzip, xz, LZMA, zstd, bzip2 and LZ4, as readers of what they unpack to.
//!
//! Owns the bound on the window that a stream may ask for. Several streams behind each other
//! are one, as the programs of these formats have it.

use crate::entry::Kind;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, BufReader, Read};

/// Largest window of a packed stream: `xz -9` asks for 64 MiB, `zstd --long` for 128 MiB.
pub(super) const MAX_WINDOW: u64 = 128 << 20;

/// What xz and LZMA need besides their window, in KiB.
pub(super) const WINDOW_OVERHEAD: u64 = 4096;

/// Whether an entry of this kind is one packed stream.
pub(super) fn is_packed(kind: Kind) -> bool {
    matches!(kind, Kind::Gzip | Kind::Xz | Kind::Lzma | Kind::Zstd | Kind::Bzip2 | Kind::Lz4)
}

/// What `stream` unpacks to; itself when it is not packed.
pub(super) fn unpacked<'s>(kind: Kind, stream: impl Read + 's) -> Box<dyn Read + 's> {
    let stream = BufReader::with_capacity(64 << 10, stream);
    match kind {
        Kind::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(stream)),
        Kind::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(stream)),
        Kind::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(stream, true, memory_limit())),
        Kind::Lzma => match lzma_rust2::LzmaReader::new_mem_limit(stream, memory_limit(), None) {
            Ok(reader) => Box::new(reader),
            Err(error) => Box::new(Failed(Some(error))),
        },
        Kind::Zstd => Box::new(Zstd::new(stream)),
        Kind::Lz4 => Box::new(Lz4(lz4_flex::frame::FrameDecoder::new(stream))),
        _ => Box::new(stream),
    }
}

/// In KiB.
fn memory_limit() -> u32 {
    u32::try_from((MAX_WINDOW >> 10) + WINDOW_OVERHEAD).unwrap_or(u32::MAX)
}

/// A stream that could not be begun.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| io::ErrorKind::InvalidData.into()))
    }
}

/// The name that the content of a packed file has: the file's own without the packing's ending.
pub(super) fn unpacked_name(name: &str) -> &str {
    const ENDINGS: [&str; 6] = [".gz", ".xz", ".lzma", ".zst", ".bz2", ".lz4"];
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// zstd frames behind each other, those to be skipped passed over.
struct Zstd<R> {
    stream: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> Zstd<R> {
    fn new(stream: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        Self { stream, decoder, in_frame: false }
    }

    /// Goes to the next frame that holds something. Says whether there is one.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.stream.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.stream) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut (&mut self.stream).take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(zstd_error(error)),
            }
        }
        Ok(false)
    }

    fn read_frame(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.stream, one).map_err(zstd_error)?;
        }
        self.decoder.read(buffer)
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.in_frame {
                let count = self.read_frame(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
            }
            self.in_frame = self.next_frame()?;
            if !self.in_frame {
                return Ok(0);
            }
        }
    }
}

fn zstd_error(error: FrameDecoderError) -> io::Error {
    let kind = match error {
        FrameDecoderError::WindowSizeTooBig { .. } | FrameDecoderError::DictNotProvided { .. } => {
            io::ErrorKind::Unsupported
        }
        _ => io::ErrorKind::InvalidData,
    };
    io::Error::new(kind, error.to_string())
}

/// LZ4 frames behind each other.
struct Lz4<R: Read>(lz4_flex::frame::FrameDecoder<R>);

impl<R: BufRead> Read for Lz4<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.0.read(buffer)?;
            if count > 0 || buffer.is_empty() || self.0.get_mut().fill_buf()?.is_empty() {
                return Ok(count);
            }
        }
    }
}
