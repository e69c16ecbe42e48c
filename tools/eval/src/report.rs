//! The evaluation as one document, in Markdown and as one HTML file: what was evaluated where,
//! vectors, mutants, speed and sizes, constant time, and what was not tested.

mod constant_time;
mod speed;
mod vectors;

use crate::evaluation::Evaluation;
use clap::ValueEnum;
use std::fmt::Write;

/// The language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// Japanese
    Ja,
}

impl Lang {
    fn of(self, english: &'static str, japanese: &'static str) -> &'static str {
        match self {
            Self::En => english,
            Self::Ja => japanese,
        }
    }

    /// Its code in ISO 639.
    pub(crate) fn code(self) -> &'static str {
        self.of("en", "ja")
    }
}

/// A text with two versions.
type Words = (&'static str, &'static str);

/// What is being written.
struct Page {
    lang: Lang,
    text: String,
    /// Charts for the page, in the order of their places in the text; none in Markdown.
    charts: Option<Vec<String>>,
}

/// Where a chart stands, until the page is made; no paragraph of an evaluation is this.
const CHART: &str = "(chart of this table)";

impl Page {
    fn new(lang: Lang, charts: bool) -> Self {
        Self { lang, text: String::new(), charts: charts.then(Vec::new) }
    }

    fn of(&self, (english, japanese): Words) -> &'static str {
        self.lang.of(english, japanese)
    }

    fn heading(&mut self, level: usize, title: &str) {
        let _ = write!(self.text, "\n{} {title}\n\n", "#".repeat(level));
    }

    fn section(&mut self, words: Words) {
        self.heading(2, self.of(words));
    }

    fn subsection(&mut self, words: Words) {
        self.heading(3, self.of(words));
    }

    fn paragraph(&mut self, words: Words) {
        let _ = write!(self.text, "{}\n\n", self.of(words));
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.text, "- {text}");
    }

    fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> =
            cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
        let _ = writeln!(self.text, "| {} |", cells.join(" | "));
    }

    fn table(&mut self, titles: &[Words]) {
        let titles: Vec<&str> = titles.iter().map(|words| self.of(*words)).collect();
        self.columns(&titles);
    }

    fn columns(&mut self, titles: &[&str]) {
        self.row(titles);
        self.row(&vec!["---"; titles.len()]);
    }

    fn end_table(&mut self) {
        self.text.push('\n');
    }

    fn chart(&mut self, svg: String) {
        if let Some(charts) = &mut self.charts
            && !svg.is_empty()
        {
            charts.push(svg);
            let _ = write!(self.text, "{CHART}\n\n");
        }
    }
}

/// The report in Markdown.
pub(crate) fn markdown(evaluation: &Evaluation, lang: Lang) -> String {
    page(evaluation, lang, false).text
}

fn page(evaluation: &Evaluation, lang: Lang, charts: bool) -> Page {
    let mut page = Page::new(lang, charts);
    let _ = write!(page.text, "# {}\n\n", lang.of("Evaluation report", "試験報告書"));
    head(evaluation, &mut page);
    verdict(evaluation, &mut page);
    vectors::section(&evaluation.results, &mut page);
    mutants(evaluation, &mut page);
    speed::section(&evaluation.bench, &mut page);
    constant_time::section(&evaluation.evidence, &mut page);
    untested(evaluation, &mut page);
    page
}

fn head(evaluation: &Evaluation, page: &mut Page) {
    let environment = &evaluation.bench.environment;
    let implementations = vectors::names(&evaluation.results).join(", ");
    let optimised = match environment.optimised {
        true => page.of(("optimised", "最適化あり")),
        false => page.of(("NOT optimised: times mean nothing", "最適化なし（時間の値は無効）")),
    };
    let compiler = format!("{} ({optimised})", environment.compiler);
    let processor = format!("{} × {}", environment.processor, environment.processors);
    page.table(&[("item", "項目"), ("value", "内容")]);
    let rows: [(Words, &str); 10] = [
        (("date", "試験日"), &evaluation.date),
        (("implementations", "試験対象"), &implementations),
        (("processor", "プロセッサー"), &processor),
        (("system", "OS"), &environment.system),
        (("compiler", "コンパイラー"), &compiler),
        (
            ("backends of Futae here", "本機で利用できるFutaeのバックエンド"),
            &environment.backends.join(", "),
        ),
        (("futae-eval", "futae-eval"), &environment.version),
        (("its commit", "同コミット"), &format!("`{}`", environment.commit)),
        (("its SHA-256", "同SHA-256"), &format!("`{}`", evaluation.program)),
        (("made by", "再現コマンド"), &format!("`{}`", evaluation.command)),
    ];
    for (words, value) in rows {
        page.row(&[page.of(words), value]);
    }
    page.end_table();
}

/// What a reader wants to know first, a line a section.
fn verdict(evaluation: &Evaluation, page: &mut Page) {
    page.section(("Summary", "概要"));
    page.table(&[("part", "試験"), ("result", "結果")]);
    for name in vectors::names(&evaluation.results) {
        let count = vectors::of(&evaluation.results, &name);
        let result = match page.lang {
            Lang::En => format!(
                "{} passed, {} failed, {} not supported",
                count.passed, count.failed, count.unsupported
            ),
            Lang::Ja => {
                format!("合格{}、不合格{}、未対応{}", count.passed, count.failed, count.unsupported)
            }
        };
        let part = format!("{}: {name}", page.of(("vectors", "テストベクトル")));
        page.row(&[&part, &result]);
    }
    let hunted = &evaluation.hunted;
    let killed = hunted.iter().filter(|mutant| mutant.killed_by.is_some()).count();
    page.row(&[
        page.of(("mutants caught", "検出した欠陥実装")),
        &format!("{killed} / {}", hunted.len()),
    ]);
    let looks = &evaluation.evidence.looks;
    let good = looks.iter().filter(|look| look.is_as_it_should_be()).count();
    page.row(&[
        page.of((
            "constant time: looks with the result that they should have",
            "定数時間性：期待どおりの結果となった試験",
        )),
        &format!("{good} / {}", looks.len()),
    ]);
    page.end_table();
}

