//! Who may use a table, and what becomes of it when its owner ends.

use lockstep_otp::cluster;
use lockstep_otp::{self as otp, ExitReason, Inbox, Right, Table, TableError, TableTransfer};

use crate::search::{always, failure, outcomes, proven};

type Rows = Table<u8, u8>;

#[derive(Debug)]
enum Message {
    Rows(Rows),
    Down(ExitReason),
    Left(TableTransfer<u8, u8>),
}

/// Lets a process do something with a table that is another's, and returns what is wrong with that.
fn failure_of_another(access: otp::TableAccess, act: fn(Rows)) -> String {
    let failed = failure(move || {
        let table = Table::set().access(access).create();
        cluster::run(cluster::Node::NONE, move || act(table));
    });
    failed.to_string()
}

#[test]
fn only_the_owner_writes_to_a_protected_table() {
    let failed = failure_of_another(otp::TableAccess::Protected, |table| {
        assert_eq!(table.get(&1), None);
        table.insert(1, 1);
    });
    let said = "T1 may not write to table 0, which is protected and belongs to T0";
    assert!(failed.contains(said), "{failed}");
}

#[test]
fn only_the_owner_reads_a_private_table() {
    let failed = failure_of_another(otp::TableAccess::Private, |table| {
        assert_eq!(table.info().map(|info| info.size), Some(0));
        table.member(&1);
    });
    let said = "T1 may not read table 0, which is private and belongs to T0";
    assert!(failed.contains(said), "{failed}");
}

#[test]
fn everybody_writes_to_a_public_table_and_only_the_owner_gives_it_away() {
    let failed = failure_of_another(otp::TableAccess::Public, |table| {
        table.insert(1, 1);
        table.set_no_heir();
    });
    let said = "T1 may not give away table 0, which is public and belongs to T0";
    assert!(failed.contains(said), "{failed}");
}

#[test]
fn a_walk_from_a_key_that_is_not_there_is_refused_in_a_set() {
    let failed = failure(|| {
        let table = Table::<u8, u8>::set().named("rows").create();
        table.next(&1);
    });
    let said = "the table \"rows\" has no row of the key that next asks for";
    assert!(failed.to_string().contains(said), "{failed}");
}

#[test]
fn a_counter_is_refused_in_a_bag_without_a_key_and_where_it_overflows() {
    let refused = |act: fn()| failure(act).to_string();
    let failed = refused(|| {
        Table::bag().create().update_counter(&1, |count| count, 1);
    });
    assert!(
        failed.contains("table 0 is a bag, and update_counter is for sets"),
        "{failed}"
    );
    let failed = refused(|| {
        Table::set().create().update_counter(&1, |count| count, 1);
    });
    assert!(
        failed.contains("table 0 has no row of the key that update_counter asks for"),
        "{failed}"
    );
    let failed = refused(|| {
        Table::set()
            .create()
            .update_counter_or(&1, i64::MAX, |count| count, 1);
    });
    assert!(
        failed.contains("a counter in table 0 overflows"),
        "{failed}"
    );
}

#[test]
fn a_table_is_gone_in_the_step_in_which_its_owner_ends() {
    let seen = proven(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let owner = otp::spawn::<()>(move |_| {
            let table = Table::<u8, u8>::set().create();
            to.send(table);
            table.insert(1, 1);
        });
        let table = inbox.recv();
        let is_there = table.check(Right::Read).is_ok();
        let lives = otp::alive(owner);
        assert!(is_there || !lives, "a process that lives has its table");
        (is_there, lives)
    });
    assert_eq!(seen, [(false, false), (true, false), (true, true)].into());
}

#[test]
fn a_table_is_gone_when_its_owner_is_killed() {
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let owner = otp::spawn(move |mut inbox: Inbox<()>| {
            to.send(Message::Rows(Table::set().named("rows").create()));
            inbox.recv();
        });
        let Message::Rows(table) = inbox.recv() else {
            unreachable!("nothing else is sent");
        };
        assert_eq!(Table::named("rows"), Some(table));
        inbox.monitor(owner, |down| Message::Down(down.reason));
        otp::kill(owner);
        assert!(matches!(inbox.recv(), Message::Down(ExitReason::Killed)));
        assert!(matches!(
            table.check(Right::Read),
            Err(TableError::Gone { .. })
        ));
        assert_eq!((table.info(), Table::<u8, u8>::named("rows")), (None, None));
        Table::<u8, u8>::set().named("rows").create();
    });
}

#[test]
fn an_heir_owns_the_table_before_the_end_of_the_owner_is_known() {
    always(|| {
        let mut inbox = otp::inbox();
        let heir = inbox.pid();
        let owner = otp::spawn(move |mut inbox: Inbox<()>| {
            let table = Table::set()
                .heir(heir, Message::Left)
                .named("rows")
                .create();
            table.insert(1, 2);
            inbox.recv();
        });
        inbox.monitor(owner, |down| Message::Down(down.reason));
        owner.send(());
        let Message::Left(TableTransfer { table, from }) = inbox.recv() else {
            unreachable!("it is left before");
        };
        assert_eq!(from, owner.id());
        table.insert(3, 4);
        assert_eq!(table.tab2list(), [(1, 2), (3, 4)]);
        assert_eq!(Table::named("rows"), Some(table));
    });
}

