//! `aratame list`: the registries.

use crate::flags::{Language, List, Listing};
use crate::{Outcome, output};
use anyhow::Result;
use aratame_algorithms::algorithms;
use aratame_inventory::diagnostic::CODES;
use aratame_plan::Version;
use aratame_policy::builtins;
use aratame_report::{FORMATS, Lang};
use aratame_scan::DETECTORS;
use std::io::{self, Write};

/// Prints a registry, one row a line, tab-separated in a pipe and on a terminal alike.
pub(crate) fn run(flags: &List) -> Result<Outcome> {
    let lang = Language::resolve(flags.lang);
    output::to_stdout(|out| match flags.what {
        Listing::Detectors => detectors(lang, out),
        Listing::Algorithms => catalogue(lang, out),
        Listing::Policies => policies(lang, out),
        Listing::Formats => formats(lang, out),
        Listing::Diagnostics => diagnostics(lang, out),
        Listing::Products => products(lang, out),
    })?;
    Ok(Outcome::Complete)
}

fn detectors(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    DETECTORS.iter().try_for_each(|detector| {
        let about = detector.about();
        writeln!(out, "{}\t{}", about.id, lang.pick(about.title, about.title_ja))
    })
}

fn catalogue(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    algorithms().iter().try_for_each(|row| {
        let name = lang.pick(row.name, row.name_ja.unwrap_or(row.name));
        writeln!(out, "{}\t{name}\t{}\t{}", row.id, row.primitive.cyclonedx(), row.quantum.id())
    })
}

fn policies(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    builtins().iter().try_for_each(|list| {
        let head = &list.head;
        writeln!(out, "{}\t{}\t{}\t{}", head.id, head.edition, head.date, lang.of(&head.title))
    })
}

fn formats(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    FORMATS.iter().try_for_each(|format| {
        let title = lang.pick(format.title, format.title_ja);
        writeln!(out, "{}\t.{}\t{title}", format.id, format.extension)
    })
}

fn diagnostics(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    CODES.iter().try_for_each(|code| {
        writeln!(out, "{}\t{}\t{}", code.code, code.severity.as_str(), lang.pick(code.en, code.ja))
    })
}

/// What products support: purpose, names, first version, first version by default, how far that
/// was checked, and where it stands.
fn products(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let version = |version: Option<&Version>| version.map_or("-".to_owned(), Version::to_string);
    for product in &aratame_plan::builtin().products {
        if let Some(on) = &product.built_on {
            writeln!(out, "{}\t{}\t{} {on}", product.id, product.name, lang.pick("as", "準拠："))?;
        }
        for each in &product.supports {
            writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{} {}",
                product.id,
                product.name,
                lang.of(&each.purpose.title()),
                each.names.join(", "),
                version(each.since.as_ref()),
                version(each.default_since.as_ref()),
                each.confidence.as_str(),
                each.citation.document,
                each.citation.url,
            )?;
        }
    }
    Ok(())
}
