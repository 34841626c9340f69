use std::fs;

use crate::goldens::assert_printed;
use crate::lockstep::{file, folder, lockstep};

const LOST: &str = "examples/schedules/lost-update.lockstep";

#[test]
fn a_page_is_the_same_in_a_file_and_on_stdout() {
    let path = folder("page").join("page.html");
    let target = path.to_str().expect("the path is text");
    let ended = lockstep(&["show", LOST, "--html", target]);
    assert_eq!(
        (ended.code, ended.stdout + &ended.stderr),
        (0, String::new())
    );
    let page = fs::read_to_string(&path).expect("it was written");
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert_eq!(lockstep(&["show", LOST, "--html", "-"]).stdout, page);
}

#[test]
fn a_page_has_the_lines_of_the_source_if_it_is_asked_for_them() {
    let html = ["show", LOST, "--html", "-"];
    let line = "an update is lost\\\")";
    assert!(!lockstep(&html).stdout.contains(line));
    let with_source = [&html[..], &["--source", "."]].concat();
    assert!(lockstep(&with_source).stdout.contains(line));
}

#[test]
fn a_source_that_is_not_there_is_an_error() {
    let ended = lockstep(&["show", LOST, "--html", "-", "--source", "nowhere"]);
    assert_eq!(ended.code, 2);
    assert_eq!(
        ended.stderr,
        "error: --source nowhere: expected a directory\n"
    );
}

#[test]
fn a_page_that_cannot_be_written_is_an_error() {
    let ended = lockstep(&["show", LOST, "--html", "nowhere/page.html"]);
    assert_eq!(ended.code, 2);
    let said = "error: nowhere/page.html: No such file or directory";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
    let ended = lockstep(&["show", LOST, "--html", "-", "--all"]);
    assert_eq!(ended.code, 2);
}

const STALE: &str = "examples/histories/register-stale-read-after-failover.jsonl";

#[test]
fn a_history_is_drawn_as_bars_or_listed() {
    let drawn = lockstep(&["show", "examples/histories/register-quiet-day.jsonl"]);
    assert!(drawn.stdout.starts_with("0  ├─ "), "{}", drawn.stdout);
    assert_printed(
        &lockstep(&["show", STALE, "--format", "events"]).stdout,
        "show-history.txt",
    );
    let long = lockstep(&["show", "examples/histories/cas-register-on-sqlite.jsonl"]);
    assert!(long.stdout.lines().count() > 500);
    let page = lockstep(&["show", STALE, "--html", "-"]);
    assert!(page.stdout.contains("isolate-leader n1"), "{}", page.stderr);
}

#[test]
fn a_history_that_is_too_long_for_bars_is_listed() {
    let call = r#"{"process": 0, "type": "invoke", "f": "write", "value": 1}
{"process": 0, "type": "ok", "f": "write", "value": 1}
"#;
    let last = call.replace("\"process\": 0", "\"process\": 1");
    let text = call.repeat(5000) + &last;
    let late = file(&folder("show-late"), "late.jsonl", &text);
    let listed = lockstep(&["show", &late]);
    assert_eq!((listed.code, listed.stderr.as_str()), (0, ""));
    assert_eq!(listed.stdout.lines().count(), 10_002);
}

#[test]
fn what_has_no_bar_is_listed() {
    let fault = r#"{"process": "nemesis", "type": "info", "f": "kill", "value": "n1"}"#;
    let path = file(&folder("show-fault"), "fault.jsonl", fault);
    let listed = lockstep(&["show", &path]);
    assert_eq!(listed.stdout, "0  nemesis  info  kill \"n1\"\n");
}

#[test]
fn what_is_for_traces_is_refused_for_histories() {
    for (option, said) in [
        (["--all", "--format=table"], "--all is for traces"),
        (["--html=-", "--source=."], "--source is for traces"),
        (["--format", "json"], "is what `lockstep convert` writes"),
    ] {
        let ended = lockstep(&[&["show", STALE], &option[..]].concat());
        assert_eq!(ended.code, 2);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
    let missing = lockstep(&["show", "no/such.lockstep"]);
    assert!(
        missing.stderr.contains("no/such.lockstep: No such file"),
        "{}",
        missing.stderr
    );
}
