//! A questionnaire on the migration, answered where a scan can; every proposed answer waits for a
//! person's confirmation.

use crate::kinds::facts::Facts;
use crate::kinds::{Both, heading, paper};
use crate::paper::{Block, Cell, Column, Paper, Shown, Table, Tone};
use crate::report::form::{CONFIRMED_BY, SURVEY, SURVEY_ANSWER, SURVEY_STATE};
use crate::report::{Report, figures};
use aratame_systems::System;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    caveat: Both,
    scale: Vec<Scale>,
    question: Vec<Question>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    id: String,
    choices: Vec<Both>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    number: String,
    part: Both,
    scale: String,
    answer: Option<Answer>,
    text: Both,
}

/// What of the inventory answers a question.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Assets,
    Broken,
    ClearKeys,
    Expired,
    Hybrid,
    Inventory,
    Listed,
    Protection,
    Rejudged,
    Renewal,
    State,
    Vulnerable,
}

static WORDING: LazyLock<Option<Wording>> =
    LazyLock::new(|| toml::from_str(include_str!("../../texts/survey.toml")).ok());

/// The report.
pub(crate) fn build(report: &Report<'_>) -> Paper<'static> {
    let mut blocks = vec![heading(report, "Questionnaire", "調査票")];
    if let Some(wording) = &*WORDING {
        blocks.push(Block::Note(wording.caveat.of(report.lang).to_owned()));
        blocks.push(Block::Table(table(report, wording)));
    }
    blocks.push(Block::SignOff);
    let title = report.pick("Survey on the migration to PQC", "PQC移行状況調査票");
    paper(report, title.to_owned(), blocks)
}

fn table(report: &Report<'_>, wording: &Wording) -> Table<'static> {
    let facts = Facts::new(report);
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let lang = report.lang;
    let columns = vec![
        SURVEY.key_column(lang, 10),
        p("Part", "区分", 20),
        p("Question", "設問", 56),
        p("Answers", "選択肢", 34),
        p("Proposed from the scan", "走査による回答案", 22),
        p("Evidence", "根拠", 50),
        SURVEY_ANSWER.column(lang, 22),
        SURVEY_STATE.column(lang, 12),
        CONFIRMED_BY.column(lang, 16),
    ];
    let row = |question: &Question| {
        let number = &question.number;
        let filled = |field, proposal: &'static str| report.filled(SURVEY, number, field, proposal);
        let scale = wording.scale.iter().find(|scale| scale.id == question.scale);
        let choices = scale.map_or(&[][..], |scale| &scale.choices);
        let names: Vec<&str> = choices.iter().map(|choice| choice.of(report.lang)).collect();
        let (proposed, evidence) = match question.answer {
            Some(answer) => propose(report, &facts, answer, &names),
            None => (
                people(report),
                report.pick("a scan cannot see this", "走査では確認できない").to_owned(),
            ),
        };
        let answers = if names.is_empty() {
            report.pick("a number", "件数を記入").to_owned()
        } else {
            names.join(report.pick(" / ", "／"))
        };
        vec![
            question.number.as_str().into(),
            question.part.of(report.lang).into(),
            question.text.of(report.lang).into(),
            answers.into(),
            proposed,
            evidence.into(),
            filled(SURVEY_ANSWER, ""),
            filled(SURVEY_STATE, SURVEY_STATE.choice(0, lang)),
            filled(CONFIRMED_BY, ""),
        ]
    };
    Table {
        id: "survey",
        title: report.pick("Questionnaire", "調査票").to_owned(),
        columns,
        rows: wording.question.iter().map(row).collect(),
        shown: Shown::Principal,
    }
}

/// The numbers of the questions.
pub(crate) fn numbers() -> BTreeSet<String> {
    let questions = WORDING.iter().flat_map(|wording| &wording.question);
    questions.map(|question| question.number.clone()).collect()
}

/// The grade of a share on the scale of four: all, mostly (80 % or more), partly, not done.
fn grade(value: usize, of: usize) -> Option<usize> {
    match value {
        _ if of == 0 => None,
        _ if value == of => Some(0),
        _ if value * 5 >= of * 4 => Some(1),
        0 => Some(3),
        _ => Some(2),
    }
}

fn propose(report: &Report<'_>, facts: &Facts, answer: Answer, choices: &[&str]) -> (Cell, String) {
    let chosen = |at: Option<usize>| {
        let choice = at.and_then(|at| choices.get(at)).copied();
        choice.map_or_else(|| not_known(report), |choice| Cell::Text(choice.to_owned()))
    };
    let share = |value: usize, of: usize| {
        format!("{value} / {of} ({})", figures::percent(value as u64, of as u64))
    };
    let count = |value: usize, en: &str, ja: &str| {
        (Cell::Number(value as u64), report.pick(en, ja).to_owned())
    };
    match answer {
        Answer::Assets => count(facts.assets, "distinct assets of this inventory", "本一覧の暗号関連資産数"),
        Answer::Vulnerable => {
            count(facts.vulnerable, "assets used or allowed that Shor's algorithm breaks", "利用又は許可されている量子脆弱な資産数")
        }
        Answer::Broken => {
            count(facts.broken, "assets broken today by classical means", "従来の計算機により破られる方式を含む資産数")
        }
        Answer::Expired => {
            count(facts.expired, "end of validity before the as-of date", "有効期限が基準日より前の証明書")
        }
        Answer::ClearKeys => {
            count(facts.keys_in_clear, "private and secret keys in files", "ファイル上の平文の鍵")
        }
        Answer::Inventory if report.planned.has_ledger() => {
            let (scanned, systems) = (report.planned.scanned(), report.planned.ledger.systems.len());
            let said = report.pick("systems of the ledger with a scan", "走査済の情報システム");
            (chosen(grade(scanned, systems)), format!("{said}: {}", share(scanned, systems)))
        }
        Answer::Inventory => (
            chosen(Some(2)),
            report.pick(
                "this inventory exists; whether it covers all systems in scope is for people to say",
                "本一覧を作成済み。対象とする全ての情報システムに及ぶかは要確認",
            )
            .to_owned(),
        ),
        Answer::Listed => {
            let right = facts.judged.saturating_sub(facts.to_replace);
            let said = report.pick("assets neither prohibited nor to be migrated", "利用不可・移行要を含まない資産");
            (chosen(grade(right, facts.judged)), format!("{said}: {}", share(right, facts.judged)))
        }
        Answer::Renewal => (people(report), stated(report, |system| system.renewal.is_some())),
        Answer::Protection => {
            (people(report), stated(report, |system| system.protection.is_some()))
        }
        Answer::Hybrid => {
            let said = report.pick("TLS and SSH configurations that name such a group", "該当する鍵共有を明示したTLS・SSHの設定");
            let (has, of) = (facts.channels_resistant, facts.channels);
            (chosen(grade(has, of)), format!("{said}: {}", share(has, of)))
        }
        Answer::State => {
            let said = report.pick(
                "assets with post-quantum or hybrid methods",
                "PQC又はハイブリッド構成を含む資産",
            );
            (people(report), format!("{said}: {}", share(facts.resistant, facts.judged)))
        }
        Answer::Rejudged => (
            people(report),
            report.pick(
                format!("this inventory was judged on {} by the editions named above", report.as_of),
                format!("本一覧は{}に上記の版により判定", report.as_of),
            ),
        ),
    }
}

/// What only people can answer, even where the scan has something to say.
fn people(report: &Report<'_>) -> Cell {
    Cell::Status(Tone::Neutral, report.pick("people answer", "担当者が回答").to_owned())
}

/// How many systems of the ledger state something, as evidence.
fn stated(report: &Report<'_>, says: fn(&System) -> bool) -> String {
    let systems = &report.planned.ledger.systems;
    let saying = systems.iter().filter(|system| says(system)).count();
    let said = report.pick("systems of the ledger that state it", "台帳に記入のある情報システム");
    let share = figures::percent(saying as u64, systems.len() as u64);
    format!("{said}: {saying} / {} ({share})", systems.len())
}

fn not_known(report: &Report<'_>) -> Cell {
    Cell::Status(Tone::Neutral, report.pick("not known", "不明").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_is_read_and_consistent() {
        let wording = WORDING.as_ref().unwrap();
        assert_eq!(numbers().len(), wording.question.len());
        for question in &wording.question {
            assert!(wording.scale.iter().any(|scale| scale.id == question.scale));
        }
    }

    #[test]
    fn grades_follow_the_scale_of_four() {
        assert_eq!(grade(0, 0), None);
        assert_eq!(grade(5, 5), Some(0));
        assert_eq!(grade(4, 5), Some(1));
        assert_eq!(grade(3, 5), Some(2));
        assert_eq!(grade(0, 5), Some(3));
    }
}
