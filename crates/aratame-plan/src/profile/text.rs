//! Directives in the text of a file: where they stand, and the edits that set them.

use super::products::{Place, Product, Row, Syntax, Value};
use super::{Made, Target};
use crate::patch::Edit;

/// Lines over which one value may go.
const MAX_LINES: usize = 256;

/// A directive in a file.
pub(super) struct Found {
    /// Its line, from 0.
    at: usize,
    name: &'static str,
}

/// The places of a row's directive outside comments.
pub(super) fn find(product: &Product, row: &Row, lines: &[&str]) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for name in row.names {
            if value_at(product.syntax, line, name).is_some_and(|value| {
                row.except.is_empty()
                    || !line.get(value..).unwrap_or_default().starts_with(row.except)
            }) {
                found.push(Found { at, name });
            }
        }
    }
    found
}

/// Whether a directive stands somewhere.
pub(super) fn is_written(product: &Product, name: &str, lines: &[&str]) -> bool {
    lines.iter().any(|line| value_at(product.syntax, line, name).is_some())
}

/// Where the value of a directive begins in a line; `None` when it does not stand there.
fn value_at(syntax: Syntax, line: &str, name: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    let comment = match syntax {
        Syntax::Attribute => line.len(),
        _ => comment_at(line),
    };
    let start = lower.match_indices(&name).map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).unwrap_or_default();
        let is_first = match syntax {
            Syntax::Semicolon => {
                before.trim().is_empty() || before.trim_end().ends_with(['{', ';'])
            }
            Syntax::Attribute => before.ends_with([' ', '\t']),
            _ => before.trim().is_empty(),
        };
        *at < comment && is_first
    })?;
    let end = start + name.len();
    let behind = line.get(end..)?;
    let gap = behind.len() - behind.trim_start().len();
    let rest = behind.trim_start();
    let skip = |mark: char| {
        let after = rest.strip_prefix(mark)?;
        Some(end + gap + mark.len_utf8() + (after.len() - after.trim_start().len()))
    };
    match syntax {
        Syntax::Semicolon => (gap > 0).then_some(end + gap),
        Syntax::Words => (gap > 0 && !rest.starts_with('=')).then_some(end + gap),
        Syntax::Equals | Syntax::EqualsIndented => skip('='),
        Syntax::Colon => skip(':').filter(|_| gap == 0),
        Syntax::Attribute => {
            skip('=').filter(|at| line.get(*at..).is_some_and(|v| v.starts_with('"')))
        }
    }
}

/// Where a comment begins; the end of the line where none does.
fn comment_at(line: &str) -> usize {
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', ';']) || trimmed.starts_with("//") {
        return line.len() - trimmed.len();
    }
    line.find(" #").unwrap_or(line.len())
}

impl Found {
    /// The edit that sets the directive; `Some(None)` when it has that value already, `None` when
    /// its value does not stand on simple lines.
    pub(super) fn edit(
        &self,
        product: &Product,
        row: &Row,
        lines: &[&str],
        target: Target,
    ) -> Option<Option<Made>> {
        let line = lines.get(self.at)?;
        let from = value_at(product.syntax, line, self.name)?;
        let (before, rest) = line.split_at_checked(from)?;
        let (value, behind, more) = value(product.syntax, rest, lines.get(self.at + 1..)?)?;
        if product.syntax == Syntax::Semicolon && behind.matches(';').count() > 1 {
            return None;
        }
        let Some(new) = row.value.text(target, Some(&value)) else { return Some(None) };
        let new = requoted(product.syntax, row.value, &value, new);
        if new == value {
            return Some(None);
        }
        // A list in the lines behind leaves nothing on its own.
        let gap = if before.ends_with(':') { " " } else { "" };
        let edit = Edit {
            from: self.at,
            to: self.at + 1 + more,
            lines: vec![format!("{before}{gap}{new}{behind}").trim_end().to_owned()],
        };
        let number = u32::try_from(self.at + 1).ok()?;
        let settings = vec![(number, self.name.to_owned(), value, Some(new))];
        Some(Some(Made { edit, settings }))
    }
}

