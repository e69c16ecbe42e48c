//! The evaluation as one document, in Markdown and as one HTML file: what was evaluated where,
//! vectors, mutants, times, constant time, and what was not tested.

use crate::environment::Environment;
use crate::mutants::Hunted;
use crate::output;
use crate::run::{Count, SuiteResult};
use crate::timing::{Leakage, THRESHOLD, Timed};
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// Japanese
    Ja,
}

/// Everything that was found.
pub(crate) struct Evaluation {
    /// The date, as the caller states it.
    pub(crate) date: String,
    /// Where.
    pub(crate) environment: Environment,
    /// The command that makes this report again.
    pub(crate) command: String,
    /// Vectors.
    pub(crate) results: Vec<SuiteResult>,
    /// Mutants.
    pub(crate) hunted: Vec<Hunted>,
    /// Times.
    pub(crate) timed: Vec<Timed>,
    /// Timing that depends on secrets.
    pub(crate) leakage: Vec<Leakage>,
}

impl Lang {
    fn of(self, english: &'static str, japanese: &'static str) -> &'static str {
        match self {
            Self::En => english,
            Self::Ja => japanese,
        }
    }
}

/// The report in Markdown.
pub(crate) fn markdown(evaluation: &Evaluation, lang: Lang) -> String {
    let mut text = format!("# {}\n\n", lang.of("Evaluation report", "試験報告書"));
    head(evaluation, lang, &mut text);
    vectors(&evaluation.results, lang, &mut text);
    mutants(&evaluation.hunted, lang, &mut text);
    times(&evaluation.timed, lang, &mut text);
    constant_time(&evaluation.leakage, lang, &mut text);
    untested(&evaluation.results, lang, &mut text);
    text
}

fn heading(text: &mut String, lang: Lang, english: &'static str, japanese: &'static str) {
    let _ = write!(text, "\n## {}\n\n", lang.of(english, japanese));
}

