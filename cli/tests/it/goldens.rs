//! Everything that is printed for people, against a file. `UPDATE_EXPECT=1` writes the files anew.

use std::path::Path;

use expect_test::expect_file;

use crate::lockstep::lockstep;

pub(crate) fn assert_printed(printed: &str, name: &str) {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/goldens");
    expect_file![goldens.join(name)].assert_eq(printed);
}

#[test]
fn the_example_histories() {
    let ended = lockstep(&["check", "examples/histories"]);
    assert_printed(&ended.stdout, "check-examples.txt");
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
}

#[test]
fn the_example_histories_where_time_does_not_count() {
    let ended = lockstep(&["check", "--consistency", "sequential", "examples/histories"]);
    assert_printed(&ended.stdout, "check-examples-sequential.txt");
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
}

#[test]
fn the_models() {
    assert_printed(&lockstep(&["models"]).stdout, "models.txt");
}

#[test]
fn the_workloads() {
    assert_printed(&lockstep(&["workloads"]).stdout, "workloads.txt");
}

#[test]
fn the_example_schedule() {
    let schedule = "examples/schedules/lost-update.lockstep";
    for format in ["table", "events", "json"] {
        let ended = lockstep(&["show", "--all", "--format", format, schedule]);
        assert_printed(&ended.stdout, &format!("show-{format}.txt"));
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
        let is_narrow = ended.stdout.lines().all(|line| line.len() <= 100);
        assert!(is_narrow || format == "json");
    }
}

#[test]
fn the_help() {
    assert_printed(&lockstep(&["--help"]).stdout, "help.txt");
    assert_printed(&lockstep(&["check", "--help"]).stdout, "help-check.txt");
    assert_printed(&lockstep(&["models", "--help"]).stdout, "help-models.txt");
    assert_printed(&lockstep(&["convert", "--help"]).stdout, "help-convert.txt");
    assert_printed(&lockstep(&["synth", "--help"]).stdout, "help-synth.txt");
    assert_printed(&lockstep(&["run", "--help"]).stdout, "help-run.txt");
    assert_printed(&lockstep(&["show", "--help"]).stdout, "help-show.txt");
    assert_printed(&lockstep(&["serve", "--help"]).stdout, "help-serve.txt");
    assert_printed(
        &lockstep(&["workloads", "--help"]).stdout,
        "help-workloads.txt",
    );
    assert_printed(
        &lockstep(&["completions", "--help"]).stdout,
        "help-completions.txt",
    );
    assert_printed(&lockstep(&["man", "--help"]).stdout, "help-man.txt");
}
