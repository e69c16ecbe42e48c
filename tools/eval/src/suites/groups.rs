//! JSON files with a header and `testGroups`, read one group at a time, and their fields.

use crate::operation::Bytes;
use anyhow::{Context, Result};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::io::{BufReader, Read};

/// An object of JSON.
pub(crate) type Object = Map<String, Value>;

/// Takes the header, as far as it stands before the groups, and one group.
pub(crate) type EachGroup<'a> = dyn FnMut(&Object, &Object) -> Result<()> + 'a;

/// Reads a file and gives its header, without the groups.
///
/// # Errors
/// It is no JSON of this shape, or `each` failed.
pub(crate) fn read(input: impl Read, each: &mut EachGroup<'_>) -> Result<Object> {
    let mut sink = Sink { each, header: Object::new(), failure: None };
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::new(input));
    let read = File(&mut sink).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (sink.failure, read) {
        (Some(error), _) => Err(error),
        (None, read) => read.context("not a JSON file of test groups").map(|()| sink.header),
    }
}

struct Sink<'s, 'e> {
    each: &'s mut EachGroup<'e>,
    header: Object,
    failure: Option<anyhow::Error>,
}

/// The file: an object, or a list of objects (ACVP may put its version before it).
struct File<'a, 's, 'e>(&'a mut Sink<'s, 'e>);

impl<'de> DeserializeSeed<'de> for File<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for File<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with testGroups")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(File(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "testGroups" {
                map.next_value_seed(Groups(&mut *self.0))?;
            } else {
                let value = map.next_value()?;
                self.0.header.insert(key, value);
            }
        }
        Ok(())
    }
}

struct Groups<'a, 's, 'e>(&'a mut Sink<'s, 'e>);

impl<'de> DeserializeSeed<'de> for Groups<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Groups<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of groups")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(group) = list.next_element::<Object>()? {
            if let Err(error) = (self.0.each)(&self.0.header, &group) {
                self.0.failure = Some(error);
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// The tests of a group.
pub(crate) fn tests(group: &Object) -> impl Iterator<Item = &Object> {
    let tests = group.get("tests").and_then(Value::as_array);
    tests.into_iter().flatten().filter_map(Value::as_object)
}

/// A text field, empty when it is not there.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A truth value, false when it is not there.
pub(crate) fn flag(object: &Object, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// A number, 0 when it is not there.
pub(crate) fn number(object: &Object, name: &str) -> u64 {
    object.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// Bytes in hexadecimal digits, if the field is there.
///
/// # Errors
/// It is something else.
pub(crate) fn optional(object: &Object, name: &str) -> Result<Option<Bytes>> {
    let Some(value) = object.get(name) else { return Ok(None) };
    let digits = value.as_str().with_context(|| format!("{name} is no text"))?;
    let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes());
    bytes.map(|bytes| Some(Bytes(bytes))).with_context(|| format!("{name} is not hexadecimal"))
}

/// Bytes in hexadecimal digits.
///
/// # Errors
/// The field is not there or something else.
pub(crate) fn bytes(object: &Object, name: &str) -> Result<Bytes> {
    optional(object, name)?.with_context(|| format!("no field {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Result<(usize, Object)> {
        let mut count = 0;
        let header = read(text.as_bytes(), &mut |_, group| {
            count += tests(group).count();
            Ok(())
        })?;
        Ok((count, header))
    }

    #[test]
    fn both_shapes_of_acvp_files() {
        let file = r#"{"algorithm":"X","testGroups":[{"tests":[{},{}]},{"tests":[{}]}],"late":1}"#;
        let (found, header) = count(file).unwrap();
        assert_eq!((found, text(&header, "algorithm"), number(&header, "late")), (3, "X", 1));
        assert_eq!(count(&format!(r#"[{{"acvVersion":"1.0"}},{file}]"#)).unwrap().0, 3);
    }

    #[test]
    fn what_is_cut_or_another_shape_is_an_error() {
        for text in ["", "{", "7", r#"{"testGroups":[{"tests":["#, r#"{"testGroups":7}"#] {
            assert!(count(text).is_err(), "{text}");
        }
    }
}
