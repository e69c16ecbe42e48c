//! Package databases of Linux distributions that are text: dpkg and apk.

use super::Component;

/// A package of a database, with the files it owns where the same file lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// What it is.
    pub component: Component,
    /// Names below the root, without a leading slash.
    pub files: Vec<Box<str>>,
}

/// Packages that `/var/lib/dpkg/status` says are installed, or of a file of its `status.d`.
#[must_use]
pub fn dpkg_status(text: &str) -> Vec<Package> {
    paragraphs(text).filter_map(dpkg_package).collect()
}

fn paragraphs(text: &str) -> impl Iterator<Item = Vec<(&str, &str)>> {
    text.split("\n\n").map(|paragraph| {
        paragraph
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split_once(':'))
            .map(|(key, value)| (key, value.trim()))
            .collect()
    })
}

fn dpkg_package(fields: Vec<(&str, &str)>) -> Option<Package> {
    let field = |name| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    // Images without a shell (status.d) have no Status.
    let installed = field("Status").is_none_or(|status| status.ends_with(" installed"));
    let (name, version) = (field("Package")?, field("Version")?);
    let maintainer = field("Maintainer").unwrap_or_default();
    let is_ubuntu = version.contains("ubuntu") || maintainer.contains("ubuntu");
    let component = Component {
        namespace: if is_ubuntu { "ubuntu" } else { "debian" }.to_owned(),
        architecture: field("Architecture").unwrap_or_default().to_owned(),
        ..Component::new("deb", name, version)
    };
    installed.then_some(Package { component, files: Vec::new() })
}

/// The names in a list of `/var/lib/dpkg/info`.
#[must_use]
pub fn dpkg_list(text: &str) -> Vec<Box<str>> {
    text.lines()
        .filter_map(|line| line.strip_prefix('/'))
        .filter(|name| is_of_note(name))
        .map(Into::into)
        .collect()
}

/// Packages of `/lib/apk/db/installed`, with their files.
#[must_use]
pub fn apk_installed(text: &str) -> Vec<Package> {
    text.split("\n\n").filter_map(apk_package).collect()
}

fn apk_package(paragraph: &str) -> Option<Package> {
    let mut package = Package::default();
    package.component.kind = "apk";
    package.component.namespace = "alpine".to_owned();
    let mut folder = "";
    for (key, value) in paragraph.lines().filter_map(|line| line.split_once(':')) {
        match key {
            "P" => package.component.name = value.to_owned(),
            "V" => package.component.version = value.to_owned(),
            "A" => package.component.architecture = value.to_owned(),
            "F" => folder = value,
            "R" if folder.is_empty() => package.files.push(value.into()),
            "R" if is_of_note(folder) => package.files.push(format!("{folder}/{value}").into()),
            _ => {}
        }
    }
    (!package.component.name.is_empty()).then_some(package)
}

/// Documentation and translations hold no cryptography, and are half of all names.
pub(super) fn is_of_note(name: &str) -> bool {
    const LEFT_OUT: [&str; 4] =
        ["usr/share/doc/", "usr/share/man/", "usr/share/locale/", "usr/share/lintian/"];
    !name.is_empty() && name != "." && !LEFT_OUT.iter().any(|folder| name.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dpkg_lists_what_is_installed() {
        let text = "Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\n\
            Version: 3.0.17-1~deb12u2\nDescription: x\n Status: no\n\n\
            Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nnonsense";
        let found = dpkg_status(text);
        assert_eq!(found.len(), 1);
        let purl = "pkg:deb/debian/libssl3@3.0.17-1~deb12u2?arch=amd64";
        assert_eq!(found[0].component.purl(), purl);
    }

    #[test]
    fn lists_of_files() {
        let found = dpkg_list("/.\n/usr\n/usr/lib/x.so\n/usr/share/doc/x/copyright\nnonsense\n");
        assert_eq!(found, ["usr".into(), Box::<str>::from("usr/lib/x.so")]);
        let text = "P:libcrypto3\nV:3.3.2-r0\nA:x86_64\nF:lib\nR:libcrypto.so.3\nF:usr/share/doc/x\nR:y\n\nP:\n";
        let found = apk_installed(text);
        assert_eq!(found[0].component.purl(), "pkg:apk/alpine/libcrypto3@3.3.2-r0?arch=x86_64");
        assert_eq!((found.len(), &*found[0].files[0]), (1, "lib/libcrypto.so.3"));
    }
}
