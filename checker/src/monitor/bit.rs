use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::deadlines::Deadlines;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::sources::NOBODY;
use crate::problem::NEVER;

/// Judges what holds one of two values, is turned from one to the other, and is looked at: an element of
/// a set, a lock without owner, a flag that is tested and set.
///
/// It turns the bit as late as possible, when an operation returns that needs it, and of those that can
/// turn it then, the one that returns first; whoever sees what is there looks at once. That is exact,
/// however often the same is done. Turns in the same direction can stand in for each other: where a
/// linearization takes another one than the first to return, the two can be swapped, for both were
/// invoked. And a turn that no return needs yet can be put off to the next that does, as nobody whose
/// return lies between minds. A crashed operation is a turn that never returns; so is a crashed write,
/// which turns the bit or changes nothing.
///
/// # Complexity
///
/// n log k for n operations, of which k are open at once.
///
/// # Sources
///
/// Our own, tested against brute force; earliest deadline first is Jackson's rule (1955).
pub(crate) fn judge(facts: &Facts) -> Finding {
    let start = match start(facts) {
        Ok(start) => start,
        Err(why) => return Finding::Open(why),
    };
    let mut bit = Bit::new(facts, start);
    match bit.run() {
        Ok(()) => Finding::Order(bit.order),
        Err(stuck) => Finding::Clash(bit.clash(stuck)),
    }
}

/// Tells whether a register is a bit: it holds one of two values, and what wrote to it regardless of
/// what it held crashed.
pub(crate) fn is_one(facts: &Facts) -> bool {
    let mut done = facts.acts.iter().zip(&facts.returned);
    facts.value_count <= 2 && !done.any(|(act, &returned)| *act == Act::Write && returned != NEVER)
}

/// Neither of the two values: only a write leads away from it.
const NEITHER: usize = 2;

/// Returns which value is there at the start.
///
/// Where nobody can have seen it, it is none that operations did not find, and the first to need a value
/// in any linearization comes behind a write. One that changes nothing there may as well be left out, so
/// it does not matter whether the value is one of the two.
fn start(facts: &Facts) -> Result<usize, &'static str> {
    if let Some(&value) = facts.initial.first() {
        return Ok(value as usize);
    }
    let writes = facts.acts.iter().zip(&facts.values);
    let mut writes = writes.filter(|(act, _)| **act == Act::Write);
    let first = writes.next();
    if writes.any(|(_, value)| first.unwrap().1 != value) {
        return Err("nobody knows the initial value");
    }
    Ok(NEITHER)
}

/// What an operation needs of the bit, and does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Role {
    /// The value that it needs.
    from: usize,
    turns: bool,
}

impl Role {
    fn of(facts: &Facts, operation: u32) -> Self {
        let place = operation as usize;
        let value = facts.values[place] as usize;
        let role = |from, turns| Self { from, turns };
        let swapped_for = facts.swapped_for.get(place);
        let swaps = swapped_for.is_some_and(|&to| to as usize != value);
        match facts.acts[place] {
            Act::Write => role(1 - value, true),
            Act::Differs => role(1 - value, false),
            _ => role(value, swaps),
        }
    }

    /// The value that is there after it.
    fn to(self) -> usize {
        self.from ^ usize::from(self.turns)
    }
}

struct Bit<'f> {
    facts: &'f Facts,
    start: usize,
    held: usize,
    /// By value: those that can turn it to the other one.
    turns: [Deadlines; 2],
    /// The same of those that crashed.
    crashed: [Vec<u32>; 2],
    /// By value: those that wait to see it.
    looks: [Vec<u32>; 2],
    /// Those that may have to be done yet.
    open: Deadlines,
    is_done: Vec<bool>,
    order: Vec<u32>,
    /// Whose return made it turn last.
    forced_by: u32,
}

impl<'f> Bit<'f> {
    fn new(facts: &'f Facts, start: usize) -> Self {
        Self {
            facts,
            start,
            held: start,
            turns: Default::default(),
            crashed: Default::default(),
            looks: Default::default(),
            open: Deadlines::default(),
            is_done: vec![false; facts.len()],
            order: Vec::with_capacity(facts.len()),
            forced_by: NOBODY,
        }
    }

    /// Lets all operations take effect that return; the error is one for which nothing can turn the bit.
    fn run(&mut self) -> Result<(), u32> {
        for (operation, place) in (0..).zip(0..self.facts.len()) {
            if !self.open.is_empty() {
                self.finish_before(self.facts.invoked[place])?;
            }
            let next = self.facts.invoked.get(place + 1);
            if !self.passes_alone(operation, next.copied().unwrap_or(NEVER)) {
                self.invoke(operation);
            }
        }
        self.finish_before(NEVER)
    }

    /// Lets all take effect that return before this moment.
    fn finish_before(&mut self, moment: u32) -> Result<(), u32> {
        while let Some(operation) = self.open.pop_before(moment) {
            self.finish(operation).ok_or(operation)?;
        }
        Ok(())
    }

