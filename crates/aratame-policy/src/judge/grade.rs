//! The grade of a TLS configuration as a verdict of its guideline.

use std::sync::Arc;

use super::{bare_finding, before_the_list, text_of};
use crate::list::{BELOW_EVERY_PROFILE, List};
use crate::tls_profile::{Profile, TlsGrade};
use crate::verdict::{Outcome, Text, Verdict};

/// What a guideline on TLS says of a configuration: the profile, and what the next one lacks.
pub(super) fn grade_verdict(list: &List, grade: &TlsGrade) -> Verdict {
    let status = grade.profile.map_or(BELOW_EVERY_PROFILE, Profile::as_str);
    let (outcome, message) = match list.status(status) {
        Some((outcome, message)) => (outcome, message.clone()),
        None => (Outcome::Unknown, before_the_list()),
    };
    let unsure = !grade.is_whole || grade.is_assumed;
    let mut finding = bare_finding(list, status, outcome, (&message.en, &message.ja));
    if unsure && outcome == Outcome::Conforming {
        finding.outcome = Outcome::Conditional;
    }
    let granted = grade.profile.into_iter().flat_map(|profile| grade.checks(profile));
    let lacking = grade.next().into_iter().flat_map(|next| grade.missing(next));
    let deciding = granted.filter(|check| check.is_must).chain(lacking);
    let confidences = deciding.map(|check| check.requirement.confidence);
    finding.confidence = confidences.fold(finding.confidence, Ord::max);
    finding.conditions = grade_notes(grade);
    let conditions = finding.conditions.clone();
    finding.into_verdict(list, conditions)
}

/// What is missing for the next profile, what was not seen, what was assumed.
fn grade_notes(grade: &TlsGrade) -> Vec<(Arc<str>, Text)> {
    let mut notes = Vec::new();
    if let Some(next) = grade.next() {
        let missing: Vec<_> = grade.missing(next).collect();
        let texts = |of: fn(&Text) -> &String, between: &str| {
            let texts = missing.iter().map(|check| of(&check.requirement.text).as_str());
            texts.collect::<Vec<_>>().join(between)
        };
        let en = format!("{} lacks: {}", next.as_str(), texts(|text| &text.en, "; "));
        let ja = format!("{}に不足：{}", next.ja(), texts(|text| &text.ja, "、"));
        notes.push(("missing".into(), Text { en, ja }));
    }
    let unseen = grade.profile.map_or(0, |profile| grade.unseen(profile).count());
    if unseen > 0 {
        let en = format!("{unseen} requirements could not be seen and need a person");
        let ja = format!("{unseen}項目は確認できず、人による確認が必要");
        notes.push(("not-seen".into(), Text { en, ja }));
    }
    if grade.is_assumed {
        notes.push((
            "assumed".into(),
            text_of(("settings that no file states were assumed", "記載のない設定は既定値と仮定")),
        ));
    }
    notes
}
