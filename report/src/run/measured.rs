use lockstep_history::{EventRef, Kind, Recording};

use super::band::{Band, bands};
use super::names::Names;

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Ok,
    /// Nobody knows, be it by `info` or because nothing completed it.
    Info,
    Fail,
}

impl Ending {
    pub(crate) const ALL: [Self; 3] = [Ending::Ok, Ending::Info, Ending::Fail];

    /// Returns what an event of this kind makes of its operation; an invocation alone ends nothing.
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Ok => Ending::Ok,
            Kind::Fail => Ending::Fail,
            Kind::Info | Kind::Invoke => Ending::Info,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Ending::Ok => "ok",
            Ending::Info => "info",
            Ending::Fail => "fail",
        }
    }

    pub(crate) fn place(self) -> usize {
        self as usize
    }
}

/// An operation whose invocation and completion have times: nanoseconds since the first event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Its place among the names.
    pub(crate) name: usize,
    pub(crate) ending: Ending,
    pub(crate) invoked: u64,
    pub(crate) completed: u64,
}

impl Sample {
    pub(crate) fn latency(&self) -> u64 {
        self.completed.saturating_sub(self.invoked)
    }
}

/// How many operations of one name ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts(pub(crate) [u64; 3]);

impl Counts {
    pub(crate) fn of(self, ending: Ending) -> u64 {
        self.0[ending.place()]
    }

    pub(crate) fn all(self) -> u64 {
        self.0.iter().sum()
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|place| self.0[place] + other.0[place]))
    }
}

/// What clients did and how long it took, as far as the recording tells it.
#[derive(Debug)]
pub(crate) struct Measured {
    /// What operations are called, in the order of their first event; at most [`Names::MOST`].
    pub(crate) names: Vec<String>,
    /// Of each name: how its operations ended, those without a time included.
    pub(crate) counts: Vec<Counts>,
    /// In the order of their invocations.
    pub(crate) samples: Vec<Sample>,
    /// When the first event was, in nanoseconds since the run began.
    pub(crate) start: i64,
    /// How long it was to the last event, in nanoseconds.
    pub(crate) length: u64,
    pub(crate) bands: Vec<Band>,
}

impl Measured {
    pub(crate) fn of(recording: &Recording) -> Self {
        let names = Names::of(recording);
        let times = || recording.events().filter_map(EventRef::time);
        let start = times().min().unwrap_or(0);
        let length = times().max().map_or(0, |end| end.abs_diff(start));
        let mut counts = vec![Counts::default(); names.texts.len()];
        let mut samples = Vec::new();
        for invocation in recording.events() {
            if invocation.client().is_none() || invocation.kind() != Kind::Invoke {
                continue;
            }
            let completion = recording.partner(invocation.number());
            let completion = completion.map(|number| recording.event(number));
            let ending = completion.map_or(Ending::Info, |event| Ending::of(event.kind()));
            let name = names.place(invocation.f_place());
            counts[name].0[ending.place()] += 1;
            let invoked = invocation.time();
            if let (Some(invoked), Some(completed)) = (invoked, completion.and_then(EventRef::time))
            {
                samples.push(Sample {
                    name,
                    ending,
                    invoked: invoked.abs_diff(start),
                    completed: completed.abs_diff(start),
                });
            }
        }
        Self {
            names: names.texts,
            counts,
            samples,
            start,
            length,
            bands: bands(recording, start, length),
        }
    }

    /// Returns how all operations ended.
    pub(crate) fn total(&self) -> Counts {
        let counts = self.counts.iter().copied();
        counts.fold(Counts::default(), Counts::plus)
    }

    pub(crate) fn seconds(&self) -> f64 {
        seconds(self.length)
    }
}

/// Nanoseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "nobody reads more digits")]
pub(crate) fn seconds(time_ns: u64) -> f64 {
    time_ns as f64 / 1e9
}
