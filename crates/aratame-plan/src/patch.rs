//! Unified patches over lines of a text, as patch(1) applies them.

use std::fmt::Write as _;

/// Lines of context around a change, as diff(1) has them.
const CONTEXT: usize = 3;

/// One replacement: the lines `from..to` (from 0) by other lines. An empty range inserts before
/// `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The first line that goes.
    pub from: usize,
    /// The line after the last that goes.
    pub to: usize,
    /// What stands there instead, without line ends.
    pub lines: Vec<String>,
}

/// The patch that makes these edits in a file; `None` when they overlap, lie outside, or change
/// nothing.
#[must_use]
pub fn unified(path: &str, text: &str, edits: &[Edit]) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut edits: Vec<&Edit> = edits.iter().filter(|edit| changes(edit, &lines)).collect();
    edits.sort_by_key(|edit| (edit.from, edit.to));
    let apart = edits.windows(2).all(|pair| matches!(pair, [a, b] if a.to <= b.from));
    let inside = edits.iter().all(|edit| edit.from <= edit.to && edit.to <= lines.len());
    if edits.is_empty() || !apart || !inside {
        return None;
    }
    let name = path.trim_start_matches('/');
    let mut out = format!("--- a/{name}\n+++ b/{name}\n");
    let mut shift = 0_isize;
    for hunk in hunks(&edits, lines.len()) {
        shift += hunk.write(&lines, shift, &mut out)?;
    }
    Some(out)
}

/// The text with the edits made.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = line_end(&lines);
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.from, edit.to));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        out.extend(lines.get(at..edit.from).unwrap_or_default().iter().copied());
        for line in &edit.lines {
            out.push_str(line);
            out.push_str(end);
        }
        at = edit.to.max(at);
    }
    out.extend(lines.get(at..).unwrap_or_default().iter().copied());
    out
}

fn changes(edit: &Edit, lines: &[&str]) -> bool {
    let old = lines.get(edit.from..edit.to).unwrap_or_default();
    let same = |(old, new): (&&str, &String)| old.trim_end_matches(['\r', '\n']) == new;
    old.len() != edit.lines.len() || !old.iter().zip(&edit.lines).all(same)
}

/// The line end of a text: that of its first line.
fn line_end(lines: &[&str]) -> &'static str {
    if lines.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

struct Hunk<'e> {
    edits: Vec<&'e Edit>,
    from: usize,
    to: usize,
}

fn hunks<'e>(edits: &[&'e Edit], length: usize) -> Vec<Hunk<'e>> {
    let mut hunks: Vec<Hunk<'e>> = Vec::new();
    for edit in edits {
        let from = edit.from.saturating_sub(CONTEXT);
        let to = (edit.to + CONTEXT).min(length);
        match hunks.last_mut() {
            Some(last) if from <= last.to => {
                last.edits.push(edit);
                last.to = to;
            }
            _ => hunks.push(Hunk { edits: vec![edit], from, to }),
        }
    }
    hunks
}

impl Hunk<'_> {
    /// Writes the hunk and gives by how many lines it shifts what follows.
    fn write(&self, lines: &[&str], shift: isize, out: &mut String) -> Option<isize> {
        let removed: usize = self.edits.iter().map(|edit| edit.to - edit.from).sum();
        let added: usize = self.edits.iter().map(|edit| edit.lines.len()).sum();
        let old = self.to - self.from;
        let new = old - removed + added;
        let first = |at: usize, length: usize| if length == 0 { at } else { at + 1 };
        let new_from = self.from.checked_add_signed(shift)?;
        writeln!(out, "@@ -{},{old} +{},{new} @@", first(self.from, old), first(new_from, new))
            .ok()?;
        let end = if line_end(lines) == "\r\n" { "\r" } else { "" };
        let mut at = self.from;
        for edit in &self.edits {
            show(lines, at..edit.from, ' ', out);
            show(lines, edit.from..edit.to, '-', out);
            for line in &edit.lines {
                writeln!(out, "+{line}{end}").ok()?;
            }
            at = edit.to;
        }
        show(lines, at..self.to, ' ', out);
        Some(isize::try_from(added).ok()? - isize::try_from(removed).ok()?)
    }
}

fn show(lines: &[&str], range: std::ops::Range<usize>, mark: char, out: &mut String) {
    for line in lines.get(range).unwrap_or_default() {
        out.push(mark);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(from: usize, to: usize, lines: &[&str]) -> Edit {
        Edit { from, to, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn one_line_is_replaced() {
        let text = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let patch = unified("/etc/x", text, &[edit(4, 5, &["E"])]).unwrap();
        let wanted = "--- a/etc/x\n+++ b/etc/x\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n";
        assert_eq!(patch, wanted);
        assert_eq!(apply(text, &[edit(4, 5, &["E"])]), "a\nb\nc\nd\nE\nf\ng\nh\n");
    }

    #[test]
    fn far_edits_are_hunks_of_their_own() {
        let text: String = (0..40).map(|line| format!("{line}\n")).collect();
        let edits = [edit(2, 2, &["new", "lines"]), edit(30, 32, &["x"])];
        let patch = unified("x", &text, &edits).unwrap();
        assert!(
            patch.contains("@@ -1,5 +1,7 @@") && patch.contains("@@ -28,8 +30,7 @@"),
            "{patch}"
        );
    }

    #[test]
    fn what_cannot_be_is_no_patch() {
        let text = "a\nb\n";
        assert_eq!(unified("x", text, &[edit(0, 2, &["a"]), edit(1, 2, &["c"])]), None);
        assert_eq!(unified("x", text, &[edit(5, 6, &["a"])]), None);
        assert_eq!(unified("x", text, &[edit(0, 1, &["a"])]), None);
    }
}
