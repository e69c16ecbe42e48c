//! TLS configurations by the guideline CRYPTREC GL-3001: profile met, and what the next one lacks.

use crate::paper::{Cell, Column, Shown, Table, Tone};
use crate::report::{Report, words};
use aratame_inventory::{Asset, Value, attribute};
use aratame_plan::profile::{self, Target};
use aratame_policy::tls_profile::Answer;
use aratame_policy::{Guideline, Profile, TlsGrade, TlsGrader, builtin_guideline};

/// Every TLS configuration with its grade.
fn graded<'a>(report: &Report<'a>, guideline: &Guideline) -> Vec<(&'a Asset, TlsGrade)> {
    let grader = TlsGrader::new(guideline, report.inventory);
    let assets = report.inventory.assets.iter();
    assets.filter_map(|asset| Some((asset, grader.grade(asset)?))).collect()
}

fn name(report: &Report<'_>, profile: Profile) -> &'static str {
    report.pick(profile.as_str(), profile.ja())
}

fn profile_cell(report: &Report<'_>, grade: &TlsGrade) -> Cell {
    let none = report.pick("meets none", "いずれにも不適合");
    let word = grade.profile.map_or(none, |profile| name(report, profile));
    let tone = match grade.profile {
        Some(Profile::HighSecurity | Profile::RecommendedSecurity) => Tone::Good,
        Some(Profile::SecurityException) => Tone::Watch,
        None => Tone::Bad,
    };
    let at_most = report.pick(" at most", "（確認できた範囲）");
    let rest = if grade.is_whole || grade.profile.is_none() { "" } else { at_most };
    Cell::Status(tone, format!("{word}{rest}"))
}

/// One row a configuration.
pub(crate) fn table(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("Configuration", "設定", 28),
        p("Place", "箇所", 44),
        p("Profile", "設定基準", 30),
        p("Next profile", "次の設定基準", 20),
        p("What it lacks", "不足している遵守事項", 60),
        p("To be confirmed", "確認を要する事項", 60),
    ];
    let guideline = builtin_guideline().into_iter();
    let graded = guideline.flat_map(|guideline| graded(report, &guideline));
    let rows = graded.map(|(asset, grade)| row(report, asset, &grade)).collect();
    let title =
        report.pick("TLS configurations by CRYPTREC GL-3001", "TLS設定の評価（CRYPTREC GL-3001）");
    Table { id: "tls", title: title.to_owned(), columns, rows, shown: Shown::Everywhere }
}

fn row(report: &Report<'_>, asset: &Asset, grade: &TlsGrade) -> Vec<Cell> {
    let lang = report.lang;
    let joined = |checks: Vec<String>| checks.join("\n");
    let next = grade.next();
    let lacking = next.into_iter().flat_map(|profile| grade.missing(profile));
    let lacking = lacking.map(|check| {
        let requirement = lang.of(&check.requirement.text);
        if check.seen.is_empty() {
            requirement.to_owned()
        } else {
            format!("{requirement} [{}]", check.seen)
        }
    });
    let of = grade.profile.or(next);
    let unseen = of.into_iter().flat_map(|profile| grade.unseen(profile));
    let unseen = unseen.map(|check| lang.of(&check.requirement.text).to_owned());
    let place = asset.occurrences.first();
    vec![
        asset.name.as_str().into(),
        place.map_or_else(String::new, |place| place.path.to_string()).into(),
        profile_cell(report, grade),
        next.map_or("", |profile| name(report, profile)).into(),
        joined(lacking.collect()).into(),
        joined(unseen.collect()).into(),
    ]
}

/// The whole checklist of each configuration, with citations.
pub(crate) fn checks(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("Configuration", "設定", 28),
        p("Place", "箇所", 44),
        p("Profile", "設定基準", 20),
        p("Must or should", "遵守・推奨", 12),
        p("Requirement", "項目", 60),
        p("Answer", "判定", 12),
        p("Seen", "確認した内容", 44),
        p("Source", "出典", 40),
        p("Checked", "原典確認", 14),
    ];
    let guideline = builtin_guideline().into_iter();
    let graded = guideline.flat_map(|guideline| graded(report, &guideline));
    let mut rows = Vec::new();
    for (asset, grade) in graded {
        let place =
            asset.occurrences.first().map_or_else(String::new, |each| each.path.to_string());
        for profile in Profile::ALL {
            rows.extend(grade.checks(profile).iter().map(|check| {
                let tone = match check.answer {
                    Answer::Met => Tone::Good,
                    Answer::NotSeen => Tone::Neutral,
                    Answer::NotMet => Tone::Bad,
                };
                let answer = report.pick(check.answer.as_str(), check.answer.ja());
                let requirement = &check.requirement;
                vec![
                    asset.name.as_str().into(),
                    place.as_str().into(),
                    name(report, profile).into(),
                    report.pick(["should", "must"], ["推奨", "遵守"])[usize::from(check.is_must)]
                        .into(),
                    report.lang.of(&requirement.text).into(),
                    Cell::Status(tone, answer.to_owned()),
                    check.seen.as_str().into(),
                    words::citation(&requirement.citation).into(),
                    words::rule_confidence(requirement.confidence, report.lang).into(),
                ]
            }));
        }
    }
    let title = report.pick("TLS checklist", "TLS設定チェックリスト").to_owned();
    Table { id: "tls-checks", title, columns, rows: rows.into(), shown: Shown::Workbook }
}

/// For each configuration below the recommended profile or the high one: what to write to reach it.
pub(crate) fn settings(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("Configuration", "設定", 28),
        p("Place", "箇所", 44),
        p("Profile to reach", "到達する設定基準", 20),
        p("Settings (example)", "設定例", 80),
        p("Check before use", "適用前の確認", 30),
    ];
    let guideline = builtin_guideline().into_iter();
    let graded = guideline.flat_map(|guideline| graded(report, &guideline));
    let rows: Vec<Vec<Cell>> =
        graded.filter_map(|(asset, grade)| wanted(report, asset, &grade)).collect();
    let title = report.pick("TLS settings", "TLS設定例").to_owned();
    Table { id: "tls-settings", title, columns, rows: rows.into(), shown: Shown::Workbook }
}

/// The settings of the nearest profile above, for products whose settings are known.
fn wanted(report: &Report<'_>, asset: &Asset, grade: &TlsGrade) -> Option<Vec<Cell>> {
    let profile = match grade.next()? {
        Profile::SecurityException => Profile::RecommendedSecurity,
        next => next,
    };
    let Some(Value::Text(product)) = asset.attributes.get(attribute::PRODUCT) else { return None };
    let settings = profile::snippet(product, Target { profile, hybrid: false })?;
    let hybrid = report.pick(
        "with OpenSSL 3.5 or later: X25519MLKEM768 first among the groups",
        "OpenSSL 3.5以降では、グループの先頭にX25519MLKEM768を加える",
    );
    let settings = match settings.contains("X25519") {
        true => format!("{settings}({hybrid})"),
        false => settings,
    };
    let place = asset.occurrences.first().map_or_else(String::new, |each| each.path.to_string());
    Some(vec![
        asset.name.as_str().into(),
        place.into(),
        name(report, profile).into(),
        settings.into(),
        profile::check(product).unwrap_or_default().into(),
    ])
}
