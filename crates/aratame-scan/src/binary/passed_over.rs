//! What a method left unread in one file because of its limits.
//!
//! Owns the one diagnostic that says so. Limits are set where they are reached.

use std::collections::BTreeMap;

use aratame_inventory::Position;
use aratame_inventory::diagnostic::BINARY_LIMIT;

use crate::detector::Findings;

/// What was left out, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PassedOver(BTreeMap<&'static str, u64>);

impl PassedOver {
    /// Something of this kind was left out.
    pub(crate) fn add(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    /// States it of the file, once for a method.
    pub(crate) fn tell(&self, method: &str, findings: &mut Findings<'_>) {
        if !self.0.is_empty() {
            findings.diagnose(
                BINARY_LIMIT,
                Position::whole(),
                format!("{method}: {}", self.text()),
            );
        }
    }

    fn text(&self) -> String {
        let each = |(what, count): (&&str, &u64)| match count {
            1 => (*what).to_owned(),
            count => format!("{what} ({count} times)"),
        };
        self.0.iter().map(each).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::EntryPath;

    #[test]
    fn one_diagnostic_says_all() {
        let path = EntryPath::standard_input();
        let mut findings = Findings::new(&path);
        let mut passed_over = PassedOver::default();
        passed_over.tell("instructions", &mut findings);
        assert!(findings.diagnostics().is_empty());
        passed_over.add("code beyond 64 MiB");
        passed_over.add("a function of more than 1 MiB");
        passed_over.add("a function of more than 1 MiB");
        passed_over.tell("instructions", &mut findings);
        let messages: Vec<_> =
            findings.diagnostics().iter().map(|it| it.message.as_str()).collect();
        let expected = "instructions: a function of more than 1 MiB (2 times); code beyond 64 MiB";
        assert_eq!(messages, [expected]);
    }
}
