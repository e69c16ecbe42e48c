//! Settings that reach a profile (設定基準) of CRYPTREC GL-3001, in the words of each product, and
//! the change of a file that makes them.
//!
//! Owns which directives decide a profile; the table of products stands in `profile/products.rs`,
//! how a line is found and changed in `profile/text.rs`. A file whose directives cannot be found
//! on simple lines gets no patch, but the settings as text.

mod products;
mod text;

use crate::change::{Change, LineChange};
use crate::figure;
use crate::patch::{self, Edit};
use aratame_inventory::EntryPath;
use aratame_policy::Profile;
use aratame_policy::verdict::Text;
use products::{Product, Row};

/// The hybrid group that comes first where the installed library has it.
pub const HYBRID_GROUP: &str = "X25519MLKEM768";

/// One directive with the value that a profile wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub directive: String,
    /// Its value, as the file writes it.
    pub value: String,
}

/// What is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The profile.
    pub profile: Profile,
    /// Whether the installed library has the hybrid group.
    pub hybrid: bool,
}

/// The products for which settings are known, as an inventory names them.
pub fn products() -> impl Iterator<Item = &'static str> {
    products::PRODUCTS.iter().map(|product| product.name)
}

/// Whether files of a product are changed by a patch.
#[must_use]
pub fn is_patched(product: &str) -> bool {
    products::of(product).is_some_and(|product| product.is_patched())
}

/// The command that checks a changed file before it is used, where the product has one.
#[must_use]
pub fn check(product: &str) -> Option<&'static str> {
    products::of(product)?.check
}

/// The settings of a product for a profile; `None` for a product that is not known.
#[must_use]
pub fn settings(product: &str, target: Target) -> Option<Vec<Setting>> {
    Some(settings_of(products::of(product)?, target))
}

fn settings_of(product: &Product, target: Target) -> Vec<Setting> {
    let rows = product.rows.iter().filter(|row| !row.only_where_written);
    let setting = |row: &Row| {
        let directive = (*row.names.first()?).to_owned();
        Some(Setting { directive, value: row.value.text(target, None)? })
    };
    rows.filter_map(setting).collect()
}

/// The settings as a file of the product writes them, one a line.
#[must_use]
pub fn snippet(product: &str, target: Target) -> Option<String> {
    let known = products::of(product)?;
    let lines = settings(product, target)?;
    let lines = lines.iter().map(|each| known.syntax.line(&each.directive, &each.value) + "\n");
    Some(lines.collect())
}

/// A file of a configuration, with its text where that is at hand.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it stands.
    pub path: EntryPath,
    /// What stands in it.
    pub content: Option<String>,
}

/// The files of one configuration, its head first, with the settings of a profile: the lines that
/// change, and the patch where it can be made. Empty when the product is not known or nothing has
/// to change.
#[must_use]
pub fn change(product: &str, files: &[File], target: Target) -> Vec<Change> {
    let Some(head) = files.first() else { return Vec::new() };
    let Some(known) = products::of_file(product, head.content.as_deref()) else {
        return Vec::new();
    };
    let reason = reason(target);
    let told = |why: Text| {
        let lines = told(known, target, &reason);
        let check = known.check.map(str::to_owned);
        vec![Change { path: head.path.clone(), lines, patch: None, no_patch: Some(why), check }]
    };
    let contents: Option<Vec<&str>> = files.iter().map(|file| file.content.as_deref()).collect();
    let Some(contents) = contents else { return told(absent()) };
    let made = Some(&contents).filter(|_| known.is_patched());
    let Some(made) = made.and_then(|contents| of_files(known, contents, target)) else {
        return told(by_hand());
    };
    let changed = files.iter().zip(contents).zip(made);
    let changed = changed.filter(|(_, made)| !made.is_empty());
    changed.map(|((file, content), made)| patched(known, file, content, made, &reason)).collect()
}

