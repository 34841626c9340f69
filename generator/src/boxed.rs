use std::fmt;
use std::sync::Arc;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// A generator of any kind: what [`Generator::boxed`] returns.
///
/// Clones share the generator until one of them is asked: that one then copies it.
pub struct Boxed<Op>(Arc<dyn Forkable<Op>>);

/// A generator that can be copied behind a reference.
trait Forkable<Op>: Send + Sync {
    fn ask(&mut self, context: &Context) -> Ask<Op>;
    fn update(&mut self, context: &Context, event: &Event<'_>);
    fn seeds(&self) -> Vec<Seed>;
    fn fork(&self) -> Arc<dyn Forkable<Op>>;
}

impl<G> Forkable<G::Op> for G
where
    G: Generator + Clone + Send + Sync + 'static,
{
    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        Generator::ask(self, context)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        Generator::update(self, context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        Generator::seeds(self)
    }

    fn fork(&self) -> Arc<dyn Forkable<G::Op>> {
        Arc::new(self.clone())
    }
}

impl<Op> Boxed<Op> {
    pub(crate) fn new<G>(generator: G) -> Self
    where
        G: Generator<Op = Op> + Clone + Send + Sync + 'static,
    {
        Self(Arc::new(generator))
    }

    /// Returns the generator, copied before if somebody else has it too.
    fn own(&mut self) -> &mut dyn Forkable<Op> {
        if Arc::strong_count(&self.0) > 1 {
            self.0 = self.0.fork();
        }
        Arc::get_mut(&mut self.0).expect("one owner")
    }
}

impl<Op> Generator for Boxed<Op> {
    type Op = Op;

    fn ask(&mut self, context: &Context) -> Ask<Op> {
        self.own().ask(context)
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.own().update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.0.seeds()
    }
}

impl<Op> Clone for Boxed<Op> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Op> fmt::Debug for Boxed<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boxed").finish_non_exhaustive()
    }
}
