use std::fmt;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// Ops that are made from those of a generator: what [`Generator::map`] returns.
#[derive(Clone)]
pub struct Map<G, F> {
    generator: G,
    change: F,
}

impl<G, F> Map<G, F> {
    pub(crate) fn new(generator: G, change: F) -> Self {
        Self { generator, change }
    }
}

impl<G, F, Other> Generator for Map<G, F>
where
    G: Generator,
    F: Fn(G::Op) -> Other,
{
    type Op = Other;

    #[inline]
    fn ask(&mut self, context: &Context) -> Ask<Other> {
        self.generator.ask(context).map(&self.change)
    }

    #[inline]
    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}

impl<G: fmt::Debug, F> fmt::Debug for Map<G, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_struct("Map");
        map.field("generator", &self.generator);
        map.finish_non_exhaustive()
    }
}
