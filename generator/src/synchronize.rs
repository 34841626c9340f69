use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator, NEVER};

/// A generator that begins when all threads are free: what [`Generator::synchronize`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synchronize<G> {
    generator: G,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Begun,
}

impl<G> Synchronize<G> {
    pub(crate) fn new(generator: G) -> Self {
        Self {
            generator,
            state: State::Waiting,
        }
    }
}

impl<G: Generator> Generator for Synchronize<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        if self.state == State::Waiting && !context.is_idle() {
            return Ask::Wait(NEVER);
        }
        self.state = State::Begun;
        self.generator.ask(context)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        if self.state == State::Begun {
            self.generator.update(context, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
