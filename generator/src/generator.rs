use std::time::Duration;

use lockstep_seed::Seed;

use crate::{
    Ask, Boxed, ConcurrencyLimit, Context, Delay, Event, Filter, Iter, Map, OnThreads,
    ProcessLimit, Repeat, Rounds, Stagger, Synchronize, Take, Then, Thread, TimeLimit, UntilOk,
};

/// A value that gives ops one after the other, the same ones whenever it is asked the same.
///
/// # Contract
///
/// [`ask`](Generator::ask) is the one method to write. What it answers depends on nothing but the
/// value and the context: no clock, no ambient chance, no side effect. Callers clone generators
/// freely, ask the clones on other threads, and throw answers away; a clone is to be cheap (share
/// what does not change behind an [`Arc`](std::sync::Arc)) and goes on as the original would.
///
/// # Examples
///
/// Numbers that count up, and a combinator that both users and this crate could have written:
///
/// ```
/// use lockstep_generator::{Ask, Context, Generator};
///
/// #[derive(Clone)]
/// struct Count(u64);
///
/// impl Generator for Count {
///     type Op = u64;
///
///     fn ask(&mut self, _: &Context) -> Ask<u64> {
///         self.0 += 1;
///         Ask::Op(self.0)
///     }
/// }
///
/// #[derive(Clone)]
/// struct Doubled<G>(G);
///
/// impl<G: Generator<Op = u64>> Generator for Doubled<G> {
///     type Op = u64;
///
///     fn ask(&mut self, context: &Context) -> Ask<u64> {
///         self.0.ask(context).map(|number| 2 * number)
///     }
/// }
///
/// let ops: Vec<u64> = Doubled(Count(0)).take(3).iter().collect();
/// assert_eq!(ops, [2, 4, 6]);
/// ```
pub trait Generator {
    /// What it gives: what a worker is to do next.
    type Op;

    /// Answers with the next op, and becomes its own successor.
    ///
    /// At least one thread of `context` is free. Once the answer was [`Ask::Done`] it is so for ever; an
    /// [`Ask::Wait`] ends later than the time of `context`, and asking earlier than that changes nothing,
    /// unless [`update`](Generator::update) was called in between. A generator that wraps others and leaves them
    /// some of the threads asks them through [`Context::ask`].
    fn ask(&mut self, context: &Context) -> Ask<Self::Op>;

    /// Is told that an op begins or has ended, its own or, where several generators feed one run, another's.
    ///
    /// Where an op ends with [`EventKind::Info`](crate::EventKind::Info), the context still names the process
    /// that it was an op of. A generator that wraps others tells them; one that looks at nothing need not
    /// write this.
    #[inline]
    fn update(&mut self, context: &Context, event: &Event<'_>) {
        let _ = (context, event);
    }

    /// Returns the seeds that it draws from, in the order of its parts: what repeats it.
    ///
    /// A generator that wraps others passes theirs on; one that leaves nothing to chance has none.
    fn seeds(&self) -> Vec<Seed> {
        Vec::new()
    }

    /// Returns the next op and the successor, or nothing; this value stays as it was.
    ///
    /// Time begins at 0 and passes by itself: where the generator waits, it is asked again at the
    /// end of the wait.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let g = cycle(["enqueue", "dequeue"])?;
    /// let (first, rest) = g.next().expect("a cycle has no end");
    /// let (second, _) = rest.next().expect("a cycle has no end");
    /// assert_eq!((first, second), ("enqueue", "dequeue"));
    /// assert_eq!(g.next(), Some((first, rest)));
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the generator waits for a time that is not later.
    fn next(&self) -> Option<(Self::Op, Self)>
    where
        Self: Clone,
    {
        let mut walk = self.iter();
        walk.next().map(|op| (op, walk.into_generator()))
    }

    /// Returns an iterator over its ops; this value stays as it was.
    ///
    /// The ops are those that repeated [`next`](Generator::next) would give, without a clone for
    /// each. Time begins at 0 and passes by itself, as far as the generator waits.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, random};
    ///
    /// let g = random(["read", "write"])?.seed(42);
    /// for (op, worker) in g.iter().zip(0..3) {
    ///     println!("worker {worker}: {op}");
    /// }
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn iter(&self) -> Iter<Self>
    where
        Self: Clone,
    {
        Iter::new(self.clone())
    }

    /// Calls `each` for every op to the end, and returns how many there were.
    ///
    /// Does not return for a generator without an end: [`take`](Generator::take) gives it one.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let mut queue = Vec::new();
    /// let count = cycle([1, 2, 3])?.take(5).each(|op| queue.push(op));
    /// assert_eq!((count, queue), (5, vec![1, 2, 3, 1, 2]));
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn each(&self, mut each: impl FnMut(Self::Op)) -> u64
    where
        Self: Clone,
    {
        self.reduce(0, |count, op| {
            each(op);
            count + 1
        })
    }

