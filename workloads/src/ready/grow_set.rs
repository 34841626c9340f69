use std::collections::BTreeSet;

use lockstep_generator::Boxed;
use lockstep_models::{GrowSet, GrowSetOp, GrowSetRet};
use lockstep_scheduler::sync::Mutex;

use super::once_each::once_each;
use super::{BoxedSystem, Offer, Ready, calls, lock};
use crate::Values;

type System = BoxedSystem<GrowSetOp<i64>, GrowSetRet<i64>>;

impl Ready for GrowSet<i64> {
    const NAME: &'static str = "set";
    const MODEL: &'static str = "grow-set";
    const ABOUT: &'static str =
        "adds to a set, and reads of all of it, the last when all has been added";
    const JUDGES: &'static [&'static str] = &["linearizable", "set-full"];
    const VALUES: Values = Values::Unique;

    fn ready() -> Self {
        GrowSet::new()
    }

    fn last(&self) -> Option<Boxed<GrowSetOp<i64>>> {
        Some(once_each(GrowSetOp::Read))
    }

    fn offers() -> Vec<Offer<GrowSetOp<i64>, GrowSetRet<i64>>> {
        vec![
            Offer::correct("a set behind a mutex", in_memory),
            Offer::broken(
                "lost-add",
                "an add that copies the set and, a moment later, puts the copy in its place",
                lost_add,
            ),
            Offer::broken(
                "shard-by-shard",
                "two shards, which a read looks at one after the other",
                shard_by_shard,
            ),
        ]
    }
}

fn in_memory() -> System {
    let elements = Mutex::new(BTreeSet::new());
    calls(move |op| match op {
        GrowSetOp::Add(element) => {
            lock(&elements).insert(*element);
            Ok(GrowSetRet::Done)
        }
        GrowSetOp::Read => Ok(GrowSetRet::Got(lock(&elements).iter().copied().collect())),
    })
}

fn lost_add() -> System {
    let elements = Mutex::new(BTreeSet::new());
    calls(move |op| match op {
        GrowSetOp::Add(element) => {
            let mut copy = lock(&elements).clone();
            copy.insert(*element);
            *lock(&elements) = copy;
            Ok(GrowSetRet::Done)
        }
        GrowSetOp::Read => Ok(GrowSetRet::Got(lock(&elements).iter().copied().collect())),
    })
}

fn shard_by_shard() -> System {
    let shards = [Mutex::new(BTreeSet::new()), Mutex::new(BTreeSet::new())];
    calls(move |op| match op {
        GrowSetOp::Add(element) => {
            let shard = usize::from(element % 2 != 0);
            lock(&shards[shard]).insert(*element);
            Ok(GrowSetRet::Done)
        }
        GrowSetOp::Read => {
            let read = |shard: &Mutex<BTreeSet<i64>>| lock(shard).clone();
            Ok(GrowSetRet::Got(shards.iter().flat_map(read).collect()))
        }
    })
}
