use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::sources::NOBODY;
use crate::problem::NEVER;
use crate::scratch::List;

/// The stays of values in a collection: each was put in once, may have been looked at, and may have been
/// taken out.
///
/// Times are cells: one for each value that is there from the start, in which it is put in, one before
/// the first event, and one after each. An operation takes effect in a cell between its two events.
///
/// A value that is put in again begins another stay if it is known that it was not there then: all that
/// is known of it by then has returned, and it was taken out. Of values that nobody saw, each is a stay.
///
/// What is left out: what was put in by an operation that crashed, and was not seen. If such an operation
/// took effect its value can have been put in last of all.
#[derive(Debug)]
pub(crate) struct Stays<'f> {
    pub(crate) facts: &'f Facts,
    /// Those of the values that are there from the start come first, in their order.
    pub(crate) all: Vec<Stay>,
    /// By operation: the stay that it is about, or [`NOBODY`].
    pub(crate) of: List,
    /// The operations that saw a value and left it there, by stay and then by invocation.
    pub(crate) finds: Vec<u32>,
    /// By stay: where its finds begin, and last where all end. Empty if there are no finds.
    find_starts: Vec<u32>,
    /// The operations that saw that nothing was there.
    pub(crate) empties: Vec<u32>,
    /// How many cells there are.
    pub(crate) cells: u32,
    /// The operation that was invoked first of those that crashed and may have taken anything, or
    /// [`NOBODY`].
    pub(crate) first_loss: u32,
    /// How many cells there are before the first event but for one.
    shift: u32,
}

/// A value's time in a collection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    pub(crate) value: u32,
    /// The operation that put it in; [`NOBODY`] if it was there from the start.
    pub(crate) put: u32,
    /// The operation that took it out, or [`NOBODY`].
    pub(crate) take: u32,
    /// The cell after the last in which it can have been put in: when the first of its operations returned.
    pub(crate) ends: u32,
    /// The first cell in which it can have been taken out: when the last of its operations was invoked.
    pub(crate) begins: u32,
    /// When the last of its operations returned.
    last: u32,
}

/// The cells from one to before another.
pub(crate) type Span = (u32, u32);

/// Whether operations that crashed and may have taken anything count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Losses {
    /// They took nothing.
    None,
    /// From the first of them on anything can have been taken that nobody else took.
    Any,
}

impl<'f> Stays<'f> {
    /// Finds out which operation is about which stay.
    ///
    /// # Errors
    ///
    /// What is wrong if an operation saw a value that cannot have been there, and what is not known if a
    /// value was put in twice and may have been there twice.
    ///
    /// # Complexity
    ///
    /// Linear in the number of operations.
    pub(crate) fn find(facts: &'f Facts) -> Result<Self, Finding> {
        let mut finding = Tracing::new(facts)?;
        for operation in 0..facts.len() {
            finding.follow(operation)?;
        }
        finding.check()?;
        Ok(finding.finish())
    }

    /// Returns the cells in which an operation can have taken effect, by its own times.
    pub(crate) fn span(&self, operation: u32) -> Span {
        let place = operation as usize;
        let end = match self.facts.returned[place] {
            NEVER => self.cells,
            returned => returned + self.shift,
        };
        (self.facts.invoked[place] + self.shift, end)
    }

    /// Returns the cells in which a value can have been put in.
    pub(crate) fn put_span(&self, stay: u32) -> Span {
        let Stay { put, ends, .. } = self.all[stay as usize];
        match put {
            NOBODY => (stay, ends),
            put => (self.span(put).0, ends),
        }
    }

    /// Returns the cells in which a value can have been taken out.
    pub(crate) fn take_span(&self, stay: u32) -> Option<Span> {
        let Stay { take, begins, .. } = self.all[stay as usize];
        (take != NOBODY).then(|| (begins, self.span(take).1))
    }

    /// Returns the cells in which an operation can have seen a value that it left there.
    pub(crate) fn find_span(&self, find: u32) -> Span {
        let stay = self.of[find as usize];
        let (from, to) = self.span(find);
        let to = self.take_span(stay).map_or(to, |(_, end)| end.min(to));
        (from.max(self.put_span(stay).0), to)
    }

    /// Returns the cells in which a value was there in any case; none if the first is not before the
    /// second.
    pub(crate) fn presence(&self, stay: u32, losses: Losses) -> Span {
        let Stay {
            take, ends, begins, ..
        } = self.all[stay as usize];
        if take != NOBODY {
            return (ends, begins);
        }
        if losses == Losses::None || self.first_loss == NOBODY {
            return (ends, self.cells);
        }
        (ends, begins.max(self.span(self.first_loss).0))
    }