fn patched(
    product: &Product,
    file: &File,
    content: &str,
    made: Vec<Made>,
    reason: &Text,
) -> Change {
    let lines = made.iter().flat_map(|each| each.told(reason)).collect();
    let edits: Vec<Edit> = made.into_iter().map(|each| each.edit).collect();
    let (patch, no_patch) = if product.is_directory() {
        (None, Some(by_protocol()))
    } else {
        let patch = patch::unified(file.path.as_str(), content, &edits);
        let no_patch = patch.is_none().then(by_hand);
        (patch, no_patch)
    };
    let check = product.check.map(str::to_owned);
    Change { path: file.path.clone(), lines, patch, no_patch, check }
}

/// The edits of each file. What is missing is put where the product reads it for every service: in
/// the first file that has a place, or, in products of blocks, in each.
fn of_files(product: &Product, contents: &[&str], target: Target) -> Option<Vec<Vec<Made>>> {
    let texts: Vec<Vec<&str>> = contents.iter().map(|text| text.lines().collect()).collect();
    let is_written = |name: &str, lines: &[&str]| text::is_written(product, name, lines);
    let first = texts.iter().position(|lines| text::has_place(product, lines));
    let mut made = Vec::new();
    for (at, lines) in texts.iter().enumerate() {
        let holds_here = |row: &Row| {
            let names = || row.names.iter().chain(row.unless);
            match product.has_blocks() {
                true => {
                    let near = [lines].into_iter().chain(texts.first());
                    near.into_iter().any(|lines| names().any(|name| is_written(name, lines)))
                }
                false => texts.iter().any(|lines| names().any(|name| is_written(name, lines))),
            }
        };
        let puts_in = if product.has_blocks() {
            text::has_place(product, lines)
        } else {
            first.map_or(at == 0, |first| first == at)
        };
        let missing: Vec<&Row> = product
            .rows
            .iter()
            .filter(|row| puts_in && !row.only_where_written && !holds_here(row))
            .collect();
        made.push(changes(product, lines, &missing, target)?);
    }
    Some(made)
}

fn absent() -> Text {
    figure::text(
        "the file was not at hand: set the directives as shown",
        "ファイルを参照できないため、示した設定を手で行う",
    )
}

fn by_hand() -> Text {
    figure::text(
        "the directives do not stand on simple lines: set them as shown",
        "設定の記法が単純でないため、示した設定を手で行う",
    )
}

fn by_protocol() -> Text {
    figure::text(
        "cn=config is changed by ldapmodify, never in its file: `dn: cn=config`, `changetype: modify`, \
         and for each setting `replace: NAME`, `NAME: VALUE` and a line `-`",
        "cn=configはファイルを編集せず、ldapmodifyで変更する（`dn: cn=config`、`changetype: modify`に続け、\
         設定ごとに`replace: 名称`、`名称: 値`及び`-`の行を記す）",
    )
}

fn reason(target: Target) -> Text {
    let profile = target.profile;
    let (en, ja) = match target.hybrid {
        true => (format!(" with {HYBRID_GROUP} first"), format!("、{HYBRID_GROUP}を最優先")),
        false => Default::default(),
    };
    figure::text(
        format!("CRYPTREC GL-3001, {}{en}", profile.as_str()),
        format!("CRYPTREC GL-3001 {}{ja}", profile.ja()),
    )
}

/// The settings without a place in the file.
fn told(product: &Product, target: Target, reason: &Text) -> Vec<LineChange> {
    let settings = settings_of(product, target);
    let line = |setting: Setting| LineChange {
        line: 1,
        directive: setting.directive,
        before: String::new(),
        after: Some(setting.value),
        reason: reason.clone(),
    };
    settings.into_iter().map(line).collect()
}

/// An edit with what it does.
struct Made {
    edit: Edit,
    /// Line, name, old value, new value.
    settings: Vec<(u32, String, String, Option<String>)>,
}

