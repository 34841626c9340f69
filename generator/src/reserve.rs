use lockstep_seed::Seed;

use crate::build_error::Combinator;
use crate::{Ask, BuildError, Context, Event, Generator, NEVER, Thread, Threads};

/// Reserves threads: the first so many for the first generator, the next for the second, the rest for `rest`.
///
/// Each op goes to the thread whose turn it is and comes from the generator that has it reserved; where that one
/// waits or is done, another thread has its turn. Each generator sees its own threads alone, and is told of
/// them alone. It is done when all are that have threads.
///
/// The threads are counted among those of the context that it is asked with first, clients before the nemesis; so
/// it may stand in an [`on_threads`](Generator::on_threads), where Jepsen's counts from thread 0. In a run with
/// fewer threads than are reserved, what comes last has fewer of them or none; a generator that has none gives
/// no ops.
///
/// Generators of different kinds are [boxed](Generator::boxed).
///
/// # Examples
///
/// Two threads write, one compares and sets, and the others read:
///
/// ```
/// use lockstep_generator::{Generator, Simulation, Thread, cycle, reserve};
///
/// let g = reserve([(2, cycle(["write"])?), (1, cycle(["cas"])?)], cycle(["read"])?)?.take(10);
/// let simulated = Simulation::of(5).run(&g).expect("is not stuck");
/// let of = |op| simulated.invoked().filter(move |entry| entry.op == op);
/// assert_eq!(["write", "cas", "read"].map(|op| of(op).count()), [4, 2, 4]);
/// assert!(of("cas").all(|entry| entry.thread == Thread::Client(2)));
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::Empty`] if nothing is reserved, and [`BuildError::NoThreads`] if 0 threads are.
pub fn reserve<G: Generator>(
    ranges: impl IntoIterator<Item = (u32, G)>,
    rest: G,
) -> Result<Reserve<G>, BuildError> {
    let ranges: Vec<(u32, G)> = ranges.into_iter().collect();
    let ranges = Combinator::Reserve.needs(ranges)?;
    if let Some(index) = ranges.iter().position(|&(count, _)| count == 0) {
        return Err(BuildError::NoThreads { index });
    }
    let rest = (u32::MAX, rest);
    let ranges = ranges.into_iter().chain([rest]).map(Range::new).collect();
    Ok(Reserve {
        ranges,
        state: State::Fresh,
    })
}

/// Generators that have threads reserved: what [`reserve`] builds.
///
/// # Complexity
///
/// Each time it is asked, each generator with a free thread is asked at most once, with two sets of all threads, a
/// bit for each. A clone copies every generator.
#[derive(Clone, Debug)]
pub struct Reserve<G> {
    // Those that are not done.
    ranges: Vec<Range<G>>,
    state: State,
}

#[derive(Clone, Debug)]
struct Range<G> {
    count: u32,
    generator: G,
    // Nothing before it is asked first.
    threads: Option<Threads>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Begun,
}

impl<G> Range<G> {
    fn new((count, generator): (u32, G)) -> Self {
        Self {
            count,
            generator,
            threads: None,
        }
    }

    fn has(&self, thread: Thread) -> bool {
        let threads = self.threads.as_ref();
        threads.is_some_and(|threads| threads.contains(thread))
    }

    /// Returns the context, cut down to the threads of this range.
    fn cut(&self, context: &Context) -> Context {
        let own = self.threads.as_ref().expect("ranges have their threads");
        context.within(own)
    }
}

impl<G: Generator> Reserve<G> {
    /// Gives the ranges their threads, and leaves out those that get none.
    fn begin(&mut self, context: &Context) {
        let mut threads = context.threads().iter();
        for range in &mut self.ranges {
            let own: Vec<Thread> = threads.by_ref().take(range.count as usize).collect();
            let cut = context.only(|thread| own.contains(&thread));
            range.threads = Some(cut.threads().clone());
        }
        self.ranges
            .retain(|range| range.threads.as_ref().is_some_and(|own| !own.is_empty()));
        self.state = State::Begun;
    }

    /// Asks the ranges in the order in which their threads have their turn.
    fn ask_in_turn(&mut self, context: &Context) -> Ask<G::Op> {
        let mut asked = Vec::new();
        let mut done = Vec::new();
        let mut earliest_ns = NEVER;
        for thread in context.free_in_turn() {
            let range = self.ranges.iter().position(|range| range.has(thread));
            let Some(place) = range.filter(|place| !asked.contains(place)) else {
                continue;
            };
            asked.push(place);
            let cut = self.ranges[place].cut(context);
            match cut.ask(&mut self.ranges[place].generator) {
                Ask::Wait(until_ns) => earliest_ns = earliest_ns.min(until_ns),
                Ask::Done => done.push(place),
                op => return op,
            }
        }
        done.sort_unstable();
        for place in done.into_iter().rev() {
            self.ranges.remove(place);
        }
        Ask::Wait(earliest_ns)
    }
}

impl<G: Generator> Generator for Reserve<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        if self.state == State::Fresh {
            self.begin(context);
        }
        let answer = self.ask_in_turn(context);
        if self.ranges.is_empty() {
            return Ask::Done;
        }
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        let mut ranges = self.ranges.iter_mut();
        if let Some(range) = ranges.find(|range| range.has(event.thread)) {
            let cut = range.cut(context);
            range.generator.update(&cut, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let generators = self.ranges.iter().map(|range| &range.generator);
        generators.flat_map(Generator::seeds).collect()
    }
}
