//! Every promise that a model makes in `view`, `observes` and `parts`, held against its `step`.

mod promise;
mod subject;
mod subjects;

use lockstep_models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Kv, Log, Model, MultiRegister, Mutex, Next,
    OwnedMutex, Parts, PriorityQueue, Register, Set, Stack, Table, UniqueIds, UniqueIdsOp,
    UnorderedQueue, View,
};
use proptest::prelude::*;
use proptest::sample::Index;
use subject::Subject;

fn states<S>(next: Next<S>) -> Vec<S> {
    match next {
        Next::None => vec![],
        Next::One(state) => vec![state],
        Next::Many(states) => states,
    }
}

/// Returns a state that these operations, of unknown results, lead to.
fn walk<M: Model>(model: &M, moves: &[(M::Op, Index)]) -> M::State {
    let mut state = model.initial();
    for (op, choice) in moves {
        let next = states(model.step(&state, op, None));
        if !next.is_empty() {
            state = choice.get(&next).clone();
        }
    }
    state
}

fn moves<S: Subject>() -> impl Strategy<Value = Vec<(S::Op, Index)>> {
    prop::collection::vec((S::op(), any::<Index>()), 0..12)
}

/// Runs `test` on random states and two random operations.
fn on_random_states<S: Subject>(subject: &S, test: impl Fn(&S::State, &S::Op, &S::Op)) {
    proptest!(|(moves in moves::<S>(), one in S::op(), other in S::op())| {
        test(&walk(subject, &moves), &one, &other);
    });
}

fn keeps_what_its_views_promise<S: Subject>(subject: &S) {
    on_random_states(subject, |state, op, other| {
        promise::check(subject, state, op, None, other);
        for ret in subject.answers(state, op) {
            promise::check(subject, state, op, Some(&ret), other);
        }
    });
}

fn never_changes_when_it_observes<S: Subject>(subject: &S) {
    on_random_states(subject, |state, op, _| {
        if subject.observes(op, None) {
            let next = states(subject.step(state, op, None));
            assert!(next.len() == 1 && next[0] == *state, "{op:?}");
        }
        for ret in subject.answers(state, op) {
            let next = states(subject.step(state, op, Some(&ret)));
            if subject.observes(op, Some(&ret)) {
                assert!(next.iter().all(|next| next == state), "{op:?} {ret:?}");
            }
        }
    });
}

fn takes_every_answer_into_account_when_none_is_known<S: Subject>(subject: &S) {
    on_random_states(subject, |state, op, _| {
        let unknown = states(subject.step(state, op, None));
        let mut known = Vec::new();
        for ret in subject.answers(state, op) {
            for next in states(subject.step(state, op, Some(&ret))) {
                assert!(unknown.contains(&next), "{op:?} {ret:?} leads to {next:?}");
                known.push(next);
            }
        }
        assert!(
            unknown.iter().all(|next| known.contains(next)),
            "{op:?} in {state:?}"
        );
    });
}

fn names_each_state_once<S: Subject>(subject: &S) {
    on_random_states(subject, |state, op, _| {
        if let Next::Many(next) = subject.step(state, op, None) {
            assert!(next.len() > 1);
            for (place, one) in next.iter().enumerate() {
                assert!(!next[..place].contains(one), "{one:?} twice");
            }
        }
    });
}

fn are_disjoint(one: &Parts<'_>, other: &Parts<'_>) -> bool {
    match (one, other) {
        (Parts::Whole, _) | (_, Parts::Whole) => false,
        (Parts::One(one), Parts::One(other)) => one != other,
        (Parts::One(one), Parts::Many(many)) | (Parts::Many(many), Parts::One(one)) => {
            !many.contains(one)
        }
        (Parts::Many(one), Parts::Many(other)) => one.iter().all(|part| !other.contains(part)),
    }
}

fn commutes_where_parts_are_disjoint<S: Subject>(subject: &S) {
    on_random_states(subject, |state, one, other| {
        if !are_disjoint(&subject.parts(one), &subject.parts(other)) {
            return;
        }
        for first in subject.answers(state, one) {
            for second in subject.answers(state, other) {
                let (first, second) = (Some(&first), Some(&second));
                let there = states(subject.step(state, one, first));
                let there = there
                    .iter()
                    .flat_map(|next| states(subject.step(next, other, second)));
                let back = states(subject.step(state, other, second));
                let back = back
                    .iter()
                    .flat_map(|next| states(subject.step(next, one, first)));
                assert!(there.eq(back), "{one:?} {first:?}, {other:?} {second:?}");
            }
        }
    });
}

