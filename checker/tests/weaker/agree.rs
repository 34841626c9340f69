use std::fmt::{Debug, Write};

use lockstep_checker::{
    Checker, Contradiction, Limit, Pattern, Property, Search, Unfit, Verdict, verify_causal,
    verify_causal_convergence, verify_sequential,
};
use lockstep_history::{Event, History, Outcome};
use lockstep_models::CasRegister;
use rayon::prelude::*;

use crate::causal::{is_causal, is_convergent};
use crate::histories::{Chance, Object, Shape, random_history};
use crate::replicas::{Kinds, Registers, random_registers};
use crate::sequential::is_sequential;

/// Compares the checker with brute force on small histories of registers, which `seed` and the seeds
/// after it give.
pub(crate) fn agree_on_registers(property: Property, kinds: Kinds, histories: u64, seed: u64) {
    let invalid = (seed..seed + histories)
        .into_par_iter()
        .filter(|&seed| {
            let history = random_registers(kinds, &mut Chance::new(seed));
            judge_registers(
                property,
                &history,
                &format!("seed {seed}:\n{}", list(&history)),
            )
        })
        .count() as u64;
    let few = histories / 5;
    assert!(
        (few..histories - few).contains(&invalid),
        "{invalid} of {histories} are invalid"
    );
}

/// Returns true if the history is refused, once brute force agrees with that.
fn judge_registers(property: Property, history: &Registers, case: &str) -> bool {
    let model = CasRegister::new(0);
    let holds = |history: &Registers| match property {
        Property::Causal => is_causal(history),
        Property::CausalConvergence => is_convergent(history),
        _ => is_sequential(&model, history),
    };
    let valid = holds(history);
    match Checker::of(model.clone(), property).check(history) {
        Verdict::Valid(witness) => {
            assert!(valid, "wrongly valid, {case}");
            let flaw = match property {
                Property::Causal => verify_causal(&model, history, &witness),
                Property::CausalConvergence => verify_causal_convergence(&model, history, &witness),
                _ => verify_sequential(&model, history, witness.order()),
            };
            assert_eq!(flaw, Ok(()), "a witness does not stand up, {case}");
        }
        Verdict::Invalid(counterexample) => {
            assert!(!valid, "wrongly invalid, {case}\n{counterexample}");
            let contradiction = counterexample.proof.as_ref();
            let contradiction = contradiction.expect("it says what contradicts itself");
            if let Some(named) = named(contradiction, counterexample.operation) {
                let wrong = !holds(&only(history, &named));
                assert!(
                    wrong,
                    "what it names is no contradiction, {case}\n{counterexample}"
                );
            }
        }
        Verdict::Unknown(limit) => panic!("unknown: {limit}, {case}"),
    }
    !valid
}

/// Returns the operations that contradict each other whatever else there is.
fn named(contradiction: &Contradiction, operation: u32) -> Option<Vec<u32>> {
    match contradiction.pattern {
        Pattern::NoOrder => None,
        Pattern::ThinAirRead => Some([&[operation], &contradiction.operations()[..]].concat()),
        _ => Some(contradiction.operations()),
    }
}

/// Returns the history of some of its operations only.
fn only(history: &Registers, places: &[u32]) -> Registers {
    let chosen: Vec<_> = (0u32..)
        .zip(history.operations())
        .filter(|(place, _)| places.contains(place))
        .map(|(_, operation)| operation)
        .collect();
    let mut events = Vec::new();
    for operation in &chosen {
        events.push((
            operation.invoked,
            Event::Invoke(operation.process, operation.op.clone()),
        ));
        if let (Outcome::Done(Some(ret)), Some(event)) = (&operation.outcome, operation.completed) {
            events.push((event, Event::Ok(operation.process, ret.clone())));
        }
    }
    events.sort_by_key(|(event, _)| *event);
    let mut keys = chosen.iter().map(|operation| operation.key.clone());
    History::from_events(events.into_iter().map(|(_, event)| event))
        .expect("they return as they did")
        .with_keys(|_| keys.next().flatten())
}

/// Compares the checker with brute force on small histories of an object, which `seed` and the seeds
/// after it give.
pub(crate) fn agree_on_objects<O: Object>(object: &O, histories: u64, seed: u64) {
    let invalid = (seed..seed + histories)
        .into_par_iter()
        .filter(|&seed| {
            let mut chance = Chance::new(seed);
            let shape = small(&mut chance);
            let history = random_history(object, &shape, &mut chance);
            let search = *chance.pick(&[Search::Auto, Search::Depth]);
            judge_object(
                object,
                &history,
                search,
                &format!("seed {seed}:\n{}", list(&history)),
            )
        })
        .count() as u64;
    let few = histories / 25;
    assert!(
        (few..histories - few).contains(&invalid),
        "{invalid} of {histories} are invalid"
    );
}

fn judge_object<O: Object>(
    object: &O,
    history: &History<O::Op, O::Ret>,
    search: Search,
    case: &str,
) -> bool {
    let valid = is_sequential(object, history);
    match Checker::sequential(object.clone())
        .search(search)
        .check(history)
    {
        Verdict::Valid(witness) => {
            assert!(valid, "wrongly valid, {case}");
            let flaw = verify_sequential(object, history, witness.order());
            assert_eq!(flaw, Ok(()), "a witness does not stand up, {case}");
        }
        Verdict::Invalid(counterexample) => {
            assert!(!valid, "wrongly invalid, {case}\n{counterexample}");
        }
        Verdict::Unknown(limit) => panic!("unknown: {limit}, {case}"),
    }
    !valid
}

/// Draws a shape that is small enough for brute force.
fn small(chance: &mut Chance) -> Shape {
    Shape {
        operations: 2 + chance.below(7),
        processes: 2 + chance.below(2),
        keys: *chance.pick(&[0, 0, 1, 2]),
        crashes: *chance.pick(&[0, 0, 15, 35]),
        fails: *chance.pick(&[0, 0, 10]),
        lies: *chance.pick(&[10, 20, 100]),
        honest: 0,
        unseen: *chance.pick(&[0, 0, 0, 25]),
    }
}

fn list<Op: Debug, Ret: Debug>(history: &History<Op, Ret>) -> String {
    let mut text = String::new();
    for (place, operation) in history.operations().iter().enumerate() {
        let (key, process) = (&operation.key, operation.process);
        let (op, outcome) = (&operation.op, &operation.outcome);
        writeln!(
            text,
            "{place}: process {process}, {key:?}: {op:?} {outcome:?}"
        )
        .expect("text");
    }
    text
}

#[test]
fn a_swap_does_not_fit_causal_consistency() {
    let seeds = 0..200;
    let unfit = seeds.filter(|seed| {
        let history = random_registers(Kinds::Swaps, &mut Chance::new(*seed));
        let verdict = Checker::causal(CasRegister::new(0)).check(&history);
        matches!(
            verdict,
            Verdict::Unknown(Limit::Unfit {
                why: Unfit::NoAccess,
                ..
            })
        )
    });
    assert!(unfit.count() > 100);
}
