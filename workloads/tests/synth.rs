//! What a synthesized history promises, for every model of the catalog.

use lockstep_history::{Codec, Event, Independent, Recording};
use lockstep_models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Kv, Log, Model, MultiRegister, Mutex,
    OwnedMutex, PriorityQueue, Register, RegisterOp, RegisterRet, Set, Stack, UniqueIds,
    UnorderedQueue,
};
use lockstep_seed::Seed;
use lockstep_workloads::{Keys, Play, Share, Synth, Synthesized, Values, Violation};
use proptest::prelude::*;

/// The models of the catalog: what can be played and written to a file.
trait Played: Play + Codec<Op = <Self as Model>::Op, Ret = <Self as Model>::Ret> {}

impl<M: Play + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret>> Played for M {}

macro_rules! for_every_model {
    ($claim:ident) => {
        $claim(&<Register>::default());
        $claim(&<CasRegister>::default());
        $claim(&<MultiRegister>::default());
        $claim(&Kv::default());
        $claim(&<FifoQueue>::default());
        $claim(&<UnorderedQueue>::default());
        $claim(&<Stack>::default());
        $claim(&PriorityQueue::default());
        $claim(&<Set>::default());
        $claim(&<GrowSet>::default());
        $claim(&Counter::default());
        $claim(&Mutex::default());
        $claim(&OwnedMutex::default());
        $claim(&<Log>::default());
        $claim(&<Bank>::default());
        $claim(&<UniqueIds>::default());
    };
}

fn share(number: f64) -> Share {
    Share::new(number).expect("a number from 0 to 1")
}

fn synth() -> Synth {
    Synth::new(Seed::from(42))
        .operations(500)
        .processes(7)
        .crash_rate(share(0.05))
}

fn run<M: Played>(synth: &Synth, model: &M) -> Synthesized<<M as Model>::Op, <M as Model>::Ret> {
    synth.run(model).expect("the settings fit every model")
}

#[test]
fn invokes_as_many_operations_as_asked_for() {
    fn claim<M: Played>(model: &M) {
        let history = run(&synth(), model).into_history();
        assert_eq!(history.operations().len(), 500);
    }
    for_every_model!(claim);
}

#[test]
fn the_seed_and_the_settings_fix_every_event() {
    fn claim<M: Played>(model: &M) {
        let history = || run(&synth().keys(3).values(Values::Unique), model).into_history();
        assert_eq!(history(), history());
    }
    for_every_model!(claim);
}

#[test]
fn what_is_written_down_is_read_as_it_was() {
    fn claim<M: Played>(model: &M) {
        let history = run(&synth().keys(3), model).into_history();
        let independent = match M::KEYS {
            Keys::None => Independent::Yes,
            Keys::Own => Independent::No,
        };
        let read = Recording::from_history(&history, model).decode(model, independent);
        assert_eq!(read.expect("it decodes").operations(), history.operations());
    }
    for_every_model!(claim);
}

#[test]
fn no_process_is_idle_while_operations_are_left() {
    fn claim<M: Played>(model: &M) {
        let synthesized = run(&synth(), model);
        let mut open = 0;
        let mut invoked = 0;
        for (_, event) in synthesized.events() {
            match event {
                Event::Invoke(..) => (open, invoked) = (open + 1, invoked + 1),
                _ => open -= 1,
            }
            assert!(open >= 6 || !(7..500).contains(&invoked));
        }
    }
    for_every_model!(claim);
}

#[test]
fn a_subtle_violation_changes_one_answer_and_says_which() {
    fn claim<M: Played>(model: &M) {
        let clean = run(&synth(), model);
        let violation = Violation::Subtle { at: share(0.9) };
        let wrong = run(&synth().violation(violation), model);
        let pairs = clean.events().iter().zip(wrong.events());
        let differing: Vec<_> = (0..).zip(pairs).filter(|(_, (a, b))| a != b).collect();
        let injected = wrong.injected().expect("one was asked for");
        assert_ne!(injected.was, injected.now);
        let [(place, (_, (_, Event::Ok(process, _))))] = differing[..] else {
            panic!("one answer differs: {differing:?}");
        };
        assert_eq!((injected.event, injected.process), (place, *process));
    }
    for_every_model!(claim);
}

