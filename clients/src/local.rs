//! Servers that are started here, and stopped, killed, paused and cut off.

mod account;
mod error;
mod folder;
mod process_nemesis;
mod processes;
mod program;
mod server;
mod service;

pub use error::LocalError;
pub use process_nemesis::{ProcessFault, ProcessNemesis};
pub use server::LocalServer;
pub use service::{LocalService, Persistence};
