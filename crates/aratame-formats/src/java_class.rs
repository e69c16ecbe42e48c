//! Class files of Java: the classes that one refers to, and its string constants.
//!
//! Owns the constant pool (Java Virtual Machine Specification, 4.4). Code is not read.

use crate::cursor::Cursor;
use crate::malformed::Malformed;

/// The mark of a class file.
const MAGIC: u32 = 0xcafe_babe;

/// What a constant pool names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassNames {
    /// Classes, with slashes between packages.
    pub classes: Vec<String>,
    /// String constants.
    pub strings: Vec<String>,
}

/// Reads the constant pool of a class file.
///
/// # Errors
/// When the bytes are no class file or are cut.
pub fn names(bytes: &[u8]) -> Result<ClassNames, Malformed> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u32()? != MAGIC {
        return Err(Malformed { offset: 0, expected: "a class file" });
    }
    cursor.u32()?;
    let count = usize::from(cursor.u16()?);
    let mut texts: Vec<&[u8]> = vec![&[]; count];
    let (mut classes, mut strings) = (Vec::new(), Vec::new());
    let mut index = 1;
    while index < count {
        match cursor.u8()? {
            1 => {
                let text = cursor.field16()?;
                if let Some(slot) = texts.get_mut(index) {
                    *slot = text;
                }
            }
            7 => classes.push(cursor.u16()?),
            8 => strings.push(cursor.u16()?),
            16 | 19 | 20 => {
                cursor.u16()?;
            }
            15 => {
                cursor.take(3)?;
            }
            3 | 4 | 9..=12 | 17 | 18 => {
                cursor.u32()?;
            }
            // Long and double take two places of the pool.
            5 | 6 => {
                cursor.take(8)?;
                index += 1;
            }
            _ => return Err(cursor.error("a constant")),
        }
        index += 1;
    }
    let text = |index: &u16| {
        let text = texts.get(usize::from(*index)).copied().unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    };
    Ok(ClassNames {
        classes: classes.iter().map(text).collect(),
        strings: strings.iter().map(text).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class() -> Vec<u8> {
        let mut bytes = b"\xca\xfe\xba\xbe\0\0\0\x41\0\x07".to_vec();
        bytes.extend_from_slice(b"\x01\0\x13javax/crypto/Cipher\x07\0\x01");
        bytes.extend_from_slice(b"\x01\0\x03AES\x08\0\x03\x05\0\0\0\0\0\0\0\0");
        bytes
    }

    #[test]
    fn classes_and_strings() {
        let names = names(&class()).unwrap();
        assert_eq!(names.classes, ["javax/crypto/Cipher"]);
        assert_eq!(names.strings, ["AES"]);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = class();
        for length in 0..bytes.len() {
            assert!(names(&bytes[..length]).is_err());
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            let _ = names(&changed);
        }
    }
}
