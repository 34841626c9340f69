//! Raft: three servers elect a leader, whose log of operations the others copy.
//!
//! In one term there is one leader, for each server votes once. One that votes, crashes, and does not find its vote
//! on its disk any more votes again, maybe for another one:
//!
//! ```text
//!   a  stands in term 1 ──▶ b votes ──▶ a leads in term 1
//!                           b crashes, and forgets
//!   c  stands in term 1 ──▶ b votes ──▶ c leads in term 1
//! ```
//!
//! The protocol is that of Ongaro and Ousterhout (In Search of an Understandable Consensus Algorithm, USENIX ATC
//! 2014) without changes of the membership and snapshots; reads go through the log.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use lockstep::otp::cluster::{self, Disk, Mode};
use lockstep::otp::{self, Node};
use lockstep::prelude::*;
use lockstep::{rand, thread};

use crate::{SECOND, is_found, never_fails, start};

mod server;

use server::{Entry, Kept, Message, server};

type Op = RegisterOp<u64>;
type Ret = RegisterRet<u64>;

/// The name of the server on each node.
const NAME: &str = "raft";

/// What a server does before it says that it has voted.
type SyncVote = fn(&Disk);

/// Who was elected in which term.
#[derive(Clone, Default)]
struct Elections(Arc<std::sync::Mutex<Vec<(u64, Node)>>>);

impl Elections {
    fn note(&self, term: u64, leader: Node) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push((term, leader));
    }

    fn assert_safe(&self) {
        let mut leaders = BTreeMap::new();
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (term, leader) in all.iter() {
            let other = leaders.insert(term, leader);
            let is_alone = other.is_none_or(|other| other == leader);
            assert!(is_alone, "two leaders in term {term}: {leader}, {other:?}");
        }
    }
}

/// Asserts of two logs that, if an entry is of one term in both, all before it is the same in both.
fn assert_match(one: &[Entry], other: &[Entry]) {
    let mut places = (0..one.len().min(other.len())).rev();
    let last = places.find(|place| one[*place].term == other[*place].term);
    let same = last.map_or(0, |last| last + 1);
    assert_eq!(one[..same], other[..same], "two logs do not match");
}

fn logs(nodes: [Node; 3]) -> [Vec<Entry>; 3] {
    nodes.map(|node| {
        let kept: Option<Kept> = Disk::of(node).read("kept");
        kept.unwrap_or_default().log
    })
}

/// Asks one server after the other until one leads. Who does not answer may still do it.
fn act(nodes: [Node; 3], op: &Op) -> Result<Ret, Failure> {
    for _ in 0..10 {
        for node in nodes {
            let Some(server) = otp::whereis_on(node, NAME) else {
                continue;
            };
            let answer = server.try_call(5 * SECOND, |reply| Message::Do(op.clone(), reply));
            if let Some(ret) = answer.map_err(|_| Failure::Info)? {
                return Ok(ret);
            }
        }
        otp::sleep(SECOND);
    }
    Err(Failure::Fail)
}

/// Now and then a node crashes, two nodes lose each other, or all are connected again.
fn harm(nodes: [Node; 3], sync_vote: SyncVote, elections: &Elections) {
    for _ in 0..8 {
        otp::sleep(*rand::choose(&[Duration::ZERO, SECOND]));
        let [one, other] = [(); 2].map(|()| *rand::choose(&nodes));
        match rand::below(3) {
            0 => {
                cluster::stop_node(one);
                cluster::start_node(one);
                start(one, NAME, server(sync_vote, elections.clone()));
            }
            1 => cluster::partition(&[one], &[other], Mode::Drop),
            _ => cluster::heal(),
        }
    }
    cluster::heal();
}

/// Two workers use the register, while nodes crash and lose each other.
fn run(sync_vote: SyncVote) {
    let nodes = cluster::start_nodes(["a", "b", "c"]);
    let elections = Elections::default();
    for node in nodes {
        start(node, NAME, server(sync_vote, elections.clone()));
    }
    let noted = elections.clone();
    let nemesis = thread::spawn(move || harm(nodes, sync_vote, &noted));
    let generator = |seed| {
        let pool = random([Op::Read, Op::Write(1), Op::Write(2)]).expect("there are some");
        pool.seed(seed).take(4)
    };
    let workers = Workers::new(2, Seed::from(1));
    let history = workers.try_record(generator, move |op| act(nodes, &op));
    nemesis.join().expect("it does not panic");
    nodes.into_iter().for_each(cluster::stop_node);
    elections.assert_safe();
    let [a, b, c] = logs(nodes);
    for (one, other) in [(&a, &b), (&b, &c), (&c, &a)] {
        assert_match(one, other);
    }
    Checker::linearizable(Register::new(0)).assert(&history);
}

#[test]
fn servers_that_sync_their_votes_elect_one_leader_a_term_and_keep_a_register() {
    never_fails(|| run(Disk::sync));
}

#[test]
fn servers_that_forget_their_votes_elect_two_leaders_in_a_term() {
    is_found("two leaders in term", || run(|_| ()));
}
