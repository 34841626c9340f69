//! The command as its users see it: what it prints, how it ends, and what its documents promise.

mod check;
mod completions;
mod convert;
mod explain;
mod document;
mod documents;
mod facts;
mod goldens;
mod judges;
mod lockstep;
mod man;
mod models;
mod run;
mod serve;
mod show;
mod shell;
mod synth;
