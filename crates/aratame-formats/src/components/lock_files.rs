//! Lock files and manifests of languages: which components a program was built from.
//!
//! Owns one reader a format, and which file names have which. A reader gives the components of
//! exact versions; what only a range names comes without a version.

use super::Component;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Components of one file; a file with more is cut there.
const MAX_COMPONENTS: usize = 200_000;
/// Dependencies inside dependencies that old npm lock files nest.
const MAX_NESTED: usize = 64;

/// A format of lock files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockFile {
    /// `Cargo.lock`.
    Cargo,
    /// `go.mod`.
    GoMod,
    /// `go.sum`.
    GoSum,
    /// `package-lock.json`, `npm-shrinkwrap.json`.
    Npm,
    /// `yarn.lock`, classic and later.
    Yarn,
    /// `pnpm-lock.yaml`.
    Pnpm,
    /// `requirements.txt`.
    Requirements,
    /// `poetry.lock`, `uv.lock`, `pdm.lock`.
    PythonToml,
    /// `Pipfile.lock`.
    Pipfile,
    /// `pom.xml`.
    Maven,
    /// `gradle.lockfile`.
    Gradle,
    /// `packages.lock.json`.
    NuGet,
    /// `composer.lock`.
    Composer,
    /// `Gemfile.lock`.
    Bundler,
}

impl LockFile {
    /// The format that a file name stands for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "Cargo.lock" => Self::Cargo,
            "go.mod" => Self::GoMod,
            "go.sum" => Self::GoSum,
            "package-lock.json" | "npm-shrinkwrap.json" | ".package-lock.json" => Self::Npm,
            "yarn.lock" => Self::Yarn,
            "pnpm-lock.yaml" => Self::Pnpm,
            "poetry.lock" | "uv.lock" | "pdm.lock" => Self::PythonToml,
            "Pipfile.lock" => Self::Pipfile,
            "pom.xml" => Self::Maven,
            "gradle.lockfile" => Self::Gradle,
            "packages.lock.json" => Self::NuGet,
            "composer.lock" => Self::Composer,
            "Gemfile.lock" => Self::Bundler,
            name if name.starts_with("requirements") && name.ends_with(".txt") => {
                Self::Requirements
            }
            _ => return None,
        })
    }

    /// The components of a file of this format, sorted, each once; `None` when it is damaged or
    /// of an unknown version.
    #[must_use]
    pub fn read(self, text: &str) -> Option<Vec<Component>> {
        let found = match self {
            Self::Cargo => toml_packages("cargo", text)?,
            Self::PythonToml => toml_packages("pypi", text)?,
            Self::GoMod => go_mod(text),
            Self::GoSum => go_sum(text),
            Self::Npm => npm(&json(text)?)?,
            Self::Yarn => yarn(text),
            Self::Pnpm => pnpm(text),
            Self::Requirements => text.lines().filter_map(requirement).collect(),
            Self::Pipfile => pipfile(&json(text)?)?,
            Self::Maven => maven(text)?,
            Self::Gradle => text.lines().filter_map(gradle).collect(),
            Self::NuGet => nuget(&json(text)?)?,
            Self::Composer => composer(&json(text)?)?,
            Self::Bundler => bundler(text),
        };
        let unique: BTreeSet<Component> = found.into_iter().take(MAX_COMPONENTS).collect();
        Some(unique.into_iter().collect())
    }
}

fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

fn text_of<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

/// Tables `[[package]]` with `name` and `version`. Only the two are wanted, so a line each is
/// read: no value of these files spans lines but lists, whose lines begin otherwise.
fn toml_packages(kind: &'static str, text: &str) -> Option<Vec<Component>> {
    let mut found = Vec::new();
    let mut current: Option<(String, String)> = None;
    let mut finish = |current: &mut Option<(String, String)>| {
        if let Some((name, version)) = current.take().filter(|(name, _)| !name.is_empty()) {
            let name = if kind == "pypi" { python_name(&name) } else { name };
            found.push(Component::new(kind, &name, &version));
        }
    };
    let mut in_package = false;
    for line in text.lines().map(str::trim_end) {
        if line.starts_with('[') {
            finish(&mut current);
            in_package = line == "[[package]]";
            current = in_package.then(Default::default);
        } else if let Some((key, value)) = line.split_once(" = ").filter(|_| in_package)
            && let Some(value) = value.trim().strip_prefix('"').and_then(|v| v.split('"').next())
            && let Some(current) = &mut current
        {
            match key {
                "name" => current.0 = value.to_owned(),
                "version" => current.1 = value.to_owned(),
                _ => {}
            }
        }
    }
    finish(&mut current);
    let is_one = !found.is_empty() || text.lines().any(|line| line.starts_with("version = "));
    is_one.then_some(found)
}

