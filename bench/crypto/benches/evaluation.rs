//! The operations that `futae-eval bench` times, through its interface and under criterion:
//! `cargo bench -p futae-bench --bench evaluation -- FILTER`.
#![allow(missing_docs, reason = "the macros of criterion generate functions")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use futae_eval::cases::cases;

/// The parameter sets that an evaluation times when none is named.
const ALGORITHMS: [&str; 3] = ["ML-KEM-768", "ML-DSA-65", "SLH-DSA-SHA2-128f"];

fn every_case(criterion: &mut Criterion) {
    for algorithm in ALGORITHMS {
        let cases = cases(algorithm);
        assert!(cases.is_ok(), "{algorithm}: {:?}", cases.err());
        for mut case in cases.into_iter().flatten() {
            let mut group = criterion.benchmark_group(format!("{algorithm} {}", case.operation));
            let mut number = 0;
            let name = BenchmarkId::from_parameter(case.implementation.clone());
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    number += 1;
                    case.run(number).ok()
                });
            });
        }
    }
}

criterion_group!(benches, every_case);
criterion_main!(benches);
