//! What the name of a file, and the bytes around a word, tell of a configuration.

use aratame_inventory::EntryPath;

/// Extensions of programs, prose and data that speak of configurations without being one.
const OTHERS: &[&str] = &[
    "adoc", "bash", "c", "cc", "cpp", "css", "csv", "diff", "el", "erb", "go", "h", "hpp", "htm",
    "html", "j2", "java", "js", "json", "log", "lua", "m4", "md", "patch", "php", "pl", "pm", "po",
    "pot", "py", "rb", "rs", "rst", "sh", "sql", "svg", "tex", "tmpl", "tpl", "ts", "txt", "vim",
    "xml", "yaml", "yml",
];

/// Names of prose that has no extension, in lower case, as they begin.
const PROSE: &[&str] =
    &["changelog", "changes", "copyright", "install", "license", "news", "readme", "todo"];

/// Whether the name is that of a program, prose or data. Manual pages end in a digit.
pub(crate) fn is_program_or_prose(path: &EntryPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    if PROSE.iter().any(|prose| name.starts_with(prose)) {
        return true;
    }
    let Some((_, extension)) = path.file_name().rsplit_once('.') else { return false };
    let extension = extension.to_ascii_lowercase();
    let is_manual = extension.len() == 1 && extension.bytes().all(|b| b.is_ascii_digit());
    is_manual || OTHERS.contains(&extension.as_str())
}

/// The last place in a path where the root of a system may be: an image that is unpacked or an
/// archive has a root of its own.
pub(crate) const BELOW_ROOT: [&str; 5] = ["/etc/", "/usr/", "/opt/", "/var/", "/srv/"];

/// Whether one of the directories above the file has one of these names.
pub(crate) fn is_below(path: &EntryPath, names: &[&str]) -> bool {
    let above = path.as_str().strip_suffix(path.file_name()).unwrap_or_default();
    let mut components = above.as_bytes().split(|byte| matches!(byte, b'/' | b'\\'));
    components.any(|component| names.iter().any(|name| name.as_bytes() == component))
}

/// The word of which the bytes at `at` are a part, when it stands at the beginning of a line or
/// statement; and what follows it, without spaces.
pub(crate) fn leading_word(
    window: &[u8],
    at: usize,
    is_name: fn(u8) -> bool,
) -> Option<(&str, &[u8])> {
    let before = window.get(..at)?;
    let begin = before.iter().rposition(|byte| !is_name(*byte)).map_or(0, |last| last + 1);
    let rest = window.get(begin..)?;
    let length = rest.iter().position(|byte| !is_name(*byte)).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(length)?;
    let before = before.get(..begin)?;
    let last = before.iter().rfind(|byte| !matches!(byte, b' ' | b'\t'));
    // A byte-order mark ends in BF.
    if !matches!(last, None | Some(b'\n' | b'\r' | b';' | b'{' | b'}' | 0xBF)) {
        return None;
    }
    let spaces = after.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(after.len());
    Some((std::str::from_utf8(word).ok()?, after.get(spaces..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn names_tell() {
        let path = |text: &str| EntryPath::of_file(Path::new(text));
        assert!(is_program_or_prose(&path("/a/b.md")));
        assert!(is_program_or_prose(&path("/doc/apache2/NEWS.Debian")));
        assert!(is_program_or_prose(&path("/a/ssl_conf.5")));
        assert!(!is_program_or_prose(&path("/a/site.conf")));
        assert!(!is_program_or_prose(&path("/a/default")));
        assert!(is_below(&path("/etc/nginx/a/b"), &["nginx"]));
        assert!(!is_below(&path("/etc/nginx"), &["nginx"]));
    }

    #[test]
    fn words_are_found_at_the_beginning_of_statements() {
        let name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let word = |text: &'static [u8], at| leading_word(text, at, name);
        assert_eq!(word(b" proxy_ssl_a  b;", 7), Some(("proxy_ssl_a", &b"b;"[..])));
        assert_eq!(word(b"{ssl_a = b", 1), Some(("ssl_a", &b"= b"[..])));
        assert_eq!(word(b"x ssl_a b", 2), None);
    }
}
