//! `aratame explain`: what a name, OID, code point or diagnostic is, and what the lists say of it.

mod expansion;

use crate::flags::{Explain, Language};
use crate::lists::Lists;
use crate::{Outcome, output};
use anyhow::{Result, bail};
use aratame_algorithms::{
    Algorithm, CipherSuite, Confidence, Curve, Entry, Match, OidEntry, QuantumImpact, Usage,
    algorithms, normalise, resolve, strength,
};
use aratame_inventory::diagnostic::{self, DiagnosticCode};
use aratame_inventory::{AlgorithmRef, AlgorithmUse, EvidenceLevel, Role};
use aratame_policy::verdict::{self, RuleConfidence, Verdict};
use aratame_policy::{Judge, builtin};
use aratame_report::Lang;
use std::fmt::Write as _;

/// Explains every text; one that means nothing is an error after the others were explained.
pub(crate) fn run(flags: &Explain) -> Result<Outcome> {
    let expanded = expansion::all(flags)?;
    if !expanded.is_empty() {
        output::to_stdout(|out| out.write_all(expanded.as_bytes()))?;
    }
    if flags.what.is_empty() {
        return Ok(Outcome::Complete);
    }
    let lang = Language::resolve(flags.lang);
    let judge = Lists::every(flags.as_of.as_deref(), flags.end_of_life)?.judge();
    let mut page = String::new();
    let mut unknown = Vec::new();
    for text in &flags.what {
        let explained = explain(text, &judge, lang);
        match explained {
            Some(text) => page.push_str(&text),
            None => unknown.push(text.as_str()),
        }
    }
    output::to_stdout(|out| out.write_all(page.as_bytes()))?;
    if let Some(first) = unknown.first() {
        bail!("nothing is known of '{}'{}", unknown.join("', '"), suggestion(first));
    }
    Ok(Outcome::Complete)
}

/// Names of the catalogue that hold the text, so that a near miss leads on.
fn suggestion(text: &str) -> String {
    let wanted = normalise(text);
    let near: Vec<&str> = algorithms()
        .iter()
        .map(|row| row.name)
        .filter(|name| !wanted.is_empty() && normalise(name).contains(&wanted))
        .take(5)
        .collect();
    if near.is_empty() {
        ": `aratame list algorithms` names all".to_owned()
    } else {
        format!(": did you mean {}?", near.join(", "))
    }
}

fn explain(text: &str, judge: &Judge, lang: Lang) -> Option<String> {
    let mut page = String::new();
    if let Some(code) = diagnostic::find(text) {
        page.push_str(&diagnostic_page(code, lang));
    }
    let (name, bits) = sized(text);
    let matches = match resolve(text) {
        found if !found.is_empty() => found,
        _ => resolve(name),
    };
    let mut judged: Vec<Usage> = Vec::new();
    for each in matches {
        match each {
            Match::Algorithm(row) => algorithm_page(row, lang, &mut page),
            Match::Curve(curve) => curve_page(curve, lang, &mut page),
            Match::Oid(entry) => oid_page(entry, lang, &mut page),
            Match::CipherSuite(suite) => suite_page(suite, lang, &mut page),
            Match::Entry(entry) => entry_page(entry, lang, &mut page),
        }
        for mut usage in each.usages() {
            usage.bits = usage.bits.or(bits);
            if !judged.contains(&usage) {
                judged.push(usage);
            }
        }
    }
    for usage in judged {
        verdicts(usage, judge, lang, &mut page);
    }
    (!page.is_empty()).then_some(page)
}

/// `RSA-2048` is the name `RSA` with a size, where the catalogue has no such parameter set.
fn sized(text: &str) -> (&str, Option<u32>) {
    let split = text.rsplit_once(['-', ' ', ':']);
    split
        .and_then(|(name, bits)| Some((name, bits.parse().ok()?)))
        .map_or((text, None), |(name, bits)| (name, Some(bits)))
}

