use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lockstep_seed::{Seed, Stream};

use crate::nanoseconds::nanoseconds;
use crate::{EventKind, Generator, Simulated, Stuck, Thread};

mod walk;

use walk::Walk;

/// A run without clients, threads and a clock, with which you test a generator: what would be done, and when.
///
/// So many clients, and a nemesis if you like, do the ops of the generator; each op takes the time that you say
/// and ends as you say. Time is virtual: a day of it takes no longer than its ops.
///
/// | | an op takes | and ends |
/// |---|---|---|
/// | [`Simulation::of`] | no time | ok |
/// | [`Simulation::perfect`] | 10 ns | ok |
/// | [`Simulation::perfect_info`] | 10 ns | info |
/// | [`Simulation::imperfect`] | 10 ns | of each thread in turn: fail, info, ok |
///
/// These are the systems of Jepsen's `generator.test`, where the first is called `quick`.
///
/// A generator without an end is stopped, after 100,000 ops or a day of virtual time unless you say
/// otherwise; [`Simulated::end`] tells.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_generator::{EventKind, Generator, Simulation, Thread, list};
///
/// let g = list(["write 1", "read", "read"]);
/// let simulated = Simulation::of(2)
///     .latencies(|_, op, stream| match op {
///         &"read" => Duration::from_nanos(10 + stream.below(5)),
///         _ => Duration::from_nanos(90),
///     })
///     .outcomes(|thread, _, _| match thread {
///         Thread::Client(0) => EventKind::Info,
///         _ => EventKind::Ok,
///     })
///     .seed(42)
///     .run(&g)?;
/// let expected = [
///     " 0  0  0  invoke  \"write 1\"",
///     " 0  1  1  invoke  \"read\"",
///     "11  1  1  ok      \"read\"",
///     "11  1  1  invoke  \"read\"",
///     "25  1  1  ok      \"read\"",
///     "90  0  0  info    \"write 1\"",
/// ];
/// assert!(simulated.to_string().lines().eq(expected));
/// # Ok::<(), lockstep_generator::Stuck>(())
/// ```
///
/// # Determinism
///
/// The settings and the generator fix every entry; the functions that are given draw from the seed.
pub struct Simulation<Op> {
    clients: u32,
    nemesis: bool,
    latency: Latency<Op>,
    outcome: Outcome<Op>,
    seed: Seed,
    ops_max: u64,
    time_max_ns: u64,
}

type By<Op, T> = Arc<dyn Fn(Thread, &Op, &mut Stream) -> T + Send + Sync>;

/// How long an op takes.
enum Latency<Op> {
    Always(Duration),
    By(By<Op, Duration>),
}

/// How an op ends.
enum Outcome<Op> {
    Always(EventKind),
    // Each thread's ops fail, end with info, and succeed, in turn.
    InTurn,
    By(By<Op, EventKind>),
}

impl<Op> Simulation<Op> {
    /// Begins with so many clients and no nemesis: each op takes no time and ends with ok.
    #[doc(alias = "quick")]
    pub fn of(clients: u32) -> Self {
        Self {
            clients,
            nemesis: false,
            latency: Latency::Always(Duration::ZERO),
            outcome: Outcome::Always(EventKind::Ok),
            seed: Seed::from(0),
            ops_max: 100_000,
            time_max_ns: nanoseconds(Duration::from_secs(24 * 60 * 60)),
        }
    }

    /// Begins with so many clients and no nemesis: each op takes 10 ns and ends with ok.
    pub fn perfect(clients: u32) -> Self {
        Self::of(clients).latency(Duration::from_nanos(10))
    }

    /// Begins with so many clients and no nemesis: each op takes 10 ns and ends with info.
    pub fn perfect_info(clients: u32) -> Self {
        Self {
            outcome: Outcome::Always(EventKind::Info),
            ..Self::perfect(clients)
        }
    }

