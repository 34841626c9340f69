//! The `lockstep` command: checks, converts and makes histories.

use std::process::ExitCode;

use clap::Parser;

use crate::command::Lockstep;

mod catalog;
mod check;
mod color;
mod command;
mod convert;
mod exit;
mod format_name;
mod initial;
mod input;
mod meaning;
mod model_name;
mod models;
mod note;
mod output;
mod quantity;
mod schedule;
mod show;
mod synth;
mod written;

fn main() -> ExitCode {
    Lockstep::parse().run().into()
}
