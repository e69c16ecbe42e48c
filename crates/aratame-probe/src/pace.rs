//! How often a host is connected to: the rate that its permission names.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The moments at which one host may be connected to.
#[derive(Debug)]
pub(crate) struct Pace {
    between: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    fn new(per_second: u32) -> Self {
        let between = Duration::from_secs(1) / per_second.max(1);
        Self { between, next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next moment.
    pub(crate) async fn wait(&self) {
        let moment = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let moment = (*next).max(Instant::now());
            *next = moment + self.between;
            moment
        };
        sleep_until(moment).await;
    }
}

/// One pace a host, whatever the number of its ports; the slowest that is asked for holds.
#[derive(Debug, Default)]
pub(crate) struct Paces(HashMap<String, Arc<Pace>>);

impl Paces {
    pub(crate) fn of<'t>(hosts: impl Iterator<Item = (&'t str, u32)>) -> Self {
        let mut slowest: HashMap<String, u32> = HashMap::new();
        for (host, rate) in hosts {
            slowest.entry(host.to_owned()).and_modify(|old| *old = rate.min(*old)).or_insert(rate);
        }
        Self(slowest.into_iter().map(|(host, rate)| (host, Arc::new(Pace::new(rate)))).collect())
    }

    pub(crate) fn get(&self, host: &str) -> Arc<Pace> {
        self.0.get(host).cloned().unwrap_or_else(|| Arc::new(Pace::new(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_rate_of_a_host_holds() {
        let paces = Paces::of([("a", 10), ("a", 2), ("b", 5)].into_iter());
        assert_eq!(paces.get("a").between, Duration::from_millis(500));
        assert_eq!(paces.get("b").between, Duration::from_millis(200));
    }
}
