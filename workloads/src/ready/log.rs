use lockstep_generator::Boxed;
use lockstep_models::{Log, LogOp, LogRet};
use lockstep_scheduler::sync::Mutex;
use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::once_each::once_each;
use super::{BoxedSystem, Offer, Ready, calls, lock};
use crate::Values;

type System = BoxedSystem<LogOp<i64>, LogRet<i64>>;

impl Ready for Log<i64> {
    const NAME: &'static str = "log";
    const MODEL: &'static str = "log";
    const ABOUT: &'static str =
        "appends to a log, and reads of all of it, the last when all has been appended";
    const JUDGES: &'static [&'static str] = &["linearizable"];
    const VALUES: Values = Values::Unique;

    fn ready() -> Self {
        Log::new()
    }

    fn last(&self) -> Option<Boxed<LogOp<i64>>> {
        Some(once_each(LogOp::Read))
    }

    fn offers() -> Vec<Offer<LogOp<i64>, LogRet<i64>>> {
        vec![
            Offer::correct("a list behind a mutex", in_memory),
            Offer::broken(
                "lost-append",
                "an append that looks for the end and, a moment later, writes there",
                lost_append,
            ),
            Offer::broken(
                "reserve-then-fill",
                "an append that reserves a place and, a moment later, fills it; reads skip what is not filled",
                reserve_then_fill,
            ),
        ]
    }
}

fn in_memory() -> System {
    let items = Mutex::new(Vec::new());
    calls(move |op| match op {
        LogOp::Append(value) => {
            lock(&items).push(*value);
            Ok(LogRet::Done)
        }
        LogOp::Read => Ok(LogRet::Got(lock(&items).clone())),
    })
}

fn lost_append() -> System {
    let items = Mutex::new(Vec::new());
    calls(move |op| match op {
        LogOp::Append(value) => {
            let end = lock(&items).len();
            let mut items = lock(&items);
            items.truncate(end);
            items.push(*value);
            Ok(LogRet::Done)
        }
        LogOp::Read => Ok(LogRet::Got(lock(&items).clone())),
    })
}

fn reserve_then_fill() -> System {
    let (reserved, items) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    calls(move |op| match op {
        LogOp::Append(value) => {
            let place = reserved.fetch_add(1, SeqCst);
            let mut items = lock(&items);
            if items.len() <= place {
                items.resize(place + 1, None);
            }
            items[place] = Some(*value);
            Ok(LogRet::Done)
        }
        LogOp::Read => Ok(LogRet::Got(
            lock(&items).iter().copied().flatten().collect(),
        )),
    })
}
