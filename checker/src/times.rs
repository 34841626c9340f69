use std::sync::atomic::{AtomicBool, Ordering};

use lockstep_history::{History, Operation, Outcome};
use rayon::prelude::*;

use crate::Flaw;
use crate::abreast::{abreast, touch};
use crate::problem::NEVER;

/// So many operations of an order are looked at together where others are looked at side by side.
const STRETCH: usize = 1 << 15;

/// Checks on all threads there are that an order keeps to the times, and leaves out nothing that returned.
pub(crate) fn check_times_side_by_side<Op: Sync, Ret: Sync>(
    history: &History<Op, Ret>,
    order: &[u32],
) -> Result<(), Flaw> {
    let is_split = order.len() > STRETCH && rayon::current_num_threads() > 1;
    if is_split && keeps_to_times(history, order, STRETCH) {
        return Ok(());
    }
    check_times(history, order)
}

/// Returns true if nothing is wrong with an order, of which stretches are looked at side by side: each by
/// itself, and then how they follow each other.
fn keeps_to_times<Op: Sync, Ret: Sync>(
    history: &History<Op, Ret>,
    order: &[u32],
    stretch: usize,
) -> bool {
    let operations = history.operations();
    let placed: Vec<AtomicBool> = operations.iter().map(|_| AtomicBool::new(false)).collect();
    let stretches = order.par_chunks(stretch);
    let stretches: Option<Vec<Stretch>> = stretches
        .map(|order| Stretch::of(history, order, &placed))
        .collect();
    let Some(stretches) = stretches else {
        return false;
    };
    let mut latest = 0;
    let are_in_order = stretches.iter().all(|stretch| {
        let before = latest;
        latest = latest.max(stretch.latest);
        before <= stretch.earliest
    });
    let placed: Vec<bool> = placed.into_iter().map(AtomicBool::into_inner).collect();
    // Two stretches that place the same operation may both have found it unplaced.
    let count = placed.iter().filter(|placed| **placed).count();
    let stretches = operations
        .par_chunks(stretch)
        .zip(placed.par_chunks(stretch));
    let misses_nothing = || {
        stretches
            .map(|(of, placed)| missing(of, placed))
            .all(|it| it.is_none())
    };
    are_in_order && count == order.len() && misses_nothing()
}

/// What the operations of a stretch of an order tell of those before and behind it.
struct Stretch {
    /// When the first of them returned, or [`NEVER`].
    earliest: u32,
    /// When the last of them was invoked.
    latest: u32,
}

impl Stretch {
    /// Looks at a stretch by itself, and notes what it places; nothing if there is something wrong with it.
    fn of<Op, Ret>(
        history: &History<Op, Ret>,
        order: &[u32],
        placed: &[AtomicBool],
    ) -> Option<Self> {
        let operations = history.operations();
        let mut stretch = Self {
            earliest: NEVER,
            latest: 0,
        };
        let kept = abreast(
            &[order],
            |place| touch(history, place),
            |_, _, place| {
                let operation = operations.get(place as usize).ok_or(())?;
                placed[place as usize].store(true, Ordering::Relaxed);
                stretch.latest = stretch.latest.max(operation.invoked);
                let returned = returned(operation).unwrap_or(NEVER);
                stretch.earliest = stretch.earliest.min(returned);
                (returned >= stretch.latest).then_some(()).ok_or(())
            },
        );
        kept.is_ok().then_some(stretch)
    }
}

/// Returns when an operation returned, if it did.
fn returned<Op, Ret>(operation: &Operation<Op, Ret>) -> Option<u32> {
    match operation.outcome {
        Outcome::Unknown => None,
        _ => operation.completed,
    }
}

/// Returns an operation that was not placed and took effect.
fn missing<Op, Ret>(operations: &[Operation<Op, Ret>], placed: &[bool]) -> Option<u32> {
    let unplaced = (0u32..).zip(placed).filter(|(_, placed)| !**placed);
    let is_done = |place: &u32| {
        let operation = &operations[*place as usize];
        matches!(operation.outcome, Outcome::Done(_))
    };
    let mut unplaced = unplaced.map(|(place, _)| place);
    unplaced.find(is_done)
}

