//! What a search shows of how far it has come.

use std::num::NonZero;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use lockstep_scheduler::{Runner, thread};

/// A body of some milliseconds, with a few schedules that differ.
fn slow_body() {
    let others: Vec<_> = (0..3).map(|_| thread::spawn(thread::yield_now)).collect();
    std::thread::sleep(Duration::from_millis(5));
    for other in others {
        other.join().unwrap();
    }
}

#[test]
fn progress_counts_the_schedules_that_differ() {
    static TOLD: Mutex<Vec<(u64, u64)>> = Mutex::new(Vec::new());
    let runner = Runner::new().iterations(300).threads(NonZero::<usize>::MIN);
    let runner = runner.on_progress(|progress| {
        assert_eq!(progress.iterations, 300);
        TOLD.lock()
            .unwrap()
            .push((progress.executions, progress.distinct));
    });
    let statistics = runner.search(slow_body).expect("nothing fails");
    let told = TOLD.lock().unwrap();
    assert!(told.is_sorted_by_key(|told| told.0), "{told:?}");
    assert!(told.is_sorted_by_key(|told| told.1), "{told:?}");
    assert!(told.last().unwrap().1 > 0, "{told:?}");
    assert!(
        told.iter().all(|(begun, distinct)| distinct <= begun),
        "{told:?}"
    );
    assert!(statistics.distinct >= told.last().unwrap().1);
}

#[test]
#[ignore = "the next tests run it in a process of its own"]
fn a_search_of_two_seconds() {
    let runner = Runner::from_environment().unwrap().iterations(400);
    let runner = runner.threads(NonZero::<usize>::MIN).show_progress();
    runner.search(slow_body).expect("nothing fails");
}

/// The command line of the test above.
fn search() -> String {
    let tests = std::env::current_exe().expect("a test is a program");
    format!(
        "{} --ignored --exact a_search_of_two_seconds",
        tests.display()
    )
}

#[test]
fn nothing_is_shown_where_there_is_no_terminal() {
    let ended = Command::new("sh").args(["-c", &search()]).output();
    let ended = ended.expect("there is a shell");
    assert!(ended.status.success());
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

/// Returns what a terminal gets to see of a search.
#[cfg(target_os = "linux")]
fn on_terminal(progress: &str) -> String {
    let mut terminal = Command::new("script");
    terminal.args(["--quiet", "--return", "--command", &search(), "/dev/null"]);
    let ended = terminal.env("LOCKSTEP_PROGRESS", progress).output();
    let ended = ended.expect("util-linux has a program that makes terminals");
    String::from_utf8(ended.stdout).expect("it is text")
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_is_shown_a_line_that_is_erased() {
    let shown = on_terminal("1");
    let lines: Vec<&str> = shown.split('\r').collect();
    let is_line = |line: &&str| line.starts_with("a_search_of_two_seconds: ");
    let first = lines
        .iter()
        .find(|line| is_line(line))
        .expect("it is shown");
    assert!(first.contains(" of 400 schedules, "), "{first}");
    assert!(!first.contains(" 0 distinct"), "{first}");
    let last = lines.iter().rposition(is_line).expect("it is shown");
    assert_eq!(lines[last + 1].trim(), "", "it is erased");
    assert_eq!(on_terminal("0").split('\r').find(is_line), None);
}
