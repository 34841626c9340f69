use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Args, CommandFactory};

use crate::command::Lockstep;
use crate::exit::Exit;
use crate::output::Output;

/// Prints the manual as a page for `man`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lockstep man > lockstep.1
  lockstep man --dir man1")]
pub(crate) struct Man {
    /// Write a page of the command and one of each of its subcommands there instead.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        match &self.dir {
            None => Output::default().write(page()?)?,
            Some(dir) => {
                pages(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
            }
        }
        Ok(Exit::Good)
    }
}

fn page() -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    // As in the pages of a directory, where `help` has none.
    let command = Lockstep::command().disable_help_subcommand(true);
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

fn pages(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    clap_mangen::generate_to(Lockstep::command(), dir)
}