/// PEP 503.
fn python_name(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            c => normal.push(c.to_ascii_lowercase()),
        }
    }
    normal
}

fn go_mod(text: &str) -> Vec<Component> {
    let mut found = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let rest = match line.strip_prefix("require") {
            Some(rest) if rest.trim() == "(" => {
                in_block = true;
                continue;
            }
            Some(rest) if rest.starts_with([' ', '\t']) => rest,
            _ if line == ")" => {
                in_block = false;
                continue;
            }
            _ if in_block => line,
            _ => {
                if let Some(version) = line.strip_prefix("toolchain go") {
                    found.push(Component::new("golang", "stdlib", version));
                }
                continue;
            }
        };
        let mut parts = rest.split_whitespace();
        if let (Some(path), Some(version)) = (parts.next(), parts.next()) {
            found.push(Component::with_path("golang", path.trim_matches('"'), version));
        }
    }
    found
}

/// Modules whose content was fetched: lines of `/go.mod` alone are of the search for versions.
fn go_sum(text: &str) -> Vec<Component> {
    let line = |line: &str| {
        let mut parts = line.split_whitespace();
        let (path, version, _) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = !version.ends_with("/go.mod");
        whole.then(|| Component::with_path("golang", path, version))
    };
    text.lines().filter_map(line).collect()
}

/// Versions 2 and 3 list `packages` by folder, version 1 nests `dependencies`.
fn npm(document: &Value) -> Option<Vec<Component>> {
    let mut found = Vec::new();
    if let Some(packages) = document.get("packages").and_then(Value::as_object) {
        for (path, package) in packages {
            let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
            let name = text_of(package, "name").unwrap_or(name);
            let version = text_of(package, "version").unwrap_or_default();
            found.push(Component::with_path("npm", name, version));
        }
        return Some(found);
    }
    document.get("lockfileVersion")?;
    let mut waiting: Vec<(&Value, usize)> =
        document.get("dependencies").map(|all| (all, 0)).into_iter().collect();
    while let Some((dependencies, depth)) = waiting.pop() {
        for (name, dependency) in dependencies.as_object().into_iter().flatten() {
            let version = text_of(dependency, "version").unwrap_or_default();
            found.push(Component::with_path("npm", name, version));
            if let Some(inner) = dependency.get("dependencies").filter(|_| depth < MAX_NESTED) {
                waiting.push((inner, depth + 1));
            }
        }
    }
    Some(found)
}

/// A heading names what was asked for, the line `version` what was taken.
fn yarn(text: &str) -> Vec<Component> {
    let mut found = Vec::new();
    let mut name: Option<&str> = None;
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && line.ends_with(':') {
            let first = line.trim_end_matches(':').trim_matches('"').split(',').next();
            name =
                first.and_then(|each| each.trim_matches('"').rsplit_once('@')).map(|(name, _)| {
                    // `name@npm:alias@…` of later versions.
                    name.split("@npm:").next().unwrap_or(name)
                });
        } else if let Some(version) = line.trim_start().strip_prefix("version") {
            let version = version.trim_start_matches(':').trim().trim_matches('"');
            if let Some(name) = name.take().filter(|name| !name.is_empty() && *name != "__metadata")
            {
                found.push(Component::with_path("npm", name, version));
            }
        }
    }
    found
}

