use std::error::Error;

use lockstep::history::Value;
use lockstep::workloads::Nemesis;
use lockstep_clients::{LinkFault, LinkNemesis, ProcessFault, ProcessNemesis, Way};

use super::fault::{Fault, FaultName};

/// Does to a server that was started for a run, and to what clients reach it by, whatever can be done.
pub(super) struct ServerNemesis {
    pub(super) process: ProcessNemesis,
    pub(super) link: LinkNemesis,
}

impl Nemesis for ServerNemesis {
    type Fault = Fault;

    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.process.setup()?;
        self.link.setup()
    }

    fn describe(&self, fault: &Fault) -> (String, Value) {
        let (name, stage) = match fault {
            Fault::Begin(name) => (name, "begin"),
            Fault::End(name) => (name, "end"),
        };
        (name.to_string(), Value::from(stage))
    }

    fn cause(&self, fault: &Fault) -> Result<Value, Box<dyn Error + Send + Sync>> {
        match fault {
            Fault::Begin(FaultName::Kill) => self.process.cause(&ProcessFault::Kill),
            Fault::End(FaultName::Kill) => self.process.cause(&ProcessFault::Start),
            Fault::Begin(FaultName::Pause) => self.process.cause(&ProcessFault::Pause),
            Fault::End(FaultName::Pause) => self.process.cause(&ProcessFault::Continue),
            Fault::Begin(FaultName::Cut) => self.link.cause(&LinkFault::Cut(Way::Both)),
            Fault::Begin(FaultName::Hold) => self.link.cause(&LinkFault::Hold(Way::Both)),
            Fault::End(FaultName::Cut | FaultName::Hold) => self.link.cause(&LinkFault::Heal),
        }
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.link.teardown()?;
        self.process.teardown()
    }
}
