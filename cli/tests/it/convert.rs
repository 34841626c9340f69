use std::fs;

use crate::lockstep::{folder, lockstep, lockstep_reading};

const CRASHED: &str = "examples/histories/cas-register-crashed-write-surfaces-late.edn";
const QUIET: &str = "examples/histories/register-quiet-day.jsonl";

#[test]
fn there_and_back_gives_the_same_events() {
    let lines = lockstep(&["convert", QUIET]).stdout;
    for format in ["edn", "json", "jsonl"] {
        let there = lockstep_reading(&lines, &["convert", "--to", format, "-"]);
        let back = lockstep_reading(&there.stdout, &["convert", "--from", format, "-"]);
        assert_eq!(back.stdout, lines, "by way of {format}");
        assert_eq!(there.stderr + &back.stderr, "");
    }
}

#[test]
fn what_json_cannot_express_is_said() {
    let ended = lockstep(&["convert", CRASHED]);
    assert_eq!(
        ended.stderr,
        "lost: keywords written as strings (1 value)\n"
    );
    assert_eq!(ended.code, 0);
}

#[test]
fn the_name_of_the_target_tells_its_format() {
    let folder = folder("convert");
    for (name, begins) in [
        ("a.edn", "{:process 0"),
        ("a.json", "[{"),
        ("a.jsonl", "{\"process\""),
    ] {
        let path = folder.join(name);
        let ended = lockstep(&["convert", QUIET, path.to_str().unwrap()]);
        assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
        assert!(
            fs::read_to_string(path).unwrap().starts_with(begins),
            "{name}"
        );
    }
}

#[test]
fn a_target_that_cannot_be_written_is_named() {
    let ended = lockstep(&["convert", QUIET, "no-such-folder/run.edn"]);
    assert_eq!(ended.code, 2);
    assert!(
        ended.stderr.starts_with("error: no-such-folder/run.edn: "),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_source_that_is_no_history_is_refused() {
    let ended = lockstep_reading("hello", &["convert", "-"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.starts_with("error: -:1: "), "{}", ended.stderr);
}
