use std::error::Error;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::command::Lockstep;
use crate::exit::Exit;
use crate::output::Output;

/// Prints what a shell has to know to complete commands, options and their values.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lockstep completions bash > lockstep.bash
  lockstep completions zsh > _lockstep")]
pub(crate) struct Completions {
    /// Who completes.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let mut script = Vec::new();
        generate(
            self.shell,
            &mut Lockstep::command(),
            "lockstep",
            &mut script,
        );
        Output::default().write(script)?;
        Ok(Exit::Good)
    }
}
