//! The comparison of names. Owns the one rule by which two spellings are the same name.

/// A name as it is compared: ASCII letters in lower case, without `-`, `_` and space.
///
/// ```
/// assert_eq!(aratame_algorithms::normalise("ML_KEM-768"), "mlkem768");
/// ```
#[must_use]
pub fn normalise(name: &str) -> String {
    normalised(name).collect()
}

/// Whether `wanted`, which is normalised, is the normalised form of a name. Makes no copy.
#[must_use]
pub fn is_normalised(name: &str, wanted: &str) -> bool {
    normalised(name).eq(wanted.chars())
}

fn normalised(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase())
}
