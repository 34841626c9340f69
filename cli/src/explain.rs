use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::exit::Exit;
use crate::explain::permission::Permission;
use crate::explain::question::{Question, Source};
use crate::explain::subject::{Subject, find};
use crate::note::note;
use crate::output::Output;
use crate::quantity::duration;

mod permission;
mod question;
#[cfg_attr(not(feature = "explain"), path = "explain/no_network.rs")]
mod service;
mod subject;

/// Asks a language model what went wrong, in words.
///
/// The file is a history that `lockstep check` finds invalid, or the trace of a failing test. What is sent
/// is listed first: the counterexample or the steps that the failure depends on, and the sources that you
/// name. Nothing else leaves the machine, and nothing without this command. An explanation is no proof:
/// read it against the counterexample.
///
/// `ANTHROPIC_API_KEY` is the key of the service. `LOCKSTEP_LLM_MODEL` chooses the model, `ANTHROPIC_BASE_URL`
/// another address of the service, and `LOCKSTEP_LLM_OFF=1` forbids all of it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockstep explain --dry-run examples/histories/register-stale-read-after-failover.jsonl
  lockstep explain --source src/register.rs run.jsonl -- --model cas-register
  lockstep explain --source tests/bank.rs traces/bank-iter3-seed1.lockstep")]
pub(crate) struct Explain {
    /// The history or the trace.
    file: PathBuf,

    /// A source file to be sent, too; as often as needed, up to 400,000 bytes in all.
    #[arg(long, value_name = "FILE")]
    source: Vec<PathBuf>,

    /// Print the request, and send nothing.
    #[arg(long)]
    dry_run: bool,

    /// How long the answer may take.
    #[arg(long, default_value = "2m", value_name = "TIME", value_parser = duration)]
    timeout: Duration,

    /// Options of `lockstep check` for a history, such as `--model register`.
    #[arg(last = true, value_name = "OPTIONS")]
    options: Vec<String>,
}

impl Explain {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let subject = match find(&self.file, &self.options)? {
            Subject::Wrong(wrong) => wrong,
            Subject::Nothing { why, exit } => {
                note(format_args!("nothing to explain: {why}"));
                return Ok(exit);
            }
        };
        let sources = Source::read_all(&self.source)?;
        let question = Question::new(permission::model(), &subject, &sources);
        if self.dry_run {
            Output::default().write(question.to_json() + "\n")?;
            return Ok(Exit::Good);
        }
        let permission = Permission::of_environment()?;
        note(format_args!(
            "to be sent to {}, for {} to explain:",
            permission.shown(),
            permission::model()
        ));
        for (name, bytes) in question.listing() {
            note(format_args!("  {name}, {bytes} bytes"));
        }
        let answer = service::ask(&permission, &question, self.timeout)?;
        if answer.is_cut_off {
            note("warning: the answer was cut off where it got too long");
        }
        Output::default().write(answer.text.trim_end().to_owned() + "\n")?;
        Ok(Exit::Good)
    }
}

/// What the service says.
pub(crate) struct Answer {
    text: String,
    is_cut_off: bool,
}
