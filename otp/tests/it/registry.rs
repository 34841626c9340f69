//! Registries: processes by keys.

use std::collections::BTreeSet;

use lockstep_otp::cluster;
use lockstep_otp::{
    self as otp, ExitReason, Inbox, Pid, Registry, RegistryNews, ReplyTo, Right, Table,
};

use crate::search::{always, failure, median_to_failure, outcomes, proven};

type Numbers = Registry<u8, Ask, u32>;

/// What a registered process can be asked for.
enum Ask {
    Register(u8, u32, ReplyTo<bool>),
    Unregister(u8, ReplyTo<()>),
    UnregisterOnly(u8, u32, ReplyTo<()>),
    Add(u8, u32, ReplyTo<Option<(u32, u32)>>),
    End,
}

fn member(registry: Numbers) -> Pid<Ask> {
    otp::spawn(move |mut inbox: Inbox<Ask>| {
        loop {
            match inbox.recv() {
                Ask::Register(key, value, reply) => {
                    reply.send(registry.register(key, value).is_ok());
                }
                Ask::Unregister(key, reply) => {
                    registry.unregister(&key);
                    reply.send(());
                }
                Ask::UnregisterOnly(key, value, reply) => {
                    registry.unregister_match(&key, |other| *other == value);
                    reply.send(());
                }
                Ask::Add(key, by, reply) => {
                    reply.send(registry.update_value(&key, |value| value + by));
                }
                Ask::End => return,
            }
        }
    })
}

fn register(member: Pid<Ask>, key: u8, value: u32) -> bool {
    member.call(|reply| Ask::Register(key, value, reply))
}

#[test]
fn a_unique_key_is_one_process_s_until_it_unregisters_or_ends() {
    always(|| {
        let numbers = Numbers::unique().start();
        let [a, b] = [member(numbers), member(numbers)];
        assert!(register(a, 1, 10));
        assert!(!register(a, 1, 11));
        assert!(!register(b, 1, 20));
        assert!(register(b, 2, 20));
        assert_eq!(numbers.lookup(&1), [(a, 10)]);
        assert_eq!(numbers.count(), 2);
        a.call(|reply| Ask::Unregister(1, reply));
        assert_eq!(numbers.lookup(&1), []);
        assert!(register(b, 1, 21));
        assert_eq!(numbers.keys(b), [1, 2]);
        assert_eq!(numbers.values(&1, b), [21]);
        assert_eq!(numbers.values(&1, a), []);
    });
}

#[test]
fn a_duplicate_key_is_any_number_of_processes_with_any_number_of_values() {
    always(|| {
        let numbers = Numbers::duplicate().start();
        let [a, b] = [member(numbers), member(numbers)];
        for (member, value) in [(a, 1), (b, 2), (a, 3), (a, 1)] {
            assert!(register(member, 7, value));
        }
        assert_eq!(numbers.lookup(&7), [(a, 1), (b, 2), (a, 3), (a, 1)]);
        assert_eq!(
            numbers.match_values(&7, |value| *value > 1),
            [(b, 2), (a, 3)]
        );
        assert_eq!(numbers.count_match(&7, |value| *value == 1), 2);
        assert_eq!(numbers.values(&7, a), [1, 3, 1]);
        a.call(|reply| Ask::UnregisterOnly(7, 1, reply));
        assert_eq!(numbers.lookup(&7), [(b, 2), (a, 3)]);
        let values = numbers.select(|key, pid, value| (pid == b).then_some((*key, *value)));
        assert_eq!(values, [(7, 2)]);
    });
}

#[test]
fn only_who_is_registered_changes_the_value() {
    always(|| {
        let numbers = Numbers::unique().start();
        let [a, b] = [member(numbers), member(numbers)];
        assert!(register(a, 1, 10));
        assert_eq!(a.call(|reply| Ask::Add(1, 5, reply)), Some((15, 10)));
        assert_eq!(b.call(|reply| Ask::Add(1, 5, reply)), None);
        assert_eq!(numbers.lookup(&1), [(a, 15)]);
    });
    let failed = failure(|| {
        let _inbox = otp::inbox::<Ask>();
        let numbers = Numbers::duplicate().start();
        numbers.update_value(&1, |value| *value);
    });
    assert!(failed.to_string().contains("unique keys only"), "{failed}");
}

#[test]
fn registrations_go_before_the_end_of_their_process_is_known() {
    always(|| {
        let numbers = Numbers::unique().start();
        let mut inbox = otp::inbox();
        let a = member(numbers);
        assert!(register(a, 1, 10) && register(a, 2, 20));
        inbox.monitor(a, |down| down.reason);
        otp::kill(a);
        assert_eq!(inbox.recv(), ExitReason::Killed);
        assert_eq!((numbers.lookup(&1), numbers.count()), (vec![], 0));
        assert!(register(member(numbers), 1, 11));
    });
}

