//! What stands in for real servers where they were not built in.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use lockstep::seed::Seed;
use thiserror::Error;

use super::Runnable;
use super::fault::FaultName;
use super::subject::Subject;

/// Every object is served by nothing.
pub(crate) trait Serves {}

impl<M> Serves for M {}

/// No server.
#[derive(Clone)]
pub(crate) enum Target {}

/// Text that may name a server, of which nothing is known here.
#[derive(Debug, Error)]
#[error(
    "`{0}` is no client; expected memory or broken:NAME, or a server if the command is built with them: \
     cargo install --path cli --features servers"
)]
pub(crate) struct UnknownServer(String);

impl Target {
    pub(super) fn subject<R: Runnable>(
        &self,
        _: &[FaultName],
        _: Seed,
    ) -> Result<Subject<R>, Box<dyn Error>> {
        match *self {}
    }
}

impl FromStr for Target {
    type Err = UnknownServer;

    fn from_str(text: &str) -> Result<Self, UnknownServer> {
        Err(UnknownServer(text.to_owned()))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}
