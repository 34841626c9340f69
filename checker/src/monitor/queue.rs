use crate::clash::{Clash, Reason};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::pairs::{Pairs, clash_known_at_last};
use crate::monitor::presence::{Counted, Effects, Presence};
use crate::monitor::sources::{NOBODY, START};
use crate::monitor::timeline::Timeline;
use crate::monitor::{Finding, repeated};
use crate::scratch::List;

/// Judges a queue: what was put in first is taken out first.
///
/// An item must go through the queue before another one if it was put in before the other's put was
/// invoked, or taken out before the other's take was. If no two must go before each other, no more of
/// any value was taken out than had been put in, and nothing was found only where nothing had to be there
/// ([`Presence`]), it is linearizable. [`Lanes`] finds an order of the items, or two that must go before
/// each other.
///
/// Operations that find nothing cut the timeline into stretches: an item goes through the queue in the
/// stretch in which it is known to be taken out. No item that must be in before a cut is taken out after
/// it, so no stretch needs anything of another one.
///
/// # Complexity
///
/// Linear in the number of operations; n log n where values were put in more than once.
///
/// # Sources
///
/// The bad patterns are those of Henzinger, Sezgin and Vafeiadis (Aspect-oriented linearizability proofs,
/// CONCUR 2013). The order and crashed removals are our own.
pub(crate) fn judge(facts: &Facts) -> Finding {
    let mut pairs = match pair(facts) {
        Ok(pairs) => pairs,
        Err(finding) => return finding,
    };
    let Some(timeline) = Timeline::of(facts, &pairs) else {
        return Finding::Open("there are more than 2^29 operations");
    };
    let mut cuts = Cuts::default();
    let mut open = None;
    if facts.kinds.has(Act::FindNothing) {
        let presence = Presence {
            pairs: &pairs,
            timeline: &timeline,
            counted: Counted::All,
        };
        if let Err(covered) = presence.sweep(&mut cuts) {
            if let Some(clash) = presence.refuse(facts, covered) {
                return Finding::Clash(clash);
            }
            open = Some("crashed removals may have made room");
            cuts = Cuts::default();
        }
    }
    match (
        Lanes::new(facts, &mut pairs, &timeline).order(&cuts.0),
        open,
    ) {
        (Err(clash), _) => Finding::Clash(clash),
        (Ok(_), Some(why)) => Finding::Open(why),
        (Ok(order), None) => Finding::Order(order),
    }
}

/// The operations that found nothing, and the moments after which they did.
#[derive(Default)]
struct Cuts(Vec<(usize, u32)>);

impl Effects for Cuts {
    fn of_nothing(&mut self, moment: usize, operation: u32) {
        self.0.push((moment, operation));
    }
}

fn pair(facts: &Facts) -> Result<Pairs<'_>, Finding> {
    let pairs = match Pairs::of_distinct(facts) {
        Some(pairs) => pairs.map(Some),
        None => repeated::of_queue(facts),
    };
    match pairs {
        Ok(Some(pairs)) => Ok(pairs),
        Ok(None) => Err(Finding::Open("the same value was put in several times")),
        Err(clash) => Err(Finding::Clash(clash)),
    }
}

/// Two lanes on which items go through a queue: one for putting in, one for taking out.
///
/// On each lane time goes on by itself until something returns that puts in, or takes out, an item that
/// did not go through yet. An item goes through as soon as both lanes have come to where it can: that of
/// putting in to its put, that of taking out to its put and its take. Then no item is left that must go
/// before it. If neither lane can go on, the item that stops the one and the item that stops the other
/// must go before each other.
///
/// An item that nobody is known to have taken out goes last. If it stops the lane of putting in before
/// that, somebody unknown must have taken it out, and before what stops the other lane returned. Whatever
/// crashed removals there are, the earlier invoked may always do that for the item that was earlier put
/// in: that one must be gone no later than the others.
struct Lanes<'l, 'f> {
    facts: &'l Facts,
    pairs: &'l mut Pairs<'f>,
    timeline: &'l Timeline,
    items: Items,
    putting: Lane,
    taking: Lane,
    /// Crashed removals, and how many of them have taken something out.
    crashed: Vec<u32>,
    crashed_used: usize,
}

/// How far time has gone on by itself where items are put in, or where they are taken out.
struct Lane {
    now: usize,
    /// By what happens: what an item has come to then, and whether time [`STOPS`] if that is not all.
    reaches: [u8; Timeline::WHATS as usize],
}

