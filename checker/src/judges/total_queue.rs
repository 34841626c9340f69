use std::fmt;

use hashbrown::HashMap;
use lockstep_history::{History, Operation, Outcome, Value};
use lockstep_models::{Element, PoolRet, QueueOp};

use super::listed::{LISTED_MAX, cases, counted, element, named};
use super::{Figure, Finding, Judge, Place, Report, Untested};

/// Judges that what was put into a queue comes out, and nothing else, and nothing twice.
///
/// Elements are counted, since equal ones can be put in more than once:
///
/// | an element is | if |
/// |---|---|
/// | unexpected | a dequeue returned it before any enqueue of it was invoked that did not fail |
/// | duplicated | dequeues returned it more often than enqueues of it had been invoked by then |
/// | missing | its enqueue completed with `ok` before a dequeue was invoked that found the queue empty, and no dequeue ever returned it |
/// | inside | its enqueue completed with `ok`, none returned it, and nobody looked so |
/// | recovered | nobody knows how its enqueue ended, but a dequeue returned it |
///
/// A dequeue of unknown end, or whose answer nobody looked at, may have taken one element. So as many
/// of the missing elements as there are such dequeues, invoked before the queue was found empty, are
/// explained; those beyond are **lost**. Which ones nobody can tell.
///
/// Elements that are unexpected, duplicated or lost make a history invalid. If only elements are
/// inside, the finding is unknown: end a test with dequeues until one finds nothing, or say by
/// [`TotalQueue::drain`] that the queue is empty at the end. A queue that keeps all this may still give
/// out elements in any order, and find itself empty when it is not: that is the checker's business.
///
/// # Complexity
///
/// n log n in the number of operations.
///
/// # Sources
///
/// Jepsen's `total-queue`. That one takes it that every history ends with a drain and that dequeues of
/// unknown end took nothing, and lets a failed enqueue explain an element.
///
/// # Examples
///
/// ```text
/// 0  ├─ enqueue 3 ─┤   ├─ dequeue → empty ─┤
/// ```
///
/// ```
/// use lockstep_checker::judges::{Judge, TotalQueue};
/// use lockstep_history::{Event, History};
/// use lockstep_models::{PoolRet::{Done, Empty}, QueueOp::{Dequeue, Enqueue}};
///
/// let history = History::from_events([
///     Event::Invoke(0, Enqueue(3)),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Dequeue),
///     Event::Ok(0, Empty),
/// ])?;
/// assert_eq!(TotalQueue::new().judge(&history).lost, 1);
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Debug)]
pub struct TotalQueue<V = Value> {
    initial: Vec<V>,
    drain: Drain,
}

/// What tells that a queue was empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drain {
    /// The dequeues that found it so.
    #[default]
    Observed,
    /// It is known to be empty at the end of the history.
    AtTheEnd,
}

/// What [`TotalQueue`] found out; all numbers are of elements, equal ones counted each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalQueueReport<V> {
    /// Those whose enqueue did not fail, and those that were inside at first.
    pub attempted: u64,
    /// Those whose enqueue completed with `ok`, and those that were inside at first.
    pub acknowledged: u64,
    /// Those that dequeues returned.
    pub dequeued: u64,
    /// How many dequeues may have taken an element that nobody saw.
    pub unseen_dequeues: u64,
    /// Those that were acknowledged before the queue was found empty, and never came out.
    pub missing: u64,
    /// The missing ones that no unseen dequeue can have taken.
    pub lost: u64,
    /// Those that were acknowledged, never came out, and need not be gone.
    pub inside: u64,
    /// Those that came out before they were put in.
    pub unexpected: u64,
    /// Those that came out more often than they were put in.
    pub duplicated: u64,
    /// Those that came out though nobody knows how their enqueue ended.
    pub recovered: u64,
    /// The first ten missing ones.
    pub missing_elements: Vec<V>,
    /// The first ten that came out though they should not, in the order in which they did.
    pub surplus: Vec<Surplus<V>>,
}

/// An element that came out though it should not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surplus<V> {
    /// The element.
    pub element: V,
    /// Which dequeue returned it.
    pub place: Place,
    /// How often an enqueue of it had been invoked by then, failed ones aside: if 0, it is unexpected, else
    /// duplicated.
    pub attempted: u64,
}

impl<V: Element> TotalQueue<V> {
    /// Judges a queue that is empty at first.
    pub fn new() -> Self {
        Self {
            initial: Vec::new(),
            drain: Drain::default(),
        }
    }

    /// Sets what is inside at first.
    #[must_use]
    pub fn initial(mut self, elements: impl IntoIterator<Item = V>) -> Self {
        self.initial = elements.into_iter().collect();
        self
    }

