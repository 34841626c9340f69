//! Judges histories of classical objects without a search, in about the time it takes to sort them.
//!
//! A monitor is exact: what it does not decide it leaves to the search. It knows no model by name, only
//! what the [views](lockstep_models::View) of the operations and the [shape](lockstep_models::Shape)
//! of the object promise.

mod bag;
mod blocks;
mod facts;
mod pairs;
mod presence;
mod queue;
mod register;
mod repeated;
mod sources;
mod timeline;
mod values;

pub(crate) use facts::{Act, Facts, Form};
pub(crate) use values::Values;

use crate::clash::Clash;

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
    use Act::{Differs, FindNothing, MaySwap, Put, Read, Swap, Take, TakeAny, Write};
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
        _ => Err("there is no monitor for such operations"),
    }
}
