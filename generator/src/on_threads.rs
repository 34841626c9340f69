use std::fmt;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator, Thread};

/// A generator for some of the threads: what [`Generator::on_threads`] returns.
///
/// # Complexity
///
/// Each time it is asked or told, two sets of all threads are copied, a bit for each.
#[derive(Clone)]
pub struct OnThreads<G, F = fn(Thread) -> bool> {
    generator: G,
    keep: F,
}

impl<G, F> OnThreads<G, F> {
    pub(crate) fn new(generator: G, keep: F) -> Self {
        Self { generator, keep }
    }
}

impl<G, F> Generator for OnThreads<G, F>
where
    G: Generator,
    F: Fn(Thread) -> bool,
{
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        context.only(&self.keep).ask(&mut self.generator)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        if (self.keep)(event.thread) {
            self.generator.update(&context.only(&self.keep), event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}

impl<G: fmt::Debug, F> fmt::Debug for OnThreads<G, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut on_threads = f.debug_struct("OnThreads");
        on_threads.field("generator", &self.generator);
        on_threads.finish_non_exhaustive()
    }
}