    /// Returns false if a value was put in, if at all, by an operation that crashed, and nobody saw it.
    pub(crate) fn is_needed(&self, stay: u32) -> bool {
        self.all[stay as usize].ends < self.cells
    }

    /// Returns which places in `finds` are those of a stay.
    pub(crate) fn finds_of(&self, stay: u32) -> std::ops::Range<usize> {
        let stay = stay as usize;
        match self.find_starts.get(stay..stay + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// Returns the operations of a stay.
    pub(crate) fn operations(&self, stay: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let Stay { put, take, .. } = self.all[stay as usize];
        let finds = self.finds[self.finds_of(stay)].iter().copied();
        let ends = [put, take].into_iter();
        (ends.filter(|&operation| operation != NOBODY)).chain(finds)
    }

    /// Returns the operations that prove when a value was there: which of its own returned first, unless
    /// it was there from the start, and which was invoked last if somebody took it, or else the first that
    /// may have.
    pub(crate) fn proofs(&self, stay: u32, losses: Losses) -> (Option<u32>, Option<u32>) {
        let (from, to) = self.presence(stay, losses);
        let first = self.operations(stay).find(|&it| self.span(it).1 == from);
        let last = self.operations(stay).find(|&it| self.span(it).0 == to);
        let last = last.or((to < self.cells).then_some(self.first_loss));
        (first, last)
    }

    pub(crate) fn len(&self) -> u32 {
        dense(self.all.len())
    }
}

/// Stays, as far as operations were followed in the order of their invocations.
struct Tracing<'f> {
    stays: Stays<'f>,
    /// By value: the last stay of it, or [`NOBODY`].
    current: List,
    /// By value: whether anybody saw it.
    is_seen: Vec<bool>,
    /// An operation that took a value out of a stay that ends with another one, if there is one.
    second_take: Option<u32>,
}

/// What stands for a put until it was met.
const MISSING: u32 = NOBODY - 1;

const AMBIGUOUS: Finding =
    Finding::Open("a value was put in twice, and nobody knows which of them was seen");

impl<'f> Tracing<'f> {
    fn new(facts: &'f Facts) -> Result<Self, Finding> {
        let values = facts.value_count as usize;
        let mut is_seen = vec![false; values];
        for (act, &value) in facts.acts.iter().zip(&facts.values) {
            if matches!(act, Act::Take | Act::Find) {
                is_seen[value as usize] = true;
            }
        }
        let shift = dense(facts.initial.len()) + 1;
        let cells = facts.moments.checked_add(shift);
        let cells = cells.filter(|&cells| cells < MISSING);
        let mut tracing = Self {
            stays: Stays {
                facts,
                all: Vec::with_capacity(facts.len() / 2),
                of: facts.scratch.filled(facts.len(), NOBODY),
                finds: Vec::new(),
                find_starts: Vec::new(),
                empties: Vec::new(),
                cells: cells.ok_or(Finding::Open("there are too many events"))?,
                first_loss: NOBODY,
                shift,
            },
            current: facts.scratch.filled(values, NOBODY),
            is_seen,
            second_take: None,
        };
        for &value in &facts.initial {
            let stay = tracing.begin(value, NOBODY);
            let slot = &mut tracing.current[value as usize];
            if *slot != NOBODY && tracing.is_seen[value as usize] {
                return Err(AMBIGUOUS);
            }
            *slot = stay;
            let ends = stay + 1;
            let stay = &mut tracing.stays.all[stay as usize];
            (stay.ends, stay.last) = (ends, ends);
        }
        Ok(tracing)
    }

    fn begin(&mut self, value: u32, put: u32) -> u32 {
        let ends = self.stays.cells;
        let (take, begins, last) = (NOBODY, 0, 0);
        self.stays.all.push(Stay {
            value,
            put,
            take,
            ends,
            begins,
            last,
        });
        self.stays.len() - 1
    }

    fn follow(&mut self, operation: usize) -> Result<(), Finding> {
        let facts = self.stays.facts;
        let (value, name) = (facts.values[operation], dense(operation));
        let crashed = facts.returned[operation] == NEVER;
        match facts.acts[operation] {
            Act::Put if self.is_seen[value as usize] => {
                let stay = self.join(value, name);
                let put = &mut self.stays.all[stay as usize].put;
                if *put != MISSING {
                    return Err(AMBIGUOUS);
                }
                *put = name;
            }
            Act::Put if crashed => {}
            Act::Put => {
                let stay = self.begin(value, name);
                self.extend(stay, name);
            }
            Act::Take => {
                let stay = self.join(value, name);
                let take = &mut self.stays.all[stay as usize].take;
                if *take == NOBODY {
                    *take = name;
                } else {
                    self.second_take.get_or_insert(name);
                }
            }
            Act::Find => {
                self.join(value, name);
                self.stays.finds.push(name);
            }
            Act::FindNothing => self.stays.empties.push(name),
            Act::TakeAny if self.stays.first_loss == NOBODY => self.stays.first_loss = name,
            Act::TakeAny => {}
            _ => return Err(Finding::Open("there is an operation of another object")),
        }
        Ok(())
    }

