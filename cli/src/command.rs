use clap::{Parser, Subcommand};

use crate::check::Check;
use crate::completions::Completions;
use crate::convert::Convert;
use crate::exit::Exit;
use crate::explain::Explain;
use crate::man::Man;
use crate::models::Models;
use crate::note::note;
use crate::run::Run;
use crate::serve::Serve;
use crate::show::Show;
use crate::synth::Synth;
use crate::workloads::Workloads;

/// Checks whether recorded histories of concurrent operations are linearizable.
#[derive(Debug, Parser)]
#[command(name = "lockstep", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Lockstep {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  lockstep check run.jsonl
  lockstep models
  lockstep convert history.edn run.jsonl
  lockstep synth --model cas-register --operations 10000 > run.jsonl
  lockstep run counter --client broken:lost-update";

#[derive(Debug, Subcommand)]
enum Command {
    Check(Check),
    Models(Models),
    Convert(Convert),
    Synth(Synth),
    Show(Show),
    Explain(Explain),
    Run(Run),
    Serve(Serve),
    Workloads(Workloads),
    Completions(Completions),
    Man(Man),
}

impl Lockstep {
    pub(crate) fn run(&self) -> Exit {
        let ended = match &self.command {
            Command::Check(check) => check.run(),
            Command::Models(models) => models.run(),
            Command::Convert(convert) => convert.run(),
            Command::Synth(synth) => synth.run(),
            Command::Show(show) => show.run(),
            Command::Explain(explain) => explain.run(),
            Command::Run(run) => run.run(),
            Command::Serve(serve) => serve.run(),
            Command::Workloads(workloads) => workloads.run(),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
        };
        ended.unwrap_or_else(|error| {
            note(format_args!("error: {error}"));
            Exit::Unusable
        })
    }
}
