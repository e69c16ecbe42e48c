//! The plan as a document: summary, then each system with its steps, figures and patches.

use super::{PlanDocument, confidence, deadline, nearest, terminal::score};
use crate::Lang;
use crate::markdown::cell;
use aratame_plan::step::Step;
use aratame_plan::{Score, SystemPlan};
use std::io::{self, Write};

/// Writes the document.
pub(super) fn write(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    writeln!(out, "# {}\n", lang.pick("Plan of migration", "暗号移行計画"))?;
    basis(document, out)?;
    overview(document, out)?;
    for plan in &document.plan.systems {
        system(document, plan, out)?;
    }
    left_over(document, out)
}

fn basis(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (lang, plan) = (document.lang, document.plan);
    writeln!(out, "- {}: {}", lang.pick("As of", "基準日"), plan.as_of)?;
    let z = &plan.quantum_year;
    writeln!(out, "- {}: {} ({})", lang.of(&z.name), lang.of(&z.shown()), lang.of(&z.source))?;
    let (edition, date) = &plan.knowledge;
    let base = lang.pick("Knowledge base of products", "製品の知識ベース");
    writeln!(out, "- {base}: {edition} ({date})")?;
    let complete = match document.inventory.is_complete() {
        true => lang.pick("without gaps", "未確認部分なし"),
        false => lang.pick(
            "with gaps: what was not seen is not planned",
            "未確認部分あり（計画に含まれない）",
        ),
    };
    writeln!(out, "- {}: {complete}", lang.pick("Inventory", "一覧"))?;
    let rule = (
        "Order: x + y > z (Mosca) comes first; missing facts are asked, not guessed",
        "順序：x＋y＞z（Moscaの不等式）に該当するものを優先。不明な事項は推測せず確認事項とする",
    );
    writeln!(out, "- {}\n", lang.pick(rule.0, rule.1))
}

fn overview(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    writeln!(out, "## {}\n", lang.pick("Systems", "情報システム"))?;
    let columns = match lang {
        Lang::En => "| System | Class | Steps | Agility | Hybrid readiness | Renewal | Asked |",
        Lang::Ja => {
            "| 情報システム | 優先区分 | 手順数 | アジリティ | ハイブリッド構成 | 更改年度 | 確認事項 |"
        }
    };
    writeln!(out, "{columns}\n|---|---|---|---|---|---|---|")?;
    for plan in &document.plan.systems {
        let id = plan.system.as_deref();
        let class = plan.class.map(|class| class.title());
        let renewal = document.system(id).and_then(|system| system.renewal);
        let renewal =
            renewal.map_or("—".to_owned(), |year| lang.pick(year.to_string(), year.ja()));
        let missing = lang.pick("no scan", "未走査");
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {renewal} | {} |",
            cell(&document.name(id)),
            class.as_ref().map_or("—", |title| lang.of(title)),
            if plan.assets == 0 { missing.to_owned() } else { plan.steps.len().to_string() },
            score(&plan.agility, lang),
            score(&plan.hybrid, lang),
            plan.questions.len(),
        )?;
    }
    writeln!(out)
}

