//! ZIP archives: also jar, war, wheel, apk and office documents.

use super::{Budget, Cursor, Delivered, IN_MEMORY, Visitor, deliver, deliver_unpacked, malformed};
use ::zip::result::{ZipError, ZipResult};
use ::zip::{CompressionMethod, ZipArchive};
use aratame_formats::source::Source;
use aratame_inventory::SkipReason;
use aratame_inventory::diagnostic::{ARCHIVE_MALFORMED, ARCHIVE_MEMBER_PACKED};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::Read;

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let mut archive = match ZipArchive::new(Cursor::new(source)) {
        Ok(archive) => archive,
        Err(error) => return malformed(visitor, error.to_string()),
    };
    let mut inflater = Inflater::new();
    for index in 0..archive.len() {
        match visit_member(&mut archive, index, &mut inflater, budget, visitor) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                let packed = matches!(error, ZipError::UnsupportedArchive(_));
                let code = if packed { ARCHIVE_MEMBER_PACKED } else { ARCHIVE_MALFORMED };
                let message = format!("member {index}: {error}");
                visitor.missed(code, SkipReason::PackedMember, message);
            }
        }
    }
}

fn visit_member(
    archive: &mut ZipArchive<Cursor<'_>>,
    index: usize,
    inflater: &mut Inflater,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) -> ZipResult<bool> {
    if let Some((name, content)) = inflater.member(archive, index, budget) {
        return Ok(deliver_unpacked(&name, content, budget, visitor) != Delivered::Last);
    }
    let mut member = archive.by_index(index)?;
    if member.is_dir() {
        return Ok(true);
    }
    let name = String::from_utf8_lossy(member.name_raw()).into_owned();
    Ok(deliver(&name, &mut member, budget, visitor) != Delivered::Last)
}

/// Unpacks the usual member in one step, with one state for all members of an archive: most are
/// of a few kilobytes, for which setting up a stream costs as much as unpacking.
struct Inflater {
    state: Decompress,
    packed: Vec<u8>,
}

impl Inflater {
    fn new() -> Self {
        Self { state: Decompress::new(false), packed: Vec::new() }
    }

    /// Name and content of a member that is all that its archive says of it; everything else is
    /// left to be read, and told, as a stream.
    fn member(
        &mut self,
        archive: &mut ZipArchive<Cursor<'_>>,
        index: usize,
        budget: &Budget,
    ) -> Option<(String, Vec<u8>)> {
        let mut member = archive.by_index_raw(index).ok()?;
        let bound = IN_MEMORY.min(budget.left());
        let is_usual = member.compression() == CompressionMethod::Deflated
            && !member.encrypted()
            && !member.is_dir()
            && member.size() < bound
            && member.compressed_size() < bound;
        if !is_usual {
            return None;
        }
        self.packed.clear();
        member.read_to_end(&mut self.packed).ok()?;
        let length = usize::try_from(member.size()).ok()?;
        let content = self.inflate(length).filter(|content| sum(content) == member.crc32())?;
        Some((String::from_utf8_lossy(member.name_raw()).into_owned(), content))
    }

    fn inflate(&mut self, length: usize) -> Option<Vec<u8>> {
        /// Room behind the content: without it the last bytes are unpacked one by one.
        const SLACK: usize = 512;
        /// Most bytes that a packed byte stands for: 258 in two bits. RFC 1951, 3.2.5.
        const MOST: usize = 1032;
        if length / MOST > self.packed.len() {
            return None;
        }
        self.state.reset(false);
        let mut content = Vec::with_capacity(length + SLACK);
        let finish = FlushDecompress::Finish;
        let status = self.state.decompress_vec(&self.packed, &mut content, finish).ok()?;
        (status == Status::StreamEnd && content.len() == length).then_some(content)
    }
}

fn sum(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}
