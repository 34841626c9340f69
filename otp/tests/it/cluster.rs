use std::time::Duration;

use lockstep_otp::cluster::{self, Disk, Mode, NodeNews, Unreliable};
use lockstep_otp::{self as otp, CallError, Down, Exit, ExitReason, Inbox, Pid, ReplyTo, Settings};

use lockstep_scheduler::Runner;

use crate::search::{always, sometimes};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, PartialEq)]
enum Message {
    Number(u32),
    Down(Down),
    Exit(Exit),
    Node(NodeNews),
}

/// A server that returns what it is sent.
fn echo(node: otp::Node) -> Pid<ReplyTo<()>> {
    cluster::spawn(node, |mut inbox: Inbox<ReplyTo<()>>| {
        loop {
            inbox.recv().send(());
        }
    })
}

#[test]
fn what_a_partition_drops_is_lost_and_what_it_defers_arrives_in_order() {
    for mode in [Mode::Drop, Mode::Defer] {
        let body = move || {
            let [a, b] = cluster::start_nodes(["a", "b"]);
            let mut inbox = otp::inbox();
            let main = inbox.pid();
            let at_b = cluster::spawn(b, move |mut inbox: Inbox<u32>| {
                loop {
                    main.send(inbox.recv());
                }
            });
            cluster::partition(&[a], &[b], mode);
            cluster::run(a, move || (1..4).for_each(|number| at_b.send(number)));
            assert_eq!(inbox.recv_timeout(SECOND), None);
            cluster::heal();
            let got: Vec<u32> = std::iter::from_fn(|| inbox.recv_timeout(SECOND)).collect();
            assert_eq!(
                got,
                if mode == Mode::Drop {
                    vec![]
                } else {
                    vec![1, 2, 3]
                }
            );
        };
        always(body);
    }
}

#[test]
fn a_partition_one_way_lets_the_other_way_through() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let at_b = echo(b);
        cluster::partition_one_way(&[b], &[a], Mode::Defer);
        let calls = move || at_b.try_call(SECOND, |reply| reply);
        assert_eq!(cluster::run(a, calls), Err(CallError::Timeout(SECOND)));
        cluster::heal();
        assert_eq!(cluster::run(a, calls), Ok(()));
    });
}

#[test]
fn after_the_net_tick_time_a_partition_ends_connections() {
    always(|| {
        Settings::new().net_tick_time(10 * SECOND).configure();
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let at_b = cluster::spawn(b, |mut inbox: Inbox<()>| inbox.recv());
        let told = cluster::spawn(a, move |mut inbox: Inbox<Message>| {
            inbox.trap_exit(Message::Exit);
            let monitor = inbox.monitor(at_b, Message::Down);
            otp::link(at_b);
            inbox.monitor_node(b, Message::Node);
            otp::sleep(SECOND);
            cluster::partition(&[a], &[b], Mode::Drop);
            let (process, reason) = (at_b.id(), ExitReason::NoConnection);
            let down = Down {
                monitor,
                process,
                reason: reason.clone(),
            };
            assert_eq!(inbox.recv(), Message::Down(down));
            assert_eq!(
                inbox.recv(),
                Message::Exit(Exit {
                    from: process,
                    reason
                })
            );
            assert_eq!(inbox.recv(), Message::Node(NodeNews::Down(b)));
            assert_eq!(otp::now(), 11 * SECOND);
            cluster::heal();
            assert_eq!(inbox.recv(), Message::Node(NodeNews::Up(b)));
            otp::sleep(SECOND);
            assert!(!otp::alive(at_b), "it was linked to this one");
        });
        let mut inbox = otp::inbox();
        inbox.monitor(told, |down| down.reason);
        assert_eq!(inbox.recv(), ExitReason::Normal);
    });
}

#[test]
fn a_partition_that_is_healed_in_time_ends_no_connection() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let at_b = cluster::spawn(b, |mut inbox: Inbox<()>| inbox.recv());
        let told = cluster::run(a, move || {
            let mut inbox = otp::inbox();
            inbox.monitor(at_b, Message::Down);
            cluster::partition(&[a], &[b], Mode::Drop);
            otp::sleep(10 * SECOND);
            cluster::heal();
            inbox.recv_timeout(100 * SECOND)
        });
        assert_eq!(told, None);
    });
}

