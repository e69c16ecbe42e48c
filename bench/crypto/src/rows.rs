//! The table of what is measured, one file for each family.

mod hybrid;
mod ml_dsa;
mod ml_kem;
mod slh_dsa;
mod tls;

use futae_kernels::Backend;

use crate::measure::Row;

/// One family's rows.
type Family = fn(&mut Vec<Row>);

/// Every family. Rows of one algorithm and operation form a group and are compared.
const FAMILIES: &[Family] = &[ml_kem::rows, ml_dsa::rows, slh_dsa::rows, hybrid::rows, tls::rows];

/// All rows whose algorithm, operation or implementation contains `filter`; of a group with such a
/// row Futae's own stays too, to be compared with.
pub fn rows(filter: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    FAMILIES.iter().for_each(|family| family(&mut rows));
    let filter = filter.to_lowercase();
    let matches = |row: &Row| {
        let name = format!("{} {} {}", row.algorithm, row.operation, row.implementation);
        name.to_lowercase().contains(&filter)
    };
    let group = |row: &Row| (row.algorithm, row.operation);
    let kept: Vec<_> = rows.iter().filter(|row| matches(row)).map(group).collect();
    rows.retain(|row| matches(row) || row.implementation == "futae" && kept.contains(&group(row)));
    rows
}

/// Futae's backends beside the chosen one: the name of the row and that of the backend.
fn other_backends() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = [("futae (avx2)", "avx2"), ("futae (portable)", "portable")];
    rows.into_iter().filter(|(_, name)| Backend::available().any(|b| b.name == *name))
}

/// The name of the fastest backend here.
fn best_backend() -> &'static str {
    Backend::available().last().map_or("portable", |backend| backend.name)
}