fn system(document: &PlanDocument<'_>, plan: &SystemPlan, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    writeln!(out, "## {}\n", cell(&document.name(plan.system.as_deref())))?;
    if plan.assets == 0 {
        let none = ("Nothing was found: scan it.", "走査結果がありません。走査してください。");
        writeln!(out, "{}\n", lang.pick(none.0, none.1))?;
    } else {
        criteria(lang.pick("Agility", "クリプトグラフィックアジリティ"), &plan.agility, lang, out)?;
        criteria(lang.pick("Hybrid readiness", "ハイブリッド構成"), &plan.hybrid, lang, out)?;
        writeln!(out)?;
    }
    for (at, each) in plan.steps.iter().enumerate() {
        step(at + 1, each, lang, out)?;
    }
    if !plan.questions.is_empty() {
        writeln!(out, "### {}\n", lang.pick("To be asked", "確認事項"))?;
        for question in &plan.questions {
            let column = lang.pick(question.column.en(), question.column.ja());
            writeln!(out, "- [ ] {column}: {}", lang.of(&question.text()))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn criteria(title: &str, of: &Score, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let parts = of.criteria.iter().filter(|each| each.of > 0);
    let parts: Vec<String> = parts
        .map(|each| format!("{} {}/{}", lang.of(&each.name), each.fulfilled, each.of))
        .collect();
    let parts = match parts.is_empty() {
        true => String::new(),
        false => format!(" — {}", parts.join(lang.pick("; ", "、"))),
    };
    writeln!(out, "- {title}: **{}**{parts}", score(of, lang))
}

fn step(number: usize, step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {number}. {}\n", cell(lang.of(&step.title)))?;
    let class = step.priority.class;
    let id = &step.id;
    writeln!(out, "- `{id}` **{}**: {}", lang.of(&class.title()), lang.of(&class.reason()))?;
    let from = cell(&step.from.join(", "));
    writeln!(out, "- {from} → {}", cell(&nearest(step).join(", ")))?;
    for target in &step.targets {
        let sources: Vec<String> = target
            .citations
            .iter()
            .map(|each| format!("[{}]({})", each.document, each.url))
            .collect();
        writeln!(
            out,
            "  - {} ({}): {} — {} ({})",
            cell(&target.names.join(", ")),
            lang.of(&target.when),
            lang.of(&target.note),
            sources.join(", "),
            confidence(target.confidence, lang),
        )?;
    }
    writeln!(out, "- {}", lang.of(&step.today.title()))?;
    product(step, lang, out)?;
    dates(step, lang, out)?;
    figures(step, lang, out)?;
    places(step, lang, out)?;
    for note in &step.notes {
        writeln!(out, "- {}", cell(lang.of(note)))?;
    }
    writeln!(out)?;
    changes(step, lang, out)
}

fn product(step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let used = step.product.as_ref().filter(|used| used.found.is_some() || used.needed.is_some());
    let Some(used) = used else { return Ok(()) };
    let unknown = || lang.pick("not known", "不明").to_owned();
    let found = used.found.clone().unwrap_or_else(unknown);
    let by = used.found_by.as_ref().map_or(String::new(), |by| format!(" ({})", cell(lang.of(by))));
    let needed = used.needed.as_ref().map_or(String::new(), |needed| {
        let source = used.citation.as_ref();
        let source =
            source.map_or(String::new(), |each| format!(" [{}]({})", each.document, each.url));
        format!(
            "{} {needed}{source} ({})",
            lang.pick("; needed:", "、必要な版："),
            confidence(used.confidence, lang)
        )
    });
    writeln!(out, "- {}: {} {found}{by}{needed}", lang.pick("Product", "製品"), used.name)
}

fn dates(step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let schedule = &step.schedule;
    let reason = lang.of(&schedule.reason);
    let title = lang.pick("When", "日程");
    if step.effort.months == 0 {
        writeln!(out, "- {title}: {reason}")?;
    } else {
        let work = match lang {
            Lang::En => format!("{} months: ", step.effort.months),
            Lang::Ja => format!("{}か月：", step.effort.months),
        };
        let source = cell(lang.of(&step.effort.source));
        let (start, end) = (schedule.start, schedule.end);
        writeln!(out, "- {title}: {start} – {end} ({reason}; {work}{source})")?;
    }
    if let Some((_, why)) = &schedule.deadline {
        let until = deadline(schedule, lang);
        writeln!(out, "- {}: {until} — {}", lang.pick("Deadline", "期限"), lang.of(why))?;
    }
    if !step.after.is_empty() {
        writeln!(out, "- {}: {}", lang.pick("After", "先行手順"), step.after.join(", "))?;
    }
    match step.actor {
        Some(actor) => {
            let who = lang.pick(actor.as_str(), actor.ja());
            writeln!(out, "- {}: {who}", lang.pick("Responsible", "責任分界"))
        }
        None => Ok(()),
    }
}

fn figures(step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "- {}:", lang.pick("Derivation", "算出根拠"))?;
    for figure in &step.priority.figures {
        writeln!(
            out,
            "  - {} = {} — {}",
            lang.of(&figure.name),
            lang.of(&figure.shown()),
            cell(lang.of(&figure.source))
        )?;
    }
    match (step.priority.overshoot, step.priority.safe_until) {
        (None, Some(year)) => {
            let line = match lang {
                Lang::En => format!("too late when protection is needed beyond {year}"),
                Lang::Ja => format!("{year}年より後まで保護が必要な場合は間に合わない"),
            };
            writeln!(out, "  - {line}")
        }
        _ => Ok(()),
    }
}

/// Places that the document lists of one step.
const PLACES: usize = 10;

fn places(step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let shown = step.places.iter().take(PLACES).map(|(path, line)| match line {
        Some(line) => format!("`{}:{line}`", cell(path.as_str())),
        None => format!("`{}`", cell(path.as_str())),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    let more = step.place_count.saturating_sub(PLACES);
    let more = if more > 0 { format!(" … (+{more})") } else { String::new() };
    writeln!(out, "- {}: {shown}{more}", lang.pick("Places", "検出箇所"))
}

fn changes(step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for change in &step.changes {
        if let Some(patch) = &change.patch {
            // A fence that no line of the patch can close.
            writeln!(out, "``````diff\n{patch}``````\n")?;
        } else {
            for line in &change.lines {
                let after = line.after.as_deref().unwrap_or(lang.pick("(removed)", "（削除）"));
                let place = format!("{}:{}", change.path, line.line);
                writeln!(
                    out,
                    "- `{}` {}: `{}` → `{}`",
                    cell(&place),
                    cell(&line.directive),
                    cell(&line.before),
                    cell(after)
                )?;
            }
            if let Some(why) = &change.no_patch {
                writeln!(out, "- {}\n", lang.of(why))?;
            }
        }
        if let Some(check) = &change.check {
            writeln!(out, "{}: `{check}`\n", lang.pick("Check before use", "適用前の確認"))?;
        }
    }
    Ok(())
}

fn left_over(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (lang, plan) = (document.lang, document.plan);
    if document.ledger.systems.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n", lang.pick("Ledger and scan", "台帳と走査結果の突合"))?;
    let none = lang.pick("none", "なし").to_owned();
    let or_none = |list: Vec<String>| if list.is_empty() { none.clone() } else { list.join(", ") };
    let unscanned = plan.without_scan.iter().map(|id| cell(&document.name(Some(id))));
    let title = lang.pick("In the ledger, not scanned", "台帳にあるが未走査");
    writeln!(out, "- {title}: {}", or_none(unscanned.collect()))?;
    let folders = plan.folders_without_system.iter();
    let folders = folders.map(|(folder, places)| format!("`{}` ({places})", cell(folder)));
    let title = lang.pick("Scanned, not in the ledger", "走査で見つかったが台帳にない");
    writeln!(out, "- {title}: {}", or_none(folders.collect()))?;
    let shared = plan
        .shared
        .iter()
        .map(|(systems, places)| format!("{} ({places})", cell(&systems.join(" / "))));
    let title = lang.pick("Claimed by several systems alike", "複数の情報システムが同等に該当");
    writeln!(out, "- {title}: {}", or_none(shared.collect()))?;
    let ignored = document.ledger.ignored.iter().map(|name| cell(name));
    let title = lang.pick("Not read in the ledger", "台帳のうち読み取らなかった列・シート");
    writeln!(out, "- {title}: {}", or_none(ignored.collect()))
}
