use lockstep_history::History;
use lockstep_models::Model;

use crate::abreast::{abreast, touch};
use crate::bundles::in_bundles;
use crate::merge::{merge, merging};
use crate::replay::{Replay, replay};
use crate::times::{Times, check_times_side_by_side};
use crate::{Flaw, verify};

/// The most operations that are stepped through the model once more where monitors have judged.
const STEPPED: usize = 1 << 12;

/// Makes one linearization of those of the parts, and checks it: if all were found by monitors and it is
/// long, it is replayed by what the views tell; else it is stepped through the model.
///
/// # Panics
///
/// If it is none.
pub(crate) fn verified<M: Model + Sync>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    mut orders: Vec<Vec<u32>>,
    by_monitors: bool,
) -> Vec<u32> {
    let operations: usize = orders.iter().map(Vec::len).sum();
    if !by_monitors || operations <= STEPPED {
        let order = merge(history, &orders);
        stands(verify(model, history, &order));
        return order;
    }
    let is_alone = rayon::current_num_threads() == 1;
    match orders.as_mut_slice() {
        // It need not be merged, which costs some ten nanoseconds an operation; but what tells nothing is in
        // no part's order, and may be missing.
        [order] if replayed_in_time(model, history, order) => std::mem::take(order),
        [_] => merged_in_time(history, &orders),
        _ if is_alone => replayed_and_merged(model, history, &orders),
        _ => {
            let replay = || replay_side_by_side(model, history, &orders);
            rayon::join(|| merged_in_time(history, &orders), replay).0
        }
    }
}

/// Replays the only order and checks its times; returns false if an operation is missing that took
/// effect.
fn replayed_in_time<M: Model + Sync>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    order: &[u32],
) -> bool {
    if rayon::current_num_threads() == 1 {
        // Together they go through the history, which is the largest thing in memory, once.
        let (mut replay, mut times) = (Replay::of(model, 1), Times::of(history));
        stands(abreast(
            &[order],
            |place| touch(history, place),
            |part, _, place| replay.place(part, place, times.place(place)?),
        ));
        stands(replay.end());
        return times.end().is_ok();
    }
    let (replayed, timed) = rayon::join(
        || replay(model, history, &[order]),
        || check_times_side_by_side(history, order),
    );
    stands(replayed);
    match timed {
        Err(Flaw::Missing { .. }) => false,
        timed => {
            stands(timed);
            true
        }
    }
}

/// Replays the orders, and merges them and checks the times where operations are in the caches yet.
fn replayed_and_merged<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    orders: &[Vec<u32>],
) -> Vec<u32> {
    let (mut replay, mut times) = (Replay::of(model, orders.len()), Times::of(history));
    let mut order = Vec::with_capacity(history.operations().len());
    let placed =
        |part, _, place: u32| replay.place(part, place, &history.operations()[place as usize]);
    let merged = |place| {
        order.push(place);
        times.place(place).map(drop)
    };
    stands(merging(
        history,
        orders,
        |place| touch(history, place),
        placed,
        merged,
    ));
    stands(replay.end());
    stands(times.end());
    order
}

/// Merges linearizations of all parts into one, and checks its times.
fn merged_in_time<Op: Sync, Ret: Sync>(
    history: &History<Op, Ret>,
    orders: &[Vec<u32>],
) -> Vec<u32> {
    let order = merge(history, orders);
    stands(check_times_side_by_side(history, &order));
    order
}

fn replay_side_by_side<M: Model + Sync>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    orders: &[Vec<u32>],
) {
    let sizes: Vec<usize> = orders.iter().map(Vec::len).collect();
    let replayed = in_bundles(&sizes, |bundle| {
        let bundle = bundle.iter().map(|&place| orders[place].as_slice());
        replay(model, history, &bundle.collect::<Vec<_>>())
    });
    for (_, replayed) in replayed {
        stands(replayed);
    }
}

/// Panics if a linearization has a flaw.
fn stands(checked: Result<(), Flaw>) {
    if let Err(flaw) = checked {
        panic!("the linearization found does not stand up: {flaw}");
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use lockstep_history::Event;
    use lockstep_models::LogOp::{Append, Read};
    use lockstep_models::LogRet::{Done, Got};
    use lockstep_models::{Log, LogOp, LogRet};

    use super::*;

    /// More operations than are stepped through the model.
    const OPERATIONS: u32 = 6_000;

    type Logs = History<LogOp<u32>, LogRet<u32>>;

    /// A history of so many logs, appended to in turn; each is read twice before the last two values are
    /// appended to it, and the second read sees this as its first value if it is not 0.
    ///
    /// ```text
    /// p0 ├append 0┤ … ├append 5991┤├read [0, 2, …]┤├read [1, 3, …]┤├read [0, …]┤├read [1, …]┤ …
    /// ```
    fn logs(parts: u32, first: u32) -> (Logs, Vec<Vec<u32>>) {
        let appends = OPERATIONS - 4 * parts;
        let operation = |place: u32| {
            if !(appends..appends + 2 * parts).contains(&place) {
                return (Append(place), Done);
            }
            let appended = (place % parts..appends).step_by(parts as usize);
            let mut seen: Vec<u32> = appended.collect();
            if place >= appends + parts {
                seen[0] = seen[0].max(first);
            }
            (Read, Got(seen))
        };
        let events = (0..OPERATIONS).map(operation);
        let events = events.flat_map(|(op, ret)| [Event::Invoke(0, op), Event::Ok(0, ret)]);
        let history = History::from_events(events).expect("one after the other");
        let order = |part| (part..OPERATIONS).step_by(parts as usize).collect();
        (history, (0..parts).map(order).collect())
    }

    fn verified_on(threads: usize, history: &Logs, orders: Vec<Vec<u32>>) -> Vec<u32> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let verified = || verified(&Log::new(), history, orders, true);
        pool.expect("threads are there").install(verified)
    }

    fn is_refused(threads: usize, history: &Logs, orders: Vec<Vec<u32>>) -> bool {
        catch_unwind(AssertUnwindSafe(|| verified_on(threads, history, orders))).is_err()
    }

    const PARTS_AND_THREADS: [(u32, usize); 4] = [(1, 1), (1, 2), (2, 1), (2, 2)];

    #[test]
    fn what_a_part_leaves_out_is_in_the_whole_order() {
        for (parts, threads) in PARTS_AND_THREADS {
            let (history, mut orders) = logs(parts, 0);
            assert_eq!(orders[0].pop(), Some(OPERATIONS - parts));
            let whole: Vec<u32> = (0..OPERATIONS).collect();
            assert_eq!(verified_on(threads, &history, orders), whole);
        }
    }

    #[test]
    fn an_order_whose_last_read_saw_something_else_is_refused() {
        for (parts, threads) in PARTS_AND_THREADS {
            let (history, orders) = logs(parts, 7);
            assert!(
                is_refused(threads, &history, orders),
                "{parts} parts on {threads} threads"
            );
        }
    }

    #[test]
    fn an_order_in_which_only_the_times_are_wrong_is_refused() {
        for (parts, threads) in PARTS_AND_THREADS {
            let (history, mut orders) = logs(parts, 0);
            let end = orders[0].len();
            // Nobody read what these two append.
            orders[0].swap(end - 2, end - 1);
            assert!(
                is_refused(threads, &history, orders),
                "{parts} parts on {threads} threads"
            );
        }
    }
}
