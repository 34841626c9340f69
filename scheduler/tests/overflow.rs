//! What becomes of a task that uses up its stack.
#![cfg(unix)]

use std::hint::black_box;
use std::process::Command;

use lockstep_scheduler::{Runner, thread};

#[expect(unconditional_recursion, reason = "that is what is tested")]
fn recurse(depth: u64) -> u64 {
    let frame = [depth; 64];
    recurse(black_box(frame[7] + 1)) + frame[3]
}

#[test]
#[ignore = "it ends the process: the next test runs it in one of its own"]
fn a_task_recurses_for_ever() {
    let body = || {
        thread::spawn(|| black_box(recurse(0))).join().unwrap();
    };
    let _ = Runner::new().iterations(1).search(body);
}

#[test]
fn a_stack_that_is_used_up_is_named_with_its_size() {
    let tests = std::env::current_exe().expect("a test is a program");
    let mut command = Command::new(tests);
    command.args(["--ignored", "--exact", "a_task_recurses_for_ever"]);
    let ended = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&ended.stderr);
    let expected =
        "lockstep: a task has used up its stack of 512 KiB; Runner::stack_bytes sets how";
    assert!(said.contains(expected), "{said}");
    assert!(!ended.status.success());
}