    /// Folds every op, to the end, into `initial`.
    ///
    /// Does not return for a generator without an end: [`take`](Generator::take) gives it one.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let sum = cycle([1, 2, 3])?.take(5).reduce(0, |sum, op| sum + op);
    /// assert_eq!(sum, 9);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn reduce<A>(&self, initial: A, step: impl FnMut(A, Self::Op) -> A) -> A
    where
        Self: Clone,
    {
        self.iter().fold(initial, step)
    }

    /// Ends it after `count` ops, if it has that many.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, random};
    ///
    /// let g = random(["read", "write"])?.take(50);
    /// assert_eq!(g.iter().count(), 50);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn take(self, count: u64) -> Take<Self>
    where
        Self: Sized,
    {
        Take::new(self, count)
    }

    /// Ends it after `count` ops, if it has that many: Jepsen's name for [`take`](Generator::take).
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let g = cycle(["read", "write"])?;
    /// assert_eq!(g.clone().limit(3), g.take(3));
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn limit(self, count: u64) -> Take<Self>
    where
        Self: Sized,
    {
        self.take(count)
    }

    /// Makes other ops of its ops.
    ///
    /// `change` is to be pure: a clone, and a run that is repeated, calls it anew. What happens is told to the
    /// generator as it happens, with the op that `change` made.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let g = cycle([1, 2])?.map(|value| format!("write {value}"));
    /// assert_eq!(g.iter().take(3).collect::<Vec<_>>(), ["write 1", "write 2", "write 1"]);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn map<Other, F>(self, change: F) -> Map<Self, F>
    where
        Self: Sized,
        F: Fn(Self::Op) -> Other,
    {
        Map::new(self, change)
    }

    /// Leaves out the ops that `passes` returns false for.
    ///
    /// What is left out was given all the same, as far as the generator knows: a [`take`](Generator::take) in
    /// there counts it. `passes` is to be pure.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let odd = cycle(0..10)?.filter(|number| number % 2 == 1);
    /// assert_eq!(odd.iter().take(6).collect::<Vec<_>>(), [1, 3, 5, 7, 9, 1]);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When it is asked, if more than 1,000,000 ops in a row do not pass: it would look on for ever where none
    /// ever does.
    fn filter<F>(self, passes: F) -> Filter<Self, F>
    where
        Self: Sized,
        F: Fn(&Self::Op) -> bool,
    {
        Filter::new(self, passes)
    }

    /// Ends it after one op: [`take`](Generator::take), of 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// assert_eq!(cycle(["create"])?.once().iter().count(), 1);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn once(self) -> Take<Self>
    where
        Self: Sized,
    {
        self.take(1)
    }

