use std::collections::VecDeque;
use std::time::Duration;

/// How often something may happen, and when it has.
#[derive(Clone, Debug)]
pub(crate) struct Intensity {
    restarts_max: usize,
    period: Duration,
    times: VecDeque<Duration>,
}

impl Intensity {
    pub(crate) fn new(restarts_max: usize, period: Duration) -> Self {
        let times = VecDeque::new();
        Self {
            restarts_max,
            period,
            times,
        }
    }

    /// Notes that it happens now, and returns true if that is not too often.
    pub(crate) fn allows(&mut self, now: Duration) -> bool {
        self.times.push_back(now);
        self.times
            .retain(|time| now.saturating_sub(*time) <= self.period);
        self.times.len() <= self.restarts_max
    }
}
