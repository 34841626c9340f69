use lockstep_history::{EventRef, Kind, Recording};
use serde::Serialize;

use crate::annotation::{Annotation, plain};
use crate::history::operations::Operations;
use crate::history::states::States;

/// What the page of a history knows.
///
/// Operations are known by their numbers, from 0; so are events.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Data {
    /// The file that it was read from.
    source: Option<String>,
    pub(crate) facts: Vec<Fact>,
    events: usize,
    operations: Operations,
    /// When each event happened, as the difference to the event before it, in nanoseconds; none if that is
    /// not known of all.
    times: Option<Vec<i64>>,
    /// The line of each event in the file; none if event 0 is in line 1 and so on.
    pub(crate) lines: Option<Vec<u32>>,
    /// What went wrong, by the event that says so.
    pub(crate) errors: Vec<(u32, String)>,
    pub(crate) annotations: Vec<Annotation>,
    pub(crate) judged: Option<Judged>,
    states: States,
}

/// Something for the head of the page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// What a checker says of a history.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    /// What was asked: a property, or a rule.
    pub(crate) property: String,
    pub(crate) verdict: &'static str,
    pub(crate) sentence: String,
    /// A linearization of all of it, if it is valid.
    pub(crate) order: Option<Vec<u32>>,
    pub(crate) parts: Vec<Part>,
}

/// A part that is judged by itself.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Part {
    /// The key, or the part of the object; `None` if there is only one part.
    pub(crate) name: Option<String>,
    pub(crate) verdict: &'static str,
    /// What judged it.
    pub(crate) engine: Option<&'static str>,
    /// How many operations it has, those that failed left out.
    pub(crate) operations: usize,
    /// A linearization of it; of what came before the contradiction, if it is invalid and one was found;
    /// none if that of the whole history tells it.
    pub(crate) order: Option<Vec<u32>>,
    pub(crate) why: Option<Why>,
    /// Why it is undecided.
    pub(crate) limit: Option<String>,
    /// What a judge that knows a rule has counted.
    pub(crate) report: Option<String>,
}

impl Part {
    pub(crate) fn new(verdict: &'static str, operations: usize) -> Self {
        Self {
            name: None,
            verdict,
            engine: None,
            operations,
            order: None,
            why: None,
            limit: None,
            report: None,
        }
    }
}

impl Judged {
    pub(crate) fn by_rule(judge: &str, verdict: &'static str, text: &str) -> Self {
        Self {
            property: judge.to_owned(),
            verdict,
            sentence: format!("{verdict} by the rule {judge}"),
            order: None,
            parts: vec![Part {
                report: Some(text.to_owned()),
                ..Part::new(verdict, 0)
            }],
        }
    }
}

/// Why a part is invalid.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Why {
    pub(crate) sentence: String,
    /// The operation that finds no place.
    pub(crate) operation: u32,
    /// The event that no order gets past.
    pub(crate) event: u32,
    /// Whether there may be a contradiction earlier than this one.
    pub(crate) earlier: bool,
    pub(crate) named: Vec<u32>,
    pub(crate) configurations: Vec<Configuration>,
    pub(crate) states_left_out: u64,
    /// Whether there can be more than was looked at.
    pub(crate) partly: bool,
    /// Why operations contradict each other, where that is told instead of configurations.
    pub(crate) lines: Vec<String>,
    /// Which operations must come before which, where the property is weaker than linearizability.
    pub(crate) links: Vec<Link>,
    /// All of it, as the terminal prints it.
    pub(crate) text: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Configuration {
    pub(crate) after: Vec<String>,
    pub(crate) linearized: Vec<u32>,
    pub(crate) state: String,
    pub(crate) blocks: Option<String>,
    pub(crate) blocked: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Link {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) why: &'static str,
}

impl Data {
    pub(crate) fn new(source: Option<&str>, events: usize, operations: Operations) -> Self {
        Self {
            source: source.map(str::to_owned),
            events,
            operations,
            ..Self::default()
        }
    }

    pub(crate) fn times(mut self, times: Option<&[i64]>) -> Self {
        self.times = times.map(|times| {
            let before = [0].iter().chain(times);
            times
                .iter()
                .zip(before)
                .map(|(time, before)| time.wrapping_sub(*before))
                .collect()
        });
        self
    }

    pub(crate) fn judged(mut self, judged: Judged, states: States) -> Self {
        self.judged = Some(judged);
        self.states = states;
        self
    }

    pub(crate) fn title(&self) -> String {
        let source = self.source.as_deref().unwrap_or("history");
        match &self.judged {
            Some(judged) => format!("{}: {source}", judged.verdict),
            None => source.to_owned(),
        }
    }
}

/// Returns the lines of events, unless each event has a line of its own from the first on.
pub(crate) fn lines(recording: &Recording) -> Option<Vec<u32>> {
    let is_plain = recording
        .events()
        .all(|event| event.line() == event.number() + 1);
    let lines = || recording.events().map(EventRef::line).collect();
    (!is_plain).then(lines)
}

/// Returns what went wrong, by the events of clients that say so.
pub(crate) fn errors(recording: &Recording) -> Vec<(u32, String)> {
    let ends = recording.events().filter(|event| {
        matches!(event.kind(), Kind::Fail | Kind::Info) && event.client().is_some()
    });
    ends.filter_map(|event| {
        let error = event.error()?;
        Some((event.number(), plain(&error)))
    })
    .collect()
}
