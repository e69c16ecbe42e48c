//! Where figures were taken: without it no figure is printed.

use serde::{Deserialize, Serialize};

/// The machine and the build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Environment {
    /// The processor's name.
    pub(crate) processor: String,
    /// Logical processors that this program may use.
    pub(crate) processors: usize,
    /// Operating system and architecture.
    pub(crate) system: String,
    /// The compiler of this program.
    pub(crate) compiler: String,
    /// Whether it was compiled with optimisation.
    pub(crate) optimised: bool,
    /// The version of this program and of Futae.
    pub(crate) version: String,
    /// The commit of the sources, and whether they differed from it.
    pub(crate) commit: String,
    /// The backends of Futae on this machine, the best last.
    pub(crate) backends: Vec<String>,
}

impl Environment {
    /// Of this process.
    pub(crate) fn here() -> Self {
        Self {
            processor: processor().unwrap_or_else(|| "unknown".to_owned()),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            compiler: env!("COMPILER").to_owned(),
            optimised: !cfg!(debug_assertions),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: env!("COMMIT").to_owned(),
            backends: crate::implementations::futae::Futae::backends().map(str::to_owned).collect(),
        }
    }
}

/// Today's date in UTC, as `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = since.map_or(0, |since| since.as_secs() / 86_400);
    date_of(i64::try_from(days).unwrap_or_default())
}

/// The Gregorian date of a day since 1970-01-01: eras of 400 years, which have 146097 days, counted
/// from 1 March of the year 0.
fn date_of(days: i64) -> String {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", year + 400 * era + next)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (days, date) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_778, "2026-11-21"), (-1, "1969-12-31")]
        {
            assert_eq!(date_of(days), date);
        }
    }
}
