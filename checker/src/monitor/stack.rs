use crate::clash::{Clash, Reason};
use crate::monitor::chain::chain;
use crate::monitor::core::core;
use crate::monitor::facts::Facts;
use crate::monitor::lives::Settled;
use crate::monitor::peeling::Peeling;
use crate::monitor::sources::NOBODY;
use crate::monitor::stays::{Losses, Stays};
use crate::monitor::{Finding, returns_last};

/// Judges a stack: values are pushed, popped and looked at, and what finds it empty says so.
///
/// Values that are pushed twice must not be on it twice at a time, if anybody saw them. Pops that crashed
/// are taken for none first; if there is no linearization then, for any number of pops from the first of
/// them on. If there is none even then, the history is refused.
///
/// # Complexity
///
/// That of [`Peeling`], once or twice; to explain a refusal some tens of times.
pub(crate) fn judge(facts: &Facts) -> Finding {
    let stays = match Stays::find(facts) {
        Ok(stays) => stays,
        Err(finding) => return finding,
    };
    match order(&stays, Losses::None) {
        Ok(order) => Finding::Order(order),
        Err(clash) if stays.first_loss == NOBODY => Finding::Clash(clash()),
        Err(_) => match order(&stays, Losses::Any) {
            Ok(_) => Finding::Open("a crashed pop may have popped one of several values"),
            Err(clash) => Finding::Clash(clash()),
        },
    }
}

/// Returns a linearization, or what gives the reason that there is none.
fn order<'s>(
    stays: &'s Stays<'_>,
    losses: Losses,
) -> Result<Vec<u32>, Box<dyn FnOnce() -> Clash + 's>> {
    let peeling = Peeling::new(stays, losses);
    let mut empties = Vec::with_capacity(stays.empties.len());
    for &empty in &stays.empties {
        match peeling.first_free(stays.span(empty)) {
            Some(cell) => empties.push((cell, empty)),
            None => return Err(Box::new(move || never_empty(stays, losses, empty))),
        }
    }
    match peeling.run() {
        Ok(lives) => Ok(lives.order(stays, Settled::OutermostFirst, empties.into_iter())),
        Err(stuck) => Err(Box::new(move || core(stays, losses, stuck))),
    }
}

/// Says that an operation found nothing there, and something was there all the time.
pub(crate) fn never_empty(stays: &Stays<'_>, losses: Losses, empty: u32) -> Clash {
    let values = 0..stays.len();
    let chain = chain(stays, losses, stays.span(empty), values, empty);
    let mut operations = vec![empty; 3];
    operations.extend(chain.expect("values were there all the time"));
    Clash {
        reason: Reason::NeverEmpty,
        known_by: returns_last(stays.facts, &operations),
        operations,
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::{Independent, Recording};
    use lockstep_models::Stack;

    use crate::{Checker, Engine, Verdict};

    fn judge(notation: &str) -> Verdict {
        let recording = Recording::from_notation(notation).expect("the notation is right");
        let history = recording.decode(&<Stack>::default(), Independent::No);
        let history = history.expect("a stack understands it");
        Checker::linearizable(<Stack>::default())
            .engine(Engine::Monitor)
            .check(&history)
    }

    /// fastlin (commit cabc1d1) takes it for linearizable.
    #[test]
    fn refuses_a_pop_that_finds_nothing_below_what_nobody_popped() {
        let verdict = judge(
            "
            0  ├─ push 1 ─┤  ├─ push 2 ─┤  ├─ pop → null ─┤",
        );
        assert_eq!(verdict.name(), "invalid");
    }

    /// On such histories fastlin (commit cabc1d1) does not end.
    #[test]
    fn judges_six_values_that_are_peeked_at() {
        let verdict = judge(
            "
            0  ├─ push 1 ─┤ ├─ push 3 ─┤ ├─ peek → 3 ─┤ ├─ push 5 ─┤ ├─ pop → 6 ─┤ ├─ pop → 4 ─┤ ├─ peek → 1 ─┤
            1   ├─ push 2 ─┤ ├─ push 4 ─┤  ├─ peek → 4 ─┤ ├─ push 6 ─┤ ├─ pop → 5 ─┤ ├─ pop → 3 ─┤
            2     ├─ peek → 1 ─┤              ├─ peek → 4 ─┤              ├─ peek → 4 ─┤ ├─ pop → 2 ─┤",
        );
        assert_ne!(verdict.name(), "unknown");
    }
}