/// Keys of `packages`: `/name@1.0.0(peer)`, `name@1.0.0`, and `/name/1.0.0` of early versions.
fn pnpm(text: &str) -> Vec<Component> {
    let mut found = Vec::new();
    let mut in_packages = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            in_packages = line.trim_end() == "packages:";
            continue;
        }
        let key = line.strip_prefix("  ").filter(|rest| in_packages && !rest.starts_with(' '));
        let Some(key) = key.map(str::trim_end).and_then(|key| key.strip_suffix(':')) else {
            continue;
        };
        let key = key.trim_matches(['\'', '"']).trim_start_matches('/');
        let key = key.split(['(']).next().unwrap_or(key);
        let at = key.get(1..).and_then(|rest| rest.rfind('@')).map(|at| at + 1);
        let split = at.or_else(|| key.rfind('/')).and_then(|at| key.split_at_checked(at));
        if let Some((name, version)) = split {
            found.push(Component::with_path("npm", name, version.get(1..).unwrap_or_default()));
        }
    }
    found
}

/// `name[extra]==1.0 ; marker --hash=…`; other comparisons fix no version.
fn requirement(line: &str) -> Option<Component> {
    let line =
        line.split(['#', ';']).next()?.split(" --").next()?.trim().trim_end_matches('\\').trim();
    if line.is_empty() || line.starts_with('-') || line.contains("://") {
        return None;
    }
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    let (name, rest) = line.split_at_checked(end.unwrap_or(line.len()))?;
    let rest = rest.split(']').next_back()?.trim();
    let version = rest.strip_prefix("===").or_else(|| rest.strip_prefix("==")).unwrap_or_default();
    let is_name =
        !name.is_empty() && (rest.is_empty() || rest.starts_with(['=', '<', '>', '~', '!', '(']));
    let version = version.split(',').next()?.trim();
    is_name.then(|| Component::new("pypi", &python_name(name), version))
}

fn pipfile(document: &Value) -> Option<Vec<Component>> {
    document.get("_meta")?;
    let mut found = Vec::new();
    for section in ["default", "develop"] {
        for (name, package) in
            document.get(section).and_then(Value::as_object).into_iter().flatten()
        {
            let version = text_of(package, "version").unwrap_or_default().trim_start_matches('=');
            found.push(Component::new("pypi", &python_name(name), version));
        }
    }
    Some(found)
}