#[test]
fn a_table_is_gone_with_its_owner_if_the_heir_has_ended_or_is_on_another_node() {
    always(|| {
        let [there] = cluster::start_nodes(["there"]);
        let mut inbox = otp::inbox();
        let gone = otp::spawn(|_: Inbox<Message>| ());
        inbox.monitor(gone, |down| Message::Down(down.reason));
        inbox.recv();
        let elsewhere = cluster::spawn(there, |mut inbox: Inbox<Message>| drop(inbox.recv()));
        for heir in [gone, elsewhere] {
            let make = move || Rows::set().heir(heir, Message::Left).create();
            let table = cluster::run(cluster::Node::NONE, make);
            otp::sleep(std::time::Duration::from_secs(1));
            assert!(matches!(
                table.check(Right::Read),
                Err(TableError::Gone { .. })
            ));
        }
    });
}

#[test]
fn who_has_given_a_table_away_may_not_use_it_any_more() {
    let mut seen = outcomes(|| {
        let table = Table::<u8, u8>::set().private().create();
        let next = otp::spawn(|mut inbox: Inbox<Message>| {
            let Message::Left(transfer) = inbox.recv() else {
                unreachable!("nothing else is sent");
            };
            transfer.table.insert(1, 1);
        });
        table.give_away(next, Message::Left).unwrap();
        match table.check(Right::Write) {
            Err(TableError::Forbidden { .. }) => "forbidden",
            Err(TableError::Gone { .. }) => "gone",
            _ => "allowed",
        }
    });
    assert!(seen.remove("forbidden"));
    assert!(seen.is_subset(&["gone"].into()));
}

#[test]
fn a_table_is_given_to_no_one_who_has_ended_or_owns_it_or_is_elsewhere() {
    always(|| {
        let [there] = cluster::start_nodes(["there"]);
        let inbox = otp::inbox::<Message>();
        let elsewhere = cluster::spawn(there, |_: Inbox<Message>| ());
        let table = Table::<u8, u8>::set().create();
        for to in [inbox.pid(), elsewhere] {
            let refused = table.give_away(to, Message::Left);
            assert!(
                matches!(refused, Err(TableError::NoReceiver { .. })),
                "{refused:?}"
            );
        }
    });
}

#[test]
fn names_of_tables_are_those_of_a_node_and_go_when_it_stops() {
    always(|| {
        let [a, b] = cluster::start_nodes(["a", "b"]);
        let serve = |mut inbox: Inbox<otp::ReplyTo<Rows>>| {
            let table = Table::set().named("rows").public().create();
            loop {
                inbox.recv().send(table);
            }
        };
        let servers = [a, b].map(|node| cluster::spawn(node, serve));
        let [at_a, at_b] = servers.map(|server| server.call(|reply| reply));
        assert_ne!(at_a, at_b);
        assert_eq!(cluster::run(a, || Rows::named("rows")), Some(at_a));
        assert_eq!(Rows::named("rows"), None);
        let said = cluster::run(a, move || at_b.check(Right::Read).unwrap_err().to_string());
        assert!(
            said.starts_with("the table \"rows\" is on b, and T"),
            "{said}"
        );
        cluster::stop_node(a);
        cluster::start_node(a);
        assert_eq!(cluster::run(a, || Rows::named("rows")), None);
        assert_eq!(cluster::run(b, || Rows::named("rows")), Some(at_b));
    });
}

#[test]
fn a_name_is_taken_by_one_table_only() {
    let seen = proven(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        for _ in 0..2 {
            otp::spawn::<()>(move |_| {
                let made = Rows::set().named("rows").try_create();
                to.send(made.is_ok());
            });
        }
        // The first may be gone when the second comes.
        inbox.recv() | inbox.recv()
    });
    assert_eq!(seen, [true].into());
}

#[test]
fn a_table_is_deleted_together_with_its_name() {
    let seen = proven(|| {
        let table = Rows::set().named("rows").public().create();
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        otp::spawn::<()>(move |_| {
            table.delete_table();
        });
        otp::spawn::<()>(move |_| {
            let is_named = Rows::named("rows").is_some();
            let is_there = table.check(Right::Read).is_ok();
            to.send((is_named, is_there));
        });
        inbox.recv()
    });
    assert_eq!(seen, [(false, false), (true, false), (true, true)].into());
}

#[test]
fn values_that_go_with_a_table_may_use_processes_when_they_are_dropped() {
    #[derive(Clone)]
    struct Tells(otp::Pid<()>);
    impl Drop for Tells {
        fn drop(&mut self) {
            self.0.send(());
        }
    }
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        otp::spawn::<()>(move |_| {
            let table = Table::set().create();
            table.insert(1, Tells(to));
            table.insert(1, Tells(to));
            table.insert(2, Tells(to));
            table.delete(&2);
        });
        for _ in 0..3 {
            inbox.recv();
        }
    });
}
