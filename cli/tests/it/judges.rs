//! `lockstep check --judge`: what it prints, and how it ends.

// expect-test writes expectations so.
#![allow(clippy::needless_raw_string_hashes)]

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::lockstep::{file, folder, lockstep, lockstep_reading};

/// Writes operations that follow each other: name, value on `invoke`, type and value at the end.
fn history(operations: &[(&str, &str, &str, &str)]) -> String {
    let mut text = String::new();
    for (process, (f, asked, end, told)) in operations.iter().enumerate() {
        text += &event(process, "invoke", f, asked);
        text += &event(process, end, f, told);
    }
    text
}

fn event(process: usize, kind: &str, f: &str, value: &str) -> String {
    format!(r#"{{"process": {process}, "type": "{kind}", "f": "{f}", "value": {value}}}"#) + "\n"
}

fn bank() -> String {
    let transfer = r#"{"from": 0, "to": 1, "amount": 5}"#;
    history(&[
        ("read", "null", "ok", r#"{"0": 10, "1": 90}"#),
        ("transfer", transfer, "ok", transfer),
        ("read", "null", "ok", r#"{"0": 5, "1": 90}"#),
    ])
}

fn ids() -> String {
    let generated = ["17", "4", "17"].map(|id| ("generate", "null", "ok", id));
    history(&generated)
}

fn queue() -> String {
    history(&[
        ("enqueue", "1", "ok", "1"),
        ("dequeue", "null", "ok", "1"),
        ("enqueue", "2", "ok", "2"),
    ])
}

fn set() -> String {
    history(&[
        ("add", "1", "ok", "1"),
        ("read", "null", "ok", "[]"),
        ("read", "null", "ok", "[1]"),
    ])
}

fn counter() -> String {
    history(&[
        ("add", "2", "ok", "2"),
        ("add", "3", "fail", "3"),
        ("read", "null", "ok", "5"),
    ])
}

fn judges(text: &str, options: &str, code: i32, expected: &Expect) {
    let options: Vec<_> = options.split(' ').collect();
    let ended = lockstep_reading(
        text,
        &[&["check", "--judge"][..], &options, &["-"]].concat(),
    );
    expected.assert_eq(&ended.stdout);
    assert_eq!((ended.code, ended.stderr.as_str()), (code, ""));
}

#[test]
fn a_bank_is_judged_by_its_first_read_or_by_what_is_said() {
    judges(
        &bank(),
        "bank",
        1,
        &expect![[r#"
            invalid  -: 3 operations, bank

            1 wrong, of 2 reads: 1 by the sum, 0 by the accounts, 0 below 0
              expected: 2 accounts with the sum 100, as in the first read
              process 2 (events 4 to 5): the sum is 95, not 100

        "#]],
    );
    judges(
        &bank(),
        r#"bank --initial {"0":5,"1":90}"#,
        1,
        &expect![[r#"
            invalid  -: 3 operations, bank

            1 wrong, of 2 reads: 1 by the sum, 0 by the accounts, 0 below 0
              expected: 2 accounts with the sum 95
              process 0 (events 0 to 1): the sum is 100, not 95

        "#]],
    );
}

#[test]
fn ids_are_judged() {
    judges(
        &ids(),
        "unique-ids",
        1,
        &expect![[r#"
            invalid  -: 3 operations, unique-ids

            1 duplicated; attempted 3, acknowledged 3, from 4 to 17
              17 to process 0 (events 0 to 1), process 2 (events 4 to 5)

        "#]],
    );
}

#[test]
fn a_queue_is_unknown_until_it_is_drained() {
    judges(
        &queue(),
        "total-queue",
        3,
        &expect![[r#"
        unknown  -: 3 operations, total-queue

        0 lost, 0 unexpected, 0 duplicated; attempted 2, acknowledged 2, dequeued 1
          0 missing, 1 inside, 0 recovered, 0 unseen dequeues
        1 element is inside or lost: no dequeue found the queue empty after it was put in

    "#]],
    );
    judges(
        &queue(),
        "total-queue --drain at-the-end",
        1,
        &expect![[r#"
            invalid  -: 3 operations, total-queue

            1 lost, 0 unexpected, 0 duplicated; attempted 2, acknowledged 2, dequeued 1
              1 missing, 0 inside, 0 recovered, 0 unseen dequeues
              missing: 2

        "#]],
    );
}

#[test]
fn a_set_may_be_stale_unless_that_is_refused() {
    judges(
        &set(),
        "set-full",
        0,
        &expect![[r#"
        valid    -: 3 operations, set-full

        0 lost, 0 unexpected, 0 duplicated, 1 stale, 0 stable; 1 element in 2 reads
          missing for: least 1 event, median 1 event, 95 % 1 event, 99 % 1 event, greatest 1 event
          1 is stale: known from event 1 on, missed by a read that began at event 2, 1 event later

    "#]],
    );
    judges(
        &set(),
        "set-full --stale refused",
        1,
        &expect![[r#"
        invalid  -: 3 operations, set-full

        0 lost, 0 unexpected, 0 duplicated, 1 stale, 0 stable; 1 element in 2 reads
          missing for: least 1 event, median 1 event, 95 % 1 event, 99 % 1 event, greatest 1 event
          1 is stale: known from event 1 on, missed by a read that began at event 2, 1 event later

    "#]],
    );
}

#[test]
fn latencies_are_told_by_the_times_in_the_file() {
    let timed = |(number, line): (usize, &str)| {
        let event = line.trim_end_matches('}');
        format!("{event}, \"time\": {}}}\n", number * 2_500_000)
    };
    let text: String = set().lines().enumerate().map(timed).collect();
    let ended = lockstep_reading(&text, &["check", "--judge", "set-full", "-"]);
    assert!(
        ended.stdout.contains("at event 2, 2.5 ms later"),
        "{}",
        ended.stdout
    );
}

#[test]
fn a_counter_is_judged() {
    judges(
        &counter(),
        "counter-bounds",
        1,
        &expect![[r#"
            invalid  -: 3 operations, counter-bounds

            1 out of bounds, of 1 read and 1 add; bounds are necessary, not sufficient
              process 2 (events 4 to 5) saw 5; from 2 to 2 is possible

        "#]],
    );
}

#[test]
fn any_history_has_stats() {
    judges(
        &counter(),
        "stats",
        0,
        &expect![[r#"
        valid    -: 3 operations, stats

        3 operations: 2 ok, 0 info, 1 fail
          add: 1 ok, 0 info, 1 fail
          read: 1 ok, 0 info, 0 fail

    "#]],
    );
    let nemesis = r#"{"process": "nemesis", "type": "info", "f": "start"}"#;
    judges(
        nemesis,
        "stats",
        3,
        &expect![[r#"
        unknown  -: 0 operations, stats

        0 operations: 0 ok, 0 info, 0 fail
        nothing was tested: no client did anything

    "#]],
    );
}

#[test]
fn every_key_is_judged_by_itself() {
    let text = history(&[
        ("add", "[1, 2]", "ok", "[1, 2]"),
        ("read", "[1, null]", "ok", "[1, 2]"),
        ("read", "[\"x\", null]", "ok", "[\"x\", 2]"),
    ]);
    judges(
        &text,
        "counter-bounds",
        1,
        &expect![[r#"
            invalid  -: 3 operations, counter-bounds for each key

            valid key 1: 0 out of bounds, of 1 read and 1 add; bounds are necessary, not sufficient
            invalid key "x": 1 out of bounds, of 1 read and 0 adds; bounds are necessary, not sufficient
              process 2 (events 4 to 5) saw 2; from 0 to 0 is possible

        "#]],
    );
}

#[test]
fn programs_get_every_figure() {
    let ended = lockstep_reading(
        &counter(),
        &["check", "--judge", "counter-bounds", "--json", "-"],
    );
    let line: Value = serde_json::from_str(&ended.stdout).expect("it is JSON");
    assert_eq!(line["judge"], "counter-bounds");
    assert_eq!(line["verdict"], "invalid");
    assert_eq!(line["report"]["out_of_bounds"], 1);
    assert_eq!(line["report"]["errors"][0]["upper"], 2);
    let ended = lockstep_reading(
        &queue(),
        &["check", "--judge", "total-queue", "--json", "-"],
    );
    let line: Value = serde_json::from_str(&ended.stdout).expect("it is JSON");
    let says = line["limit"].as_str().expect("it says why");
    assert!(says.starts_with("1 element is inside or lost"), "{says}");
}

#[test]
fn a_judge_knows_its_model() {
    let ended = lockstep_reading(
        &set(),
        &["check", "--judge", "bank", "--model", "bank", "-"],
    );
    assert_eq!(ended.code, 2);
    assert!(
        ended.stderr.contains("cannot be used with"),
        "{}",
        ended.stderr
    );
    let ended = lockstep_reading(&set(), &["check", "--judge", "bank", "-"]);
    let says = "error: -:1: f is \"add\"; expected transfer or read\n";
    assert_eq!((ended.code, ended.stderr.as_str()), (2, says));
}

#[test]
fn the_worst_finding_decides_how_it_ends() {
    let folder = folder("worst-finding");
    let (valid, unknown) = (
        file(&folder, "a.jsonl", &set()),
        file(&folder, "b.jsonl", &history(&[("add", "1", "ok", "1")])),
    );
    let code = |paths: &[&str]| lockstep(&[&["check", "--judge", "set-full"], paths].concat()).code;
    assert_eq!(code(&[&valid]), 0);
    assert_eq!(code(&[&valid, &unknown]), 3);
}
