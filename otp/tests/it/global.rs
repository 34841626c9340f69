//! Names that hold on all nodes that are connected.

use std::collections::BTreeSet;
use std::time::Duration;

use lockstep_otp::cluster::{self, Mode, Node};
use lockstep_otp::{self as otp, Inbox, Pid, RegisterError, global};

use crate::search::{always, median_to_failure, outcomes, proven};

fn waits(node: Node) -> Pid<()> {
    cluster::spawn(node, |mut inbox: Inbox<()>| inbox.recv())
}

fn whereis(node: Node) -> Option<Pid<()>> {
    cluster::run(node, || global::whereis_name("leader"))
}

fn register(node: Node, pid: Pid<()>) -> Result<(), RegisterError> {
    cluster::run(node, move || global::register_name("leader", pid))
}

#[test]
fn a_name_is_known_on_all_nodes_until_it_is_taken_back() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let pid = waits(a);
        register(b, pid).unwrap();
        assert_eq!([a, b, Node::NONE].map(whereis), [Some(pid); 3]);
        assert_eq!(global::registered_names(), ["leader"]);
        let [c] = cluster::start_nodes(["c"]);
        assert_eq!(whereis(c), Some(pid));
        assert!(cluster::run(c, || global::unregister_name("leader")));
        assert!(!global::unregister_name("leader"));
        assert_eq!([a, b, c].map(whereis), [None; 3]);
    });
}

#[test]
fn a_name_is_given_to_one_process_and_a_process_has_one_name() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let [one, other] = [waits(a), waits(b)];
        register(a, one).unwrap();
        let taken = register(b, other).unwrap_err();
        let said = format!("the name \"leader\" is that of {one} already");
        assert_eq!(taken.to_string(), said);
        let named = global::register_name("another", one);
        assert!(matches!(named, Err(RegisterError::Named { .. })));
    });
}

#[test]
fn a_message_goes_to_who_has_the_name_on_whatever_node() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let mut inbox = otp::inbox::<u32>();
        let to = inbox.pid();
        cluster::run(a, move || global::register_name("main", to).unwrap());
        assert_eq!(cluster::run(b, || global::send("main", 7_u32)), to);
        assert_eq!(inbox.recv(), 7);
    });
}

#[test]
fn a_name_is_free_before_the_end_of_its_process_is_known() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let mut inbox = otp::inbox();
        let [one, other] = [waits(a), waits(b)];
        register(a, one).unwrap();
        inbox.monitor(one, |down| down.process);
        one.send(());
        assert_eq!(inbox.recv(), one.id());
        assert_eq!([a, b].map(whereis), [None; 2]);
        register(a, other).unwrap();
        let gone = register(b, one).unwrap_err();
        assert_eq!(
            gone.to_string(),
            format!("{one} has ended, or its node cannot be reached")
        );
    });
}

#[test]
fn names_of_a_node_go_when_it_stops_and_it_is_told_of_the_others_when_it_starts() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let [one, other] = [waits(a), waits(b)];
        register(a, one).unwrap();
        cluster::stop_node(a);
        assert_eq!([b, Node::NONE].map(whereis), [None; 2]);
        register(b, other).unwrap();
        cluster::start_node(a);
        assert_eq!(whereis(a), Some(other));
    });
}

/// Lets two nodes that cannot reach each other register a process each, and returns these and the nodes.
fn divided(names: impl Fn(Node, Pid<()>)) -> ([Node; 2], [Pid<()>; 2]) {
    let [a, b] = cluster::start_nodes(["a", "b"]);
    let pids = [a, b].map(waits);
    cluster::partition(&[a, Node::NONE], &[b], Mode::Drop);
    names(a, pids[0]);
    names(b, pids[1]);
    ([a, b], pids)
}

#[test]
fn both_sides_of_a_partition_give_a_name_and_one_of_the_two_is_killed_when_they_meet() {
    let kept = outcomes(|| {
        let ([a, b], pids) = divided(|node, pid| register(node, pid).unwrap());
        cluster::heal();
        global::sync();
        let leader = whereis(a).unwrap();
        assert_eq!(whereis(b), Some(leader));
        let [lost] = *pids
            .into_iter()
            .filter(|pid| *pid != leader)
            .collect::<Vec<_>>()
        else {
            panic!("one of the two leads");
        };
        let mut inbox = otp::inbox();
        inbox.monitor(lost, |down| down.process);
        assert_eq!(inbox.recv(), lost.id());
        assert!(otp::alive(leader));
        assert_eq!([a, b].map(whereis), [Some(leader); 2]);
        leader == pids[0]
    });
    assert_eq!(kept, BTreeSet::from([false, true]), "the seed decides");
}

