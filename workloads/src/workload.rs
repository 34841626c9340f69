use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use lockstep_generator::{Boxed, Generator};

use crate::course::Course;
use crate::{Nemesis, System, Watch};

/// What is done to a system: operations, faults beside them, and who is to judge what came of it.
///
/// # Examples
///
/// Reads and writes of a register, first of all clients at once, then a last read of each:
///
/// ```
/// use lockstep_generator::{Generator, cycle, random};
/// use lockstep_models::{RegisterOp::{self, Read, Write}, RegisterRet::{Done, Got}};
/// use lockstep_scheduler::sync::Mutex;
/// use lockstep_seed::Seed;
/// use lockstep_workloads::{Calls, Workers, Workload};
///
/// let value = Mutex::new(0);
/// let register = Calls::new(move |op: &RegisterOp<i64>| match op {
///     Write(new) => {
///         *value.lock().unwrap() = *new;
///         Ok(Done)
///     }
///     _ => Ok(Got(*value.lock().unwrap())),
/// });
/// let workload = Workload::new(
///     "register",
///     register,
///     random([Read, Write(1), Write(2)])?.seed(7).take(50),
/// )
/// .last(cycle([Read])?.take(3));
/// let run = Workers::new(3, Seed::from(7)).run(&workload)?;
/// assert_eq!(run.history.operations().len(), 53);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Workload<Op, Ret, Fault = Infallible> {
    pub(crate) name: String,
    pub(crate) system: Arc<dyn System<Op = Op, Ret = Ret>>,
    main: Boxed<Op>,
    last: Option<Boxed<Op>>,
    pub(crate) plague: Option<Plague<Fault>>,
    judges: Vec<String>,
}

/// The faults of a run.
pub(crate) struct Plague<Fault> {
    pub(crate) nemesis: Arc<dyn Nemesis<Fault = Fault>>,
    faults: Boxed<Fault>,
    end: Option<Boxed<Fault>>,
}

impl<Op, Ret> Workload<Op, Ret>
where
    Op: Clone + Send + Sync + 'static,
    Ret: Clone + Send + Sync + 'static,
{
    /// Has the clients of `system` do what `generator` gives, to its end.
    pub fn new<S, G>(name: impl Into<String>, system: S, generator: G) -> Self
    where
        S: System<Op = Op, Ret = Ret> + 'static,
        G: Generator<Op = Op> + Clone + Send + Sync + 'static,
    {
        Self {
            name: name.into(),
            system: Arc::new(system),
            main: generator.boxed(),
            last: None,
            plague: None,
            judges: Vec::new(),
        }
    }

    /// Has a nemesis cause what `faults` gives while clients act.
    ///
    /// When the clients' main generator has ended, so have the faults; [`heal`](Workload::heal) says what
    /// the nemesis does then.
    #[must_use]
    pub fn nemesis<N, G>(self, nemesis: N, faults: G) -> Workload<Op, Ret, N::Fault>
    where
        N: Nemesis + 'static,
        G: Generator<Op = N::Fault> + Clone + Send + Sync + 'static,
    {
        Workload {
            name: self.name,
            system: self.system,
            main: self.main,
            last: self.last,
            plague: Some(Plague {
                nemesis: Arc::new(nemesis),
                faults: faults.boxed(),
                end: None,
            }),
            judges: self.judges,
        }
    }
}

impl<Op, Ret, Fault> Workload<Op, Ret, Fault> {
    /// Has the nemesis do this once the main operations have all ended, and before the last ones.
    ///
    /// # Panics
    ///
    /// If there is no [`nemesis`](Workload::nemesis).
    #[must_use]
    pub fn heal<G>(mut self, generator: G) -> Self
    where
        G: Generator<Op = Fault> + Clone + Send + Sync + 'static,
    {
        let plague = self.plague.as_mut();
        plague.expect("a nemesis, which is to heal").end = Some(generator.boxed());
        self
    }

    /// Has the clients do this at the end, when everything else has ended: a last read, a drain.
    #[must_use]
    pub fn last<G>(self, generator: G) -> Self
    where
        G: Generator<Op = Op> + Clone + Send + Sync + 'static,
    {
        Self {
            last: Some(generator.boxed()),
            ..self
        }
    }

    /// Changes the generator of the main operations: their rate, their number, the time that they take.
    #[must_use]
    pub fn with_main<G>(self, change: impl FnOnce(Boxed<Op>) -> G) -> Self
    where
        G: Generator<Op = Op> + Clone + Send + Sync + 'static,
    {
        Self {
            main: change(self.main).boxed(),
            ..self
        }
    }

    /// Names what is to judge the history; the runner does not know what the names mean.
    #[must_use]
    pub fn judged_by<S: Into<String>>(self, judges: impl IntoIterator<Item = S>) -> Self {
        Self {
            judges: judges.into_iter().map(Into::into).collect(),
            ..self
        }
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the names of what is to judge the history.
    pub fn judges(&self) -> &[String] {
        &self.judges
    }

    /// Returns what the threads of a run do; its main part ends early if that is asked for.
    pub(crate) fn course(&self, watch: &Watch) -> Course<Op, Fault> {
        let (faults, heal) = match &self.plague {
            Some(plague) => (Some(plague.faults.clone()), plague.end.clone()),
            None => (None, None),
        };
        Course::new(self.main.clone(), faults, heal, self.last.clone(), watch)
    }
}

impl<Op, Ret, Fault> fmt::Debug for Workload<Op, Ret, Fault> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workload")
            .field("name", &self.name)
            .field("judges", &self.judges)
            .finish_non_exhaustive()
    }
}
