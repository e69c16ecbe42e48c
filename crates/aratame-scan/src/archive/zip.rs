//! ZIP archives: also jar, war, wheel, apk and office documents.

use super::{Budget, Cursor, Delivered, Visitor, deliver, malformed};
use ::zip::ZipArchive;
use ::zip::result::{ZipError, ZipResult};
use aratame_formats::source::Source;
use aratame_inventory::SkipReason;
use aratame_inventory::diagnostic::{ARCHIVE_MALFORMED, ARCHIVE_MEMBER_PACKED};

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let mut archive = match ZipArchive::new(Cursor::new(source)) {
        Ok(archive) => archive,
        Err(error) => return malformed(visitor, error.to_string()),
    };
    for index in 0..archive.len() {
        match visit_member(&mut archive, index, budget, visitor) {
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
    budget: &Budget,
    visitor: &mut dyn Visitor,
) -> ZipResult<bool> {
    let mut member = archive.by_index(index)?;
    if member.is_dir() {
        return Ok(true);
    }
    let name = String::from_utf8_lossy(member.name_raw()).into_owned();
    Ok(deliver(&name, &mut member, budget, visitor) != Delivered::Last)
}
