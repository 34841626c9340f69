//! What `lockstep explain` does without asking anybody.

use std::process::Command;

use crate::lockstep::{Ended, command, ended, file, folder};

const STALE: &str = "examples/histories/register-stale-read-after-failover.jsonl";
const QUIET: &str = "examples/histories/register-quiet-day.jsonl";
const TRACE: &str = "examples/schedules/lost-update.lockstep";

/// Runs the command with these variables, and none of the machine's own that it looks at.
fn explain(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut explain: Command = command(&[&["explain"], arguments].concat());
    for name in [
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_BASE_URL",
        "LOCKSTEP_LLM_MODEL",
        "LOCKSTEP_LLM_OFF",
    ] {
        explain.env_remove(name);
    }
    explain.envs(variables.iter().copied());
    ended(explain.output().expect("the command runs"))
}

#[test]
fn a_dry_run_prints_all_that_would_be_sent() {
    let source = file(
        &folder("explain"),
        "register.rs",
        "fn read() { /* \"stale\" */ }",
    );
    let dry = explain(
        &["--dry-run", "--source", &source, STALE],
        &[("LOCKSTEP_LLM_MODEL", "small")],
    );
    assert_eq!((dry.code, dry.stderr.as_str()), (0, ""));
    let request: serde_json::Value = serde_json::from_str(&dry.stdout).expect("it is JSON");
    assert_eq!(request["model"], "small");
    let content = &request["messages"][0]["content"];
    let report = content[0]["text"].as_str().expect("it is text");
    assert!(
        report.contains("no place for process 2's read → 1"),
        "{report}"
    );
    assert!(report.contains("the register holds 2"), "{report}");
    let sent = content[1]["text"].as_str().expect("it is text");
    assert_eq!(
        sent,
        format!("{source}:\n\nfn read() {{ /* \"stale\" */ }}")
    );
    assert_eq!(content.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_trace_is_sent_as_the_steps_that_matter() {
    let dry = explain(&["--dry-run", TRACE], &[]);
    let request: serde_json::Value = serde_json::from_str(&dry.stdout).expect("it is JSON");
    let report = request["messages"][0]["content"][0]["text"]
        .as_str()
        .expect("it is text");
    assert!(report.contains("<-- FAILED HERE"), "{report}");
}

#[test]
fn nothing_is_sent_without_a_key_or_where_it_is_forbidden() {
    let key = ("ANTHROPIC_API_KEY", "key");
    // Nobody listens there.
    let base = ("ANTHROPIC_BASE_URL", "http://127.0.0.1:9");
    let none = explain(&[STALE], &[base]);
    assert_eq!(none.code, 2);
    assert!(
        none.stderr
            .contains("there is no key: set ANTHROPIC_API_KEY"),
        "{}",
        none.stderr
    );
    let off = explain(&[STALE], &[key, base, ("LOCKSTEP_LLM_OFF", "1")]);
    assert_eq!(off.code, 2);
    assert_eq!(
        off.stderr,
        "error: explanations are switched off: LOCKSTEP_LLM_OFF is set\n"
    );
}

#[test]
fn what_is_valid_needs_no_explanation() {
    let valid = explain(&[QUIET], &[]);
    assert_eq!(valid.code, 0);
    assert_eq!(
        valid.stderr,
        format!("nothing to explain: {QUIET} is valid\n")
    );
}

#[test]
fn options_of_check_come_behind_two_dashes() {
    let history = explain(
        &["--dry-run", STALE, "--", "--consistency", "sequential"],
        &[],
    );
    assert!(history.stderr.contains("is valid"), "{}", history.stderr);
    let wrong = explain(&["--dry-run", STALE, "--", "--modle", "register"], &[]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("--modle"), "{}", wrong.stderr);
    let missing = explain(&["--source", "no/such.rs", STALE], &[]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("--source no/such.rs: "),
        "{}",
        missing.stderr
    );
}

#[test]
fn options_that_no_explanation_needs_are_refused() {
    for (option, name) in [
        (QUIET, "another history"),
        ("--html=page.html", "--html"),
        ("--judge=stats", "--judge"),
        ("--json", "--json"),
    ] {
        let refused = explain(&["--dry-run", STALE, "--", option], &[]);
        let said = format!("error: {name} behind -- does nothing for an explanation\n");
        assert_eq!((refused.code, refused.stderr), (2, said));
    }
    let trace = explain(&["--dry-run", TRACE, "--", "--json"], &[]);
    let said = format!("error: -- --json is for histories; {TRACE} is a trace\n");
    assert_eq!((trace.code, trace.stderr), (2, said));
}

#[test]
fn the_options_behind_two_dashes_have_help_and_errors_of_their_own() {
    let help = explain(&[STALE, "--", "--help"], &[]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("--consistency"), "{}", help.stdout);
    let wrong = explain(&[STALE, "--", "--bogus"], &[]);
    assert_eq!(wrong.code, 2);
    assert_eq!(
        wrong.stderr.matches("error: ").count(),
        1,
        "{}",
        wrong.stderr
    );
}

#[cfg(not(feature = "explain"))]
#[test]
fn a_command_without_the_network_says_how_to_build_it_in() {
    let asked = explain(&[STALE], &[("ANTHROPIC_API_KEY", "key")]);
    assert_eq!(asked.code, 2);
    assert!(
        asked.stderr.contains("--features explain"),
        "{}",
        asked.stderr
    );
}
