//! `compare-crypto [--filter NAME] [--quick] [--json]`: nanoseconds of every implementation of
//! every operation, and the ratio to Futae's.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the report")]

use std::{fs, time::Duration};

use clap::Parser;
use futae_bench::{
    measure::{Row, group},
    rows::rows,
};
use serde_json::{Value, json};

/// Compares implementations in one process, in turns.
#[derive(Parser)]
struct Flags {
    /// Only rows whose algorithm, operation or implementation contains this
    #[arg(long, value_name = "NAME", default_value = "")]
    filter: String,
    /// Less than a minute in all, with more noise
    #[arg(long)]
    quick: bool,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// Time for all rows of a quick run, below a minute with preparation and calibration.
const QUICK: Duration = Duration::from_secs(30);
/// Time for one row otherwise.
const THOROUGH: Duration = Duration::from_millis(1500);

fn main() {
    let flags = Flags::parse();
    let rows = rows(&flags.filter);
    let each = if flags.quick { QUICK / rows.len().max(1) as u32 } else { THOROUGH };
    let results = measure_groups(rows, each);
    let report = json!({
        "cpu": cpu(),
        "compiler": env!("COMPILER"),
        "backend": best_backend(),
        "x25519": if cfg!(feature = "graviola") { "graviola" } else { "x25519-dalek" },
        "versions": versions(),
        "unit": "ns per operation; median, mean for ML-DSA signing; ratio to the row `futae`",
        "rows": results,
    });
    if flags.json {
        println!("{report:#}");
    } else {
        table(&report);
    }
}

/// Rows of one algorithm and operation are measured together.
fn measure_groups(mut rows: Vec<Row>, each: Duration) -> Vec<Value> {
    let mut results = Vec::new();
    while let Some(first) = rows.first() {
        let key = (first.algorithm, first.operation);
        let of_group = |row: &mut Row| (row.algorithm, row.operation) == key;
        let mut members: Vec<Row> = rows.extract_if(.., of_group).collect();
        let time = each * members.len() as u32;
        let measurements = group(&mut members, time);
        let ours = members.iter().position(|row| row.implementation == "futae");
        let ours = ours.map(|at| measurements[at].nanoseconds);
        results.extend(members.iter().zip(measurements).map(|(row, measured)| {
            json!({
                "algorithm": row.algorithm,
                "operation": row.operation,
                "implementation": row.implementation,
                "ns": measured.nanoseconds.round(),
                "ratio": ours.map(|ours| (measured.nanoseconds / ours * 100.0).round() / 100.0),
            })
        }));
    }
    results
}

fn table(report: &Value) {
    println!("{} | {} | {}", text(&report["cpu"]), text(&report["compiler"]), report["versions"]);
    println!("hybrids of futae with X25519 of {}", text(&report["x25519"]));
    println!(
        "{:<20} {:<12} {:<22} {:>10} {:>7}",
        "algorithm", "operation", "implementation", "ns", "ratio"
    );
    for row in report["rows"].as_array().into_iter().flatten() {
        println!(
            "{:<20} {:<12} {:<22} {:>10} {:>7}",
            text(&row["algorithm"]),
            text(&row["operation"]),
            text(&row["implementation"]),
            row["ns"].as_f64().unwrap_or(f64::NAN),
            row["ratio"].as_f64().unwrap_or(f64::NAN),
        );
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// The model that the kernel names; `unknown` where there is no such file.
fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let family = |name| info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("");
    let after_colon = |text: &str| text.trim_start_matches(['\t', ' ', ':']).to_owned();
    let model = model.map_or("unknown".to_owned(), after_colon);
    let [family, number] = ["cpu family", "model\t"].map(|name| after_colon(family(name)));
    format!("{model} (family {family} model {number})")
}

fn best_backend() -> &'static str {
    futae_kernels::Backend::get().name
}

/// The versions of the libraries, from the lock file of this build.
fn versions() -> Value {
    const LOCK: &str = include_str!("../../../../Cargo.lock");
    const LIBRARIES: [&str; 18] = [
        "aws-lc-rs",
        "aws-lc-sys",
        "fips203",
        "fips204",
        "fips205",
        "futae",
        "graviola",
        "libcrux-kem",
        "libcrux-ml-dsa",
        "libcrux-ml-kem",
        "ml-dsa",
        "ml-kem",
        "pqcrypto-mlkem",
        "rustls",
        "rustls-graviola",
        "slh-dsa",
        "x-wing",
        "x25519-dalek",
    ];
    let version = |name: &str| {
        let entry = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""))?.1;
        Some(entry.split_once('"')?.0)
    };
    LIBRARIES.into_iter().filter_map(|name| Some((name, version(name)?))).collect()
}
