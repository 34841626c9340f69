use std::sync::Arc;

use crate::{Ask, Generator, NEVER, Thread, Threads};

/// What a generator may know of the run when it is asked: how late it is, and who could do an op.
///
/// The default is the beginning of a run of one client, which is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    time_ns: u64,
    threads: Threads,
    // invariant: a subset of `threads`
    free: Threads,
    /// The place of the thread whose turn it is, as the threads of a set are ordered.
    turn: usize,
    /// How many processes each client has given up.
    // Nothing before the first was given up: a context of few threads is then made without an allocation.
    retired: Option<Arc<[u32]>>,
}

impl Default for Context {
    fn default() -> Self {
        Self::at(0)
    }
}

impl Context {
    /// Makes a context of this time, in nanoseconds since the run began, with one client, which is free.
    pub fn at(time_ns: u64) -> Self {
        Self {
            time_ns,
            ..Self::of(1, false)
        }
    }

    /// Makes the beginning of a run with so many clients and perhaps a nemesis, all of them free.
    pub fn of(clients: u32, nemesis: bool) -> Self {
        let threads = Threads::all(clients, nemesis);
        Self {
            time_ns: 0,
            free: threads.clone(),
            threads,
            turn: 0,
            retired: None,
        }
    }

    /// Returns the time, in nanoseconds since the run began.
    pub fn time_ns(&self) -> u64 {
        self.time_ns
    }

    /// Returns the threads that the generator gives ops to.
    ///
    /// A generator that is wrapped, by [`on_threads`](crate::Generator::on_threads) for example, sees only
    /// those that are left to it.
    pub fn threads(&self) -> &Threads {
        &self.threads
    }

    /// Returns those of the threads that do nothing at present.
    pub fn free(&self) -> &Threads {
        &self.free
    }

    /// Returns true if all threads are free.
    pub fn is_idle(&self) -> bool {
        self.free == self.threads
    }

    /// Returns the free thread whose turn it is; none if all are busy.
    ///
    /// Threads take turns, so that one that is always the first to be free does not do everything.
    pub fn next_free(&self) -> Option<Thread> {
        self.free.first_from(self.turn)
    }

    /// Returns the free threads, beginning with the one whose turn it is.
    pub fn free_in_turn(&self) -> impl Iterator<Item = Thread> {
        self.free.from(self.turn)
    }

    /// Returns the number of the process that acts for a client now; none for the nemesis.
    ///
    /// A client that has given up `k` processes acts as its own number plus `k` times the number of clients
    /// of the run: no two clients ever act as the same process.
    pub fn process(&self, thread: Thread) -> Option<u64> {
        match thread {
            Thread::Client(number) => {
                let retired = u64::from(self.retired(number));
                let clients = u64::from(self.threads.clients());
                Some(u64::from(number) + retired * clients)
            }
            Thread::Nemesis => None,
        }
    }

    /// Returns how many processes a client has given up.
    fn retired(&self, number: u32) -> u32 {
        let retired = self.retired.as_deref();
        retired.map_or(0, |retired| retired[number as usize])
    }

    /// Returns how many processes have acted for the threads until now, those that were given up included.
    pub fn processes(&self) -> u64 {
        let begun = |thread| match thread {
            Thread::Client(number) => u64::from(self.retired(number)) + 1,
            Thread::Nemesis => 0,
        };
        self.threads.iter().map(begun).sum()
    }

    /// Returns this context, cut down to the threads that `keep` returns true for.
    #[must_use]
    pub fn only(&self, keep: impl Fn(Thread) -> bool) -> Self {
        let mut cut = self.clone();
        cut.threads.retain(keep);
        cut.free.intersect(&cut.threads);
        cut
    }

    /// Returns this context, cut down to those of the threads that are in the set.
    pub(crate) fn within(&self, threads: &Threads) -> Self {
        let mut cut = self.clone();
        cut.threads.intersect(threads);
        cut.free.intersect(threads);
        cut
    }

    /// Asks a generator that is wrapped, with this context, which was [cut down](Context::only) for it.
    ///
    /// An op for whoever is next becomes one for the thread whose turn it is among those that are left. If none
    /// of them is free the generator is not asked: the answer is to wait for something to happen. If none is
    /// left at all, it is [`Ask::Done`], since nobody would ever do an op.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{Ask, Context, Thread, list};
    ///
    /// let mut reads = list(["read"]);
    /// let context = Context::of(5, false).only(|thread| thread > Thread::Client(2));
    /// assert_eq!(context.ask(&mut reads), Ask::For(Thread::Client(3), "read"));
    /// ```
    pub fn ask<G: Generator>(&self, generator: &mut G) -> Ask<G::Op> {
        match self.next_free() {
            Some(turn) => generator.ask(self).or_for(turn),
            None if self.threads.is_empty() => Ask::Done,
            None => Ask::Wait(NEVER),
        }
    }

    /// Returns this context at another time, in nanoseconds since the run began.
    #[must_use]
    pub fn with_time(&self, time_ns: u64) -> Self {
        Self {
            time_ns,
            ..self.clone()
        }
    }

    /// Moves on to a time.
    pub(crate) fn set_time(&mut self, time_ns: u64) {
        self.time_ns = time_ns;
    }

    /// Has a thread begin an op; the turn passes to the next.
    pub(crate) fn begin(&mut self, thread: Thread) {
        self.free.remove(thread);
        self.turn = self.threads.place(thread) + 1;
    }

    /// Has a thread end its op.
    pub(crate) fn end(&mut self, thread: Thread) {
        self.free.insert(thread);
    }

    /// Gives up the process of a client.
    pub(crate) fn retire(&mut self, thread: Thread) {
        if let Thread::Client(number) = thread {
            let clients = self.threads.clients() as usize;
            let none = || vec![0; clients].into();
            let retired = self.retired.get_or_insert_with(none);
            Arc::make_mut(retired)[number as usize] += 1;
        }
    }
}
