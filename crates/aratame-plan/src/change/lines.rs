//! From a changed directive to the edit of its line, in the grammar of its product.

use super::LineChange;
use super::rules::bare;
use crate::patch::Edit;

/// How a product writes directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// `name value;`
    Nginx,
    /// `name value`, or with `=` as OpenSSH allows
    Words,
    /// `name = value`
    Ini,
}

/// The edit that makes a change; `None` when the directive does not stand on its line as it was
/// scanned, or goes on over several lines.
pub(super) fn edit(syntax: Syntax, text: &str, change: &LineChange) -> Option<Edit> {
    let at = usize::try_from(change.line).ok()?.checked_sub(1)?;
    let line = text.split_inclusive('\n').nth(at)?.trim_end_matches(['\r', '\n']);
    let (before, written, after) = parts(syntax, line, bare(&change.directive))?;
    if words(unquoted(written)) != words(unquoted(&change.before)) {
        return None;
    }
    let lines = match &change.after {
        Some(new) => vec![format!("{before}{}{after}", quoted(syntax, written, new))],
        None if is_alone(syntax, before, after) => Vec::new(),
        None => return None,
    };
    Some(Edit { from: at, to: at + 1, lines })
}

/// What stands before a directive's value, the value, and what stands behind it.
fn parts<'l>(syntax: Syntax, line: &'l str, name: &str) -> Option<(&'l str, &'l str, &'l str)> {
    let start = name_at(line, name)?;
    let behind = line.get(start + name.len()..)?;
    let gap = behind.len() - behind.trim_start().len();
    let is_assigned = behind.trim_start().starts_with('=');
    let skip = match (syntax, is_assigned) {
        (Syntax::Nginx, _) | (Syntax::Words, false) => gap,
        (Syntax::Ini | Syntax::Words, true) => {
            let rest = behind.get(gap + 1..)?;
            gap + 1 + (rest.len() - rest.trim_start().len())
        }
        (Syntax::Ini, false) => return None,
    };
    if skip == 0 {
        return None;
    }
    let from = start + name.len() + skip;
    let value = line.get(from..)?;
    let end = match syntax {
        Syntax::Nginx => value.find(';')?,
        Syntax::Words | Syntax::Ini => {
            let comment = value.find(" #").unwrap_or(value.len());
            value.get(..comment)?.trim_end().len()
        }
    };
    let value = value.get(..end)?;
    // A line that goes on is no simple one.
    (!value.ends_with('\\')).then(|| {
        (line.get(..from).unwrap_or_default(), value, line.get(from + end..).unwrap_or_default())
    })
}

/// Where a name begins that stands as a word of its own and in no comment.
fn name_at(line: &str, name: &str) -> Option<usize> {
    let comment = line.find('#').unwrap_or(line.len());
    let code = line.get(..comment)?.to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    let is_word = |at: usize| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + name.len()..).and_then(|text| text.chars().next());
        before.is_none_or(|c| c.is_whitespace() || c == '{' || c == ';')
            && after.is_some_and(|c| c.is_whitespace() || c == '=')
    };
    let mut found = code.match_indices(&name).map(|(at, _)| at).filter(|at| is_word(*at));
    let first = found.next()?;
    // Twice on a line: which one was scanned is not known.
    found.next().is_none().then_some(first)
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        let inner = value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner;
        }
    }
    value
}

fn words(value: &str) -> Vec<&str> {
    value.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect()
}

/// The new value with the quotes of the old one.
fn quoted(syntax: Syntax, old: &str, new: &str) -> String {
    let quote = old.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) if unquoted(old).len() + 2 == old.trim().len() => {
            format!("{quote}{new}{quote}")
        }
        // What nginx would read as the end or as a block.
        None if syntax == Syntax::Nginx && new.contains([';', '{', '}']) => format!("\"{new}\""),
        _ => new.to_owned(),
    }
}

/// Whether nothing but the directive stands on its line.
fn is_alone(syntax: Syntax, before: &str, after: &str) -> bool {
    let starts = before.split_whitespace().filter(|word| *word != "=").count() == 1;
    let rest = after.trim();
    let rest = if syntax == Syntax::Nginx { rest.trim_start_matches(';').trim() } else { rest };
    starts && (rest.is_empty() || rest.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::text;

    fn change(line: u32, directive: &str, before: &str, after: Option<&str>) -> LineChange {
        LineChange {
            line,
            directive: directive.to_owned(),
            before: before.to_owned(),
            after: after.map(str::to_owned),
            reason: text("", ""),
        }
    }

    fn edited(syntax: Syntax, line: &str, wanted: &LineChange) -> Option<Vec<String>> {
        edit(syntax, line, wanted).map(|edit| edit.lines)
    }

    #[test]
    fn the_rest_of_the_line_stays() {
        let wanted = change(1, "ssl_protocols", "TLSv1 TLSv1.2", Some("TLSv1.2"));
        assert_eq!(
            edited(Syntax::Nginx, "\tssl_protocols  TLSv1  TLSv1.2; # old\n", &wanted),
            Some(vec!["\tssl_protocols  TLSv1.2; # old".to_owned()])
        );
        let wanted = change(1, "ssl_ciphers", "HIGH:RC4", Some("HIGH:RC4:!RC4"));
        assert_eq!(
            edited(Syntax::Nginx, "ssl_ciphers 'HIGH:RC4';", &wanted),
            Some(vec!["ssl_ciphers 'HIGH:RC4:!RC4';".to_owned()])
        );
        let wanted = change(1, "Ciphers", "aes256-ctr,3des-cbc", Some("aes256-ctr"));
        assert_eq!(
            edited(Syntax::Words, "  ciphers=aes256-ctr,3des-cbc", &wanted),
            Some(vec!["  ciphers=aes256-ctr".to_owned()])
        );
        let wanted = change(1, "MinProtocol", "TLSv1", Some("TLSv1.2"));
        assert_eq!(
            edited(Syntax::Ini, "MinProtocol = TLSv1 # compat", &wanted),
            Some(vec!["MinProtocol = TLSv1.2 # compat".to_owned()])
        );
    }

    #[test]
    fn what_is_not_as_scanned_is_left_alone() {
        let wanted = change(1, "ssl_protocols", "TLSv1", Some("TLSv1.2"));
        for line in [
            "ssl_protocols TLSv1.1;",
            "# ssl_protocols TLSv1;",
            "ssl_protocols TLSv1",
            "ssl_protocols TLSv1; ssl_protocols TLSv1;",
            "xssl_protocols TLSv1;",
            "",
        ] {
            assert_eq!(edited(Syntax::Nginx, line, &wanted), None, "{line}");
        }
        let gone = change(1, "Ciphers", "3des-cbc", None);
        assert_eq!(edited(Syntax::Words, "Ciphers 3des-cbc\n", &gone), Some(Vec::new()));
    }
}
