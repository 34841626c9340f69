use std::error::Error;
use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use lockstep_history::{Codec, History};
use lockstep_scheduler::thread::{self, JoinHandle};
use thiserror::Error;

use crate::course::Course;
use crate::desk::Desk;
use crate::journal::Journal;
use crate::memory::Memory;
use crate::nemesis_worker::NemesisWorker;
use crate::record::Record;
use crate::stop::Wake;
use crate::worker::Worker;
use crate::{Caused, Stop, Tally, Workers, Workload};

/// The most workers that a run can have.
///
/// Each is a thread, and a process on Linux has room for some 30,000.
pub const WORKERS_MAX: u32 = 10_000;

/// What came of a run: what its clients and its nemesis did.
#[derive(Clone, Debug, PartialEq)]
pub struct Run<Op, Ret> {
    /// What the clients did.
    pub history: History<Op, Ret>,
    /// What the nemesis did.
    pub faults: Vec<Caused>,
    /// What did not go as it should, in sentences: a teardown that failed, workers that never ended.
    pub complaints: Vec<String>,
}

/// How a run is watched and ended.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// What ends it early.
    pub stop: Stop,
    /// What counts its operations as they go.
    pub tally: Arc<Tally>,
    /// How long operations that are open at the end of the main ones, and at the end of all, may still take;
    /// without a limit if `None`.
    ///
    /// Whoever takes longer is left behind: others do the last operations, and nobody knows how its own ended.
    pub grace: Option<Duration>,
}