    /// Sets what tells that the queue was empty.
    #[must_use]
    pub fn drain(mut self, drain: Drain) -> Self {
        self.drain = drain;
        self
    }

    /// Returns when the queue was found empty for the last time.
    fn found_empty(&self, operations: &[Operation<QueueOp<V>, PoolRet<V>>]) -> Option<Empty> {
        if self.drain == Drain::AtTheEnd {
            return Some(Empty {
                after: u32::MAX,
                before: u32::MAX,
            });
        }
        operations
            .iter()
            .rev()
            .find_map(|one| match (&one.op, &one.outcome) {
                (QueueOp::Dequeue, Outcome::Done(Some(PoolRet::Empty))) => Some(Empty {
                    after: one.invoked,
                    before: one.completed?,
                }),
                _ => None,
            })
    }
}

impl<V: Element> Default for TotalQueue<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// At some moment after one event and before another one nothing was inside.
#[derive(Clone, Copy)]
struct Empty {
    after: u32,
    before: u32,
}

/// What happened to an element.
#[derive(Clone, Copy, Default)]
struct Tally {
    attempted: u64,
    acknowledged: u64,
    /// Of these, how many before the queue was found empty.
    due: u64,
    /// How often it came out, as often as it should at most.
    taken: u64,
}

/// An element is put in or comes out, by its number, at an event.
struct Move {
    event: u32,
    element: usize,
    /// The dequeue that returned it; an enqueue is invoked otherwise.
    taken_by: Option<Place>,
}

/// The elements of a history, each with a number, in the order in which they are first met.
struct Count<'a, V> {
    numbers: HashMap<&'a V, usize>,
    elements: Vec<&'a V>,
    tallies: Vec<Tally>,
    moves: Vec<Move>,
    unseen_dequeues: u64,
    empty: Option<Empty>,
}

impl<V: Element> Judge for TotalQueue<V> {
    type Op = QueueOp<V>;
    type Ret = PoolRet<V>;
    type Report = TotalQueueReport<V>;

    fn judge(&self, history: &History<QueueOp<V>, PoolRet<V>>) -> TotalQueueReport<V> {
        let mut count = Count {
            numbers: HashMap::new(),
            elements: Vec::new(),
            tallies: Vec::new(),
            moves: Vec::new(),
            unseen_dequeues: 0,
            empty: self.found_empty(history.operations()),
        };
        for element in &self.initial {
            let tally = count.tally(element).1;
            tally.attempted += 1;
            tally.acknowledged += 1;
        }
        if count.empty.is_some() {
            for tally in &mut count.tallies {
                tally.due = tally.acknowledged;
            }
        }
        for operation in history.operations() {
            count.take(operation);
        }
        count.report()
    }
}

impl<'a, V: Element> Count<'a, V> {
    fn tally(&mut self, element: &'a V) -> (usize, &mut Tally) {
        let number = *self.numbers.entry(element).or_insert(self.elements.len());
        if number == self.elements.len() {
            self.elements.push(element);
            self.tallies.push(Tally::default());
        }
        (number, &mut self.tallies[number])
    }

    fn take(&mut self, operation: &'a Operation<QueueOp<V>, PoolRet<V>>) {
        match (&operation.op, &operation.outcome) {
            (_, Outcome::Failed) | (QueueOp::Dequeue, Outcome::Done(Some(PoolRet::Empty))) => {}
            (QueueOp::Enqueue(element), outcome) => {
                let completed = operation.completed.unwrap_or(operation.invoked);
                let acknowledged = matches!(outcome, Outcome::Done(_)).then_some(completed);
                self.enqueued(element, operation.invoked, acknowledged);
            }
            (QueueOp::Dequeue, Outcome::Done(Some(PoolRet::Got(element)))) => {
                let (number, _) = self.tally(element);
                self.moves.push(Move {
                    event: operation.completed.unwrap_or(operation.invoked),
                    element: number,
                    taken_by: Some(Place::of(operation)),
                });
            }
            (QueueOp::Dequeue, Outcome::Done(_) | Outcome::Unknown) => {
                // What begins after the queue was found empty has not emptied it.
                let early = self
                    .empty
                    .is_none_or(|empty| operation.invoked < empty.before);
                self.unseen_dequeues += u64::from(early);
            }
        }
    }

