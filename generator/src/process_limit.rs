use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// A generator for so many processes: what [`Generator::process_limit`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessLimit<G> {
    generator: G,
    processes_max: u64,
}

impl<G> ProcessLimit<G> {
    pub(crate) fn new(generator: G, processes_max: u64) -> Self {
        Self {
            generator,
            processes_max,
        }
    }
}

impl<G: Generator> Generator for ProcessLimit<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        // Processes are given up and never taken back, so that this is so for ever.
        if context.processes() > self.processes_max {
            return Ask::Done;
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