#[test]
fn listeners_are_told_of_registrations_and_of_their_ends() {
    let told = outcomes(|| {
        let mut inbox = otp::inbox();
        let numbers = Numbers::duplicate()
            .listener(inbox.pid(), |news| news)
            .start();
        let a = member(numbers);
        register(a, 1, 10);
        register(a, 2, 20);
        a.call(|reply| Ask::Unregister(1, reply));
        a.send(Ask::End);
        let news: Vec<String> = (0..4)
            .map(|_| match inbox.recv() {
                RegistryNews::Registered { key, pid, value } => {
                    assert_eq!(pid, a);
                    format!("+{key}={value}")
                }
                RegistryNews::Unregistered { key, pid } => {
                    assert_eq!(pid, a);
                    format!("-{key}")
                }
            })
            .collect();
        assert_eq!(numbers.count(), 0);
        news.join(" ")
    });
    assert_eq!(told, ["+1=10 +2=20 -1 -2".to_owned()].into());
}

#[test]
fn all_that_a_process_has_goes_in_one_step_although_listeners_are_told() {
    let seen = proven(|| {
        let mut inbox = otp::inbox();
        let listens = otp::spawn(|mut inbox: Inbox<()>| inbox.recv());
        let registry = Registry::<u8, ()>::unique()
            .listener(listens, |_| ())
            .start();
        let to = inbox.pid();
        let own = otp::spawn(move |_: Inbox<()>| {
            registry.register(1, ()).unwrap();
            to.send(Table::<u8, u8>::set().create());
        });
        let table = inbox.recv();
        let is_registered = registry.lookup(&1) == [(own, ())];
        let is_there = table.check(Right::Read).is_ok();
        (is_registered, is_there)
    });
    assert_eq!(seen, [(false, false), (true, false), (true, true)].into());
}

#[test]
fn meta_is_kept_by_name_and_type() {
    always(|| {
        let numbers = Numbers::unique().start();
        assert_eq!(numbers.meta::<u32>("limit"), None);
        numbers.put_meta("limit", 1_u32);
        numbers.put_meta("limit", "two");
        assert_eq!(numbers.meta("limit"), Some("two"));
    });
    let failed = failure(|| {
        let numbers = Numbers::unique().start();
        numbers.put_meta("limit", 1_u32);
        numbers.meta::<bool>("limit");
    });
    let said = "the value \"limit\" of the registry is no bool";
    assert!(failed.to_string().contains(said), "{failed}");
}

#[test]
fn a_registry_is_used_on_its_node_and_gone_when_that_stops() {
    let failed = failure(|| {
        let [there] = cluster::start_nodes(["there"]);
        let numbers = cluster::run(there, || Numbers::unique().start());
        assert_eq!(cluster::run(there, move || numbers.count()), 0);
        numbers.count();
    });
    assert!(
        failed.to_string().contains("the registry on there"),
        "{failed}"
    );
    let failed = failure(|| {
        let [there] = cluster::start_nodes(["there"]);
        let numbers = cluster::run(there, || Numbers::unique().start());
        cluster::stop_node(there);
        cluster::start_node(there);
        cluster::run(there, move || numbers.count());
    });
    assert!(
        failed.to_string().contains("the registry is gone"),
        "{failed}"
    );
}

/// Lets processes look who has a key, and register if nobody has; fails if one is refused then.
fn whereis_then_register() {
    let leaders = Registry::<&str, ()>::unique().start();
    for _ in 0..2 {
        otp::spawn(move |mut inbox: Inbox<()>| {
            if leaders.lookup(&"leader").is_empty() {
                leaders.register("leader", ()).unwrap();
                inbox.recv();
            }
        });
    }
}

#[test]
fn who_looks_and_then_registers_may_come_second() {
    assert!(median_to_failure(whereis_then_register) <= 5);
}

#[test]
fn one_of_those_who_register_is_the_leader() {
    let leaders = proven(|| {
        let leaders = Registry::<&str, ()>::unique().start();
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let all = [0, 1].map(|_| {
            otp::spawn(move |mut inbox: Inbox<()>| {
                to.send(leaders.register("leader", ()).is_ok());
                inbox.recv();
            })
        });
        assert_ne!(inbox.recv(), inbox.recv());
        let leader = leaders.lookup(&"leader")[0].0;
        all.map(|pid| pid == leader)
    });
    assert_eq!(leaders, BTreeSet::from([[false, true], [true, false]]));
}