    /// Lets an operation take effect that no other overlaps, if it can at once, as it often does. What it
    /// does is no branch: nobody can foretell which operations turn the bit.
    fn passes_alone(&mut self, operation: u32, next: u32) -> bool {
        let Role { from, turns } = Role::of(self.facts, operation);
        let is_alone = self.open.is_empty() && self.facts.returned[operation as usize] < next;
        let passes = is_alone && from == self.held;
        if passes {
            self.held ^= usize::from(turns);
            self.forced_by = if turns { operation } else { self.forced_by };
            self.place(operation);
        }
        passes
    }

    fn invoke(&mut self, operation: u32) {
        let Role { from, turns } = Role::of(self.facts, operation);
        let returned = self.facts.returned[operation as usize];
        match (turns, returned) {
            (true, NEVER) => self.crashed[from].push(operation),
            (true, _) => self.turns[from].push(returned, operation),
            (false, NEVER) => return,
            (false, _) if from == self.held || self.misses_both(operation) => {
                return self.place(operation);
            }
            (false, _) => self.looks[from].push(operation),
        }
        if returned != NEVER {
            self.open.push(returned, operation);
        }
    }

    /// Returns true if neither value is there, and the operation says of one that it is not.
    fn misses_both(&self, operation: u32) -> bool {
        self.held == NEITHER && self.facts.acts[operation as usize] == Act::Differs
    }

    /// Lets an operation take effect that returns, if it did not before; nothing if nothing can turn the bit.
    fn finish(&mut self, operation: u32) -> Option<()> {
        if self.is_done[operation as usize] {
            return Some(());
        }
        let from = Role::of(self.facts, operation).from;
        while self.held != from {
            self.turn()?;
            self.forced_by = operation;
        }
        // Of those that can turn it, it is the first to return.
        if !self.is_done[operation as usize] {
            self.turn()?;
            self.forced_by = operation;
        }
        Some(())
    }

    fn turn(&mut self) -> Option<()> {
        let operation = self.next_turn()?;
        self.held = if self.held == NEITHER {
            self.facts.values[operation as usize] as usize
        } else {
            1 - self.held
        };
        self.place(operation);
        for look in std::mem::take(&mut self.looks[self.held]) {
            self.place(look);
        }
        Some(())
    }

    fn next_turn(&mut self) -> Option<u32> {
        if self.held == NEITHER {
            return self.crashed.iter_mut().find_map(|crashed| {
                let acts = &self.facts.acts;
                let write = |&it: &u32| acts[it as usize] == Act::Write;
                let place = crashed.iter().position(write)?;
                Some(crashed.remove(place))
            });
        }
        let first = self.turns[self.held].pop();
        first.or_else(|| self.crashed[self.held].pop())
    }

    fn place(&mut self, operation: u32) {
        self.is_done[operation as usize] = true;
        self.order.push(operation);
    }

    /// Returns what contradicts an operation for which nothing can turn the bit, when it returns.
    fn clash(&self, stuck: u32) -> Clash {
        let (reason, mut operations) = if self.forced_by == NOBODY {
            (Reason::NoFirst, Vec::new())
        } else if let Some((reason, other)) = self.opponent(stuck) {
            (reason, vec![other])
        } else if self.start == NEITHER {
            // Which of its turns changed something, if that is the initial value after all, is open.
            (Reason::UsedUp, Vec::new())
        } else {
            (Reason::UsedUp, vec![self.forced_by])
        };
        operations.push(stuck);
        Clash {
            reason,
            operations,
            known_by: stuck,
        }
    }

    /// Returns the one operation that excludes the stuck one, if there is one.
    ///
    /// It left the value that the stuck one cannot use; and all that can turn that came before it, and
    /// before the stuck one, if it may be that which came first.
    fn opponent(&self, stuck: u32) -> Option<(Reason, u32)> {
        let facts = self.facts;
        let (invoked, returned) = (
            |it: u32| facts.invoked[it as usize],
            |it: u32| facts.returned[it as usize],
        );
        let role = Role::of(facts, stuck);
        let begun = || {
            let all = 0..dense(facts.invoked.partition_point(|&it| it < returned(stuck)));
            all.filter(move |&it| it != stuck)
        };
        let turning = begun().filter(|&it| {
            let other = Role::of(facts, it);
            other.turns && other.from != role.from
        });
        let last_turn = turning.map(returned).max();
        let is_after_turns = |it: u32| last_turn.is_none_or(|last| last < invoked(it));
        let is_named = |it: u32| facts.acts[it as usize] != Act::Differs;
        let mut others = begun().rev().filter(|&it| {
            is_named(it)
                && Role::of(facts, it).to() != role.from
                && returned(it) < returned(stuck)
                && is_after_turns(it)
        });
        let is_before = |it: &u32| returned(*it) < invoked(stuck);
        if let Some(it) = others.clone().find(is_before) {
            return Some((Reason::Kept, it));
        }
        let is_excluded =
            |it: &u32| role.turns && Role::of(facts, *it).turns && is_after_turns(stuck);
        others.find(is_excluded).map(|it| (Reason::Exclude, it))
    }
}