/// A value, what stands behind it on its line, and over how many further lines it goes.
fn value<'l>(
    syntax: Syntax,
    rest: &'l str,
    following: &[&str],
) -> Option<(String, &'l str, usize)> {
    match syntax {
        Syntax::Semicolon if rest.starts_with('{') => {
            let end = rest.find('}')? + 1;
            Some((rest.get(..end)?.to_owned(), rest.get(end..)?, 0))
        }
        Syntax::Semicolon => {
            let end = rest.find(';')?;
            Some((rest.get(..end)?.to_owned(), rest.get(end..)?, 0))
        }
        Syntax::Attribute => {
            let end = rest.get(1..)?.find('"')? + 2;
            Some((rest.get(..end)?.to_owned(), rest.get(end..)?, 0))
        }
        _ => {
            let end = comment_at(rest);
            let value = rest.get(..end)?.trim_end();
            if value.ends_with('\\') {
                return None;
            }
            let behind = rest.get(value.len()..)?;
            let more = goes_on(syntax, value, following)?;
            let mut whole = vec![value];
            whole.extend(following.iter().take(more).map(|line| line.trim()));
            Some((whole.join(" ").trim().to_owned(), behind, more))
        }
    }
}

/// The number of further lines of a value.
fn goes_on(syntax: Syntax, value: &str, following: &[&str]) -> Option<usize> {
    let count = |is_more: &dyn Fn(&&str) -> bool| {
        following.iter().take(MAX_LINES).take_while(|line| is_more(line)).count()
    };
    let opens = |text: &str| {
        let open = text.matches(['(', '[']).count();
        open.saturating_sub(text.matches([')', ']']).count())
    };
    if opens(value) > 0 {
        let mut depth = opens(value);
        let ends = following.iter().take(MAX_LINES).position(|line| {
            depth += line.matches(['(', '[']).count();
            depth = depth.saturating_sub(line.matches([')', ']']).count());
            depth == 0
        });
        return Some(ends? + 1);
    }
    match syntax {
        Syntax::EqualsIndented => Some(count(&|line| line.starts_with([' ', '\t']))),
        Syntax::Colon if value.is_empty() => {
            Some(count(&|line| line.trim_start().starts_with('-')))
        }
        _ => Some(0),
    }
}

/// The new value with the quotes of the old one.
fn requoted(syntax: Syntax, row: Value, old: &str, new: String) -> String {
    if syntax == Syntax::Attribute {
        return format!("\"{new}\"");
    }
    let quote = old.chars().next().filter(|c| matches!(c, '"' | '\''));
    let is_bare = !new.starts_with(['"', '\'', '[', '(', '{']);
    let is_whole = quote.is_some_and(|quote| old.len() > 1 && old.ends_with(quote));
    match quote {
        Some(quote) if is_bare && is_whole && !matches!(row, Value::Lighttpd) => {
            format!("{quote}{new}{quote}")
        }
        _ => new,
    }
}

/// Whether a file has a place for directives that are missing.
pub(super) fn has_place(product: &Product, lines: &[&str]) -> bool {
    !places(product, lines).is_empty()
}

fn places(product: &Product, lines: &[&str]) -> Vec<(usize, String)> {
    match product.place {
        Place::Nowhere => Vec::new(),
        Place::Behind(heads) => {
            let at = lines.iter().position(|line| heads.contains(&line.trim()));
            at.map(|at| (at + 1, indent_behind(lines, at))).into_iter().collect()
        }
        Place::Before { names, block } => before(product, names, block, lines),
    }
}

