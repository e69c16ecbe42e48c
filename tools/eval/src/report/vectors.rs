//! The part of vectors: suites by implementations, failures with what may excuse them, and where
//! the files come from.

use super::{Page, Words};
use crate::run::{Count, Failure, SuiteResult};
use std::collections::{BTreeMap, BTreeSet};

/// The implementations in the order in which they were asked.
pub(super) fn names(results: &[SuiteResult]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for result in results {
        if !names.contains(&result.implementation) {
            names.push(result.implementation.clone());
        }
    }
    names
}

/// The sum over an implementation's suites.
pub(super) fn of(results: &[SuiteResult], name: &str) -> Count {
    let mut sum = Count::default();
    for result in results.iter().filter(|result| result.implementation == name) {
        let count = result.total();
        sum.passed += count.passed;
        sum.failed += count.failed;
        sum.unsupported += count.unsupported;
    }
    sum
}

/// One row a suite, one column an implementation; then what failed, and the files.
pub(super) fn section(results: &[SuiteResult], page: &mut Page) {
    page.section(("Test vectors", "テストベクトル"));
    page.paragraph((
        "Each cell: passed / failed / not supported. Suites of which no case was asked are left out here and counted in the last section.",
        "各欄は「合格／不合格／未対応」の件数です。どの実装にも与えなかった試験群はここに示さず、末尾の節で数えます。",
    ));
    let names = names(results);
    let mut titles = vec![page.of(("suite", "試験群"))];
    titles.extend(names.iter().map(String::as_str));
    page.columns(&titles);
    let mut suites: BTreeMap<&str, BTreeMap<&str, &SuiteResult>> = BTreeMap::new();
    for result in results {
        suites.entry(&result.suite).or_default().insert(&result.implementation, result);
    }
    for (suite, by_name) in &suites {
        if by_name.values().all(|result| result.total() == Count::default()) {
            continue;
        }
        let cells: Vec<String> = names
            .iter()
            .map(|name| by_name.get(name.as_str()).map_or(String::new(), |r| cell(r)))
            .collect();
        let mut row = vec![*suite];
        row.extend(cells.iter().map(String::as_str));
        page.row(&row);
    }
    page.end_table();
    failures(results, page);
    provenance(results, page);
}

fn cell(result: &SuiteResult) -> String {
    let Count { passed, failed, unsupported } = result.total();
    format!("{passed} / {failed} / {unsupported}")
}

/// Cases of a failure that are named.
const NAMED: usize = 4;

fn failures(results: &[SuiteResult], page: &mut Page) {
    page.subsection(("Failures", "不合格の内訳"));
    if results.iter().all(SuiteResult::is_clean) {
        page.paragraph(("No case failed.", "不合格のケースはありません。"));
        return;
    }
    page.paragraph((
        "A failure is a difference from the vectors. The last column says what may make it legitimate; where it is empty, nothing is known that does.",
        "不合格はベクトルとの相違を意味します。正当とみなし得る理由がある場合は右端の欄に示します。空欄は、そのような理由が知られていないことを示します。",
    ));
    page.table(&[
        ("implementation", "実装"),
        ("suite", "試験群"),
        ("operation", "操作"),
        ("what", "内容"),
        ("cases", "ケース"),
        ("may be legitimate because", "正当とみなし得る理由"),
    ]);
    type Place<'a> = (&'a str, &'a str, String, &'a str);
    let mut groups: BTreeMap<Place<'_>, Vec<&Failure>> = BTreeMap::new();
    for result in results {
        for failure in &result.failures {
            let operation = format!("{} {}", failure.algorithm, failure.operation);
            let place = (&*result.implementation, &*result.suite, operation, &*failure.why);
            groups.entry(place).or_default().push(failure);
        }
        if let Some(error) = &result.error {
            page.row(&[&result.implementation, &result.suite, "–", error, "–", ""]);
        }
    }
    for ((implementation, suite, operation, why), cases) in &groups {
        let named: Vec<&str> = cases.iter().take(NAMED).map(|case| &*case.id).collect();
        let more = if cases.len() > NAMED { " …" } else { "" };
        let ids = format!("{} ({}{more})", cases.len(), named.join(", "));
        let excuse = cases.first().and_then(|case| excuse(case)).map_or("", |words| page.of(words));
        page.row(&[implementation, suite, operation, why, &ids, excuse]);
    }
    page.end_table();
}

