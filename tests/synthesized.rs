//! Histories that are synthesized, judged: what is made correct is found correct, and what is made
//! wrong is found wrong, for every model of the catalog.

use lockstep::checker::Engine;
use lockstep::prelude::*;
use lockstep::workloads::{Play, SynthError};

macro_rules! for_every_model {
    ($claim:ident) => {
        $claim(&Register::new(0_i64));
        $claim(&CasRegister::new(0_i64));
        $claim(&MultiRegister::<i64, i64>::default());
        $claim(&Kv::<i64, String>::default());
        $claim(&FifoQueue::<i64>::default());
        $claim(&UnorderedQueue::<i64>::default());
        $claim(&Stack::<i64>::default());
        $claim(&PriorityQueue::<i64>::default());
        $claim(&Set::<i64>::default());
        $claim(&GrowSet::<i64>::default());
        $claim(&Counter::default());
        $claim(&Mutex::default());
        $claim(&OwnedMutex::default());
        $claim(&Log::<i64>::default());
        $claim(&Bank::<i64>::default());
        $claim(&UniqueIds::<i64>::default());
    };
}

/// Settings of small histories: few and many values, with and without crashes.
fn settings() -> impl Iterator<Item = Synth> {
    (0..8).map(|seed| {
        let values = if seed % 2 == 0 {
            Values::Pool(3)
        } else {
            Values::Unique
        };
        let rate = if seed % 4 < 2 { 0.0 } else { 0.05 };
        Synth::new(Seed::from(seed))
            .operations(40)
            .processes(3)
            .values(values)
            .crash_rate(Share::new(rate).expect("a rate"))
    })
}

fn share(number: f64) -> Share {
    Share::new(number).expect("a number from 0 to 1")
}

#[test]
fn what_is_made_correct_is_valid() {
    fn claim<M: Play + Sync>(model: &M) {
        for synth in settings() {
            let history = synth.run(model).expect("the settings fit").into_history();
            let verdict = Checker::linearizable(model).check(&history);
            assert!(verdict.is_valid(), "{verdict:?} of {synth:?}");
        }
    }
    for_every_model!(claim);
}

#[test]
fn a_value_that_nobody_wrote_is_found_at_the_latest_where_it_was_put() {
    fn claim<M: Play + Sync>(model: &M) {
        for synth in settings() {
            let synth = synth.violation(Violation::Easy { at: share(0.5) });
            let synthesized = match synth.run(model) {
                Err(SynthError::NothingToChange { .. }) => return,
                made => made.expect("the settings fit"),
            };
            let injected = synthesized.injected().expect("one was asked for").clone();
            let verdict = Checker::linearizable(model).check(&synthesized.into_history());
            let counterexample = verdict.counterexample().expect("nobody wrote it");
            // It may be found earlier, where the value was needed that is shown no more.
            assert!(
                counterexample.event <= injected.event,
                "{injected:?} of {synth:?}"
            );
        }
    }
    for_every_model!(claim);
}

#[test]
fn a_verdict_is_the_same_on_one_thread_and_on_eight() {
    fn claim<M: Play + Sync>(model: &M) {
        let threads = |count| std::num::NonZero::new(count).expect("not 0");
        for synth in settings() {
            let synth = synth.keys(3);
            let wrong = synth
                .clone()
                .violation(Violation::Subtle { at: share(0.8) });
            // Where no answer can be made wrong so, a correct history has to do.
            let made = match wrong.run(model) {
                Err(SynthError::NothingToChange { .. }) => synth.run(model),
                made => made,
            };
            let history = made.expect("the settings fit").into_history();
            let checker = Checker::linearizable(model);
            let one = checker.clone().threads(threads(1)).check(&history);
            assert_eq!(one, checker.threads(threads(8)).check(&history));
        }
    }
    for_every_model!(claim);
}

#[test]
fn monitors_say_the_same_of_a_long_history_on_one_thread_and_on_eight() {
    fn claim<M: Play + Sync>(model: &M, values: Values) {
        let threads = |count| std::num::NonZero::new(count).expect("not 0");
        // So long that each of three threads has a stretch of its own.
        let correct = Synth::new(Seed::from(7))
            .operations(80_000)
            .processes(8)
            .values(values);
        let wrong = correct
            .clone()
            .violation(Violation::Easy { at: share(0.9) });
        for synth in [correct, wrong] {
            let history = match synth.run(model) {
                Err(SynthError::NothingToChange { .. }) => continue,
                made => made.expect("the settings fit").into_history(),
            };
            let checker = Checker::linearizable(model).engine(Engine::Monitor);
            let one = checker.clone().threads(threads(1)).check(&history);
            assert!(!matches!(one, Verdict::Unknown(_)), "{one:?} of {synth:?}");
            let eight = checker.threads(threads(8)).check(&history);
            assert!(one == eight, "they differ: {synth:?}");
        }
    }
    claim(&Register::new(0_i64), Values::Unique);
    claim(&CasRegister::new(0_i64), Values::Unique);
    claim(&FifoQueue::<i64>::default(), Values::Unique);
    claim(&UnorderedQueue::<i64>::default(), Values::Unique);
    claim(&Stack::<i64>::default(), Values::Unique);
    claim(&PriorityQueue::<i64>::default(), Values::Unique);
    claim(&Set::<i64>::default(), Values::Pool(20));
    claim(&Counter::default(), Values::Pool(2));
    claim(&Mutex::default(), Values::Unique);
    claim(&OwnedMutex::default(), Values::Unique);
}
