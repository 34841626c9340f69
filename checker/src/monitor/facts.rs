use std::convert::Infallible;
use std::ops::Range;

use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Datum, Items, Model, Next, Parts, Shape, View};

use crate::abreast::{abreast, touch};
use crate::dense::dense;
use crate::monitor::deadlines::Deadlines;
use crate::monitor::ranks::{ranks, ranks_by_integer};
use crate::monitor::values::Values;
use crate::problem::NEVER;
use crate::scratch::{List, Scratch};

/// One independent part of a history as monitors see it: what each operation did, in dense numbers.
///
/// Operations stand in the order of their invocations. Left out is what tells nothing: what failed, and
/// what changes nothing and was not looked at. All lists but the last few have one entry an operation.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) acts: Vec<Act>,
    /// Which acts there are.
    pub(crate) kinds: Acts,
    /// The value that it read, wrote, put, took or found, or swapped for another; of an [`Act::Hold`] its
    /// place among the lists; of an [`Act::Add`] or an [`Act::Count`] its place in `sums`.
    pub(crate) values: List,
    /// The value that it swapped another for; of what swapped nothing, the same as in `values`. Empty where
    /// nothing was swapped.
    pub(crate) swapped_for: Vec<u32>,
    /// When it was invoked. All moments are different, and below `moments`: those of the whole history, until
    /// they are compressed.
    pub(crate) invoked: List,
    /// When it returned, or [`NEVER`]: nobody knows what became of it.
    pub(crate) returned: List,
    /// Its place among the operations of the part; empty where nothing was left out.
    pub(crate) kept: Vec<u32>,
    /// Where lists are lent that are as long.
    pub(crate) scratch: Scratch,

    pub(crate) moments: u32,
    /// How many values there are.
    pub(crate) value_count: u32,
    /// What lists hold.
    pub(crate) listed: Vec<u32>,
    /// Where each list stands in `listed`: several may stand in the same place.
    pub(crate) lists: Vec<Range<u32>>,
    /// What was added or counted.
    pub(crate) sums: Vec<i128>,
    /// Which object it is as a whole.
    pub(crate) form: Form,
    /// What the object holds at the start, in the order of its [`Shape`]; of a register its value, where
    /// an operation may have seen that, or that it was not another.
    pub(crate) initial: Vec<u32>,
    /// Of a priority queue: how many values are less than each; equal for values that compare as equal.
    pub(crate) ranks: Vec<u32>,
}

/// What an operation does, by its [`View`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Read,
    Write,
    Swap,
    MaySwap,
    Differs,
    Put,
    Take,
    /// Takes nobody knows what, or nothing. It never returned.
    TakeAny,
    Find,
    FindNothing,
    Hold,
    Add,
    Count,
}

impl Act {
    /// How many there are.
    pub(crate) const COUNT: usize = Act::Count as usize + 1;
}

/// A set of acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Acts(u32);

impl Acts {
    pub(crate) fn of(acts: impl IntoIterator<Item = Act>) -> Self {
        acts.into_iter().fold(Self::default(), Self::with)
    }

    fn with(self, act: Act) -> Self {
        Self(self.0 | 1 << act as u32)
    }

    pub(crate) fn has(self, act: Act) -> bool {
        self.0 & 1 << act as u32 != 0
    }

    /// Returns true if all are among those given.
    pub(crate) fn are_among(self, acts: impl IntoIterator<Item = Act>) -> bool {
        self.0 & !Self::of(acts).0 == 0
    }
}

/// Which object a part is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// One cell that is read, written and swapped.
    #[default]
    Register,
    Queue,
    Stack,
    PriorityQueue,
    Bag,
    Log,
    GrowSet,
    Counter,
}

impl Facts {
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
    ) -> Vec<Result<Self, &'static str>> {
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
        let finish = |collection: Result<Collection, _>| {
            Ok(collection?.finish(&shape, history.event_count()))
        };
        collections.into_iter().map(finish).collect()
    }

    /// Collects what the views of all operations tell, if they are about one object as a whole, and the
    /// places of those that did not fail; nothing if there may be several objects, or none.
    ///
    /// # Complexity
    ///
    /// Linear in what the operations tell. The history is read once, and not once to tell its parts
    /// apart and once more to collect: it is the largest thing in memory.
    pub(crate) fn collect_whole<M: Model>(
        model: &M,
        history: &History<M::Op, M::Ret>,
        scratch: &Scratch,
    ) -> Option<(Vec<u32>, Result<Self, &'static str>)> {
        let shape = model.shape();
        let mut start = None;
        let count = history.operations().len();
        let mut places = Vec::with_capacity(count);
        let mut collection = Ok(Collection::new(&shape, count, scratch));
        for (place, operation) in (0..).zip(history.operations()) {
            if operation.key.is_some() || !matches!(model.parts(&operation.op), Parts::Whole) {
                return None;
            }
            if matches!(operation.outcome, Outcome::Failed) {
                continue;
            }
            if let Ok(collected) = &mut collection {
                let number = dense(places.len());
                if let Err(why) = collected.take(model, operation, number, &mut start) {
                    collection = Err(why);
                }
            }
            places.push(place);
        }
        let finish = |collection: Collection| collection.finish(&shape, history.event_count());
        let facts = collection.map(finish);
        (!places.is_empty()).then_some((places, facts))
    }

    fn with_room(operations: usize, scratch: &Scratch) -> Self {
        Self {
            acts: Vec::with_capacity(operations),
            values: scratch.room(operations),
            invoked: scratch.room(operations),
            returned: scratch.room(operations),
            scratch: scratch.clone(),
            ..Self::default()
        }
    }

    /// Returns the place of an operation in the history, of the places of all of its part.
    pub(crate) fn place(&self, operation: u32, operations: &[u32]) -> u32 {
        let kept = self.kept.get(operation as usize).copied();
        operations[kept.unwrap_or(operation) as usize]
    }

    /// Notes that the operation that was added last has this number in its part.
    #[inline]
    fn keep(&mut self, number: u32) {
        let last = dense(self.acts.len()) - 1;
        if number != last && self.kept.is_empty() {
            self.kept.extend(0..last);
        }
        if number != last {
            self.kept.push(number);
        }
    }

    /// Returns how many operations there are.
    pub(crate) fn len(&self) -> usize {
        self.acts.len()
    }

    /// Returns the list that an [`Act::Hold`] saw.
    pub(crate) fn list(&self, list: u32) -> &[u32] {
        let Range { start, end } = self.lists[list as usize];
        &self.listed[start as usize..end as usize]
    }

    /// Returns true if most moments are none of this part.
    pub(crate) fn has_sparse_moments(&self) -> bool {
        self.len() as u64 * 4 < u64::from(self.moments)
    }

    /// Makes the moments those of a clock that runs for this part alone.
    ///
    /// # Complexity
    ///
    /// n log k for n operations, of which k are open at once.
    pub(crate) fn compress_moments(&mut self) {
        let mut now = 0;
        let mut next = || {
            now += 1;
            now - 1
        };
        let mut open = Deadlines::default();
        for (operation, invoked) in (0..).zip(&mut self.invoked) {
            while let Some(returning) = open.pop_before(*invoked) {
                self.returned[returning as usize] = next();
            }
            *invoked = next();
            let returned = self.returned[operation as usize];
            if returned != NEVER {
                open.push(returned, operation);
            }
        }
        while let Some(returning) = open.pop() {
            self.returned[returning as usize] = next();
        }
        self.moments = now;
    }
}

