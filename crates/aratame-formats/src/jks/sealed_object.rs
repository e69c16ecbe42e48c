//! Owns the serialized `javax.crypto.SealedObject` of a JCEKS entry, by the grammar of the Java
//! Object Serialization Specification (chapter 6) as far as such an object uses it.
//! The ciphertext is stepped over.

use crate::cursor::Cursor;
use crate::malformed::Malformed;

/// `STREAM_MAGIC` and `STREAM_VERSION`.
const MAGIC: [u8; 4] = [0xac, 0xed, 0, 5];
/// Nesting of objects; a sealed object has three levels.
const MAX_DEPTH: usize = 8;
/// Objects, classes and strings of one stream; a sealed object has about ten.
const MAX_HANDLES: usize = 64;
/// Fields of one class.
const MAX_FIELDS: u16 = 32;
/// The first handle of a stream.
const BASE_HANDLE: u32 = 0x7e_0000;

/// What a sealed object says in the clear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedObject {
    /// The transformation as written, such as `PBEWithMD5AndTripleDES`.
    pub transformation: Option<String>,
    /// The algorithm of the parameters as written.
    pub parameters_of: Option<String>,
    /// The parameters, in DER.
    pub parameters: Option<Vec<u8>>,
}

/// Reads the stream at the start of `bytes`; returns its length too.
///
/// # Errors
/// When it is not a sealed object, or uses what sealed objects do not.
pub fn parse(bytes: &[u8]) -> Result<(SealedObject, usize), Malformed> {
    let mut cursor = Cursor::new(bytes);
    if cursor.array()? != MAGIC {
        return Err(Malformed { offset: 0, expected: "a serialized object" });
    }
    let mut stream = Stream { cursor, handles: Vec::new(), sealed: SealedObject::default() };
    stream.content(0)?;
    Ok((stream.sealed, stream.cursor.at()))
}

#[derive(Clone, Debug)]
struct Class {
    name: Vec<u8>,
    flags: u8,
    fields: Vec<(u8, Vec<u8>)>,
    /// The handle of the class above.
    above: Option<usize>,
}

#[derive(Debug)]
enum Handle {
    Class(Class),
    Other(Value),
}

#[derive(Clone, Debug)]
enum Value {
    None,
    Text(Vec<u8>),
    Octets(Vec<u8>),
}

struct Stream<'a> {
    cursor: Cursor<'a>,
    handles: Vec<Handle>,
    sealed: SealedObject,
}