/// Checks that an order keeps to the times, and leaves out nothing that returned.
pub(crate) fn check_times<Op, Ret>(history: &History<Op, Ret>, order: &[u32]) -> Result<(), Flaw> {
    let mut times = Times::of(history);
    abreast(
        &[order],
        |place| touch(history, place),
        |_, _, place| times.place(place).map(drop),
    )?;
    times.end()
}

/// Looks at the times of operations that are placed one after the other.
pub(crate) struct Times<'h, Op, Ret> {
    operations: &'h [Operation<Op, Ret>],
    placed: Vec<bool>,
    count: usize,
    /// When the last was invoked of those that were placed.
    latest: u32,
}

impl<'h, Op, Ret> Times<'h, Op, Ret> {
    pub(crate) fn of(history: &'h History<Op, Ret>) -> Self {
        let operations = history.operations();
        Self {
            operations,
            placed: vec![false; operations.len()],
            count: 0,
            latest: 0,
        }
    }

    /// Places an operation behind all others, and returns it.
    pub(crate) fn place(&mut self, place: u32) -> Result<&'h Operation<Op, Ret>, Flaw> {
        let (Some(operation), Some(seen)) = (
            self.operations.get(place as usize),
            self.placed.get_mut(place as usize),
        ) else {
            return Err(Flaw::NotThere { operation: place });
        };
        if std::mem::replace(seen, true) {
            return Err(Flaw::Twice { operation: place });
        }
        self.count += 1;
        self.latest = self.latest.max(operation.invoked);
        if returned(operation).is_some_and(|returned| returned < self.latest) {
            return Err(Flaw::OutOfTime { operation: place });
        }
        Ok(operation)
    }

    /// Looks for an operation that was not placed and took effect.
    pub(crate) fn end(&self) -> Result<(), Flaw> {
        if self.count == self.operations.len() {
            return Ok(());
        }
        let missing = missing(self.operations, &self.placed);
        missing.map_or(Ok(()), |operation| Err(Flaw::Missing { operation }))
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::Event;
    use proptest::prelude::*;

    use super::*;
    use crate::dense::dense;

    /// A history of four clients, whose operations return, fail, crash or stay open.
    fn history() -> impl Strategy<Value = History<(), ()>> {
        let act = (0..4_usize, 0..8_u8);
        prop::collection::vec(act, 0..80).prop_map(|acts| {
            let mut open = [false; 4];
            let mut processes = [0, 1, 2, 3];
            let events = acts.into_iter().map(|(client, how)| {
                let process = processes[client];
                open[client] = !open[client];
                match how {
                    _ if open[client] => Event::Invoke(process, ()),
                    0 => Event::Fail(process),
                    1 => {
                        processes[client] += 4;
                        Event::Info(process)
                    }
                    _ => Event::Ok(process, ()),
                }
            });
            History::from_events(events).expect("each process does one after the other")
        })
    }

    proptest! {
        #[test]
        fn an_order_keeps_to_the_times_if_its_stretches_do(
            history in history(),
            stretch in 1..9_usize,
            by_return in any::<bool>(),
            left_out in prop::collection::vec(0..60_usize, 0..2),
            swaps in prop::collection::vec((0..60_usize, 0..60_usize), 0..3),
            copied in prop::option::of((0..60_usize, 0..60_usize)),
        ) {
            let operations = history.operations();
            let is_done = |place: &u32| operations[*place as usize].completed.is_some();
            let mut order: Vec<u32> = (0..dense(operations.len())).filter(is_done).collect();
            if by_return {
                order.sort_by_key(|place| operations[*place as usize].completed);
            }
            for place in left_out.into_iter().filter(|&place| place < operations.len()) {
                order.retain(|&it| it as usize != place);
            }
            for (one, other) in swaps {
                if one.max(other) < order.len() {
                    order.swap(one, other);
                }
            }
            if let Some((to, from)) = copied && to.max(from) < order.len() {
                order.insert(to, order[from]);
            }
            let expected = check_times(&history, &order).is_ok();
            prop_assert_eq!(keeps_to_times(&history, &order, stretch), expected);
        }
    }
}
