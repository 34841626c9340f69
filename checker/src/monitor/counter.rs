use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::deadlines::Deadlines;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::moments::{Moment, Moments};
use crate::monitor::sources::NOBODY;
use crate::problem::NEVER;
use crate::scratch::List;

/// Judges a number to which one amount is added again and again, and which is read.
///
/// It adds as late as possible, when an operation returns that needs it, and of the additions that are
/// open then, the one that returns first; whoever reads what is there reads at once. That is exact, since
/// additions can stand in for each other, and nobody minds one that is put off. A read fails in two ways.
/// Fewer additions were invoked when it returned than it saw; or more had to take effect before it was
/// invoked. For the latter, look at the last addition that took effect then and returned later, if there
/// was one: it did so for a read that returned, and since then only additions took effect that were
/// invoked later, or else they, which returned earlier, would have been taken before. So what that read
/// saw, and all that was added wholly between the two reads, is more than the other read saw.
///
/// Where the amounts differ it refuses reads that no choice of additions explains, by bounds alone, and
/// leaves all else open: to find a choice that adds up is as hard as the subset sum problem.
///
/// # Complexity
///
/// n log k for n operations, of which k are open at once.
///
/// # Sources
///
/// Our own, tested against brute force; earliest deadline first is Jackson's rule (1955).
pub(crate) fn judge(facts: &Facts) -> Finding {
    let Some(amount) = amount(facts) else {
        return out_of_bounds(facts).map_or(Finding::Open("different amounts are added"), |read| {
            Finding::Clash(uncounted(read))
        });
    };
    let mut counter = Counter::new(facts, amount);
    for moment in Moments::of(facts) {
        let done = match moment {
            Moment::Invoked(operation) => counter.invoke(operation),
            Moment::Returned(operation) => counter.finish(operation),
        };
        if let Err(clash) = done {
            return Finding::Clash(clash);
        }
    }
    Finding::Order(counter.order)
}

fn uncounted(read: u32) -> Clash {
    Clash {
        reason: Reason::Uncounted,
        operations: vec![read],
        known_by: read,
    }
}

/// Returns what is added each time; nothing if that differs. Where nothing is added it is 1.
fn amount(facts: &Facts) -> Option<i128> {
    let is_add = |act: &Act| *act == Act::Add;
    let Some(first) = facts.acts.iter().position(is_add) else {
        return Some(1);
    };
    let first = facts.values[first];
    // What is added again and again stands in one place. To look at all is quicker than to foresee which.
    let added = facts.acts.iter().zip(&facts.values);
    let differ = added.fold(false, |differ, (act, &sum)| {
        differ | (is_add(act) && sum != first)
    });
    let amount = facts.sums[first as usize];
    (amount != 0 && !differ).then_some(amount)
}

/// Returns how many times the amount makes the sum; nothing if no number of times does.
fn times(sum: i128, amount: i128) -> Option<i128> {
    // To divide in 128 bits takes several times as long.
    if let (Ok(sum), Ok(amount)) = (i64::try_from(sum), i64::try_from(amount)) {
        let is_whole = sum.checked_rem(amount)? == 0;
        return is_whole.then(|| i128::from(sum / amount));
    }
    let is_whole = sum.checked_rem(amount)? == 0;
    is_whole.then(|| sum / amount)
}

/// Returns a read that saw less or more than any choice of additions explains.
///
/// What raises the sum counts for the least where it returned before the read was invoked, and for the
/// most where it was invoked before the read returned; what lowers it the other way round. Sums that are
/// too large for that are not looked at.
fn out_of_bounds(facts: &Facts) -> Option<u32> {
    let sum = |operation: u32| facts.sums[facts.values[operation as usize] as usize];
    let is_read = |operation: u32| facts.acts[operation as usize] == Act::Count;
    let mut begun = Raised::default();
    let mut done = Raised::default();
    // By operation: what had returned when it was invoked.
    let mut before = vec![Raised::default(); facts.len()];
    for moment in Moments::of(facts) {
        match moment {
            Moment::Invoked(it) if is_read(it) => before[it as usize] = done,
            Moment::Invoked(it) => begun.add(sum(it))?,
            Moment::Returned(it) if !is_read(it) => done.add(sum(it))?,
            Moment::Returned(it) => {
                let seen = sum(it).checked_sub(facts.sums[0])?;
                let least = before[it as usize].up.checked_add(begun.down)?;
                let most = begun.up.checked_add(before[it as usize].down)?;
                if seen < least || seen > most {
                    return Some(it);
                }
            }
        }
    }
    None
}

