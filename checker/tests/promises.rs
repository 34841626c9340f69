//! What becomes of verdicts that rest on a promise which the model does not keep.

use lockstep_checker::{Checker, Engine};
use lockstep_history::{Event, History};
use lockstep_models::{Model, Next, View};

/// A counter that is added to by 1 (`true`) and read (`false`), and says that adding changes nothing.
#[derive(Clone, Debug)]
struct LyingCounter;

impl Model for LyingCounter {
    type State = u64;
    type Op = bool;
    type Ret = u64;

    fn initial(&self) -> u64 {
        0
    }

    fn step(&self, state: &u64, adds: &bool, ret: Option<&u64>) -> Next<u64> {
        match (adds, ret) {
            (true, _) => Next::One(state + 1),
            (false, None) => Next::One(*state),
            (false, Some(seen)) => Next::when(seen == state, || *state),
        }
    }

    fn view<'a>(&self, adds: &'a bool, ret: Option<&'a u64>) -> View<'a> {
        match (adds, ret) {
            (false, Some(seen)) => View::Read(seen),
            _ => View::Idle,
        }
    }

    fn show_state(&self, state: &u64) -> String {
        format!("the counter stands at {state}")
    }
}

/// ```text
/// 0  ├─ add ─┤  ├─ read → seen ─┤
/// ```
fn added_and_read(seen: u64) -> History<bool, u64> {
    let add = [Event::Invoke(0, true), Event::Ok(0, 0)];
    let read = [Event::Invoke(0, false), Event::Ok(0, seen)];
    History::from_events(add.into_iter().chain(read)).expect("each returns before it goes on")
}

#[test]
#[should_panic(expected = "the refusal does not stand up")]
fn a_refusal_that_rests_on_a_false_promise_is_caught() {
    let _ = Checker::linearizable(LyingCounter)
        .engine(Engine::Search)
        .check(&added_and_read(1));
}

#[test]
#[should_panic(expected = "the linearization found does not stand up")]
fn an_acceptance_that_rests_on_a_false_promise_is_caught() {
    let _ = Checker::linearizable(LyingCounter)
        .engine(Engine::Search)
        .check(&added_and_read(0));
}

#[test]
fn a_refusal_that_holds_anyway_is_no_fault() {
    let verdict = Checker::linearizable(LyingCounter)
        .engine(Engine::Search)
        .check(&added_and_read(2));
    assert!(verdict.counterexample().is_some());
}