#[test]
fn a_function_of_its_own_decides_who_keeps_a_name_or_that_nobody_does() {
    always(|| {
        let ([a, b], pids) = divided(|node, pid| {
            cluster::run(node, move || {
                global::register_name_with("leader", pid, |conflict| {
                    assert_eq!(conflict.name, "leader");
                    Some(conflict.one.max(conflict.other))
                })
                .unwrap();
            });
        });
        cluster::heal();
        assert_eq!([a, b].map(whereis), [pids.into_iter().max(); 2]);
        assert!(pids.into_iter().all(otp::alive));
    });
    always(|| {
        let ([a, b], _) = divided(|node, pid| {
            cluster::run(node, move || {
                global::register_name_with("leader", pid, |_| None).unwrap();
            });
        });
        cluster::heal();
        assert_eq!([a, b].map(whereis), [None; 2]);
    });
}

#[test]
fn a_name_of_the_other_side_is_kept_until_the_net_tick_time_and_known_again_afterwards() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let [here, there] = [waits(a), waits(b)];
        register(a, there).unwrap();
        cluster::partition(&[a], &[b], Mode::Drop);
        assert_eq!(whereis(a), Some(there));
        assert!(matches!(
            register(a, here),
            Err(RegisterError::Taken { .. })
        ));
        otp::sleep(Duration::from_secs(16));
        assert_eq!([a, b].map(whereis), [None, Some(there)]);
        cluster::heal();
        assert_eq!([a, b].map(whereis), [Some(there); 2]);
    });
}

#[test]
fn a_name_of_who_has_ended_behind_a_partition_is_forgotten_when_it_is_healed() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let there = waits(b);
        register(a, there).unwrap();
        cluster::partition(&[a, Node::NONE], &[b], Mode::Drop);
        cluster::run(b, move || otp::kill(there));
        otp::sleep(Duration::from_secs(1));
        assert_eq!([a, b].map(whereis), [Some(there), None]);
        cluster::heal();
        assert_eq!([a, b].map(whereis), [None; 2]);
    });
}

#[test]
fn three_parts_agree_on_one_of_three_when_they_meet() {
    always(|| {
        let [a, b, c] = cluster::start_nodes(["a", "b", "c"]);
        let pids = [a, b, c].map(waits);
        for (one, other) in [(a, b), (a, c), (b, c)] {
            cluster::partition(&[one], &[other], Mode::Drop);
        }
        for (node, pid) in [a, b, c].into_iter().zip(pids) {
            cluster::run(node, move || {
                // The test itself is on no side.
                let eldest = |conflict: &global::Conflict| Some(conflict.one.min(conflict.other));
                cluster::partition(&[node], &[Node::NONE], Mode::Drop);
                global::register_name_with("leader", pid, eldest).unwrap();
            });
        }
        cluster::heal();
        assert_eq!([a, b, c].map(whereis), [Some(pids[0]); 3]);
    });
}

#[test]
fn one_of_two_who_register_gets_the_name() {
    let won = proven(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        for worker in 0..2 {
            otp::spawn(move |mut inbox: Inbox<()>| {
                let own = inbox.pid();
                to.send((worker, global::register_name("leader", own).is_ok()));
                inbox.recv();
            });
        }
        let mut tried = [inbox.recv(), inbox.recv()];
        tried.sort_unstable();
        tried.map(|(_, is_leader)| is_leader)
    });
    assert_eq!(won, BTreeSet::from([[false, true], [true, false]]));
}

/// Lets a node each look who leads, and lead if nobody does; fails if one is refused then.
fn whereis_then_register() {
    for node in cluster::start_nodes(["a", "b"]) {
        cluster::spawn(node, |mut inbox: Inbox<()>| {
            if global::whereis_name::<()>("leader").is_none() {
                global::register_name("leader", inbox.pid()).unwrap();
                inbox.recv();
            }
        });
    }
}

#[test]
fn who_looks_and_then_registers_may_come_second() {
    assert!(median_to_failure(whereis_then_register) <= 5);
}
