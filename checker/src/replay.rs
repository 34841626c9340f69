//! Checks an order of operations by what their views tell, for histories that are too long to be
//! stepped through their model.

mod log;

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Compare, Datum, IntegerKind, Model, Next, Shape, View};

use crate::Flaw;
use crate::abreast::{abreast, touch};
use crate::replay::log::Log;

/// Checks that the objects can answer as they did when the operations of parts come in these orders.
///
/// # Errors
///
/// An operation that is impossible where it stands, the first that is found.
///
/// # Complexity
///
/// Linear in what the operations tell; for a priority queue, n log n.
pub(crate) fn replay<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    orders: &[&[u32]],
) -> Result<(), Flaw> {
    let mut replay = Replay::of(model, orders.len());
    abreast(
        orders,
        |place| touch(history, place),
        |order, _, place| replay.place(order, place, &history.operations()[place as usize]),
    )?;
    replay.end()
}

/// The objects of parts, and what was done to them.
///
/// It shares nothing with the monitors: it replays the object that the shape and the views promise, on
/// the values themselves. It does not look at times.
pub(crate) struct Replay<'a, M> {
    model: &'a M,
    objects: Vec<Object<'a>>,
}

impl<'a, M: Model> Replay<'a, M> {
    /// Begins with so many parts.
    pub(crate) fn of(model: &'a M, parts: usize) -> Self {
        let objects = (0..parts).map(|_| Object::at_start(model.shape()));
        Self {
            model,
            objects: objects.collect(),
        }
    }

    /// Does to a part what this operation did.
    #[inline]
    pub(crate) fn place(
        &mut self,
        part: usize,
        place: u32,
        operation: &'a Operation<M::Op, M::Ret>,
    ) -> Result<(), Flaw> {
        let model = self.model;
        let ret = match &operation.outcome {
            Outcome::Done(ret) => ret.as_ref(),
            Outcome::Unknown => None,
            Outcome::Failed => return Err(Flaw::Failed { operation: place }),
        };
        let view = model.view(&operation.op, ret);
        let fits_at_start = || {
            let start = model.initial();
            match model.step(&start, &operation.op, ret) {
                Next::None => false,
                Next::One(next) => {
                    !matches!(model.view(&operation.op, ret), View::MaySwap(..)) || next != start
                }
                Next::Many(_) => true,
            }
        };
        let impossible = |operation| Flaw::Impossible { operation };
        if let (Object::Log(log), View::Holds(seen)) = (&mut self.objects[part], &view) {
            return log.read(place, *seen).map_err(impossible);
        }
        let is_possible = self.objects[part].takes(view, fits_at_start);
        is_possible.then_some(()).ok_or(impossible(place))
    }

    /// Looks at what was left open.
    pub(crate) fn end(mut self) -> Result<(), Flaw> {
        self.objects.iter_mut().try_for_each(Object::end)
    }
}

