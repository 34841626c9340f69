//! `lockstep run`: what it records, what becomes of a run that is ended, and what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::lockstep::{Ended, command, folder, lockstep, signal};

/// Runs a workload into a folder of the test.
fn run(out: &Path, arguments: &[&str]) -> Ended {
    let out = out.to_str().expect("the path is text");
    lockstep(&[&["run"], arguments, &["--out", out]].concat())
}

fn check(out: &Path) -> Ended {
    lockstep(&["check", out.to_str().expect("the path is text")])
}

fn lines(out: &Path) -> Vec<String> {
    let text = fs::read_to_string(out.join("history.jsonl")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_correct_system_is_valid_and_its_directory_can_be_checked_again() {
    for workload in ["register", "cas-register", "queue", "bank", "unique-ids"] {
        let out = folder(&format!("run-{workload}"));
        let ended = run(
            &out,
            &[
                workload,
                "--ops",
                "200",
                "--concurrency",
                "3",
                "--seed",
                "4",
            ],
        );
        assert_eq!(
            ended.code, 0,
            "{workload}: {}{}",
            ended.stdout, ended.stderr
        );
        assert!(ended.stderr.contains("seed 4"), "{}", ended.stderr);
        assert!(lines(&out).len() >= 400);
        let again = check(&out);
        assert_eq!(
            (again.code, again.stderr.as_str()),
            (0, ""),
            "{}",
            again.stdout
        );
        let told = format!("of the workload {workload}");
        assert!(again.stdout.contains(&told), "{}", again.stdout);
    }
}

/// Runs a mutex that anybody can release, in a folder of this name, until it is caught.
fn run_broken_mutex(name: &str) -> (PathBuf, Ended) {
    let out = folder(name);
    let options = ["--client", "broken:anybody-releases", "--ops", "3000"];
    let ended = run(&out, &[&["mutex"], &options[..]].concat());
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    (out, ended)
}

#[test]
fn a_broken_system_is_caught_by_all_who_judge_it() {
    let out = folder("run-broken");
    let ended = run(
        &out,
        &["unique-ids", "--client", "broken:one-bit", "--ops", "100"],
    );
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("invalid  "), "{}", ended.stdout);
    let (out, ended) = run_broken_mutex("run-broken-mutex");
    let history = out.join("history.jsonl");
    let page = out.join("history.html");
    let again = format!(
        "lockstep check --html {} {}",
        page.display(),
        history.display()
    );
    assert!(ended.stdout.contains(&again), "{}", ended.stdout);
}

#[test]
fn a_seed_fixes_what_each_worker_asks_for() {
    let asked = |name: &str| {
        let out = folder(name);
        let ended = run(
            &out,
            &["set", "--ops", "60", "--concurrency", "1", "--seed", "9"],
        );
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        let events = lines(&out).into_iter().map(|line| {
            let event: Value = serde_json::from_str(&line).expect("a line of JSON");
            (event["f"].clone(), event["value"].clone())
        });
        events.collect::<Vec<_>>()
    };
    assert_eq!(asked("run-seed-1"), asked("run-seed-2"));
}

#[test]
fn what_a_run_was_stands_beside_its_history() {
    let out = folder("run-about");
    let ended = run(
        &out,
        &[
            "counter",
            "--rate",
            "5000",
            "--time-limit",
            "100ms",
            "--seed",
            "1",
        ],
    );
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let about = fs::read_to_string(out.join("run.json")).expect("it is there");
    let about: Value = serde_json::from_str(&about).expect("JSON");
    assert_eq!(about["workload"], "counter");
    assert_eq!(about["rate_hz"], 5000.0);
    let again = "again: lockstep run counter --client memory --concurrency 5 --seed 1 --rate 5000 \
                 --time-limit 100ms";
    assert!(ended.stderr.contains(again), "{}", ended.stderr);
    let refused = run(&out, &["counter"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("there is a history already"),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_cannot_be_run_is_refused() {
    let says = |arguments: &[&str]| {
        let out = folder("run-refused");
        let ended = run(&out, arguments);
        assert_eq!(ended.code, 2, "{}", ended.stdout);
        assert_eq!(ended.stdout, "");
        ended.stderr
    };
    assert!(says(&["regster"]).contains("a similar value exists: 'register'"));
    assert!(
        says(&["queue", "--client", "kafka"]).contains("`kafka` is no client; expected memory")
    );
    let expected = "expected peek-then-pop, lost-enqueue, two-lanes";
    assert!(says(&["queue", "--client", "broken:memory"]).contains(expected));
    let expected = "--nemesis is for servers that are started for the run: redis, postgres or etcd";
    assert!(says(&["queue", "--nemesis", "kill"]).contains(expected));
    assert!(says(&["queue", "--rate", "0"]).contains("`0` is no rate"));
    for concurrency in ["0", "10001", "4000000000"] {
        let expected = format!("'--concurrency <N>': {concurrency} is not in 1..=10000");
        assert!(says(&["queue", "--concurrency", concurrency]).contains(&expected));
    }
}

/// Begins a run that would take minutes, and waits until some of it is recorded.
fn begin(out: &Path) -> Child {
    let mut child = command(&[
        "run",
        "queue",
        "--rate",
        "2000",
        "--time-limit",
        "10m",
        "--out",
    ])
    .arg(out)
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .expect("the command runs");
    while lines(out).len() < 300 {
        assert_eq!(child.try_wait().expect("it is ours"), None, "it has ended");
        thread::sleep(Duration::from_millis(10));
    }
    child
}

#[test]
fn nothing_that_was_recorded_is_lost_where_a_run_is_killed() {
    let out = folder("run-killed");
    let mut child = begin(&out);
    let before = lines(&out);
    signal(&child, "KILL");
    child.wait().expect("it is ours");
    let after = lines(&out);
    // What was there is there, and every line is whole.
    assert_eq!(after[..before.len() - 1], before[..before.len() - 1]);
    for line in &after {
        serde_json::from_str::<Value>(line).expect("a line of JSON");
    }
    let checked = check(&out);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
}

#[test]
fn an_interrupted_run_ends_in_good_order_and_is_judged() {
    let out = folder("run-interrupted");
    let child = begin(&out);
    signal(&child, "INT");
    let output = child.wait_with_output().expect("it is ours");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("ending: "), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("valid    "));
    let events = lines(&out);
    let of = |kind: &str| events.iter().filter(|line| line.contains(kind)).count();
    assert_eq!(
        of("\"type\":\"invoke\""),
        of("\"type\":\"ok\""),
        "all have ended"
    );
}

#[test]
fn plots_and_pages_and_verdicts_stand_beside_the_history() {
    let out = folder("run-page");
    let ended = run(&out, &["queue", "--ops", "300", "--seed", "3"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("it is there");
    for name in ["latency-raw.svg", "latency-quantiles.svg", "rate.svg"] {
        assert!(read(name).starts_with("<svg "), "{name}");
    }
    assert!(read("history.html").contains("lockstep"));
    let page = read("index.html");
    assert!(page.contains("<h1>queue against memory</h1>"), "{page}");
    assert!(page.contains("linearizable: valid") && page.contains("total-queue: valid"));
    let verdicts: Value = serde_json::from_str(&read("verdict.json")).expect("JSON");
    assert_eq!(verdicts["verdict"], "valid");
    assert_eq!(verdicts["judges"][1]["judge"], "total-queue");
    assert_eq!(verdicts["judges"][0]["check"]["verdict"], "valid");
    let table = ended
        .stderr
        .lines()
        .find(|line| line.starts_with("operation "));
    assert!(
        table.is_some_and(|head| head.ends_with("slowest")),
        "{}",
        ended.stderr
    );
}

#[test]
fn the_page_of_an_invalid_run_says_why() {
    let (out, _) = run_broken_mutex("run-page-invalid");
    let page = fs::read_to_string(out.join("index.html")).expect("it is there");
    assert!(page.contains("linearizable: invalid") && page.contains("check it again"));
    let verdicts = fs::read_to_string(out.join("verdict.json")).expect("it is there");
    let verdicts: Value = serde_json::from_str(&verdicts).expect("JSON");
    assert_eq!(verdicts["verdict"], "invalid");
}