/// A sequential run in which every operation got an answer that it could get, chosen at random.
fn run<S: Subject>(subject: &S, moves: Vec<(S::Op, Index)>) -> Vec<(S::Op, S::Ret)> {
    let mut state = subject.initial();
    let mut run = Vec::new();
    for (op, choice) in moves {
        let possible: Vec<_> = subject
            .answers(&state, &op)
            .into_iter()
            .flat_map(|ret| {
                let next = states(subject.step(&state, &op, Some(&ret)));
                next.into_iter().map(move |next| (ret.clone(), next))
            })
            .collect();
        if !possible.is_empty() {
            let (ret, next) = choice.get(&possible).clone();
            state = next;
            run.push((op, ret));
        }
    }
    run
}

fn is_possible<M: Model>(model: &M, run: &[(M::Op, M::Ret)]) -> bool {
    let mut reached = vec![model.initial()];
    for (op, ret) in run {
        let next = reached
            .iter()
            .flat_map(|state| states(model.step(state, op, Some(ret))));
        reached = next.collect();
    }
    !reached.is_empty()
}

fn can_do_without_a_put_that_nobody_names<S: Subject>(subject: &S) {
    proptest!(|(moves in moves::<S>(), choice in any::<Index>())| {
        let mut run = run(subject, moves);
        prop_assume!(!run.is_empty());
        let place = choice.index(run.len());
        let (op, ret) = run.remove(place);
        if let View::Puts(value) = subject.view(&op, Some(&ret)) {
            let later = run[place..].iter();
            let named = later.clone().any(|(op, ret)| promise::names(&subject.view(op, Some(ret)), value));
            prop_assert!(named || is_possible(subject, &run), "{op:?} out of {run:?}");
        }
    });
}

/// What is promised by models of which every answer can be told.
macro_rules! promises {
    ($($name:ident: $subject:expr;)*) => {
        promises_but_of_unknown_answers! { $($name: $subject;)* }

        mod takes_every_answer_into_account_when_none_is_known {
            use super::*;
            $(
                #[test]
                fn $name() {
                    super::takes_every_answer_into_account_when_none_is_known(&$subject);
                }
            )*
        }
    };
}

macro_rules! promises_but_of_unknown_answers {
    ($($name:ident: $subject:expr;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn keeps_what_its_views_promise() {
                super::keeps_what_its_views_promise(&$subject);
            }

            #[test]
            fn never_changes_when_it_observes() {
                super::never_changes_when_it_observes(&$subject);
            }

            #[test]
            fn names_each_state_once() {
                super::names_each_state_once(&$subject);
            }

            #[test]
            fn commutes_where_parts_are_disjoint() {
                super::commutes_where_parts_are_disjoint(&$subject);
            }

            #[test]
            fn can_do_without_a_put_that_nobody_names() {
                super::can_do_without_a_put_that_nobody_names(&$subject);
            }
        }
    )*};
}

promises! {
    register: Register::new(0);
    cas_register: CasRegister::new(0);
    multi_register: MultiRegister::new([(0, 1)]);
    kv: Kv::with_initial([(0, "a".to_string())]);
    fifo_queue: FifoQueue::with_initial([1]);
    unordered_queue: UnorderedQueue::with_initial([1]);
    stack: Stack::with_initial([1]);
    priority_queue: PriorityQueue::with_initial([1]);
    set: Set::with_initial([1]);
    grow_set: GrowSet::with_initial([1]);
    counter: Counter::with_initial(1);
    mutex: Mutex::new();
    owned_mutex: OwnedMutex::new();
    log: Log::with_initial([1]);
    bank: Bank::new([(0, 3), (1, 0)]);
}

promises_but_of_unknown_answers! {
    unique_ids: UniqueIds::with_initial([1]);
}

proptest! {
    /// What `UniqueIds` promises instead: the proof stands at its `step`.
    #[test]
    fn an_unknown_id_is_as_one_that_nobody_else_has(
        ids in prop::collection::vec(prop::option::of(0..4), 0..8),
    ) {
        let model = UniqueIds::new();
        let possible = |ids: &[Option<i32>]| {
            let step = |state: Table<i32, ()>, id: &Option<i32>| {
                states(model.step(&state, &UniqueIdsOp::Generate, id.as_ref())).pop()
            };
            ids.iter().try_fold(model.initial(), step).is_some()
        };
        let fresh: Vec<_> = ids.iter().zip(100..).map(|(id, fresh)| Some(id.unwrap_or(fresh))).collect();
        prop_assert_eq!(possible(&ids), possible(&fresh));
        let named: Vec<_> = ids.iter().flatten().collect();
        let once = (1..named.len()).all(|place| !named[..place].contains(&named[place]));
        prop_assert_eq!(possible(&ids), once);
    }
}