/// Why a run did not begin, or did not end as it should.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// There is nobody to do anything.
    #[error("a run has 0 workers; expected at least 1")]
    NoWorkers,
    /// There are more workers than [`WORKERS_MAX`].
    #[error("a run has {workers} workers; expected at most {WORKERS_MAX}")]
    TooManyWorkers {
        /// How many there are.
        workers: u32,
    },
    /// The system or the nemesis could not be made ready.
    #[error("the setup of {of} failed: {error}")]
    Setup {
        /// Of what: the workload, or its nemesis.
        of: String,
        /// Why.
        error: Box<dyn Error + Send + Sync>,
    },
    /// The system has no room for a thread for each worker; those that have one end at once.
    #[error("a worker of the run has no thread: {0}")]
    Threads(#[source] io::Error),
    /// The history could not be written.
    #[error("the history cannot be written: {0}")]
    Write(#[from] io::Error),
}

impl Workers {
    /// Runs a workload, and returns the history of what was done.
    ///
    /// In a controlled execution workers are tasks and time is virtual; elsewhere they are threads. Each has
    /// a seed of its own, derived from that of the workers, for the choices of its clients. A process whose
    /// operation ended nobody knows how is given up, and the worker goes on as another one, `count` higher.
    ///
    /// # Errors
    ///
    /// [`RunError::NoWorkers`]; [`RunError::TooManyWorkers`]; [`RunError::Setup`]; [`RunError::Threads`].
    ///
    /// # Panics
    ///
    /// If a client, the nemesis or a generator panics: once all workers have ended, with the first panic.
    pub fn run<Op, Ret, Fault>(
        &self,
        workload: &Workload<Op, Ret, Fault>,
    ) -> Result<Run<Op, Ret>, RunError>
    where
        Op: Clone + Send + Sync + 'static,
        Ret: Clone + Send + Sync + 'static,
        Fault: Send + 'static,
    {
        self.run_watched(workload, &Watch::default())
    }

    /// As [`run`](Workers::run), with somebody who looks on and may end it.
    ///
    /// # Errors
    ///
    /// As [`run`](Workers::run).
    ///
    /// # Panics
    ///
    /// As [`run`](Workers::run) does.
    pub fn run_watched<Op, Ret, Fault>(
        &self,
        workload: &Workload<Op, Ret, Fault>,
        watch: &Watch,
    ) -> Result<Run<Op, Ret>, RunError>
    where
        Op: Clone + Send + Sync + 'static,
        Ret: Clone + Send + Sync + 'static,
        Fault: Send + 'static,
    {
        let memory = Memory::new();
        let complaints = self.work(workload, watch, &memory)?;
        let (history, faults) = memory.finish();
        Ok(Run {
            history,
            faults,
            complaints,
        })
    }

    /// Runs a workload, and writes the history down as it happens, as JSON lines.
    ///
    /// Each event is in `out` before what follows it begins: an invocation before the operation is sent, a
    /// completion before the worker goes on. So if the process is killed, all that was complete is there, and
    /// what is there is a history: at most its last line is torn. Faults are events of the process `nemesis`.
    ///
    /// Returns what did not go as it should, in sentences.
    ///
    /// # Errors
    ///
    /// As [`run`](Workers::run), and [`RunError::Write`] with the first error of `out`, which ends the run.
    ///
    /// # Panics
    ///
    /// As [`run`](Workers::run) does.
    pub fn journal<Op, Ret, Fault, C, W>(
        &self,
        workload: &Workload<Op, Ret, Fault>,
        watch: &Watch,
        codec: C,
        out: W,
    ) -> Result<Vec<String>, RunError>
    where
        Op: Clone + Send + Sync + 'static,
        Ret: Clone + Send + Sync + 'static,
        Fault: Send + 'static,
        C: Codec<Op = Op, Ret = Ret> + Send + Sync + 'static,
        W: io::Write + Send + 'static,
    {
        let journal = Journal::new(codec, out, watch.stop.clone());
        let complaints = self.work(workload, watch, &journal)?;
        journal.finish()?;
        Ok(complaints)
    }

    fn work<Op, Ret, Fault, R>(
        &self,
        workload: &Workload<Op, Ret, Fault>,
        watch: &Watch,
        record: &R,
    ) -> Result<Vec<String>, RunError>
    where
        Op: Clone + Send + Sync + 'static,
        Ret: Clone + Send + Sync + 'static,
        Fault: Send + 'static,
        R: Record<Op, Ret>,
    {
        self.validate()?;
        setup(workload)?;
        let desk = self.desk(workload, watch);
        let (workers, employed) = self.employ(workload, watch, record, &desk);
        let mut complaints = Vec::new();
        let left_behind = desk.wait(watch.grace);
        if left_behind > 0 {
            let (workers, were) = match left_behind {
                1 => ("worker", "was"),
                _ => ("workers", "were"),
            };
            complaints.push(format!(
                "{left_behind} {workers} did not end and {were} left behind"
            ));
        }
        // Whoever was left behind may never end; everybody else has.
        let ended = workers
            .into_iter()
            .filter(|worker| left_behind == 0 || worker.is_finished());
        let ended: Vec<_> = ended.map(JoinHandle::join).collect();
        complaints.extend(teardown(workload));
        if let Some(panic) = ended.into_iter().find_map(Result::err) {
            std::panic::resume_unwind(panic);
        }
        employed.map_err(RunError::Threads)?;
        Ok(complaints)
    }

    fn validate(&self) -> Result<(), RunError> {
        match self.count {
            0 => Err(RunError::NoWorkers),
            workers if workers > WORKERS_MAX => Err(RunError::TooManyWorkers { workers }),
            _ => Ok(()),
        }
    }

    fn desk<Op, Ret, Fault>(
        &self,
        workload: &Workload<Op, Ret, Fault>,
        watch: &Watch,
    ) -> Arc<Desk<Course<Op, Fault>>>
    where
        Op: Send + 'static,
        Fault: Send + 'static,
    {
        let has_nemesis = workload.plague.is_some();
        let stop = watch.stop.clone();
        let course = workload.course(watch);
        let desk = Arc::new(Desk::new(course, self.count, has_nemesis, stop));
        let sleeper: Weak<dyn Wake> = Arc::<Desk<_>>::downgrade(&desk);
        watch.stop.wakes(sleeper);
        desk
    }

    /// Begins the work of everybody, or ends that of those who have a thread if somebody has none.
    fn employ<Op, Ret, Fault, R>(
        &self,
        workload: &Workload<Op, Ret, Fault>,
        watch: &Watch,
        record: &R,
        desk: &Arc<Desk<Course<Op, Fault>>>,
    ) -> (Vec<JoinHandle<()>>, io::Result<()>)
    where
        Op: Clone + Send + Sync + 'static,
        Ret: Clone + Send + Sync + 'static,
        Fault: Send + 'static,
        R: Record<Op, Ret>,
    {
        let hands = (0..self.count).zip(record.hands(self.count));
        let clients = hands.map(|(number, hand)| {
            let client = Worker {
                number,
                seed: self.seed.derive(u64::from(number)),
                system: Arc::clone(&workload.system),
                desk: Arc::clone(desk),
                tally: Arc::clone(&watch.tally),
                hand,
            };
            spawn(move || client.work())
        });
        let nemesis = workload.plague.iter().map(|plague| {
            let nemesis = NemesisWorker {
                nemesis: Arc::clone(&plague.nemesis),
                desk: Arc::clone(desk),
                hand: record.fault_hand(),
            };
            spawn(move || nemesis.work())
        });
        let expected = clients.len() + nemesis.len();
        let mut workers = Vec::with_capacity(expected);
        for spawned in clients.chain(nemesis) {
            match spawned {
                Ok(worker) => workers.push(worker),
                Err(error) => {
                    desk.miss(expected - workers.len());
                    return (workers, Err(error));
                }
            }
        }
        (workers, Ok(()))
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().spawn(work)
}

fn setup<Op, Ret, Fault>(workload: &Workload<Op, Ret, Fault>) -> Result<(), RunError> {
    let failed = |of: &str| {
        let of = of.to_owned();
        move |error| RunError::Setup { of, error }
    };
    workload.system.setup().map_err(failed(&workload.name))?;
    match &workload.plague {
        Some(plague) => plague.nemesis.setup().map_err(failed("the nemesis")),
        None => Ok(()),
    }
}

/// Returns what went wrong.
fn teardown<Op, Ret, Fault>(workload: &Workload<Op, Ret, Fault>) -> Vec<String> {
    let nemesis = workload
        .plague
        .as_ref()
        .map(|plague| plague.nemesis.teardown());
    let ended = [
        ("the nemesis", nemesis.unwrap_or(Ok(()))),
        (&*workload.name, workload.system.teardown()),
    ];
    let failed = ended
        .into_iter()
        .filter_map(|(of, ended)| Some((of, ended.err()?)));
    failed
        .map(|(of, error)| format!("the teardown of {of} failed: {error}"))
        .collect()
}
