//! `aratame query`: a question over one or many inventories.
//!
//! Reads this program's JSON and CycloneDX documents of any tool. The places of an asset are left
//! as raw text until it matches, so that a million of them cost one pass over the file.

mod document;

use crate::flags::{Language, Query};
use crate::lists::Lists;
use crate::{Outcome, messages, output};
use anyhow::{Context, Result, anyhow, bail};
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Role};
use aratame_policy::verdict::UseJudgement;
use aratame_policy::{Condition, Facts, Field, Flag, Judge, JudgedUse};
use aratame_report::{Lang, printable};
use document::{Place, Subject};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

/// Runs the question over every file; a file that cannot be read does not end the others.
pub(crate) fn run(flags: &Query) -> Result<Outcome> {
    let lang = Language::resolve(flags.lang);
    let condition = Condition::parse(&flags.condition)
        .map_err(|error| anyhow!("'{}': {error}", flags.condition))?;
    let lists = Lists::every(None, None)?;
    lists.check(&condition)?;
    let mut asker = Asker { judge: lists.judge(), judged: HashMap::new() };
    let mut total = Total::default();
    let mut failed = 0;
    for path in &flags.files {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let name = path.display().to_string();
        let answer = bytes.and_then(|bytes| {
            let subjects = document::read(&bytes).with_context(|| name.clone())?;
            let matches = asker.ask(&condition, &subjects);
            total.add(&matches);
            if flags.count { Ok(()) } else { output::to_stdout(|out| print(&name, &matches, out)) }
        });
        if let Err(error) = answer {
            messages::error(&error);
            failed += 1;
        }
    }
    output::to_stdout(|out| total.print(flags.files.len() - failed, lang, out))?;
    if failed == flags.files.len() {
        bail!("no inventory could be read");
    }
    Ok(if failed > 0 { Outcome::Incomplete } else { Outcome::Complete })
}

/// An asset that matched, with the algorithms for which it did.
struct Matched<'s, 'a> {
    subject: &'s Subject<'a>,
    algorithms: Vec<String>,
    places: Vec<Place<'s>>,
}

struct Asker {
    judge: Judge,
    judged: HashMap<(AlgorithmRef, Role, aratame_inventory::EvidenceLevel), UseJudgement>,
}

impl Asker {
    fn ask<'s, 'a>(
        &mut self,
        condition: &Condition,
        subjects: &'s [Subject<'a>],
    ) -> Vec<Matched<'s, 'a>> {
        let matched = subjects.iter().filter_map(|subject| {
            let algorithms: BTreeSet<String> = subject
                .uses
                .iter()
                .filter(|each| self.matches(condition, subject, each))
                .map(|each| each.algorithm.to_string())
                .collect();
            let algorithms: Vec<String> = algorithms.into_iter().collect();
            (!algorithms.is_empty()).then(|| Matched {
                subject,
                algorithms,
                places: subject.places(),
            })
        });
        matched.collect()
    }

    fn matches(
        &mut self,
        condition: &Condition,
        subject: &Subject<'_>,
        each: &AlgorithmUse,
    ) -> bool {
        let key = (each.algorithm.clone(), each.role, each.level);
        let judge = &self.judge;
        let judged = self.judged.entry(key).or_insert_with(|| judge.judge_use(each, false));
        condition.matches(&Asked { subject, each, judged })
    }
}

/// What a condition asks of one use in a document.
struct Asked<'q> {
    subject: &'q Subject<'q>,
    each: &'q AlgorithmUse,
    judged: &'q UseJudgement,
}

impl Asked<'_> {
    /// The answers that do not depend on the asset's kind, name and places.
    fn of_the_use<T>(&self, answer: impl FnOnce(&JudgedUse<'_>) -> T) -> T {
        let lists = aratame_policy::builtins();
        let asset = &self.subject.facts;
        answer(&JudgedUse { asset, used: self.each, judged: self.judged, lists })
    }
}

impl Facts for Asked<'_> {
    fn words(&self, field: Field) -> Vec<Cow<'_, str>> {
        match field {
            Field::Kind => vec![self.subject.kind.clone()],
            Field::Name => vec![self.subject.name.clone()],
            Field::Path => self.subject.places().into_iter().map(|place| place.path).collect(),
            _ => self.of_the_use(|used| {
                used.words(field).into_iter().map(|word| Cow::Owned(word.into_owned())).collect()
            }),
        }
    }

    fn number(&self, field: Field) -> Option<u64> {
        self.of_the_use(|used| used.number(field))
    }

    fn flag(&self, flag: Flag) -> bool {
        self.of_the_use(|used| used.flag(flag))
    }

    fn verdict(&self, list: &str, status: &str) -> bool {
        self.of_the_use(|used| used.verdict(list, status))
    }
}

fn print(file: &str, matches: &[Matched<'_, '_>], out: &mut dyn Write) -> io::Result<()> {
    for each in matches {
        let Subject { kind, name, .. } = each.subject;
        let algorithms = each.algorithms.join(", ");
        writeln!(out, "{file}: {kind} {}: {algorithms} ({})", printable(name), each.places.len())?;
        for Place { path, line, offset } in &each.places {
            match (line, offset) {
                (Some(line), _) => writeln!(out, "    {}:{line}", printable(path))?,
                (None, Some(offset)) => writeln!(out, "    {}@{offset:#x}", printable(path))?,
                (None, None) => writeln!(out, "    {}", printable(path))?,
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Total {
    assets: usize,
    places: usize,
}

impl Total {
    fn add(&mut self, matches: &[Matched<'_, '_>]) {
        self.assets += matches.len();
        self.places += matches.iter().map(|each| each.places.len()).sum::<usize>();
    }

    fn print(&self, files: usize, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let Self { assets, places } = self;
        match lang {
            Lang::En => writeln!(out, "{assets} assets in {places} places, in {files} inventories"),
            Lang::Ja => writeln!(out, "{files} 件の一覧中、資産 {assets} 件（検出箇所 {places}）"),
        }
    }
}
