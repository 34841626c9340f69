//! Judges histories of classical objects without a search, in about the time it takes to sort them.
//!
//! A monitor is exact: what it does not decide it leaves to the search. It knows no model by name, only
//! what the [views](lockstep_models::View) of the operations and the [shape](lockstep_models::Shape)
//! of the object promise.

mod bag;
mod blocks;
mod cells;
mod chain;
mod core;
mod cover;
mod covering;
mod ends;
mod facts;
mod lives;
mod pairs;
mod peeling;
mod presence;
mod priority_queue;
mod queue;
mod register;
mod repeated;
mod sources;
mod stack;
mod stays;
mod timeline;
mod values;

pub(crate) use facts::{Act, Facts, Form};
pub(crate) use values::Values;

use crate::clash::Clash;
use crate::problem::NEVER;

/// What a monitor says of a part; operations are named by their places in its [`Facts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// A linearization of all operations that returned, and some that did not.
    Order(Vec<u32>),
    /// Operations that contradict each other.
    Clash(Clash),
    /// Neither was found: a search has to tell.
    Open(&'static str),
}

/// A monitor, by the name that verdicts give it.
pub(crate) struct Monitor {
    pub(crate) name: &'static str,
    pub(crate) judge: fn(&Facts) -> Finding,
}

/// Returns the monitor for what the facts tell of.
///
/// # Errors
///
/// Why there is none.
pub(crate) fn choose(facts: &Facts) -> Result<Monitor, &'static str> {
    use Act::{Differs, MaySwap, Read, Swap, Write};
    use Act::{Find, FindNothing, Put, Take, TakeAny};
    let is_pool = || (facts.kinds).are_among([Put, Take, TakeAny, Find, FindNothing]);
    match facts.form {
        Form::Register if facts.kinds.are_among([Read, Write, Swap, MaySwap, Differs]) => {
            Ok(Monitor {
                name: "register",
                judge: register::judge,
            })
        }
        Form::Queue if facts.kinds.are_among([Put, Take, TakeAny, FindNothing]) => Ok(Monitor {
            name: "queue",
            judge: queue::judge,
        }),
        Form::Bag if facts.kinds.are_among([Put, Take, TakeAny, FindNothing]) => Ok(Monitor {
            name: "bag",
            judge: bag::judge,
        }),
        Form::Stack if is_pool() => Ok(Monitor {
            name: "stack",
            judge: stack::judge,
        }),
        Form::PriorityQueue if is_pool() => Ok(Monitor {
            name: "priority queue",
            judge: priority_queue::judge,
        }),
        _ => Err("there is no monitor for such operations"),
    }
}

/// Returns the operation that returned last of some of which one returned.
fn returns_last(facts: &Facts, operations: &[u32]) -> u32 {
    let returned = |operation: &u32| facts.returned[*operation as usize];
    let returning = operations
        .iter()
        .copied()
        .filter(|it| returned(it) != NEVER);
    returning.max_by_key(returned).expect("one returned")
}
