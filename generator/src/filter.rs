use std::fmt;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// How many ops in a row may be left out.
const LEFT_OUT_MAX: u32 = 1_000_000;

/// Those ops of a generator that pass: what [`Generator::filter`] returns.
#[derive(Clone)]
pub struct Filter<G, F> {
    generator: G,
    passes: F,
}

impl<G, F> Filter<G, F> {
    pub(crate) fn new(generator: G, passes: F) -> Self {
        Self { generator, passes }
    }
}

impl<G, F> Generator for Filter<G, F>
where
    G: Generator,
    F: Fn(&G::Op) -> bool,
{
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        for _ in 0..=LEFT_OUT_MAX {
            let answer = self.generator.ask(context);
            match &answer {
                Ask::Op(op) | Ask::For(_, op) if !(self.passes)(op) => {}
                _ => return answer,
            }
        }
        panic!("a filter has left out more than {LEFT_OUT_MAX} ops in a row; expected one to pass");
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}

impl<G: fmt::Debug, F> fmt::Debug for Filter<G, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut filter = f.debug_struct("Filter");
        filter.field("generator", &self.generator);
        filter.finish_non_exhaustive()
    }
}
