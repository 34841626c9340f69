//! Who does the ops.

use std::collections::BTreeMap;
use std::time::Duration;

use lockstep_generator::{
    Ask, Context, Event, Generator, Simulated, Simulation, Thread, any, concat, cycle, each_thread,
    list, reserve, sleep,
};
use proptest::prelude::*;

use crate::tree::{any_simulation, any_tree, run};

/// How many ops each thread began.
fn counts<Op>(simulated: &Simulated<Op>) -> BTreeMap<Thread, usize> {
    let mut counts = BTreeMap::new();
    for entry in simulated.invoked() {
        *counts.entry(entry.thread).or_default() += 1;
    }
    counts
}

proptest! {
    #[test]
    fn only_chosen_threads_do_ops(tree in any_tree(), bits: u8, simulation in any_simulation()) {
        let keep = move |thread| match thread {
            Thread::Client(number) => bits >> number & 1 == 1,
            Thread::Nemesis => bits >> 7 == 1,
        };
        let simulated = run(&simulation, &tree.on_threads(keep));
        prop_assert!(simulated.invoked().all(|entry| keep(entry.thread)));
    }

    #[test]
    fn clients_and_nemesis_do_not_mix(a in any_tree(), b in any_tree(), simulation in any_simulation()) {
        let a = a.map(|_| 1).clients().boxed();
        let b = b.map(|_| 0).nemesis().boxed();
        let simulated = run(&simulation, &any([a, b]).unwrap().seed(1));
        prop_assert!(simulated.invoked().all(|entry| entry.thread.is_client() == (entry.op == 1)));
    }

    #[test]
    fn each_thread_does_as_many(count in 0..20_u64, clients in 1..9_u32) {
        let g = each_thread(move |thread| cycle([thread]).unwrap().take(count));
        let simulated = run(&Simulation::imperfect(clients).nemesis(), &g);
        prop_assert!(simulated.invoked().all(|entry| entry.op == entry.thread));
        let counts = counts(&simulated);
        prop_assert!(counts.values().all(|&done| done as u64 == count));
        prop_assert_eq!(counts.len(), if count == 0 { 0 } else { clients as usize + 1 });
    }

    #[test]
    fn each_thread_rests_and_ends_by_itself(copies in prop::collection::vec((0..50_u64, 0..5_usize), 1..6)) {
        let of = copies.clone();
        let g = each_thread(move |thread| {
            let Thread::Client(number) = thread else { panic!("there is no nemesis") };
            let (rest_ns, count) = of[number as usize];
            let rest = sleep(Duration::from_nanos(rest_ns)).boxed();
            concat([rest, list(vec![(); count]).boxed()])
        });
        let simulated = run(&Simulation::of(u32::try_from(copies.len()).unwrap()), &g);
        for ((rest_ns, count), number) in copies.into_iter().zip(0..) {
            let own = simulated.invoked().filter(|entry| entry.thread == Thread::Client(number));
            let times: Vec<u64> = own.map(|entry| entry.time_ns).collect();
            prop_assert_eq!(times, vec![rest_ns; count]);
        }
    }

    #[test]
    fn each_range_rests_by_itself(rests in prop::collection::vec(0..50_u64, 2..6)) {
        let late = |rest_ns: &u64| {
            let rest = sleep(Duration::from_nanos(*rest_ns)).boxed();
            concat([rest, list([*rest_ns]).boxed()])
        };
        let mut children = rests.iter().map(late).collect::<Vec<_>>();
        let last = children.pop().unwrap();
        let g = reserve(children.into_iter().map(|child| (1, child)), last).unwrap();
        let simulated = run(&Simulation::of(u32::try_from(rests.len()).unwrap()), &g);
        prop_assert!(simulated.invoked().all(|entry| entry.time_ns == entry.op));
        prop_assert_eq!(simulated.invoked().count(), rests.len());
    }

    #[test]
    fn each_range_has_its_threads(
        ranges in prop::collection::vec((1..4_u32, 0..9_usize), 1..4),
        rest in 0..9_usize,
        clients in 1..9_u32,
    ) {
        let lists = ranges.iter().zip(0..).map(|(&(count, ops), place)| (count, list(vec![place; ops])));
        let g = reserve(lists, list(vec![ranges.len(); rest])).unwrap().clients();
        let simulated = run(&Simulation::imperfect(clients).nemesis(), &g);
        let owner = |thread| {
            let Thread::Client(number) = thread else { panic!("the nemesis is left out") };
            let sums = ranges.iter().scan(0, |sum, range| { *sum += range.0; Some(*sum) });
            sums.take_while(|&end| end <= number).count()
        };
        prop_assert!(simulated.invoked().all(|entry| entry.op == owner(entry.thread)));
        let all = ranges.iter().map(|range| range.1).chain([rest]).enumerate();
        for (place, ops) in all {
            let begin: u32 = ranges[..place].iter().map(|range| range.0).sum();
            let expected = if begin < clients { ops } else { 0 };
            prop_assert_eq!(simulated.invoked().filter(|entry| entry.op == place).count(), expected);
        }
    }
}

#[test]
fn threads_take_turns() {
    let simulated = run(&Simulation::of(3), &cycle([()]).unwrap().take(9));
    let threads: Vec<Thread> = simulated.invoked().map(|entry| entry.thread).collect();
    assert_eq!(threads, [0, 1, 2, 0, 1, 2, 0, 1, 2].map(Thread::Client));
}

#[test]
fn who_is_wrapped_hears_of_its_own_threads_alone() {
    #[derive(Clone)]
    struct Hears(Vec<Thread>);

    impl Generator for Hears {
        type Op = Vec<Thread>;

        fn ask(&mut self, _: &Context) -> Ask<Vec<Thread>> {
            Ask::Op(self.0.clone())
        }

        fn update(&mut self, context: &Context, event: &Event<'_>) {
            assert!(context.threads().contains(event.thread));
            self.0.push(event.thread);
        }
    }

    let own = |threads: &[Thread]| {
        let mut threads = threads.to_vec();
        threads.dedup();
        threads
    };
    let hears = || Hears(Vec::new());
    let each = each_thread(move |_| hears()).take(20);
    for entry in run(&Simulation::perfect(3).nemesis(), &each).invoked() {
        assert!([vec![], vec![entry.thread]].contains(&own(&entry.op)));
    }
    let first = |thread| thread == Thread::Client(0);
    let beside = [
        hears().on_threads(first).boxed(),
        hears().on_threads(move |thread| !first(thread)).boxed(),
    ];
    let beside = any(beside).unwrap().seed(1).take(20);
    for entry in run(&Simulation::perfect(3), &beside).invoked() {
        assert!(
            entry
                .op
                .iter()
                .all(|&thread| first(thread) == first(entry.thread))
        );
    }
    let reserved = reserve([(1, hears())], hears()).unwrap().take(20);
    for entry in run(&Simulation::perfect(3), &reserved).invoked() {
        let first = Thread::Client(0);
        assert!(
            entry
                .op
                .iter()
                .all(|&thread| (thread == first) == (entry.thread == first))
        );
    }
}

#[test]
fn what_is_left_may_go_on_in_a_run_with_other_threads() {
    let g = cycle(["op"]).unwrap().take(7).clients();
    let (_, rest) = g.next().unwrap();
    let simulated = run(&Simulation::of(3).nemesis(), &rest);
    let threads: Vec<Thread> = simulated.invoked().map(|entry| entry.thread).collect();
    assert_eq!(threads, [0, 1, 2, 0, 1, 2].map(Thread::Client));
}
