//! Every public type, trait, function, method and constant of the library crates has an example: the
//! documentation is where a developer begins. That the examples compile and hold is the
//! documentation tests' part.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// The crates that developers adopt, and what they stand on.
const CRATES: [&str; 5] = ["futae", "futae-hybrid", "futae-kernels", "futae-pki", "futae-rustls"];
/// What begins a public item. Modules have theirs inside, where it is not seen from here.
const ITEMS: [&str; 7] =
    ["pub struct ", "pub enum ", "pub trait ", "pub type ", "pub fn ", "pub const ", "pub static "];

/// Adds a fault for each item without an example.
pub(crate) fn check(root: &Path, faults: &mut Vec<String>) -> Result<()> {
    for name in CRATES {
        check_folder(&root.join("crates").join(name).join("src"), faults)?;
    }
    Ok(())
}

fn check_folder(folder: &Path, faults: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            check_folder(&path, faults)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            for item in without_example(&fs::read_to_string(&path)?) {
                faults.push(format!("{}: `{item}` has no example", path.display()));
            }
        }
    }
    Ok(())
}

/// The items of a source whose documentation has no block of code.
fn without_example(source: &str) -> Vec<&str> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut example = false;
    let mut enclosing: Vec<(usize, &str)> = Vec::new();
    for line in source.lines() {
        let text = line.trim_start();
        // What a macro is given as documentation is looked at where it is called.
        let given = text.starts_with("$(#[");
        if given || text.starts_with("///") || text.starts_with("#[") {
            example |= given || text.contains("```");
            continue;
        }
        if !text.is_empty() {
            let depth = line.len() - text.len();
            enclosing.retain(|(outer, _)| *outer < depth);
            let member = enclosing.last().is_some_and(|(_, outer)| has_public_functions(outer));
            let public = ITEMS.iter().any(|item| text.starts_with(item));
            if !example && (public || member && text.starts_with("fn ")) {
                found.push(text.trim_end_matches([' ', '{', '(']));
            }
            enclosing.push((depth, text));
        }
        example = false;
    }
    found
}

/// A public trait, or the table of kernels, whose macro makes a method of each function in it.
fn has_public_functions(line: &str) -> bool {
    line.starts_with("pub trait ") || line.starts_with("pub struct ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_without_examples_are_found() {
        let source = "\
/// Shown.
///
/// ```
/// let a = A;
/// ```
#[derive(Debug)]
pub struct A;

/// Not shown.
pub struct B {
    b: u8,
}

impl A {
    /// A method.
    pub fn method(&self) {}

    /// ```
    /// A::SHOWN;
    /// ```
    #[cfg(feature = \"shown\")]
    pub const SHOWN: u8 = 0;

    fn private_method(&self) {}
}

/// ```
/// use T;
/// ```
pub trait T {
    /// Of every implementation.
    fn required(&self);
}

impl T for A {
    fn required(&self) {}
}

mod inner {
    /// Not shown either.
    pub const fn free() {}
}

pub(crate) fn private() {}

table! {
    $(#[$meta])*
    pub struct Table {
        /// Of every backend.
        fn kernel();
    }
}

#[cfg(test)]
mod tests {
    pub fn test() {}
}
";
        assert_eq!(
            without_example(source),
            [
                "pub struct B",
                "pub fn method(&self) {}",
                "fn required(&self);",
                "pub const fn free() {}",
                "fn kernel();",
            ]
        );
    }
}