fn row(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn table_head(text: &mut String, lang: Lang, titles: &[(&'static str, &'static str)]) {
    let titles: Vec<&str> = titles.iter().map(|(en, ja)| lang.of(en, ja)).collect();
    row(text, &titles);
    row(text, &vec!["---"; titles.len()]);
}

fn head(evaluation: &Evaluation, lang: Lang, text: &mut String) {
    let environment = &evaluation.environment;
    let implementations = names(&evaluation.results).join(", ");
    let optimised = match environment.optimised {
        true => lang.of("optimised", "最適化あり"),
        false => lang.of("NOT optimised: times mean nothing", "最適化なし（時間の値は無効）"),
    };
    let compiler = format!("{} ({optimised})", environment.compiler);
    let processor = format!("{} × {}", environment.processor, environment.processors);
    table_head(text, lang, &[("item", "項目"), ("value", "内容")]);
    for (english, japanese, value) in [
        ("date", "試験日", &evaluation.date),
        ("implementations", "試験対象", &implementations),
        ("processor", "プロセッサー", &processor),
        ("system", "OS", &environment.system),
        ("compiler", "コンパイラー", &compiler),
        (
            "backends of Futae here",
            "本機で利用できるFutaeのバックエンド",
            &environment.backends.join(", "),
        ),
        ("futae-eval", "futae-eval", &environment.version.to_owned()),
        ("made by", "再現コマンド", &format!("`{}`", evaluation.command)),
    ] {
        row(text, &[lang.of(english, japanese), value]);
    }
}

fn names(results: &[SuiteResult]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for result in results {
        if !names.contains(&result.implementation) {
            names.push(result.implementation.clone());
        }
    }
    names
}

/// One row a suite, one column an implementation; then what failed.
fn vectors(results: &[SuiteResult], lang: Lang, text: &mut String) {
    heading(text, lang, "Test vectors", "テストベクトル");
    let names = names(results);
    let mut titles = vec![lang.of("suite", "試験群")];
    titles.extend(names.iter().map(String::as_str));
    row(text, &titles);
    row(text, &vec!["---"; titles.len()]);
    let mut suites: BTreeMap<&str, BTreeMap<&str, &SuiteResult>> = BTreeMap::new();
    for result in results {
        suites.entry(&result.suite).or_default().insert(&result.implementation, result);
    }
    for (suite, by_name) in &suites {
        let cells: Vec<String> = names
            .iter()
            .map(|name| by_name.get(name.as_str()).map_or(String::new(), |r| cell(r)))
            .collect();
        let mut row_cells = vec![*suite];
        row_cells.extend(cells.iter().map(String::as_str));
        row(text, &row_cells);
    }
    let _ = write!(text, "\n{}\n\n", lang.of(
        "Each cell: passed / failed / not supported. Cases that no implementation was asked are in the last section.",
        "各欄は「合格／不合格／未対応」の件数です。どの実装にも与えなかったケースは末尾の節に示します。",
    ));
    let _ = writeln!(text, "{}", output::summary(results));
    failures(results, lang, text);
    provenance(results, lang, text);
}

fn cell(result: &SuiteResult) -> String {
    let Count { passed, failed, unsupported } = result.total();
    if passed + failed + unsupported == 0 {
        return "–".to_owned();
    }
    format!("{passed} / {failed} / {unsupported}")
}

fn failures(results: &[SuiteResult], lang: Lang, text: &mut String) {
    let failed: Vec<_> = results.iter().filter(|result| !result.is_clean()).collect();
    if failed.is_empty() {
        let _ = write!(text, "\n{}\n", lang.of("No case failed.", "不合格のケースはありません。"));
        return;
    }
    let _ = write!(text, "\n### {}\n\n", lang.of("Failures", "不合格の内訳"));
    let _ = write!(text, "{}\n\n", lang.of(
        "A failure is a difference from the vectors. It may be legitimate: FIPS 204 asks no check of an expanded signing key, so an implementation that signs with a malformed one differs from Wycheproof and not from the standard.",
        "不合格はベクトルとの相違を意味します。正当な場合もあります。例えばFIPS 204は展開形の署名鍵の検査を求めていないため、不正な鍵で署名する実装はWycheproofとは異なりますが、規格に反するとは限りません。",
    ));
    table_head(
        text,
        lang,
        &[
            ("implementation", "実装"),
            ("suite", "試験群"),
            ("case", "ケース"),
            ("operation", "操作"),
            ("what", "内容"),
        ],
    );
    for result in failed {
        for failure in &result.failures {
            let operation = format!("{} {}", failure.algorithm, failure.operation);
            row(
                text,
                &[&result.implementation, &result.suite, &failure.id, &operation, &failure.why],
            );
        }
        if let Some(error) = &result.error {
            row(text, &[&result.implementation, &result.suite, "–", "–", error]);
        }
    }
}

fn provenance(results: &[SuiteResult], lang: Lang, text: &mut String) {
    let _ = write!(text, "\n### {}\n\n", lang.of("Files", "ファイル"));
    table_head(text, lang, &[("suite", "試験群"), ("SHA-256 (unpacked)", "SHA-256（展開後）")]);
    let files: BTreeMap<_, _> =
        results.iter().map(|result| (&result.suite, &result.sha256)).collect();
    for (suite, sha256) in files {
        row(text, &[suite, &format!("`{sha256}`")]);
    }
}

fn mutants(hunted: &[Hunted], lang: Lang, text: &mut String) {
    heading(text, lang, "Mutants", "欠陥を埋め込んだ実装による検証");
    let killed = hunted.iter().filter(|mutant| mutant.killed_by.is_some()).count();
    let _ = write!(text, "{} {killed} / {}\n\n", lang.of(
        "Implementations with one deliberate mistake each, which the vectors have to catch. Caught:",
        "意図的な誤りを一つずつ持つ実装をベクトルが検出できるかを確かめました。検出数：",
    ), hunted.len());
    table_head(
        text,
        lang,
        &[("mutant", "変異"), ("defect", "欠陥"), ("caught by", "検出したケース")],
    );
    for mutant in hunted {
        let fate = mutant.killed_by.as_deref().unwrap_or(lang.of("NOT caught", "検出されず"));
        row(text, &[&mutant.mutant, &mutant.defect, fate]);
    }
}

fn times(timed: &[Timed], lang: Lang, text: &mut String) {
    heading(text, lang, "Times and sizes", "処理時間と大きさ");
    let _ = write!(text, "{}\n\n", lang.of(
        "Implementations in turns in one process, one thread. Median with its 95 % confidence interval, in microseconds; ratio: the first implementation's median over this one's, above 1 is faster. The common interface copies keys for each call, which every implementation pays alike.",
        "同一プロセス・単一スレッドで交互に測定。中央値とその95%信頼区間（マイクロ秒）。比は先頭の実装の中央値を当該実装の中央値で割った値で、1を超えると速いことを示します。共通インターフェースは呼び出しごとに鍵を複製し、その費用は全実装に等しくかかります。",
    ));
    table_head(
        text,
        lang,
        &[
            ("algorithm", "アルゴリズム"),
            ("operation", "操作"),
            ("implementation", "実装"),
            ("median µs", "中央値µs"),
            ("95 % interval", "95%信頼区間"),
            ("p5–p95", "5–95%点"),
            ("ratio", "比"),
        ],
    );
    let micro = |nanoseconds: u64| format!("{:.1}", nanoseconds as f64 / 1000.0);
    for row_of in timed {
        row(
            text,
            &[
                &row_of.algorithm,
                &row_of.operation,
                &row_of.implementation,
                &micro(row_of.median),
                &format!("{}–{}", micro(row_of.low), micro(row_of.high)),
                &format!("{}–{}", micro(row_of.p5), micro(row_of.p95)),
                &format!("{:.2}", row_of.ratio),
            ],
        );
    }
    sizes(timed, lang, text);
}

fn sizes(timed: &[Timed], lang: Lang, text: &mut String) {
    text.push('\n');
    table_head(
        text,
        lang,
        &[
            ("algorithm", "アルゴリズム"),
            ("public key, bytes", "公開鍵（バイト）"),
            ("private key (expanded)", "秘密鍵（展開形）"),
            ("ciphertext or signature", "暗号文または署名"),
        ],
    );
    let sizes: BTreeMap<_, _> = timed.iter().map(|row| (&row.algorithm, row.sizes)).collect();
    for (algorithm, [public, private, made]) in sizes {
        row(text, &[algorithm, &public.to_string(), &private.to_string(), &made.to_string()]);
    }
}

fn constant_time(leakage: &[Leakage], lang: Lang, text: &mut String) {
    heading(text, lang, "Timing and secrets", "処理時間と秘密情報");
    let _ = write!(text, "{} {THRESHOLD}. {}\n\n", lang.of(
        "Two classes of input in random order, Welch's t of their times. A definite leak is |t| above",
        "二種類の入力を無作為な順に与え、処理時間のWelchのt値を求めました。漏えいありと判断する|t|の閾値：",
    ), lang.of(
        "Below it nothing is proved but that this test did not tell the classes apart. Secret tracking under valgrind and the check of the disassembly are `tools/constant-time`.",
        "閾値未満であることは、この試験で区別できなかったことのみを示します。valgrindによる秘密情報の追跡と逆アセンブルの検査は `tools/constant-time` で行います。",
    ));
    table_head(
        text,
        lang,
        &[
            ("algorithm", "アルゴリズム"),
            ("classes", "入力の種類"),
            ("implementation", "実装"),
            ("samples", "標本数"),
            ("t", "t値"),
            ("result", "結果"),
        ],
    );
    for leak in leakage {
        let result = match leak.t.abs() > THRESHOLD {
            true => lang.of("LEAK", "漏えいあり"),
            false => lang.of("not told apart", "区別できず"),
        };
        row(
            text,
            &[
                &leak.algorithm,
                &leak.classes,
                &leak.implementation,
                &leak.samples.to_string(),
                &format!("{:.2}", leak.t),
                result,
            ],
        );
    }
}

fn untested(results: &[SuiteResult], lang: Lang, text: &mut String) {
    heading(text, lang, "What was not tested", "試験していない事項");
    let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unsupported: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let first = results.first().map(|result| &result.implementation);
    for result in results {
        if Some(&result.implementation) == first {
            for (reason, cases) in &result.skipped {
                *skipped.entry(reason).or_default() += cases;
            }
        }
        for (reason, cases) in &result.unsupported {
            *unsupported.entry((&result.implementation, reason)).or_default() += cases;
        }
    }
    for (reason, cases) in skipped {
        let _ = writeln!(text, "- {} {}: {reason}", cases, lang.of("cases", "件"));
    }
    for ((name, reason), cases) in unsupported {
        let _ = writeln!(text, "- {name}, {} {}: {reason}", cases, lang.of("cases", "件"));
    }
    let _ = writeln!(text, "- {}", lang.of(
        "Power, electromagnetic emission, faults, speculative execution; the quality of the random generator; key management; validation under FIPS 140-3 or JCMVP.",
        "電力、電磁波、故障注入、投機的実行。乱数生成器の品質。鍵管理。FIPS 140-3およびJCMVPによる認証。",
    ));
}

/// Style of the page: readable on screen in both schemes, and on A4.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:15px/1.6 'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif;max-width:64em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;margin:1em 0;font-size:.92em}th,td{border:1px solid #8886;padding:.2em .6em;text-align:left;vertical-align:top}\
td:nth-child(n+2){font-variant-numeric:tabular-nums}code{font-size:.85em;word-break:break-all}h1,h2{line-height:1.3}h2{border-bottom:1px solid #8886;margin-top:2em}\
svg{max-width:100%;height:auto;background:#fff}@page{size:A4;margin:15mm}@media print{body{font-size:10px;max-width:none}tr{break-inside:avoid}}";

/// The report as one HTML file that needs nothing else.
pub(crate) fn html(evaluation: &Evaluation, lang: Lang) -> String {
    let text = markdown(evaluation, lang);
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    // What implementations and file names say is text, never markup.
    let events = pulldown_cmark::Parser::new_ext(&text, options).map(|event| match event {
        pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
            pulldown_cmark::Event::Text(html)
        }
        other => other,
    });
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, events);
    let title = lang.of("Evaluation report", "試験報告書");
    let code = lang.of("en", "ja");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body>\n{body}{}</body></html>\n",
        crate::chart::bars(&evaluation.timed, lang.of("µs", "µs"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation() -> Evaluation {
        Evaluation {
            date: "2026-11-21".into(),
            environment: Environment::here(),
            command: "futae-eval report".into(),
            results: vec![SuiteResult {
                implementation: "program:<script>".into(),
                suite: "a|b".into(),
                ..SuiteResult::default()
            }],
            hunted: Vec::new(),
            timed: Vec::new(),
            leakage: Vec::new(),
        }
    }

    #[test]
    fn both_languages_have_every_section() {
        for lang in [Lang::En, Lang::Ja] {
            assert_eq!(markdown(&evaluation(), lang).matches("\n## ").count(), 5);
        }
        assert!(markdown(&evaluation(), Lang::Ja).starts_with("# 試験報告書"));
    }

    #[test]
    fn names_are_text_in_the_page() {
        let page = html(&evaluation(), Lang::En);
        assert!(page.contains("program:&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }
}
