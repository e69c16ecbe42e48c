//! What was judged, by the systems of the ledger, where one was given.

use crate::lang::Lang;
use crate::{Belonging, Document};

/// One system, or what belongs to none.
pub(crate) struct Line {
    /// Its name.
    pub name: String,
    /// The year in which its operation is planned to end.
    pub end: Option<i32>,
    /// Assets of it.
    pub assets: usize,
    /// Those broken today.
    pub broken: usize,
    /// Those that are quantum-vulnerable.
    pub vulnerable: usize,
}

/// Titles of the columns.
pub(crate) fn columns(lang: Lang) -> [&'static str; 5] {
    lang.pick(
        [
            "information system",
            "in operation until",
            "assets",
            "broken today",
            "quantum-vulnerable",
        ],
        ["情報システム", "運用終了予定年", "資産数", "現時点で危殆化", "量子脆弱"],
    )
}

/// A line a system in the order of the ledger, also those without a scan, and one of what belongs
/// to none.
pub(crate) fn lines(document: &Document<'_>) -> Vec<Line> {
    let Some(belonging) = document.belonging else { return Vec::new() };
    let Belonging { ledger, joined } = belonging;
    let mut lines: Vec<Line> = ledger
        .systems
        .iter()
        .map(|system| {
            let end = system.renewal.map(|renewal| renewal.last_day().year());
            let end = end.or(document.judgement.end_of_life);
            line(document, system.name.clone(), end, joined.assets_of(&system.id))
        })
        .collect();
    let outside: Vec<usize> =
        (0..joined.of_asset.len()).filter(|at| joined.of_asset[*at].is_empty()).collect();
    let name = document.lang.pick("(belongs to no system)", "（台帳に該当なし）");
    lines.push(line(document, name.to_owned(), document.judgement.end_of_life, &outside));
    lines
}

fn line(document: &Document<'_>, name: String, end: Option<i32>, assets: &[usize]) -> Line {
    let judged = || assets.iter().filter_map(|at| document.judgement.assets.get(*at));
    Line {
        name,
        end,
        assets: assets.len(),
        broken: judged().filter(|one| one.broken_today).count(),
        vulnerable: judged().filter(|one| one.quantum_vulnerable).count(),
    }
}

impl Belonging<'_> {
    /// The systems of an asset, by its place in the inventory.
    pub(crate) fn names(&self, asset: usize) -> String {
        let ids = self.joined.of_asset.get(asset).into_iter().flatten();
        let names = ids.filter_map(|id| Some(self.ledger.system(id)?.name.as_str()));
        names.collect::<Vec<_>>().join("\n")
    }
}
