//! Firmware of UEFI: what its packed sections unpack to, volumes of their own with programs in
//! them.

use super::packed::unpacked;
use super::{Budget, Cursor, Delivered, Visitor, deliver, missed};
use crate::entry::Kind;
use aratame_formats::firmware_volume::packed_sections;
use aratame_formats::source::Source;

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let walked = packed_sections(&source, &mut |packed| {
        let name = format!("section at {:#x}.fd", packed.section);
        let stream = Cursor::part(source, packed.offset, packed.length);
        deliver(&name, &mut unpacked(Kind::Lzma, stream), budget, visitor) != Delivered::Last
    });
    if let Err(error) = walked {
        missed(visitor, "section", &error);
    }
}
