use std::collections::VecDeque;

use lockstep_generator::{Boxed, Generator, each_thread};
use lockstep_models::{FifoQueue, PoolRet, QueueOp};
use lockstep_scheduler::sync::Mutex;
use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::drain::Drain;
use super::{BoxedSystem, Offer, Ready, calls, calls_of_workers, lock};
use crate::Values;

type System = BoxedSystem<QueueOp<i64>, PoolRet<i64>>;

impl Ready for FifoQueue<i64> {
    const NAME: &'static str = "queue";
    const MODEL: &'static str = "fifo-queue";
    const ABOUT: &'static str = "a queue in order, which is emptied at the end";
    const JUDGES: &'static [&'static str] = &["linearizable", "total-queue"];
    const VALUES: Values = Values::Unique;

    fn ready() -> Self {
        FifoQueue::new()
    }

    fn last(&self) -> Option<Boxed<QueueOp<i64>>> {
        let drain = |_| Drain::new(QueueOp::Dequeue, PoolRet::<i64>::Empty);
        Some(each_thread(drain).boxed())
    }

    fn offers() -> Vec<Offer<QueueOp<i64>, PoolRet<i64>>> {
        vec![
            Offer::correct("a list behind a mutex", in_memory),
            Offer::broken(
                "peek-then-pop",
                "a dequeue that looks at the front and, a moment later, removes what is there then",
                peek_then_pop,
            ),
            Offer::broken(
                "lost-enqueue",
                "an enqueue that looks for the end and, a moment later, writes there",
                lost_enqueue,
            ),
            Offer::broken(
                "two-lanes",
                "two lists, of which each worker prefers one: nothing is lost, but the order is",
                two_lanes,
            ),
        ]
    }
}

fn got(front: Option<i64>) -> PoolRet<i64> {
    front.map_or(PoolRet::Empty, PoolRet::Got)
}

fn in_memory() -> System {
    let items = Mutex::new(VecDeque::new());
    calls(move |op| match op {
        QueueOp::Enqueue(value) => {
            lock(&items).push_back(*value);
            Ok(PoolRet::Done)
        }
        QueueOp::Dequeue => Ok(got(lock(&items).pop_front())),
    })
}

fn peek_then_pop() -> System {
    let items = Mutex::new(VecDeque::new());
    calls(move |op| match op {
        QueueOp::Enqueue(value) => {
            lock(&items).push_back(*value);
            Ok(PoolRet::Done)
        }
        QueueOp::Dequeue => {
            let front = lock(&items).front().copied();
            if front.is_some() {
                lock(&items).pop_front();
            }
            Ok(got(front))
        }
    })
}

fn lost_enqueue() -> System {
    let (end, items) = (AtomicUsize::new(0), Mutex::new(VecDeque::new()));
    calls(move |op| match op {
        QueueOp::Enqueue(value) => {
            let place = end.load(SeqCst);
            let mut items = lock(&items);
            items.truncate(place);
            items.push_back(*value);
            end.store(items.len(), SeqCst);
            Ok(PoolRet::Done)
        }
        QueueOp::Dequeue => {
            let mut items = lock(&items);
            let front = items.pop_front();
            end.store(items.len(), SeqCst);
            Ok(got(front))
        }
    })
}

fn two_lanes() -> System {
    let lanes = [Mutex::new(VecDeque::new()), Mutex::new(VecDeque::new())];
    calls_of_workers(move |worker, op| {
        let (own, other) = (
            &lanes[worker as usize % 2],
            &lanes[(worker as usize + 1) % 2],
        );
        match op {
            QueueOp::Enqueue(value) => {
                lock(own).push_back(*value);
                Ok(PoolRet::Done)
            }
            QueueOp::Dequeue => {
                let front = lock(own).pop_front();
                Ok(got(front.or_else(|| lock(other).pop_front())))
            }
        }
    })
}
