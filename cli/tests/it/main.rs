//! The command as its users see it: what it prints, how it ends, and what its documents promise.

mod cargo;
mod check;
mod completions;
mod convert;
mod document;
mod documents;
mod explain;
mod facts;
mod goldens;
mod judges;
mod lockstep;
mod man;
mod models;
mod run;
mod serve;
mod shell;
mod show;
mod synth;
