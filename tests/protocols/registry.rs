//! A registry of names on three nodes: a name is given to one, wherever it is asked for.
//!
//! Each node keeps a list. Who wants a name asks all nodes to note it. While a partition lasts not all answer; if
//! it is enough that nobody who does answer objects, both sides give the name away, and the brain is split:
//!
//! ```text
//!   client 1 ── add k ──▶ a        ╳        b, c ◀── add k ── client 2
//!   client 1 ◀── it is yours ── a  ╳  b ── it is yours ──▶ client 2
//! ```
//!
//! If a majority has to note it, one side cannot: two majorities have a node in common.

use std::collections::BTreeMap;

use lockstep::otp::cluster::{self, Mode};
use lockstep::otp::{self, Inbox, Node, Pid, ProcessId, ReplyTo};
use lockstep::prelude::*;
use lockstep::rand;

use crate::{SECOND, is_found, never_fails, start};

type Name = &'static str;

/// Asks to note that a process has a name.
struct Note(Name, ProcessId, ReplyTo<Noted>);

/// Who has a name, as one list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noted {
    Yours,
    Taken,
}

fn list(mut inbox: Inbox<Note>) {
    let mut owners = BTreeMap::new();
    loop {
        let Note(name, process, reply) = inbox.recv();
        let owner = *owners.entry(name).or_insert(process);
        reply.send(if owner == process {
            Noted::Yours
        } else {
            Noted::Taken
        });
    }
}

/// Whether these answers of the three lists give a name away.
type Suffices = fn(&[Noted]) -> bool;

fn a_majority_notes_it(answers: &[Noted]) -> bool {
    answers
        .iter()
        .filter(|noted| **noted == Noted::Yours)
        .count()
        >= 2
}

fn nobody_objects(answers: &[Noted]) -> bool {
    !answers.contains(&Noted::Taken)
}

/// Asks all lists for a name. If it is not enough, some may have noted it.
fn add(name: Name, lists: [Node; 3], suffices: Suffices) -> Result<bool, Failure> {
    let process = otp::me();
    let ask = |node: Node| {
        let list: Pid<Note> = otp::whereis_on(node, "list")?;
        list.try_call(SECOND, |reply| Note(name, process, reply))
            .ok()
    };
    let answers: Vec<Noted> = lists.into_iter().filter_map(ask).collect();
    if suffices(&answers) {
        Ok(true)
    } else {
        Err(Failure::Info)
    }
}

/// Three workers want the same two names, each time from one of the nodes, while one node is cut off.
fn run(suffices: Suffices) {
    let nodes = cluster::start_nodes(["a", "b", "c"]);
    for node in nodes {
        start(node, "list", list);
    }
    otp::spawn(move |_: Inbox<()>| {
        let cut_off = *rand::choose(&nodes);
        let others: Vec<Node> = nodes.into_iter().filter(|node| *node != cut_off).collect();
        cluster::partition(&[cut_off], &others, Mode::Drop);
        otp::sleep(5 * SECOND);
        cluster::heal();
    });
    let generator = |_| {
        cycle(["k", "l"].map(SetOp::Add))
            .expect("there are some")
            .take(2)
    };
    let history = Workers::new(3, Seed::from(1)).try_record(generator, move |op| {
        let (SetOp::Add(name) | SetOp::Remove(name) | SetOp::Contains(name)) = op;
        let node = *rand::choose(&nodes);
        cluster::run(node, move || add(name, nodes, suffices))
    });
    Checker::linearizable(Set::new()).assert(&history);
}

#[test]
fn a_name_that_a_majority_has_noted_is_given_to_one() {
    never_fails(|| run(a_majority_notes_it));
}

#[test]
fn a_name_that_nobody_objects_to_is_given_to_one_on_each_side_of_a_partition() {
    is_found("not linearizable", || run(nobody_objects));
}
