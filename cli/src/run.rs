use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, value_parser};
use lockstep::generator::{Boxed, Generator};
use lockstep::seed::Seed;
use lockstep::workloads::{WORKERS_MAX, Watch, Workers, Workload};

use crate::exit::Exit;
use crate::note::note;
use crate::quantity::duration;

mod about;
mod client;
mod directory;
mod fault;
mod interrupt;
mod judged;
pub(crate) mod page;
mod rate;
#[cfg(feature = "servers")]
mod server_nemesis;
#[cfg_attr(not(feature = "servers"), path = "run/no_servers.rs")]
mod servers;
mod subject;
mod verdicts;
mod watching;
mod workload_name;

pub(crate) use about::About;
use client::Client;
pub(crate) use directory::{HISTORY, HISTORY_PAGE, PAGE, is_beside};
use fault::FaultName;
pub(crate) use judged::{Told, Verdicts};
use rate::Rate;
pub(crate) use workload_name::{Runnable, VisitWorkload, WorkloadName};

/// How many operations a run has if nothing else ends it.
const OPERATIONS: u64 = 10_000;

/// How long operations that are open at the end may still take.
const GRACE: Duration = Duration::from_secs(10);

/// What the streams that a seed gives are for.
const WORKERS: u64 = 0;
const PACE: u64 = 1;
const FAULTS: u64 = 2;

/// Runs a workload against a system, records what its clients did, and checks it.
///
/// The history is written as it happens, so that a run that is killed can still be checked, with
/// `lockstep check` of its directory. Ctrl-C ends a run in good order: what was recorded is judged. Beside the
/// history stand the verdicts, plots of latencies and rates, and a page of all that, `index.html`. Ends as
/// `lockstep check` does.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Run {
    /// What is done; `lockstep workloads` lists them.
    #[arg(value_enum, value_name = "WORKLOAD", hide_possible_values = true)]
    workload: WorkloadName,

    /// What is run against: memory, a correct system in this process; broken:NAME, one with a fault, which
    /// `lockstep workloads` lists; or a server.
    ///
    /// If the command was built with `--features servers`: sqlite, sqlite:PATH, `redis://HOST:PORT`,
    /// `postgres://USER@HOST/DB?isolation=serializable&update=client`, `etcd://HOST:PORT`; and redis, postgres or
    /// etcd, which are started for the run if they are installed.
    #[arg(long, default_value = client::DEFAULT, value_name = "CLIENT")]
    client: Client,

    /// How many clients act side by side, at most 10,000.
    #[arg(
        long,
        default_value = "5",
        value_name = "N",
        value_parser = value_parser!(u32).range(1..=i64::from(WORKERS_MAX))
    )]
    concurrency: u32,

    /// How many operations begin in a second, all clients together; by default as many as can.
    #[arg(long, value_name = "HZ")]
    rate: Option<Rate>,

    /// How long clients act: 500ms, 30s, 5m.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    time_limit: Option<Duration>,

    /// How many operations there are, beside those that the workload has at the end; 10,000 if there is no
    /// time limit either.
    #[arg(long, value_name = "N")]
    ops: Option<u64>,

    /// What happens to a server that is started for the run, one after the other, drawn by the seed.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FAULT")]
    nemesis: Vec<FaultName>,

    /// How long a fault lasts, and how long it is until the next.
    #[arg(long, default_value = "1s", value_name = "TIME", value_parser = duration)]
    nemesis_interval: Duration,

    /// What fixes what clients ask for; by default a fresh one. What the machine does, it does not fix.
    #[arg(long)]
    seed: Option<Seed>,

    /// Where the run is put; by default a directory in `runs` that tells the workload and the seed.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  lockstep run register --ops 1000 --out runs/register
  lockstep run counter --client broken:lost-update --concurrency 8 --seed 1
  lockstep run queue --rate 500 --time-limit 2s";

