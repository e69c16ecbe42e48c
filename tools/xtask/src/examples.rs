//! Every public type, trait and function of the library crates has an example: the documentation
//! is where a developer begins. That the examples compile and hold is the documentation tests' part.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// The crates that developers adopt.
const CRATES: [&str; 4] = ["futae", "futae-hybrid", "futae-pki", "futae-rustls"];
/// What begins a public item. Methods are shown by the example of their type.
const ITEMS: [&str; 5] = ["pub struct ", "pub enum ", "pub trait ", "pub fn ", "pub const fn "];

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
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut example = false;
    let mut enclosing: Vec<(usize, &str)> = Vec::new();
    for line in source.lines() {
        let text = line.trim_start();
        if text.starts_with("///") || text.starts_with("#[") {
            example |= text.contains("```");
            continue;
        }
        if !text.is_empty() {
            let depth = line.len() - text.len();
            enclosing.retain(|(outer, _)| *outer < depth);
            let method = enclosing.last().is_some_and(|(_, outer)| is_body_of_type(outer));
            if !example && !method && ITEMS.iter().any(|item| text.starts_with(item)) {
                found.push(text.trim_end_matches([' ', '{', '(']));
            }
            enclosing.push((depth, text));
        }
        example = false;
    }
    found
}

fn is_body_of_type(line: &str) -> bool {
    ["impl", "pub trait", "trait"].iter().any(|word| line.starts_with(word))
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
}

mod inner {
    /// Not shown either.
    pub const fn free() {}
}

pub(crate) fn private() {}

#[cfg(test)]
mod tests {
    pub fn test() {}
}
";
        assert_eq!(without_example(source), ["pub struct B", "pub const fn free() {}"]);
    }
}
