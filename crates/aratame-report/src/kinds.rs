//! The kinds of reports: what each says, in which order. Wording that officers may want to review
//! stands in `texts/` as data.

pub(crate) mod audit;
pub(crate) mod ciso;
pub(crate) mod common_standards;
pub(crate) mod dictionary;
pub(crate) mod facts;
pub(crate) mod full;
pub(crate) mod procurement;
pub(crate) mod survey;
pub(crate) mod usage;

use crate::lang::Lang;
use crate::paper::{Block, Paper};
use crate::report::{Report, calendar};
use crate::table::coverage_line;
use serde::Deserialize;

/// A sentence of `texts/` in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Both {
    en: String,
    ja: String,
}

impl Both {
    pub(crate) fn of(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.ja)
    }
}

/// A paper with what every kind begins with: date, fiscal year, lists, coverage, warnings.
pub(crate) fn paper<'r>(report: &Report<'_>, title: String, blocks: Vec<Block<'r>>) -> Paper<'r> {
    let p = |en: &str, ja: &str| report.pick(en, ja).to_owned();
    let judgement = report.judgement;
    let mut particulars = vec![
        (p("As of", "基準日"), calendar::day(report.as_of, report.lang)),
        (
            p("Fiscal year", "年度"),
            calendar::fiscal(calendar::fiscal_year(report.as_of), report.lang),
        ),
    ];
    if let Some(year) = judgement.end_of_life {
        particulars
            .push((p("In operation until", "運用終了予定"), calendar::year_end(year, report.lang)));
    }
    let lists: Vec<String> =
        judgement.lists.iter().map(|list| format!("{} ({})", list.edition, list.date)).collect();
    particulars.push((p("Lists applied", "適用リスト"), lists.join(report.pick(", ", "、"))));
    let coverage = coverage_line(&report.inventory.coverage, report.lang);
    particulars.push((p("Coverage", "走査範囲"), coverage));
    if !report.redacted.is_empty() {
        particulars.push((p("Names taken out", "伏せた情報"), report.redacted.to_owned()));
    }
    let generator = format!("aratame {}", env!("CARGO_PKG_VERSION"));
    particulars.push((p("Made by", "作成ツール"), generator));
    Paper {
        title,
        marking: report.marking.to_owned(),
        particulars,
        warnings: warnings(report),
        one_page: false,
        blocks,
    }
}

fn warnings(report: &Report<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    if !report.inventory.is_complete() {
        let sentence = report.pick(
            "The inventory is incomplete: not everything that was asked for could be seen. The figures are lower bounds.",
            "一覧は不完全です。対象の一部を確認できていないため、各件数は下限値です。",
        );
        warnings.push(sentence.to_owned());
    }
    warnings
}

/// The sentence that stands under every list of findings.
pub(crate) fn absence(report: &Report<'_>) -> Block<'static> {
    let sentence = report.pick(
        "What is not listed was not found; that does not mean that it is not there or that it is safe.",
        "一覧にないことは、存在しないことや安全であることを意味しません。",
    );
    Block::Note(sentence.to_owned())
}

/// A heading of the second level.
pub(crate) fn heading(report: &Report<'_>, en: &str, ja: &str) -> Block<'static> {
    Block::Heading(2, report.pick(en, ja).to_owned())
}

/// A paragraph.
pub(crate) fn text(report: &Report<'_>, en: &str, ja: &str) -> Block<'static> {
    Block::Text(report.pick(en, ja).to_owned())
}
