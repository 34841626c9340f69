use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// The first op of a generator, for ever: what [`Generator::repeat`] returns.
///
/// # Complexity
///
/// Each op takes a clone of the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat<G> {
    generator: G,
    // What is left of a clone that has answered, but not yet with an op.
    asked: Option<G>,
}

impl<G> Repeat<G> {
    pub(crate) fn new(generator: G) -> Self {
        Self {
            generator,
            asked: None,
        }
    }
}

impl<G: Generator + Clone> Generator for Repeat<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let asked = self.asked.get_or_insert_with(|| self.generator.clone());
        let answer = asked.ask(context);
        if answer.is_op() {
            self.asked = None;
        }
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
        if let Some(asked) = &mut self.asked {
            asked.update(context, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
