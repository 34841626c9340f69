use lockstep_otp::{self as otp, Inbox, Pid, Settings, cluster};

use crate::search::{always, sometimes};

#[test]
fn messages_between_two_processes_keep_their_order() {
    for in_flight in [false, true] {
        let body = move || {
            Settings::new().local_in_flight(in_flight).configure();
            let [a, b] = cluster::start_nodes(["a", "b"]);
            let mut inbox: Inbox<(usize, u8)> = otp::inbox();
            let to = inbox.pid();
            for (sender, node) in [a, b, otp::Node::NONE].into_iter().enumerate() {
                cluster::spawn::<()>(node, move |_| (0..3).for_each(|n| to.send((sender, n))));
            }
            let mut next = [0; 3];
            for _ in 0..9 {
                let (sender, number) = inbox.recv();
                assert_eq!(number, next[sender]);
                next[sender] += 1;
            }
        };
        always(body);
    }
}

/// A sends to C, then to B, which sends to C.
///
/// ```text
///   a ──── 1 ────────▶ c
///   a ──▶ b ──── 2 ──▶ c
/// ```
fn triangle([a, b, c]: [otp::Node; 3]) -> bool {
    let mut inbox: Inbox<bool> = otp::inbox();
    let to = inbox.pid();
    let at_c = cluster::spawn(c, move |mut inbox: Inbox<u8>| to.send(inbox.recv() == 2));
    let at_b = cluster::spawn(b, move |mut inbox: Inbox<Pid<u8>>| inbox.recv().send(2));
    cluster::spawn::<()>(a, move |_| {
        at_c.send(1);
        at_b.send(at_c);
    });
    inbox.recv()
}

#[test]
fn a_message_may_be_overtaken_by_what_it_causes_between_nodes() {
    sometimes(|| triangle(cluster::start_nodes(["a", "b", "c"])));
}

#[test]
fn on_one_node_that_happens_only_where_the_settings_say_so() {
    always(|| assert!(!triangle([otp::Node::NONE; 3])));
    sometimes(|| {
        Settings::new().local_in_flight(true).configure();
        triangle([otp::Node::NONE; 3])
    });
}

#[test]
fn timers_of_one_instant_go_off_in_any_order() {
    let body = || {
        let mut inbox = otp::inbox();
        for number in 0..2 {
            otp::send_after(inbox.pid(), number, std::time::Duration::from_secs(1));
        }
        inbox.recv() == 1
    };
    sometimes(body);
    sometimes(move || !body());
}
