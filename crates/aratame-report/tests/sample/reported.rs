//! The small inventory with a ledger, a plan and an outlook, as reports get them.

use super::inventory::inventory;
use aratame_inventory::Inventory;
use aratame_plan::{Options, Plan, Sources, builtin as knowledge, plan};
use aratame_policy::verdict::Judgement;
use aratame_policy::{Context, Date, Judge, builtin};
use aratame_report::{Answers, Lang, Outlook, Planned, Redaction, Report};
use aratame_systems::{Join, Joined, Ledger, Scan, read};

/// Two systems: one with a scan, one without.
pub(crate) const LEDGER: &str = r#"
[[system]]
id = "S1"
system = "証明書管理システム <b>"
organisation = "○○省情報管理課"
confidentiality = 2
protection = 20
exposure = "internet"
paths = ["/etc/ssl"]
[[system]]
id = "S2"
system = "職員認証基盤"
paths = ["/opt/auth"]
"#;

/// Everything that a report is made from.
pub(crate) struct Sample {
    pub(crate) inventory: Inventory,
    pub(crate) judgement: Judgement,
    pub(crate) outlook: Vec<Outlook>,
    pub(crate) ledger: Ledger,
    pub(crate) joined: Joined,
    pub(crate) plan: Plan,
    pub(crate) answers: Answers,
    pub(crate) redacted: &'static str,
}

/// The date of the sample.
pub(crate) fn as_of() -> Date {
    Date::new(2026, 11, 21).unwrap()
}

impl Sample {
    /// The small inventory with its ledger.
    pub(crate) fn new() -> Self {
        Self::of(inventory(), Redaction::default(), "")
    }

    /// Another inventory, with names taken out.
    pub(crate) fn of(inventory: Inventory, redaction: Redaction, redacted: &'static str) -> Self {
        let ledger = read("systems.toml", LEDGER.as_bytes()).unwrap();
        let (inventory, ledger) = redaction.apply(&inventory, &ledger, None);
        let judge = |as_of| {
            let lists = ["cryptrec-ls-0001", "cryptrec-ls-0003"];
            let lists = lists.into_iter().map(|id| builtin(id).unwrap()).collect();
            Judge::new(lists, Context { as_of, end_of_life: None }).inventory(&inventory)
        };
        let judgement = judge(as_of());
        let outlook = (2026..=2036)
            .map(|year| Outlook::new(year, &inventory, &judge(Date::end_of(year))))
            .collect();
        let joined = Join::new(&ledger.systems).scan(Scan { host: None, inventory: &inventory });
        let options = Options { as_of: as_of(), quantum_year: None, host: None, tls_profile: None };
        let plan =
            plan(&inventory, &judgement, &ledger, knowledge(), &options, &Sources(&|_| None));
        let answers = Answers::default();
        Self { inventory, judgement, outlook, ledger, joined, plan, answers, redacted }
    }

    /// The report.
    pub(crate) fn report(&self, lang: Lang) -> Report<'_> {
        let Self { inventory, judgement, outlook, ledger, joined, plan, answers, redacted } = self;
        Report {
            inventory,
            judgement,
            as_of: as_of(),
            outlook,
            planned: Planned { ledger, joined, plan },
            previous: None,
            answers,
            marking: lang.pick("CONFIDENTIAL", "機密性２情報"),
            redacted,
            lang,
        }
    }
}
