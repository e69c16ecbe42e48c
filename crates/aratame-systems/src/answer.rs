//! Answers to what a ledger left open, taken over as the ledger's own cells would be.

use crate::column::Column;
use crate::field;
use crate::ledger::Ledger;
use crate::system::System;
use aratame_policy::verdict::Text;

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The ledger said nothing: now it does.
    Filled,
    /// The ledger says the same, or the answer says that nothing is known.
    Nothing,
    /// The ledger says something else, and stands.
    Otherwise,
    /// There is no such system.
    NoSystem,
    /// This column takes no answer, or the answer is not understood: why.
    Refused(Text),
}

impl Ledger {
    /// Takes over an answer. What the ledger states already stays as it is.
    pub fn answer(&mut self, system: &str, column: Column, answer: &str) -> Taken {
        let Some(system) = self.systems.iter_mut().find(|each| &*each.id == system) else {
            return Taken::NoSystem;
        };
        if field::is_unknown(answer) {
            return Taken::Nothing;
        }
        fill(system, column, answer).unwrap_or_else(Taken::Refused)
    }
}

fn fill(system: &mut System, column: Column, answer: &str) -> Result<Taken, Text> {
    Ok(match column {
        Column::Organisation => put(&mut system.organisation, field::text(answer)?),
        Column::Owner => put(&mut system.owner, field::text(answer)?),
        Column::Confidentiality => {
            put(&mut system.confidentiality, field::confidentiality(answer)?)
        }
        Column::Protection => put(&mut system.protection, field::period(answer)?),
        Column::Trust => put(&mut system.trust, field::period(answer)?),
        Column::Renewal => put(&mut system.renewal, field::fiscal_year(answer)?),
        Column::Vendor => put(&mut system.vendor, field::text(answer)?),
        Column::Exposure => put(&mut system.exposure, field::exposure(answer)?),
        Column::Responsibility => put(&mut system.responsibility, field::responsibility(answer)?),
        Column::MigrationYears => put(&mut system.migration_years, field::years(answer)?),
        Column::Hosts => add(&mut system.hosts, field::list(answer)?),
        Column::Paths => add(&mut system.paths, field::list(answer)?),
        Column::Note => put(&mut system.note, field::text(answer)?),
        Column::Id | Column::Name => return Err(not_here()),
    })
}

fn put<T: PartialEq>(slot: &mut Option<T>, value: T) -> Taken {
    match slot {
        None => {
            *slot = Some(value);
            Taken::Filled
        }
        Some(stated) if *stated == value => Taken::Nothing,
        Some(_) => Taken::Otherwise,
    }
}

/// A list is not contradicted by more of it.
fn add(list: &mut Vec<String>, more: Vec<String>) -> Taken {
    let before = list.len();
    for each in more {
        if !list.contains(&each) {
            list.push(each);
        }
    }
    if list.len() > before { Taken::Filled } else { Taken::Nothing }
}

fn not_here() -> Text {
    Text {
        en: "a system is not renamed by an answer".to_owned(),
        ja: "情報システムのID・名称は回答では変更できません".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;
    use crate::system::{Exposure, Period};

    #[test]
    fn an_answer_fills_what_is_open_and_contradicts_nothing() {
        let text = "[[system]]\nid = \"S1\"\nname = \"a\"\nexposure = \"internal\"\n";
        let mut ledger = read("systems.toml", text.as_bytes()).unwrap();
        let mut say = |column, answer| ledger.answer("S1", column, answer);
        assert_eq!(say(Column::Protection, "10年"), Taken::Filled);
        assert_eq!(say(Column::Protection, "10 years"), Taken::Nothing);
        assert_eq!(say(Column::Trust, "不明"), Taken::Nothing);
        assert_eq!(say(Column::Exposure, "閉域"), Taken::Otherwise);
        assert_eq!(say(Column::Hosts, "web01、web02"), Taken::Filled);
        assert!(matches!(say(Column::Renewal, "そのうち"), Taken::Refused(_)));
        assert!(matches!(say(Column::Name, "b"), Taken::Refused(_)));
        assert_eq!(ledger.answer("S2", Column::Owner, "x"), Taken::NoSystem);
        let system = &ledger.systems[0];
        assert_eq!(system.protection, Some(Period::Years(10)));
        assert_eq!((system.trust, system.exposure), (None, Some(Exposure::Internal)));
        assert_eq!(system.hosts, ["web01", "web02"]);
    }
}
