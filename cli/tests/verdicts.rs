//! Every row of `expected.csv`, in the folder that `LOCKSTEP_HISTORIES` names, through the command.
//!
//! A row is a real history whose verdict is known. It has to get this verdict, and the event of the
//! contradiction where that is known too, with one thread and with two.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let Some(folder) = env::var_os("LOCKSTEP_HISTORIES").map(PathBuf::from) else {
        println!("ignored: LOCKSTEP_HISTORIES does not name the folder of expected.csv");
        let nothing = Trial::test("rows of expected.csv", || Ok(()));
        return vec![nothing.with_ignored_flag(true)];
    };
    let path = folder.join("expected.csv");
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let folder: Arc<Path> = folder.into();
    let rows = text
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(Row::read);
    let trial = |(number, row): (usize, Row)| {
        let folder = Arc::clone(&folder);
        let name = format!(
            "row {number}: {} as {} from {}",
            row.file, row.model, row.initial
        );
        Trial::test(name, move || row.holds(&folder))
    };
    (1..).zip(rows).map(trial).collect()
}

struct Row {
    file: String,
    format: String,
    model: String,
    initial: String,
    verdict: &'static str,
    operations: u64,
    contradiction: Option<u64>,
    options: Vec<String>,
}

impl Row {
    fn read(line: &str) -> Self {
        let fields: [String; 8] = fields(line).try_into().expect("a row has eight fields");
        let [
            file,
            format,
            model,
            initial,
            valid,
            operations,
            contradiction,
            options,
        ] = fields;
        Self {
            file,
            format,
            model,
            initial,
            verdict: if valid == "true" { "valid" } else { "invalid" },
            operations: operations.parse().expect("a number of operations"),
            contradiction: contradiction.parse().ok(),
            options: options.split_whitespace().map(str::to_owned).collect(),
        }
    }

    fn holds(&self, folder: &Path) -> Result<(), Failed> {
        for threads in ["1", "2"] {
            let says = self.check(folder, threads)?;
            let event = &says["counterexample"]["event"];
            if says["verdict"] != self.verdict || says["operations"] != self.operations {
                return Err(format!("with {threads} threads: {says}").into());
            }
            if self
                .contradiction
                .is_some_and(|expected| *event != expected)
            {
                let expected = self.contradiction;
                return Err(format!("event {event}, expected {expected:?}").into());
            }
        }
        Ok(())
    }

    fn check(&self, folder: &Path, threads: &str) -> Result<Value, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
        command.args([
            "check",
            "--json",
            "--model",
            &self.model,
            "--threads",
            threads,
        ]);
        // The logs of the key-value store are EDN in our names.
        let format = if self.format == "kv-log" {
            "edn"
        } else {
            &self.format
        };
        command.args(["--format", format]).args(&self.options);
        if !self.initial.is_empty() {
            command.args(["--initial", &self.initial]);
        }
        let output = command.arg(folder.join(&self.file)).output()?;
        serde_json::from_slice(&output.stdout)
            .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned().into())
    }
}

/// Splits a line of comma-separated values; a field in quotes has its quotes doubled.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let field = fields.last_mut().expect("there is a first field");
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => field.push(letter),
        }
    }
    fields
}
