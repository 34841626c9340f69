use std::collections::VecDeque;

use crate::dense::dense;
use crate::precedence::accesses::{Accesses, Source};
use crate::precedence::clocks::Clocks;
use crate::precedence::lists::Lists;

/// Which operations must come before which: what a process did one after the other, a write before
/// those that read from it, and what follows from these.
pub(crate) struct Graph<'a> {
    pub(crate) accesses: &'a Accesses,
    /// What was found to follow, in the order in which it was.
    pub(crate) derived: Vec<Derived>,
}

/// An operation that must come before another one, as follows from what was known in earlier rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) rule: Rule,
    /// In which round it was found, from 1.
    pub(crate) round: u32,
}

/// Why an operation must come before another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Both write one register, `from` comes before this read, and that got what `to` wrote.
    Seen { read: u32 },
    /// `from` read the register, `to` writes it, and what `from` read was written before `to`: by this
    /// operation, or by none, at the start.
    Overwritten { write: Option<u32> },
}

impl Rule {
    /// Returns the operation that it names.
    pub(crate) fn operation(self) -> Option<u32> {
        match self {
            Rule::Seen { read } => Some(read),
            Rule::Overwritten { write } => write,
        }
    }
}

/// Operations of which each must come before another one of them.
pub(crate) struct Cyclic {
    /// For each operation, whether it comes after such or is one of them.
    pub(crate) stuck: Vec<bool>,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(accesses: &'a Accesses) -> Self {
        Self {
            accesses,
            derived: Vec::new(),
        }
    }

    /// Returns the numbers of what was derived from each operation.
    pub(crate) fn outgoing(&self) -> Lists {
        let from = |(index, derived): (u32, &Derived)| (derived.from, index);
        let operations = self.accesses.all.len();
        Lists::new(operations, (0u32..).zip(&self.derived).map(from))
    }

    /// Tells `visit` of every operation that must come directly after this one.
    pub(crate) fn each_next(&self, number: u32, outgoing: &Lists, mut visit: impl FnMut(u32)) {
        self.accesses.sessions.next(number).map(&mut visit);
        self.accesses
            .readers
            .of(number)
            .iter()
            .for_each(|&read| visit(read));
        for &index in outgoing.of(number) {
            visit(self.derived[index as usize].to);
        }
    }

    /// Puts all operations in an order that keeps what must be, and sets their clocks.
    pub(crate) fn order(&self, clocks: &mut Clocks) -> Result<Vec<u32>, Cyclic> {
        let sessions = &self.accesses.sessions;
        let outgoing = self.outgoing();
        let mut waits_for = self.count_incoming();
        let free = (0u32..).zip(&waits_for).filter(|(_, count)| **count == 0);
        let mut ready: VecDeque<u32> = free.map(|(number, _)| number).collect();
        let mut order = Vec::with_capacity(sessions.len());
        clocks.clear();
        while let Some(number) = ready.pop_front() {
            order.push(number);
            clocks.tick(sessions, number);
            self.each_next(number, &outgoing, |next| {
                clocks.join(next, number);
                waits_for[next as usize] -= 1;
                if waits_for[next as usize] == 0 {
                    ready.push_back(next);
                }
            });
        }
        if order.len() == sessions.len() {
            return Ok(order);
        }
        let stuck = waits_for.iter().map(|count| *count > 0).collect();
        Err(Cyclic { stuck })
    }

    fn count_incoming(&self) -> Vec<u32> {
        let sessions = &self.accesses.sessions;
        let mut counts: Vec<u32> = (0u32..)
            .zip(&self.accesses.all)
            .map(|(number, access)| {
                let after_own = u32::from(sessions.position(number) > 0);
                after_own + u32::from(matches!(access.reads, Some(Source::Write(_))))
            })
            .collect();
        for derived in &self.derived {
            counts[derived.to as usize] += 1;
        }
        counts
    }

    /// Adds what follows, and returns its number.
    pub(crate) fn push(&mut self, derived: Derived) -> u32 {
        self.derived.push(derived);
        dense(self.derived.len() - 1)
    }
}
