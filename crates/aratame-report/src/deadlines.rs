//! The dates that the lists set, and how far away they are.

use crate::table::printable;
use crate::{Document, Lang};
use aratame_policy::Date;
use aratame_policy::verdict::{Milestone, RuleConfidence};
use std::io::{self, Write};

/// Writes the dates as a section of a Markdown page; nothing when the lists have none.
pub(crate) fn section(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    if document.judgement.milestones.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n", lang.pick("Dates that the lists set", "リストの定める期限"))?;
    for line in lines(document) {
        writeln!(out, "- {}", line.replace('<', "&lt;"))?;
    }
    writeln!(out)
}

/// One line a date: when, how far away, what is asked, where it stands.
pub(crate) fn lines(document: &Document<'_>) -> Vec<String> {
    let as_of = document.judgement.as_of.parse().ok();
    let mut all: Vec<_> = document.judgement.milestones.iter().collect();
    all.sort_by_key(|(_, milestone)| milestone.date);
    let line = |milestone: &Milestone| {
        let left =
            as_of.map_or_else(String::new, |as_of| distance(milestone, as_of, document.lang));
        let citation = &milestone.citation;
        let doubt = match milestone.confidence {
            RuleConfidence::Provisional => document.lang.pick(" (provisional)", "（暫定）"),
            RuleConfidence::Verified | RuleConfidence::Secondary => "",
        };
        let asked = document.lang.of(&milestone.requirement);
        let line = format!("{}{left}: {asked} [{}]{doubt}", milestone.shown, citation.document);
        printable(&line).into_owned()
    };
    all.into_iter().map(|(_, milestone)| line(milestone)).collect()
}

fn distance(milestone: &Milestone, as_of: Date, lang: Lang) -> String {
    match (milestone.days_left(as_of), lang) {
        (days @ 0.., Lang::En) => format!(" (in {days} days)"),
        (days @ 0.., Lang::Ja) => format!("（残り{days}日）"),
        (_, Lang::En) => " (passed)".to_owned(),
        (_, Lang::Ja) => "（経過）".to_owned(),
    }
}
