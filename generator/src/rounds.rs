use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// A generator that begins anew whenever it is done: what [`Generator::rounds`] returns.
///
/// # Complexity
///
/// Each round takes a clone of the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounds<G> {
    generator: G,
    // What is left of this round.
    round: G,
    state: State,
}

/// What came of a round until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Nothing,
    Something,
}

impl<G: Clone> Rounds<G> {
    pub(crate) fn new(generator: G) -> Self {
        Self {
            round: generator.clone(),
            generator,
            state: State::Nothing,
        }
    }
}

impl<G: Generator + Clone> Generator for Rounds<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        loop {
            match self.round.ask(context) {
                Ask::Done if self.state == State::Nothing => return Ask::Done,
                Ask::Done => {
                    self.round = self.generator.clone();
                    self.state = State::Nothing;
                }
                answer => {
                    self.state = State::Something;
                    return answer;
                }
            }
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.round.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        self.generator.seeds()
    }
}