fn diagnostic_page(code: &DiagnosticCode, lang: Lang) -> String {
    let what = lang.pick(code.en, code.ja);
    let advice = lang.pick(code.advice_en, code.advice_ja);
    format!("{} ({})\n  {what}\n  {advice}\n\n", code.code, code.severity.as_str())
}

fn algorithm_page(row: &Algorithm, lang: Lang, page: &mut String) {
    let _ = writeln!(page, "{}", lang.pick(row.name, row.name_ja.unwrap_or(row.name)));
    let provisional = if row.confidence == Confidence::Provisional {
        lang.pick(" (provisional)", "（暫定）")
    } else {
        ""
    };
    let mut line = |label: (&str, &str), value: String| {
        if !value.is_empty() {
            let _ = writeln!(page, "  {}: {value}", lang.pick(label.0, label.1));
        }
    };
    line(("id", "ID"), row.id.to_owned());
    line(("family", "系統"), format!("{}, {}", row.family, row.primitive.cyclonedx()));
    line(("made of", "構成要素"), row.components.join(" + "));
    line(("also called", "別名"), row.aliases.join(", "));
    line(("key", "鍵長"), with_unit(row.key_bits, "bit"));
    line(("strength", "セキュリティ強度"), with_unit(row.strength_bits, "bit"));
    line(("NIST category", "NISTカテゴリ"), with_unit(row.nist_category.map(u32::from), ""));
    line(("sizes in bytes", "サイズ（バイト）"), sizes(row, lang));
    line(("quantum computer", "量子計算機の影響"), quantum(row.quantum, lang).to_owned());
    if let Some(broken) = row.broken {
        let source = format!("{} {}", broken.source.document, broken.source.section);
        let reason = lang.pick(broken.reason, broken.reason_ja);
        line(("broken today", "現時点で危殆化"), format!("{reason} [{}]", source.trim()));
    }
    let source = format!("{} {}", row.source.document, row.source.section);
    line(("source", "出典"), format!("{}{provisional}", source.trim()));
    page.push('\n');
}

fn with_unit(value: Option<u32>, unit: &str) -> String {
    value.map_or_else(String::new, |value| format!("{value} {unit}").trim_end().to_owned())
}

fn sizes(row: &Algorithm, lang: Lang) -> String {
    let sizes = row.sizes;
    let parts = [
        (lang.pick("public key", "公開鍵"), sizes.public_key),
        (lang.pick("private key", "秘密鍵"), sizes.private_key),
        (lang.pick("seed", "シード"), sizes.seed),
        (lang.pick("ciphertext", "暗号文"), sizes.ciphertext),
        (lang.pick("signature", "署名"), sizes.signature),
        (lang.pick("shared secret", "共有秘密"), sizes.shared_secret),
    ];
    let known = parts.iter().filter_map(|(name, bytes)| Some(format!("{name} {}", (*bytes)?)));
    known.collect::<Vec<_>>().join(", ")
}

/// What a quantum computer does, in a sentence.
fn quantum(impact: QuantumImpact, lang: Lang) -> &'static str {
    let (en, ja) = match impact {
        QuantumImpact::ShorBroken => {
            ("broken by Shor's algorithm", "ショアのアルゴリズムにより解読される")
        }
        QuantumImpact::GroverReduced => (
            "search is quicker by Grover's algorithm; no practical break is known",
            "グローバーのアルゴリズムで探索が速くなるが、現実的な解読法は知られていない",
        ),
        QuantumImpact::Resistant => {
            ("resistant as far as is known; a finished standard", "既知の攻撃に耐性（標準化済み）")
        }
        QuantumImpact::ResistantOther => (
            "resistant as far as is known; outside the finished NIST standards",
            "既知の攻撃に耐性（NIST標準以外）",
        ),
        QuantumImpact::Hybrid => ("hybrid: one part resists", "ハイブリッド構成：一方が耐性を持つ"),
        QuantumImpact::PreStandard => (
            "a forerunner of a standard: replace by the final one",
            "標準化前の方式：最終標準への置換が必要",
        ),
        QuantumImpact::NotApplicable => ("not a question of its own", "単独では対象外"),
    };
    lang.pick(en, ja)
}

