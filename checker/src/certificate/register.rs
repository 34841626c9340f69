use hashbrown::{HashMap, HashSet};
use lockstep_models::{Datum, View};

use super::evidence::Evidence;
use crate::clash::{Clash, Reason};

/// Returns true if operations on a register contradict each other as the clash says.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    let register = Register {
        evidence,
        makers: evidence.by_value(made),
        seers: evidence.by_value(seen),
    };
    let all_needed = || (clash.operations.iter()).all(|&operation| register.is_needed(operation));
    let precedes = |one: u32, other: u32| evidence.precedes(one, other);
    match (clash.reason, clash.operations.as_slice()) {
        (Reason::Unproduced, &[seer]) => register.is_needed(seer) && register.has_no_source(seer),
        (Reason::Early, &[seer, maker]) => {
            register.is_needed(seer) && register.has_no_source(seer) && precedes(seer, maker)
        }
        (Reason::SwappedTwice, &[one, other, ref rest @ ..]) => {
            let source = register.source(one);
            let told = rest
                .first()
                .map_or(Source::Start, |&maker| Source::Of(maker));
            all_needed()
                && source == told
                && one != other
                && register.is_swap(one)
                && register.is_swap(other)
                && source != Source::Nobody
                && source == register.source(other)
        }
        (Reason::Circle, circle) => {
            let before = circle.iter().cycle().skip(circle.len().saturating_sub(1));
            let leads = |(&swap, &before): (&u32, &u32)| {
                register.is_swap(swap) && register.source(swap) == Source::Of(before)
            };
            all_needed() && !circle.is_empty() && circle.iter().zip(before).all(leads)
        }
        (Reason::AgainstSwaps, &[later, earlier]) => {
            all_needed() && precedes(later, earlier) && register.leads(earlier, later)
        }
        (Reason::Interleaved, &[first, one, other, last]) => {
            let (outer, inner) = (register.root(first), register.root(one));
            all_needed()
                && precedes(first, one)
                && precedes(other, last)
                && outer == register.root(last)
                && inner == register.root(other)
                && outer != inner
                && outer.is_some()
                && inner.is_some()
        }
        (Reason::AfterStart, &[other, last]) => {
            let root = register.root(other);
            all_needed()
                && precedes(other, last)
                && register.root(last) == Some(Root::Start)
                && root != Some(Root::Start)
                && root.is_some()
        }
        _ => false,
    }
}

struct Register<'e, 'a> {
    evidence: &'e Evidence<'a>,
    /// The operations that make a value the register's.
    makers: HashMap<&'a dyn Datum, Vec<u32>>,
    /// The operations that saw a value.
    seers: HashMap<&'a dyn Datum, Vec<u32>>,
}

/// Where the value comes from that an operation saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Nobody,
    Start,
    Of(u32),
    Several,
}

/// With what a run of swaps began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    Start,
    Write(u32),
}

impl Source {
    fn only(mut makers: impl Iterator<Item = u32>, start: bool) -> Self {
        match (makers.next(), makers.next(), start) {
            (None, _, false) => Source::Nobody,
            (None, _, true) => Source::Start,
            (Some(maker), None, false) => Source::Of(maker),
            _ => Source::Several,
        }
    }
}

fn made<'a>(view: &View<'a>) -> Option<&'a dyn Datum> {
    match *view {
        View::MaySwap(from, to) if from == to => None,
        View::Write(value) | View::Swap(_, value) | View::MaySwap(_, value) => Some(value),
        _ => None,
    }
}

fn seen<'a>(view: &View<'a>) -> Option<&'a dyn Datum> {
    match *view {
        View::MaySwap(from, to) if from == to => None,
        View::Read(value) | View::Swap(value, _) | View::MaySwap(value, _) => Some(value),
        _ => None,
    }
}

impl Register<'_, '_> {
    /// Returns what the operation must have seen, if it has seen anything that was there.
    fn source(&self, seer: u32) -> Source {
        let (makers, start) = self.candidates(seer);
        let source = Source::only(makers.clone(), start);
        if source != Source::Several {
            return source;
        }
        let overwritten = self.overwritten(seer);
        let start = start && overwritten.is_none();
        match Source::only(makers.clone(), start) {
            Source::Several => {
                Source::only(makers.filter(|&it| !self.is_gone(it, overwritten)), start)
            }
            one => one,
        }
    }

