use std::error::Error;
use std::sync::Arc;

use lockstep_history::Value;
use lockstep_workloads::Nemesis;

use super::LocalServer;

/// What can happen to a server's process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProcessFault {
    /// It is killed, without a warning.
    Kill,
    /// It is started again, and has answered.
    Start,
    /// It stops where it is.
    Pause,
    /// It goes on after a pause.
    Continue,
}

/// Kills and pauses a server that was started here.
///
/// In the end it is left running.
///
/// # Examples
///
/// ```no_run
/// use std::sync::Arc;
///
/// use lockstep_clients::ProcessFault::{Kill, Start};
/// use lockstep_clients::{LocalServer, LocalService, ProcessNemesis, Served};
/// use lockstep_generator::{Generator, cycle};
/// use lockstep_models::{Counter, CounterOp::{Add, Read}};
/// use lockstep_workloads::Workload;
///
/// let etcd = Arc::new(LocalServer::start(LocalService::Etcd)?);
/// let counter = Counter::served_by(&etcd.server(), &"killed".parse()?)?;
/// let workload = Workload::new("counter", counter, cycle([Add(1), Read])?.take(1000))
///     .nemesis(ProcessNemesis::new(Arc::clone(&etcd)), cycle([Kill, Start])?.take(6));
/// # drop(workload);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProcessNemesis(Arc<LocalServer>);

impl ProcessNemesis {
    /// Makes a nemesis for this server.
    pub fn new(server: Arc<LocalServer>) -> Self {
        Self(server)
    }
}

impl Nemesis for ProcessNemesis {
    type Fault = ProcessFault;

    fn describe(&self, fault: &ProcessFault) -> (String, Value) {
        let name = match fault {
            ProcessFault::Kill => "kill",
            ProcessFault::Start => "start",
            ProcessFault::Pause => "pause",
            ProcessFault::Continue => "continue",
        };
        (name.to_owned(), Value::from(self.0.service().program()))
    }

    fn cause(&self, fault: &ProcessFault) -> Result<Value, Box<dyn Error + Send + Sync>> {
        match fault {
            ProcessFault::Kill => self.0.kill()?,
            ProcessFault::Start => self.0.start_again()?,
            ProcessFault::Pause => self.0.pause()?,
            ProcessFault::Continue => self.0.go_on()?,
        }
        Ok(Value::from(self.0.service().program()))
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        // Where it does not run there is nothing to go on.
        let _ = self.0.go_on();
        Ok(self.0.start_again()?)
    }
}
