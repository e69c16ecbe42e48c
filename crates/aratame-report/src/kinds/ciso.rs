//! One page for the chief information security officer, in the two parts in which ministries report:
//! the assessment of the year, and the policy that follows from it.

use crate::kinds::facts::Facts;
use crate::kinds::{full, heading, paper};
use crate::paper::{Block, Paper, Shown};
use crate::report::{Report, calendar, chart, figures};

/// Risks on the page.
const RISKS: usize = 3;

/// The page.
pub(crate) fn build(report: &Report<'_>) -> Paper<'static> {
    let facts = Facts::new(report);
    let summary = report.summary();
    let mut verdicts = figures::verdicts(report);
    verdicts.extend(figures::quality(report).into_iter().take(1));
    let mut risks = full::top_risks(report);
    risks.rows.truncate(RISKS);
    let title = report.pick("Figures", "主要指標");
    let blocks = vec![
        heading(report, "1. Assessment", "１　総合評価"),
        Block::Text(plainly(report, &facts)),
        Block::Table(figures::table(report, "figures", title, &verdicts, Shown::Principal)),
        Block::Chart(chart::burn_down(report, &summary)),
        heading(report, "2. Policy that follows", "２　総合評価を踏まえた方針"),
        Block::List(full::decisions(report)),
        Block::Table(risks),
        Block::SignOff,
    ];
    let year = calendar::fiscal(calendar::fiscal_year(report.as_of), report.lang);
    let title = report.pick(
        format!("State of cryptography and of the move to PQC, fiscal year {year}"),
        format!("{year} 暗号利用及びPQC移行の状況"),
    );
    Paper { one_page: true, ..paper(report, title, blocks) }
}

/// The state in sentences for readers who know no cryptography.
fn plainly(report: &Report<'_>, facts: &Facts) -> String {
    let Facts { assets, judged, broken, prohibited, vulnerable, resistant, .. } = facts;
    let complete = if report.inventory.is_complete() {
        report.pick(
            "The scan reached everything it was asked for.",
            "走査は対象の全てに及んでいます。",
        )
    } else {
        report.pick(
            "The scan could not see everything; the figures are lower bounds.",
            "走査できなかった箇所があり、件数は下限値です。",
        )
    };
    report.pick(
        format!(
            "Cryptographic assets found: {assets}; in use or allowed by a configuration: {judged}. Of these, resting on methods that can be broken today: {broken}; on methods that the lists applied no longer allow: {prohibited}; on methods that a quantum computer breaks, to be moved by 2035 in principle: {vulnerable}. Already with a method that resists: {resistant}. {complete}"
        ),
        format!(
            "暗号に関わるものを{assets}件確認し、うち{judged}件が利用中又は設定で有効でした。現時点で破られ得る方式によるものが{broken}件、適用リストで利用できない方式によるものが{prohibited}件あります。量子計算機により危殆化するものは{vulnerable}件で、原則として2035年（令和17年）までに移行する必要があります。耐量子計算機暗号に対応済み（併用を含む）は{resistant}件です。{complete}"
        ),
    )
}