impl Lane {
    fn of_putting() -> Self {
        let mut reaches = [0; Timeline::WHATS as usize];
        reaches[Timeline::PUT_INVOKED as usize] = CAN_BE_PUT;
        reaches[Timeline::PUT_RETURNED as usize] = STOPS;
        Self { now: 0, reaches }
    }

    fn of_taking() -> Self {
        let mut reaches = [0; Timeline::WHATS as usize];
        reaches[Timeline::PUT_INVOKED as usize] = MAY_BE_IN;
        reaches[Timeline::TAKE_INVOKED as usize] = CAN_BE_TAKEN;
        reaches[Timeline::TAKE_RETURNED as usize] = STOPS;
        Self { now: 0, reaches }
    }

    /// Lets time go on; returns the item that stops it. What happens next is nothing that a processor
    /// could foresee, so it branches only where it stops.
    fn go_to(&mut self, end: usize, timeline: &Timeline, items: &mut Items) -> Option<u32> {
        while self.now < end {
            let (what, item) = timeline.at(self.now);
            let reached = items.reach(item, self.reaches[what as usize]);
            if (STOPS..STOPS | IS_THROUGH).contains(&reached) {
                return Some(item);
            }
            self.now += 1;
        }
        None
    }
}

/// What items have come to.
struct Items {
    /// By item: what it has come to on both lanes.
    states: Vec<u8>,
    /// Those that went through, in order: the first so many.
    through: List,
    count: usize,
}

impl Items {
    fn new(facts: &Facts, count: usize) -> Self {
        Self {
            // Moments that tell of an operation and not of an item change nothing, but are looked at.
            states: vec![0; count.max(facts.len()).max(1)],
            through: facts.scratch.filled(count + 1, NOBODY),
            count: 0,
        }
    }

    /// Notes what an item has come to, and returns that with all that it had before.
    #[inline]
    fn reach(&mut self, item: u32, what: u8) -> u8 {
        let state = &mut self.states[item as usize];
        let (before, reached) = (*state, *state | what);
        let after = reached & IS_THROUGH;
        *state = after;
        // It is written in any case, and counts if it goes through now.
        self.through[self.count] = item;
        self.count += usize::from(after == IS_THROUGH) - usize::from(before == IS_THROUGH);
        reached
    }

    fn is_through(&self, item: u32) -> bool {
        self.states[item as usize] == IS_THROUGH
    }

    fn through(&self) -> &[u32] {
        &self.through[..self.count]
    }

    fn forget(&mut self) {
        self.count = 0;
    }
}

/// The lane of putting in has come to the put.
const CAN_BE_PUT: u8 = 1;
/// The lane of taking out has come to the put.
const MAY_BE_IN: u8 = 2;
/// It has come to the take.
const CAN_BE_TAKEN: u8 = 4;
const IS_THROUGH: u8 = CAN_BE_PUT | MAY_BE_IN | CAN_BE_TAKEN;
/// The lane has come to where the item must be through.
const STOPS: u8 = 8;

impl<'l, 'f> Lanes<'l, 'f> {
    fn new(facts: &'l Facts, pairs: &'l mut Pairs<'f>, timeline: &'l Timeline) -> Self {
        let is_crashed_take = |it: &u32| facts.acts[*it as usize] == Act::TakeAny;
        let crashed = if facts.kinds.has(Act::TakeAny) {
            (0..).take(facts.len()).filter(is_crashed_take).collect()
        } else {
            Vec::new()
        };
        Self {
            facts,
            timeline,
            items: Items::new(facts, pairs.len()),
            pairs,
            putting: Lane::of_putting(),
            taking: Lane::of_taking(),
            crashed,
            crashed_used: 0,
        }
    }

    /// Returns the operations in an order in which they can have taken effect; each cut is an operation
    /// that found nothing, and the moment after which it did.
    fn order(mut self, cuts: &[(usize, u32)]) -> Result<Vec<u32>, Clash> {
        let mut order = Vec::with_capacity(self.facts.len());
        for &(moment, operation) in cuts {
            self.go_to(moment + 1)?;
            self.write(&mut order);
            order.push(operation);
        }
        self.go_to(self.timeline.len())?;
        self.let_the_rest_through();
        self.write(&mut order);
        Ok(order)
    }

    fn go_to(&mut self, end: usize) -> Result<(), Clash> {
        loop {
            let put_stops = self.put_until_stopped(end);
            let take_stops = self.take_until_stopped(end);
            match (put_stops, take_stops) {
                (_, None) => {
                    // What stopped this lane may have gone through meanwhile.
                    self.put_until_stopped(end);
                    return Ok(());
                }
                (None, Some(item)) => {
                    unreachable!("item {item} was put in after it was taken out")
                }
                (Some(put), Some(take)) if !self.items.is_through(put) => {
                    self.take_by_somebody(put, take)?;
                }
                _ => {}
            }
        }
    }

