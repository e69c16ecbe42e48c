//! Components that a compiler left in a program: `cargo auditable` and Go's build information.

use super::Component;

/// Section of `cargo auditable`, which holds a zlib stream of JSON.
pub const AUDITABLE_SECTION: &str = ".dep-v0";
/// The mark of Go's build information.
pub const GO_MAGIC: &[u8; 14] = b"\xff Go buildinf:";

/// Longest text of modules; a large program has some 40 KiB.
const MAX_MODULES: usize = 1 << 20;
/// Bytes before the inline strings of Go's build information.
const GO_HEADER: usize = 32;
/// Bytes before and behind the text of modules.
const GO_SENTINEL: usize = 16;

/// Crates of the JSON of `cargo auditable`; `None` when it is none.
#[must_use]
pub fn auditable(json: &[u8]) -> Option<Vec<Component>> {
    let document: serde_json::Value = serde_json::from_slice(json).ok()?;
    let packages = document.get("packages")?.as_array()?;
    let runtime = |package: &&serde_json::Value| {
        package.get("kind").and_then(serde_json::Value::as_str) != Some("build")
    };
    let component = |package: &serde_json::Value| {
        let text = |key| package.get(key).and_then(serde_json::Value::as_str);
        Some(Component::new("cargo", text("name")?, text("version")?))
    };
    Some(packages.iter().filter(runtime).filter_map(component).collect())
}

/// The standard library and the modules of Go's build information that begins with `bytes`.
/// `None` when it is cut, or of before Go 1.18, which kept pointers there.
#[must_use]
pub fn go_build_info(bytes: &[u8]) -> Option<Vec<Component>> {
    let inline = bytes.get(15)? & 2 != 0;
    if !bytes.starts_with(GO_MAGIC) || !inline {
        return None;
    }
    let (version, rest) = string(bytes.get(GO_HEADER..)?)?;
    let version = std::str::from_utf8(version).ok()?.split(' ').next()?.strip_prefix("go")?;
    let mut found = vec![Component::new("golang", "stdlib", version)];
    let modules = string(rest).map(|(modules, _)| modules).unwrap_or_default();
    let end = modules.len().saturating_sub(GO_SENTINEL);
    let text = String::from_utf8_lossy(modules.get(GO_SENTINEL..end).unwrap_or_default());
    for line in text.lines() {
        let mut parts = line.split('\t');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("dep"), Some(path), Some(version)) => {
                found.push(Component::with_path("golang", path, version));
            }
            // What stands in for the module before.
            (Some("=>"), Some(path), Some(version)) => {
                found.pop();
                found.push(Component::with_path("golang", path, version));
            }
            _ => {}
        }
    }
    Some(found)
}

/// A string behind its length in groups of seven bits.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let rest = bytes.get(index + 1..)?;
            return (length <= MAX_MODULES).then(|| rest.split_at_checked(length))?;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go() -> Vec<u8> {
        let mut bytes = GO_MAGIC.to_vec();
        bytes.extend_from_slice(&[8, 2]);
        bytes.resize(GO_HEADER, 0);
        bytes.push(8);
        bytes.extend_from_slice(b"go1.24.2");
        let modules =
            "path\tx\ndep\tgolang.org/x/crypto\tv0.30.0\th1:x\ndep\ta/b\tv1\n=>\tc/d\tv2\n";
        let text = format!("{}{modules}{}", "0".repeat(16), "1".repeat(16));
        bytes.push(text.len() as u8 | 0x80);
        bytes.push((text.len() >> 7) as u8);
        bytes.extend_from_slice(text.as_bytes());
        bytes
    }

    #[test]
    fn go_modules_with_the_standard_library() {
        let found: Vec<_> = go_build_info(&go()).unwrap().iter().map(Component::purl).collect();
        let expected = [
            "pkg:golang/stdlib@1.24.2",
            "pkg:golang/golang.org/x/crypto@v0.30.0",
            "pkg:golang/c/d@v2",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn crates_but_no_build_tools() {
        let json = br#"{"packages":[{"name":"ring","version":"0.17.8"},
            {"name":"cc","version":"1.0.0","kind":"build"},{"name":"x"}]}"#;
        let found: Vec<_> = auditable(json).unwrap().iter().map(Component::purl).collect();
        assert_eq!(found, ["pkg:cargo/ring@0.17.8"]);
        assert_eq!(auditable(b"{}"), None);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = go();
        for length in 0..bytes.len() {
            let _ = go_build_info(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            let _ = go_build_info(&changed);
        }
    }
}
