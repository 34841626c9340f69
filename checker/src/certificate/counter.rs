use lockstep_models::{Shape, View};

use super::evidence::Evidence;
use crate::clash::{Clash, Reason};

/// Returns true if reads of a counter contradict what was added, as the clash says.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    match (clash.reason, clash.operations.as_slice()) {
        (Reason::Uncounted, &[read]) => is_out_of_reach(evidence, read) == Some(true),
        (Reason::Recounted, &[before, after]) => {
            evidence.precedes(before, after) && is_further_on(evidence, before, after) == Some(true)
        }
        _ => false,
    }
}

/// Returns what a read that returned saw.
fn seen(evidence: &Evidence<'_>, read: u32) -> Option<i128> {
    match (evidence.view(read), evidence.returned(read)) {
        (&View::Counts(sum), Some(_)) => Some(sum),
        _ => None,
    }
}

/// Returns who added what.
fn additions(evidence: &Evidence<'_>) -> impl Iterator<Item = (u32, i128)> {
    let all = evidence.operations.iter();
    all.filter_map(|&place| match *evidence.view(place) {
        View::Adds(amount) => Some((place, amount)),
        _ => None,
    })
}

/// Returns true if the least or the most that can have been added, or what divides all that was, forbids
/// the sum; nothing if sums are too large to tell.
fn is_out_of_reach(evidence: &Evidence<'_>, read: u32) -> Option<bool> {
    let Shape::Counter(start) = evidence.shape else {
        return None;
    };
    let (mut least, mut most, mut divisor) = (start, start, 0);
    for (place, amount) in additions(evidence) {
        if evidence.precedes(read, place) {
            continue;
        }
        let is_sure = evidence.precedes(place, read);
        if is_sure || amount < 0 {
            least = least.checked_add(amount)?;
        }
        if is_sure || amount > 0 {
            most = most.checked_add(amount)?;
        }
        divisor = common_divisor(divisor, amount.unsigned_abs());
    }
    let seen = seen(evidence, read)?;
    let added = seen.checked_sub(start)?.unsigned_abs();
    let divides = if divisor == 0 {
        added == 0
    } else {
        added % divisor == 0
    };
    Some(seen < least || seen > most || !divides)
}

fn common_divisor(one: u128, other: u128) -> u128 {
    if other == 0 {
        one
    } else {
        common_divisor(other, one % other)
    }
}

/// Returns true if what the one read saw, and all that was added between the two, is more than the other
/// saw; or less, where amounts are negative.
fn is_further_on(evidence: &Evidence<'_>, before: u32, after: u32) -> Option<bool> {
    let (mut sum, seen) = (seen(evidence, before)?, seen(evidence, after)?);
    let (mut up, mut down) = (false, false);
    for (place, amount) in additions(evidence) {
        up |= amount > 0;
        down |= amount < 0;
        if evidence.precedes(before, place) && evidence.precedes(place, after) {
            sum = sum.checked_add(amount)?;
        }
    }
    Some(if down { !up && sum < seen } else { sum > seen })
}