fn curve_page(curve: &Curve, lang: Lang, page: &mut String) {
    let (bits, strength) = (curve.bits, curve.strength_bits);
    let _ = writeln!(page, "{} ({})", curve.name, lang.pick("elliptic curve", "楕円曲線"));
    let _ = writeln!(
        page,
        "  {bits} bit, {}: {strength} bit",
        lang.pick("strength", "セキュリティ強度")
    );
    let _ = writeln!(page, "  {}", curve.aliases.join(", "));
    let _ = writeln!(page, "  OID {}\n", curve.oids.join(", "));
}

fn oid_page(entry: &OidEntry, lang: Lang, page: &mut String) {
    let _ = writeln!(page, "{} = {}", entry.oid, entry.name);
    for usage in &entry.usages {
        let _ = writeln!(page, "  {} {}", lang.pick("means", "意味:"), AlgorithmRef::from(*usage));
    }
    let source = format!("{} {}", entry.source.document, entry.source.section);
    let _ = writeln!(
        page,
        "  {}: {}, {}\n",
        lang.pick("source", "出典"),
        source.trim(),
        entry.standing.id()
    );
}

fn suite_page(suite: &CipherSuite, lang: Lang, page: &mut String) {
    let label = lang.pick("TLS cipher suite", "TLS暗号スイート");
    let _ = writeln!(page, "{} ({label} {:#06x})", suite.name, suite.code);
    for usage in suite.usages() {
        let _ = writeln!(page, "  {}", AlgorithmRef::from(usage));
    }
    page.push('\n');
}

fn entry_page(entry: &Entry, lang: Lang, page: &mut String) {
    let code = entry.code.map_or_else(String::new, |code| format!(" {code} ({code:#x})"));
    let _ = writeln!(page, "{}: {}{code}", entry.name, entry.registry.title());
    let meanings = entry.usages.iter().map(|usage| AlgorithmRef::from(*usage).to_string());
    for meaning in meanings.filter(|meaning| *meaning != entry.name) {
        let _ = writeln!(page, "  {} {meaning}", lang.pick("means", "意味:"));
    }
    let source = format!("{} {}", entry.source.document, entry.source.section);
    let standing = entry.standing.id();
    let _ = writeln!(page, "  {}: {}, {standing}\n", lang.pick("source", "出典"), source.trim());
}

fn verdicts(usage: Usage, judge: &Judge, lang: Lang, page: &mut String) {
    let reference = AlgorithmRef::from(usage);
    let bits = strength(&usage).map_or_else(String::new, |bits| format!(" ({bits} bit)"));
    let _ = writeln!(page, "{} {reference}{bits}:", lang.pick("Lists on", "リストの記載:"));
    let used = AlgorithmUse::new(reference, Role::Implementation, EvidenceLevel::Uses);
    let speaks = |verdict: &Verdict| {
        let is_silent =
            verdict.entry.is_none() && verdict.outcome == verdict::Outcome::NotApplicable;
        let list = builtin(&verdict.list.id);
        !is_silent && list.is_none_or(|list| list.superseded_by.is_none())
    };
    for verdict in judge.judge_use(&used, false).verdicts.into_iter().filter(speaks) {
        let citation = &verdict.citation;
        let mark = if verdict.confidence == RuleConfidence::Provisional {
            lang.pick(" (provisional)", "（暫定）")
        } else {
            ""
        };
        let _ = writeln!(
            page,
            "  {} {}: {}{mark}",
            verdict.list.id, verdict.list.edition, verdict.status
        );
        let _ = writeln!(page, "    {}", lang.of(&verdict.message));
        let _ = writeln!(
            page,
            "    [{} {} ({})] {}",
            citation.document, citation.section, citation.date, citation.url
        );
    }
    page.push('\n');
}