impl Run {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let seed = self.seed.unwrap_or_else(Seed::fresh);
        self.workload.visit(Running { run: self, seed })
    }

    /// Returns what clients do before the end.
    fn paced<Op: Clone + Send + Sync + 'static>(&self, main: Boxed<Op>, seed: Seed) -> Boxed<Op> {
        let mut main = main;
        if let Some(rate) = self.rate {
            main = main.stagger(rate.period()).seed(seed.derive(PACE)).boxed();
        }
        if let Some(limit) = self.time_limit {
            main = main.time_limit(limit).boxed();
        }
        match (self.ops, self.time_limit) {
            (None, Some(_)) => main,
            (ops, _) => main.take(ops.unwrap_or(OPERATIONS)).boxed(),
        }
    }

    fn about<R: Runnable>(&self, seed: Seed) -> About {
        About {
            workload: R::NAME.to_owned(),
            client: self.client.to_string(),
            concurrency: self.concurrency,
            rate_hz: self.rate.map(Rate::per_second),
            time_limit_ms: self.time_limit.map(|limit| limit.as_millis()),
            ops: self.ops,
            nemesis: self.nemesis.iter().map(FaultName::to_string).collect(),
            nemesis_interval_ms: self.nemesis_interval.as_millis(),
            seed: seed.to_string(),
        }
    }
}

/// A run that waits for the types of its workload.
struct Running<'a> {
    run: &'a Run,
    seed: Seed,
}

impl VisitWorkload for Running<'_> {
    type Output = Result<Exit, Box<dyn Error>>;

    fn visit<R: Runnable>(self) -> Self::Output {
        let Running { run, seed } = self;
        let workers = run.concurrency;
        let subject = run.client.subject::<R>(&run.nemesis, seed)?;
        let workload = R::ready().workload(subject.system, workers, seed.derive(WORKERS))?;
        let workload = workload.with_main(|main| run.paced(main, seed));
        let directory = directory::make(run.out.as_deref(), R::NAME, seed)?;
        let about = run.about::<R>(seed);
        about.write(&directory)?;
        note(format_args!("seed {seed}"));
        let workers = Workers::new(workers, seed);
        let watch = Watch {
            grace: Some(GRACE),
            ..Watch::default()
        };
        interrupt::stops(&watch.stop, subject.abandon)?;
        let recorded = match subject.nemesis {
            None => record::<R, _>(&workload, workers, &watch, &directory, run),
            Some(nemesis) => {
                let seed = seed.derive(FAULTS);
                let faults = fault::faults(&run.nemesis, run.nemesis_interval, seed);
                let workload = workload.nemesis(nemesis, faults);
                let workload = workload.heal(fault::ends(&run.nemesis));
                record::<R, _>(&workload, workers, &watch, &directory, run)
            }
        };
        drop(subject.started);
        if let Err(error) = recorded {
            note(format_args!("recorded until then: {}", directory.display()));
            return Err(error);
        }
        let exit = verdicts::check::<R>(&directory);
        match page::write(&directory, &about) {
            Ok(figures) => note(format_args!(
                "{}page: {}",
                figures.summary(),
                directory.join(PAGE).display()
            )),
            Err(error) => note(format_args!("no page of the run: {error}")),
        }
        note(format_args!("again: {}", about.command()));
        Ok(exit)
    }
}

/// Runs the workload and writes its history into the directory.
fn record<R: Runnable, Fault: Send + 'static>(
    workload: &Workload<Op<R>, Ret<R>, Fault>,
    workers: Workers,
    watch: &Watch,
    directory: &Path,
    run: &Run,
) -> Result<(), Box<dyn Error>> {
    let file = create(&directory.join(HISTORY))?;
    let complaints = watching::while_running(watch, run.time_limit, run.ops, || {
        workers.journal(workload, watch, R::ready(), file)
    })?;
    for complaint in complaints {
        note(format_args!("warning: {complaint}"));
    }
    Ok(())
}

type Op<R> = <R as lockstep::models::Model>::Op;
type Ret<R> = <R as lockstep::models::Model>::Ret;

fn create(path: &Path) -> Result<File, String> {
    let created = fs::OpenOptions::new()
        .append(true)
        .create_new(true)
        .open(path);
    created.map_err(|error| format!("{}: {error}", path.display()))
}
