//! What documents and manifests say, held against what is.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::lockstep::{file, folder, lockstep, root};

#[test]
fn the_table_of_crates_says_what_the_manifests_say() {
    let mut above = Vec::new();
    for [name, _, known] in rows::<3>("## Crates") {
        let folder = match name.as_str() {
            "`lockstep-rs` (the root)" => "",
            "`examples`, `tests`" => continue,
            name => name.trim_matches('`'),
        };
        let known = match known.as_str() {
            "nothing" => Vec::new(),
            "all of the above" => above.clone(),
            known => known
                .replace("the facade", "rs")
                .split(", ")
                .map(bare)
                .collect(),
        };
        let manifest = read(&format!("{folder}/Cargo.toml"));
        assert_eq!(sorted(dependencies(&manifest)), sorted(known), "of {name}");
        above.push(folder.to_owned());
    }
    assert!(above.len() > 8, "the table is read: {above:?}");
}

/// Returns our crates among those that a manifest depends on, without the prefix.
fn dependencies(manifest: &str) -> Vec<String> {
    let sections = manifest
        .split("\n[")
        .map(|section| section.split_once("]\n"));
    let sections = sections
        .flatten()
        .filter(|(name, _)| ["dependencies", "dev-dependencies"].contains(name));
    let lines = sections.flat_map(|(_, lines)| lines.lines());
    let ours = lines.filter_map(|line| line.strip_prefix("lockstep-"));
    let mut ours: Vec<_> = ours
        .filter_map(|rest| rest.split(['.', ' ']).next())
        .map(bare)
        .collect();
    ours.sort();
    ours.dedup();
    ours
}

#[test]
fn the_code_map_lists_the_source_files() {
    let architecture = read("ARCHITECTURE.md");
    let folders = architecture
        .lines()
        .filter_map(|line| line.strip_prefix("### `"));
    for folder in folders.map(|rest| rest.trim_end_matches('`')) {
        let listed = rows::<2>(&format!("### `{folder}`"))
            .into_iter()
            .map(|[file, _]| bare(&file));
        let mut present = Vec::new();
        collect(&root().join(folder), "", &mut present);
        assert_eq!(sorted(listed.collect()), sorted(present), "in {folder}");
    }
}

/// Collects the source files that a code map lists: all but the contents and what only tests.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let name = entry.file_name().into_string().expect("names are text");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files);
        } else if !["lib.rs", "tests.rs"].contains(&name.as_str()) {
            files.push(format!("{prefix}{name}"));
        }
    }
}

/// Returns the rows of the first table below a heading of `ARCHITECTURE.md`.
fn rows<const N: usize>(heading: &str) -> Vec<[String; N]> {
    let architecture = read("ARCHITECTURE.md");
    let mut lines = architecture.lines().skip_while(|line| *line != heading);
    let table = lines.by_ref().skip_while(|line| !line.starts_with("|--"));
    let rows = table.skip(1).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| -> Vec<String> {
        let cells = row.trim_matches('|').split(" | ");
        cells
            .map(|cell| cell.trim_matches([' ', '|']).to_owned())
            .collect()
    };
    rows.map(|row| cells(row).try_into().expect("every row has as many cells"))
        .collect()
}

fn read(file: &str) -> String {
    let path = root().join(file.trim_start_matches('/'));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn bare(name: &str) -> String {
    name.trim_matches('`').to_owned()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn every_example_of_the_help_works() {
    for command in [
        "--help",
        "check",
        "models",
        "convert",
        "synth",
        "show",
        "completions",
        "man",
    ] {
        let help = match command {
            "--help" => lockstep(&["--help"]).stdout,
            command => lockstep(&[command, "--help"]).stdout,
        };
        let (_, examples) = help
            .split_once("Examples:\n")
            .expect("the help has examples");
        for line in examples.lines() {
            works("help", line.trim());
        }
    }
}

#[test]
fn every_command_of_the_readme_works() {
    let readme = read("README.md");
    let mut lines = readme.lines().peekable();
    let mut commands = 0;
    while let Some(line) = lines.next() {
        let Some(command) = command(line) else {
            continue;
        };
        let printed = works("readme", &command);
        // A prompt says that what follows is what is printed.
        let mut shown = String::new();
        while let Some(line) = lines.next_if(|next| line.starts_with("$ ") && !ends(next)) {
            shown += line;
            shown += "\n";
        }
        assert!(
            shown.is_empty() || shown == printed,
            "{command} prints:\n{printed}"
        );
        commands += 1;
    }
    assert!(commands > 0, "the README shows commands");
}

#[test]
fn the_readme_lists_every_model() {
    let readme = read("README.md");
    let models = lockstep(&["models"]).stdout;
    let names: Vec<_> = models
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_once(':'))
        .collect();
    assert!(names.len() > 10, "the models are read: {names:?}");
    for (name, _) in names {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}

/// Returns the line as a command of ours, if it is one.
fn command(line: &str) -> Option<String> {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    let ours = line
        .strip_prefix("cargo run --release -- ")
        .or(line.strip_prefix("lockstep "));
    ours.map(|rest| format!("lockstep {rest}"))
}

/// Returns true for the line after the last that a command prints.
fn ends(line: &str) -> bool {
    line.starts_with("$ ") || line.starts_with("```")
}

/// Runs a command line where the files are that examples speak of.
///
/// An invalid history is what some of them are about; a usage error is not. Returns what it prints.
fn works(document: &str, line: &str) -> String {
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
    let ended = Command::new("sh")
        .args(["-c", line])
        .current_dir(&folder)
        .env("PATH", path_with_lockstep())
        .output()
        .expect("there is a shell");
    let stderr = String::from_utf8_lossy(&ended.stderr);
    assert!(
        matches!(ended.status.code(), Some(0 | 1)),
        "{line}: {stderr}"
    );
    String::from_utf8(ended.stdout).expect("it prints text")
}

fn path_with_lockstep() -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_lockstep"));
    let folder = binary.parent().expect("the binary is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.display())
}