/// A classical object that holds what operations name.
enum Object<'a> {
    /// Nothing until something is written: the initial value is not known by name.
    Register(Option<&'a dyn Datum>),
    Queue(VecDeque<&'a dyn Datum>),
    Stack(Vec<&'a dyn Datum>),
    PriorityQueue(BinaryHeap<Ranked<'a>>, Ranking),
    Bag(HashMap<&'a dyn Datum, u64>),
    Counter(i128),
    Log(Log<'a>),
    /// What is there, and how many reads of the whole there were when it was last seen by one.
    GrowSet(HashMap<&'a dyn Datum, u64>, u64),
    /// No other is replayed.
    Other,
}

impl<'a> Object<'a> {
    fn at_start(shape: Shape<'a>) -> Self {
        match shape {
            Shape::Unknown => Object::Register(None),
            Shape::Queue(values) => Object::Queue(values.into()),
            Shape::Stack(values) => Object::Stack(values),
            Shape::PriorityQueue(values, compare) => {
                let ranking = Ranking::by(compare);
                let values = values.into_iter().map(|value| ranking.of(value));
                Object::PriorityQueue(values.collect(), ranking)
            }
            Shape::Bag(values) => {
                let mut counts = HashMap::new();
                for value in values {
                    *counts.entry(value).or_default() += 1;
                }
                Object::Bag(counts)
            }
            Shape::Counter(sum) => Object::Counter(sum),
            Shape::Log(values) => Object::Log(Log::of(values)),
            Shape::GrowSet(values) => {
                Object::GrowSet(values.into_iter().map(|value| (value, 0)).collect(), 0)
            }
            _ => Object::Other,
        }
    }

    /// Takes an operation; false if it is impossible.
    fn takes(&mut self, view: View<'a>, fits_at_start: impl Fn() -> bool) -> bool {
        match (self, view) {
            (_, View::Idle) => true,
            (Object::Register(held), view) => cell(held, &view, fits_at_start),
            (Object::Queue(held), View::Puts(value)) => {
                held.push_back(value);
                true
            }
            (Object::Queue(held), View::Takes(value)) => held.pop_front() == Some(value),
            (Object::Queue(held), View::TakesSomething) => {
                held.pop_front();
                true
            }
            (Object::Queue(held), View::Finds(value)) => held.front() == Some(&value),
            (Object::Queue(held), View::FindsNothing) => held.is_empty(),
            (Object::Stack(held), View::Puts(value)) => {
                held.push(value);
                true
            }
            (Object::Stack(held), View::Takes(value)) => held.pop() == Some(value),
            (Object::Stack(held), View::TakesSomething) => {
                held.pop();
                true
            }
            (Object::Stack(held), View::Finds(value)) => held.last() == Some(&value),
            (Object::Stack(held), View::FindsNothing) => held.is_empty(),
            (Object::Bag(held), View::Puts(value)) => {
                *held.entry(value).or_default() += 1;
                true
            }
            (Object::Bag(held), View::Takes(value)) => match held.entry(value) {
                Entry::Occupied(mut entry) => {
                    *entry.get_mut() -= 1;
                    if *entry.get() == 0 {
                        entry.remove();
                    }
                    true
                }
                Entry::Vacant(_) => false,
            },
            (Object::Bag(held), View::Finds(value)) => held.contains_key(&value),
            (Object::Bag(held), View::FindsNothing) => held.is_empty(),
            (Object::PriorityQueue(held, ranking), view) => ranked(held, *ranking, &view),
            (Object::Counter(sum), View::Adds(amount)) => {
                *sum += amount;
                true
            }
            (Object::Counter(sum), View::Counts(seen)) => *sum == seen,
            (Object::Log(log), View::Puts(value)) => {
                log.append(value);
                true
            }
            (Object::GrowSet(held, _), View::Puts(value)) => {
                held.entry(value).or_default();
                true
            }
            (Object::GrowSet(held, reads), View::Holds(seen)) => {
                *reads += 1;
                let is_of_size = seen.len() == held.len();
                let is_new = |value| {
                    let last = held.get_mut(value);
                    last.is_some_and(|last| std::mem::replace(last, *reads) < *reads)
                };
                is_of_size && seen.all().into_iter().all(is_new)
            }
            _ => false,
        }
    }

    /// Looks at what was left open.
    fn end(&mut self) -> Result<(), Flaw> {
        match self {
            Object::Log(log) => (log.compare()).map_err(|operation| Flaw::Impossible { operation }),
            _ => Ok(()),
        }
    }
}

fn cell<'a>(
    held: &mut Option<&'a dyn Datum>,
    view: &View<'a>,
    fits_at_start: impl Fn() -> bool,
) -> bool {
    let before = *held;
    let holds = |value: &dyn Datum| before.map_or_else(&fits_at_start, |held| *held == *value);
    match *view {
        View::Read(value) => holds(value),
        View::Differs(value) => before.map_or_else(&fits_at_start, |held| *held != *value),
        View::Write(value) => {
            *held = Some(value);
            true
        }
        View::Swap(from, to) => {
            *held = Some(to);
            holds(from)
        }
        View::MaySwap(from, to) => {
            if holds(from) {
                *held = Some(to);
            }
            true
        }
        _ => false,
    }
}

/// How the values of a priority queue compare.
#[derive(Clone, Copy)]
struct Ranking {
    compare: Compare,
    /// The type whose integers compare as such, if it is one that `i64` has all integers of.
    integers: Option<IntegerKind>,
}

impl Ranking {
    fn by(compare: Compare) -> Self {
        // An order is that of one type: what it tells apart is of that type.
        let is_of = |zero: &dyn Datum, one: &dyn Datum| compare.compare(zero, one).is_lt();
        let integers = if is_of(&0_i64, &1_i64) {
            Some(IntegerKind::I64)
        } else if is_of(&0_i32, &1_i32) {
            Some(IntegerKind::I32)
        } else {
            is_of(&0_u32, &1_u32).then_some(IntegerKind::U32)
        };
        Self { compare, integers }
    }

    fn of<'a>(&self, value: &'a dyn Datum) -> Ranked<'a> {
        let integer = value.integer();
        let integer = integer.filter(|integer| self.integers == Some(integer.kind));
        Ranked {
            value,
            integer: integer.map_or(i64::MIN, |integer| integer.value),
            compare: self.compare,
        }
    }
}

/// A value of a priority queue.
struct Ranked<'a> {
    value: &'a dyn Datum,
    /// It, if it is of the type whose integers compare as such: what is not is less than those. Else the
    /// least of all.
    integer: i64,
    compare: Compare,
}

impl Ord for Ranked<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let integers = self.integer.cmp(&other.integer);
        integers.then_with(|| self.compare.compare(self.value, other.value))
    }
}

impl PartialOrd for Ranked<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked<'_> {}

fn ranked<'a>(held: &mut BinaryHeap<Ranked<'a>>, ranking: Ranking, view: &View<'a>) -> bool {
    match *view {
        View::Puts(value) => {
            held.push(ranking.of(value));
            true
        }
        View::Takes(value) => take_greatest(held, &ranking.of(value)).is_some(),
        View::Finds(value) => {
            let found = take_greatest(held, &ranking.of(value));
            found.map(|found| held.push(found)).is_some()
        }
        View::TakesSomething => {
            held.pop();
            true
        }
        View::FindsNothing => held.is_empty(),
        _ => false,
    }
}

/// Takes a value out, if it is among the greatest.
fn take_greatest<'a>(held: &mut BinaryHeap<Ranked<'a>>, wanted: &Ranked<'a>) -> Option<Ranked<'a>> {
    let mut others: Vec<Ranked<'a>> = Vec::new();
    let found = loop {
        let Some(next) = held.pop() else { break None };
        if *next.value == *wanted.value {
            break Some(next);
        }
        let is_equal = next.cmp(wanted).is_eq();
        others.push(next);
        if !is_equal {
            break None;
        }
    };
    held.extend(others);
    found
}
