use std::sync::{Arc, OnceLock};
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use lockstep_checker::{Checker, Verdict};
use lockstep_clients::{LocalServer, LocalService, Persistence, RunName, Served, Server};
use lockstep_generator::Generator;
use lockstep_history::{History, Outcome};
use lockstep_models::Model;
use lockstep_seed::Seed;
use lockstep_workloads::{Asking, Play, Values, Workers, Workload};

/// The servers that tests share: each is started when it is first asked for.
#[derive(Default)]
pub(crate) struct Bench {
    redis: Shared,
    postgres: Shared,
    etcd: Shared,
}

type Shared = Arc<OnceLock<Result<LocalServer, String>>>;

/// What the tests need of a server, when they run.
pub(crate) type Found = Arc<dyn Fn() -> Result<Server, Failed> + Send + Sync>;

const REDIS: LocalService = LocalService::Redis(Persistence::None);

impl Bench {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn sqlite() -> Found {
        Arc::new(|| Ok("sqlite".parse()?))
    }

    pub(crate) fn redis(&self) -> Found {
        found(&self.redis, REDIS, "")
    }

    pub(crate) fn etcd(&self) -> Found {
        found(&self.etcd, LocalService::Etcd, "")
    }

    /// With parameters such as `isolation=serializable`.
    pub(crate) fn postgres(&self, parameters: &'static str) -> Found {
        found(&self.postgres, LocalService::Postgres, parameters)
    }
}

fn found(shared: &Shared, service: LocalService, parameters: &'static str) -> Found {
    let shared = Arc::clone(shared);
    Arc::new(move || {
        let started =
            shared.get_or_init(|| LocalServer::start(service).map_err(|error| error.to_string()));
        let server = started.as_ref().map_err(Clone::clone)?.server();
        if parameters.is_empty() {
            return Ok(server);
        }
        Ok(format!("{server}?{parameters}").parse()?)
    })
}

/// Makes a test, ignored if the service is not installed.
pub(crate) fn trial(
    name: impl Into<String>,
    service: Option<LocalService>,
    test: impl FnOnce() -> Result<(), Failed> + Send + 'static,
) -> Trial {
    let missing = service.filter(|service| !service.is_installed());
    match missing {
        None => Trial::test(name, test),
        Some(service) => Trial::test(
            format!("{} ({service} is not installed)", name.into()),
            test,
        )
        .with_ignored_flag(true),
    }
}

/// A run: by how many, how much, under which name.
pub(crate) struct Course {
    pub(crate) workers: u32,
    pub(crate) operations: u64,
    pub(crate) name: RunName,
    pub(crate) values: Values,
}

impl Course {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            workers: 4,
            operations: 300,
            name: name.parse().expect("it is the name of a run"),
            values: Values::Unique,
        }
    }

    /// Has clients of the server do what the model's clients do.
    pub(crate) fn workload<M>(
        &self,
        server: &Server,
        model: M,
    ) -> Result<Workload<M::Op, M::Ret>, Failed>
    where
        M: Served + Play + Send + Sync + 'static,
        M::Op: Clone + Send + Sync + 'static,
        M::Ret: Clone + Send + Sync + 'static,
    {
        let system = M::served_by(server, &self.name)?;
        let asking = Asking::new(self.workers, Seed::from(7)).values(self.values);
        let main = asking.of(model)?.take(self.operations);
        Ok(Workload::new(self.name.to_string(), system, main))
    }

    pub(crate) fn run<M>(&self, server: &Server, model: M) -> Result<Recorded<M>, Failed>
    where
        M: Served + Play + Clone + Send + Sync + 'static,
        M::Op: Clone + Send + Sync + 'static,
        M::Ret: Clone + Send + Sync + 'static,
    {
        let workload = self.workload(server, model.clone())?;
        let run = Workers::new(self.workers, Seed::from(7)).run(&workload)?;
        if !run.complaints.is_empty() {
            return Err(run.complaints.join("; ").into());
        }
        Ok(Recorded::new(model, run.history))
    }
}

/// A history, and how many of its operations ended in which way.
pub(crate) struct Recorded<M: Model> {
    model: M,
    history: History<M::Op, M::Ret>,
    pub(crate) ok: usize,
    pub(crate) failed: usize,
    pub(crate) unknown: usize,
}

impl<M> Recorded<M>
where
    M: Model + Clone + Send + Sync + 'static,
    M::Op: Clone + Send + Sync,
    M::Ret: Clone + Send + Sync,
{
    pub(crate) fn new(model: M, history: History<M::Op, M::Ret>) -> Self {
        let (mut ok, mut failed, mut unknown) = (0, 0, 0);
        for operation in history.operations() {
            match operation.outcome {
                Outcome::Done(_) => ok += 1,
                Outcome::Failed => failed += 1,
                Outcome::Unknown => unknown += 1,
            }
        }
        Self {
            model,
            history,
            ok,
            failed,
            unknown,
        }
    }

    /// Asks that enough was done for a verdict to say something.
    pub(crate) fn done(self, at_least: usize) -> Result<Self, Failed> {
        if self.ok >= at_least {
            return Ok(self);
        }
        Err(format!("{}; expected {at_least} at least to be ok", self.counts()).into())
    }

    pub(crate) fn is_linearizable(&self) -> Result<(), Failed> {
        match self.verdict() {
            Verdict::Valid(_) => Ok(()),
            verdict => Err(format!("{}: {}", verdict.name(), self.counts()).into()),
        }
    }

    pub(crate) fn is_not_linearizable(&self) -> Result<(), Failed> {
        match self.verdict() {
            Verdict::Invalid(_) => Ok(()),
            verdict => Err(format!("{}: {}", verdict.name(), self.counts()).into()),
        }
    }

    fn verdict(&self) -> Verdict {
        Checker::linearizable(self.model.clone()).check(&self.history)
    }

    pub(crate) fn counts(&self) -> String {
        format!(
            "{} ok, {} failed, {} unknown",
            self.ok, self.failed, self.unknown
        )
    }
}

/// A time that a request of a test against a server with faults may take.
pub(crate) const IMPATIENT: Duration = Duration::from_millis(150);