impl Made {
    fn told<'m>(&'m self, reason: &'m Text) -> impl Iterator<Item = LineChange> + 'm {
        self.settings.iter().map(|(line, directive, before, after)| LineChange {
            line: *line,
            directive: directive.clone(),
            before: before.clone(),
            after: after.clone(),
            reason: reason.clone(),
        })
    }
}

/// Every edit of a file; `None` when a directive stands where it cannot be changed.
fn changes(
    product: &Product,
    lines: &[&str],
    missing: &[&Row],
    target: Target,
) -> Option<Vec<Made>> {
    let mut made = Vec::new();
    let mut replaced: Vec<usize> = Vec::new();
    for row in product.rows {
        for place in text::find(product, row, lines) {
            let Some(edit) = place.edit(product, row, lines, target)? else { continue };
            // Two directives of one line are not changed at once.
            if replaced.contains(&edit.edit.from) {
                return None;
            }
            replaced.push(edit.edit.from);
            made.push(edit);
        }
    }
    if let Some(words) = product.words {
        made.extend(text::reworded(words, lines, target)?);
    }
    made.extend(text::inserted(product, missing, lines, target)?);
    made.sort_by_key(|each| (each.edit.from, each.edit.to));
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::apply;
    use aratame_algorithms::expand_openssl_ciphers;

    const HIGH: Target = Target { profile: Profile::HighSecurity, hybrid: true };
    const RECOMMENDED: Target = Target { profile: Profile::RecommendedSecurity, hybrid: false };

    fn changed(product: &str, content: &str, target: Target) -> Option<String> {
        let mut made = of_files(products::of(product)?, &[content], target)?;
        let edits: Vec<Edit> = made.remove(0).into_iter().map(|each| each.edit).collect();
        Some(apply(content, &edits))
    }

    #[test]
    fn every_product_has_settings_for_each_profile() {
        for name in products() {
            for target in [HIGH, RECOMMENDED] {
                let settings = settings(name, target).unwrap();
                assert!(settings.iter().all(|each| !each.value.is_empty()), "{name}");
                assert!(is_patched(name) || !settings.is_empty(), "{name}");
                assert_eq!(snippet(name, target).unwrap().lines().count(), settings.len());
            }
        }
        assert!(settings("nonesuch", HIGH).is_none());
    }

    #[test]
    fn the_strings_are_of_their_profile() {
        for string in [products::HIGH_STRING, products::RECOMMENDED_STRING] {
            let expansion = expand_openssl_ciphers(string).unwrap();
            assert!(expansion.ignored.is_empty() && expansion.suites.len() >= 6);
            assert!(expansion.suites.iter().all(|suite| suite.name.starts_with("ECDHE")));
        }
    }

    #[test]
    fn what_is_written_is_replaced_and_what_is_not_is_put_beside_the_certificate() {
        let text = "http {\n  ssl_protocols TLSv1 TLSv1.2; # old\n  server {\n    listen 443 ssl;\n    \
                    ssl_certificate a;\n    ssl_certificate_key b;\n  }\n}\n";
        let new = changed("nginx", text, HIGH).unwrap();
        assert!(new.contains("  ssl_protocols TLSv1.2 TLSv1.3; # old\n"), "{new}");
        assert!(new.contains("    ssl_ecdh_curve X25519MLKEM768:X25519:"), "{new}");
        assert_eq!(new.matches("ssl_ciphers").count(), 1, "{new}");
        assert_eq!(changed("nginx", &new, HIGH).unwrap(), new);
        let text = "smtpd_tls_protocols = !SSLv2,\n  !SSLv3\nsmtpd_tls_cert_file = /a\n";
        let new = changed("postfix", text, RECOMMENDED).unwrap();
        assert!(!new.contains("\n  !SSLv3"), "{new}");
        assert!(new.contains("smtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n"), "{new}");
    }

    #[test]
    fn words_of_a_line_are_changed_alone() {
        let text = "global\n  ssl-default-bind-options no-sslv3\nfrontend a\n  bind :1 ssl crt a \
                    ciphers AES128-SHA no-tlsv13 curves P-256\n";
        let new = changed("haproxy", text, HIGH).unwrap();
        assert!(new.contains("  bind :1 ssl crt a ciphers ECDHE+AESGCM"), "{new}");
        assert!(!new.contains("no-tlsv13") && new.contains("curves X25519MLKEM768"), "{new}");
        assert_eq!(changed("haproxy", &new, HIGH).unwrap(), new);
    }

    #[test]
    fn lists_and_attributes_are_changed_whole() {
        let text = "tls:\n  options:\n    default:\n      minVersion: VersionTLS10\n      \
                    cipherSuites:\n        - TLS_RSA_WITH_AES_128_CBC_SHA\n        - X\n      a: b\n";
        let new = changed("traefik", text, HIGH).unwrap();
        assert!(new.contains("minVersion: VersionTLS12\n"), "{new}");
        assert!(new.contains("cipherSuites: [\"TLS_AES_256"), "{new}");
        assert!(!new.contains("- X") && new.contains("      a: b\n"), "{new}");
        let text = "<SSLHostConfig protocols=\"TLSv1\"\n  ciphers=\"AES128-SHA\">\n";
        let new = changed("tomcat", text, HIGH).unwrap();
        assert!(new.contains("protocols=\"TLSv1.2+TLSv1.3\""), "{new}");
        assert!(new.contains("ciphers=\"ECDHE-ECDSA-AES256-GCM-SHA384:"), "{new}");
    }

    #[test]
    fn what_an_included_file_says_is_changed_there() {
        let head = "http { include conf.d/*; }\n";
        let part = "server {\n  ssl_certificate a;\n  ssl_protocols TLSv1;\n}\n";
        let file = |name: &str, text: Option<&str>| File {
            path: EntryPath::of_file(std::path::Path::new(name)),
            content: text.map(str::to_owned),
        };
        let files =
            [file("/etc/nginx/nginx.conf", Some(head)), file("/etc/nginx/conf.d/a", Some(part))];
        let changed = change("nginx", &files, HIGH);
        assert_eq!(changed.len(), 1);
        let patch = changed[0].patch.as_ref().unwrap();
        assert!(patch.contains("+  ssl_protocols TLSv1.2 TLSv1.3;"), "{patch}");
        assert!(patch.contains("+  ssl_ciphers "), "{patch}");
        let told = change("nginx", &[file("/etc/nginx/nginx.conf", None)], HIGH);
        assert!(told[0].patch.is_none() && told[0].no_patch.is_some() && told[0].lines.len() == 4);
    }

    #[test]
    fn a_directory_is_changed_by_its_protocol() {
        let text = "dn: cn=config\nobjectClass: olcGlobal\nolcTLSCipherSuite: HIGH\n\
                    olcTLSCertificateFile: /a\n";
        let path = EntryPath::of_file(std::path::Path::new("/etc/ldap/slapd.d/cn=config.ldif"));
        let files = [File { path, content: Some(text.to_owned()) }];
        let changed = change("openldap", &files, HIGH);
        assert!(changed[0].patch.is_none());
        assert!(changed[0].no_patch.as_ref().unwrap().en.contains("changetype: modify"));
        let lines = changed[0].lines.iter();
        let lines: Vec<(&str, &str)> =
            lines.map(|each| (each.directive.as_str(), each.before.as_str())).collect();
        assert_eq!(lines, [("olcTLSCipherSuite", "HIGH"), ("olcTLSProtocolMin", "")]);
        assert!(change("openldap", &files, HIGH)[0].lines[1].after.as_deref() == Some("3.3"));
    }

    #[test]
    fn what_is_not_simple_has_no_patch() {
        for text in ["ssl_ciphers A\n  B;\n", "ssl_protocols A; ssl_protocols B;\n"] {
            assert_eq!(changed("nginx", text, HIGH), None, "{text}");
        }
    }
}
