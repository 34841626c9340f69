use std::collections::BTreeSet;

use lockstep_models::{Datum, View};

use super::evidence::Evidence;
use crate::clash::{Clash, Reason};

/// Returns true if a bit that is turned as late as possible cannot be turned for the stuck operation.
///
/// It goes from return to return and looks at all that is open then, which it keeps by when it returns.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    let (forcing, stuck) = match (clash.reason, clash.operations.as_slice()) {
        (Reason::UsedUp, &[stuck]) => (None, stuck),
        (Reason::UsedUp, &[forcing, stuck]) => (Some(forcing), stuck),
        _ => return false,
    };
    let Some(values) = values(evidence) else {
        return false;
    };
    let mut bit = Bit {
        evidence,
        values,
        held: None,
        turns: Default::default(),
        looks: Default::default(),
        forcing: None,
    };
    match bit.start() {
        Start::Hidden => return false,
        Start::Neither => {}
        Start::At(value) => bit.held = Some(value),
    }
    bit.first_stuck() == Some(stuck) && (forcing.is_none() || bit.forcing == forcing)
}

/// Returns the one or two values that operations name.
fn values<'a>(evidence: &Evidence<'a>) -> Option<[Option<&'a dyn Datum>; 2]> {
    let mut values = [None, None];
    for &place in evidence.operations {
        let named = match *evidence.view(place) {
            View::Read(value) | View::Differs(value) => [value, value],
            View::Write(value) if evidence.returned(place).is_none() => [value, value],
            View::Idle => continue,
            View::MaySwap(from, to) if from == to => continue,
            View::Swap(from, to) | View::MaySwap(from, to) => [from, to],
            _ => return None,
        };
        for value in named {
            let slot = values.iter_mut();
            let mut slot = slot.filter(|slot| slot.is_none_or(|met| met == value));
            *slot.next()? = Some(value);
        }
    }
    Some(values)
}

/// Which value is there at the start.
enum Start {
    At(usize),
    /// Neither of the two, as far as anybody can tell.
    Neither,
    /// Nobody can tell, and it matters.
    Hidden,
}

/// When an operation returns, or the end of time, and its place.
type Deadline = (u32, u32);

struct Bit<'e, 'a> {
    evidence: &'e Evidence<'a>,
    values: [Option<&'a dyn Datum>; 2],
    /// Which of the values is there; nothing while that is neither.
    held: Option<usize>,
    /// By what they need: the open operations that would turn it.
    turns: [BTreeSet<Deadline>; 2],
    /// By what they need: those that would only look.
    looks: [BTreeSet<Deadline>; 2],
    /// Whose return made it turn last.
    forcing: Option<u32>,
}

impl Bit<'_, '_> {
    fn start(&self) -> Start {
        let evidence = self.evidence;
        let mut written = [false; 2];
        for &place in evidence.operations {
            match *evidence.view(place) {
                View::Read(value) | View::Swap(value, _) if evidence.is_possible_first(place) => {
                    return Start::At(self.number(value));
                }
                View::Differs(value) if !evidence.is_possible_first(place) => {
                    return Start::At(self.number(value));
                }
                View::MaySwap(value, _) if evidence.changes_start(place) => {
                    return Start::At(self.number(value));
                }
                View::Write(value) => written[self.number(value)] = true,
                _ => {}
            }
        }
        if written == [true; 2] {
            Start::Hidden
        } else {
            Start::Neither
        }
    }

    fn number(&self, value: &dyn Datum) -> usize {
        usize::from(self.values[0].is_none_or(|first| first != value))
    }

    /// Returns the first operation that returns where it is impossible.
    fn first_stuck(&mut self) -> Option<u32> {
        let evidence = self.evidence;
        let mut returns: Vec<Deadline> = (evidence.operations.iter())
            .filter_map(|&place| Some((evidence.returned(place)?, place)))
            .collect();
        returns.sort_unstable();
        let mut invocations = evidence.operations.iter().copied().peekable();
        for (now, place) in returns {
            while let Some(it) = invocations.next_if(|&it| evidence.invoked(it) < now) {
                self.begin(it);
            }
            if !self.end((now, place)) {
                return Some(place);
            }
        }
        None
    }

    /// Takes in an operation, unless it only looks and sees what is there.
    fn begin(&mut self, place: u32) {
        let number = |value| self.number(value);
        let (needed, left) = match *self.evidence.view(place) {
            View::Read(value) => (number(value), number(value)),
            View::Differs(value) => (1 - number(value), 1 - number(value)),
            View::Write(value) => (1 - number(value), number(value)),
            View::MaySwap(from, to) if from == to => return,
            View::Swap(from, to) | View::MaySwap(from, to) => (number(from), number(to)),
            _ => return,
        };
        let misses_both =
            self.held.is_none() && matches!(self.evidence.view(place), View::Differs(_));
        let returned = self.evidence.returned(place);
        let deadline = (returned.unwrap_or(u32::MAX), place);
        if needed != left {
            self.turns[needed].insert(deadline);
        } else if returned.is_some() && self.held != Some(needed) && !misses_both {
            self.looks[needed].insert(deadline);
        }
    }

    fn is_open(&self, deadline: Deadline) -> bool {
        let mut open = self.turns.iter().chain(&self.looks);
        open.any(|open| open.contains(&deadline))
    }

    /// Makes sure that an operation took effect before it returns; false if nothing can.
    fn end(&mut self, deadline: Deadline) -> bool {
        while self.is_open(deadline) {
            let Some(turn) = self.next_turn() else {
                return false;
            };
            self.turns.iter_mut().for_each(|turns| {
                turns.remove(&turn);
            });
            let (View::Write(left) | View::Swap(_, left) | View::MaySwap(_, left)) =
                *self.evidence.view(turn.1)
            else {
                return false;
            };
            let left = self.number(left);
            self.looks[left].clear();
            self.held = Some(left);
            self.forcing = Some(deadline.1);
        }
        true
    }

    /// Returns the first to return of those that can turn the bit now.
    fn next_turn(&self) -> Option<Deadline> {
        let is_write = |it: &&Deadline| matches!(self.evidence.view(it.1), View::Write(_));
        match self.held {
            Some(held) => self.turns[held].first().copied(),
            None => (self.turns.iter().flatten().find(is_write)).copied(),
        }
    }
}
