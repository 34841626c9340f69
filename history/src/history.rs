use std::sync::Arc;

use crate::pairing::Pairing;
use crate::{AfterInfo, Kind, Process, Rule, Value};

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome<Ret> {
    /// `ok`: it took effect and returned this; `None` if its result was not looked at.
    Done(Option<Ret>),
    /// `fail`: it did not happen.
    Failed,
    /// `info`, or no completion at all: it may take effect at any later time, or never.
    Unknown,
}

/// An invocation together with its completion, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation<Op, Ret> {
    /// Who did it.
    pub process: u64,
    /// What was asked for.
    pub op: Op,
    /// How it ended.
    pub outcome: Outcome<Ret>,
    /// The number of the event that invoked it, from 0.
    pub invoked: u32,
    /// The number of the event that completed it; `None` if none did.
    pub completed: Option<u32>,
    /// The independent object it belongs to, where the history holds many (`[key, value]`).
    pub key: Option<Value>,
}

/// The valid record of what clients did: operations in the order of their invocations.
///
/// It is valid by construction: a process has one open operation, completes only what it invoked,
/// and does not act again after `info`.
#[derive(Clone, Debug, PartialEq)]
pub struct History<Op, Ret> {
    pub(crate) operations: Vec<Operation<Op, Ret>>,
    pub(crate) events: u32,
    pub(crate) source: Option<Arc<str>>,
    /// As many as there are events; shared with the recording it was made of.
    pub(crate) times: Option<Arc<Vec<i64>>>,
}

/// One event of a typed history, as a person would write it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<Op, Ret> {
    /// The process invokes an operation.
    Invoke(u64, Op),
    /// Its open operation took effect, with this result.
    Ok(u64, Ret),
    /// Its open operation did not happen.
    Fail(u64),
    /// Nobody knows how its open operation ended.
    Info(u64),
}

/// An event that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {event}: process {process}: {rule}")]
pub struct RuleBroken {
    /// The number of the event, from 0.
    pub event: u32,
    /// Who acted.
    pub process: Process,
    /// What is wrong.
    pub rule: Rule,
}

