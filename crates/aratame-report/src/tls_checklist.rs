//! The checklist of GL-3001 for every TLS configuration, as a section of a Markdown page.

use crate::markdown::cell;
use crate::{Document, Lang};
use aratame_inventory::Asset;
use aratame_policy::tls_profile::{Answer, Check, TlsGrade};
use std::io::{self, Write};

/// Configurations that are written out; the JSON has all.
const ROWS: usize = 50;

/// Writes the checklists; nothing where no list with a guideline on TLS is applied.
pub(crate) fn section(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let both = document.inventory.assets.iter().zip(&document.judgement.assets);
    let graded: Vec<_> =
        both.filter_map(|(asset, judged)| Some((asset, judged.tls.as_deref()?))).collect();
    if graded.is_empty() {
        return Ok(());
    }
    let title = ("TLS configurations by GL-3001", "TLS暗号設定ガイドラインによる確認");
    writeln!(out, "## {} ({})\n", lang.pick(title.0, title.1), graded.len())?;
    for (asset, grade) in graded.iter().take(ROWS) {
        one(asset, grade, lang, out)?;
    }
    if graded.len() > ROWS {
        writeln!(out, "… (+{})\n", graded.len() - ROWS)?;
    }
    Ok(())
}

fn one(asset: &Asset, grade: &TlsGrade, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let place = asset.occurrences.first().map_or("", |occurrence| occurrence.path.as_str());
    writeln!(out, "### {} — {}\n", cell(&asset.name), cell(place))?;
    writeln!(out, "{}\n", standing(grade, lang))?;
    let shown = grade.next().or(grade.profile);
    let Some(profile) = shown else { return Ok(()) };
    let columns = lang.pick(
        ["requirement", "kind", "answer", "seen", "checked"],
        ["要求事項", "区分", "結果", "確認した内容", "要求事項の確認状況"],
    );
    writeln!(out, "{}", lang.pick(profile.as_str(), profile.ja()))?;
    writeln!(out, "\n| {} |\n|---|---|---|---|---|", columns.join(" | "))?;
    for check in grade.checks(profile) {
        writeln!(out, "| {} |", row(check, lang).join(" | "))?;
    }
    writeln!(out)
}

/// The profile, and how far it is certain.
fn standing(grade: &TlsGrade, lang: Lang) -> String {
    let name = match grade.profile {
        Some(profile) => lang.pick(profile.as_str(), profile.ja()),
        None => lang.pick("below every profile", "いずれの設定基準も満たさない"),
    };
    let mut text = format!("**{name}**");
    if !grade.is_whole {
        text.push_str(lang.pick(
            " at most: some requirements could not be seen",
            "（該当し得る最上位。確認できない項目あり）",
        ));
    }
    if grade.is_assumed {
        text.push_str(lang.pick(
            "; settings that no file states were assumed",
            "（記載のない設定は既定値と仮定）",
        ));
    }
    text
}

fn row(check: &Check, lang: Lang) -> [String; 5] {
    let kind = match check.is_must {
        true => lang.pick("must", "遵守項目"),
        false => lang.pick("should", "推奨項目"),
    };
    let answer = lang.pick(check.answer.as_str(), check.answer.ja());
    let answer = match check.answer {
        Answer::NotMet => format!("**{answer}**"),
        Answer::Met | Answer::NotSeen => answer.to_owned(),
    };
    let requirement = &check.requirement;
    [
        cell(lang.of(&requirement.text)),
        kind.to_owned(),
        answer,
        cell(&check.seen),
        requirement.confidence.as_str().to_owned(),
    ]
}
