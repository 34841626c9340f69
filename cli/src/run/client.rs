use std::error::Error;
use std::fmt;
use std::str::FromStr;

use lockstep::seed::Seed;
use lockstep::workloads::Offer;
use thiserror::Error;

use super::Runnable;
use super::fault::{FaultName, expect_none};
use super::servers::{Target, UnknownServer};
use super::subject::Subject;

/// Which system is run against.
#[derive(Clone)]
pub(crate) enum Client {
    Memory,
    Broken(String),
    Server(Target),
}

/// What is run against unless the command line says otherwise.
pub(super) const DEFAULT: &str = "memory";

/// A broken system that the workload does not have.
#[derive(Debug, Error)]
#[error("{workload} has no broken system `{name}`; expected {}", known.join(", "))]
struct UnknownFault {
    workload: &'static str,
    name: String,
    known: Vec<&'static str>,
}

impl Client {
    /// Opens the object of a workload: what is run against, and who causes these faults.
    pub(super) fn subject<R: Runnable>(
        &self,
        faults: &[FaultName],
        seed: Seed,
    ) -> Result<Subject<R>, Box<dyn Error>> {
        let name = match self {
            Client::Server(target) => return target.subject(faults, seed),
            Client::Memory => "memory",
            Client::Broken(name) => name,
        };
        expect_none(faults)?;
        let is_broken = matches!(self, Client::Broken(_));
        let offer = R::offer(name).filter(|offer| offer.is_broken() == is_broken);
        let offer = offer.ok_or_else(|| {
            let broken = R::offers().into_iter().filter(Offer::is_broken);
            UnknownFault {
                workload: R::NAME,
                name: name.to_owned(),
                known: broken.map(|offer| offer.name).collect(),
            }
        })?;
        Ok(Subject::of(offer.make()))
    }
}

impl FromStr for Client {
    type Err = UnknownServer;

    fn from_str(text: &str) -> Result<Self, UnknownServer> {
        match text.split_once(':') {
            None if text == "memory" => Ok(Client::Memory),
            Some(("broken", name)) => Ok(Client::Broken(name.to_owned())),
            _ => Ok(Client::Server(text.parse()?)),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Client::Memory => f.write_str("memory"),
            Client::Broken(name) => write!(f, "broken:{name}"),
            Client::Server(target) => write!(f, "{target}"),
        }
    }
}
