//! A counter on three nodes, each of which adds on its own and gossips with the others: they are to agree once all
//! can be heard again.
//!
//! Each node knows how much was added on each. It tells all that it knows, again and again, and of two numbers for
//! one node the greater one is right, so it does no harm if something is told twice, late or never. With other
//! rules it does:
//!
//! ```text
//!   a  add 1 ── 1 ──────▶ b has 1
//!            └─ 1 again ─▶ b has 2     if numbers are added
//!
//!   a  add 1 ── 1 ──╳      b has 0     if what is new is told once, and a partition drops it
//! ```

use std::time::Duration;

use lockstep::otp::cluster::{self, Mode};
use lockstep::otp::{self, Inbox, Node, Pid, ReplyTo};
use lockstep::prelude::*;
use lockstep::rand;

use crate::{SECOND, is_found, never_fails, start};

type Op = CounterOp;
type Ret = CounterRet;

/// How much was added on each node.
type Counts = [i64; 3];

enum Message {
    Add(i64, ReplyTo<()>),
    Read(ReplyTo<i64>),
    Gossip(Counts),
    Tick,
}

/// What replicas tell each other, and what they make of it.
#[derive(Clone, Copy)]
struct Rules {
    /// Returns what one tells that has these counts, of which it has told those.
    tell: fn(own: usize, counts: Counts, told: Counts) -> Counts,
    /// Returns the count of two for one node.
    merge: fn(known: i64, heard: i64) -> i64,
}

fn replica(own: usize, nodes: [Node; 3], rules: Rules) -> impl FnOnce(Inbox<Message>) {
    move |mut inbox| {
        let (mut counts, mut told) = ([0; 3], [0; 3]);
        otp::send_after(inbox.pid(), Message::Tick, SECOND);
        loop {
            match inbox.recv() {
                Message::Add(amount, reply) => {
                    counts[own] += amount;
                    reply.send(());
                }
                Message::Read(reply) => reply.send(counts.iter().sum()),
                Message::Gossip(heard) => {
                    for (known, heard) in counts.iter_mut().zip(heard) {
                        *known = (rules.merge)(*known, heard);
                    }
                }
                Message::Tick => {
                    let news = (rules.tell)(own, counts, told);
                    gossip(nodes, own, news);
                    told = counts;
                    otp::send_after(inbox.pid(), Message::Tick, SECOND);
                }
            }
        }
    }
}

/// Tells the other nodes, those that have not been stopped yet.
fn gossip(nodes: [Node; 3], own: usize, news: Counts) {
    for node in nodes.into_iter().filter(|node| *node != nodes[own]) {
        if let Some(other) = otp::whereis_on(node, "counter") {
            other.send(Message::Gossip(news));
        }
    }
}

fn at(node: Node) -> Pid<Message> {
    otp::whereis_on(node, "counter").expect("there is one on each node")
}

fn all_of_it(_: usize, counts: Counts, _: Counts) -> Counts {
    counts
}

/// Returns what is new of the own count, which is not told again.
fn what_is_new(own: usize, counts: Counts, told: Counts) -> Counts {
    let mut news = [0; 3];
    news[own] = counts[own] - told[own];
    news
}

/// Three workers do an operation each, any number of times, on whatever node.
fn record(nodes: [Node; 3], op: Op, times: u64) -> History<Op, Ret> {
    let generator = |_| cycle([op]).expect("there is one").take(times);
    Workers::new(3, Seed::from(1)).record(generator, move |op| {
        let node = *rand::choose(&nodes);
        cluster::run(node, move || match op {
            Op::Add(amount) => {
                at(node).call(|reply| Message::Add(amount, reply));
                Ret::Done
            }
            Op::Read => Ret::Got(at(node).call(Message::Read)),
        })
    })
}

/// What is read once all is quiet is what was added before, while a node was cut off.
fn run(rules: Rules) {
    let nodes = cluster::start_nodes(["a", "b", "c"]);
    for (own, node) in nodes.into_iter().enumerate() {
        start(node, "counter", replica(own, nodes, rules));
    }
    otp::spawn(move |_: Inbox<()>| {
        otp::sleep(*rand::choose(&[Duration::ZERO, SECOND]));
        let cut_off = *rand::choose(&nodes);
        let others: Vec<Node> = nodes.into_iter().filter(|node| *node != cut_off).collect();
        cluster::partition(&[cut_off], &others, Mode::Drop);
        otp::sleep(2 * SECOND);
        cluster::heal();
    });
    let added = record(nodes, Op::Add(1), 2).operations().len();
    otp::sleep(5 * SECOND);
    let history = record(nodes, Op::Read, 1);
    let sum = i64::try_from(added).expect("they are few");
    Checker::linearizable(Counter::with_initial(sum)).assert(&history);
    nodes.into_iter().for_each(cluster::stop_node);
}

#[test]
fn who_tells_all_again_and_keeps_the_greater_count_converges() {
    never_fails(|| {
        run(Rules {
            tell: all_of_it,
            merge: i64::max,
        });
    });
}

#[test]
fn who_adds_what_is_told_again_counts_twice() {
    is_found("not linearizable", || {
        run(Rules {
            tell: all_of_it,
            merge: |known, heard| known + heard,
        });
    });
}

#[test]
fn who_tells_what_is_new_only_once_does_not_converge_after_a_partition() {
    is_found("not linearizable", || {
        run(Rules {
            tell: what_is_new,
            merge: |known, heard| known + heard,
        });
    });
}
