use std::fmt;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator, NEVER, Thread, Threads};

/// Gives each thread a generator of its own, which `make` makes for it.
///
/// The threads are those of the context that it is asked with first; each generator sees a context of its one
/// thread. It is done when all of them are, which is known of one only when its thread is free: until then it
/// waits.
///
/// `make` is to return the same for the same thread. What draws random ops in there needs a seed, derived from
/// one that `make` is given: else every run differs, and so do two clones.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, Simulation, each_thread, list};
///
/// let g = each_thread(|thread| list([format!("log in as {thread}"), "read".to_string()]));
/// let simulated = Simulation::of(2).run(&g)?;
/// let ops: Vec<&str> = simulated.invoked().map(|entry| &entry.op[..]).collect();
/// assert_eq!(ops, ["log in as 0", "log in as 1", "read", "read"]);
/// # Ok::<(), lockstep_generator::Stuck>(())
/// ```
pub fn each_thread<G, F>(make: F) -> EachThread<G, F>
where
    G: Generator,
    F: Fn(Thread) -> G,
{
    EachThread { make, copies: None }
}

/// A generator for each thread: what [`each_thread`] builds.
///
/// # Complexity
///
/// Asking asks one free thread's generator after the other until one has an op, each with two sets of all
/// threads, a bit for each. A clone copies all generators. [`Generator::seeds`] knows those of the
/// generators that were made, which is when the first op is asked for.
#[derive(Clone)]
pub struct EachThread<G, F> {
    make: F,
    // In the order of their threads.
    copies: Option<Vec<Own<G>>>,
}

/// What one thread has.
#[derive(Clone, Debug)]
struct Own<G> {
    thread: Thread,
    // The set of this one thread.
    alone: Threads,
    // Nothing once it is done.
    generator: Option<G>,
}

impl<G: Generator> Own<G> {
    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let Some(generator) = &mut self.generator else {
            return Ask::Done;
        };
        let answer = context.within(&self.alone).ask(generator);
        if matches!(answer, Ask::Done) {
            self.generator = None;
        }
        answer
    }
}

/// Returns what this thread has among the copies.
fn own<G>(copies: &mut [Own<G>], thread: Thread) -> Option<&mut Own<G>> {
    let place = copies
        .binary_search_by_key(&thread, |own| own.thread)
        .ok()?;
    Some(&mut copies[place])
}

impl<G, F> Generator for EachThread<G, F>
where
    G: Generator,
    F: Fn(Thread) -> G,
{
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let make = |thread| Own {
            thread,
            alone: context.threads().of_the_run(|other| other == thread),
            generator: Some((self.make)(thread)),
        };
        let copies = self
            .copies
            .get_or_insert_with(|| context.threads().iter().map(make).collect());
        let mut earliest_ns = NEVER;
        for thread in context.free_in_turn() {
            match own(copies, thread).map_or(Ask::Done, |own| own.ask(context)) {
                Ask::Done => {}
                Ask::Wait(until_ns) => earliest_ns = earliest_ns.min(until_ns),
                op => return op,
            }
        }
        if copies.iter().all(|own| own.generator.is_none()) {
            Ask::Done
        } else {
            Ask::Wait(earliest_ns)
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        let copies = self.copies.as_deref_mut().unwrap_or_default();
        if let Some(own) = own(copies, event.thread)
            && let Some(generator) = &mut own.generator
        {
            generator.update(&context.within(&own.alone), event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let copies = self.copies.iter().flatten();
        let generators = copies.filter_map(|own| own.generator.as_ref());
        generators.flat_map(Generator::seeds).collect()
    }
}

impl<G: fmt::Debug, F> fmt::Debug for EachThread<G, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut each_thread = f.debug_struct("EachThread");
        each_thread.field("copies", &self.copies);
        each_thread.finish_non_exhaustive()
    }
}