/// Dependencies of a `pom.xml`, with versions that are properties of the same file put in.
fn maven(text: &str) -> Option<Vec<Component>> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut properties = BTreeMap::new();
    let mut current = [const { String::new() }; 3];
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                if path.len() >= MAX_NESTED {
                    return None;
                }
                if name == "dependency" {
                    current = [const { String::new() }; 3];
                }
                path.push(name);
            }
            Event::Text(content) => {
                let content = content.as_ref().trim().to_owned();
                let [.., outer, inner] = path.as_slice() else { continue };
                match (outer.as_str(), inner.as_str()) {
                    ("dependency", "groupId") => current[0] = content,
                    ("dependency", "artifactId") => current[1] = content,
                    ("dependency", "version") => current[2] = content,
                    ("properties", name) => {
                        properties.insert(name.to_owned(), content);
                    }
                    ("project", "version") => {
                        properties.insert("project.version".to_owned(), content);
                    }
                    _ => {}
                }
            }
            Event::End(_) => {
                let ended = path.pop();
                found.extend((ended.as_deref() == Some("dependency")).then(|| current.clone()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let component = |[group, artifact, version]: [String; 3]| {
        let property = version.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
        let version = match property {
            Some(name) => properties.get(name).cloned().unwrap_or_default(),
            None => version,
        };
        Component { namespace: group, ..Component::new("maven", &artifact, &version) }
    };
    Some(found.into_iter().filter(|[_, artifact, _]| !artifact.is_empty()).map(component).collect())
}

/// `group:artifact:version=configurations`.
fn gradle(line: &str) -> Option<Component> {
    let line = line.trim();
    let (coordinates, _) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
    let mut parts = coordinates.split(':');
    let (group, artifact, version) = (parts.next()?, parts.next()?, parts.next()?);
    let namespace = group.to_owned();
    Some(Component { namespace, ..Component::new("maven", artifact, version) })
}

fn nuget(document: &Value) -> Option<Vec<Component>> {
    let mut found = Vec::new();
    for framework in document.get("dependencies")?.as_object()?.values() {
        for (name, package) in framework.as_object().into_iter().flatten() {
            if text_of(package, "type") != Some("Project") {
                let version = text_of(package, "resolved").unwrap_or_default();
                found.push(Component::new("nuget", name, version));
            }
        }
    }
    Some(found)
}

fn composer(document: &Value) -> Option<Vec<Component>> {
    let mut found = Vec::new();
    document.get("packages")?;
    for section in ["packages", "packages-dev"] {
        for package in document.get(section).and_then(Value::as_array).into_iter().flatten() {
            let version = text_of(package, "version").unwrap_or_default().trim_start_matches('v');
            found.push(Component::with_path("composer", text_of(package, "name")?, version));
        }
    }
    Some(found)
}

/// Lines `    name (version)` of `specs`; deeper ones are what those ask for.
fn bundler(text: &str) -> Vec<Component> {
    let line = |line: &str| {
        let rest = line.strip_prefix("    ").filter(|rest| !rest.starts_with(' '))?;
        let (name, version) = rest.trim_end().strip_suffix(')')?.split_once(" (")?;
        // A platform stands behind the version.
        let version = version.split('-').next().unwrap_or(version);
        let is_exact = version.starts_with(|c: char| c.is_ascii_digit());
        is_exact.then(|| Component::new("gem", name, version))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purls(name: &str, text: &str) -> Vec<String> {
        let found = LockFile::of_name(name).unwrap().read(text).unwrap();
        found.iter().map(|each| each.purl().replacen("pkg:", "", 1)).collect()
    }

    #[test]
    fn rust_and_python_tables() {
        let text = "version = 4\n\n[[package]]\nname = \"ring\"\nversion = \"0.17.8\"\n\
            dependencies = [\n \"cc\",\n]\n\n[[package]]\nname = \"cc\"\nversion = \"1.2.0\"\n\n[metadata]\nname = \"x\"\n";
        assert_eq!(purls("Cargo.lock", text), ["cargo/cc@1.2.0", "cargo/ring@0.17.8"]);
        let text = "[[package]]\nname = \"PyNaCl\"\nversion = \"1.5.0\"\n\n[package.dependencies]\nname = \"x\"\n";
        assert_eq!(purls("poetry.lock", text), ["pypi/pynacl@1.5.0"]);
        assert_eq!(LockFile::Cargo.read("no such file"), None);
    }

    #[test]
    fn go_modules() {
        let text = "module x\n\ngo 1.24\ntoolchain go1.24.2\n\nrequire (\n\tgolang.org/x/crypto v0.30.0 // indirect\n)\nrequire a/b v1.0.0\n";
        let expected =
            ["golang/stdlib@1.24.2", "golang/a/b@v1.0.0", "golang/golang.org/x/crypto@v0.30.0"];
        assert_eq!(purls("go.mod", text), expected);
        let text = "a/b v1.0.0 h1:x=\na/b v1.0.0/go.mod h1:y=\nc/d v2.0.0/go.mod h1:z=\n";
        assert_eq!(purls("go.sum", text), ["golang/a/b@v1.0.0"]);
    }

    #[test]
    fn javascript() {
        let text = r#"{"lockfileVersion":3,"packages":{"":{"name":"x"},
            "node_modules/@noble/curves":{"version":"1.9.0"},
            "node_modules/a/node_modules/node-forge":{"version":"1.3.1"}}}"#;
        let expected = ["npm/node-forge@1.3.1", "npm/%40noble/curves@1.9.0"];
        assert_eq!(purls("package-lock.json", text), expected);
        let text = r#"{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0",
            "dependencies":{"elliptic":{"version":"6.5.4"}}}}}"#;
        assert_eq!(purls("package-lock.json", text), ["npm/a@1.0.0", "npm/elliptic@6.5.4"]);
        let text = "# yarn lockfile v1\n\n\"@noble/curves@^1.9.0\", x@1:\n  version \"1.9.0\"\n\nelliptic@^6.5.3:\n  version \"6.5.4\"\n  dependencies:\n    bn.js \"^4\"\n";
        assert_eq!(purls("yarn.lock", text), ["npm/elliptic@6.5.4", "npm/%40noble/curves@1.9.0"]);
        let text = "__metadata:\n  version: 8\n\n\"elliptic@npm:^6.5.3\":\n  version: 6.5.4\n  resolution: \"x\"\n";
        assert_eq!(purls("yarn.lock", text), ["npm/elliptic@6.5.4"]);
        let text = "lockfileVersion: '9.0'\n\npackages:\n\n  '@noble/curves@1.9.0(x@1)':\n    resolution: {}\n  elliptic@6.5.4:\n    x: y\n  /old/1.0.0:\n    x: y\n\nsnapshots:\n  z@1:\n";
        let expected = ["npm/elliptic@6.5.4", "npm/old@1.0.0", "npm/%40noble/curves@1.9.0"];
        assert_eq!(purls("pnpm-lock.yaml", text), expected);
    }

    #[test]
    fn python() {
        let text = "# comment\ncryptography==44.0.1 \\\n    --hash=sha256:00\npyca[ssl]>=1.0 ; python_version > '3'\n-r other.txt\ngit+https://x/y\nPyNaCl == 1.5.0\n\u{65e5}\n";
        let expected = ["pypi/cryptography@44.0.1", "pypi/pyca", "pypi/pynacl@1.5.0"];
        assert_eq!(purls("requirements-dev.txt", text), expected);
        let text = r#"{"_meta":{},"default":{"Cryptography":{"version":"==44.0.1"}},"develop":{}}"#;
        assert_eq!(purls("Pipfile.lock", text), ["pypi/cryptography@44.0.1"]);
    }

    #[test]
    fn jvm_and_net_and_others() {
        let text = "<project><version>9</version><properties><bc>1.78</bc></properties><dependencies><dependency>\
            <groupId>org.bouncycastle</groupId><artifactId>bcprov-jdk18on</artifactId>\
            <version>${bc}</version></dependency></dependencies></project>";
        let expected = ["maven/org.bouncycastle/bcprov-jdk18on@1.78"];
        assert_eq!(purls("pom.xml", text), expected);
        let text = "# comment\norg.bouncycastle:bcprov-jdk18on:1.78=runtimeClasspath\nempty=\n";
        assert_eq!(purls("gradle.lockfile", text), expected);
        let text = r#"{"version":1,"dependencies":{"net8.0":{"BouncyCastle.Cryptography":
            {"type":"Direct","resolved":"2.4.0"},"own":{"type":"Project"}}}}"#;
        assert_eq!(purls("packages.lock.json", text), ["nuget/BouncyCastle.Cryptography@2.4.0"]);
        let text = r#"{"packages":[{"name":"phpseclib/phpseclib","version":"v3.0.42"}]}"#;
        assert_eq!(purls("composer.lock", text), ["composer/phpseclib/phpseclib@3.0.42"]);
        let text = "GEM\n  specs:\n    rbnacl (7.1.1)\n      ffi (~> 1.15)\n    x (1.0.0-x86_64-linux)\n\nDEPENDENCIES\n  y\n";
        assert_eq!(purls("Gemfile.lock", text), ["gem/rbnacl@7.1.1", "gem/x@1.0.0"]);
    }

    #[test]
    fn every_cut_is_total() {
        let text = "{\"packages\":{\"node_modules/a\":{\"version\":\"1\"}}}<a><b/>[[package]]\nname = \"x\"\n";
        let formats = [
            "Cargo.lock",
            "go.mod",
            "go.sum",
            "package-lock.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "requirements.txt",
            "uv.lock",
            "Pipfile.lock",
            "pom.xml",
            "gradle.lockfile",
            "packages.lock.json",
            "composer.lock",
            "Gemfile.lock",
        ];
        for name in formats {
            for length in 0..text.len() {
                let _ = LockFile::of_name(name).unwrap().read(&text[..length]);
            }
        }
    }
}
