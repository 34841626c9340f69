use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// Operations that are open and will return, those that return first before the others.
#[derive(Debug, Default)]
pub(crate) struct Deadlines {
    /// When each returns, and in the low bits which it is: single numbers are compared without a branch.
    open: BinaryHeap<Reverse<u64>>,
}

impl Deadlines {
    /// Adds an operation and when it returns.
    ///
    /// # Complexity
    ///
    /// log k where k operations are open, as to take one out.
    pub(crate) fn push(&mut self, returned: u32, operation: u32) {
        let deadline = u64::from(returned) << u32::BITS | u64::from(operation);
        self.open.push(Reverse(deadline));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes out the operation that returns first.
    pub(crate) fn pop(&mut self) -> Option<u32> {
        self.open.pop().map(|Reverse(deadline)| operation(deadline))
    }

    /// Takes out the operation that returns first, if it returns before this moment.
    pub(crate) fn pop_before(&mut self, moment: u32) -> Option<u32> {
        let first = self.open.peek_mut()?;
        let is_before = first.0 < u64::from(moment) << u32::BITS;
        is_before.then(|| operation(PeekMut::pop(first).0))
    }
}

fn operation(deadline: u64) -> u32 {
    u32::try_from(deadline & u64::from(u32::MAX)).expect("the high bits were cut off")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn operations_leave_in_the_order_of_their_returns(
            mut returns in prop::collection::hash_set(0..100_u32, 0..40), moment in 0..100_u32,
        ) {
            let mut deadlines = Deadlines::default();
            for &returned in &returns {
                deadlines.push(returned, returned + 1_000);
            }
            let mut left: Vec<u32> = std::iter::from_fn(|| deadlines.pop_before(moment)).collect();
            prop_assert!(left.iter().all(|operation| operation - 1_000 < moment));
            returns.retain(|&returned| returned >= moment);
            let late = std::iter::from_fn(|| deadlines.pop()).collect::<Vec<_>>();
            prop_assert_eq!(late.len(), returns.len());
            left.extend(late);
            prop_assert!(left.is_sorted());
        }
    }
}
