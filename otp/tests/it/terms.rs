//! Values that a node keeps by name.

use lockstep_otp::cluster;
use lockstep_otp::{self as otp, persistent_term};

use crate::search::{always, failure, median_to_failure, proven};

#[test]
fn terms_are_those_of_a_node_and_go_when_it_stops() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        cluster::run(a, || persistent_term::put("limit", 1_u32));
        cluster::run(b, || persistent_term::put("limit", "two"));
        assert_eq!(persistent_term::get::<u32>("limit"), None);
        assert_eq!(
            cluster::run(a, || persistent_term::get("limit")),
            Some(1_u32)
        );
        cluster::stop_node(a);
        cluster::start_node(a);
        assert_eq!(
            cluster::run(a, || persistent_term::get_or("limit", 9_u32)),
            9
        );
        assert_eq!(
            cluster::run(b, || persistent_term::get("limit")),
            Some("two")
        );
    });
}

#[test]
fn terms_outlive_the_process_that_has_put_them() {
    always(|| {
        let [node] = cluster::start_nodes(["node"]);
        cluster::run(node, || persistent_term::put("limit", 1));
        assert_eq!(cluster::run(node, || persistent_term::info().count), 1);
        assert!(cluster::run(node, || persistent_term::erase("limit")));
        assert!(!cluster::run(node, || persistent_term::erase("limit")));
        assert_eq!(cluster::run(node, || persistent_term::info().count), 0);
    });
}

#[test]
fn a_term_of_another_type_is_refused() {
    let failed = failure(|| {
        persistent_term::put("limit", 1_u32);
        persistent_term::get::<bool>("limit");
    });
    let said = "the persistent term \"limit\" is no bool";
    assert!(failed.to_string().contains(said), "{failed}");
}

/// Lets processes do something to a term, and returns what it is then.
fn after(change: fn(u32)) -> Vec<u32> {
    persistent_term::put("members", Vec::<u32>::new());
    let mut inbox = otp::inbox();
    let to = inbox.pid();
    for member in 1..3 {
        otp::spawn::<()>(move |_| {
            change(member);
            to.send(());
        });
    }
    inbox.recv();
    inbox.recv();
    persistent_term::get("members").unwrap()
}

fn read_then_write(member: u32) {
    let mut members: Vec<u32> = persistent_term::get("members").unwrap();
    members.push(member);
    persistent_term::put("members", members);
}

#[test]
fn a_member_is_lost_where_a_term_is_read_and_then_written() {
    assert!(median_to_failure(|| assert_eq!(after(read_then_write).len(), 2)) <= 5);
    let seen = proven(|| after(read_then_write));
    assert_eq!(seen, [vec![1], vec![2], vec![1, 2], vec![2, 1]].into());
}
