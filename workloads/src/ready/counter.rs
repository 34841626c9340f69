use lockstep_generator::Boxed;
use lockstep_models::{Counter, CounterOp, CounterRet};
use lockstep_scheduler::sync::atomic::{AtomicI64, Ordering::SeqCst};

use super::once_each::once_each;
use super::{BoxedSystem, Offer, Ready, calls, calls_of_workers};

type System = BoxedSystem<CounterOp, CounterRet>;

impl Ready for Counter {
    const NAME: &'static str = "counter";
    const MODEL: &'static str = "counter";
    const ABOUT: &'static str =
        "adds to a counter, and reads of it, the last when all has been added";
    const JUDGES: &'static [&'static str] = &["linearizable", "counter-bounds"];

    fn ready() -> Self {
        Counter::new()
    }

    fn last(&self) -> Option<Boxed<CounterOp>> {
        Some(once_each(CounterOp::Read))
    }

    fn offers() -> Vec<Offer<CounterOp, CounterRet>> {
        vec![
            Offer::correct("an atomic number", in_memory),
            Offer::broken(
                "lost-update",
                "an add that reads the number and, a moment later, writes the sum",
                lost_update,
            ),
            Offer::broken(
                "shard-by-shard",
                "a number for every second worker, which a read looks at one after the other",
                shard_by_shard,
            ),
        ]
    }
}

fn in_memory() -> System {
    let sum = AtomicI64::new(0);
    calls(move |op| match op {
        CounterOp::Add(amount) => {
            sum.fetch_add(*amount, SeqCst);
            Ok(CounterRet::Done)
        }
        CounterOp::Read => Ok(CounterRet::Got(sum.load(SeqCst))),
    })
}

fn lost_update() -> System {
    let sum = AtomicI64::new(0);
    calls(move |op| match op {
        CounterOp::Add(amount) => {
            let before = sum.load(SeqCst);
            sum.store(before + amount, SeqCst);
            Ok(CounterRet::Done)
        }
        CounterOp::Read => Ok(CounterRet::Got(sum.load(SeqCst))),
    })
}

fn shard_by_shard() -> System {
    let shards = [AtomicI64::new(0), AtomicI64::new(0)];
    calls_of_workers(move |worker, op| match op {
        CounterOp::Add(amount) => {
            shards[worker as usize % 2].fetch_add(*amount, SeqCst);
            Ok(CounterRet::Done)
        }
        CounterOp::Read => {
            let sum = shards.iter().map(|shard| shard.load(SeqCst)).sum();
            Ok(CounterRet::Got(sum))
        }
    })
}
