use std::process::Stdio;

use serde_json::Value;

use crate::lockstep::{
    Ended, INVALID, VALID, command, file, folder, lockstep, lockstep_reading, root,
};

fn check_text(text: &str, options: &[&str]) -> Ended {
    let arguments = [&["check"], options, &["-"]].concat();
    lockstep_reading(text, &arguments)
}

/// Makes a history that takes some work to check.
fn long_history() -> String {
    lockstep(&[
        "synth",
        "--model",
        "cas-register",
        "--operations",
        "20000",
        "--crash-rate",
        "0.01",
        "--seed",
        "1",
    ])
    .stdout
}

#[test]
fn the_worst_verdict_decides_how_it_ends() {
    let folder = folder("worst-verdict");
    let (valid, invalid) = (
        file(&folder, "a.jsonl", VALID),
        file(&folder, "b.jsonl", INVALID),
    );
    let unreadable = file(&folder, "c.jsonl", "{");
    let unknown = file(&folder, "d.jsonl", &long_history());
    let code = |paths: &[&String]| {
        let mut arguments = vec!["check", "--memory", "1MiB"];
        arguments.extend(paths.iter().map(|path| path.as_str()));
        lockstep(&arguments).code
    };
    assert_eq!(code(&[&valid]), 0);
    assert_eq!(code(&[&valid, &unknown]), 3);
    assert_eq!(code(&[&unknown, &unreadable, &valid]), 2);
    assert_eq!(code(&[&unreadable, &invalid, &unknown]), 1);
}

