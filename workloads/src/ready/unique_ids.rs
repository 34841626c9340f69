use std::collections::BTreeMap;

use lockstep_models::{UniqueIds, UniqueIdsOp};
use lockstep_scheduler::sync::Mutex;
use lockstep_scheduler::sync::atomic::{AtomicI64, Ordering::SeqCst};

use super::{BoxedSystem, Offer, Ready, calls, calls_of_workers, lock};

type System = BoxedSystem<UniqueIdsOp, i64>;

impl Ready for UniqueIds<i64> {
    const NAME: &'static str = "unique-ids";
    const MODEL: &'static str = "unique-ids";
    const ABOUT: &'static str = "ids, of which no two are to be equal";
    const JUDGES: &'static [&'static str] = &["unique-ids"];

    fn ready() -> Self {
        UniqueIds::new()
    }

    fn offers() -> Vec<Offer<UniqueIdsOp, i64>> {
        vec![
            Offer::correct("an atomic number", in_memory),
            Offer::broken(
                "lost-increment",
                "a number that is read and, a moment later, written",
                lost_increment,
            ),
            Offer::broken(
                "one-bit",
                "numbers of each worker's own, with one bit for whose they are",
                one_bit,
            ),
        ]
    }
}

fn in_memory() -> System {
    let next = AtomicI64::new(0);
    calls(move |_| Ok(next.fetch_add(1, SeqCst)))
}

fn lost_increment() -> System {
    let next = AtomicI64::new(0);
    calls(move |_| {
        let id = next.load(SeqCst);
        next.store(id + 1, SeqCst);
        Ok(id)
    })
}

fn one_bit() -> System {
    let next = Mutex::new(BTreeMap::<u32, i64>::new());
    calls_of_workers(move |worker, _| {
        let mut next = lock(&next);
        let own = next.entry(worker).or_default();
        *own += 1;
        Ok(2 * *own + i64::from(worker % 2))
    })
}
