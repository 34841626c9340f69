mod join;
mod lists;

use std::convert::Infallible;

use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Datum, Model, Next, Shape, View};

use crate::abreast::{abreast, touch};
use crate::dense::dense;
use crate::monitor::collection::lists::Lists;
use crate::monitor::facts::{Act, Facts, Form};
use crate::monitor::ranks::{ranks, ranks_by_integer};
use crate::monitor::values::Values;
use crate::problem::NEVER;
use crate::scratch::Scratch;

/// Collects what the views of the operations of some parts tell, given by their places.
///
/// # Errors
///
/// Of a part, why some operation tells too little.
///
/// # Complexity
///
/// Linear in what the operations tell.
pub(crate) fn collect<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    parts: &[&[u32]],
    scratch: &Scratch,
) -> Vec<Result<Facts, &'static str>> {
    let shape = model.shape();
    let mut start = None;
    let collection = |part: &&[u32]| Ok(Collection::new(&shape, part.len(), scratch));
    let mut collections: Vec<Result<_, _>> = parts.iter().map(collection).collect();
    let Ok(()) = abreast(
        parts,
        |place| touch(history, place),
        |part, number, place| {
            let operation = &history.operations()[place as usize];
            if let Ok(collection) = &mut collections[part]
                && let Err(why) = collection.take(model, operation, number, &mut start)
            {
                collections[part] = Err(why);
            }
            Ok::<(), Infallible>(())
        },
    );
    let finish =
        |collection: Result<Collection, _>| Ok(collection?.finish(&shape, history.event_count()));
    collections.into_iter().map(finish).collect()
}

/// The facts, as far as they were collected.
pub(super) struct Collection<'a> {
    values: Values<'a>,
    /// The values of a priority queue, by number.
    ranked: Vec<&'a dyn Datum>,
    facts: Facts,
    /// Whether the initial value of a register is known, as far as that matters.
    start_is_known: bool,
    /// Until the initial value of a register is known, of each value when the first write of it returned:
    /// nobody saw the initial value later than that.
    settled: Vec<u32>,
    /// When the first write of any value returned, as long as the initial value is not known.
    overwritten: u32,
    lists: Lists<'a>,
    /// Where the last amount stands that was added.
    added: Option<u32>,
}

impl<'a> Collection<'a> {
    /// Begins to collect about so many operations of an object.
    pub(super) fn new(shape: &Shape<'a>, operations: usize, scratch: &Scratch) -> Self {
        let mut collection = Self::empty(shape, operations, operations, scratch);
        if let Shape::Counter(sum) = shape {
            collection.facts.sums.push(*sum);
        }
        let initial: &[&'a dyn Datum] = match shape {
            Shape::Queue(initial)
            | Shape::Stack(initial)
            | Shape::PriorityQueue(initial, _)
            | Shape::Bag(initial)
            | Shape::Log(initial)
            | Shape::GrowSet(initial) => initial,
            _ => &[],
        };
        let numbers = initial.iter().map(|value| collection.item(*value));
        collection.facts.initial = numbers.collect();
        collection.start_is_known = !initial.is_empty();
        collection
    }

    /// Begins to collect so many operations, of an object of which there are about so many in all, that follow
    /// others: what they tell of the start matters only if those told nothing of it.
    pub(super) fn later(
        shape: &Shape<'a>,
        operations: usize,
        all: usize,
        scratch: &Scratch,
    ) -> Self {
        Self {
            start_is_known: true,
            ..Self::empty(shape, operations, all, scratch)
        }
    }

    fn empty(shape: &Shape<'a>, operations: usize, all: usize, scratch: &Scratch) -> Self {
        let mut facts = Facts::with_room(operations, scratch);
        facts.form = Form::of(shape);
        if facts.form == Form::Register {
            facts.swapped_for.reserve_exact(operations);
        }
        Self {
            values: Values::in_room(operations, all, scratch),
            ranked: Vec::new(),
            facts,
            start_is_known: false,
            settled: Vec::new(),
            overwritten: NEVER,
            lists: Lists::default(),
            added: None,
        }
    }

