//! Causal consistency of registers, by the bad patterns that a history must not have.
//!
//! Bouajjani, Enea, Guerraoui and Hamza (POPL 2017) show that a history whose written values are
//! distinct is causally consistent if and only if it has none of a few patterns, and that these can be
//! found in polynomial time.

use lockstep_history::History;
use lockstep_models::Model;

use crate::causal::causes::causes;
use crate::causal::memory::memory;
use crate::precedence::accesses::{Accesses, Swaps};
use crate::precedence::contradiction::Pattern;
use crate::precedence::graph::Graph;
use crate::precedence::proof::{Proof, ThinAir, prove};
use crate::precedence::route::Hop;
use crate::precedence::tell::Teller;
use crate::precedence::verify::verify_contradiction;
use crate::{Checker, Counterexample, Limit, Limits, Property, Verdict, Witness};

mod causes;
mod convergence;
mod memory;
pub(crate) mod verify;

/// A pattern that a history must not have, and the operations that are an instance of it.
pub(crate) struct Bad {
    pattern: Pattern,
    proof: Proof,
}

impl Bad {
    fn new(pattern: Pattern, graph: &Graph<'_>, cycle: &[Hop]) -> Self {
        Self {
            pattern,
            proof: prove(graph, cycle),
        }
    }
}

/// What was found out about a history.
pub(crate) enum Found {
    Good(Witness),
    Bad(Bad),
}

/// Judges whether a history is causal memory, or causally convergent.
///
/// # Panics
///
/// If the witness or the contradiction that was found does not stand up.
pub(crate) fn judge<M: Model + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
) -> Verdict {
    let (model, property, limits) = (&checker.model, checker.property, &checker.limits);
    let accesses = match Accesses::collect(model, history, Swaps::Refused) {
        Ok(accesses) => accesses,
        Err(limit) => return Verdict::Unknown(limit),
    };
    let teller = Teller {
        model,
        history,
        property,
    };
    if let Some(thin) = ThinAir::find(&accesses) {
        return refuse(&teller, Box::new(teller.thin_air(thin)));
    }
    match found(&accesses, history, property, limits) {
        Err(limit) => Verdict::Unknown(limit),
        Ok(Found::Bad(Bad { pattern, proof })) => {
            refuse(&teller, Box::new(teller.cycle(pattern, proof)))
        }
        Ok(Found::Good(witness)) => {
            let flaw = match property {
                Property::CausalConvergence => {
                    verify::verify_causal_convergence(model, history, &witness)
                }
                _ => verify::verify_causal(model, history, &witness),
            };
            if let Err(flaw) = flaw {
                panic!("the witness found does not stand up: {flaw}");
            }
            Verdict::Valid(witness)
        }
    }
}

/// Refuses a history, once the contradiction has been checked.
///
/// # Panics
///
/// If it does not hold: a fault of the model, whose views promise what its steps do not keep, or of the
/// checker.
pub(crate) fn refuse<M: Model>(
    teller: &Teller<'_, M>,
    counterexample: Box<Counterexample>,
) -> Verdict {
    if let Some(contradiction) = &counterexample.proof {
        let (model, history) = (teller.model, teller.history);
        let operation = counterexample.operation;
        let checked =
            verify_contradiction(model, history, teller.property, operation, contradiction);
        if let Err(flaw) = checked {
            panic!("the contradiction found does not stand up: {flaw}");
        }
    }
    Verdict::Invalid(counterexample)
}

fn found<Op, Ret>(
    accesses: &Accesses,
    history: &History<Op, Ret>,
    property: Property,
    limits: &Limits,
) -> Result<Found, Limit> {
    let causes = match causes(accesses, limits)? {
        Ok(causes) => causes,
        Err(bad) => return Ok(Found::Bad(bad)),
    };
    match property {
        Property::CausalConvergence => Ok(convergence::convergence(accesses, causes)),
        _ => memory(accesses, history, &causes, limits),
    }
}

/// Returns the limit that keeps a check from holding so many bytes, or from going on.
fn within(limits: &Limits, bytes: u64) -> Result<(), Limit> {
    if bytes > limits.memory_bytes {
        return Err(Limit::Memory {
            bytes: limits.memory_bytes,
        });
    }
    if limits.stop.is_due() {
        return Err(Limit::Time);
    }
    Ok(())
}
