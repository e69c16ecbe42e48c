//! Results as a table, as JSON and as JUnit.

use crate::run::{Count, SuiteResult};
use std::fmt::Write;

/// One row a suite and one column an implementation, then what failed.
pub(crate) fn table(results: &[SuiteResult]) -> String {
    let mut text = String::new();
    let width = results.iter().map(|result| result.suite.len()).max().unwrap_or(0).max(5);
    for result in results {
        let Count { passed, failed, unsupported } = result.total();
        let skipped = result.skips();
        let _ = writeln!(
            text,
            "{:<width$}  {:<16} {passed:>6} passed {failed:>5} failed {unsupported:>6} unsupported {skipped:>6} skipped",
            result.suite, result.implementation,
        );
    }
    for result in results {
        for failure in &result.failures {
            let _ = writeln!(
                text,
                "FAILED {} {}: {} {} {}: {}",
                result.implementation,
                result.suite,
                failure.id,
                failure.algorithm,
                failure.operation,
                failure.why
            );
        }
        if let Some(error) = &result.error {
            let _ = writeln!(text, "ERROR {}: {error}", result.suite);
        }
    }
    for (reason, cases) in reasons(results) {
        let _ = writeln!(text, "skipped {cases}: {reason}");
    }
    let _ = writeln!(text, "{}", summary(results));
    text
}

/// The reasons of skips, of the first implementation's results: they are those of the files.
fn reasons(results: &[SuiteResult]) -> Vec<(String, u64)> {
    let mut reasons = std::collections::BTreeMap::new();
    let Some(first) = results.first().map(|result| &result.implementation) else {
        return Vec::new();
    };
    for result in results.iter().filter(|result| result.implementation == *first) {
        for (reason, cases) in &result.skipped {
            *reasons.entry(reason.clone()).or_default() += cases;
        }
    }
    reasons.into_iter().collect()
}

/// The last line: `N passed, N failed, N skipped`.
pub(crate) fn summary(results: &[SuiteResult]) -> String {
    let mut total = Count::default();
    let mut skipped = 0;
    for result in results {
        let count = result.total();
        total.passed += count.passed;
        total.failed += count.failed;
        skipped += count.unsupported + result.skips();
    }
    format!("{} passed, {} failed, {skipped} skipped", total.passed, total.failed)
}

/// JUnit's XML: a suite for each file and implementation, a case for each algorithm and
/// operation, and one for each failure that is described.
pub(crate) fn junit(results: &[SuiteResult]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for result in results {
        junit_suite(result, &mut text);
    }
    text.push_str("</testsuites>\n");
    text
}

fn junit_suite(result: &SuiteResult, text: &mut String) {
    let Count { passed, failed, unsupported } = result.total();
    let skipped = unsupported + result.skips();
    let errors = u64::from(result.error.is_some());
    let name = escape(&format!("{} {}", result.implementation, result.suite));
    let tests = passed + failed + skipped;
    let _ = writeln!(
        text,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\" skipped=\"{skipped}\" errors=\"{errors}\">"
    );
    for (algorithm, counts) in &result.counts {
        for (operation, count) in counts {
            let _ = writeln!(
                text,
                "    <testcase classname=\"{}\" name=\"{}: {} passed, {} failed, {} unsupported\"/>",
                escape(algorithm),
                escape(operation),
                count.passed,
                count.failed,
                count.unsupported
            );
        }
    }
    for failure in &result.failures {
        let _ = writeln!(
            text,
            "    <testcase classname=\"{}\" name=\"{} {}\"><failure message=\"{}\"/></testcase>",
            escape(&failure.algorithm),
            escape(&failure.operation),
            escape(&failure.id),
            escape(&failure.why)
        );
    }
    if let Some(error) = &result.error {
        let _ = writeln!(
            text,
            "    <testcase classname=\"file\" name=\"read\"><error message=\"{}\"/></testcase>",
            escape(error)
        );
    }
    text.push_str("  </testsuite>\n");
}

/// Text for an attribute of XML; characters that XML cannot have become U+FFFD.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Failure;

    fn result() -> SuiteResult {
        let mut result = SuiteResult {
            implementation: "program:x".into(),
            suite: "a&b.json".into(),
            ..SuiteResult::default()
        };
        let count = Count { passed: 3, failed: 1, unsupported: 2 };
        result.counts.entry("ML-KEM-768".into()).or_default().insert("encapsulate".into(), count);
        result.skipped.insert("LMS is not evaluated".into(), 4);
        result.failures.push(Failure {
            id: "tc 7".into(),
            algorithm: "ML-KEM-768".into(),
            operation: "encapsulate".into(),
            why: "not an answer: \"<x>\"".into(),
        });
        result
    }

    #[test]
    fn the_table_counts_every_case() {
        let text = table(&[result()]);
        assert!(text.contains("3 passed     1 failed      2 unsupported      4 skipped"), "{text}");
        assert!(text.ends_with("3 passed, 1 failed, 6 skipped\n"), "{text}");
        assert!(text.contains("skipped 4: LMS"), "{text}");
    }

    #[test]
    fn junit_is_escaped() {
        let text = junit(&[result()]);
        assert!(text.contains("a&amp;b.json"), "{text}");
        assert!(text.contains("&quot;&lt;x&gt;&quot;"), "{text}");
        assert!(text.contains("tests=\"10\" failures=\"1\" skipped=\"6\""), "{text}");
    }
}
