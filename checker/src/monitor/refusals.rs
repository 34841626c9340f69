use crate::dense::dense;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::sources::NOBODY;
use crate::problem::NEVER;

/// Places refused swaps into an order of all other operations on a register; nothing if they do not fit.
///
/// Each may stand in some run of gaps between those others, by its times, and behind those refused that
/// returned before it was invoked. Of these gaps it gets the first in which the register holds another
/// value than the one that it did not find: a later one would only hinder those that come after it.
///
/// # Complexity
///
/// n log n for n operations.
pub(crate) fn place(facts: &Facts, order: &[u32]) -> Option<Vec<u32>> {
    let gaps = Gaps::between(facts, order);
    let refused: Vec<u32> = (0..dense(facts.len()))
        .filter(|&it| is_refused(facts, it))
        .collect();
    let mut by_return = refused.clone();
    by_return.sort_unstable_by_key(|&it| facts.returned[it as usize]);
    let mut returned = by_return.iter().copied().peekable();
    let mut gap_of = vec![0; facts.len()];
    // The last gap of those refused that returned before the one that is being placed was invoked.
    let mut least = 0;
    for &it in &refused {
        let invoked = facts.invoked[it as usize];
        while let Some(before) = returned.next_if(|&it| facts.returned[it as usize] < invoked) {
            least = least.max(gap_of[before as usize]);
        }
        gap_of[it as usize] = gaps.first_for(facts, it, least)?;
    }
    Some(merge(order, refused, &gap_of))
}

fn is_refused(facts: &Facts, operation: u32) -> bool {
    let place = operation as usize;
    facts.acts[place] == Act::Differs && facts.returned[place] != NEVER
}

/// What is between the operations of an order; there is a gap before each, and one behind all.
struct Gaps {
    /// By gap: the last invocation before it.
    invoked_before: Vec<u32>,
    /// By gap: the first return after it.
    returned_after: Vec<u32>,
    /// By gap: the value that is there, or [`NOBODY`] if no operation can have told which.
    held: Vec<u32>,
    /// By gap: the first after it in which another value is there.
    next: Vec<u32>,
}

impl Gaps {
    fn between(facts: &Facts, order: &[u32]) -> Self {
        let count = order.len() + 1;
        let mut held = Vec::with_capacity(count);
        let mut invoked_before = Vec::with_capacity(count);
        let mut value = facts.initial.first().copied().unwrap_or(NOBODY);
        let mut invoked = 0;
        held.push(value);
        invoked_before.push(invoked);
        for &operation in order {
            let place = operation as usize;
            value = match facts.acts[place] {
                Act::Write => facts.values[place],
                Act::Swap | Act::MaySwap => facts.swapped_for[place],
                _ => value,
            };
            invoked = invoked.max(facts.invoked[place]);
            held.push(value);
            invoked_before.push(invoked);
        }
        let mut returned_after = vec![NEVER; count];
        let mut next = vec![dense(count); count];
        for gap in (0..order.len()).rev() {
            let returned = facts.returned[order[gap] as usize];
            returned_after[gap] = returned_after[gap + 1].min(returned);
            next[gap] = if held[gap] == held[gap + 1] {
                next[gap + 1]
            } else {
                dense(gap + 1)
            };
        }
        Self {
            invoked_before,
            returned_after,
            held,
            next,
        }
    }

    /// Returns the first gap, not before the least, in which a refused swap can stand.
    fn first_for(&self, facts: &Facts, refused: u32, least: u32) -> Option<u32> {
        let place = refused as usize;
        let (invoked, returned) = (facts.invoked[place], facts.returned[place]);
        let first = self.returned_after.partition_point(|&it| it < invoked);
        let end = self.invoked_before.partition_point(|&it| it < returned);
        let first = first.max(least as usize);
        let gap = if *self.held.get(first)? == facts.values[place] {
            self.next[first] as usize
        } else {
            first
        };
        (gap < end).then_some(dense(gap))
    }
}

/// Puts each refused swap into its gap, those of one gap by invocation.
fn merge(order: &[u32], mut refused: Vec<u32>, gap_of: &[u32]) -> Vec<u32> {
    refused.sort_by_key(|&it| gap_of[it as usize]);
    let mut merged = Vec::with_capacity(order.len() + refused.len());
    let mut refused = refused.into_iter().peekable();
    for (gap, &operation) in (0..).zip(order) {
        while let Some(it) = refused.next_if(|&it| gap_of[it as usize] <= gap) {
            merged.push(it);
        }
        merged.push(operation);
    }
    merged.extend(refused);
    merged
}
