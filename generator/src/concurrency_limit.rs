use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator, NEVER};

/// A generator for so many threads at once: what [`Generator::concurrency_limit`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcurrencyLimit<G> {
    generator: G,
    busy_max: usize,
}

impl<G> ConcurrencyLimit<G> {
    pub(crate) fn new(generator: G, busy_max: usize) -> Self {
        Self {
            generator,
            busy_max,
        }
    }
}

impl<G: Generator> Generator for ConcurrencyLimit<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        if self.busy_max == 0 {
            return Ask::Done;
        }
        let busy = context.threads().len() - context.free().len();
        if busy >= self.busy_max {
            return Ask::Wait(NEVER);
        }
        self.generator.ask(context)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
