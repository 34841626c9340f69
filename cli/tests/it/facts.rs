//! What `ARCHITECTURE.md` and the help say, held against what is.

use std::fs;
use std::path::Path;

use crate::lockstep::{lockstep, root};
use crate::shell::{folder_of_examples, run};

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
    let folder = folder_of_examples("help");
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
            let ran = run(&folder, line.trim());
            // An invalid history is what some examples are about; a usage error is not.
            let is_fine = matches!(ran.code, Some(0 | 1));
            assert!(is_fine, "{line}: {}", ran.stderr);
        }
    }
}
