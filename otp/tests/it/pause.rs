//! Nodes that stand still.

use std::time::Duration;

use lockstep_otp::cluster::{self, Disk, Node};
use lockstep_otp::{self as otp, Inbox, Pid, ReplyTo};

use crate::search::{always, outcomes};

const SECOND: Duration = Duration::from_secs(1);

/// Counts how often it was asked.
fn counting(node: Node) -> Pid<ReplyTo<u32>> {
    cluster::spawn(node, |mut inbox: Inbox<ReplyTo<u32>>| {
        for asked in 1.. {
            inbox.recv().send(asked);
        }
    })
}

#[test]
fn a_node_that_stands_still_answers_nothing_until_it_goes_on() {
    always(|| {
        let [node] = cluster::start_nodes(["a"]);
        let server = counting(node);
        cluster::pause_node(node);
        cluster::pause_node(node);
        assert!(server.try_call(SECOND, |reply| reply).is_err());
        cluster::resume_node(node);
        // What arrived in between was not lost.
        assert_eq!(server.call(|reply| reply), 2);
    });
}

#[test]
fn other_nodes_go_on_meanwhile() {
    always(|| {
        let [still, other] = cluster::start_nodes(["a", "b"]);
        cluster::pause_node(still);
        let server = counting(other);
        assert_eq!(server.call(|reply| reply), 1);
    });
}

#[test]
fn a_node_that_is_stopped_while_it_stands_still_does_not_when_it_starts_again() {
    always(|| {
        let [node] = cluster::start_nodes(["a"]);
        let lost = counting(node);
        cluster::pause_node(node);
        cluster::stop_node(node);
        cluster::pause_node(node);
        cluster::start_node(node);
        assert!(!otp::alive(lost));
        assert_eq!(counting(node).call(|reply| reply), 1);
    });
}

#[test]
fn much_time_may_pass_between_two_operations_of_a_node_that_stands_still() {
    let outcomes = outcomes(|| {
        let [node] = cluster::start_nodes(["a"]);
        let mut inbox = otp::inbox::<Duration>();
        let to = inbox.pid();
        cluster::spawn::<()>(node, move |_| {
            let lease_ends = otp::now() + SECOND;
            to.send(Duration::ZERO);
            to.send(otp::now().saturating_sub(lease_ends));
        });
        cluster::pause_node(node);
        otp::sleep(3 * SECOND);
        cluster::resume_node(node);
        inbox.recv();
        inbox.recv()
    });
    assert_eq!(
        outcomes.into_iter().collect::<Vec<_>>(),
        [Duration::ZERO, 2 * SECOND]
    );
}

#[test]
fn nothing_is_written_to_the_disk_of_a_node_that_stands_still() {
    always(|| {
        let [node] = cluster::start_nodes(["a"]);
        cluster::pause_node(node);
        cluster::spawn::<()>(node, |_| Disk::here().write("x", 1));
        otp::sleep(SECOND);
        assert_eq!(Disk::of(node).read::<i32>("x"), None);
        cluster::resume_node(node);
    });
}
