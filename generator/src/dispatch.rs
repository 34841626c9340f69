use crate::{Ask, Context, Event, EventKind, Generator, NEVER, Thread};

/// Hands the ops of one generator to the threads of a run, and tells it what happens to them.
///
/// It runs nothing itself and knows no clock: who runs it says how late it is, who has ended, and asks what
/// is to be done next. A simulator, threads and a controlled scheduler can all stand around it, and the same
/// answers lead to the same ops.
///
/// # Examples
///
/// Two clients; the first has ended its op before the second one's begins:
///
/// ```
/// use lockstep_generator::{Dispatch, EventKind, Generator, Next, Thread, cycle};
///
/// let mut dispatch = Dispatch::new(cycle(["a", "b"])?.take(3), 2, false);
/// let (first, second) = (Thread::Client(0), Thread::Client(1));
/// assert_eq!(dispatch.next(0), Next::Op(first, "a"));
/// dispatch.complete(5, first, EventKind::Ok);
/// assert_eq!(dispatch.next(5), Next::Op(second, "b"));
/// assert_eq!(dispatch.next(5), Next::Op(first, "a"));
/// assert_eq!(dispatch.next(5), Next::Wait(lockstep_generator::NEVER));
/// dispatch.complete(9, first, EventKind::Info);
/// assert_eq!(dispatch.next(9), Next::Done);
/// assert_eq!(dispatch.context().process(first), Some(2));
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dispatch<G> {
    generator: G,
    context: Context,
}

/// What is to be done next: what [`Dispatch::next`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<Op> {
    /// The thread is to do this now; it is busy from now on.
    Op(Thread, Op),
    /// Nothing before this time, unless an op ends first; [`NEVER`] if only then.
    Wait(u64),
    /// Nothing any more; ops may still be going on.
    Done,
}

impl<G: Generator> Dispatch<G> {
    /// Begins a run with so many clients and perhaps a nemesis.
    pub fn new(generator: G, clients: u32, nemesis: bool) -> Self {
        Self {
            generator,
            context: Context::of(clients, nemesis),
        }
    }

    /// Returns what is known of the run.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Asks what is to be done next, at this time in nanoseconds since the run began.
    ///
    /// Ask until the answer is no op: only then has every free thread one that can have one.
    ///
    /// # Panics
    ///
    /// If the generator breaks its contract: it gives an op to a thread that is not free, or waits for a
    /// time that is not later.
    pub fn next(&mut self, time_ns: u64) -> Next<G::Op>
    where
        G::Op: 'static,
    {
        self.context.set_time(time_ns);
        let Some(turn) = self.context.next_free() else {
            return Next::Wait(NEVER);
        };
        match self.generator.ask(&self.context).or_for(turn) {
            Ask::For(thread, op) => {
                assert!(
                    self.context.free().contains(thread),
                    "a generator gives an op to thread {thread}, which is not free"
                );
                self.context.begin(thread);
                let event = Event::new(thread, EventKind::Invoke).with_op(&op);
                self.generator.update(&self.context, &event);
                Next::Op(thread, op)
            }
            Ask::Wait(until_ns) => {
                assert_later(time_ns, until_ns);
                Next::Wait(until_ns)
            }
            Ask::Done => Next::Done,
            Ask::Op(_) => unreachable!("every op was given to a thread"),
        }
    }

    /// Tells that the op of a thread has ended, at this time in nanoseconds since the run began.
    ///
    /// # Panics
    ///
    /// If the thread does nothing, or `kind` is that an op begins.
    pub fn complete(&mut self, time_ns: u64, thread: Thread, kind: EventKind) {
        self.complete_with(time_ns, &Event::new(thread, kind));
    }

    /// As [`complete`](Dispatch::complete), and tells what was asked for and what came of it.
    ///
    /// # Panics
    ///
    /// As [`complete`](Dispatch::complete) does.
    pub fn complete_with(&mut self, time_ns: u64, event: &Event<'_>) {
        let thread = event.thread;
        assert_ne!(
            event.kind,
            EventKind::Invoke,
            "thread {thread} ends an op by beginning it"
        );
        assert!(
            self.context.threads().contains(thread) && !self.context.free().contains(thread),
            "thread {thread} ends an op that it did not begin"
        );
        self.context.set_time(time_ns);
        self.context.end(thread);
        self.generator.update(&self.context, event);
        // Only now: whoever is told of the end is to see the process that it is the end of.
        if event.kind == EventKind::Info {
            self.context.retire(thread);
        }
    }
}

/// Panics where a generator waits for a time that has come.
pub(crate) fn assert_later(time_ns: u64, until_ns: u64) {
    assert!(
        until_ns > time_ns,
        "a generator asked at {time_ns} ns waits until {until_ns} ns; a wait ends later than it begins"
    );
}
