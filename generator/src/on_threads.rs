use std::fmt;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator, Thread, Threads};

/// A generator for some of the threads: what [`Generator::on_threads`] returns.
///
/// # Complexity
///
/// Each time it is asked or told, two sets of all threads are copied, a bit for each. `keep` is called once
/// for each thread.
#[derive(Clone)]
pub struct OnThreads<G, F = fn(Thread) -> bool> {
    generator: G,
    keep: F,
    // Those of the run that `keep` returns true for, in the context or not; from when they are first needed.
    kept: Option<Threads>,
}

impl<G, F> OnThreads<G, F> {
    pub(crate) fn new(generator: G, keep: F) -> Self {
        Self {
            generator,
            keep,
            kept: None,
        }
    }
}

impl<G, F: Fn(Thread) -> bool> OnThreads<G, F> {
    fn cut(&mut self, context: &Context) -> Context {
        // A copy may go on in another run, with other threads.
        let clients = context.threads().clients();
        let kept = self.kept.take().filter(|kept| kept.clients() == clients);
        let kept = kept.unwrap_or_else(|| context.threads().of_the_run(&self.keep));
        context.within(self.kept.insert(kept))
    }
}

impl<G, F> Generator for OnThreads<G, F>
where
    G: Generator,
    F: Fn(Thread) -> bool,
{
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        self.cut(context).ask(&mut self.generator)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        let cut = self.cut(context);
        if cut.threads().contains(event.thread) {
            self.generator.update(&cut, event);
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
