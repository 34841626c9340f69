//! The `lockstep` command: checks, converts and makes histories.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

use crate::command::Lockstep;

mod bar;
mod catalog;
mod check;
mod color;
mod command;
mod completions;
mod convert;
mod exit;
mod explain;
mod format_name;
mod initial;
mod input;
mod judge_name;
mod man;
mod meaning;
mod model_name;
mod models;
mod note;
mod output;
mod quantity;
mod quoted;
mod run;
mod schedule;
mod serve;
mod show;
mod source;
mod synth;
mod workloads;
mod written;

/// A history is some hundred bytes an operation, each touched once to be written. The system's allocator
/// gets them in pages of 4 KiB; this one asks for huge pages, where the system has them to give.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Lockstep::parse().run().into()
}
