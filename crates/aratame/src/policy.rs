//! `aratame policy`: the lists, what each says, and what differs between two.

use crate::flags::{Language, Policy};
use crate::lists::{context, edition};
use crate::{Outcome, output, stored};
use anyhow::Result;
use aratame_inventory::{Asset, Inventory};
use aratame_policy::edition::{EditionDiff, Said, Turn, compare_editions};
use aratame_policy::verdict::{Citation, RuleConfidence};
use aratame_policy::{EntryView, List, builtins};
use aratame_report::{Lang, outcome_word, printable};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Algorithms or assets of one difference that people read; JSON has all.
const SHOWN: usize = 12;

/// Prints what is asked for.
pub(crate) fn run(what: &Policy) -> Result<Outcome> {
    match what {
        Policy::List { lang } => {
            let lang = Language::resolve(*lang);
            output::to_stdout(|out| list(lang, out))?;
        }
        Policy::Show { list, lang } => {
            let (list, lang) = (edition(list)?, Language::resolve(*lang));
            output::to_stdout(|out| show(&list, lang, out))?;
        }
        Policy::Diff { first, second, inventory, as_of, end_of_life, format, lang } => {
            let lang = Language::resolve(*lang);
            let context = context(as_of.as_deref(), *end_of_life)?;
            let lists = [edition(first)?, edition(second)?];
            let stored = inventory.as_deref().map(stored::read).transpose()?;
            let inventory = stored.as_ref().map(|stored| &stored.inventory);
            let diff = compare_editions(&lists[0], &lists[1], context, inventory);
            let difference =
                Difference { first: &lists[0], second: &lists[1], diff: &diff, inventory, lang };
            output::to_stdout(|out| match format.as_str() {
                "json" => difference.json(&context.as_of.to_string(), out),
                _ => difference.table(out),
            })?;
        }
    }
    Ok(Outcome::Complete)
}

fn list(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    builtins().iter().try_for_each(|list| {
        let head = &list.head;
        let requirements = list.tls().into_iter().flat_map(|guideline| guideline.requirements());
        let confidences = list.entries().map(|entry| entry.confidence);
        let all: Vec<_> = confidences.chain(requirements.map(|each| each.confidence)).collect();
        let provisional = all.iter().filter(|each| **each == RuleConfidence::Provisional).count();
        let entries = all.len();
        let entries = match lang {
            Lang::En => format!("{entries} entries, {provisional} provisional"),
            Lang::Ja => format!("{entries} 項目（うち暫定 {provisional}）"),
        };
        let title = lang.of(&head.title);
        writeln!(out, "{}\t{}\t{}\t{entries}\t{title}", head.id, head.edition, head.date)
    })
}

fn show(list: &List, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let head = &list.head;
    writeln!(out, "{}", printable(lang.of(&head.title)))?;
    writeln!(out, "  {}: {}", lang.pick("id", "識別子"), head.id)?;
    writeln!(out, "  {}: {} ({})", lang.pick("edition", "版"), head.edition, head.date)?;
    if !list.aliases.is_empty() {
        writeln!(out, "  {}: {}", lang.pick("also", "別名"), list.aliases.join(", "))?;
    }
    for entry in list.entries() {
        show_entry(list, &entry, lang, out)?;
    }
    for requirement in list.tls().into_iter().flat_map(|guideline| guideline.requirements()) {
        let of = |profiles: &[aratame_policy::Profile]| {
            profiles.iter().map(|p| lang.pick(p.as_str(), p.ja())).collect::<Vec<_>>().join(", ")
        };
        writeln!(out, "\n{}: {}", requirement.id, lang.of(&requirement.text))?;
        writeln!(out, "  {}: {}", lang.pick("must", "遵守項目"), of(&requirement.must))?;
        writeln!(out, "  {}: {}", lang.pick("should", "推奨項目"), of(&requirement.should))?;
        cite(&requirement.citation, requirement.confidence, lang, out)?;
    }
    for milestone in list.milestones() {
        writeln!(out, "\n{}: {}", milestone.shown, lang.of(&milestone.requirement))?;
        cite(&milestone.citation, milestone.confidence, lang, out)?;
    }
    Ok(())
}

fn show_entry(
    list: &List,
    entry: &EntryView<'_>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\n{}", printable(entry.name))?;
    if !entry.algorithms.is_empty() {
        let names: Vec<_> = entry.algorithms.iter().map(|row| row.id).collect();
        writeln!(out, "  {}: {}", lang.pick("algorithms", "アルゴリズム"), names.join(", "))?;
    }
    if let Some(when) = entry.when {
        writeln!(out, "  {}: {when}", lang.pick("where", "対象の条件"))?;
    }
    for (from, status) in &entry.phases {
        let outcome = list.status(status).map_or("", |(outcome, _)| outcome_word(outcome, lang));
        match from {
            Some(from) => writeln!(out, "  {from}: {status} ({outcome})")?,
            None => writeln!(out, "  {status} ({outcome})")?,
        }
    }
    for text in entry.conditions.iter().filter_map(|id| list.condition(id)) {
        writeln!(out, "  - {}", printable(lang.of(text)))?;
    }
    cite(entry.citation, entry.confidence, lang, out)
}

