use lockstep_history::History;

/// What latencies are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds, as the times of the events have them.
    Nanoseconds,
    /// Events, since not every event has a time.
    Events,
}

impl Unit {
    /// Returns `ns` or `events`.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Nanoseconds => "ns",
            Unit::Events => "events",
        }
    }

    /// Writes an amount for people: `1.5 ms`, `3 events`.
    pub(super) fn show(self, amount: i64) -> String {
        const SCALES: [(i64, &str); 3] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs")];
        match self {
            Unit::Events if amount == 1 => "1 event".into(),
            Unit::Events => format!("{amount} events"),
            Unit::Nanoseconds => match SCALES.iter().find(|(scale, _)| amount >= *scale) {
                Some((scale, name)) => {
                    format!("{}.{} {name}", amount / scale, amount % scale * 10 / scale)
                }
                None => format!("{amount} ns"),
            },
        }
    }
}

/// Tells when events happened; by their numbers, if nothing else is known.
#[derive(Clone, Copy)]
pub(super) struct Clock<'a> {
    times: Option<&'a [i64]>,
}

impl<'a> Clock<'a> {
    pub(super) fn of<Op, Ret>(history: &'a History<Op, Ret>) -> Self {
        Self {
            times: history.times(),
        }
    }

    pub(super) fn unit(self) -> Unit {
        match self.times {
            Some(_) => Unit::Nanoseconds,
            None => Unit::Events,
        }
    }

    /// Returns how long it was from one event to another; 0 if the clock went back.
    pub(super) fn between(self, from: u32, to: u32) -> i64 {
        let at = |event: u32| {
            self.times
                .map_or(event.into(), |times| times[event as usize])
        };
        at(to).saturating_sub(at(from)).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_the_greatest_unit_that_they_fill() {
        let shown = [0, 999, 1_000, 12_345_678, 1_999_999_999].map(|ns| Unit::Nanoseconds.show(ns));
        assert_eq!(shown, ["0 ns", "999 ns", "1.0 µs", "12.3 ms", "1.9 s"]);
        assert_eq!(
            [1, 2].map(|n| Unit::Events.show(n)),
            ["1 event", "2 events"]
        );
    }
}