#[test]
fn reads_stdin() {
    let ended = check_text(VALID, &[]);
    assert_eq!(
        ended.stdout,
        "valid    -: 1 operation, register (inferred)\n"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let ended = lockstep(&["check", "no-such.jsonl"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(
        ended.stderr.starts_with("error: no-such.jsonl: "),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_broken_line_is_named_with_its_file() {
    let ended = check_text(
        "{\"process\": 0, \"type\": \"okay\", \"f\": \"read\"}\n",
        &[],
    );
    let says = "error: -:1: type is \"okay\"; expected invoke, ok, fail or info\n";
    assert_eq!((ended.code, ended.stderr.as_str()), (2, says));
}

#[test]
fn a_wrong_model_name_is_answered_with_the_nearest() {
    let ended = lockstep(&["check", "--model", "cas-registr", "run.jsonl"]);
    assert_eq!(ended.code, 2);
    assert!(
        ended
            .stderr
            .contains("a similar value exists: 'cas-register'"),
        "{}",
        ended.stderr
    );
    assert!(
        ended.stderr.contains("multi-register"),
        "it lists them: {}",
        ended.stderr
    );
}

#[test]
fn names_that_several_models_know_are_not_guessed() {
    let ended = lockstep(&["check", "examples/queues"]);
    assert_eq!(ended.code, 2);
    let hint = "say which: --model fifo-queue or --model unordered-queue\n";
    assert!(ended.stderr.ends_with(hint), "{}", ended.stderr);
    assert_eq!(
        lockstep(&["check", "--model", "fifo-queue", "examples/queues"]).code,
        1
    );
    assert_eq!(
        lockstep(&["check", "--model", "unordered-queue", "examples/queues"]).code,
        0
    );
}

#[test]
fn a_directory_is_walked_in_order_and_what_is_skipped_is_said() {
    let folder = folder("walked");
    for name in ["b.jsonl", "a/z.json", "c.txt", ".hidden/d.jsonl"] {
        file(&folder, name, VALID);
    }
    file(&folder, "notes.txt", "nothing happened");
    file(&folder, "table.csv", "1,2");
    let ended = lockstep(&["check", "--format", "jsonl", folder.to_str().unwrap()]);
    let names = ended
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("valid    "));
    let names: Vec<_> = names.filter_map(|line| line.split(':').next()).collect();
    let expected = ["a/z.json", "b.jsonl", "c.txt"].map(|name| folder.join(name));
    assert_eq!(
        names,
        expected.each_ref().map(|path| path.to_str().unwrap())
    );
    for skipped in ["notes.txt", "table.csv"] {
        let says = format!("skipped {}: ", folder.join(skipped).display());
        assert!(ended.stderr.contains(&says), "{}", ended.stderr);
    }
    assert!(
        ended.stdout.ends_with("3 files, 3 operations: 3 valid\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn a_directory_without_histories_is_an_error() {
    let folder = folder("empty");
    let ended = lockstep(&["check", folder.to_str().unwrap()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(
        ended
            .stderr
            .contains("there is no history in this directory"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = command(&["check", "examples/histories"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(3), "most files were not judged");
}

#[test]
fn nobody_has_to_read_stderr() {
    let mut child = command(&["check", "no-such.jsonl"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("the command ends").code(), Some(2));
}

#[test]
fn an_unknown_verdict_names_the_limit_and_how_to_raise_it() {
    let ended = check_text(&long_history(), &["--memory", "1KiB"]);
    assert_eq!(ended.code, 3);
    assert!(
        ended
            .stdout
            .starts_with("unknown  -: 20000 operations, cas-register")
    );
    let hint = "\n  lockstep check --model cas-register --memory 10KiB -\n";
    assert!(ended.stdout.contains(hint), "{}", ended.stdout);
}

#[test]
fn a_time_that_is_over_at_once_decides_nothing() {
    let ended = check_text(&long_history(), &["--timeout", "0ms"]);
    assert_eq!(ended.code, 3, "{}", ended.stdout);
    assert!(
        ended.stdout.contains("the time limit was reached"),
        "{}",
        ended.stdout
    );
}

#[test]
fn limits_need_units() {
    let says = lockstep(&["check", "--timeout", "60", "run.jsonl"]).stderr;
    assert!(says.contains("expected ms, s, m or h"), "{says}");
    let says = lockstep(&["check", "--memory", "lots", "run.jsonl"]).stderr;
    assert!(
        says.contains("expected one with a unit, such as 4GiB"),
        "{says}"
    );
}

#[test]
fn the_command_at_the_end_checks_it_again() {
    let folder = folder("again");
    let path = file(&folder, "my run.jsonl", INVALID);
    let arguments = [
        "check",
        "--initial",
        "[0]",
        "--null-reads",
        "unknown",
        &path,
    ];
    let first = lockstep(&arguments);
    let line = first
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("  lockstep check "));
    let again = line.expect("it ends in a command");
    let expected =
        format!("--model register --initial '[0]' --null-reads unknown --html page.html '{path}'");
    assert_eq!(again, expected);
}

#[test]
fn what_null_means_is_for_the_user_to_say() {
    let reads_null = INVALID.replace("\"value\": 2", "\"value\": null");
    assert_eq!(check_text(&reads_null, &[]).code, 1);
    assert_eq!(
        check_text(&reads_null, &["--null-reads", "unknown"]).code,
        0
    );
}

#[test]
fn what_a_failed_cas_tells_is_for_the_user_to_say() {
    let refused = r#"
        {"process": 0, "type": "invoke", "f": "cas", "value": [0, 1]}
        {"process": 0, "type": "fail", "f": "cas", "value": [0, 1]}
    "#;
    assert_eq!(check_text(refused, &["--initial", "0"]).code, 0);
    let observes = ["--initial", "0", "--failed-cas", "observes"];
    assert_eq!(check_text(refused, &observes).code, 1);
}

#[test]
fn what_follows_info_is_for_the_user_to_say() {
    let goes_on = r#"
        {"process": 0, "type": "invoke", "f": "write", "value": 1}
        {"process": 0, "type": "info", "f": "write", "value": 1}
        {"process": 0, "type": "invoke", "f": "read", "value": null}
        {"process": 0, "type": "ok", "f": "read", "value": 1}
    "#;
    let refused = check_text(goes_on, &[]);
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .stderr
            .contains("after info a process does not act again")
    );
    assert_eq!(
        check_text(goes_on, &["--after-info", "new-process"]).code,
        0
    );
}

#[test]
fn keys_are_found_or_said() {
    let keyed = r#"
        {"process": 0, "type": "invoke", "f": "write", "value": ["x", 1]}
        {"process": 0, "type": "ok", "f": "write", "value": ["x", 1]}
        {"process": 0, "type": "invoke", "f": "read", "value": ["y", null]}
        {"process": 0, "type": "ok", "f": "read", "value": ["y", null]}
    "#;
    let found = check_text(keyed, &[]);
    assert_eq!(
        found.stdout,
        "valid    -: 2 operations, register for each key (inferred)\n"
    );
    assert_eq!(check_text(keyed, &["--model", "register"]).code, 1);
    assert_eq!(
        check_text(keyed, &["--model", "register", "--independent"]).code,
        0
    );
}

#[test]
fn a_history_without_clients_is_valid_and_says_that_nothing_was_tested() {
    let only_nemesis = r#"{"process": "nemesis", "type": "info", "f": "start", "value": null}"#;
    let ended = check_text(only_nemesis, &[]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (0, "valid    -: 0 operations\n")
    );
    assert!(
        ended.stderr.starts_with("warning: -: nothing was tested"),
        "{}",
        ended.stderr
    );
}

#[test]
fn colour_is_for_those_who_ask() {
    assert!(!check_text(VALID, &[]).stdout.contains('\x1b'));
    let colored = check_text(VALID, &["--color", "always"]).stdout;
    assert!(
        colored.starts_with("\x1b[32mvalid   \x1b[0m -: "),
        "{colored:?}"
    );
}

#[test]
fn json_has_one_object_a_file_with_the_same_fields() {
    let histories = ["examples/histories", "examples/queues"];
    let ended = lockstep(&["check", "--json", histories[0], histories[1]]);
    let objects: Vec<Value> = ended
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(objects.len(), 18);
    let fields = [
        "file",
        "judge",
        "report",
        "model",
        "consistency",
        "verdict",
        "operations",
        "seconds",
        "engines",
        "counterexample",
        "limit",
        "warnings",
        "error",
    ];
    for object in &objects {
        let object = object.as_object().expect("an object");
        assert_eq!(object.len(), fields.len());
        assert!(
            fields.iter().all(|field| object.contains_key(*field)),
            "{object:?}"
        );
    }
    let file = "examples/histories/cas-register-two-leaders.json";
    let leaders = objects.iter().find(|object| object["file"] == file);
    let leaders = leaders.expect("it is among them");
    assert_eq!(
        (&leaders["model"], &leaders["verdict"]),
        (&"cas-register".into(), &"invalid".into())
    );
    assert_eq!(leaders["counterexample"]["event"], 7);
    assert_eq!(objects[17]["verdict"], Value::Null);
}

#[test]
fn one_thread_and_eight_print_the_same() {
    let print = |threads| {
        let printed = lockstep(&["check", "--threads", threads, "examples/histories"]).stdout;
        printed.replace(&format!(" --threads {threads}"), "")
    };
    assert_eq!(print("1"), print("8"));
}

#[test]
fn paths_are_printed_as_they_were_given() {
    let absolute = root().join("examples/histories/register-quiet-day.jsonl");
    let absolute = absolute.to_str().unwrap();
    let ended = lockstep(&["check", absolute]);
    assert_eq!(
        ended.stdout,
        format!("valid    {absolute}: 6 operations, register (inferred)\n")
    );
}

/// A register that is written by one process and read late by another.
const STALE: &str = r#"
    {"process": 0, "type": "invoke", "f": "write", "value": 1}
    {"process": 0, "type": "ok", "f": "write", "value": 1}
    {"process": 1, "type": "invoke", "f": "read", "value": null}
    {"process": 1, "type": "ok", "f": "read", "value": null}
"#;

#[test]
fn what_is_asked_of_a_history_is_for_the_user_to_say() {
    assert_eq!(check_text(STALE, &[]).code, 1);
    for property in ["sequential", "causal", "causal-convergence"] {
        let ended = check_text(STALE, &["--consistency", property]);
        let says = format!("valid    -: 2 operations, register (inferred), {property}\n");
        assert_eq!((ended.code, ended.stdout), (0, says));
    }
}

#[test]
fn a_history_that_is_not_causal_is_shown_with_its_contradiction() {
    let goes_back = r#"
        {"process": 0, "type": "invoke", "f": "write", "value": 3}
        {"process": 0, "type": "ok", "f": "write", "value": 3}
        {"process": 0, "type": "invoke", "f": "write", "value": 5}
        {"process": 0, "type": "ok", "f": "write", "value": 5}
        {"process": 1, "type": "invoke", "f": "read", "value": null}
        {"process": 1, "type": "ok", "f": "read", "value": 5}
        {"process": 1, "type": "invoke", "f": "read", "value": null}
        {"process": 1, "type": "ok", "f": "read", "value": 3}
    "#;
    let text = check_text(goes_back, &["--consistency", "causal"]);
    assert_eq!(text.code, 1);
    let says = "not causally consistent: process 1's read → 3 got what process 0's write 5 had \
                overwritten\n";
    assert!(text.stdout.contains(says), "{}", text.stdout);
    let again = "  lockstep check --model register --consistency causal --html page.html -\n";
    assert!(text.stdout.contains(again), "{}", text.stdout);
    let json = check_text(goes_back, &["--consistency", "causal", "--json"]);
    let object: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(object["consistency"], "causal");
    assert_eq!(object["counterexample"]["proof"]["pattern"], "WriteCORead");
}

#[test]
fn a_history_of_which_nobody_knows_who_read_from_whom_is_unknown_and_says_so() {
    let twice = STALE.replace("\"value\": null}\n", "\"value\": 1}\n")
        + &STALE
            .replace("\"process\": 1", "\"process\": 2")
            .replace("\"process\": 0", "\"process\": 3");
    let ended = check_text(&twice, &["--consistency", "causal"]);
    assert_eq!(ended.code, 3, "{}", ended.stdout);
    let says = "what process 3 did in event 4 writes a value that was written before";
    assert!(ended.stdout.contains(says), "{}", ended.stdout);
}

#[test]
fn what_no_monitor_can_decide_is_left_to_the_search_with_a_command() {
    let written_twice = r#"
        {"process": 0, "type": "invoke", "f": "write", "value": 1}
        {"process": 1, "type": "invoke", "f": "write", "value": 1}
        {"process": 2, "type": "invoke", "f": "read", "value": null}
        {"process": 0, "type": "ok", "f": "write", "value": 1}
        {"process": 1, "type": "ok", "f": "write", "value": 1}
        {"process": 2, "type": "ok", "f": "read", "value": 1}
    "#;
    let ended = check_text(written_twice, &["--engine", "monitor"]);
    assert_eq!(ended.code, 3, "{}", ended.stdout);
    assert!(
        (ended.stdout).contains("; to search as well:\n  lockstep check --model register -\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn an_engine_is_a_choice_for_linearizability_alone() {
    let ended = check_text(STALE, &["--consistency", "causal", "--engine", "search"]);
    assert_eq!(ended.code, 2);
    assert_eq!(
        ended.stderr,
        "error: --engine is a choice for linearizability; --consistency causal has none\n"
    );
}
