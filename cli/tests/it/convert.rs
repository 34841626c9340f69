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
fn a_binary_file_gives_the_same_bytes_and_the_same_verdict() {
    let folder = folder("binary");
    for history in [QUIET, CRASHED] {
        let path = folder.join("run.lsh");
        let binary = path.to_str().unwrap();
        let ended = lockstep(&["convert", history, binary]);
        assert_eq!(
            (ended.code, ended.stdout + &ended.stderr),
            (0, String::new())
        );
        for format in ["edn", "json", "jsonl"] {
            let convert = ["convert", "--to", format];
            let again = lockstep(&[&convert[..], &[binary]].concat()).stdout;
            let direct = lockstep(&[&convert[..], &[history]].concat()).stdout;
            assert_eq!(again, direct, "{history} as {format}");
        }
        let of_binary = lockstep(&["check", "--format", "lsh", binary]);
        let of_text = lockstep(&["check", history]);
        let named = |printed: &str, file: &str| printed.replace(file, "FILE");
        assert_eq!(
            named(&of_binary.stdout, binary),
            named(&of_text.stdout, history)
        );
        assert_eq!(of_binary.code, of_text.code);
    }
}

#[test]
fn a_binary_file_that_was_damaged_is_refused() {
    let folder = folder("damaged");
    let path = folder.join("run.lsh");
    let binary = path.to_str().unwrap();
    lockstep(&["convert", QUIET, binary]);
    let mut bytes = fs::read(&path).unwrap();
    bytes[256] ^= 1;
    fs::write(&path, bytes).unwrap();
    let ended = lockstep(&["check", binary]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    let expected = format!("error: {binary}: byte 256: the checksum of the column of types is ");
    assert!(ended.stderr.starts_with(&expected), "{}", ended.stderr);
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
