//! Checks why a monitor refused a history, by code that shares nothing with the monitors.
//!
//! It reads the operations anew, compares values and not their numbers, and believes nothing but the
//! views and the shape of the model.

mod between;
mod bit;
mod collection;
mod counter;
mod evidence;
mod lists;
mod pool;
mod register;
mod stack;
mod visits;

use evidence::Evidence;
use lockstep_history::History;
use lockstep_models::{Model, Shape};

use crate::clash::{Clash, Reason};

/// Checks that the operations contradict each other for the reason given.
///
/// `operations` are those of the part that they belong to, by place in the history.
///
/// # Errors
///
/// The reason, if it does not hold.
///
/// # Complexity
///
/// n log n in the number of operations.
pub(crate) fn check<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    operations: &[u32],
    clash: &Clash,
) -> Result<(), Reason> {
    let evidence = Evidence::collect(model, history, operations);
    let holds = match family(clash.reason, &evidence.shape) {
        Family::Register => register::holds(&evidence, clash),
        Family::Between => between::holds(&evidence, clash),
        Family::Bit => bit::holds(&evidence, clash),
        Family::Pool => pool::holds(&evidence, clash),
        Family::Collection => collection::holds(&evidence, clash),
        Family::Stack => stack::holds(&evidence, clash),
        Family::Counter => counter::holds(&evidence, clash),
        Family::Lists => lists::holds(&evidence, clash),
    };
    if holds { Ok(()) } else { Err(clash.reason) }
}

/// What checks a reason.
enum Family {
    Register,
    Between,
    Bit,
    Pool,
    Collection,
    Stack,
    Counter,
    Lists,
}

fn family(reason: Reason, shape: &Shape<'_>) -> Family {
    match reason {
        Reason::Unproduced | Reason::Early => match shape {
            Shape::Queue(_) | Shape::Bag(_) => Family::Pool,
            Shape::Stack(_) | Shape::PriorityQueue(..) => Family::Collection,
            _ => Family::Register,
        },
        Reason::SwappedTwice
        | Reason::Circle
        | Reason::AgainstSwaps
        | Reason::Interleaved
        | Reason::AfterStart => Family::Register,
        Reason::NoFirst | Reason::Kept | Reason::Unmade | Reason::Exclude => Family::Between,
        Reason::UsedUp => Family::Bit,
        Reason::TakenTooOften | Reason::Covered | Reason::Overtaken | Reason::LeftBehind => {
            Family::Pool
        }
        Reason::Gone | Reason::TakenTwice | Reason::NeverEmpty | Reason::Outranked => {
            Family::Collection
        }
        Reason::Stuck { .. } => Family::Stack,
        Reason::Uncounted | Reason::Recounted => Family::Counter,
        Reason::Unput
        | Reason::Lost
        | Reason::Missed
        | Reason::Apart
        | Reason::Shrunk
        | Reason::Disordered => Family::Lists,
    }
}
