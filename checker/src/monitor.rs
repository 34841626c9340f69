//! Judges histories of classical objects without a search, in about the time it takes to sort them.
//!
//! A monitor is exact: what it does not decide it leaves to the search. It knows no model by name, only
//! what the [views](lockstep_models::View) of the operations and the [shape](lockstep_models::Shape)
//! of the object promise.

mod bag;
mod bit;
mod blocks;
mod cells;
mod chain;
mod collection;
mod core;
mod counter;
mod cover;
mod deadlines;
mod ends;
mod facts;
mod grow_set;
mod hub;
mod lists;
mod lives;
mod log;
mod marks;
mod moments;
mod pairs;
mod peeling;
mod presence;
mod priority_queue;
mod queue;
mod ranks;
mod refusals;
mod register;
mod repeated;
mod runs;
mod sources;
mod stack;
mod stays;
mod steps;
mod timeline;
mod values;
mod wants;
mod whole;

pub(crate) use collection::collect;
pub(crate) use facts::{Act, Facts, Form};
pub(crate) use values::Values;
pub(crate) use whole::collect_whole;

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
    judge: fn(&Facts) -> Finding,
    /// Whether it keeps something for each moment.
    counts_moments: bool,
}

impl Monitor {
    /// Judges what the facts tell of; how many moments they count may change.
    pub(crate) fn judge(&self, facts: &mut Facts) -> Finding {
        if self.counts_moments && facts.has_sparse_moments() {
            facts.compress_moments();
        }
        (self.judge)(facts)
    }
}

/// Returns the monitor for what the facts tell of.
///
/// # Errors
///
/// Why there is none.
pub(crate) fn choose(facts: &Facts) -> Result<Monitor, &'static str> {
    use Act::{Add, Count, Find, FindNothing, Hold, Put, Take, TakeAny};
    let are_among = |acts: &[Act]| facts.kinds.are_among(acts.iter().copied());
    let queue = [Put, Take, TakeAny, FindNothing];
    let pool = [Put, Take, TakeAny, Find, FindNothing];
    let (name, judge): (_, fn(&Facts) -> Finding) = match facts.form {
        Form::Register => return register(facts),
        Form::Queue if are_among(&queue) => ("queue", queue::judge),
        Form::Bag if are_among(&queue) => ("bag", bag::judge),
        Form::Stack if are_among(&pool) => ("stack", stack::judge),
        Form::PriorityQueue if are_among(&pool) => ("priority queue", priority_queue::judge),
        Form::Counter if are_among(&[Add, Count]) => ("counter", counter::judge),
        Form::Log if are_among(&[Put, Hold]) => ("log", log::judge),
        Form::GrowSet if are_among(&[Put, Hold]) => ("grow set", grow_set::judge),
        _ => return Err(NO_MONITOR),
    };
    Ok(Monitor {
        name,
        judge,
        counts_moments: !matches!(facts.form, Form::Log | Form::GrowSet),
    })
}

const NO_MONITOR: &str = "there is no monitor for such operations";

/// Returns the monitor for a cell that is read, written and swapped.
fn register(facts: &Facts) -> Result<Monitor, &'static str> {
    use Act::{Differs, MaySwap, Read, Swap, Write};
    if !(facts.kinds).are_among([Read, Write, Swap, MaySwap, Differs]) {
        return Err(NO_MONITOR);
    }
    let is_bit = bit::is_one(facts);
    let (name, judge): (_, fn(&Facts) -> Finding) = if is_bit {
        ("bit", bit::judge)
    } else if hub::find(facts).is_some() {
        ("hub", hub::judge)
    } else {
        ("register", register::judge)
    };
    Ok(Monitor {
        name,
        judge,
        counts_moments: !is_bit,
    })
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