#[test]
fn a_node_that_stops_ends_its_processes_and_loses_its_names() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let mut inbox = otp::inbox();
        let main = inbox.pid();
        let at_a = cluster::spawn(a, move |mut own: Inbox<u32>| {
            otp::register("named", own.pid()).unwrap();
            main.send(Message::Number(0));
            main.send(Message::Number(own.recv()));
        });
        assert_eq!(inbox.recv(), Message::Number(0));
        let monitor = inbox.monitor(at_a, Message::Down);
        inbox.monitor_node(a, Message::Node);
        otp::sleep(SECOND);
        cluster::stop_node(a);
        at_a.send(1);
        assert_eq!(cluster::nodes_up(), [b]);
        assert!(!otp::alive(at_a));
        let process = at_a.id();
        let reason = ExitReason::NoConnection;
        let mut news = [inbox.recv(), inbox.recv()];
        news.sort_by_key(|news| matches!(news, Message::Down(_)));
        assert_eq!(news[0], Message::Node(NodeNews::Down(a)));
        assert_eq!(
            news[1],
            Message::Down(Down {
                monitor,
                process,
                reason
            })
        );
        cluster::start_node(a);
        assert_eq!(inbox.recv(), Message::Node(NodeNews::Up(a)));
        assert_eq!(otp::whereis_on::<u32>(a, "named"), None);
        assert_eq!(inbox.try_recv(), None);
    });
}

#[test]
fn a_node_that_stops_in_the_middle_of_a_call_fails_the_call() {
    always(|| {
        let [a] = cluster::start_nodes(["a"]);
        let server = echo(a);
        let main = otp::me();
        cluster::spawn::<()>(otp::Node::NONE, move |_| cluster::stop_node(a));
        let result = server.try_call(SECOND, |reply| reply);
        let ended = |reason| Err(CallError::Ended(reason));
        let expected = [
            Ok(()),
            ended(ExitReason::NoConnection),
            ended(ExitReason::NoProcess),
        ];
        assert!(expected.contains(&result), "{result:?} of {main}");
    });
}

#[test]
fn a_process_that_stops_its_own_node_goes_down_with_it() {
    always(|| {
        let [a] = cluster::start_nodes(["a"]);
        let mut inbox = otp::inbox();
        let process = cluster::spawn::<()>(a, move |_| {
            cluster::stop_node(a);
            unreachable!("it has ended");
        });
        inbox.monitor(process, |down| down.reason);
        let lost = [ExitReason::NoConnection, ExitReason::NoProcess];
        assert!(lost.contains(&inbox.recv()));
    });
}

#[test]
fn a_timer_of_a_node_that_has_stopped_does_not_go_off() {
    always(|| {
        let [a] = cluster::start_nodes(["a"]);
        let mut inbox = otp::inbox();
        let main = inbox.pid();
        cluster::run(a, move || otp::send_after(main, 1, SECOND));
        cluster::stop_node(a);
        cluster::start_node(a);
        assert_eq!(inbox.recv_timeout(2 * SECOND), None);
    });
}

#[test]
fn what_was_synced_survives_and_what_was_not_may_be_lost() {
    let after_crash = || {
        let [a] = cluster::start_nodes(["a"]);
        cluster::run(a, || {
            let disk = Disk::here();
            disk.write("kept", 1);
            disk.write("gone", 1);
            disk.remove("gone");
            disk.sync();
            disk.write("kept", 2);
            disk.write("new", 3);
        });
        cluster::stop_node(a);
        cluster::start_node(a);
        let disk = Disk::of(a);
        ["kept", "gone", "new"].map(|name| disk.read::<i32>(name))
    };
    always(move || {
        let [kept, gone, new] = after_crash();
        assert!([Some(1), Some(2)].contains(&kept), "{kept:?}");
        assert!([None, Some(3)].contains(&new), "{new:?}");
        assert_eq!(gone, None);
    });
    for expected in [
        [Some(1), None, None],
        [Some(2), None, None],
        [Some(1), None, Some(3)],
    ] {
        sometimes(move || after_crash() == expected);
    }
}

#[test]
fn an_unreliable_network_loses_delays_and_reorders_messages() {
    let arrived = |unreliable: Unreliable| {
        unreliable.begin();
        let [a] = cluster::start_nodes(["a"]);
        let mut inbox = otp::inbox();
        let main = inbox.pid();
        cluster::spawn::<()>(a, move |_| (0..3).for_each(|number| main.send(number)));
        let next = || inbox.recv_timeout(SECOND);
        std::iter::from_fn(next).collect::<Vec<u8>>()
    };
    sometimes(move || arrived(Unreliable::new().lose_one_in(3)) == [0, 2]);
    sometimes(move || arrived(Unreliable::new().reorder()) == [2, 0, 1]);
    let milliseconds = Duration::from_millis;
    // No proof: it takes no random choices of the test's own.
    let runner = Runner::new().without_traces().iterations(100);
    runner.run(move || {
        let delay = milliseconds(10)..=milliseconds(20);
        assert_eq!(arrived(Unreliable::new().delay(delay)), [0, 1, 2]);
        let last = otp::now().saturating_sub(SECOND);
        assert!(
            (milliseconds(10)..=milliseconds(20)).contains(&last),
            "{last:?}"
        );
    });
}
