use std::process::Command;

use lockstep_scheduler::Runner;
use lockstep_seed::Seed;

use crate::programs::{bug, lost_update, runner};

/// Runs a test of this file in a process of its own, and returns what it prints.
fn run(test: &str, variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", test])
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
#[ignore = "it fails: it is run by others in this file"]
fn failing() {
    let runner = Runner::from_environment().unwrap_or_else(|error| panic!("{error}"));
    runner.test("lost_update").without_traces().run(lost_update);
}

#[test]
fn the_environment_overrules_the_options() {
    let expected = bug("lost_update", 5, lost_update);
    let variables = [("LOCKSTEP_SEED", "5"), ("LOCKSTEP_STRATEGY", "random")];
    let printed = run("environment::failing", &variables);
    let seed = format!("iteration seed:  {}", expected.iteration_seed);
    assert!(printed.contains(&seed), "{printed}");
    let wrong = run("environment::failing", &[("LOCKSTEP_STRATEGY", "luck")]);
    let message = "LOCKSTEP_STRATEGY: strategy is \"luck\"; expected mix, random";
    assert!(wrong.contains(message), "{wrong}");
}

#[test]
fn a_trace_in_the_environment_is_replayed_and_nothing_else() {
    let directory = std::env::temp_dir().join(format!("lockstep-replay-{}", std::process::id()));
    let runner = runner("lost_update", 5).traces(&directory);
    let bug = runner.try_run(lost_update).unwrap_err();
    let path = bug.shrunk.unwrap().trace_path.unwrap();
    let variables = [("LOCKSTEP_REPLAY", path.to_str().unwrap())];
    let printed = run("environment::failing", &variables);
    std::fs::remove_dir_all(&directory).unwrap();
    assert_eq!(
        printed.matches("Lockstep found a concurrency bug").count(),
        1,
        "{printed}"
    );
    assert_eq!(bug.seed, Seed::from(5));
    assert!(printed.contains("seed:            5\n"), "{printed}");
    assert!(!printed.contains("shrunk:"), "{printed}");
    // Once in the table, and once in the numbered lines.
    assert_eq!(printed.matches("<-- FAILED HERE").count(), 2, "{printed}");
}

#[test]
fn a_trace_in_the_environment_is_shrunk_once_more() {
    let directory = std::env::temp_dir().join(format!("lockstep-shrink-{}", std::process::id()));
    let runner = runner("lost_update", 5).traces(&directory);
    let bug = runner.try_run(lost_update).unwrap_err();
    let (path, simpler) = (bug.trace_path.unwrap(), bug.shrunk.unwrap());
    let simpler_path = simpler.trace_path.unwrap();
    std::fs::remove_file(&simpler_path).unwrap();
    let variables = [("LOCKSTEP_SHRINK", path.to_str().unwrap())];
    let printed = run("environment::failing", &variables);
    let again = std::fs::read_to_string(&simpler_path);
    std::fs::remove_dir_all(&directory).unwrap();
    assert!(printed.contains("shrunk:"), "{printed}");
    let (again, before) = (again.unwrap(), simpler.trace.to_string());
    let steps = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("step "))
            .count()
    };
    assert_eq!(steps(&again), steps(&before), "{again}");
}