    /// Adds an operation that has this number in its part; `start` is where the initial state is kept.
    pub(super) fn take<M: Model>(
        &mut self,
        model: &'a M,
        operation: &'a Operation<M::Op, M::Ret>,
        number: u32,
        start: &mut Option<M::State>,
    ) -> Result<(), &'static str> {
        let (ret, returned) = match &operation.outcome {
            Outcome::Failed => return Ok(()),
            Outcome::Done(ret) => (ret.as_ref(), operation.completed.unwrap_or(NEVER)),
            Outcome::Unknown => (None, NEVER),
        };
        let op = &operation.op;
        let fits_start = |view: &View<'_>| {
            let start = start.get_or_insert_with(|| model.initial());
            match model.step(start, op, ret) {
                Next::None => false,
                // A swap of which nobody knows whether it was refused is possible everywhere.
                Next::One(next) => !matches!(view, View::MaySwap(..)) || next != *start,
                Next::Many(_) => true,
            }
        };
        let view = model.view(op, ret);
        self.add(view, number, operation.invoked, returned, fits_start)
    }

    /// Adds what a view tells; `fits_start` tells whether the operation is possible at the start.
    ///
    /// It is compiled for each model, so that what the views of that cannot be costs nothing.
    #[inline]
    fn add(
        &mut self,
        view: View<'a>,
        number: u32,
        invoked: u32,
        returned: u32,
        mut fits_start: impl FnMut(&View<'_>) -> bool,
    ) -> Result<(), &'static str> {
        let same = |act, value| (act, value, value);
        let mut fits_start = || fits_start(&view);
        let mut seen = |collection: &mut Self, value: &'a dyn Datum| {
            collection.seen(value, invoked, &mut fits_start)
        };
        let (act, value, swapped_for) = match view {
            View::Idle => return Ok(()),
            View::MaySwap(from, to) if from == to => return Ok(()),
            View::Opaque => return Err("there is an operation that no monitor knows"),
            View::Read(from) | View::Swap(from, _) => {
                // Nobody can foretell which operations swap: nothing branches on it where that can be.
                let (act, to) = match view {
                    View::Swap(_, to) => (Act::Swap, to),
                    _ => (Act::Read, from),
                };
                let from = seen(self, from);
                let to = match self.known(to) {
                    Some(to) => to,
                    None if act == Act::Swap => self.written(to, returned),
                    None => from,
                };
                (act, from, to)
            }
            View::Write(value) => same(Act::Write, self.written(value, returned)),
            View::MaySwap(..) if returned != NEVER => {
                return Err("a swap returned, and nobody knows whether it was refused");
            }
            View::MaySwap(from, to) => {
                let from = seen(self, from);
                (Act::MaySwap, from, self.written(to, returned))
            }
            View::Differs(value) => same(Act::Differs, self.unseen(value, invoked, fits_start)),
            View::Puts(value) => same(Act::Put, self.item(value)),
            View::Takes(value) => same(Act::Take, self.item(value)),
            View::TakesSomething if returned != NEVER => {
                return Err("a removal returned, and nobody knows what it took out");
            }
            View::TakesSomething => same(Act::TakeAny, 0),
            View::Finds(value) => same(Act::Find, self.item(value)),
            View::FindsNothing => same(Act::FindNothing, 0),
            View::Holds(values) => same(Act::Hold, self.list(values)),
            View::Adds(amount) => same(Act::Add, self.amount(amount)),
            View::Counts(sum) => same(Act::Count, self.sum(sum)),
        };
        let facts = &mut self.facts;
        facts.kinds = facts.kinds.with(act);
        if facts.kinds.has(Act::Swap) || facts.kinds.has(Act::MaySwap) {
            let known = facts.swapped_for.len();
            facts.swapped_for.extend_from_slice(&facts.values[known..]);
            facts.swapped_for.push(swapped_for);
        }
        facts.acts.push(act);
        facts.values.push(value);
        facts.invoked.push(invoked);
        facts.returned.push(returned);
        facts.keep(number);
        Ok(())
    }

    /// Numbers a value that is put in, taken out or found.
    fn item(&mut self, value: &'a dyn Datum) -> u32 {
        let number = self.values.number(value);
        if self.facts.form == Form::PriorityQueue && number as usize == self.ranked.len() {
            self.ranked.push(value);
        }
        number
    }

    /// Numbers a value that a register held, and finds out whether it may be the initial one.
    fn seen(
        &mut self,
        value: &'a dyn Datum,
        invoked: u32,
        fits_start: impl FnOnce() -> bool,
    ) -> u32 {
        let number = self.values.number(value);
        let settled = || self.settled.get(number as usize).copied().unwrap_or(NEVER);
        if !self.start_is_known && invoked < settled() && fits_start() {
            self.starts_with(number);
        }
        number
    }

    /// Numbers a value that a register did not hold, and finds out whether it is the initial one.
    fn unseen(
        &mut self,
        value: &'a dyn Datum,
        invoked: u32,
        fits_start: impl FnOnce() -> bool,
    ) -> u32 {
        let number = self.values.number(value);
        if !self.start_is_known && invoked < self.overwritten && !fits_start() {
            self.starts_with(number);
        }
        number
    }

    fn starts_with(&mut self, value: u32) {
        self.facts.initial.push(value);
        self.start_is_known = true;
    }

    /// Returns the number of a value that was met before, where there are but two and the initial one is known:
    /// of others most swaps bring new ones.
    #[inline]
    fn known(&self, value: &dyn Datum) -> Option<u32> {
        if !self.start_is_known || self.values.len() > 2 {
            return None;
        }
        self.values.number_in_table(value.integer())
    }

    #[inline]
    fn written(&mut self, value: &'a dyn Datum, returned: u32) -> u32 {
        let number = self.values.number(value);
        if !self.start_is_known {
            let place = number as usize;
            if place >= self.settled.len() {
                self.settled.resize(self.values.len(), NEVER);
            }
            self.settled[place] = self.settled[place].min(returned);
            self.overwritten = self.overwritten.min(returned);
        }
        number
    }

    /// Keeps what is added; once, if it is the same as before.
    fn amount(&mut self, amount: i128) -> u32 {
        let before = self
            .added
            .filter(|&it| self.facts.sums[it as usize] == amount);
        let place = before.unwrap_or_else(|| self.sum(amount));
        self.added = Some(place);
        place
    }

    fn sum(&mut self, sum: i128) -> u32 {
        self.facts.sums.push(sum);
        dense(self.facts.sums.len() - 1)
    }

    /// Returns the facts of a history of so many events.
    pub(super) fn finish(mut self, shape: &Shape<'_>, events: u32) -> Facts {
        self.number_lists();
        let mut facts = self.facts;
        facts.value_count = dense(self.values.len());
        if let Shape::PriorityQueue(_, compare) = shape {
            facts.ranks = (ranks_by_integer(&self.values, *compare))
                .unwrap_or_else(|| ranks(&self.ranked, *compare));
        }
        facts.moments = events;
        facts
    }
}