    /// Gives its first op for ever: what it is after that op is thrown away, and it is asked anew as it was.
    ///
    /// What it waits for before that op it waits for each time. What happens it is told, and that stays. If it has no
    /// op this one has none either. For an op so many times, [`take`](Generator::take) as many; to go on to
    /// the ops after the first and begin anew after the last, [`rounds`](Generator::rounds).
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, list};
    ///
    /// let ops: Vec<&str> = list(["read", "write"]).repeat().take(3).iter().collect();
    /// assert_eq!(ops, ["read", "read", "read"]);
    /// ```
    fn repeat(self) -> Repeat<Self>
    where
        Self: Sized,
    {
        Repeat::new(self)
    }

    /// Begins it anew whenever it is done, as it was at first, for ever.
    ///
    /// Each round gives the same ops, drawn from the same seeds. A round that comes to its end without an op or a
    /// wait is the last, since others would be no different. (Jepsen's `cycle` overflows the stack there.)
    ///
    /// # Examples
    ///
    /// A partition every ten seconds, for five seconds:
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use lockstep_generator::{Generator, Simulation, concat, list, sleep};
    ///
    /// let rest = || sleep(Duration::from_secs(5)).boxed();
    /// let round = [rest(), list(["split"]).boxed(), rest(), list(["heal"]).boxed()];
    /// let g = concat(round).rounds().take(4).nemesis();
    /// let simulated = Simulation::of(5).nemesis().run(&g)?;
    /// let seconds: Vec<u64> = simulated.invoked().map(|entry| entry.time_ns / 1_000_000_000).collect();
    /// assert_eq!(seconds, [5, 10, 15, 20]);
    /// # Ok::<(), lockstep_generator::Stuck>(())
    /// ```
    fn rounds(self) -> Rounds<Self>
    where
        Self: Clone,
    {
        Rounds::new(self)
    }

    /// Leaves it the threads that `keep` returns true for: only they get its ops.
    ///
    /// It knows of no others: its context names them alone, and it is told of nothing else. While none of them
    /// is free it waits for something to happen. If a run has none of them, it is done at once.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, Thread, list};
    ///
    /// let g = list(["a", "b", "c"]).on_threads(|thread| thread != Thread::Client(0));
    /// let simulated = Simulation::of(3).run(&g)?;
    /// let threads: Vec<Thread> = simulated.invoked().map(|entry| entry.thread).collect();
    /// assert_eq!(threads, [1, 2, 1].map(Thread::Client));
    /// # Ok::<(), lockstep_generator::Stuck>(())
    /// ```
    fn on_threads<F>(self, keep: F) -> OnThreads<Self, F>
    where
        Self: Sized,
        F: Fn(Thread) -> bool,
    {
        OnThreads::new(self, keep)
    }

    /// Leaves it the clients: [`on_threads`](Generator::on_threads), for all but the nemesis.
    ///
    /// # Examples
    ///
    /// Clients and nemesis side by side are joined by [`any`](crate::any()):
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use lockstep_generator::{Generator, Simulation, Thread, any, cycle};
    ///
    /// let g = any([
    ///     cycle(["read", "write"])?.stagger(Duration::from_millis(10)).seed(1).clients().boxed(),
    ///     cycle(["split", "heal"])?.delay(Duration::from_secs(5)).nemesis().boxed(),
    /// ])?
    /// .seed(2)
    /// .time_limit(Duration::from_secs(20));
    /// let simulated = Simulation::perfect(5).nemesis().run(&g).expect("is not stuck");
    /// let faults = simulated.invoked().filter(|entry| entry.thread == Thread::Nemesis);
    /// assert_eq!(faults.count(), 4);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn clients(self) -> OnThreads<Self>
    where
        Self: Sized,
    {
        OnThreads::new(self, Thread::is_client)
    }

    /// Leaves it the nemesis: [`on_threads`](Generator::on_threads), for the nemesis alone.
    ///
    /// In a run without a nemesis it is done at once.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, list};
    ///
    /// let faults = list(["split", "heal"]).nemesis();
    /// assert_eq!(Simulation::of(5).nemesis().run(&faults)?.invoked().count(), 2);
    /// assert_eq!(Simulation::of(5).run(&faults)?.invoked().count(), 0);
    /// # Ok::<(), lockstep_generator::Stuck>(())
    /// ```
    fn nemesis(self) -> OnThreads<Self>
    where
        Self: Sized,
    {
        OnThreads::new(self, |thread| thread == Thread::Nemesis)
    }

    /// Lets it begin when all threads are free, and no sooner.
    ///
    /// Until then it waits for something to happen. The threads are those of the context; ops that others give to
    /// the same threads count. Once it has begun it is as if this were not there. What happens before is not told
    /// to it.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, concat, list};
    ///
    /// let g = concat([list(["write"]).boxed(), list(["read", "read"]).synchronize().boxed()]);
    /// let simulated = Simulation::perfect(2).run(&g)?;
    /// let times: Vec<u64> = simulated.invoked().map(|entry| entry.time_ns).collect();
    /// assert_eq!(times, [0, 10, 10]);
    /// # Ok::<(), lockstep_generator::Stuck>(())
    /// ```
    fn synchronize(self) -> Synchronize<Self>
    where
        Self: Sized,
    {
        Synchronize::new(self)
    }

    /// Gives its ops, waits until all threads are free, and gives the ops of `second`.
    ///
    /// Where there are more than two, or their number is not known, [`phases`](crate::phases()) does the same for
    /// generators of one type. (The arguments of Jepsen's `then` stand the other way round.)
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, cycle, list};
    ///
    /// let g = cycle(["write"])?.take(3).then(list(["read"]));
    /// let simulated = Simulation::perfect(2).run(&g).expect("is not stuck");
    /// let times: Vec<u64> = simulated.invoked().map(|entry| entry.time_ns).collect();
    /// assert_eq!(times, [0, 0, 10, 20]);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn then<B>(self, second: B) -> Then<Self, B>
    where
        Self: Sized,
        B: Generator<Op = Self::Op>,
    {
        Then::new(self, second)
    }

    /// Puts random gaps between its ops, of this length on average: all threads together get that rate.
    ///
    /// The first op comes at once, and each gap is drawn from [0, 2 · `mean`). It begins when the op before was
    /// due: up to one mean gap that it came late is made up for, so that a run which is always a little late
    /// keeps its rate. What was later than that is not, so that no burst follows a time in which everybody was
    /// busy. (Jepsen makes up for nothing.) The end, too, comes a gap after the last op.
    ///
    /// Without [`Stagger::seed`] the gaps come from a fresh seed, which [`Generator::seeds`] names, before
    /// those of the generator.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use lockstep_generator::{Generator, Simulation, cycle};
    ///
    /// let g = cycle(["read", "write"])?.stagger(Duration::from_millis(10)).seed(42);
    /// let simulated = Simulation::perfect(5).run(&g.time_limit(Duration::from_secs(100)));
    /// // 10,000, give or take 58.
    /// assert_eq!(simulated.expect("is not stuck").invoked().count(), 9_998);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn stagger(self, mean: Duration) -> Stagger<Self>
    where
        Self: Sized,
    {
        Stagger::new(self, mean)
    }

    /// Puts equal gaps between its ops, of all threads together.
    ///
    /// The first op comes at once. Each gap begins when the op before was due, not when it came: one that came
    /// late is followed by others at once until the lateness is made up for. The end, too, comes a gap after the
    /// last op.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use lockstep_generator::{Generator, Simulation, list};
    ///
    /// let g = list(["a", "b", "c"]).delay(Duration::from_nanos(25));
    /// let simulated = Simulation::perfect(1).run(&g)?;
    /// let times: Vec<u64> = simulated.invoked().map(|entry| entry.time_ns).collect();
    /// assert_eq!(times, [0, 25, 50]);
    /// # Ok::<(), lockstep_generator::Stuck>(())
    /// ```
    fn delay(self, gap: Duration) -> Delay<Self>
    where
        Self: Sized,
    {
        Delay::new(self, gap)
    }

    /// Ends it so long after it is first asked.
    ///
    /// At the end it is done, whatever it still has, and a wait never goes past the end: no op comes at the end or
    /// later. Ops that go on at the end are left to go on. The time begins when it is first asked, which is
    /// when a thread is free for it, and not (as with Jepsen) with its first op: so it also ends what never comes
    /// to an op.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use lockstep_generator::{Generator, cycle};
    ///
    /// let g = cycle(["read", "write"])?.delay(Duration::from_secs(1));
    /// assert_eq!(g.time_limit(Duration::from_secs(30)).iter().count(), 30);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn time_limit(self, limit: Duration) -> TimeLimit<Self>
    where
        Self: Sized,
    {
        TimeLimit::new(self, limit)
    }

    /// Ends it when more than `processes_max` processes have begun: it gives ops to so many at most.
    ///
    /// A process is given up where nobody knows how its op ended, and its client goes on as another. Where checking
    /// is dear because of ops that never ended, this bounds them. The processes are those of the clients of the
    /// context, whoever gave them their ops; each client has begun one at the start, so that it is done at once
    /// where there are more clients than that. The nemesis does not count.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, cycle};
    ///
    /// let g = cycle(["write"])?.process_limit(5);
    /// let simulated = Simulation::perfect_info(2).run(&g).expect("is not stuck");
    /// let mut processes: Vec<u64> = simulated.invoked().filter_map(|entry| entry.process).collect();
    /// processes.dedup();
    /// assert_eq!(processes, [0, 1, 2, 3, 4]);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn process_limit(self, processes_max: u64) -> ProcessLimit<Self>
    where
        Self: Sized,
    {
        ProcessLimit::new(self, processes_max)
    }

    /// Has it wait while `busy_max` threads or more are busy.
    ///
    /// The threads are those of the context, whoever gave them their ops. Where none may be busy it is done at
    /// once.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, list};
    ///
    /// let g = list(["a", "b", "c"]).concurrency_limit(2);
    /// let simulated = Simulation::perfect(5).run(&g)?;
    /// let times: Vec<u64> = simulated.invoked().map(|entry| entry.time_ns).collect();
    /// assert_eq!(times, [0, 0, 10]);
    /// # Ok::<(), lockstep_generator::Stuck>(())
    /// ```
    fn concurrency_limit(self, busy_max: usize) -> ConcurrencyLimit<Self>
    where
        Self: Sized,
    {
        ConcurrencyLimit::new(self, busy_max)
    }

    /// Ends it once one of its own ops has ended with ok.
    ///
    /// Until that is known it gives ops to all who are free, so that more than one may succeed. An op that another
    /// generator gave to the same thread does not count.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Generator, Simulation, cycle};
    ///
    /// let g = cycle(["join"])?.until_ok();
    /// // The first fails, nobody knows of the second, the third succeeds.
    /// let simulated = Simulation::imperfect(1).run(&g).expect("is not stuck");
    /// assert_eq!(simulated.invoked().count(), 3);
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    fn until_ok(self) -> UntilOk<Self>
    where
        Self: Sized,
    {
        UntilOk::new(self)
    }

    /// Hides the type, so that generators of different kinds can stand in one [`mix`](crate::mix).
    fn boxed(self) -> Boxed<Self::Op>
    where
        Self: Clone + Send + Sync + 'static,
    {
        Boxed::new(self)
    }
}