    /// Returns the stay that an operation is about, which may be a new one.
    fn join(&mut self, value: u32, operation: u32) -> u32 {
        let from = self.stays.span(operation).0;
        let mut stay = self.current[value as usize];
        let is_over = |stay: &Stay| stay.put != MISSING && stay.take != NOBODY && stay.last <= from;
        if stay == NOBODY || is_over(&self.stays.all[stay as usize]) {
            stay = self.begin(value, MISSING);
            self.current[value as usize] = stay;
        }
        self.extend(stay, operation);
        stay
    }

    fn extend(&mut self, stay: u32, operation: u32) {
        let (from, to) = self.stays.span(operation);
        self.stays.of[operation as usize] = stay;
        let stay = &mut self.stays.all[stay as usize];
        stay.ends = stay.ends.min(to);
        stay.begins = stay.begins.max(from);
        stay.last = stay.last.max(to);
    }

    fn finish(self) -> Stays<'f> {
        let mut stays = self.stays;
        if stays.finds.is_empty() {
            return stays;
        }
        let mut starts = vec![0_u32; stays.all.len() + 1];
        for &find in &stays.finds {
            starts[stays.of[find as usize] as usize + 1] += 1;
        }
        for stay in 0..stays.all.len() {
            starts[stay + 1] += starts[stay];
        }
        let mut next = starts.clone();
        let mut finds = vec![0; stays.finds.len()];
        for &find in &stays.finds {
            let place = &mut next[stays.of[find as usize] as usize];
            finds[*place as usize] = find;
            *place += 1;
        }
        (stays.finds, stays.find_starts) = (finds, starts);
        stays
    }

    fn check(&self) -> Result<(), Finding> {
        let fault = (0..self.stays.len()).find_map(|stay| self.fault(stay));
        let fault = fault.or_else(|| self.second_take.map(|take| self.taken_twice(take)));
        fault.map_or(Ok(()), |clash| Err(Finding::Clash(clash)))
    }

    /// Returns what is wrong with a stay by its own operations, but for a second take.
    fn fault(&self, stay: u32) -> Option<Clash> {
        let Stay {
            put, ends, begins, ..
        } = self.stays.all[stay as usize];
        if put == MISSING {
            return Some(self.unproduced(stay));
        }
        if ends <= self.stays.put_span(stay).0 {
            let seer = self.operation(stay, |(_, to)| to == ends);
            return Some(clash(Reason::Early, vec![seer, put], seer));
        }
        let take = self.stays.all[stay as usize].take;
        if take != NOBODY && self.stays.span(take).1 <= begins {
            let seer = self.operation(stay, |(from, _)| from == begins);
            return Some(clash(Reason::Gone, vec![seer, take], seer));
        }
        None
    }

    fn unproduced(&self, stay: u32) -> Clash {
        let Stay { value, ends, .. } = self.stays.all[stay as usize];
        let seer = self.operation(stay, |(_, to)| to == ends);
        let mut before = self.stays.all[..stay as usize].iter().rev();
        match before.find(|it| it.value == value) {
            None => clash(Reason::Unproduced, vec![seer], seer),
            Some(before) => clash(Reason::Gone, vec![seer, before.take], seer),
        }
    }

    fn taken_twice(&self, second: u32) -> Clash {
        let first = self.stays.all[self.stays.of[second as usize] as usize].take;
        let last = [first, second]
            .into_iter()
            .max_by_key(|&it| self.stays.span(it).1);
        let last = last.expect("there are two");
        clash(Reason::TakenTwice, vec![first, second], last)
    }

    fn operation(&self, stay: u32, is: impl Fn(Span) -> bool) -> u32 {
        let of = self.stays.of.iter().zip(0..);
        let mut of = of.filter(|&(&of, operation)| of == stay && is(self.stays.span(operation)));
        of.next().expect("an operation of the stay is meant").1
    }
}

fn clash(reason: Reason, operations: Vec<u32>, known_by: u32) -> Clash {
    Clash {
        reason,
        operations,
        known_by,
    }
}