/// The facts, as far as they were collected.
struct Collection<'a> {
    values: Values<'a>,
    /// The values of a priority queue, by number.
    ranked: Vec<&'a dyn Datum>,
    facts: Facts,
    /// Until the initial value of a register is known, of each value when the first write of it returned:
    /// nobody saw the initial value later than that.
    settled: Vec<u32>,
    /// When the first write of any value returned, as long as the initial value is not known.
    overwritten: u32,
    /// The list that ends where `listed` ends, and where it begins.
    last_listed: Option<(&'a dyn Items, u32)>,
    /// Where the last amount stands that was added.
    added: Option<u32>,
}

impl<'a> Collection<'a> {
    fn new(shape: &Shape<'a>, operations: usize, scratch: &Scratch) -> Self {
        let (form, initial): (Form, &[&'a dyn Datum]) = match shape {
            Shape::Queue(initial) => (Form::Queue, initial),
            Shape::Stack(initial) => (Form::Stack, initial),
            Shape::PriorityQueue(initial, _) => (Form::PriorityQueue, initial),
            Shape::Bag(initial) => (Form::Bag, initial),
            Shape::Log(initial) => (Form::Log, initial),
            Shape::GrowSet(initial) => (Form::GrowSet, initial),
            Shape::Counter(_) => (Form::Counter, &[]),
            _ => (Form::Register, &[]),
        };
        let mut facts = Facts::with_room(operations, scratch);
        facts.form = form;
        if let Shape::Counter(sum) = shape {
            facts.sums.push(*sum);
        }
        let mut collection = Self {
            values: Values::in_room(operations, scratch),
            ranked: Vec::new(),
            facts,
            settled: Vec::new(),
            overwritten: NEVER,
            last_listed: None,
            added: None,
        };
        collection.facts.initial = (initial.iter())
            .map(|value| collection.item(*value))
            .collect();
        collection
    }

    /// Adds an operation that has this number in its part; `start` is where the initial state is kept.
    fn take<M: Model>(
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
        if self.facts.initial.is_empty() && invoked < settled() && fits_start() {
            self.facts.initial.push(number);
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
        if self.facts.initial.is_empty() && invoked < self.overwritten && !fits_start() {
            self.facts.initial.push(number);
        }
        number
    }

    /// Returns the number of a value that was met before, where there are but two and the initial one is known:
    /// of others most swaps bring new ones.
    #[inline]
    fn known(&self, value: &dyn Datum) -> Option<u32> {
        if self.facts.initial.is_empty() || self.values.len() > 2 {
            return None;
        }
        self.values.number_in_table(value.integer())
    }

    #[inline]
    fn written(&mut self, value: &'a dyn Datum, returned: u32) -> u32 {
        let number = self.values.number(value);
        if self.facts.initial.is_empty() {
            let place = number as usize;
            if place >= self.settled.len() {
                self.settled.resize(self.values.len(), NEVER);
            }
            self.settled[place] = self.settled[place].min(returned);
            self.overwritten = self.overwritten.min(returned);
        }
        number
    }

    /// Numbers what a list holds, as far as the list that was numbered last does not begin alike.
    fn list(&mut self, items: &'a dyn Items) -> u32 {
        let listed = &mut self.facts.listed;
        let shares = |last: &dyn Items| last.starts_with(items) || items.starts_with(last);
        let start = match self.last_listed {
            Some((last, start)) if shares(last) => start,
            _ => dense(listed.len()),
        };
        for item in items.skip(listed.len() - start as usize) {
            listed.push(self.values.number(item));
        }
        let end = start + dense(items.len());
        if end as usize == listed.len() {
            self.last_listed = Some((items, start));
        }
        self.facts.lists.push(start..end);
        dense(self.facts.lists.len() - 1)
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

    fn finish(self, shape: &Shape<'_>, events: u32) -> Facts {
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
