use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// The first ops of a generator and no more: what [`Generator::take`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take<G> {
    generator: G,
    remaining: u64,
}

impl<G> Take<G> {
    pub(crate) fn new(generator: G, count: u64) -> Self {
        Self {
            generator,
            remaining: count,
        }
    }
}

impl<G: Generator> Generator for Take<G> {
    type Op = G::Op;

    #[inline]
    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        if self.remaining == 0 {
            return Ask::Done;
        }
        let answer = self.generator.ask(context);
        if answer.is_op() {
            self.remaining -= 1;
        }
        answer
    }

    #[inline]
    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
