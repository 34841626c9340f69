use std::error::Error;
use std::fmt::Write;

use clap::Args;
use lockstep::models::{CatalogEntry, catalog};

use crate::exit::Exit;
use crate::output::Output;

/// Lists the models, their operations, and how files speak of them.
///
/// A form is the `value` of the event in JSON; EDN's keywords count as strings. What only changes
/// something may also complete with null.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lockstep models\n  lockstep check --model set set.jsonl")]
pub(crate) struct Models {}

impl Models {
    #[expect(clippy::unused_self, reason = "commands are run alike")]
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let entries: Vec<_> = catalog().iter().map(entry).collect();
        Output::default().write(entries.join("\n"))?;
        Ok(Exit::Good)
    }
}

/// Writes a model and the forms of its operations, in columns.
fn entry(entry: &CatalogEntry) -> String {
    let widths = entry
        .operations
        .iter()
        .map(|operation| (operation.f.len(), operation.invoke.chars().count()));
    let (f_width, invoke_width) = widths.fold((0, 0), |(f, invoke), (f_next, invoke_next)| {
        (f.max(f_next), invoke.max(invoke_next))
    });
    let mut text = format!(
        "{}: {}\n  initially {}\n",
        entry.name, entry.about, entry.initial
    );
    for operation in entry.operations {
        let (f, invoke, ok) = (operation.f, operation.invoke, operation.ok);
        writeln!(text, "  {f:f_width$}  {invoke:invoke_width$}  → {ok}")
            .expect("a string takes all");
    }
    text
}
