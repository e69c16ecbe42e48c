//! Package databases of Linux distributions.

use aratame_formats::components::linux::{Package, apk_installed, dpkg_list, dpkg_status};
use aratame_formats::components::rpm_database;
use aratame_inventory::diagnostic::{PACKAGE_LIST_MALFORMED, PACKAGE_LIST_UNREAD};
use aratame_inventory::{Ownership, Position};

use crate::components::{count, library_of, observation};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};

/// The detector.
#[derive(Debug)]
pub struct PackageDatabase;

static ABOUT: About = About {
    id: "package-database",
    title: "Package databases",
    title_ja: "パッケージデータベース",
    finds: "Installed packages of dpkg, RPM and apk that are known as cryptographic libraries, with \
            version, package URL, what they can do and whether their version has ML-KEM; and every \
            other package in whose files something was found, related to what was found there.",
    how: "Reads dpkg's status and lists of files, apk's `installed`, and RPM's headers in SQLite \
          (rpmdb.sqlite), by their places below any root, in images of containers too. Names are \
          looked up in a table.",
    misses: "RPM databases of Berkeley DB and ndb, which are said to be unread; what still stands \
             in SQLite's write-ahead log; packages of snap and flatpak. A package counts by its \
             name: what it was built with is for the detectors of its files to say. The other \
             packages are counted, not listed.",
    references: &[
        "Debian Policy, Appendix",
        "RPM, Header Format",
        "SQLite Database File Format",
        "purl (ECMA-427)",
    ],
};

/// A database by its place below the root of a system.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    DpkgStatus,
    DpkgList,
    Apk,
    RpmSqlite,
    RpmOther,
}

const PLACES: [(&str, Format); 8] = [
    ("var/lib/dpkg/status", Format::DpkgStatus),
    ("lib/apk/db/installed", Format::Apk),
    ("var/lib/rpm/rpmdb.sqlite", Format::RpmSqlite),
    ("usr/lib/sysimage/rpm/rpmdb.sqlite", Format::RpmSqlite),
    ("var/lib/rpm/Packages", Format::RpmOther),
    ("usr/lib/sysimage/rpm/Packages", Format::RpmOther),
    ("var/lib/rpm/Packages.db", Format::RpmOther),
    ("usr/lib/sysimage/rpm/Packages.db", Format::RpmOther),
];
const DPKG_INFO: &str = "var/lib/dpkg/info/";
const DPKG_STATUS_D: &str = "var/lib/dpkg/status.d/";

impl Detector for PackageDatabase {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        place(entry.path.as_str()).is_some()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some((root, format)) = place(entry.path.as_str()) else { return };
        // A package without files has an empty list.
        if entry.source.is_empty() {
            return;
        }
        let text = entry.text();
        match (format, text) {
            (Format::DpkgList, Some(text)) => own(root, entry.path.file_name(), text, findings),
            (Format::DpkgStatus, Some(text)) => packages(root, dpkg_status(text), findings),
            (Format::Apk, Some(text)) => packages(root, apk_installed(text), findings),
            (Format::RpmSqlite, _) if entry.kind == Kind::Sqlite => rpm(entry, root, findings),
            (Format::RpmOther, _) if entry.kind != Kind::Text => {
                findings.diagnose(PACKAGE_LIST_UNREAD, Position::whole(), "");
            }
            _ => {
                let message = "not of the format that its name promises";
                findings.diagnose(PACKAGE_LIST_MALFORMED, Position::whole(), message);
            }
        }
    }
}

/// The root of the system that an entry is a package database of.
fn place(path: &str) -> Option<(&str, Format)> {
    let root_of = |at: usize| {
        let root = path.get(..at)?;
        (root.is_empty() || root.ends_with('/')).then_some(root)
    };
    for (name, format) in PLACES {
        if let Some(root) = path.strip_suffix(name).and_then(|root| root_of(root.len())) {
            return Some((root, format));
        }
    }
    let (folder, name) = path.rsplit_once('/')?;
    for (place, format) in [(DPKG_INFO, Format::DpkgList), (DPKG_STATUS_D, Format::DpkgStatus)] {
        let is_one = match format {
            Format::DpkgList => name.ends_with(".list"),
            _ => !name.contains('.'),
        };
        if let Some(root) = folder.strip_suffix(place.trim_end_matches('/')).filter(|_| is_one) {
            return Some((root_of(root.len())?, format));
        }
    }
    None
}

/// The name by which a package's lists of files find it.
fn handle(root: &str, name: &str) -> String {
    format!("package:{root}:{name}")
}

fn packages(root: &str, packages: Vec<Package>, findings: &mut Findings<'_>) {
    let (all, mut listed) = (packages.len(), 0);
    for package in packages {
        listed += usize::from(package_of(root, package, findings));
    }
    count(all, listed, findings);
}

/// States a package with what it owns. Says whether it is a cryptographic library.
fn package_of(root: &str, package: Package, findings: &mut Findings<'_>) -> bool {
    let is_known = library_of(&package.component).is_some();
    findings.package(root, &package.component);
    let mut observation = observation(&package.component);
    observation.only_if_related = !is_known;
    let owner = handle(root, &package.component.name);
    observation.provides.push(owner.clone());
    findings.observe(observation);
    if !package.files.is_empty() {
        findings.owns(Ownership { owner, root: root.to_owned(), files: package.files });
    }
    is_known
}

/// A list of dpkg is named after its package, with the architecture where several may be there.
fn own(root: &str, file_name: &str, text: &str, findings: &mut Findings<'_>) {
    let name = file_name.trim_end_matches(".list").split(':').next().unwrap_or_default();
    let (owner, root) = (handle(root, name), root.to_owned());
    findings.owns(Ownership { owner, root, files: dpkg_list(text) });
}

fn rpm(entry: &Entry<'_>, root: &str, findings: &mut Findings<'_>) {
    let (mut all, mut listed) = (0, 0);
    let read = rpm_database::packages(&entry.source, &mut |package| {
        all += 1;
        listed += usize::from(package_of(root, package, findings));
    });
    count(all, listed, findings);
    if let Err(error) = read {
        findings.diagnose(PACKAGE_LIST_MALFORMED, Position::whole(), error.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_below_any_root() {
        for (path, root) in [
            ("/var/lib/dpkg/status", "/"),
            ("/mnt/x/var/lib/dpkg/info/libssl3:amd64.list", "/mnt/x/"),
            ("i.tar!/l!/lib/apk/db/installed", "i.tar!/l!/"),
            ("var/lib/dpkg/status.d/base-files", ""),
        ] {
            assert_eq!(place(path).map(|(root, _)| root), Some(root), "{path}");
        }
        for path in
            ["/xvar/lib/dpkg/status", "/var/lib/dpkg/status-old", "/var/lib/dpkg/info/x.md5sums"]
        {
            assert!(place(path).is_none(), "{path}");
        }
    }
}