fn mutants(evaluation: &Evaluation, page: &mut Page) {
    page.section(("Mutants", "欠陥を埋め込んだ実装による検証"));
    page.paragraph((
        "Implementations with one deliberate mistake each, at the interface or inside the arithmetic, which the vectors that every clone has must catch.",
        "入出力又は演算内部に意図的な誤りを一つずつ持つ実装を、本プログラムに内蔵のベクトルが検出できるかを確かめました。",
    ));
    page.table(&[("mutant", "変異"), ("defect", "欠陥"), ("caught by", "検出したケース")]);
    for mutant in &evaluation.hunted {
        let fate = mutant.killed_by.as_deref();
        let fate = fate.unwrap_or(page.of(("NOT caught", "検出されず")));
        page.row(&[&mutant.mutant, &mutant.defect, fate]);
    }
    page.end_table();
}

fn untested(evaluation: &Evaluation, page: &mut Page) {
    page.section(("What was not tested", "試験していない事項"));
    vectors::untested(&evaluation.results, page);
    for what in &evaluation.bench.not_available {
        let text = format!("{}: {what}", page.of(("not available here", "本機では測定不可")));
        page.item(&text);
    }
    page.item(page.of((
        "Power, electromagnetic emission, faults, speculative execution; the quality of the random generator; key management; validation under FIPS 140-3 or JCMVP.",
        "電力、電磁波、故障注入、投機的実行。乱数生成器の品質。鍵管理。FIPS 140-3およびJCMVPによる認証。",
    )));
}

/// Style of the page: readable on screen in both schemes, and on A4.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:15px/1.6 'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif;max-width:66em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;margin:1em 0;font-size:.9em}th,td{border:1px solid #8886;padding:.2em .6em;text-align:left;vertical-align:top}\
td:nth-child(n+2){font-variant-numeric:tabular-nums}td,code{overflow-wrap:anywhere}code{font-size:.85em}h1,h2{line-height:1.3}h2{border-bottom:1px solid #8886;margin-top:2em}\
svg{max-width:100%;height:auto;background:#fff}@page{size:A4;margin:15mm}@media print{body{font-size:10px;max-width:none}tr,svg{break-inside:avoid}}";

/// The report as one HTML file that needs nothing else.
pub(crate) fn html(evaluation: &Evaluation, lang: Lang) -> String {
    let page = page(evaluation, lang, true);
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    // What implementations and file names say is text, never markup.
    let events = pulldown_cmark::Parser::new_ext(&page.text, options).map(|event| match event {
        pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
            pulldown_cmark::Event::Text(html)
        }
        other => other,
    });
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, events);
    for chart in page.charts.iter().flatten() {
        body = body.replacen(&format!("<p>{CHART}</p>"), &format!("<p>{chart}</p>"), 1);
    }
    let title = lang.of("Evaluation report", "試験報告書");
    let code = lang.code();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::ct::Evidence;
    use crate::environment::Environment;
    use crate::run::SuiteResult;
    use crate::timing::Timed;

    fn timed(implementation: &str) -> Timed {
        Timed {
            algorithm: "ML-KEM-768".into(),
            operation: "encapsulate".into(),
            implementation: implementation.into(),
            samples: 10,
            median: 1000,
            low: 900,
            high: 1100,
            p5: 800,
            p95: 1200,
            ratio: 1.0,
            ratio_low: 0.9,
            ratio_high: 1.1,
            sizes: [1184, 2400, 1088],
        }
    }

    fn evaluation() -> Evaluation {
        let environment = Environment::here();
        Evaluation {
            date: "2026-11-21".into(),
            command: "futae-eval report".into(),
            program: "00".into(),
            results: vec![SuiteResult {
                implementation: "program:<script>".into(),
                suite: "a|b".into(),
                ..SuiteResult::default()
            }],
            hunted: Vec::new(),
            bench: Bench {
                environment: environment.clone(),
                timed: vec![timed("futae"), timed("other")],
                rates: Vec::new(),
                counted: Vec::new(),
                memory: Vec::new(),
                code: Vec::new(),
                key_exchanges: crate::budgets::key_exchanges(),
                not_available: Vec::new(),
            },
            evidence: Evidence { environment, looks: Vec::new() },
        }
    }

    #[test]
    fn both_languages_have_every_section() {
        for lang in [Lang::En, Lang::Ja] {
            assert_eq!(markdown(&evaluation(), lang).matches("\n## ").count(), 6);
        }
        assert!(markdown(&evaluation(), Lang::Ja).starts_with("# 試験報告書"));
    }

    #[test]
    fn names_are_text_in_the_page() {
        let page = html(&evaluation(), Lang::En);
        assert!(page.contains("program:&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }

    #[test]
    fn a_chart_stands_behind_its_table() {
        let page = html(&evaluation(), Lang::En);
        let (table, chart) = (page.find("1.1</td>"), page.find("<svg"));
        assert!(table < chart && chart < page.find("Constant time"), "{table:?} {chart:?}");
        assert!(!page.contains(CHART) && !markdown(&evaluation(), Lang::En).contains(CHART));
    }
}