    /// Returns true if nothing that the operation can have seen was there when it looked.
    fn has_no_source(&self, seer: u32) -> bool {
        let (makers, start) = self.candidates(seer);
        let overwritten = self.overwritten(seer);
        let there = makers.filter(|&it| !self.is_gone(it, overwritten));
        Source::only(there, start && overwritten.is_none()) == Source::Nobody
    }

    /// Returns the operations that made what the operation saw and were invoked before it returned, and
    /// whether that may have been there from the start.
    fn candidates(&self, seer: u32) -> (impl Iterator<Item = u32> + Clone, bool) {
        let evidence = self.evidence;
        let value = seen(evidence.view(seer));
        let of = |group: &HashMap<&dyn Datum, Vec<u32>>| {
            let group = value.and_then(|value| group.get(value));
            group.cloned().unwrap_or_default()
        };
        let fits_start = |it: u32| match evidence.view(it) {
            // It is always possible; it swaps something where it changes something.
            View::MaySwap(..) => evidence.changes_start(it),
            _ => evidence.is_possible_first(it),
        };
        let start = of(&self.seers).into_iter().any(fits_start);
        let makers = of(&self.makers).into_iter();
        let makers = makers.filter(move |&it| it != seer && !evidence.precedes(seer, it));
        (makers, start)
    }

    fn is_gone(&self, maker: u32, overwritten: Option<u32>) -> bool {
        let returned = self.evidence.returned(maker);
        returned.is_some() && returned < overwritten
    }

    /// Returns when the last was invoked of those that made something and returned before the seer looked.
    fn overwritten(&self, seer: u32) -> Option<u32> {
        let makers = self.makers.values().flatten();
        let over = makers.filter(|&&it| self.evidence.precedes(it, seer));
        over.map(|&it| self.evidence.invoked(it)).max()
    }

    fn is_swap(&self, operation: u32) -> bool {
        matches!(
            self.evidence.view(operation),
            View::Swap(..) | View::MaySwap(..)
        )
    }

    /// Returns true if the operation took effect: it returned, or an operation that took effect can only
    /// have seen its value.
    fn is_needed(&self, operation: u32) -> bool {
        let mut met: HashSet<u32> = HashSet::from_iter([operation]);
        let mut open = vec![operation];
        while let Some(next) = open.pop() {
            if self.evidence.returned(next).is_some() {
                return true;
            }
            let value = made(self.evidence.view(next));
            let seers = value.and_then(|value| self.seers.get(value));
            for &seer in seers.into_iter().flatten() {
                if self.source(seer) == Source::Of(next) && met.insert(seer) {
                    open.push(seer);
                }
            }
        }
        false
    }

    /// Returns the operations that made what the operation saw, and what that one saw, and so on; with
    /// itself if it made something.
    fn makers_of(&self, operation: u32) -> (Vec<u32>, Option<Root>) {
        let mut path = Vec::new();
        let mut next = operation;
        for _ in 0..=self.evidence.operations.len() {
            let view = self.evidence.view(next);
            if made(view).is_some() {
                path.push(next);
            }
            if let View::Write(_) = view {
                return (path, Some(Root::Write(next)));
            }
            match self.source(next) {
                Source::Start => return (path, Some(Root::Start)),
                Source::Of(maker) => next = maker,
                Source::Nobody | Source::Several => break,
            }
        }
        (path, None)
    }

    fn root(&self, operation: u32) -> Option<Root> {
        self.makers_of(operation).1
    }

    /// Returns true if what the one saw or made was swapped on until the other could see it.
    fn leads(&self, earlier: u32, later: u32) -> bool {
        let (path, root) = self.makers_of(later);
        if root.is_none() || earlier == later {
            return false;
        }
        if made(self.evidence.view(earlier)).is_some() {
            return path.contains(&earlier);
        }
        let source = self.source(earlier);
        let mut swaps = path.iter().filter(|&&it| self.is_swap(it));
        source != Source::Nobody && swaps.any(|&swap| self.source(swap) == source)
    }
}
