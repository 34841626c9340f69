use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::steps::Inverted;
use crate::problem::NEVER;
use crate::scratch::List;

/// Returns the reads of all that is there.
pub(crate) fn reads(facts: &Facts) -> List {
    let is_read =
        |&it: &u32| facts.acts[it as usize] == Act::Hold && facts.returned[it as usize] != NEVER;
    let reads = (0..dense(facts.len())).filter(is_read);
    facts.scratch.list(facts.len(), reads)
}

/// Makes a contradiction between operations, known when the last of those returns that ever do.
pub(crate) fn clash(facts: &Facts, reason: Reason, operations: Vec<u32>) -> Clash {
    let returned = |operation: &u32| match facts.returned[*operation as usize] {
        NEVER => None,
        returned => Some(returned),
    };
    let last = operations.iter().copied().max_by_key(returned);
    Clash {
        reason,
        operations,
        known_by: last.expect("operations clash"),
    }
}

/// Says why a read or a put cannot have come after another one, before which it returned.
///
/// `shows` returns the first read to return that saw what the put given put in.
pub(crate) fn contradiction(
    facts: &Facts,
    inverted: Inverted,
    shows: impl Fn(u32) -> u32,
) -> Clash {
    let Inverted { later, earlier } = inverted;
    let act = |operation: u32| facts.acts[operation as usize];
    match (act(later), act(earlier)) {
        (Act::Hold, Act::Hold) => clash(facts, Reason::Shrunk, vec![later, earlier]),
        (Act::Hold, _) => clash(facts, Reason::Unput, vec![later]),
        (_, Act::Hold) => clash(facts, Reason::Missed, vec![later, earlier]),
        _ => {
            let read = shows(earlier);
            Clash {
                reason: Reason::Disordered,
                operations: vec![later, earlier, read],
                known_by: read,
            }
        }
    }
}