/// What was added, positive and negative amounts apart.
#[derive(Clone, Copy, Debug, Default)]
struct Raised {
    up: i128,
    down: i128,
}

impl Raised {
    fn add(&mut self, amount: i128) -> Option<()> {
        let side = if amount > 0 {
            &mut self.up
        } else {
            &mut self.down
        };
        *side = side.checked_add(amount)?;
        Some(())
    }
}

struct Counter<'f> {
    facts: &'f Facts,
    /// What is added each time.
    amount: i128,
    /// How many additions took effect.
    count: u32,
    /// Those that are open.
    open: Deadlines,
    /// Those that crashed.
    crashed: Vec<u32>,
    /// By number of additions: the last read that waits for it.
    waiting: List,
    /// By read: the one before it that waits for the same.
    next_waiting: List,
    is_done: Vec<bool>,
    order: Vec<u32>,
}

impl<'f> Counter<'f> {
    fn new(facts: &'f Facts, amount: i128) -> Self {
        Self {
            facts,
            amount,
            count: 0,
            open: Deadlines::default(),
            crashed: Vec::new(),
            waiting: facts.scratch.filled(facts.len() + 1, NOBODY),
            next_waiting: facts.scratch.filled(facts.len(), NOBODY),
            is_done: vec![false; facts.len()],
            order: Vec::with_capacity(facts.len()),
        }
    }

    fn invoke(&mut self, operation: u32) -> Result<(), Clash> {
        let place = operation as usize;
        let returned = self.facts.returned[place];
        match (self.facts.acts[place], returned) {
            (Act::Add, NEVER) => self.crashed.push(operation),
            (Act::Add, _) => self.open.push(returned, operation),
            (_, NEVER) => {}
            _ => return self.read(operation),
        }
        Ok(())
    }

    /// Returns how many additions a read saw; nothing if no number of them leads to what it saw.
    fn level(&self, read: u32) -> Option<u32> {
        let seen = self.facts.sums[self.facts.values[read as usize] as usize];
        let level = times(seen.checked_sub(self.facts.sums[0])?, self.amount)?;
        let level = u32::try_from(level).ok()?;
        (level as usize <= self.facts.len()).then_some(level)
    }

    fn read(&mut self, read: u32) -> Result<(), Clash> {
        let level = self.level(read).ok_or_else(|| uncounted(read))?;
        if level < self.count {
            return Err(self.passed(read, level));
        }
        if level == self.count {
            self.place(read);
        } else {
            let first = &mut self.waiting[level as usize];
            self.next_waiting[read as usize] = *first;
            *first = read;
        }
        Ok(())
    }

    /// Lets an operation take effect that returns, if it did not before.
    fn finish(&mut self, operation: u32) -> Result<(), Clash> {
        while !self.is_done[operation as usize] {
            let first = self.open.pop();
            let Some(addition) = first.or_else(|| self.crashed.pop()) else {
                return Err(uncounted(operation));
            };
            self.place(addition);
            self.count += 1;
            self.let_read();
        }
        Ok(())
    }

    fn let_read(&mut self) {
        let mut next = self.waiting[self.count as usize];
        while next != NOBODY {
            self.place(next);
            next = self.next_waiting[next as usize];
        }
    }

    fn place(&mut self, operation: u32) {
        self.is_done[operation as usize] = true;
        self.order.push(operation);
    }

    /// Returns what contradicts a read when more additions had to take effect before it was invoked than
    /// it saw: their number, or another read, and what was added between the two.
    fn passed(&self, read: u32, level: u32) -> Clash {
        let facts = self.facts;
        let invoked = facts.invoked[read as usize];
        // When those were invoked that returned before.
        let begun: Vec<u32> = (0..read as usize)
            .filter(|&it| facts.acts[it] == Act::Add && facts.returned[it] < invoked)
            .map(|it| facts.invoked[it])
            .collect();
        let between = |other: u32| {
            let returned = facts.returned[other as usize];
            dense(begun.len() - begun.partition_point(|&begun| begun < returned))
        };
        let contradicts = |&other: &u32| {
            let place = other as usize;
            facts.acts[place] == Act::Count
                && facts.returned[place] < invoked
                && self
                    .level(other)
                    .is_some_and(|seen| seen + between(other) > level)
        };
        // The one with the fewest additions in between tells most.
        let other = (0..read).filter(contradicts);
        let Some(other) = other.min_by_key(|&other| between(other)) else {
            return uncounted(read);
        };
        Clash {
            reason: Reason::Recounted,
            operations: vec![other, read],
            known_by: read,
        }
    }
}