/// What may make a difference from the vectors legitimate.
fn excuse(failure: &Failure) -> Option<Words> {
    let refusal = failure.why.starts_with("expected a refusal");
    Some(match (&*failure.operation, failure.algorithm.split('-').nth(1)?) {
        ("sign", "DSA") if refusal => (
            "FIPS 204 asks no check of an expanded signing key; Wycheproof does.",
            "FIPS 204は展開形の署名鍵の検査を求めていません（Wycheproofは求めています）。",
        ),
        ("decapsulate", "KEM") if refusal => (
            "FIPS 203, 7.3 lets the check of a decapsulation key be made once, when it is imported.",
            "FIPS 203の7.3節は、復号カプセル化鍵の検査を取込み時の一度で足りるとしています。",
        ),
        ("encapsulate", "KEM") if refusal => (
            "FIPS 203, 7.2 lets the check of an encapsulation key be made once, when it is imported.",
            "FIPS 203の7.2節は、カプセル化鍵の検査を取込み時の一度で足りるとしています。",
        ),
        ("sign", "DSA") if failure.why.contains("panicked") => (
            "Where the key is malformed, a panic is a refusal, though none that a caller can handle.",
            "鍵の形式が不正な場合、パニックは一種の拒否ですが、呼出し側で処理できません。",
        ),
        _ => return None,
    })
}

fn provenance(results: &[SuiteResult], page: &mut Page) {
    page.subsection(("Files and where they come from", "ファイルと出所"));
    page.table(&[
        ("suite", "試験群"),
        ("format", "形式"),
        ("from", "出所"),
        ("cases", "件数"),
        ("SHA-256 (unpacked)", "SHA-256（展開後）"),
    ]);
    let files: BTreeMap<_, _> = results.iter().map(|result| (&result.suite, result)).collect();
    for (suite, result) in files {
        let count = result.total();
        let asked = count.passed + count.failed + count.unsupported;
        if asked == 0 {
            continue;
        }
        let from = page.of(origin(suite));
        let sha256 = format!("`{}`", result.sha256);
        page.row(&[suite, &result.format, from, &asked.to_string(), &sha256]);
    }
    page.end_table();
}

fn origin(suite: &str) -> Words {
    match suite {
        "own vectors" => (
            "in the program: made by futae-eval generate, agreed by at least two implementations",
            "内蔵：futae-eval generateで生成し、二つ以上の実装の一致を確認",
        ),
        "CCTV accumulated" => (
            "in the program: C2SP/CCTV, hashes of 10 000 tests each",
            "内蔵：C2SP/CCTV（各1万件の結果のハッシュ値）",
        ),
        wycheproof if wycheproof.starts_with("wycheproof ") => (
            "in the program: Project Wycheproof, crate wycheproof 0.7",
            "内蔵：Project Wycheproof（クレートwycheproof 0.7）",
        ),
        _ => ("a file of the evaluator", "評価者が指定したファイル"),
    }
}

/// What no implementation was asked, and what each could not do.
pub(super) fn untested(results: &[SuiteResult], page: &mut Page) {
    let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unsupported: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut files = BTreeSet::new();
    for result in results {
        if files.insert(&result.suite) {
            for (reason, cases) in &result.skipped {
                *skipped.entry(reason).or_default() += cases;
            }
        }
        for (reason, cases) in &result.unsupported {
            *unsupported.entry((&result.implementation, reason)).or_default() += cases;
        }
    }
    let cases = page.of(("cases", "件"));
    for (reason, count) in skipped {
        page.item(&format!("{count} {cases}: {reason}"));
    }
    for ((name, reason), count) in unsupported {
        page.item(&format!("{name}, {count} {cases}: {reason}"));
    }
}
