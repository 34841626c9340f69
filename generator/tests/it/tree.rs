//! Random generators of every kind, nested, for what holds for all of them; and simulations to run them in.

use std::time::Duration;

use lockstep_generator::{
    Boxed, EventKind, Generator, Simulated, Simulation, Stuck, concat, cycle, cycle_times,
    each_thread, flip_flop, independent, list, mix, phases, random, reserve, sleep, unfold,
    weighted,
};
use proptest::prelude::*;
use proptest::strategy::Union;

pub(crate) type Tree = Boxed<u8>;

/// Any generator, three combinators deep at most.
pub(crate) fn any_tree() -> impl Strategy<Value = Tree> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        Union::new([
            of_one(&inner),
            of_time(&inner),
            of_threads(&inner),
            of_several(&inner),
        ])
    })
}

pub(crate) fn leaf() -> impl Strategy<Value = Tree> {
    let ops = || prop::collection::vec(any::<u8>(), 1..6);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..6).prop_map(|ops| list(ops).boxed()),
        ops().prop_map(|ops| cycle(ops).unwrap().boxed()),
        (ops(), any::<u64>()).prop_map(|(ops, seed)| random(ops).unwrap().seed(seed).boxed()),
        (ops(), any::<u64>()).prop_map(|(ops, seed)| {
            let ops = ops.into_iter().zip(1..);
            weighted(ops).unwrap().seed(seed).boxed()
        }),
        any::<u8>().prop_map(|last| unfold(0, move |count, _| {
            *count += 1;
            (*count < last).then_some(*count)
        })
        .boxed()),
        (0..50_u64).prop_map(|ns| sleep(Duration::from_nanos(ns)).boxed()),
    ]
}

fn of_one(inner: &BoxedStrategy<Tree>) -> BoxedStrategy<Tree> {
    let inner = || inner.clone();
    prop_oneof![
        (inner(), 0..20_u64).prop_map(|(inner, count)| inner.take(count).boxed()),
        inner().prop_map(|inner| inner.map(|op| op.wrapping_add(1)).boxed()),
        // Every second op passes, so that there always is one.
        inner().prop_map(|inner| {
            let one = cycle([1]).unwrap();
            flip_flop(inner, one).filter(|op| op % 2 == 1).boxed()
        }),
        inner().prop_map(|inner| inner.repeat().boxed()),
        inner().prop_map(|inner| inner.rounds().boxed()),
        inner().prop_map(|inner| inner.synchronize().boxed()),
        inner().prop_map(|inner| inner.until_ok().boxed()),
        (inner(), 0..12_u64).prop_map(|(inner, count)| inner.process_limit(count).boxed()),
        (inner(), 0..4_usize).prop_map(|(inner, count)| inner.concurrency_limit(count).boxed()),
    ]
    .boxed()
}

fn of_time(inner: &BoxedStrategy<Tree>) -> BoxedStrategy<Tree> {
    let timed = || (inner.clone(), (0..50_u64).prop_map(Duration::from_nanos));
    let windows = (inner.clone(), (1..50_u64).prop_map(Duration::from_nanos));
    prop_oneof![
        (timed(), any::<u64>())
            .prop_map(|((inner, gap), seed)| inner.stagger(gap).seed(seed).boxed()),
        timed().prop_map(|(inner, gap)| inner.delay(gap).boxed()),
        timed().prop_map(|(inner, limit)| inner.time_limit(limit * 10).boxed()),
        prop::collection::vec(windows, 1..4).prop_map(|windows| {
            let windows = windows.into_iter().map(|(inner, length)| (length, inner));
            cycle_times(windows).unwrap().boxed()
        }),
    ]
    .boxed()
}

fn of_threads(inner: &BoxedStrategy<Tree>) -> BoxedStrategy<Tree> {
    let inner = || inner.clone();
    prop_oneof![
        inner().prop_map(|inner| inner.clients().boxed()),
        inner().prop_map(|inner| inner.nemesis().boxed()),
        (inner(), 0..5_u32).prop_map(|(inner, number)| {
            let keep = move |thread| thread != lockstep_generator::Thread::Client(number);
            inner.on_threads(keep).boxed()
        }),
        inner().prop_map(|inner| each_thread(move |_| inner.clone()).boxed()),
        (inner(), inner(), inner(), 1..3_u32).prop_map(|(one, two, rest, count)| {
            reserve([(count, one), (1, two)], rest).unwrap().boxed()
        }),
        inner().prop_map(|inner| {
            let keyed = independent::sequential(0..3, move |_| inner.clone());
            keyed.map(|(key, op)| op.wrapping_add(key)).boxed()
        }),
        inner().prop_map(|inner| {
            let keyed = independent::concurrent(1, 0..5, move |_| inner.clone()).unwrap();
            keyed
                .map(|(key, op)| op.wrapping_add(key))
                .clients()
                .boxed()
        }),
    ]
    .boxed()
}

fn of_several(inner: &BoxedStrategy<Tree>) -> BoxedStrategy<Tree> {
    let some = || prop::collection::vec(inner.clone(), 1..4);
    let two = || (inner.clone(), inner.clone());
    prop_oneof![
        some().prop_map(|children| mix(children).unwrap().boxed()),
        (some(), any::<u64>()).prop_map(|(children, seed)| lockstep_generator::any(children)
            .unwrap()
            .seed(seed)
            .boxed()),
        some().prop_map(|children| concat(children).boxed()),
        some().prop_map(|children| phases(children).boxed()),
        two().prop_map(|(first, second)| first.then(second).boxed()),
        two().prop_map(|(first, second)| flip_flop(first, second).boxed()),
    ]
    .boxed()
}

/// A run of one to five clients, perhaps with a nemesis, whose ops take any time and end in any way.
pub(crate) fn any_simulation() -> impl Strategy<Value = Simulation<u8>> {
    (1..6_u32, any::<bool>(), any::<u64>(), 0..30_u64).prop_map(
        |(clients, nemesis, seed, latency)| {
            let simulation = Simulation::of(clients)
                .latencies(move |_, _, stream| Duration::from_nanos(stream.below(latency + 1)))
                .outcomes(|_, _, stream| {
                    *stream.choose(&[
                        EventKind::Ok,
                        EventKind::Ok,
                        EventKind::Fail,
                        EventKind::Info,
                    ])
                })
                .seed(seed)
                .ops_max(150)
                .time_max(Duration::from_micros(1));
            if nemesis {
                simulation.nemesis()
            } else {
                simulation
            }
        },
    )
}

/// Runs a generator that cannot be stuck.
pub(crate) fn run<G>(simulation: &Simulation<G::Op>, generator: &G) -> Simulated<G::Op>
where
    G: Generator<Op: Clone + 'static> + Clone,
{
    let simulated: Result<_, Stuck> = simulation.run(generator);
    simulated.expect("a generator of this crate is not stuck")
}
