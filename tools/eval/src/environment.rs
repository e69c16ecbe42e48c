//! Where figures were taken: without it no figure is printed.

use serde::Serialize;

/// The machine and the build.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Environment {
    /// The processor's name.
    pub(crate) processor: String,
    /// Logical processors that this program may use.
    pub(crate) processors: usize,
    /// Operating system and architecture.
    pub(crate) system: String,
    /// The compiler of this program.
    pub(crate) compiler: &'static str,
    /// Whether it was compiled with optimisation.
    pub(crate) optimised: bool,
    /// The version of this program and of Futae.
    pub(crate) version: &'static str,
    /// The backends of Futae on this machine, the best first.
    pub(crate) backends: Vec<&'static str>,
}

impl Environment {
    /// Of this process.
    pub(crate) fn here() -> Self {
        Self {
            processor: processor().unwrap_or_else(|| "unknown".to_owned()),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            compiler: env!("COMPILER"),
            optimised: !cfg!(debug_assertions),
            version: env!("CARGO_PKG_VERSION"),
            backends: crate::implementations::futae::Futae::backends().collect(),
        }
    }
}

/// The first processor's name, family and model, as Linux tells them.
fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let field = |name: &str| {
        let line = text.lines().find(|line| line.split(':').next().unwrap_or("").trim() == name)?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let name = field("model name").or_else(|| field("Hardware"))?;
    let numbers = match (field("cpu family"), field("model")) {
        (Some(family), Some(model)) => format!(" (family {family}, model {model})"),
        _ => String::new(),
    };
    Some(format!("{name}{numbers}"))
}
