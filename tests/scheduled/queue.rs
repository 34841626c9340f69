use std::collections::VecDeque;

use lockstep::prelude::PoolRet::{Done, Empty, Got};
use lockstep::prelude::QueueOp::{Dequeue, Enqueue};
use lockstep::prelude::*;
use lockstep::sync::Mutex;
use lockstep::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::{is_refused_within, never_fails};

type Op = QueueOp<u64>;

/// Each worker enqueues values of its own, so that every value is enqueued once.
fn operations(seed: Seed) -> impl Generator<Op = Op> + Clone + Send {
    let first = seed.stream().below(1 << 40) << 8;
    let ops = (first..first + 5).flat_map(|value| [Enqueue(value), Dequeue]);
    cycle(ops.collect::<Vec<_>>())
        .expect("there are some")
        .take(10)
}

fn use_it(act: impl Fn(Op) -> PoolRet<u64> + Send + Sync + 'static) {
    let history = Workers::new(3, Seed::from(5)).record(operations, act);
    Checker::linearizable(FifoQueue::new()).assert(&history);
}

#[test]
fn a_queue_behind_one_lock_is_linearizable() {
    never_fails(|| {
        let queue = Mutex::new(VecDeque::new());
        use_it(move |op| {
            let mut queue = queue.lock().unwrap();
            match op {
                Enqueue(value) => {
                    queue.push_back(value);
                    Done
                }
                Dequeue => queue.pop_front().map_or(Empty, Got),
            }
        });
    });
}

/// A queue that knows its head by a number of its own: two who dequeue can read the same one.
#[test]
fn a_queue_that_moves_its_head_in_two_steps_is_refused() {
    is_refused_within(20, || {
        let (values, head) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        use_it(move |op| match op {
            Enqueue(value) => {
                values.lock().unwrap().push(value);
                Done
            }
            Dequeue => {
                let first = head.load(SeqCst);
                let value = values.lock().unwrap().get(first).copied();
                match value {
                    None => Empty,
                    Some(value) => {
                        head.store(first + 1, SeqCst);
                        Got(value)
                    }
                }
            }
        });
    });
}
