//! What comes before what: one after the other, in turn, at once, again.

use std::time::Duration;

use lockstep_generator::{
    Ask, Context, EventKind, Generator, Simulated, Simulation, any, concat, cycle, flip_flop, list,
    phases, sleep, unfold,
};
use proptest::prelude::*;

use crate::kind::first;
use crate::tree::{any_simulation, any_tree, run};

/// Counts up from 0.
fn count() -> impl Generator<Op = u32> + Clone + Send + Sync + 'static {
    unfold(0, |next, _| {
        *next += 1;
        Some(*next - 1)
    })
}

/// How many ops are under way after each entry.
fn under_way<Op>(simulated: &Simulated<Op>) -> impl Iterator<Item = u32> {
    let mut busy = 0;
    simulated.entries().iter().map(move |entry| {
        match entry.kind {
            EventKind::Invoke => busy += 1,
            _ => busy -= 1,
        }
        busy
    })
}

proptest! {
    #[test]
    fn phases_never_overlap(
        parts in prop::collection::vec((any_tree(), 0..20_u64), 1..5),
        simulation in any_simulation(),
    ) {
        let parts = parts.into_iter().zip(0_u8..);
        let g = phases(parts.map(|((tree, count), phase)| tree.take(count).map(move |_| phase)));
        let simulated = run(&simulation, &g);
        let entries = simulated.entries().iter();
        prop_assert!(entries.map(|entry| entry.op).is_sorted());
        let begins = simulated.entries().windows(2).zip(under_way(&simulated));
        for (pair, busy) in begins {
            prop_assert!(pair[0].op == pair[1].op || busy == 0, "phase {} begins early", pair[1].op);
        }
    }

    #[test]
    fn concat_waits_for_nobody(counts in prop::collection::vec(0..6_usize, 1..5)) {
        let lists = counts.iter().zip(0..).map(|(&count, part)| list(vec![part; count]));
        let simulated = run(&Simulation::perfect(100), &concat(lists));
        let ops: Vec<u8> = simulated.invoked().map(|entry| entry.op).collect();
        let expected = counts.iter().zip(0..).flat_map(|(&count, part)| vec![part; count]);
        prop_assert!(expected.eq(ops));
        prop_assert!(simulated.invoked().all(|entry| entry.time_ns == 0));
    }

    #[test]
    fn synchronize_begins_with_the_last_end(latencies in prop::collection::vec(0..50_u64, 1..6)) {
        let clients = u32::try_from(latencies.len()).unwrap();
        let ends = latencies.clone();
        let before = list(latencies).map(Some);
        let after = list([None]).synchronize();
        let simulated = Simulation::<Option<u64>>::of(clients)
            .latencies(|_, op, _| Duration::from_nanos(op.unwrap_or(1)))
            .run(&concat([before.boxed(), after.boxed()]))
            .unwrap();
        let begun = simulated.invoked().last().unwrap();
        prop_assert_eq!((begun.op, begun.time_ns), (None, ends.into_iter().max().unwrap()));
    }

    #[test]
    fn flip_flop_alternates(a in 0..9_usize, b in 0..9_usize, simulation in any_simulation()) {
        let g = flip_flop(list(vec![0; a]), list(vec![1; b]));
        let ops: Vec<u8> = run(&simulation, &g).invoked().map(|entry| entry.op).collect();
        let until_first_missing = (2 * a).min(2 * b + 1);
        let expected = (0..until_first_missing).map(|place| u8::from(place % 2 == 1));
        prop_assert!(expected.eq(ops));
    }

    #[test]
    fn any_gives_all_ops_of_all(counts in prop::collection::vec(0..9_usize, 1..6), seed: u64) {
        let lists = counts.iter().zip(0..).map(|(&count, part)| {
            list(0..count).map(move |place| (part, place))
        });
        let g = any(lists.collect::<Vec<_>>()).unwrap().seed(seed);
        let mut ops = first(&g, 100);
        for (part, &count) in counts.iter().enumerate() {
            let own = ops.iter().filter(|op| op.0 == part).map(|op| op.1);
            prop_assert!(own.eq(0..count), "each in its own order");
        }
        ops.sort_unstable();
        let expected = (0..counts.len()).flat_map(|part| (0..counts[part]).map(move |place| (part, place)));
        prop_assert!(expected.eq(ops));
    }

    #[test]
    fn asking_any_in_vain_does_not_change_its_choices(seed: u64, vain in 1..5_u64) {
        let of = |op: u8| concat([sleep(Duration::from_nanos(10)).boxed(), cycle([op]).unwrap().boxed()]);
        let g = any([of(0), of(1), of(2)]).unwrap().seed(seed);
        let mut asked = g.clone();
        for time_ns in 0..vain {
            prop_assert_eq!(asked.ask(&Context::at(time_ns)), Ask::Wait(10));
        }
        let ops = |g: &mut dyn Generator<Op = u8>| [(); 20].map(|()| g.ask(&Context::at(10)));
        let mut waited = g;
        prop_assert_eq!(waited.ask(&Context::at(0)), Ask::Wait(10));
        prop_assert_eq!(ops(&mut asked), ops(&mut waited));
    }

    #[test]
    fn repeat_gives_the_first_op_for_ever(tree in any_tree(), times in 0..20_u64) {
        let simulation = Simulation::perfect(1).time_max(Duration::from_millis(1));
        let once = run(&simulation, &tree.clone().once());
        let again = run(&simulation, &tree.repeat().take(times));
        let first = once.invoked().next().map(|entry| entry.op);
        prop_assert!(again.invoked().all(|entry| Some(entry.op) == first));
    }

    #[test]
    fn rounds_are_the_same_ops_again(ops in prop::collection::vec(prop::num::u8::ANY, 1..9)) {
        let expected: Vec<u8> = ops.iter().copied().cycle().take(50).collect();
        prop_assert_eq!(first(&list(ops).rounds(), 50), expected);
    }
}

#[test]
fn any_is_uniform_among_those_that_have_an_op() {
    let waits = || sleep(Duration::from_secs(1)).boxed();
    let ready = |op| cycle([op]).unwrap().boxed();
    let g = any([
        waits(),
        ready(0),
        waits(),
        ready(1),
        ready(2),
        list([]).boxed(),
    ])
    .unwrap();
    let mut counts = [0; 3];
    g.seed(42).take(30_000).each(|op| counts[op] += 1);
    // 10,000 each, give or take 82.
    assert_eq!(counts, [10_004, 9_963, 10_033]);
}

#[test]
fn what_is_repeated_waits_each_time() {
    let rest = sleep(Duration::from_nanos(30)).boxed();
    let g = concat([rest, count().boxed()]).repeat().take(3);
    let simulated = run(&Simulation::of(2), &g);
    let begun: Vec<_> = simulated
        .invoked()
        .map(|entry| (entry.time_ns, entry.op))
        .collect();
    assert_eq!(begun, [(30, 0), (60, 0), (90, 0)]);
}

#[test]
fn a_state_changes_from_op_to_op_and_a_copy_has_its_own() {
    let g = count();
    let (_, rest) = g.next().unwrap();
    assert_eq!(first(&rest, 3), [1, 2, 3]);
    assert_eq!(first(&g, 3), [0, 1, 2]);
}

#[test]
fn a_function_that_is_done_is_not_called_again() {
    let g = unfold(0, |calls, _| {
        *calls += 1;
        (*calls != 2).then_some(*calls)
    });
    assert_eq!(first(&g, 10), [1]);
    let mut walk = g.iter();
    walk.by_ref().for_each(drop);
    assert_eq!(walk.next(), None);
}