fn cite(
    citation: &Citation,
    confidence: RuleConfidence,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Citation { document, section, date, url } = citation;
    let checked = match confidence {
        RuleConfidence::Verified => lang.pick("verified", "原典で確認"),
        RuleConfidence::Secondary => lang.pick("secondary source", "二次資料で確認"),
        RuleConfidence::Provisional => lang.pick("PROVISIONAL", "暫定（未確認）"),
    };
    let line = format!("{document}, {section} ({date}) {url} [{checked}]");
    writeln!(out, "  {}", printable(&line))
}

struct Difference<'a> {
    first: &'a List,
    second: &'a List,
    diff: &'a EditionDiff,
    inventory: Option<&'a Inventory>,
    lang: Lang,
}

impl Difference<'_> {
    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang;
        let [first, second] = [self.first, self.second].map(|list| &list.head);
        writeln!(out, "{} ({}) → {} ({})", first.edition, first.date, second.edition, second.date)?;
        for (title, names) in [
            (lang.pick("entries that are gone", "なくなった項目"), &self.diff.gone),
            (lang.pick("entries that are new", "加わった項目"), &self.diff.new),
        ] {
            writeln!(out, "\n{title}: {}", names.len())?;
            names.iter().try_for_each(|name| writeln!(out, "  {}", printable(name)))?;
        }
        writeln!(out, "\n{}:", lang.pick("algorithms judged differently", "判定の変わる方式"))?;
        for (turn, names) in words_first(&self.diff.algorithms) {
            self.turn(turn, out)?;
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            writeln!(out, "    {}", shown(&names))?;
        }
        match self.inventory {
            Some(inventory) => self.assets(inventory, out),
            None => Ok(()),
        }
    }

    fn assets(&self, inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
        let mut all: Vec<usize> = self.diff.assets.values().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        let (count, total) = (all.len(), inventory.assets.len());
        match self.lang {
            Lang::En => writeln!(out, "\nassets judged differently: {count} of {total}")?,
            Lang::Ja => writeln!(out, "\n判定の変わる資産：{total} 件中 {count} 件")?,
        }
        for (turn, places) in words_first(&self.diff.assets) {
            self.turn(turn, out)?;
            let line = |asset: &Asset| {
                let place = asset.occurrences.first().map_or("", |o| o.path.as_str());
                let kind = self.lang.pick(asset.kind.as_str(), asset.kind.ja());
                format!("{kind} {}: {place}", asset.name)
            };
            let assets = places.iter().filter_map(|at| inventory.assets.get(*at));
            for asset in assets.take(SHOWN) {
                writeln!(out, "    {}", printable(&line(asset)))?;
            }
            if places.len() > SHOWN {
                writeln!(out, "    … (+{})", places.len() - SHOWN)?;
            }
        }
        Ok(())
    }

    /// Words and notes of both lists, so far as they differ.
    fn turn(&self, (from, to): &Turn, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang;
        let word = |said: &Said| format!("{} ({})", said.status, outcome_word(said.outcome, lang));
        writeln!(out, "  {} → {}", word(from), word(to))?;
        let notes = |said: &Said, list: &List, sign: char| -> Vec<String> {
            let text = |id: &str| list.condition(id).map_or(id, |text| lang.of(text)).to_owned();
            said.conditions.iter().map(|id| format!("    {sign} {}", text(id))).collect()
        };
        let mut lines = notes(from, self.first, '-');
        lines.extend(notes(to, self.second, '+'));
        lines.iter().try_for_each(|line| writeln!(out, "{}", printable(line)))
    }

    fn json(&self, as_of: &str, out: &mut dyn Write) -> io::Result<()> {
        let head = |list: &List| {
            let head = &list.head;
            json!({ "id": *head.id, "edition": *head.edition, "date": *head.date })
        };
        let assets = self.inventory.map(|inventory| {
            let id = |at: &usize| inventory.assets.get(*at).map(|asset| asset.id.to_string());
            turns(&self.diff.assets, |at| id(at).into())
        });
        let document = json!({
            "schema": "aratame-policy-diff/1",
            "as_of": as_of,
            "first": head(self.first),
            "second": head(self.second),
            "entries_gone": self.diff.gone,
            "entries_new": self.diff.new,
            "algorithms": turns(&self.diff.algorithms, |name| name.as_str().into()),
            "assets": assets,
        });
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    }
}

/// Where the word changes before where only the notes do.
fn words_first<T>(turns: &BTreeMap<Turn, T>) -> impl Iterator<Item = (&Turn, &T)> {
    let changes =
        |turn: &Turn| (&turn.0.status, turn.0.outcome) != (&turn.1.status, turn.1.outcome);
    let of = move |wanted| turns.iter().filter(move |(turn, _)| changes(turn) == wanted);
    of(true).chain(of(false))
}

fn turns<T>(turns: &BTreeMap<Turn, Vec<T>>, of: impl Fn(&T) -> Value) -> Value {
    let said = |said: &Said| {
        let conditions: Vec<&str> = said.conditions.iter().map(|id| &**id).collect();
        json!({ "status": *said.status, "outcome": said.outcome.as_str(), "conditions": conditions })
    };
    let one = |((from, to), all): (&Turn, &Vec<T>)| {
        let all: Vec<Value> = all.iter().map(&of).collect();
        json!({ "from": said(from), "to": said(to), "of": all })
    };
    turns.iter().map(one).collect::<Vec<_>>().into()
}

fn shown(names: &[&str]) -> String {
    let mut text = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(", … (+{})", names.len() - SHOWN));
    }
    text
}
