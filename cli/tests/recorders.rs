//! The recorders that the guide shows, each run as a program: what it prints has to be a history that fits.
//!
//! Where the tool of a language is not installed, its test is ignored.

#[path = "it/document.rs"]
#[expect(dead_code, reason = "only blocks of a document are looked at here")]
mod document;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use document::Document;
use libtest_mimic::{Arguments, Failed, Trial};

/// The languages, and how a program of each is run; the file follows.
const LANGUAGES: [(&str, &[&str]); 4] = [
    ("python", &["python3"]),
    ("go", &["go", "run"]),
    ("java", &["java"]),
    ("elixir", &["elixir"]),
];

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let root = root.expect("the crate is a folder of the workspace");
    let chapter = Document::read(root, "docs/src/recorders.md");
    let trial = |(language, run): (&'static str, &'static [&'static str])| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("recorder-{language}"));
        let program = written(&chapter, language, &folder);
        let is_installed = is_installed(run[0]);
        if !is_installed {
            println!("ignored: {} is not installed", run[0]);
        }
        let name = format!("the recorder in {language} writes a history that fits");
        Trial::test(name, move || writes_a_history(run, &program, &folder))
            .with_ignored_flag(!is_installed)
    };
    let trials = LANGUAGES.map(trial).into();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Writes the program of the chapter into a folder, and returns its path.
fn written(chapter: &Document, language: &str, folder: &Path) -> PathBuf {
    let blocks = chapter.blocks();
    let program = blocks.iter().find(|block| block.language == language);
    let program = program.unwrap_or_else(|| panic!("the guide has no recorder in {language}"));
    let path = folder.join(program.file.expect("it has a name"));
    fs::create_dir_all(folder).expect("tests may write there");
    fs::write(&path, &program.text).expect("tests may write there");
    path
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn writes_a_history(run: &[&str], program: &Path, folder: &Path) -> Result<(), Failed> {
    let recorded = Command::new(run[0])
        .args(&run[1..])
        .arg(program)
        .current_dir(folder)
        // Go keeps what it has built where the environment says.
        .env("GOCACHE", folder.join("cache"))
        .output()?;
    if !recorded.status.success() {
        return Err(String::from_utf8_lossy(&recorded.stderr).into());
    }
    let history = folder.join("run.jsonl");
    fs::write(&history, &recorded.stdout)?;
    let checked = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .arg("check")
        .arg(&history)
        .output()?;
    let said = String::from_utf8_lossy(&checked.stdout);
    if !checked.status.success() || !said.contains("40 operations, register (inferred)") {
        return Err(format!("{said}{}", String::from_utf8_lossy(&checked.stderr)).into());
    }
    Ok(())
}
