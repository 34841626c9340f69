use std::error::Error;
use std::fmt::Write;

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::output::Output;
use crate::run::{Runnable, VisitWorkload, WorkloadName};

/// Lists the workloads that `lockstep run` runs, who judges them, and the systems in memory.
///
/// Each has a correct system, `memory`, and broken ones with one famous fault each.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lockstep workloads
  lockstep run queue --client broken:peek-then-pop --ops 1000 --out runs/queue")]
pub(crate) struct Workloads {}

impl Workloads {
    #[expect(clippy::unused_self, reason = "commands are run alike")]
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let names = WorkloadName::value_variants().iter();
        let entries: Vec<_> = names.map(|name| name.visit(Entry)).collect();
        Output::default().write(entries.join("\n"))?;
        Ok(Exit::Good)
    }
}

/// Writes a workload and its systems, in columns.
struct Entry;

impl VisitWorkload for Entry {
    type Output = String;

    fn visit<R: Runnable>(self) -> String {
        let judges = R::JUDGES.join(", ");
        let mut text = format!("{}: {}\n  judged by {judges}\n", R::NAME, R::ABOUT);
        let clients: Vec<_> = R::offers()
            .iter()
            .map(|offer| {
                let broken = if offer.is_broken() { "broken:" } else { "" };
                (format!("{broken}{}", offer.name), offer.about)
            })
            .collect();
        let width = clients.iter().map(|(name, _)| name.len()).max();
        let width = width.unwrap_or_default();
        for (name, about) in clients {
            writeln!(text, "  {name:width$}  {about}").expect("a string takes all");
        }
        text
    }
}