impl Stream<'_> {
    fn handle(&mut self, handle: Handle) -> Result<usize, Malformed> {
        if self.handles.len() == MAX_HANDLES {
            return Err(self.cursor.error("fewer objects"));
        }
        self.handles.push(handle);
        Ok(self.handles.len() - 1)
    }

    fn referred(&mut self) -> Result<usize, Malformed> {
        let index = self.cursor.u32()?.checked_sub(BASE_HANDLE);
        let index = index.and_then(|index| usize::try_from(index).ok());
        let known = index.filter(|index| *index < self.handles.len());
        known.ok_or_else(|| self.cursor.error("a known handle"))
    }

    /// One object, string, array or reference.
    fn content(&mut self, depth: usize) -> Result<Value, Malformed> {
        if depth == MAX_DEPTH {
            return Err(self.cursor.error("fewer levels"));
        }
        match self.cursor.u8()? {
            0x70 => Ok(Value::None),
            0x71 => {
                let index = self.referred()?;
                match self.handles.get(index) {
                    Some(Handle::Other(value)) => Ok(value.clone()),
                    _ => Ok(Value::None),
                }
            }
            0x73 => self.object(depth).map(|()| Value::None),
            0x74 => {
                let text = Value::Text(self.cursor.field16()?.to_vec());
                self.handle(Handle::Other(text.clone()))?;
                Ok(text)
            }
            0x75 => self.array(depth),
            _ => Err(self.cursor.error("an object")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Malformed> {
        let class = self.class(depth)?;
        let is_octets = class
            .and_then(|index| self.handles.get(index))
            .is_some_and(|handle| matches!(handle, Handle::Class(class) if class.name == b"[B"));
        if !is_octets {
            return Err(self.cursor.error("an array of octets"));
        }
        let index = self.handle(Handle::Other(Value::None))?;
        let octets = Value::Octets(self.cursor.field32()?.to_vec());
        if let Some(slot) = self.handles.get_mut(index) {
            *slot = Handle::Other(octets.clone());
        }
        Ok(octets)
    }

    fn object(&mut self, depth: usize) -> Result<(), Malformed> {
        let class = self.class(depth)?;
        self.handle(Handle::Other(Value::None))?;
        for class in self.lineage(class) {
            for (kind, name) in &class.fields {
                let value = self.value(*kind, depth)?;
                self.keep(name, value);
            }
            if class.flags & 1 != 0 {
                self.annotation(depth)?;
            }
        }
        Ok(())
    }

    /// The class and those above it, the highest first.
    fn lineage(&self, mut class: Option<usize>) -> Vec<Class> {
        let mut lineage = Vec::new();
        while let Some(Handle::Class(found)) = class.and_then(|index| self.handles.get(index)) {
            if lineage.len() == MAX_DEPTH {
                break;
            }
            lineage.push(found.clone());
            class = found.above;
        }
        lineage.reverse();
        lineage
    }

    fn value(&mut self, kind: u8, depth: usize) -> Result<Value, Malformed> {
        let size = match kind {
            b'B' | b'Z' => 1,
            b'C' | b'S' => 2,
            b'F' | b'I' => 4,
            b'D' | b'J' => 8,
            _ => return self.content(depth + 1),
        };
        self.cursor.take(size).map(|_| Value::None)
    }

    fn keep(&mut self, name: &[u8], value: Value) {
        let text = |bytes: Vec<u8>| Some(String::from_utf8_lossy(&bytes).into_owned());
        match (name, value) {
            (b"sealAlg", Value::Text(bytes)) => self.sealed.transformation = text(bytes),
            (b"paramsAlg", Value::Text(bytes)) => self.sealed.parameters_of = text(bytes),
            (b"encodedParams", Value::Octets(bytes)) => self.sealed.parameters = Some(bytes),
            _ => {}
        }
    }

    /// What a class writes of its own, up to its end mark: sealed objects write nothing.
    fn annotation(&mut self, depth: usize) -> Result<(), Malformed> {
        for _ in 0..MAX_HANDLES {
            match self.cursor.rest().first() {
                Some(0x78) => return self.cursor.u8().map(|_| ()),
                Some(0x77) => {
                    self.cursor.u8()?;
                    let length = self.cursor.u8()?;
                    self.cursor.take(length.into())?;
                }
                _ => {
                    self.content(depth + 1)?;
                }
            }
        }
        Err(self.cursor.error("the end of an annotation"))
    }

    /// A class description: its handle, or nothing.
    fn class(&mut self, depth: usize) -> Result<Option<usize>, Malformed> {
        if depth == MAX_DEPTH {
            return Err(self.cursor.error("fewer levels"));
        }
        match self.cursor.u8()? {
            0x70 => Ok(None),
            0x71 => self.referred().map(Some),
            0x72 => self.new_class(depth).map(Some),
            _ => Err(self.cursor.error("a class")),
        }
    }

    fn new_class(&mut self, depth: usize) -> Result<usize, Malformed> {
        let name = self.cursor.field16()?.to_vec();
        self.cursor.u64()?; // the version of the class
        let class = Class { name, flags: 0, fields: Vec::new(), above: None };
        let index = self.handle(Handle::Class(class.clone()))?;
        let flags = self.cursor.u8()?;
        let fields = self.fields(depth)?;
        self.annotation(depth)?;
        let above = self.class(depth + 1)?;
        if let Some(slot) = self.handles.get_mut(index) {
            *slot = Handle::Class(Class { flags, fields, above, ..class });
        }
        Ok(index)
    }

    fn fields(&mut self, depth: usize) -> Result<Vec<(u8, Vec<u8>)>, Malformed> {
        let count = self.cursor.u16()?;
        if count > MAX_FIELDS {
            return Err(self.cursor.error("fewer fields"));
        }
        let mut fields = Vec::new();
        for _ in 0..count {
            let kind = self.cursor.u8()?;
            fields.push((kind, self.cursor.field16()?.to_vec()));
            if matches!(kind, b'L' | b'[') {
                self.content(depth + 1)?; // the name of the field's class
            }
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JCEKS: &[u8] =
        include_bytes!("../../../../test-vectors/scan/java_keystore/stores/store.jceks");

    fn stream() -> &'static [u8] {
        &JCEKS[memchr::memmem::find(JCEKS, &MAGIC).unwrap()..]
    }

    #[test]
    fn a_secret_key_of_keytool() {
        let (sealed, length) = parse(stream()).unwrap();
        assert_eq!(sealed.transformation.as_deref(), Some("PBEWithMD5AndTripleDES"));
        assert_eq!(sealed.parameters_of.as_deref(), Some("PBEWithMD5AndTripleDES"));
        assert!(sealed.parameters.is_some_and(|der| der.starts_with(&[0x30])));
        for end in 0..length {
            assert!(parse(&stream()[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn classes_that_name_each_other_end() {
        let loops = [
            &MAGIC[..],
            &[0x73],
            &[0x72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78, 0x71, 0, 0x7e, 0, 0],
        ];
        assert!(parse(&loops.concat()).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(0x6fu8..0x7a, 0..60)) {
            let _ = parse(&[&MAGIC[..], &bytes].concat());
        }

        #[test]
        fn a_changed_stream_is_survived(at in 4usize..400, with: u8) {
            let mut bytes = stream().to_vec();
            bytes[at] = with;
            let _ = parse(&bytes);
        }
    }
}
