//! Simulated runs, as they are shown.

use std::time::Duration;

use expect_test::{Expect, expect};
use lockstep_generator::{
    Ask, Context, End, EventKind, Generator, NEVER, Simulation, Stuck, any, concat, cycle,
    cycle_times, each_thread, independent, list, phases, reserve, sleep,
};

use crate::tree::run;

fn ns(duration: u64) -> Duration {
    Duration::from_nanos(duration)
}

#[track_caller]
fn check<G>(simulation: &Simulation<G::Op>, generator: &G, expected: &Expect)
where
    G: Generator<Op: Clone + std::fmt::Debug + 'static> + Clone,
{
    expected.assert_eq(&run(simulation, generator).to_string());
}

#[test]
fn an_imperfect_system_fails_forgets_and_succeeds_in_turn() {
    let g = each_thread(|_| list(["a", "b", "c"]));
    check(
        &Simulation::imperfect(2),
        &g,
        &expect![[r#"
         0  0  0  invoke  "a"
         0  1  1  invoke  "a"
        10  0  0  fail    "a"
        10  0  0  invoke  "b"
        10  1  1  fail    "a"
        10  1  1  invoke  "b"
        20  0  0  info    "b"
        20  0  2  invoke  "c"
        20  1  1  info    "b"
        20  1  3  invoke  "c"
        30  0  2  ok      "c"
        30  1  3  ok      "c"
    "#]],
    );
}

#[test]
fn clients_beside_a_nemesis_then_a_last_read() {
    let clients = cycle(["write", "read"])
        .unwrap()
        .stagger(ns(10))
        .seed(7)
        .clients();
    let round = [
        sleep(ns(20)).boxed(),
        list(["split"]).boxed(),
        sleep(ns(20)).boxed(),
        list(["heal"]).boxed(),
    ];
    let nemesis = concat(round).rounds().nemesis();
    let main = any([clients.boxed(), nemesis.boxed()])
        .unwrap()
        .seed(1)
        .time_limit(ns(90));
    let last = list(["last heal"]).nemesis();
    let read = each_thread(|_| list(["last read"])).clients();
    let g = phases([main.boxed(), last.boxed(), read.boxed()]);
    check(
        &Simulation::of(2).nemesis().latency(ns(15)),
        &g,
        &expect![[r#"
              0  0        0  invoke  "write"
              5  1        1  invoke  "read"
             15  0        0  ok      "write"
             15  0        0  invoke  "write"
             20  1        1  ok      "read"
             20  nemesis  -  invoke  "split"
             20  1        1  invoke  "read"
             30  0        0  ok      "write"
             30  0        0  invoke  "write"
             35  nemesis  -  ok      "split"
             35  1        1  ok      "read"
             35  1        1  invoke  "read"
             45  0        0  ok      "write"
             50  1        1  ok      "read"
             50  0        0  invoke  "write"
             55  nemesis  -  invoke  "heal"
             60  1        1  invoke  "read"
             65  0        0  ok      "write"
             70  nemesis  -  ok      "heal"
             75  1        1  ok      "read"
             75  0        0  invoke  "write"
             76  1        1  invoke  "read"
             90  0        0  ok      "write"
             91  1        1  ok      "read"
             91  nemesis  -  invoke  "last heal"
            106  nemesis  -  ok      "last heal"
            106  0        0  invoke  "last read"
            106  1        1  invoke  "last read"
            121  0        0  ok      "last read"
            121  1        1  ok      "last read"
        "#]],
    );
}

#[test]
fn groups_with_a_key_each_writers_and_readers() {
    let of_a_key = |key: u8| {
        let writes = cycle(["w"]).unwrap().take(2);
        let reads = cycle(["r"]).unwrap().take(u64::from(key) + 1);
        reserve([(1, writes)], reads).unwrap()
    };
    let g = independent::concurrent(2, 0..3, of_a_key)
        .unwrap()
        .clients();
    check(
        &Simulation::perfect(5),
        &g,
        &expect![[r#"
         0  0  0  invoke  (0, "w")
         0  1  1  invoke  (0, "r")
         0  2  2  invoke  (1, "w")
         0  3  3  invoke  (1, "r")
        10  0  0  ok      (0, "w")
        10  0  0  invoke  (0, "w")
        10  1  1  ok      (0, "r")
        10  2  2  ok      (1, "w")
        10  2  2  invoke  (1, "w")
        10  3  3  ok      (1, "r")
        10  3  3  invoke  (1, "r")
        20  0  0  ok      (0, "w")
        20  0  0  invoke  (2, "w")
        20  1  1  invoke  (2, "r")
        20  2  2  ok      (1, "w")
        20  3  3  ok      (1, "r")
        30  0  0  ok      (2, "w")
        30  0  0  invoke  (2, "w")
        30  1  1  ok      (2, "r")
        30  1  1  invoke  (2, "r")
        40  0  0  ok      (2, "w")
        40  1  1  ok      (2, "r")
        40  1  1  invoke  (2, "r")
        50  1  1  ok      (2, "r")
    "#]],
    );
}

#[test]
fn windows_of_quiet_and_of_haste() {
    let quiet = cycle(["quiet"]).unwrap().delay(ns(40)).boxed();
    let haste = cycle(["haste"]).unwrap().delay(ns(10)).boxed();
    let g = cycle_times([(ns(50), quiet), (ns(25), haste)])
        .unwrap()
        .take(9);
    check(
        &Simulation::of(1).latency(ns(1)),
        &g,
        &expect![[r#"
          0  0  0  invoke  "quiet"
          1  0  0  ok      "quiet"
         40  0  0  invoke  "quiet"
         41  0  0  ok      "quiet"
         50  0  0  invoke  "haste"
         51  0  0  ok      "haste"
         60  0  0  invoke  "haste"
         61  0  0  ok      "haste"
         70  0  0  invoke  "haste"
         71  0  0  ok      "haste"
         80  0  0  invoke  "quiet"
         81  0  0  ok      "quiet"
        120  0  0  invoke  "quiet"
        121  0  0  ok      "quiet"
        125  0  0  invoke  "haste"
        126  0  0  ok      "haste"
        126  0  0  invoke  "haste"
        127  0  0  ok      "haste"
    "#]],
    );
}

#[test]
fn one_try_after_the_other_until_one_succeeds() {
    let tries = cycle(["join"])
        .unwrap()
        .concurrency_limit(1)
        .delay(ns(25))
        .until_ok();
    let g = tries.then(list(["read"]));
    check(
        &Simulation::imperfect(3),
        &g,
        &expect![[r#"
          0  0  0  invoke  "join"
         10  0  0  fail    "join"
         25  1  1  invoke  "join"
         35  1  1  fail    "join"
         50  2  2  invoke  "join"
         60  2  2  fail    "join"
         75  0  0  invoke  "join"
         85  0  0  info    "join"
        100  1  1  invoke  "join"
        110  1  1  info    "join"
        125  2  2  invoke  "join"
        135  2  2  info    "join"
        150  0  3  invoke  "join"
        160  0  3  ok      "join"
        160  1  4  invoke  "read"
        170  1  4  ok      "read"
    "#]],
    );
}

/// How many ops there are, and why no more.
fn end<G>(simulation: &Simulation<G::Op>, generator: &G) -> (usize, End)
where
    G: Generator<Op: Clone + 'static> + Clone,
{
    let simulated = run(simulation, generator);
    (simulated.invoked().count(), simulated.end())
}

#[test]
fn the_limits_of_a_simulation_are_told() {
    let g = cycle(["op"]).unwrap();
    assert_eq!(end(&Simulation::of(2).ops_max(5), &g), (5, End::OpsMax));
    let five = g.clone().take(5);
    assert_eq!(end(&Simulation::of(2).ops_max(5), &five), (5, End::Done));
    assert_eq!(end(&Simulation::of(2), &g), (100_000, End::OpsMax));
    // At 0, 10, 20 and 30 ns; none later.
    let late = g.delay(ns(10));
    assert_eq!(
        end(&Simulation::of(2).time_max(ns(30)), &late),
        (4, End::TimeMax)
    );
    let rests = sleep::<()>(Duration::from_secs(60 * 60)).rounds();
    assert_eq!(end(&Simulation::of(2), &rests), (0, End::TimeMax));
}

#[test]
fn ops_that_go_on_at_a_limit_end() {
    let simulated = Simulation::perfect(3)
        .ops_max(2)
        .run(&cycle(["op"]).unwrap())
        .unwrap();
    let kinds: Vec<EventKind> = simulated.entries().iter().map(|entry| entry.kind).collect();
    let (invoke, ok) = (EventKind::Invoke, EventKind::Ok);
    assert_eq!(kinds, [invoke, invoke, ok, ok]);
}

#[test]
fn who_waits_for_what_cannot_happen_is_stuck() {
    #[derive(Clone)]
    struct Deaf;

    impl Generator for Deaf {
        type Op = &'static str;

        fn ask(&mut self, _: &Context) -> Ask<&'static str> {
            Ask::Wait(NEVER)
        }
    }

    let g = concat([list(["a", "b"]).boxed(), Deaf.boxed()]);
    let stuck = Simulation::perfect(1).run(&g).unwrap_err();
    assert_eq!(
        stuck,
        Stuck {
            time_ns: 20,
            ops: 2
        }
    );
}

#[test]
#[should_panic(expected = "thread 0 ends an op by beginning it")]
fn an_op_does_not_end_by_beginning() {
    let simulation = Simulation::of(1).outcomes(|_, _, _| EventKind::Invoke);
    let _ = simulation.run(&list(["op"]));
}
