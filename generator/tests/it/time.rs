//! When ops come.

use std::time::Duration;

use lockstep_generator::{
    Ask, Context, Generator, Simulated, Simulation, concat, cycle, cycle_times, list, sleep,
};
use proptest::prelude::*;

use crate::tree::{any_simulation, any_tree, run};

fn times<Op>(simulated: &Simulated<Op>) -> Vec<u64> {
    simulated.invoked().map(|entry| entry.time_ns).collect()
}

fn ns(duration: u64) -> Duration {
    Duration::from_nanos(duration)
}

proptest! {
    #[test]
    fn no_op_comes_at_the_end_or_later(
        tree in any_tree(),
        limit in 0..300_u64,
        start in 0..100_u64,
        simulation in any_simulation(),
    ) {
        let rest = sleep(ns(start)).boxed();
        let simulated = run(&simulation, &concat([rest, tree.time_limit(ns(limit)).boxed()]));
        prop_assert!(times(&simulated).into_iter().all(|time| time < start + limit));
        prop_assert!(times(&simulated).into_iter().all(|time| time >= start));
    }

    #[test]
    fn a_delay_is_exact(gap in 0..100_u64, count in 0..50_u64) {
        let g = cycle([()]).unwrap().take(count).delay(ns(gap));
        let simulated = run(&Simulation::of(1), &g);
        prop_assert!((0..count).map(|place| place * gap).eq(times(&simulated)));
    }

    #[test]
    fn a_delay_catches_up(gap in 1..20_u64, stall in 0..200_u64) {
        // The only thread is busy with its first op for a while.
        let g = list(0..50_u64).delay(ns(gap));
        let simulation = Simulation::of(1).latencies(move |_, op, _| ns(if *op == 0 { stall } else { 0 }));
        let expected = (0..50).map(|place: u64| if place == 0 { 0 } else { stall.max(place * gap) });
        prop_assert!(expected.eq(times(&run(&simulation, &g))));
    }

    #[test]
    fn gaps_of_a_stagger_are_below_twice_the_mean(mean in 1..100_u64, seed: u64) {
        let g = cycle([()]).unwrap().take(50).stagger(ns(mean)).seed(seed);
        let times = times(&run(&Simulation::of(1), &g));
        prop_assert_eq!(times[0], 0);
        prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] < 2 * mean));
    }

    #[test]
    fn windows_follow_the_clock(
        lengths in prop::collection::vec(1..30_u64, 1..5),
        gap in 1..10_u64,
        simulation in any_simulation(),
    ) {
        let windows = lengths.iter().zip(0_u8..);
        let windows = windows.map(|(&length, place)| (ns(length), cycle([place]).unwrap()));
        let g = cycle_times(windows).unwrap().delay(ns(gap));
        let period: u64 = lengths.iter().sum();
        for entry in run(&simulation, &g).invoked() {
            let before = lengths.iter().take(entry.op.into()).sum::<u64>();
            let place = entry.time_ns % period;
            prop_assert!(before <= place && place < before + lengths[usize::from(entry.op)]);
        }
    }

    #[test]
    fn a_sleep_lasts_from_when_it_is_first_asked(first in 0..50_u64, second in 0..50_u64) {
        let sleeps = [first, second].map(|length| sleep(ns(length)).boxed());
        let g = concat(sleeps.into_iter().chain([list(["op"]).boxed()]));
        prop_assert_eq!(times(&run(&Simulation::of(1), &g)), [first + second]);
    }
}

#[test]
fn a_stagger_keeps_its_rate_on_average() {
    let g = cycle([()]).unwrap().stagger(ns(1_000)).seed(42);
    let simulated = run(&Simulation::of(1).ops_max(10_001), &g);
    // 10,000 gaps of 1,000 ns, give or take 57,735.
    assert_eq!(times(&simulated).last(), Some(&9_999_760));
}

#[test]
fn a_stagger_that_is_always_a_little_late_keeps_its_rate() {
    let mut g = cycle([()]).unwrap().stagger(ns(1_000)).seed(42);
    let (mut time_ns, mut ops) = (0, 0);
    while ops < 10_001 {
        match g.ask(&Context::at(time_ns)) {
            // Whoever sleeps wakes up late.
            Ask::Wait(until_ns) => time_ns = until_ns + 400,
            _ => ops += 1,
        }
    }
    // As above, and 400 ns for the last op alone.
    assert_eq!(time_ns, 10_000_160);
}

#[test]
fn a_stagger_does_not_burst_after_a_stall() {
    let mut g = cycle([()]).unwrap().stagger(ns(1_000)).seed(42);
    assert!(g.ask(&Context::at(0)).is_op());
    let stalled = Context::at(1_000_000);
    let burst = (0..100).take_while(|_| g.ask(&stalled).is_op()).count();
    assert!(burst <= 5, "{burst} ops at once");
}

#[test]
fn a_window_that_is_done_stays_empty() {
    let g = cycle_times([
        (ns(10), list(["a", "a"]).boxed()),
        (ns(10), cycle(["b"]).unwrap().boxed()),
    ]);
    let simulated = run(&Simulation::of(1), &g.unwrap().delay(ns(5)).take(6));
    let begun: Vec<_> = simulated
        .invoked()
        .map(|entry| (entry.time_ns, entry.op))
        .collect();
    let expected = [
        (0, "a"),
        (5, "a"),
        (10, "b"),
        (15, "b"),
        (30, "b"),
        (30, "b"),
    ];
    // The delay is late by the empty window, and catches up.
    assert_eq!(begun, expected);
}

#[test]
fn times_beyond_584_years_never_come() {
    let mut g = list(["op"]).delay(Duration::MAX);
    assert!(g.ask(&Context::at(5)).is_op());
    assert_eq!(g.ask(&Context::at(6)), Ask::Wait(u64::MAX));
    let mut rest = sleep::<()>(Duration::MAX);
    assert_eq!(rest.ask(&Context::at(6)), Ask::Wait(u64::MAX));
}
