use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use lockstep::history::{AfterInfo, Format, ReadOptions};

use crate::exit::Exit;
use crate::format_name::{readable, writable};
use crate::input::Input;
use crate::meaning::after_info;
use crate::note::note;
use crate::output::Output;
use crate::written::written;

/// Turns one format of histories into another.
///
/// What the target cannot express is named on stderr. Ends with 2 if the history cannot be read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lockstep convert history.edn run.jsonl
  lockstep convert --to edn run.jsonl > run.edn
  lockstep convert run.jsonl run.lsh
  lockstep convert jepsen.log - | head")]
pub(crate) struct Convert {
    /// The history to read; - is stdin.
    #[arg(value_name = "IN")]
    source: PathBuf,

    /// The file to write; by default, or with -, stdout.
    #[arg(value_name = "OUT", default_value = "-", hide_default_value = true)]
    target: PathBuf,

    /// The format of IN; by default the one that its content shows.
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<Format>,

    /// The format of OUT; by default the one that its name ends in, or else jsonl.
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    to: Option<Format>,

    /// What it means that a process acts again after info: an error, or a new process.
    #[arg(long, default_value = "refuse", value_parser = after_info())]
    after_info: AfterInfo,
}

impl Convert {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let options = ReadOptions {
            after_info: self.after_info,
            ..ReadOptions::default()
        };
        let recording = Input::from_path(&self.source).read(self.from, options)?;
        let written = written(&recording, self.format())?;
        if self.target == Path::new("-") {
            Output::default().write(&written.bytes)?;
        } else {
            let target = self.target.display();
            fs::write(&self.target, &written.bytes)
                .map_err(|error| format!("{target}: {error}"))?;
        }
        if !written.losses.is_empty() {
            note(format_args!("lost: {}", written.losses));
        }
        Ok(Exit::Good)
    }

    /// Returns the format to write: the one that was named, or that the name of the target shows.
    fn format(&self) -> Format {
        let extension = self.target.extension().unwrap_or_default();
        self.to.unwrap_or(match extension.to_str() {
            Some("json") => Format::Json,
            Some("edn") => Format::Edn,
            Some("lsh") => Format::Binary,
            _ => Format::JsonLines,
        })
    }
}
