//! The rows of `compare-crypto` under criterion: `cargo bench -p futae-bench -- FILTER`.
#![allow(missing_docs, reason = "the macros of criterion generate functions")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use futae_bench::rows::rows;
use futae_kernels::Backend;

fn every_row(criterion: &mut Criterion) {
    for mut row in rows("") {
        let mut group = criterion.benchmark_group(format!("{} {}", row.algorithm, row.operation));
        let mut input = 0;
        group.bench_function(BenchmarkId::from_parameter(row.implementation), |bencher| {
            if let Some(name) = row.backend {
                assert!(Backend::select(name));
            }
            bencher.iter(|| {
                input += 1;
                (row.run)(input);
            });
        });
    }
}

criterion_group!(benches, every_row);
criterion_main!(benches);