/// The edits that put in what is missing; `None` when there is no place for it.
pub(super) fn inserted(
    product: &Product,
    missing: &[&Row],
    lines: &[&str],
    target: Target,
) -> Option<Vec<Made>> {
    if missing.is_empty() || matches!(product.place, Place::Nowhere) {
        return Some(Vec::new());
    }
    let places = places(product, lines);
    if places.is_empty() {
        return None;
    }
    let mut made = Vec::new();
    for (at, indent) in places {
        let mut settings = Vec::new();
        let mut new = Vec::new();
        for row in missing {
            let (Some(name), Some(value)) = (row.names.first(), row.value.text(target, None))
            else {
                continue;
            };
            new.push(format!("{indent}{}", product.syntax.line(name, &value)));
            let number = u32::try_from(at + 1).ok()?;
            settings.push((number, (*name).to_owned(), String::new(), Some(value)));
        }
        if !new.is_empty() {
            made.push(Made { edit: Edit { from: at, to: at, lines: new }, settings });
        }
    }
    Some(made)
}

/// The indentation of the line behind a head, where it is deeper than the head's.
fn indent_behind(lines: &[&str], head: usize) -> String {
    let own = lines.get(head).map_or("", |line| indentation(line));
    let next = lines.get(head + 1).map_or("", |line| indentation(line));
    if next.len() > own.len() { next.to_owned() } else { format!("{own}    ") }
}

fn indentation(line: &str) -> &str {
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}

/// The first anchor of the file, or of each of its blocks.
fn before(product: &Product, names: &[&str], block: &str, lines: &[&str]) -> Vec<(usize, String)> {
    let mut places = Vec::new();
    let mut is_done = false;
    for (at, line) in lines.iter().enumerate() {
        let begins = !block.is_empty() && begins_block(line, block);
        is_done &= !begins;
        let is_anchor = names.iter().any(|name| value_at(product.syntax, line, name).is_some());
        if is_anchor && !is_done {
            places.push((at, indentation(line).to_owned()));
            is_done = true;
        }
    }
    places
}

fn begins_block(line: &str, word: &str) -> bool {
    let rest = line.trim_start().strip_prefix(word);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '{', '>']))
}

/// Lines such as `bind … ciphers X no-tlsv13`, whose words are changed one by one.
pub(super) fn reworded(first: &[&str], lines: &[&str], target: Target) -> Option<Vec<Made>> {
    let mut made = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.get(..comment_at(line))?;
        let words: Vec<&str> = code.split_whitespace().collect();
        if !words.first().is_some_and(|word| first.contains(word)) {
            continue;
        }
        let new = words_of(&words, target)?;
        if new == words {
            continue;
        }
        let rest = line.get(code.trim_end().len()..)?;
        let text = format!("{}{}{rest}", indentation(line), new.join(" "));
        let number = u32::try_from(at + 1).ok()?;
        let (name, after) = ((*words.first()?).to_owned(), new.get(1..)?.join(" "));
        made.push(Made {
            edit: Edit { from: at, to: at + 1, lines: vec![text] },
            settings: vec![(number, name, words.get(1..)?.join(" "), Some(after))],
        });
    }
    Some(made)
}

/// Words that go: they force an old version or switch off a new one.
const GONE: [&str; 6] =
    ["force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12", "no-tlsv12", "no-tlsv13"];

fn words_of(words: &[&str], target: Target) -> Option<Vec<String>> {
    let mut new = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = match *word {
            "ciphers" => Value::Ciphers("", "").text(target, None),
            "curves" => Value::Groups("", ":", "").text(target, None),
            "ecdhe" => Some("prime256v1".to_owned()),
            "ssl-min-ver" => Some("TLSv1.2".to_owned()),
            "ssl-max-ver" => Some("TLSv1.3".to_owned()),
            gone if GONE.contains(&gone) => continue,
            _ => None,
        };
        new.push((*word).to_owned());
        if let Some(value) = value {
            words.next()?;
            new.push(value);
        }
    }
    Some(new)
}