impl<Op, Ret> History<Op, Ret> {
    /// Makes a history from its events, in the order in which they happened.
    ///
    /// ```text
    /// 0  ├─ write 1 ─┤
    /// 1       ├─ read → 1 ─┤
    /// ```
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Event, History};
    ///
    /// let history = History::from_events([
    ///     Event::Invoke(0, "write 1"),
    ///     Event::Invoke(1, "read"),
    ///     Event::Ok(0, None),
    ///     Event::Ok(1, Some(1)),
    /// ])?;
    /// assert_eq!(history.operations().len(), 2);
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RuleBroken`] for the first event that no valid history can have there.
    ///
    /// # Panics
    ///
    /// If there are 2³² events or more.
    pub fn from_events(
        events: impl IntoIterator<Item = Event<Op, Ret>>,
    ) -> Result<Self, RuleBroken> {
        let events = events.into_iter();
        let (least, _) = events.size_hint();
        let mut pairing = Pairing::new(AfterInfo::Refuse);
        let mut dense = hashbrown::HashMap::new();
        let mut place_of_invocation = Vec::with_capacity(least);
        let mut operations: Vec<Operation<Op, Ret>> = Vec::with_capacity(least / 2);
        for (event, what) in (0u32..).zip(events) {
            let (process, kind) = what.process_and_kind();
            let fresh = u32::try_from(dense.len()).expect("fewer than 2^32 processes");
            let number = *dense.entry(process).or_insert(fresh);
            let invocation = pairing
                .push(number, kind, event)
                .map_err(|rule| RuleBroken {
                    event,
                    process: Process::Client(process),
                    rule,
                })?;
            place_of_invocation.push(operations.len());
            let outcome = match what {
                Event::Invoke(_, op) => {
                    operations.push(Operation {
                        process,
                        op,
                        outcome: Outcome::Unknown,
                        invoked: event,
                        completed: None,
                        key: None,
                    });
                    continue;
                }
                Event::Ok(_, ret) => Outcome::Done(Some(ret)),
                Event::Fail(_) => Outcome::Failed,
                Event::Info(_) => Outcome::Unknown,
            };
            let invocation =
                invocation.expect("a completion that the rules admit has an invocation");
            let operation = &mut operations[place_of_invocation[invocation as usize]];
            operation.outcome = outcome;
            operation.completed = Some(event);
        }
        let events = u32::try_from(place_of_invocation.len()).expect("fewer than 2^32 events");
        Ok(Self {
            operations,
            events,
            source: None,
            times: None,
        })
    }

    /// Gives each operation the independent object that it belongs to.
    #[must_use]
    pub fn with_keys(mut self, mut key: impl FnMut(&Operation<Op, Ret>) -> Option<Value>) -> Self {
        for operation in &mut self.operations {
            operation.key = key(operation);
        }
        self
    }

    /// Splits the history by the independent objects that operations belong to, in the order in which
    /// these are first met.
    ///
    /// Events keep their numbers and times, so that what is said of a part holds for the whole.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Event, History, Value};
    ///
    /// let history = History::<_, ()>::from_events([Event::Invoke(0, 7), Event::Invoke(1, 8)])?;
    /// let keyed = history.with_keys(|operation| Some(Value::Int(operation.op)));
    /// let parts = keyed.into_keys();
    /// assert_eq!(parts.len(), 2);
    /// assert_eq!(parts[1].0, Some(Value::Int(8)));
    /// assert_eq!(parts[1].1.operations()[0].invoked, 1);
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    pub fn into_keys(mut self) -> Vec<(Option<Value>, Self)> {
        let mut places = hashbrown::HashMap::new();
        let mut parts: Vec<(Option<Value>, Self)> = Vec::new();
        for operation in std::mem::take(&mut self.operations) {
            let place = *places.entry(operation.key.clone()).or_insert(parts.len());
            if place == parts.len() {
                parts.push((operation.key.clone(), self.with_operations(Vec::new())));
            }
            parts[place].1.operations.push(operation);
        }
        parts
    }

    /// Returns the history of some operations, by their places in [`History::operations`], in order.
    ///
    /// Events keep their numbers and times, so that what is said of these operations holds for the whole.
    ///
    /// # Panics
    ///
    /// If there is no such operation, or the places do not ascend.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Event, History};
    ///
    /// let events = [Event::<_, ()>::Invoke(0, "a"), Event::Invoke(1, "b"), Event::Invoke(2, "c")];
    /// let some = History::from_events(events)?.only(&[0, 2]);
    /// assert_eq!(some.operations()[1].op, "c");
    /// assert_eq!(some.operations()[1].invoked, 2);
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    #[must_use]
    pub fn only(&self, places: &[u32]) -> Self
    where
        Op: Clone,
        Ret: Clone,
    {
        assert!(places.is_sorted_by(|one, next| one < next), "places ascend");
        let operation = |&place: &u32| self.operations[place as usize].clone();
        self.with_operations(places.iter().map(operation).collect())
    }

    /// Returns what was known right before an event: what was invoked by then, of unknown end if it had
    /// not ended.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Event, History, Outcome};
    ///
    /// let events = [
    ///     Event::Invoke(0, "write"),
    ///     Event::Ok(0, 1),
    ///     Event::Invoke(1, "read"),
    ///     Event::Ok(1, 1),
    ///     Event::Invoke(0, "read"),
    /// ];
    /// let before = History::from_events(events)?.before(3);
    /// assert_eq!(before.operations().len(), 2);
    /// assert_eq!(before.operations()[1].outcome, Outcome::Unknown);
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    #[must_use]
    pub fn before(&self, event: u32) -> Self
    where
        Op: Clone,
        Ret: Clone,
    {
        let begun = self
            .operations
            .partition_point(|operation| operation.invoked < event);
        let mut operations = self.operations[..begun].to_vec();
        for operation in &mut operations {
            if operation
                .completed
                .is_some_and(|completed| completed >= event)
            {
                operation.completed = None;
                operation.outcome = Outcome::Unknown;
            }
        }
        self.with_operations(operations)
    }

    fn with_operations(&self, operations: Vec<Operation<Op, Ret>>) -> Self {
        Self {
            operations,
            events: self.events,
            source: self.source.clone(),
            times: self.times.clone(),
        }
    }

    /// Gives each event the time at which it happened, in nanoseconds since the run began.
    ///
    /// # Panics
    ///
    /// If there are not as many times as events.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Event, History};
    ///
    /// let events = [Event::Invoke(0, "read"), Event::Ok(0, 3)];
    /// let history = History::from_events(events)?.with_times(vec![1_000, 2_500]);
    /// let read = &history.operations()[0];
    /// assert_eq!(history.times().map(|times| times[read.invoked as usize]), Some(1_000));
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    #[must_use]
    pub fn with_times(mut self, times: Vec<i64>) -> Self {
        assert!(
            times.len() == self.events as usize,
            "{} times for {} events",
            times.len(),
            self.events
        );
        self.times = Some(Arc::new(times));
        self
    }

    /// Returns the operations, in the order of their invocations.
    pub fn operations(&self) -> &[Operation<Op, Ret>] {
        &self.operations
    }

    /// Returns how many events there are, annotations included.
    pub fn event_count(&self) -> u32 {
        self.events
    }

    /// Returns when each event happened, by its number, in nanoseconds since the run began.
    ///
    /// `None` if that is not known of every event. The times are told by whoever recorded the history;
    /// what came before what is told by the numbers of events alone.
    pub fn times(&self) -> Option<&[i64]> {
        self.times.as_deref().map(Vec::as_slice)
    }

    /// Returns the name of the file or stream it was read from.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }
}

impl<Op, Ret> Event<Op, Ret> {
    fn process_and_kind(&self) -> (u64, Kind) {
        match *self {
            Event::Invoke(process, _) => (process, Kind::Invoke),
            Event::Ok(process, _) => (process, Kind::Ok),
            Event::Fail(process) => (process, Kind::Fail),
            Event::Info(process) => (process, Kind::Info),
        }
    }
}
