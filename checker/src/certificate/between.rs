use lockstep_models::{Datum, View};

use super::evidence::Evidence;
use crate::clash::{Clash, Reason};

/// Returns true if nothing can have come between operations on a register, as the clash says.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    let done = |it: &u32| evidence.returned(*it).is_some();
    if !clash.operations.iter().all(done) {
        return false;
    }
    match (clash.reason, clash.operations.as_slice()) {
        (Reason::NoFirst, &[stuck]) => is_never_first(evidence, stuck),
        (Reason::Kept, &[before, after]) => {
            evidence.precedes(before, after) && is_kept(evidence, before, after)
        }
        (Reason::Unmade, &[before, after]) => {
            evidence.precedes(before, after) && is_unmade(evidence, before, after)
        }
        (Reason::Exclude, &[one, other]) => {
            one != other && is_kept(evidence, one, other) && is_kept(evidence, other, one)
        }
        _ => false,
    }
}

/// Returns true if the start stays as it is until the operation, which is impossible there.
fn is_never_first(evidence: &Evidence<'_>, stuck: u32) -> bool {
    let mut others = evidence.operations.iter().filter(|&&it| it != stuck);
    !evidence.is_possible_first(stuck)
        && others.all(|&it| evidence.precedes(stuck, it) || !evidence.changes_start(it))
}

/// Returns true if the second cannot come after the first, since what that left stays.
fn is_kept(evidence: &Evidence<'_>, first: u32, second: u32) -> bool {
    let Some(left) = left(evidence.view(first)) else {
        return false;
    };
    !is_possible_at(evidence.view(second), left)
        && between(evidence, first, second).all(|it| !changes(evidence.view(it), left))
}

/// Returns true if the second cannot come after the first, since what it needs is not made.
fn is_unmade(evidence: &Evidence<'_>, first: u32, second: u32) -> bool {
    let (left, needed) = (left(evidence.view(first)), needed(evidence.view(second)));
    needed.is_some()
        && left.is_some()
        && left != needed
        && between(evidence, first, second).all(|it| self::left(evidence.view(it)) != needed)
}

/// Returns the operations that can come between two others.
fn between(evidence: &Evidence<'_>, first: u32, second: u32) -> impl Iterator<Item = u32> {
    let all = evidence.operations.iter().copied();
    all.filter(move |&it| {
        it != first
            && it != second
            && !evidence.precedes(it, first)
            && !evidence.precedes(second, it)
    })
}

/// Returns the value that the register holds after the operation, where it takes effect.
fn left<'a>(view: &View<'a>) -> Option<&'a dyn Datum> {
    match *view {
        View::Read(value) | View::Write(value) | View::Swap(_, value) | View::MaySwap(_, value) => {
            Some(value)
        }
        _ => None,
    }
}

fn needed<'a>(view: &View<'a>) -> Option<&'a dyn Datum> {
    match *view {
        View::Read(value) | View::Swap(value, _) => Some(value),
        _ => None,
    }
}

fn is_possible_at(view: &View<'_>, held: &dyn Datum) -> bool {
    match *view {
        View::Read(value) | View::Swap(value, _) => value == held,
        View::Differs(value) => value != held,
        _ => true,
    }
}

fn changes(view: &View<'_>, held: &dyn Datum) -> bool {
    match *view {
        View::Read(_) | View::Differs(_) | View::Idle => false,
        View::Write(value) => value != held,
        View::Swap(from, to) | View::MaySwap(from, to) => from == held && to != held,
        _ => true,
    }
}
