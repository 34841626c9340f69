use std::error::Error;
use std::sync::Arc;

use lockstep_history::Value;
use lockstep_workloads::Nemesis;

use super::{Proxy, Way};

/// What can happen to what clients and the server say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkFault {
    /// Connections are closed: see [`Proxy::cut`].
    Cut(Way),
    /// What is said waits: see [`Proxy::hold`].
    Hold(Way),
    /// Everything goes through again.
    Heal,
}

/// Cuts clients off from the server to which they come by a proxy.
///
/// In the end everything goes through.
#[derive(Clone, Debug)]
pub struct LinkNemesis(Arc<Proxy>);

impl LinkNemesis {
    /// Makes a nemesis for what goes through this proxy.
    pub fn new(proxy: Arc<Proxy>) -> Self {
        Self(proxy)
    }
}

impl Nemesis for LinkNemesis {
    type Fault = LinkFault;

    fn describe(&self, fault: &LinkFault) -> (String, Value) {
        match fault {
            LinkFault::Cut(way) => ("cut".to_owned(), Value::from(named(*way))),
            LinkFault::Hold(way) => ("hold".to_owned(), Value::from(named(*way))),
            LinkFault::Heal => ("heal".to_owned(), Value::Null),
        }
    }

    fn cause(&self, fault: &LinkFault) -> Result<Value, Box<dyn Error + Send + Sync>> {
        match *fault {
            LinkFault::Cut(way) => self.0.cut(way),
            LinkFault::Hold(way) => self.0.hold(way),
            LinkFault::Heal => self.0.heal(),
        }
        Ok(self.describe(fault).1)
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.heal();
        Ok(())
    }
}

fn named(way: Way) -> &'static str {
    match way {
        Way::ToServer => "to the server",
        Way::ToClients => "to clients",
        Way::Both => "both ways",
    }
}
