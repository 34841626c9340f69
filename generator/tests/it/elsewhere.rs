//! Faults of other generators that these do not have. Each was seen in Jepsen's.

use std::time::Duration;

use lockstep_generator::{
    BuildError, Combinator, Generator, Simulation, Thread, any, cycle, cycle_times, each_thread,
    flip_flop, list, mix, random, reserve, sleep,
};
use lockstep_seed::Seed;

use crate::tree::run;

/// Draws wherever there is something to draw.
fn of_seed(seed: u64) -> impl Generator<Op = String> + Clone {
    let seed = Seed::from(seed);
    let pool = random(0..1_000_000).unwrap();
    let own = each_thread(move |thread| {
        let Thread::Client(number) = thread else {
            unreachable!("only clients")
        };
        let seeds = seed.derive(1).derive(number.into());
        pool.clone()
            .seed(seeds)
            .map(move |op| format!("{thread} {op}"))
    });
    let reads = random(["read x", "read y"]).unwrap().seed(seed.derive(2));
    let g = any([own.boxed(), reads.map(String::from).boxed()]).unwrap();
    g.seed(seed.derive(3))
        .stagger(Duration::from_micros(1))
        .seed(seed.derive(4))
        .clients()
        .take(200)
}

#[test]
fn a_seed_repeats_the_choices_the_order_and_the_times() {
    let simulation = Simulation::perfect(4).nemesis();
    let simulated = run(&simulation, &of_seed(42));
    assert_eq!(run(&simulation, &of_seed(42)), simulated);
    assert_ne!(run(&simulation, &of_seed(43)), simulated);
}

#[test]
fn an_empty_cycle_is_refused() {
    let combinator = Combinator::Cycle;
    assert_eq!(cycle([0; 0]), Err(BuildError::Empty { combinator }));
}

#[test]
fn rounds_of_nothing_are_done() {
    let nothing = cycle(["op"]).unwrap().take(0);
    assert_eq!(nothing.clone().rounds().iter().next(), None);
    assert_eq!(nothing.rounds().rounds().repeat().iter().next(), None);
}

#[test]
fn reserve_counts_the_threads_that_are_left_to_it() {
    let one = |op| cycle([op]).unwrap();
    let g = reserve([(1, one("a"))], one("b")).unwrap();
    let g = g.on_threads(|thread| thread >= Thread::Client(3)).take(30);
    let simulated = run(&Simulation::of(6), &g);
    let of = |op| simulated.invoked().filter(move |entry| entry.op == op);
    assert_eq!((of("a").count(), of("b").count()), (10, 20));
    assert!(of("a").all(|entry| entry.thread == Thread::Client(3)));
}

#[test]
fn one_that_waits_is_not_in_the_way_of_others() {
    let waits = sleep(Duration::from_secs(1)).boxed();
    let g = any([waits, list(["a", "b"]).boxed()]).unwrap().seed(42);
    let simulated = run(&Simulation::of(1), &g);
    assert!(simulated.invoked().all(|entry| entry.time_ns == 0));
    assert_eq!(simulated.invoked().count(), 2);
}

#[test]
fn a_mix_tells_all_of_what_happens() {
    let tries = || cycle(["try"]).unwrap().until_ok().boxed();
    let simulated = run(&Simulation::perfect(1), &mix([tries(), tries()]).unwrap());
    assert_eq!(simulated.invoked().count(), 2);
    let other = || cycle(["other"]).unwrap();
    let count = |g| {
        run(&Simulation::perfect(1).ops_max(10), &g)
            .invoked()
            .count()
    };
    assert_eq!(count(flip_flop(other().boxed(), tries())), 3);
    assert_eq!(count(flip_flop(tries(), other().boxed())), 2);
}

#[test]
fn a_window_or_a_range_of_nothing_is_refused() {
    let one = || cycle(["op"]).unwrap();
    let said = [
        cycle_times([(Duration::from_secs(1), one()), (Duration::ZERO, one())]).unwrap_err(),
        cycle_times::<lockstep_generator::Boxed<u8>>([]).unwrap_err(),
        reserve([(1, one()), (0, one())], one()).unwrap_err(),
        reserve([], one()).unwrap_err(),
        any::<lockstep_generator::Boxed<u8>>([]).unwrap_err(),
    ]
    .map(|error| error.to_string());
    let expected = [
        "the window at index 1 lasts 0 ns; expected at least 1",
        "cycle_times is given no windows; expected at least one",
        "the range at index 1 has 0 threads; expected at least 1",
        "reserve is given no ranges; expected at least one",
        "any is given no generators; expected at least one",
    ];
    assert_eq!(said, expected);
}
