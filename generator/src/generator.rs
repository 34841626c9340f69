use lockstep_seed::Seed;

use crate::{Ask, Boxed, Context, Event, Iter, Take};

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
    /// unless [`update`](Generator::update) was called in between.
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

    /// Hides the type, so that generators of different kinds can stand in one [`mix`](crate::mix).
    fn boxed(self) -> Boxed<Self::Op>
    where
        Self: Clone + Send + Sync + 'static,
    {
        Boxed::new(self)
    }
}