#[test]
fn an_easy_violation_shows_what_nobody_wrote() {
    let violation = Violation::Easy { at: share(0.5) };
    let wrong = run(&synth().violation(violation), &<CasRegister>::default());
    let injected = wrong.injected().expect("one was asked for");
    assert_eq!(injected.now, "read → -1");
    let unheard = RegisterRet::Got((-1).into());
    let (_, event) = &wrong.events()[injected.event as usize];
    assert_eq!(*event, Event::Ok(injected.process, unheard));
}

#[test]
fn a_mutex_shows_no_values_to_make_wrong() {
    let violation = Violation::Easy { at: share(0.5) };
    let error = synth().violation(violation).run(&Mutex::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no answer can be made wrong: none shows a value"
    );
}

#[test]
fn a_mix_leaves_out_what_it_does_not_name() {
    let reads = run(&synth().mix([("read", 1)]), &<CasRegister>::default());
    let only_reads = reads.events().iter().all(|(_, event)| match event {
        Event::Invoke(_, op) => *op == RegisterOp::Read,
        _ => true,
    });
    assert!(only_reads);
}

#[test]
fn refuses_settings_that_no_history_has() {
    let says = |synth: Synth| synth.run(&Log::<i64>::default()).unwrap_err().to_string();
    assert_eq!(
        says(synth().keys(0)),
        "the number of keys is 0; expected at least 1"
    );
    assert_eq!(
        says(synth().mix([("pop", 1)])),
        "the mix names pop; expected append, read"
    );
    assert_eq!(
        says(synth().mix([("read", 0)])),
        "every weight of the mix is 0; expected one of at least 1"
    );
    let too_long = says(synth().operations(u32::MAX));
    assert_eq!(
        too_long,
        "4294967295 operations are too many; the limit is 2147483647"
    );
}

#[test]
fn a_pinned_seed_gives_the_same_events_in_every_release() {
    let register = <Register>::default();
    let synth = Synth::new(Seed::from(7))
        .operations(4)
        .processes(2)
        .crash_rate(share(0.3));
    let history = run(&synth, &register).into_history();
    let recording = Recording::from_history(&history, &register);
    let events: Vec<_> = recording
        .events()
        .map(|event| format!("{event:?}"))
        .collect();
    let expected = [
        "0: 0 invoke write 4",
        "1: 1 invoke read null",
        "2: 0 ok write 4",
        "3: 0 invoke read null",
        "4: 1 info read null",
        "5: 3 invoke read null",
        "6: 0 ok read 4",
        "7: 3 ok read 4",
    ];
    assert_eq!(events, expected);
}

proptest! {
    #[test]
    fn wrong_answers_are_put_where_they_were_asked_for(at in 0.0..0.9, seed: u64) {
        let (at, seed) = (share(at), Seed::from(seed));
        let synth = Synth::new(seed).operations(400).violation(Violation::Easy { at });
        let wrong = run(&synth, &<Register>::default());
        let asked_for = at.of(u32::try_from(wrong.events().len()).unwrap());
        let event = wrong.injected().unwrap().event;
        prop_assert!((asked_for..asked_for + 60).contains(&event));
    }

    #[test]
    fn crashes_come_as_often_as_asked_for(rate in 0.0..1.0, seed: u64) {
        let synth = Synth::new(Seed::from(seed)).operations(2000).crash_rate(share(rate));
        let synthesized = run(&synth, &<Register>::default());
        let crashed = |(_, event): &&(u32, Event<_, _>)| matches!(event, Event::Info(_));
        let crashes = synthesized.events().iter().filter(crashed).count();
        // Five standard deviations of 2,000 tosses, at most.
        let expected = usize::try_from(share(rate).of(2000)).unwrap();
        prop_assert!(crashes.abs_diff(expected) < 112);
    }
}
