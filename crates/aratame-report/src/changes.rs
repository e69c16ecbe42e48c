//! What changed between two inventories: for a terminal, as JSON, as Markdown.

use crate::lang::Lang;
use crate::report::words;
use crate::table::{coverage_line, printable};
use aratame_inventory::{Asset, Inventory};
use aratame_policy::change::{Change, ChangeKind, Comparison, Detail, Side};
use aratame_policy::verdict::AssetJudgement;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Changes of one kind that people read; the rest is counted, and stands in the JSON.
const ROWS: usize = 200;

/// Lines of what was lost or gained that people read of one change.
const DETAILS: usize = 8;

/// A comparison with what it compares.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// What changed.
    pub comparison: &'a Comparison,
    /// The old inventory with its judgement.
    pub old: Side<'a>,
    /// The new one.
    pub new: Side<'a>,
    /// Language of what people read.
    pub lang: Lang,
}

/// A shape in which a comparison is written.
#[derive(Debug)]
pub struct ChangeFormat {
    /// Value of `--format`.
    pub id: &'static str,
    /// Writes the comparison.
    pub write: fn(&Compared<'_>, &mut dyn Write) -> io::Result<()>,
}

/// Every shape of a comparison, in alphabetical order.
pub const CHANGE_FORMATS: &[ChangeFormat] = &[
    ChangeFormat { id: "json", write: json },
    ChangeFormat { id: "markdown", write: markdown },
    ChangeFormat { id: "table", write: table },
];

impl<'a> Compared<'a> {
    /// The asset that a change is about: the new one where there is one.
    fn asset(&self, change: &Change) -> Option<(&'a Asset, &'a AssetJudgement)> {
        let at = |side: Side<'a>, at: usize| {
            Some((side.inventory.assets.get(at)?, side.judgement.assets.get(at)?))
        };
        match (change.new, change.old) {
            (Some(new), _) => at(self.new, new),
            (None, Some(old)) => at(self.old, old),
            (None, None) => None,
        }
    }

    fn count(&self, kind: ChangeKind) -> usize {
        self.comparison.of(kind).count()
    }
}

fn place(asset: &Asset) -> String {
    asset.occurrences.first().map_or_else(String::new, |o| format!("{}{}", o.path, o.position))
}

fn figures(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = compared.lang;
    for kind in ChangeKind::ALL {
        writeln!(out, "  {:>8}  {}", compared.count(kind), lang.of(&kind.title()))?;
    }
    writeln!(out, "  {:>8}  {}", compared.comparison.unchanged, lang.pick("unchanged", "変更なし"))
}

fn table(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = compared.lang;
    heads(compared, out)?;
    figures(compared, out)?;
    for kind in ChangeKind::ALL {
        let changes: Vec<_> = compared.comparison.of(kind).collect();
        if changes.is_empty() {
            continue;
        }
        writeln!(out, "\n{}", lang.of(&kind.title()))?;
        for change in changes.iter().take(ROWS) {
            let Some((asset, judged)) = compared.asset(change) else { continue };
            let kind = lang.pick(asset.kind.as_str(), asset.kind.ja());
            let (name, place) = (printable(&asset.name), place(asset));
            writeln!(
                out,
                "  {kind} {name} [{}] {}",
                words::priority(judged.priority, lang),
                printable(&place)
            )?;
            details(change, lang, out)?;
        }
        if changes.len() > ROWS {
            writeln!(out, "  … (+{})", changes.len() - ROWS)?;
        }
    }
    Ok(())
}

/// A place is told only where it is what changed: a new asset's first place stands above.
fn details(change: &Change, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if change.old.is_none() || change.new.is_none() {
        return Ok(());
    }
    for (mark, details) in [("-", &change.lost), ("+", &change.gained)] {
        for detail in details.iter().take(DETAILS) {
            writeln!(out, "      {mark} {}", printable(&said(detail, lang)))?;
        }
        if details.len() > DETAILS {
            writeln!(out, "      {mark} … (+{})", details.len() - DETAILS)?;
        }
    }
    Ok(())
}

/// A detail in the reader's language.
fn said(detail: &Detail, lang: Lang) -> String {
    let place = lang.pick("place", "検出箇所");
    match detail {
        Detail::Use(level, role, algorithm) => {
            let (level, role) = (words::level(*level, lang), words::role(*role, lang));
            lang.pick(
                format!("{level} {role} {algorithm}"),
                format!("{role} {algorithm}（{level}）"),
            )
        }
        Detail::Protocol(protocol) => protocol.clone(),
        Detail::Profile(Some(profile)) => {
            format!("GL-3001 {}", lang.pick(profile.as_str(), profile.ja()))
        }
        Detail::Profile(None) => {
            lang.pick("GL-3001 below every profile", "GL-3001 いずれの型にも該当せず").to_owned()
        }
        Detail::Attribute(key, value) => format!("{} {value}", words::attribute(key, lang)),
        Detail::Place(path) => lang.pick(format!("{place} {path}"), format!("{place}：{path}")),
    }
}

/// Whether either side is incomplete: then "gone" and "new" may mean "not seen".
fn heads(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = compared.lang;
    let sides = [("old", "旧", compared.old.inventory), ("new", "新", compared.new.inventory)];
    for (en, ja, inventory) in sides {
        writeln!(out, "{}: {}", lang.pick(en, ja), coverage_note(inventory, lang))?;
    }
    writeln!(out)
}

