//! `cargo lockstep`, with a script in the place of cargo.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::lockstep::{Ended, ended, file, folder, root};

const TRACE: &str = "examples/schedules/lost-update.lockstep";

/// Runs the command at this path in a folder, where cargo ends so: when it only builds, and when it tests.
fn cargo_lockstep(
    binary: &Path,
    folder: &Path,
    arguments: &[&str],
    [built, tested]: [i32; 2],
) -> Ended {
    let script = format!("case \"$*\" in --no-run*) exit {built};; *) exit {tested};; esac");
    // A shell takes the first argument of `cargo test` for the name of a script.
    file(folder, "test", &script);
    let run = Command::new(binary)
        .arg("lockstep")
        .args(arguments)
        .arg("--trace")
        .arg(root().join(TRACE))
        .current_dir(folder)
        .env("CARGO", "sh")
        .env("LOCKSTEP_LLM_OFF", "1")
        .output();
    ended(run.expect("the command runs"))
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_cargo-lockstep"))
}

#[test]
fn a_replay_is_explained_only_if_the_test_fails() {
    let folder = folder("cargo-replay");
    let asked = "error: explanations are switched off: LOCKSTEP_LLM_OFF is set\n";
    for (built, tested, code, said) in [
        (0, 0, 0, ""),
        (0, 101, 101, asked),
        (0, 1, 1, ""),
        // It cannot be built, or there is no Cargo.toml.
        (101, 101, 101, ""),
    ] {
        let replayed = cargo_lockstep(binary(), &folder, &["replay", "--explain"], [built, tested]);
        assert_eq!((replayed.code, replayed.stderr.as_str()), (code, said));
    }
    let replayed = cargo_lockstep(binary(), &folder, &["replay"], [0, 101]);
    assert_eq!((replayed.code, replayed.stderr.as_str()), (101, ""));
}

#[test]
fn what_cannot_be_explained_changes_no_exit_code() {
    let folder = folder("cargo-alone");
    let alone = folder.join("cargo-lockstep");
    fs::hard_link(binary(), &alone).expect("tests may link");
    let replayed = cargo_lockstep(&alone, &folder, &["replay", "--explain"], [0, 101]);
    assert_eq!(replayed.code, 101);
    let said = "warning: lockstep explain: No such file";
    assert!(replayed.stderr.starts_with(said), "{}", replayed.stderr);
}

#[test]
fn a_simpler_schedule_is_not_explained() {
    let refused = cargo_lockstep(
        binary(),
        &folder("cargo-shrink"),
        &["shrink", "--explain"],
        [0, 101],
    );
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("'--explain'"), "{}", refused.stderr);
}
