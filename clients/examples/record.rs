//! Records the histories of real servers that are in `examples/histories`.
//!
//!     cargo run -p lockstep-clients --example record -- FOLDER [OPERATIONS]
//!
//! There are 300 operations in each unless it is said otherwise. The servers have to be installed. Each history is checked, and a line says what came of it.

use std::env;
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::time::Instant;

use lockstep_checker::Checker;
use lockstep_clients::{LocalServer, LocalService, Persistence, Served, Server};
use lockstep_generator::Generator;
use lockstep_history::{Codec, Independent, Recording, Value};
use lockstep_models::{CasRegister, Model, OwnedMutex};
use lockstep_seed::Seed;
use lockstep_workloads::{Asking, Play, Values, Watch, Workers, Workload};

const WORKERS: u32 = 5;
const OPERATIONS: u64 = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| ".".into());
    let folder = Path::new(&folder);
    let operations = env::args()
        .nth(2)
        .map(|number| number.parse())
        .transpose()?;
    let operations = operations.unwrap_or(OPERATIONS);
    let postgres = LocalServer::start(LocalService::Postgres)?;
    let redis = LocalServer::start(LocalService::Redis(Persistence::None))?;
    let etcd = LocalServer::start(LocalService::Etcd)?;
    let isolated = |isolation| -> Result<Server, Box<dyn Error>> {
        let server = postgres.server();
        Ok(format!("{server}?isolation={isolation}&update=client").parse()?)
    };
    for (name, server) in [
        (
            "cas-register-on-postgresql-read-committed",
            isolated("read-committed")?,
        ),
        (
            "cas-register-on-postgresql-serializable",
            isolated("serializable")?,
        ),
        ("cas-register-on-redis", redis.server()),
        ("cas-register-on-sqlite", "sqlite".parse()?),
    ] {
        record(
            CasRegister::<Value>::default(),
            &server,
            operations,
            &folder.join(format!("{name}.jsonl")),
        )?;
    }
    record(
        OwnedMutex::new(),
        &etcd.server(),
        operations,
        &folder.join("mutex-on-etcd.jsonl"),
    )
}

/// Runs a workload, and writes its history to the file as it goes.
fn record<M>(model: M, server: &Server, operations: u64, path: &Path) -> Result<(), Box<dyn Error>>
where
    M: Served + Play + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret>,
    M: Clone + Send + Sync + 'static,
    <M as Model>::Op: Clone + Send + Sync + 'static,
    <M as Model>::Ret: Clone + Send + Sync + 'static,
{
    let system = M::served_by(server, &"recorded".parse()?)?;
    let asking = Asking::new(WORKERS, Seed::from(2)).values(Values::Pool(3));
    let main = asking.of(model.clone())?.take(operations);
    let workload = Workload::new("recorded", system, main);
    let workers = Workers::new(WORKERS, Seed::from(2));
    let began = Instant::now();
    workers.journal(
        &workload,
        &Watch::default(),
        model.clone(),
        File::create(path)?,
    )?;
    let ran = began.elapsed();

    let recording = Recording::read(path)?;
    let history = recording.decode(&model, Independent::No)?;
    let began = Instant::now();
    let verdict = Checker::linearizable(model).check(&history);
    println!(
        "{}: {} operations in {ran:?}, {}, checked in {:?}",
        path.display(),
        history.operations().len(),
        verdict.name(),
        began.elapsed()
    );
    Ok(())
}
