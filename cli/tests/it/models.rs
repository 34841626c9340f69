use std::process::Stdio;

use crate::lockstep::{command, lockstep, lockstep_reading};

#[test]
fn every_model_can_be_played_and_checked_by_its_name() {
    let listed = lockstep(&["models"]).stdout;
    let entries = listed
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(' '));
    let names: Vec<_> = entries.filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names.len(), 16);
    for name in names {
        let size = ["--operations", "60", "--processes", "3"];
        let synth = [&["synth", "--seed", "1", "--model", name][..], &size].concat();
        let history = lockstep(&synth).stdout;
        let ended = lockstep_reading(&history, &["check", "--model", name, "-"]);
        assert_eq!(ended.code, 0, "{name}: {}{}", ended.stdout, ended.stderr);
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = command(&["models"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}
