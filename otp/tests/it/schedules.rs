use std::collections::BTreeSet;
use std::num::NonZero;
use std::time::Duration;

use lockstep_otp::cluster::{self, Mode, Unreliable};
use lockstep_otp::{self as otp, Inbox, ReplyTo};
use lockstep_scheduler::{Runner, rand};
use lockstep_seed::Seed;

/// A few clients and a server on three nodes, with faults of every sort, which ends in a failure.
fn troubled() {
    let nodes = cluster::start_nodes(["a", "b", "c"]);
    let [a, b, c] = nodes;
    let milliseconds = Duration::from_millis;
    let unreliable = Unreliable::new().lose_one_in(5).reorder();
    unreliable.delay(milliseconds(1)..=milliseconds(9)).begin();
    let server = cluster::spawn(a, |mut inbox: Inbox<ReplyTo<u32>>| {
        for number in 0.. {
            inbox.recv().send(number);
        }
    });
    let mut inbox = otp::inbox();
    let main = inbox.pid();
    for node in [b, c] {
        cluster::spawn::<()>(node, move |_| {
            for _ in 0..3 {
                main.send(server.try_call(milliseconds(20), |reply| reply).ok());
            }
        });
    }
    cluster::spawn::<()>(otp::Node::NONE, move |_| {
        let mode = *rand::choose(&[Mode::Drop, Mode::Defer]);
        cluster::partition(&[*rand::choose(&nodes)], &nodes, mode);
        otp::sleep(milliseconds(15));
        cluster::heal();
        cluster::stop_node(c);
        cluster::start_node(c);
    });
    let got: Vec<_> = std::iter::from_fn(|| inbox.recv_timeout(milliseconds(200))).collect();
    panic!("{} arrived: {got:?}", got.len());
}

#[test]
fn a_trace_is_the_same_to_the_byte_on_1_and_2_threads() {
    compare_traces(100);
}

#[test]
#[ignore = "takes half a minute"]
fn a_trace_is_the_same_to_the_byte_for_1000_seeds_on_1_and_2_threads() {
    compare_traces(1_000);
}

fn compare_traces(seeds: u64) {
    let mut lengths = BTreeSet::new();
    for seed in 0..seeds {
        let trace = |threads: usize| {
            let threads = NonZero::new(threads).unwrap();
            let runner = Runner::new().without_traces().seed(Seed::from(seed));
            let bug = runner
                .threads(threads)
                .iterations(3)
                .try_run(troubled)
                .unwrap_err();
            bug.trace.to_string()
        };
        let one = trace(1);
        assert_eq!(one, trace(2), "of seed {seed}");
        lengths.insert(one.len());
    }
    assert!(lengths.len() > 20, "they are of {} lengths", lengths.len());
}

#[test]
fn a_trace_of_a_troubled_cluster_is_replayed() {
    for seed in 0..50 {
        let runner = Runner::new()
            .without_traces()
            .seed(Seed::from(seed))
            .iterations(3);
        let bug = runner.try_run(troubled).unwrap_err();
        let again = Runner::new().replay(&bug.trace, troubled).unwrap_err();
        assert_eq!(again.reason, bug.reason, "of seed {seed}");
    }
}

#[test]
fn ten_thousand_processes_send_a_million_messages() {
    let body = || {
        let mut inbox: Inbox<u64> = otp::inbox();
        let main = inbox.pid();
        let mut first = main;
        for _ in 0..10_000 {
            let next = first;
            first = otp::spawn(move |mut inbox: Inbox<u64>| {
                for _ in 0..99 {
                    next.send(inbox.recv());
                }
            });
        }
        (0..99).for_each(|number| first.send(number));
        assert!((0..99).all(|number| inbox.recv() == number));
    };
    let runner = Runner::new()
        .without_traces()
        .strategy("random")
        .iterations(1);
    runner.steps_max(3_000_000).timeout_ms(300_000).run(body);
}
