use std::ops::Range;

use lockstep_models::Shape;

use crate::dense::dense;
use crate::monitor::deadlines::Deadlines;
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

/// What an operation does, by its [`View`](lockstep_models::View).
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

    pub(super) fn with(self, act: Act) -> Self {
        Self(self.0 | 1 << act as u32)
    }

    pub(super) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
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

impl Form {
    pub(super) fn of(shape: &Shape<'_>) -> Self {
        match shape {
            Shape::Queue(_) => Form::Queue,
            Shape::Stack(_) => Form::Stack,
            Shape::PriorityQueue(..) => Form::PriorityQueue,
            Shape::Bag(_) => Form::Bag,
            Shape::Log(_) => Form::Log,
            Shape::GrowSet(_) => Form::GrowSet,
            Shape::Counter(_) => Form::Counter,
            _ => Form::Register,
        }
    }
}

impl Facts {
    pub(super) fn with_room(operations: usize, scratch: &Scratch) -> Self {
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
    pub(super) fn keep(&mut self, number: u32) {
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