/// What was read, and whether that was everything.
fn coverage_note(inventory: &Inventory, lang: Lang) -> String {
    let line = coverage_line(&inventory.coverage, lang);
    let incomplete = match inventory.is_complete() {
        true => "",
        false => lang.pick(
            " INCOMPLETE: what is called gone or new may not have been seen.",
            "不完全：「消滅」「新規」は確認漏れの可能性があります。",
        ),
    };
    format!("{line}{incomplete}")
}

fn markdown(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = compared.lang;
    writeln!(out, "# {}\n", lang.pick("Changes between two inventories", "暗号利用状況の変化"))?;
    let judgement = compared.new.judgement;
    writeln!(out, "- {}: {}", lang.pick("As of", "基準日"), judgement.as_of)?;
    for list in &judgement.lists {
        writeln!(out, "- {} — {} ({})", lang.of(&list.title), list.edition, list.date)?;
    }
    for (label, inventory) in [
        (lang.pick("Old", "旧"), compared.old.inventory),
        (lang.pick("New", "新"), compared.new.inventory),
    ] {
        writeln!(out, "- {label}: {}", coverage_note(inventory, lang))?;
    }
    let columns = lang.pick(["change", "assets"], ["変化", "資産数"]);
    writeln!(out, "\n| {} |\n|---|---:|", columns.join(" | "))?;
    for kind in ChangeKind::ALL {
        writeln!(out, "| {} | {} |", lang.of(&kind.title()), compared.count(kind))?;
    }
    let unchanged = compared.comparison.unchanged;
    writeln!(out, "| {} | {unchanged} |\n", lang.pick("unchanged", "変更なし"))?;
    ChangeKind::ALL.into_iter().try_for_each(|kind| section(compared, kind, out))
}

fn section(compared: &Compared<'_>, kind: ChangeKind, out: &mut dyn Write) -> io::Result<()> {
    let lang = compared.lang;
    let changes: Vec<_> = compared.comparison.of(kind).collect();
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {} ({})\n", lang.of(&kind.title()), changes.len())?;
    let columns = lang.pick(
        ["kind", "name", "priority", "first place", "no more", "now"],
        ["種別", "名称", "優先度", "検出箇所（先頭）", "なくなったもの", "加わったもの"],
    );
    writeln!(out, "| {} |\n|---|---|---|---|---|---|", columns.join(" | "))?;
    for change in changes.iter().take(ROWS) {
        let Some((asset, judged)) = compared.asset(change) else { continue };
        let kind = lang.pick(asset.kind.as_str(), asset.kind.ja());
        let (lost, gained) = (short(&change.lost, lang), short(&change.gained, lang));
        let place = place(asset);
        let priority = words::priority(judged.priority, lang);
        let cells = [kind, &asset.name, priority, &place, &lost, &gained];
        writeln!(out, "| {} |", cells.map(cell).join(" | "))?;
    }
    if changes.len() > ROWS {
        writeln!(out, "\n… (+{})", changes.len() - ROWS)?;
    }
    writeln!(out)
}

fn short(details: &[Detail], lang: Lang) -> String {
    let told = details.iter().take(DETAILS).map(|detail| said(detail, lang));
    let between = lang.pick("; ", "、");
    let mut text = told.collect::<Vec<_>>().join(between);
    if details.len() > DETAILS {
        text.push_str(&format!("{between}… (+{})", details.len() - DETAILS));
    }
    text
}

/// Text that stays inside its cell.
fn cell(text: &str) -> String {
    printable(text).replace('|', "\\|").replace('<', "&lt;")
}

fn json(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let figures: serde_json::Map<String, Value> = ChangeKind::ALL
        .into_iter()
        .map(|kind| (kind.as_str().to_owned(), compared.count(kind).into()))
        .collect();
    let changes: Vec<Value> =
        compared.comparison.changes.iter().map(|change| one(compared, change)).collect();
    let judgement = compared.new.judgement;
    let lists: Vec<&str> = judgement.lists.iter().map(|list| &*list.edition).collect();
    let document = json!({
        "schema": "aratame-diff/1",
        "as_of": judgement.as_of,
        "lists": lists,
        "old_complete": compared.old.inventory.is_complete(),
        "new_complete": compared.new.inventory.is_complete(),
        "figures": figures,
        "unchanged": compared.comparison.unchanged,
        "changes": changes,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn one(compared: &Compared<'_>, change: &Change) -> Value {
    let id =
        |inventory: &Inventory, at: Option<usize>| Some(inventory.assets.get(at?)?.id.to_string());
    let (asset, judged) = compared.asset(change).unzip();
    json!({
        "change": change.kind.as_str(),
        "old_id": id(compared.old.inventory, change.old),
        "new_id": id(compared.new.inventory, change.new),
        "kind": asset.map(|asset| asset.kind.as_str()),
        "name": asset.map(|asset| asset.name.as_str()),
        "priority": judged.map(|judged| judged.priority.as_str()),
        "path": asset.and_then(|asset| Some(asset.occurrences.first()?.path.as_str().to_owned())),
        "lost": change.lost.iter().map(Detail::to_string).collect::<Vec<_>>(),
        "gained": change.gained.iter().map(Detail::to_string).collect::<Vec<_>>(),
    })
}
