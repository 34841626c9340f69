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
    let holds = match (clash.reason, &evidence.shape) {
        (Reason::Unproduced | Reason::Early, Shape::Queue(_) | Shape::Bag(_)) => {
            pool::holds(&evidence, clash)
        }
        (Reason::Unproduced | Reason::Early, Shape::Stack(_) | Shape::PriorityQueue(..)) => {
            collection::holds(&evidence, clash)
        }
        (Reason::TakenTooOften | Reason::Covered | Reason::Overtaken | Reason::LeftBehind, _) => {
            pool::holds(&evidence, clash)
        }
        (Reason::Gone | Reason::TakenTwice | Reason::NeverEmpty | Reason::Outranked, _) => {
            collection::holds(&evidence, clash)
        }
        (Reason::Stuck { .. }, _) => stack::holds(&evidence, clash),
        (Reason::NoFirst | Reason::Kept | Reason::Unmade | Reason::Exclude, _) => {
            between::holds(&evidence, clash)
        }
        (Reason::UsedUp, _) => bit::holds(&evidence, clash),
        (Reason::Uncounted | Reason::Recounted, _) => counter::holds(&evidence, clash),
        (
            Reason::Unput
            | Reason::Lost
            | Reason::Missed
            | Reason::Apart
            | Reason::Shrunk
            | Reason::Disordered,
            _,
        ) => lists::holds(&evidence, clash),
        (
            Reason::Unproduced
            | Reason::Early
            | Reason::SwappedTwice
            | Reason::Circle
            | Reason::AgainstSwaps
            | Reason::Interleaved
            | Reason::AfterStart,
            _,
        ) => register::holds(&evidence, clash),
    };
    if holds { Ok(()) } else { Err(clash.reason) }
}