    /// Takes an enqueue: when it was invoked, and when it was acknowledged, if it was.
    fn enqueued(&mut self, element: &'a V, invoked: u32, acknowledged: Option<u32>) {
        let empty = self.empty;
        let (number, tally) = self.tally(element);
        if let Some(completed) = acknowledged {
            tally.acknowledged += 1;
            tally.due += u64::from(empty.is_some_and(|empty| completed < empty.after));
        }
        self.moves.push(Move {
            event: invoked,
            element: number,
            taken_by: None,
        });
    }

    fn report(mut self) -> TotalQueueReport<V> {
        self.moves.sort_unstable_by_key(|one| one.event);
        let mut report = TotalQueueReport {
            attempted: 0,
            acknowledged: 0,
            dequeued: 0,
            unseen_dequeues: self.unseen_dequeues,
            missing: 0,
            lost: 0,
            inside: 0,
            unexpected: 0,
            duplicated: 0,
            recovered: 0,
            missing_elements: Vec::new(),
            surplus: Vec::new(),
        };
        for one in &self.moves {
            let tally = &mut self.tallies[one.element];
            match one.taken_by {
                None => tally.attempted += 1,
                Some(place) => report.came_out(self.elements[one.element], tally, place),
            }
        }
        for (element, tally) in self.elements.iter().zip(&self.tallies) {
            report.end(element, *tally);
        }
        report.lost = report.missing.saturating_sub(report.unseen_dequeues);
        report
    }
}

impl<V: Element> TotalQueueReport<V> {
    fn came_out(&mut self, element: &V, tally: &mut Tally, place: Place) {
        self.dequeued += 1;
        if tally.taken < tally.attempted {
            tally.taken += 1;
            return;
        }
        match tally.attempted {
            0 => self.unexpected += 1,
            _ => self.duplicated += 1,
        }
        if self.surplus.len() < LISTED_MAX {
            self.surplus.push(Surplus {
                element: element.clone(),
                place,
                attempted: tally.attempted,
            });
        }
    }

    fn end(&mut self, element: &V, tally: Tally) {
        let missing = tally.due.saturating_sub(tally.taken);
        self.attempted += tally.attempted;
        self.acknowledged += tally.acknowledged;
        self.missing += missing;
        self.inside += tally.acknowledged.saturating_sub(tally.taken) - missing;
        self.recovered += tally.taken.saturating_sub(tally.acknowledged);
        if missing > 0 && self.missing_elements.len() < LISTED_MAX {
            self.missing_elements.push(element.clone());
        }
    }
}

impl<V: Element> Report for TotalQueueReport<V> {
    fn finding(&self) -> Finding {
        if self.lost + self.unexpected + self.duplicated > 0 {
            Finding::Invalid
        } else if self.acknowledged + self.dequeued == 0 {
            Finding::Unknown(Untested::Elements)
        } else if self.inside > 0 {
            Finding::Unknown(Untested::Inside {
                elements: self.inside,
            })
        } else {
            Finding::Valid
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let surplus = self.surplus.iter().map(|one| {
            Figure::Fields(vec![
                ("element", Figure::text(&one.element)),
                ("place", one.place.figure()),
                ("attempted", one.attempted.into()),
            ])
        });
        vec![
            ("attempted", self.attempted.into()),
            ("acknowledged", self.acknowledged.into()),
            ("dequeued", self.dequeued.into()),
            ("unseen_dequeues", self.unseen_dequeues.into()),
            ("missing", self.missing.into()),
            ("lost", self.lost.into()),
            ("inside", self.inside.into()),
            ("unexpected", self.unexpected.into()),
            ("duplicated", self.duplicated.into()),
            ("recovered", self.recovered.into()),
            (
                "missing_elements",
                Figure::list(self.missing_elements.iter()),
            ),
            ("surplus", Figure::List(surplus.collect())),
        ]
    }
}

impl<V: Element> fmt::Display for TotalQueueReport<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} lost, {} unexpected, {} duplicated; attempted {}, acknowledged {}, dequeued {}",
            self.lost,
            self.unexpected,
            self.duplicated,
            self.attempted,
            self.acknowledged,
            self.dequeued
        )?;
        writeln!(
            f,
            "  {} missing, {} inside, {} recovered, {}",
            self.missing,
            self.inside,
            self.recovered,
            counted(self.unseen_dequeues, "unseen dequeue")
        )?;
        named(f, "missing", &self.missing_elements, self.missing)?;
        let told = self.surplus.iter().map(|one| {
            let (element, place) = (element(&one.element), one.place);
            match one.attempted {
                0 => format!("{place} got {element}, which nobody had put in"),
                1 => format!("{place} got {element} again, which was put in once"),
                times => format!("{place} got {element} again, which was put in {times} times"),
            }
        });
        cases(f, told, self.unexpected + self.duplicated)
    }
}
