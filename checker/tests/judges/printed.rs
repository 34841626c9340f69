//! What the judges print: of each fault that they are known for, and of histories that test nothing.

// expect-test writes expectations so.
#![allow(clippy::needless_raw_string_hashes)]

use expect_test::{Expect, expect};
use lockstep_checker::judges::{
    Bank, Consistency, CounterBounds, Drain, Finding, Judge, Report, SetFull, Stats, TotalQueue,
    UniqueIds,
};
use lockstep_history::Event::{Fail, Info, Invoke, Ok as Returns};
use lockstep_history::{Event, History};
use lockstep_models::{
    self as models, BankOp, BankRet, CounterOp, CounterRet, GrowSetOp, GrowSetRet, PoolRet,
    QueueOp, UniqueIdsOp,
};

fn prints<J: Judge>(
    judge: &J,
    events: impl IntoIterator<Item = Event<J::Op, J::Ret>>,
    expected: &Expect,
) {
    let history = History::from_events(events).expect("it is a history");
    prints_of(judge, &history, expected);
}

fn prints_of<J: Judge>(judge: &J, history: &History<J::Op, J::Ret>, expected: &Expect) {
    let report = judge.judge(history);
    let finding = report.finding();
    let mut text = format!("{}\n{report}", finding.name());
    if let Finding::Unknown(untested) = finding {
        text = text + &untested.to_string() + "\n";
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    expected.assert_eq(&text);
}

/// An operation of process 0 that nothing overlaps.
fn done<Op, Ret>(op: Op, ret: Ret) -> [Event<Op, Ret>; 2] {
    [Invoke(0, op), Returns(0, ret)]
}

fn read_money(balances: &[(i64, i64)]) -> [Event<BankOp<i64>, BankRet<i64>>; 2] {
    done(BankOp::Read, BankRet::Got(balances.to_vec()))
}

#[test]
fn a_bank_that_loses_money_in_the_middle_of_a_transfer() {
    let bank = Bank::of(&models::Bank::new([(0, 10), (1, 90)]));
    let transfer = BankOp::Transfer {
        from: 0,
        to: 1,
        amount: 5,
    };
    let events = [
        read_money(&[(0, 10), (1, 90)]),
        done(transfer, BankRet::Done),
        read_money(&[(0, 5), (1, 90)]),
        read_money(&[(0, -5), (1, 105)]),
        read_money(&[(0, 10)]),
        read_money(&[(0, 10), (1, 90), (1, 0), (2, 3)]),
    ];
    prints(
        &bank,
        events.into_iter().flatten(),
        &expect![[r#"
            invalid
            4 wrong, of 5 reads: 3 by the sum, 2 by the accounts, 1 below 0
              expected: 2 accounts with the sum 100
              process 0 (events 4 to 5): the sum is 95, not 100
              process 0 (events 6 to 7): 0 has -5
              process 0 (events 8 to 9): the sum is 10, not 100; misses 1
              process 0 (events 10 to 11): the sum is 103, not 100; should not see 1, 2
        "#]],
    );
}

#[test]
fn a_bank_without_settings_is_judged_by_the_first_read() {
    let events = [
        read_money(&[(0, 10), (1, 90)]),
        read_money(&[(0, 10), (1, 95)]),
    ];
    prints(
        &Bank::new(),
        events.into_iter().flatten(),
        &expect![[r#"
            invalid
            1 wrong, of 2 reads: 1 by the sum, 0 by the accounts, 0 below 0
              expected: 2 accounts with the sum 100, as in the first read
              process 0 (events 2 to 3): the sum is 105, not 100
        "#]],
    );
}

#[test]
fn a_bank_that_nobody_looked_at() {
    let events = [Invoke(0, BankOp::Read), Info(0)];
    prints(
        &Bank::<i64>::new(),
        events,
        &expect![[r#"
            unknown
            0 wrong, of 0 reads: 0 by the sum, 0 by the accounts, 0 below 0
            nothing was tested: no read completed with a result
        "#]],
    );
}

#[test]
fn ids_that_are_given_out_twice() {
    let events = [17, 4, 17, 1, 17].map(|id| done(UniqueIdsOp::Generate, id));
    let judge = UniqueIds::new().given_out([1]);
    prints(
        &judge,
        events.into_iter().flatten(),
        &expect![[r#"
            invalid
            2 duplicated; attempted 5, acknowledged 5, from 1 to 17
              17 to process 0 (events 0 to 1), process 0 (events 4 to 5), process 0 (events 8 to 9)
              1 before, and to process 0 (events 6 to 7)
        "#]],
    );
}

fn enqueue(element: i64) -> [Event<QueueOp<i64>, PoolRet<i64>>; 2] {
    done(QueueOp::Enqueue(element), PoolRet::Done)
}

fn dequeue(ret: PoolRet<i64>) -> [Event<QueueOp<i64>, PoolRet<i64>>; 2] {
    done(QueueOp::Dequeue, ret)
}

#[test]
fn a_queue_that_loses_repeats_and_invents_elements() {
    let events = [
        enqueue(1),
        enqueue(2),
        dequeue(PoolRet::Got(2)),
        dequeue(PoolRet::Got(2)),
        dequeue(PoolRet::Got(3)),
        dequeue(PoolRet::Empty),
    ];
    prints(
        &TotalQueue::new(),
        events.into_iter().flatten(),
        &expect![[r#"
            invalid
            1 lost, 1 unexpected, 1 duplicated; attempted 2, acknowledged 2, dequeued 3
              1 missing, 0 inside, 0 recovered, 0 unseen dequeues
              missing: 1
              process 0 (events 6 to 7) got 2 again, which was put in once
              process 0 (events 8 to 9) got 3, which nobody had put in
        "#]],
    );
}

#[test]
fn a_failed_enqueue_explains_nothing() {
    let events = [
        Invoke(0, QueueOp::Enqueue(1)),
        Fail(0),
        Invoke(0, QueueOp::Dequeue),
        Returns(0, PoolRet::Got(1)),
    ];
    prints(
        &TotalQueue::new(),
        events,
        &expect![[r#"
        invalid
        0 lost, 1 unexpected, 0 duplicated; attempted 0, acknowledged 0, dequeued 1
          0 missing, 0 inside, 0 recovered, 0 unseen dequeues
          process 0 (events 2 to 3) got 1, which nobody had put in
    "#]],
    );
}

#[test]
fn a_crashed_dequeue_may_have_taken_one_element_and_no_more() {
    let events = |elements: i64| {
        let crashed = [Invoke(1, QueueOp::Dequeue), Info(1)];
        let found_empty = dequeue(PoolRet::Empty);
        let enqueues = (0..elements).flat_map(enqueue);
        enqueues.chain(crashed).chain(found_empty)
    };
    prints(
        &TotalQueue::new(),
        events(1),
        &expect![[r#"
            valid
            0 lost, 0 unexpected, 0 duplicated; attempted 1, acknowledged 1, dequeued 0
              1 missing, 0 inside, 0 recovered, 1 unseen dequeue
              missing: 0
        "#]],
    );
    prints(
        &TotalQueue::new(),
        events(2),
        &expect![[r#"
            invalid
            1 lost, 0 unexpected, 0 duplicated; attempted 2, acknowledged 2, dequeued 0
              2 missing, 0 inside, 0 recovered, 1 unseen dequeue
              missing: 0, 1
        "#]],
    );
}

#[test]
fn a_queue_that_nobody_drained() {
    prints(
        &TotalQueue::new(),
        enqueue(1),
        &expect![[r#"
        unknown
        0 lost, 0 unexpected, 0 duplicated; attempted 1, acknowledged 1, dequeued 0
          0 missing, 1 inside, 0 recovered, 0 unseen dequeues
        1 element is inside or lost: no dequeue found the queue empty after it was put in
    "#]],
    );
    let judge = TotalQueue::new().drain(Drain::AtTheEnd);
    prints(
        &judge,
        enqueue(1),
        &expect![[r#"
        invalid
        1 lost, 0 unexpected, 0 duplicated; attempted 1, acknowledged 1, dequeued 0
          1 missing, 0 inside, 0 recovered, 0 unseen dequeues
          missing: 1
    "#]],
    );
}

fn add(element: i64) -> [Event<GrowSetOp<i64>, GrowSetRet<i64>>; 2] {
    done(GrowSetOp::Add(element), GrowSetRet::Done)
}

fn read_set(elements: &[i64]) -> [Event<GrowSetOp<i64>, GrowSetRet<i64>>; 2] {
    done(GrowSetOp::Read, GrowSetRet::Got(elements.to_vec()))
}

/// Element 1 is lost, 2 is stale, 3 comes out of nowhere, 4 is seen twice, 5 is stable.
fn set_of_all_faults() -> History<GrowSetOp<i64>, GrowSetRet<i64>> {
    let events = [
        add(1),
        add(2),
        add(4),
        add(5),
        read_set(&[1, 4, 5]),
        read_set(&[2, 3, 4, 4, 5]),
    ];
    History::from_events(events.into_iter().flatten()).expect("it is a history")
}

#[test]
fn a_set_with_all_faults() {
    prints_of(
        &SetFull::new(),
        &set_of_all_faults(),
        &expect![[r#"
        invalid
        1 lost, 1 unexpected, 1 duplicated, 1 stale, 2 stable; 4 elements in 2 reads
          missing for: least 0 events, median 0 events, 95 % 5 events, 99 % 5 events, greatest 5 events
          there for: least 8 events, median 8 events, 95 % 8 events, 99 % 8 events, greatest 8 events
          1 is lost: known from event 1 on, missed by a read that began at event 10, seen up to event 9
          2 is stale: known from event 3 on, missed by a read that began at event 8, 5 events later
          unexpected: 3
          duplicated: 4
    "#]],
    );
}

#[test]
fn a_set_with_all_faults_at_known_times() {
    let times = (0..12).map(|event| event * 1_500_000).collect();
    let history = set_of_all_faults().with_times(times);
    prints_of(
        &SetFull::new(),
        &history,
        &expect![[r#"
        invalid
        1 lost, 1 unexpected, 1 duplicated, 1 stale, 2 stable; 4 elements in 2 reads
          missing for: least 0 ns, median 0 ns, 95 % 7.5 ms, 99 % 7.5 ms, greatest 7.5 ms
          there for: least 12.0 ms, median 12.0 ms, 95 % 12.0 ms, 99 % 12.0 ms, greatest 12.0 ms
          1 is lost: known from event 1 on, missed by a read that began at event 10, seen up to event 9
          2 is stale: known from event 3 on, missed by a read that began at event 8, 7.5 ms later
          unexpected: 3
          duplicated: 4
    "#]],
    );
}

#[test]
fn a_set_may_be_late_unless_it_is_to_be_linearizable() {
    let events = || {
        [add(1), read_set(&[]), read_set(&[1])]
            .into_iter()
            .flatten()
    };
    prints(
        &SetFull::new(),
        events(),
        &expect![[r#"
        valid
        0 lost, 0 unexpected, 0 duplicated, 1 stale, 0 stable; 1 element in 2 reads
          missing for: least 1 event, median 1 event, 95 % 1 event, 99 % 1 event, greatest 1 event
          1 is stale: known from event 1 on, missed by a read that began at event 2, 1 event later
    "#]],
    );
    let strict = SetFull::new().consistency(Consistency::Linearizable);
    prints(
        &strict,
        events(),
        &expect![[r#"
        invalid
        0 lost, 0 unexpected, 0 duplicated, 1 stale, 0 stable; 1 element in 2 reads
          missing for: least 1 event, median 1 event, 95 % 1 event, 99 % 1 event, greatest 1 event
          1 is stale: known from event 1 on, missed by a read that began at event 2, 1 event later
    "#]],
    );
}

#[test]
fn a_read_that_ends_later_shows_that_an_element_is_not_lost() {
    let events = [
        Invoke(0, GrowSetOp::Add(1)),
        Returns(0, GrowSetRet::Done),
        Invoke(1, GrowSetOp::Read),
        Invoke(2, GrowSetOp::Read),
        Returns(2, GrowSetRet::Got(vec![])),
        Returns(1, GrowSetRet::Got(vec![1])),
    ];
    prints(
        &SetFull::new(),
        events,
        &expect![[r#"
        valid
        0 lost, 0 unexpected, 0 duplicated, 1 stale, 0 stable; 1 element in 2 reads
          missing for: least 2 events, median 2 events, 95 % 2 events, 99 % 2 events, greatest 2 events
          1 is stale: known from event 1 on, missed by a read that began at event 3, 2 events later
    "#]],
    );
}

#[test]
fn a_set_that_was_read_too_early() {
    let events = [read_set(&[]), add(1)];
    prints(
        &SetFull::new(),
        events.into_iter().flatten(),
        &expect![[r#"
        unknown
        0 lost, 0 unexpected, 0 duplicated, 0 stale, 0 stable; 1 element in 1 read
          1 never read, 0 unconfirmed
        nothing was tested: no read began after an element was known, and none saw one
    "#]],
    );
}

#[test]
fn a_counter_that_loses_an_update() {
    let events = [
        done(CounterOp::Add(5), CounterRet::Done),
        done(CounterOp::Add(-2), CounterRet::Done),
        done(CounterOp::Read, CounterRet::Got(5)),
        done(CounterOp::Read, CounterRet::Got(3)),
    ];
    prints(
        &CounterBounds::new(),
        events.into_iter().flatten(),
        &expect![[r#"
            invalid
            1 out of bounds, of 2 reads and 2 adds; bounds are necessary, not sufficient
              process 0 (events 4 to 5) saw 5; from 3 to 3 is possible
        "#]],
    );
}

#[test]
fn an_operation_that_never_succeeds() {
    let events = [
        Invoke(0, "write"),
        Returns(0, ()),
        Invoke(0, "cas"),
        Fail(0),
        Invoke(0, "cas"),
        Info(0),
    ];
    let stats = Stats::by_name(|op: &&str| op);
    prints(
        &stats,
        events,
        &expect![[r#"
        unknown
        3 operations: 1 ok, 1 info, 1 fail
          write: 1 ok, 0 info, 0 fail
          cas: 0 ok, 1 info, 1 fail
        never completed with ok, and so was not tested: cas
    "#]],
    );
    prints(
        &stats,
        [],
        &expect![[r#"
        unknown
        0 operations: 0 ok, 0 info, 0 fail
        nothing was tested: no client did anything
    "#]],
    );
}

#[test]
fn only_ten_cases_are_listed() {
    let reads = (0..25).flat_map(|_| done(CounterOp::Read, CounterRet::Got(1)));
    prints(
        &CounterBounds::new(),
        reads,
        &expect![[r#"
            invalid
            25 out of bounds, of 25 reads and 0 adds; bounds are necessary, not sufficient
              process 0 (events 0 to 1) saw 1; from 0 to 0 is possible
              process 0 (events 2 to 3) saw 1; from 0 to 0 is possible
              process 0 (events 4 to 5) saw 1; from 0 to 0 is possible
              process 0 (events 6 to 7) saw 1; from 0 to 0 is possible
              process 0 (events 8 to 9) saw 1; from 0 to 0 is possible
              process 0 (events 10 to 11) saw 1; from 0 to 0 is possible
              process 0 (events 12 to 13) saw 1; from 0 to 0 is possible
              process 0 (events 14 to 15) saw 1; from 0 to 0 is possible
              process 0 (events 16 to 17) saw 1; from 0 to 0 is possible
              process 0 (events 18 to 19) saw 1; from 0 to 0 is possible
              and 15 more
        "#]],
    );
}

#[test]
#[should_panic(expected = "nobody knows: nothing was tested: no read completed with a result")]
fn unknown_is_no_pass() {
    let history = History::from_events([Invoke(0, CounterOp::Read)]).expect("it is a history");
    CounterBounds::new().assert(&history);
}

#[test]
fn figures_say_what_the_report_says() {
    let figures = SetFull::new().judge(&set_of_all_faults()).figures();
    let told = figures.iter();
    let told = told.map(|(name, figure)| format!("{name}: {figure:?}\n"));
    expect![[r#"
        consistency: Text("eventual")
        attempted: Number(4)
        reads: Number(2)
        stable: Number(2)
        stale: Number(1)
        lost: Number(1)
        never_read: Number(0)
        unconfirmed: Number(0)
        unexpected: Number(1)
        duplicated: Number(1)
        unit: Text("events")
        stable_latencies: Fields([("least", Number(0)), ("median", Number(0)), ("percent_95", Number(5)), ("percent_99", Number(5)), ("greatest", Number(5))])
        lost_latencies: Fields([("least", Number(8)), ("median", Number(8)), ("percent_95", Number(8)), ("percent_99", Number(8)), ("greatest", Number(8))])
        strayed: List([Fields([("element", Text("1")), ("fate", Text("lost")), ("known", Number(1)), ("missed", Number(10)), ("seen", Number(9)), ("latency", Number(8))]), Fields([("element", Text("2")), ("fate", Text("stale")), ("known", Number(3)), ("missed", Number(8)), ("seen", Number(11)), ("latency", Number(5))])])
        unexpected_elements: List([Text("3")])
        duplicated_elements: List([Text("4")])
    "#]].assert_eq(&told.collect::<String>());
}
