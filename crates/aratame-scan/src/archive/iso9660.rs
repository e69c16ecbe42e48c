//! ISO 9660 images of discs.

use super::{Budget, Cursor, Delivered, Visitor, deliver, missed};
use aratame_formats::iso9660;
use aratame_formats::source::Source;
use std::io::{self, Read};

pub(super) fn visit(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let walked = iso9660::files(&source, &mut |file| {
        let mut content: Box<dyn Read + '_> = Box::new(io::empty());
        for (offset, length) in &file.extents {
            content = Box::new(content.chain(Cursor::part(source, *offset, *length)));
        }
        let beyond = |(offset, length): &(u64, u64)| offset.saturating_add(*length) > source.len();
        if file.extents.iter().any(beyond) {
            missed(visitor, &file.path, &io::ErrorKind::UnexpectedEof.into());
        }
        deliver(&file.path, &mut content, budget, visitor) != Delivered::Last
    });
    if let Err(error) = walked {
        missed(visitor, "directory", &error);
    }
}
