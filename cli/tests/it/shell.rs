//! Command lines, run where the files are that examples speak of.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lockstep::{file, folder, lockstep, root};

/// What a command line left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Makes a folder with the files that examples speak of.
pub(crate) fn folder_of_examples(document: &str) -> PathBuf {
    let folder = folder(document);
    for (name, options) in [
        ("run.jsonl", "--model cas-register"),
        ("history.edn", "--model register --format edn"),
        ("queue.edn", "--model fifo-queue --format edn"),
        ("set.jsonl", "--model set"),
        ("results/keys.jsonl", "--model register --keys 3"),
    ] {
        let options = ["synth --seed 1 --operations 30 --processes 3", options].join(" ");
        let options: Vec<_> = options.split(' ').collect();
        file(&folder, name, &lockstep(&options).stdout);
    }
    symlink(root().join("examples"), folder.join("examples")).expect("tests may write there");
    let log = "examples/histories/cas-register-timeouts-under-partition.log";
    fs::copy(root().join(log), folder.join("jepsen.log")).expect("tests may write there");
    folder
}

/// Runs a command line in a folder.
pub(crate) fn run(folder: &Path, line: &str) -> Ran {
    let ended = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path_with_lockstep())
        .output()
        .expect("there is a shell");
    Ran {
        code: ended.status.code(),
        stdout: String::from_utf8(ended.stdout).expect("it prints text"),
        stderr: String::from_utf8(ended.stderr).expect("it prints text"),
    }
}

fn path_with_lockstep() -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_lockstep"));
    let folder = binary.parent().expect("the binary is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.display())
}
