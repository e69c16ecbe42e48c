//! One entry as a detector sees it.

use crate::binary::Binary;
use crate::detectors::constants::{self, Found};
use aratame_formats::source::Source;
use aratame_inventory::EntryPath;
use std::cell::OnceCell;
use std::io;

/// Longest text that is handed to a detector as one piece. Configurations and key files are far
/// below it; what is longer is data, and is searched by literals only.
pub const MAX_TEXT: u64 = 16 << 20;

/// What an entry is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// ELF executable, library or object.
    Elf,
    /// PE executable or library.
    Pe,
    /// Mach-O of one architecture.
    MachO,
    /// Mach-O of several architectures.
    MachOFat,
    /// `ar` archive of objects.
    Ar,
    /// ZIP archive.
    Zip,
    /// tar archive.
    Tar,
    /// cpio archive.
    Cpio,
    /// Debian package.
    Deb,
    /// RPM package.
    Rpm,
    /// Cabinet of Windows.
    Cabinet,
    /// ISO 9660 image of a disc.
    Iso9660,
    /// 7z archive.
    SevenZ,
    /// squashfs image.
    Squashfs,
    /// Firmware volume of UEFI, also as the beginning of an image of flash memory.
    FirmwareVolume,
    /// gzip stream.
    Gzip,
    /// xz stream.
    Xz,
    /// LZMA stream with the header of 13 bytes.
    Lzma,
    /// Zstandard frames.
    Zstd,
    /// bzip2 stream.
    Bzip2,
    /// LZ4 frames.
    Lz4,
    /// Packed or encrypted in a way that is not opened: RAR, lzip, LUKS …
    Packed,
    /// Captured traffic: pcap or pcapng.
    Capture,
    /// SQLite database.
    Sqlite,
    /// Java class file.
    JavaClass,
    /// Text: no NUL byte at its beginning.
    Text,
    /// Anything else.
    Data,
}

impl Kind {
    /// Whether code or constants of programs may stand in it.
    #[must_use]
    pub fn is_executable(self) -> bool {
        matches!(self, Self::Elf | Self::Pe | Self::MachO | Self::MachOFat | Self::Ar)
    }
}

/// One entry as a detector sees it: its name, its kind, its bytes on demand.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its path, for name rules and reports.
    pub path: &'a EntryPath,
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub source: Source<'a>,
    text: OnceCell<Option<String>>,
    binary: OnceCell<Option<Binary>>,
    constants: OnceCell<Found>,
}

impl<'a> Entry<'a> {
    /// An entry of a known kind.
    #[must_use]
    pub fn new(path: &'a EntryPath, kind: Kind, source: Source<'a>) -> Self {
        Self {
            path,
            kind,
            source,
            text: OnceCell::new(),
            binary: OnceCell::new(),
            constants: OnceCell::new(),
        }
    }

    /// The first bytes, up to `length`.
    ///
    /// # Errors
    /// What the system reports while reading.
    pub fn head(&self, length: usize) -> io::Result<std::borrow::Cow<'a, [u8]>> {
        self.source.read(0, length)
    }

    /// The whole entry as text, when it is one and no longer than [`MAX_TEXT`]. Bytes that are
    /// not UTF-8 become U+FFFD, so lines keep their numbers but offsets may differ.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.get_or_init(|| self.read_text()).as_deref()
    }

    /// The entry as an executable, library, object or archive of objects, read once.
    #[must_use]
    pub(crate) fn binary(&self) -> Option<&Binary> {
        self.binary.get_or_init(|| Binary::read(self.kind, &self.source)).as_ref()
    }

    /// The constants of algorithms that stand in the entry, searched once.
    pub(crate) fn constants(&self) -> io::Result<&Found> {
        if let Some(known) = self.constants.get() {
            return Ok(known);
        }
        let found = constants::search_entry(self)?;
        Ok(self.constants.get_or_init(|| found))
    }

    fn read_text(&self) -> Option<String> {
        if self.kind != Kind::Text || self.source.len() > MAX_TEXT {
            return None;
        }
        let bytes = self.source.read(0, usize::try_from(MAX_TEXT).ok()?).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}
