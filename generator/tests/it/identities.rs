//! Combinators that change nothing, and those that are others in disguise.

use std::time::Duration;

use lockstep_generator::{
    Generator, Simulation, any, concat, cycle_times, each_thread, flip_flop, mix, phases, reserve,
};
use lockstep_seed::Seed;
use proptest::prelude::*;

use crate::tree::{Tree, any_simulation, any_tree, run};

#[track_caller]
fn assert_same(simulation: &Simulation<u8>, one: Tree, other: Tree) {
    let [one, other] = [one, other].map(|tree| run(simulation, &tree).to_string());
    assert!(one == other, "\n{one}\nis not\n{other}");
}

proptest! {
    #[test]
    fn what_limits_nothing_changes_nothing(g in any_tree(), simulation in any_simulation()) {
        let same = [
            g.clone().take(u64::MAX).boxed(),
            g.clone().map(|op| op).boxed(),
            g.clone().filter(|_| true).boxed(),
            g.clone().on_threads(|_| true).boxed(),
            g.clone().time_limit(Duration::MAX).boxed(),
            g.clone().delay(Duration::ZERO).boxed(),
            g.clone().stagger(Duration::ZERO).boxed(),
            g.clone().process_limit(u64::MAX).boxed(),
            g.clone().concurrency_limit(usize::MAX).boxed(),
            concat([g.clone()]).boxed(),
            mix([g.clone()]).unwrap().boxed(),
            any([g.clone()]).unwrap().boxed(),
            // All threads are free at the start.
            g.clone().synchronize().boxed(),
            phases([g.clone()]).boxed(),
        ];
        for other in same {
            assert_same(&simulation, g.clone(), other);
        }
    }

    #[test]
    fn concat_is_associative(
        a in any_tree(), b in any_tree(), c in any_tree(), simulation in any_simulation(),
    ) {
        let flat = concat([a.clone(), b.clone(), c.clone()]).boxed();
        let left = concat([concat([a.clone(), b.clone()]).boxed(), c.clone()]).boxed();
        let right = concat([a, concat([b, c]).boxed()]).boxed();
        assert_same(&simulation, flat.clone(), left);
        assert_same(&simulation, flat, right);
    }

    #[test]
    fn nothing_before_or_after_changes_nothing(g in any_tree(), simulation in any_simulation()) {
        let nothing = || concat::<Tree>([]).boxed();
        assert_same(&simulation, g.clone(), concat([nothing(), g.clone()]).boxed());
        assert_same(&simulation, g.clone(), concat([g.clone(), nothing()]).boxed());
        assert_same(&simulation, g.clone(), g.then(nothing()).boxed());
    }

    #[test]
    fn then_is_two_phases(a in any_tree(), b in any_tree(), simulation in any_simulation()) {
        assert_same(&simulation, a.clone().then(b.clone()).boxed(), phases([a, b]).boxed());
    }

    #[test]
    fn flip_flop_is_a_mix_of_two(a in any_tree(), b in any_tree(), simulation in any_simulation()) {
        assert_same(&simulation, flip_flop(a.clone(), b.clone()).boxed(), mix([a, b]).unwrap().boxed());
    }

    #[test]
    fn the_smaller_limit_wins(
        g in any_tree(), one in 0..40_u64, other in 0..40_u64, simulation in any_simulation(),
    ) {
        let both = g.clone().limit(one).limit(other).boxed();
        assert_same(&simulation, both, g.clone().take(one.min(other)).boxed());
        assert_same(&simulation, g.clone().once().boxed(), g.take(1).boxed());
    }

    #[test]
    fn the_first_of_two_time_limits_wins(
        g in any_tree(), one in 0..500_u64, other in 0..500_u64, simulation in any_simulation(),
    ) {
        let [one, other] = [one, other].map(Duration::from_nanos);
        let both = g.clone().time_limit(one).time_limit(other).boxed();
        assert_same(&simulation, both, g.time_limit(one.min(other)).boxed());
    }

    #[test]
    fn maps_are_one_after_the_other(g in any_tree(), simulation in any_simulation()) {
        let twice = g.clone().map(|op| op.wrapping_mul(3)).map(|op| op ^ 5).boxed();
        assert_same(&simulation, twice, g.map(|op| op.wrapping_mul(3) ^ 5).boxed());
    }

    #[test]
    fn filters_pass_what_both_pass(g in any_tree(), simulation in any_simulation()) {
        let g = g.take(200);
        let twice = g.clone().filter(|op| op % 2 == 0).filter(|op| op % 3 == 0).boxed();
        assert_same(&simulation, twice, g.filter(|op| op % 6 == 0).boxed());
    }

    #[test]
    fn a_run_of_one_thread_is_each_threads(g in any_tree(), latency in 0..20_u64) {
        let simulation = Simulation::imperfect(1)
            .latency(Duration::from_nanos(latency))
            .ops_max(150)
            .time_max(Duration::from_micros(1));
        let own = g.clone();
        assert_same(&simulation, g, each_thread(move |_| own.clone()).boxed());
    }

    #[test]
    fn all_combinators_pass_the_seeds_of_their_parts_on(
        g in any_tree(), other in any_tree(), own in prop::num::u64::ANY, count in prop::num::u64::ANY,
    ) {
        let of_one = [
            g.clone().map(|op| op).seeds(),
            g.clone().filter(|_| true).seeds(),
            g.clone().repeat().seeds(),
            g.clone().rounds().seeds(),
            g.clone().clients().seeds(),
            g.clone().synchronize().seeds(),
            g.clone().delay(Duration::ZERO).seeds(),
            g.clone().time_limit(Duration::ZERO).seeds(),
            g.clone().process_limit(count).seeds(),
            g.clone().concurrency_limit(0).seeds(),
            g.clone().until_ok().seeds(),
        ];
        for seeds in of_one {
            prop_assert_eq!(seeds, g.seeds());
        }
        let both: Vec<Seed> = g.seeds().into_iter().chain(other.seeds()).collect();
        let second = Duration::from_secs(1);
        let of_two = [
            concat([g.clone(), other.clone()]).seeds(),
            phases([g.clone(), other.clone()]).seeds(),
            g.clone().then(other.clone()).seeds(),
            flip_flop(g.clone(), other.clone()).seeds(),
            reserve([(1, g.clone())], other.clone()).unwrap().seeds(),
            cycle_times([(second, g.clone()), (second, other.clone())]).unwrap().seeds(),
        ];
        for seeds in of_two {
            prop_assert_eq!(&seeds, &both);
        }
        let own = Seed::from(own);
        let drawn = any([g.clone(), other]).unwrap().seed(own).seeds();
        prop_assert_eq!((drawn[0], &drawn[1..]), (own, &both[..]));
        let staggered = g.clone().stagger(second).seed(own).seeds();
        prop_assert_eq!((staggered[0], &staggered[1..]), (own, &g.seeds()[..]));
    }
}