    /// Lets time go on where items are put in; returns the item that stops it.
    fn put_until_stopped(&mut self, end: usize) -> Option<u32> {
        self.putting.go_to(end, self.timeline, &mut self.items)
    }

    /// Lets time go on where items are taken out; returns the item that stops it.
    fn take_until_stopped(&mut self, end: usize) -> Option<u32> {
        self.taking.go_to(end, self.timeline, &mut self.items)
    }

    /// Has a crashed removal take the one item, so that the other one can be taken.
    ///
    /// # Errors
    ///
    /// Why nobody can.
    fn take_by_somebody(&mut self, item: u32, other: u32) -> Result<(), Clash> {
        if self.pairs.takes[item as usize] != NOBODY {
            return Err(self.overtaken(item, other));
        }
        let crashed = self.crashed.get(self.crashed_used).copied();
        let now = self.facts.returned[self.pairs.takes[other as usize] as usize];
        let crashed = crashed.filter(|&it| self.facts.invoked[it as usize] < now);
        let crashed = crashed.ok_or_else(|| self.left_behind(item, other))?;
        self.crashed_used += 1;
        self.pairs.takes[item as usize] = crashed;
        self.items.reach(item, IS_THROUGH);
        Ok(())
    }

    /// Lets through what nobody took out, in the order in which it had to be in.
    fn let_the_rest_through(&mut self) {
        while let Some(item) = self.put_until_stopped(self.timeline.len()) {
            self.items.reach(item, IS_THROUGH);
        }
    }

    /// Writes down the operations on the items that went through, and forgets these.
    ///
    /// Each is put in, and taken out, when it and all before it can be; whatever comes first is written
    /// first.
    fn write(&mut self, order: &mut Vec<u32>) {
        let invoked = |operation: u32| match operation {
            START => 0,
            operation => self.facts.invoked[operation as usize],
        };
        let through = self.items.through();
        let mut puts = (through.iter()).map(|&item| self.pairs.puts[item as usize]);
        let mut next_put = puts.next();
        let (mut put_at, mut taken_at) = (0, 0);
        let mut ahead = 0_usize;
        for &item in through {
            let take = self.pairs.takes[item as usize];
            if take != NOBODY {
                taken_at = taken_at.max(invoked(take));
            }
            while let Some(put) = next_put {
                put_at = put_at.max(invoked(put));
                if ahead == 0 {
                    taken_at = taken_at.max(put_at);
                } else if put_at > taken_at || take == NOBODY {
                    break;
                }
                if put != START {
                    order.push(put);
                }
                ahead += 1;
                next_put = puts.next();
            }
            ahead -= 1;
            if take != NOBODY {
                order.push(take);
            }
        }
        self.items.forget();
    }

    /// Says that one item was taken out although another one was in front of it.
    fn overtaken(&self, front: u32, other: u32) -> Clash {
        let pairs = &self.pairs;
        let takes = [other, front].map(|item| pairs.takes[item as usize]);
        let puts = [front, other].map(|item| pairs.puts[item as usize]);
        let operations = takes.into_iter().chain(puts).filter(|&it| it != START);
        self.known_by_take(takes[0], Reason::Overtaken, operations.collect())
    }

    /// Says that an item was taken out although others were in front of it that nobody took.
    fn left_behind(&self, front: u32, other: u32) -> Clash {
        let pairs = &self.pairs;
        let is_crashed = |it: &u32| {
            let place = *it as usize;
            *it != NOBODY && self.facts.acts[place] == Act::TakeAny
        };
        let gone = (0..).zip(&pairs.takes).filter(|(_, take)| is_crashed(take));
        let front = gone.map(|(item, _)| item).chain([front]);
        let take = pairs.takes[other as usize];
        let put = pairs.puts[other as usize];
        let puts = front.map(|item: u32| pairs.puts[item as usize]);
        let operations = [take, put].into_iter().chain(puts);
        let operations = operations.filter(|&it| it != START).collect();
        Clash {
            reason: Reason::LeftBehind,
            operations,
            known_by: take,
        }
    }

    fn known_by_take(&self, take: u32, reason: Reason, operations: Vec<u32>) -> Clash {
        // A crashed removal may have taken what is known only later to be taken by another one.
        if !self.crashed.is_empty() {
            return clash_known_at_last(self.facts, reason, operations);
        }
        Clash {
            reason,
            operations,
            known_by: take,
        }
    }
}
