use std::fmt;
use std::str::FromStr;

use lockstep::workloads::{BoxedSystem, Offer};
use thiserror::Error;

use super::{Op, Ret, Runnable};

/// Which system is run against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    Memory,
    Broken(String),
}

/// What `--client` says of itself.
macro_rules! HELP {
    () => {
        "What is run against: memory, a correct system in this process; broken:NAME, one with a fault, \
         which `lockstep workloads` lists."
    };
}
pub(super) use HELP;

/// What is run against unless the command line says otherwise.
pub(super) const DEFAULT: &str = "memory";

/// Text that names no client.
#[derive(Debug, Error)]
#[error("`{found}` is no client; expected memory or broken:NAME")]
pub(crate) struct UnknownClient {
    found: String,
}

/// A broken system that the workload does not have.
#[derive(Debug, Error)]
#[error("{workload} has no broken system `{name}`; expected {}", known.join(", "))]
struct UnknownFault {
    workload: &'static str,
    name: String,
    known: Vec<&'static str>,
}

impl Client {
    /// Makes the system.
    pub(crate) fn system<R: Runnable>(
        &self,
    ) -> Result<BoxedSystem<Op<R>, Ret<R>>, Box<dyn std::error::Error>> {
        let name = match self {
            Client::Memory => "memory",
            Client::Broken(name) => name,
        };
        let offer = R::offer(name).filter(|offer| offer.is_broken() == (*self != Client::Memory));
        let offer = offer.ok_or_else(|| {
            let broken = R::offers().into_iter().filter(Offer::is_broken);
            UnknownFault {
                workload: R::NAME,
                name: name.to_owned(),
                known: broken.map(|offer| offer.name).collect(),
            }
        })?;
        Ok(offer.make())
    }
}

impl FromStr for Client {
    type Err = UnknownClient;

    fn from_str(text: &str) -> Result<Self, UnknownClient> {
        match text.split_once(':') {
            None if text == "memory" => Ok(Client::Memory),
            Some(("broken", name)) => Ok(Client::Broken(name.to_owned())),
            _ => Err(UnknownClient {
                found: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Client::Memory => f.write_str("memory"),
            Client::Broken(name) => write!(f, "broken:{name}"),
        }
    }
}
