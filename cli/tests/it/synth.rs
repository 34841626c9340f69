use serde_json::Value;

use crate::lockstep::{lockstep, lockstep_reading};

#[test]
fn a_seed_fixes_every_byte_and_a_fresh_one_is_said() {
    let made = lockstep(&["synth", "--model", "stack"]);
    let seed = made
        .stderr
        .strip_prefix("seed ")
        .expect("the seed is said")
        .trim();
    let again = lockstep(&["synth", "--model", "stack", "--seed", seed]);
    assert_eq!((again.stdout, again.stderr.as_str()), (made.stdout, ""));
}

#[test]
fn an_easy_violation_is_found_where_it_was_put() {
    let made = lockstep(&[
        "synth",
        "--model",
        "cas-register",
        "--operations",
        "2000",
        "--processes",
        "8",
        "--seed",
        "5",
        "--violation",
        "easy@0.5",
    ]);
    let says = made
        .stderr
        .strip_prefix("injected at event ")
        .expect("its place is said");
    let (event, what) = says.split_once(": ").expect("what was changed is said");
    assert!(what.contains(" became read → -1"), "{what}");
    let ended = lockstep_reading(&made.stdout, &["check", "--json", "-"]);
    let line: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(line["counterexample"]["event"].to_string(), event);
}

#[test]
fn keys_are_independent_objects() {
    let synth = ["synth", "--model", "register", "--keys", "7", "--seed", "1"];
    let ended = lockstep_reading(&lockstep(&synth).stdout, &["check", "-"]);
    assert_eq!(
        ended.stdout,
        "valid    -: 1000 operations, register for each key (inferred)\n"
    );
}

#[test]
fn settings_that_no_history_has_are_refused() {
    let says = |options: &[&str]| {
        let ended = lockstep(&[&["synth", "--model", "mutex", "--seed", "1"], options].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
        ended.stderr
    };
    assert!(says(&["--processes", "0"]).contains("the number of processes is 0"));
    assert!(says(&["--crash-rate", "2"]).contains("2 is no share"));
    assert!(says(&["--values", "few"]).contains("how many values there are, or `unique`"));
    assert!(says(&["--mix", "lock=1"]).contains("expected acquire, release"));
    assert!(says(&["--mix", "acquire"]).contains("such as read=2"));
    assert!(says(&["--violation", "rude"]).contains("expected easy or subtle"));
    assert!(says(&["--violation", "easy"]).contains("none shows a value"));
}