    /// Begins with so many clients and no nemesis: each op takes 10 ns; the first one of each thread fails, the
    /// second ends with info, the third with ok, and so on in turn.
    pub fn imperfect(clients: u32) -> Self {
        Self {
            outcome: Outcome::InTurn,
            ..Self::perfect(clients)
        }
    }

    /// Adds a nemesis.
    #[must_use = "returns the simulation with a nemesis"]
    pub fn nemesis(self) -> Self {
        Self {
            nemesis: true,
            ..self
        }
    }

    /// Lets each op take so long.
    #[must_use = "returns the simulation with this latency"]
    pub fn latency(self, latency: Duration) -> Self {
        Self {
            latency: Latency::Always(latency),
            ..self
        }
    }

    /// Lets each op take as long as `latency` returns for it, drawn from the stream if it likes.
    #[must_use = "returns the simulation with these latencies"]
    pub fn latencies(
        self,
        latency: impl Fn(Thread, &Op, &mut Stream) -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self {
            latency: Latency::By(Arc::new(latency)),
            ..self
        }
    }

    /// Lets each op end as `outcome` returns for it, drawn from the stream if it likes.
    #[must_use = "returns the simulation with these outcomes"]
    pub fn outcomes(
        self,
        outcome: impl Fn(Thread, &Op, &mut Stream) -> EventKind + Send + Sync + 'static,
    ) -> Self {
        Self {
            outcome: Outcome::By(Arc::new(outcome)),
            ..self
        }
    }

    /// Has the latencies and outcomes drawn from this seed; it is 0 otherwise.
    #[must_use = "returns the seeded simulation"]
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        Self {
            seed: seed.into(),
            ..self
        }
    }

    /// Stops after so many ops.
    #[must_use = "returns the simulation with this limit"]
    pub fn ops_max(self, ops_max: u64) -> Self {
        Self { ops_max, ..self }
    }

    /// Stops where the next op, or the end of a wait, would come later than this.
    #[must_use = "returns the simulation with this limit"]
    pub fn time_max(self, time_max: Duration) -> Self {
        Self {
            time_max_ns: nanoseconds(time_max),
            ..self
        }
    }

    /// Runs a generator until it is done or stopped, and all its ops have ended.
    ///
    /// Where an op ends at the time at which the next one could begin, it ends first; ops that end at the same
    /// time do so in the order in which they began.
    ///
    /// # Errors
    ///
    /// [`Stuck`] if the generator waits for something to happen while nothing is going on.
    ///
    /// # Panics
    ///
    /// If the generator breaks its contract (see [`Dispatch::next`](crate::Dispatch::next)), or an outcome is
    /// that the op begins.
    pub fn run<G>(&self, generator: &G) -> Result<Simulated<Op>, Stuck>
    where
        G: Generator<Op = Op> + Clone,
        Op: Clone + 'static,
    {
        Walk::new(self, generator.clone()).run()
    }
}

impl<Op> Latency<Op> {
    fn of(&self, thread: Thread, op: &Op, stream: &mut Stream) -> u64 {
        nanoseconds(match self {
            Latency::Always(latency) => *latency,
            Latency::By(latency) => latency(thread, op, stream),
        })
    }
}

impl<Op> Outcome<Op> {
    /// Returns how an op ends, before which the thread has ended so many.
    fn of(&self, thread: Thread, op: &Op, stream: &mut Stream, before: u64) -> EventKind {
        match self {
            Outcome::Always(kind) => *kind,
            Outcome::InTurn => match before % 3 {
                0 => EventKind::Fail,
                1 => EventKind::Info,
                _ => EventKind::Ok,
            },
            Outcome::By(outcome) => outcome(thread, op, stream),
        }
    }
}

impl<Op> fmt::Debug for Simulation<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation")
            .field("clients", &self.clients)
            .field("nemesis", &self.nemesis)
            .field("seed", &self.seed)
            .field("ops_max", &self.ops_max)
            .field("time_max_ns", &self.time_max_ns)
            .finish_non_exhaustive()
    }
}
