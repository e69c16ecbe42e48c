//! Everything that is measured of speed and size, with its environment: without it no figure is
//! printed.

use crate::budgets::{self, KeyExchange};
use crate::code_size::{self, CodeSize};
use crate::counters::{self, Counted, Counter};
use crate::environment::Environment;
use crate::implementation::by_name;
use crate::memory::{self, Memory};
use crate::once::Once;
use crate::throughput::{self, Rate};
use crate::timing::{self, Inputs, Timed};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bench {
    /// Where.
    pub(crate) environment: Environment,
    /// Latencies and sizes.
    pub(crate) timed: Vec<Timed>,
    /// Throughput.
    pub(crate) rates: Vec<Rate>,
    /// Instructions and cycles.
    pub(crate) counted: Vec<Counted>,
    /// Stack and heap.
    pub(crate) memory: Vec<Memory>,
    /// Code.
    pub(crate) code: Vec<CodeSize>,
    /// Handshakes.
    pub(crate) key_exchanges: Vec<KeyExchange>,
    /// What could not be measured here, with the reason.
    pub(crate) not_available: Vec<String>,
}

/// Measures the named implementations; the first makes the inputs and is compared with.
///
/// # Errors
/// An implementation failed.
pub(crate) fn measure(
    algorithms: &[String],
    names: &[String],
    budget: Duration,
    progress: &mut dyn FnMut(&str),
) -> Result<Bench> {
    let mut implementations = names.iter().map(|name| by_name(name)).collect::<Result<Vec<_>>>()?;
    let mut timed = Vec::new();
    for algorithm in algorithms {
        progress(&format!("times of {algorithm}"));
        timed.extend(timing::bench(algorithm, &mut implementations, budget)?);
    }
    progress("throughput");
    let rates = throughput::rates(&timed, budget)?;
    let mut bench = Bench {
        environment: Environment::here(),
        rates,
        counted: Vec::new(),
        memory: Vec::new(),
        code: Vec::new(),
        key_exchanges: budgets::key_exchanges(),
        not_available: Vec::new(),
        timed,
    };
    footprint(&mut bench, progress)?;
    Ok(bench)
}

/// Memory, instructions and code of every row that was timed.
fn footprint(bench: &mut Bench, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let program = std::env::current_exe()?;
    let rows = bench.timed.iter().filter(|row| !row.implementation.starts_with("program:"));
    for row in rows {
        let Timed { algorithm, operation, implementation, .. } = row;
        progress(&format!(
            "memory and instructions of {algorithm} {operation} by {implementation}"
        ));
        let once = Once {
            algorithm: algorithm.clone(),
            operation: operation.clone(),
            implementation: implementation.clone(),
            times: 1,
            stack: None,
        };
        let inputs = Inputs::new(algorithm, by_name("futae")?.as_mut())?;
        let operations = inputs.operations(algorithm);
        let Some(make) = operations.iter().find(|make| make(0).name() == operation) else {
            continue;
        };
        let mut by = by_name(implementation)?;
        if let Some(heap) = memory::heap(algorithm, &make(0), by.as_mut())? {
            bench.memory.push(Memory {
                algorithm: algorithm.clone(),
                operation: operation.clone(),
                implementation: implementation.clone(),
                stack: memory::stack(&program, &once),
                heap,
            });
        }
        let asked = make(0);
        let by_processor = counters::by_processor(&mut || {
            drop(std::hint::black_box(by.perform(algorithm, &asked)));
        });
        let counted = |instructions, cycles, by| Counted {
            algorithm: algorithm.clone(),
            operation: operation.clone(),
            implementation: implementation.clone(),
            instructions,
            cycles,
            by,
        };
        match by_processor {
            Some((instructions, cycles)) => {
                bench.counted.push(counted(instructions, Some(cycles), Counter::Processor));
            }
            None => bench.counted.extend(
                counters::by_valgrind(&program, &once)
                    .map(|instructions| counted(instructions, None, Counter::Valgrind)),
            ),
        }
    }
    progress("code");
    bench.code = code_size::sizes(&program);
    note_what_is_missing(bench);
    Ok(())
}

fn note_what_is_missing(bench: &mut Bench) {
    let mut missing = |is_missing: bool, what: &str| {
        if is_missing {
            bench.not_available.push(what.to_owned());
        }
    };
    missing(
        !bench.counted.iter().any(|row| row.by == Counter::Processor),
        "cycles: this system does not let the program read the processor's counters",
    );
    missing(bench.counted.is_empty(), "instructions: neither counters nor valgrind");
    missing(bench.code.is_empty(), "code size: this program has no ELF symbols");
    missing(!cfg!(feature = "hybrid"), "handshakes: this build has no hybrids");
    missing(
        bench.timed.iter().any(|row| row.implementation.starts_with("program:")),
        "memory, instructions and code of programs behind a pipe",
    );
}
