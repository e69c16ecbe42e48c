//! Configurations of tools on a machine: GnuPG and its agent, sudo, GnuTLS's own, GRUB.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, has, has_block};
use crate::configuration::scope::Means;
use crate::detector::About;
use aratame_algorithms::Registry;
use aratame_formats::config::Document;
use aratame_formats::config::line::{Separator, Style};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "user-tools",
    title: "Configurations of GnuPG, sudo, GnuTLS and GRUB",
    title_ja: "GnuPG・sudo・GnuTLS・GRUBの設定",
    finds: "Algorithms that GnuPG and its agent prefer or refuse, digests of commands in sudoers, \
            priorities and switches of GnuTLS, and of GRUB the scheme of its password, the check of \
            signatures and what the kernel is told (FIPS mode, signed modules).",
    how: "Files are told by their name.",
    misses: "Options on command lines; the hash of GRUB's password and the digests of sudoers are \
             left out.",
    references: &[
        "gpg(1), gpg-agent(1), GnuPG 2.2",
        "sudoers(5)",
        "GnuTLS 3.7 manual, system-wide \
                   configuration",
        "GNU GRUB Manual 2.06, Security",
    ],
};

/// The detector.
pub(crate) static USER_TOOLS: Field =
    Field { about: &ABOUT, patterns: &[], products: &[GPG, SUDOERS, GNUTLS, GRUB] };

const GPG: Product = Product {
    name: "gnupg",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| matches!(path.file_name(), "gpg.conf" | "gpg-agent.conf" | "gpgsm.conf"),
    rows: &[
        row("cipher-algo", Means::Names(Registry::PgpSymmetric, Role::Encryption)),
        row("personal-cipher-preferences", Means::Names(Registry::PgpSymmetric, Role::Encryption)),
        row("s2k-cipher-algo", Means::Names(Registry::PgpSymmetric, Role::Encryption)),
        row("digest-algo", Means::Names(Registry::PgpHash, Role::Hash)),
        row("cert-digest-algo", Means::Names(Registry::PgpHash, Role::Hash)),
        row("personal-digest-preferences", Means::Names(Registry::PgpHash, Role::Hash)),
        row("s2k-digest-algo", Means::Names(Registry::PgpHash, Role::Hash)),
        row("ssh-fingerprint-digest", Means::Names(Registry::PgpHash, Role::Hash)),
        row("default-preference-list", Means::Switch),
        row("weak-digest", Means::Switch),
        row("disable-cipher-algo", Means::Switch),
        row("disable-pubkey-algo", Means::Switch),
        row("default-new-key-algo", Means::Switch),
        row("s2k-count", Means::Switch),
        row("s2k-mode", Means::Switch),
        row("compliance", Means::Switch),
        row("allow-old-cipher-algos", Means::Switch),
        row("allow-weak-digest-algos", Means::Switch),
        row("allow-weak-key-signatures", Means::Switch),
        row("rfc4880", Means::Switch),
        row("enable-ssh-support", Means::Switch),
    ],
    ..PLAIN
};

const SUDOERS: Product = Product {
    name: "sudo",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| path.file_name() == "sudoers" || file_names::is_below(path, &["sudoers.d"]),
    rows: &[row("digest", Means::Algorithms(Role::Hash))],
    includes: &["@include", "@includedir", "#include", "#includedir"],
    shape: keep_digests,
    ..PLAIN
};

/// Of rules, the names of digests before commands (`sha256:… /bin/x`) are kept; commands and
/// accounts are not.
fn keep_digests(document: &mut Document) {
    let mut kept = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        if directive.name.starts_with('@') {
            kept.push(directive);
            continue;
        }
        for word in &directive.arguments {
            let name = word
                .split(':')
                .find(|part| matches!(*part, "sha224" | "sha256" | "sha384" | "sha512"));
            if let Some(name) = name {
                let mut digest = directive.clone();
                (digest.name, digest.arguments) = ("digest".to_owned(), vec![name.to_owned()]);
                kept.push(digest);
            }
        }
    }
    document.directives = kept;
}

const GNUTLS: Product = Product {
    name: "gnutls",
    grammar: Grammar::Lines(Style { separator: Separator::EqualsOrSpace, ..Style::INI }),
    named: |path| {
        file_names::is_below(path, &["gnutls"])
            && matches!(path.file_name(), "config" | "default-priorities")
    },
    fits: |document| {
        has_block(document, &["global", "overrides", "priorities"]) || has(document, &["SYSTEM"])
    },
    rows: &[
        row("SYSTEM", Means::Priority),
        row("default-priority-string", Means::Priority),
        row("insecure-hash", Means::Switch),
        row("secure-hash", Means::Switch),
        row("insecure-sig", Means::Switch),
        row("insecure-sig-for-cert", Means::Switch),
        row("secure-sig*", Means::Switch),
        row("disabled-curve", Means::Switch),
        row("enabled-curve", Means::Switch),
        row("disabled-version", Means::Switch),
        row("enabled-version", Means::Switch),
        row("tls-disabled-cipher", Means::Switch),
        row("tls-disabled-mac", Means::Switch),
        row("tls-disabled-kx", Means::Switch),
        row("tls-disabled-group", Means::Switch),
        row("tls-enabled-*", Means::Switch),
        row("min-verification-profile", Means::Switch),
        row("override-mode", Means::Switch),
        row("allow-rsa-pkcs1-encrypt", Means::Switch),
    ],
    near: &["tls-", "insecure-", "disabled-"],
    ..PLAIN
};

const GRUB: Product = Product {
    name: "grub",
    grammar: Grammar::Lines(Style {
        separator: Separator::EqualsOrSpace,
        comments: &["#"],
        ..Style::ASSIGNMENTS
    }),
    named: |path| {
        path.file_name() == "grub.cfg"
            || path.file_name() == "user.cfg"
            || path.file_name() == "grub" && file_names::is_below(path, &["default"])
            || file_names::is_below(path, &["grub.d"])
    },
    rows: &[
        row("password_pbkdf2", Means::Schemes),
        row("GRUB_ENABLE_CRYPTODISK", Means::Switch),
        row("check_signatures", Means::Switch),
        row("fips", Means::Switch),
        row("module.sig_enforce", Means::Switch),
        row("lockdown", Means::Switch),
    ],
    shape: keep_security,
    ..PLAIN
};

/// `password_pbkdf2 name grub.pbkdf2.sha512.10000.…` keeps its scheme; command lines of the kernel
/// keep what is about cryptography.
fn keep_security(document: &mut Document) {
    let mut kept = Vec::new();
    for mut directive in std::mem::take(&mut document.directives) {
        let value = directive.value();
        let mut one = |name: &str, value: &str| {
            let mut found = directive.clone();
            (found.name, found.arguments) = (name.to_owned(), vec![value.to_owned()]);
            kept.push(found);
        };
        for word in value.split([' ', '"', '\'']) {
            match word.split_once('=') {
                Some((
                    name @ ("fips" | "module.sig_enforce" | "lockdown" | "check_signatures"),
                    value,
                )) => {
                    one(name, value);
                }
                _ if word.starts_with("grub.pbkdf2.") => {
                    let hash = word.split('.').nth(2).unwrap_or_default();
                    one("password_pbkdf2", &format!("pbkdf2-{hash}"));
                }
                _ => {}
            }
        }
        if directive.name == "GRUB_ENABLE_CRYPTODISK" {
            directive.arguments.truncate(1);
            kept.push(directive);
        }
    }
    document.directives = kept;
}
