use std::path::PathBuf;

use expect_test::{Expect, expect};
use lockstep_scheduler::View;
use lockstep_seed::Seed;

use crate::programs::{
    bug, bug_of, bystanders, crowd, endless, lost_update, panic_in_a_task, runner, two_mutexes,
};

/// Compares the report of a failure as it is printed when its traces were written.
fn assert_report(test: &str, body: fn(), expected: &Expect) {
    let mut bug = bug(test, 1, body);
    bug.trace_path = Some(PathBuf::from("traces").join(bug.trace.file_name()));
    if let Some(shrunk) = &mut bug.shrunk {
        let name = shrunk.trace.file_name();
        shrunk.trace_path = Some(PathBuf::from("traces").join(name));
    }
    expected.assert_eq(&bug.to_string());
}

#[test]
fn reports_a_lost_update() {
    assert_report(
        "lost_update",
        lost_update,
        &expect![[r#"
            Lockstep found a concurrency bug on iteration 1.

              seed:            1
              iteration seed:  4867005919699681836
              strategy:        random
              trace:           traces/programs-lost_update-iter1-seed1.lockstep
              shrunk trace:    traces/programs-lost_update-iter1-seed1.shrunk.lockstep
              shrunk:          4 pre-emptions to 1, 12 to 12 steps, by 31 replays

            Reason:
              T0 panicked at scheduler/tests/reports/programs.rs:23:5: assertion `left == right` failed
                left: 1
               right: 2

            Schedule:
             1  T0 begin                   scheduler/tests/reports/programs.rs:147
             2  T0 spawn T1                scheduler/tests/reports/programs.rs:14
             3  T0 spawn T2                scheduler/tests/reports/programs.rs:14
             4  | | T2 begin               scheduler/tests/reports/programs.rs:14
             5  | | T2 load atomic 0 = 0   scheduler/tests/reports/programs.rs:15
             6> | T1 begin                 scheduler/tests/reports/programs.rs:14
             7  | T1 load atomic 0 = 0     scheduler/tests/reports/programs.rs:15
             8  | T1 store atomic 0 = 1    scheduler/tests/reports/programs.rs:16
             9  | | T2 store atomic 0 = 1  scheduler/tests/reports/programs.rs:16
            10  T0 join T1                 scheduler/tests/reports/programs.rs:21
            11  T0 join T2                 scheduler/tests/reports/programs.rs:21
            12  T0 load atomic 0 = 1       scheduler/tests/reports/programs.rs:23  <-- FAILED HERE

            Steps:
            step 1   begin  T0(main)                      scheduler/tests/reports/programs.rs:147
            step 2   spawn  T0(main) -> T1                scheduler/tests/reports/programs.rs:14
            step 3   spawn  T0(main) -> T2                scheduler/tests/reports/programs.rs:14
            step 4   begin  T2                            scheduler/tests/reports/programs.rs:14
            step 5   load   T2              atomic 0 = 0  scheduler/tests/reports/programs.rs:15
            step 6>  begin  T1                            scheduler/tests/reports/programs.rs:14
            step 7   load   T1              atomic 0 = 0  scheduler/tests/reports/programs.rs:15
            step 8   store  T1              atomic 0 = 1  scheduler/tests/reports/programs.rs:16
            step 9   store  T2              atomic 0 = 1  scheduler/tests/reports/programs.rs:16
            step 10  join   T0(main)        T1            scheduler/tests/reports/programs.rs:21
            step 11  join   T0(main)        T2            scheduler/tests/reports/programs.rs:21
            step 12  load   T0(main)        atomic 0 = 1  scheduler/tests/reports/programs.rs:23
                                                                                                 <-- FAILED HERE

            >         the task before could have gone on
            T0        main
            T1        spawned by T0
            T2        spawned by T0
            atomic 0  first used at scheduler/tests/reports/programs.rs:15

            Other schedules:
            It passes if at step 6 T2 goes on instead of T1:
             6  | | T2 store atomic 0 = 1  scheduler/tests/reports/programs.rs:16
             7  | T1 begin                 scheduler/tests/reports/programs.rs:14
             8  | T1 load atomic 0 = 1     scheduler/tests/reports/programs.rs:15
             9  | T1 store atomic 0 = 2    scheduler/tests/reports/programs.rs:16
            10  T0 join T1                 scheduler/tests/reports/programs.rs:21
            11  T0 join T2                 scheduler/tests/reports/programs.rs:21
            12  T0 load atomic 0 = 2       scheduler/tests/reports/programs.rs:23

            Replay with:
              LOCKSTEP_REPLAY=traces/programs-lost_update-iter1-seed1.shrunk.lockstep cargo test lost_update
        "#]],
    );
}

#[test]
fn reports_a_deadlock_with_its_cycle() {
    assert_report(
        "two_mutexes",
        two_mutexes,
        &expect![[r#"
            Lockstep found a concurrency bug on iteration 5.

              seed:            1
              iteration seed:  17351058044633054894
              strategy:        random
              trace:           traces/programs-two_mutexes-iter5-seed1.lockstep
              shrunk trace:    traces/programs-two_mutexes-iter5-seed1.shrunk.lockstep
              shrunk:          2 pre-emptions to 1, 5 to 5 steps, by 8 replays

            Reason:
              deadlock: tasks wait for each other in a circle
                T0 waits to lock mutex 1 at scheduler/tests/reports/programs.rs:37, held by T1 since
                  scheduler/tests/reports/programs.rs:31
                T1 waits to lock mutex 0 at scheduler/tests/reports/programs.rs:32, held by T0 since
                  scheduler/tests/reports/programs.rs:36

            Schedule:
               T0(main)          T1
            1  begin                               scheduler/tests/reports/programs.rs:147
            2  spawn T1                            scheduler/tests/reports/programs.rs:30
            3  lock mutex 0                        scheduler/tests/reports/programs.rs:36
            4>                   begin             scheduler/tests/reports/programs.rs:30
            5                    lock mutex 1      scheduler/tests/reports/programs.rs:31  <-- FAILED HERE
            -  lock mutex 1 ...                    scheduler/tests/reports/programs.rs:37
            -                    lock mutex 0 ...  scheduler/tests/reports/programs.rs:32

            Steps:
            step 1  begin  T0(main)                 scheduler/tests/reports/programs.rs:147
            step 2  spawn  T0(main) -> T1           scheduler/tests/reports/programs.rs:30
            step 3  lock   T0(main)        mutex 0  scheduler/tests/reports/programs.rs:36
            step 4> begin  T1                       scheduler/tests/reports/programs.rs:30
            step 5  lock   T1              mutex 1  scheduler/tests/reports/programs.rs:31  <-- FAILED HERE

            >        the task before could have gone on
            T0       main
            T1       spawned by T0
            mutex 0  first used at scheduler/tests/reports/programs.rs:36
            mutex 1  first used at scheduler/tests/reports/programs.rs:37

            Other schedules:
            It passes if at step 4 T0(main) goes on instead of T1:
                T0(main)        T1
             4  lock mutex 1                    scheduler/tests/reports/programs.rs:37
             5  unlock mutex 1                  scheduler/tests/reports/programs.rs:37
             6  unlock mutex 0                  scheduler/tests/reports/programs.rs:36
             7                  begin           scheduler/tests/reports/programs.rs:30
             8                  lock mutex 1    scheduler/tests/reports/programs.rs:31
             9                  lock mutex 0    scheduler/tests/reports/programs.rs:32
            10                  unlock mutex 0  scheduler/tests/reports/programs.rs:32
            11                  unlock mutex 1  scheduler/tests/reports/programs.rs:31
            12  join T1                         scheduler/tests/reports/programs.rs:39

            Replay with:
              LOCKSTEP_REPLAY=traces/programs-two_mutexes-iter5-seed1.shrunk.lockstep cargo test two_mutexes
        "#]],
    );
}

#[test]
fn reports_a_panic_in_a_spawned_task() {
    assert_report(
        "panic_in_a_task",
        panic_in_a_task,
        &expect![[r#"
            Lockstep found a concurrency bug on iteration 9.

              seed:            1
              iteration seed:  16606632954251998270
              strategy:        random
              trace:           traces/programs-panic_in_a_task-iter9-seed1.lockstep
              shrunk trace:    traces/programs-panic_in_a_task-iter9-seed1.shrunk.lockstep
              shrunk:          3 pre-emptions to 1, 5 to 5 steps, by 10 replays

            Reason:
              T1 panicked at scheduler/tests/reports/programs.rs:46:31: assertion `left != right` failed: the flag is up
                left: 1
               right: 1

            Schedule:
               T0(main)            T1
            1  begin                                  scheduler/tests/reports/programs.rs:147
            2  spawn T1                               scheduler/tests/reports/programs.rs:46
            3  store atomic 0 = 1                     scheduler/tests/reports/programs.rs:48
            4>                     begin              scheduler/tests/reports/programs.rs:46
            5                      load atomic 0 = 1  scheduler/tests/reports/programs.rs:46  <-- FAILED HERE

            Steps:
            step 1  begin  T0(main)                      scheduler/tests/reports/programs.rs:147
            step 2  spawn  T0(main) -> T1                scheduler/tests/reports/programs.rs:46
            step 3  store  T0(main)        atomic 0 = 1  scheduler/tests/reports/programs.rs:48
            step 4> begin  T1                            scheduler/tests/reports/programs.rs:46
            step 5  load   T1              atomic 0 = 1  scheduler/tests/reports/programs.rs:46  <-- FAILED HERE

            >         the task before could have gone on
            T0        main
            T1        spawned by T0
            atomic 0  first used at scheduler/tests/reports/programs.rs:48

            Other schedules:
            It passes if at step 4 T0(main) goes on instead of T1:
               T0(main)            T1
            4  store atomic 0 = 0                     scheduler/tests/reports/programs.rs:49
            5                      begin              scheduler/tests/reports/programs.rs:46
            6                      load atomic 0 = 0  scheduler/tests/reports/programs.rs:46
            7  join T1                                scheduler/tests/reports/programs.rs:50

            Replay with:
              LOCKSTEP_REPLAY=traces/programs-panic_in_a_task-iter9-seed1.shrunk.lockstep cargo test panic_in_a_task
        "#]],
    );
}

#[test]
fn reports_a_step_limit() {
    let bug = bug_of(&runner("endless", 1).steps_max(6), endless);
    expect![[r#"
        Lockstep found a concurrency bug on iteration 0.

          seed:            1
          iteration seed:  12177749928852611510
          strategy:        random
          shrunk:          2 pre-emptions to 0, 12 to 12 steps, by 7 replays

        Reason:
          not ended after 12 steps
            T0 waits to load atomic 0 at scheduler/tests/reports/programs.rs:87

        Schedule:
            T0(main)           T1
         1  begin                               scheduler/tests/reports/programs.rs:147
         2  spawn T1                            scheduler/tests/reports/programs.rs:83
         3  load atomic 0 = 0                   scheduler/tests/reports/programs.rs:87
         4  yield                               scheduler/tests/reports/programs.rs:88
         5                     begin            scheduler/tests/reports/programs.rs:83
         6                     update atomic 0  scheduler/tests/reports/programs.rs:84
         7  load atomic 0                       scheduler/tests/reports/programs.rs:87
         8  yield                               scheduler/tests/reports/programs.rs:88
         9  load atomic 0                       scheduler/tests/reports/programs.rs:87
        10  yield                               scheduler/tests/reports/programs.rs:88
        11  load atomic 0                       scheduler/tests/reports/programs.rs:87
        12  yield                               scheduler/tests/reports/programs.rs:88  <-- FAILED HERE
         -  load atomic 0 ...                   scheduler/tests/reports/programs.rs:87

        Steps:
        step 1   begin   T0(main)                      scheduler/tests/reports/programs.rs:147
        step 2   spawn   T0(main) -> T1                scheduler/tests/reports/programs.rs:83
        step 3   load    T0(main)        atomic 0 = 0  scheduler/tests/reports/programs.rs:87
        step 4   yield   T0(main)                      scheduler/tests/reports/programs.rs:88
        step 5   begin   T1                            scheduler/tests/reports/programs.rs:83
        step 6   update  T1              atomic 0      scheduler/tests/reports/programs.rs:84
        step 7   load    T0(main)        atomic 0      scheduler/tests/reports/programs.rs:87
        step 8   yield   T0(main)                      scheduler/tests/reports/programs.rs:88
        step 9   load    T0(main)        atomic 0      scheduler/tests/reports/programs.rs:87
        step 10  yield   T0(main)                      scheduler/tests/reports/programs.rs:88
        step 11  load    T0(main)        atomic 0      scheduler/tests/reports/programs.rs:87
        step 12  yield   T0(main)                      scheduler/tests/reports/programs.rs:88
                                                                                             <-- FAILED HERE

        T0        main
        T1        spawned by T0
        atomic 0  first used at scheduler/tests/reports/programs.rs:87

        Other schedules:
        All 4 schedules that were tried and differ in one choice fail, too.
    "#]].assert_eq(&bug.to_string());
}

#[test]
fn shows_every_step_if_asked_to() {
    let runner = runner("bystanders", 1).view(View::Everything);
    let bug = bug_of(&runner, bystanders);
    expect![[r#"
        Lockstep found a concurrency bug on iteration 6.

          seed:            1
          iteration seed:  9436516668662680830
          strategy:        random
          shrunk:          6 pre-emptions to 1, 9 to 7 steps, by 14 replays

        Reason:
          T3 panicked at scheduler/tests/reports/programs.rs:46:31: assertion `left != right` failed: the flag is up
            left: 1
           right: 1

        Schedule:
           T0(main)            T3
        1  begin                                  scheduler/tests/reports/programs.rs:147
        2  spawn T1                               scheduler/tests/reports/programs.rs:56
        3  spawn T2                               scheduler/tests/reports/programs.rs:56
        4  spawn T3                               scheduler/tests/reports/programs.rs:46
        5  store atomic 0 = 1                     scheduler/tests/reports/programs.rs:48
        6>                     begin              scheduler/tests/reports/programs.rs:46
        7                      load atomic 0 = 1  scheduler/tests/reports/programs.rs:46  <-- FAILED HERE

        Steps:
        step 1  begin  T0(main)                      scheduler/tests/reports/programs.rs:147
        step 2  spawn  T0(main) -> T1                scheduler/tests/reports/programs.rs:56
        step 3  spawn  T0(main) -> T2                scheduler/tests/reports/programs.rs:56
        step 4  spawn  T0(main) -> T3                scheduler/tests/reports/programs.rs:46
        step 5  store  T0(main)        atomic 0 = 1  scheduler/tests/reports/programs.rs:48
        step 6> begin  T3                            scheduler/tests/reports/programs.rs:46
        step 7  load   T3              atomic 0 = 1  scheduler/tests/reports/programs.rs:46  <-- FAILED HERE

        >         the task before could have gone on
        T0        main
        T3        spawned by T0
        atomic 0  first used at scheduler/tests/reports/programs.rs:48

        Other schedules:
        It passes if at step 6 T0(main) goes on instead of T3:
         6  T0 store atomic 0 = 0           scheduler/tests/reports/programs.rs:49
         7  | T1 begin                      scheduler/tests/reports/programs.rs:56
         8  | T1 update atomic 1: 0 -> 1    scheduler/tests/reports/programs.rs:58
         9  | T1 update atomic 1: 1 -> 2    scheduler/tests/reports/programs.rs:59
        10  | | T2 begin                    scheduler/tests/reports/programs.rs:56
        11  | | T2 update atomic 2: 0 -> 1  scheduler/tests/reports/programs.rs:58
        12  | | T2 update atomic 2: 1 -> 2  scheduler/tests/reports/programs.rs:59
        13  | | | T3 begin                  scheduler/tests/reports/programs.rs:46
        14  | | | T3 load atomic 0 = 0      scheduler/tests/reports/programs.rs:46
        15  T0 join T3                      scheduler/tests/reports/programs.rs:50
    "#]].assert_eq(&bug.to_string());
}

#[test]
fn leaves_out_what_the_failure_does_not_depend_on() {
    let bug = bug("bystanders", 1, bystanders);
    expect![[r#"
        Lockstep found a concurrency bug on iteration 6.

          seed:            1
          iteration seed:  9436516668662680830
          strategy:        random
          shrunk:          6 pre-emptions to 1, 9 to 7 steps, by 14 replays

        Reason:
          T3 panicked at scheduler/tests/reports/programs.rs:46:31: assertion `left != right` failed: the flag is up
            left: 1
           right: 1

        Schedule:
           T0(main)            T3
        1  begin                                  scheduler/tests/reports/programs.rs:147
        4  spawn T3                               scheduler/tests/reports/programs.rs:46
        5  store atomic 0 = 1                     scheduler/tests/reports/programs.rs:48
        6>                     begin              scheduler/tests/reports/programs.rs:46
        7                      load atomic 0 = 1  scheduler/tests/reports/programs.rs:46  <-- FAILED HERE

        Steps:
        step 1  begin  T0(main)                      scheduler/tests/reports/programs.rs:147
        step 4  spawn  T0(main) -> T3                scheduler/tests/reports/programs.rs:46
        step 5  store  T0(main)        atomic 0 = 1  scheduler/tests/reports/programs.rs:48
        step 6> begin  T3                            scheduler/tests/reports/programs.rs:46
        step 7  load   T3              atomic 0 = 1  scheduler/tests/reports/programs.rs:46  <-- FAILED HERE

        >         the task before could have gone on
        T0        main
        T3        spawned by T0
        atomic 0  first used at scheduler/tests/reports/programs.rs:48

        The failure does not depend on 2 of 7 steps, which are left out.
        LOCKSTEP_NO_CAUSAL_SLICE=1 shows them.

        Other schedules:
        It passes if at step 6 T0(main) goes on instead of T3:
         6  T0 store atomic 0 = 0           scheduler/tests/reports/programs.rs:49
         7  | T1 begin                      scheduler/tests/reports/programs.rs:56
         8  | T1 update atomic 1: 0 -> 1    scheduler/tests/reports/programs.rs:58
         9  | T1 update atomic 1: 1 -> 2    scheduler/tests/reports/programs.rs:59
        10  | | T2 begin                    scheduler/tests/reports/programs.rs:56
        11  | | T2 update atomic 2: 0 -> 1  scheduler/tests/reports/programs.rs:58
        12  | | T2 update atomic 2: 1 -> 2  scheduler/tests/reports/programs.rs:59
        13  | | | T3 begin                  scheduler/tests/reports/programs.rs:46
        14  | | | T3 load atomic 0 = 0      scheduler/tests/reports/programs.rs:46
        15  T0 join T3                      scheduler/tests/reports/programs.rs:50
    "#]].assert_eq(&bug.to_string());
}

#[test]
fn draws_lanes_where_columns_do_not_fit() {
    let bug = bug("crowd", 1, crowd);
    let trace = bug.shrunk.map_or(bug.trace, |shrunk| shrunk.trace);
    expect![[r#"
         1  T0 begin                                         scheduler/tests/reports/programs.rs:147
         2  T0 spawn T1                                      scheduler/tests/reports/programs.rs:70
         3  T0 spawn T2                                      scheduler/tests/reports/programs.rs:70
         4  T0 spawn T3                                      scheduler/tests/reports/programs.rs:70
         5  T0 spawn T4                                      scheduler/tests/reports/programs.rs:70
         6  T0 spawn T5                                      scheduler/tests/reports/programs.rs:70
         7  T0 spawn T6                                      scheduler/tests/reports/programs.rs:70
         8  T0 spawn T7                                      scheduler/tests/reports/programs.rs:70
         9  T0 spawn T8                                      scheduler/tests/reports/programs.rs:70
        10  T0 spawn T9                                      scheduler/tests/reports/programs.rs:70
        11  T0 spawn T10                                     scheduler/tests/reports/programs.rs:70
        12  T0 spawn T11                                     scheduler/tests/reports/programs.rs:70
        13  T0 spawn T12                                     scheduler/tests/reports/programs.rs:70
        14  | T1 begin                                       scheduler/tests/reports/programs.rs:70
        15  | T1 load atomic 0 = 0                           scheduler/tests/reports/programs.rs:70
        16  | T1 store atomic 0 = 1                          scheduler/tests/reports/programs.rs:70
        17  | | | T3 begin                                   scheduler/tests/reports/programs.rs:70
        18  | | | T3 load atomic 0 = 1                       scheduler/tests/reports/programs.rs:70
        19> | | T2 begin                                     scheduler/tests/reports/programs.rs:70
        20  | | T2 load atomic 0 = 1                         scheduler/tests/reports/programs.rs:70
        21  | | T2 store atomic 0 = 2                        scheduler/tests/reports/programs.rs:70
        22  | | | T3 store atomic 0 = 2                      scheduler/tests/reports/programs.rs:70
        23  | | | | T4 begin                                 scheduler/tests/reports/programs.rs:70
        24  | | | | T4 load atomic 0 = 2                     scheduler/tests/reports/programs.rs:70
        25  | | | | T4 store atomic 0 = 3                    scheduler/tests/reports/programs.rs:70
        26  | | | | | T5 begin                               scheduler/tests/reports/programs.rs:70
        27  | | | | | T5 load atomic 0 = 3                   scheduler/tests/reports/programs.rs:70
        28  | | | | | T5 store atomic 0 = 4                  scheduler/tests/reports/programs.rs:70
        29  | | | | | | T6 begin                             scheduler/tests/reports/programs.rs:70
        30  | | | | | | T6 load atomic 0 = 4                 scheduler/tests/reports/programs.rs:70
        31  | | | | | | T6 store atomic 0 = 5                scheduler/tests/reports/programs.rs:70
        32  | | | | | | | T7 begin                           scheduler/tests/reports/programs.rs:70
        33  | | | | | | | T7 load atomic 0 = 5               scheduler/tests/reports/programs.rs:70
        34  | | | | | | | T7 store atomic 0 = 6              scheduler/tests/reports/programs.rs:70
        35  | | | | | | | | T8 begin                         scheduler/tests/reports/programs.rs:70
        36  | | | | | | | | T8 load atomic 0 = 6             scheduler/tests/reports/programs.rs:70
        37  | | | | | | | | T8 store atomic 0 = 7            scheduler/tests/reports/programs.rs:70
        38  | | | | | | | | | T9 begin                       scheduler/tests/reports/programs.rs:70
        39  | | | | | | | | | T9 load atomic 0 = 7           scheduler/tests/reports/programs.rs:70
        40  | | | | | | | | | T9 store atomic 0 = 8          scheduler/tests/reports/programs.rs:70
        41  | | | | | | | | | | T10 begin                    scheduler/tests/reports/programs.rs:70
        42  | | | | | | | | | | T10 load atomic 0 = 8        scheduler/tests/reports/programs.rs:70
        43  | | | | | | | | | | T10 store atomic 0 = 9       scheduler/tests/reports/programs.rs:70
        44  | | | | | | | | | | | T11 begin                  scheduler/tests/reports/programs.rs:70
        45  | | | | | | | | | | | T11 load atomic 0 = 9      scheduler/tests/reports/programs.rs:70
        46  | | | | | | | | | | | T11 store atomic 0 = 10    scheduler/tests/reports/programs.rs:70
        47  | | | | | | | | | | | | T12 begin                scheduler/tests/reports/programs.rs:70
        48  | | | | | | | | | | | | T12 load atomic 0 = 10   scheduler/tests/reports/programs.rs:70
        49  | | | | | | | | | | | | T12 store atomic 0 = 11  scheduler/tests/reports/programs.rs:70
        50  T0 join T1                                       scheduler/tests/reports/programs.rs:74
        51  T0 join T2                                       scheduler/tests/reports/programs.rs:74
        52  T0 join T3                                       scheduler/tests/reports/programs.rs:74
        53  T0 join T4                                       scheduler/tests/reports/programs.rs:74
        54  T0 join T5                                       scheduler/tests/reports/programs.rs:74
        55  T0 join T6                                       scheduler/tests/reports/programs.rs:74
        56  T0 join T7                                       scheduler/tests/reports/programs.rs:74
        57  T0 join T8                                       scheduler/tests/reports/programs.rs:74
        58  T0 join T9                                       scheduler/tests/reports/programs.rs:74
        59  T0 join T10                                      scheduler/tests/reports/programs.rs:74
        60  T0 join T11                                      scheduler/tests/reports/programs.rs:74
        61  T0 join T12                                      scheduler/tests/reports/programs.rs:74
        62  T0 load atomic 0 = 11                            scheduler/tests/reports/programs.rs:76
                                                                                             <-- FAILED HERE

        >         the task before could have gone on
        T0        main
        T1        spawned by T0
        T2        spawned by T0
        T3        spawned by T0
        T4        spawned by T0
        T5        spawned by T0
        T6        spawned by T0
        T7        spawned by T0
        T8        spawned by T0
        T9        spawned by T0
        T10       spawned by T0
        T11       spawned by T0
        T12       spawned by T0
        atomic 0  first used at scheduler/tests/reports/programs.rs:70
    "#]].assert_eq(&trace.table(View::Slice));
}

#[test]
fn writes_numbered_lines() {
    let bug = bug("lost_update", 1, lost_update);
    expect![[r#"
        step 1   begin  T0(main)                      scheduler/tests/reports/programs.rs:147
        step 2   spawn  T0(main) -> T1                scheduler/tests/reports/programs.rs:14
        step 3   spawn  T0(main) -> T2                scheduler/tests/reports/programs.rs:14
        step 4   begin  T1                            scheduler/tests/reports/programs.rs:14
        step 5>  begin  T2                            scheduler/tests/reports/programs.rs:14
        step 6>  load   T1              atomic 0 = 0  scheduler/tests/reports/programs.rs:15
        step 7>  load   T2              atomic 0 = 0  scheduler/tests/reports/programs.rs:15
        step 8>  store  T1              atomic 0 = 1  scheduler/tests/reports/programs.rs:16
        step 9   join   T0(main)        T1            scheduler/tests/reports/programs.rs:21
        step 10  store  T2              atomic 0 = 1  scheduler/tests/reports/programs.rs:16
        step 11  join   T0(main)        T2            scheduler/tests/reports/programs.rs:21
        step 12  load   T0(main)        atomic 0 = 1  scheduler/tests/reports/programs.rs:23
                                                                                             <-- FAILED HERE

        >         the task before could have gone on
        T0        main
        T1        spawned by T0
        T2        spawned by T0
        atomic 0  first used at scheduler/tests/reports/programs.rs:15
    "#]]
    .assert_eq(&bug.trace.lines(View::Slice));
}

#[test]
fn writes_a_trace() {
    let bug = bug("two_mutexes", 1, two_mutexes);
    let shrunk = bug.shrunk.map_or(bug.trace, |shrunk| shrunk.trace);
    expect![[r#"
        lockstep trace 1
        suite programs
        test two_mutexes
        iteration 5
        seed 1
        iteration_seed 17351058044633054894
        strategy random
        steps_max 10000
        failure deadlock
        reason deadlock: no task can go on
        reason   T0 waits to lock mutex 1 at scheduler/tests/reports/programs.rs:37, held by T1 since scheduler/tests/reports/programs.rs:31
        reason   T1 waits to lock mutex 0 at scheduler/tests/reports/programs.rs:32, held by T0 since scheduler/tests/reports/programs.rs:36
        shrunk_from 5
        slice objects
        neighbours 1

        task T0    -     main
        task T1    T0    -

        object mutex 0     scheduler/tests/reports/programs.rs:36
        object mutex 1     scheduler/tests/reports/programs.rs:37

        step 1     T0    begin       T0          scheduler/tests/reports/programs.rs:147
        step 2     T0    spawn       T1          scheduler/tests/reports/programs.rs:30
        step 3     T0    lock        mutex 0     scheduler/tests/reports/programs.rs:36
        step 4     T1    begin       T1          scheduler/tests/reports/programs.rs:30  preempts
        step 5     T1    lock        mutex 1     scheduler/tests/reports/programs.rs:31

        wait  T0    lock        mutex 1     scheduler/tests/reports/programs.rs:37  T1  scheduler/tests/reports/programs.rs:31
        wait  T1    lock        mutex 0     scheduler/tests/reports/programs.rs:32  T0  scheduler/tests/reports/programs.rs:36

        passing 4

        task T0    -     main
        task T1    T0    -

        object mutex 0     scheduler/tests/reports/programs.rs:36
        object mutex 1     scheduler/tests/reports/programs.rs:37

        step 4     T0    lock        mutex 1     scheduler/tests/reports/programs.rs:37
        step 5     T0    unlock      mutex 1     scheduler/tests/reports/programs.rs:37
        step 6     T0    unlock      mutex 0     scheduler/tests/reports/programs.rs:36
        step 7     T1    begin       T1          scheduler/tests/reports/programs.rs:30
        step 8     T1    lock        mutex 1     scheduler/tests/reports/programs.rs:31
        step 9     T1    lock        mutex 0     scheduler/tests/reports/programs.rs:32
        step 10    T1    unlock      mutex 0     scheduler/tests/reports/programs.rs:32
        step 11    T1    unlock      mutex 1     scheduler/tests/reports/programs.rs:31
        step 12    T0    join        T1          scheduler/tests/reports/programs.rs:39
    "#]].assert_eq(&shrunk.to_string());
}

#[test]
fn prints_statistics() {
    let statistics = runner("empty", 1).iterations(40).run(|| {});
    assert_eq!((statistics.executions, statistics.distinct), (40, 1));
    let statistics = lockstep_scheduler::Statistics {
        elapsed: std::time::Duration::from_millis(20),
        ..statistics
    };
    expect!["40 schedules (1 distinct, about 0 % of further ones would be new), 40 steps, 2000 schedules a second"]
        .assert_eq(&statistics.to_string());
}

#[test]
fn names_files_so_that_any_file_system_takes_them() {
    let runner = runner("a::b <c>/é", 7).suite("../x");
    let bug = runner.try_run(|| panic!("always")).unwrap_err();
    assert_eq!(Seed::from(7), bug.seed);
    expect!["_._x-a_b_c_-iter0-seed7.lockstep"].assert_eq(&bug.trace.file_name());
}
